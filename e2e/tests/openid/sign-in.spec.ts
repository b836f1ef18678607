// An application behind Vestibule: what a person sees between it and the sign-in, and what it gets.

import type { Page } from "@playwright/test";

import { behind as test } from "../../support/application.ts";
import { isAccessible } from "../../support/examine.ts";
import { LOTTE } from "../../support/people.ts";
import { expect } from "../../support/test.ts";

/** What the application shows after the browser came back. */
const back = (page: Page, text: string): Promise<void> => expect(page.getByRole("heading", { name: text })).toBeVisible();

test("o1 o13 a person signs in for an application, agrees once, and is not asked again", async ({ visitor, ward }) => {
  const { signIn, page, setup, screen } = visitor;
  await setup.register(LOTTE);
  await page.goto(ward.login());
  await signIn.reached("credentials");
  await expect(page.getByTestId("going-on")).toContainText("Afdeling Hart");
  await page.reload();
  await expect(page.getByTestId("going-on")).toContainText("Afdeling Hart");
  await signIn.enter(LOTTE.email, LOTTE.password);
  await screen.shows("request_ask");
  await isAccessible(page, "an application");
  await screen.button("go_on_agree").click();
  await back(page, `signed in: ${LOTTE.name}`);
  expect(ward.claims).toMatchObject({ acr: "urn:vestibule:acr:password", amr: ["pwd"] });
  await page.goto(ward.login());
  await back(page, `signed in: ${LOTTE.name}`);
});

test("o1 a person without an account registers on the way, and arrives at the application", async ({
  visitor,
  ward,
  phone,
}) => {
  const { registration, signIn, page, screen } = visitor;
  const way = page.getByTestId("going-on");
  await page.goto(ward.login());
  await signIn.reached("credentials");
  await signIn.link("register_link").click();
  await registration.choosePatient();
  await expect(way).toContainText("Afdeling Hart");
  await registration.chooseMeans();
  await registration.readCard(LOTTE.id);
  await registration.confirm(LOTTE);
  await registration.fill(LOTTE);
  await registration.submitAccount();
  await registration.reached("activate");
  await page.reload();
  await registration.activate(await phone.code(LOTTE.e164), LOTTE.password);
  await registration.reached("done");
  await expect(way).toContainText("Afdeling Hart");
  await registration.button("done_sign_in").click();
  await signIn.enter(LOTTE.email, LOTTE.password);
  await screen.shows("request_ask");
  await screen.button("go_on_agree").click();
  await back(page, `signed in: ${LOTTE.name}`);
});

test("o13 a person who does not agree is back at the application", async ({ visitor, ward }) => {
  const { page, setup, screen } = visitor;
  await setup.arrive(LOTTE);
  await page.goto(ward.login());
  await screen.shows("request_ask");
  await screen.button("go_on_refuse").click();
  await back(page, "refused: access_denied");
});

test("o3 an application that asks for the card gets a sign-in with the card", async ({ visitor, ward }) => {
  const { signIn, page, setup, screen } = visitor;
  await setup.arrive(LOTTE);
  await page.goto(ward.login({ acr_values: "http://eidas.europa.eu/LoA/high" }));
  await screen.shows("request_prove");
  await isAccessible(page, "an application");
  await screen.button("go_on_do").click();
  await signIn.reached("read_card");
  await signIn.readCard(LOTTE.id);
  await screen.shows("request_ask");
  await screen.button("go_on_agree").click();
  await back(page, `signed in: ${LOTTE.name}`);
  expect(ward.claims?.acr).toBe("http://eidas.europa.eu/LoA/high");
});

test("o2 a person can choose another account on the way", async ({ visitor, ward }) => {
  const { signIn, page, setup, screen } = visitor;
  await setup.arrive(LOTTE);
  await page.goto(ward.login({ prompt: "select_account" }));
  await screen.shows("request_choose");
  await isAccessible(page, "an application");
  await screen.button("go_on_another").click();
  await signIn.enter(LOTTE.email, LOTTE.password);
  await screen.shows("request_choose");
  await screen.button("go_on_as", { name: LOTTE.name }).click();
  await screen.shows("request_ask");
});

