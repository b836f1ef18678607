// The part of the tour for second factors: set up, requested, lost, and the pages that protect an
// account.

import { expect } from "@playwright/test";

import { CHIP, Keys } from "./keys.ts";
import { ANKE, LOTTE, OTHER_PHONE } from "./people.ts";
import type { Walk } from "./tour.ts";

const appIsSetUp: Walk = async ({ visitor, app }, show) => {
  const { account, twoStep, setup } = visitor;
  await setup.arrive(LOTTE);
  await account.open();
  await account.reached();
  await show("account-without-two-step");
  await account.link("duty_set_up").click();
  await twoStep.reached("choose");
  await show("two-step-choose");
  await twoStep.choose("app");
  const key = await twoStep.key();
  await show("two-step-app");
  const wrong = await app.wrong(key);
  for (let tries = 0; tries < 2; tries += 1) {
    await twoStep.type(wrong);
    await twoStep.complains("code", "code_wrong");
  }
  await show("two-step-app-wrong-code");
  await twoStep.type(await app.code(key));
  await twoStep.reached("name");
  await show("two-step-name");
  await twoStep.name("Lotte 1");
  await twoStep.reached("more");
  await show("two-step-more");
  await twoStep.enough();
  await twoStep.reached("codes");
  await twoStep.button("continue").click();
  await expect(twoStep.page.locator("#kept-problem")).toBeVisible();
  await show("two-step-codes");
  await twoStep.keepCodes();
  await twoStep.reached("done");
  await show("two-step-done");
};

const phonesAreSetUp: Walk = async ({ visitor, phone, clock }, show) => {
  const { twoStep, setup } = visitor;
  await setup.arrive(LOTTE);
  await clock.seconds(31);
  await twoStep.open();
  await twoStep.choose("sms");
  await show("two-step-number");
  await twoStep.useNumber("send", "02 555 12 12");
  await twoStep.complains("phone", "phone_not_mobile");
  await show("two-step-number-wrong");
  await twoStep.useNumber("send", OTHER_PHONE.typed);
  await phone.code(OTHER_PHONE.e164);
  await expect(twoStep.control("code")).toBeVisible();
  await show("two-step-sms");
  await twoStep.button("two_step_other").click();
  await twoStep.choose("call");
  await twoStep.useNumber("call");
  const call = await phone.call(LOTTE.e164);
  await expect(twoStep.alert("call_ringing")).toBeVisible();
  await show("two-step-call");
  await phone.deny(call, "voicemail").catch(() => undefined);
  await expect(twoStep.page.locator("[data-code=call_voicemail], [data-code=call_no_answer]")).toBeVisible();
  await show("two-step-call-voicemail");
};

const keysAreSetUp: Walk = async ({ visitor }, show) => {
  const { twoStep, setup } = visitor;
  const keys = await Keys.of(visitor.page);
  // Without a chip no computer is offered.
  const chip = await keys.add(CHIP);
  await setup.arrive(ANKE);
  await twoStep.open();
  await twoStep.reached("choose");
  await show("two-step-choose-doctor");
  for (const kind of ["passkey", "platform", "security_key"] as const) {
    await twoStep.choose(kind);
    await show(`two-step-${kind.replace("_", "-")}`);
    await twoStep.button("two_step_other").click();
  }
  await chip.refuse();
  await twoStep.choose("passkey");
  await twoStep.make("passkey");
  await expect(twoStep.alert("key_cancelled")).toBeVisible();
  await show("two-step-key-cancelled");
};

const factorsAreAsked: Walk = async ({ visitor, app, phone, clock }, show) => {
  const { challenge, setup } = visitor;
  const { key } = await setup.enrolled(LOTTE, "app", "sms", "call");
  await setup.signOut();
  await clock.minutes(5);
  await visitor.reachChallenge(LOTTE);
  await show("sign-in-choose");
  await challenge.choose("app");
  await show("sign-in-app");
  await challenge.anotherWay();
  await challenge.choose("sms");
  await show("sign-in-sms");
  await challenge.anotherWay();
  await challenge.choose("call");
  const call = await phone.call(LOTTE.e164, 2);
  await phone.answer(call);
  await phone.press(call, "9");
  await expect(challenge.alert("call_refused")).toBeVisible();
  await show("sign-in-call-refused");
  await challenge.anotherWay();
  await challenge.button("prove_recovery").click();
  await challenge.asks("recovery");
  await challenge.type("AAAAA-AAAAA");
  await challenge.complains("code", "code_wrong");
  await show("sign-in-recovery-code-wrong");
  await challenge.anotherWay();
  await challenge.choose("app");
  const wrong = await app.wrong(key);
  for (let tries = 1; tries < 4; tries += 1) {
    await challenge.type(wrong);
    await challenge.complains("code", "code_wrong");
  }
  await challenge.type(wrong);
  await expect(challenge.alert("step_rests")).toBeVisible();
  await show("sign-in-app-rests");
};

