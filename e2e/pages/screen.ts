// The elements of every screen of the app: a step, a heading, alerts with a code, fields with their
// problems. Controls are found as people find them, by label and name, in the current language.

import { expect, type Locator, type Page } from "@playwright/test";

import { Texts, type Language } from "../support/texts.ts";

/** A field, by its name on the wire. */
export type Field =
  | "email"
  | "phone"
  | "riziv"
  | "cbe"
  | "organisation"
  | "code"
  | "password"
  | "confirmation"
  | "current-password"
  | "name"
  | "reason"
  | "query"
  | "terms";

/** One page of the app in one browser tab. */
export class Screen {
  /** The texts of the current language. */
  texts = new Texts();

  constructor(readonly page: Page) {}

  /** The `h1`. */
  get heading(): Locator {
    return this.page.getByRole("heading", { level: 1 });
  }

  /** The list of problems above a form. */
  get summary(): Locator {
    return this.page.locator("[data-code=fields_invalid]");
  }

  /** Waits until a flow is at a step. */
  async at(wizard: string, step: string): Promise<void> {
    const screen = this.page.locator(`[data-wizard="${wizard}"][data-step="${step}"]`);
    await expect(screen).toBeVisible();
  }

  /** Waits until a page outside any flow is shown. */
  async shows(step: string): Promise<void> {
    await expect(this.page.locator(`[data-step="${step}"]`)).toBeVisible();
  }

  /** Waits until the app has replaced what was shown before it started. */
  async ready(): Promise<void> {
    await expect(this.page.locator("main[data-ready]")).toBeVisible();
  }

  /** The alert with this code. */
  alert(code: string): Locator {
    return this.page.locator(`main [data-code="${code}"]`);
  }

  /** The warning that the flow is about to be forgotten. */
  get ending(): Locator {
    return this.page.locator("dialog[open][aria-labelledby=journey-end]");
  }

  /** A button by the key of its text, and what is filled in. */
  button(key: string, values: Record<string, string> = {}): Locator {
    return this.page.getByRole("button", { name: this.texts.say(key, values), exact: true });
  }

  /** The button that reads a card, for the first time or again. */
  get readerButton(): Locator {
    const names = ["reader_read", "reader_again"].map((key) => this.texts.say(key));
    return this.page.getByRole("button", { name: new RegExp(`^(${names.join("|")})$`) });
  }

  /** A link in the page, not in its header or footer, by the key of its text. */
  link(key: string): Locator {
    return this.page
      .getByRole("main")
      .getByRole("link", { name: this.texts.say(key), exact: true });
  }

  /** A field by the key of its label. */
  labelled(key: string, values: Record<string, string> = {}): Locator {
    return this.page.getByLabel(this.texts.say(key, values), { exact: true });
  }

  /** Picks a radio button by the key of its label, or of its beginning; people click the label. */
  async pick(key: string, values: Record<string, string> = {}): Promise<void> {
    const radio = this.radio(key, values);
    await this.page.locator(`label[for="${await radio.getAttribute("id")}"]`).click();
    await expect(radio).toBeChecked();
  }

  /** A radio button by the key of its label; a placeholder without a value matches anything. */
  radio(key: string, values: Record<string, string> = {}): Locator {
    const escaped = this.texts.say(key, values).replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&");
    // Soft hyphens are not part of what a person reads.
    const name = escaped.replaceAll("\u00ad", "\u00ad?").replaceAll(/\{\w+\}/g, ".+");
    return this.page.getByRole("radio", { name: new RegExp(`^${name}( |$)`) });
  }

  /** A box to tick, by the key of its label. */
  box(key: string, values: Record<string, string> = {}): Locator {
    return this.page.getByRole("checkbox", { name: this.texts.say(key, values), exact: true });
  }

  /** The control of a field, by the id that the summary links to. */
  control(field: Field): Locator {
    return this.page.locator(`#${field}`);
  }

  /** Expects that a field is marked and explained, with this code. */
  async complains(field: Field, code: string): Promise<void> {
    const control = this.control(field);
    await expect(control).toHaveAttribute("aria-invalid", "true");
    await expect(control).toHaveAttribute("aria-describedby", new RegExp(`\\b${field}-problem\\b`));
    await expect(this.page.locator(`#${field}-problem`)).toHaveAttribute("data-code", code);
  }

  /** Presses a language in the header of the page and waits until it is shown. */
  async speak(language: Language): Promise<void> {
    // That of the program: the first screen has a switch too, and for a moment both are there.
    const switcher = this.page.locator(`#app header button[lang="${language}"]`);
    await switcher.click();
    await expect(this.page.locator("html")).toHaveAttribute("lang", language);
    await expect(switcher).toHaveAttribute("aria-pressed", "true");
  }

  /** Changes the language without the mouse, also behind a dialog, and waits until it is shown. */
  async turnTo(language: Language): Promise<void> {
    await this.page.evaluate(async (language) => {
      const button = document.querySelector<HTMLElement>(`#app header button[lang="${language}"]`);
      if (!button) throw new Error(`the page cannot be read in ${language}`);
      const isShown = (): boolean => button.ariaPressed === "true";
      await new Promise<void>((shown) => {
        if (isShown()) return shown();
        const watch = new MutationObserver(() => isShown() && shown());
        watch.observe(button, { attributes: true });
        button.click();
      });
      // What follows from the change is drawn before another task.
      await new Promise((drawn) => setTimeout(drawn));
    }, language);
  }
}
