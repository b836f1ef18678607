// One picture per screen, language, width and scheme into `gallery/`, for a person to leaf through
// (`gallery/index.html`). On the way: nothing sticks out at 320 px, no text of another language, no bare
// key. `GALLERY=0` checks without taking pictures.

import { type Page } from "@playwright/test";
import { mkdirSync } from "node:fs";

import { expect, test } from "../../support/test.ts";
import { LANGUAGES, locale, type Language } from "../../support/texts.ts";
import { WALKS } from "../../support/tour.ts";
import { type Visitor } from "../../support/visitor.ts";

const FOLDER = new URL("../../gallery/", import.meta.url).pathname;
const WIDTHS = [1280, 320];
const SCHEMES = ["light", "dark"] as const;
const TAKES_PICTURES = process.env.GALLERY !== "0";

// The pictures are the record.
test.use({ trace: "off" });

/** The texts that tell a language apart: those of no other language. */
function foreignTo(language: Language): Set<string> {
  const own = new Set(Object.values(locale(language)));
  const others = LANGUAGES.filter((it) => it !== language).flatMap((it) => Object.values(locale(it)));
  return new Set(others.filter((it) => !own.has(it)));
}

const KEYS = new Set(Object.keys(locale("nl")).filter((it) => it.includes("_")));

/** Every piece of visible text that the page says is in its own language. */
function spoken(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const pieces: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const place = node.parentElement;
      const text = node.textContent?.trim() ?? "";
      if (!text || !place?.checkVisibility() || place.closest("[lang]") !== document.documentElement) continue;
      pieces.push(text);
    }
    return pieces;
  });
}

async function speaksOnly(page: Page, language: Language, name: string): Promise<void> {
  const foreign = foreignTo(language);
  const wrong = (await spoken(page)).filter(
    (it) => foreign.has(it) || /\{\w+\}/.test(it) || it.split(/\s+/).some((word) => KEYS.has(word)),
  );
  expect.soft(wrong, `${name} is in ${language} only`).toEqual([]);
}

async function fits(page: Page, name: string): Promise<void> {
  const beyond = await page.evaluate(() => {
    const wide = (document.scrollingElement?.scrollWidth ?? 0) - innerWidth;
    if (wide <= 0) return [];
    const all = [...document.querySelectorAll("body *")];
    return all.filter((it) => it.getBoundingClientRect().right > innerWidth + 1).map((it) => it.outerHTML.slice(0, 120));
  });
  expect.soft(beyond, `${name} fits in 320 px`).toEqual([]);
}

async function portray(visitor: Visitor, name: string): Promise<void> {
  const { page } = visitor;
  // Behind a dialog the switch cannot be pressed; nor can it where nobody answers.
  const canSwitch = !(await page.locator("dialog[open]").count()) && name !== "unavailable";
  for (const language of canSwitch ? LANGUAGES : [visitor.screen.texts.language]) {
    if (canSwitch) await visitor.speak(language);
    await speaksOnly(page, language, name);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      if (width === 320) await fits(page, `${name} in ${language}`);
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme });
        if (!TAKES_PICTURES) continue;
        const path = `${FOLDER}${name}.${language}.${width}.${colorScheme}.png`;
        await page.screenshot({ path, fullPage: true, animations: "disabled", caret: "hide" });
      }
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}

for (const [title, walk] of Object.entries(WALKS)) {
  test(`pictures: ${title}`, async ({ visitor, phone, mailbox, clock, provisioning, server }) => {
    test.setTimeout(240_000);
    if (TAKES_PICTURES) mkdirSync(FOLDER, { recursive: true });
    const guide = { visitor, phone, mailbox, clock, provisioning, server };
    await walk(guide, (name) => portray(visitor, name));
  });
}
