// A doctor's first sign-in leads to the set-up, and nothing else is reachable until it is done (M1, M9).

import { ANKE } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

test("a doctor's first sign-in leads to the set-up, and to the account only after it", async ({
  visitor,
  app,
}) => {
  const { signIn, twoStep, account } = visitor;
  await visitor.setup.register(ANKE);
  await signIn.open();
  await signIn.enter(ANKE.email, ANKE.password);
  await twoStep.reached("choose");
  await expect(twoStep.alert("enrolment_required")).toBeVisible();
  await expect(twoStep.button("two_step_skip")).toHaveCount(0);
  await twoStep.choose("app");
  await twoStep.type(await app.code(await twoStep.key()));
  await twoStep.finish();
  await twoStep.toAccount();
  await account.reached();
});

test("until then every other page leads back to the set-up, also in another tab", async ({ visitor }) => {
  const { twoStep, setup, page } = visitor;
  await setup.arrive(ANKE);
  for (const path of ["/account", "/account/security", "/account/contact", "/confirm", "/sign-in", "/"]) {
    await page.goto(path);
    await twoStep.reached("choose");
    await expect(page, path).toHaveURL(/\/account\/two-step$/);
  }
  await page.reload();
  await twoStep.reached("choose");
  const tab = await visitor.anotherTab();
  await tab.page.goto("/account");
  await tab.twoStep.reached("choose");
});

test("until then the server refuses everything else", async ({ visitor }) => {
  const { api } = visitor.setup;
  await visitor.setup.arrive(ANKE);
  const refused = [
    "/api/account/recovery-codes",
    "/api/account/snooze",
    "/api/account/two-step/skip",
  ];
  for (const path of refused) {
    const answer = await api.send(path);
    expect(await answer.json(), path).toMatchObject({ code: "enrolment_required" });
  }
});

test("a doctor who hesitates is asked for the password again, and goes on with the set-up", async ({
  visitor,
  clock,
}) => {
  const { twoStep, challenge, setup } = visitor;
  await setup.arrive(ANKE);
  await twoStep.open();
  await twoStep.reached("choose");
  await clock.minutes(11);
  await twoStep.pick("method_app");
  await twoStep.button("continue").click();
  await challenge.confirmPassword(ANKE.password);
  await twoStep.choose("app");
});

test("a doctor can leave the set-up by signing out", async ({ visitor }) => {
  const { account, twoStep, signIn, setup } = visitor;
  await setup.arrive(ANKE);
  await twoStep.open();
  await twoStep.reached("choose");
  await account.signOutButton.click();
  await signIn.reached("credentials");
});

test("a set-up that was left half-way goes on where it stopped, and a code is still asked", async ({
  visitor,
  app,
}) => {
  const { twoStep, page } = visitor;
  await visitor.setup.arrive(ANKE);
  await twoStep.open();
  await twoStep.choose("app");
  const key = await twoStep.key();
  await page.reload();
  await twoStep.reached("set_up");
  expect(await twoStep.key(), "the same key as before").toBe(key);
  await twoStep.type(await app.code(key));
  await twoStep.reached("name");
  await page.reload();
  await twoStep.finish();
});

test("a doctor with the card needs no second factor", async ({ visitor }) => {
  const { signIn, account } = visitor;
  await visitor.setup.register(ANKE);
  await signIn.open();
  await signIn.useCard();
  await signIn.readCard(ANKE.id);
  await account.reached();
});

test("a doctor cannot remove the last method", async ({ visitor }) => {
  const { security } = visitor;
  await visitor.setup.enrolled(ANKE, "app");
  await security.open();
  await expect(security.rows("methods")).toHaveCount(1);
  await expect(security.part("methods").getByText(security.texts.say("security_keep_one"))).toBeVisible();
  const remove = security.texts.say("security_remove");
  await expect(security.part("methods").getByRole("button", { name: new RegExp(`^${remove}`) })).toHaveCount(0);
});
