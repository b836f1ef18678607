// A tab that is driven by WebDriver: what a person looks for, presses and fills in. Each of these
// waits until the page is ready for it.

import { expect } from "@playwright/test";

import { Texts } from "./texts.ts";
import { Part, Refusal, type Session } from "./webdriver.ts";

const PATIENCE_MS = 30_000;
/** The page changed between two commands: it is not ready yet. */
const NOT_YET = [
  "stale element reference",
  "no such element",
  "detached shadow root",
  "element click intercepted",
  "element not interactable",
];
/** Keeps what a page reports as an error, from the moment on at which it runs. */
const LISTEN = `
  const kept = (window.complaints = []);
  const keep = (error) => kept.push([error, error?.stack ?? ""].join("\\n"));
  addEventListener("error", (event) => keep(event.error ?? event.message));
  addEventListener("unhandledrejection", (event) => keep(event.reason));
  addEventListener("securitypolicyviolation", (event) => kept.push(event.violatedDirective + " " + event.blockedURI));
  const say = console.error;
  console.error = (...parts) => { kept.push(parts.join(" ")); say(...parts); };`;

/** Where to look: elements that match a selector, maybe with a name, maybe in a custom element. */
interface Sought {
  readonly css: string;
  /** The key of its name, or of the beginning or the end of its name. */
  readonly key?: string;
  /** The custom element that it is in. */
  readonly inside?: string;
}

/** The only tab of a browser. */
export class Tab {
  readonly #texts = new Texts();
  readonly #complaints: string[] = [];

  constructor(
    private readonly session: Session,
    private readonly origin: string,
  ) {}

  /** Opens a page of the server. */
  async open(path: string): Promise<void> {
    await this.#gather();
    await this.session.open(this.origin + path);
    await this.session.run(LISTEN);
  }

  /** Waits until a flow is at a step. */
  async at(wizard: string, step: string): Promise<void> {
    await this.sees({ css: `[data-wizard="${wizard}"][data-step="${step}"]` });
  }

  /** A button by the key of its text. */
  button(key: string): Sought {
    return { css: "button", key };
  }

  /** A field, a box or a radio button by the key of its label. */
  field(key: string): Sought {
    return { css: "input", key };
  }

  /** Waits until it is shown. */
  async sees(sought: Sought): Promise<Part> {
    return this.wait(`${words(sought)} is shown`, () => this.#shown(sought));
  }

  /** Whether it is shown now. */
  async shows(sought: Sought): Promise<boolean> {
    return (await this.#shown(sought)) !== undefined;
  }

  async press(sought: Sought): Promise<void> {
    await this.wait(`${words(sought)} can be pressed`, async () => {
      const found = await this.#shown(sought);
      if (!found || !(await found.isEnabled())) return undefined;
      await found.click();
      return true;
    });
  }

  /** Types a text in place of what a field contains. */
  async fill(sought: Sought, text: string): Promise<void> {
    await this.wait(`${words(sought)} can be filled in`, async () => {
      const found = await this.#shown(sought);
      await found?.type(text);
      return found;
    });
    await this.holds(sought, text);
  }

  /** Waits until a field contains this text. */
  async holds(sought: Sought, text: string): Promise<void> {
    await this.#is(sought, `contains “${text}”`, async (it) => (await it.property("value")) === text);
  }

  /** Waits until an element has this text. */
  async reads(sought: Sought, text: string): Promise<void> {
    await this.#is(sought, `reads “${text}”`, async (it) => (await it.text()) === text);
  }

  /** Ticks a box. */
  async tick(sought: Sought): Promise<void> {
    await this.press(sought);
    await this.#isChecked(sought);
  }

  /** Picks a radio button by the key of its label, which is what people press. */
  async pick(key: string): Promise<void> {
    const radio = await this.sees({ css: "input[type=radio]", key });
    await this.press({ css: `label[for="${await radio.attribute("id")}"]` });
    await this.#isChecked({ css: `#${await radio.attribute("id")}` });
  }

  /** A picture of what is shown of the page, as PNG. */
  picture(): Promise<Buffer> {
    return this.session.picture();
  }

  /** The texts of all elements that match a selector. */
  async texts(css: string): Promise<string[]> {
    return Promise.all((await this.session.all(css)).map((it) => it.text()));
  }

  /** Expects that no page reported an error of its own. */
  async reportsNoErrors(): Promise<void> {
    await this.#gather();
    expect(this.#complaints, "the page reports no errors").toEqual([]);
  }

  /** Looks until there is something. */
  async wait<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
    let found: T | undefined;
    const looking = async (): Promise<string> => {
      try {
        found = await look();
        return found === undefined ? "not yet" : "now";
      } catch (error) {
        if (error instanceof Refusal && NOT_YET.includes(error.code)) return error.message;
        throw error;
      }
    };
    const patiently = { message: what, timeout: PATIENCE_MS, intervals: [20, 50, 100] };
    await expect.poll(looking, patiently).toBe("now");
    return found as T;
  }

  /** Keeps the errors of a page that is about to be left. */
  async #gather(): Promise<void> {
    this.#complaints.push(...(await this.session.run<string[]>("return window.complaints ?? [];")));
  }

  async #isChecked(sought: Sought): Promise<void> {
    await this.#is(sought, "is checked", (it) => it.property<boolean>("checked"));
  }

  async #is(sought: Sought, what: string, look: (it: Part) => Promise<boolean>): Promise<void> {
    await this.wait(`${words(sought)} ${what}`, async () => {
      const found = await this.#shown(sought);
      return found && (await look(found)) ? true : undefined;
    });
  }

  /** The first that is shown. */
  async #shown({ css, key, inside }: Sought): Promise<Part | undefined> {
    const host = inside === undefined ? this.session : (await this.session.all(inside))[0];
    if (!host) return undefined;
    const root = inside === undefined ? host : await host.shadow();
    const name = key === undefined ? undefined : this.#named(key);
    for (const it of await root.all(css)) {
      if (name && !name.test(await it.name())) continue;
      if (await it.isShown()) return it;
    }
    return undefined;
  }

  /** A name that begins or ends with the text of this key. */
  #named(key: string): RegExp {
    const text = this.#texts.pattern(key).source;
    return new RegExp(`^${text}(\\s|$)|(^|\\s)${text}$`);
  }
}

function words({ css, key, inside }: Sought): string {
  return [inside, css, key && `named ${key}`].filter(Boolean).join(" ");
}
