// A single-page app without a secret, which signs people in by npm `oidc-client-ts`. It runs the
// sample of docs/APPLICATIONS.md, with the addresses of the test put in.

import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server as HttpServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { put, sample } from "./guide.ts";
import { test } from "./test.ts";

/** Browsers find the packages by the names that the sample imports. */
const PACKAGES: Record<string, string> = {
  "oidc-client-ts": "oidc-client-ts/dist/esm/oidc-client-ts.js",
  "jwt-decode": "jwt-decode/build/esm/index.js",
};
const imports = Object.fromEntries(Object.keys(PACKAGES).map((name) => [name, `/${name}.js`]));

const PAGE = `<!doctype html><html lang="nl"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Praktijk</title>
<script type="importmap">${JSON.stringify({ imports })}</script>
<script type="module" src="/app.js"></script>
<h1>Praktijk</h1>
<button id="in">Aanmelden</button> <button id="renew">Vernieuwen</button>
<button id="revoke">Intrekken</button> <button id="out">Afmelden</button>
<pre></pre></html>`;

/** The app itself; the lines of the sample, which make the \`manager\`, come before it. */
const APP = `
const place = document.querySelector("pre");
const show = (what) => { place.textContent = JSON.stringify(what); };
const present = async () => {
  const user = await manager.getUser();
  show(user ? { signedIn: true, profile: user.profile, access: user.access_token, refresh: user.refresh_token, type: user.token_type } : { signedIn: false });
};
const attempt = (step) => step().then(present, (error) => show({ signedIn: false, wrong: error.error ?? String(error) }));
manager.events.addUserLoaded(present);
for (const [id, step] of Object.entries({
  in: () => manager.signinRedirect(),
  renew: () => manager.signinSilent(),
  revoke: () => manager.revokeTokens(),
  out: () => manager.signoutRedirect(),
})) {
  document.querySelector("#" + id).addEventListener("click", () => attempt(step));
}
if (location.pathname === "/callback") {
  await attempt(() => manager.signinCallback());
  history.replaceState(null, "", "/");
} else {
  await present();
}
globalThis.manager = manager;
`;

/** What the app shows. */
export interface Shown {
  readonly signedIn: boolean;
  readonly wrong?: string;
  readonly profile?: Record<string, unknown>;
  readonly access?: string;
  readonly refresh?: string | null;
  readonly type?: string;
}

/** The app in one installation. */
export class SinglePage {
  readonly #folder = mkdtempSync(join(tmpdir(), "vestibule-app-"));
  readonly #http: HttpServer;
  #issuer = "";
  /** What differs from the sample. */
  #changed: (lines: string) => string = (lines) => lines;

  constructor() {
    this.#http = createServer((asked, answer) => this.#answer(new URL(asked.url ?? "/", this.origin), answer));
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
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Where people reach the app: another site than ours. */
  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Where they reach it too: a neighbour at our own site. */
  get neighbour(): string {
    return `http://localhost:${this.#port}`;
  }

  get #port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  /** A file for `CLIENTS_FILE`. */
  get clients(): string {
    const file = join(this.#folder, "clients.toml");
    const both = (path: string): string => `["${this.origin}${path}", "${this.neighbour}${path}"]`;
    writeFileSync(
      file,
      `
[client.app]
client_name = "Praktijk"
redirect_uris = ${both("/callback")}
post_logout_redirect_uris = ${both("/")}
token_endpoint_auth_method = "none"
grant_types = ["authorization_code", "refresh_token"]
scope = "openid profile email offline_access"
consent = "skip"
`,
    );
    return file;
  }

  /** Lets the app know the issuer. */
  know(issuer: string): void {
    this.#issuer = issuer;
  }

  /** Changes a line of the sample. */
  change(from: string, to: string): void {
    this.#changed = (lines) => put(lines, from, to);
  }

  #answer(url: URL, answer: ServerResponse): void {
    const send = (type: string, text: string): void => {
      answer.writeHead(200, { "content-type": `${type}; charset=utf-8`, "cache-control": "no-store" });
      answer.end(text);
    };
    const file = PACKAGES[url.pathname.slice(1, -".js".length)];
    if (file) {
      send("text/javascript", readFileSync(new URL(`../node_modules/${file}`, import.meta.url), "utf8"));
    } else if (url.pathname === "/app.js") {
      const lines = put(sample("js", "UserManager"), "https://portal.example", this.#issuer);
      // The app is at two addresses, and comes back to the one where it was left.
      send("text/javascript", this.#changed(lines).replaceAll(/"https:\/\/app\.example/g, 'location.origin + "') + APP);
    } else {
      send("text/html", PAGE);
    }
  }
}

interface Fixtures {
  /** The app before the server is there. */
  readonly unknowing: SinglePage;
  /** The app, registered and ready. */
  readonly single: SinglePage;
}

/** A test with a single-page app. */
export const inBrowser = test.extend<Fixtures>({
  unknowing: async ({}, use) => {
    const app = new SinglePage();
    await app.start();
    await use(app);
    await app.stop();
  },
  settings: async ({ unknowing }, use) => {
    await use({ CLIENTS_FILE: unknowing.clients });
  },
  single: async ({ unknowing, server }, use) => {
    unknowing.know(server.origin);
    await use(unknowing);
  },
});
