// A server with the e-ID socket beside it, where browsers present cards in the TLS handshake.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { serverCertificate } from "./certificate.ts";
import { freePort, Server } from "./server.ts";
import { test } from "./test.ts";

interface AtSocket {
  /**
   * The host name of the socket's origin; it decides whether the policy of `Home.showsIt` applies.
   */
  eidHost: string;
  /** The origin where the browser reads cards. */
  eidOrigin: string;
}

export const atSocket = test.extend<AtSocket>({
  eidHost: ["localhost", { option: true }],

  eidOrigin: async ({ eidHost }, use) => use(`https://${eidHost}:${await freePort()}`),

  server: async ({ cards, eidOrigin }, use, info) => {
    const folder = mkdtempSync(join(tmpdir(), "vestibule-eid-"));
    const { certificate, key } = serverCertificate(folder);
    const server = await Server.create(cards, {
      EID_ORIGIN: eidOrigin,
      EID_LISTEN: `127.0.0.1:${new URL(eidOrigin).port}`,
      EID_TLS_CERT_FILE: certificate,
      EID_TLS_KEY_FILE: key,
    });
    await use(server);
    if (info.status !== info.expectedStatus) {
      await info.attach("server.log", { body: server.log(), contentType: "text/plain" });
    }
    await server.remove();
    rmSync(folder, { recursive: true, force: true });
  },
});
