//! UX 15, WCAG 2.2.1: how long a flow is kept, and how to extend it.

use axum::body::Body;
use vestibule_shared::{
    api::{FlowTime, Wizard},
    factor::FactorKind,
    problem::Code,
    registration::{
        Audience, BackToStart, Capacity, ChooseAudience, ConfirmProfile, Registration, Step,
    },
    sign_in::SignIn,
    two_step::TwoStep,
};

use crate::tests::{
    app::{Answer, Browser, TestApp, details, on_each_engine},
    helpers::{patient, set_up},
};

const NORA: &str = "85073003328";
/// How long a flow is kept after a move, in seconds.
const HOUR: u32 = 3600;

async fn look<W: Wizard>(browser: &Browser) -> Answer {
    browser.send(Browser::request("GET", W::TIME, Body::empty())).await
}

async fn ends_in<W: Wizard>(browser: &Browser) -> Option<u32> {
    serde_json::from_value::<FlowTime>(look::<W>(browser).await.json()).unwrap().ends_in
}

async fn go_on<W: Wizard>(browser: &Browser) -> Option<u32> {
    let answer = browser.post(W::TIME, &serde_json::json!({})).await;
    serde_json::from_value::<FlowTime>(answer.json()).unwrap().ends_in
}

/// A person who types what their account needs.
async fn typing(app: &TestApp) -> Browser {
    let browser = app.browser();
    browser.identify(&app.card(NORA), Audience::Patient).await.unwrap();
    browser.advance(&ConfirmProfile { capacity: Capacity::Citizen }).await.unwrap();
    browser
}

on_each_engine! {
    async fn ux15_a_journey_says_when_it_ends_and_goes_on_for_who_asks(app: TestApp) {
        let browser = typing(&app).await;
        let time: FlowTime = serde_json::from_value(look::<Registration>(&browser).await.json()).unwrap();
        assert_eq!(time, FlowTime { ends_in: Some(HOUR), warn_before: 150 });
        app.advance_seconds(3500);
        assert_eq!(ends_in::<Registration>(&browser).await, Some(100));
        assert_eq!(go_on::<Registration>(&browser).await, Some(HOUR));
        app.advance_seconds(3500);
        let step = browser.advance(&details("noor@example.be")).await.unwrap();
        assert!(matches!(step, Step::Provisioning(_)), "what was typed arrives");
    }

    async fn asking_does_not_keep_a_journey_and_one_that_is_over_does_not_come_back(app: TestApp) {
        let browser = typing(&app).await;
        app.advance_seconds(3599);
        assert_eq!(ends_in::<Registration>(&browser).await, Some(1));
        app.advance_seconds(1);
        assert_eq!(ends_in::<Registration>(&browser).await, None);
        assert_eq!(go_on::<Registration>(&browser).await, None);
        let refused = browser.advance(&details("noor@example.be")).await.unwrap_err();
        assert_eq!(refused.code, Code::WrongStep);
        assert!(matches!(refused.at, Some(Step::Start(_))));
    }

    async fn going_on_moves_nothing_and_gives_way_to_no_move(app: TestApp) {
        let browser = typing(&app).await;
        let before = serde_json::to_value(browser.current::<Registration>().await).unwrap();
        app.advance_seconds(60);
        go_on::<Registration>(&browser).await;
        let after = serde_json::to_value(browser.current::<Registration>().await).unwrap();
        assert_eq!(before, after);
        // A move that another tab makes knows the flow as it was.
        browser.advance(&details("noor@example.be")).await.unwrap();
    }

    async fn who_has_nothing_to_lose_is_not_warned_and_gets_no_cookie(app: TestApp) {
        let browser = app.browser();
        for answer in [look::<Registration>(&browser).await, look::<SignIn>(&browser).await] {
            assert_eq!((answer.status, answer.headers.get("set-cookie")), (200, None));
            assert!(answer.json()["ends_in"].is_null());
        }
        assert_eq!(go_on::<Registration>(&browser).await, None);
        assert_eq!(browser.cookie(), "");
        browser.advance(&ChooseAudience { audience: Audience::Patient }).await.unwrap();
        assert_eq!(ends_in::<Registration>(&browser).await, Some(HOUR));
        browser.advance(&BackToStart {}).await.unwrap();
        assert_eq!(ends_in::<Registration>(&browser).await, None, "at the beginning");
    }

    async fn nobody_else_goes_on_with_a_journey(app: TestApp) {
        let browser = typing(&app).await;
        app.advance_seconds(3500);
        let stranger = app.browser();
        assert_eq!(go_on::<Registration>(&stranger).await, None);
        assert_eq!(ends_in::<Registration>(&browser).await, Some(100));
    }

    async fn a_journey_does_not_outlive_the_visit_it_hangs_on(app: TestApp) {
        let browser = typing(&app).await;
        for _ in 0..24 {
            app.advance_seconds(3500);
            go_on::<Registration>(&browser).await;
        }
        assert_eq!(ends_in::<Registration>(&browser).await, Some(86_400 - 24 * 3500));
        app.advance_seconds(2400);
        assert_eq!(go_on::<Registration>(&browser).await, None);
    }

    async fn a_set_up_goes_on_without_a_fresh_proof_but_not_without_its_session(app: TestApp) {
        let browser = patient(&app).await;
        set_up(&browser, FactorKind::App).await;
        app.advance_seconds(700);
        assert_eq!(ends_in::<TwoStep>(&browser).await, Some(2900));
        assert_eq!(go_on::<TwoStep>(&browser).await, Some(HOUR));
        browser.post("/api/session/sign-out", &serde_json::json!({})).await;
        assert_eq!(look::<TwoStep>(&browser).await.status, 401);
        assert_eq!(browser.post(TwoStep::TIME, &serde_json::json!({})).await.status, 401);
    }
}
