// The authenticator app: scanned by a camera, its codes made by an independent program (M5, M6, UX
// 3, 8).

import { readFileSync } from "node:fs";

import { keyOf } from "../../support/authenticator-app.ts";
import { LOTTE } from "../../support/people.ts";
import { readQr } from "../../support/qr.ts";
import { expect, test } from "../../support/test.ts";

test("M4, M5, UX 8: the app is set up by scanning, and its code is asked at the next sign-in", async ({
  visitor,
  app,
  mailbox,
}) => {
  const { twoStep, challenge, account } = visitor;
  await visitor.setup.arrive(LOTTE);
  await twoStep.open();
  await expect(twoStep.method("app"), "it is recommended").toBeChecked();
  await twoStep.choose("app");
  const key = await twoStep.key();
  const uri = await readQr(await twoStep.qr.screenshot());
  expect(uri, "the code is one for authenticator apps").toMatch(/^otpauth:\/\/totp\//);
  expect(keyOf(uri), "picture and text say the same").toBe(key.replaceAll(/\s/g, ""));
  await twoStep.type(await app.code(key));
  const codes = await twoStep.finish("Mijn telefoon");
  expect(codes).toHaveLength(10);
  expect(new Set(codes).size).toBe(10);
  await twoStep.toAccount();
  await mailbox.mail(LOTTE.email, "method_added");

  await account.signOut();
  await visitor.signIn.enter(LOTTE.email, LOTTE.password);
  await challenge.reached("prove");
  await challenge.asks("app");
  await expect(challenge.page.getByRole("radio"), "nothing has to be chosen").toHaveCount(0);
  // The other ways are one press away.
  await challenge.anotherWay();
  for (const way of ["prove_recovery", "prove_card", "prove_lost"]) {
    await expect(challenge.button(way)).toBeVisible();
  }
  await challenge.byApp(await app.next(key));
  await account.reached();
});

test("a phone whose clock runs fast sets its app up and signs in", async ({ visitor, app, clock }) => {
  const { twoStep, challenge, account } = visitor;
  await visitor.setup.arrive(LOTTE);
  await twoStep.open();
  await twoStep.choose("app");
  const key = await twoStep.key();
  await twoStep.type(await app.ahead(key));
  await twoStep.finish();
  await twoStep.toAccount();
  await account.signOut();
  await clock.seconds(30);
  await visitor.reachChallenge(LOTTE);
  await challenge.byApp(await app.ahead(key));
  await account.reached();
});

test("M6, UX 18: a wrong code sets nothing up, and leaving goes back to the choice", async ({ visitor, app }) => {
  const { twoStep, security } = visitor;
  await visitor.setup.arrive(LOTTE);
  await twoStep.open();
  await twoStep.choose("app");
  await twoStep.type(await app.wrong(await twoStep.key()));
  await twoStep.complains("code", "code_wrong");
  await twoStep.button("two_step_other").click();
  await twoStep.reached("choose");
  await security.open();
  await expect(security.rows("methods")).toHaveCount(0);
});

test("a text that cannot be a code is reported before anything is sent", async ({ visitor }) => {
  const { challenge } = visitor;
  await visitor.setup.enrolled(LOTTE, "app");
  await visitor.setup.signOut();
  await visitor.reachChallenge(LOTTE);
  await challenge.choose("app");
  const mistakes = [
    ["", "required"],
    ["12345", "code_too_short"],
    ["1234567", "code_too_long"],
    ["12a456", "code_not_digits"],
  ] as const;
  for (const [typed, code] of mistakes) {
    await challenge.type(typed);
    await challenge.complains("code", code);
  }
  await expect(challenge.triesLeft, "none of them was a try").toHaveCount(0);
});

test("spaces in a code do not matter", async ({ visitor, app }) => {
  const { key } = await visitor.setup.enrolled(LOTTE, "app");
  await visitor.setup.signOut();
  await visitor.reachChallenge(LOTTE);
  const code = await app.next(key);
  await visitor.challenge.byApp(` ${code.slice(0, 3)} ${code.slice(3)} `);
  await visitor.account.reached();
});

test("a code counts once, and the next one is accepted", async ({ visitor, stranger, app }) => {
  const { key } = await visitor.setup.enrolled(LOTTE, "app");
  await visitor.setup.signOut();
  await visitor.reachChallenge(LOTTE);
  const code = await app.next(key);
  await visitor.challenge.byApp(code);
  await visitor.account.reached();

  await stranger.reachChallenge(LOTTE);
  await stranger.challenge.byApp(code);
  await stranger.challenge.complains("code", "code_used");
  await stranger.challenge.type(await app.next(key));
  await stranger.account.reached();
});

test("S4: a code that was used is worth nothing after the server was started again either", async ({
  visitor,
  stranger,
  app,
  clock,
  server,
}) => {
  const { key } = await visitor.setup.enrolled(LOTTE, "app");
  await visitor.setup.signOut();
  await visitor.reachChallenge(LOTTE);
  const code = await app.next(key);
  const then = await clock.now();
  await visitor.challenge.byApp(code);
  await visitor.account.reached();

  await server.kill();
  await server.start();
  // Its clock starts at the real time again.
  await clock.seconds(Math.max(0, Math.ceil((then - (await clock.now())) / 1000)));
  await stranger.reachChallenge(LOTTE);
  await stranger.challenge.byApp(code);
  await stranger.challenge.complains("code", "code_used");
});

test("a code of the step before still counts, one of a minute ago does not", async ({
  visitor,
  app,
  clock,
}) => {
  const { key } = await visitor.setup.enrolled(LOTTE, "app");
  await visitor.setup.signOut();
  await visitor.reachChallenge(LOTTE);
  await visitor.challenge.choose("app");
  const old = await app.next(key);
  await clock.seconds(60);
  await visitor.challenge.type(old);
  await visitor.challenge.complains("code", "code_wrong");
  const recent = await app.code(key);
  await clock.seconds(30);
  await visitor.challenge.type(recent);
  await visitor.account.reached();
});

test("five wrong codes let the step rest, and it says until when", async ({ visitor, app, mailbox, clock }) => {
  const { challenge, account } = visitor;
  const { key } = await visitor.setup.enrolled(LOTTE, "app");
  await visitor.setup.signOut();
  await visitor.reachChallenge(LOTTE);
  await challenge.choose("app");
  const wrong = await app.wrong(key);
  for (const left of [4, 3, 2, 1]) {
    await challenge.type(wrong);
    await challenge.complains("code", "code_wrong");
    if (left > 3) await expect(challenge.triesLeft).toHaveCount(0);
    else await expect(challenge.triesLeft).toHaveText(challenge.texts.say("tries_left_rests", { count: `${left}` }));
  }
  await challenge.type(wrong);
  const rests = challenge.alert("step_rests");
  await expect(rests, "says until when").toContainText(/\d/);
  await expect(challenge.page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(challenge.page.getByRole("timer"), "and how much longer").toContainText(/14:\d\d|15:00/);
  await expect(challenge.control("code"), "no code can be typed").toHaveCount(0);
  await challenge.page.reload();
  await expect(rests).toBeVisible();
  await challenge.anotherWay();
  await expect(challenge.button("prove_card"), "what works meanwhile").toBeVisible();
  await mailbox.mail(LOTTE.email, "wrong_codes");
  await clock.minutes(16);
  await visitor.reachChallenge(LOTTE);
  await challenge.byApp(await app.code(key));
  await account.reached();
});

test("a sign-in that was left half-way for too long begins again, and says so", async ({
  visitor,
  app,
  clock,
}) => {
  const { challenge, signIn } = visitor;
  const { key } = await visitor.setup.enrolled(LOTTE, "app");
  await visitor.setup.signOut();
  await visitor.reachChallenge(LOTTE);
  await challenge.choose("app");
  await clock.minutes(16);
  await challenge.type(await app.code(key));
  await signIn.reached("credentials");
  await expect(signIn.alert("over")).toBeVisible();
});

test("UX 17: another way can be tried, and the recovery codes are never the first", async ({
  visitor,
  phone,
  clock,
}) => {
  const { challenge, account } = visitor;
  await visitor.setup.enrolled(LOTTE, "app", "sms");
  // The next message to the same number has to wait.
  await clock.minutes(2);
  await visitor.setup.signOut();
  await visitor.reachChallenge(LOTTE);
  await expect(challenge.page.getByRole("radio")).toHaveCount(2);
  await challenge.choose("app");
  await challenge.anotherWay();
  const before = (await phone.messages(LOTTE.e164)).length;
  await challenge.choose("sms");
  await challenge.type(await phone.code(LOTTE.e164, before + 1));
  await account.reached();
});

test("a recovery code opens once, a mail tells, and it never opens again", async ({
  visitor,
  stranger,
  mailbox,
}) => {
  const { codes } = await visitor.setup.enrolled(LOTTE, "app");
  const [first = "", second = ""] = codes;
  await visitor.setup.signOut();
  await visitor.reachChallenge(LOTTE);
  // Capitals, spaces and dashes do not matter.
  await visitor.challenge.byRecoveryCode(first.toLowerCase().replace("-", " "));
  await visitor.account.reached();
  await mailbox.mail(LOTTE.email, "recovery_code_used");

  await stranger.reachChallenge(LOTTE);
  await stranger.challenge.byRecoveryCode(first);
  await stranger.challenge.complains("code", "code_wrong");
  await stranger.challenge.type(second);
  await stranger.account.reached();
});

test("recovery codes can be printed, kept as a file and copied", async ({ visitor, app }) => {
  const { twoStep, page } = visitor;
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await visitor.setup.arrive(LOTTE);
  await twoStep.open();
  await twoStep.choose("app");
  await twoStep.type(await app.code(await twoStep.key()));
  await twoStep.name();
  await twoStep.enough();
  await twoStep.reached("codes");
  const codes = await twoStep.codes.allInnerTexts();

  const begun = page.waitForEvent("download");
  await page.getByRole("link", { name: twoStep.texts.say("codes_download") }).click();
  const file = await begun;
  expect(file.suggestedFilename()).toBe("vestibule-codes.txt");
  const kept = readFileSync(await file.path(), "utf8");
  for (const code of codes) expect(kept).toContain(code);

  await twoStep.button("codes_copy").click();
  expect((await page.evaluate(() => navigator.clipboard.readText())).split("\n")).toEqual(codes);

  // The printed page: the sheet with its title, and nothing else.
  await page.emulateMedia({ media: "print" });
  await expect(twoStep.codes.first()).toBeVisible();
  await expect(page.locator(".code-sheet-title")).toBeVisible();
  await expect(page.getByRole("banner")).toBeHidden();
  await expect(twoStep.button("continue")).toBeHidden();
  await page.emulateMedia({ media: "screen" });
  const printed = page.evaluate(() => new Promise<void>((done) => { window.print = done; }));
  await twoStep.button("codes_print").click();
  await printed;
});
