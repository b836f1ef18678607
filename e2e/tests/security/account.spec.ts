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
