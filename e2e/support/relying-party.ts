// An application that signs people in through Vestibule: a small web server around npm
// `openid-client`, which is developed and certified by others.

import { once } from "node:events";
import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import * as oidc from "openid-client";

const SECRET = "a-secret-that-only-the-application-knows";

/** What one sign-in sends along. */
type Wishes = Record<string, string>;

interface Pending {
  state: string;
  nonce: string;
  verifier: string;
}

/** What the application reads of a logout token. */
export interface LogoutToken {
  aud: string;
  sub: string;
  sid: string;
}

/** The application in one installation. */
export class RelyingParty {
  readonly #http: HttpServer;
  #config: oidc.Configuration | undefined;
  #wishes: Wishes = {};
  /** The key that its tokens are bound to. */
  #options: oidc.DPoPOptions = {};
  #pending: Pending | undefined;
  /** Resolves when the application is notified of a sign-out. */
  readonly signedOut: Promise<LogoutToken>;
  #hear: (token: LogoutToken) => void = () => {};
  /** Resolves when a browser loads its page for a sign-out, with the parameters of that address. */
  readonly framed: Promise<URLSearchParams>;
  #see: (parameters: URLSearchParams) => void = () => {};
  /** What it got last. */
  tokens: (oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers) | undefined;

  constructor() {
    this.signedOut = new Promise((resolve) => (this.#hear = resolve));
    this.framed = new Promise((resolve) => (this.#see = resolve));
    this.#http = createServer((request, response) => void this.#answer(request, response));
  }

  /** Starts the application, on a free port. */
  async start(): Promise<void> {
    this.#http.listen(0, "127.0.0.1");
    await once(this.#http, "listening");
  }

  /** Lets the application find everything out from the issuer's address. */
  async discover(issuer: string, id = "ward", secret = SECRET): Promise<void> {
    this.#config = await oidc.discovery(new URL(issuer), id, undefined, oidc.ClientSecretBasic(secret), {
      execute: [oidc.allowInsecureRequests],
    });
  }

  /** What `CLIENTS_FILE` says of it. */
  get description(): string {
    return `
[client.ward]
client_name = "Afdeling Hart"
redirect_uris = ["${this.origin}/callback"]
post_logout_redirect_uris = ["${this.origin}/"]
backchannel_logout_uri = "${this.origin}/back-channel"
frontchannel_logout_uri = "${this.origin}/front-channel?from=vestibule"
client_uri = "https://ward.example/"
client_secret = "${SECRET}"
grant_types = ["authorization_code", "refresh_token"]
scope = "openid profile email profession offline_access"
contact = "+32 2 555 11 11"

[client.doctors]
client_name = "Voorschriften voor artsen"
redirect_uris = ["${this.origin}/callback"]
token_endpoint_auth_method = "none"
contact = "de dienst informatica, +32 2 555 11 11"

[client.doctors.allow]
capacities = ["doctor"]
`;
  }

  get #known(): oidc.Configuration {
    if (!this.#config) throw new Error("the application has not asked the issuer yet");
    return this.#config;
  }

  async stop(): Promise<void> {
    const closed = once(this.#http, "close");
    this.#http.close();
    this.#http.closeAllConnections();
    await closed;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** The address that begins a sign-in with these parameters in addition. */
  login(wishes: Wishes = {}): string {
    this.#wishes = wishes;
    return `${this.origin}/login`;
  }

  /** Binds the tokens of the next sign-ins to a key of its own. */
  async bind(): Promise<void> {
    this.#options = { DPoP: oidc.getDPoPHandle(this.#known, await oidc.randomDPoPKeyPair("ES256")) };
  }

  /** Forgets that key, as who stole its tokens does not have it. */
  unbind(): void {
    this.#options = {};
  }

  /** The claims of the last sign-in. */
  get claims(): oidc.IDToken | undefined {
    return this.tokens?.claims();
  }

  /** What the userinfo endpoint says of the person now. */
  userinfo(): Promise<oidc.UserInfoResponse> {
    const [token, sub] = [this.tokens?.access_token ?? "", this.claims?.sub ?? ""];
    return oidc.fetchUserInfo(this.#known, token, sub, this.#options);
  }

  /** Stays signed in. */
  async refresh(): Promise<void> {
    this.tokens = await oidc.refreshTokenGrant(
      this.#known,
      this.tokens?.refresh_token ?? "",
      undefined,
      this.#options,
    );
  }

  /** The address that signs the person out; without a hint, as an application that keeps no ID tokens. */
  logout(hint: "hint" | "no hint" = "hint"): string {
    const parameters: Wishes = { post_logout_redirect_uri: `${this.origin}/`, state: "s" };
    if (hint === "hint") parameters.id_token_hint = this.tokens?.id_token ?? "";
    return oidc.buildEndSessionUrl(this.#known, parameters).href;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.origin);
    try {
      if (url.pathname === "/login") {
        response.writeHead(302, { location: await this.#begin() }).end();
      } else if (url.pathname === "/callback") {
        show(response, await this.#finish(url));
      } else if (url.pathname === "/back-channel") {
        this.#hear(await read(request));
        response.writeHead(204).end();
      } else if (url.pathname === "/front-channel") {
        this.#see(url.searchParams);
        show(response, "signed out");
      } else {
        show(response, "the start of the application");
      }
    } catch (error) {
      show(response, error instanceof oidc.AuthorizationResponseError ? `refused: ${error.error}` : `failed: ${String(error)}`);
    }
  }

  async #begin(): Promise<string> {
    const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()];
    this.#pending = { state, nonce, verifier };
    return oidc.buildAuthorizationUrl(this.#known, {
      redirect_uri: `${this.origin}/callback`,
      scope: "openid profile email",
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      ...this.#wishes,
    }).href;
  }

  async #finish(url: URL): Promise<string> {
    const pending = this.#pending;
    this.#pending = undefined;
    const checks = {
      pkceCodeVerifier: pending?.verifier,
      expectedState: pending?.state,
      expectedNonce: pending?.nonce,
      idTokenExpected: true,
    };
    this.tokens = await oidc.authorizationCodeGrant(this.#known, url, checks, undefined, this.#options);
    const { name } = await this.userinfo();
    return `signed in: ${String(name)}`;
  }
}

/** Reads a logout token; that its signature is right is shown by the server's own tests. */
async function read(request: IncomingMessage): Promise<LogoutToken> {
  let body = "";
  for await (const part of request) body += String(part);
  const [, claims] = (new URLSearchParams(body).get("logout_token") ?? "").split(".");
  return JSON.parse(Buffer.from(claims ?? "", "base64url").toString()) as LogoutToken;
}

function show(response: ServerResponse, text: string): void {
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
  response.end(`<!doctype html><html lang="nl"><title>Ward</title><h1>${text.replaceAll("<", "&lt;")}</h1></html>`);
}
