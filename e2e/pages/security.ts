// The security page: what protects the account, what happened to it, and every way to change it.

import { expect, type Locator } from "@playwright/test";

import { Screen } from "./screen.ts";

/** A part of the page, by the id of its heading. */
export type Part =
  | "methods"
  | "recovery-codes"
  | "password-part"
  | "contact"
  | "identities"
  | "sessions"
  | "browsers"
  | "activity";

/** The security page in one tab. */
export class Security extends Screen {
  async open(): Promise<void> {
    await this.page.goto("/account/security");
    await this.reached();
  }

  /** Waits until the page is shown. */
  async reached(): Promise<void> {
    await this.shows("security");
  }

  /** One part of the page. */
  part(part: Part): Locator {
    return this.page.locator(`[data-part="${part}"]`);
  }

  /** The things listed in a part. */
  rows(part: Part): Locator {
    return this.part(part).locator(".session");
  }

  /** The thing of this name in a part. */
  row(part: Part, name: string): Locator {
    return this.rows(part).filter({ hasText: name });
  }

  /** Presses a button of a part, or of one of its rows. */
  async press(part: Part, key: string, row?: string): Promise<void> {
    const within = row === undefined ? this.part(part) : this.row(part, row);
    const begins = new RegExp(`^${this.texts.say(key)}( ?:|$)`);
    await within.getByRole("button", { name: begins }).click();
  }

  /** Leaves for the identity provider, to link it. */
  async linkProvider(): Promise<void> {
    const name = this.texts.say("identity_link_provider", { name: "itsme" });
    await this.part("identities").getByRole("button", { name }).click();
  }

  /** Unlinks the identity provider. */
  async unlinkProvider(): Promise<void> {
    await this.press("identities", "identity_unlink", "itsme");
    await this.changed("identities");
  }

  /** Waits until a part says that something was changed. */
  async changed(part: Part): Promise<void> {
    await expect(this.part(part).locator("[data-code=changed]")).toBeVisible();
  }

  /** The question before something that cannot be taken back. */
  get question(): Locator {
    return this.page.getByRole("dialog");
  }

  /** Answers it. */
  async answer(key: string): Promise<void> {
    await this.question.getByRole("button", { name: this.texts.say(key), exact: true }).click();
  }

  /** How many recovery codes are left, as the page says it. */
  get codesLeft(): Locator {
    return this.page.getByTestId("codes-left");
  }

  /** A line of the history, by the key of its text. */
  happened(key: string): Locator {
    return this.part("activity").getByText(this.texts.say(key), { exact: true });
  }

  /** Types the present and a new password, where the form is open. */
  async typePasswords(current: string, next: string, again = next): Promise<void> {
    await this.control("current-password").fill(current);
    await this.control("password").fill(next);
    await this.control("confirmation").fill(again);
    await this.press("password-part", "security_password_change");
  }
}
