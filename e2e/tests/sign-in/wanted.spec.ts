// The page that a person wanted is remembered while they sign in, set something up or confirm their
// identity; from a list of the app's own pages, and once.

import { type Page, type Route } from "@playwright/test";

import { ANKE, LOTTE, MATHIS } from "../../support/people.ts";
import { atProvider, provided } from "../../support/provided.ts";
import { expect, test } from "../../support/test.ts";

const INNER = { security: "security", "two-step": "choose", data: "data", contact: "edit" };

/** The names that the tab stores. */
const kept = (page: Page): Promise<string[]> => page.evaluate(() => Object.keys(sessionStorage));

for (const [path, step] of Object.entries(INNER)) {
  test(`/account/${path}, opened signed out, is shown after signing in, and only once`, async ({ visitor }) => {
    const { signIn, account, page, setup } = visitor;
    await setup.register(LOTTE);
    await page.goto(`/account/${path}`);
    await signIn.enter(LOTTE.email, LOTTE.password);
    await signIn.shows(step);
    await expect(page).toHaveURL(new RegExp(`/account/${path}$`));
    expect(await kept(page)).toEqual([]);
    await account.open();
    await account.signOut();
    await visitor.enter(LOTTE);
  });
}

test("it outlives a reload, another language and a second factor", async ({ visitor, app }) => {
  const { signIn, challenge, security, page, setup } = visitor;
  const { key } = await setup.enrolled(LOTTE, "app");
  await setup.signOut();
  await page.goto("/account/security");
  await signIn.enter(LOTTE.email, LOTTE.password);
  await challenge.reached("prove");
  await page.reload();
  await visitor.speak("fr");
  await challenge.byApp(await app.next(key));
  await security.reached();
});

test("it outlives a password that was forgotten", async ({ visitor }) => {
  const { signIn, recovery, security, page, setup } = visitor;
  await setup.register(LOTTE);
  await page.goto("/account/security");
  await signIn.reached("credentials");
  await signIn.link("forgotten_link").click();
  await recovery.useCard(LOTTE.id);
  await recovery.choose("kweepeer en 3 noten");
  await recovery.link("done_sign_in").click();
  await signIn.enter(LOTTE.email, "kweepeer en 3 noten");
  await security.reached();
});

test("a doctor who has to set a second factor up first goes on to it after that", async ({ visitor, app }) => {
  const { signIn, twoStep, security, page, setup } = visitor;
  await setup.register(ANKE);
  await page.goto("/account/security");
  await signIn.enter(ANKE.email, ANKE.password);
  await twoStep.choose("app");
  await page.reload();
  await twoStep.type(await app.code(await twoStep.key()));
  await twoStep.finish();
  await twoStep.reached("done");
  await twoStep.button("continue").click();
  await security.reached();
});

test("a doctor who is signed in already goes on to it as well", async ({ visitor, app }) => {
  const { twoStep, security, page, setup } = visitor;
  await setup.arrive(ANKE);
  await page.goto("/account/security");
  await twoStep.choose("app");
  await twoStep.type(await app.code(await twoStep.key()));
  await twoStep.finish();
  await twoStep.reached("done");
  await twoStep.button("continue").click();
  await security.reached();
});

