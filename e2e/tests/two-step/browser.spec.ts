// A remembered browser is not asked for the second factor for thirty days; never for a doctor (M2).

import { ANKE, LOTTE } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

test("a patient's browser is remembered for thirty days, and asked again after", async ({
  visitor,
  stranger,
  app,
  clock,
}) => {
  const { challenge, account, signIn } = visitor;
  const { key } = await visitor.setup.enrolled(LOTTE, "app");
  await visitor.setup.signOut();
  await visitor.reachChallenge(LOTTE);
  await challenge.choose("app");
  await challenge.remember();
  await challenge.type(await app.next(key));
  await account.reached();
  await account.signOut();
  await visitor.enter(LOTTE);
  await visitor.setup.signOut();

  await stranger.reachChallenge(LOTTE);
  await clock.days(31);
  await signIn.open();
  await signIn.enter(LOTTE.email, LOTTE.password);
  await challenge.reached("prove");
});

test("a browser that is forgotten on the security page is asked again", async ({ visitor, app }) => {
  const { challenge, account, security } = visitor;
  const { key } = await visitor.setup.enrolled(LOTTE, "app");
  await visitor.setup.signOut();
  await visitor.reachChallenge(LOTTE);
  await challenge.choose("app");
  await challenge.remember();
  await challenge.type(await app.next(key));
  await account.reached();
  await security.open();
  await expect(security.rows("browsers")).toHaveCount(1);
  await security.press("browsers", "security_forget");
  await security.changed("browsers");
  await expect(security.rows("browsers")).toHaveCount(0);
  await visitor.setup.signOut();
  await visitor.reachChallenge(LOTTE);
});

test("a doctor is never offered to be remembered", async ({ visitor, app }) => {
  const { challenge, account } = visitor;
  const { key } = await visitor.setup.enrolled(ANKE, "app");
  await visitor.setup.signOut();
  await visitor.reachChallenge(ANKE);
  await challenge.choose("app");
  await expect(challenge.page.getByRole("checkbox")).toHaveCount(0);
  await challenge.type(await app.next(key));
  await account.reached();
});
