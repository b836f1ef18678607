// The effects of the policy: the grace period of existing accounts, and whether the card is a
// second factor (M1, M9).

import { ANKE, LOTTE } from "../../support/people.ts";
import { onPostgres } from "../../support/postgres.ts";
import { expect, test } from "../../support/test.ts";

const DAY = 24 * 60 * 60 * 1000;

onPostgres("a doctor from before the rule reads the date, may wait one week more, and then must", async ({
  visitor,
  server,
  sql,
  clock,
}) => {
  const { signIn, security, twoStep, account, page } = visitor;
  await visitor.setup.register(ANKE);
  const since = (await clock.now()) + DAY;
  await server.kill();
  sql(`update meta set value = '${since}' where key = 'two_step_since'`);
  await server.start();
  await clock.days(2);

  await visitor.enter(ANKE);
  await expect(account.alert("two_step_duty")).toContainText(until(since, 45));
  await account.signOut();
  await visitor.enter(ANKE);
  await expect(account.alert("two_step_duty"), "signing in renews nothing").toContainText(until(since, 45));
  await security.open();
  await security.button("duty_snooze").click();
  await expect(security.alert("two_step_duty")).toContainText(until(since, 52));
  await expect(security.button("duty_snooze"), "once").toHaveCount(0);

  await clock.days(52);
  await page.goto("/account");
  await signIn.enter(ANKE.email, ANKE.password);
  await twoStep.reached("choose");
  await expect(twoStep.alert("enrolment_required")).toBeVisible();
  await expect(twoStep.button("two_step_skip")).toHaveCount(0);
});

/** The day that is this many days after a moment, as the page writes it. */
function until(since: number, days: number): string {
  const format = new Intl.DateTimeFormat("nl-BE", { dateStyle: "long", timeZone: "Europe/Brussels" });
  return format.format(since + days * DAY);
}

test.describe("where the card is no second factor", () => {
  test.use({ settings: { EID_IS_SECOND_FACTOR: "no" } });

  test("a method is asked beside the card, and the card is not offered in its place", async ({ visitor, app }) => {
    const { signIn, challenge, account } = visitor;
    const { key } = await visitor.setup.enrolled(LOTTE, "app");
    await visitor.setup.signOut();
    await visitor.reachChallenge(LOTTE);
    await expect(challenge.button("prove_card")).toHaveCount(0);
    await challenge.page.reload();
    await challenge.button("prove_restart").click();
    await signIn.useCard();
    await signIn.readCard(LOTTE.id);
    await challenge.byApp(await app.next(key));
    await account.reached();
  });

  test("a doctor with the card alone has to set a method up", async ({ visitor }) => {
    const { signIn, twoStep } = visitor;
    await visitor.setup.register(ANKE);
    await signIn.open();
    await signIn.useCard();
    await signIn.readCard(ANKE.id);
    await twoStep.reached("choose");
    await expect(twoStep.alert("enrolment_required")).toBeVisible();
  });
});
