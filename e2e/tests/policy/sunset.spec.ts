// The end of text messages, rehearsed: from 60 days before to two days after, for a doctor who has
// nothing else, a patient who has nothing else, and a person who set up the app in time (P1-P3,
// P11).

import type { AuthenticatorApp } from "../../support/authenticator-app.ts";
import type { Phone } from "../../support/desk.ts";
import { ANKE, LOTTE, MATHIS, type Person } from "../../support/people.ts";
import { administrator, day, decide, impact, inDutch } from "../../support/sunset.ts";
import { expect, test } from "../../support/test.ts";
import type { Visitor } from "../../support/visitor.ts";

const DAY = 24 * 60 * 60 * 1000;
/** The days before the last one on which people are notified. */
const NOTICES = [60, 30, 14, 7, 1];

/**
 * Signs in by password and text message: to the account, or to the set-up if the message no longer
 * signs in.
 */
async function bySms(visitor: Visitor, phone: Phone, person: Person, then: "enters" | "interrupted"): Promise<void> {
  const sent = (await phone.messages(person.e164)).length;
  await visitor.reachChallenge(person);
  await visitor.challenge.choose("sms");
  await visitor.challenge.type(await phone.code(person.e164, sent + 1));
  if (then === "enters") {
    await visitor.account.reached();
    return;
  }
  const { twoStep, page } = visitor;
  await twoStep.reached("choose");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(twoStep.texts.say("two_step_ended"));
  await expect(twoStep.method("sms"), "nobody sets it up again").toHaveCount(0);
  await expect(twoStep.button("two_step_skip")).toHaveCount(0);
}

async function setUpApp({ twoStep, account }: Visitor, app: AuthenticatorApp): Promise<void> {
  await twoStep.choose("app");
  await twoStep.type(await app.code(await twoStep.key()));
  await twoStep.name();
  await twoStep.toAccount();
  await account.reached();
}

test("p1 p2 p3 p11 nobody is locked out when text messages end, and each person is notified once at a time", async ({
  visitor,
  stranger,
  server,
  clock,
  phone,
  app,
  mailbox,
}) => {
  // Three people and an administrator, one after the other in the same browser.
  const { setup } = stranger;
  await setup.enrolled(ANKE, "sms");
  await setup.signOut();
  await setup.enrolled(LOTTE, "sms");
  await setup.signOut();
  const { key } = await setup.enrolled(MATHIS, "sms", "app");
  await setup.signOut();
  await administrator(stranger, server, app);

  const last = (await clock.now()) + 61 * DAY;
  const methods = [{ method: "sms", last_day: day(last) }];
  expect(await impact(stranger, methods)).toMatchObject({ ending: 2, must_act: 0 });
  await decide(stranger, methods);

  // Before: notified by mail, once at each step, and by a banner; nothing else changes.
  for (const [told, notice] of NOTICES.entries()) {
    await clock.days(Math.round((last - (await clock.now())) / DAY) - notice);
    for (const person of [ANKE, LOTTE]) {
      const { text } = await mailbox.mail(person.email, "method_ends", told + 1);
      expect(text).toContain(`${server.origin}/account/two-step\n`);
      expect(text).toContain(`${server.origin}/help/change\n`);
    }
  }
  await bySms(visitor, phone, ANKE, "enters");
  await expect(visitor.account.alert("two_step_duty")).toContainText(inDutch(last));
  await visitor.account.link("change_link").click();
  await visitor.help.shows("help_change");
  await expect(visitor.help.end("Sms")).toContainText(inDutch(last));
  await visitor.page.goto("/account");
  await visitor.account.signOut();

  // Two days after.
  await clock.days(3);
  await bySms(visitor, phone, ANKE, "interrupted");
  await setUpApp(visitor, app);
  await visitor.account.signOut();
  await bySms(visitor, phone, LOTTE, "interrupted");
  await setUpApp(visitor, app);
  await visitor.account.signOut();

  await visitor.reachChallenge(MATHIS);
  await expect(visitor.challenge.method("sms")).toHaveCount(0);
  await visitor.challenge.byApp(await app.next(key));
  await visitor.account.reached();

  for (const person of [ANKE, LOTTE]) {
    expect(await mailbox.mails(person.email, "method_ends"), person.name).toHaveLength(NOTICES.length);
  }
  expect(await mailbox.mails(MATHIS.email, "method_ends"), "has another").toHaveLength(0);
});
