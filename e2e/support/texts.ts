// The sentences of the app, looked up by key in the files it ships: tests name a button by its key and
// pass in every language (`E2E_LANGUAGE=fr npx playwright test`).

import { readFileSync } from "node:fs";

export const LANGUAGES = ["nl", "fr", "de", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** The language of a test that does not ask for another. */
export const LANGUAGE = (process.env.E2E_LANGUAGE ?? "nl") as Language;

const SERVICE = "Vestibule";

/** Folders of texts that a first visit does not fetch. */
const FOLDERS = ["inside", "help", "desk"];

/** The texts of one language, by key. */
export function locale(language: Language): Record<string, string> {
  const read = (path: string): object =>
    JSON.parse(readFileSync(new URL(`../../frontend/locales/${path}.json`, import.meta.url), "utf8"));
  const paths = [language, ...FOLDERS.map((folder) => `${folder}/${language}`)];
  return Object.assign({}, ...paths.map(read)) as Record<string, string>;
}

/** Looks up texts in one language. */
export class Texts {
  readonly #all: Record<string, string>;

  constructor(readonly language: Language = LANGUAGE) {
    this.#all = locale(language);
  }

  /** The sentence behind a key, filled in. */
  say(key: string, values: Record<string, string> = {}): string {
    const text = this.#all[key];
    if (text === undefined) throw new Error(`there is no text "${key}" in ${this.language}.json`);
    const filled = { service: SERVICE, ...values };
    return Object.entries(filled).reduce((all, [name, it]) => all.replaceAll(`{${name}}`, it), text);
  }
}
