// The call on the drawn phone: it rings in silence, says its text in writing, and takes keys. While a call
// is shown, the keys 0-9, * and # of the keyboard are the phone's, unless something is being typed.

const STATES = {
  queued: "Incoming call",
  ringing: "Incoming call",
  answered: "On the line",
  confirmed: "Confirmed",
  refused: "This was not me",
  wrong_key: "Wrong key",
  no_answer: "Not answered",
  busy: "Engaged",
  voicemail: "Taken by the answering machine",
  hung_up: "Hung up",
  failed: "Failed",
  expired: "Time is over",
};
const KEYS = "123456789*0#";
const PURPOSES = { sign_in: "Signing in", set_up: "Setting up", change: "A change of the account" };

const find = (selector) => document.querySelector(selector);
const rings = ({ state }) => state === "queued" || state === "ringing";
const talks = ({ state }) => state === "answered";

let shown; // the call on the screen
let closed; // the id of the last call that was put away
let tell; // reports what the person does

/** Builds the panel once; `report` sends what the person does with a call. */
export function prepare(report) {
  tell = report;
  find("#call-keys").replaceChildren(...[...KEYS].map(keyButton));
  for (const button of document.querySelectorAll("[data-event]")) {
    button.onclick = () => tell(shown.id, { event: button.dataset.event });
  }
  find("#call-close").onclick = () => {
    closed = shown.id;
    find("#call").hidden = true;
    find("#sms").focus();
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (shown && talks(shown) && KEYS.includes(event.key)) press(event.key);
  });
}

function keyButton(key) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = key;
  if (key === "*") button.setAttribute("aria-label", "star");
  if (key === "#") button.setAttribute("aria-label", "hash");
  button.onclick = () => press(key);
  return button;
}

const press = (key) => tell(shown.id, { event: "key", key });

/** Shows the newest call until it is over and put away. */
export function showCalls(calls) {
  const call = calls.at(-1);
  const panel = find("#call");
  if (!call || call.id === closed) {
    shown = undefined;
    panel.hidden = true;
    return;
  }
  const held = panel.contains(document.activeElement);
  shown = call;
  find("#call-state").textContent = STATES[call.state];
  find("#call-to").textContent = `To ${call.to}`;
  find("#call-why").textContent = PURPOSES[call.purpose] ?? call.purpose;
  find("#call-text").textContent = call.text;
  find("#call-text").lang = call.lang;
  find("#call-text").hidden = rings(call);
  find("#call-ringing").hidden = !rings(call);
  find("#call-talking").hidden = !talks(call);
  find("#call-over").hidden = rings(call) || talks(call);
  panel.classList.toggle("rings", rings(call));
  panel.hidden = false;
  // Who answered by keyboard goes on by keyboard: the button that was pressed has gone.
  if (held && !panel.contains(document.activeElement)) firstButton(panel)?.focus();
  else if (held && document.activeElement.closest("[hidden]")) firstButton(panel)?.focus();
}

const firstButton = (panel) =>
  [...panel.querySelectorAll("button")].find((button) => !button.closest("[hidden]"));
