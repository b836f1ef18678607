// The data page: a data export, and the deletion of the account.

import { expect, type Locator } from "@playwright/test";
import { readFile } from "node:fs/promises";

import { Screen } from "./screen.ts";

/** The rows of one table in an export. */
export interface Held {
  readonly table: string;
  readonly rows: Record<string, unknown>[];
}

/** The page in one tab. */
export class Data extends Screen {
  async open(): Promise<void> {
    await this.page.goto("/account/data");
    await this.reached();
  }

  /** Waits until the page is shown. */
  async reached(): Promise<void> {
    await this.shows("data");
  }

  /** Makes an export, and saves it as a file. */
  async takeCopy(): Promise<Held[]> {
    await this.button("data_copy_make").click();
    return this.keepCopy();
  }

  /** Saves the finished export as a file, and reads it. */
  async keepCopy(): Promise<Held[]> {
    await expect(this.alert("copy_ready")).toBeVisible();
    const coming = this.page.waitForEvent("download");
    await this.link("codes_download").click();
    const file = await coming;
    expect(file.suggestedFilename()).toMatch(/-data\.json$/);
    const text = await readFile(await file.path(), "utf8");
    return (JSON.parse(text) as { held: Held[] }).held;
  }

  /** The question before a deletion. */
  get question(): Locator {
    return this.page.getByRole("dialog");
  }

  /** Requests the deletion of the account. */
  async leave(): Promise<void> {
    await this.button("data_leave_submit").click();
    await expect(this.question).toBeVisible();
    await this.button("data_leave_yes").click();
  }
}
