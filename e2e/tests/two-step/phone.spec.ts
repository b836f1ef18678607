// A second factor by phone: the code of a text message, and a call that is confirmed with a digit
// (M3, M8).

import { otherThan } from "../../support/desk.ts";
import { LOTTE, OTHER_PHONE } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

test("text messages are set up on the account's number, and a code is asked at the next sign-in", async ({
  visitor,
  phone,
  clock,
}) => {
  const { twoStep, challenge, account } = visitor;
  await visitor.setup.arrive(LOTTE);
  await clock.seconds(31);
  await twoStep.open();
  await twoStep.choose("sms");
  const before = (await phone.messages(LOTTE.e164)).length;
  await twoStep.useNumber("send");
  await twoStep.type(await phone.code(LOTTE.e164, before + 1));
  await twoStep.finish();
  await twoStep.toAccount();
  await account.signOut();

  await clock.minutes(2);
  await visitor.signIn.enter(LOTTE.email, LOTTE.password);
  // Nothing to choose, but a message is sent only at a press.
  await challenge.reached("choose");
  await expect(challenge.page.getByRole("radio")).toHaveCount(0);
  await expect(challenge.only("sms"), "the number stays hidden").not.toHaveAccessibleName(/12 34 56|123456/);
  await expect(challenge.only("sms"), "its end says which one it is").toHaveAccessibleName(/56/);
  expect(await phone.messages(LOTTE.e164)).toHaveLength(before + 1);
  await challenge.choose("sms");
  await challenge.asks("sms");
  const { text } = await phone.message(LOTTE.e164, before + 2);
  expect(text, "says for whom the code is").toContain("Vestibule");
  await challenge.type(await phone.code(LOTTE.e164, before + 2));
  await account.reached();
});

test("text messages can go to another number, which is proved first", async ({
  visitor,
  phone,
  clock,
}) => {
  const { twoStep, challenge, account } = visitor;
  await visitor.setup.arrive(LOTTE);
  await twoStep.open();
  await twoStep.choose("sms");
  await twoStep.useNumber("send", "02 555 12 12");
  await twoStep.complains("phone", "phone_not_mobile");
  await twoStep.useNumber("send", OTHER_PHONE.typed);
  await twoStep.type(await phone.code(OTHER_PHONE.e164));
  await twoStep.finish();
  await twoStep.toAccount();
  await account.signOut();
  await clock.minutes(2);
  await visitor.reachChallenge(LOTTE);
  await challenge.choose("sms");
  await challenge.type(await phone.code(OTHER_PHONE.e164, 2));
  await account.reached();
});

test("a code that came counts also after another look at the methods, when setting up and when signing in", async ({
  visitor,
  phone,
  clock,
}) => {
  const { twoStep, challenge, account } = visitor;
  await visitor.setup.arrive(LOTTE);
  await twoStep.open();
  await twoStep.choose("sms");
  await twoStep.useNumber("send", OTHER_PHONE.typed);
  const first = await phone.code(OTHER_PHONE.e164);
  await expect(twoStep.control("code")).toBeVisible();
  await twoStep.button("two_step_other").click();
  await twoStep.choose("sms");
  await expect(twoStep.control("phone"), "nothing typed is lost").toHaveValue(OTHER_PHONE.typed);
  await twoStep.useNumber("send", OTHER_PHONE.typed);
  await twoStep.type(first);
  await twoStep.finish();
  await visitor.setup.signOut();
  await clock.minutes(2);
  await visitor.reachChallenge(LOTTE);
  await challenge.choose("sms");
  const second = await phone.code(OTHER_PHONE.e164, 2);
  await challenge.anotherWay();
  await challenge.choose("sms");
  await challenge.type(second);
  await account.reached();
});

test("a wrong code of a message changes nothing, and the right one still works", async ({
  visitor,
  phone,
  clock,
}) => {
  const { challenge, account } = visitor;
  await visitor.setup.enrolled(LOTTE, "sms");
  await clock.minutes(2);
  await visitor.setup.signOut();
  await visitor.reachChallenge(LOTTE);
  const before = (await phone.messages(LOTTE.e164)).length;
  await challenge.choose("sms");
  const code = await phone.code(LOTTE.e164, before + 1);
  for (let tries = 1; tries < 5; tries += 1) {
    await challenge.type(otherThan(code));
    await challenge.complains("code", "code_wrong");
  }
  await challenge.type(code);
  await account.reached();
});

test("a code of a message expires, and a new one is sent", async ({ visitor, phone, clock }) => {
  const { challenge, account } = visitor;
  await visitor.setup.enrolled(LOTTE, "sms");
  await clock.minutes(2);
  await visitor.setup.signOut();
  await visitor.reachChallenge(LOTTE);
  const before = (await phone.messages(LOTTE.e164)).length;
  await challenge.choose("sms");
  const expired = await phone.code(LOTTE.e164, before + 1);
  await clock.minutes(11);
  await challenge.type(expired);
  await challenge.complains("code", "code_expired");
  await challenge.button("resend").click();
  await challenge.type(await phone.code(LOTTE.e164, before + 2));
  await account.reached();
});

