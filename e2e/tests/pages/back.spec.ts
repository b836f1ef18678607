// The browser's back button makes the back move of the screen, and leaves the page where there is
// none (UX 9, docs/decisions/0040).

import type { Page } from "@playwright/test";

import { LOTTE, OTHER_PHONE } from "../../support/people.ts";
import { atProvider, provided } from "../../support/provided.ts";
import { expect, test } from "../../support/test.ts";
import type { Visitor } from "../../support/visitor.ts";

/** Waits until the entry of the present screen has this depth. */
async function hasDepth(page: Page, depth: number): Promise<void> {
  await expect.poll(() => page.evaluate(() => history.state as number | null ?? 0)).toBe(depth);
}

/** Comes to the registration from the sign-in page. */
async function comes({ registration, signIn }: Visitor): Promise<void> {
  await signIn.open();
  await signIn.link("register_link").click();
  await registration.reached("start");
}

test("UX 9: back leads through a registration step by step, and from its first step out of it", async ({ visitor }) => {
  const { registration, signIn, page } = visitor;
  await comes(visitor);
  await registration.choosePatient();
  await registration.chooseMeans();
  await registration.reached("read_card");
  await hasDepth(page, 2);
  await page.goBack();
  await registration.reached("means");
  await expect(registration.heading).toBeFocused();
  await hasDepth(page, 1);
  await page.goBack();
  await registration.reached("start");
  await page.goBack();
  await signIn.reached("credentials");
  await page.goForward();
  await registration.reached("start");
});

test("UX 9: back from the details leads to the name, and what was typed is still there", async ({ visitor }) => {
  const { registration, signIn, page } = visitor;
  await comes(visitor);
  await visitor.setup.begin(LOTTE);
  await page.reload();
  await registration.fill(LOTTE);
  await hasDepth(page, 1);
  await page.goBack();
  await registration.reached("confirm");
  await hasDepth(page, 0);
  await registration.button("confirm_submit").click();
  await registration.reached("account");
  await expect(registration.labelled("field_email")).toHaveValue(LOTTE.email);
  await expect(registration.labelled("field_phone")).toHaveValue(LOTTE.phone);
  await expect(registration.control("terms")).toBeChecked();
  await hasDepth(page, 1);
  await page.goBack();
  await registration.reached("confirm");
  await page.goBack();
  await signIn.reached("credentials");
});

test("a screen without a way back is left with one press, and forward finds it again", async ({ visitor }) => {
  const { registration, signIn, page } = visitor;
  await comes(visitor);
  await registration.choosePatient();
  await registration.chooseMeans();
  await registration.readCard(LOTTE.id);
  await registration.reached("confirm");
  await hasDepth(page, 0);
  await page.goBack();
  await signIn.reached("credentials");
  await page.goForward();
  await registration.reached("confirm");
  // The entries of the steps that are over are still in front; they lead nowhere.
  await page.goForward();
  await hasDepth(page, 0);
  await registration.reached("confirm");
});

test("after the button on the screen no press of back is lost", async ({ visitor }) => {
  const { registration, signIn, page } = visitor;
  await comes(visitor);
  await registration.choosePatient();
  await registration.chooseMeans();
  await registration.reached("read_card");
  await registration.button("back").click();
  await registration.reached("means");
  await hasDepth(page, 1);
  await registration.button("back").click();
  await registration.reached("start");
  await hasDepth(page, 0);
  await page.goBack();
  await signIn.reached("credentials");
});

test("forward after back leaves the flow where it is", async ({ visitor: { registration, page } }) => {
  await registration.toCard(LOTTE);
  await hasDepth(page, 2);
  await page.goBack();
  await registration.reached("means");
  await page.goForward();
  await hasDepth(page, 2);
  await registration.reached("means");
  await page.goBack();
  await registration.reached("start");
});

test("back works after a reload, and in a tab that begins in the middle", async ({ visitor }) => {
  const { registration, page } = visitor;
  await registration.toCard(LOTTE);
  await hasDepth(page, 2);
  await page.reload();
  await registration.reached("read_card");
  await page.goBack();
  await registration.reached("means");
  const tab = await visitor.anotherTab();
  await tab.registration.open();
  await tab.registration.reached("means");
  await hasDepth(tab.page, 1);
  await tab.page.goBack();
  await tab.registration.reached("start");
});

test("a refused back says so, keeps what was typed, and can be pressed again", async ({ visitor }) => {
  const { registration, page } = visitor;
  await visitor.atAccount(LOTTE);
  await registration.fill(LOTTE);
  await hasDepth(page, 1);
  await page.route("**/api/registration/back-to-profile", (route) => route.abort());
  await page.goBack();
  await expect(registration.alert("offline")).toBeVisible();
  await registration.reached("account");
  await expect(registration.labelled("field_email")).toHaveValue(LOTTE.email);
  await hasDepth(page, 1);
  await registration.button("back").click();
  await expect(registration.alert("offline")).toBeVisible();
  await hasDepth(page, 1);
  await page.unroute("**/api/registration/back-to-profile");
  await page.goBack();
  await registration.reached("confirm");
});

test("a fragment in the address changes nothing", async ({ visitor: { registration, page } }) => {
  await registration.toCard(LOTTE);
  await hasDepth(page, 2);
  await page.evaluate(() => (location.hash = "elsewhere"));
  await hasDepth(page, 1);
  await registration.reached("read_card");
  await page.goBack();
  await registration.reached("means");
});

