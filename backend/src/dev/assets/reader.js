// The virtual card reader: plays the Web eID browser extension in the page it is loaded by.
//
// It answers the extension's own window messages (`web-eid:status`, `web-eid:authenticate`), shows a
// dialog as the operating system would, and signs with the key of the chosen card. The page and the
// server cannot tell it from a real reader; that is the point. Test builds only.

const PROTOCOL = "web-eid:";
const FORMAT = "web-eid:1.0";
const APP_VERSION = "virtual-reader/1.0";
const PATIENCE_MS = 120_000;

/** How each kind of key signs; the hash is also the one of origin and nonce. */
const ALGORITHMS = {
  ES384: {
    hash: "SHA-384",
    key: { name: "ECDSA", namedCurve: "P-384" },
    sign: { name: "ECDSA", hash: "SHA-384" },
  },
  RS256: {
    hash: "SHA-256",
    key: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
    sign: { name: "RSASSA-PKCS1-v1_5" },
  },
};

/** An end that the page is told about by its code. */
class Failure extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

const failures = {
  cancelled: () => new Failure("ERR_WEBEID_USER_CANCELLED", "User cancelled"),
  noReader: () => new Failure("ERR_READER_MISSING", "No card reader is connected"),
  noCard: () => new Failure("ERR_CARD_MISSING", "No card in the reader"),
  blocked: () => new Failure("ERR_PIN_BLOCKED", "The PIN of the card is blocked"),
  timeout: () => new Failure("ERR_WEBEID_USER_TIMEOUT", "The user did not answer in time"),
  pending: () => new Failure("ERR_WEBEID_ACTION_PENDING", "Another card dialog is open"),
  missing: () => new Failure("ERR_WEBEID_MISSING_PARAMETER", "challengeNonce is missing or too short"),
};

window.addEventListener("message", async ({ source, origin, data }) => {
  if (source !== window || origin !== location.origin) return;
  const say = (action, more = {}) => window.postMessage({ action: PROTOCOL + action, ...more }, origin);
  if (data?.action === PROTOCOL + "status") {
    say("status-ack");
    say("status-success", { extension: APP_VERSION, nativeApp: APP_VERSION });
  }
  if (data?.action === PROTOCOL + "authenticate") {
    say("authenticate-ack");
    try {
      say("authenticate-success", await authenticate(data.challengeNonce));
    } catch (error) {
      const code = error.code ?? "ERR_WEBEID_UNKNOWN_ERROR";
      say("authenticate-failure", { error: { code, message: error.message } });
    }
  }
});

async function authenticate(nonce) {
  // As the real extension: fewer than 44 characters cannot hold 256 random bits.
  if (typeof nonce !== "string" || nonce.length < 44) throw failures.missing();
  if (document.querySelector("virtual-card-reader")) throw failures.pending();
  const dialog = document.createElement("virtual-card-reader");
  document.body.append(dialog);
  const before = document.activeElement;
  try {
    const card = await dialog.open();
    return await sign(card, nonce);
  } finally {
    dialog.remove();
    before?.focus?.();
  }
}

/** The token fields, signed as a card would: `hash(origin) || hash(nonce)`, hashed again. */
async function sign({ key, certificate, algorithm }, nonce) {
  const { hash, key: kind, sign: how } = ALGORITHMS[algorithm];
  const digest = async (text) =>
    new Uint8Array(await crypto.subtle.digest(hash, new TextEncoder().encode(text)));
  const signed = new Uint8Array([...(await digest(location.origin)), ...(await digest(nonce))]);
  const bytes = Uint8Array.from(atob(key), (c) => c.charCodeAt(0));
  const imported = await crypto.subtle.importKey("pkcs8", bytes, kind, false, ["sign"]);
  const signature = new Uint8Array(await crypto.subtle.sign(how, imported, signed));
  return {
    unverifiedCertificate: certificate,
    algorithm,
    signature: btoa(String.fromCharCode(...signature)),
    format: FORMAT,
    appVersion: APP_VERSION,
  };
}

const MARKUP = `
<link rel="stylesheet" href="/dev/reader.css">
<dialog aria-labelledby="title">
  <header>
    <svg viewBox="0 0 48 48" aria-hidden="true">
      <rect class="card" x="10" y="3" width="28" height="26" rx="3"/>
      <rect class="chip" x="15" y="8" width="9" height="8" rx="1.5"/>
      <path class="lines" d="M28 9h6M28 13h6M15 21h19"/>
      <rect class="device" x="4" y="24" width="40" height="20" rx="4"/>
      <path class="slot" d="M11 29h26"/>
      <circle class="light" cx="37" cy="38" r="2"/>
    </svg>
    <div>
      <h2 id="title"></h2>
      <p class="site"></p>
    </div>
  </header>
  <p class="badge">Virtual card reader - test only</p>
  <section class="choose">
    <label class="search">Search <input type="search" autocomplete="off" spellcheck="false"></label>
    <ul></ul>
    <p class="none" role="status"></p>
    <footer><button type="button" class="cancel">Cancel</button></footer>
  </section>
  <form class="pin" method="dialog" hidden>
    <p class="who"><span class="face" aria-hidden="true"></span><span class="name"></span></p>
    <label for="pin">PIN</label>
    <input id="pin" type="password" inputmode="numeric" autocomplete="off" required
      aria-describedby="hint wrong">
    <p id="hint">Hint: 1234</p>
    <p id="wrong" role="alert"></p>
    <footer>
      <button type="button" class="back">Other card</button>
      <button type="button" class="cancel">Cancel</button>
      <button type="submit" class="ok">OK</button>
    </footer>
  </form>
  <section class="blocked" hidden>
    <p role="alert"></p>
    <footer><button type="button" class="ok">OK</button></footer>
  </section>
</dialog>`;

