// What has to hold on each screen, and its pictures: in four languages, at 1280 and 320 px, light and dark.
// Accessible by axe, contrast included; nothing sticks out; no foreign text. The pictures go into `gallery/`.

import { mkdirSync } from "node:fs";

import { dress, fits, hasContrast, isAccessible, speaksOnly } from "./examine.ts";
import { LANGUAGES, type Language } from "./texts.ts";
import { type Visitor } from "./visitor.ts";

const FOLDER = new URL("../gallery/", import.meta.url).pathname;
const WIDE = 1280;
const NARROW = 320;
const TAKES_PICTURES = process.env.GALLERY !== "0";

/** A screen in the language it is shown in. */
async function look({ page }: Visitor, name: string, language: Language): Promise<void> {
  await speaksOnly(page, language, `${name} is in ${language} only`);
  for (const width of [WIDE, NARROW]) {
    for (const scheme of ["light", "dark"] as const) {
      await dress(page, width, scheme);
      const where = `${name}, ${language}, ${width} px, ${scheme}`;
      // Dutch has every rule; German, with its long words, on a narrow screen.
      if (language === "nl" && width === WIDE) {
        await (scheme === "light" ? isAccessible : hasContrast)(page, where);
      }
      if (width === NARROW && scheme === "light") {
        await fits(page, where);
        if (language === "de") await isAccessible(page, where);
      }
      if (TAKES_PICTURES) {
        const path = `${FOLDER}${name}.${language}.${width}.${scheme}.jpg`;
        await page.screenshot({ path, fullPage: true, type: "jpeg", quality: 90 });
      }
    }
  }
}

/** Looks at a screen from every side. */
export async function portray(visitor: Visitor, name: string): Promise<void> {
  const { page } = visitor;
  if (TAKES_PICTURES) mkdirSync(FOLDER, { recursive: true });
  // Behind a dialog the switch cannot be pressed; nor does it help where nobody answers.
  const canSwitch = name !== "unavailable" && (await page.locator("dialog[open]").count()) === 0;
  const before = visitor.screen.texts.language;
  for (const language of canSwitch ? LANGUAGES : [before]) {
    if (canSwitch) await visitor.speak(language);
    await look(visitor, name, language);
  }
  await dress(page, WIDE, "light");
}
