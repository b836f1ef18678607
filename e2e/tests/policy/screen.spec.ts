// The policy on its screen: the people whom a change affects come first, a second administrator if
// that is required, and a person may use a method for longer.

import { atHelpDesk } from "../../support/help-desk.ts";
import { LOTTE, MATHIS } from "../../support/people.ts";
import { type Server } from "../../support/server.ts";
import { expect, test } from "../../support/test.ts";
import { type Visitor } from "../../support/visitor.ts";

/** Two administrators at two browsers. */
async function twoAdministrators(one: Visitor, two: Visitor, server: Server): Promise<void> {
  const mathis = await two.setup.enrolled(MATHIS, "app");
  await server.makeAdministrator(MATHIS.email);
  const lotte = await one.setup.enrolled(LOTTE, "app");
  await server.makeAdministrator(LOTTE.email);
  await two.enterByApp(MATHIS, mathis.key);
  await one.enterByApp(LOTTE, lotte.key);
}

test("p1 an administrator sees whom a change hits, says why, and it holds; what cannot be is said and nothing is lost", async ({
  visitor,
  server,
}) => {
  const { desk, page, setup } = visitor;
  const { key } = await setup.enrolled(LOTTE, "app");
  await server.makeAdministrator(LOTTE.email);
  await visitor.enterByApp(LOTTE, key);
  await desk.openPolicy();
  await desk.button("policy_try").click();
  await expect(desk.alert("policy_same")).toBeVisible();

  await page.locator("#value-messages_per_day").fill("veel");
  await page.locator("#grace").fill("20");
  await desk.button("policy_try").click();
  await expect(desk.alert("policy_mend")).toContainText(desk.texts.say("value_messages_per_day"));
  await expect(page.locator("#value-messages_per_day")).toHaveAttribute("aria-invalid", "true");
  await expect(page.locator("#grace")).toHaveValue("20");

  await page.locator("#value-messages_per_day").fill("12");
  await desk.button("policy_rule_add").click();
  await page.locator("#rule-1-last").fill("2027-06-30");
  await page.locator("#must-citizen").check();
  await desk.button("policy_try").click();
  await expect(desk.impact).toContainText(desk.texts.say("value_messages_per_day"));
  await expect(desk.impact).toContainText("30 juni 2027");
  await desk.button("policy_submit").click();
  await desk.because("de raad besliste het", "policy_submit");
  await desk.done("policy-now");
  await expect(page.locator("#value-messages_per_day")).toHaveValue("12");
  await page.reload();
  await expect(page.locator("#rule-1-last")).toHaveValue("2027-06-30");
  await expect(desk.part("policy-history")).toContainText(LOTTE.name);
});

test("h9 where two administrators decide one asks and the other agrees", async ({ visitor, stranger, server }) => {
  await twoAdministrators(visitor, stranger, server);
  const { desk } = visitor;
  await desk.openPolicy();
  await desk.page.locator("#eyes").selectOption("true");
  await desk.button("policy_try").click();
  await desk.button("policy_submit").click();
  await desk.because("met twee zien we meer", "policy_submit");
  await desk.done("policy-now");

  await desk.page.locator("#remember-days").fill("7");
  await desk.button("policy_try").click();
  await desk.button("policy_submit_two").click();
  await desk.because("een week volstaat", "policy_submit");
  await desk.done("policy-now");
  await expect(desk.part("policy-waits").getByRole("button"), "only to take it back").toHaveCount(1);

  const other = stranger.desk;
  await other.openPolicy();
  await expect(other.part("policy-waits")).toContainText("een week volstaat");
  await other.button("policy_agree").click();
  await other.because("akkoord", "policy_agree");
  await other.done("policy-waits");
  await expect(other.page.locator("#remember-days")).toHaveValue("7");
});

test("p11 an administrator lets a person use a method for longer, and ends that", async ({
  visitor,
  stranger,
  server,
  mailbox,
}) => {
  await stranger.setup.enrolled(MATHIS, "sms");
  await atHelpDesk(visitor, server);
  const { desk, page } = visitor;
  await desk.button("exception_give").click();
  await expect(desk.part("desk-exceptions").getByRole("alert")).toBeVisible();
  const day = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10);
  await page.locator("#exception-day").fill(day);
  await desk.button("exception_give").click();
  await desk.because("wacht op een nieuwe telefoon", "exception_give");
  await desk.done("desk-exceptions");
  await mailbox.mail(MATHIS.email, "help_exception_given");
  const line = desk.part("desk-exceptions").getByRole("listitem");
  await expect(line).toHaveCount(1);
  await line.getByRole("button").click();
  await desk.because("de telefoon is er", "exception_end");
  await desk.done("desk-exceptions");
  await expect(line).toHaveCount(0);
});
