// The warning before a session ends (UX 15).

import { LOTTE } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

test("before the session ends there is a warning, and one click stays", async ({ visitor, clock }) => {
  await visitor.setup.arrive(LOTTE);
  await visitor.account.open();
  const { account, page } = visitor;
  await expect(account.warning).toBeHidden();
  await clock.minutes(28);
  await page.reload();
  await expect(account.warning).toBeVisible();
  await account.warning.getByRole("button", { name: account.texts.say("timeout_stay") }).click();
  await expect(account.warning).toBeHidden();
  await clock.minutes(20);
  await page.reload();
  await account.reached();
  await expect(account.warning).toBeHidden();
});

test("an unanswered warning ends the session, and the sign-in page says why", async ({ visitor, clock }) => {
  const { account, signIn, page } = visitor;
  await page.clock.install();
  await visitor.setup.arrive(LOTTE);
  await visitor.account.open();
  await clock.minutes(28);
  await page.reload();
  await expect(account.warning).toBeVisible();
  await clock.minutes(3);
  await page.clock.fastForward("03:00");
  await signIn.reached("credentials");
  await expect(signIn.alert("session_ended")).toBeVisible();
  await expect(account.warning).toBeHidden();
});

test("another tab that stayed keeps this one signed in", async ({ visitor, clock }) => {
  const { account, page } = visitor;
  await page.clock.install();
  await visitor.setup.arrive(LOTTE);
  await visitor.account.open();
  const tab = await visitor.anotherTab();
  await clock.minutes(28);
  await page.reload();
  await expect(account.warning).toBeVisible();
  await tab.account.open();
  await tab.account.warning.getByRole("button", { name: account.texts.say("timeout_stay") }).click();
  await expect(tab.account.warning).toBeHidden();
  await page.clock.fastForward("03:00");
  await account.reached();
  await expect(account.warning).toBeHidden();
});
