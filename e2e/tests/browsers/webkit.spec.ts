// WebKitGTK, as Debian builds it: the engine of Safari.

import { expect } from "@playwright/test";

import { LOTTE } from "../../support/people.ts";
import { atWebKit as test } from "../../support/webkit.ts";

test("a person registers, sets up an app and signs in with its code in WebKit", async ({ walker, tab }) => {
  await walker.register(LOTTE);
  await tab.press(tab.button("done_sign_in"));
  await tab.at("sign_in", "credentials");
  await tab.holds(tab.field("field_email"), LOTTE.email);
  expect(await tab.shows(tab.button("sign_in_passkey")), "no key is offered where there are none").toBe(false);
  await walker.enter(LOTTE);
  await walker.inside();
  await tab.reads({ css: "[data-testid=name]" }, LOTTE.name);

  await walker.open("/account/two-step");
  const { key } = await walker.setUpApp();

  await walker.signOut();
  await walker.enter(LOTTE);
  await walker.proveByApp(key);
  await walker.inside();
});

test.describe("without TLS", () => {
  test.use({ tls: false });

  test("the page of the testers says that WebKit keeps no session", async ({ tab }) => {
    await tab.open("/dev");
    await tab.sees({ css: "#no-cookies" });
  });
});
