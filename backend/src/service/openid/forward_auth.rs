//! Applications that speak no OpenID: a proxy asks us about each of their requests, and we are their
//! relying party ourselves (O16, O17).
//!
//! Nothing is stored for them beyond the grant of an ordinary sign-in. The cookie at their host
//! names the grant, the redirect carries the address to return to; both are sealed.

use serde::{Deserialize, Serialize};
use serde_json::json;
use vestibule_shared::address::AddressState;

use super::{
    applications::present_by_session,
    clients,
    grants::{self, CodeProof, Grant},
    keys,
};
use crate::{
    app::{
        App,
        codec::{decode, encode, label},
        problem::Problem,
    },
    db::{Reader, client_grants},
    domain::{
        account::{Account, Profession},
        openid::{
            acr::Acr,
            client::{Client, SigningAlgorithm},
            decision::{self, Next, Progress},
            forward_auth::{self, Demands, ForwardAuth, header_text},
            request::{self, Scope},
        },
    },
    service::{accounts, context::Context, sessions::Session},
    system::digest::digest,
};

/// How long an ID token lasts that only signs a person out, in seconds.
const HINT_SECONDS: i64 = 60;
const HELD_PLACE: &str = "openid|forward-auth|held";
const STATE_PLACE: &str = "openid|forward-auth|state";

/// An application of this kind.
#[derive(Clone, Debug)]
pub struct Guarded {
    /// The client.
    pub client: Client,
    /// Where it is, and what it demands.
    pub own: ForwardAuth,
}

/// Finds an application of this kind that is enabled.
pub async fn find(tx: &mut Reader, id: &str) -> Result<Option<Guarded>, Problem> {
    let client = clients::find(tx, id).await?;
    let own = client.as_ref().and_then(|client| client.metadata.forward_auth.clone());
    Ok(client.zip(own).map(|(client, own)| Guarded { client, own }))
}

/// What the proxy is answered.
#[derive(Debug)]
pub enum Verdict {
    /// The person may open it.
    Pass(Identity),
    /// A sign-in, a stronger or a newer one is needed; or the person has to read why not.
    SignIn,
    /// The person may use the application, and not this path.
    Refused,
}

/// What the application learns about the person, as values of headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The identifier, which no other application knows.
    pub user: String,
    /// The name.
    pub name: Option<String>,
    /// The address, once it was proved.
    pub email: Option<String>,
    /// Capacity and organisation.
    pub groups: Vec<String>,
    /// How strongly the person signed in.
    pub acr: &'static str,
}

/// The content of the cookie at the application's host.
#[derive(Debug, Serialize, Deserialize)]
struct Held {
    client: String,
    grant: String,
    /// The digest of the code that it was given for.
    code: String,
}

fn open(app: &App, cookie: &str) -> Option<Held> {
    let text = app.keys.open_seal(HELD_PLACE, cookie).ok()?;
    decode(&text).ok()
}

fn open_for(app: &App, client: &Client, cookie: Option<&str>) -> Option<Held> {
    open(app, cookie?).filter(|held| held.client == client.id)
}

/// Decides about a request to the application: by the same rules as about a code. It writes nothing.
pub async fn check(
    cx: Context,
    Guarded { client, own }: &Guarded,
    (path, cookie): (&str, Option<&str>),
) -> Result<Verdict, Problem> {
    let Some(held) = open_for(&cx.app, client, cookie) else { return Ok(Verdict::SignIn) };
    let (app, now) = (cx.app.clone(), cx.now);
    let mut tx = app.db.read().await?;
    let row = client_grants::find_live(&mut tx, &held.grant, now).await?;
    let Some(row) = row.filter(|row| row.client_id == client.id) else {
        return Ok(Verdict::SignIn);
    };
    let grant = Grant::read(row)?;
    let named = (grant.account.0.as_str(), grant.session.as_str());
    let Some(session) = Session::of_grant(cx, &mut tx, named).await? else {
        return Ok(Verdict::SignIn);
    };
    let demands = own.demands(path);
    let mut present = present_by_session(&session, client);
    // What was agreed for the grant; withdrawing ends the grant.
    present.consented.clone_from(&grant.terms.scopes);
    let progress = Progress { begun_at: now, has_chosen: false, has_agreed: false };
    let request = forward_auth::request(client, own, &demands);
    if decision::next(&request, client, Some(&present), progress, now) != Next::Issue {
        return Ok(Verdict::SignIn);
    }
    if !demands.allow.iter().all(|allowed| decision::allows(allowed, &present.who)) {
        return Ok(Verdict::Refused);
    }
    let email = if grant.terms.has(Scope::Email) {
        proved_email(&app, &mut tx, &grant).await?
    } else {
        None
    };
    drop(tx);
    Ok(Verdict::Pass(identity(&session, &grant, (present.subject, email))))
}

/// The address of a person, once it was proved: a header has no place to say that it was not.
async fn proved_email(
    app: &App,
    tx: &mut Reader,
    grant: &Grant,
) -> Result<Option<String>, Problem> {
    let account = accounts::get(app, tx, &grant.account).await?;
    let account = account.filter(|account| account.email_state == AddressState::Proved);
    Ok(account.as_ref().and_then(Account::mailbox).map(|email| header_text(email.as_str())))
}

fn identity(session: &Session, grant: &Grant, (user, email): (String, Option<String>)) -> Identity {
    let person = &session.person;
    let mut groups = vec![];
    if grant.terms.has(Scope::Profession) {
        let profession = session.profession();
        groups.push(label(&profession.capacity()));
        if let Profession::Organisation { cbe, .. } = profession {
            groups.push(format!("cbe:{}", header_text(cbe)));
        }
    }
    Identity {
        user,
        name: grant.terms.has(Scope::Profile).then(|| header_text(&person.name.full())),
        email,
        groups,
        acr: Acr::of(session.strength).urn(),
    }
}

