// The page shows a message before its program runs, when the server does not answer, and when the
// browser keeps no cookie.

import type { Page, Route } from "@playwright/test";

import { LOTTE } from "../../support/people.ts";
import { LANGUAGE, LANGUAGES } from "../../support/texts.ts";
import { expect, test } from "../../support/test.ts";

/** Checks what the page says in every language, the reader's own first. */
async function says(page: Page, what: "old" | "lost" | "slow"): Promise<void> {
  const shown = page.locator("#failure p:visible");
  await expect(shown).toHaveCount(LANGUAGES.length);
  await expect(page.locator(`#failure p.${what}:visible`)).toHaveCount(LANGUAGES.length);
  await expect(shown.first()).toHaveAttribute("lang", LANGUAGE);
  await expect(page.locator(".shimmer:visible")).toHaveCount(0);
}

const never = (): void => undefined;

test("a browser without WebAssembly gets a message", async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, "WebAssembly"));
  await page.goto("/sign-in");
  await says(page, "old");
});

for (const file of ["wasm", "js"]) {
  test(`a .${file} that is blocked is reported, and the page can be loaded again`, async ({ page }) => {
    const files = `**/app-*/app*.${file}`;
    await page.route(files, (route) => route.abort());
    await page.goto("/sign-in", { waitUntil: "commit" });
    await says(page, "lost");
    await page.unroute(files);
    await page.locator("#failure button").click();
    await expect(page.locator("main[data-ready]")).toBeVisible();
    await expect(page.locator("#failure")).toHaveCount(0);
  });

  test(`a .${file} that belongs to an older version is reported`, async ({ page }) => {
    await page.route(`**/app-*/app*.${file}`, (route) => route.fulfill({ status: 404 }));
    await page.goto("/sign-in", { waitUntil: "commit" });
    await says(page, "lost");
  });

  test(`a .${file} that does not come is reported after 15 seconds, and the page goes on when it does`, async ({ page }) => {
    await page.clock.install();
    const waiting: Route[] = [];
    let comes = false;
    await page.route(`**/app-*/app*.${file}`, (route) => (comes ? route.continue() : void waiting.push(route)));
    await page.goto("/sign-in", { waitUntil: "commit" });
    await expect(page.locator("#skeleton h1")).toBeVisible();
    await expect.poll(() => waiting.length).toBeGreaterThan(0);
    await page.clock.fastForward(15_000);
    await says(page, "slow");
    comes = true;
    for (const route of waiting) await route.continue();
    await expect(page.locator("main[data-ready]")).toBeVisible();
    await expect(page.locator("#failure")).toHaveCount(0);
  });
}

for (const how of ["in an event", "after an answer"]) {
  test(`a program that ended ${how} says so above what is on the screen, and the page can be loaded again`, async ({ page }) => {
    await page.goto("/sign-in");
    await page.locator("#email").fill(LOTTE.email);
    await page.evaluate((how) => {
      const ends = (): never => {
        throw new WebAssembly.RuntimeError("unreachable");
      };
      if (how === "in an event") setTimeout(ends);
      else void Promise.resolve().then(ends);
    }, how);
    const said = page.locator("#failure p:visible");
    await expect(said).toHaveClass("ended");
    await expect(said).toHaveAttribute("lang", LANGUAGE);
    await expect(said).toBeInViewport();
    await expect(page.locator("#email"), "what was typed can be copied").toHaveValue(LOTTE.email);
    await page.locator("#failure button").click();
    await expect(page.locator("main[data-ready]")).toBeVisible();
    await expect(page.locator("#failure")).toHaveCount(0);
  });
}

test.describe("scripts are off", () => {
  test.use({ javaScriptEnabled: false });
  test("the page says that it needs them, and nothing seems to be on its way", async ({ page }) => {
    await page.goto("/");
    for (const lang of LANGUAGES) await expect(page.locator(`noscript p[lang=${lang}]`)).toBeInViewport();
    await expect(page.locator(".shimmer:visible")).toHaveCount(0);
    await expect(page.locator(".brand")).toBeVisible();
  });
});

