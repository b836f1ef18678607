// The help: the page with its parts, and the page about the end of a method.

import { expect, type Locator } from "@playwright/test";

import { Screen } from "./screen.ts";

/** Somebody who looks for help. */
export class Help extends Screen {
  /** Opens the page, at a part of it where one is named. */
  async open(part = ""): Promise<void> {
    await this.page.goto(part ? `/help#${part}` : "/help");
    await this.shows("help");
  }

  /** Opens the page about the end of a method, more than a minute after the last time. */
  async openChange(): Promise<void> {
    // For a minute the browser keeps what the server said.
    const session = await this.page.context().newCDPSession(this.page);
    await session.send("Network.clearBrowserCache");
    await session.detach();
    await this.page.goto("/help/change");
    await this.shows("help_change");
  }

  /** The link beside a screen to what it may need help with. */
  get beside(): Locator {
    const words = this.texts.say("help_with");
    return this.page.getByRole("complementary").getByRole("link", { name: words });
  }

  /** Follows that link: it opens a tab of its own, which this is about. */
  async follow(): Promise<Help> {
    const opened = this.page.context().waitForEvent("page");
    await this.beside.click();
    const help = new Help(await opened);
    help.texts = this.texts;
    return help;
  }

  /** Waits until a part of the page is open, in view, and has the focus. */
  async tells(part: string): Promise<void> {
    const place = this.page.locator(`#${part}`);
    await expect(place).toBeInViewport();
    await expect(this.page).toHaveURL(new RegExp(`#${part}$`));
    const focused = this.page.locator(`#${part}:focus, #${part} > summary:focus`);
    await expect(focused).toHaveCount(1);
    await expect(place.and(this.page.locator("details:not([open])"))).toHaveCount(0);
  }

  /** Answers a question of the chooser. */
  async answer(question: string, yes: boolean): Promise<void> {
    const group = this.page.getByRole("group", { name: this.texts.say(question) });
    await group.getByLabel(this.texts.say(yes ? "choose_yes" : "choose_no"), { exact: true }).check();
  }

  /** What suits best, as a screen reader says it. */
  get best(): Locator {
    return this.page.getByTestId("best");
  }

  /** A method in the comparison, counted from nought. */
  row(number: number): Locator {
    return this.page.locator("tbody tr").nth(number);
  }

  /** What is said about the end of a method. */
  end(kind: string): Locator {
    return this.page.locator(`[data-ends="${kind}"]`);
  }
}

