// The practice portal: a public client (authorization code and PKCE) in a hundred lines.

const CLIENT = "practice-portal";
const HERE = `${location.origin}/dev/app`;
const PENDING = "practice-portal.request";
const SIGNED_IN = "practice-portal.tokens";
const LEVELS = {
  "urn:vestibule:acr:password": "with a password",
  "urn:vestibule:acr:two_step": "in two steps",
  "urn:vestibule:acr:eid": "with the e-ID card",
  "http://eidas.europa.eu/LoA/low": "with a password",
  "http://eidas.europa.eu/LoA/substantial": "in two steps",
  "http://eidas.europa.eu/LoA/high": "with the e-ID card",
};

const find = (selector) => document.querySelector(selector);
const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));
const stored = (key) => JSON.parse(sessionStorage.getItem(key) ?? "null");
const store = (key, value) => sessionStorage.setItem(key, JSON.stringify(value));

async function json(path, options) {
  const answer = await fetch(path, options);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error_description ?? body.error ?? `${path} answered ${answer.status}`);
  return body;
}

const discover = () => json("/.well-known/openid-configuration");

/** Leaves for the authorization endpoint; `more` asks for a step-up or for a new sign-in. */
async function signIn(more) {
  const provider = await discover();
  const [state, nonce, verifier] = [random(), random(), random()];
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  store(PENDING, { state, nonce, verifier });
  const query = new URLSearchParams({
    response_type: "code",
    client_id: CLIENT,
    redirect_uri: HERE,
    scope: "openid profile email profession",
    state,
    nonce,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: "S256",
    ...more,
  });
  location.assign(`${provider.authorization_endpoint}?${query}`);
}

/** The browser is back: the code becomes tokens, once. */
async function comeBack(query) {
  const pending = stored(PENDING);
  sessionStorage.removeItem(PENDING);
  history.replaceState(null, "", HERE);
  if (!pending || query.get("state") !== pending.state) throw new Error("This tab did not ask for that answer.");
  const provider = await discover();
  if (query.get("iss") !== provider.issuer) throw new Error("The answer comes from another issuer.");
  if (query.has("error")) {
    const cancelled = query.get("error") === "access_denied";
    throw new Error(cancelled ? "You did not sign in." : (query.get("error_description") ?? query.get("error")));
  }
  const form = new URLSearchParams({
    grant_type: "authorization_code",
    client_id: CLIENT,
    redirect_uri: HERE,
    code: query.get("code"),
    code_verifier: pending.verifier,
  });
  const tokens = await json(provider.token_endpoint, { method: "POST", body: form });
  const claims = read(tokens.id_token);
  const fits = claims.iss === provider.issuer && claims.aud === CLIENT && claims.nonce === pending.nonce;
  if (!fits || claims.exp * 1000 < Date.now() - 60_000) throw new Error("The ID token is not for this request.");
  const headers = { authorization: `Bearer ${tokens.access_token}` };
  const userinfo = await json(provider.userinfo_endpoint, { headers });
  store(SIGNED_IN, { hint: tokens.id_token, claims, userinfo });
}

/** The claims of a token that came straight from the token endpoint (OpenID Connect Core 3.1.3.7, 6). */
function read(token) {
  const bytes = Uint8Array.from(atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

async function signOut() {
  const { hint } = stored(SIGNED_IN);
  const provider = await discover();
  sessionStorage.removeItem(SIGNED_IN);
  const query = new URLSearchParams({ id_token_hint: hint, post_logout_redirect_uri: HERE });
  location.assign(`${provider.end_session_endpoint}?${query}`);
}

function row(name, value, source) {
  const line = document.createElement("tr");
  for (const [tag, text] of [["th", name], ["td", value], ["td", source]]) {
    const cell = document.createElement(tag);
    if (tag === "th") cell.scope = "row";
    cell.textContent = typeof text === "object" ? JSON.stringify(text) : String(text);
    line.append(cell);
  }
  return line;
}

function show(wrong) {
  const signedIn = stored(SIGNED_IN);
  find("#refused").hidden = !wrong;
  find("#refused").textContent = wrong ?? "";
  find("#out").hidden = Boolean(signedIn);
  find("#in").hidden = !signedIn;
  if (!signedIn) return;
  const { claims, userinfo } = signedIn;
  find("#name").textContent = userinfo.name ?? claims.sub;
  find("#how").textContent = `You signed in ${LEVELS[claims.acr] ?? claims.acr}.`;
  const rows = (of, source) => Object.entries(of).map(([name, value]) => row(name, value, source));
  find("#claims").replaceChildren(...rows(userinfo, "userinfo"), ...rows(claims, "ID token"));
}

/** Runs a step, and shows what went wrong. */
const attempt = (step) => step().catch((error) => show(error.message));

find("#sign-in").addEventListener("click", () => attempt(() => signIn({})));
find("#sign-out").addEventListener("click", () => attempt(signOut));
for (const button of document.querySelectorAll("[data-acr], [data-prompt]")) {
  const { acr, prompt } = button.dataset;
  button.addEventListener("click", () => attempt(() => signIn(acr ? { acr_values: acr } : { prompt })));
}
const query = new URLSearchParams(location.search);
if (query.has("state")) await attempt(() => comeBack(query).then(() => show()));
else show();
