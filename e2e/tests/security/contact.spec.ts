// Another number or address: proved at the new one, notified to the old one, undone by the link (UX
// 22).

import { otherThan } from "../../support/desk.ts";
import { LOTTE, OTHER_PHONE } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

const NEW_EMAIL = "lotte.nieuw@voorbeeld.example.be";

test("another number is proved at the new one and notified at the old one, and codes go there", async ({
  visitor,
  phone,
  mailbox,
  clock,
}) => {
  const { security, contact, challenge, account, setup } = visitor;
  await setup.enrolled(LOTTE, "sms");
  await clock.minutes(2);
  await security.open();
  await security.press("contact", "security_change", security.texts.say("fact_phone"));
  await contact.newPhone("02 555 12 12");
  await contact.complains("phone", "phone_not_mobile");
  await contact.newPhone(OTHER_PHONE.typed);
  const code = await phone.code(OTHER_PHONE.e164);
  await contact.type(otherThan(code));
  await contact.complains("code", "code_wrong");
  const before = (await phone.messages(LOTTE.e164)).length;
  await contact.type(code);
  await contact.reached("changed");
  await mailbox.mail(LOTTE.email, "phone_changed");
  await phone.message(LOTTE.e164, before + 1);
  await contact.link("contact_back").click();
  await security.reached();
  await expect(security.part("contact")).toContainText("12");
  await expect(security.happened("happened_phone_changed")).toBeVisible();
  await setup.signOut();
  await visitor.reachChallenge(LOTTE);
  await challenge.choose("sms");
  await challenge.reached("prove");
  await expect(account.page).toHaveURL(/\/sign-in$/);
});

test("another address is proved at the new one and notified at the old one, and signs in", async ({
  visitor,
  mailbox,
}) => {
  const { contact, account, setup } = visitor;
  await setup.arrive(LOTTE);
  await contact.open();
  await contact.newEmail("geen adres");
  await contact.complains("email", "email_invalid");
  await contact.newEmail(NEW_EMAIL);
  await contact.type(await mailbox.code(NEW_EMAIL));
  await contact.reached("changed");
  await mailbox.mail(LOTTE.email, "email_changed");
  await setup.signOut();
  await visitor.signIn.open();
  await visitor.signIn.enter(LOTTE.email, LOTTE.password);
  await expect(visitor.signIn.alert("credentials_wrong")).toBeVisible();
  await visitor.enter({ ...LOTTE, email: NEW_EMAIL });
  await expect(account.fact("email")).toHaveText(NEW_EMAIL);
});

test("going back keeps what was typed, and the code that came for the same number still counts", async ({
  visitor,
  phone,
}) => {
  const { contact, setup } = visitor;
  await setup.arrive(LOTTE);
  await contact.open();
  await contact.newPhone(OTHER_PHONE.typed);
  const code = await phone.code(OTHER_PHONE.e164);
  await contact.reached("prove");
  await contact.button("back").click();
  await contact.reached("edit");
  await expect(contact.control("phone")).toHaveValue(OTHER_PHONE.typed);
  await contact.button("contact_send").click();
  await contact.type(code);
  await contact.reached("changed");
});

test("a status that was asked before the code was typed and answered later does not take the page back", async ({
  visitor,
  phone,
}) => {
  const { contact, setup, page } = visitor;
  await page.clock.install();
  await setup.arrive(LOTTE);
  await contact.open();
  await contact.newPhone(OTHER_PHONE.typed);
  const code = await phone.code(OTHER_PHONE.e164);
  await contact.reached("prove");
  let asked = (): void => undefined;
  let answer = (): void => undefined;
  const isAsked = new Promise<void>((done) => (asked = done));
  const mayAnswer = new Promise<void>((done) => (answer = done));
  await page.route("**/api/account/contact", async (route) => {
    const response = await route.fetch();
    asked();
    await mayAnswer;
    await route.fulfill({ response });
  });
  await page.clock.fastForward("00:12");
  await isAsked;
  await contact.type(code);
  await contact.reached("changed");
  const late = page.waitForResponse((response) => response.url().endsWith("/api/account/contact"));
  answer();
  await (await late).finished();
  await page.clock.runFor(100);
  await contact.reached("changed");
});

