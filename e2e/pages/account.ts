// The account page, and the warning before a session ends.

import { type Locator } from "@playwright/test";

import { Screen } from "./screen.ts";

/** The account page in one tab. */
export class Account extends Screen {
  /** The warning that the session is about to end. */
  get warning(): Locator {
    return this.page.getByRole("dialog", { name: this.texts.say("timeout_title") });
  }

  async open(): Promise<void> {
    await this.page.goto("/account");
    await this.ready();
  }

  /** Waits until the page is shown. */
  async reached(): Promise<void> {
    await this.shows("account_page");
  }

  /** Opens one of the pages that the account links to, by the key of its title. */
  async follow(key: string): Promise<void> {
    const begins = new RegExp(`^${this.texts.say(key)}`);
    await this.page.getByRole("main").getByRole("link", { name: begins }).click();
  }

  /** What the page says about the person. */
  fact(name: string): Locator {
    return this.page.getByTestId(name);
  }

  /** The button in the head of every page. */
  get signOutButton(): Locator {
    return this.page.getByRole("banner").getByRole("button", { name: this.texts.say("sign_out"), exact: true });
  }

  async signOut(): Promise<void> {
    // Leaving the page at once would cancel the request.
    const done = this.page.waitForResponse((answer) => answer.url().endsWith("/api/session/sign-out"));
    await this.signOutButton.click();
    await done;
  }
}
