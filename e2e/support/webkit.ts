// WebKitGTK as Debian builds it, driven by its own driver at a screen of its own. It keeps no
// `Secure` cookie of http://localhost, so that TLS is in front of the server.

import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "@playwright/test";

import { Desktop } from "./desktop.ts";
import { Https } from "./https.ts";
import { freePort } from "./server.ts";
import { Tab } from "./tab.ts";
import { test } from "./test.ts";
import { Walker } from "./walker.ts";
import { Session } from "./webdriver.ts";

/** The driver; it knows where the small browser of the same package is. */
const DRIVER = process.env.WEBKIT ?? "WebKitWebDriver";
const PATIENCE_MS = 30_000;
const MISSING = "WebKitGTK is not installed: sudo apt-get install webkit2gtk-driver xvfb";
/** As GTK reads them: people who want no movement get none. */
const GTK = "[Settings]\ngtk-enable-animations=0\n";

/** Whether this computer has the driver and a screen for it. */
function isInstalled(): boolean {
  return [DRIVER, "Xvfb"].every((program) => spawnSync(program, ["-help"]).error === undefined);
}

/** A running WebKitGTK with one tab. */
class WebKit {
  readonly #desktop = new Desktop();
  readonly #home = mkdtempSync(join(tmpdir(), "vestibule-webkit-"));
  #process: ChildProcess | undefined;

  /** Starts the browser, which accepts the certificate of the tests. */
  async open(): Promise<Session> {
    await this.#desktop.open();
    const driver = await this.#start();
    const session = await Session.begin(driver, { acceptInsecureCerts: true });
    await session.resize(1280, 1180);
    return session;
  }

  /** Ends the browser and its driver, which are one group of processes. */
  async close(): Promise<void> {
    const child = this.#process;
    if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      const gone = once(child, "exit");
      process.kill(-child.pid, "SIGKILL");
      await gone;
    }
    await this.#desktop.close();
    rmSync(this.#home, { recursive: true, force: true });
  }

  /** Starts the driver; returns its address. */
  async #start(): Promise<string> {
    const settings = join(this.#home, ".config", "gtk-3.0");
    mkdirSync(settings, { recursive: true });
    writeFileSync(join(settings, "settings.ini"), GTK);
    const own = { HOME: this.#home, LANG: "en_US.UTF-8", TZ: "Europe/Brussels", NO_AT_BRIDGE: "1" };
    const env = { PATH: process.env.PATH, ...this.#desktop.environment, ...own };
    const port = await freePort();
    const log = openSync(this.#logFile, "a");
    const child = spawn(DRIVER, [`--port=${port}`], { env, stdio: ["ignore", log, log], detached: true });
    closeSync(log);
    this.#process = child;
    await Promise.race([once(child, "spawn"), once(child, "error").then(([error]) => { throw error; })]);
    const driver = `http://127.0.0.1:${port}`;
    const listens = async (): Promise<boolean> => {
      if (child.exitCode !== null) throw new Error(`${DRIVER} ended:\n${readFileSync(this.#logFile, "utf8")}`);
      return (await fetch(`${driver}/status`).catch(() => undefined))?.ok ?? false;
    };
    const starts = { message: `${DRIVER} listens`, timeout: PATIENCE_MS, intervals: [20] };
    await expect.poll(listens, starts).toBe(true);
    return driver;
  }

  get #logFile(): string {
    return join(this.#home, "log");
  }
}

interface AtWebKit {
  /** Whether the server is behind TLS. */
  tls: boolean;
  https: Https;
  tab: Tab;
  walker: Walker;
}

/** Tests in WebKitGTK. */
export const atWebKit = test.extend<AtWebKit>({
  tls: [true, { option: true }],

  https: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "vestibule-https-"));
    const https = await Https.listen(folder);
    await use(https);
    https.close();
    rmSync(folder, { recursive: true, force: true });
  },

  settings: async ({ tls, https }, use) => use(tls ? { PUBLIC_ORIGIN: https.origin } : {}),

  tab: async ({ tls, https, server }, use, info) => {
    if (!isInstalled()) {
      console.warn(MISSING);
      info.skip(true, MISSING);
    }
    https.leadTo(server.origin);
    const webkit = new WebKit();
    try {
      const session = await webkit.open();
      const tab = new Tab(session, (tls ? https : server).origin);
      await use(tab);
      if (info.status !== info.expectedStatus) {
        const path = info.outputPath("page.png");
        writeFileSync(path, await session.picture());
        await info.attach("page", { path, contentType: "image/png" });
      }
      await tab.reportsNoErrors();
    } finally {
      await webkit.close();
    }
  },

  walker: async ({ tab, phone, app }, use) => use(new Walker(tab, phone, app)),
});
