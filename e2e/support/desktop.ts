// A screen without a monitor, and a keyboard: what a person sees and types outside of all pages.
// Chromium itself draws the windows in which it asks for a PIN and for a certificate, and no test
// driver can reach them.

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { expect } from "@playwright/test";

const PATIENCE_MS = 20_000;
/** The title of the window that asks for a PIN, in English. */
const PIN_WINDOW = /Security Device$/;
/** A point of the page that no window covers. */
const SPOT = { x: 60, y: 700 };

/** An X server without a monitor; start a browser in its `environment`. */
export class Desktop {
  readonly #folder = mkdtempSync(join(tmpdir(), "vestibule-desktop-"));
  #process: ChildProcess | undefined;
  #display = "";

  /** Starts it at the first free number. */
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

  /**
   * The environment of a browser that is shown here, in the language of the known window titles.
   */
  get environment(): Record<string, string> {
    return { DISPLAY: this.#display, LANGUAGE: "en" };
  }

  /** Types a PIN in the window that asks for it, and presses Return. */
  async typePin(pin: string): Promise<void> {
    const window = await this.#pinWindow();
    await this.#keyboard("type", "--delay", "40", pin);
    await this.#press("Return", window);
  }

  /** Closes the window that asks for a PIN. */
  async cancelPin(): Promise<void> {
    await this.#press("Escape", await this.#pinWindow());
  }

  /** Chooses the first certificate of the list. */
  async choose(): Promise<void> {
    await this.#answerList("Return");
  }

  /** Closes the list of certificates without a choice. */
  async chooseNone(): Promise<void> {
    await this.#answerList("Escape");
  }

  /** Presses the keys with which the browser itself goes back in its history. */
  async goBack(): Promise<void> {
    // Without a window manager no window has the keyboard focus.
    await this.#keyboard("search", "--onlyvisible", "--class", "chrom", "windowfocus", "--sync");
    await this.#keyboard("key", "alt+Left");
  }

  /** Whether the browser asks for a PIN, and that window has the keyboard focus. */
  async asksPin(): Promise<boolean> {
    const name = this.#keyboard("getwindowfocus", "-f", "getwindowname");
    // A window that is closing has no name any more.
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

  /**
   * The list of certificates has no separate window: it is painted on the browser's, and darkens
   * the page.
   */
  async #answerList(key: string): Promise<void> {
    const opens = { message: "the browser shows the list of certificates", timeout: PATIENCE_MS };
    await expect.poll(() => this.#isDark(), opens).toBe(true);
    // Without a window manager no window has the keyboard focus after one was closed.
    await this.#keyboard("search", "--onlyvisible", "--class", "chrom", "windowfocus", "--sync");
    await this.#keyboard("key", key);
    const closes = { message: `${key} closes the list of certificates`, timeout: PATIENCE_MS };
    await expect.poll(() => this.#isDark(), closes).toBe(false);
  }

  async #focused(): Promise<string> {
    return this.#keyboard("getwindowfocus", "-f");
  }

  /** Runs `xdotool`; returns its output. */
  async #keyboard(...words: string[]): Promise<string> {
    const how = { env: { ...process.env, ...this.environment }, timeout: PATIENCE_MS };
    const { stdout } = await promisify(execFile)("xdotool", words, how);
    return stdout.trim();
  }

  /** Whether the page is darkened. */
  #isDark(): boolean {
    return Math.max(...this.#colour(SPOT.x, SPOT.y)) < 160;
  }

  /**
   * Red, green and blue of a pixel, from the file in which Xvfb keeps the screen (xwd, version 7).
   */
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
