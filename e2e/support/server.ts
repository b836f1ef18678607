// The real server, one per test: started on free ports of the loopback with its own folder, killed
// abruptly when a test asks for it, and always ended by its process id.

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdtempSync, openSync, closeSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROGRAM =
  process.env.VESTIBULE_BIN ?? new URL("../../target/debug/vestibule", import.meta.url).pathname;
/** The virtual cards; making them takes longer than the rest of a start. */
const CARDS = "dev-pki.json";
const PATIENCE_MS = 20_000;
/** For data: in memory where there is such a folder, since every commit waits for a disk. */
const DATA = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** Settings in addition to those that a test needs, by their names in docs/CONFIG.md. */
export type Settings = Record<string, string>;

/** A running server with its data. */
export class Server {
  /** The address for people. */
  readonly origin: string;
  readonly #folder: string;
  readonly #settings: Settings;
  #process: ChildProcess | undefined;

  private constructor(folder: string, port: number, privatePort: number, settings: Settings) {
    this.#folder = folder;
    this.origin = `http://localhost:${port}`;
    this.#settings = {
      PUBLIC_ORIGIN: this.origin,
      LISTEN: `127.0.0.1:${port}`,
      PRIVATE_LISTEN: `127.0.0.1:${privatePort}`,
      DATA_DIR: folder,
      LOG_FORMAT: "text",
      HELP_PHONE: "+32 2 555 00 00",
      HELP_HOURS: "Mo-Fr 09:00-17:00",
      ...settings,
    };
  }

  /**
   * Starts a server on an empty database; `cards` is a folder that keeps the cards between servers.
   */
  static async create(cards: string, settings: Settings = {}): Promise<Server> {
    const folder = mkdtempSync(join(DATA, "vestibule-e2e-"));
    const kept = join(cards, CARDS);
    if (existsSync(kept)) copyFileSync(kept, join(folder, CARDS));
    const server = new Server(folder, await freePort(), await freePort(), settings);
    await server.start();
    if (!existsSync(kept)) copyFileSync(join(folder, CARDS), kept);
    return server;
  }

  /** Starts the process, also again after it was killed: same address, same data. */
  async start(): Promise<void> {
    const log = openSync(this.#logFile, "a");
    const child = spawn(PROGRAM, ["serve", "--dev"], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...this.#settings },
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    this.#process = child;
    await Promise.race([once(child, "spawn"), once(child, "error").then(([error]) => { throw error; })]);
    await this.#ready(child);
  }

  /** Ends the process as a power failure would. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }

  /** Ends the process as an operator would. */
  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child) return;
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    await gone;
  }

  /** Ends the process and deletes its data. */
  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** The output and the status of `vestibule doctor` for this installation. */
  doctor(): Promise<{ text: string; status: number | null }> {
    return this.#command("doctor");
  }

  /** Makes a registered person an administrator, as the operator at the console does. */
  async makeAdministrator(email: string): Promise<void> {
    const { text, status } = await this.#command("admin", "create", email);
    if (status !== 0) throw new Error(`no administrator was made: ${text}`);
  }

  /** The output and the status of a command of the program; it runs beside the server. */
  async #command(...words: string[]): Promise<{ text: string; status: number | null }> {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...this.#settings };
    // Not waiting for it here: the gateways that it calls may run in this process.
    const child = spawn(PROGRAM, words, { env, stdio: ["ignore", "pipe", "ignore"] });
    const parts: Buffer[] = [];
    child.stdout.on("data", (part: Buffer) => parts.push(part));
    const [status] = (await once(child, "close")) as [number | null];
    return { text: Buffer.concat(parts).toString(), status };
  }

  /** The server's log. */
  log(): string {
    return readFileSync(this.#logFile, "utf8");
  }

  get #logFile(): string {
    return join(this.#folder, "server.log");
  }

  async #ready(child: ChildProcess): Promise<void> {
    const until = Date.now() + PATIENCE_MS;
    while (child.exitCode === null && Date.now() < until) {
      const answer = await fetch(`http://${this.#settings.PRIVATE_LISTEN}/readyz`).catch(() => null);
      if (answer?.ok) return;
      await new Promise((next) => setTimeout(next, 10));
    }
    child.kill("SIGKILL");
    throw new Error(`the server did not become ready:\n${this.log()}`);
  }
}

/** Workers choose from separate ranges: a server listens a moment after its port was chosen. */
const WORKER = Number(process.env.TEST_PARALLEL_INDEX ?? 0) % 4;

const RANGE = 3_000;
/** What this worker chose already: two listeners of one test choose before either listens. */
const chosen = new Set<number>();

/** Below the range from which the system assigns ports to outgoing connections. */
export async function freePort(): Promise<number> {
  if (chosen.size > RANGE / 2) chosen.clear();
  for (;;) {
    const port = 20_000 + WORKER * RANGE + Math.floor(Math.random() * RANGE);
    if (chosen.has(port)) continue;
    chosen.add(port);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const probe = createServer();
    probe.once("error", () => answer(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => answer(true)));
  });
}
