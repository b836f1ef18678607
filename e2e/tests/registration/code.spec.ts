// The code in the text message: wrong, expired, sent again, sent to another number (R7-R10, R16).

import { otherThan } from "../../support/desk.ts";
import { LOTTE, OTHER_PHONE } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

test("five wrong codes lock the account, a mail says so, and a fresh reading of the card unlocks it", async ({
  visitor,
  phone,
  mailbox,
  clock,
}) => {
  const { registration, page } = visitor;
  await visitor.atActivation(LOTTE);
  const wrong = otherThan(await phone.code(LOTTE.e164));
  for (const left of [4, 3, 2, 1]) {
    await registration.activate(wrong, LOTTE.password);
    await registration.complains("code", "code_wrong");
    const tries = page.getByTestId("tries-left");
    if (left > 3) await expect(tries).toHaveCount(0);
    else await expect(tries).toHaveText(registration.texts.say("tries_left", { count: `${left}` }));
    const within = page.locator("#code-problem").getByTestId("tries-left");
    await expect(within, "inside the message of the field").toHaveCount(left > 3 ? 0 : 1);
  }
  await registration.activate(wrong, LOTTE.password);
  await registration.reached("locked");
  await expect(registration.alert("account_locked")).toBeVisible();
  await mailbox.mail(LOTTE.email, "account_locked");

  await clock.seconds(31);
  await registration.button("locked_unlock").click();
  await registration.readCard(LOTTE.id);
  await registration.reached("activate");
  await mailbox.mail(LOTTE.email, "account_unlocked");
  await expect(page.getByTestId("tries-left")).toHaveCount(0);
  await registration.activate(await phone.code(LOTTE.e164, 2), LOTTE.password);
  await registration.reached("done");
});

test("a locked account stays locked in another browser until its card is read", async ({
  visitor,
  stranger,
  phone,
}) => {
  await visitor.atActivation(LOTTE);
  const wrong = otherThan(await phone.code(LOTTE.e164));
  for (let tries = 1; tries < 5; tries += 1) {
    await visitor.registration.activate(wrong, LOTTE.password);
    await visitor.registration.complains("code", "code_wrong");
  }
  await visitor.registration.activate(wrong, LOTTE.password);
  await visitor.registration.reached("locked");
  await stranger.signIn.open();
  await stranger.signIn.enter(LOTTE.email, LOTTE.password);
  await expect(stranger.signIn.alert("credentials_wrong")).toBeVisible();
});

test("the right code after four wrong ones activates the account", async ({
  visitor,
  phone,
}) => {
  const { registration } = visitor;
  await visitor.atActivation(LOTTE);
  const code = await phone.code(LOTTE.e164);
  for (let tries = 1; tries < 5; tries += 1) {
    await registration.activate(otherThan(code), LOTTE.password);
    await registration.complains("code", "code_wrong");
  }
  // UX 1: one field for figures that the browser may fill in, and nothing typed is cut off.
  const field = registration.labelled("field_code");
  await expect(field).toHaveAttribute("type", "text");
  await expect(field).toHaveAttribute("inputmode", "numeric");
  await expect(field).toHaveAttribute("autocomplete", "one-time-code");
  await expect(field).not.toHaveAttribute("maxlength");
  // UX 2: spaces and dashes do not matter.
  await registration.activate(` ${code.slice(0, 3)}-${code.slice(3)} `, LOTTE.password);
  await registration.reached("done");
});

test("ux12 a wrong code keeps the code and the passwords, what is wrong with a password forgets them", async ({
  visitor,
  phone,
}) => {
  const { registration } = visitor;
  await visitor.atActivation(LOTTE);
  const wrong = otherThan(await phone.code(LOTTE.e164));
  await registration.activate(wrong, LOTTE.password);
  await registration.complains("code", "code_wrong");
  await expect(registration.labelled("field_code")).toHaveValue(wrong);
  await expect(registration.labelled("field_new_password")).toHaveValue(LOTTE.password);
  await expect(registration.labelled("field_confirmation")).toHaveValue(LOTTE.password);
  // A person's own name is not a valid password: only the server knows it.
  await registration.activate(await phone.code(LOTTE.e164), "Zonnevlecht 1");
  await registration.complains("password", "password_context");
  await expect(registration.labelled("field_new_password")).toHaveValue("");
  await expect(registration.labelled("field_confirmation")).toHaveValue("");
});

