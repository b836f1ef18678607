// The server is unreachable: the page says so, keeps what was typed, and continues when it is back.

import { LOTTE } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

test("what was typed survives a server that is away", async ({ visitor: { registration, page }, server }) => {
  await registration.toAccount(LOTTE);
  await registration.fill(LOTTE);
  await server.kill();
  await registration.submitAccount();
  await expect(registration.alert("offline")).toBeVisible();
  await expect(page.locator("#summary")).toBeFocused();
  await expect(registration.control("email")).toHaveValue(LOTTE.email);
  await expect(registration.control("phone")).toHaveValue(LOTTE.phone);
  await expect(registration.control("terms")).toBeChecked();
  await server.start();
  await registration.submitAccount();
  await registration.reached("activate");
});

test("a button that cannot reach the server says so and works later", async ({
  visitor: { registration },
  server,
}) => {
  await registration.open();
  await registration.choosePatient();
  await registration.reached("means");
  await server.kill();
  await registration.chooseMeans();
  await expect(registration.alert("offline")).toBeVisible();
  await server.start();
  await registration.chooseMeans();
  await registration.reached("read_card");
});

test("a page that opens while the server is away can be tried again", async ({ visitor, server }) => {
  const { registration, signIn } = visitor;
  await signIn.open();
  await signIn.reached("credentials");
  await server.kill();
  await signIn.link("register_link").click();
  await registration.shows("unavailable");
  await server.start();
  await registration.button("try_again").click();
  await registration.reached("start");
});

test("a part of the app that went with an older version is no dead end: the page loads again", async ({ visitor }) => {
  const { registration, signIn, page } = visitor;
  await signIn.open();
  // As after an update of the server: this page belongs to the previous version.
  await page.route("**/registration.bin", (route) => route.fulfill({ status: 404 }), { times: 2 });
  await signIn.link("register_link").click();
  await registration.shows("unavailable");
  await registration.button("try_again").click();
  await registration.reached("start");
});
