// The virtual card reader, as a person uses it: choose a card, type the PIN. It is in English only,
// as the dialog of an operating system may be.

import { expect, type Locator, type Page } from "@playwright/test";

import { PIN } from "../support/people.ts";

/** The dialog over the page. */
export class Reader {
  readonly dialog: Locator;
  /** What is wrong with the PIN. */
  readonly complaint: Locator;

  constructor(page: Page) {
    this.dialog = page.locator("virtual-card-reader");
    this.complaint = this.dialog.getByRole("alert").filter({ visible: true });
  }

  /** Puts a person's card into the reader. */
  async choose(id: string): Promise<void> {
    await this.dialog.locator(`button[data-id="${id}"]`).click();
  }

  /** Types a PIN and presses OK. */
  async type(pin: string): Promise<void> {
    await this.dialog.getByLabel("PIN", { exact: true }).fill(pin);
    await this.#press("OK");
  }

  /** Answers with a card: chooses it, types its PIN. */
  async answer(id: string): Promise<void> {
    await this.choose(id);
    await this.type(PIN);
    await expect(this.dialog).toHaveCount(0);
  }

  /** Closes the dialog while it asks for the PIN. */
  async cancel(): Promise<void> {
    await this.#press("Cancel");
  }

  /** Acknowledges that the card is blocked. */
  async admit(): Promise<void> {
    await this.#press("OK");
  }

  async #press(name: string): Promise<void> {
    await this.dialog.getByRole("button", { name, exact: true }).filter({ visible: true }).click();
  }
}