test("a server that does not answer is reported, and asked again", async ({ visitor: { page, signIn } }) => {
  await page.clock.install();
  await page.route("**/api/sign-in", never);
  await page.goto("/sign-in");
  await signIn.ready();
  await page.clock.fastForward(15_000);
  await expect(signIn.alert("time_out")).toBeVisible();
  await page.unroute("**/api/sign-in");
  await signIn.button("try_again").click();
  await signIn.reached("credentials");
});

test("a server that answers nothing at all is reported as well", async ({ visitor: { page, signIn } }) => {
  await page.clock.install();
  const asked = page.waitForRequest("**/api/config");
  await page.route("**/api/**", never);
  await page.goto("/sign-in");
  await asked;
  await page.clock.fastForward(6_000);
  await signIn.ready();
  await page.clock.fastForward(15_000);
  await expect(signIn.alert("time_out")).toBeVisible();
  await page.unroute("**/api/**");
  await signIn.button("try_again").click();
  await signIn.reached("credentials");
});

test("a move that is not answered is reported, what was typed stays, and it can be made again", async ({
  visitor: { page, registration },
}) => {
  await page.clock.install();
  await registration.toAccount(LOTTE);
  await registration.fill(LOTTE);
  await page.route("**/api/registration/account", never);
  const sent = page.waitForRequest("**/api/registration/account");
  await registration.submitAccount();
  await sent;
  await page.clock.fastForward(15_000);
  await expect(registration.alert("time_out")).toBeVisible();
  await expect(registration.control("email")).toHaveValue(LOTTE.email);
  await page.unroute("**/api/registration/account");
  await registration.submitAccount();
  await registration.reached("activate");
});

/** Behaves as a browser that refuses cookies: none is kept, none is sent. */
async function refuseCookies(page: Page): Promise<void> {
  await page.context().clearCookies();
  await page.route("**/api/**", async (route) => {
    const request = route.request();
    const { cookie: _, ...headers } = await request.allHeaders();
    const body = request.postDataBuffer();
    const answer = await fetch(request.url(), {
      method: request.method(),
      headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(":"))),
      body: body === null ? null : new Uint8Array(body),
    });
    const kept = [...answer.headers].filter(([name]) => !/^(set-cookie|content-(encoding|length))$/.test(name));
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(kept),
      body: Buffer.from(await answer.arrayBuffer()),
    });
  });
}

test("a right password in a browser that keeps no cookies says why nobody is signed in", async ({ visitor }) => {
  const { page, signIn } = visitor;
  await visitor.register(LOTTE);
  await refuseCookies(page);
  await signIn.open();
  await signIn.enter(LOTTE.email, LOTTE.password);
  await expect(signIn.alert("no_cookie")).toBeVisible();
  await signIn.button("try_again").click();
  await signIn.reached("credentials");
  // After the browser keeps them, the same password signs in.
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await signIn.open();
  await signIn.enter(LOTTE.email, LOTTE.password);
  await visitor.account.reached();
});

test("a registration in a browser that keeps no cookies says so, and names no other tab", async ({
  visitor: { page, registration },
}) => {
  await refuseCookies(page);
  await registration.open();
  await registration.choosePatient();
  await registration.chooseMeans();
  await registration.reached("start");
  await expect(registration.alert("no_cookie")).toBeVisible();
  await expect(registration.alert("wrong_step")).toHaveCount(0);
});

test("R16: a registration that nobody went on with for an hour says that its time was over", async ({
  visitor: { registration },
  clock,
}) => {
  await registration.toAccount(LOTTE);
  await registration.fill(LOTTE);
  await clock.minutes(61);
  await registration.submitAccount();
  await registration.reached("start");
  await expect(registration.alert("over")).toHaveText(registration.texts.say("notice_over"));
});
