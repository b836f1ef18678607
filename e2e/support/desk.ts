// The tester's tools beside the browser: the virtual phone and mailbox, the server's clock, and the
// switches that pause or fail the creation of an account. All of them are in the dev surface at
// /dev.

import { expect } from "@playwright/test";

import type { Language } from "./texts.ts";

interface Sms {
  readonly channel: "sms";
  readonly at: number;
  readonly id: string;
  readonly to: string;
  readonly text: string;
  readonly lang: Language;
  readonly purpose: string;
}

interface Mail {
  readonly channel: "mail";
  readonly at: number;
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly lang: Language;
  readonly purpose: string;
}

type Message = Sms | Mail;

/** The progress of a call, as the screen shows it. */
export type CallState =
  | "queued"
  | "ringing"
  | "answered"
  | "confirmed"
  | "refused"
  | "wrong_key"
  | "no_answer"
  | "busy"
  | "voicemail"
  | "hung_up"
  | "failed"
  | "expired";

/** A call to the phone. */
export interface Call {
  readonly at: number;
  readonly id: string;
  readonly to: string;
  readonly text: string;
  readonly lang: Language;
  readonly purpose: "sign_in" | "set_up" | "change";
  readonly mode: "press_1" | "digit_on_screen";
  readonly state: CallState;
}

/** A task of the creation of an account. */
export type Task = "check_details" | "open_account" | "link_card" | "send_code";

async function ask<T>(origin: string, path: string, body?: unknown): Promise<T> {
  const headers = { "content-type": "application/json" };
  const request = body === undefined ? {} : { method: "POST", headers, body: JSON.stringify(body) };
  const answer = await fetch(origin + path, request);
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function received(origin: string): Promise<Message[]> {
  return (await ask<{ messages: Message[] }>(origin, "/dev/api/messages")).messages;
}

/** Text messages take a moment to arrive. */
async function wait<T>(look: () => Promise<T | undefined>, what: string): Promise<T> {
  let found: T | undefined;
  const looking = expect.poll(async () => (found = await look()) !== undefined, {
    message: what,
    intervals: [20, 50, 100],
  });
  await looking.toBe(true);
  return found as T;
}

/** The phone that receives every text message and every call. */
export class Phone {
  constructor(private readonly origin: string) {}

  /** Every text message to a number, the oldest first. */
  async messages(to: string): Promise<Sms[]> {
    const all = await received(this.origin);
    return all.filter((it): it is Sms => it.channel === "sms" && it.to === to);
  }

  /** The message with this rank, as soon as it arrives; the first is 1. */
  message(to: string, rank = 1): Promise<Sms> {
    return wait(async () => (await this.messages(to))[rank - 1], `text message ${rank} to ${to}`);
  }

  /** The code in the message with this rank. */
  async code(to: string, rank = 1): Promise<string> {
    const { text } = await this.message(to, rank);
    const code = /#(\d+)$/.exec(text)?.[1];
    if (!code) throw new Error(`no code in: ${text}`);
    return code;
  }

  /** Every call to a number, the oldest first. */
  async calls(to: string): Promise<Call[]> {
    const { calls } = await ask<{ calls: Call[] }>(this.origin, "/dev/api/calls");
    return calls.filter((it) => it.to === to);
  }

  /** The call with this rank, as soon as the phone rings; the first is 1. */
  call(to: string, rank = 1): Promise<Call> {
    return wait(async () => (await this.calls(to))[rank - 1], `call ${rank} to ${to}`);
  }

  /** Answers a call. */
  answer(call: Call): Promise<CallState> {
    return this.#act(call, { event: "answered" });
  }

  /** Presses a key of the phone. */
  press(call: Call, key: string): Promise<CallState> {
    return this.#act(call, { event: "key", key });
  }

  /** Does not answer, rejects the call, lets the answering machine answer, or hangs up. */
  deny(call: Call, how: "no_answer" | "busy" | "voicemail" | "hung_up"): Promise<CallState> {
    return this.#act(call, { event: how });
  }

  /** Lets it ring until the server gives up. */
  async ignore(clock: Clock): Promise<void> {
    await clock.seconds(31);
  }

  async #act(call: Call, act: { event: string; key?: string }): Promise<CallState> {
    const path = `/dev/api/calls/${encodeURIComponent(call.id)}`;
    return (await ask<{ state: CallState }>(this.origin, path, act)).state;
  }
}

