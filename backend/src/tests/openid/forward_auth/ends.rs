//! What ends a sign-in at an application that speaks no OpenID: each within the same moment (O14,
//! O16).

use axum::http::Request;
use serde_json::json;
use vestibule_shared::{
    account::{SignOut, SignOutEverywhere},
    id::AccountId,
};

use super::{
    HOST, ISSUER, ORIGIN, ask, at_host, behind_proxy, empty, enter, entered, put_keys, to, wiki,
};
use crate::{
    db,
    tests::{
        app::{Answer, Browser, TestApp, on_each_engine},
        helpers::EMAIL,
        staff::account,
    },
};

/// Follows the link of the application to the end of the session.
async fn leave(there: &Browser, site: &str, mode: &str, dest: &str) -> Answer {
    let request = Request::get("/.vestibule/sign-out")
        .header("x-forwarded-proto", "https")
        .header("x-forwarded-host", HOST)
        .header("sec-fetch-site", site)
        .header("sec-fetch-mode", mode)
        .header("sec-fetch-dest", dest);
    there.send(empty(request)).await
}

async fn lotte(app: &TestApp) -> AccountId {
    account(app, EMAIL).await
}

on_each_engine! {
    async fn o14_o16_who_signs_out_with_us_is_out_of_the_application(app: TestApp) {
        let app = behind_proxy(app);
        wiki(&app, json!({})).await;
        let (portal, there) = entered(&app).await;
        assert_eq!(ask(&there, "/").await.status, 200);
        portal.call::<SignOut>().await.unwrap();
        assert_eq!(ask(&there, "/").await.status, 302);
        crate::tests::helpers::enter(&portal).await.unwrap();
        assert_eq!(ask(&there, "/").await.status, 302, "another session is another sign-in");
        enter(&portal, &there, "/").await;
        assert_eq!(ask(&there, "/").await.status, 200);
        portal.call::<SignOutEverywhere>().await.unwrap();
        assert_eq!(ask(&there, "/").await.status, 302);
    }

    async fn o14_o16_a_session_that_nobody_uses_ends_in_the_application_too(app: TestApp) {
        let app = behind_proxy(app);
        wiki(&app, json!({})).await;
        let (_, there) = entered(&app).await;
        app.advance_seconds(30 * 86_400);
        assert_eq!(ask(&there, "/").await.status, 302);
    }

    async fn o16_a_held_account_is_outside_at_once(app: TestApp) {
        let app = behind_proxy(app);
        wiki(&app, json!({})).await;
        let (_, there) = entered(&app).await;
        let id = lotte(&app).await;
        let mut tx = app.app.db.write().await.unwrap();
        let until = app.app.clock.now().plus_seconds(3600);
        db::accounts::update_held(&mut tx, &id, until).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(ask(&there, "/").await.status, 302);
    }

    async fn o16_a_deleted_account_is_outside_at_once(app: TestApp) {
        let app = behind_proxy(app);
        wiki(&app, json!({})).await;
        let (portal, there) = entered(&app).await;
        let asked = portal.post("/api/account/deletion", &json!({})).await;
        assert_eq!(asked.status, 200, "{}", asked.json());
        app.advance_seconds(60 * 86_400);
        crate::service::deletions::erase_due(&app.app).await.unwrap();
        let mut tx = app.app.db.read().await.unwrap();
        let key = app.app.keys.index("email", EMAIL);
        assert!(db::accounts::find_by_email(&mut tx, &key).await.unwrap().is_none());
        drop(tx);
        assert_eq!(ask(&there, "/").await.status, 302);
    }

    async fn o14_o16_the_application_s_own_page_signs_out_and_a_link_of_another_site_does_not(app: TestApp) {
        let app = behind_proxy(app);
        let bye = format!("{ORIGIN}/bye");
        wiki(&app, json!({ "post_logout_redirect_uris": [bye] })).await;
        let mut tx = app.app.db.write().await.unwrap();
        put_keys(&app, &mut tx).await;
        tx.commit().await.unwrap();
        let (portal, there) = entered(&app).await;
        for (site, mode, dest) in [
            ("cross-site", "navigate", "document"),
            ("same-site", "navigate", "document"),
            ("none", "navigate", "document"),
            ("same-origin", "no-cors", "image"),
            ("same-origin", "navigate", "iframe"),
        ] {
            let answer = leave(&there, site, mode, dest).await;
            assert_eq!((answer.status, to(&answer)), (302, format!("{ISSUER}/openid/logout")), "{site}");
            assert!(!answer.headers.contains_key("set-cookie"), "{site}");
            assert_eq!(to(&portal.get("/openid/logout").await), "/sign-out", "people are asked");
        }
        assert_eq!(ask(&there, "/").await.status, 200);
        let answer = leave(&there, "same-origin", "navigate", "document").await;
        let path = to(&answer).strip_prefix(ISSUER).unwrap().to_owned();
        assert_eq!(ask(&there, "/").await.status, 302, "the cookie is gone");
        assert_eq!(to(&portal.get(&path).await), bye);
        assert_eq!(portal.get("/api/account").await.status, 401, "the session is over");
        let answer = at_host(&there, "/.vestibule/sign-out").await;
        assert_eq!(to(&answer), format!("{ISSUER}/openid/logout"), "nobody is signed in");
    }
}
