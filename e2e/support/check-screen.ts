// The requirements on each screen, in four languages, at 1280 and 320 px, light and dark:
// accessible by axe, contrast included; nothing too wide or cut off, with larger and with spaced
// text; controls seen in forced colours; no foreign text. `GALLERY=1` takes pictures of all of it
// instead.

import { type Page } from "@playwright/test";
import { mkdirSync } from "node:fs";

import {
  bears,
  dress,
  fits,
  hasContrast,
  isAccessible,
  isSeenInForcedColours,
  settled,
  speaksOnly,
} from "./examine.ts";
import { type Language } from "./texts.ts";
import { type Visitor } from "./visitor.ts";

const FOLDER = new URL("../gallery/", import.meta.url).pathname;
const WIDE = 1280;
const NARROW = 320;
const TAKES_PICTURES = process.env.GALLERY === "1";

/** From German to Dutch and back: each is at an end, where axe looks. */
const TO_DUTCH: readonly Language[] = ["de", "en", "fr", "nl"];
const TO_GERMAN: readonly Language[] = [...TO_DUTCH].reverse();

/** A check of a screen in some languages. */
type Look = (visitor: Visitor, name: string, hasSwitch: boolean) => Promise<void>;

/** Begins with the screen as it is, wide and light, and sets no width and no scheme twice. */
const check: Look = async (visitor, name, hasSwitch) => {
  const { page } = visitor;
  // Elements that change their colours when a screen appears have changed them before the check.
  await settled(page);
  await eachLanguage(visitor, TO_DUTCH, hasSwitch, (it) => reads(page, it, `${name}, ${WIDE} px`));
  await isAccessible(page, `${name}, ${WIDE} px, light`);
  await bears(page, "large text", `${name}, ${WIDE} px`);
  await isSeenInForcedColours(page, `${name}, ${WIDE} px, forced colours`);
  await dress(page, WIDE, "dark");
  await hasContrast(page, `${name}, ${WIDE} px, dark`);
  await dress(page, NARROW, "light");
  await eachLanguage(visitor, TO_GERMAN, hasSwitch, (it) => reads(page, it, `${name}, ${NARROW} px`));
  // German has long words.
  await isAccessible(page, `${name}, ${NARROW} px, light`);
  await bears(page, "spaced text", `${name}, ${NARROW} px`);
};

async function reads(page: Page, language: Language, where: string): Promise<void> {
  await speaksOnly(page, language, `${where}, is in ${language} only`);
  await fits(page, `${where}, ${language}, is not too wide`);
}

const takePictures: Look = async (visitor, name, hasSwitch) => {
  const { page } = visitor;
  mkdirSync(FOLDER, { recursive: true });
  await eachLanguage(visitor, TO_DUTCH, hasSwitch, async (language) => {
    for (const width of [WIDE, NARROW]) {
      for (const scheme of ["light", "dark"] as const) {
        await dress(page, width, scheme);
        const path = `${FOLDER}${name}.${language}.${width}.${scheme}.jpg`;
        await page.screenshot({ path, fullPage: true, type: "jpeg", quality: 90 });
      }
    }
  });
};

/** Shows a screen in one language after the other; without a switch, in its own. */
async function eachLanguage(
  visitor: Visitor,
  languages: readonly Language[],
  hasSwitch: boolean,
  look: (language: Language) => Promise<void>,
): Promise<void> {
  for (const language of hasSwitch ? languages : [visitor.screen.texts.language]) {
    if (hasSwitch) await visitor.turnTo(language);
    await look(language);
  }
}

/** Checks a screen in all variants. */
export async function checkScreen(visitor: Visitor, name: string): Promise<void> {
  const look = TAKES_PICTURES ? takePictures : check;
  // Without a server the language switch does nothing.
  await look(visitor, name, name !== "unavailable");
  await dress(visitor.page, WIDE, "light");
}
