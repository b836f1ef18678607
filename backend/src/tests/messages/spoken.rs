//! What people are shown is true: why a flow is at another step, which figures apply, what time it
//! is.

use vestibule_shared::{
    account::GetSession,
    config::{GetConfig, PublicConfig},
    factor::FactorKind,
    policy::{Figure, Policy, Value},
    problem::{Code, Problem, Reason},
    registration::{
        Audience, ChooseAudience, ChooseMeans, ConfirmProfile, Means, Registration, Step,
    },
    sign_in,
};

use crate::{
    tests::{
        app::{Browser, TestApp, activation, details, on_each_engine},
        endings::enforce,
        helpers::{app_code, choose, enrol_app, enter, entered, patient},
    },
    worker::purge,
};

const NORA: &str = "85073003328";

fn figures(app: &TestApp, figures: &[(Value, u32)]) -> Policy {
    let figures = figures.iter().map(|(value, is)| Figure { value: *value, is: *is }).collect();
    Policy { figures, ..(*app.app.policies.policy()).clone() }
}

/// Why a move was made in vain, as the answer says it.
fn why<At>(problem: &Problem<At>) -> (Code, Option<Reason>) {
    (problem.code, problem.reason)
}

fn last_mail(app: &TestApp) -> String {
    app.mail.lock().unwrap().last().unwrap().text.clone()
}

async fn config(app: &TestApp) -> PublicConfig {
    app.browser().call::<GetConfig>().await.unwrap()
}

on_each_engine! {
    async fn a_browser_without_cookies_is_the_reason_and_not_another_tab(app: TestApp) {
        let browser = app.browser();
        browser.advance(&ChooseAudience { audience: Audience::Patient }).await.unwrap();
        browser.forget("__Host-visit");
        let refused = browser.advance(&ChooseMeans { means: Means::Eid }).await.unwrap_err();
        assert_eq!(why(&refused), (Code::WrongStep, Some(Reason::NoCookie)));
        assert!(matches!(refused.at, Some(Step::Start(_))));
    }

    async fn a_sign_in_says_whether_its_cookie_came_back(app: TestApp) {
        let browser = patient(&app).await;
        let seen = browser.call::<GetSession>().await.unwrap();
        assert!(seen.cookie && seen.signed_in.is_some());
        browser.forget("__Host-session");
        let seen = browser.call::<GetSession>().await.unwrap();
        assert!(!seen.cookie && seen.signed_in.is_none());
    }

    async fn an_idle_flow_says_that_its_time_is_over(app: TestApp) {
        let browser = app.browser();
        browser.identify(&app.card(NORA), Audience::Patient).await.unwrap();
        browser.advance(&ConfirmProfile { capacity: vestibule_shared::registration::Capacity::Citizen }).await.unwrap();
        app.advance_seconds(3601);
        let late = browser.advance(&details("noor@example.be")).await.unwrap_err();
        assert_eq!(why(&late), (Code::WrongStep, Some(Reason::Over)));
        // What was in it is forgotten within the hour; that there was one, within a day.
        purge::purge(&app.app).await.unwrap();
        let empty = "select count(*) from flows where state_sealed = ''";
        assert_eq!(crate::tests::messages::count(&app.app.db, empty).await, 1);
        let later = browser.advance(&details("noor@example.be")).await.unwrap_err();
        assert_eq!(why(&later), (Code::WrongStep, Some(Reason::Over)));
        assert!(matches!(browser.current::<Registration>().await, Step::Start(_)));
        browser.advance(&ChooseAudience { audience: Audience::Patient }).await.unwrap();
        app.advance_seconds(86_401);
        purge::purge(&app.app).await.unwrap();
        assert_eq!(crate::tests::messages::count(&app.app.db, "select count(*) from flows").await, 0);
        let gone = browser.advance(&ChooseMeans { means: Means::Eid }).await.unwrap_err();
        assert_eq!(why(&gone), (Code::WrongStep, Some(Reason::Over)), "the visit is over as well");
    }

    async fn a_sign_in_that_was_left_half_way_says_that_its_time_is_over(app: TestApp) {
        let key = enrol_app(&app, &patient(&app).await).await;
        let browser = app.browser();
        enter(&browser).await.unwrap();
        choose(&browser, FactorKind::App).await;
        app.advance_seconds(16 * 60);
        let submit = sign_in::SubmitCode { code: app_code(&app, &key), remember: false };
        let late = browser.advance(&submit).await.unwrap_err();
        assert_eq!(why(&late), (Code::WrongStep, Some(Reason::Over)));
    }

    async fn a_flow_that_went_on_or_ended_in_another_tab_says_so(app: TestApp) {
        let browser = app.browser();
        let tab = browser.clone();
        let means = ChooseMeans { means: Means::Eid };
        browser.advance(&ChooseAudience { audience: Audience::Patient }).await.unwrap();
        tab.advance(&means).await.unwrap();
        let behind = browser.advance(&means).await.unwrap_err();
        assert_eq!(why(&behind), (Code::WrongStep, Some(Reason::Elsewhere)));
        tab.send(Browser::request("DELETE", "/api/registration", axum::body::Body::empty())).await;
        let ended = browser.advance(&means).await.unwrap_err();
        assert_eq!(why(&ended), (Code::WrongStep, Some(Reason::Elsewhere)));
    }

    async fn the_mail_of_a_locked_account_names_the_tries_that_the_policy_gives(app: TestApp) {
        enforce(&app, &figures(&app, &[(Value::ActivationTries, 3)])).await;
        let browser = app.browser();
        app.register(&browser, &app.card(NORA), "noor@example.be").await;
        let right: u32 = app.last_code().parse().unwrap();
        for n in 1..=3 {
            let guess = activation(&format!("{:06}", (right + n) % 1_000_000));
            browser.advance(&guess).await.unwrap_err();
        }
        app.work().await;
        let text = last_mail(&app);
        assert!(text.contains("3 keer een foute") && !text.contains("vijf"), "{text}");
    }

    async fn the_mail_of_a_step_that_rests_names_tries_and_minutes_and_the_time_here(app: TestApp) {
        enrol_app(&app, &patient(&app).await).await;
        enforce(&app, &figures(&app, &[(Value::CodeTries, 8), (Value::Rest, 60)])).await;
        app.advance_seconds(31);
        for _ in 1..=8 {
            assert!(entered(&app, "000000").await.is_err());
        }
        app.work().await;
        let text = last_mail(&app);
        assert!(text.contains("8 keer een foute code") && text.contains("60 minuten"), "{text}");
        // It began at 10:00 UTC: eleven o'clock in Brussels.
        assert!(text.contains("2 maart 2026 om 11.0") && !text.contains("UTC"), "{text}");
    }

    async fn pages_are_given_the_figures_in_force(app: TestApp) {
        let policy = Policy {
            notice_days: vec![45, 3],
            snooze_days: 4,
            ..figures(&app, &[(Value::ActivationTries, 3), (Value::RecoveryCodes, 16), (Value::ResetWait, 72)])
        };
        enforce(&app, &policy).await;
        let config = config(&app).await;
        for (name, value) in [
            ("activation_tries", "3"),
            ("code_tries", "5"),
            ("rest_minutes", "15"),
            ("recovery_codes", "16"),
            ("reset_hours", "72"),
            ("snooze_days", "4"),
            ("notice_days", "45, 3"),
            ("time_zone", "Europe/Brussels"),
        ] {
            assert!(config.figures.contains(&format!("{name}={value}")), "{name}");
        }
    }
}
