// Writes `gallery/index.html` after all tests: one row per screen, with its pictures side by side.

import type { Reporter } from "@playwright/test/reporter";
import { existsSync, readdirSync, writeFileSync } from "node:fs";

import { LANGUAGES } from "./texts.ts";

const FOLDER = new URL("../gallery/", import.meta.url).pathname;

const HEAD = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Gallery</title>
<style>
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  body { margin: 0 auto; max-width: 110rem; padding: 1rem; }
  nav { columns: 16rem; margin-block: 1rem; }
  nav a { display: block; }
  form { position: sticky; inset-block-start: 0; background: Canvas; padding: .5rem 0; z-index: 1; }
  fieldset { display: inline-block; border: 0; padding: 0; margin: 0 1.5rem 0 0; }
  section { border-block-start: 1px solid GrayText; }
  .pictures { display: flex; flex-wrap: wrap; gap: 1rem; align-items: start; }
  figure { margin: 0; }
  figcaption { font-size: .85rem; }
  img { border: 1px solid GrayText; block-size: auto; }
  img[data-width="1280"] { inline-size: 40rem; max-inline-size: 100%; }
  img[data-width="320"] { inline-size: 20rem; max-inline-size: 100%; }
</style>
<h1>Every screen</h1>
`;

/** Hides the pictures whose box is not ticked. */
const FOOT = `<script>
const boxes = [...document.querySelectorAll("form input")];
const show = () => {
  const on = (kind) => boxes.filter((it) => it.name === kind && it.checked).map((it) => it.value);
  const shown = { language: on("language"), width: on("width"), scheme: on("scheme") };
  for (const it of document.querySelectorAll("figure"))
    it.hidden = !Object.entries(shown).every(([kind, values]) => values.includes(it.dataset[kind]));
};
for (const box of boxes) box.onchange = show;
show();
</script>
`;

function choice(kind: string, values: readonly string[], ticked: readonly string[]): string {
  const boxes = values.map((value) => {
    const checked = ticked.includes(value) ? " checked" : "";
    return `<label><input type="checkbox" name="${kind}" value="${value}"${checked}> ${value}</label>`;
  });
  return `<fieldset><legend hidden>${kind}</legend>${boxes.join(" ")}</fieldset>`;
}

function picture(file: string): string {
  const [, language = "", width = "", scheme = ""] = file.split(".");
  return `<figure data-language="${language}" data-width="${width}" data-scheme="${scheme}">
<figcaption>${language} ${width} ${scheme}</figcaption>
<a href="${file}"><img loading="lazy" src="${file}" data-width="${width}" alt="${file}"></a></figure>`;
}

/** The whole page, made from the names of the pictures: `screen.language.width.scheme.jpg`. */
function page(files: string[]): string {
  const screens = [...new Set(files.map((file) => file.split(".")[0] ?? ""))].sort();
  const links = screens.map((screen) => `<a href="#${screen}">${screen}</a>`);
  const sections = screens.map((screen) => {
    const own = files.filter((file) => file.startsWith(`${screen}.`)).sort();
    return `<section id="${screen}"><h2>${screen}</h2><div class="pictures">${own.map(picture).join("\n")}</div></section>`;
  });
  const choices = [
    choice("language", LANGUAGES, ["nl"]),
    choice("width", ["1280", "320"], ["1280", "320"]),
    choice("scheme", ["light", "dark"], ["light", "dark"]),
  ];
  return `${HEAD}<nav>${links.join("\n")}</nav><form>${choices.join("\n")}</form>${sections.join("\n")}${FOOT}`;
}

/** A reporter that only writes the index. */
export default class GalleryIndex implements Reporter {
  printsToStdio(): boolean {
    return false;
  }

  onEnd(): void {
    if (!existsSync(FOLDER)) return;
    const files = readdirSync(FOLDER).filter((file) => file.endsWith(".jpg"));
    if (files.length > 0) writeFileSync(`${FOLDER}index.html`, page(files));
  }
}
