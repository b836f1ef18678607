//! Tests with a provider that can misbehave: which responses are accepted, and which are not. The
//! browser tests cover a provider written by others.

use std::sync::{Arc, Mutex};

use aws_lc_rs::{
    rsa::{KeyPair, KeySize},
    signature::KeyPair as _,
};
use axum::{
    Json, Router,
    extract::State,
    routing::{get, post},
};
use serde_json::{Map, Value, json};

use super::{jwe::tests::seal, *};
use crate::system::rng::Rng;

const NOW: Timestamp = Timestamp(1_772_445_600_000);
const HOME: &str = "https://portal.example/return";
const HEADER: &str = r#"{"alg":"RSA-OAEP-256","enc":"A128CBC-HS256","kid":"e","cty":"JWT"}"#;

/// How the provider misbehaves; by default not at all.
#[derive(Clone, Default)]
struct Lies {
    /// Members that replace the token's; null removes one.
    claims: Map<String, Value>,
    /// The header of the encryption.
    sealed: Option<String>,
    /// The token is signed, but not encrypted.
    plain: bool,
    /// The encrypted content is not a token.
    hollow: bool,
    /// The name of the signing key.
    signed_by: Option<&'static str>,
    /// The user info is about another person.
    other_info: bool,
}

/// The state of the provider.
struct Kept {
    issuer: String,
    pair: KeyPair,
    lies: Mutex<Lies>,
    keys: Mutex<Option<Arc<ClientKeys>>>,
    /// The requests to its token endpoint.
    asked: Mutex<Vec<BTreeMap<String, String>>>,
}

impl Kept {
    fn token(&self) -> String {
        let lies = self.lies.lock().unwrap().clone();
        let mut claims = json!({
            "iss": self.issuer,
            "aud": "portal",
            "sub": "s-1",
            "exp": NOW.0 / 1000 + 600,
            "iat": NOW.0 / 1000,
            "nonce": "n",
            "acr": "high",
            "given_name": "Tess",
        });
        for (name, value) in lies.claims {
            claims[name] = value;
        }
        let header = json!({ "alg": "RS256", "kid": lies.signed_by.unwrap_or("p") });
        let part = |value: &Value| BASE64URL.encode(value.to_string());
        let text = format!("{}.{}", part(&header), part(&claims));
        let tag = Rng::system().sign(&self.pair, text.as_bytes()).unwrap();
        let signed = format!("{text}.{}", BASE64URL.encode(tag));
        let inside = if lies.hollow { "hello".to_owned() } else { signed };
        if lies.plain {
            return inside;
        }
        let keys = self.keys.lock().unwrap().clone().unwrap();
        let header = lies.sealed.as_deref().unwrap_or(HEADER);
        seal(header, &keys.opening[0].private, &inside)
    }

    fn info(&self) -> String {
        let lies = self.lies.lock().unwrap().other_info;
        let who = if lies { "s-2" } else { "s-1" };
        let claims = json!({
            "iss": self.issuer,
            "aud": "portal",
            "sub": who,
            "family_name": "Wolkenveld",
            "number": "90010112395",
            "phone_number": "+32 474567890",
        });
        let part = |value: &Value| BASE64URL.encode(value.to_string());
        let text = format!("{}.{}", part(&json!({ "alg": "RS256", "kid": "p" })), part(&claims));
        let tag = Rng::system().sign(&self.pair, text.as_bytes()).unwrap();
        let keys = self.keys.lock().unwrap().clone().unwrap();
        seal(HEADER, &keys.opening[0].private, &format!("{text}.{}", BASE64URL.encode(tag)))
    }
}

/// A provider on the loopback, and our side.
struct Both {
    us: Upstreams,
    keys: Arc<ClientKeys>,
    they: Arc<Kept>,
}

