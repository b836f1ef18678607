// An application in Django, which signs people in by mozilla-django-oidc with the samples of
// docs/APPLICATIONS.md.

import type { Page } from "@playwright/test";

import { type Django, inDjango as test } from "../../support/django.ts";
import { LOTTE } from "../../support/people.ts";
import { expect } from "../../support/test.ts";
import { type Visitor } from "../../support/visitor.ts";

/** What the application shows about the person. */
async function shown(page: Page): Promise<Record<string, unknown>> {
  await expect(page.getByRole("heading", { name: "Ward", exact: true })).toBeVisible();
  return JSON.parse((await page.locator("pre").textContent()) ?? "{}") as Record<string, unknown>;
}

/** Is at the application, signed in. */
async function inside({ page, setup }: Visitor, django: Django): Promise<void> {
  await setup.arrive(LOTTE);
  await page.goto(django.origin);
  await page.getByRole("link", { name: "Aanmelden" }).click();
  expect(await shown(page)).toMatchObject({ signedIn: true, name: LOTTE.name });
}

test("o1 o11 in Django a person is known by what we say, and not by an address that they only typed", async ({
  visitor,
  django,
  mailbox,
}) => {
  const { signIn, page, setup } = visitor;
  await setup.register(LOTTE);
  await page.goto(django.origin);
  expect(await shown(page)).toEqual({ signedIn: false });
  await page.getByRole("link", { name: "Aanmelden" }).click();
  await signIn.reached("credentials");
  await expect(page.getByTestId("going-on")).toContainText("Afdeling Hart");
  await signIn.enter(LOTTE.email, LOTTE.password);
  const { sub, ...others } = await shown(page);
  const acr = "urn:vestibule:acr:password";
  expect(others, "and not by the account that has this address").toEqual({ signedIn: true, user: sub, name: LOTTE.name, email: "", acr });
  await setup.proveAddress(await mailbox.link(LOTTE.email, "address_proof"));
  await page.getByRole("link", { name: "Aanmelden" }).click();
  expect(await shown(page)).toEqual({ signedIn: true, sub, user: sub, name: LOTTE.name, email: LOTTE.email, acr });
});

test("o2 o14 Django asks without a page whether its person is still signed in here", async ({ visitor, django }) => {
  const { page, setup } = visitor;
  await inside(visitor, django);
  await page.goto(`${django.origin}/later/`);
  expect(page.url()).toBe(`${django.origin}/`);
  expect(await shown(page)).toMatchObject({ signedIn: true, name: LOTTE.name });
  await setup.signOut();
  await page.goto(`${django.origin}/later/`);
  expect(page.url()).toBe(`${django.origin}/`);
  expect(await shown(page)).toEqual({ signedIn: false });
});

test("o14 who signs out at an application in Django is signed out here, and comes back to it", async ({ visitor, django }) => {
  const { signIn, page } = visitor;
  await inside(visitor, django);
  await page.getByRole("button", { name: "Afmelden" }).click();
  await page.waitForURL(`${django.origin}/`);
  expect(await shown(page)).toEqual({ signedIn: false });
  await page.getByRole("link", { name: "Aanmelden" }).click();
  await signIn.reached("credentials");
});
