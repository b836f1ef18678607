// The person has no method any more: the card leads to the set-up only, and never signs in (M9).

import { LOTTE, MATHIS } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

test("with the card a new method is set up; one signs in again with it, and the old one is worth nothing", async ({
  visitor,
  stranger,
  app,
  clock,
  mailbox,
}) => {
  const { challenge, twoStep, signIn, account, page } = visitor;
  const lost = await visitor.setup.enrolled(LOTTE, "app");
  await visitor.setup.signOut();
  await visitor.reachChallenge(LOTTE);
  await challenge.atChoice();
  await challenge.button("prove_lost").click();
  await challenge.reached("lost");
  // UX 23: the help line, and a code to name there.
  await expect(page.locator("main .help-phone").first()).toBeVisible();
  const reference = page.getByTestId("reference");
  await expect(reference, "something to name to the help line").toHaveText(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  const said = await reference.innerText();
  await page.reload();
  await expect(reference, "the same after a reload").toHaveText(said);
  await challenge.button("back").click();
  await challenge.loseEverything(LOTTE.id);
  await twoStep.reached("choose");
  await page.goto("/account");
  await twoStep.reached("choose");
  await mailbox.mail(LOTTE.email, "methods_lost");

  await twoStep.choose("app");
  const key = await twoStep.key();
  expect(key).not.toBe(lost.key);
  await twoStep.type(await app.code(key));
  const codes = await twoStep.finish();
  await twoStep.button("done_sign_in").click();
  await signIn.enter(LOTTE.email, LOTTE.password);
  await clock.seconds(30);
  await challenge.byApp(await app.code(lost.key));
  await challenge.complains("code", "code_wrong");
  await challenge.type(await app.code(key));
  await account.reached();

  await stranger.reachChallenge(LOTTE);
  await stranger.challenge.byRecoveryCode(lost.codes[0] ?? "");
  await stranger.challenge.complains("code", "code_wrong");
  await stranger.challenge.type(codes[0] ?? "");
  await stranger.account.reached();
});

test("another person's card does not help", async ({ visitor, stranger }) => {
  const { challenge } = visitor;
  await stranger.setup.register(MATHIS);
  await visitor.setup.enrolled(LOTTE, "app");
  await visitor.setup.signOut();
  await visitor.reachChallenge(LOTTE);
  await challenge.loseEverything(MATHIS.id);
  await expect(challenge.alert("eid_other_person")).toBeVisible();
  await challenge.reached("read_card");
});

test("anyone who gives up half-way still has the old method", async ({ visitor, stranger, app }) => {
  const { key } = await visitor.setup.enrolled(LOTTE, "app");
  await visitor.setup.signOut();
  await visitor.reachChallenge(LOTTE);
  await visitor.challenge.loseEverything(LOTTE.id);
  await visitor.twoStep.reached("choose");
  await stranger.reachChallenge(LOTTE);
  await stranger.challenge.byApp(await app.next(key));
  await stranger.account.reached();
});

test("a method that turned up again is still there: one goes back", async ({ visitor, app }) => {
  const { challenge, account } = visitor;
  const { key } = await visitor.setup.enrolled(LOTTE, "app");
  await visitor.setup.signOut();
  await visitor.reachChallenge(LOTTE);
  await challenge.atChoice();
  await challenge.button("prove_lost").click();
  await challenge.reached("lost");
  await challenge.button("back").click();
  await challenge.byApp(await app.next(key));
  await account.reached();
});

test("the card signs in by itself, with no second factor", async ({ visitor }) => {
  const { signIn, account } = visitor;
  await visitor.setup.enrolled(LOTTE, "app");
  await visitor.setup.signOut();
  await signIn.open();
  await signIn.useCard();
  await signIn.readCard(LOTTE.id);
  await account.reached();
});
