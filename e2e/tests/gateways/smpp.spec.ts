// Text messages by SMPP through an SMSC, with a webhook as fallback if a test asks for one.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import smpp from "smpp";

import { serverCertificate } from "../../support/certificate.ts";
import { Phone } from "../../support/desk.ts";
import { Webhook } from "../../support/gateways.ts";
import { LOTTE, MATHIS } from "../../support/people.ts";
import { Server } from "../../support/server.ts";
import { type Mood, PASSWORD, Smsc, SYSTEM_ID } from "../../support/smsc.ts";
import { expect, test } from "../../support/test.ts";

/** A phone whose messages arrive through the SMSC. */
class NetworkPhone extends Phone {
  constructor(
    origin: string,
    private readonly smsc: Smsc,
  ) {
    super(origin);
  }

  override async messages(to: string): ReturnType<Phone["messages"]> {
    const facts = { channel: "sms", at: 0, id: "", to, lang: "nl", purpose: "" } as const;
    return this.smsc.texts(to).map((text) => ({ ...facts, text }));
  }
}

interface Network {
  smsc: Smsc;
  webhook: Webhook;
}

const served = test.extend<Network>({
  smsc: async ({}, use) => {
    const smsc = new Smsc();
    await use(smsc);
    await smsc.close();
  },
  webhook: async ({}, use) => {
    const webhook = new Webhook();
    await use(webhook);
    webhook.close();
  },
  server: async ({ cards, smsc, settings }, use) => {
    const server = await Server.create(cards, {
      SMPP_ADDRESS: await smsc.open(),
      SMPP_TLS: "no",
      SMPP_SYSTEM_ID: SYSTEM_ID,
      SMPP_PASSWORD: PASSWORD,
      SMPP_FROM: "Vestibule",
      ...settings,
    });
    await use(server);
    await server.remove();
  },
  phone: async ({ server, smsc }, use) => use(new NetworkPhone(server.origin, smsc)),
});

/** The same with a webhook as fallback when the SMSC accepted nothing. */
const backed = served.extend<Network>({
  server: async ({ cards, smsc, webhook }, use) => {
    const server = await Server.create(cards, {
      SMPP_ADDRESS: await smsc.open(),
      SMPP_TLS: "no",
      SMPP_SYSTEM_ID: SYSTEM_ID,
      SMPP_PASSWORD: PASSWORD,
      SMPP_FROM: "8810",
      SMS_WEBHOOK_URL: await webhook.open(),
    });
    await use(server);
    await server.remove();
  },
});

/** The last message at the webhook, and its code. */
function posted(webhook: Webhook): string {
  return /#(\d{6})$/.exec(String(webhook.posted.at(-1)?.body.text))?.[1] ?? "";
}

served("h8 a code goes out by SMPP, and the screen says when it arrived and keeps to it", async ({
  visitor: { registration },
  server,
  smsc,
  phone,
}) => {
  await registration.toActivation(LOTTE);
  const code = await phone.code(LOTTE.e164);
  const [message] = smsc.submitted;
  if (!message) throw new Error("nothing was handed over");
  expect(message.text).toMatch(new RegExp(`\n@localhost #${code}$`));
  expect(message.pdu).toMatchObject({
    source_addr: "Vestibule",
    source_addr_ton: 5,
    source_addr_npi: 0,
    destination_addr: LOTTE.e164.slice(1),
    dest_addr_ton: 1,
    dest_addr_npi: 1,
    data_coding: 0,
    esm_class: 0,
    registered_delivery: 1,
  });
  expect(await smsc.report(message, "ENROUTE")).toBe(smpp.ESME_ROK);
  expect(await smsc.report(message, "DELIVRD")).toBe(smpp.ESME_ROK);
  const arrived = registration.texts.pattern("sent_arrived", { phone: "+32 ••• •• •• 56" });
  await expect(registration.page.getByText(arrived)).toBeVisible({ timeout: 20_000 });
  expect(await smsc.report(message, "UNDELIV")).toBe(smpp.ESME_ROK);
  expect(await smsc.report(message, "DELIVRD"), "again").toBe(smpp.ESME_ROK);
  await registration.page.reload();
  await expect(registration.page.getByText(arrived)).toBeVisible();
  await registration.activate(code, LOTTE.password);
  await registration.reached("done");
  expect(smsc.submitted, "sent once").toHaveLength(1);
  expect(smsc.bound).toEqual(["bind_transceiver"]);
  for (const secret of [LOTTE.e164.slice(1), code, PASSWORD]) expect(server.log()).not.toContain(secret);
});

