// Administrators register and change applications on the screen; what they hand over works.

import { type HelpDesk } from "../../pages/help-desk.ts";
import { isAccessible } from "../../support/examine.ts";
import { LOTTE, MATHIS } from "../../support/people.ts";
import { RelyingParty } from "../../support/relying-party.ts";
import { type Server } from "../../support/server.ts";
import { expect, test as base } from "../../support/test.ts";
import { type Visitor } from "../../support/visitor.ts";

/** An application that nobody registered yet. */
const test = base.extend<{ readonly unknown: RelyingParty }>({
  unknown: async ({}, use) => {
    const application = new RelyingParty();
    await application.start();
    await use(application);
    await application.stop();
  },
});

async function administrator(visitor: Visitor, server: Server): Promise<HelpDesk> {
  const { key } = await visitor.setup.enrolled(LOTTE, "app");
  await server.makeAdministrator(LOTTE.email);
  await visitor.enterByApp(LOTTE, key);
  return visitor.desk;
}

/** Fills in the form for a new application; everything else keeps its default. */
async function type(desk: HelpDesk, id: string, name: string, address: string): Promise<void> {
  await desk.part("clients-add").getByRole("button", { name: desk.texts.say("clients_add") }).click();
  await desk.setting("id").fill(id);
  await desk.setting("name").fill(name);
  await desk.setting("redirect_uris").fill(address);
}

const submit = (desk: HelpDesk): Promise<void> =>
  desk.part("clients-add").locator("form").getByRole("button", { name: desk.texts.say("clients_add") }).click();

test("o18 an application is added on the screen, its values are pasted and people log in, until it is disabled", async ({
  visitor,
  server,
  unknown,
}) => {
  const desk = await administrator(visitor, server);
  const { page, screen } = visitor;
  await desk.openClients();
  await expect(desk.row("Practice portal"), "of the development build").toBeVisible();
  await type(desk, "ward-3", "Afdeling Hart", `${unknown.origin}/callback`);
  await submit(desk);
  await desk.because("de afdeling gaat open", "clients_save");
  await desk.done("clients-add");
  const secret = await desk.clientSecret.innerText();
  const issuer = await page.getByTestId("client-issuer").innerText();
  await page.locator("#lines-mod_auth_openidc").click();
  await expect(page.locator("details[open] code")).toContainText(`OIDCRedirectURI ${unknown.origin}/callback`);
  await isAccessible(page, "an application that was added");

  await unknown.discover(issuer, "ward-3", secret);
  await page.goto(unknown.login());
  await screen.shows("request_ask");
  await screen.button("go_on_agree").click();
  await expect(page.getByRole("heading", { name: `signed in: ${LOTTE.name}` })).toBeVisible();

  await desk.openClients();
  await expect(desk.row("Afdeling Hart"), "when it was used").not.toContainText(desk.texts.say("clients_never"));
  await desk.openClient("Afdeling Hart");
  await expect(desk.clientSecret, "it is shown once").toHaveCount(0);
  await desk.button("clients_rotate").click();
  await desk.because("uitgelekt", "clients_rotate");
  await desk.done("client-secret");
  const next = await desk.clientSecret.innerText();
  expect(next).not.toBe(secret);
  await unknown.discover(issuer, "ward-3", next);
  await page.goto(unknown.login());
  await expect(page.getByRole("heading", { name: `signed in: ${LOTTE.name}` })).toBeVisible();

  await desk.openClients();
  await desk.openClient("Afdeling Hart");
  await desk.button("clients_disable").click();
  await desk.because("de afdeling sluit", "clients_disable");
  await desk.done("client-state");
  await page.goto(unknown.login());
  await screen.shows("request_unknown");
  await desk.openTrail();
  await desk.filter("client.");
  await expect(desk.rows).toHaveCount(3);
});

