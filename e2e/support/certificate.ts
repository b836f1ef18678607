// A browser that has a card's certificate, as the card's own software gives it one: Chromium with a store of
// keys in a home folder of its own. Which certificate it shows is decided by a policy file, because the window
// that asks is not part of any page.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where Chromium looks for policies: one folder for the whole computer. */
const POLICIES = "/etc/chromium/policies/managed";
const ISSUER = "TEST Citizen CA";

/** What the server keeps of the virtual cards. */
interface Cards {
  readonly cards: Record<string, { readonly certificate: string; readonly key: string }>;
}

/** A certificate for the e-ID socket, which no authority signed. */
export function serverCertificate(folder: string): { certificate: string; key: string } {
  const [certificate, key] = [join(folder, "server.pem"), join(folder, "server.key")];
  const words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost";
  const files = ["-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate];
  execFileSync("openssl", [...words.split(" "), ...files], { stdio: "ignore" });
  return { certificate, key };
}

/** A home folder whose browser has somebody's card. */
export class Home {
  readonly folder = mkdtempSync(join(tmpdir(), "vestibule-home-"));
  readonly #policy = join(POLICIES, `${this.folder.split("/").pop()}.json`);

  /** Puts the card of `id` into the store; `cards` is the folder that keeps the virtual cards. */
  insert(cards: string, id: string): void {
    const kept = JSON.parse(readFileSync(join(cards, "dev-pki.json"), "utf8")) as Cards;
    const card = kept.cards[id];
    if (!card) throw new Error(`nobody is called ${id}`);
    const [certificate, key] = [join(this.folder, "card.pem"), join(this.folder, "card.key")];
    writeFileSync(certificate, pem("CERTIFICATE", card.certificate));
    writeFileSync(key, pem("PRIVATE KEY", card.key));
    const file = join(this.folder, "card.p12");
    const both = ["-export", "-inkey", key, "-in", certificate, "-out", file, "-passout", "pass:card"];
    run("openssl", "pkcs12", ...both);
    const store = join(this.folder, ".pki", "nssdb");
    mkdirSync(store, { recursive: true });
    run("certutil", "-N", "-d", `sql:${store}`, "--empty-password");
    run("pk12util", "-i", file, "-d", `sql:${store}`, "-W", "card", "-K", "");
  }

  /** Lets the browser show that card without a window; says whether it may be told so. */
  showsIt(): boolean {
    // Of several files that say something of this the last counts, so tests side by side all say the same.
    const choice = { pattern: "https://localhost:*", filter: { ISSUER: { CN: ISSUER } } };
    const policy = { AutoSelectCertificateForUrls: [JSON.stringify(choice)] };
    try {
      mkdirSync(POLICIES, { recursive: true });
      writeFileSync(this.#policy, JSON.stringify(policy));
      return true;
    } catch {
      return false;
    }
  }

  remove(): void {
    rmSync(this.#policy, { force: true });
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function run(program: string, ...words: string[]): void {
  execFileSync(program, words, { stdio: ["ignore", "ignore", "pipe"] });
}

function pem(label: string, base64: string): string {
  return `-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`;
}
