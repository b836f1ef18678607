// Verification of a capacity: an administrator requires it, the person sees that it is pending, and
// the help desk confirms or refuses.

import { ANKE, LOTTE } from "../../support/people.ts";
import { type Server } from "../../support/server.ts";
import { expect, test } from "../../support/test.ts";
import { type Visitor } from "../../support/visitor.ts";

/** An administrator whose policy lets staff confirm doctors. */
async function administrator(visitor: Visitor, server: Server): Promise<void> {
  const { key } = await visitor.setup.enrolled(LOTTE, "app");
  await server.makeAdministrator(LOTTE.email);
  await visitor.enterByApp(LOTTE, key);
}

test("o11 a doctor waits for the help desk, which compares the number, confirms, and can take it back", async ({
  visitor,
  stranger,
  server,
  mailbox,
}) => {
  await administrator(visitor, server);
  const { desk, page } = visitor;
  await desk.openPolicy();
  await expect(desk.says("checks")).toHaveCount(1);
  await desk.edit("checks");
  await page.locator("#check-doctor").selectOption("staff");
  await desk.tryPolicy("checks");
  await expect(desk.impact).toContainText(desk.texts.say("check_mode_staff"));
  await desk.button("policy_submit").click();
  await desk.because("wie arts is, moet het ook zijn", "policy_submit");
  await desk.done("policy-now");
  await expect(desk.says("checks")).toHaveCount(2);

  await stranger.setup.enrolled(ANKE, "app");
  await stranger.account.open();
  const own = stranger.account;
  await expect(own.fact("checked")).toHaveText(own.texts.say("capacity_waiting"));

  await desk.open();
  const waits = desk.part("desk-checks");
  await expect(waits.getByRole("row")).toHaveCount(2);
  await waits.getByRole("link", { name: ANKE.name }).click();
  await desk.shows("desk_person");
  await expect(page.getByTestId("capacity")).toContainText("19012394001");
  await expect(page.getByTestId("check")).toHaveText(desk.texts.say("check_waiting"));
  await desk.begin("act_confirm");
  await desk.because("vergeleken met het register", "act_confirm");
  await desk.done("desk-acts");
  await expect(page.getByTestId("check")).toHaveText(desk.texts.say("check_confirmed"));
  await mailbox.mail(ANKE.email, "capacity_confirmed");
  await own.page.reload();
  await expect(own.fact("checked")).toHaveText(own.texts.say("capacity_confirmed"));

  await desk.begin("act_refuse");
  await desk.because("de inschrijving is geschrapt", "act_refuse");
  await desk.done("desk-acts");
  await mailbox.mail(ANKE.email, "capacity_refused");
  await own.page.reload();
  await expect(own.fact("checked")).toHaveText(own.texts.say("capacity_refused"));
  await desk.open();
  await expect(waits).toHaveCount(0);
});
