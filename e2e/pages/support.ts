// The person's side of the phone call with the help line, and the page that cancels a reset.

import { expect, type Locator } from "@playwright/test";

import { Screen } from "./screen.ts";

/** A person who is on the phone with the help line. */
export class Support extends Screen {
  async open(): Promise<void> {
    await this.page.goto("/help/call");
    await this.shows("support");
  }

  /** Requests a code, and reads it. */
  async begin(): Promise<string> {
    await this.button("support_begin").click();
    return this.read("call_read");
  }

  /** The text to read out, in the alert with this code. */
  async read(code: string): Promise<string> {
    const groups = this.alert(code).locator("[data-testid=aloud] [aria-hidden]");
    await expect(groups.first()).toBeVisible();
    // Under each letter is a word for it.
    const signs = (group: Element): string =>
      [...group.querySelectorAll("b")].map((sign) => sign.textContent).join("") || (group.textContent ?? "");
    const all = await groups.all();
    return (await Promise.all(all.map((group) => group.evaluate(signs)))).join("-");
  }

  /** Answers whether the help line said these digits. */
  async answer(isRight: boolean): Promise<void> {
    await this.button(isRight ? "support_yes" : "support_no").click();
  }

  /** Opens the link of the mail about a pending reset. */
  async follow(link: string): Promise<void> {
    await this.page.goto(link);
    await this.shows("refuse");
    await expect(this.page, "the token leaves the address bar").toHaveURL(/\/help\/reset$/);
  }

  /** Opens the link "remind me later" of a mail. */
  async followLater(link: string): Promise<void> {
    await this.page.goto(link);
    await this.shows("later");
    await expect(this.page, "the token leaves the address bar").toHaveURL(/\/help\/later$/);
  }

  /** The button that cancels the reset. */
  get refusal(): Locator {
    return this.button("refuse_submit");
  }
}
