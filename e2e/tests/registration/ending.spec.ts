// A flow that is about to be forgotten warns first, and continues if the person wants (UX 15, WCAG
// 2.2.1).

import { LOTTE } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";
import { type Visitor } from "../../support/visitor.ts";
import { type Clock } from "../../support/desk.ts";

/** Advances the time of the server and of the page. */
async function pass({ page }: Visitor, clock: Clock, minutes: number): Promise<void> {
  await clock.minutes(minutes);
  await page.clock.fastForward(minutes * 60_000);
}

test("before a registration is forgotten there is a warning, one click goes on, and what was typed stays", async ({
  visitor,
  clock,
}) => {
  const { registration, page } = visitor;
  await page.clock.install();
  await visitor.atAccount(LOTTE);
  await registration.fill(LOTTE);
  await pass(visitor, clock, 57);
  await expect(registration.ending).toBeHidden();
  await pass(visitor, clock, 2);
  await expect(registration.ending).toBeVisible();
  await expect(registration.ending).toContainText(registration.texts.say("journey_end_text"));
  await expect(registration.ending.getByRole("button"), "the focus is in the question").toBeFocused();
  await registration.ending.getByRole("button").click();
  await expect(registration.ending).toBeHidden();
  await pass(visitor, clock, 50);
  await expect(registration.ending).toBeHidden();
  await expect(registration.control("email")).toHaveValue(LOTTE.email);
  await expect(registration.control("terms")).toBeChecked();
  await registration.submitAccount();
  await registration.reached("activate");
});

test("the keyboard goes on too, and a page that was loaded again knows the end", async ({ visitor, clock }) => {
  const { registration, page } = visitor;
  await page.clock.install();
  await visitor.atAccount(LOTTE);
  await pass(visitor, clock, 50);
  await page.reload();
  await registration.reached("account");
  await expect(registration.ending).toBeHidden();
  await pass(visitor, clock, 9);
  await expect(registration.ending).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(registration.ending).toBeHidden();
  await pass(visitor, clock, 30);
  await page.reload();
  await registration.reached("account");
});

test("another tab that moved on keeps this one quiet", async ({ visitor, clock }) => {
  const { registration, page } = visitor;
  await page.clock.install();
  await visitor.atAccount(LOTTE);
  await pass(visitor, clock, 30);
  const tab = await visitor.anotherTab();
  await tab.registration.open();
  await tab.registration.reached("account");
  await tab.registration.button("back").click();
  await tab.registration.confirm(LOTTE);
  await tab.registration.reached("account");
  const asked = page.waitForResponse((it) => it.url().endsWith("/api/registration/time"));
  await pass(visitor, clock, 29);
  await asked;
  await expect(registration.ending).toBeHidden();
});

test("who does not answer begins again, with what was typed", async ({ visitor, clock }) => {
  const { registration, page } = visitor;
  await page.clock.install();
  await visitor.atAccount(LOTTE);
  await registration.fill(LOTTE);
  await pass(visitor, clock, 59);
  await expect(registration.ending).toBeVisible();
  await pass(visitor, clock, 2);
  await expect(registration.ending).toBeHidden();
  await registration.submitAccount();
  await registration.choosePatient();
  await registration.chooseMeans();
  await registration.readCard(LOTTE.id);
  await registration.confirm(LOTTE);
  await expect(registration.control("email")).toHaveValue(LOTTE.email);
});

test("nobody is warned who has nothing to lose", async ({ visitor, clock }) => {
  const { signIn, registration, page } = visitor;
  await page.clock.install();
  await registration.open();
  await registration.reached("start");
  await pass(visitor, clock, 59);
  await expect(registration.ending).toBeHidden();
  await signIn.open();
  await signIn.reached("credentials");
  await pass(visitor, clock, 59);
  await expect(signIn.ending).toBeHidden();
});

for (const journey of ["recovery", "sign_in", "two_step"] as const) {
  test(`the warning is there in ${journey} as well`, async ({ visitor, clock }) => {
    const { recovery, challenge, twoStep, setup, page } = visitor;
    await page.clock.install();
    await setup.register(LOTTE);
    if (journey === "recovery") {
      await recovery.open();
      await recovery.useCard(LOTTE.id);
      await recovery.reached("new_password");
    } else if (journey === "sign_in") {
      await setup.signIn(LOTTE);
      await setup.enrol(LOTTE, "app");
      await setup.signOut();
      await visitor.reachChallenge(LOTTE);
      await challenge.choose("app");
    } else {
      await setup.signIn(LOTTE);
      await twoStep.open();
      await twoStep.choose("app");
      // A person who stays signed in in another tab makes no move here.
      for (const minutes of [20, 20]) {
        await pass(visitor, clock, minutes);
        await setup.api.post("/api/session/extend");
      }
    }
    await pass(visitor, clock, journey === "two_step" ? 19 : 59);
    await expect(visitor.screen.ending).toBeVisible();
    await visitor.screen.ending.getByRole("button").click();
    await expect(visitor.screen.ending).toBeHidden();
  });
}