test("o13 o14 a person sees what an application was given, and takes it back", async ({ visitor, ward }) => {
  const { account, page, setup, screen } = visitor;
  await setup.arrive(LOTTE);
  await page.goto(ward.login({ scope: "openid profile offline_access" }));
  await screen.shows("request_ask");
  await screen.button("go_on_agree").click();
  await back(page, `signed in: ${LOTTE.name}`);
  await ward.refresh();
  await account.open();
  await expect(page.getByRole("link", { name: "Afdeling Hart" })).toHaveAttribute("href", "https://ward.example/");
  await account.follow("applications_title");
  await screen.shows("applications");
  await isAccessible(page, "an application");
  await screen.button("applications_withdraw", { application: "Afdeling Hart" }).click();
  await screen.button("applications_withdraw_do").click();
  await expect(screen.button("applications_withdraw", { application: "Afdeling Hart" })).toBeHidden();
  await expect(ward.refresh()).rejects.toThrow();
});

test("o14 an application signs its person out, and the browser comes back to it", async ({ visitor, ward }) => {
  const { signIn, page, setup, screen } = visitor;
  await setup.arrive(LOTTE);
  await page.goto(ward.login());
  await screen.shows("request_ask");
  await screen.button("go_on_agree").click();
  await back(page, `signed in: ${LOTTE.name}`);
  await page.goto(ward.logout());
  await back(page, "the start of the application");
  await expect(ward.userinfo()).rejects.toThrow();
  await page.goto(ward.login());
  await signIn.reached("credentials");
});

test("o14 without a hint a person is asked before they are signed out, and comes back to the application", async ({ visitor, ward }) => {
  const { signIn, page, setup, screen } = visitor;
  await setup.arrive(LOTTE);
  await page.goto(ward.login());
  await screen.shows("request_ask");
  await screen.button("go_on_agree").click();
  await back(page, `signed in: ${LOTTE.name}`);
  await page.goto(ward.logout("no hint"));
  await screen.shows("sign_out");
  await isAccessible(page, "an application");
  await expect(page.getByRole("listitem").filter({ hasText: "Afdeling Hart" })).toBeVisible();
  await page.getByRole("link", { name: screen.texts.say("sign_out_stay") }).click();
  await visitor.account.reached();
  await page.goto(ward.logout("no hint"));
  await screen.shows("sign_out");
  await page.locator("main").getByRole("button", { name: screen.texts.say("sign_out"), exact: true }).click();
  await back(page, "the start of the application");
  expect(page.url()).toContain("state=s");
  await expect(ward.userinfo()).rejects.toThrow();
  await page.goto(ward.logout("no hint").split("?")[0] ?? "");
  await screen.shows("signed_out");
  await isAccessible(page, "an application");
  await page.getByRole("link", { name: screen.texts.say("sign_out_again") }).click();
  await signIn.reached("credentials");
});

test("o14 an application is notified when its person signs out here", async ({ visitor, ward }) => {
  const { account, page, setup, screen } = visitor;
  await setup.arrive(LOTTE);
  await page.goto(ward.login());
  await screen.shows("request_ask");
  await screen.button("go_on_agree").click();
  await back(page, `signed in: ${LOTTE.name}`);
  await account.open();
  await setup.signOut();
  const { aud, sub, sid } = await ward.signedOut;
  expect({ aud, sub, sid }).toEqual({ aud: "ward", sub: ward.claims?.sub, sid: ward.claims?.sid });
});

test("o15 a link of an application that is not known leads to a page that says so", async ({ visitor }) => {
  const { page, screen } = visitor;
  await page.goto("/openid/authorize?client_id=nobody&response_type=code&scope=openid");
  await screen.shows("request_unknown");
  await isAccessible(page, "an application");
});

