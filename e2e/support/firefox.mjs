#!/usr/bin/env node
// Starts Firefox for Playwright, with a relay between the two. When a page opens, Playwright sets
// media features over WebDriver BiDi; Firefox ESR 153 does not know that command, and without it
// no page opens at all. The relay answers instead of Firefox then, and passes on everything else.

import { spawn } from "node:child_process";

import { WebSocket, WebSocketServer } from "ws";

const PROGRAM = process.env.FIREFOX ?? "/usr/bin/firefox-esr";
const EXTRA = "emulation.setMediaFeaturesOverride";
/** The line by which Firefox says where it listens, and by which Playwright finds it. */
const LISTENS = /^WebDriver BiDi listening on (ws:\S+)$/m;

const firefox = spawn(PROGRAM, process.argv.slice(2), { stdio: ["ignore", "inherit", "pipe"] });
firefox.once("error", (error) => {
  console.error(`${PROGRAM} does not start: ${error.message}`);
  process.exit(1);
});
firefox.once("exit", (status) => process.exit(status ?? 1));
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.on(signal, () => firefox.kill(signal));
}

let said = "";
firefox.stderr.setEncoding("utf8").on("data", (text) => {
  said += text;
  const lines = said.split("\n");
  said = lines.pop() ?? "";
  for (const line of lines) {
    const address = LISTENS.exec(line)?.[1];
    if (address) relay(address);
    else console.error(line);
  }
});

/**
 * Accepts connections and passes each on to Firefox.
 * @param {string} address
 */
function relay(address) {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  server.on("connection", (near) => join(near, new WebSocket(`${address}/session`)));
  server.once("listening", () => {
    const own = /** @type {import("node:net").AddressInfo} */ (server.address());
    console.error(`WebDriver BiDi listening on ws://127.0.0.1:${own.port}`);
  });
}

/**
 * Passes messages on in both directions.
 * @param {WebSocket} near
 * @param {WebSocket} far
 */
function join(near, far) {
  /** Commands that Firefox may not know, by their ids. */
  const extra = new Set();
  const connected = new Promise((open) => far.once("open", open));
  near.on("message", async (data) => {
    const text = String(data);
    const { id, method } = JSON.parse(text);
    if (method === EXTRA) extra.add(id);
    await connected;
    far.send(text);
  });
  far.on("message", (data) => {
    const text = String(data);
    const { id, error } = JSON.parse(text);
    const isRefused = extra.delete(id) && error === "unknown command";
    near.send(isRefused ? JSON.stringify({ type: "success", id, result: {} }) : text);
  });
  near.once("close", () => far.close());
  far.once("close", () => near.close());
  far.once("error", () => near.close());
}
