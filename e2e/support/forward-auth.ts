// Applications that speak no OpenID, behind a real nginx and a real Caddy. Both run the samples of
// docs/APPLICATIONS.md, with the addresses of the test put in.

import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request, type IncomingMessage, type Server as HttpServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sample } from "./guide.ts";
import { Programs } from "./programs.ts";
import { freePort } from "./server.ts";
import { test } from "./test.ts";

/** A proxy that has a sample. */
export type Proxy = "nginx" | "caddy";

/** Debian keeps it in a folder that is only on the path of administrators. */
const NGINX = existsSync("/usr/sbin/nginx") ? "/usr/sbin/nginx" : "nginx";

/** The application: it shows the headers that it gets. */
class Echo {
  readonly #http: HttpServer;
  /** How many requests reached it. */
  reached = 0;

  constructor() {
    this.#http = createServer((asked, answer) => this.#show(asked, answer));
  }

  async start(): Promise<void> {
    this.#http.listen(0, "127.0.0.1");
    await once(this.#http, "listening");
  }

  async stop(): Promise<void> {
    const closed = once(this.#http, "close");
    this.#http.close();
    this.#http.closeAllConnections();
    await closed;
  }

  get address(): string {
    return `127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  #show(asked: IncomingMessage, answer: ServerResponse): void {
    this.reached += 1;
    // Names as they came: `Remote_User` and `Remote-User` are one header to some applications.
    const pairs: [string, string][] = [];
    for (let at = 0; at < asked.rawHeaders.length; at += 2) {
      const value = Buffer.from(asked.rawHeaders[at + 1] ?? "", "latin1").toString("utf8");
      pairs.push([(asked.rawHeaders[at] ?? "").toLowerCase(), value]);
    }
    const ours = pairs.filter(([name]) => name.startsWith("remote"));
    const text = JSON.stringify(ours).replaceAll("<", "&lt;");
    answer.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    answer.end(
      `<!doctype html><html lang="nl"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Wiki</title>` +
        `<h1>Wiki</h1><pre>${text}</pre><a href="/.vestibule/sign-out">Uitloggen</a></html>`,
    );
  }
}

/** The applications of a test: one behind each proxy. */
export class Guarded {
  readonly echo = new Echo();
  readonly #folder = mkdtempSync(join(tmpdir(), "vestibule-proxies-"));
  readonly #ports: Record<Proxy, number>;
  readonly #programs = new Programs();

  private constructor(ports: Record<Proxy, number>) {
    this.#ports = ports;
  }

  static async create(): Promise<Guarded> {
    const nginx = await freePort();
    let caddy = nginx;
    while (caddy === nginx) caddy = await freePort();
    const guarded = new Guarded({ nginx, caddy });
    await guarded.echo.start();
    return guarded;
  }

  /** Where people reach the application behind this proxy. */
  origin(proxy: Proxy): string {
    return `http://${proxy}.localhost:${this.#ports[proxy]}`;
  }

  /** A file for `CLIENTS_FILE`. */
  get clients(): string {
    const file = join(this.#folder, "clients.toml");
    const one = (proxy: Proxy): string => `
[client.${proxy}]
client_name = "Wiki"
consent = "skip"
contact = "de dienst informatica"
scope = "openid profile email profession"
forward_auth.origin = "${this.origin(proxy)}"

[[client.${proxy}.forward_auth.rules]]
path = "/admin"
least_acr = "eid"

[[client.${proxy}.forward_auth.rules]]
path = "/doctors"
allow = { capacities = ["doctor"] }
`;
    writeFileSync(file, one("nginx") + one("caddy"));
    return file;
  }

  /** Starts both proxies before a server that listens. */
  async start(issuer: string): Promise<void> {
    const portal = new URL(issuer).port;
    const filled = (proxy: Proxy, fence: string): string =>
      sample(fence)
        .replaceAll("https://wiki.example", this.origin(proxy))
        .replaceAll("forward-auth/wiki", `forward-auth/${proxy}`)
        .replaceAll("refused/wiki", `refused/${proxy}`)
        .replaceAll("127.0.0.1:8080", `127.0.0.1:${portal}`)
        .replaceAll("127.0.0.1:8000", this.echo.address);
    const { nginx, caddy } = this.#ports;
    const server = filled("nginx", "nginx")
      .replace("listen 443 ssl;", `listen 127.0.0.1:${nginx};`)
      .replaceAll("X-Forwarded-Proto https;", "X-Forwarded-Proto http;")
      .replaceAll("X-Forwarded-Host wiki.example;", `X-Forwarded-Host nginx.localhost:${nginx};`)
      .replaceAll("wiki.example", "nginx.localhost");
    const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    const temporary = paths.map((name) => `${name}_temp_path ${this.#folder};`).join("\n");
    this.#write(
      "nginx.conf",
      `daemon off;\nworker_processes 1;\npid ${this.#folder}/nginx.pid;\nerror_log stderr;\n` +
        `events { worker_connections 256; }\nhttp {\naccess_log off;\n${temporary}\n${server}\n}\n`,
    );
    const site = filled("caddy", "caddyfile").replace(
      "wiki.example {",
      `http://caddy.localhost:${caddy} {\n\tbind 127.0.0.1`,
    );
    this.#write("Caddyfile", `{\n\tadmin off\n\tauto_https off\n}\n${site}`);
    const at = (name: string): string => join(this.#folder, name);
    const home = this.#folder;
    const words = ["-e", "stderr", "-p", home, "-c", at("nginx.conf")];
    await this.#programs.start({ program: NGINX, words, port: nginx, home });
    const more = ["run", "--adapter", "caddyfile", "--config", at("Caddyfile")];
    await this.#programs.start({ program: "caddy", words: more, port: caddy, home });
  }

  /** Ends everything that it started. */
  async stop(): Promise<void> {
    await this.#programs.stop();
    await this.echo.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Sends a request as it is written, without any cookie. */
  async send(proxy: Proxy, path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
    const port = this.#ports[proxy];
    const host = `${proxy}.localhost:${port}`;
    const sent = request({ host: "127.0.0.1", port, path, headers: { host, ...headers }, agent: false });
    sent.end();
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    answer.resume();
    return answer;
  }

  #write(name: string, text: string): void {
    writeFileSync(join(this.#folder, name), text);
  }
}

interface Fixtures {
  /** The applications before the server is there. */
  readonly applications: Guarded;
  /** The applications, each behind its proxy. */
  readonly guarded: Guarded;
}

/** A test with an application behind each proxy. */
export const guard = test.extend<Fixtures>({
  applications: async ({}, use) => {
    const guarded = await Guarded.create();
    await use(guarded);
    await guarded.stop();
  },
  settings: async ({ applications }, use) => {
    await use({ CLIENTS_FILE: applications.clients, TRUSTED_PROXIES: "127.0.0.1" });
  },
  guarded: async ({ applications, server }, use) => {
    await applications.start(server.origin);
    await use(applications);
  },
});
