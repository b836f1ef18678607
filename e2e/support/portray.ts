// The requirements on each screen, in four languages, at 1280 and 320 px, light and dark:
// accessible by axe, contrast included; nothing too wide; no foreign text. `GALLERY=1` takes
// pictures of all of it instead.

import { mkdirSync } from "node:fs";

import { dress, fits, hasContrast, isAccessible, speaksOnly } from "./examine.ts";
import { LANGUAGES, type Language } from "./texts.ts";
import { type Visitor } from "./visitor.ts";

const FOLDER = new URL("../gallery/", import.meta.url).pathname;
const WIDE = 1280;
const NARROW = 320;
const TAKES_PICTURES = process.env.GALLERY === "1";

/** A check of a screen in its current language. */
type Look = (visitor: Visitor, name: string, language: Language) => Promise<void>;

/**
 * Begins with the screen as it is, wide and light, and ends narrow: no width and no scheme is set
 * twice.
 */
const check: Look = async ({ page }, name, language) => {
  await speaksOnly(page, language, `${name} is in ${language} only`);
  // Dutch gets every rule; German, with its long words, a narrow screen.
  if (language === "nl") {
    // Elements that change their colours when a screen appears have changed them before the check.
    await dress(page, WIDE, "light");
    await isAccessible(page, `${name}, nl, ${WIDE} px, light`);
    await dress(page, WIDE, "dark");
    await hasContrast(page, `${name}, nl, ${WIDE} px, dark`);
  }
  await dress(page, NARROW, "light");
  await fits(page, `${name}, ${language}, ${NARROW} px`);
  if (language === "de") await isAccessible(page, `${name}, de, ${NARROW} px, light`);
};

const takePictures: Look = async ({ page }, name, language) => {
  mkdirSync(FOLDER, { recursive: true });
  for (const width of [WIDE, NARROW]) {
    for (const scheme of ["light", "dark"] as const) {
      await dress(page, width, scheme);
      const path = `${FOLDER}${name}.${language}.${width}.${scheme}.jpg`;
      await page.screenshot({ path, fullPage: true, type: "jpeg", quality: 90 });
    }
  }
};

/** Checks a screen in all variants. */
export async function portray(visitor: Visitor, name: string): Promise<void> {
  const { page } = visitor;
  const look = TAKES_PICTURES ? takePictures : check;
  // A dialog covers the language switch, and without a server it does nothing.
  const canSwitch = name !== "unavailable" && (await page.locator("dialog[open]").count()) === 0;
  const before = visitor.screen.texts.language;
  for (const language of canSwitch ? LANGUAGES : [before]) {
    if (canSwitch) await visitor.speak(language);
    await look(visitor, name, language);
  }
  await dress(page, WIDE, "light");
}
