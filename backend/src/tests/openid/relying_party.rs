//! A client for tests: it speaks to the endpoints as RFC 6749 and OpenID Connect say.

use std::{collections::BTreeMap, sync::OnceLock};

use axum::{body::Body, http::Request};
use jsonwebtoken::{DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use serde_json::{Value, json};

use crate::{
    app::signing::KeyText,
    db::{
        Tx,
        openid_keys::{self, Row},
    },
    domain::openid::client::{Client, SigningAlgorithm},
    service::clients,
    system::digest::digest,
    tests::app::{Answer, Browser, TestApp},
};

/// A PKCE verifier.
pub(super) const VERIFIER: &str = "a-verifier-of-more-than-forty-three-characters";
pub(super) const SECRET: &str = "a secret that only the relying party knows";
pub(super) const CALLBACK: &str = "https://ward.example/callback";

/// How an authorization request ended.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The browser is back at the client, with these parameters.
    Back(BTreeMap<String, String>),
    /// The browser is at our page, with this fragment.
    Waits(String),
}

/// A registered client.
pub(super) struct RelyingParty {
    pub(super) id: String,
    browser: Browser,
}

impl RelyingParty {
    /// Registers a client with a secret.
    pub(super) async fn register(app: &TestApp, id: &str, more: Value) -> Self {
        let mut metadata = json!({
            "client_name": format!("{id}'s name"),
            "redirect_uris": [CALLBACK],
            "token_endpoint_auth_method": "client_secret_post",
            "scope": "openid profile email phone profession offline_access",
            "grant_types": ["authorization_code", "refresh_token"],
        });
        metadata.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let client = Client::new(id.into(), serde_json::from_value(metadata).unwrap()).unwrap();
        let mut tx = app.app.db.write().await.unwrap();
        clients::put(&mut tx, &client, "console", app.app.clock.now()).await.unwrap();
        clients::add_secret(&app.app, &mut tx, (id, SECRET), 0).await.unwrap();
        put_keys(app, &mut tx).await;
        tx.commit().await.unwrap();
        Self { id: id.to_owned(), browser: app.browser() }
    }

    /// Sends a browser to the authorization endpoint; an empty value drops a parameter.
    pub(super) async fn authorize(&self, browser: &Browser, change: &[(&str, &str)]) -> Outcome {
        outcome(&browser.get(&format!("/openid/authorize?{}", self.query(change))).await)
    }

    /// The parameters of a request.
    pub(super) fn query(&self, change: &[(&str, &str)]) -> String {
        let challenge = digest(VERIFIER);
        let usual = [
            ("client_id", self.id.as_str()),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("scope", "openid profile email"),
            ("state", "state"),
            ("nonce", "n"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let kept = usual.iter().filter(|(name, _)| change.iter().all(|(other, _)| name != other));
        form(&kept.chain(change).copied().collect::<Vec<_>>())
    }

    /// Posts a form with the secret of this client.
    pub(super) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = fields.to_vec();
        if !fields.iter().any(|(name, _)| *name == "client_id") {
            all.extend([("client_id", self.id.as_str()), ("client_secret", SECRET)]);
        }
        post_form(&self.browser, path, &all, None).await
    }

    /// Exchanges a code.
    pub(super) async fn exchange(&self, code: &str) -> Answer {
        self.exchange_with(code, &[]).await
    }

    /// Exchanges a code with some fields replaced.
    pub(super) async fn exchange_with(&self, code: &str, change: &[(&str, &str)]) -> Answer {
        let usual = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        let kept = usual.iter().filter(|(name, _)| change.iter().all(|(other, _)| name != other));
        let fields: Vec<_> = kept.chain(change).copied().collect();
        self.post("/openid/token", &fields).await
    }

    /// Uses a refresh token.
    pub(super) async fn refresh(&self, token: &str) -> Answer {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
        self.post("/openid/token", &fields).await
    }

    /// The tokens for a person who is signed in and asked nothing.
    pub(super) async fn tokens(&self, browser: &Browser, change: &[(&str, &str)]) -> Value {
        let Outcome::Back(answer) = self.authorize(browser, change).await else {
            panic!("a page is shown")
        };
        let tokens = self.exchange(&answer["code"]).await;
        assert_eq!(tokens.status, 200, "{}", tokens.json());
        tokens.json()
    }

    /// What the userinfo endpoint answers to an access token.
    pub(super) async fn userinfo(&self, tokens: &Value) -> Answer {
        let token = tokens["access_token"].as_str().unwrap();
        let request =
            Request::get("/openid/userinfo").header("authorization", format!("bearer {token}"));
        self.browser.send(request.body(Body::empty()).unwrap()).await
    }

    /// The claims of an ID token.
    pub(super) async fn id_token(&self, tokens: &Value) -> Value {
        self.verified(tokens["id_token"].as_str().unwrap(), ("JWT", &self.id)).await
    }

    /// The claims of a token of a type and for an audience, verified with the published keys.
    pub(super) async fn verified(&self, token: &str, (kind, audience): (&str, &str)) -> Value {
        let keys = self.browser.get("/openid/jwks").await.json();
        let set: JwkSet = serde_json::from_value(keys).unwrap();
        let header = decode_header(token).unwrap();
        assert_eq!(header.typ.as_deref(), Some(kind));
        let key = DecodingKey::from_jwk(set.find(&header.kid.unwrap()).unwrap()).unwrap();
        let mut rules = Validation::new(header.alg);
        rules.set_audience(&[audience]);
        rules.set_issuer(&["http://localhost:8080"]);
        // The clock of the test is not that of the computer.
        rules.validate_exp = false;
        decode::<Value>(token, &key, &rules).unwrap().claims
    }
}

/// Stores keys that were made once for all tests, since an RSA key takes its time.
pub(super) async fn put_keys(app: &TestApp, tx: &mut Tx) {
    static KEYS: OnceLock<[KeyText; 3]> = OnceLock::new();
    let made_at = app.app.clock.now();
    let make = |algorithm: SigningAlgorithm| {
        KeyText::generate(algorithm.name().into(), algorithm, made_at).unwrap()
    };
    for key in KEYS.get_or_init(|| SigningAlgorithm::ALL.map(make)) {
        let (id, algorithm) = (key.kid.clone(), key.algorithm.name().to_owned());
        let place = format!("openid_keys|private|{id}");
        let private_sealed = app.app.keys.seal(&app.app.rng, &place, &key.private);
        let row = Row { id, algorithm, generation: 1, private_sealed, made_at: made_at.0 };
        openid_keys::insert(tx, &row).await.unwrap();
    }
}

/// Where a browser is after a redirect.
pub(super) fn outcome(answer: &Answer) -> Outcome {
    assert_eq!(answer.status, 303, "{}", String::from_utf8_lossy(&answer.body));
    let to = answer.headers["location"].to_str().unwrap();
    if let Some(fragment) = to.strip_prefix("/continue#") {
        return Outcome::Waits(fragment.to_owned());
    }
    let (at, query) = to.split_once('?').unwrap();
    assert_eq!(at, CALLBACK);
    Outcome::Back(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
}

pub(super) fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// Posts a form, with an `Authorization` header where one is given.
pub(super) async fn post_form(
    browser: &Browser,
    path: &str,
    fields: &[(&str, &str)],
    authorization: Option<&str>,
) -> Answer {
    let mut request =
        Request::post(path).header("content-type", "application/x-www-form-urlencoded");
    if let Some(value) = authorization {
        request = request.header("authorization", value);
    }
    browser.send(request.body(Body::from(form(fields))).unwrap()).await
}
