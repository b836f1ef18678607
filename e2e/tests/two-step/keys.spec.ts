// Passkeys, security keys and the chip of this computer, with Chromium's virtual authenticators (P7, P8,
// P10, UX 20).

import { CHIP, STICK, STICK_WITH_PIN } from "../../support/keys.ts";
import { LOTTE } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";
import type { Visitor } from "../../support/visitor.ts";

/** Sets a key up, to the last screen of the wizard. */
async function enrol(
  { twoStep }: Visitor,
  kind: "passkey" | "platform" | "security_key",
  name?: string,
): Promise<void> {
  await twoStep.open();
  await twoStep.choose(kind);
  await twoStep.make(kind);
  await twoStep.finish(name);
}

test("P8, UX 20: a passkey is set up, and signs in from the user name with no password at all", async ({
  visitor,
  keys,
}) => {
  const { twoStep, signIn, account } = visitor;
  await visitor.setup.arrive(LOTTE);
  const key = await keys.add(CHIP);
  await enrol(visitor, "passkey");
  expect(await key.count()).toBe(1);
  await twoStep.toAccount();

  await key.leave();
  await account.signOut();
  await signIn.reached("credentials");
  await expect(signIn.control("email")).toHaveAttribute("autocomplete", "username webauthn");
  await key.touch();
  await signIn.open();
  await account.reached();
});

test("a passkey beside the password", async ({ visitor, keys }) => {
  const { twoStep, challenge, account } = visitor;
  await visitor.setup.arrive(LOTTE);
  const key = await keys.add(CHIP);
  await enrol(visitor, "passkey");
  await twoStep.toAccount();
  await key.leave();
  await account.signOut();
  await visitor.reachChallenge(LOTTE);
  await challenge.choose("passkey");
  await key.touch();
  await challenge.useKey();
  await account.reached();
});

test("P7: this computer is trusted, and answers at the next sign-in", async ({ visitor, keys }) => {
  const { twoStep, challenge, account } = visitor;
  await visitor.setup.arrive(LOTTE);
  const chip = await keys.add(CHIP);
  await enrol(visitor, "platform");
  await twoStep.toAccount();
  await chip.leave();
  await account.signOut();
  await visitor.reachChallenge(LOTTE);
  await challenge.choose("platform");
  await chip.touch();
  await challenge.useKey();
  await account.reached();
});

test("P10: a security key without a PIN is set up and touched at the next sign-in", async ({ visitor, keys }) => {
  const { twoStep, challenge, account } = visitor;
  await visitor.setup.arrive(LOTTE);
  await keys.add(STICK);
  await enrol(visitor, "security_key", "Sleutelbos");
  await twoStep.toAccount();
  await account.signOut();
  await visitor.reachChallenge(LOTTE);
  await challenge.choose("security_key");
  await challenge.useKey();
  await account.reached();
});

test("UX 20: a window that is closed is no error, and the key can be asked again", async ({ visitor, keys }) => {
  const { twoStep, challenge, account } = visitor;
  await visitor.setup.arrive(LOTTE);
  const key = await keys.add(CHIP);
  await twoStep.open();
  await twoStep.choose("passkey");
  await key.refuse();
  await twoStep.make("passkey");
  await expect(twoStep.alert("key_cancelled")).toBeVisible();
  await key.accept();
  await twoStep.make("passkey");
  await twoStep.finish();
  await twoStep.toAccount();
  await key.leave();
  await account.signOut();

  await visitor.reachChallenge(LOTTE);
  await challenge.choose("passkey");
  await key.touch();
  await key.refuse();
  await challenge.useKey();
  await expect(challenge.alert("key_cancelled")).toBeVisible();
  await key.accept();
  await challenge.useKey();
  await account.reached();
});

