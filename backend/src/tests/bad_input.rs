//! For every input, the response is a problem with a code and never a 5xx.

use axum::body::Body;
use serde_json::json;
use vestibule_shared::{
    problem::Code,
    registration::{Audience, ChooseAudience, Registration, Step},
};

use crate::{
    http::{api, api::Auth},
    tests::app::{Answer, Browser, TestApp, on_each_engine},
};

fn assert_problem(answer: &Answer, status: u16, code: &str, what: &str) {
    assert_eq!(answer.status, status, "{what}: {}", String::from_utf8_lossy(&answer.body));
    assert_eq!(answer.headers["content-type"], "application/problem+json", "{what}");
    assert_eq!(answer.json()["code"], code, "{what}");
}

on_each_engine! {
    async fn s10_s16_every_posting_route_refuses_bad_bodies_types_and_origins_with_a_code(app: TestApp) {
        let routes = api().finish().described;
        let browser = app.browser();
        for route in routes.iter().filter(|route| route.method == "post") {
            let post = |body: &[u8]| Browser::request("POST", route.path, Body::from(body.to_vec()));
            // Who is refused for not being signed in is refused before the body is read.
            let early = (!matches!(route.auth, Auth::None | Auth::Pre))
                .then_some((401, "not_signed_in"));
            let bad = early.unwrap_or((400, "invalid_body"));
            let deep = "[".repeat(50_000);
            for body in [&b""[..], b"{", b"null", b"[]", b"{\"surprise\":1}", b"\xff\xfe", deep.as_bytes()] {
                let answer = browser.send(post(body)).await;
                assert_problem(&answer, bad.0, bad.1, route.path);
            }
            let (status, code) = early.unwrap_or((413, "body_too_large"));
            let answer = browser.send(post(&vec![b' '; 1024 * 1024])).await;
            assert_problem(&answer, status, code, route.path);

            let mut request = post(b"{}");
            request.headers_mut().insert("content-type", "text/plain".parse().unwrap());
            let (status, code) = early.unwrap_or((415, "unsupported_media_type"));
            assert_problem(&browser.send(request).await, status, code, route.path);

            // A gateway is no page of ours: its signature counts.
            if matches!(route.auth, Auth::Gateway | Auth::Form) {
                let mut request = post(b"{}");
                request.headers_mut().remove("x-vestibule");
                request.headers_mut().remove("sec-fetch-site");
                let answer = browser.send(request).await;
                assert_ne!(answer.status, 200, "{}", route.path);
                let text = String::from_utf8_lossy(&answer.body);
                assert!(!text.contains("cross_site"), "{}: {text}", route.path);
                continue;
            }
            for missing in ["x-vestibule", "sec-fetch-site"] {
                let mut request = post(b"{}");
                request.headers_mut().remove(missing);
                assert_problem(&browser.send(request).await, 403, "cross_site", route.path);
            }
        }
    }

    async fn s9_every_route_of_a_signed_in_person_refuses_a_visitor(app: TestApp) {
        let routes = api().finish().described;
        let of_a_person = |auth| matches!(auth, Auth::Caller | Auth::Enrol | Auth::Aal1 | Auth::Fresh);
        for route in routes.iter().filter(|route| of_a_person(route.auth)) {
            let browser = app.browser();
            let method = route.method.to_uppercase();
            let request = Browser::request(&method, route.path, Body::from("{}"));
            assert_problem(&browser.send(request).await, 401, "not_signed_in", route.path);
        }
    }

    async fn an_unknown_path_or_method_has_a_problem_of_its_own(app: TestApp) {
        let browser = app.browser();
        for (method, path, status, code) in [
            ("GET", "/api/nothing", 404, "not_found"),
            ("POST", "/api/nothing", 404, "not_found"),
            ("PUT", "/api/registration", 405, "method_not_allowed"),
            ("GET", "/api/registration/activate", 405, "method_not_allowed"),
            ("GET", "/assets/nothing.js", 404, "not_found"),
            ("POST", "/register", 405, "method_not_allowed"),
        ] {
            let answer = browser.send(Browser::request(method, path, Body::from("{}"))).await;
            assert_problem(&answer, status, code, path);
        }
    }

    async fn texts_that_databases_dislike_are_refused_kindly(app: TestApp) {
        let browser = app.browser();
        for text in ["\u{0}", "a\u{0}@example.be", "'; drop table accounts; --", "\u{202e}", "😀"] {
            let command = json!({ "email": text, "password": text });
            let answer = browser.post("/api/sign-in/password", &command).await;
            assert_problem(&answer, 401, "credentials_wrong", text);
            let answer = browser.post("/api/recovery/mail", &json!({ "email": text })).await;
            assert_eq!(answer.status, 422, "{text}");
        }
        let token = json!({ "token": "\u{0}" });
        assert_eq!(browser.post("/api/recovery/link", &token).await.status, 422);
    }

    async fn a_forged_or_foreign_cookie_is_nobody(app: TestApp) {
        let browser = app.browser();
        for cookie in ["__Host-visit=x", "__Host-session=%00", "__Host-visit=\u{e9}", "=;;=", "__Host-session"] {
            let mut request = Browser::request("GET", "/api/registration", Body::empty());
            let value = axum::http::HeaderValue::from_bytes(cookie.as_bytes()).unwrap();
            request.headers_mut().insert("cookie", value);
            let answer = browser.send(request).await;
            assert_eq!((answer.status, answer.json()["step"].as_str()), (200, Some("start")));
        }
    }

    async fn another_sessions_flow_cannot_be_moved(app: TestApp) {
        let (owner, stranger) = (app.browser(), app.browser());
        owner.advance(&ChooseAudience { audience: Audience::Patient }).await.unwrap();
        let problem = stranger
            .advance(&vestibule_shared::registration::BackToStart {})
            .await
            .unwrap_err();
        assert_eq!(problem.code, Code::WrongStep);
        assert!(matches!(owner.current::<Registration>().await, Step::Means(_)));
    }

    async fn a_stored_state_that_was_changed_is_refused_and_logged_not_believed(app: TestApp) {
        let browser = app.browser();
        browser.advance(&ChooseAudience { audience: Audience::Patient }).await.unwrap();
        super::messages::execute(&app.app.db, "update flows set state_sealed = 'k1.AAAA'").await;
        let answer = browser.send(Browser::request("GET", "/api/registration", Body::empty())).await;
        assert_problem(&answer, 500, "internal", "a broken seal is our fault, not the person's");
    }
}

#[test]
fn s9_every_move_of_every_wizard_has_a_route_and_every_route_says_what_it_needs() {
    use vestibule_shared::{
        api::Wizard as _, contact::Contact, recovery::Recovery, sign_in::SignIn, two_step::TwoStep,
    };
    let table = api().finish();
    let (routes, document) = (table.described, table.document);
    let every = [
        Registration::TRANSITIONS,
        SignIn::TRANSITIONS,
        Recovery::TRANSITIONS,
        TwoStep::TRANSITIONS,
        Contact::TRANSITIONS,
    ];
    for line in every.concat() {
        assert!(routes.iter().any(|route| route.path == line.path), "{line:?}");
    }
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let auth = operation["x-auth"].as_str();
            let known = ["none", "pre", "caller", "enrol", "aal1", "fresh", "staff", "gateway"];
            assert!(auth.is_some_and(|auth| known.contains(&auth)), "{method} {path}");
        }
    }
}
