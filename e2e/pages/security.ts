// The security page: what protects the account, what happened to it, and every way to change it.

import { expect, type Locator } from "@playwright/test";

import { Screen } from "./screen.ts";

/** A section of the page, by the id of its heading. */
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

  /** One section of the page. */
  part(part: Part): Locator {
    return this.page.locator(`[data-part="${part}"]`);
  }

  /** The entries in a section. */
  rows(part: Part): Locator {
    return this.part(part).locator(".session");
  }

  /** The entry with this name in a section. */
  row(part: Part, name: string): Locator {
    return this.rows(part).filter({ hasText: name });
  }

  /** Presses a button of a section, or of one of its rows. */
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

  /** Waits until a section reports a change. */
  async changed(part: Part): Promise<void> {
    await expect(this.part(part).locator("[data-code=changed]")).toBeVisible();
  }

  /** The question before an action that cannot be undone. */
  get question(): Locator {
    return this.page.getByRole("dialog");
  }

  /** Answers it. */
  async answer(key: string): Promise<void> {
    await this.question.getByRole("button", { name: this.texts.say(key), exact: true }).click();
  }

  /** The number of recovery codes left, as the page shows it. */
  get codesLeft(): Locator {
    return this.page.getByTestId("codes-left");
  }

  /** A line of the history, by the key of its text. */
  happened(key: string): Locator {
    return this.part("activity").getByText(this.texts.say(key), { exact: true });
  }

  /** Types the current and a new password in the open form. */
  async typePasswords(current: string, next: string, again = next): Promise<void> {
    await this.control("current-password").fill(current);
    await this.control("password").fill(next);
    await this.control("confirmation").fill(again);
    await this.press("password-part", "security_password_change");
  }
}
