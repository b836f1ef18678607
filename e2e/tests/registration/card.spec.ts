// Every way in which reading a card can fail (R16). Each is reported with its code, and leaves a
// way on.

import { LOTTE } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

/** Refused by the server, after the card signed. */
const REFUSED = [
  ["an expired card", "hilde", "eid_expired"],
  ["a revoked card", "bram", "eid_revoked"],
  ["a suspended card", "sofie", "eid_suspended"],
  ["a card of an issuer nobody trusts", "nina", "eid_untrusted_issuer"],
  ["a signature certificate", "theo", "eid_signature_certificate"],
] as const;

for (const [what, id, code] of REFUSED) {
  test(`${what} is refused as ${code}, and another card goes on`, async ({
    visitor: { registration },
  }) => {
    await registration.toCard(LOTTE);
    await registration.readCard(id);
    await expect(registration.alert(code)).toContainText(registration.texts.say("card_refused"));
    await expect(registration.button("reader_again")).toBeVisible();
    await registration.readCard(LOTTE.id);
    await registration.reached("confirm");
  });
}

test("with an expired card a person who has an account is led to the password", async ({ visitor }) => {
  const { registration, signIn } = visitor;
  await registration.toCard(LOTTE);
  await expect(registration.link("card_over_sign_in")).toHaveCount(0);
  await registration.readCard("hilde");
  await registration.link("card_over_sign_in").click();
  await signIn.reached("credentials");
});

test("the screen shows which of the two certificates to choose, without opening anything", async ({
  visitor: { registration, page },
}) => {
  await registration.toCard(LOTTE);
  const picture = page.getByRole("figure", { name: registration.texts.say("preflight_windows") });
  await expect(picture).toBeVisible();
  await expect(picture.locator(".picker-chosen")).toContainText("(Authentication)");
});

/** Ended at the reader, before anything was sent. */
const ENDED = [
  ["no reader", "otto", "ERR_READER_MISSING"],
  ["no card in the reader", "fien", "ERR_CARD_MISSING"],
  ["a person who gives up", "lucas", "ERR_WEBEID_USER_CANCELLED"],
  ["a blocked PIN", "celine", "ERR_PIN_BLOCKED"],
] as const;

for (const [what, id, code] of ENDED) {
  test(`${what} is reported as ${code}, and another card works`, async ({
    visitor: { registration },
  }) => {
    await registration.toCard(LOTTE);
    await registration.pressRead();
    await registration.reader.choose(id);
    if (code === "ERR_PIN_BLOCKED") await registration.reader.admit();
    await expect(registration.alert(code)).toBeVisible();
    await registration.readCard(LOTTE.id);
    await registration.reached("confirm");
  });
}

test("what was said about the last card goes when the next reading begins", async ({ visitor: { registration, page } }) => {
  await registration.toCard(LOTTE);
  await registration.readCard("hilde");
  await expect(registration.alert("eid_expired")).toBeVisible();
  await registration.pressRead();
  await registration.reader.choose("fien");
  await expect(registration.alert("ERR_CARD_MISSING")).toBeVisible();
  await expect(registration.alert("eid_expired")).toHaveCount(0);
  await expect(page.locator("main [role=alert]")).toHaveCount(1);
});

test("a cancelled reading is no error", async ({ visitor: { registration } }) => {
  await registration.toCard(LOTTE);
  await registration.pressRead();
  await registration.reader.choose(LOTTE.id);
  await registration.reader.cancel();
  await expect(registration.alert("ERR_WEBEID_USER_CANCELLED")).toHaveRole("status");
});

test("a reader that answers after the person left the screen disturbs nothing", async ({
  visitor: { registration, page },
}) => {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await registration.toCard(LOTTE);
  await registration.pressRead();
  await registration.reader.choose(LOTTE.id);
  await page.goBack();
  await registration.reached("means");
  await registration.reader.cancel();
  // Messages arrive in their order: the answer of the reader was heard before this one.
  await page.evaluate(() => {
    const heard = new Promise((done) => { addEventListener("message", done, { once: true }); });
    postMessage("the last one", location.origin);
    return heard;
  });
  expect(errors).toEqual([]);
});

test("three wrong PINs block the card", async ({ visitor: { registration } }) => {
  await registration.toCard(LOTTE);
  await registration.pressRead();
  await registration.reader.choose(LOTTE.id);
  for (const left of ["2 tries", "1 try"]) {
    await registration.reader.type("0000");
    await expect(registration.reader.complaint).toContainText(left);
  }
  await registration.reader.type("0000");
  await expect(registration.reader.complaint).toContainText("blocked");
  await registration.reader.admit();
  await expect(registration.alert("ERR_PIN_BLOCKED")).toBeVisible();
});

test("a question answered after six minutes is stale, and reading once more works", async ({
  visitor: { registration },
  clock,
}) => {
  await registration.toCard(LOTTE);
  await registration.pressRead();
  await clock.minutes(6);
  await registration.reader.answer(LOTTE.id);
  await expect(registration.alert("eid_challenge_stale")).toBeVisible();
  await registration.readCard(LOTTE.id);
  await registration.reached("confirm");
});

test("without the browser extension the page says what to install", async ({
  visitor: { registration, page },
}) => {
  // The virtual reader plays the extension; a page that cannot load it has none.
  await page.route("**/dev/reader.js", (route) => route.abort());
  await registration.toCard(LOTTE);
  await registration.pressRead();
  await expect(registration.alert("ERR_WEBEID_EXTENSION_UNAVAILABLE")).toBeVisible();
});

test("a card of nobody we know cannot sign in, and leads to registration", async ({
  visitor: { signIn, registration },
}) => {
  await signIn.open();
  await signIn.useCard();
  await signIn.readCard(LOTTE.id);
  await expect(signIn.alert("eid_unknown")).toBeVisible();
  await signIn.link("register_link").click();
  await registration.reached("start");
});
