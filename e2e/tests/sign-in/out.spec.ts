// Signing out from any page, what follows a session that ended, and the way on to the portal.

import { tabTo } from "../../support/keyboard.ts";
import { LOTTE } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

for (const path of ["/", "/help", "/account", "/account/security", "/account/two-step"]) {
  test(`a person who is signed in can sign out in the head of ${path}`, async ({ visitor }) => {
    const { account, signIn, page, setup } = visitor;
    await setup.arrive(LOTTE);
    await page.goto(path);
    await account.signOut();
    await signIn.reached("credentials");
    await expect(signIn.alert("signed_out")).toBeVisible();
    await expect(account.signOutButton).toHaveCount(0);
    await page.goto("/account");
    await signIn.reached("credentials");
  });
}

test("staff sign out in the same place, with the keyboard and on a narrow screen", async ({ visitor, server }) => {
  const { account, desk, signIn, page, setup } = visitor;
  const { key } = await setup.enrolled(LOTTE, "app");
  await server.makeAdministrator(LOTTE.email);
  await visitor.enterByApp(LOTTE, key);
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto("/desk");
  await desk.shows("desk");
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, "nothing sticks out").toBeLessThanOrEqual(320);
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await tabTo(account, account.signOutButton);
  await page.keyboard.press("Enter");
  await signIn.reached("credentials");
  await expect(signIn.alert("signed_out")).toBeVisible();
});

test("a visitor is offered no way to sign out", async ({ visitor: { account, signIn } }) => {
  await signIn.open();
  await signIn.reached("credentials");
  await expect(account.signOutButton).toHaveCount(0);
});

test("signing out that does not arrive says so on any page", async ({ visitor }) => {
  const { account, page, setup } = visitor;
  await setup.arrive(LOTTE);
  await page.goto("/help");
  await expect(account.signOutButton).toBeVisible();
  await page.route("**/api/session/sign-out", (route) => route.abort());
  await account.signOutButton.click();
  await expect(account.alert("offline")).toBeVisible();
  await expect(account.signOutButton, "the person is still signed in").toBeVisible();
});

test("a page that is opened again after the end says why it asks to sign in", async ({ visitor, clock }) => {
  const { account, signIn, page, setup } = visitor;
  await setup.arrive(LOTTE);
  await account.open();
  await account.reached();
  await clock.minutes(31);
  await page.reload();
  await signIn.reached("credentials");
  await expect(signIn.alert("session_ended")).toBeVisible();
  await signIn.enter(LOTTE.email, LOTTE.password);
  await account.reached();
  await account.signOut();
  await expect(signIn.alert("signed_out"), "and only then").toBeVisible();
});

test("the warning is read out with its sentence, and the title counts down", async ({ visitor, clock }) => {
  const { account, page, setup } = visitor;
  await page.clock.install();
  await setup.arrive(LOTTE);
  await account.open();
  await account.reached();
  const title = await page.title();
  await clock.minutes(28);
  await page.reload();
  await expect(account.warning).toBeVisible();
  await expect(account.warning).toHaveAccessibleDescription(account.texts.say("timeout_text"));
  await expect(page).toHaveTitle(/\d:\d\d.* – /);
  await page.clock.runFor(70_000);
  const minute = account.texts.say("timeout_left", { time: "1:00" });
  await expect(account.warning.getByRole("status")).toHaveText(minute);
  await account.warning.getByRole("button", { name: account.texts.say("timeout_stay") }).click();
  await expect(page).toHaveTitle(title);
});

test("UX 10: a wrong password has the usual frame, and a link to where to begin again", async ({ visitor }) => {
  const { signIn, page } = visitor;
  await signIn.open();
  await signIn.enter(LOTTE.email, "niet het wachtwoord 1");
  const frame = signIn.alert("credentials_wrong");
  await expect(frame.getByRole("heading", { name: signIn.texts.say("summary_title") })).toBeVisible();
  await expect(page.locator("#summary")).toBeFocused();
  await expect(page).toHaveTitle(new RegExp(signIn.texts.say("title_error", { title: "" }).trim()));
  await frame.getByRole("link").click();
  await expect(signIn.control("email")).toBeFocused();
});

test("a password is shown by a button that says what it shows", async ({ visitor: { signIn } }) => {
  await signIn.open();
  await signIn.labelled("field_password").fill("vlinderstruik 7");
  await signIn.button("password_show_name").click();
  await expect(signIn.control("password")).toHaveAttribute("type", "text");
  await signIn.button("password_hide_name").click();
  await expect(signIn.control("password")).toHaveAttribute("type", "password");
});

test("where nothing was typed, nothing is said about what was typed", async ({ visitor, server }) => {
  const { signIn, registration, page } = visitor;
  await signIn.open();
  await signIn.reached("credentials");
  await server.kill();
  await signIn.labelled("field_email").fill(LOTTE.email);
  await signIn.labelled("field_password").fill(LOTTE.password);
  await signIn.button("sign_in_submit").click();
  await expect(signIn.alert("offline")).toContainText(signIn.texts.say("problem_offline"));
  await signIn.link("register_link").click();
  await registration.shows("unavailable");
  await expect(page.getByText(signIn.texts.say("problem_offline_page"), { exact: true })).toBeVisible();
});

test.describe("with a portal", () => {
  test.use({ settings: { PORTAL_URL: "https://portaal.example.be/start?van=inloggen" } });

  test("the account page leads on to it", async ({ visitor }) => {
    const { account, setup } = visitor;
    await setup.arrive(LOTTE);
    await account.open();
    await account.reached();
    const on = account.link("portal_on");
    await expect(on).toHaveAttribute("href", "https://portaal.example.be/start?van=inloggen");
  });
});

test("without a portal the account page has no such button", async ({ visitor }) => {
  const { account, setup } = visitor;
  await setup.arrive(LOTTE);
  await account.open();
  await account.reached();
  await expect(account.link("portal_on")).toHaveCount(0);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`the chosen language can be seen in forced colours and in the ${colorScheme}`, async ({ visitor }) => {
    const { signIn, page } = visitor;
    await signIn.open();
    await signIn.reached("credentials");
    const chosen = page.locator("header button[aria-pressed=true]");
    const other = page.locator("header button[aria-pressed=false]").first();
    const looks = (it: Element): string => {
      const { backgroundColor, borderTopWidth, color } = getComputedStyle(it);
      return [backgroundColor, borderTopWidth, color].join();
    };
    await page.emulateMedia({ colorScheme, forcedColors: "active" });
    expect(await chosen.evaluate(looks)).not.toBe(await other.evaluate(looks));
    await page.emulateMedia({ colorScheme, forcedColors: "none" });
    if (colorScheme === "dark") {
      expect(await chosen.evaluate((it) => getComputedStyle(it).borderTopStyle)).toBe("solid");
    }
  });
}
