// The practice portal of the development build: what a newcomer sees in the first minute.

import { isAccessible } from "../../support/examine.ts";
import { LOTTE } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

test("o1 o3 o14 the practice portal signs a person in, asks for the card, and signs out", async ({ visitor }) => {
  const { signIn, page, setup, screen } = visitor;
  await setup.register(LOTTE);
  await page.goto("/dev/app");
  await isAccessible(page, "the practice portal");
  await page.getByRole("button", { name: "Sign in with Vestibule" }).click();
  await signIn.reached("credentials");
  await expect(page.getByTestId("going-on")).toContainText("Practice portal");
  await signIn.enter(LOTTE.email, LOTTE.password);
  await screen.shows("request_ask");
  await screen.button("go_on_agree").click();
  await expect(page.getByRole("heading", { name: `Welcome, ${LOTTE.name}` })).toBeVisible();
  await expect(page.getByText("You signed in with a password.")).toBeVisible();
  await isAccessible(page, "the practice portal");
  await page.reload();
  await expect(page.getByRole("heading", { name: `Welcome, ${LOTTE.name}` })).toBeVisible();

  await page.getByRole("button", { name: "Ask for the e-ID card" }).click();
  await screen.shows("request_prove");
  await screen.button("go_on_do").click();
  await signIn.reached("read_card");
  await signIn.readCard(LOTTE.id);
  await expect(page.getByText("You signed in with the e-ID card.")).toBeVisible();

  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Appointments and prescriptions" })).toBeVisible();
  await page.getByRole("button", { name: "Sign in with Vestibule" }).click();
  await signIn.reached("credentials");
});

test("o13 a person who does not agree is back at the practice portal, which says so", async ({ visitor }) => {
  const { page, setup, screen } = visitor;
  await setup.arrive(LOTTE);
  await page.goto("/dev/app");
  await page.getByRole("button", { name: "Sign in with Vestibule" }).click();
  await screen.shows("request_ask");
  await screen.button("go_on_refuse").click();
  await expect(page.getByRole("alert")).toHaveText("You did not sign in.");
});