/** A code that differs from this one. */
export function otherThan(code: string): string {
  return code === "000000" ? "000001" : "000000";
}

/** The mailbox that receives every mail. */
export class Mailbox {
  constructor(private readonly origin: string) {}

  /** Every mail to an address for a purpose, the oldest first. */
  async mails(to: string, purpose: string): Promise<Mail[]> {
    const all = await received(this.origin);
    return all.filter(
      (it): it is Mail => it.channel === "mail" && it.to === to && it.purpose === purpose,
    );
  }

  /** The mail with this rank, as soon as it arrives; the first is 1. */
  mail(to: string, purpose: string, rank = 1): Promise<Mail> {
    const what = `mail ${rank} to ${to} for ${purpose}`;
    return wait(async () => (await this.mails(to, purpose))[rank - 1], what);
  }

  /** The code in the mail with this rank that proves an address. */
  async code(to: string, rank = 1): Promise<string> {
    const { text } = await this.mail(to, "contact", rank);
    const code = /\b\d{6}\b/.exec(text)?.[0];
    if (!code) throw new Error(`no code in: ${text}`);
    return code;
  }

  /** The address that a mail of this purpose links to. */
  async link(to: string, purpose: string, rank = 1): Promise<string> {
    return this.linkTo("", to, purpose, rank);
  }

  /** The first link of a mail to a page whose address begins with this path. */
  async linkTo(path: string, to: string, purpose: string, rank = 1): Promise<string> {
    const { text } = await this.mail(to, purpose, rank);
    const link = text.match(/https?:\/\/\S+/g)?.find((it) => new URL(it).pathname.startsWith(path));
    if (!link) throw new Error(`no link to ${path} in: ${text}`);
    return link;
  }
}

const SECOND = 1000;

/** The server's clock; it only goes forward. */
export class Clock {
  constructor(private readonly origin: string) {}

  /** The current time on it, in milliseconds since 1970. */
  async now(): Promise<number> {
    return (await ask<{ now: number }>(this.origin, "/dev/api/clock")).now;
  }

  seconds(count: number): Promise<void> {
    return this.#advance(count * SECOND);
  }

  minutes(count: number): Promise<void> {
    return this.seconds(count * 60);
  }

  days(count: number): Promise<void> {
    return this.minutes(count * 24 * 60);
  }

  /** Advances to the next full quarter of an hour, when limits restart. */
  async nextQuarter(): Promise<void> {
    const quarter = 15 * 60 * SECOND;
    await this.#advance(quarter - ((await this.now()) % quarter));
  }

  async #advance(total: number): Promise<void> {
    // The dev surface accepts at most 2^32 milliseconds at a time.
    for (let left = total; left > 0; left -= 2 ** 31) {
      await ask(this.origin, "/dev/api/clock", { advance_ms: Math.min(left, 2 ** 31) });
    }
  }
}

/** The creation of accounts, paused or failed on purpose; a restart of the server resets both. */
export class Provisioning {
  constructor(private readonly origin: string) {}

  /** Pauses before a task until it is released. */
  async hold(task: Task): Promise<void> {
    await ask(this.origin, "/dev/api/provisioning", { hold_before: task, fail: null });
  }

  /** Makes a task fail once. */
  async fail(task: Task): Promise<void> {
    await ask(this.origin, "/dev/api/provisioning", { hold_before: null, fail: task });
  }

  /** Continues. */
  async release(): Promise<void> {
    await ask(this.origin, "/dev/api/provisioning", { hold_before: null, fail: null });
  }
}
