// An application behind Apache with mod_auth_openidc, which runs the sample of docs/APPLICATIONS.md.

import type { Page } from "@playwright/test";

import { type Apache, behindApache as test } from "../../support/apache.ts";
import { LOTTE } from "../../support/people.ts";
import { expect } from "../../support/test.ts";
import { type Visitor } from "../../support/visitor.ts";

/** What the application shows about the person. */
async function known(page: Page): Promise<Record<string, string>> {
  await expect(page.getByRole("heading", { name: "Ward", exact: true })).toBeVisible();
  const [names, values] = [await page.locator("dt").allInnerTexts(), await page.locator("dd").allInnerTexts()];
  return Object.fromEntries(names.map((name, at) => [name, values[at] ?? ""]));
}

/** Is at the application, signed in. */
async function inside({ page, setup }: Visitor, apache: Apache): Promise<void> {
  await setup.arrive(LOTTE);
  await page.goto(apache.origin);
  await known(page);
}

test("o1 o11 behind Apache a person signs in, is back at the page and is known by name", async ({ visitor, apache }) => {
  const { signIn, page, setup } = visitor;
  await setup.register(LOTTE);
  await page.goto(`${apache.origin}/?q=a%20b`);
  await signIn.reached("credentials");
  await expect(page.getByTestId("going-on")).toContainText("Afdeling Hart");
  await signIn.enter(LOTTE.email, LOTTE.password);
  const { sub, REMOTE_USER, ...others } = await known(page);
  expect(page.url()).toBe(`${apache.origin}/?q=a%20b`);
  expect(sub).toMatch(/^[\w-]{43}$/);
  expect(REMOTE_USER).toContain(sub);
  expect(others).toEqual({ name: LOTTE.name, acr: "urn:vestibule:acr:password" });
});

test("o3 behind Apache a page that demands the card gets a sign-in with the card", async ({ visitor, apache }) => {
  const { signIn, page, screen } = visitor;
  await inside(visitor, apache);
  const before = await known(page);
  await page.goto(`${apache.origin}/prescriptions/?a=1`);
  await screen.shows("request_prove");
  await screen.button("go_on_do").click();
  await signIn.reached("read_card");
  await signIn.readCard(LOTTE.id);
  expect(await known(page)).toEqual({ ...before, acr: "urn:vestibule:acr:eid" });
  expect(page.url()).toBe(`${apache.origin}/prescriptions/?a=1`);
});

test("o14 who signs out at an application behind Apache is signed out here, and comes back to it", async ({ visitor, apache }) => {
  const { signIn, page } = visitor;
  await inside(visitor, apache);
  await page.getByRole("link", { name: "Afmelden" }).click();
  await expect(page.getByRole("heading", { name: "Afgemeld" })).toBeVisible();
  expect(page.url()).toBe(`${apache.origin}/bye/`);
  await page.goto(apache.origin);
  await signIn.reached("credentials");
});

/** Returns a function that asks whether Apache lets the person in; nobody is signed in by that. */
function door({ page }: Visitor, apache: Apache): () => Promise<number> {
  return async () => (await page.context().request.get(apache.origin, { maxRedirects: 0 })).status();
}

test("o14 Apache is notified by the server when its person signs out here", async ({ visitor, apache }) => {
  await inside(visitor, apache);
  const status = door(visitor, apache);
  expect(await status()).toBe(200);
  await visitor.setup.signOut();
  await expect.poll(status).toBe(302);
});

test.describe(() => {
  // Its page forbids frames, but what it does is done.
  test.use({ by: "front", forgiven: /^Refused to display 'http:\/\/127\.0\.0\.1.*'X-Frame-Options' to 'deny'/ });

  test("o14 the browser signs its person out of Apache on the way, where the server does not reach it", async ({
    visitor,
    apache,
  }) => {
    await inside(visitor, apache);
    const status = door(visitor, apache);
    const { account, page, screen } = visitor;
    await account.open();
    await account.reached();
    expect(await status()).toBe(200);
    await account.signOutButton.click();
    await screen.shows("signed_out");
    await expect(page).toHaveURL(/\/sign-out$/);
    expect(await status()).toBe(302);
  });
});
