// The browser itself reads the card: a TLS client certificate, presented by a real Chromium at the
// e-ID origin.

import { join } from "node:path";

import { Home } from "../../support/certificate.ts";
import { CHROMIUM } from "../../support/chromium.ts";
import { atSocket } from "../../support/eid-socket.ts";
import { dress, fits, isAccessible } from "../../support/examine.ts";
import { LOTTE } from "../../support/people.ts";
import { expect } from "../../support/test.ts";

interface ByCertificate {
  /** The card in the reader, by its person; empty without one. */
  inReader: string;
}

const test = atSocket.extend<ByCertificate>({
  inReader: [LOTTE.id, { option: true }],

  context: async ({ playwright, launchOptions, locale, server, cards, inReader }, use, info) => {
    const home = new Home();
    if (inReader) {
      info.skip(!home.showsIt(), "Chromium's policies cannot be written by this account");
      home.insert(cards, inReader);
    }
    const context = await playwright.chromium.launchPersistentContext(join(home.folder, "profile"), {
      ...launchOptions,
      executablePath: CHROMIUM,
      env: { ...process.env, HOME: home.folder },
      baseURL: server.origin,
      locale,
      // The socket's own certificate is made for this test.
      ignoreHTTPSErrors: true,
    });
    await use(context);
    await context.close();
    home.remove();
  },
});

test("r3 a card that the browser reads itself registers", async ({ visitor: { registration, page } }) => {
  await registration.toCard(LOTTE);
  await registration.link("reader_by_browser").click();
  await registration.reached("confirm");
  await expect(page.getByTestId("card-name")).toHaveText(LOTTE.name);
  expect(new URL(page.url()).hash, "the code is out of the address bar").toBe("");
});

test("r13 a card that the browser reads itself signs in", async ({ visitor: { setup, signIn, account } }) => {
  await setup.register(LOTTE);
  await signIn.open();
  await signIn.useCard();
  await signIn.link("reader_by_browser").click();
  await account.reached();
});

test("a code that is brought a second time is refused, and the card can be read again", async ({
  visitor: { registration, setup, page },
}) => {
  let brought = "";
  page.on("request", (request) => {
    if (request.url().endsWith("/api/registration/certificate")) brought = request.postData() ?? "";
  });
  await registration.toCard(LOTTE);
  await registration.link("reader_by_browser").click();
  await registration.reached("confirm");
  const { code } = JSON.parse(brought) as { code: string };
  await setup.api.delete("/api/registration");
  await registration.toCard(LOTTE);
  let answer = (): void => undefined;
  const held = new Promise<void>((release) => (answer = release));
  await page.route("**/api/registration/challenge", (route) => held.then(() => route.continue()));
  await page.goto(`/register#card=${code}`);
  await page.reload();
  await expect(registration.alert("eid_challenge_stale")).toBeVisible();
  await expect(registration.link("reader_by_browser"), "there is no new question yet").toHaveCount(0);
  answer();
  await registration.link("reader_by_browser").click();
  await registration.reached("confirm");
});

test.describe("with a card that was reported lost", () => {
  test.use({ inReader: "sofie" });

  test("r16 the page says why, and leads back", async ({ visitor: { registration, page }, eidOrigin }) => {
    await registration.toCard(LOTTE);
    await registration.link("reader_by_browser").click();
    await page.waitForURL(`${eidOrigin}/card?**`);
    await expect(page.getByText(registration.texts.say("problem_eid_suspended"))).toBeVisible();
    await page.getByRole("link").click();
    await registration.reached("read_card");
  });
});

test.describe("without a card", () => {
  test.use({ inReader: "" });

  test("r16 the page says so in the language of the app, and leads back", async ({
    visitor: { registration, page },
    eidOrigin,
  }) => {
    await registration.toCard(LOTTE);
    await isAccessible(page, "the screen that offers it");
    await registration.link("reader_by_browser").click();
    await page.waitForURL(`${eidOrigin}/card?**`);
    for (const scheme of ["light", "dark"] as const) {
      await dress(page, 320, scheme);
      await isAccessible(page, scheme);
      await fits(page, scheme);
    }
    await expect(page.locator("html")).toHaveAttribute("lang", registration.texts.language);
    await page.getByRole("link").click();
    await registration.reached("read_card");
  });
});
