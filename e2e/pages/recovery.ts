// A forgotten password, by mail and text message or by card.

import { Reader } from "./reader.ts";
import { Screen } from "./screen.ts";

/** The recovery flow in one tab. */
export class Recovery extends Screen {
  readonly reader = new Reader(this.page);

  async open(): Promise<void> {
    await this.page.goto("/recover");
    await this.ready();
  }

  /** Waits until the flow is at a step. */
  async reached(step: string): Promise<void> {
    await this.at("recovery", step);
  }

  /** Requests a link. */
  async askMail(email: string): Promise<void> {
    await this.reached("ask");
    await this.labelled("field_email").fill(email);
    await this.button("recover_submit").click();
  }

  /** Opens the link of a mail, and uses it. */
  async follow(link: string): Promise<void> {
    await this.page.goto(link);
    await this.reached("open_link");
    await this.button("continue").click();
  }

  /** Proves the identity with a person's card. */
  async useCard(id: string): Promise<void> {
    await this.reached("ask");
    await this.button("recover_eid").click();
    await this.reached("read_card");
    await this.readerButton.click();
    await this.reader.answer(id);
  }

  /** Chooses a password; types the code if one was sent. */
  async choose(password: string, code?: string): Promise<void> {
    await this.reached("new_password");
    if (code !== undefined) await this.labelled("field_code").fill(code);
    await this.labelled("field_new_password").fill(password);
    await this.labelled("field_confirmation").fill(password);
    await this.button("new_password_submit").click();
  }
}
