// An SMSC, as a telephone company runs it: the npm package `smpp` reads what the server writes,
// with its own tables of the alphabet, and reports. It answers with names in hexadecimal and
// reports in decimal, as some do.

import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";

import smpp, { type Pdu, type Session } from "smpp";

export const SYSTEM_ID = "portal";
export const PASSWORD = "s3cret08";

/** A message as it was received. */
export interface Submitted {
  readonly id: number;
  readonly pdu: Pdu;
  /** The text, without the header that joins parts. */
  readonly text: string;
  readonly header: Buffer | undefined;
}

/**
 * The state: normal; refusing the server's bind; too busy; refusing the number; giving no answer;
 * or reporting before it answers.
 */
export type Mood = "well" | "locked" | "busy" | "choosy" | "silent" | "hasty";

/** The answers to a message in these states. */
const REFUSALS: Partial<Record<Mood, number>> = {
  busy: smpp.ESME_RTHROTTLED,
  choosy: smpp.ESME_RINVDSTADR,
};

/** A certificate and its key. */
export interface Shown {
  readonly key: Buffer;
  readonly cert: Buffer;
}

export class Smsc {
  readonly submitted: Submitted[] = [];
  /** The binds so far, and their kinds. */
  readonly bound: string[] = [];
  /** The number of unbinds. */
  unbound = 0;
  /** The number of requests while it was not in the normal state. */
  turnedAway = 0;
  /** The answers to its early reports. */
  readonly early: Promise<number>[] = [];
  #mood: Mood = "well";
  #last = 0x9c5d2f00;
  #port = 0;
  #server: Server | undefined;
  readonly #sessions = new Set<Session>();
  readonly #shown: Shown | undefined;

  constructor(shown?: Shown) {
    this.#shown = shown;
  }

  /**
   * Begins to listen, again at the former address if there is one, and returns the address for
   * `SMPP_ADDRESS`.
   */
  async open(): Promise<string> {
    this.#server = smpp.createServer(this.#shown ?? {}, (session) => this.#welcome(session));
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port;
    return `127.0.0.1:${this.#port}`;
  }

  /** Ends abruptly, as a machine that is switched off. */
  async close(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    const closed = new Promise((done) => server.close(done));
    for (const session of this.#sessions) session.destroy();
    await closed;
  }

  /** Changes the state; disconnects clients that may not bind any more. */
  set mood(mood: Mood) {
    this.#mood = mood;
    if (mood === "locked") for (const session of this.#sessions) session.destroy();
  }

  /** The texts that were sent to a number, parts joined. */
  texts(to: string): string[] {
    const texts: string[] = [];
    for (const { pdu, text, header } of this.submitted) {
      if (`+${String(pdu.destination_addr)}` !== to) continue;
      const isFurther = header !== undefined && (header.at(-1) ?? 1) > 1;
      texts.push(isFurther ? (texts.pop() ?? "") + text : text);
    }
    return texts;
  }

  /** Reports on a message, in decimal and with leading zeros; returns the status of the answer. */
  report({ id }: { readonly id: number }, state: string): Promise<number> {
    const name = String(id).padStart(12, "0");
    const days = "submit date:2611220200 done date:2611220201";
    return this.deliver({
      esm_class: smpp.ESM_CLASS.MC_DELIVERY_RECEIPT,
      short_message: `id:${name} sub:001 dlvrd:001 ${days} stat:${state} err:000 text:`,
    });
  }

  /** Delivers a message to the bound client; returns the status of the answer. */
  deliver(fields: Record<string, unknown>): Promise<number> {
    return new Promise((done) => {
      this.#latest().deliver_sm(fields, (answer) => done(answer.command_status));
    });
  }

  /** Sends an enquire_link to the bound client; returns the status of the answer. */
  enquire(): Promise<number> {
    return new Promise((done) => {
      this.#latest().enquire_link((answer) => done(answer.command_status));
    });
  }

  #latest(): Session {
    const session = [...this.#sessions].at(-1);
    if (!session) throw new Error("nobody is bound");
    return session;
  }

  #welcome(session: Session): void {
    this.#sessions.add(session);
    session.on("close", () => this.#sessions.delete(session));
    // A broken connection is not a fault of the test.
    session.on("error", () => session.destroy());
    for (const kind of ["bind_transceiver", "bind_transmitter"]) {
      session.on(kind, (pdu: Pdu) => this.#bind(session, pdu));
    }
    session.on("submit_sm", (pdu: Pdu) => this.#submit(session, pdu));
    session.on("enquire_link", (pdu: Pdu) => {
      if (this.#mood !== "silent") session.send(pdu.response());
    });
    session.on("unbind", (pdu: Pdu) => {
      this.unbound += 1;
      session.send(pdu.response());
      session.close();
    });
  }

  #bind(session: Session, pdu: Pdu): void {
    if (this.#mood === "silent") return void (this.turnedAway += 1);
    const isKnown = pdu.system_id === SYSTEM_ID && pdu.password === PASSWORD;
    if (isKnown && this.#mood !== "locked") {
      this.bound.push(pdu.command);
      return void session.send(pdu.response());
    }
    this.turnedAway += 1;
    session.send(pdu.response({ command_status: smpp.ESME_RBINDFAIL }));
  }

  #submit(session: Session, pdu: Pdu): void {
    if (this.#mood === "silent") return void (this.turnedAway += 1);
    const status = REFUSALS[this.#mood];
    if (status !== undefined) {
      this.turnedAway += 1;
      return void session.send(pdu.response({ command_status: status }));
    }
    this.#last += 1;
    const { message, udh } = pdu.short_message as { message: string; udh?: Buffer[] };
    const submitted = { id: this.#last, pdu, text: message, header: udh?.[0] };
    this.submitted.push(submitted);
    if (this.#mood === "hasty") this.early.push(this.report(submitted, "DELIVRD"));
    session.send(pdu.response({ message_id: this.#last.toString(16).toUpperCase() }));
  }
}
