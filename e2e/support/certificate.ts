// A browser with a card's certificate, as the card's own software provides it: Chromium with a key
// store in a separate home folder. The card is in that store, or in a token that asks for a PIN. A
// policy file decides which certificate is presented without asking: the window that asks is not
// part of any page.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where Chromium looks for policies: one folder for the whole computer. */
const POLICIES = "/etc/chromium/policies/managed";
const ISSUER = "TEST Citizen CA";
/** Where Debian and Fedora keep SoftHSM, a token made of software. */
const TOKENS = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so"];

/** The server's file of the virtual cards. */
interface Cards {
  readonly cards: Record<string, { readonly certificate: string; readonly key: string }>;
}

/** A server certificate that is not signed by an authority. */
export function serverCertificate(folder: string): { certificate: string; key: string } {
  const [certificate, key] = [join(folder, "server.pem"), join(folder, "server.key")];
  const words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost";
  // Trusting it means trusting this one server: it is not an authority.
  const extensions = ["-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE"];
  const files = ["-keyout", key, "-out", certificate];
  execFileSync("openssl", [...words.split(" "), ...extensions, ...files], { stdio: "ignore" });
  return { certificate, key };
}

/** A home folder whose browser has a person's card. */
export class Home {
  readonly folder = mkdtempSync(join(tmpdir(), "vestibule-home-"));
  readonly #policy = join(POLICIES, `${this.folder.split("/").pop()}.json`);

  /** The environment of its browser. */
  get environment(): Record<string, string> {
    return { HOME: this.folder, SOFTHSM2_CONF: join(this.folder, "softhsm2.conf") };
  }

  /** Puts the card of `id` into the store; `cards` is the folder of the virtual cards. */
  insert(cards: string, id: string): void {
    const file = this.#pack(cards, id);
    this.#run("pk12util", "-i", file, "-d", this.#store(), "-W", "card", "-K", "");
  }

  /** Puts the card of `id` into a token, which signs after the PIN. */
  insertWithPin(cards: string, id: string, pin: string): void {
    const module = TOKENS.find((path) => existsSync(path));
    if (!module) throw new Error(`SoftHSM is not at ${TOKENS.join(" or ")}`);
    const tokens = join(this.folder, "tokens");
    mkdirSync(tokens);
    writeFileSync(join(this.folder, "softhsm2.conf"), `directories.tokendir = ${tokens}\n`);
    const [file, store] = [this.#pack(cards, id), this.#store()];
    const pins = ["--pin", pin, "--so-pin", "12345678"];
    this.#run("softhsm2-util", "--init-token", "--free", "--label", "card", ...pins);
    this.#run("modutil", "-force", "-dbdir", store, "-add", "reader", "-libfile", module);
    // Key and certificate together: only then do they have the same id.
    this.#run("pk12util", "-i", file, "-d", store, "-h", "card", "-W", "card", "-K", pin);
  }

  /** Makes the browser present that card without a window; returns whether that is possible. */
  showsIt(): boolean {
    // If several files set this, the last one counts, so parallel tests all write the same.
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

  /** The card of `id` in a file, in the format of the NSS programs. */
  #pack(cards: string, id: string): string {
    const kept = JSON.parse(readFileSync(join(cards, "dev-pki.json"), "utf8")) as Cards;
    const card = kept.cards[id];
    if (!card) throw new Error(`nobody is called ${id}`);
    const [certificate, key] = [join(this.folder, "card.pem"), join(this.folder, "card.key")];
    writeFileSync(certificate, pem("CERTIFICATE", card.certificate));
    writeFileSync(key, pem("PRIVATE KEY", card.key));
    const file = join(this.folder, "card.p12");
    const both = ["-export", "-inkey", key, "-in", certificate, "-out", file, "-passout", "pass:card"];
    this.#run("openssl", "pkcs12", ...both);
    return file;
  }

  /** Creates an empty store where Chromium looks for one. */
  #store(): string {
    const folder = join(this.folder, ".pki", "nssdb");
    mkdirSync(folder, { recursive: true });
    this.#run("certutil", "-N", "-d", `sql:${folder}`, "--empty-password");
    return `sql:${folder}`;
  }

  #run(program: string, ...words: string[]): void {
    const env = { ...process.env, ...this.environment };
    execFileSync(program, words, { env, stdio: ["ignore", "ignore", "pipe"] });
  }
}

function pem(label: string, base64: string): string {
  return `-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`;
}
