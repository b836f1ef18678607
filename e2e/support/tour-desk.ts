// The tour of the screens for staff.

import { expect } from "@playwright/test";

import { checkCaller, atHelpDesk } from "./help-desk.ts";
import { ANKE, LOTTE, MATHIS } from "./people.ts";
import type { Walk } from "./tour.ts";

const staffAndTrail: Walk = async ({ visitor, server }, show) => {
  const { desk, setup } = visitor;
  const { key } = await setup.enrolled(LOTTE, "app");
  await server.makeAdministrator(LOTTE.email);
  await visitor.enterByApp(LOTTE, key);
  await show("account-administrator");
  await desk.openStaff();
  await show("staff");
  await desk.beginGrant();
  await desk.grant("niemand@voorbeeld.example.be", "organisation", "");
  await desk.complains("reason", "required");
  await show("staff-grant");
  await desk.openTrail();
  await show("trail");
  await desk.box("trail_raw").check();
  await expect(desk.row("audit.read").first()).toBeVisible();
  await show("trail-raw");
  await desk.filter("call.");
  await expect(desk.rows).toHaveCount(0);
  await show("trail-empty");
};

const oneIsHelped: Walk = async ({ visitor, stranger, server }, show) => {
  const { desk, page } = visitor;
  const { support, challenge, setup } = stranger;
  await setup.enrolled(MATHIS, "app", "sms");
  await setup.signOut();
  const { key } = await visitor.setup.enrolled(LOTTE, "app");
  await server.makeAdministrator(LOTTE.email);
  await visitor.enterByApp(LOTTE, key);
  await desk.open();
  await desk.find("niemand@voorbeeld.example.be");
  await show("desk-nobody-found");
  await desk.findByCode("ab1-cd2");
  await desk.complains("query", "code_wrong");
  await show("desk-code-wrong");
  await desk.find(MATHIS.email);
  await desk.shows("desk_person");
  await page.goBack();
  await expect(desk.rows).toHaveCount(1);
  await page.locator("#shortcuts > summary").click();
  await show("desk-found");
  await desk.show(MATHIS);
  await desk.hear("abc");
  await desk.complains("code", "code_too_short");
  await show("desk-person");
  await desk.turnToTab("messages");
  await show("desk-person-messages");
  await desk.turnToTab("account");
  await show("desk-person-account");
  await desk.turnToTab("methods");
  await desk.press("methods_reset", "my sms");
  await show("desk-question");
  await page.keyboard.press("Escape");
  await stranger.reachChallenge(MATHIS);
  await challenge.button("call_link").click();
  await desk.hear(await support.begin());
  await expect(desk.figures).toBeVisible();
  await show("desk-figures");
  await support.read("call_compare");
  await support.answer(true);
  await expect(desk.alert("caller_known")).toBeVisible();
  await show("desk-person-known");
};

const onThePhone: Walk = async ({ visitor, stranger, server }, show) => {
  const { support, setup } = visitor;
  const { desk } = stranger;
  await setup.enrolled(LOTTE, "app");
  const { key } = await stranger.setup.enrolled(MATHIS, "app");
  await server.makeAdministrator(MATHIS.email);
  await stranger.enterByApp(MATHIS, key);
  await support.open();
  await show("support");
  const code = await support.begin();
  await show("support-code");
  await desk.show(LOTTE);
  await desk.hear(code);
  await support.read("call_compare");
  await show("support-compare");
  await support.answer(false);
  await expect(support.alert("call_was_refused")).toBeVisible();
  await show("support-refused");
};

const aResetWaits: Walk = async ({ visitor, stranger, server, mailbox }, show) => {
  const { desk, support } = visitor;
  await stranger.setup.enrolled(MATHIS, "app");
  await atHelpDesk(visitor, server);
  await desk.press("methods_reset", "my app");
  await desk.because("belt met een nieuw nummer", "reset_later");
  await desk.done("desk-methods");
  await show("desk-reset-waits");
  await support.follow(await mailbox.link(MATHIS.email, "help_reset_planned"));
  await show("refuse");
  await support.refusal.click();
  await support.shows("refused");
  await show("refused");
  await stranger.support.open();
  await desk.show(MATHIS);
  await checkCaller(visitor, stranger);
  await desk.begin("act_code");
  await desk.because("telefoon in het water", "act_code");
  await expect(desk.page.locator("#access-code")).toBeVisible();
  await show("desk-access-code");
};