test("a person's page is shown after signing in, and after a proof, with whom it is about", async ({
  visitor,
  stranger,
  server,
  clock,
  app,
}) => {
  const { desk, signIn, challenge, page, setup } = visitor;
  await stranger.setup.arrive(MATHIS);
  const { key } = await setup.enrolled(LOTTE, "app");
  await server.makeAdministrator(LOTTE.email);
  await visitor.enterByApp(LOTTE, key);
  await desk.show(MATHIS);
  const address = page.url();
  expect(new URL(address).hash).toMatch(/^#.+/);
  await setup.signOut();
  await page.reload();
  await signIn.enter(LOTTE.email, LOTTE.password);
  await challenge.byApp(await app.next(key));
  await desk.shows("desk_person");
  expect(page.url()).toBe(address);

  // A reload clears everything in memory: the tab still knows which page requested the proof.
  await clock.minutes(11);
  await page.reload();
  await desk.shows("desk_person");
  await desk.part("desk-acts").getByRole("button", { name: desk.texts.say("act_sessions"), exact: true }).click();
  await challenge.reached("prove");
  await page.reload();
  await challenge.byApp(await app.next(key));
  await desk.shows("desk_person");
  expect(page.url()).toBe(address);
  expect(await kept(page)).toEqual([]);
});

test("who would rather not prove it is back where they were", async ({ visitor, server, clock }) => {
  const { desk, challenge, page, setup } = visitor;
  const { key } = await setup.enrolled(LOTTE, "app");
  await server.makeAdministrator(LOTTE.email);
  await visitor.enterByApp(LOTTE, key);
  await clock.minutes(11);
  await desk.openPolicy();
  await desk.edit("must");
  await page.locator("#grace").fill("20");
  await desk.button("policy_try").click();
  await desk.button("policy_submit").click();
  await challenge.reached("prove");
  await challenge.button("back").click();
  await desk.shows("policy");
  await expect(page.locator("#grace"), "with what was typed").toHaveValue("20");
});

test("a page of the desk is not for everybody: the others are at their account", async ({ visitor }) => {
  const { signIn, account, page, setup } = visitor;
  await setup.register(LOTTE);
  for (const path of ["/desk/policy", "/desk/person#0193f1c2", "/desk"]) {
    await page.goto(path);
    await signIn.enter(LOTTE.email, LOTTE.password);
    await account.reached();
    await expect(account.alert("role_missing")).toHaveCount(0);
    await account.signOut();
    await signIn.reached("credentials");
  }
});

test("a session that timed out goes on where it was, for the same person only", async ({ visitor, stranger, clock }) => {
  const { account, security, signIn, page, setup } = visitor;
  await stranger.setup.register(MATHIS);
  await page.clock.install();
  await setup.arrive(LOTTE);
  for (const [who, shown] of [
    [LOTTE, security],
    [MATHIS, account],
  ] as const) {
    await security.open();
    await clock.minutes(31);
    await page.clock.fastForward("31:00");
    await signIn.reached("credentials");
    await expect(signIn.alert("session_ended")).toBeVisible();
    await page.reload();
    await signIn.enter(who.email, who.password);
    await shown.reached();
  }
});

test("who signs out wants nothing here any more", async ({ visitor }) => {
  const { security, signIn, account, page, setup } = visitor;
  await setup.arrive(LOTTE);
  await security.open();
  await page.getByRole("banner").getByRole("link").first().click();
  await account.signOut();
  await signIn.reached("credentials");
  expect(await kept(page)).toEqual([]);
  await signIn.enter(LOTTE.email, LOTTE.password);
  await account.reached();
});

test("what a tab keeps leads to no other address, whatever it is", async ({ visitor }) => {
  const { signIn, account, page, setup } = visitor;
  await setup.register(LOTTE);
  for (const address of [" //evil.example/account", " https://evil.example/", " /undo#token", "nonsense"]) {
    await signIn.open();
    await page.evaluate((text) => sessionStorage.setItem("wanted", text), address);
    await signIn.enter(LOTTE.email, LOTTE.password);
    await account.reached();
    await expect(page, address).toHaveURL(/\/account$/);
    await account.signOut();
    await signIn.reached("credentials");
  }
});

test("who signs in to talk with the help line is back at its page", async ({ visitor }) => {
  const { support, signIn, setup } = visitor;
  await setup.register(LOTTE);
  await support.open();
  await support.link("back_to_sign_in").click();
  await signIn.enter(LOTTE.email, LOTTE.password);
  await support.shows("support");
  await expect(support.button("support_begin")).toBeVisible();
});

provided("it outlives the way to an identity provider and back", async ({ visitor }) => {
  const { security, signIn, account, page, setup } = visitor;
  await setup.arrive(LOTTE);
  await security.open();
  await security.linkProvider();
  await atProvider(page, "lotte advanced");
  await security.reached();
  await account.open();
  await account.signOut();
  await page.goto("/account/data");
  await signIn.toProvider();
  await signIn.shows("data");
});

test("an answer that comes late does not sign out a person who signed in since", async ({ visitor }) => {
  const { signIn, account, page, setup } = visitor;
  await setup.register(LOTTE);
  let release = (): void => {};
  const late = new Promise<void>((resolve) => (release = resolve));
  const answered = new Promise<void>((resolve) => {
    const hold = async (route: Route): Promise<void> => {
      const response = await route.fetch();
      await late;
      await route.fulfill({ response });
      resolve();
    };
    void page.route("**/api/session", hold, { times: 1 });
  });
  await signIn.open();
  await signIn.enter(LOTTE.email, LOTTE.password);
  await account.reached();
  release();
  await answered;
  await account.follow("account_contact");
  await account.shows("edit");
});
