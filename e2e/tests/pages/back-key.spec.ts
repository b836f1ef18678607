// Alt and the left arrow in a browser with visible windows: Chromium's own way back, which skips
// entries that a page added by itself.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { CHROMIUM } from "../../support/chromium.ts";
import { Desktop } from "../../support/desktop.ts";
import { LOTTE } from "../../support/people.ts";
import { expect, test as base } from "../../support/test.ts";

const test = base.extend<{ desktop: Desktop }>({
  desktop: async ({}, use) => {
    const desktop = new Desktop();
    await desktop.open();
    await use(desktop);
    await desktop.close();
  },

  context: async ({ playwright, launchOptions, locale, server, desktop }, use) => {
    const profile = mkdtempSync(join(tmpdir(), "vestibule-profile-"));
    const context = await playwright.chromium.launchPersistentContext(profile, {
      ...launchOptions,
      executablePath: CHROMIUM,
      headless: false,
      env: { ...process.env, ...desktop.environment },
      baseURL: server.origin,
      locale,
    });
    await use(context);
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  },
});

test("UX 9: the browser's own keys lead back step by step, and then out", async ({ visitor, desktop }) => {
  const { registration, signIn, page } = visitor;
  await signIn.open();
  await signIn.link("register_link").click();
  await registration.choosePatient();
  await registration.chooseMeans();
  await registration.reached("read_card");
  await expect.poll(() => page.evaluate(() => history.state as unknown)).toBe(2);
  await desktop.goBack();
  await registration.reached("means");
  await desktop.goBack();
  await registration.reached("start");
  await desktop.goBack();
  await signIn.reached("credentials");
});

test("the browser's own keys leave a screen without a way back at once", async ({ visitor, desktop }) => {
  const { registration, signIn, page } = visitor;
  await signIn.open();
  await signIn.link("register_link").click();
  await registration.choosePatient();
  await registration.chooseMeans();
  await registration.readCard(LOTTE.id);
  await registration.reached("confirm");
  await expect.poll(() => page.evaluate(() => history.state as unknown)).toBe(0);
  await desktop.goBack();
  await signIn.reached("credentials");
});
