// A person's data: they download an export, and delete the account when they want to (GDPR).

import { LOTTE } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

test("a copy holds what is kept, opened; a deletion that was asked for is called off on the security page", async ({
  visitor,
  app,
  clock,
  mailbox,
}) => {
  const { data, security, challenge, setup } = visitor;
  const { key } = await setup.enrolled(LOTTE, "app");
  await clock.minutes(11);
  await security.open();
  await security.link("data_link").click();
  await data.reached();
  await data.button("data_copy_make").click();
  await challenge.byApp(await app.next(key));
  await data.reached();
  const held = await data.keepCopy();
  const rows = (table: string) => held.find((it) => it.table === table)?.rows ?? [];
  expect(rows("accounts")[0]).toMatchObject({ email: LOTTE.email, phone: LOTTE.e164 });
  expect(rows("factors")[0]).toMatchObject({ kind: "app", name: "my app" });
  expect(JSON.stringify(held)).not.toContain(key.replaceAll(" ", ""));
  await mailbox.mail(LOTTE.email, "data_copied");

  await data.button("data_leave_submit").click();
  await data.question.getByRole("button", { name: data.texts.say("security_cancel") }).click();
  await expect(data.question).toBeHidden();
  await data.leave();
  await expect(data.alert("deletion_asked")).toBeVisible();
  await expect(data.alert("deletion_waits")).toBeVisible();
  await expect(data.button("data_leave_submit")).toHaveCount(0);
  await mailbox.mail(LOTTE.email, "deletion_asked");
  await security.open();
  await expect(security.alert("deletion_waits")).toBeVisible();
  await security.button("data_keep").click();
  await expect(security.alert("account_kept")).toBeVisible();
  await expect(security.happened("happened_deletion_cancelled")).toBeVisible();
  await mailbox.mail(LOTTE.email, "deletion_cancelled");
  await security.page.reload();
  await security.reached();
  await expect(security.alert("deletion_waits")).toHaveCount(0);
});

test("the day comes, the account is gone, and the same card registers again", async ({
  visitor,
  stranger,
  clock,
  mailbox,
  phone,
}) => {
  const { data, signIn, registration, setup } = visitor;
  await setup.arrive(LOTTE);
  await data.open();
  await data.leave();
  await expect(data.alert("deletion_waits")).toBeVisible();
  await clock.days(13);
  await stranger.enter(LOTTE);
  await stranger.security.open();
  await expect(stranger.security.alert("deletion_waits")).toBeVisible();
  await clock.days(2);
  await mailbox.mail(LOTTE.email, "account_deleted");
  await signIn.open();
  await signIn.enter(LOTTE.email, LOTTE.password);
  await expect(signIn.alert("credentials_wrong")).toBeVisible();
  await registration.toActivation(LOTTE);
  await registration.activate(await phone.code(LOTTE.e164, 2), LOTTE.password);
  await registration.reached("done");
  await visitor.enter(LOTTE);
});

test.describe("without days to wait", () => {
  test.use({ settings: { DELETION_WAIT_DAYS: "0" } });

  test("the account goes at once, and the sign-in page says so", async ({ visitor, mailbox }) => {
    const { data, signIn, setup } = visitor;
    await setup.arrive(LOTTE);
    await data.open();
    await data.leave();
    await signIn.reached("credentials");
    await expect(signIn.alert("account_deleted")).toBeVisible();
    await mailbox.mail(LOTTE.email, "account_deleted");
  });
});

test("the last administrator reads why the account stays", async ({ visitor, server }) => {
  const { data, setup } = visitor;
  const { key } = await setup.enrolled(LOTTE, "app");
  await server.makeAdministrator(LOTTE.email);
  await visitor.enterByApp(LOTTE, key);
  await data.open();
  await expect(data.alert("last_administrator")).toBeVisible();
  await expect(data.button("data_leave_submit")).toHaveCount(0);
  await data.takeCopy();
});
