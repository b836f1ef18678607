// Sign-in, by password or by card.

import { Reader } from "./reader.ts";
import { Screen } from "./screen.ts";

/** The sign-in flow in one tab. */
export class SignIn extends Screen {
  readonly reader = new Reader(this.page);

  async open(): Promise<void> {
    await this.page.goto("/sign-in");
    await this.ready();
  }

  /** Waits until the flow is at a step. */
  async reached(step: string): Promise<void> {
    await this.at("sign_in", step);
  }

  async enter(email: string, password: string): Promise<void> {
    await this.reached("credentials");
    await this.labelled("field_email").fill(email);
    await this.labelled("field_password").fill(password);
    await this.button("sign_in_submit").click();
  }

  /** Makes the browser show its passkeys. */
  async usePasskey(): Promise<void> {
    await this.reached("credentials");
    await this.button("sign_in_passkey").click();
  }

  /** Opens the screen that reads the card. */
  async useCard(): Promise<void> {
    await this.reached("credentials");
    await this.button("sign_in_eid").click();
    await this.reached("read_card");
  }

  /** Leaves for the identity provider. */
  async toProvider(): Promise<void> {
    await this.reached("credentials");
    await this.page.getByRole("button", { name: this.texts.say("sign_in_provider", { name: "itsme" }) }).click();
  }

  /** Leaves for the identity provider again. */
  async onToProvider(): Promise<void> {
    await this.reached("away");
    await this.page.getByRole("link", { name: this.texts.say("away_on", { name: "itsme" }) }).click();
  }

  /** Reads a person's card. */
  async readCard(id: string): Promise<void> {
    await this.readerButton.click();
    await this.reader.answer(id);
  }
}
