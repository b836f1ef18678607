// The samples of docs/APPLICATIONS.md: tests run them as they are written there.

import { readFileSync } from "node:fs";

const GUIDE = new URL("../../docs/APPLICATIONS.md", import.meta.url);

/** The block of the guide with this word after its fence; `about` is a text in it. */
export function sample(fence: string, about = ""): string {
  const blocks = readFileSync(GUIDE, "utf8").split(`\`\`\`${fence}\n`).slice(1);
  const texts = blocks.map((block) => block.split("\n```")[0] ?? "");
  const found = texts.find((text) => text !== "" && text.includes(about));
  if (!found) throw new Error(`docs/APPLICATIONS.md has no sample for ${about || fence}`);
  return found;
}

/** Puts a value in the place of an example; the guide must have it. */
export function put(text: string, example: string, value: string): string {
  if (!text.includes(example)) throw new Error(`the sample does not say ${example}:\n${text}`);
  return text.replaceAll(example, value);
}
