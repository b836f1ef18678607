// An identity provider like itsme: npm `oidc-provider`, which is developed and certified by others.
// Its tokens are signed and then encrypted; its screen has a button for each of its people and for
// each level of assurance.

import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from "node:http";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { exportJWK, generateKeyPair, type JWK } from "jose";
// @ts-expect-error: the package brings no types.
import Oidc from "oidc-provider";

/** The names of claims and levels, as itsme has them. */
const CLAIM = "http://itsme.services/v2/claim/";
export const BASIC = `${CLAIM}acr_basic`;
export const ADVANCED = `${CLAIM}acr_advanced`;
const NUMBER = `${CLAIM}BENationalNumber`;
const SCOPE = "openid profile email phone eid service:TEST_LOGIN";

/** A person whom the provider knows. */
export interface Known {
  given_name: string;
  family_name: string;
  email: string;
  phone_number: string;
  number: string;
}

/** The options that can differ between installations. */
export interface Ways {
  /** The levels that count as two factors here. */
  twoFactors?: string[];
  /** The levels that the server requests. */
  asked?: string[];
  /** The provider does not encrypt, whatever the server is configured for. */
  plain?: boolean;
  /** The server does not request the national number. */
  noNumber?: boolean;
}

/** A running provider. */
export class Provider {
  /** The status of the answers to requests at the token endpoint, if set. */
  failing: number | undefined;
  /** The token endpoint never answers. */
  hanging = false;
  /** The errors that it reported. */
  readonly complaints: string[] = [];
  readonly #people: Record<string, Known>;
  readonly #ways: Ways;
  readonly #folder = mkdtempSync(join(tmpdir(), "vestibule-op-"));
  #http: HttpServer | undefined;
  #issuer = "";
  #oidc: any;

  constructor(people: Record<string, Known>, ways: Ways = {}) {
    this.#people = people;
    this.#ways = ways;
  }

