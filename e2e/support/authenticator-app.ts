// An authenticator app, played by `oathtool`, which shares no code with this project: its inputs
// are the key and the time on the server's clock.

import { execFile } from "node:child_process";
import { promisify } from "node:util";

import type { Clock } from "./desk.ts";

const run = promisify(execFile);
/** How long a code is shown (RFC 6238). */
const STEP_SECONDS = 30;

/** Shows the codes of any key. */
export class AuthenticatorApp {
  constructor(private readonly clock: Clock) {}

  /** The current code; `key` as the screen shows it. */
  async code(key: string): Promise<string> {
    return this.#at(key, await this.clock.now());
  }

  /** Waits for the next code, as is required after a code was used. */
  async next(key: string): Promise<string> {
    await this.clock.seconds(STEP_SECONDS);
    return this.code(key);
  }

  /** The code on a phone whose clock is half a minute fast. */
  async ahead(key: string): Promise<string> {
    return this.#at(key, (await this.clock.now()) + STEP_SECONDS * 1000);
  }

  /** A code that is not valid around this moment. */
  async wrong(key: string): Promise<string> {
    const now = await this.clock.now();
    const near = await Promise.all([-1, 0, 1, 2].map((steps) => this.#at(key, now + steps * 30_000)));
    const other = ["000000", "111111", "222222", "333333", "444444"].find((it) => !near.includes(it));
    return other ?? "555555";
  }

  async #at(key: string, now: number): Promise<string> {
    const bare = key.replaceAll(/\s/g, "");
    const time = `@${Math.floor(now / 1000)}`;
    const { stdout } = await run("oathtool", ["--totp", "--base32", bare, "--now", time]);
    return stdout.trim();
  }
}

/** The key in an `otpauth:` address. */
export function keyOf(uri: string): string {
  const key = new URL(uri).searchParams.get("secret");
  if (!key) throw new Error(`no key in ${uri}`);
  return key;
}
