//! Tokens that are bound to a key of the client (DPoP, RFC 9449, O10).

use axum::{body::Body, http::Request};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, jwk::Jwk};
use serde_json::{Value, json};

use super::relying_party::{CALLBACK, Outcome, RelyingParty, SECRET, VERIFIER, form};
use crate::{
    system::digest::digest,
    tests::{
        app::{Answer, TestApp, on_each_engine},
        helpers::patient,
    },
};

const ISSUER: &str = "http://localhost:8080";
const TOKEN: &str = "/openid/token";
const USERINFO: &str = "/openid/userinfo";

/// A key that a client holds.
struct Key {
    private: EncodingKey,
    public: Jwk,
}

impl Key {
    fn new() -> Self {
        let rng = aws_lc_rs::rand::SystemRandom::new();
        let kind = &aws_lc_rs::signature::ECDSA_P256_SHA256_FIXED_SIGNING;
        let pair = aws_lc_rs::signature::EcdsaKeyPair::generate_pkcs8(kind, &rng).unwrap();
        let private = EncodingKey::from_ec_der(pair.as_ref());
        let public = Jwk::from_encoding_key(&private, Algorithm::ES256).unwrap();
        Self { private, public }
    }

    fn thumbprint(&self) -> String {
        self.public.thumbprint(jsonwebtoken::jwk::ThumbprintHash::SHA256).unwrap()
    }

    fn proof(&self, claims: &Value) -> String {
        let mut header = Header::new(Algorithm::ES256);
        header.typ = Some("dpop+jwt".into());
        header.jwk = Some(self.public.clone());
        encode(&header, claims, &self.private).unwrap()
    }
}

/// What a proof says of a request.
fn claims(app: &TestApp, (method, path): (&str, &str), token: Option<&str>) -> Value {
    let mut claims = json!({
        "jti": app.app.rng.id(), "htm": method, "htu": format!("{ISSUER}{path}"),
        "iat": app.app.clock.now().0 / 1000,
    });
    if let Some(token) = token {
        claims["ath"] = json!(digest(token));
    }
    claims
}

async fn post(app: &TestApp, path: &str, fields: &[(&str, &str)], proofs: &[&str]) -> Answer {
    let mut request =
        Request::post(path).header("content-type", "application/x-www-form-urlencoded");
    for proof in proofs {
        request = request.header("dpop", *proof);
    }
    app.browser().send(request.body(Body::from(form(fields))).unwrap()).await
}

/// Exchanges a code that was just issued.
async fn exchange(app: &TestApp, ward: &RelyingParty, code: &str, proofs: &[&str]) -> Answer {
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("client_id", ward.id.as_str()),
        ("client_secret", SECRET),
    ];
    post(app, TOKEN, &fields, proofs).await
}

async fn read(app: &TestApp, scheme: &str, token: &str, proof: Option<&str>) -> Answer {
    let mut request = Request::get(USERINFO).header("authorization", format!("{scheme} {token}"));
    if let Some(proof) = proof {
        request = request.header("dpop", proof);
    }
    app.browser().send(request.body(Body::empty()).unwrap()).await
}

async fn code(
    ward: &RelyingParty,
    browser: &crate::tests::app::Browser,
    more: &[(&str, &str)],
) -> String {
    let Outcome::Back(back) = ward.authorize(browser, more).await else { panic!() };
    back["code"].clone()
}

fn code_of(answer: &Answer) -> Value {
    answer.json()["error"].clone()
}