test("o13 a restart, a reload, a second tab and a double click lose nothing, and one answer counts", async ({ visitor, ward, server }) => {
  const { signIn, page, setup, screen } = visitor;
  await setup.register(LOTTE);
  await page.goto(ward.login());
  await signIn.reached("credentials");
  await server.kill();
  await server.start();
  await signIn.enter(LOTTE.email, LOTTE.password);
  await screen.shows("request_ask");
  await page.reload();
  await screen.shows("request_ask");
  const second = await page.context().newPage();
  await second.goto(page.url());
  await expect(second.locator('[data-step="request_ask"]')).toBeVisible();
  await screen.button("go_on_agree").dblclick();
  await back(page, `signed in: ${LOTTE.name}`);
  await second.getByRole("button", { name: screen.texts.say("go_on_agree"), exact: true }).click();
  await expect(second.locator('[data-step="request_over"]')).toBeVisible();
  await second.close();
  await page.goBack();
  await expect(page, "no step of the sign-in is left in the history").toHaveURL("about:blank");
});

test("o2 the user name that the application suggests is in the form, and the person may type another", async ({
  visitor,
  ward,
}) => {
  const { signIn, page, setup } = visitor;
  await setup.register(LOTTE);
  await page.goto(ward.login({ login_hint: "someone@example.be" }));
  await signIn.reached("credentials");
  await expect(signIn.control("email")).toHaveValue("someone@example.be");
  await signIn.enter(LOTTE.email, LOTTE.password);
  await visitor.screen.shows("request_ask");
});

test("o2 the pages are in the language that the application asks for, until the person chooses another", async ({ visitor, ward }) => {
  const { signIn, page, setup, screen } = visitor;
  await setup.register(LOTTE);
  await page.goto(ward.login({ ui_locales: "fr-BE" }));
  await expect(page.getByTestId("going-on")).toContainText("Connectez-vous pour continuer");
  await page.getByRole("button", { name: "Nederlands" }).click();
  await signIn.enter(LOTTE.email, LOTTE.password);
  await screen.shows("request_ask");
  await page.context().setOffline(true);
  await screen.button("go_on_agree").click();
  await expect(screen.alert("offline")).toBeVisible();
  await page.context().setOffline(false);
  await screen.button("go_on_agree").click();
  await back(page, `signed in: ${LOTTE.name}`);
});

test("o14 who signs out on the account page passes the page of an application that only the browser reaches", async ({
  visitor,
  ward,
}) => {
  const { account, page, setup, screen } = visitor;
  await setup.arrive(LOTTE);
  await page.goto(ward.login());
  await screen.shows("request_ask");
  await screen.button("go_on_agree").click();
  await back(page, `signed in: ${LOTTE.name}`);
  await account.open();
  await account.reached();
  await account.signOutButton.click();
  const parameters = await ward.framed;
  expect(parameters.get("from")).toBe("vestibule");
  expect(parameters.get("sid")).toBe(ward.claims?.sid);
  expect(parameters.get("iss")).toBe(ward.claims?.iss);
  await expect(page).toHaveURL(/\/sign-out$/);
  await expect(screen.heading).toBeVisible();
  await page.goBack();
  expect(page.url(), "the page with the frames is not in the history").not.toContain("signed-out");
});

test("o10 an application binds its tokens to a key, and they are worth nothing without it", async ({ visitor, ward }) => {
  const { page, setup, screen } = visitor;
  await setup.arrive(LOTTE);
  await ward.bind();
  await page.goto(ward.login({ scope: "openid profile email offline_access" }));
  await screen.shows("request_ask");
  await screen.button("go_on_agree").click();
  await back(page, `signed in: ${LOTTE.name}`);
  expect(ward.tokens?.token_type).toBe("dpop");
  await expect(ward.userinfo()).resolves.toMatchObject({ name: LOTTE.name });
  await ward.refresh();
  await expect(ward.userinfo()).resolves.toMatchObject({ name: LOTTE.name });
  ward.unbind();
  await expect(ward.userinfo()).rejects.toThrow();
});
