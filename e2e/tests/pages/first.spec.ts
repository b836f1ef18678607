// The first screen is there before the program, and the program takes it over as a person left it.

import type { Page, Route } from "@playwright/test";

import { LOTTE } from "../../support/people.ts";
import { LANGUAGE, Texts } from "../../support/texts.ts";
import { expect, test } from "../../support/test.ts";

/** Holds the program back; the function that is returned lets it come. */
async function hold(page: Page): Promise<() => Promise<void>> {
  const waiting: Route[] = [];
  let comes = false;
  await page.route("**/app-*/app_bg.wasm", (route) => (comes ? route.continue() : void waiting.push(route)));
  return async () => {
    comes = true;
    for (const route of waiting) await route.continue();
    await expect(page.locator("main[data-ready]")).toBeVisible();
  };
}

/** What a person sees in the head and on the sheet: the text of each element and where it is. */
async function seen(page: Page, root: string): Promise<Map<string, number[]>> {
  const found = await page.locator(`${root} .header, ${root} .sheet`).evaluateAll((places) =>
    places.flatMap((place) =>
      [...place.querySelectorAll("h1, p, label, input, button, a, nav, button svg, progress")].map((one) => {
        const { left, top, width, height } = one.getBoundingClientRect();
        const text = (one.closest("button") ?? one).textContent.replaceAll(/\s+/g, " ").trim();
        const name = `${one.localName} ${one.id || text}`;
        return [name, [left, top, width, height].map(Math.round)] as const;
      }),
    ),
  );
  // Of two with one name, the first.
  return new Map([...found].reverse());
}

const PAGES = { "/": "sign_in_title", "/sign-in": "sign_in_title", "/register": "start_title", "/help": "help_page_title" };

for (const [path, title] of Object.entries(PAGES)) {
  test(`the first screen of ${path} is there before the program and does not move when that comes`, async ({ page }) => {
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 900 });
      const come = await hold(page);
      await page.goto(path);
      const heading = page.locator("#skeleton").getByRole("heading", { name: new Texts().say(title) });
      await expect(heading).toBeVisible();
      const before = await seen(page, "#skeleton");
      await come();
      await expect(page.locator("#app h1")).toBeVisible();
      const after = await seen(page, "#app");
      expect(before.size).toBeGreaterThan(8);
      for (const [name, box] of before) expect(after.get(name), `${name} at ${width}`).toEqual(box);
      await page.unrouteAll();
    }
  });
}

test("what a person typed and pressed before the program came is carried out", async ({ visitor }) => {
  const { page, setup, account } = visitor;
  await setup.register(LOTTE);
  const come = await hold(page);
  await page.goto("/sign-in");
  const form = page.locator("#skeleton form");
  await form.locator("[type=email]").fill(LOTTE.email);
  await form.locator("[type=password]").fill(LOTTE.password);
  await form.locator("[type=password]").press("Enter");
  await come();
  await account.reached();
});

test("what a person is typing when the program comes stays, and so does the cursor", async ({ visitor: { page, signIn } }) => {
  const come = await hold(page);
  await page.goto("/");
  const password = page.locator("#skeleton #password");
  await page.locator("#skeleton #email").fill(LOTTE.email);
  await password.fill("vlinder 7");
  await password.press("ArrowLeft");
  await password.press("ArrowLeft");
  await come();
  await signIn.reached("credentials");
  await page.keyboard.type("struik");
  await expect(signIn.control("password")).toHaveValue("vlinderstruik 7");
  await expect(signIn.control("email")).toHaveValue(LOTTE.email);
});

test("a press that follows another one before the program came is carried out too", async ({ visitor }) => {
  const { page, setup } = visitor;
  await setup.register(LOTTE);
  const come = await hold(page);
  await page.goto("/sign-in");
  const other = LANGUAGE === "fr" ? "de" : "fr";
  await page.locator(`#skeleton button[lang=${other}]`).click();
  await page.locator("#skeleton #email").fill(LOTTE.email);
  await page.locator("#skeleton #password").fill(LOTTE.password);
  await page.locator("#skeleton form .button-primary").dblclick();
  await come();
  await expect(page).toHaveURL(/\/account$/);
  await expect(page.locator("html")).toHaveAttribute("lang", other);
});

test("an answer that did not come before the program is asked for again", async ({ visitor: { page, signIn } }) => {
  const come = await hold(page);
  let asked = 0;
  await page.route("**/api/sign-in", (route) => (asked++ === 0 ? route.abort() : route.continue()));
  await page.goto("/sign-in");
  await expect.poll(() => asked).toBe(1);
  await come();
  await signIn.reached("credentials");
});

test("a first screen stays while its part is on the way", async ({ visitor: { page, registration } }) => {
  await page.clock.install();
  const parts: Route[] = [];
  await page.route("**/app-*/*.bin", (route) => void parts.push(route));
  await page.goto("/register");
  await expect(page.locator("#skeleton .tile").first()).toBeVisible();
  await page.waitForFunction(() => document.querySelector("#app header") !== null);
  await page.clock.fastForward(3_000);
  await page.locator("#skeleton .tile").first().click();
  for (const route of parts) await route.continue();
  await registration.reached("means");
});

test("a language, a tile and a link that are pressed before the program came lead on", async ({ visitor: { page, registration } }) => {
  const other = LANGUAGE === "fr" ? "de" : "fr";
  let come = await hold(page);
  await page.goto("/sign-in");
  await page.locator(`#skeleton button[lang=${other}]`).click();
  await come();
  await expect(page.locator("html")).toHaveAttribute("lang", other);
  await page.unrouteAll();
  come = await hold(page);
  await page.goto("/sign-in");
  await page.locator("#skeleton .afterwards a").click();
  await expect(page.locator("#skeleton .tile").first()).toBeVisible();
  await page.locator("#skeleton .tile").first().click();
  await come();
  await registration.reached("means");
});

test("a person who is on the way sees no first screen of a stranger", async ({ visitor: { page, registration } }) => {
  await registration.open();
  await registration.choosePatient();
  await registration.reached("means");
  const come = await hold(page);
  const asked = page.waitForResponse("**/api/registration");
  await page.reload();
  await asked;
  await expect(page.locator("#skeleton .shimmer").first()).toBeVisible();
  await come();
  await registration.reached("means");
});

test("a person who is signed in sees no first screen of a stranger", async ({ visitor: { page, setup, account } }) => {
  await setup.arrive(LOTTE);
  const come = await hold(page);
  const asked = page.waitForResponse("**/api/session");
  await page.goto("/sign-in");
  await asked;
  await expect(page.locator("#skeleton .shimmer").first()).toBeVisible();
  await come();
  await account.reached();
});
