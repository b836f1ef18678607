// Every screen in four languages, at 1280 and 320 px, light and dark: accessible by axe, contrast
// included; nothing sticks out; no foreign text. On the way a picture of each is taken into `gallery/`,
// for a person to leaf through (`gallery/index.html`). `GALLERY=0` takes none.

import { mkdirSync } from "node:fs";

import { dress, fits, hasContrast, isAccessible, speaksOnly } from "../../support/examine.ts";
import { test } from "../../support/test.ts";
import { LANGUAGES, type Language } from "../../support/texts.ts";
import { WALKS } from "../../support/tour.ts";
import { type Visitor } from "../../support/visitor.ts";

const FOLDER = new URL("../../gallery/", import.meta.url).pathname;
const WIDE = 1280;
const NARROW = 320;
const TAKES_PICTURES = process.env.GALLERY !== "0";

// The pictures are the record.
test.use({ trace: "off" });

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

async function portray(visitor: Visitor, name: string): Promise<void> {
  const { page } = visitor;
  // Behind a dialog the switch cannot be pressed; nor does it help where nobody answers.
  const canSwitch = name !== "unavailable" && (await page.locator("dialog[open]").count()) === 0;
  const before = visitor.screen.texts.language;
  for (const language of canSwitch ? LANGUAGES : [before]) {
    if (canSwitch) await visitor.speak(language);
    await look(visitor, name, language);
  }
  await dress(page, WIDE, "light");
}

for (const [title, walk] of Object.entries(WALKS)) {
  test(`every screen looks right: ${title}`, async ({
    visitor,
    app,
    phone,
    mailbox,
    clock,
    provisioning,
    server,
  }) => {
    test.setTimeout(300_000);
    if (TAKES_PICTURES) mkdirSync(FOLDER, { recursive: true });
    const guide = { visitor, app, phone, mailbox, clock, provisioning, server };
    await walk(guide, (name) => portray(visitor, name));
  });
}
