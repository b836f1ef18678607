// Registration, screen by screen.

import { expect } from "@playwright/test";

import type { Person } from "../support/people.ts";
import { Reader } from "./reader.ts";
import { Screen } from "./screen.ts";

/** The registration flow in one tab. */
export class Registration extends Screen {
  readonly reader = new Reader(this.page);

  async open(): Promise<void> {
    await this.page.goto("/register");
    await this.ready();
  }

  /** Waits until the flow is at a step. */
  async reached(step: string): Promise<void> {
    await this.at("registration", step);
  }

  async choosePatient(): Promise<void> {
    await this.reached("start");
    await this.page.getByRole("button", { name: this.texts.say("start_patient") }).click();
  }

  async chooseProfessional(): Promise<void> {
    await this.reached("start");
    await this.page.getByRole("button", { name: this.texts.say("start_professional") }).click();
  }

  async chooseMeans(): Promise<void> {
    await this.reached("means");
    await this.page.getByRole("button", { name: this.texts.say("means_eid") }).click();
  }

  /** Leaves for the identity provider. */
  async chooseProvider(): Promise<void> {
    await this.reached("means");
    await this.page.getByRole("button", { name: this.texts.say("means_provider", { name: "itsme" }) }).click();
  }

  /** Presses the button that opens the reader. */
  async pressRead(): Promise<void> {
    await this.reached("read_card");
    await this.readerButton.click();
  }

  /** Reads a person's card. */
  async readCard(id: string): Promise<void> {
    await this.pressRead();
    await this.reader.answer(id);
  }

  /** Confirms the profile in this capacity. */
  async confirm({ name, capacity }: Person): Promise<void> {
    await this.reached("confirm");
    await expect(this.page.getByTestId("card-name")).toHaveText(name);
    // The label is the large target that people click.
    const label = this.texts.say(`capacity_${capacity}`);
    await this.page.getByRole("main").getByText(label, { exact: true }).click();
    await expect(this.page.getByRole("radio", { name: label, exact: true })).toBeChecked();
    await this.button("confirm_submit").click();
  }

  /** Fills in all details of a person's account. */
  async fill(person: Person): Promise<void> {
    await this.reached("account");
    if (person.riziv) await this.labelled("field_riziv").fill(person.riziv);
    if (person.organisation) await this.labelled("field_organisation").fill(person.organisation);
    if (person.cbe) await this.labelled("field_cbe").fill(person.cbe);
    await this.labelled("field_email").fill(person.email);
    await this.labelled("field_phone").fill(person.phone);
    await this.checkCaller();
  }

  /** Ticks the box of the terms. */
  async checkCaller(): Promise<void> {
    await this.control("terms").check();
  }

  async submitAccount(): Promise<void> {
    await this.button("account_submit").click();
  }

  /** Activates with a code and a password, typed twice unless said otherwise. */
  async activate(code: string, password: string, confirmation = password): Promise<void> {
    await this.reached("activate");
    await this.labelled("field_code").fill(code);
    await this.labelled("field_new_password").fill(password);
    await this.labelled("field_confirmation").fill(confirmation);
    await this.button("activate_submit").click();
  }

  /** Moves on to the screen that reads the card. */
  async toCard(person: Person): Promise<void> {
    await this.open();
    await (person.capacity === "citizen" ? this.choosePatient() : this.chooseProfessional());
    await this.chooseMeans();
    await this.reached("read_card");
  }

  /** Moves on to the account details. */
  async toAccount(person: Person): Promise<void> {
    await this.toCard(person);
    await this.readCard(person.id);
    await this.confirm(person);
    await this.reached("account");
  }

  /** Moves on until the account is ordered. */
  async order(person: Person): Promise<void> {
    await this.toAccount(person);
    await this.fill(person);
    await this.submitAccount();
  }

  /** Moves on to the activation screen. */
  async toActivation(person: Person): Promise<void> {
    await this.order(person);
    await this.reached("activate");
  }
}
