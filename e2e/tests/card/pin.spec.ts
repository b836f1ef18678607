// A card that requires its PIN, in a browser with visible windows: a software token, and Chromium's
// own windows.

import { join } from "node:path";
import type { BrowserContext } from "@playwright/test";

import { Registration } from "../../pages/registration.ts";
import { CHROMIUM } from "../../support/chromium.ts";
import { Home } from "../../support/certificate.ts";
import { Desktop } from "../../support/desktop.ts";
import { atSocket } from "../../support/eid-socket.ts";
import { LOTTE, PIN } from "../../support/people.ts";
import { expect } from "../../support/test.ts";

interface WithPin {
  desktop: Desktop;
  /** Opens the windows of the browser, again after they were closed. */
  browse: () => Promise<BrowserContext>;
}

const test = atSocket.extend<WithPin>({
  // The policy that other tests leave for `localhost` does not apply here, so Chromium asks.
  eidHost: "card.localhost",

  desktop: async ({}, use) => {
    const desktop = new Desktop();
    await desktop.open();
    await use(desktop);
    await desktop.close();
  },

  browse: async ({ playwright, launchOptions, locale, server, cards, desktop }, use) => {
    const home = new Home();
    home.insertWithPin(cards, LOTTE.id, PIN);
    const opened: BrowserContext[] = [];
    await use(async () => {
      const context = await playwright.chromium.launchPersistentContext(join(home.folder, "profile"), {
        ...launchOptions,
        executablePath: CHROMIUM,
        // Without a screen Chromium waits for the PIN without end.
        headless: false,
        env: { ...process.env, ...home.environment, ...desktop.environment },
        baseURL: server.origin,
        locale,
        // The socket's own certificate is made for this test.
        ignoreHTTPSErrors: true,
      });
      opened.push(context);
      return context;
    });
    await Promise.all(opened.map((context) => context.close()));
    home.remove();
  },

  context: async ({ browse }, use) => use(await browse()),
});

/** Makes the browser read the card; its windows open before the next page. */
async function read(registration: Registration): Promise<void> {
  await registration.toCard(LOTTE);
  await registration.link("reader_by_browser").click({ noWaitAfter: true });
}

test("r3 who types the PIN and chooses the certificate registers", async ({
  visitor: { registration, page },
  desktop,
}) => {
  await read(registration);
  await desktop.typePin(PIN);
  await desktop.choose();
  await registration.reached("confirm");
  await expect(page.getByTestId("card-name")).toHaveText(LOTTE.name);
});

test("r16 a wrong PIN is asked for again", async ({ visitor: { registration, page }, desktop }) => {
  await read(registration);
  await desktop.typePin("4321");
  await desktop.typePin(PIN);
  await desktop.choose();
  await registration.reached("confirm");
  await expect(page.getByTestId("card-name")).toHaveText(LOTTE.name);
});

test("r16 who chooses no certificate reads why there is none, and goes on in another way", async ({
  visitor: { registration, page },
  desktop,
  eidOrigin,
}) => {
  await read(registration);
  await desktop.typePin(PIN);
  await desktop.chooseNone();
  await page.waitForURL(`${eidOrigin}/card?**`);
  await page.getByRole("link").click();
  await registration.readCard(LOTTE.id);
  await registration.reached("confirm");
});

test("r16 who gives no PIN reads what to do, and doing it helps", async ({
  visitor: { registration, page },
  context,
  browse,
  desktop,
  eidOrigin,
}) => {
  const isRefused = async (): Promise<void> => {
    await page.waitForURL(`${eidOrigin}/card?**`);
    await expect(page.locator("html")).toHaveAttribute("lang", registration.texts.language);
    await page.getByRole("link").click();
    await registration.reached("read_card");
  };
  await read(registration);
  await desktop.cancelPin();
  // Chromium asks more than once before it accepts that.
  await expect(async () => {
    if (await desktop.asksPin()) await desktop.cancelPin();
    expect(page.url()).toContain(`${eidOrigin}/card?`);
  }).toPass({ timeout: 20_000 });
  await isRefused();
  // Until its windows are closed it remembers that there was no card, as the page says.
  await registration.link("reader_by_browser").click({ noWaitAfter: true });
  await isRefused();
  await context.close();
  const again = new Registration(await (await browse()).newPage());
  await read(again);
  await desktop.typePin(PIN);
  await desktop.choose();
  await again.reached("confirm");
});
