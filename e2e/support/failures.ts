// Prints what a failed test left behind: the page as it was, and the ends of the programs' logs. On
// another machine the run's output is all there is.

import type { Reporter, TestCase, TestResult } from "@playwright/test/reporter";
import { readFileSync } from "node:fs";

const PAGE_LINES = 80;
const LOG_LINES = 25;

/** The text of an attachment. */
function text({ body, path }: TestResult["attachments"][number]): string {
  return body?.toString() ?? (path === undefined ? "" : readFileSync(path, "utf8"));
}

/** What Playwright wrote of the page, without what it wrote around it. */
function snapshot(context: string): string[] {
  const [, yaml = ""] = /```yaml\n([^]*?)```/.exec(context) ?? [];
  return yaml.trimEnd().split("\n").slice(0, PAGE_LINES);
}

/** A reporter that prints the page and the logs of each failed test. */
export default class Failures implements Reporter {
  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === test.expectedStatus || result.status === "skipped") return;
    const print = (what: string, lines: string[]): void => {
      if (lines.join("") !== "") console.log(`\n${what} of “${test.title}”:\n${lines.join("\n")}`);
    };
    for (const attachment of result.attachments) {
      if (attachment.name === "error-context") print("the page", snapshot(text(attachment)));
      if (attachment.name.endsWith(".log")) {
        const plain = text(attachment).replaceAll(/\u001B\[\d+m/g, "").trimEnd();
        print(attachment.name, plain.split("\n").slice(-LOG_LINES));
      }
    }
  }
}