test("another page of the app is above the step, and back returns to that step", async ({ visitor: { registration, help, page } }) => {
  await registration.toCard(LOTTE);
  await hasDepth(page, 2);
  await page.getByRole("contentinfo").getByRole("link", { name: help.texts.say("help_page") }).click();
  await help.shows("help");
  await page.goBack();
  await registration.reached("read_card");
  await hasDepth(page, 2);
  await page.goBack();
  await registration.reached("means");
});

test("after the activation back shows no step that is over", async ({ visitor, phone }) => {
  const { registration, signIn, account, page } = visitor;
  await comes(visitor);
  await visitor.setup.begin(LOTTE);
  await page.reload();
  await registration.fill(LOTTE);
  await registration.submitAccount();
  await registration.activate(await phone.code(LOTTE.e164), LOTTE.password);
  await registration.reached("done");
  await hasDepth(page, 0);
  await page.goBack();
  await signIn.reached("credentials");
  // The sign-in page may have ended the registration: then forward begins at the first step.
  await page.goForward();
  await expect(page.locator("[data-wizard=registration]")).toHaveAttribute("data-step", /^(done|start)$/);
  await signIn.open();
  await signIn.enter(LOTTE.email, LOTTE.password);
  await account.reached();
});

test("UX 9: back leads from a second step to the choice, then to the password, then out", async ({ visitor }) => {
  const { signIn, challenge, help, page, setup } = visitor;
  await setup.enrolled(LOTTE, "app", "sms");
  await setup.signOut();
  await page.goto("/help");
  await help.shows("help");
  await page.getByRole("banner").getByRole("link", { name: help.texts.say("sign_in_link"), exact: true }).click();
  await signIn.enter(LOTTE.email, LOTTE.password);
  await challenge.choose("app");
  await hasDepth(page, 2);
  await page.goBack();
  await challenge.reached("choose");
  await page.goBack();
  await signIn.reached("credentials");
  await expect(signIn.labelled("field_email"), "the address is still there").toHaveValue(LOTTE.email);
  await expect(signIn.labelled("field_password")).toHaveValue("");
  await hasDepth(page, 0);
  await page.goBack();
  await help.shows("help");
});

test("after a sign-in, back skips its screens", async ({ visitor, app }) => {
  const { signIn, challenge, account, help, page, setup } = visitor;
  const { key } = await setup.enrolled(LOTTE, "app", "sms");
  await setup.signOut();
  await page.goto("/help");
  await page.getByRole("banner").getByRole("link", { name: help.texts.say("sign_in_link"), exact: true }).click();
  await signIn.enter(LOTTE.email, LOTTE.password);
  await challenge.byApp(await app.next(key));
  await account.reached();
  await expect.poll(() => new URL(page.url()).pathname).toBe("/account");
  await hasDepth(page, 0);
  await page.goBack();
  await help.shows("help");
  await page.goForward();
  await account.reached();
});

test("UX 9: back in the set-up of a second step leads to the choice, then to the account", async ({ visitor }) => {
  const { twoStep, account, page, setup } = visitor;
  await setup.arrive(LOTTE);
  await account.open();
  await account.reached();
  await page.goto("/account/two-step");
  await twoStep.choose("sms");
  await twoStep.useOther(OTHER_PHONE.typed);
  await hasDepth(page, 1);
  await page.goBack();
  await twoStep.reached("choose");
  await twoStep.choose("app");
  await hasDepth(page, 1);
  await twoStep.button("two_step_other").click();
  await twoStep.reached("choose");
  await hasDepth(page, 0);
  await page.goBack();
  await account.reached();
});

test("back from the proof leads to the page that asked for it", async ({ visitor, clock }) => {
  const { security, challenge, page, setup } = visitor;
  await setup.enrolled(LOTTE, "app", "sms");
  await clock.minutes(11);
  await security.open();
  await security.press("password-part", "security_password_change");
  await challenge.reached("choose");
  await hasDepth(page, 1);
  await page.goBack();
  await security.reached();
  await expect.poll(() => new URL(page.url()).pathname).toBe("/account/security");
});

test("back from the code for a new number leads to that number", async ({ visitor, phone }) => {
  const { contact, page, setup } = visitor;
  await setup.arrive(LOTTE);
  await contact.open();
  await contact.newPhone(OTHER_PHONE.typed);
  await phone.code(OTHER_PHONE.e164);
  await contact.reached("prove");
  await hasDepth(page, 1);
  await page.goBack();
  await contact.reached("edit");
  await expect(contact.control("phone")).toHaveValue(OTHER_PHONE.typed);
});

test("back in a recovery leads to the choice, with the address that was typed", async ({ visitor: { recovery, page } }) => {
  await recovery.open();
  await recovery.askMail(LOTTE.email);
  await recovery.reached("mail_sent");
  await hasDepth(page, 1);
  await page.goBack();
  await recovery.reached("ask");
  await expect(recovery.labelled("field_email")).toHaveValue(LOTTE.email);
  await recovery.button("recover_eid").click();
  await recovery.reached("read_card");
  await hasDepth(page, 1);
  await page.goBack();
  await recovery.reached("ask");
});

provided("back from an identity provider leads to the way there, then to the other means", async ({ visitor, provider }) => {
  void provider;
  const { registration, page } = visitor;
  await registration.open();
  await registration.choosePatient();
  await registration.chooseProvider();
  await expect(page.getByRole("link", { name: "tess advanced", exact: true })).toBeVisible();
  await page.goBack();
  await registration.at("registration", "away");
  await page.goBack();
  await registration.reached("means");
  // Once more, to the end: the steps before the provider are over.
  await registration.chooseProvider();
  await atProvider(page, "tess advanced");
  await registration.reached("confirm");
  await hasDepth(page, 0);
});
