// A person who makes an important change confirms their identity again, and returns to where they
// were (S13).

import { LOTTE, MATHIS } from "../../support/people.ts";
import { expect, test } from "../../support/test.ts";

test("an old proof is asked again by the app, and the question that was begun is open again", async ({
  visitor,
  app,
  clock,
}) => {
  const { security, challenge, setup } = visitor;
  const { key } = await setup.enrolled(LOTTE, "app");
  await clock.minutes(11);
  await security.open();
  await security.press("methods", "security_rename");
  await challenge.byApp(await app.next(key));
  await security.reached();
  await security.control("name").fill("Na de vraag");
  await security.press("methods", "security_save");
  await security.changed("methods");
  await expect(security.row("methods", "Na de vraag")).toHaveCount(1);
});

test("a proof that grows old while the page is open is asked too", async ({ visitor, app, clock }) => {
  const { security, challenge, setup } = visitor;
  const { key } = await setup.enrolled(LOTTE, "app");
  await security.open();
  await clock.minutes(11);
  await security.press("recovery-codes", "security_codes_new");
  await security.answer("security_codes_new");
  await challenge.byApp(await app.next(key));
  await security.reached();
  await security.answer("security_codes_new");
  await expect(security.part("recovery-codes").locator(".code-sheet code")).toHaveCount(10);
});

test("the proof is asked before another method is set up, and leads there", async ({ visitor, app, clock }) => {
  const { security, challenge, twoStep, setup } = visitor;
  const { key } = await setup.enrolled(LOTTE, "app");
  await clock.minutes(11);
  await security.open();
  await security.press("methods", "security_method_add");
  await challenge.byApp(await app.next(key));
  await twoStep.reached("choose");
});

test("a proof that was asked can be left, and nothing is changed", async ({ visitor, clock }) => {
  const { security, challenge, setup, page } = visitor;
  await setup.enrolled(LOTTE, "app");
  await clock.minutes(11);
  await security.open();
  await security.press("password-part", "security_password_change");
  await challenge.reached("prove");
  await expect(challenge.page.getByRole("checkbox"), "nothing to remember here").toHaveCount(0);
  await page.goto("/account/security");
  await security.reached();
  await expect(security.control("current-password")).toHaveCount(0);
});

test("without a second factor the password is asked, and a wrong one says so", async ({ visitor, clock }) => {
  const { security, challenge, setup } = visitor;
  await setup.arrive(LOTTE);
  await clock.minutes(11);
  await security.open();
  await security.press("contact", "security_change", security.texts.say("fact_phone"));
  await challenge.confirmPassword("niet het wachtwoord 1");
  await challenge.complains("password", "password_wrong");
  await challenge.confirmPassword(LOTTE.password);
  await visitor.contact.reached("edit");
});

test("the card confirms too, another person's does not", async ({ visitor, stranger, clock }) => {
  const { security, challenge, setup } = visitor;
  await stranger.setup.register(MATHIS);
  await setup.enrolled(LOTTE, "app");
  await clock.minutes(11);
  await security.open();
  await security.press("password-part", "security_password_change");
  await challenge.atChoice();
  await challenge.button("prove_card").click();
  await challenge.reached("read_card");
  await challenge.readerButton.click();
  await challenge.reader.answer(MATHIS.id);
  await expect(challenge.alert("eid_other_person")).toBeVisible();
  await challenge.readerButton.click();
  await challenge.reader.answer(LOTTE.id);
  await security.reached();
  await expect(security.control("current-password")).toBeFocused();
});

test("what cannot be changed without a proof the server refuses by itself", async ({ visitor, clock }) => {
  const { api } = visitor.setup;
  await visitor.setup.enrolled(LOTTE, "app");
  await clock.minutes(11);
  const password = { current: LOTTE.password, password: "nieuw en 8 lang", confirmation: "nieuw en 8 lang" };
  const calls: [string, object][] = [
    ["/api/account/recovery-codes", {}],
    ["/api/account/password", password],
    ["/api/account/contact/phone", { phone: "0476 78 90 12" }],
    ["/api/account/two-step/start", { kind: "app" }],
  ];
  for (const [path, body] of calls) {
    expect(await (await api.send(path, body)).json(), path).toMatchObject({ code: "proof_required" });
  }
});
