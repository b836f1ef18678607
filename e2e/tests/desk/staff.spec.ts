// The staff and the audit trail: roles are granted and revoked with a reason, and an auditor can
// read both and changes nothing.

import { LOTTE, MATHIS } from "../../support/people.ts";
import { type Server } from "../../support/server.ts";
import { expect, test } from "../../support/test.ts";
import { type Visitor } from "../../support/visitor.ts";

/**
 * Makes a person with an app the first administrator, and signs them in as one; returns the key of
 * the app.
 */
async function becomeAdministrator(visitor: Visitor, server: Server): Promise<string> {
  const { key } = await visitor.setup.enrolled(LOTTE, "app");
  await server.makeAdministrator(LOTTE.email);
  await visitor.enterByApp(LOTTE, key);
  return key;
}

test("an administrator gives a role and takes it away, and the trail says who, what and why", async ({
  visitor,
  stranger,
  server,
  mailbox,
}) => {
  const { desk, account } = visitor;
  await stranger.setup.enrolled(MATHIS, "app");
  await becomeAdministrator(visitor, server);
  await account.follow("staff_link");
  await desk.shows("staff");
  await expect(desk.row(LOTTE.name)).toContainText(desk.texts.say("staff_you"));
  await expect(desk.row(LOTTE.name).getByRole("button"), "nobody takes their own role away").toHaveCount(0);
  await expect(desk.row(LOTTE.name)).toContainText(desk.texts.say("staff_own"));

  await desk.beginGrant();
  await desk.grant(MATHIS.email, "auditor", "x");
  await desk.complains("reason", "reason_too_short");
  await desk.control("reason").fill("controleert dit jaar");
  await desk.button("staff_grant_submit").click();
  await desk.done("staff-grant");
  await expect(desk.row(MATHIS.name)).toContainText(desk.texts.say("role_auditor"));
  await mailbox.mail(MATHIS.email, "role_changed");

  await desk.beginRevoke(MATHIS.name);
  await desk.because("jaar voorbij", "staff_revoke");
  await desk.done("staff-list");
  await expect(desk.row(MATHIS.name)).toHaveCount(0);

  await desk.ways.last().click();
  await desk.shows("trail");
  const by = desk.page.locator("#by").getByRole("option");
  await expect(by, "everybody, and who works here by name").toHaveText([desk.texts.say("trail_by_all"), LOTTE.name]);
  await desk.filter("staff.");
  await expect(desk.rows).toHaveCount(3);
  const [revoked, granted, first] = await desk.rows.all();
  await expect(revoked!).toContainText(desk.texts.say("event_staff_revoked"));
  await expect(revoked!).toContainText("jaar voorbij");
  await expect(granted!).toContainText("controleert dit jaar");
  await expect(granted!).toContainText(LOTTE.name);
  await expect(first!, "the operator at the console").toContainText(desk.texts.say("trail_system"));
});

test("an auditor reads everything in plain words or raw, and changes nothing", async ({
  visitor,
  stranger,
  server,
}) => {
  const { key } = await stranger.setup.enrolled(MATHIS, "app");
  await becomeAdministrator(visitor, server);
  await visitor.setup.grant(MATHIS, "auditor");
  const { desk } = stranger;
  await stranger.enterByApp(MATHIS, key);
  await desk.openStaff();
  await expect(desk.rows).toHaveCount(2);
  await expect(desk.page.getByRole("main").getByRole("button"), "nothing to change").toHaveCount(0);

  await desk.openTrail();
  await expect(desk.rows.first(), "looking is noted").toContainText(desk.texts.say("event_audit_read"));
  await desk.box("trail_raw").check();
  await expect(desk.rows.first()).toContainText("audit.read");
  await desk.box("trail_raw").uncheck();
  await desk.filter("factor.added");
  await expect(desk.rows).toHaveCount(2);
  await desk.filter("call.");
  await expect(desk.rows).toHaveCount(0);
  await expect(desk.page.getByText(desk.texts.say("trail_none"))).toBeVisible();
});

test("the trail is read page by page, and the focus goes to the first older row", async ({ visitor, server }) => {
  const { desk, setup } = visitor;
  await becomeAdministrator(visitor, server);
  // Each view leaves its own row.
  for (let look = 0; look < 60; look += 1) await setup.api.post("/api/trail", { event: "" });
  await desk.openTrail();
  await expect(desk.rows).toHaveCount(50);
  await desk.button("trail_older").click();
  await expect(desk.rows.nth(50)).toBeFocused();
  await expect(desk.button("trail_older")).toHaveCount(0);
});

test("a proof that grew old is asked before a role is given, and the form is open after it", async ({
  visitor,
  server,
  clock,
  app,
}) => {
  const { desk, challenge } = visitor;
  const key = await becomeAdministrator(visitor, server);
  await clock.minutes(11);
  await desk.openStaff();
  await desk.part("staff-grant").getByRole("button").click();
  await challenge.byApp(await app.next(key));
  await desk.shows("staff");
  await expect(desk.control("email")).toBeFocused();
});

test("who has no role sees no way to these pages, and finds nothing there", async ({ visitor }) => {
  const { desk, account, page } = visitor;
  await visitor.setup.enrolled(LOTTE, "app");
  await account.open();
  await account.reached();
  await expect(page.locator('a[href^="/desk"]')).toHaveCount(0);
  for (const path of ["/desk/staff", "/desk/trail"]) {
    await page.goto(path);
    await expect(desk.alert("role_missing"), path).toBeVisible();
  }
});