/** A dialog that ends with the contents of an unlocked card, or with a `Failure`. */
class VirtualCardReader extends HTMLElement {
  #root = this.attachShadow({ mode: "open" });
  #find = (selector) => this.#root.querySelector(selector);

  async open() {
    this.#root.innerHTML = MARKUP;
    this.#find(".site").textContent = location.origin;
    // Unstyled, it would flash.
    const styled = new Promise((done) => {
      this.#find("link").onload = this.#find("link").onerror = done;
    });
    const [people] = await Promise.all([fetchPeople(), styled]);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(failures.timeout()), PATIENCE_MS);
      const end = (settle) => (value) => {
        clearTimeout(timer);
        settle(value);
      };
      this.#listen(people, end(resolve), end(reject));
      this.#showPeople(people);
      this.#find("dialog").showModal();
      this.#find("li button").focus();
    });
  }

  #listen(people, resolve, reject) {
    const give = () => reject(failures.cancelled());
    this.#find("dialog").addEventListener("cancel", (event) => {
      event.preventDefault();
      give();
    });
    for (const button of this.#root.querySelectorAll(".cancel")) button.onclick = give;
    this.#find(".search input").oninput = ({ target }) => this.#filter(target.value);
    this.#find("ul").onclick = ({ target }) => {
      const id = target.closest("button")?.dataset.id;
      if (id) this.#choose(people.find((person) => person.id === id), reject);
    };
    this.#find(".back").onclick = () => {
      this.#show("choose", "Choose a card");
      this.#find(`[data-id="${this.person.id}"]`).focus();
    };
    this.#find("form").onsubmit = (event) => {
      event.preventDefault();
      this.#tryPin().then((card) => card && resolve(card), reject);
    };
    this.#find(".blocked .ok").onclick = () => reject(failures.blocked());
  }

  #show(part, title) {
    for (const name of ["choose", "pin", "blocked"]) this.#find("." + name).hidden = name !== part;
    this.#find("#title").textContent = title;
  }

  #showPeople(people) {
    this.#show("choose", "Choose a card");
    this.#find(".search").hidden = people.length <= 8;
    this.#find("ul").replaceChildren(...people.map(personItem));
  }

  #filter(text) {
    const words = plain(text).split(/\s+/);
    let shown = 0;
    for (const item of this.#root.querySelectorAll("li")) {
      item.hidden = !words.every((word) => plain(item.textContent).includes(word));
      shown += item.hidden ? 0 : 1;
    }
    this.#find(".none").textContent = shown ? "" : "Nobody by that name.";
  }

  #choose(person, reject) {
    this.person = person;
    if (person.reader === "missing") return reject(failures.noReader());
    if (person.reader === "empty") return reject(failures.noCard());
    if (person.reader === "cancels") return reject(failures.cancelled());
    if (person.tries_left === 0) return this.#showBlocked();
    this.#show("pin", "Unlock your card");
    paintFace(this.#find(".who .face"), person);
    this.#find(".who .name").textContent = person.name;
    this.#find("#wrong").textContent = "";
    this.#find("#pin").value = "";
    this.#find("#pin").focus();
  }

  /** The unlocked card; nothing after a wrong PIN, which the dialog reports itself. */
  async #tryPin() {
    const pin = this.#find("#pin").value;
    const answer = await post(`/dev/api/personas/${this.person.id}/unlock`, { pin });
    if (answer.ok) return answer.json();
    if (answer.status !== 403) throw new Error(`the virtual reader answered ${answer.status}`);
    this.person.tries_left = (await answer.json()).tries_left;
    if (this.person.tries_left === 0) return this.#showBlocked();
    const tries = this.person.tries_left === 1 ? "1 try" : `${this.person.tries_left} tries`;
    this.#find("#wrong").textContent = `Wrong PIN. ${tries} left.`;
    this.#find("#pin").value = "";
    this.#find("#pin").focus();
  }

  #showBlocked() {
    this.#show("blocked", "Card blocked");
    this.#find(".blocked p").textContent =
      `The PIN of ${this.person.name} is blocked: a wrong one was typed three times.`;
    this.#find(".blocked .ok").focus();
  }
}

customElements.define("virtual-card-reader", VirtualCardReader);

function personItem(person) {
  const item = document.createElement("li");
  item.innerHTML = `<button type="button">
    <span class="face" aria-hidden="true"></span>
    <span class="words"><span class="name"></span><span class="note"></span></span>
  </button>`;
  const [button, name, note] = ["button", ".name", ".note"].map((it) => item.querySelector(it));
  button.dataset.id = person.id;
  // Named by the person, described by what will happen.
  name.id = `name-${person.id}`;
  note.id = `note-${person.id}`;
  button.setAttribute("aria-labelledby", name.id);
  button.setAttribute("aria-describedby", note.id);
  name.textContent = person.name;
  const blocked = person.tries_left === 0 && person.reader === "signs";
  note.textContent = blocked ? "PIN blocked by wrong tries; reset it at /dev" : person.note;
  paintFace(item.querySelector(".face"), person);
  return item;
}

/** Initials on a colour of the person's own. */
function paintFace(face, person) {
  const names = person.name.split(" ");
  face.textContent = names.length > 1 ? names[0][0] + names.at(-1)[0] : names[0][0];
  face.dataset.tint = [...person.id].reduce((sum, c) => sum + c.charCodeAt(0), 0) % 6;
}

/** Lower case without accents, to search by. */
function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

async function fetchPeople() {
  const answer = await fetch("/dev/api/personas");
  if (!answer.ok) throw new Error(`the virtual reader answered ${answer.status}`);
  return (await answer.json()).personas;
}

function post(path, body) {
  const headers = { "content-type": "application/json" };
  return fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
}
