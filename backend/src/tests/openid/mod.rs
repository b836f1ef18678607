//! O1 to O17: what clients get, and what an attacker does not get.

mod attacks;
mod back_channel;
mod capacities;
mod channels;
mod conformance;
mod consent;
mod dpop;
mod forward_auth;
mod machines;
mod races;
mod registrations;
mod relying_party;
mod sign_out;
mod tokens;
mod usage;

use serde_json::json;

use self::relying_party::{Outcome, RelyingParty};
use super::{
    app::{TestApp, on_each_engine},
    helpers::patient,
};

on_each_engine! {
    async fn o1_a_person_who_is_signed_in_goes_straight_back_with_a_code_state_and_our_name(app: TestApp) {
        let ward = RelyingParty::register(&app, "ward", json!({ "consent": "skip" })).await;
        let browser = patient(&app).await;
        let Outcome::Back(answer) = ward.authorize(&browser, &[("state", "s&=é")]).await else { panic!() };
        assert_eq!(answer["state"], "s&=é");
        assert_eq!(answer["iss"], "http://localhost:8080");
        let tokens = ward.exchange(&answer["code"]).await;
        assert_eq!(tokens.status, 200, "{tokens:?}");
        assert_eq!(tokens.headers["cache-control"], "no-store");
        let tokens = tokens.json();
        assert_eq!((&tokens["token_type"], &tokens["scope"]), (&json!("Bearer"), &json!("openid profile email")));
        assert!(tokens.get("refresh_token").is_none(), "offline_access was not asked for");
        let claims = ward.id_token(&tokens).await;
        assert_eq!((&claims["aud"], &claims["nonce"]), (&json!("ward"), &json!("n")));
        assert_eq!(claims["acr"], "urn:vestibule:acr:password");
        assert!(claims.get("email").is_none(), "claims are at the userinfo endpoint");
    }

    async fn o2_without_a_session_prompt_none_is_refused_and_everything_else_waits_for_a_person(app: TestApp) {
        let ward = RelyingParty::register(&app, "ward", json!({})).await;
        let stranger = app.browser();
        let Outcome::Back(answer) = ward.authorize(&stranger, &[("prompt", "none")]).await else { panic!() };
        assert_eq!(answer["error"], "login_required");
        let Outcome::Waits(handle) = ward.authorize(&stranger, &[]).await else { panic!() };
        let step = stranger.post("/api/consent", &json!({ "request": handle })).await.json();
        assert_eq!((&step["step"], &step["application"]["name"]), (&json!("sign_in"), &json!("ward's name")));
    }

    async fn o12_two_clients_know_a_person_by_two_identifiers_unless_they_are_one_sector(app: TestApp) {
        let skip = json!({ "consent": "skip" });
        let same = json!({ "consent": "skip", "sector": "hospital" });
        let (one, two) = (
            RelyingParty::register(&app, "one", skip.clone()).await,
            RelyingParty::register(&app, "two", skip).await,
        );
        let (three, four) = (
            RelyingParty::register(&app, "three", same.clone()).await,
            RelyingParty::register(&app, "four", same).await,
        );
        let browser = patient(&app).await;
        let mut subjects = vec![];
        for ward in [&one, &two, &three, &four] {
            let tokens = ward.tokens(&browser, &[]).await;
            subjects.push(ward.id_token(&tokens).await["sub"].as_str().unwrap().to_owned());
        }
        assert_ne!(subjects[0], subjects[1]);
        assert_ne!(subjects[0], subjects[2]);
        assert_eq!(subjects[2], subjects[3]);
    }

    async fn o15_an_address_or_client_that_is_not_known_leads_to_a_page_of_ours(app: TestApp) {
        let ward = RelyingParty::register(&app, "ward", json!({ "consent": "skip" })).await;
        let browser = patient(&app).await;
        for (change, word) in [
            (("redirect_uri", "https://evil.example/"), "unknown-address"),
            (("redirect_uri", "https://ward.example/callback/"), "unknown-address"),
            (("client_id", "nobody"), "unknown-client"),
            (("client_id", ""), "unknown-client"),
        ] {
            let Outcome::Waits(shown) = ward.authorize(&browser, &[change]).await else { panic!("{change:?}") };
            assert_eq!(shown, word);
        }
    }

    async fn o15_discovery_names_what_answers_and_the_keys_verify(app: TestApp) {
        let document = app.browser().get("/.well-known/openid-configuration").await;
        let metadata = app.browser().get("/.well-known/oauth-authorization-server").await;
        assert_eq!(document.json(), metadata.json());
        let document = document.json();
        assert_eq!(document["issuer"], "http://localhost:8080");
        for (name, value) in document.as_object().unwrap() {
            if !name.ends_with("_endpoint") && name != "jwks_uri" {
                continue;
            }
            let path = value.as_str().unwrap().strip_prefix("http://localhost:8080").unwrap();
            let status = app.browser().get(path).await.status;
            assert!([200, 303, 401, 405].contains(&status), "{name}: {status}");
        }
        let keys = app.browser().get("/openid/jwks").await.json();
        assert_eq!(keys["keys"].as_array().unwrap().len(), 3);
        assert!(!keys.to_string().contains("\"d\""));
    }
}
