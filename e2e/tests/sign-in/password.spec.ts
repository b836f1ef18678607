// Signing in by password: what it says when it does not work, and how often one may try (R12; UX 13).

import { LOTTE } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

test("a wrong password and an unknown address get the same answer", async ({ visitor }) => {
  await visitor.register(LOTTE);
  const { signIn } = visitor;
  await signIn.open();
  const answers: string[] = [];
  for (const email of [LOTTE.email, "nobody@voorbeeld.example.be"]) {
    await signIn.enter(email, "niet het wachtwoord 1");
    await expect(signIn.alert("credentials_wrong")).toBeVisible();
    await expect(signIn.labelled("field_password")).toHaveValue("");
    await expect(signIn.labelled("field_email")).toHaveValue(email);
    answers.push(await signIn.alert("credentials_wrong").innerText());
    await signIn.page.reload();
  }
  expect(answers[0]).toBe(answers[1]);
});

test("the address is accepted in any spelling", async ({ visitor }) => {
  await visitor.register(LOTTE);
  await visitor.signIn.open();
  await visitor.signIn.enter(` ${LOTTE.email.toUpperCase()} `, LOTTE.password);
  await visitor.account.reached();
  await expect(visitor.account.fact("email")).toHaveText(LOTTE.email);
});

test("empty fields are told at once", async ({ visitor: { signIn, page } }) => {
  await signIn.open();
  await signIn.enter("", "");
  await signIn.complains("email", "required");
  await signIn.complains("password", "required");
  await expect(page.locator("#summary")).toBeFocused();
});

test("after ten wrong passwords one has to wait, and then the right one works", async ({
  visitor,
  clock,
}) => {
  await visitor.register(LOTTE);
  const { signIn } = visitor;
  await signIn.open();
  for (let tries = 0; tries < 10; tries += 1) {
    const answer = signIn.page.waitForResponse("**/api/sign-in/password");
    await signIn.enter(LOTTE.email, `verkeerd ${tries}`);
    await answer;
    await expect(signIn.alert("credentials_wrong")).toBeVisible();
  }
  await signIn.enter(LOTTE.email, LOTTE.password);
  await expect(signIn.alert("too_many_requests")).toBeVisible();
  await clock.minutes(16);
  await signIn.enter(LOTTE.email, LOTTE.password);
  await visitor.account.reached();
});

test("an account that was not activated cannot sign in by password", async ({ visitor, phone }) => {
  await visitor.registration.toActivation(LOTTE);
  await phone.code(LOTTE.e164);
  await visitor.signIn.open();
  await visitor.signIn.enter(LOTTE.email, LOTTE.password);
  await expect(visitor.signIn.alert("credentials_wrong")).toBeVisible();
});

test("whoever is signed in and opens sign-in or the front door sees the account", async ({ visitor }) => {
  await visitor.register(LOTTE);
  await visitor.enter(LOTTE);
  for (const path of ["/sign-in", "/"]) {
    await visitor.page.goto(path);
    await visitor.account.reached();
    await expect(visitor.page).toHaveURL(/\/account$/);
  }
});

test("the front door leads strangers to sign-in", async ({ visitor }) => {
  await visitor.page.goto("/");
  await visitor.signIn.reached("credentials");
});