impl Both {
    async fn new() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let texts = [("s", KeyPurpose::Sign), ("e", KeyPurpose::Open)]
            .map(|(kid, purpose)| KeyText::generate(kid.into(), purpose, Timestamp(0)).unwrap());
        let keys = Arc::new(ClientKeys::at(texts.to_vec(), NOW).unwrap());
        let they = Arc::new(Kept {
            issuer: issuer.clone(),
            pair,
            lies: Mutex::default(),
            keys: Mutex::new(Some(keys.clone())),
            asked: Mutex::default(),
        });
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(publish))
            .route("/keys", get(keys_of))
            .route("/token", post(token))
            .route(
                "/info",
                get(async |State(they): State<Arc<Kept>>| {
                    ([("content-type", "application/jwt")], they.info())
                }),
            )
            .with_state(they.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let us = Upstreams::from_toml(&format!(
            "[op]\nname = \"Op\"\nissuer = \"{issuer}\"\nclient_id = \"portal\"\nscope = \"openid\"\n\
             acr_values = \"high low\"\ntwo_factors = [\"high\"]\nnational_number_claim = \"number\"\n"
        ));
        Self { us: us.unwrap(), keys, they }
    }

    async fn ask(&self) -> Result<Claims, OidcError> {
        let text = || "n".to_owned();
        let visit = AuthorizationParameters { state: text(), nonce: text(), verifier: text() };
        self.us.finish("op", (&visit, "code"), HOME, &self.keys, (&Rng::system(), NOW)).await
    }

    /// Returns the outcome of a response that misbehaves in this way.
    async fn notified(&self, lies: Lies) -> String {
        *self.they.lies.lock().unwrap() = lies;
        match self.ask().await {
            Ok(_) => "taken".into(),
            Err(error) => error.to_string(),
        }
    }
}

async fn publish(State(they): State<Arc<Kept>>) -> Json<Value> {
    let at = |path: &str| format!("{}{path}", they.issuer);
    Json(json!({
        "issuer": they.issuer,
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/info"),
        "jwks_uri": at("/keys"),
    }))
}

async fn keys_of(State(they): State<Arc<Kept>>) -> Json<Value> {
    let public = they.pair.public_key();
    let part = |bytes: &[u8]| BASE64URL.encode(bytes);
    let n = part(public.modulus().big_endian_without_leading_zero());
    let e = part(public.exponent().big_endian_without_leading_zero());
    Json(
        json!({ "keys": [{ "kty": "RSA", "kid": "p", "use": "sig", "alg": "RS256", "n": n, "e": e }] }),
    )
}

async fn token(State(they): State<Arc<Kept>>, body: String) -> Json<Value> {
    let form = reqwest::Url::parse(&format!("http://form/?{body}")).unwrap();
    let form = form.query_pairs().into_owned().collect();
    they.asked.lock().unwrap().push(form);
    Json(json!({ "id_token": they.token(), "access_token": "a", "token_type": "Bearer" }))
}

#[tokio::test]
async fn an_honest_answer_is_taken_and_our_proof_goes_along_with_the_code() {
    let both = Both::new().await;
    let claims = both.ask().await.unwrap();
    assert_eq!((claims.subject.as_str(), claims.family_name.as_str()), ("s-1", "Wolkenveld"));
    assert_eq!(claims.given_name.as_deref(), Some("Tess"));
    assert_eq!(claims.number.unwrap().expose(), "90010112395");
    assert_eq!(claims.phone.as_deref(), Some("+32 474567890"));
    assert!(claims.two_factors);
    let asked = both.they.asked.lock().unwrap().remove(0);
    assert_eq!((asked["code"].as_str(), asked["code_verifier"].as_str()), ("code", "n"));
    let claims = asked["client_assertion"].split('.').nth(1).unwrap();
    let claims: Value = serde_json::from_slice(&BASE64URL.decode(claims).unwrap()).unwrap();
    assert_eq!(claims["aud"], format!("{}/token", both.they.issuer));
    assert_eq!((&claims["iss"], &claims["sub"]), (&json!("portal"), &json!("portal")));
}

#[tokio::test]
async fn the_way_there_says_what_we_ask_for_and_hides_the_verifier() {
    let both = Both::new().await;
    let visit = AuthorizationParameters {
        state: "register.s".into(),
        nonce: "n".into(),
        verifier: "v".into(),
    };
    let url = both.us.begin("op", &visit, HOME, Language::De, NOW).await.unwrap();
    let url = reqwest::Url::parse(&url).unwrap();
    let said: BTreeMap<_, _> = url.query_pairs().into_owned().collect();
    let digest = BASE64URL.encode(digest::digest(&digest::SHA256, b"v"));
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", "portal"),
        ("redirect_uri", HOME),
        ("state", "register.s"),
        ("nonce", "n"),
        ("acr_values", "high low"),
        ("ui_locales", "de"),
        ("code_challenge", &digest),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(said[name], value, "{name}");
    }
    assert!(!said.values().any(|value| value == "v"));
}

