// A tour of every screen of the app, in several sequences: each sequence checks the requirements
// (accessibility, the gallery) as it passes a screen, so that a screen needs no flow just for that.

import { expect } from "@playwright/test";

import type { AuthenticatorApp } from "./authenticator-app.ts";
import { type Clock, type Mailbox, otherThan, type Phone, type Provisioning } from "./desk.ts";
import { ANKE, JOSEPHINE, LOTTE, TELEPHONE } from "./people.ts";
import { type Server } from "./server.ts";
import { DESK_WALKS } from "./tour-desk.ts";
import { HELP_WALKS } from "./tour-help.ts";
import { TWO_STEP_WALKS } from "./tour-two-step.ts";
import { type Visitor } from "./visitor.ts";

/** Called at every screen, with its name. */
export type Show = (name: string) => Promise<void>;

/** The inputs of a sequence. */
export interface Guide {
  readonly visitor: Visitor;
  readonly stranger: Visitor;
  readonly app: AuthenticatorApp;
  readonly phone: Phone;
  readonly mailbox: Mailbox;
  readonly clock: Clock;
  readonly provisioning: Provisioning;
  readonly server: Server;
}

/** A sequence of screens. */
export type Walk = (guide: Guide, show: Show) => Promise<void>;

const registrationBegins: Walk = async ({ visitor: { registration } }, show) => {
  await registration.open();
  await registration.reached("start");
  await show("registration-start");
  await registration.choosePatient();
  await registration.reached("means");
  await show("registration-means");
  await registration.chooseMeans();
  await registration.reached("read_card");
  await show("registration-read-card");
  await registration.pressRead();
  await registration.reader.choose("otto");
  await expect(registration.alert("ERR_READER_MISSING")).toBeVisible();
  await show("registration-no-reader");
  await registration.readCard("hilde");
  await expect(registration.alert("eid_expired")).toBeVisible();
  await show("registration-card-expired");
};

const onATelephone: Walk = async ({ visitor: { registration, page } }, show) => {
  const browser = await page.context().newCDPSession(page);
  await browser.send("Emulation.setUserAgentOverride", { userAgent: TELEPHONE });
  await registration.open();
  await registration.reached("start");
  await page.getByText(registration.texts.say("elsewhere_qr"), { exact: true }).click();
  await show("registration-start-telephone");
  await registration.choosePatient();
  await registration.chooseMeans();
  await registration.reached("read_card");
  await show("registration-read-card-telephone");
};

const professionalsConfirm: Walk = async ({ visitor: { registration } }, show) => {
  await registration.toCard(ANKE);
  await registration.readCard(ANKE.id);
  await registration.reached("confirm");
  await show("registration-confirm-professional");
  await registration.confirm(ANKE);
  await registration.reached("account");
  await show("registration-account-doctor");
  await registration.button("back").click();
  await registration.confirm({ ...JOSEPHINE, name: ANKE.name });
  await registration.submitAccount();
  await expect(registration.summary).toBeVisible();
  await show("registration-account-organisation-empty");
};

const patientRegisters: Walk = async ({ visitor, phone, provisioning }, show) => {
  const { registration, signIn, account, page } = visitor;
  await registration.toCard(LOTTE);
  await registration.readCard(LOTTE.id);
  await registration.reached("confirm");
  await show("registration-confirm-patient");
  await registration.confirm(LOTTE);
  await registration.fill(LOTTE);
  await page.getByText(registration.texts.say("terms_read"), { exact: true }).click();
  await show("registration-account-terms");
  await provisioning.hold("link_card");
  await registration.submitAccount();
  await registration.reached("provisioning");
  await show("registration-provisioning");
  await provisioning.fail("link_card");
  await expect(registration.alert("provisioning_failed")).toBeVisible();
  await show("registration-provisioning-failed");
  await registration.button("try_again").click();
  await registration.reached("activate");
  await show("registration-activate");
  await registration.activate(await phone.code(LOTTE.e164), LOTTE.password);
  await registration.reached("done");
  await show("registration-done");
  await registration.button("done_sign_in").click();
  await signIn.enter(LOTTE.email, LOTTE.password);
  await account.reached();
  await show("account");
  await page.goto("/sign-out");
  await account.shows("sign_out");
  await show("sign-out");
};

const codesGoWrong: Walk = async ({ visitor: { registration }, phone }, show) => {
  await registration.toActivation(LOTTE);
  const wrong = otherThan(await phone.code(LOTTE.e164));
  await registration.button("change_phone").click();
  await registration.labelled("field_new_phone").fill("02 555 12 12");
  await registration.button("change_phone_submit").click();
  await registration.complains("phone", "phone_not_mobile");
  await show("registration-change-phone");
  await registration.button("security_cancel").click();
  for (let tries = 1; tries < 5; tries += 1) {
    await registration.activate(wrong, LOTTE.password);
    await registration.complains("code", "code_wrong");
  }
  await show("registration-activate-wrong-code");
  await registration.activate(wrong, LOTTE.password);
  await registration.reached("locked");
  await show("registration-locked");
};

