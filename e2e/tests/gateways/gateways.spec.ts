// Messages through real gateways: SMTP, and the webhook for text messages with its retries.

import { MailServer, Webhook } from "../../support/gateways.ts";
import { LOTTE } from "../../support/people.ts";
import { Server } from "../../support/server.ts";
import { expect, test } from "../../support/test.ts";

interface Gateways {
  webhook: Webhook;
  mailServer: MailServer;
}

const connected = test.extend<Gateways>({
  // The first text message is refused once, as a carrier sometimes does.
  webhook: async ({}, use) => {
    const webhook = new Webhook([500]);
    await use(webhook);
    webhook.close();
  },
  mailServer: async ({}, use) => {
    const mailServer = new MailServer();
    await use(mailServer);
    await mailServer.close();
  },
  server: async ({ cards, webhook, mailServer }, use) => {
    const settings = { SMS_WEBHOOK_URL: await webhook.open(), SMTP_URL: await mailServer.open() };
    const server = await Server.create(cards, settings);
    await use(server);
    await server.remove();
  },
});

connected("the activation code goes out by the webhook, again after an error, under the same id", async ({
  visitor: { registration },
  webhook,
  mailServer,
}) => {
  await registration.toActivation(LOTTE);
  await expect.poll(() => webhook.posted.length, { timeout: 15_000 }).toBe(2);
  const [first, second] = webhook.posted;
  expect(second?.body).toEqual(first?.body);
  const { id, to, text, lang, purpose, ...more } = second?.body ?? {};
  expect({ to, lang, purpose, more }).toEqual({
    to: LOTTE.e164,
    lang: registration.texts.language,
    purpose: "activation",
    more: {},
  });
  expect(id).toEqual(expect.stringMatching(/.+/));
  expect(second?.headers["idempotency-key"]).toBe(id);

  const code = /#(\d{6})$/.exec(String(text))?.[1] ?? "";
  await registration.activate(code, LOTTE.password);
  await registration.reached("done");

  // The account was created, it is active, and whose the address is.
  await expect.poll(() => mailServer.mails.length).toBe(3);
  for (const mail of mailServer.mails) {
    expect([mail.to].flat().map((it) => it?.text)).toEqual([LOTTE.email]);
    expect(mail.from?.text).toContain("no-reply@localhost");
    expect(mail.subject).toContain("Vestibule");
    expect(mail.text).toContain(LOTTE.name);
    expect(mail.messageId).toBeTruthy();
  }
  expect(webhook.posted, "no message is sent twice").toHaveLength(2);
});

connected("the doctor finds each gateway there, and says what is bad when one is away", async ({
  server,
  webhook,
  mailServer,
}) => {
  const well = await server.doctor();
  for (const about of ["DATABASE_URL", "schema", "key ring", "SMS_WEBHOOK_URL", "SMTP_URL"]) {
    expect(well.text).toMatch(new RegExp(`^ok +${about} `, "m"));
  }
  expect(well.text).toMatch(/^ok +PUBLIC_ORIGIN +leads to a Vestibule$/m);
  expect(webhook.posted, "nothing was sent").toHaveLength(0);
  expect(mailServer.mails).toHaveLength(0);
  await mailServer.close();
  const ill = await server.doctor();
  expect(ill.text).toMatch(/^BAD +SMTP_URL /m);
  expect(ill.status).toBe(1);
});
