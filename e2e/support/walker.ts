// A person who walks past the screens in a tab that is driven by WebDriver.

import { expect } from "@playwright/test";

import { keyOf, type AuthenticatorApp } from "./authenticator-app.ts";
import type { Phone } from "./desk.ts";
import { PIN, type Person } from "./people.ts";
import { readQr } from "./qr.ts";
import type { Tab } from "./tab.ts";
import { LANGUAGE } from "./texts.ts";

const READER = "virtual-card-reader";
const CODE = { css: "#code" };

/** What a person does in the flows, screen by screen. */
export class Walker {
  constructor(
    private readonly tab: Tab,
    private readonly phone: Phone,
    private readonly app: AuthenticatorApp,
  ) {}

  /** Opens a page of the app, in the language of the tests. */
  async open(path: string): Promise<void> {
    const { tab } = this;
    await tab.open(path);
    await tab.sees({ css: "main[data-ready]" });
    if (await tab.shows({ css: `html[lang="${LANGUAGE}"]` })) return;
    await tab.press({ css: `header button[lang="${LANGUAGE}"]` });
    await tab.sees({ css: `html[lang="${LANGUAGE}"]` });
  }

  /** Registers with a card and activates, until the screen that says the account is ready. */
  async register(person: Person): Promise<void> {
    const { tab } = this;
    await this.open("/register");
    await tab.at("registration", "start");
    await tab.press(tab.button(person.capacity === "citizen" ? "start_patient" : "start_professional"));
    await tab.at("registration", "means");
    await tab.press(tab.button("means_eid"));
    await tab.at("registration", "read_card");
    await this.#readCard(person.id);
    await tab.at("registration", "confirm");
    await tab.reads({ css: "[data-testid=card-name]" }, person.name);
    await tab.pick(`capacity_${person.capacity}`);
    await tab.press(tab.button("confirm_submit"));
    await this.#describe(person);
    await this.#activate(person);
  }

  /** Signs in by password, on the screen that asks for it. */
  async enter({ email, password }: Person): Promise<void> {
    const { tab } = this;
    await tab.at("sign_in", "credentials");
    await tab.fill(tab.field("field_email"), email);
    await tab.fill(tab.field("field_password"), password);
    await tab.press(tab.button("sign_in_submit"));
  }

  /** Signs in by card. */
  async enterByCard({ id }: Person): Promise<void> {
    const { tab } = this;
    await tab.at("sign_in", "credentials");
    await tab.press(tab.button("sign_in_eid"));
    await tab.at("sign_in", "read_card");
    await this.#readCard(id);
  }

  /** Waits for the account page. */
  async inside(): Promise<void> {
    await this.tab.sees({ css: '[data-step="account_page"]' });
  }

  /** Chooses what to set up, which may be among the other methods. */
  async choose(kind: "app" | "sms"): Promise<void> {
    const { tab } = this;
    await tab.at("two_step", "choose");
    if (kind !== "app") await tab.press({ css: "summary", key: "two_step_others" });
    await tab.pick(`method_${kind}`);
    await tab.press(tab.button("continue"));
    await tab.at("two_step", "set_up");
  }

  /** Sets up an app by its picture; returns the app's key and the recovery codes. */
  async setUpApp(): Promise<{ key: string; codes: string[] }> {
    await this.choose("app");
    await this.tab.sees({ css: "[role=img]", key: "app_scan_label" });
    // It is drawn a moment later than it is in the page.
    const scan = async (): Promise<string | undefined> => readQr(await this.tab.picture()).catch(() => undefined);
    const key = keyOf(await this.tab.wait("the picture can be scanned", scan));
    await this.prove(await this.app.code(key));
    return { key, codes: await this.finish() };
  }

  /** Names the method, does without a second one, and confirms that the codes are saved. */
  async finish(): Promise<string[]> {
    const { tab } = this;
    await tab.at("two_step", "name");
    await tab.press(tab.button("name_submit"));
    await tab.at("two_step", "more");
    await tab.press(tab.button("more_enough"));
    await tab.at("two_step", "codes");
    const codes = await tab.texts(".code-sheet-codes li");
    expect(codes).toHaveLength(10);
    await tab.tick(tab.field("codes_kept"));
    await tab.press(tab.button("continue"));
    await tab.at("two_step", "done");
    await tab.press(tab.button("two_step_done_account"));
    await this.inside();
    return codes;
  }

  /** Types a code and sends it. */
  async prove(code: string): Promise<void> {
    await this.tab.fill(CODE, code);
    await this.tab.press(this.tab.button("prove_submit"));
  }

  /** Answers the question for the only second factor, the app. */
  async proveByApp(key: string): Promise<void> {
    await this.tab.sees({ css: '[data-step="prove"] [data-by="app"]' });
    await this.prove(await this.app.next(key));
  }

  async signOut(): Promise<void> {
    await this.tab.press(this.tab.button("sign_out"));
  }

  /** Reads a card: the reader is a window over the page. */
  async #readCard(id: string): Promise<void> {
    const { tab } = this;
    await tab.press(tab.button("reader_read"));
    await tab.press({ css: `button[data-id="${id}"]`, inside: READER });
    await tab.fill({ css: "#pin", inside: READER }, PIN);
    await tab.press({ css: ".pin .ok", inside: READER });
  }

  async #describe(person: Person): Promise<void> {
    const { tab } = this;
    await tab.at("registration", "account");
    const { riziv, organisation, cbe, email, phone } = person;
    for (const [name, text] of Object.entries({ riziv, organisation, cbe, email, phone })) {
      if (text !== undefined) await tab.fill(tab.field(`field_${name}`), text);
    }
    await tab.tick({ css: "#terms" });
    await tab.press(tab.button("account_submit"));
  }

  async #activate({ e164, password }: Person): Promise<void> {
    const { tab } = this;
    await tab.at("registration", "activate");
    await tab.fill(tab.field("field_code"), await this.phone.code(e164));
    await tab.fill(tab.field("field_new_password"), password);
    await tab.fill(tab.field("field_confirmation"), password);
    await tab.press(tab.button("activate_submit"));
    await tab.at("registration", "done");
  }
}
