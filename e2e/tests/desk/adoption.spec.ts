// The change to strong methods: the cockpit counts people without naming them, and a campaign
// writes to those who should set up another method.

import { JOSEPHINE, LOTTE, MATHIS } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

test.use({ settings: { SEND_COSTS: "BE=0.075,*=0.10" } });

test("an auditor sees who has which methods, where people stop, and what messages cost; and takes it along", async ({
  visitor,
  stranger,
  server,
}) => {
  const { desk, account, setup } = visitor;
  await stranger.setup.enrolled(MATHIS, "sms");
  const { key } = await setup.enrolled(LOTTE, "app");
  await server.makeAdministrator(LOTTE.email);
  await visitor.enterByApp(LOTTE, key);
  await account.follow("staff_link");
  await desk.ways.getByText(desk.texts.say("cockpit_title")).click();
  await desk.shows("cockpit");

  const people = await desk.tableOf("cockpit-people");
  await expect(people.getByRole("row")).toHaveCount(4);
  await expect(desk.part("cockpit-people").locator("dd").nth(1), "one lives on text messages").toContainText("1");
  await expect(desk.part("cockpit-people").locator("dd").nth(3), "one sum of all messages").toContainText("0,23");
  for (const part of ["cockpit-methods", "cockpit-funnel", "cockpit-sends"]) {
    await expect(desk.chart(part).first(), part).toHaveAccessibleName(/.{20}/);
  }
  const funnel = await desk.tableOf("cockpit-funnel");
  await expect(funnel.getByRole("row").filter({ hasText: desk.texts.say("reached_done") })).toContainText("2");
  const sends = await desk.tableOf("cockpit-sends");
  await expect(sends.getByRole("row").filter({ hasText: desk.texts.say("channel_sms") })).toContainText("0,23");

  const file = await desk.file("cockpit-sends");
  const [head, ...lines] = file.trimStart().split("\r\n");
  // Where the comma is the decimal separator, a semicolon separates values, as in the spreadsheets
  // of these languages.
  const [parts, sum] = desk.texts.language === "en" ? [",", "0.2250"] : [";", "0,2250"];
  expect(head).toContain(`${desk.texts.say("message_channel")}${parts}${desk.texts.say("sends_country")}`);
  expect(lines.find((line) => line.includes(`${parts}BE${parts}`))?.split(parts).at(-1)).toBe(sum);

  await desk.look("week");
  const days = await desk.tableOf("cockpit-methods");
  await expect(days.getByRole("row"), "today, and its heading").toHaveCount(2);
});

test("who helps people and does no more finds no way to the cockpit", async ({ visitor, stranger, server }) => {
  const { key } = await stranger.setup.enrolled(MATHIS, "app");
  const admin = await visitor.setup.enrolled(LOTTE, "app");
  await server.makeAdministrator(LOTTE.email);
  await visitor.enterByApp(LOTTE, admin.key);
  await visitor.setup.grant(MATHIS, "desk");
  const { desk } = stranger;
  await stranger.enterByApp(MATHIS, key);
  await desk.open();
  await expect(desk.ways).toHaveCount(1);
  for (const path of ["/desk/cockpit", "/desk/campaigns"]) {
    await desk.page.goto(path);
    await expect(desk.alert("role_missing"), path).toBeVisible();
  }
});

test("a campaign reaches who lives on text messages; one asks for a rest, the other sets an app up", async ({
  visitor,
  stranger,
  server,
  mailbox,
}) => {
  const { desk } = visitor;
  const { support, setup, page } = stranger;
  await setup.enrolled(JOSEPHINE, "sms");
  await setup.signOut();
  await setup.enrolled(MATHIS, "sms");
  const { key } = await visitor.setup.enrolled(LOTTE, "app");
  await server.makeAdministrator(LOTTE.email);
  await visitor.enterByApp(LOTTE, key);

  await desk.openCampaigns();
  await desk.preview("sms_only");
  await expect(desk.reached).toContainText("2");
  await expect(desk.part("campaign-new").locator("details"), "the text in four languages").toHaveCount(4);
  await desk.button("campaign_test").click();
  await expect(desk.alert("changed")).toHaveText(desk.texts.say("campaign_tested"));
  await mailbox.mail(LOTTE.email, "campaign_test");
  expect(await mailbox.mails(MATHIS.email, "campaign"), "nobody else gets anything").toHaveLength(0);
  await desk.startCampaign("sms verdwijnt in juni");

  await support.followLater(await mailbox.linkTo("/help/later", JOSEPHINE.email, "campaign"));
  await support.button("later_submit").click();
  await support.shows("later_done");
  await setup.enrol(MATHIS, "app");
  await page.goto(await mailbox.linkTo("/help/later", JOSEPHINE.email, "campaign"));
  await support.button("later_submit").click();
  await support.shows("later_done");

  await desk.refresh();
  const row = desk.row(desk.texts.say("campaign_done"));
  for (const [column, count] of [[3, "2"], [4, "2"], [5, "1"], [6, "1"]] as const) {
    await expect(row.getByRole("cell").nth(column)).toHaveText(count);
  }
  await desk.preview("sms_only");
  await expect(desk.reached, "one is spared, the other needs nothing").toContainText("0");
  await desk.openTrail();
  await desk.filter("campaign.");
  await expect(desk.row(desk.texts.say("event_campaign_started"))).toContainText("sms verdwijnt in juni");
  await expect(desk.row(desk.texts.say("event_campaign_mailed"))).toHaveCount(2);
});

test("a proof that grew old is asked before a campaign starts, and what was chosen is still there after it", async ({
  visitor,
  stranger,
  server,
  clock,
  app,
}) => {
  const { desk, challenge } = visitor;
  await stranger.setup.enrolled(MATHIS, "sms");
  const { key } = await visitor.setup.enrolled(LOTTE, "app");
  await server.makeAdministrator(LOTTE.email);
  await visitor.enterByApp(LOTTE, key);
  await clock.minutes(11);
  await desk.openCampaigns();
  await desk.page.locator("#whose").selectOption("citizen");
  await desk.preview("at_risk");
  await desk.preview("sms_only");
  await desk.button("campaign_start").click();
  await challenge.byApp(await app.next(key));
  await desk.shows("campaigns");
  await expect(desk.control("reason")).toBeFocused();
  await expect(desk.page.locator("#whose")).toHaveValue("citizen");
  await expect(desk.reached).toContainText("1");
});
