// Text messages and calls through a company with Twilio's interface. It is played by Prism with
// Twilio's own description of its interface; Twilio's own library signs the reports and writes the
// markup to compare with.

import twilio from "twilio";

import { Phone } from "../../support/desk.ts";
import { LOTTE, MATHIS } from "../../support/people.ts";
import { Server } from "../../support/server.ts";
import {
  ACCOUNT,
  DESCRIPTION,
  FROM,
  isDescribed,
  Prism,
  report,
  TelephoneCompany,
  TOKEN,
  type Mood,
} from "../../support/telephone-company.ts";
import { expect, test } from "../../support/test.ts";

/** A phone whose messages arrive from the company. */
class CompanyPhone extends Phone {
  constructor(
    origin: string,
    private readonly company: TelephoneCompany,
  ) {
    super(origin);
  }

  override async messages(to: string): ReturnType<Phone["messages"]> {
    const own = this.company.of("Messages").filter((form) => form.get("To") === to);
    const facts = { channel: "sms", at: 0, id: "", to, lang: "nl", purpose: "" } as const;
    return own.map((form) => ({ ...facts, text: form.get("Body") ?? "" }));
  }
}

const served = test.extend<{ company: TelephoneCompany }, { prism: Prism }>({
  prism: [
    async ({}, use) => {
      const prism = new Prism();
      await prism.start();
      await use(prism);
      await prism.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  company: async ({ prism }, use) => {
    const company = new TelephoneCompany(prism);
    await use(company);
    company.close();
    expect(company.handed.filter((it) => it.status !== 201), "Prism finds no fault").toEqual([]);
  },
  server: async ({ cards, company }, use) => {
    const server = await Server.create(cards, {
      TWILIO_ACCOUNT_SID: ACCOUNT,
      TWILIO_AUTH_TOKEN: TOKEN,
      TWILIO_API_URL: await company.open(),
      TWILIO_FROM: FROM,
      TWILIO_VOICE_FROM: FROM,
    });
    await use(server);
    await server.remove();
  },
  phone: async ({ server, company }, use) => use(new CompanyPhone(server.origin, company)),
});

served.skip(!isDescribed(), `Twilio's description is not at ${DESCRIPTION}: set TWILIO_OPENAPI`);

/** An address in a form. */
function address(form: URLSearchParams | undefined, name: string): string {
  return form?.get(name) ?? "";
}

/** Prism's id for everything that it accepts. */
const SID = { Messages: "SMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", Calls: "CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" };

served("h8 a code goes out by Twilio, and the screen says when it arrived and keeps to it", async ({
  visitor: { registration },
  server,
  company,
  phone,
}) => {
  await registration.toActivation(LOTTE);
  const code = await phone.code(LOTTE.e164);
  const form = company.of("Messages")[0];
  expect(form?.get("From")).toBe(FROM);
  const url = address(form, "StatusCallback");
  const message = { MessageSid: SID.Messages };
  expect((await report(url, { ...message, MessageStatus: "sent" })).status).toBe(200);
  const forged = await report(url, { ...message, MessageStatus: "sent" }, { MessageStatus: "failed" });
  expect(forged.status, "another state than was signed").toBe(401);
  const other = url.replace(/id=./, (it) => (it === "id=_" ? "id=0" : "id=_"));
  const elsewhere = await report(other, { ...message, MessageStatus: "failed" });
  expect(elsewhere.status, "a message that nobody knows").toBe(401);
  expect((await report(url, { ...message, MessageStatus: "delivered" })).status).toBe(200);
  const arrived = registration.texts.pattern("sent_arrived", { phone: "+32 ••• •• •• 56" });
  await expect(registration.page.getByText(arrived)).toBeVisible({ timeout: 20_000 });
  expect((await report(url, { ...message, MessageStatus: "undelivered" })).status).toBe(200);
  await registration.page.reload();
  await expect(registration.page.getByText(arrived)).toBeVisible();
  await registration.activate(code, LOTTE.password);
  await registration.reached("done");
  expect(company.of("Messages"), "sent once").toHaveLength(1);
  expect(server.log()).toMatch(/decision: send.*activation/);
  for (const secret of [LOTTE.e164.slice(1), code, TOKEN]) expect(server.log()).not.toContain(secret);
});

served("m3 a call by Twilio is followed, says its text in Twilio's markup, and counts with the key 1", async ({
  visitor,
  company,
}) => {
  await visitor.setup.arrive(LOTTE);
  const { twoStep } = visitor;
  await twoStep.open();
  await twoStep.choose("call");
  await twoStep.useNumber("call");
  await expect.poll(() => company.of("Calls").length).toBe(1);
  const form = company.of("Calls")[0];
  expect(form?.getAll("StatusCallbackEvent")).toEqual(["ringing", "answered", "completed"]);
  const call = { CallSid: SID.Calls };
  expect((await report(address(form, "StatusCallback"), { ...call, CallStatus: "ringing" })).status).toBe(200);
  await expect(twoStep.alert("call_ringing")).toBeVisible();

  const answer = await report(address(form, "Url"), { ...call, CallStatus: "in-progress" });
  const said = plain(await answer.text());
  await expect(twoStep.alert("call_answered")).toBeVisible();
  const action = /action="([^"]+)"/.exec(said)?.[1] ?? "";
  const text = /<Say[^>]*>([^<]+)<\/Say>/.exec(said)?.[1] ?? "";
  expect(text).toContain("Vestibule");
  expect(said).toBe(plain(written(action, text)));

  const forged = await report(action, { ...call, Digits: "7" }, { Digits: "1" });
  expect(forged.status, "another key than was signed").toBe(401);
  const port = new URL(action).port;
  const moved = await report(action.replace(port, `${Number(port) + 1}`), call).catch(() => null);
  expect(moved, "nobody listens at another port").toBeNull();
  expect((await report(action, { ...call, Digits: "1" })).status).toBe(200);
  await twoStep.finish();
  expect(company.of("Calls"), "called once").toHaveLength(1);
});

