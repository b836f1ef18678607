// Tests with an application behind the server.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { RelyingParty } from "./relying-party.ts";
import { test } from "./test.ts";

interface Fixtures {
  /** The application before the server is there. */
  readonly listening: RelyingParty;
  /** The application, registered and ready. */
  readonly ward: RelyingParty;
}

/** A test with an application: `behind("...", async ({ visitor, ward }) => ...)`. */
export const behind = test.extend<Fixtures>({
  listening: async ({}, use) => {
    const ward = new RelyingParty();
    await ward.start();
    await use(ward);
    await ward.stop();
  },
  settings: async ({ listening }, use) => {
    const folder = mkdtempSync(join(tmpdir(), "vestibule-clients-"));
    const file = join(folder, "clients.toml");
    writeFileSync(file, listening.description);
    await use({ CLIENTS_FILE: file });
    rmSync(folder, { recursive: true, force: true });
  },
  ward: async ({ listening, server }, use) => {
    await listening.discover(server.origin);
    await use(listening);
  },
});