/// What the redirect carries through the sign-in.
#[derive(Debug, Serialize, Deserialize)]
struct State {
    client: String,
    /// The address at the application that was asked for.
    to: String,
}

/// The beginning of a sign-in.
#[derive(Debug)]
pub struct Begun {
    /// The query of the authorization request.
    pub query: String,
    /// The secret of this browser at the application's host: the PKCE verifier.
    pub browser: String,
}

/// Begins a sign-in. A browser keeps its secret, so that sign-ins in several tabs do not disturb
/// each other.
pub fn begin(
    app: &App,
    Guarded { client, own }: &Guarded,
    (to, demands): (&str, &Demands<'_>),
    browser: Option<&str>,
) -> Result<Begun, Problem> {
    let browser = match browser.filter(|secret| is_secret(secret)) {
        Some(secret) => secret.to_owned(),
        None => app.rng.token(),
    };
    let state = State { client: client.id.clone(), to: to.to_owned() };
    let state = app.keys.seal(&app.rng, STATE_PLACE, &encode(&state)?);
    let request = forward_auth::request(client, own, demands);
    let mut query = form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("client_id", &client.id)
        .append_pair("redirect_uri", &request.redirect_uri)
        .append_pair("response_type", "code")
        .append_pair("scope", &request::joined(&request.scopes))
        .append_pair("code_challenge", &digest(&browser))
        .append_pair("code_challenge_method", "S256")
        .append_pair("state", &state);
    if !request.acr_values.is_empty() {
        query.append_pair("acr_values", &request.acr_values.join(" "));
    }
    if let Some(seconds) = request.max_age {
        query.append_pair("max_age", &seconds.to_string());
    }
    Ok(Begun { query: query.finish(), browser })
}

/// Whether a text has the length and the letters of our secrets.
fn is_secret(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    text.len() == 43 && text.bytes().all(fits)
}

/// A sign-in that comes back.
#[derive(Clone, Debug)]
pub struct Returning {
    /// The application.
    pub guarded: Guarded,
    /// The address at the application that was asked for.
    pub to: String,
}

/// Reads what the redirect carried; nothing when it is none of ours.
pub async fn returning(cx: &Context, state: &str) -> Result<Option<Returning>, Problem> {
    let Ok(text) = cx.app.keys.open_seal(STATE_PLACE, state) else { return Ok(None) };
    let State { client, to } = decode(&text)?;
    let mut tx = cx.app.db.read().await?;
    let guarded = find(&mut tx, &client).await?;
    drop(tx);
    // The application may have moved meanwhile.
    Ok(guarded.map(|guarded| Returning { to: guarded.own.returns_to(&to), guarded }))
}

/// How a sign-in ended.
#[derive(Debug)]
pub enum Finished {
    /// The value of the cookie at the application's host.
    SignedIn(String),
    /// The browser has its cookie for this code.
    Before,
    /// The code is of no use to this browser.
    Failed,
}

/// Exchanges the code that a browser brings for the cookie of the application's host.
pub async fn finish(
    cx: &Context,
    Guarded { client, own }: &Guarded,
    code: &str,
    (browser, cookie): (Option<&str>, Option<&str>),
) -> Result<Finished, Problem> {
    let held = open_for(&cx.app, client, cookie);
    if held.is_some_and(|held| held.code == digest(code)) {
        // The back button, or a double click: another use would end what the first one gave.
        return Ok(Finished::Before);
    }
    let redirect_uri = own.callback();
    let proof = CodeProof { code, redirect_uri: Some(&redirect_uri), verifier: browser, jkt: None };
    Ok(match grants::exchange(cx, client, proof).await? {
        Ok(tokens) => {
            let (client, grant) = (client.id.clone(), tokens.grant.id);
            let held = encode(&Held { client, grant, code: digest(code) })?;
            Finished::SignedIn(cx.app.keys.seal(&cx.app.rng, HELD_PLACE, &held))
        }
        Err(_) => Finished::Failed,
    })
}

/// Who leaves an application: for the end of their session.
#[derive(Debug)]
pub struct Leaving {
    /// The application.
    pub guarded: Guarded,
    /// An ID token that names person and session.
    pub hint: String,
}

/// Returns who leaves the application of a cookie; nothing when nobody is signed in there.
pub async fn leaving(cx: &Context, cookie: &str) -> Result<Option<Leaving>, Problem> {
    let app = &cx.app;
    let Some(held) = open(app, cookie) else { return Ok(None) };
    let mut tx = app.db.read().await?;
    let guarded = find(&mut tx, &held.client).await?;
    let row = client_grants::find_live(&mut tx, &held.grant, cx.now).await?;
    drop(tx);
    let Some((guarded, row)) = guarded.zip(row) else { return Ok(None) };
    let grant = Grant::read(row)?;
    let seconds = cx.now.0 / 1000;
    let claims = json!({
        "iss": app.issuer(),
        "aud": guarded.client.id,
        "sub": clients::subject(app, &guarded.client, &grant.account.0),
        "sid": grant.sid(app),
        "iat": seconds,
        "exp": seconds + HINT_SECONDS,
    });
    let keys = keys::current(app).await?;
    let hint = keys.sign(SigningAlgorithm::ES256, &claims, &app.rng).map_err(Problem::internal)?;
    Ok(Some(Leaving { guarded, hint }))
}