#[tokio::test]
async fn s29_tokens_that_lie_are_refused_each_for_its_own_reason() {
    let both = Both::new().await;
    let (past, future) = (NOW.0 / 1000 - 60, NOW.0 / 1000 + 61);
    for (name, value, says) in [
        ("nonce", json!("other"), "another question"),
        ("nonce", Value::Null, "another question"),
        ("iss", json!("https://other.example"), "InvalidIssuer"),
        ("aud", json!("other"), "InvalidAudience"),
        ("aud", Value::Null, "token"),
        ("azp", json!("other"), "someone else"),
        ("exp", json!(past), "not of now"),
        ("iat", json!(future), "not of now"),
        ("sub", Value::Null, "token"),
        ("sub", json!(""), "someone else"),
        ("acr", json!("none"), "assurance"),
        ("acr", Value::Null, "assurance"),
        ("number", json!("90010112396"), "check digits"),
    ] {
        let claims = Map::from_iter([(name.to_owned(), value.clone())]);
        // A number in the token itself makes the user info superfluous, if there is a family name.
        let mut claims = claims;
        if name == "number" {
            claims.insert("family_name".into(), json!("Wolkenveld"));
        }
        let notified = both.notified(Lies { claims, ..Lies::default() }).await;
        assert!(notified.contains(says), "{name} {value}: {notified}");
    }
    assert_eq!(both.notified(Lies::default()).await, "taken");
}

#[tokio::test]
async fn what_is_wrapped_wrongly_is_refused() {
    let both = Both::new().await;
    let sealed = |from: &str, to: &str| Some(HEADER.replace(from, to));
    for (lies, says) in [
        (Lies { plain: true, ..Lies::default() }, "not encrypted"),
        (Lies { hollow: true, ..Lies::default() }, "not signed"),
        (Lies { signed_by: Some("q"), ..Lies::default() }, "unknown key"),
        (Lies { other_info: true, ..Lies::default() }, "someone else"),
        (Lies { sealed: sealed(r#""e""#, r#""z""#), ..Lies::default() }, "not ours"),
        (Lies { sealed: sealed("OAEP-256", "1_5"), ..Lies::default() }, "not an encrypted"),
        (Lies { sealed: sealed(r#""cty":"JWT""#, r#""zip":"DEF""#), ..Lies::default() }, "not an"),
    ] {
        let notified = both.notified(lies).await;
        assert!(notified.contains(says), "{says}: {notified}");
    }
}

#[tokio::test]
async fn p9_a_lower_assurance_is_taken_where_it_was_asked_for_but_not_for_two_factors() {
    let both = Both::new().await;
    let claims = Map::from_iter([("acr".to_owned(), json!("low"))]);
    *both.they.lies.lock().unwrap() = Lies { claims, ..Lies::default() };
    assert!(!both.ask().await.unwrap().two_factors);
}

#[tokio::test]
async fn where_a_fresh_proof_is_asked_for_an_old_one_or_none_is_refused() {
    let both = Both::new().await;
    let issuer = &both.they.issuer;
    let us = Upstreams::from_toml(&format!(
        "[op]\nname = \"Op\"\nissuer = \"{issuer}\"\nclient_id = \"portal\"\nscope = \"openid\"\nmax_age = 30\n"
    ));
    let both = Both { us: us.unwrap(), ..both };
    let visit =
        AuthorizationParameters { state: "s".into(), nonce: "n".into(), verifier: "v".into() };
    let url = both.us.begin("op", &visit, HOME, Language::Nl, NOW).await.unwrap();
    assert!(url.contains("max_age=30"), "{url}");
    let at = |seconds: i64| Map::from_iter([("auth_time".into(), json!(NOW.0 / 1000 - seconds))]);
    let old = both.notified(Lies { claims: at(91), ..Lies::default() }).await;
    assert!(old.contains("too long ago"), "{old}");
    let silent = both.notified(Lies::default()).await;
    assert!(silent.contains("too long ago"), "{silent}");
    *both.they.lies.lock().unwrap() = Lies { claims: at(90), ..Lies::default() };
    assert!(both.ask().await.unwrap().is_fresh);
}

#[tokio::test]
async fn a_provider_that_publishes_another_issuer_or_nothing_is_of_no_use() {
    let both = Both::new().await;
    let there = &both.they.issuer;
    let other = |issuer: &str| {
        Upstreams::from_toml(&format!(
            "[op]\nname = \"Op\"\nissuer = \"{issuer}\"\nclient_id = \"portal\"\nscope = \"openid\"\n"
        ))
        .unwrap()
    };
    let error = other(&format!("{there}/")).look("op", NOW).await.unwrap_err();
    assert!(error.to_string().contains("another issuer"), "{error}");
    let error = other(&format!("{there}/nowhere")).look("op", NOW).await.unwrap_err();
    assert!(error.to_string().contains("404"), "{error}");
    let error = other("http://127.0.0.1:1").look("op", NOW).await.unwrap_err();
    assert!(matches!(error, OidcError::Away(_)), "{error}");
}
