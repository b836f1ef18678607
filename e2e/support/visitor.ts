// Somebody at a browser tab, with a page object for each journey.

import { type Page } from "@playwright/test";

import { Account } from "../pages/account.ts";
import { Recovery } from "../pages/recovery.ts";
import { Registration } from "../pages/registration.ts";
import { Screen } from "../pages/screen.ts";
import { SignIn } from "../pages/sign-in.ts";
import type { Phone } from "./desk.ts";
import type { Person } from "./people.ts";
import { Texts, type Language } from "./texts.ts";

/** A person's browser tab. */
export class Visitor {
  readonly screen: Screen;
  readonly registration: Registration;
  readonly signIn: SignIn;
  readonly recovery: Recovery;
  readonly account: Account;

  constructor(
    readonly page: Page,
    private readonly phone: Phone,
  ) {
    this.screen = new Screen(page);
    this.registration = new Registration(page);
    this.signIn = new SignIn(page);
    this.recovery = new Recovery(page);
    this.account = new Account(page);
  }

  /** Another tab of the same browser. */
  async anotherTab(): Promise<Visitor> {
    return new Visitor(await this.page.context().newPage(), this.phone);
  }

  /** Chooses the language of the page. */
  async speak(language: Language): Promise<void> {
    await this.screen.speak(language);
    this.reads(language);
  }

  /** Expects the texts of a language that the browser asks for. */
  reads(language: Language): void {
    const texts = new Texts(language);
    for (const it of [this.screen, this.registration, this.signIn, this.recovery, this.account]) {
      it.texts = texts;
    }
  }

  /** Registers and activates, up to the screen that says the account is ready. */
  async register(person: Person): Promise<void> {
    await this.registration.toActivation(person);
    await this.registration.activate(await this.phone.code(person.e164), person.password);
    await this.registration.reached("done");
  }

  /** Signs in by password. */
  async enter(person: Person): Promise<void> {
    await this.signIn.open();
    await this.signIn.enter(person.email, person.password);
    await this.account.reached();
  }
}
