// An application behind Apache with Debian's mod_auth_openidc. It runs the sample of
// docs/APPLICATIONS.md, with the addresses of the test put in.

import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { put, sample } from "./guide.ts";
import { Programs } from "./programs.ts";
import { freePort } from "./server.ts";
import { test } from "./test.ts";

/** Debian keeps it in a folder that is only on the path of administrators. */
const PROGRAM = existsSync("/usr/sbin/apache2") ? "/usr/sbin/apache2" : "apache2";
const MODULES = "/usr/lib/apache2/modules";
/** With their words in the configuration; the rest of Debian's set-up is not needed. */
const LOADED = ["mpm_event", "authn_core", "authz_core", "authz_user", "dir", "include", "mime", "auth_openidc"];
const SECRET = "a-secret-that-only-apache-knows-of";

/** The application: a page that shows what Apache knows of the person. */
const PAGE = `<!doctype html><html lang="nl"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Ward</title>
<h1>Ward</h1>
<dl>
<dt>sub</dt><dd><!--#echo var="OIDC_CLAIM_sub" --></dd>
<dt>name</dt><dd><!--#echo var="OIDC_CLAIM_name" --></dd>
<dt>acr</dt><dd><!--#echo var="OIDC_CLAIM_acr" --></dd>
<dt>REMOTE_USER</dt><dd><!--#echo var="REMOTE_USER" --></dd>
</dl>
<a href="/callback?logout=ORIGIN%2Fbye%2F">Afmelden</a></html>
`;
/** The page after a sign-out; everybody may see it. */
const BYE = `<!doctype html><html lang="nl"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Ward</title>
<h1>Afgemeld</h1></html>
`;

/** How the application learns that its person signed out here. */
export type Channel = "back" | "front";

/** Apache in one installation. */
export class Apache {
  readonly #folder = mkdtempSync(join(tmpdir(), "vestibule-apache-"));
  readonly #programs = new Programs();

  private constructor(private readonly port: number, private readonly by: Channel) {}

  static async create(by: Channel): Promise<Apache> {
    return new Apache(await freePort(), by);
  }

  /** Where people reach the application: another site than ours. */
  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** A file for `CLIENTS_FILE`. */
  get clients(): string {
    const how = { back: "backchannel", front: "get" }[this.by];
    return this.#write(
      "clients.toml",
      `
[client.ward]
client_name = "Afdeling Hart"
redirect_uris = ["${this.origin}/callback"]
post_logout_redirect_uris = ["${this.origin}/bye/"]
${this.by}channel_logout_uri = "${this.origin}/callback?logout=${how}"
client_secret = "${SECRET}"
consent = "skip"
`,
    );
  }

  /** Starts Apache before a server that listens. */
  async start(issuer: string): Promise<void> {
    const cookies = this.#write("cookies", "a-secret-for-the-cookies-of-apache");
    let lines = put(sample("apache"), "https://portal.example", issuer);
    lines = put(lines, "https://ward.example", this.origin);
    lines = put(lines, "/run/secrets/ward-cookies", cookies);
    const pages = join(this.#folder, "pages");
    for (const path of ["", "prescriptions", "bye"]) {
      mkdirSync(join(pages, path), { recursive: true });
      const page = path === "bye" ? BYE : PAGE.replace("ORIGIN", encodeURIComponent(this.origin));
      writeFileSync(join(pages, path, "index.html"), page);
    }
    // Started by root, Apache serves as another user.
    chmodSync(this.#folder, 0o755);
    const modules = LOADED.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`);
    const configuration = this.#write(
      "apache.conf",
      `ServerRoot ${this.#folder}
ServerName 127.0.0.1
Listen 127.0.0.1:${this.port}
PidFile ${this.#folder}/pid
DefaultRuntimeDir ${this.#folder}
ErrorLog ${this.#log}
LogLevel warn
${modules.join("\n")}
<IfModule unixd_module>
User www-data
Group www-data
</IfModule>
TypesConfig /dev/null
AddType text/html .html
DocumentRoot ${pages}
DirectoryIndex index.html
<Directory ${pages}>
    Options +Includes
    SetOutputFilter INCLUDES
</Directory>
${lines}
<Location /bye/>
    AuthType none
    Require all granted
</Location>
`,
    );
    const words = ["-D", "FOREGROUND", "-f", configuration];
    const env = { CLIENT_SECRET: SECRET };
    await this.#programs.start({ program: PROGRAM, words, port: this.port, home: this.#folder, env });
  }

  /** Ends Apache. */
  async stop(): Promise<void> {
    await this.#programs.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** What Apache complained of. */
  log(): string {
    return existsSync(this.#log) ? readFileSync(this.#log, "utf8") : "";
  }

  get #log(): string {
    return join(this.#folder, "apache.log");
  }

  #write(name: string, text: string): string {
    const file = join(this.#folder, name);
    writeFileSync(file, text);
    return file;
  }
}

interface Fixtures {
  /** For `test.use({ by: "front" })`. */
  by: Channel;
  /** Apache before the server is there. */
  readonly configured: Apache;
  /** Apache, registered and listening. */
  readonly apache: Apache;
}

/** A test with an application behind Apache. */
export const behindApache = test.extend<Fixtures>({
  by: ["back", { option: true }],
  configured: async ({ by }, use, info) => {
    const apache = await Apache.create(by);
    await use(apache);
    if (info.status !== info.expectedStatus) {
      await info.attach("apache.log", { body: apache.log(), contentType: "text/plain" });
    }
    await apache.stop();
  },
  settings: async ({ configured }, use) => {
    await use({ CLIENTS_FILE: configured.clients });
  },
  apache: async ({ configured, server }, use) => {
    await configured.start(server.origin);
    await use(configured);
  },
});
