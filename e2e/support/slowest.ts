// Says at the end of a run where its time went: the slowest tests, and each file.

import type { FullConfig, Reporter, TestCase, TestResult } from "@playwright/test/reporter";
import { relative } from "node:path";

const SHOWN = 10;

/** A line of the list: how long, and what. */
function line(milliseconds: number, what: string): string {
  return `${(milliseconds / 1000).toFixed(1).padStart(8)} s  ${what}`;
}

/** A reporter that adds up durations. */
export default class Slowest implements Reporter {
  readonly #tests: { title: string; took: number }[] = [];
  readonly #files = new Map<string, number>();
  #root = "";

  onBegin(config: FullConfig): void {
    this.#root = config.rootDir;
  }

  onTestEnd(test: TestCase, { duration }: TestResult): void {
    const file = relative(this.#root, test.location.file);
    this.#tests.push({ title: `${file} › ${test.title}`, took: duration });
    this.#files.set(file, (this.#files.get(file) ?? 0) + duration);
  }

  onEnd(): void {
    // A few tests are looked at one by one anyway.
    if (this.#tests.length <= SHOWN) return;
    const slowest = this.#tests.sort((one, other) => other.took - one.took).slice(0, SHOWN);
    const files = [...this.#files].sort(([, one], [, other]) => other - one);
    console.log("\nthe slowest tests:");
    for (const { title, took } of slowest) console.log(line(took, title));
    console.log("\neach file:");
    for (const [file, took] of files) console.log(line(took, file));
  }
}
