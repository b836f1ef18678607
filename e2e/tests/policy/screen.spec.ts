// The policy on its screen: the people whom a change affects come first, a second administrator if
// that is required, and a person may use a method for longer.

import { atHelpDesk } from "../../support/help-desk.ts";
import { type HelpDesk } from "../../pages/help-desk.ts";
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

/** So many minutes, in words. */
const minutes = (desk: HelpDesk, n: string): string => desk.texts.say("span_minutes", { n });

/** An administrator with an app. */
async function administrator(visitor: Visitor, server: Server): Promise<void> {
  const { key } = await visitor.setup.enrolled(LOTTE, "app");
  await server.makeAdministrator(LOTTE.email);
  await visitor.enterByApp(LOTTE, key);
}

test("p1 an administrator reads each part in sentences, changes one, sees whom it hits, says why, and it holds", async ({
  visitor,
  stranger,
  server,
}) => {
  await stranger.setup.enrolled(MATHIS, "sms");
  await administrator(visitor, server);
  const { desk, page } = visitor;
  await desk.openPolicy();
  await expect(page.getByRole("main").getByRole("heading", { level: 2 }), "what applies, and nine parts").toHaveCount(10);
  await expect(page.getByRole("main").getByRole("textbox")).toHaveCount(0);
  await expect(desk.says("codes").first()).toHaveText(desk.texts.say("says_code_life", { time: minutes(desk, "10") }));

  await desk.edit("codes");
  await expect(page.locator("#value-activation_tries")).toBeFocused();
  await expect(page.locator("#grace"), "the form of this part only").toHaveCount(0);
  await desk.tryPolicy("codes");
  await expect(desk.alert("policy_same")).toBeVisible();
  await expect(page.locator("#value-code_life")).toHaveValue("10");
  await page.locator("#value-code_life").fill("5");
  await desk.edit("methods");
  await desk.button("policy_rule_add").click();
  await page.locator("#rule-1-last").fill("2027-06-30");
  await expect(page.locator("#rule-1-last-hint"), "the day in words").toHaveText("woensdag 30 juni 2027");
  await desk.tryPolicy("methods");
  await expect(page.locator("#policy-impact"), "the panel").toBeFocused();
  await expect(desk.impact).toContainText(minutes(desk, "5"));
  await expect(desk.impact).toContainText(desk.texts.say("impact_citizens", { n: "1", all: "2" }));
  const plan = desk.impact.getByTestId("plan").getByRole("listitem");
  await expect(plan).toHaveCount(2);
  await expect(plan.nth(1)).toContainText("1 juli 2027");

  // The way to the campaign that reaches them loses nothing of what was typed.
  await desk.impact.getByRole("link").click();
  await desk.shows("campaigns");
  await expect(desk.reached).toContainText("1");
  await page.goBack();
  await desk.shows("policy");
  await expect(page.locator("#value-code_life")).toHaveValue("5");
  await desk.tryPolicy("codes");
  await desk.button("policy_submit").click();
  await desk.because("de raad besliste het", "policy_submit");
  await desk.done("policy-now");
  await expect(desk.says("codes").first()).toContainText(minutes(desk, "5"));
  await expect(page.locator("form")).toHaveCount(0);
  const history = desk.part("policy-history").getByRole("listitem");
  for (const part of [LOTTE.name, "de raad besliste het", minutes(desk, "5"), desk.texts.say("policy_history_first")]) {
    await expect(history).toContainText(part);
  }
});

test("what cannot be is said at the field, above the form and in the title, and nothing is lost", async ({
  visitor,
  server,
}) => {
  await administrator(visitor, server);
  const { desk, page } = visitor;
  await desk.openPolicy();
  await desk.edit("must");
  await desk.edit("codes");
  await page.locator("#value-messages_per_day").fill("veel");
  await page.locator("#value-code_life").fill("90");
  await page.locator("#grace").fill("20");
  await desk.tryPolicy("codes");
  await expect(page.locator("#policy-summary")).toBeFocused();
  await expect(page).toHaveTitle(new RegExp(`^${desk.texts.say("title_error", { title: "" }).trim()}`));
  await expect(desk.summary.getByRole("link")).toHaveCount(2);
  for (const id of ["value-messages_per_day", "value-code_life"]) {
    const field = page.locator(`#${id}`);
    await expect(field).toHaveAttribute("aria-invalid", "true");
    await expect(field).toHaveAccessibleDescription(/.{10}/);
    await expect(page.locator(`#${id}-problem`)).toBeVisible();
  }
  await desk.summary.getByRole("link").last().click();
  await expect(page.locator("#value-messages_per_day")).toBeFocused();
  await expect(page.locator("#grace")).toHaveValue("20");
  await expect(page.locator("#value-code_life")).toHaveValue("90");
  await page.locator("#value-code_life").fill("9");
  await expect(desk.summary.getByRole("link"), "what is mended is no longer listed").toHaveCount(1);

  // What is left alone is as it was.
  await desk.part("policy-codes").getByRole("button", { name: desk.texts.say("security_cancel") }).click();
  await desk.edit("codes");
  await expect(page.locator("#value-code_life")).toHaveValue("10");
  await expect(page.locator("#grace")).toHaveValue("20");
});

test("h9 where two administrators decide one asks and the other agrees", async ({ visitor, stranger, server }) => {
  await twoAdministrators(visitor, stranger, server);
  const { desk } = visitor;
  await desk.openPolicy();
  await desk.edit("other");
  await desk.page.locator("#eyes").selectOption("true");
  await desk.tryPolicy("other");
  await desk.button("policy_submit").click();
  await desk.because("met twee zien we meer", "policy_submit");
  await desk.done("policy-now");

  await desk.edit("must");
  await desk.page.locator("#remember-days").fill("8");
  await desk.tryPolicy("must");
  await desk.button("policy_submit_two").click();
  await desk.because("een vergissing", "policy_submit");
  await desk.done("policy-now");
  await desk.button("policy_take_back").click();
  await expect(desk.question.getByRole("heading")).toHaveText(desk.texts.say("policy_take_back_title"));
  await desk.because("een vergissing", "policy_take_back");
  await expect(desk.alert("changed")).toHaveText(desk.texts.say("policy_taken_back"));

  await desk.edit("must");
  await desk.page.locator("#remember-days").fill("7");
  await desk.tryPolicy("must");
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
  await expect(other.says("must").last()).toContainText(other.texts.say("span_days", { n: "7" }));
  await expect(other.part("policy-history").getByRole("listitem").first(), "why it was asked for")
    .toContainText("een week volstaat");
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
