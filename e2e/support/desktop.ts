// A screen that nobody looks at, and a keyboard: what a person sees and types outside of every page. The
// windows in which Chromium asks for a PIN and for a certificate are drawn by Chromium itself, and no test
// driver knows of them.

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { expect } from "@playwright/test";

const PATIENCE_MS = 20_000;
/** How Chromium calls the window that asks for a PIN, where it speaks English. */
const PIN_WINDOW = /Security Device$/;
/** A spot of the page that no window covers. */
const SPOT = { x: 60, y: 700 };

/** An X server without a monitor; Chromium is to be started in its `environment`. */
export class Desktop {
  readonly #folder = mkdtempSync(join(tmpdir(), "vestibule-desktop-"));
  #process: ChildProcess | undefined;
  #display = "";

  /** Starts it at the first number that is free. */
  async open(): Promise<void> {
    const screen = ["-screen", "0", "1400x1200x24", "-fbdir", this.#folder];
    const words = ["-displayfd", "1", "-noreset", "-nolisten", "tcp", ...screen];
    const child = spawn("Xvfb", words, { stdio: ["ignore", "pipe", "ignore"] });
    this.#process = child;
    const gone = once(child, "exit").then(() => { throw new Error("Xvfb ended"); });
    const [number] = (await Promise.race([once(child.stdout, "data"), gone])) as [Buffer];
    this.#display = `:${number.toString().trim()}`;
  }

  async close(): Promise<void> {
    const child = this.#process;
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = once(child, "exit");
      child.kill();
      await gone;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** What a browser has to know to be shown here, in the language in which we know its windows. */
  get environment(): Record<string, string> {
    return { DISPLAY: this.#display, LANGUAGE: "en" };
  }

  /** Types a PIN where it is asked for, and presses Return. */
  async typePin(pin: string): Promise<void> {
    const window = await this.#pinWindow();
    await this.#keyboard("type", "--delay", "40", pin);
    await this.#press("Return", window);
  }

  /** Gives no PIN where one is asked for. */
  async cancelPin(): Promise<void> {
    await this.#press("Escape", await this.#pinWindow());
  }

  /** Takes the first certificate of the list. */
  async choose(): Promise<void> {
    await this.#answerList("Return");
  }

  /** Takes no certificate of the list. */
  async chooseNone(): Promise<void> {
    await this.#answerList("Escape");
  }

  /** Whether the browser asks for a PIN, and the keyboard is its window's. */
  async asksPin(): Promise<boolean> {
    const name = this.#keyboard("getwindowfocus", "-f", "getwindowname");
    // A window that closes just now has no name any more.
    return PIN_WINDOW.test(await name.catch(() => ""));
  }

  async #pinWindow(): Promise<string> {
    const asks = { message: "the browser asks for a PIN", timeout: PATIENCE_MS };
    await expect.poll(() => this.asksPin(), asks).toBe(true);
    return this.#focused();
  }

  /** Presses a key that closes a window. */
  async #press(key: string, window: string): Promise<void> {
    await this.#keyboard("key", key);
    const closes = { message: `${key} closes the window`, timeout: PATIENCE_MS };
    await expect.poll(() => this.#focused(), closes).not.toBe(window);
  }

  /** The list of certificates has no window of its own: it is painted on the browser's, and darkens the page. */
  async #answerList(key: string): Promise<void> {
    const opens = { message: "the browser shows the list of certificates", timeout: PATIENCE_MS };
    await expect.poll(() => this.#isDark(), opens).toBe(true);
    // Without a window manager nobody has the keyboard after a window was closed.
    await this.#keyboard("search", "--onlyvisible", "--class", "chrom", "windowfocus", "--sync");
    await this.#keyboard("key", key);
    const closes = { message: `${key} closes the list of certificates`, timeout: PATIENCE_MS };
    await expect.poll(() => this.#isDark(), closes).toBe(false);
  }

  async #focused(): Promise<string> {
    return this.#keyboard("getwindowfocus", "-f");
  }

  /** Runs `xdotool`; gives what it prints. */
  async #keyboard(...words: string[]): Promise<string> {
    const how = { env: { ...process.env, ...this.environment }, timeout: PATIENCE_MS };
    const { stdout } = await promisify(execFile)("xdotool", words, how);
    return stdout.trim();
  }

  /** Whether something lies over the page like a shadow. */
  #isDark(): boolean {
    return Math.max(...this.#colour(SPOT.x, SPOT.y)) < 160;
  }

  /** Red, green and blue of a pixel, out of the file in which Xvfb keeps the screen (xwd, version 7). */
  #colour(x: number, y: number): number[] {
    const file = openSync(join(this.#folder, "Xvfb_screen0"), "r");
    const read = (length: number, from: number): Buffer => {
      const part = Buffer.alloc(length);
      readSync(file, part, 0, length, from);
      return part;
    };
    const header = read(100, 0);
    const [length, line, colours] = [0, 48, 76].map((at) => header.readUInt32BE(at)) as [number, number, number];
    const pixel = read(4, length + colours * 12 + y * line + x * 4);
    closeSync(file);
    return [pixel[2] ?? 0, pixel[1] ?? 0, pixel[0] ?? 0];
  }
}
