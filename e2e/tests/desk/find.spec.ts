// The help desk finds a person and sees the state of the account; only the fragment names the
// account.

import { LOTTE, MATHIS, SURYAMAYA } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

test("a person is found by address, number in any spelling and name, and the page survives a reload", async ({
  visitor,
  stranger,
  server,
}) => {
  const { desk, page } = visitor;
  await stranger.setup.enrolled(MATHIS, "app", "sms");
  const { key } = await visitor.setup.enrolled(LOTTE, "app");
  await server.makeAdministrator(LOTTE.email);
  await visitor.enterByApp(LOTTE, key);
  await desk.open();
  await desk.button("find_submit").click();
  await desk.complains("query", "required");
  for (const query of [MATHIS.email, MATHIS.phone, "0471\u202f23\u202f45\u202f67", "clairbuisson MATHIS", "cla"]) {
    await desk.find(query);
    await desk.shows("desk_person");
    await expect(desk.heading, query).toHaveText(MATHIS.name);
    await page.goBack();
    await expect(desk.row(MATHIS.name), "the way back leads to the search as it was").toHaveCount(1);
    await expect(desk.control("query")).toHaveValue(query);
    await expect(desk.control("query")).toBeFocused();
  }
  await desk.find(SURYAMAYA.email);
  await expect(page.getByText(desk.texts.say("find_none"), { exact: true })).toBeVisible();
  await expect(page.getByText(desk.texts.say("find_none_account"))).toBeVisible();

  await desk.show(MATHIS);
  expect(new URL(page.url()).pathname, "no name of an account in the path").toBe("/desk/person");
  await page.reload();
  await desk.shows("desk_person");
  await expect(page.getByTestId("name")).toHaveText(MATHIS.name);
  await expect(page, "each tab of the browser has its person").toHaveTitle(new RegExp(`^${MATHIS.name}`));
  await expect(page.getByTestId("language")).toContainText("Nederlands");
  await expect(desk.state).toContainText(desk.texts.say("state_active"));
  await expect(desk.part("desk-methods").getByRole("listitem")).toHaveCount(2);
  await expect(page.getByRole("main"), "the number is masked").not.toContainText("23 45 67");
  await desk.turnToTab("messages");
  const activation = desk.part("desk-messages").getByRole("row").filter({ hasText: desk.texts.say("purpose_activation") });
  await expect(activation).toHaveCount(1);
  await desk.turnToTab("account");
  await expect(desk.part("desk-events")).toContainText(desk.texts.say("event_account_activated"));

  await page.getByRole("link", { name: desk.texts.say("person_trail") }).click();
  await desk.shows("trail");
  await expect(desk.alert("one_person")).toContainText(MATHIS.name);
  await expect(desk.row(LOTTE.name).first(), "who looked").toContainText(desk.texts.say("event_desk_viewed"));
  await desk.button("trail_only_off").click();
  await expect(desk.alert("one_person")).toHaveCount(0);
});

test("a page that names nobody says so, and one that names nobody we know too", async ({ visitor, server }) => {
  const { desk, page } = visitor;
  const { key } = await visitor.setup.enrolled(LOTTE, "app");
  await server.makeAdministrator(LOTTE.email);
  await visitor.enterByApp(LOTTE, key);
  await page.goto("/desk/person");
  await desk.shows("desk_nobody");
  await page.goto("/desk/person#nobody-we-know");
  await expect(desk.alert("person_unknown")).toBeVisible();
});