  /** Listens; returns the setting that names it. */
  async open(): Promise<{ OIDC_FILE: string }> {
    this.#http = createServer((request, response) => void this.#answer(request, response));
    await new Promise<void>((ready) => this.#http?.listen(0, "127.0.0.1", ready));
    const { port } = this.#http.address() as AddressInfo;
    this.#issuer = `http://127.0.0.1:${port}/v2`;
    const file = join(this.#folder, "oidc.toml");
    const { asked = [ADVANCED, BASIC], twoFactors = [ADVANCED], noNumber } = this.#ways;
    const lines = [
      "[itsme]",
      'name = "itsme"',
      `issuer = "${this.#issuer}"`,
      'client_id = "portal"',
      `scope = "${SCOPE}"`,
      `acr_values = "${asked.join(" ")}"`,
      `two_factors = ${JSON.stringify(twoFactors)}`,
      noNumber ? "" : `national_number_claim = "${NUMBER}"`,
    ];
    writeFileSync(file, lines.join("\n"));
    return { OIDC_FILE: file };
  }

  /** Registers a portal with it, by its origin. */
  async serve(origin: string): Promise<void> {
    const key = async (alg: string, use: string): Promise<JWK> => {
      const { privateKey } = await generateKeyPair(alg, { extractable: true });
      return { ...(await exportJWK(privateKey)), use, alg, kid: use };
    };
    const encrypted = this.#ways.plain
      ? {}
      : {
          id_token_encrypted_response_alg: "RSA-OAEP-256",
          id_token_encrypted_response_enc: "A128CBC-HS256",
          userinfo_encrypted_response_alg: "RSA-OAEP-256",
          userinfo_encrypted_response_enc: "A128CBC-HS256",
        };
    this.#oidc = new Oidc(this.#issuer, {
      clients: [
        {
          client_id: "portal",
          redirect_uris: [`${origin}/return`],
          jwks_uri: `${origin}/api/provider-keys`,
          response_types: ["code"],
          grant_types: ["authorization_code"],
          token_endpoint_auth_method: "private_key_jwt",
          token_endpoint_auth_signing_alg: "RS256",
          id_token_signed_response_alg: "RS256",
          userinfo_signed_response_alg: "RS256",
          ...encrypted,
        },
      ],
      jwks: { keys: [await key("RS256", "sig"), await key("RSA-OAEP-256", "enc")] },
      scopes: ["openid", "service:TEST_LOGIN"],
      acrValues: [BASIC, ADVANCED],
      claims: {
        acr: null,
        openid: ["sub"],
        profile: ["given_name", "family_name"],
        email: ["email"],
        phone: ["phone_number"],
        eid: [NUMBER],
      },
      features: {
        encryption: { enabled: true },
        jwtUserinfo: { enabled: true },
        devInteractions: { enabled: false },
      },
      pkce: { required: () => true },
      cookies: { keys: ["for the test"] },
      interactions: { url: (_: unknown, { uid }: { uid: string }) => `/v2/choose/${uid}` },
      // Choosing to sign in accepts all requested claims.
      loadExistingGrant: async ({ oidc }: any) => {
        const grant = new oidc.provider.Grant({
          clientId: oidc.client.clientId,
          accountId: oidc.session.accountId,
        });
        grant.addOIDCScope(SCOPE);
        await grant.save();
        return grant;
      },
      // Without this it would not fetch from the loopback, where the portal of a test runs.
      fetch: (url: string, { dispatcher: _, ...options }: any) => globalThis.fetch(url, options),
      findAccount: (_: unknown, id: string) => this.#account(id),
    });
    for (const event of ["server_error", "grant.error", "authorization.error", "userinfo.error"]) {
      this.#oidc.on(event, (_: unknown, error: { message: string; error_detail?: string; error_description?: string }) => {
        this.complaints.push(`${event}: ${error.message} ${error.error_detail ?? ""} ${error.error_description ?? ""} ${chain(error)}`);
      });
    }
  }

  /** Stops it. */
  async close(): Promise<void> {
    this.#http?.closeAllConnections();
    await new Promise((done) => this.#http?.close(done));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #account(id: string) {
    const { number, ...known } = this.#people[id.split("#")[0] ?? ""] ?? { number: "" };
    return { accountId: id, claims: () => ({ sub: id, ...known, [NUMBER]: number }) };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.#issuer);
    if (url.pathname.startsWith("/v2/choose/")) return this.#choose(url, request, response);
    if (url.pathname === "/v2/token") {
      if (this.hanging) return;
      if (this.failing) return void response.writeHead(this.failing).end();
    }
    const mounted = request as IncomingMessage & { originalUrl?: string };
    mounted.originalUrl = request.url;
    request.url = (request.url ?? "").slice("/v2".length) || "/";
    this.#oidc.callback()(request, response);
  }

  /** The screen of the provider: a link for each person and level, and one to stop. */
  async #choose(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const accountId = url.searchParams.get("who");
    const acr = url.searchParams.get("acr");
    if (accountId) {
      await this.#oidc.interactionFinished(request, response, { login: { accountId, acr } });
    } else if (url.searchParams.has("stop")) {
      const error = { error: "access_denied", error_description: "stopped" };
      await this.#oidc.interactionFinished(request, response, error);
    } else {
      const language = (await this.#oidc.interactionDetails(request, response)).params.ui_locales;
      const link = (text: string, query: Record<string, string>): string =>
        `<li><a href="?${new URLSearchParams(query)}">${text}</a></li>`;
      const people = Object.keys(this.#people).flatMap((who) => [
        link(`${who} basic`, { who, acr: BASIC }),
        link(`${who} advanced`, { who, acr: ADVANCED }),
        link(`${who} anew`, { who: `${who}#2`, acr: ADVANCED }),
      ]);
      const list = [...people, link("stop", { stop: "" })].join("");
      response.writeHead(200, { "content-type": "text/html" });
      response.end(`<!doctype html><html lang="${language}"><title>itsme</title><ul>${list}</ul>`);
    }
  }
}

/** The reason, down to the first cause. */
function chain(error: unknown): string {
  const causes: string[] = [];
  for (let at = (error as Error).cause; at instanceof Error; at = at.cause) causes.push(at.message);
  return causes.join(": ");
}