test("o18 what is wrong is said at its field and nothing is lost; a part is changed in its own form", async ({
  visitor,
  server,
}) => {
  const desk = await administrator(visitor, server);
  const { page } = visitor;
  await desk.openClients();
  await type(desk, "a b", "", "http://ward.example/callback");
  await submit(desk);
  await expect(page.locator("#client-summary")).toBeFocused();
  await expect(desk.summary.getByRole("link")).toHaveCount(3);
  for (const field of ["id", "name", "redirect_uris"]) {
    await expect(desk.setting(field)).toHaveAttribute("aria-invalid", "true");
    await expect(desk.setting(field)).toHaveAccessibleDescription(/.{10}/);
  }
  await isAccessible(page, "a form with faults");
  await desk.summary.getByRole("link").first().click();
  await expect(desk.setting("id")).toBeFocused();
  await expect(desk.setting("redirect_uris"), "what was typed stays").toHaveValue("http://ward.example/callback");
  await desk.setting("id").fill("ward");
  await desk.setting("name").fill("Afdeling Hart");
  await desk.setting("redirect_uris").fill("https://ward.example/callback\nhttps://ward.example/other\n");
  await submit(desk);
  await desk.because("de afdeling gaat open", "clients_save");
  await desk.done("clients-add");
  await page.getByRole("link", { name: desk.texts.say("clients_open") }).click();
  await desk.shows("client");

  const addresses = desk.part("client-addresses").getByRole("listitem");
  await expect(addresses.first()).toContainText("https://ward.example/other");
  await desk.editClient("data");
  await expect(desk.setting("scope")).toBeFocused();
  await desk.checkClient("data");
  await expect(desk.alert("client_same")).toBeVisible();
  await desk.setting("consent").selectOption("skip");
  await desk.editClient("people");
  await desk.part("client-people").getByRole("checkbox").nth(1).check();
  await desk.setting("allow_organisations").fill("12");
  await desk.checkClient("people");
  await expect(desk.setting("allow_organisations")).toHaveAttribute("aria-invalid", "true");
  await desk.setting("allow_organisations").fill("");
  await desk.checkClient("people");
  await expect(page.locator("#client-changes")).toBeFocused();
  await expect(desk.impact).toContainText(desk.texts.say("client_consent_skip"));
  await isAccessible(page, "what would change");
  await desk.impact.getByRole("button").click();
  await desk.because("een eigen toepassing", "clients_save");
  await desk.done("client-people");
  await expect(desk.part("client-data")).toContainText(desk.texts.say("client_consent_skip"));
  await expect(page.locator("form")).toHaveCount(0);
  await page.goBack();
  await desk.shows("clients");
});

test("o18 where two administrators decide one asks for an application and the other agrees", async ({
  visitor,
  stranger,
  server,
}) => {
  // Two people register, set up an app and sign in first.
  test.setTimeout(120_000);
  const mathis = await stranger.setup.enrolled(MATHIS, "app");
  await server.makeAdministrator(MATHIS.email);
  const desk = await administrator(visitor, server);
  await stranger.enterByApp(MATHIS, mathis.key);
  await desk.openPolicy();
  await desk.edit("other");
  await desk.page.locator("#eyes").selectOption("true");
  await desk.tryPolicy("other");
  await desk.button("policy_submit").click();
  await desk.because("met twee zien we meer", "policy_submit");
  await desk.done("policy-now");
  await desk.openClients();
  await type(desk, "ward", "Afdeling Hart", "https://ward.example/callback");
  await submit(desk);
  await desk.because("de afdeling gaat open", "policy_submit_two");
  await desk.done("clients-add");
  await expect(desk.part("clients-waits").getByRole("button"), "only to take it back").toHaveCount(1);

  const other = stranger.desk;
  await other.openClients();
  await expect(other.part("clients-waits")).toContainText("https://ward.example/callback");
  await isAccessible(other.page, "an application that waits");
  await other.button("policy_agree").click();
  await other.because("akkoord", "policy_agree");
  await other.done("clients-waits");
  await other.openClient("Afdeling Hart");
  await expect(other.part("client-secret")).toContainText(other.texts.say("clients_secret_none"));
});
