// The challenge for a second factor: to sign in, or to confirm the identity.

import { expect, type Locator } from "@playwright/test";

import { Reader } from "./reader.ts";
import { Screen } from "./screen.ts";

/** The forms of a challenge. */
export type Asked = "app" | "sms" | "call" | "key" | "recovery";
/** A kind of second factor. */
export type Kind = "app" | "passkey" | "platform" | "security_key" | "sms" | "call";

/** The challenge for a second factor in one tab. */
export class Challenge extends Screen {
  readonly reader = new Reader(this.page);

  /** The number of remaining tries; shown from three down. */
  get triesLeft(): Locator {
    return this.page.getByTestId("tries-left");
  }

  /** Waits until the flow is at a step. */
  async reached(step: string): Promise<void> {
    await this.at("sign_in", step);
  }

  /** Waits for this form of challenge. */
  async asks(by: Asked): Promise<void> {
    await expect(this.page.locator(`[data-step="prove"] [data-by="${by}"]`)).toBeVisible();
  }

  /** One of the methods to choose from. */
  method(kind: Kind): Locator {
    return this.radio(titleOf(kind));
  }

  /** Waits until a second factor is asked for: the choice, or at once the only method. */
  async begun(): Promise<void> {
    await expect(this.page.locator('[data-step="choose"], [data-step="prove"]')).toBeVisible();
  }

  /** The button of the only method, which says what it does. */
  only(kind: Kind): Locator {
    return this.page.locator(`[data-only="${kind}"]`).getByRole("button");
  }

  /** Chooses one of the methods, or presses the button of the only one, unless it is asked for already. */
  async choose(kind: Kind): Promise<void> {
    await this.begun();
    if (await this.page.locator('[data-step="prove"]').isVisible()) return;
    if (await this.only(kind).isVisible()) {
      await this.only(kind).click();
    } else {
      await this.pick(titleOf(kind));
      await this.button("continue").click();
    }
    await this.reached("prove");
  }

  /** Goes to the choice, which a person with one method does not see at first. */
  async atChoice(): Promise<void> {
    await this.begun();
    if (await this.page.locator('[data-step="prove"]').isVisible()) await this.anotherWay();
  }

  /** Types a code and sends it. */
  async type(code: string): Promise<void> {
    await this.control("code").fill(code);
    await this.button("prove_submit").click();
  }

  /** Chooses the app and types its code. */
  async byApp(code: string): Promise<void> {
    await this.choose("app");
    await this.asks("app");
    await this.type(code);
  }

  /** Chooses a recovery code and types it. */
  async byRecoveryCode(code: string): Promise<void> {
    await this.atChoice();
    await this.button("prove_recovery").click();
    await this.asks("recovery");
    await this.type(code);
  }

  /** Answers with the key. */
  async useKey(): Promise<void> {
    await this.asks("key");
    await this.button("prove_key_submit").click();
  }

  /** Returns to the choice. */
  async anotherWay(): Promise<void> {
    await this.button("prove_another_way").click();
    await this.reached("choose");
  }

  /** Ticks the box to remember this browser. */
  async remember(days = 30): Promise<void> {
    await this.box("prove_remember", { days: `${days}` }).check();
  }

  /** The password again, where there is no second factor. */
  async confirmPassword(password: string): Promise<void> {
    await this.reached("confirm");
    await this.control("password").fill(password);
    await this.button("prove_submit").click();
  }

  /** Says that all methods are lost, and proves the identity with a card. */
  async loseEverything(card: string): Promise<void> {
    await this.atChoice();
    await this.button("prove_lost").click();
    await this.reached("lost");
    await this.button("lost_card").click();
    await this.reached("read_card");
    await this.readerButton.click();
    await this.reader.answer(card);
  }
}

/** The key of the title of a method at sign-in. */
function titleOf(kind: Kind): string {
  return kind === "sms" || kind === "call" ? `method_${kind}_to` : `method_${kind}`;
}
