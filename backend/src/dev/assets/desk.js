// The test desk: shows what the phone and the mailbox received, once a second, and moves the levers.

import { prepare, showCalls } from "/dev/calls.js";

const find = (selector) => document.querySelector(selector);
const LOCALE = "en-BE";
const clockTime = new Intl.DateTimeFormat(LOCALE, { hour: "2-digit", minute: "2-digit" });
const longTime = new Intl.DateTimeFormat(LOCALE, { dateStyle: "full", timeStyle: "medium" });
const listTime = new Intl.DateTimeFormat(LOCALE, {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const shortTime = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "short" });

let opened; // the id of the mail that is shown; the newest until one is chosen

async function call(method, path, body) {
  const headers = body && { "content-type": "application/json" };
  const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.status === 204 ? undefined : answer.json();
}

/** Calls `show` with what `path` answers, but only when that has changed. */
function watch(path, show) {
  let last;
  return async () => {
    const text = JSON.stringify(await call("GET", path));
    if (text === last) return;
    last = text;
    show(JSON.parse(text));
  };
}

const watched = [
  watch("/dev/api/messages", ({ messages }) => showMessages(messages)),
  watch("/dev/api/calls", ({ calls }) => showCalls(calls)),
  watch("/dev/api/clock", showClock),
  watch("/dev/api/personas", ({ personas }) => showCards(personas)),
  watch("/dev/api/provisioning", showProvisioning),
];

async function refresh() {
  const results = await Promise.allSettled(watched.map((look) => look()));
  document.body.classList.toggle("away", results.some(({ status }) => status === "rejected"));
}

async function refreshForever() {
  await refresh();
  setTimeout(refreshForever, 1000);
}

/** WebKit keeps no `Secure` cookie of http://localhost, and every cookie of the portal is one. */
function keepsCookies() {
  document.cookie = "probe=1; Secure; SameSite=Lax; Path=/dev; Max-Age=5";
  return document.cookie.includes("probe=1");
}

find("#no-cookies").hidden = keepsCookies();

function showMessages(messages) {
  const sms = messages.filter(({ channel }) => channel === "sms");
  const mails = messages.filter(({ channel }) => channel === "mail").reverse();
  showPhone(sms);
  showMails(mails);
}

function showPhone(messages) {
  find("#sms-none").hidden = messages.length > 0;
  let before;
  const bubbles = messages.map((message) => {
    const item = bubble(message, message.to !== before);
    before = message.to;
    return item;
  });
  find("#sms").replaceChildren(...bubbles);
  find("#sms").scrollTop = find("#sms").scrollHeight;
}

/** A text message: its code large, to be copied with one click; the line for machines dimmed. */
function bubble({ to, at, text }, withNumber) {
  const lines = text.trimEnd().split("\n");
  const bound = /^@\S+ #\S+/.test(lines.at(-1)) ? lines.pop() : undefined;
  const said = lines.join("\n").trim();
  const code = said.match(/(?<!\d)\d(?:[ -]?\d){4,7}(?!\d)/)?.[0];
  const item = make("li");
  if (withNumber) item.append(make("p", "number", `To ${to}`));
  const balloon = make("div", "balloon");
  if (code) balloon.append(codeButton(code.replace(/\D/g, "")));
  balloon.append(make("p", "words", said));
  if (bound) balloon.append(make("p", "bound", bound));
  item.append(balloon, make("p", "when", shortTime.format(at)));
  return item;
}

function codeButton(code) {
  const button = make("button", "code", code.length === 6 ? `${code.slice(0, 3)} ${code.slice(3)}` : code);
  button.type = "button";
  button.setAttribute("aria-label", `Copy code ${code}`);
  button.append(make("span", "copy", "Copy"));
  button.onclick = async () => {
    await navigator.clipboard.writeText(code);
    say(`Code ${code} copied.`);
  };
  return button;
}

