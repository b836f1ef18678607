// A Django application that signs people in by mozilla-django-oidc (`ward.py`). It runs the samples
// of docs/APPLICATIONS.md, with the addresses of the test put in.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { put, sample } from "./guide.ts";
import { LOTTE } from "./people.ts";
import { Programs } from "./programs.ts";
import { freePort } from "./server.ts";
import { test } from "./test.ts";

/** The Python that has the packages of `requirements.txt`; `cargo xtask e2e` installs them. */
const PYTHON =
  process.env.DJANGO_PYTHON ?? new URL("../../target/tools/django/bin/python", import.meta.url).pathname;
const APPLICATION = new URL("ward.py", import.meta.url).pathname;
const SECRET = "a-secret-that-only-django-is-given";

/** Django in one installation. */
export class Django {
  readonly #folder = mkdtempSync(join(tmpdir(), "vestibule-django-"));
  readonly #programs = new Programs();

  private constructor(private readonly port: number) {}

  static async create(): Promise<Django> {
    return new Django(await freePort());
  }

  /** Where people reach the application. */
  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** A file for `CLIENTS_FILE`. */
  get clients(): string {
    return this.#write(
      "clients.toml",
      `
[client.ward]
client_name = "Afdeling Hart"
redirect_uris = ["${this.origin}/oidc/callback/"]
post_logout_redirect_uris = ["${this.origin}/"]
client_secret = "${SECRET}"
consent = "skip"
`,
    );
  }

  /** Starts the application before a server that listens. */
  async start(issuer: string): Promise<void> {
    const filled = (about: string): string => put(sample("python", about), "https://portal.example", issuer);
    this.#write("lines.py", filled("OIDC_RP_CLIENT_ID"));
    this.#write("sign_in.py", filled("OIDCAuthenticationBackend"));
    const env = { CLIENT_SECRET: SECRET, TAKEN: LOTTE.email, PYTHONDONTWRITEBYTECODE: "1" };
    const words = [APPLICATION, String(this.port)];
    await this.#programs.start({ program: PYTHON, words, port: this.port, home: this.#folder, env });
  }

  /** What the application wrote. */
  log(): string {
    return this.#programs.said;
  }

  /** Ends the application. */
  async stop(): Promise<void> {
    await this.#programs.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #write(name: string, text: string): string {
    const file = join(this.#folder, name);
    writeFileSync(file, text);
    return file;
  }
}

interface Fixtures {
  /** Django before the server is there. */
  readonly prepared: Django;
  /** Django, registered and listening. */
  readonly django: Django;
}

/** A test with an application in Django. */
export const inDjango = test.extend<Fixtures>({
  prepared: async ({}, use, info) => {
    const django = await Django.create();
    await use(django);
    if (info.status !== info.expectedStatus) {
      await info.attach("django.log", { body: django.log(), contentType: "text/plain" });
    }
    await django.stop();
  },
  settings: async ({ prepared }, use) => {
    await use({ CLIENTS_FILE: prepared.clients });
  },
  django: async ({ prepared, server }, use) => {
    await prepared.start(server.origin);
    await use(prepared);
  },
});
