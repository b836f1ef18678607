//! What the cockpit says of applications (O19, H10).

use serde_json::json;
use vestibule_shared::cockpit::CockpitView;

use super::relying_party::{Outcome, RelyingParty};
use crate::{
    app::{tally::Tally, usage},
    tests::{
        app::{TestApp, on_each_engine},
        helpers::patient,
    },
};

async fn figures(app: &TestApp, period: &str) -> CockpitView {
    usage::flush(&app.app).await.unwrap();
    let look = serde_json::from_value(json!({ "period": period })).unwrap();
    let mut tx = app.app.db.read().await.unwrap();
    crate::service::cockpit::view(&app.app, &mut tx, look).await.unwrap()
}

on_each_engine! {
    async fn o19_the_cockpit_counts_sign_ins_refusals_and_withdrawals_of_each_application(app: TestApp) {
        let skip = json!({ "consent": "skip" });
        let ward = RelyingParty::register(&app, "ward", skip.clone()).await;
        let wiki = RelyingParty::register(&app, "wiki", skip.clone()).await;
        RelyingParty::register(&app, "quiet", skip).await;
        let browser = patient(&app).await;
        for _ in 0..2 {
            ward.tokens(&browser, &[]).await;
        }
        wiki.tokens(&browser, &[]).await;
        // Refused at the authorization endpoint, and at the token endpoint.
        let back = ward.authorize(&browser, &[("response_type", "token")]).await;
        assert!(matches!(back, Outcome::Back(_)), "{back:?}");
        assert_eq!(ward.exchange("no code").await.status, 400);
        assert_eq!(wiki.post("/openid/par", &[("scope", "openid")]).await.status, 400);
        // Nobody proved that this is the ward, and that application is not registered.
        let wrong = [("client_id", "ward"), ("client_secret", "wrong"), ("grant_type", "refresh_token")];
        assert_eq!(ward.post("/openid/token", &wrong).await.status, 401);
        browser.get("/openid/authorize?client_id=nobody").await;
        let gone = browser.post("/api/account/applications/withdraw", &json!({ "id": "ward" })).await;
        assert_eq!(gone.status, 200, "{:?}", gone.json());

        let view = figures(&app, "week").await;
        let used: Vec<_> = view.applications.iter()
            .map(|it| (it.name.as_str(), it.sign_ins, it.refused, it.withdrawn)).collect();
        assert_eq!(used, [("ward's name", 2, 2, 1), ("wiki's name", 1, 1, 0)]);
        let mut refused: Vec<_> = view.refusals.iter()
            .map(|it| (it.name.as_str(), it.error.as_str(), it.count)).collect();
        refused.sort_unstable();
        assert_eq!(refused, [
            ("ward's name", "invalid_grant", 1),
            ("ward's name", "unsupported_response_type", 1),
            ("wiki's name", "invalid_request", 1),
        ]);

        // Another process counts too, and an application that is gone keeps its identifier.
        let mut other = app.app.clone();
        other.usage = Tally::default();
        usage::count(&other, "gone", usage::Use::SignedIn);
        usage::count(&other, "wiki", usage::Use::SignedIn);
        usage::flush(&other).await.unwrap();
        let all = figures(&app, "week").await.applications;
        let of = |id: &str| all.iter().find(|it| it.id == id).map(|it| (it.name.clone(), it.sign_ins));
        assert_eq!(of("wiki"), Some(("wiki's name".into(), 2)));
        assert_eq!(of("gone"), Some(("gone".into(), 1)));
        app.advance_seconds(8 * 86_400);
        assert!(figures(&app, "week").await.applications.is_empty(), "before the period");
    }
}
