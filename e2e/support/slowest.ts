// Reports at the end of a run how the time was spent: the slowest tests, and each file.

import type { FullConfig, Reporter, TestCase, TestResult } from "@playwright/test/reporter";
import { relative } from "node:path";

const SHOWN = 10;

/** A line of the list: the duration and the name. */
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
    // A few tests need no summary.
    if (this.#tests.length <= SHOWN) return;
    const slowest = this.#tests.sort((one, other) => other.took - one.took).slice(0, SHOWN);
    const files = [...this.#files].sort(([, one], [, other]) => other - one);
    console.log("\nthe slowest tests:");
    for (const { title, took } of slowest) console.log(line(took, title));
    console.log("\neach file:");
    for (const [file, took] of files) console.log(line(took, file));
  }
}
