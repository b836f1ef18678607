// The requirements on every screen: no violation of WCAG 2.2 AA by axe, nothing wider than 320 px,
// no text of another language, no bare key.

import { expect, type Page } from "@playwright/test";
import axe, { type RunOnly } from "axe-core";

import { LANGUAGES, locale, type Language } from "./texts.ts";

const STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Shows a page in a width and a colour scheme, and waits until its colours have arrived. */
export async function dress(page: Page, width: number, colorScheme: "light" | "dark"): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme });
  await settled(page);
}

/** Waits until the colours of a page have arrived. */
export async function settled(page: Page): Promise<void> {
  // A colour that is inherited changes after that of the parent has. Each round is a call of its
  // own: a loop inside the page would leave it no frame, and a transition stays until the next one.
  while ((await transitions(page)) > 0);
}

/** Waits for the transitions that run now, and returns how many there were. */
function transitions(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const runs = (it: Animation) => it instanceof CSSTransition && it.playState === "running";
    const all = document.getAnimations().filter(runs);
    await Promise.allSettled(all.map((it) => it.finished));
    return all.length;
  });
}

/** Checks every rule of the standard. */
export function isAccessible(page: Page, where: string): Promise<void> {
  return findsNothing(page, { type: "tag", values: STANDARD }, where);
}

/** Checks only the contrast, where only the colours differ. */
export function hasContrast(page: Page, where: string): Promise<void> {
  return findsNothing(page, { type: "rule", values: ["color-contrast"] }, where);
}

async function findsNothing(page: Page, runOnly: RunOnly, where: string): Promise<void> {
  // A document keeps axe: to compile it takes longer than a check.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const found = await page.evaluate(async (runOnly) => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    const { violations } = await axe.run({ runOnly, resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`),
    );
  }, runOnly);
  expect.soft(found, where).toEqual([]);
}

/** Checks that the page does not scroll sideways (WCAG 1.4.10). */
export async function fits(page: Page, where: string): Promise<void> {
  const beyond = await page.evaluate(() => {
    if ((document.scrollingElement?.scrollWidth ?? 0) <= innerWidth) return [];
    const all = [...document.querySelectorAll("body *")];
    const wide = all.filter((it) => it.getBoundingClientRect().right > innerWidth + 1);
    return wide.map((it) => it.outerHTML.slice(0, 120));
  });
  expect.soft(beyond, where).toEqual([]);
}

/** What a reader may change about the text of every page. */
const CHANGES = {
  /** Twice the size (WCAG 1.4.4). */
  "large text": "html { font-size: 200% !important; }",
  /** The distances of WCAG 1.4.12. */
  "spaced text": `* {
    line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
  } p { margin-block-end: 2em !important; }`,
};

/** Checks that nothing is cut off or too wide with larger or with spaced text. */
export async function bears(page: Page, change: keyof typeof CHANGES, where: string): Promise<void> {
  // Not as an element: the page allows only its own styles.
  await page.evaluate((style) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    document.adoptedStyleSheets = [sheet];
  }, CHANGES[change]);
  await fits(page, `${where}, ${change}, is not too wide`);
  expect.soft(await cutOff(page), `${where}, ${change}, is not cut off`).toEqual([]);
  await page.evaluate(() => (document.adoptedStyleSheets = []));
}

/** The elements that show a part of their text only. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const cuts = (it: Element) => {
      const { overflowX, overflowY, clipPath } = getComputedStyle(it);
      const hides = (overflow: string) => overflow === "hidden" || overflow === "clip";
      // What only a screen reader reads is a clipped box of one pixel.
      if (clipPath !== "none" || it.clientWidth <= 1 || !it.textContent?.trim()) return false;
      const wide = hides(overflowX) && it.scrollWidth > it.clientWidth + 1;
      return wide || (hides(overflowY) && it.scrollHeight > it.clientHeight + 1);
    };
    const all = [...document.querySelectorAll("main *, header *, footer *")];
    return all.filter((it) => it.checkVisibility() && cuts(it)).map((it) => it.outerHTML.slice(0, 120));
  });
}

/** Checks that controls are seen where the reader chose the colours: each has an outline or a border. */
export async function isSeenInForcedColours(page: Page, where: string): Promise<void> {
  await page.emulateMedia({ forcedColors: "active" });
  const unseen = await page.evaluate(() => {
    const isDrawn = (it: Element) => {
      const { appearance, borderBlockEndStyle, borderBlockEndWidth, outlineStyle } = getComputedStyle(it);
      const hasBorder = borderBlockEndStyle !== "none" && parseFloat(borderBlockEndWidth) > 0;
      return hasBorder || outlineStyle !== "none" || appearance === "auto";
    };
    const plain = ".button-plain, [type=hidden]";
    const all = [...document.querySelectorAll(".button, input, select, textarea")];
    const shown = all.filter((it) => it.checkVisibility({ opacityProperty: true }) && !it.matches(plain));
    return shown.filter((it) => !isDrawn(it)).map((it) => it.outerHTML.slice(0, 120));
  });
  expect.soft(unseen, where).toEqual([]);
  await page.emulateMedia({ forcedColors: "none" });
}

const KEYS = new Set(Object.keys(locale("nl")).filter((it) => it.includes("_")));
const FOREIGN = Object.fromEntries(LANGUAGES.map((it) => [it, foreignTo(it)]));

/** Checks that there is no text of another language, no key, and no unfilled placeholder. */
export async function speaksOnly(page: Page, language: Language, where: string): Promise<void> {
  const foreign = FOREIGN[language];
  const wrong = (await spoken(page)).filter(
    (it) =>
      foreign?.has(it) || /\{\w+\}/.test(it) || it.split(/\s+/).some((word) => KEYS.has(word)),
  );
  expect.soft(wrong, where).toEqual([]);
}

/** The texts of the other languages that are not texts of this one. */
function foreignTo(language: Language): Set<string> {
  const own = new Set(Object.values(locale(language)));
  const others = LANGUAGES.filter((it) => it !== language);
  const texts = others.flatMap((it) => Object.values(locale(it)));
  return new Set(texts.filter((it) => !own.has(it)));
}

/** Every visible text, except those marked as in another language. */
function spoken(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const pieces: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const place = node.parentElement;
      const text = node.textContent?.trim() ?? "";
      const isOwn = place?.closest("[lang]") === document.documentElement;
      if (text && isOwn && place.checkVisibility()) pieces.push(text);
    }
    return pieces;
  });
}
