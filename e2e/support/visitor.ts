// A person at a browser tab, with a page object for each flow.

import { type Page } from "@playwright/test";

import { Account } from "../pages/account.ts";
import { Challenge } from "../pages/challenge.ts";
import { Address, Contact, Undo } from "../pages/contact.ts";
import { Data } from "../pages/data.ts";
import { Help } from "../pages/help.ts";
import { HelpDesk } from "../pages/help-desk.ts";
import { Recovery } from "../pages/recovery.ts";
import { Registration } from "../pages/registration.ts";
import { Screen } from "../pages/screen.ts";
import { Security } from "../pages/security.ts";
import { SignIn } from "../pages/sign-in.ts";
import { Support } from "../pages/support.ts";
import { TwoStep } from "../pages/two-step.ts";
import { Api } from "./api.ts";
import type { AuthenticatorApp } from "./authenticator-app.ts";
import type { Clock, Phone } from "./desk.ts";
import { Setup } from "./setup.ts";
import type { Person } from "./people.ts";
import { Texts, type Language } from "./texts.ts";

/** What a person has beside the browser. */
export interface Belongings {
  readonly phone: Phone;
  readonly app: AuthenticatorApp;
  readonly clock: Clock;
  /** The server's origin. */
  readonly origin: string;
}

/** A person's browser tab. */
export class Visitor {
  readonly screen: Screen;
  readonly registration: Registration;
  readonly signIn: SignIn;
  readonly challenge: Challenge;
  readonly recovery: Recovery;
  readonly account: Account;
  readonly twoStep: TwoStep;
  readonly security: Security;
  readonly contact: Contact;
  readonly data: Data;
  readonly undo: Undo;
  readonly address: Address;
  readonly desk: HelpDesk;
  readonly support: Support;
  readonly help: Help;
  /** Prepares accounts before the test begins, without the page. */
  readonly setup: Setup;

  constructor(
    readonly page: Page,
    private readonly has: Belongings,
  ) {
    this.screen = new Screen(page);
    this.registration = new Registration(page);
    this.signIn = new SignIn(page);
    this.challenge = new Challenge(page);
    this.recovery = new Recovery(page);
    this.account = new Account(page);
    this.twoStep = new TwoStep(page);
    this.security = new Security(page);
    this.contact = new Contact(page);
    this.data = new Data(page);
    this.undo = new Undo(page);
    this.address = new Address(page);
    this.desk = new HelpDesk(page);
    this.support = new Support(page);
    this.help = new Help(page);
    const { origin, phone, app, clock } = has;
    const api = new Api(page.context().request, origin);
    this.setup = new Setup(api, origin, phone, app, clock);
  }

  /** Another tab of the same browser. */
  async anotherTab(): Promise<Visitor> {
    return new Visitor(await this.page.context().newPage(), this.has);
  }

  /** Chooses the language of the page. */
  async speak(language: Language): Promise<void> {
    await this.screen.speak(language);
    this.reads(language);
  }

  /** Changes the language of the page at once, where its switch is not what is tested. */
  async turnTo(language: Language): Promise<void> {
    await this.screen.turnTo(language);
    this.reads(language);
  }

  /** Expects the texts of a language that the browser requests. */
  reads(language: Language): void {
    const texts = new Texts(language);
    const { screen, registration, signIn, challenge, recovery } = this;
    const { account, twoStep, security, contact, data, undo, address, desk, support, help } = this;
    const outside = [screen, registration, signIn, challenge, recovery];
    const inside = [account, twoStep, security, contact, data, undo, address, desk, support, help];
    for (const it of [...outside, ...inside]) it.texts = texts;
  }

  /** Registers and activates on the screens, until the one that says the account is ready. */
  async register(person: Person): Promise<void> {
    await this.registration.toActivation(person);
    await this.registration.activate(await this.has.phone.code(person.e164), person.password);
    await this.registration.reached("done");
  }

  /** Is at the details of an account; `registration.toAccount` walks there. */
  async atAccount(person: Person): Promise<void> {
    await this.setup.begin(person);
    await this.registration.open();
    await this.registration.reached("account");
  }

  /** Is at the code that activates an account; `registration.toActivation` walks there. */
  async atActivation(person: Person): Promise<void> {
    await this.setup.order(person);
    await this.registration.open();
    await this.registration.reached("activate");
  }

  /** Signs in by password on the screen. */
  async enter(person: Person): Promise<void> {
    await this.signIn.open();
    await this.signIn.enter(person.email, person.password);
    await this.account.reached();
  }

  /** Is signed in by password and the code of an app. */
  async enterByApp(person: Person, key: string): Promise<void> {
    if (this.#isBlank) {
      await this.setup.signInByApp(person, key);
      await this.account.open();
    } else {
      await this.reachChallenge(person);
      await this.challenge.byApp(await this.has.app.next(key));
    }
    await this.account.reached();
  }

  /** Is at the challenge for a second factor, after the right password. */
  async reachChallenge(person: Person): Promise<void> {
    const isBlank = this.#isBlank;
    if (isBlank) await this.setup.signIn(person);
    await this.signIn.open();
    if (!isBlank) await this.signIn.enter(person.email, person.password);
    await this.challenge.begun();
  }

  /** Whether the tab has shown nothing yet: a page of the app makes moves of its own. */
  get #isBlank(): boolean {
    return this.page.url() === "about:blank";
  }
}