test("the code can be asked again, and is the same", async ({ visitor, phone, clock }) => {
  const { contact, setup, page } = visitor;
  await page.clock.install();
  await setup.arrive(LOTTE);
  await contact.open();
  await contact.newPhone(OTHER_PHONE.typed);
  const code = await phone.code(OTHER_PHONE.e164);
  await contact.reached("prove");
  await clock.seconds(31);
  await page.clock.fastForward("00:31");
  await contact.button("resend").click();
  expect(await phone.code(OTHER_PHONE.e164, 2)).toBe(code);
  await contact.type(code);
  await contact.reached("changed");
});

test("the link in the mail undoes the change, ends every session and holds the account; the card opens it", async ({
  visitor,
  stranger,
  mailbox,
  clock,
}) => {
  const { contact, signIn, account, recovery, setup } = visitor;
  await setup.arrive(LOTTE);
  await contact.open();
  await contact.newEmail(NEW_EMAIL);
  await contact.type(await mailbox.code(NEW_EMAIL));
  await contact.reached("changed");

  const link = await mailbox.link(LOTTE.email, "email_changed");
  await stranger.undo.undo(link);
  await stranger.undo.shows("undone");
  await visitor.page.goto("/account");
  await signIn.reached("credentials");
  for (const email of [LOTTE.email, NEW_EMAIL]) {
    await signIn.open();
    await signIn.enter(email, LOTTE.password);
    const held = signIn.page.locator("[data-code=account_held], [data-code=credentials_wrong]");
    await expect(held.first()).toBeVisible();
  }
  await signIn.open();
  await signIn.useCard();
  await signIn.readCard(LOTTE.id);
  await account.reached();
  await expect(account.fact("email")).toHaveText(LOTTE.email);
  await setup.signOut();
  await clock.days(4);
  // Another person may know the password: it is invalid now, and the card sets a new one.
  await signIn.open();
  await signIn.enter(LOTTE.email, LOTTE.password);
  await expect(signIn.alert("credentials_wrong")).toBeVisible();
  await recovery.open();
  await recovery.useCard(LOTTE.id);
  await recovery.choose("kweepeer en 3 noten");
  await recovery.reached("done");
  await visitor.enter({ ...LOTTE, password: "kweepeer en 3 noten" });
});

test("the link works once, and opening it changes nothing yet", async ({ visitor, stranger, phone, mailbox }) => {
  const { contact, setup } = visitor;
  await setup.arrive(LOTTE);
  await contact.open();
  await contact.newPhone(OTHER_PHONE.typed);
  await contact.type(await phone.code(OTHER_PHONE.e164));
  await contact.reached("changed");
  const link = await mailbox.link(LOTTE.email, "phone_changed");
  await stranger.undo.follow(link);
  await expect(stranger.page, "the secret leaves the address bar").toHaveURL(/\/undo$/);
  await visitor.page.goto("/account");
  await visitor.account.reached();
  await stranger.undo.undo(link);
  await stranger.undo.shows("undone");
  await visitor.undo.undo(link);
  await expect(visitor.undo.alert("link_expired")).toBeVisible();
});

test("the mail about a new method undoes it too", async ({ visitor, stranger, mailbox }) => {
  const { signIn, account, security, setup } = visitor;
  await setup.enrolled(LOTTE, "app");
  await stranger.undo.undo(await mailbox.link(LOTTE.email, "method_added"));
  await stranger.undo.shows("undone");
  await signIn.open();
  await signIn.useCard();
  await signIn.readCard(LOTTE.id);
  await account.reached();
  await security.open();
  await expect(security.rows("methods")).toHaveCount(0);
  await expect(security.happened("happened_change_undone")).toBeVisible();
});

test("a link that is not complete says so", async ({ visitor: { undo, page } }) => {
  await page.goto("/undo");
  await undo.shows("undo");
  await expect(undo.alert("link_missing")).toBeVisible();
  await expect(undo.button("undo_submit")).toHaveCount(0);
});
