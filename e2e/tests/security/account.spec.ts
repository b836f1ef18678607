// Password, sessions and history on the security page.

import { LOTTE } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

const NEW_PASSWORD = "kweepeer en 3 noten";

test("the password is changed, other devices are signed out, and a mail tells", async ({
  visitor,
  stranger,
  mailbox,
}) => {
  const { security, signIn, setup } = visitor;
  await setup.register(LOTTE);
  await stranger.setup.signIn(LOTTE);
  await setup.signIn(LOTTE);
  await security.open();
  await security.press("password-part", "security_password_change");
  await expect(security.control("current-password")).toBeFocused();
  await security.typePasswords("niet het wachtwoord 1", NEW_PASSWORD);
  await security.complains("current-password", "password_wrong");
  await security.typePasswords(LOTTE.password, NEW_PASSWORD, "iets anders 4");
  await security.complains("confirmation", "passwords_differ");
  await security.typePasswords(LOTTE.password, NEW_PASSWORD);
  await security.changed("password-part");
  await mailbox.mail(LOTTE.email, "password_changed");

  await stranger.page.goto("/account");
  await stranger.signIn.reached("credentials");
  await setup.signOut();
  await signIn.open();
  await signIn.enter(LOTTE.email, LOTTE.password);
  await expect(signIn.alert("credentials_wrong")).toBeVisible();
  await visitor.enter({ ...LOTTE, password: NEW_PASSWORD });
});

test("another device is signed out from the security page", async ({ visitor, stranger }) => {
  const { security, setup } = visitor;
  await setup.register(LOTTE);
  await stranger.enter(LOTTE);
  await setup.signIn(LOTTE);
  await security.open();
  await expect(security.rows("sessions")).toHaveCount(2);
  await security.press("sessions", "session_end");
  await expect(security.rows("sessions")).toHaveCount(1);
  await stranger.page.reload();
  await stranger.signIn.reached("credentials");
});

test("signing out everywhere ends this browser's session too", async ({ visitor, stranger }) => {
  const { security, signIn, setup } = visitor;
  await setup.register(LOTTE);
  await stranger.setup.signIn(LOTTE);
  await setup.signIn(LOTTE);
  await security.open();
  await security.press("sessions", "sign_out_everywhere");
  await signIn.reached("credentials");
  await stranger.page.goto("/account");
  await stranger.signIn.reached("credentials");
});

test("the history says what happened, the latest first", async ({ visitor, app }) => {
  const { security, challenge, signIn, account, setup } = visitor;
  const { key } = await setup.enrolled(LOTTE, "app");
  await setup.signOut();
  await signIn.open();
  await signIn.enter(LOTTE.email, "niet het wachtwoord 1");
  await expect(signIn.alert("credentials_wrong")).toBeVisible();
  await signIn.enter(LOTTE.email, LOTTE.password);
  await challenge.choose("app");
  await challenge.type(await app.wrong(key));
  await challenge.complains("code", "code_wrong");
  await challenge.type(await app.next(key));
  await account.reached();
  await security.open();
  const told = [
    "happened_signed_in_two_step",
    "happened_factor_wrong",
    "happened_password_wrong",
    "happened_method_added",
    "happened_signed_in_password",
  ];
  for (const key of told) await expect(security.happened(key).first(), key).toBeVisible();
  const added = security.part("activity").getByRole("listitem").filter({ hasText: security.texts.say("happened_method_added") });
  await expect(added, "which one").toContainText(security.texts.say("method_app"));
  const first = security.part("activity").getByRole("listitem").first();
  await expect(first).toContainText(security.texts.say("happened_signed_in_two_step"));
});

test("a patient without a second factor is invited to set one up, and may say not now", async ({ visitor }) => {
  const { account, twoStep, setup } = visitor;
  await setup.arrive(LOTTE);
  await account.open();
  await expect(account.alert("two_step_duty")).toBeVisible();
  await account.link("duty_set_up").click();
  await twoStep.reached("choose");
  await twoStep.button("two_step_skip").click();
  await account.reached();
});

test("the long page has its contents beside it, and the actions of a row are under its text", async ({ visitor }) => {
  const { security, setup, page } = visitor;
  await setup.enrolled(LOTTE, "app", "sms");
  await page.setViewportSize({ width: 1280, height: 900 });
  await security.open();
  const contents = page.getByRole("navigation", { name: security.texts.say("security_contents") });
  await expect(contents.getByRole("link")).toHaveCount(8);
  await contents.getByRole("link", { name: security.texts.say("security_activity"), exact: true }).click();
  await expect(page.locator("#activity")).toBeFocused();
  await expect(page.locator("#activity")).toBeInViewport();
  const row = security.rows("methods").first();
  const [words, actions] = [await row.locator(".session-words").boundingBox(), await row.locator(".row-actions").boundingBox()];
  expect(actions?.y, "under the text").toBeGreaterThanOrEqual((words?.y ?? 0) + (words?.height ?? 0) - 1);
});

test("nobody has to know their network to recognise a device", async ({ visitor }) => {
  const { security, setup } = visitor;
  await setup.arrive(LOTTE);
  await security.open();
  await expect(security.rows("sessions")).toHaveCount(1);
  await expect(security.part("sessions")).not.toContainText("127.0.0");
});

test("what takes something away for good looks like it", async ({ visitor }) => {
  const { security, data, setup } = visitor;
  await setup.enrolled(LOTTE, "app", "sms");
  await security.open();
  await security.press("methods", "security_remove", security.texts.say("method_sms"));
  await expect(security.question.getByRole("button").first()).toHaveClass(/button-danger/);
  const box = await security.question.boundingBox();
  const size = security.page.viewportSize();
  expect(Math.abs((box?.y ?? 0) * 2 + (box?.height ?? 0) - (size?.height ?? 0)), "in the middle").toBeLessThan(4);
  await expect(security.question).toHaveAccessibleDescription(/./);
  await security.answer("security_keep");
  await data.open();
  await expect(data.button("data_leave_submit")).toHaveClass(/button-danger/);
});