const everythingIsLost: Walk = async ({ visitor, app }, show) => {
  const { challenge, twoStep, setup } = visitor;
  await setup.enrolled(LOTTE, "app");
  await setup.signOut();
  await visitor.reachChallenge(LOTTE);
  await challenge.atChoice();
  await show("sign-in-only");
  await challenge.button("prove_lost").click();
  await challenge.reached("lost");
  await show("sign-in-lost");
  await challenge.button("lost_card").click();
  await challenge.reached("read_card");
  await challenge.readerButton.click();
  await challenge.reader.answer(LOTTE.id);
  await twoStep.reached("choose");
  await show("two-step-choose-lost");
  await twoStep.choose("app");
  await twoStep.type(await app.code(await twoStep.key()));
  await twoStep.finish("Lotte 2");
  await show("two-step-done-lost");
};

const accountIsProtected: Walk = async ({ visitor, app, clock }, show) => {
  const { security, challenge, setup } = visitor;
  const { key } = await setup.enrolled(LOTTE, "app", "sms");
  await setup.signOut();
  await visitor.reachChallenge(LOTTE);
  await challenge.choose("app");
  await challenge.remember();
  await challenge.type(await app.next(key));
  await visitor.account.reached();
  await show("account");
  await security.open();
  await show("security");
  await security.press("methods", "security_rename", security.texts.say("method_sms"));
  await security.control("name").fill(" ");
  await security.press("methods", "security_save");
  await security.complains("name", "required");
  await show("security-rename");
  await security.control("name").fill("Lotte 3");
  await security.press("methods", "security_save");
  await security.changed("methods");
  await security.press("methods", "security_remove", "Lotte 3");
  await expect(security.question).toBeVisible();
  await show("security-remove");
  await security.answer("security_keep");
  await security.press("password-part", "security_password_change");
  await show("security-password");
  await security.press("recovery-codes", "security_codes_new");
  await security.answer("security_codes_new");
  await expect(security.part("recovery-codes").locator(".code-sheet code")).toHaveCount(10);
  await show("security-codes");
  await clock.minutes(11);
  await security.open();
  await security.press("methods", "security_method_add");
  await challenge.reached("choose");
  await show("confirm-choose");
};

const contactIsChanged: Walk = async ({ visitor, phone, mailbox, clock, server }, show) => {
  const { contact, challenge, undo, setup } = visitor;
  await setup.arrive(LOTTE);
  await clock.minutes(11);
  await visitor.security.open();
  await show("security-without-two-step");
  await visitor.security.press("methods", "security_method_first");
  await challenge.reached("confirm");
  await show("confirm-password");
  await challenge.confirmPassword(LOTTE.password);
  await visitor.twoStep.reached("choose");
  await contact.open();
  await contact.newPhone("12");
  await contact.complains("phone", "phone_invalid");
  await show("contact-edit");
  await contact.newPhone(OTHER_PHONE.typed);
  await phone.code(OTHER_PHONE.e164);
  await contact.reached("prove");
  await show("contact-prove-phone");
  await contact.button("back").click();
  await contact.newEmail("lotte.nieuw@voorbeeld.example.be");
  await contact.reached("prove");
  await show("contact-prove-email");
  await contact.type(await mailbox.code("lotte.nieuw@voorbeeld.example.be"));
  await contact.reached("changed");
  await show("contact-changed");
  await undo.page.goto(`${server.origin}/undo`);
  await undo.shows("undo");
  await show("undo-no-link");
  await undo.follow(await mailbox.link(LOTTE.email, "email_changed"));
  await show("undo");
  await undo.button("undo_submit").click();
  await undo.shows("undone");
  await show("undone");
};

/** All tours, by subject. */
export const TWO_STEP_WALKS: Record<string, Walk> = {
  "an app is set up": appIsSetUp,
  "a phone is set up": phonesAreSetUp,
  "keys are set up": keysAreSetUp,
  "second factors are asked for": factorsAreAsked,
  "everything is lost": everythingIsLost,
  "an account is protected": accountIsProtected,
  "number and address are changed": contactIsChanged,
};
