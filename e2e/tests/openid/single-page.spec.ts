// A single-page app in the browser, which signs people in by oidc-client-ts with the sample of
// docs/APPLICATIONS.md.

import type { Page } from "@playwright/test";
import type { UserManager } from "oidc-client-ts";

import { LOTTE } from "../../support/people.ts";
import { inBrowser as test, type Shown } from "../../support/single-page.ts";
import { expect } from "../../support/test.ts";
import { type Visitor } from "../../support/visitor.ts";

/** What the app shows now. */
async function shown(page: Page): Promise<Shown> {
  return JSON.parse((await page.locator("pre").textContent()) || "{}") as Shown;
}

/** Waits until the app shows something of this kind. */
async function showing(page: Page, part: Partial<Shown>): Promise<Shown> {
  await expect.poll(() => shown(page)).toMatchObject(part);
  return shown(page);
}

const press = (page: Page, name: string): Promise<void> => page.getByRole("button", { name, exact: true }).click();

/** Is signed in at the app. */
async function inside({ page, setup }: Visitor, origin: string): Promise<Shown> {
  await setup.arrive(LOTTE);
  await page.goto(origin);
  await showing(page, { signedIn: false });
  await press(page, "Aanmelden");
  return showing(page, { signedIn: true });
}

/** The status of the userinfo endpoint for a token, as a page of the app sees it. */
function userinfo(page: Page, issuer: string, token = ""): Promise<number> {
  const ask = async ([url, authorization]: string[]): Promise<number> =>
    (await fetch(url ?? "", { headers: { authorization: authorization ?? "" } })).status;
  return page.evaluate(ask, [`${issuer}/openid/userinfo`, `Bearer ${token}`]);
}

test("o1 o11 o21 a single-page app signs a person in without a secret and knows their name", async ({ visitor, single }) => {
  const { signIn, page, setup } = visitor;
  await setup.register(LOTTE);
  await page.goto(single.origin);
  await press(page, "Aanmelden");
  await signIn.reached("credentials");
  await expect(page.getByTestId("going-on")).toContainText("Praktijk");
  await signIn.enter(LOTTE.email, LOTTE.password);
  const { profile } = await showing(page, { signedIn: true });
  expect(page.url()).toBe(`${single.origin}/`);
  expect(profile).toMatchObject({ name: LOTTE.name, acr: "urn:vestibule:acr:password" });
});

test("o3 o8 o21 a single-page app stays signed in by itself, as strongly and since when it was", async ({ visitor, single, server, clock }) => {
  const { page } = visitor;
  const before = await inside(visitor, single.origin);
  // Its timers are moved from now on.
  await page.clock.install();
  await page.reload();
  await showing(page, { access: before.access });
  await clock.minutes(9);
  await page.clock.fastForward("09:10");
  await expect.poll(async () => (await shown(page)).access).not.toBe(before.access);
  const after = await shown(page);
  expect(after.refresh).not.toBe(before.refresh);
  const { sub, acr, amr, auth_time, name } = before.profile ?? {};
  expect(after.profile).toMatchObject({ sub, acr, amr, auth_time, name });
  await clock.minutes(2);
  expect(await userinfo(page, server.origin, before.access)).toBe(401);
  expect(await userinfo(page, server.origin, after.access)).toBe(200);
});

test("o14 who signs out at a single-page app is signed out here, and comes back to it", async ({ visitor, single, server }) => {
  const { signIn, page } = visitor;
  const { access } = await inside(visitor, single.origin);
  expect(await userinfo(page, server.origin, access)).toBe(200);
  await press(page, "Afmelden");
  await page.waitForURL(`${single.origin}/`);
  await showing(page, { signedIn: false });
  await press(page, "Aanmelden");
  await signIn.reached("credentials");
});

test("o10 o21 a single-page app gives its tokens back", async ({ visitor, single, server }) => {
  const { page } = visitor;
  const { access } = await inside(visitor, single.origin);
  await press(page, "Intrekken");
  await showing(page, { signedIn: true, refresh: null });
  expect(await userinfo(page, server.origin, access)).toBe(401);
});

test("o2 at our own site a hidden frame keeps a person signed in without a refresh token", async ({ visitor, single }) => {
  single.change(" offline_access", "");
  const { page, setup } = visitor;
  const before = await inside(visitor, single.neighbour);
  expect(before.refresh).toBeUndefined();
  await press(page, "Vernieuwen");
  await expect.poll(() => shown(page)).not.toMatchObject({ access: before.access });
  const { sub, acr, auth_time } = before.profile ?? {};
  expect(await shown(page)).toMatchObject({ signedIn: true, profile: { sub, acr, auth_time } });
  await setup.signOut();
  await press(page, "Vernieuwen");
  await showing(page, { wrong: "login_required" });
});

test("o2 at another site a hidden frame says that a sign-in is needed, and asks for nothing", async ({ visitor, single }) => {
  single.change(" offline_access", "");
  const { page } = visitor;
  await inside(visitor, single.origin);
  await press(page, "Vernieuwen");
  await showing(page, { wrong: "login_required" });
});

test("o10 o21 the tokens of a single-page app are bound to a key that its own scripts cannot read", async ({ visitor, single, server }) => {
  const store = 'new (await import("oidc-client-ts")).IndexedDbDPoPStore()';
  single.change("loadUserInfo: true,", `dpop: { store: ${store} },`);
  const { page } = visitor;
  const { access } = await inside(visitor, single.origin);
  expect(await userinfo(page, server.origin, access)).toBe(401);
  const name = await page.evaluate(async (url) => {
    // The app puts it there.
    const { manager } = globalThis as unknown as { manager: UserManager };
    const user = await manager.getUser();
    if (!user) throw new Error("nobody is signed in");
    const dpop = await manager.dpopProof(url, user, "GET");
    const answer = await fetch(url, { headers: { authorization: `DPoP ${user.access_token}`, dpop: dpop ?? "" } });
    return ((await answer.json()) as { name?: string }).name;
  }, `${server.origin}/openid/userinfo`);
  expect(name).toBe(LOTTE.name);
  await press(page, "Vernieuwen");
  await expect.poll(() => shown(page)).not.toMatchObject({ access });
  const after = await showing(page, { signedIn: true });
  expect(await userinfo(page, server.origin, after.access)).toBe(401);
});
