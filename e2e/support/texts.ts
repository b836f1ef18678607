// The texts of the app, looked up by key in the app's own files: tests name a button by its key and
// pass in every language (`E2E_LANGUAGE=fr npx playwright test`).

import { readFileSync } from "node:fs";

export const LANGUAGES = ["nl", "fr", "de", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** The language of a test that does not ask for another. */
export const LANGUAGE = (process.env.E2E_LANGUAGE ?? "nl") as Language;

/** The values that every text may use, unless the policy of a test differs. */
const KNOWN = {
  service: "Vestibule",
  activation_tries: "5",
  code_tries: "5",
  rest_minutes: "15",
  recovery_codes: "10",
  reset_hours: "24",
  snooze_days: "7",
  notice_days: "60, 30, 14, 7, 1",
  quiet_days: "30",
  sent_days: "30",
  proposal_days: "7",
};

/** Folders of texts that a first visit does not fetch. */
const FOLDERS = ["inside", "journeys", "help", "desk"];

const READ = new Map<Language, Record<string, string>>();

/** The texts of one language, by key; each file is read once. */
export function locale(language: Language): Record<string, string> {
  const texts = READ.get(language) ?? read(language);
  READ.set(language, texts);
  return texts;
}

function read(language: Language): Record<string, string> {
  const file = (path: string): object =>
    JSON.parse(readFileSync(new URL(`../../frontend/locales/${path}.json`, import.meta.url), "utf8"));
  const paths = [language, ...FOLDERS.map((folder) => `${folder}/${language}`)];
  return Object.assign({}, ...paths.map(file)) as Record<string, string>;
}

/** Looks up texts in one language. */
export class Texts {
  readonly #all: Record<string, string>;

  constructor(readonly language: Language = LANGUAGE) {
    this.#all = locale(language);
  }

  /** A pattern of the sentence for a key, in which what is not filled in may be anything. */
  pattern(key: string, values: Record<string, string> = {}): RegExp {
    const parts = this.say(key, values).split(/\{\w+\}/);
    return new RegExp(parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s/g, "\\s")).join(".*"));
  }

  /** The sentence for a key, filled in. */
  say(key: string, values: Record<string, string> = {}): string {
    const text = this.#all[key];
    if (text === undefined) throw new Error(`there is no text "${key}" in ${this.language}.json`);
    const filled: Record<string, string> = { ...KNOWN, ...values };
    // `{days}`, or `{days|day|days}` with the noun for one and for more.
    return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, more?: string) => {
      const value = filled[name];
      if (value === undefined) return whole;
      return more === undefined ? value : `${value}\u00a0${value === "1" ? one : more}`;
    });
  }
}
