// Pages outside any flow: help, not found; and what every page has.

import { expect, test } from "../../support/test.ts";

test("an unknown path is a 404 that is ours, with ways on", async ({ visitor: { screen, page, signIn } }) => {
  const answer = await page.goto("/no/such/page");
  expect(answer?.status()).toBe(404);
  await screen.shows("not_found");
  await expect(screen.heading).toHaveText(screen.texts.say("not_found_title"));
  await screen.link("not_found_home").click();
  await signIn.reached("credentials");
});

test("an unknown path of the API is a problem, never the app", async ({ request }) => {
  const answer = await request.get("/api/no/such/path");
  expect(answer.status()).toBe(404);
  expect(answer.headers()["content-type"]).toBe("application/problem+json");
  expect((await answer.json()).code).toBe("not_found");
});

test("help answers what goes wrong and leads back in", async ({ visitor: { screen, page, registration } }) => {
  await page.goto("/help");
  await screen.shows("help");
  const question = page.getByText(screen.texts.say("help_locked"), { exact: true });
  const answer = page.getByText(screen.texts.say("help_locked_do"), { exact: true });
  await expect(answer).toBeHidden();
  await question.click();
  await expect(answer).toBeVisible();
  await screen.link("register_link").click();
  await registration.reached("start");
});

test("the help line is on every page, and can be dialled", async ({ visitor: { screen, page } }) => {
  await page.goto("/sign-in");
  const dial = page.getByRole("complementary").getByRole("link", { name: "+32 2 555 00 00" });
  await expect(dial).toHaveAttribute("href", "tel:+3225550000");
  await screen.ready();
});

test("the first key leads past the head of the page", async ({ visitor: { signIn, page } }) => {
  await signIn.open();
  await signIn.reached("credentials");
  await page.keyboard.press("Tab");
  await expect(signIn.page.getByRole("link", { name: signIn.texts.say("skip") })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
});