test("a call is set up by pressing 1, and pressing 1 signs in", async ({ visitor, phone, clock }) => {
  const { twoStep, challenge, account } = visitor;
  await visitor.setup.arrive(LOTTE);
  await twoStep.open();
  await twoStep.choose("call");
  await twoStep.useNumber("call");
  const first = await phone.call(LOTTE.e164);
  expect(first.text, "says who calls").toContain("Vestibule");
  await expect(twoStep.alert("call_ringing")).toBeVisible();
  await phone.answer(first);
  await expect(twoStep.alert("call_answered"), "the screen follows the call").toBeVisible();
  await phone.press(first, "1");
  await twoStep.finish();
  await twoStep.toAccount();
  await account.signOut();

  await clock.minutes(2);
  await visitor.reachChallenge(LOTTE);
  await challenge.choose("call");
  await challenge.asks("call");
  const second = await phone.call(LOTTE.e164, 2);
  await phone.answer(second);
  await expect(challenge.alert("call_answered")).toBeVisible();
  await phone.press(second, "1");
  await account.reached();
});

/** The ways in which a call is not confirmed, and the screen's name for each. */
const DENIALS = [
  ["refuses it with 9", "9", "call_refused"],
  ["presses another key", "5", "call_wrong_key"],
  ["is on the phone", "busy", "call_busy"],
  ["lets the answering machine take it", "voicemail", "call_voicemail"],
  ["hangs up", "hung_up", "call_hung_up"],
] as const;

for (const [what, how, code] of DENIALS) {
  test(`a person who ${what} is not signed in, reads why, and can use another method`, async ({
    visitor,
    phone,
    app,
    clock,
  }) => {
    const { challenge, account } = visitor;
    const { key } = await visitor.setup.enrolled(LOTTE, "call", "app");
    await clock.minutes(2);
    await visitor.setup.signOut();
    await visitor.reachChallenge(LOTTE);
    await challenge.choose("call");
    const call = await phone.call(LOTTE.e164, 2);
    if (how === "busy" || how === "voicemail") {
      await phone.deny(call, how);
    } else {
      await phone.answer(call);
      await (how === "hung_up" ? phone.deny(call, how) : phone.press(call, how));
    }
    await expect(challenge.alert(code)).toBeVisible();
    await challenge.anotherWay();
    await challenge.byApp(await app.next(key));
    await account.reached();
  });
}

test("a call that nobody answers says so, and another one can be asked for", async ({
  visitor,
  phone,
  clock,
}) => {
  const { challenge, account, page } = visitor;
  await page.clock.install();
  await visitor.setup.enrolled(LOTTE, "call");
  await clock.minutes(5);
  await visitor.setup.signOut();
  await visitor.reachChallenge(LOTTE);
  await challenge.choose("call");
  await phone.call(LOTTE.e164, 2);
  await expect(challenge.alert("call_ringing")).toBeVisible();
  await phone.ignore(clock);
  await page.clock.fastForward("00:31");
  await expect(challenge.alert("call_no_answer")).toBeVisible();
  await clock.minutes(2);
  await page.clock.fastForward("02:00");
  await challenge.button("call_again").click();
  const again = await phone.call(LOTTE.e164, 3);
  await phone.answer(again);
  await phone.press(again, "1");
  await account.reached();
});

test("a call asked for too soon says how long to wait", async ({ visitor, phone, clock }) => {
  const { challenge } = visitor;
  await visitor.setup.enrolled(LOTTE, "call", "app");
  await visitor.setup.signOut();
  await visitor.reachChallenge(LOTTE);
  await challenge.pick("method_call_to");
  await challenge.button("continue").click();
  const waits = challenge.page.locator("[data-code=resend_too_soon], [data-testid=resend-wait]");
  await expect(waits.first()).toBeVisible();
  expect(await phone.calls(LOTTE.e164)).toHaveLength(1);
  await clock.minutes(2);
  await challenge.choose("call");
  await phone.call(LOTTE.e164, 2);
});

test("a call that rings goes on ringing while another way is looked at", async ({ visitor, phone, clock }) => {
  const { challenge, account } = visitor;
  await visitor.setup.enrolled(LOTTE, "call", "app");
  await clock.minutes(2);
  await visitor.setup.signOut();
  await visitor.reachChallenge(LOTTE);
  await challenge.choose("call");
  const call = await phone.call(LOTTE.e164, 2);
  await challenge.anotherWay();
  await challenge.choose("call");
  await phone.answer(call);
  await phone.press(call, "1");
  await account.reached();
});

test("a refused call is in the history", async ({ visitor, phone, app, clock }) => {
  const { challenge, account, security } = visitor;
  const { key } = await visitor.setup.enrolled(LOTTE, "call", "app");
  await clock.minutes(2);
  await visitor.setup.signOut();
  await visitor.reachChallenge(LOTTE);
  await challenge.choose("call");
  const call = await phone.call(LOTTE.e164, 2);
  await phone.answer(call);
  await phone.press(call, "#");
  await expect(challenge.alert("call_refused")).toBeVisible();
  await challenge.anotherWay();
  await challenge.byApp(await app.next(key));
  await account.reached();
  await security.open();
  await expect(security.happened("happened_call_refused")).toBeVisible();
});

