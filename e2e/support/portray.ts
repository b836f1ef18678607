// What has to hold on each screen, in four languages, at 1280 and 320 px, light and dark: accessible by axe,
// contrast included; nothing sticks out; no foreign text. `GALLERY=1` takes pictures of all of it instead.

import { mkdirSync } from "node:fs";

import { dress, fits, hasContrast, isAccessible, speaksOnly } from "./examine.ts";
import { LANGUAGES, type Language } from "./texts.ts";
import { type Visitor } from "./visitor.ts";

const FOLDER = new URL("../gallery/", import.meta.url).pathname;
const WIDE = 1280;
const NARROW = 320;
const TAKES_PICTURES = process.env.GALLERY === "1";

/** What is done with a screen in the language it is shown in. */
type Look = (visitor: Visitor, name: string, language: Language) => Promise<void>;

/** Begins where the screen is, wide and light, and ends narrow: no width and no scheme is put on twice. */
const check: Look = async ({ page }, name, language) => {
  await speaksOnly(page, language, `${name} is in ${language} only`);
  // Dutch has every rule; German, with its long words, on a narrow screen.
  if (language === "nl") {
    // What changes its colours when a screen appears has changed them before they are judged.
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

/** Looks at a screen from every side. */
export async function portray(visitor: Visitor, name: string): Promise<void> {
  const { page } = visitor;
  const look = TAKES_PICTURES ? takePictures : check;
  // Behind a dialog the switch cannot be pressed; nor does it help where nobody answers.
  const canSwitch = name !== "unavailable" && (await page.locator("dialog[open]").count()) === 0;
  const before = visitor.screen.texts.language;
  for (const language of canSwitch ? LANGUAGES : [before]) {
    if (canSwitch) await visitor.speak(language);
    await look(visitor, name, language);
  }
  await dress(page, WIDE, "light");
}