test("an expired code says so and a new one works", async ({
  visitor,
  phone,
  clock,
}) => {
  const { registration } = visitor;
  await visitor.atActivation(LOTTE);
  const expired = await phone.code(LOTTE.e164);
  await clock.minutes(11);
  await registration.activate(expired, LOTTE.password);
  await registration.complains("code", "code_expired");
  await registration.button("resend").click();
  const fresh = await phone.code(LOTTE.e164, 2);
  await registration.activate(fresh, LOTTE.password);
  await registration.reached("done");
});

test("the same code is sent again once the countdown is over", async ({
  visitor,
  phone,
  clock,
}) => {
  const { registration, page } = visitor;
  await page.clock.install();
  await visitor.atActivation(LOTTE);
  const code = await phone.code(LOTTE.e164);
  const wait = page.getByTestId("resend-wait");
  await expect(wait).toBeDisabled();
  await expect(wait).toHaveText(/0:\d\d/);
  await expect(registration.button("resend")).toHaveCount(0);
  const place = await wait.evaluate((it) => it.getBoundingClientRect().height);
  await wait.click({ force: true });

  await clock.seconds(31);
  await page.clock.fastForward(31_000);
  const resend = registration.button("resend");
  await expect(resend).toBeEnabled();
  expect(await resend.evaluate((it) => it.getBoundingClientRect().height), "nothing moves").toBe(place);
  await resend.click();
  expect(await phone.code(LOTTE.e164, 2)).toBe(code);
  await expect(wait).toBeVisible();
  await registration.activate(code, LOTTE.password);
  await registration.reached("done");
});

test("coming back in another browser sends no second message within the cool-down", async ({
  visitor,
  stranger,
  phone,
}) => {
  await visitor.atActivation(LOTTE);
  const code = await phone.code(LOTTE.e164);
  await stranger.registration.toCard(LOTTE);
  await stranger.registration.readCard(LOTTE.id);
  await stranger.registration.reached("activate");
  await expect(stranger.page.getByTestId("resend-wait")).toBeVisible();
  expect(await phone.messages(LOTTE.e164)).toHaveLength(1);
  await stranger.registration.activate(code, LOTTE.password);
  await stranger.registration.reached("done");
});

test("R16, UX 6: the number can be changed before activation, and only the new code counts", async ({
  visitor,
  phone,
}) => {
  const { registration, page } = visitor;
  await visitor.atActivation(LOTTE);
  const sent = await page.locator(".sent").innerText();
  expect(sent, "a number is never broken").toContain("+32\u00a0•••\u00a0••\u00a0••\u00a056");
  const old = await phone.code(LOTTE.e164);
  const help = page.getByRole("region", { name: registration.texts.say("not_received_title") });
  await registration.button("activate_submit").click();
  await expect(registration.summary).toBeVisible();
  await registration.button("change_phone").click();
  await expect(help, "the form takes its place").toHaveCount(0);
  await expect(registration.summary, "one list of problems at most").toHaveCount(0);
  await registration.button("security_cancel").click();
  await expect(help).toBeVisible();
  await expect(registration.button("change_phone")).toBeFocused();
  await registration.button("change_phone").click();
  const number = registration.labelled("field_new_phone");
  await expect(number).toBeFocused();
  await number.fill("02 555 12 12");
  await registration.button("change_phone_submit").click();
  await registration.complains("phone", "phone_not_mobile");

  await number.fill(OTHER_PHONE.typed);
  await registration.button("change_phone_submit").click();
  await expect(number).toHaveCount(0);
  await expect(help).toBeVisible();
  const fresh = await phone.code(OTHER_PHONE.e164);
  if (old !== fresh) {
    await registration.activate(old, LOTTE.password);
    await registration.complains("code", "code_wrong");
  }
  await registration.activate(fresh, LOTTE.password);
  await registration.reached("done");
});
