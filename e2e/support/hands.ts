// A keyboard where Playwright only plays one by scripts in the page. A worker drives one browser, so
// all its locators are changed at once.

import { type Locator, type Page } from "@playwright/test";

/**
 * Types in Firefox key by key. Over WebDriver BiDi `fill` writes into the value, and appends to an
 * address that is there already.
 */
export function typeByKeys(page: Page): void {
  const locator = Object.getPrototypeOf(page.locator("html")) as Locator;
  locator.fill = async function (this: Locator, text: string): Promise<void> {
    await this.focus();
    await this.press("ControlOrMeta+A");
    await this.press("Delete");
    await this.pressSequentially(text);
  };
}
