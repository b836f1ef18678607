// Signing in by password: the messages when it fails, and the allowed number of tries (R12; UX 13).

import { LOTTE } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

test("a wrong password and an unknown address get the same answer", async ({ visitor }) => {
  await visitor.setup.register(LOTTE);
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
  await visitor.setup.register(LOTTE);
  await visitor.signIn.open();
  await visitor.signIn.enter(` ${LOTTE.email.toUpperCase()} `, LOTTE.password);
  await visitor.account.reached();
  await expect(visitor.account.fact("email")).toHaveText(LOTTE.email);
});

test("empty fields are reported at once", async ({ visitor: { signIn, page } }) => {
  await signIn.open();
  await signIn.enter("", "");
  await signIn.complains("email", "required");
  await signIn.complains("password", "required");
  await expect(page.locator("#summary")).toBeFocused();
});

/** Wrong passwords for one name within a quarter of an hour (`SIGN_IN` in backend/src/domain/factors/code.rs). */
const MOST_WRONG = 30;

test("after thirty wrong passwords one has to wait, and then the right one works", async ({
  visitor,
  clock,
}) => {
  await visitor.setup.register(LOTTE);
  // The count restarts with each quarter of an hour.
  await clock.nextQuarter();
  const { signIn, page } = visitor;
  await signIn.open();
  await page.evaluate(async ([email, count]) => {
    const headers = { "content-type": "application/json", "x-vestibule": "1" };
    const body = JSON.stringify({ email, password: "verkeerd 1" });
    for (let tries = 0; tries < count; tries += 1) {
      await fetch("/api/sign-in/password", { method: "POST", headers, body });
    }
  }, [LOTTE.email, MOST_WRONG - 1] as const);
  await signIn.enter(LOTTE.email, "verkeerd 2");
  await expect(signIn.alert("credentials_wrong")).toBeVisible();
  await signIn.enter(LOTTE.email, LOTTE.password);
  await expect(signIn.alert("too_many_requests")).toBeVisible();
  await clock.nextQuarter();
  await signIn.enter(LOTTE.email, LOTTE.password);
  await visitor.account.reached();
});

test("an account that was not activated cannot sign in by password", async ({ visitor, phone }) => {
  await visitor.atActivation(LOTTE);
  await phone.code(LOTTE.e164);
  await visitor.signIn.open();
  await visitor.signIn.enter(LOTTE.email, LOTTE.password);
  await expect(visitor.signIn.alert("credentials_wrong")).toBeVisible();
});

test("anyone who is signed in and opens sign-in or the front door sees the account", async ({ visitor }) => {
  await visitor.setup.register(LOTTE);
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
