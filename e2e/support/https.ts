// TLS in front of a server, as a proxy adds it: WebKit keeps no `Secure` cookie of
// http://localhost.

import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { createServer, type Server, type TLSSocket } from "node:tls";
import { once } from "node:events";

import { serverCertificate } from "./certificate.ts";
import { freePort } from "./server.ts";

/** A listener that passes on to a server what it decrypts. */
export class Https {
  /** The address for people. */
  readonly origin: string;
  readonly #server: Server;
  readonly #open = new Set<TLSSocket>();
  #port = 0;

  private constructor(port: number, folder: string) {
    this.origin = `https://localhost:${port}`;
    const files = serverCertificate(folder);
    const pair = { cert: readFileSync(files.certificate), key: readFileSync(files.key) };
    this.#server = createServer(pair, (near) => this.#relay(near));
    this.#server.listen(port, "127.0.0.1");
  }

  /** Listens with a certificate that no authority signed; `folder` is where its files are kept. */
  static async listen(folder: string): Promise<Https> {
    const proxy = new Https(await freePort(), folder);
    await once(proxy.#server, "listening");
    return proxy;
  }

  /** Passes connections on to this server from now on. */
  leadTo(origin: string): void {
    this.#port = Number(new URL(origin).port);
  }

  close(): void {
    for (const near of this.#open) near.destroy();
    this.#server.close();
  }

  #relay(near: TLSSocket): void {
    const far = connect(this.#port, "127.0.0.1");
    this.#open.add(near);
    near.once("close", () => this.#open.delete(near));
    // Either end may break off; then the other one ends as well.
    for (const [one, other] of [[near, far], [far, near]] as const) {
      one.once("error", () => other.destroy()).once("close", () => other.destroy());
      one.pipe(other);
    }
  }
}