served("what is delivered and is no report of ours is answered and changes nothing", async ({
  visitor: { registration },
  smsc,
  phone,
  server,
}) => {
  await registration.toActivation(LOTTE);
  const code = await phone.code(LOTTE.e164);
  const words = { source_addr: LOTTE.e164.slice(1), short_message: "STOP, says Lotte" };
  expect(await smsc.deliver(words), "words of a person").toBe(smpp.ESME_ROK);
  const receipt = { esm_class: smpp.ESM_CLASS.MC_DELIVERY_RECEIPT };
  expect(await smsc.deliver({ ...receipt, short_message: "stat:UNDELIV" })).toBe(smpp.ESME_ROK);
  expect(await smsc.report({ id: 0x7fffffff }, "UNDELIV"), "a message of nobody").toBe(smpp.ESME_ROK);
  const long = { ...receipt, short_message: "", message_payload: "x".repeat(20_000) };
  expect(await smsc.deliver(long), "what is too long").not.toBe(smpp.ESME_ROK);
  const [message] = smsc.submitted;
  if (!message) throw new Error("nothing was handed over");
  expect(await smsc.report(message, "DELIVRD"), "the same connection").toBe(smpp.ESME_ROK);
  const arrived = registration.texts.pattern("sent_arrived", { phone: "+32 ••• •• •• 56" });
  await expect(registration.page.getByText(arrived)).toBeVisible({ timeout: 20_000 });
  expect(smsc.bound).toHaveLength(1);
  for (const secret of ["Lotte", LOTTE.e164.slice(1), code]) expect(server.log()).not.toContain(secret);
});

served("h8 a report that comes before the answer to its message is not lost", async ({
  visitor: { registration },
  smsc,
  phone,
}) => {
  smsc.mood = "hasty";
  await registration.toActivation(LOTTE);
  await phone.code(LOTTE.e164);
  expect(await Promise.all(smsc.early)).toEqual([smpp.ESME_ROK]);
  const arrived = registration.texts.pattern("sent_arrived", { phone: "+32 ••• •• •• 56" });
  await expect(registration.page.getByText(arrived)).toBeVisible({ timeout: 20_000 });
});

served("an SMSC that was switched off is bound to again, and the next code goes out", async ({
  visitor: { registration },
  smsc,
  phone,
}) => {
  await expect.poll(() => smsc.bound.length).toBe(1);
  await smsc.close();
  await smsc.open();
  await expect.poll(() => smsc.bound.length, { timeout: 15_000 }).toBe(2);
  expect(await smsc.enquire(), "whether we are there").toBe(smpp.ESME_ROK);
  await registration.toActivation(LOTTE);
  await registration.activate(await phone.code(LOTTE.e164), LOTTE.password);
  await registration.reached("done");
});

served("a server that is stopped says goodbye to the SMSC", async ({ server, smsc }) => {
  await expect.poll(() => smsc.bound.length).toBe(1);
  await server.stop();
  expect(smsc.unbound).toBe(1);
});

for (const mood of ["locked", "busy"] satisfies Mood[]) {
  backed(`a code goes out by the next gateway while the SMSC is ${mood}`, async ({
    visitor: { registration },
    smsc,
    webhook,
  }) => {
    await expect.poll(() => smsc.bound.length).toBe(1);
    smsc.mood = mood;
    if (mood === "locked") await expect.poll(() => smsc.turnedAway).toBeGreaterThan(0);
    await registration.toActivation(LOTTE);
    await expect.poll(() => webhook.posted.length).toBe(1);
    await registration.activate(posted(webhook), LOTTE.password);
    await registration.reached("done");
    expect(smsc.submitted, "nothing was sent").toHaveLength(0);
  });
}

backed("a number that the SMSC refuses is offered to nobody else", async ({
  visitor: { registration },
  smsc,
  webhook,
}) => {
  smsc.mood = "choosy";
  await registration.toActivation(LOTTE);
  const failed = registration.texts.say("sent_failed");
  await expect(registration.page.getByText(failed)).toBeVisible({ timeout: 20_000 });
  expect(smsc.turnedAway).toBe(1);
  expect(webhook.posted).toHaveLength(0);
});

