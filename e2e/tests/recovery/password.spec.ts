// A forgotten password: by a link in a mail and a code in a text message, or by the card.

import { otherThan } from "../../support/desk.ts";
import { LOTTE } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

const NEW_PASSWORD = "kweepeer en 3 noten";

test("by mail and text message: the new password works, the old one and the old sessions do not", async ({
  visitor,
  stranger,
  phone,
  mailbox,
  clock,
}) => {
  await visitor.register(LOTTE);
  await visitor.setup.proveAddress(await mailbox.link(LOTTE.email, "address_proof"));
  await visitor.enter(LOTTE);
  await clock.seconds(31);

  const { recovery, signIn, account } = stranger;
  await signIn.open();
  await signIn.link("forgotten_link").click();
  await recovery.askMail(LOTTE.email);
  await recovery.reached("mail_sent");
  await recovery.follow(await mailbox.link(LOTTE.email, "recovery_link"));
  await recovery.choose(NEW_PASSWORD, await phone.code(LOTTE.e164, 2));
  await recovery.reached("done");
  await mailbox.mail(LOTTE.email, "password_changed");

  await visitor.page.reload();
  await visitor.signIn.reached("credentials");
  await recovery.link("done_sign_in").click();
  await signIn.enter(LOTTE.email, LOTTE.password);
  await expect(signIn.alert("credentials_wrong")).toBeVisible();
  await signIn.enter(LOTTE.email, NEW_PASSWORD);
  await account.reached();
});

test("by card, without a code", async ({ visitor, stranger }) => {
  await visitor.register(LOTTE);
  const { recovery, signIn, account } = stranger;
  await recovery.open();
  await recovery.useCard(LOTTE.id);
  await recovery.reached("new_password");
  await expect(recovery.control("code")).toHaveCount(0);
  await recovery.choose(NEW_PASSWORD);
  await recovery.reached("done");
  await signIn.open();
  await signIn.enter(LOTTE.email, NEW_PASSWORD);
  await account.reached();
});

test("UX 16: a link works once", async ({ visitor, stranger, mailbox, clock }) => {
  await visitor.register(LOTTE);
  await visitor.setup.proveAddress(await mailbox.link(LOTTE.email, "address_proof"));
  await clock.seconds(31);
  await visitor.recovery.open();
  await visitor.recovery.askMail(LOTTE.email);
  const link = await mailbox.link(LOTTE.email, "recovery_link");
  await visitor.recovery.follow(link);
  await visitor.recovery.reached("new_password");
  await expect(visitor.page, "the secret leaves the address bar").toHaveURL(/\/recover$/);

  await stranger.recovery.follow(link);
  await stranger.recovery.reached("ask");
  await expect(stranger.recovery.alert("link_expired")).toBeVisible();
});

test("UX 16: opening a link does not use it, only the click does", async ({ visitor, stranger, mailbox, clock }) => {
  await visitor.register(LOTTE);
  await visitor.setup.proveAddress(await mailbox.link(LOTTE.email, "address_proof"));
  await clock.seconds(31);
  await visitor.recovery.open();
  await visitor.recovery.askMail(LOTTE.email);
  const link = await mailbox.link(LOTTE.email, "recovery_link");
  await stranger.page.goto(link);
  await stranger.recovery.reached("open_link");
  await visitor.recovery.follow(link);
  await visitor.recovery.reached("new_password");
});

test("a link is too old after half an hour", async ({ visitor, mailbox, clock }) => {
  await visitor.register(LOTTE);
  await visitor.setup.proveAddress(await mailbox.link(LOTTE.email, "address_proof"));
  await visitor.recovery.open();
  await visitor.recovery.askMail(LOTTE.email);
  const link = await mailbox.link(LOTTE.email, "recovery_link");
  await clock.minutes(31);
  await visitor.recovery.follow(link);
  await expect(visitor.recovery.alert("link_expired")).toBeVisible();
});

test("an unknown address gets the same screen and no mail", async ({ visitor, mailbox }) => {
  const { recovery } = visitor;
  await recovery.open();
  await recovery.askMail("nobody@voorbeeld.example.be");
  await recovery.reached("mail_sent");
  await recovery.button("mail_sent_again").click();
  await recovery.reached("ask");
  expect(await mailbox.mails("nobody@voorbeeld.example.be", "recovery_link")).toHaveLength(0);
});

test("a wrong code changes nothing, and the step rests after five", async ({
  visitor,
  phone,
  mailbox,
  clock,
}) => {
  await visitor.register(LOTTE);
  await visitor.setup.proveAddress(await mailbox.link(LOTTE.email, "address_proof"));
  await clock.seconds(31);
  const { recovery, signIn, account } = visitor;
  await recovery.open();
  await recovery.askMail(LOTTE.email);
  await recovery.follow(await mailbox.link(LOTTE.email, "recovery_link"));
  const code = await phone.code(LOTTE.e164, 2);
  for (let tries = 0; tries < 5; tries += 1) {
    await recovery.choose(NEW_PASSWORD, otherThan(code));
    await recovery.complains("code", "code_wrong");
  }
  await recovery.choose(NEW_PASSWORD, code);
  await expect(recovery.page.locator("[data-code=code_expired], [data-code=too_many_requests]").first()).toBeVisible();
  await signIn.open();
  await signIn.enter(LOTTE.email, LOTTE.password);
  await account.reached();
});

test("without the phone the person can choose another way", async ({ visitor, mailbox, clock }) => {
  await visitor.register(LOTTE);
  await visitor.setup.proveAddress(await mailbox.link(LOTTE.email, "address_proof"));
  await clock.seconds(31);
  const { recovery } = visitor;
  await recovery.open();
  await recovery.askMail(LOTTE.email);
  await recovery.follow(await mailbox.link(LOTTE.email, "recovery_link"));
  await recovery.reached("new_password");
  await recovery.button("another_way").click();
  await recovery.useCard(LOTTE.id);
  await recovery.choose(NEW_PASSWORD);
  await recovery.reached("done");
});

test("the mail is sent again after a while, without typing the address again", async ({ visitor, mailbox, clock }) => {
  const { recovery, setup, page } = visitor;
  await page.clock.install();
  await setup.register(LOTTE);
  await setup.proveAddress(await mailbox.link(LOTTE.email, "address_proof"));
  await recovery.open();
  await recovery.askMail(LOTTE.email);
  await recovery.reached("mail_sent");
  await expect(page.getByTestId("mail-asked")).toContainText(/\d/);
  await expect(page.getByTestId("resend-wait")).toBeVisible();
  const first = await mailbox.link(LOTTE.email, "recovery_link");
  await clock.minutes(2);
  await page.clock.fastForward("02:00");
  await recovery.button("mail_sent_resend").click();
  await expect(page.getByTestId("resend-wait")).toBeVisible();
  expect(await mailbox.link(LOTTE.email, "recovery_link", 2)).not.toBe(first);
});
