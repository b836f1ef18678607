// What a person did before the test begins: opened an account, signed in, set up a second factor.
// It uses the server's JSON interface and takes a moment; the flows under test use the page.

import { webcrypto } from "node:crypto";

import { Api } from "./api.ts";
import type { AuthenticatorApp } from "./authenticator-app.ts";
import type { Clock, Phone } from "./desk.ts";
import { PIN, type Person } from "./people.ts";
import { LANGUAGE } from "./texts.ts";

/** A second factor that needs no browser. */
export type Simple = "app" | "sms" | "call";

/** A person's role. */
export type Role = "desk" | "administrator" | "auditor";

/** The result of a set-up. */
export interface Enrolled {
  /** The key of the app; empty without one. */
  readonly key: string;
  /** The recovery codes, if they were made. */
  readonly codes: string[];
}

interface Step {
  readonly step: string;
  readonly challenge?: { readonly nonce: string };
  readonly terms_version?: string;
  readonly set_up?: { readonly by: string; readonly key?: string };
  readonly codes?: string[];
  readonly methods?: { readonly id: string; readonly kind: string }[];
}

interface Card {
  readonly key: string;
  readonly certificate: string;
}

const REGISTRATION = "/api/registration";
const SIGN_IN = "/api/sign-in";
const TWO_STEP = "/api/account/two-step";

/** Prepares accounts for one browser. */
export class Setup {
  constructor(
    readonly api: Api,
    private readonly origin: string,
    private readonly phone: Phone,
    private readonly app: AuthenticatorApp,
    private readonly clock: Clock,
  ) {}

  /** Opens and activates an account. */
  async register(person: Person): Promise<void> {
    await this.order(person);
    const code = await this.phone.code(person.e164);
    // A request makes the flow notice that the account exists.
    await this.api.get(REGISTRATION);
    const { password } = person;
    await this.#move("/activate", { code, password, confirmation: password });
  }

  /** Begins a registration, up to the details of the account. */
  async begin(person: Person): Promise<void> {
    const audience = person.capacity === "citizen" ? "patient" : "professional";
    await this.#move("/audience", { audience });
    const { challenge } = await this.#move("/means", { means: "eid" });
    await this.#move("/card", { token: await this.#sign(person.id, challenge?.nonce ?? "") });
    await this.#move("/profile", { capacity: person.capacity });
  }

  /** Orders an account, which a text message then asks to activate. */
  async order(person: Person): Promise<void> {
    await this.begin(person);
    const { terms_version } = await this.api.get<Step>(REGISTRATION);
    const { email, phone, riziv, cbe, organisation } = person;
    const details = { email, phone, riziv, cbe, organisation, language: LANGUAGE, terms_version };
    await this.#move("/account", details);
  }

  /** Opens the link of the mail that asks whose an address is, and confirms. */
  async proveAddress(link: string): Promise<void> {
    const token = new URL(link).hash.slice(1);
    await this.api.post("/api/address", { token, whose: "mine" });
  }

  /** Signs in by password; returns the step after it. */
  async signIn({ email, password }: Person): Promise<string> {
    const { step } = await this.api.post<Step>(`${SIGN_IN}/password`, { email, password });
    return step;
  }

  /** Signs in by password and the code of an app. */
  async signInByApp(person: Person, key: string): Promise<void> {
    const { email, password } = person;
    const { step, methods } = await this.api.post<Step>(`${SIGN_IN}/password`, { email, password });
    // The only method is asked for at once.
    if (step === "choose") {
      const method = methods?.find(({ kind }) => kind === "app")?.id;
      await this.api.post(`${SIGN_IN}/method`, { method });
    }
    await this.api.post(`${SIGN_IN}/code`, { code: await this.app.next(key), remember: false });
  }

  /** Opens an account and signs in by password. */
  async arrive(person: Person): Promise<void> {
    await this.register(person);
    await this.signIn(person);
  }

  /** Grants a role to a person; the browser is an administrator's. */
  async grant(person: Person, role: Role): Promise<void> {
    await this.api.post("/api/staff/grant", { email: person.email, role, reason: "begint vandaag" });
  }

  async signOut(): Promise<void> {
    await this.api.post("/api/session/sign-out");
  }

  /** Opens an account, signs in and sets up methods, in this order; stays signed in. */
  async enrolled(person: Person, ...kinds: Simple[]): Promise<Enrolled> {
    await this.arrive(person);
    return this.enrol(person, ...kinds);
  }

  /** Sets up methods for the signed-in person. */
  async enrol(person: Person, ...kinds: Simple[]): Promise<Enrolled> {
    let key = "";
    const codes: string[] = [];
    for (const kind of kinds) {
      await this.api.delete<Step>(TWO_STEP);
      const begun = await this.#step("/start", { kind });
      key = begun.set_up?.key ?? key;
      await this.#prove(kind, person, key);
      let at = await this.#step("/name", { name: `my ${kind}` });
      if (at.step === "more") at = await this.#step("/enough");
      codes.push(...(at.codes ?? []));
      if (at.step === "codes") await this.#step("/kept");
    }
    return { key, codes };
  }

  async #prove(kind: Simple, person: Person, key: string): Promise<void> {
    if (kind === "app") {
      await this.#step("/code", { code: await this.app.code(key) });
      return;
    }
    // The message that activated the account was sent only just now.
    await this.clock.seconds(31);
    const before = (await this.phone.messages(person.e164)).length;
    const rung = (await this.phone.calls(person.e164)).length;
    await this.#step("/number", { phone: null });
    if (kind === "sms") {
      await this.#step("/code", { code: await this.phone.code(person.e164, before + 1) });
      return;
    }
    const call = await this.phone.call(person.e164, rung + 1);
    await this.phone.answer(call);
    await this.phone.press(call, "1");
    await this.#step("/call");
  }

  #move(path: string, data: object): Promise<Step> {
    return this.api.post<Step>(REGISTRATION + path, data);
  }

  #step(path: string, data: object = {}): Promise<Step> {
    return this.api.post<Step>(TWO_STEP + path, data);
  }

  /** The card's answer: `hash(origin) || hash(nonce)`, signed. */
  async #sign(id: string, nonce: string): Promise<object> {
    const { subtle } = webcrypto;
    const card = await this.api.post<Card>(`/dev/api/personas/${id}/unlock`, { pin: PIN });
    const digests = [this.origin, nonce].map((text) => subtle.digest("SHA-384", Buffer.from(text)));
    const signed = Buffer.concat((await Promise.all(digests)).map((it) => Buffer.from(it)));
    const kind = { name: "ECDSA", namedCurve: "P-384" };
    const key = await subtle.importKey("pkcs8", Buffer.from(card.key, "base64"), kind, false, ["sign"]);
    const signature = await subtle.sign({ name: "ECDSA", hash: "SHA-384" }, key, signed);
    return {
      unverifiedCertificate: card.certificate,
      algorithm: "ES384",
      signature: Buffer.from(signature).toString("base64"),
      format: "web-eid:1.0",
    };
  }
}
