// A telephone company with Twilio's interface. Prism checks the requests against Twilio's own
// description of its interface, and Twilio's own library signs the reports. The requests are kept
// here, since Prism keeps nothing.

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import { createServer as createProbe, type AddressInfo } from "node:net";

import twilio from "twilio";

/**
 * Twilio's description of its interface, which `cargo xtask e2e` puts here; without it its tests
 * are skipped.
 */
export const DESCRIPTION =
  process.env.TWILIO_OPENAPI ??
  new URL("../node_modules/.twilio_api_v2010.json", import.meta.url).pathname;
const PRISM = new URL("../node_modules/@stoplight/prism-cli/dist/index.js", import.meta.url).pathname;
const PATIENCE_MS = 60_000;

export const ACCOUNT = "AC0123456789abcdef0123456789abcdef";
export const TOKEN = "0123456789abcdef0123456789abcdef";
/** The sender of text messages and calls. */
export const FROM = "+3228888888";

/** Whether Twilio's description is installed. */
export function isDescribed(): boolean {
  return existsSync(DESCRIPTION);
}

/** Prism with Twilio's description; starting takes seconds, so tests share one. */
export class Prism {
  #process: ChildProcess | undefined;
  port = 0;

  async start(): Promise<void> {
    this.port = await freePort();
    const words = [PRISM, "mock", "--errors", "-h", "127.0.0.1", "-p", `${this.port}`, DESCRIPTION];
    const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "pipe"] });
    this.#process = child;
    let said = "";
    const ready = new Promise<void>((done, failed) => {
      const read = (part: Buffer): void => {
        said += part.toString();
        if (said.includes("Prism is listening")) done();
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      child.once("exit", () => failed(new Error(`Prism ended:\n${said}`)));
      setTimeout(() => failed(new Error(`Prism did not begin:\n${said}`)), PATIENCE_MS).unref();
    });
    await ready;
  }

  async stop(): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }
}

/** A request to the company, and Prism's verdict. */
export interface Handed {
  readonly kind: "Messages" | "Calls";
  readonly form: URLSearchParams;
  readonly status: number;
}

/** The state of the company: normal, out of order, rejecting the credentials, or hanging. */
export type Mood = "well" | "broken" | "locked" | "silent";

/** The company: Prism with a memory and states. */
export class TelephoneCompany {
  readonly handed: Handed[] = [];
  /** The number of requests while it was not in the normal state. */
  turnedAway = 0;
  mood: Mood = "well";
  readonly #server: Server;

  constructor(prism: Prism) {
    this.#server = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const body = Buffer.concat(parts).toString();
      if (this.mood !== "well") return this.#turnAway(response);
      const { authorization = "", "content-type": type = "" } = request.headers;
      const headers = { authorization, "content-type": type };
      const asked = { method: request.method ?? "GET", headers, body: judged(body) };
      const answer = await fetch(`http://127.0.0.1:${prism.port}${request.url}`, asked);
      const kind = /\/(Messages|Calls)\.json$/.exec(request.url ?? "")?.[1];
      if (kind === "Messages" || kind === "Calls") {
        this.handed.push({ kind, form: new URLSearchParams(body), status: answer.status });
      }
      response.writeHead(answer.status, { "content-type": "application/json" });
      response.end(await answer.text());
    });
  }

  /** Begins to listen, and returns the address for `TWILIO_API_URL`. */
  async open(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** The messages or calls that it received, the oldest first. */
  of(kind: Handed["kind"]): URLSearchParams[] {
    return this.handed.filter((it) => it.kind === kind).map((it) => it.form);
  }

  #turnAway(response: ServerResponse): void {
    this.turnedAway += 1;
    if (this.mood === "silent") return;
    response.writeHead(this.mood === "broken" ? 500 : 401).end();
  }
}

/**
 * The part of a form that Prism can check: of a repeated field it reads only the last value, and
 * then misses the list. The tests check that field themselves.
 */
function judged(body: string): string | null {
  if (body === "") return null;
  const form = new URLSearchParams(body);
  form.delete("StatusCallbackEvent");
  return form.toString();
}

/**
 * Posts a form to an address that the server gave, signed as Twilio signs; `sent` is what is really
 * sent.
 */
export function report(
  url: string,
  fields: Record<string, string>,
  sent: Record<string, string> = {},
): Promise<Response> {
  const form = { AccountSid: ACCOUNT, ...fields };
  const signature = twilio.getExpectedTwilioSignature(TOKEN, url, form);
  return fetch(url, {
    method: "POST",
    headers: { "x-twilio-signature": signature },
    body: new URLSearchParams({ ...form, ...sent }),
  });
}

async function freePort(): Promise<number> {
  const probe = createProbe();
  probe.listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}
