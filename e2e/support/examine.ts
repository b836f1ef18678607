// The requirements on every screen: no violation of WCAG 2.2 AA by axe, nothing wider than 320 px,
// no text of another language, no bare key.

import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

import { LANGUAGES, locale, type Language } from "./texts.ts";

const STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Shows a page in a width and a colour scheme, and waits until its colours have arrived. */
export async function dress(page: Page, width: number, colorScheme: "light" | "dark"): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme });
  await page.evaluate(() => {
    const changing = document.getAnimations().filter((it) => it instanceof CSSTransition);
    return Promise.allSettled(changing.map((it) => it.finished));
  });
}

/** Checks every rule of the standard. */
export function isAccessible(page: Page, where: string): Promise<void> {
  return findsNothing(new AxeBuilder({ page }).withTags(STANDARD), where);
}

/** Checks only the contrast, where only the colours differ. */
export function hasContrast(page: Page, where: string): Promise<void> {
  return findsNothing(new AxeBuilder({ page }).withRules(["color-contrast"]), where);
}

async function findsNothing(axe: AxeBuilder, where: string): Promise<void> {
  // In the page itself: it has no frames of other origins, and a blank page per check is slow.
  const { violations } = await axe.setLegacyMode().analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`),
  );
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

const KEYS = new Set(Object.keys(locale("nl")).filter((it) => it.includes("_")));

/** Checks that there is no text of another language, no key, and no unfilled placeholder. */
export async function speaksOnly(page: Page, language: Language, where: string): Promise<void> {
  const foreign = foreignTo(language);
  const wrong = (await spoken(page)).filter(
    (it) =>
      foreign.has(it) || /\{\w+\}/.test(it) || it.split(/\s+/).some((word) => KEYS.has(word)),
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