test("a forged signature is refused, and another way is offered", async ({ visitor, keys, app }) => {
  const { twoStep, challenge, account, setup } = visitor;
  const { key: secret } = await setup.enrolled(LOTTE, "app");
  const key = await keys.add(STICK_WITH_PIN);
  await twoStep.open();
  await twoStep.choose("security_key");
  await twoStep.make("security_key");
  await twoStep.name();
  await twoStep.reached("done");
  await key.leave();
  await setup.signOut();
  await visitor.reachChallenge(LOTTE);
  await challenge.choose("security_key");
  await key.touch();
  await key.forge();
  await challenge.useKey();
  await expect(challenge.alert("key_refused")).toBeVisible();
  await challenge.anotherWay();
  await challenge.byApp(await app.next(secret));
  await account.reached();
});

test("a key that is set up already is not set up twice", async ({ visitor, keys }) => {
  const { twoStep } = visitor;
  await visitor.setup.arrive(LOTTE);
  await keys.add(CHIP);
  await twoStep.open();
  await twoStep.choose("passkey");
  await twoStep.make("passkey");
  await twoStep.name();
  await twoStep.another();
  await twoStep.choose("passkey");
  await twoStep.make("passkey");
  await expect(twoStep.alert("key_taken")).toBeVisible();
});

test("a question that is too old is asked again", async ({ visitor, keys, clock }) => {
  const { twoStep } = visitor;
  await visitor.setup.arrive(LOTTE);
  await keys.add(CHIP);
  await twoStep.open();
  await twoStep.choose("passkey");
  await clock.minutes(11);
  await twoStep.make("passkey");
  await expect(twoStep.alert("key_stale")).toBeVisible();
  await twoStep.make("passkey");
  await twoStep.reached("name");
});

test("a passkey signs in from its own button, and a window that is closed is no error", async ({
  visitor,
  keys,
}) => {
  const { twoStep, signIn, account } = visitor;
  await visitor.setup.arrive(LOTTE);
  const key = await keys.add(CHIP);
  await enrol(visitor, "passkey");
  await twoStep.toAccount();
  await key.leave();
  await account.signOut();
  // A browser that makes no suggestions: the button is all there is.
  await visitor.page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  });
  await signIn.open();
  await key.touch();
  await key.refuse();
  await signIn.usePasskey();
  await expect(signIn.alert("key_cancelled")).toBeVisible();
  await key.accept();
  await signIn.usePasskey();
  await account.reached();
});

test("a browser that cannot ask for a key offers none at sign-in", async ({ visitor: { page, signIn } }) => {
  // As WebKitGTK: the type is there, and nothing that asks.
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "credentials", { get: () => undefined });
  });
  await signIn.open();
  await expect(signIn.button("sign_in_submit")).toBeVisible();
  await expect(signIn.button("sign_in_passkey")).toHaveCount(0);
});

test("a passkey that is copied to a cloud since goes on, from the user name and beside the password", async ({
  visitor,
  keys,
}) => {
  const { twoStep, signIn, challenge, account } = visitor;
  await visitor.setup.arrive(LOTTE);
  const key = await keys.add(CHIP);
  await enrol(visitor, "passkey");
  await twoStep.toAccount();
  await key.leave();
  await account.signOut();
  await key.copy();
  await key.touch();
  await signIn.open();
  await account.reached();
  await key.leave();
  await account.signOut();
  await visitor.reachChallenge(LOTTE);
  await challenge.choose("passkey");
  await key.touch();
  await challenge.useKey();
  await account.reached();
});

test("the browser forgets a passkey that was removed", async ({ visitor, keys }) => {
  const { twoStep, security } = visitor;
  await visitor.setup.arrive(LOTTE);
  const key = await keys.add(CHIP);
  await enrol(visitor, "passkey");
  await twoStep.toAccount();
  expect(await key.count()).toBe(1);
  await security.open();
  await security.press("methods", "security_remove");
  await security.answer("security_remove");
  await security.changed("methods");
  await expect.poll(() => key.count()).toBe(0);
});
