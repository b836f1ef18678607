// How a page arrives: nothing that is shown moves, and a part of the app is one file or two.

import type { Page } from "@playwright/test";

import { expect, test } from "../../support/test.ts";

/** A layout shift, as the browser reports it. */
interface Shift {
  value: number;
  sources: string[];
}

/** Reports each shift from the first frame on. */
async function watchShifts(page: Page): Promise<() => Promise<Shift[]>> {
  await page.addInitScript(() => {
    const shifts: Shift[] = [];
    Object.assign(globalThis, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, sources } = entry as unknown as { value: number; sources: { node?: Node }[] };
        const named = sources.map(({ node }) => (node as Element | undefined)?.outerHTML.slice(0, 80) ?? "");
        shifts.push({ value, sources: named });
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  return () => page.evaluate(() => (globalThis as unknown as { shifts: Shift[] }).shifts);
}

for (const path of ["/", "/sign-in", "/register", "/help"]) {
  for (const width of [390, 1280]) {
    test(`${path} arrives without a layout shift at ${width} px`, async ({ page }) => {
      await page.setViewportSize({ width, height: 844 });
      const shifts = await watchShifts(page);
      // As over a network: the frame is drawn before its texts, and they before the page's part.
      await page.route(/\.(bin|json)$|\/api\//, async (route) => {
        await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
        await route.continue();
      });
      await page.goto(path);
      await expect(page.locator("main[data-ready]")).toBeVisible();
      await expect(page.locator("h1")).toBeVisible();
      // A file that is fetched ahead may be on its way still.
      await page.unrouteAll({ behavior: "wait" });
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
      expect(await shifts()).toEqual([]);
    });
  }
}

test("the registration is fetched in two files, and the help in one", async ({ page }) => {
  const fetched: string[] = [];
  page.on("request", (request) => {
    if (/\/app-[^/]*\/.*\.(bin|wasm)$/.test(request.url())) fetched.push(request.url().replace(/.*\//, ""));
  });
  await page.goto("/register");
  await expect(page.locator("main[data-ready]")).toBeVisible();
  await expect(page.locator("h1")).toBeVisible();
  expect(fetched.sort()).toEqual(["app_bg.wasm", "common.bin", "registration.bin"]);
  fetched.length = 0;
  await page.goto("/help");
  await expect(page.locator("h1")).toBeVisible();
  expect(fetched.sort()).toEqual(["app_bg.wasm", "help.bin"]);
});