test.describe("two figures on the screen", () => {
  test.use({ settings: { CALL_MODE: "digit_on_screen" } });

  test("only the figures that the screen shows confirm a call", async ({ visitor, phone }) => {
    const { twoStep } = visitor;
    await visitor.setup.arrive(LOTTE);
    await twoStep.open();
    await twoStep.choose("call");
    await twoStep.useNumber("call");
    const call = await phone.call(LOTTE.e164);
    const figures = twoStep.page.locator(".call-digits");
    await expect(figures).toHaveText(/^\d\d$/);
    const shown = await figures.innerText();
    expect(call.text, "the call does not say them").not.toContain(shown);
    await phone.answer(call);
    await phone.press(call, shown);
    await twoStep.reached("name");
  });
});

test("UX 5: a code that the browser takes from the message is filled in, and the person sends it", async ({
  visitor,
  phone,
  clock,
}) => {
  const { challenge, account, page } = visitor;
  // Chromium supports WebOTP on phones only: this page gets a browser that returns the code.
  await page.addInitScript(() => {
    Object.assign(window, { OTPCredential: class {} });
    const { credentials } = navigator;
    const others = credentials.get.bind(credentials);
    const code = new Promise<string>((resolve) => Object.assign(window, { received: resolve }));
    credentials.get = async (options?: CredentialRequestOptions) =>
      options && "otp" in options ? ({ code: await code } as unknown as Credential) : others(options);
  });
  await visitor.setup.enrolled(LOTTE, "sms");
  await visitor.setup.signOut();
  await clock.minutes(2);
  const before = (await phone.messages(LOTTE.e164)).length;
  await visitor.reachChallenge(LOTTE);
  await challenge.choose("sms");
  const { text } = await phone.message(LOTTE.e164, before + 1);
  const code = await phone.code(LOTTE.e164, before + 1);
  expect(text, "the last line binds the code to the site").toMatch(new RegExp(`@localhost(:\\d+)? #${code}$`));
  await expect(challenge.control("code")).toHaveValue("");
  await page.evaluate((code) => (window as unknown as { received: (code: string) => void }).received(code), code);
  await expect(challenge.control("code")).toHaveValue(code);
  await challenge.button("prove_submit").click();
  await account.reached();
});

test("where the next message may not go yet, the screen says so and offers it later", async ({
  visitor,
  phone,
  clock,
}) => {
  const { challenge, account } = visitor;
  await visitor.setup.enrolled(LOTTE, "sms");
  await visitor.setup.signOut();
  const before = (await phone.messages(LOTTE.e164)).length;
  await visitor.reachChallenge(LOTTE);
  await challenge.choose("sms");
  const said = challenge.page.locator(".sent");
  await expect(said).toContainText(challenge.texts.say("sent_none").split("{phone}")[0] ?? "");
  await clock.seconds(61);
  await challenge.page.reload();
  await challenge.button("resend").click();
  await challenge.type(await phone.code(LOTTE.e164, before + 1));
  await account.reached();
});

test("M8: a call that the person stops counts no more, whatever the telephone does", async ({ visitor, phone, clock }) => {
  const { challenge, page } = visitor;
  await visitor.setup.enrolled(LOTTE, "call");
  await clock.minutes(2);
  await visitor.setup.signOut();
  await visitor.reachChallenge(LOTTE);
  await challenge.choose("call");
  const call = await phone.call(LOTTE.e164, 2);
  await expect(challenge.alert("call_ringing")).toBeVisible();
  await challenge.button("call_stop").click();
  await expect(challenge.alert("call_expired")).toContainText(challenge.texts.say("call_stopped"));
  await expect(challenge.button("call_stop")).toHaveCount(0);
  await phone.answer(call).catch(() => undefined);
  await phone.press(call, "1").catch(() => undefined);
  await page.reload();
  await expect(challenge.alert("call_expired")).toBeVisible();
});

test("a refused call leads to a new password, and offers no other call for a while", async ({
  visitor,
  phone,
  clock,
}) => {
  const { challenge, recovery } = visitor;
  await visitor.setup.enrolled(LOTTE, "call");
  await clock.minutes(2);
  await visitor.setup.signOut();
  await visitor.reachChallenge(LOTTE);
  await challenge.choose("call");
  const call = await phone.call(LOTTE.e164, 2);
  await phone.answer(call);
  await phone.press(call, "9");
  await expect(challenge.alert("call_refused")).toBeVisible();
  await expect(challenge.page.getByTestId("resend-wait")).toHaveCount(0);
  await expect(challenge.button("call_again")).toHaveCount(0);
  await challenge.link("new_password_title").click();
  await recovery.reached("ask");
});
