// Changing the mobile number or the e-mail address, and undoing such a change.

import { Screen } from "./screen.ts";

/** The change in one tab. */
export class Contact extends Screen {
  async open(): Promise<void> {
    await this.page.goto("/account/contact");
    await this.ready();
  }

  /** Waits until the change is at a step. */
  async reached(step: string): Promise<void> {
    await this.at("contact", step);
  }

  /** Enters another number. */
  async newPhone(number: string): Promise<void> {
    await this.reached("edit");
    await this.pick("fact_phone");
    await this.control("phone").fill(number);
    await this.button("contact_send").click();
  }

  /** Enters another address. */
  async newEmail(address: string): Promise<void> {
    await this.reached("edit");
    await this.pick("contact_email");
    await this.control("email").fill(address);
    await this.button("contact_send").click();
  }

  /** Types the code that was sent to the new number or address. */
  async type(code: string): Promise<void> {
    await this.reached("prove");
    await this.control("code").fill(code);
    await this.button("prove_submit").click();
  }
}

/** The page behind "this was not me" in one tab. */
export class Undo extends Screen {
  /** Opens the link of a message. */
  async follow(link: string): Promise<void> {
    await this.page.goto(link);
    await this.shows("undo");
  }

  /** Follows the link and undoes the change. */
  async undo(link: string): Promise<void> {
    await this.follow(link);
    await this.button("undo_submit").click();
  }
}

/** The page of the mail that asks whose an address is. */
export class Address extends Screen {
  /** Opens the link of the mail. */
  async follow(link: string): Promise<void> {
    await this.page.goto(link);
    await this.shows("address");
  }
}