on_each_engine! {
    async fn o10_a_token_that_is_bound_to_a_key_is_worth_nothing_without_a_new_proof(app: TestApp) {
        let ward = RelyingParty::register(&app, "ward", json!({ "consent": "skip" })).await;
        let browser = patient(&app).await;
        let (key, thief) = (Key::new(), Key::new());
        let code = code(&ward, &browser, &[]).await;
        let proof = key.proof(&claims(&app, ("POST", TOKEN), None));
        let tokens = exchange(&app, &ward, &code, &[&proof]).await.json();
        assert_eq!(tokens["token_type"], "DPoP", "{tokens}");
        let token = tokens["access_token"].as_str().unwrap();
        let about = |token| claims(&app, ("GET", USERINFO), Some(token));
        let proof = key.proof(&about(token));
        assert_eq!(read(&app, "DPoP", token, Some(&proof)).await.status, 200);
        let again = read(&app, "dpop", token, Some(&proof)).await;
        assert_eq!((again.status, code_of(&again)), (401, json!("invalid_dpop_proof")), "it counts once");
        assert!(again.headers["www-authenticate"].to_str().unwrap().starts_with("DPoP error="));
        for (scheme, proof) in [
            ("Bearer", None),
            ("Bearer", Some(key.proof(&about(token)))),
            ("DPoP", None),
            ("DPoP", Some(thief.proof(&about(token)))),
        ] {
            let refused = read(&app, scheme, token, proof.as_deref()).await;
            assert_eq!((refused.status, code_of(&refused)), (401, json!("invalid_token")), "{scheme}");
        }
        let seen = ward.post("/openid/introspect", &[("token", token)]).await.json();
        assert_eq!((&seen["token_type"], &seen["cnf"]["jkt"]), (&json!("DPoP"), &json!(key.thumbprint())));
        // A plain token does not become a bound one.
        let plain = ward.tokens(&browser, &[]).await;
        let token = plain["access_token"].as_str().unwrap();
        assert_eq!(read(&app, "DPoP", token, Some(&key.proof(&about(token)))).await.status, 401);
    }

    async fn o10_a_proof_is_about_this_request_now_and_signed_by_the_key_that_it_shows(app: TestApp) {
        let ward = RelyingParty::register(&app, "ward", json!({ "consent": "skip" })).await;
        let key = Key::new();
        let right = || claims(&app, ("POST", TOKEN), None);
        let seconds = app.app.clock.now().0 / 1000;
        let refused = async |proofs: &[&str]| {
            let answer = exchange(&app, &ward, "no code", proofs).await;
            assert_eq!(answer.status, 400);
            code_of(&answer)
        };
        for (name, value) in [
            ("htm", json!("GET")),
            ("htm", json!("post")),
            ("htu", json!("https://other.example/openid/token")),
            ("htu", json!(format!("{ISSUER}{USERINFO}"))),
            ("htu", json!("/openid/token")),
            ("iat", json!(seconds - 301)),
            ("iat", json!(seconds + 61)),
            ("jti", json!("")),
            ("jti", json!("x".repeat(257))),
            ("ath", json!(digest("no token"))),
        ] {
            let mut wrong = right();
            wrong[name] = value;
            assert_eq!(refused(&[&key.proof(&wrong)]).await, "invalid_dpop_proof", "{wrong}");
        }
        for name in ["htm", "htu", "iat", "jti"] {
            let mut wrong = right();
            wrong.as_object_mut().unwrap().remove(name);
            assert_eq!(refused(&[&key.proof(&wrong)]).await, "invalid_dpop_proof", "without {name}");
        }
        let with = |change: &dyn Fn(&mut Header)| {
            let mut header = Header::new(Algorithm::ES256);
            header.typ = Some("dpop+jwt".into());
            header.jwk = Some(key.public.clone());
            change(&mut header);
            let private = if header.alg == Algorithm::HS256 {
                EncodingKey::from_secret(b"a secret").unwrap()
            } else {
                Key::new().private
            };
            encode(&header, &right(), &private).unwrap()
        };
        for wrong in [
            with(&|_| {}),
            with(&|header| header.typ = Some("JWT".into())),
            with(&|header| header.jwk = None),
            with(&|header| header.alg = Algorithm::HS256),
            "no.jwt.at all".to_owned(),
            String::new(),
        ] {
            assert_eq!(refused(&[&wrong]).await, "invalid_dpop_proof", "{wrong}");
        }
        let (one, two) = (key.proof(&right()), key.proof(&right()));
        assert_eq!(refused(&[&one, &two]).await, "invalid_dpop_proof", "two of them");
        // The proof is right, and the address may carry a query: the code is what is wrong.
        let mut other = right();
        other["htu"] = json!(format!("{ISSUER}{TOKEN}?a=b#c"));
        let right = key.proof(&other);
        for _ in 0..2 {
            assert_eq!(refused(&[&right]).await, "invalid_grant", "nothing is noted where nothing is given");
        }
    }

    async fn o10_a_code_that_was_asked_for_with_a_key_is_worth_nothing_without_it(app: TestApp) {
        let ward = RelyingParty::register(&app, "ward", json!({ "consent": "skip" })).await;
        let browser = patient(&app).await;
        let (key, thief) = (Key::new(), Key::new());
        let thumbprint = key.thumbprint();
        let asked = [("dpop_jkt", thumbprint.as_str())];
        for proofs in [vec![], vec![thief.proof(&claims(&app, ("POST", TOKEN), None))]] {
            let code = code(&ward, &browser, &asked).await;
            let proofs: Vec<&str> = proofs.iter().map(String::as_str).collect();
            assert_eq!(code_of(&exchange(&app, &ward, &code, &proofs).await), "invalid_grant");
        }
        let granted = code(&ward, &browser, &asked).await;
        let proof = key.proof(&claims(&app, ("POST", TOKEN), None));
        assert_eq!(exchange(&app, &ward, &granted, &[&proof]).await.status, 200);
        // The same with a proof beside a pushed request.
        let push = async |more: &[(&str, &str)], key: &Key| {
            let query = ward.query(more);
            let mut fields: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
            fields.push(("client_secret".into(), SECRET.into()));
            let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            let proof = key.proof(&claims(&app, ("POST", "/openid/par"), None));
            post(&app, "/openid/par", &fields, &[&proof]).await
        };
        assert_eq!(code_of(&push(&asked, &thief).await), "invalid_dpop_proof");
        let pushed = push(&[], &key).await.json()["request_uri"].as_str().unwrap().to_owned();
        let query = form(&[("client_id", "ward"), ("request_uri", &pushed)]);
        let answer = browser.get(&format!("/openid/authorize?{query}")).await;
        let Outcome::Back(back) = super::relying_party::outcome(&answer) else { panic!() };
        assert_eq!(code_of(&exchange(&app, &ward, &back["code"], &[]).await), "invalid_grant");
    }

    async fn o10_the_refresh_token_of_a_client_without_a_secret_stays_with_its_key(app: TestApp) {
        let public = json!({
            "consent": "skip", "token_endpoint_auth_method": "none", "dpop_bound_access_tokens": true,
        });
        let spa = RelyingParty::register(&app, "spa", public).await;
        let browser = patient(&app).await;
        let key = Key::new();
        let granted = code(&spa, &browser, &[("scope", "openid offline_access")]).await;
        let exchanged = async |key: Option<&Key>, fields: &[(&str, &str)]| {
            let proof = key.map(|key| key.proof(&claims(&app, ("POST", TOKEN), None)));
            let fields = [&[("client_id", "spa")], fields].concat();
            post(&app, TOKEN, &fields, &proof.iter().map(String::as_str).collect::<Vec<_>>()).await
        };
        let by_code = [
            ("grant_type", "authorization_code"), ("code", granted.as_str()),
            ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER),
        ];
        assert_eq!(code_of(&exchanged(None, &by_code).await), "invalid_dpop_proof", "it has to send one");
        let tokens = exchanged(Some(&key), &by_code).await.json();
        let refresh = tokens["refresh_token"].as_str().unwrap();
        let by_refresh = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
        assert_eq!(code_of(&exchanged(Some(&Key::new()), &by_refresh).await), "invalid_grant");
        let next = exchanged(Some(&key), &by_refresh).await;
        assert_eq!((next.status, &next.json()["token_type"]), (200, &json!("DPoP")));
    }
}