const knownPersonReturns: Walk = async ({ visitor, clock }, show) => {
  const { registration, signIn, account, page } = visitor;
  await visitor.setup.register(LOTTE);
  await registration.toCard(LOTTE);
  await registration.readCard(LOTTE.id);
  await registration.reached("known");
  await show("registration-known");
  await signIn.open();
  await show("sign-in");
  await signIn.enter(LOTTE.email, "niet het wachtwoord 1");
  await expect(signIn.alert("credentials_wrong")).toBeVisible();
  await show("sign-in-wrong");
  await signIn.useCard();
  await show("sign-in-read-card");
  await signIn.readCard(LOTTE.id);
  await account.reached();
  await clock.minutes(28);
  await page.reload();
  await expect(account.warning).toBeVisible();
  await show("account-time-out");
  await account.warning.getByRole("button", { name: account.texts.say("sign_out") }).click();
  await expect(signIn.alert("signed_out")).toBeVisible();
  await show("sign-in-signed-out");
};

const passwordIsForgotten: Walk = async ({ visitor, phone, mailbox, clock }, show) => {
  await visitor.setup.register(LOTTE);
  await clock.seconds(31);
  const { recovery, address, account } = visitor;
  await visitor.enter(LOTTE);
  await expect(account.alert("address_unproved")).toBeVisible();
  await show("account-address-unproved");
  await address.follow(await mailbox.link(LOTTE.email, "address_proof"));
  await show("address");
  await address.button("address_mine").click();
  await address.shows("address_proved");
  await show("address-proved");
  await account.open();
  await account.signOut();
  await recovery.open();
  await recovery.reached("ask");
  await show("recovery-ask");
  await recovery.askMail(LOTTE.email);
  await recovery.reached("mail_sent");
  await show("recovery-mail-sent");
  await recovery.page.goto(await mailbox.link(LOTTE.email, "recovery_link"));
  await recovery.reached("open_link");
  await show("recovery-open-link");
  await recovery.button("continue").click();
  await recovery.reached("new_password");
  await show("recovery-new-password");
  await recovery.choose("kweepeer en 3 noten", await phone.code(LOTTE.e164, 2));
  await recovery.reached("done");
  await show("recovery-done");
};

const personLeaves: Walk = async ({ visitor, app, server }, show) => {
  const { data, security, signIn, setup } = visitor;
  const { key } = await setup.enrolled(LOTTE, "app");
  await data.open();
  await data.button("data_copy_make").click();
  await expect(data.alert("copy_ready")).toBeVisible();
  await show("data");
  await data.button("data_leave_submit").click();
  await expect(data.question).toBeVisible();
  await show("data-question");
  await data.button("data_leave_yes").click();
  await expect(data.alert("deletion_waits")).toBeVisible();
  await show("data-leaves");
  await security.open();
  await expect(security.alert("deletion_waits")).toBeVisible();
  await show("security-leaves");
  await security.button("data_keep").click();
  await expect(security.alert("account_kept")).toBeVisible();
  await show("security-stays");
  await server.makeAdministrator(LOTTE.email);
  await signIn.open();
  await signIn.enter(LOTTE.email, LOTTE.password);
  await visitor.challenge.byApp(await app.next(key));
  await visitor.account.reached();
  await data.open();
  await show("data-last-administrator");
};

const pagesBesides: Walk = async ({ visitor: { screen, signIn, recovery, page, registration }, server }, show) => {
  await page.goto("/no/such/page");
  await screen.shows("not_found");
  await show("not-found");
  await page.goto("/sign-out");
  await screen.shows("signed_out");
  await show("signed-out");
  await recovery.open();
  await recovery.reached("ask");
  await recovery.button("recover_eid").click();
  await recovery.reached("read_card");
  await show("recovery-read-card");
  await signIn.open();
  await signIn.reached("credentials");
  await server.kill();
  await signIn.link("register_link").click();
  await registration.shows("unavailable");
  await show("unavailable");
};

/** All sequences, by subject. */
export const WALKS: Record<string, Walk> = {
  "registration up to the card": registrationBegins,
  "registration on a telephone": onATelephone,
  "what professionals fill in": professionalsConfirm,
  "a patient registers": patientRegisters,
  "codes go wrong": codesGoWrong,
  "a known person returns": knownPersonReturns,
  "a password is forgotten": passwordIsForgotten,
  "a person takes their data along and leaves": personLeaves,
  "pages besides": pagesBesides,
  ...TWO_STEP_WALKS,
  ...HELP_WALKS,
  ...DESK_WALKS,
};
