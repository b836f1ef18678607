// The fixtures: `import { test, expect } from "../../support/test.ts"` and ask for what the test
// needs. Every test has a server on an empty database, and fails when the page reports an error.

import { test as base, type BrowserContext } from "@playwright/test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { AuthenticatorApp } from "./authenticator-app.ts";
import { Clock, Mailbox, Phone, Provisioning } from "./desk.ts";
import { typeByKeys } from "./hands.ts";
import { Keys } from "./keys.ts";
import { Server, type Settings } from "./server.ts";
import { Visitor } from "./visitor.ts";

interface Fixtures {
  /** Settings of the server, for `test.use({ settings: { CODE_LIFE: "60" } })`. */
  settings: Settings;
  /** What a browser may complain of, because of an application that is not ours. */
  forgiven: RegExp;
  /** The server of this test. */
  server: Server;
  phone: Phone;
  mailbox: Mailbox;
  /** The server's clock. */
  clock: Clock;
  provisioning: Provisioning;
  /** An authenticator app. */
  app: AuthenticatorApp;
  /** The keys that are plugged into the visitor's computer. */
  keys: Keys;
  /** A person at a browser. */
  visitor: Visitor;
  /** A person at another browser, which shares nothing with the first. */
  stranger: Visitor;
}

interface WorkerFixtures {
  /** A folder that keeps the virtual cards between servers. */
  cards: string;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  cards: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), "vestibule-cards-"));
      await use(folder);
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: "worker" },
  ],

  settings: [{}, { option: true }],
  forgiven: [/^(?!)/, { option: true }],

  server: async ({ cards, settings }, use, info) => {
    const server = await Server.create(cards, settings);
    await use(server);
    if (info.status !== info.expectedStatus) {
      await info.attach("server.log", { body: server.log(), contentType: "text/plain" });
    }
    await server.remove();
  },

  baseURL: async ({ server }, use) => use(server.origin),

  phone: async ({ server }, use) => use(new Phone(server.origin)),
  mailbox: async ({ server }, use) => use(new Mailbox(server.origin)),
  clock: async ({ server }, use) => use(new Clock(server.origin)),
  provisioning: async ({ server }, use) => use(new Provisioning(server.origin)),

  app: async ({ clock }, use) => use(new AuthenticatorApp(clock)),
  keys: async ({ visitor }, use) => use(await Keys.of(visitor.page)),

  visitor: async ({ browserName, context, phone, app, clock, forgiven, server: { origin } }, use) => {
    const complaints = listen(context, forgiven);
    const page = await context.newPage();
    if (browserName === "firefox") typeByKeys(page);
    await use(new Visitor(page, { phone, app, clock, origin }));
    base.expect(complaints, "the page reports no errors").toEqual([]);
  },

  stranger: async ({ browser, phone, app, clock, forgiven, server: { origin } }, use) => {
    const context = await browser.newContext({ baseURL: origin });
    const complaints = listen(context, forgiven);
    await use(new Visitor(await context.newPage(), { phone, app, clock, origin }));
    await context.close();
    base.expect(complaints, "the page reports no errors").toEqual([]);
  },
});

/** Collects the errors inside the pages: panics, exceptions, violations of the content policy. */
function listen(context: BrowserContext, forgiven: RegExp): string[] {
  const complaints: string[] = [];
  context.on("weberror", (it) => complaints.push(String(it.error())));
  context.on("console", (it) => {
    // The page itself reports an answer of 400 and above, and the tests check it.
    const isAnswer = it.text().startsWith("Failed to load resource");
    if (it.type() === "error" && !isAnswer && !forgiven.test(it.text())) complaints.push(it.text());
  });
  return complaints;
}

export { expect } from "@playwright/test";