for (const mood of ["locked", "silent"] satisfies Mood[]) {
  served(`an SMSC that is ${mood} holds nobody up, and another way is offered at once`, async ({
    visitor,
    stranger,
    smsc,
    app,
    clock,
  }) => {
    const { key } = await visitor.setup.enrolled(LOTTE, "sms", "app");
    await visitor.setup.signOut();
    await clock.seconds(61);
    const before = smsc.submitted.length;
    smsc.mood = mood;
    await visitor.reachChallenge(LOTTE);
    await visitor.challenge.choose("sms");
    await expect(visitor.challenge.button("prove_another_way")).toBeVisible({ timeout: 3_000 });
    await expect.poll(() => smsc.turnedAway).toBeGreaterThan(0);
    // Other people are not affected.
    await stranger.registration.order(MATHIS);
    await visitor.challenge.anotherWay();
    await visitor.challenge.byApp(await app.next(key));
    await visitor.account.reached();
    expect(smsc.submitted, "nothing was sent").toHaveLength(before);
  });
}

served.describe("a name of the service with letters that the network's alphabet does not have", () => {
  served.use({ settings: { SERVICE_NAME: "Œuvre de santé « Le Cœur sur la main » de la région" } });

  served("goes out in two parts that make one text", async ({ visitor: { registration }, smsc, phone }) => {
    await registration.toActivation(LOTTE);
    const { text } = await phone.message(LOTTE.e164);
    const code = await phone.code(LOTTE.e164);
    expect(text).toContain("Œuvre de santé « Le Cœur sur la main » de la région");
    expect(text).toMatch(new RegExp(`\n@localhost #${code}$`));
    const parts = smsc.submitted.map(({ pdu }) => pdu);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map((pdu) => pdu.data_coding)).toEqual(parts.map(() => 8));
    expect(parts.map((pdu) => pdu.esm_class)).toEqual(parts.map(() => smpp.ESM_CLASS.UDH_INDICATOR));
    expect(parts.map((pdu) => pdu.registered_delivery)).toEqual([...parts.slice(1).map(() => 0), 1]);
    const last = smsc.submitted.at(-1);
    if (!last) throw new Error("nothing was handed over");
    expect(await smsc.report(last, "DELIVRD")).toBe(smpp.ESME_ROK);
    const arrived = registration.texts.pattern("sent_arrived", { phone: "+32 ••• •• •• 56" });
    await expect(registration.page.getByText(arrived)).toBeVisible({ timeout: 20_000 });
  });
});

served("the doctor finds that the SMSC lets us in, and says so when it does not", async ({ server, smsc }) => {
  await expect.poll(() => smsc.bound.length).toBe(1);
  const well = await server.doctor();
  expect(well.text).toMatch(/^ok +SMPP_ADDRESS /m);
  expect(well.text, "this computer's own network").not.toContain("SMPP_TLS");
  expect(smsc.bound).toEqual(["bind_transceiver", "bind_transmitter"]);
  expect(smsc.submitted, "nothing was sent").toHaveLength(0);
  smsc.mood = "locked";
  expect((await server.doctor()).text).toMatch(/^BAD +SMPP_ADDRESS +.*0x0000000d/m);
});

/** An SMSC with TLS, whose certificate the server trusts or does not trust. */
const encrypted = served.extend<{ folder: string; trusted: boolean }>({
  trusted: [true, { option: true }],
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "vestibule-smsc-"));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
  smsc: async ({ folder }, use) => {
    const { certificate, key } = serverCertificate(folder);
    const smsc = new Smsc({ key: readFileSync(key), cert: readFileSync(certificate) });
    await use(smsc);
    await smsc.close();
  },
  server: async ({ cards, smsc, folder, trusted }, use) => {
    const address = (await smsc.open()).replace("127.0.0.1", "localhost");
    const server = await Server.create(cards, {
      SMPP_ADDRESS: address,
      SMPP_SYSTEM_ID: SYSTEM_ID,
      SMPP_PASSWORD: PASSWORD,
      SMPP_FROM: "+3228888888",
      ...(trusted ? { SSL_CERT_FILE: join(folder, "server.pem") } : {}),
    });
    await use(server);
    await server.remove();
  },
});

encrypted("a code goes out by TLS to an SMSC whose certificate is trusted", async ({
  visitor: { registration },
  smsc,
  phone,
}) => {
  await registration.toActivation(LOTTE);
  await registration.activate(await phone.code(LOTTE.e164), LOTTE.password);
  await registration.reached("done");
  expect(smsc.submitted[0]?.pdu).toMatchObject({
    source_addr: "3228888888",
    source_addr_ton: 1,
    source_addr_npi: 1,
  });
});

encrypted.describe("with a certificate of nobody's", () => {
  encrypted.use({ trusted: false });

  encrypted("an SMSC gets neither password nor code in clear", async ({ server, smsc }) => {
    expect((await server.doctor()).text).toMatch(/^BAD +SMPP_ADDRESS /m);
    expect(smsc.bound).toEqual([]);
    expect(smsc.turnedAway).toBe(0);
  });
});
