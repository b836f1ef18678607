// The server keeps a flow: it survives a reload, another tab, the back button, days (R16).

import { LOTTE, ANKE } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";
import type { Visitor } from "../../support/visitor.ts";

async function staysAt(visitor: Visitor, step: string): Promise<void> {
  await visitor.registration.reached(step);
  await visitor.page.reload();
  await visitor.registration.reached(step);
  const tab = await visitor.anotherTab();
  await tab.registration.open();
  await tab.registration.reached(step);
  await tab.page.close();
}

test("every step survives a reload and is found in another tab", async ({
  visitor,
  phone,
  provisioning,
}) => {
  const { registration } = visitor;
  await registration.open();
  await staysAt(visitor, "start");
  await registration.choosePatient();
  await staysAt(visitor, "means");
  await registration.chooseMeans();
  await staysAt(visitor, "read_card");
  await registration.readCard(LOTTE.id);
  await staysAt(visitor, "confirm");
  await registration.confirm(LOTTE);
  await staysAt(visitor, "account");
  await provisioning.hold("link_card");
  await registration.fill(LOTTE);
  await registration.submitAccount();
  await staysAt(visitor, "provisioning");
  await provisioning.release();
  await staysAt(visitor, "activate");
  await registration.activate(await phone.code(LOTTE.e164), LOTTE.password);
  await registration.reached("done");
});

test("the browser's back and forward buttons leave the flow where it is", async ({
  visitor: { registration, signIn, page },
}) => {
  await signIn.open();
  await signIn.link("register_link").click();
  await registration.choosePatient();
  await registration.chooseMeans();
  await registration.readCard(LOTTE.id);
  await registration.reached("confirm");
  await page.goBack();
  await signIn.reached("credentials");
  await page.goForward();
  await registration.reached("confirm");
});

test("UX 9: our back links lead back step by step and keep what was chosen and typed", async ({
  visitor: { registration, page },
}) => {
  await registration.toCard(ANKE);
  await registration.button("back").click();
  await registration.reached("means");
  await registration.button("back").click();
  await registration.chooseProfessional();
  await registration.chooseMeans();
  await registration.readCard(ANKE.id);
  await registration.confirm(ANKE);
  await registration.fill(ANKE);

  await registration.button("back").click();
  await registration.reached("confirm");
  const doctor = page.getByRole("radio", { name: registration.texts.say("capacity_doctor") });
  await expect(doctor).toBeChecked();
  await registration.button("confirm_submit").click();
  await registration.reached("account");
  await expect(registration.labelled("field_email")).toHaveValue(ANKE.email);
  await expect(registration.labelled("field_phone")).toHaveValue(ANKE.phone);
  await expect(registration.control("riziv")).toHaveValue(ANKE.riziv ?? "");
});

test("\"this is not me\" begins again", async ({ visitor: { registration } }) => {
  await registration.toCard(LOTTE);
  await registration.readCard(LOTTE.id);
  await registration.reached("confirm");
  await registration.button("confirm_not_me").click();
  await registration.reached("start");
});

test("a tab that fell behind is brought to where the flow is", async ({ visitor }) => {
  await visitor.registration.open();
  await visitor.registration.choosePatient();
  const behind = await visitor.anotherTab();
  await behind.registration.open();
  await behind.registration.reached("means");
  await visitor.registration.chooseMeans();
  await visitor.registration.reached("read_card");
  await behind.registration.chooseMeans();
  await behind.registration.reached("read_card");
  await expect(behind.registration.alert("wrong_step")).toBeVisible();
});

test("the same details sent from two tabs make one account and send one message", async ({
  visitor,
  phone,
}) => {
  await visitor.atAccount(LOTTE);
  const other = await visitor.anotherTab();
  await other.registration.open();
  await visitor.registration.fill(LOTTE);
  await other.registration.fill(LOTTE);
  await Promise.all([visitor.registration.submitAccount(), other.registration.submitAccount()]);
  await visitor.registration.reached("activate");
  await other.registration.reached("activate");
  await phone.message(LOTTE.e164);
  expect(await phone.messages(LOTTE.e164)).toHaveLength(1);
});

test("a double click on the last button makes one account and sends one message", async ({
  visitor,
  phone,
}) => {
  const { registration } = visitor;
  await visitor.atAccount(LOTTE);
  await registration.fill(LOTTE);
  await registration.button("account_submit").dblclick();
  await registration.reached("activate");
  await phone.message(LOTTE.e164);
  expect(await phone.messages(LOTTE.e164)).toHaveLength(1);
});

test("a registration goes on days later, in another browser, with the card", async ({
  visitor,
  stranger,
  phone,
  clock,
}) => {
  await visitor.atActivation(LOTTE);
  await phone.message(LOTTE.e164);
  await clock.days(3);
  await stranger.registration.toCard(LOTTE);
  await stranger.registration.readCard(LOTTE.id);
  await stranger.registration.reached("activate");
  await stranger.registration.activate(await phone.code(LOTTE.e164, 2), LOTTE.password);
  await stranger.registration.reached("done");
});

test("signing in with the card of an unfinished registration goes on with it", async ({
  visitor,
  stranger,
  phone,
}) => {
  await visitor.atActivation(LOTTE);
  await stranger.signIn.open();
  await stranger.signIn.useCard();
  await stranger.signIn.readCard(LOTTE.id);
  await stranger.registration.reached("activate");
  await stranger.registration.activate(await phone.code(LOTTE.e164), LOTTE.password);
  await stranger.registration.reached("done");
});
