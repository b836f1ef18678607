// What a person was typing when their session ended, or when a proof was requested, is still there
// after they return.

import { atHelpDesk } from "../../support/help-desk.ts";
import { type Clock } from "../../support/desk.ts";
import { LOTTE, MATHIS } from "../../support/people.ts";
import { type Server } from "../../support/server.ts";
import { expect, test } from "../../support/test.ts";
import { type Visitor } from "../../support/visitor.ts";

/** Lets the session of a member of staff time out. */
async function timeOut({ page, signIn }: Visitor, clock: Clock): Promise<void> {
  await clock.minutes(16);
  await page.clock.fastForward("16:00");
  await signIn.reached("credentials");
  await expect(signIn.alert("session_ended")).toBeVisible();
}

/** Makes Lotte an administrator at her browser, with an app. */
async function administrator(visitor: Visitor, server: Server): Promise<string> {
  await visitor.page.clock.install();
  const { key } = await visitor.setup.enrolled(LOTTE, "app");
  await server.makeAdministrator(LOTTE.email);
  await visitor.enterByApp(LOTTE, key);
  return key;
}

test("a policy that was being typed is still there after the session timed out, reload or not", async ({
  visitor,
  server,
  clock,
  app,
}) => {
  const { desk, signIn, challenge, page } = visitor;
  const key = await administrator(visitor, server);
  await desk.openPolicy();
  for (const part of ["must", "methods", "other", "codes"]) await desk.edit(part);
  await page.locator("#grace").fill("twintig");
  await page.locator("#must-citizen").check();
  await page.locator("#eyes").selectOption("true");
  await page.locator("#value-code_life-unit").selectOption("seconds");
  await desk.button("policy_rule_add").click();
  await page.locator("#rule-1-last").fill("2027-06-30");
  await timeOut(visitor, clock);
  await page.reload();
  await signIn.enter(LOTTE.email, LOTTE.password);
  await challenge.byApp(await app.next(key));
  await desk.shows("policy");
  await expect(page.locator("#grace"), "also what cannot be").toHaveValue("twintig");
  await expect(page.locator("#must-citizen")).toBeChecked();
  await expect(page.locator("#eyes")).toHaveValue("true");
  await expect(page.locator("[id$=-last]")).toHaveValue("2027-06-30");
  await expect(page.locator("#value-code_life-unit")).toHaveValue("seconds");
  await expect(page.locator("form"), "the parts that were changed").toHaveCount(4);
  await page.reload();
  await desk.shows("policy");
  await expect(page.locator("form"), "nothing is open").toHaveCount(0);
  await desk.edit("must");
  await expect(page.locator("#must-citizen"), "given back once").not.toBeChecked();
});

test("a reason is still there after the session timed out, in the question it was for", async ({
  visitor,
  stranger,
  server,
  clock,
  app,
}) => {
  const { desk, signIn, challenge, page } = visitor;
  await stranger.setup.arrive(MATHIS);
  const key = await administrator(visitor, server);
  await desk.show(MATHIS);
  await desk.begin("act_sessions");
  await desk.question.locator("#reason").fill("belde, laptop gestolen");
  await timeOut(visitor, clock);
  const stored = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]));
  expect(stored, "in memory only").not.toContain("laptop");
  // S27: the browser stores no name, address or number.
  for (const { name, email, e164 } of [LOTTE, MATHIS]) {
    for (const kept of [email, e164, ...name.split(" ")]) expect(stored).not.toContain(kept);
  }
  await signIn.enter(LOTTE.email, LOTTE.password);
  await challenge.byApp(await app.next(key));
  await desk.shows("desk_person");
  await expect(desk.question.locator("#reason")).toHaveValue("belde, laptop gestolen");
  await desk.because("belde, laptop gestolen", "act_sessions");
  await desk.done("desk-acts");
});

test("a reason outlives the proof that its sending asks for", async ({ visitor, stranger, server, clock, app }) => {
  const { desk, challenge } = visitor;
  await stranger.setup.arrive(MATHIS);
  const { key } = await visitor.setup.enrolled(LOTTE, "app");
  await server.makeAdministrator(LOTTE.email);
  await visitor.enterByApp(LOTTE, key);
  await desk.show(MATHIS);
  await desk.begin("act_sessions");
  await clock.minutes(11);
  await desk.because("belde, laptop gestolen", "act_sessions");
  await challenge.byApp(await app.next(key));
  await desk.shows("desk_person");
  await expect(desk.question.locator("#reason")).toHaveValue("belde, laptop gestolen");
});

test("another person who signs in after that finds nothing of it", async ({ visitor, stranger, server, clock, app }) => {
  const { desk, account, signIn, challenge, page } = visitor;
  const mathis = await stranger.setup.enrolled(MATHIS, "app");
  await server.makeAdministrator(MATHIS.email);
  await stranger.setup.signOut();
  await administrator(visitor, server);
  await desk.openPolicy();
  await desk.edit("must");
  await page.locator("#grace").fill("20");
  await timeOut(visitor, clock);
  await signIn.enter(MATHIS.email, MATHIS.password);
  await challenge.byApp(await app.next(mathis.key));
  await account.reached();
  await desk.openPolicy();
  await desk.edit("must");
  await expect(page.locator("#grace")).not.toHaveValue("20");
});

test("a question is in the middle of the screen", async ({ visitor, stranger, server }) => {
  await stranger.setup.arrive(MATHIS);
  await atHelpDesk(visitor, server);
  const { desk, page } = visitor;
  await desk.begin("act_sessions");
  const box = await desk.question.boundingBox();
  const height = page.viewportSize()?.height ?? 0;
  const [above, below] = [box?.y ?? 0, height - (box?.y ?? 0) - (box?.height ?? 0)];
  expect(Math.abs(above - below)).toBeLessThan(2);
});
