// The set-up of a second factor: choose, prove, name, a second one, the recovery codes.

import { expect, type Locator } from "@playwright/test";

import type { Kind } from "./challenge.ts";
import { Screen } from "./screen.ts";

/** The set-up in one tab. */
export class TwoStep extends Screen {
  /** The QR code for the app. */
  get qr(): Locator {
    return this.page.getByRole("img", { name: this.texts.say("app_scan_label") });
  }

  /** The number of remaining tries; shown from three down. */
  get triesLeft(): Locator {
    return this.page.getByTestId("tries-left");
  }

  async open(): Promise<void> {
    await this.page.goto("/account/two-step");
    await this.ready();
  }

  /** Waits until the set-up is at a step. */
  async reached(step: string): Promise<void> {
    await this.at("two_step", step);
  }

  /** One of the methods to choose from. */
  method(kind: Kind): Locator {
    return this.radio(`method_${kind}`);
  }

  /** Shows a method, which may be among the others. */
  async offers(kind: Kind): Promise<void> {
    await this.reached("choose");
    await expect(this.page.getByRole("group", { name: this.texts.say("two_step_legend") })).toBeVisible();
    if (!(await this.method(kind).isVisible())) await this.others.click();
    await expect(this.method(kind)).toBeVisible();
  }

  /** What opens the methods that are not shown first. */
  get others(): Locator {
    return this.page.locator("summary", { hasText: this.texts.say("two_step_others") });
  }

  /** Chooses the method to set up. */
  async choose(kind: Kind): Promise<void> {
    await this.offers(kind);
    await this.pick(`method_${kind}`);
    await this.button("continue").click();
    await this.reached("set_up");
  }

  /** The key of the app as text, for people who cannot scan. */
  async key(): Promise<string> {
    const text = this.page.getByTestId("secret-key");
    if (!(await text.isVisible())) await this.page.getByText(this.texts.say("app_key_title")).click();
    return text.innerText();
  }

  /** Types a code and sends it. */
  async type(code: string): Promise<void> {
    await this.control("code").fill(code);
    await this.button("prove_submit").click();
  }

  /** The account's own number, or another one: sends the code or places the call. */
  async useNumber(how: "send" | "call", other?: string): Promise<void> {
    await this.reached("set_up");
    if (other === undefined) await this.pick("number_own");
    else await this.useOther(other);
    await this.button(`number_${how}`).click();
  }

  /** Chooses another number and types it. */
  async useOther(number: string): Promise<void> {
    await this.pick("number_other");
    await this.control("phone").fill(number);
  }

  /** Makes the browser create a key. */
  async make(kind: "passkey" | "platform" | "security_key"): Promise<void> {
    await this.button(`${kind}_make`).click();
  }

  /** Names the method, or keeps the suggested name. */
  async name(name?: string): Promise<void> {
    await this.reached("name");
    if (name !== undefined) await this.control("name").fill(name);
    await this.button("name_submit").click();
  }

  /** Continues without a second method. */
  async enough(): Promise<void> {
    await this.reached("more");
    await this.button("more_enough").click();
  }

  /** Adds another method. */
  async another(): Promise<void> {
    await this.reached("more");
    await this.button("more_add").click();
  }

  /** Reads the recovery codes and confirms that they are saved. */
  async keepCodes(): Promise<string[]> {
    await this.reached("codes");
    const codes = await this.codes.allInnerTexts();
    await this.box("codes_kept").check();
    await this.button("continue").click();
    return codes;
  }

  /** The recovery codes. */
  get codes(): Locator {
    return this.page.getByRole("list", { name: this.texts.say("codes_list") }).getByRole("listitem");
  }

  /** Finishes after the proof of a first method: its name, no second one, the codes, the end. */
  async finish(name?: string): Promise<string[]> {
    await this.name(name);
    await this.enough();
    const codes = await this.keepCodes();
    await this.reached("done");
    return codes;
  }

  /** Leaves the last screen for the account. */
  async toAccount(): Promise<void> {
    await this.button("two_step_done_account").click();
    await expect(this.page).toHaveURL(/\/account$/);
  }
}
