// The end of a method, put in force by an administrator.

import type { AuthenticatorApp } from "./authenticator-app.ts";
import { JOSEPHINE } from "./people.ts";
import type { Server } from "./server.ts";
import type { Visitor } from "./visitor.ts";

/** The decision about a method, as docs/POLICY.md describes it. */
export interface Line {
  readonly method: string;
  readonly capacity?: string;
  readonly last_day?: string;
  readonly discouraged_from?: string;
}

/** The day of a moment in the organisation's time zone. */
export function day(at: number): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Brussels" }).format(at);
}

/** The same as the page writes it. */
export function inDutch(at: number): string {
  return new Intl.DateTimeFormat("nl-BE", { dateStyle: "long", timeZone: "Europe/Brussels" }).format(at);
}

/** Makes Josephine an administrator and signs her in, so that she can decide. */
export async function administrator(at: Visitor, server: Server, app: AuthenticatorApp): Promise<void> {
  const { key } = await at.setup.enrolled(JOSEPHINE, "app");
  await server.makeAdministrator(JOSEPHINE.email);
  await at.page.context().clearCookies();
  await at.reachChallenge(JOSEPHINE);
  await at.challenge.byApp(await app.next(key));
  await at.account.reached();
}

/** The people whom a decision about methods would affect. */
export async function impact({ setup }: Visitor, methods: Line[]): Promise<object> {
  const { policy } = await setup.api.get<{ policy: object }>("/api/policy");
  return setup.api.post("/api/policy/try", { ...policy, methods });
}

/** Puts decisions about methods in force. */
export async function decide({ setup }: Visitor, methods: Line[]): Promise<void> {
  const held = await setup.api.get<{ policy: object; version: number }>("/api/policy");
  const policy = { ...held.policy, methods };
  await setup.api.post("/api/policy", { policy, replaces: held.version, reason: "the law of 2027" });
}