const thePolicy: Walk = async ({ visitor, server }, show) => {
  const { desk, page } = visitor;
  const { key } = await visitor.setup.enrolled(LOTTE, "app");
  await server.makeAdministrator(LOTTE.email);
  await visitor.enterByApp(LOTTE, key);
  await desk.openPolicy();
  await show("policy");
  await desk.edit("must");
  await desk.edit("codes");
  await page.locator("#grace").fill("lang");
  await page.locator("#value-code_life").fill("90");
  await desk.tryPolicy("must");
  await expect(desk.summary).toBeVisible();
  await show("policy-wrong");
  await page.locator("#grace").fill("30");
  await page.locator("#value-code_life").fill("5");
  await desk.edit("methods");
  await desk.button("policy_rule_add").click();
  await page.locator("#rule-1-discouraged").fill("2027-01-01");
  await page.locator("#rule-1-last").fill("2027-06-30");
  await desk.tryPolicy("methods");
  await expect(desk.impact).toBeVisible();
  await show("policy-impact");
  await desk.button("policy_submit").click();
  await desk.because("de raad besliste het", "policy_submit");
  await desk.done("policy-now");
  await show("policy-history");
};

const theWayToStrongMethods: Walk = async ({ visitor, stranger, server, mailbox, clock }, show) => {
  const { desk, support, setup } = visitor;
  await setup.enrolled(ANKE, "sms");
  await setup.signOut();
  await stranger.setup.enrolled(MATHIS, "sms");
  await stranger.setup.signOut();
  const { key } = await setup.enrolled(LOTTE, "app", "sms");
  await server.makeAdministrator(LOTTE.email);
  await clock.days(1);
  await visitor.enterByApp(LOTTE, key);
  await desk.openCockpit();
  await show("cockpit");
  for (const part of ["methods", "funnel", "sends"]) await desk.tableOf(`cockpit-${part}`);
  await show("cockpit-tables");
  await desk.openCampaigns();
  await show("campaigns");
  await desk.preview("sms_only");
  await desk.button("campaign_start").click();
  await desk.button("campaign_start").click();
  await desk.complains("reason", "required");
  await show("campaign-begun");
  await desk.control("reason").fill("sms verdwijnt in juni");
  await desk.button("campaign_start").click();
  await desk.done("campaign-new");
  const link = await mailbox.linkTo("/help/later", MATHIS.email, "campaign");
  await desk.refresh();
  await show("campaigns-effect");
  await support.followLater(link);
  await show("later");
  await support.button("later_submit").click();
  await support.shows("later_done");
  await show("later-done");
};

const aCapacity: Walk = async ({ visitor, stranger, server }, show) => {
  const { desk, setup } = visitor;
  const { key } = await setup.enrolled(LOTTE, "app");
  await server.makeAdministrator(LOTTE.email);
  await setup.signOut();
  await setup.signInByApp(LOTTE, key);
  const held = await setup.api.get<{ policy: object; version: number }>("/api/policy");
  const policy = { ...held.policy, checks: [{ capacity: "doctor", mode: "staff" }] };
  await setup.api.post("/api/policy", { policy, replaces: held.version, reason: "artsen nakijken" });
  await stranger.setup.enrolled(ANKE, "app");
  await desk.open();
  await expect(desk.part("desk-checks")).toBeVisible();
  await show("desk-checks");
  await desk.part("desk-checks").getByRole("link").click();
  await desk.shows("desk_person");
  await show("desk-person-capacity");
};

/** All tours, by subject. */
export const DESK_WALKS: Record<string, Walk> = {
  "a capacity is decided": aCapacity,
  "a person is helped": oneIsHelped,
  "a person is on the phone": onThePhone,
  "a reset waits": aResetWaits,
  "the policy": thePolicy,
  "who works here, and the audit trail": staffAndTrail,
  "the way to strong methods": theWayToStrongMethods,
};
