// Every screen in four languages, at 1280 and 320 px, light and dark: accessible by axe, contrast
// included; nothing too wide; no foreign text. `cargo xtask gallery` visits the same screens and
// takes pictures into `gallery/`, for a person to look through (`gallery/index.html`).

import { expect } from "@playwright/test";

import { LOTTE } from "../../support/people.ts";
import { checkScreen } from "../../support/check-screen.ts";
import { atProvider, provided } from "../../support/provided.ts";
import { test } from "../../support/test.ts";
import { WALKS } from "../../support/tour.ts";

for (const [title, walk] of Object.entries(WALKS)) {
  test(`every screen looks right: ${title}`, async ({
    visitor,
    stranger,
    app,
    phone,
    mailbox,
    clock,
    provisioning,
    server,
  }) => {
    test.setTimeout(300_000);
    const guide = { visitor, stranger, app, phone, mailbox, clock, provisioning, server };
    await walk(guide, (name) => checkScreen(visitor, name));
  });
}

test.describe("with a portal", () => {
  test.use({ settings: { PORTAL_URL: "https://portaal.example.be/" } });

  test("every screen looks right: the way on to the portal", async ({ visitor }) => {
    await visitor.setup.arrive(LOTTE);
    await visitor.account.open();
    await visitor.account.reached();
    await checkScreen(visitor, "account-portal");
  });
});

provided("every screen looks right: an identity provider", async ({ visitor, provider }) => {
  test.setTimeout(300_000);
  void provider;
  const { registration, signIn, security, setup, page } = visitor;
  await setup.register(LOTTE);
  await registration.open();
  await registration.choosePatient();
  await registration.reached("means");
  await checkScreen(visitor, "registration-means-itsme");
  await signIn.open();
  await checkScreen(visitor, "sign-in-itsme");
  await signIn.toProvider();
  await atProvider(page, "stop");
  await expect(signIn.alert("provider_cancelled")).toBeVisible();
  await checkScreen(visitor, "sign-in-away");
  await signIn.button("sign_in_other_ways").click();
  await signIn.at("sign_in", "credentials");
  await signIn.enter(LOTTE.email, LOTTE.password);
  await visitor.account.reached();
  await security.open();
  await security.linkProvider();
  await atProvider(page, "lotte basic");
  await security.reached();
  await checkScreen(visitor, "security-itsme");
});
