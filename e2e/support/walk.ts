// The walk of a browser beside Chromium: registration to activation, sign-in by password, set-up of
// an app, and sign-in with its code.

import { expect } from "@playwright/test";

import type { AuthenticatorApp } from "./authenticator-app.ts";
import { LOTTE } from "./people.ts";
import { LANGUAGE } from "./texts.ts";
import type { Visitor } from "./visitor.ts";

/** Goes from the start screen to the account page behind two steps. */
export async function walk(visitor: Visitor, app: AuthenticatorApp): Promise<void> {
  const { registration, signIn, twoStep, challenge, account } = visitor;
  await registration.open();
  await visitor.speak(LANGUAGE);
  await visitor.register(LOTTE);

  await registration.button("done_sign_in").click();
  await signIn.reached("credentials");
  await expect(signIn.labelled("field_email")).toHaveValue(LOTTE.email);
  await signIn.enter(LOTTE.email, LOTTE.password);
  await account.reached();
  await expect(account.fact("name")).toHaveText(LOTTE.name);

  await twoStep.open();
  await twoStep.choose("app");
  await expect(twoStep.qr).toBeVisible();
  const key = await twoStep.key();
  await twoStep.type(await app.code(key));
  expect(await twoStep.finish()).toHaveLength(10);
  await twoStep.toAccount();

  await account.signOut();
  await signIn.enter(LOTTE.email, LOTTE.password);
  await challenge.byApp(await app.next(key));
  await account.reached();
}
