// The help: the page with its parts, and the page about the end of a method.

import { expect, type Locator } from "@playwright/test";

import { Screen } from "./screen.ts";

/** A person who looks for help. */
export class Help extends Screen {
  /** Opens the page, at one of its parts if a part is given. */
  async open(part = ""): Promise<void> {
    await this.page.goto(part ? `/help#${part}` : "/help");
    await this.shows("help");
  }

  /** Opens the page about the end of a method, more than a minute after the last time. */
  async openChange(): Promise<void> {
    // The browser caches the server's answer for a minute.
    const session = await this.page.context().newCDPSession(this.page);
    await session.send("Network.clearBrowserCache");
    await session.detach();
    await this.page.goto("/help/change");
    await this.shows("help_change");
  }

  /** The help link beside a screen. */
  get beside(): Locator {
    const words = this.texts.say("help_with");
    return this.page.getByRole("complementary").getByRole("link", { name: words });
  }

  /** Opens that link in a new tab; returns a page object for it. */
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

  /** The recommended method, as a screen reader says it. */
  get best(): Locator {
    return this.page.getByTestId("best");
  }

  /** A method in the comparison, counted from 0. */
  row(number: number): Locator {
    return this.page.locator("tbody tr").nth(number);
  }

  /** The text about the end of a method. */
  end(kind: string): Locator {
    return this.page.locator(`[data-ends="${kind}"]`);
  }
}

