//! What an attacker tries at an application that speaks no OpenID, and does not get (O16, O17).

use axum::{body::Body, http::Request};
use serde_json::json;

use super::{
    HOST, ISSUER, ORIGIN, ask, at_host, begin, behind_proxy, come_back, empty, enter, entered,
    header, question, register, to, wiki,
};
use crate::tests::{
    app::{TestApp, on_each_engine},
    helpers::{doctor, enrol_app, patient},
    openid::relying_party::{RelyingParty, post_form},
};

on_each_engine! {
    async fn o16_only_a_proxy_of_ours_is_answered_and_only_about_its_own_application(app: TestApp) {
        let app = behind_proxy(app);
        wiki(&app, json!({})).await;
        RelyingParty::register(&app, "ward", json!({})).await;
        register(&app, "other", json!({ "origin": "https://other.example" }), json!({})).await;
        let (_, there) = entered(&app).await;
        assert_eq!(ask(&there.from("192.0.2.7"), "/").await.status, 403, "not in TRUSTED_PROXIES");
        let back = at_host(&there.from("192.0.2.7"), "/.vestibule/refused/wiki").await;
        assert_eq!(back.status, 400);
        let change = |name: &'static str, value: &str| {
            let mut request = empty(question("/"));
            request.headers_mut().insert(name, value.parse().unwrap());
            request
        };
        for request in [
            change("x-forwarded-host", "other.example"),
            change("x-forwarded-host", "wiki.example.evil.example"),
            change("x-forwarded-host", "wiki.example, other.example"),
            change("x-forwarded-host", "wiki.example:8443"),
            change("x-forwarded-proto", "http"),
            change("x-forwarded-uri", ""),
            change("x-forwarded-uri", "http://wiki.example/"),
            change("x-forwarded-uri", "@evil.example/"),
            change("x-original-url", "https://wiki.example/public"),
            empty(question("/").header("x-forwarded-uri", "/public")),
            empty(Request::get("/openid/forward-auth/wiki")),
        ] {
            let shown = format!("{:?}", request.headers());
            assert_eq!(there.send(request).await.status, 403, "{shown}");
        }
        for id in ["nobody", "ward", "other", "%00", "a%2fb", "%C3%A9"] {
            let (mut parts, body) = empty(question("/")).into_parts();
            parts.uri = format!("/openid/forward-auth/{id}").parse().unwrap();
            let answer = there.send(Request::from_parts(parts, body)).await;
            assert_eq!(answer.status, 403, "{id}");
        }
        crate::cli::clients::set_enabled(&app.app, "wiki", Some(app.app.clock.now())).await.unwrap();
        assert_eq!(ask(&there, "/").await.status, 403, "a disabled application");
    }

    async fn o16_a_sign_in_leads_back_to_the_application_and_nowhere_else(app: TestApp) {
        let app = behind_proxy(app);
        wiki(&app, json!({})).await;
        register(&app, "other", json!({ "origin": "https://other.example" }), json!({})).await;
        let portal = patient(&app).await;
        for uri in [
            "//evil.example/",
            "/\\evil.example/",
            "/%5cevil.example",
            "/https://evil.example/",
            "/.vestibule/callback?state=x",
            "/?to=https://evil.example/",
            "/%0d%0aSet-Cookie:a=b",
        ] {
            let there = app.browser();
            let back = enter(&portal, &there, uri).await;
            let url = url::Url::parse(&back).unwrap();
            assert_eq!(url.host_str(), Some(HOST), "{uri} leads to {back}");
            assert!(back.starts_with("https://wiki.example/"), "{back}");
        }
        let long = format!("/?{}", "a".repeat(5000));
        assert_eq!(enter(&portal, &app.browser(), &long).await, format!("{ORIGIN}/"));

        let there = app.browser();
        let back = come_back(&portal, &begin(&there, "/").await).await;
        let other = |host: &str| {
            let request = Request::get(&back).header("x-forwarded-proto", "https");
            empty(request.header("x-forwarded-host", host))
        };
        for host in ["other.example", "evil.example", "localhost:8080"] {
            let answer = there.send(other(host)).await;
            assert_eq!(answer.status, 400, "{host}");
            assert!(!answer.headers.contains_key("location"), "{host}");
            assert!(!answer.headers.contains_key("set-cookie"), "{host}");
        }
        for state in ["", "state=", "state=https%3A%2F%2Fevil.example%2F", "state=k1.AAAA", "state=%00"] {
            let answer = at_host(&there, &format!("/.vestibule/callback?code=x&{state}")).await;
            assert_eq!(answer.status, 400, "{state}");
            assert!(!answer.headers.contains_key("location"), "{state}");
        }
        assert_eq!(there.get(&back).await.status, 400, "without a proxy that names the host");
        assert_eq!(at_host(&there, &back).await.status, 302, "none of these tries used it up");
    }

    async fn o16_a_code_counts_in_the_browser_that_asked_and_once(app: TestApp) {
        let app = behind_proxy(app);
        wiki(&app, json!({})).await;
        let (portal, there) = (patient(&app).await, app.browser());
        let back = come_back(&portal, &begin(&there, "/a").await).await;

        // Another site makes a person sign in as the attacker: this browser has no secret.
        let victim = app.browser();
        let answer = at_host(&victim, &back).await;
        assert_eq!(answer.status, 400, "it says that cookies are needed");
        // Nor has one that began a sign-in of its own.
        begin(&victim, "/").await;
        let answer = at_host(&victim, &back).await;
        assert_eq!((answer.status, to(&answer)), (302, format!("{ORIGIN}/a")));
        assert!(!answer.headers.contains_key("set-cookie"));
        assert_eq!(ask(&victim, "/a").await.status, 302, "not signed in");

        let stolen = there.fork();
        assert_eq!(at_host(&there, &back).await.status, 302);
        assert_eq!(ask(&there, "/").await.status, 200);
        assert_eq!(at_host(&there, &back).await.status, 302, "the back button");
        assert_eq!(ask(&there, "/").await.status, 200, "and it ended nothing");
        let again = at_host(&stolen, &back).await;
        assert!(!again.headers.contains_key("set-cookie"), "a code counts once");
        assert_eq!(ask(&there, "/").await.status, 302, "a second use ends what the first one gave");

        let late = come_back(&portal, &begin(&there, "/").await).await;
        app.advance_seconds(60);
        at_host(&there, &late).await;
        assert_eq!(ask(&there, "/").await.status, 302, "a code lasts a minute");
        let issued = come_back(&portal, &begin(&there, "/").await).await;
        let from_another = issued.replace("iss=http%3A%2F%2Flocalhost%3A8080", "iss=https%3A%2F%2Fevil.example");
        assert_ne!(issued, from_another);
        assert_eq!(at_host(&there, &from_another).await.status, 403, "an answer of another provider");
    }

    async fn o16_no_other_cookie_opens_an_application(app: TestApp) {
        let app = behind_proxy(app);
        wiki(&app, json!({})).await;
        register(&app, "other", json!({ "origin": "https://other.example" }), json!({})).await;
        let (portal, there) = entered(&app).await;
        let cookie = |browser: &crate::tests::app::Browser, name: &str| {
            let all = browser.cookie();
            let found = all.split("; ").find_map(|it| it.strip_prefix(&format!("{name}=")));
            found.unwrap_or_default().to_owned()
        };
        let value = cookie(&there, "__Host-vestibule");
        assert!(!value.is_empty());
        let status = async |value: &str, id: &str| {
            let (mut parts, body) = empty(question("/")).into_parts();
            parts.uri = format!("/openid/forward-auth/{id}").parse().unwrap();
            parts.headers.insert("x-forwarded-host", format!("{id}.example").parse().unwrap());
            parts.headers.insert("cookie", format!("__Host-vestibule={value}").parse().unwrap());
            app.browser().send(Request::from_parts(parts, body)).await.status
        };
        assert_eq!(status(&value, "wiki").await, 200);
        assert_eq!(status(&value, "other").await, 302, "of another application");
        assert_eq!(status(&cookie(&portal, "__Host-session"), "wiki").await, 302, "our own session");
        assert_eq!(status(&cookie(&there, "__Host-vestibule-sign-in"), "wiki").await, 302);
        let mut changed = value.into_bytes();
        let last = changed.len() - 3;
        changed[last] = if changed[last] == b'A' { b'B' } else { b'A' };
        assert_eq!(status(std::str::from_utf8(&changed).unwrap(), "wiki").await, 302, "a changed one");
        for junk in ["", "k1.", "k1.AAAA", "x.y.z", "%00"] {
            assert_eq!(status(junk, "wiki").await, 302, "{junk}");
        }
        assert_eq!(ask(&portal, "/").await.status, 302);
    }

    async fn o16_m9_a_doctor_without_a_second_factor_stays_outside(app: TestApp) {
        let app = behind_proxy(app);
        wiki(&app, json!({})).await;
        let (portal, there) = (doctor(&app).await, app.browser());
        let answer = portal.get(&begin(&there, "/").await).await;
        let handle = to(&answer).strip_prefix("/continue#").unwrap().to_owned();
        let step = portal.post("/api/consent", &json!({ "request": handle })).await.json();
        assert_eq!(step["step"], "set_up");
        assert_eq!(ask(&there, "/").await.status, 302);
    }

    async fn o16_m2_a_session_that_began_half_way_opens_nothing(app: TestApp) {
        let app = behind_proxy(app);
        wiki(&app, json!({})).await;
        let (_, there) = entered(&app).await;
        let other = app.browser();
        crate::tests::helpers::enter(&other).await.unwrap();
        enrol_app(&app, &other).await;
        assert_eq!(ask(&there, "/").await.status, 302, "a password alone is worth nothing from now on");
        let half = app.browser();
        crate::tests::helpers::enter(&half).await.unwrap();
        let answer = half.get(&begin(&there, "/").await).await;
        assert!(to(&answer).starts_with("/continue#"), "no code between password and second factor");
    }

    async fn o17_what_a_browser_says_of_itself_is_not_repeated(app: TestApp) {
        let app = behind_proxy(app);
        wiki(&app, json!({ "scope": "openid" })).await;
        let (_, there) = entered(&app).await;
        let spoofed = question("/")
            .header("remote-user", "admin").header("remote-groups", "admin")
            .header("remote-name", "A").header("remote-email", "a@example.be");
        let answer = there.send(empty(spoofed)).await;
        assert_eq!(answer.status, 200);
        assert_ne!(header(&answer, "remote-user"), "admin");
        for name in ["remote-groups", "remote-name", "remote-email"] {
            assert_eq!(header(&answer, name), "", "{name}");
        }
    }

    async fn o6_o16_an_application_that_speaks_no_openid_has_no_say_at_the_endpoints_of_clients(app: TestApp) {
        let app = behind_proxy(app);
        wiki(&app, json!({})).await;
        let (portal, there) = (patient(&app).await, app.browser());
        let back = come_back(&portal, &begin(&there, "/").await).await;
        let (_, query) = back.split_once('?').unwrap();
        let code = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "code").unwrap().1;
        let secret = there.cookie();
        let verifier = secret.split_once("sign-in=").unwrap().1;
        let callback = format!("{ORIGIN}/.vestibule/callback");
        for more in [("", ""), ("client_secret", "x")] {
            let fields = [
                ("grant_type", "authorization_code"), ("code", &code), ("client_id", "wiki"),
                ("code_verifier", verifier), ("redirect_uri", &callback), more,
            ];
            for path in ["/openid/token", "/openid/par", "/openid/introspect", "/openid/revoke"] {
                let answer = post_form(&app.browser(), path, &fields, None).await;
                assert_eq!((answer.status, &answer.json()["error"]), (401, &json!("invalid_client")), "{path}");
            }
        }
        assert_eq!(at_host(&there, &back).await.status, 302);
    }

    async fn o16_what_holds_for_our_own_host_is_not_said_of_an_application_s(app: TestApp) {
        let mut app = behind_proxy(app);
        app.change(|config| config.public_origin.0 = "https://portal.example".into());
        wiki(&app, json!({})).await;
        let (browser, hsts) = (app.browser(), "strict-transport-security");
        for answer in [ask(&browser, "/").await, at_host(&browser, "/.vestibule/callback").await] {
            assert!(!answer.headers.contains_key(hsts), "{:?}", answer.headers);
        }
        assert!(browser.get("/.well-known/openid-configuration").await.headers.contains_key(hsts));
    }

    async fn o16_no_header_of_a_question_ends_in_a_failure(app: TestApp) {
        let app = behind_proxy(app);
        wiki(&app, json!({})).await;
        let (_, there) = entered(&app).await;
        let long = "x".repeat(20_000);
        for name in [
            "x-forwarded-uri", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-method",
            "x-original-url", "x-original-method", "accept", "accept-language", "sec-fetch-mode", "cookie",
        ] {
            for value in ["\t", "%00", "%", "{", "é", "-1", "//", "/ /", "/#", long.as_str()] {
                let mut request = empty(question("/"));
                request.headers_mut().insert(name, axum::http::HeaderValue::from_bytes(value.as_bytes()).unwrap());
                let answer = there.send(request).await;
                assert!([200, 302, 401, 403].contains(&answer.status), "{name}: {value}: {}", answer.status);
            }
        }
        for query in ["", "code=x", "code=x&state=y&state=z", "error=%0d%0a", "iss=%00&state=%C3%28"] {
            let answer = at_host(&there, &format!("/.vestibule/callback?{query}")).await;
            assert_eq!(answer.status, 400, "{query}");
        }
        let request = Request::post("/openid/forward-auth/wiki").body(Body::empty()).unwrap();
        assert_eq!(there.send(request).await.status, 405);
        assert!(ISSUER.starts_with("http"));
    }
}
