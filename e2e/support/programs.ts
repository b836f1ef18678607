// Servers of other people that a test starts: each listens on a port of the loopback, and is ended
// by its process id.

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";

const PATIENCE_MS = 10_000;

/** A program, what it is called with, and where it will listen. */
export interface Start {
  readonly program: string;
  readonly words: readonly string[];
  readonly port: number;
  /** Where it may keep files. */
  readonly home: string;
  /** Variables of its environment in addition. */
  readonly env?: Record<string, string>;
}

/** The programs of one test. */
export class Programs {
  readonly #processes: ChildProcess[] = [];
  readonly #said: Buffer[] = [];

  /** What they wrote to standard error. */
  get said(): string {
    return Buffer.concat(this.#said).toString();
  }

  /** Starts a program and waits until it listens. */
  async start({ program, words, port, home, env }: Start): Promise<void> {
    const own = { PATH: process.env.PATH, HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home };
    const child = spawn(program, words, {
      cwd: home,
      env: { ...own, ...env },
      stdio: ["ignore", "ignore", "pipe"],
    });
    child.stderr.on("data", (part: Buffer) => this.#said.push(part));
    await Promise.race([once(child, "spawn"), once(child, "error").then(([error]) => { throw error; })]);
    this.#processes.push(child);
    const until = Date.now() + PATIENCE_MS;
    while (child.exitCode === null && Date.now() < until) {
      if (await answers(port)) return;
      await new Promise((next) => setTimeout(next, 20));
    }
    throw new Error(`${program} does not listen:\n${this.said}`);
  }

  /** Ends everything that was started. */
  async stop(): Promise<void> {
    for (const child of this.#processes) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
    }
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => { socket.destroy(); answer(true); });
    socket.once("error", () => answer(false));
  });
}