/** The same in the words of Twilio's own library. */
function written(action: string, text: string): string {
  const language = /^(Goedendag|Bonjour|Guten|Hello)/.exec(text)?.[0] ?? "";
  const spoken = { Goedendag: "nl-NL", Bonjour: "fr-BE", Guten: "de-DE", Hello: "en-GB" } as const;
  const response = new twilio.twiml.VoiceResponse();
  const gather = response.gather({
    input: ["dtmf"],
    numDigits: 1,
    timeout: 10,
    finishOnKey: "",
    actionOnEmptyResult: true,
    method: "POST",
    action,
  });
  gather.say({ language: spoken[language as keyof typeof spoken], loop: 2 }, text);
  response.hangup();
  return response.toString();
}

/** Markup with its escapes undone, so that two ways to write the same are the same. */
function plain(markup: string): string {
  const signs = { "&quot;": '"', "&apos;": "'", "&lt;": "<", "&gt;": ">", "&amp;": "&" };
  return Object.entries(signs).reduce((all, [written, sign]) => all.replaceAll(written, sign), markup);
}

for (const mood of ["broken", "locked", "silent"] satisfies Mood[]) {
  served(`a company that is ${mood} holds nobody up, and another way is offered at once`, async ({
    visitor,
    stranger,
    company,
    app,
    clock,
  }) => {
    const { key } = await visitor.setup.enrolled(LOTTE, "sms", "app");
    await visitor.setup.signOut();
    await clock.seconds(61);
    const before = company.of("Messages").length;
    company.mood = mood;
    await visitor.reachChallenge(LOTTE);
    await visitor.challenge.choose("sms");
    await expect(visitor.challenge.button("prove_another_way")).toBeVisible({ timeout: 3_000 });
    await expect.poll(() => company.turnedAway).toBeGreaterThan(0);
    // Other people are not affected.
    await stranger.registration.order(MATHIS);
    await visitor.challenge.anotherWay();
    await visitor.challenge.byApp(await app.next(key));
    await visitor.account.reached();
    expect(company.of("Messages"), "nothing was sent").toHaveLength(before);
  });
}

served("the doctor finds the account of the company open, and says so when it is not", async ({
  server,
  company,
}) => {
  expect((await server.doctor()).text).toMatch(/^ok +TWILIO_ACCOUNT_SID /m);
  expect(company.handed, "nothing was sent").toHaveLength(0);
  company.mood = "locked";
  expect((await server.doctor()).text).toMatch(/^BAD +TWILIO_ACCOUNT_SID /m);
});