function showMails(mails) {
  const shown = mails.find(({ id }) => id === opened) ?? mails[0];
  const items = mails.map((mail) => {
    const button = make("button");
    button.type = "button";
    if (mail === shown) button.setAttribute("aria-current", "true");
    button.append(make("span", "to", mail.to), make("span", "when", listTime.format(mail.at)));
    button.append(make("span", "subject", mail.subject));
    button.onclick = () => {
      opened = mail.id;
      showMails(mails);
      find("#mails [aria-current]").focus();
    };
    const item = make("li");
    item.append(button);
    return item;
  });
  find("#mails").replaceChildren(...items);
  find("#mail").replaceChildren(...(shown ? letter(shown) : [make("p", "empty", "No mail yet.")]));
}

function letter({ to, at, subject, text, lang }) {
  const body = make("div", "body");
  body.lang = lang;
  // Every other part is an address, without the full stop that may follow it.
  text.split(/(https?:\/\/[^\s<>]*[^\s<>.,;:!?)])/).forEach((part, n) => {
    if (n % 2 === 0) return body.append(part);
    const link = make("a", "", part);
    link.href = part;
    body.append(link);
  });
  return [make("h3", "", subject), make("p", "about", `To ${to} on ${shortTime.format(at)}`), body];
}

function showClock({ now }) {
  find("#now").textContent = longTime.format(now);
  find("#now").dateTime = new Date(now).toISOString();
  find("#phone-time").textContent = clockTime.format(now);
}

function showProvisioning(switches) {
  for (const name of ["hold_before", "fail"]) find(`[name=${name}]`).value = switches[name] ?? "";
}

function showCards(personas) {
  find("#cards").replaceChildren(...personas.map(cardRow));
}

function cardRow({ name, born, note, numbers, language, tries_left: tries }) {
  const row = make("tr");
  const who = make("th");
  who.scope = "row";
  who.append(make("span", "name", name), make("span", "about", `${born}, ${language}`));
  const expect = make("td", "", note);
  for (const [what, number] of numbers) {
    const line = make("div", "about", `${what} `);
    line.append(copyable(number));
    expect.append(line);
  }
  const state = tries === 0 ? "blocked" : tries === 1 ? "1 try left" : `${tries} tries left`;
  const pin = make("td");
  pin.append(make("span", tries === 0 ? "pill bad" : tries < 3 ? "pill worn" : "pill", state));
  row.append(who, expect, pin);
  return row;
}

function copyable(text) {
  const button = make("button", "plain", text);
  button.type = "button";
  button.setAttribute("aria-label", `Copy ${text}`);
  button.onclick = async () => {
    await navigator.clipboard.writeText(text);
    say(`${text} copied.`);
  };
  return button;
}

for (const button of document.querySelectorAll("[data-advance]")) {
  button.onclick = () =>
    act("POST", "/dev/api/clock", { advance_ms: Number(button.dataset.advance) }, "Clock moved.");
}
find("#clear").onclick = () => act("DELETE", "/dev/api/messages", undefined, "Messages deleted.");
find("#reset").onclick = () => act("POST", "/dev/api/personas/reset", {}, "Every PIN has its tries.");
find("#provisioning").onchange = ({ currentTarget: { elements } }) => {
  const chosen = (name) => elements[name].value || null;
  const switches = { hold_before: chosen("hold_before"), fail: chosen("fail") };
  act("POST", "/dev/api/provisioning", switches, "Switched.");
};

prepare((id, event) => act("POST", `/dev/api/calls/${encodeURIComponent(id)}`, event, ""));

async function act(method, path, body, done) {
  try {
    await call(method, path, body);
    say(done);
  } catch (error) {
    say(error.message);
  }
  refresh();
}

function make(tag, name = "", text = "") {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.textContent = text;
  return element;
}

let quiet;
function say(text) {
  find("#said").textContent = text;
  clearTimeout(quiet);
  quiet = setTimeout(() => (find("#said").textContent = ""), 3000);
}

refreshForever();
