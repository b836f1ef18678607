//! The policy: its figures are applied, a method that is not good enough opens nothing else, two
//! administrators decide where that is required, and a person may get an exception.

mod decided;
pub(super) mod endings;

use serde_json::{Value as Json, json};
use vestibule_shared::{
    account::GetSession,
    factor::{Duty, FactorKind},
    policy::{CallMode, Figure, Grade, Least, Policy, Value},
    problem::Code,
    registration::{Activate, Capacity, Registration, Step as Registering},
    security::{GetSecurity, RenewRecoveryCodes},
    sign_in,
    staff::Role,
    text::PasswordPreset,
    two_step::{self, TwoStep},
};

use super::{
    desk::{active, ask},
    endings::{enforce, sunset},
    staff::{account, staff, staff_of},
};
use crate::tests::{
    app::{Browser, PASSWORD, TestApp, activation, codes, on_each_engine},
    helpers::{EMAIL, app_code, choose, doctor, enrol_app, enrol_sms, entered, patient},
};

const NORA: &str = "85073003328";
const DOCTOR: &str = "dokter@example.be";

fn with(app: &TestApp, figures: &[(Value, u32)]) -> Policy {
    let figures = figures.iter().map(|(value, is)| Figure { value: *value, is: *is }).collect();
    Policy { figures, ..(*app.app.policies.policy()).clone() }
}

fn change(policy: &Policy, replaces: u32) -> Json {
    json!({ "policy": policy, "replaces": replaces, "reason": "decided by the board" })
}

async fn duty(browser: &Browser) -> Duty {
    browser.call::<GetSession>().await.unwrap().signed_in.unwrap().duty
}

/// What a wrong second step answers.
async fn knocked(app: &TestApp, code: &str) -> Option<Code> {
    entered(app, code).await.err().map(|problem| codes(&problem)[0])
}

/// Two administrators, and a policy that needs both.
pub(in crate::tests) async fn two_administrators(app: &TestApp) -> (Browser, Browser, Policy) {
    let one = staff(app, Role::Administrator).await;
    let policy = Policy { four_eyes: true, ..(*app.app.policies.policy()).clone() };
    let alone = one.post("/api/policy", &change(&policy, 0)).await;
    assert_eq!(alone.json()["code"], "policy_invalid", "one administrator cannot be two");
    let two = staff_of(app, "bram@example.be", "93051822361", Role::Administrator).await;
    assert_eq!(two.post("/api/policy", &change(&policy, 0)).await.json()["version"], 1);
    // The first one's proof is old by now.
    let one = again(app, EMAIL).await;
    (one, two, policy)
}

/// Signs a person in again whose proof is too old by now.
pub(in crate::tests) async fn again(app: &TestApp, email: &str) -> Browser {
    let id = account(app, email).await;
    let mut tx = app.app.db.read().await.unwrap();
    let factors = crate::service::factors::list(&app.app, &mut tx, &id).await.unwrap();
    drop(tx);
    app.advance_seconds(31);
    let crate::service::factors::Secret::App(key) = &factors[0].secret else { panic!() };
    let browser = app.browser();
    let enter = sign_in::EnterPassword { email: email.into(), password: PASSWORD.into() };
    browser.advance(&enter).await.unwrap();
    choose(&browser, FactorKind::App).await;
    let code = app_code(app, key);
    browser.advance(&sign_in::SubmitCode { code, remember: false }).await.unwrap();
    browser
}

on_each_engine! {
    async fn r10_an_account_is_locked_after_as_many_wrong_codes_as_the_policy_says(app: TestApp) {
        enforce(&app, &with(&app, &[(Value::ActivationTries, 3)])).await;
        let browser = app.browser();
        app.register(&browser, &app.card(NORA), "noor@example.be").await;
        let right: u32 = app.last_code().parse().unwrap();
        let guess = |n: u32| activation(&format!("{:06}", (right + n) % 1_000_000));
        for n in 1..3 {
            let refused = browser.advance(&guess(n)).await.unwrap_err();
            assert_eq!(codes(&refused), [Code::CodeWrong]);
        }
        browser.advance(&guess(3)).await.unwrap_err();
        assert!(matches!(browser.current::<Registration>().await, Registering::Locked(_)));
    }

    async fn sessions_last_as_long_as_the_policy_says(app: TestApp) {
        let figures = [(Value::Idle, 10), (Value::Session, 2), (Value::Warning, 60)];
        enforce(&app, &with(&app, &figures)).await;
        let browser = patient(&app).await;
        let seen = browser.call::<GetSession>().await.unwrap().signed_in.unwrap();
        assert_eq!((seen.expires_in, seen.ends_in, seen.warn_before), (600, 7200, 60));
        app.advance_seconds(601);
        assert!(browser.call::<GetSession>().await.unwrap().signed_in.is_none());
    }

    async fn m2_wrong_codes_of_a_method_rest_as_the_policy_says(app: TestApp) {
        let browser = patient(&app).await;
        let key = enrol_app(&app, &browser).await;
        enforce(&app, &with(&app, &[(Value::CodeTries, 3), (Value::Rest, 5)])).await;
        app.advance_seconds(31);
        for n in 1..=3 {
            assert_eq!(knocked(&app, "000000").await, Some(Code::CodeWrong), "try {n}");
        }
        assert_eq!(knocked(&app, "000000").await, Some(Code::StepRests));
        app.advance_seconds(299);
        assert_eq!(knocked(&app, &app_code(&app, &key)).await, Some(Code::StepRests));
        app.advance_seconds(31);
        assert!(entered(&app, &app_code(&app, &key)).await.is_ok());
    }

    async fn codes_passwords_and_calls_follow_the_policy(app: TestApp) {
        let policy = Policy {
            password: PasswordPreset::Nist,
            call: CallMode::DigitOnScreen,
            ..with(&app, &[(Value::RecoveryCodes, 6), (Value::RecoveryCodesLow, 5), (Value::CodeLife, 300)])
        };
        let browser = patient(&app).await;
        enrol_app(&app, &browser).await;
        enforce(&app, &policy).await;
        let config = browser.send(Browser::request("GET", "/api/config", axum::body::Body::empty())).await;
        assert_eq!(config.json()["password"], "nist");
        let made = ask::<RenewRecoveryCodes>(&browser, &vestibule_shared::api::Nothing {}).await.unwrap();
        assert_eq!(made.codes.len(), 6);
        assert_eq!(browser.call::<GetSecurity>().await.unwrap().recovery_few, 5);
        app.advance_seconds(600);
        let new = app.browser();
        app.register(&new, &app.card("93051822361"), "bram@example.be").await;
        let Registering::Activate(step) = new.current::<Registration>().await else { panic!() };
        assert_eq!(step.sent.expires_in, 300);
        let short = "fietspad 7".to_owned();
        let activate = Activate { code: app.last_code(), password: short.clone(), confirmation: short };
        let refused = new.advance(&activate).await.unwrap_err();
        assert_eq!(codes(&refused), [Code::PasswordTooShort], "15 characters at least");
    }

    async fn a_method_that_is_not_good_enough_opens_nothing_but_setting_up_another(app: TestApp) {
        let browser = doctor(&app).await;
        enrol_app(&app, &browser).await;
        let least = vec![Least { capacity: Capacity::Doctor, grade: Grade::PhishingResistant }];
        enforce(&app, &Policy { least, ..with(&app, &[]) }).await;
        assert_eq!(duty(&browser).await, Duty::Ended {});
        let two_step::Step::Choose(offered) = browser.current::<TwoStep>().await else { panic!() };
        assert!(offered.offers.iter().all(|offer| Grade::of(offer.kind) == Grade::PhishingResistant), "{offered:?}");
        assert!(!offered.offers.is_empty());
    }

    async fn p9_the_card_counts_as_much_as_the_policy_says(app: TestApp) {
        assert!(app.app.card_is_enough());
        enforce(&app, &Policy { card_is_second_factor: false, ..with(&app, &[]) }).await;
        assert!(!app.app.card_is_enough());
    }

    async fn a_figure_out_of_bounds_or_said_twice_is_refused(app: TestApp) {
        let admin = staff(&app, Role::Administrator).await;
        let figure = |is| Figure { value: Value::CodeTries, is };
        let days = |notice_days: Vec<u32>| Policy { notice_days, ..with(&app, &[]) };
        for wrong in [
            Policy { figures: vec![figure(0)], ..with(&app, &[]) },
            Policy { figures: vec![figure(1000)], ..with(&app, &[]) },
            Policy { figures: vec![figure(4), figure(6)], ..with(&app, &[]) },
            days(vec![7, 14]),
            days(vec![0]),
            days((1..=11).rev().collect()),
        ] {
            let answer = admin.post("/api/policy", &change(&wrong, 0)).await;
            assert_eq!(answer.json()["code"], "policy_invalid", "{wrong:?}");
        }
    }

    async fn where_two_decide_one_asks_and_another_agrees(app: TestApp) {
        let (one, two, policy) = two_administrators(&app).await;
        let new = Policy { remember_days: 3, ..policy.clone() };
        let asked = one.post("/api/policy", &change(&new, 1)).await.json();
        assert_eq!((asked["version"].as_u64(), asked["proposals"].as_array().unwrap().len()), (Some(1), 1));
        assert_eq!(asked["proposals"][0]["is_yours"], true);
        let id = asked["proposals"][0]["id"].clone();
        let decide = |agrees: bool| json!({ "id": id, "agrees": agrees, "reason": "looked at it" });
        let own = one.post("/api/policy/decide", &decide(true)).await;
        assert_eq!(own.json()["code"], "not_yours");
        assert_eq!(app.app.policies.policy().remember_days, 30);
        let agreed = two.post("/api/policy/decide", &decide(true)).await.json();
        assert_eq!((agreed["version"].as_u64(), agreed["proposals"].as_array().unwrap().len()), (Some(2), 0), "{agreed}");
        assert_eq!(app.app.policies.policy().remember_days, 3);
        let late = two.post("/api/policy/decide", &decide(false)).await;
        assert_eq!(late.json()["code"], "nothing_to_do");

        // Taking four eyes away needs four eyes, and who asked may take it back.
        let alone = Policy { four_eyes: false, ..new };
        let asked = one.post("/api/policy", &change(&alone, 2)).await.json();
        let back = json!({ "id": asked["proposals"][0]["id"], "agrees": false, "reason": "a mistake" });
        assert_eq!(one.post("/api/policy/decide", &back).await.status, 200);
        assert!(app.app.policies.policy().four_eyes);
        let rows = two.post("/api/trail", &json!({ "event": "policy." })).await.json()["rows"].clone();
        let events: Vec<_> = rows.as_array().unwrap().iter().map(|row| row["event"].as_str().unwrap()).collect();
        assert_eq!(events, ["policy.declined", "policy.proposed", "policy.changed", "policy.proposed", "policy.changed"]);
    }

    async fn where_two_decide_nobody_makes_an_administrator_alone(app: TestApp) {
        two_administrators(&app).await;
        active(&app, 3, "Specimen").await;
        let (one, two) = (again(&app, EMAIL).await, again(&app, "bram@example.be").await);
        let grant = |role: &str| json!({ "email": "person3@example.be", "role": role, "reason": "she takes over" });
        assert_eq!(one.post("/api/staff/grant", &grant("auditor")).await.status, 200);
        let people = one.post("/api/staff/grant", &grant("administrator")).await.json();
        assert_eq!(people["people"].as_array().unwrap().iter().filter(|it| it["role"] == "administrator").count(), 2);
        let waits = two.send(Browser::request("GET", "/api/policy", axum::body::Body::empty())).await.json();
        let id = waits["proposals"][0]["id"].clone();
        let agree = json!({ "id": id, "agrees": true, "reason": "I know her" });
        let at_once = [&two, &two, &two].map(|browser| browser.post("/api/policy/decide", &agree));
        let [a, b, c] = at_once;
        let (a, b, c) = tokio::join!(a, b, c);
        let done = [a.status, b.status, c.status].iter().filter(|status| **status == 200).count();
        assert_eq!(done, 1);
        let people = two.send(Browser::request("GET", "/api/staff", axum::body::Body::empty())).await.json();
        assert_eq!(people["people"].as_array().unwrap().iter().filter(|it| it["role"] == "administrator").count(), 3);
    }

    async fn p11_an_administrator_lets_a_person_use_a_method_longer_and_ends_that(app: TestApp) {
        let browser = doctor(&app).await;
        enrol_sms(&app, &browser, None).await;
        let id = account(&app, DOCTOR).await;
        enforce(&app, &sunset(&app)).await;
        app.advance_seconds(92 * 86_400);
        assert_eq!(duty(&super::endings::by_sms(&app, DOCTOR).await).await, Duty::Ended {});
        let admin = staff_of(&app, "bram@example.be", "93051822361", Role::Administrator).await;
        let put = |last_day: Json| json!({ "account": id.0, "method": "sms", "last_day": last_day, "reason": "no phone yet" });
        for far in ["2026-01-01", "2029-01-01"] {
            let refused = admin.post("/api/desk/exception", &put(json!(far))).await;
            assert_eq!(refused.json()["code"], "policy_invalid", "{far}");
        }
        let page = admin.post("/api/desk/exception", &put(json!("2026-07-01"))).await.json();
        assert_eq!(page["exceptions"], json!([{ "method": "sms", "last_day": "2026-07-01" }]));
        let own = json!({ "account": account(&app, "bram@example.be").await.0, "method": "app", "reason": "me too" });
        assert_eq!(admin.post("/api/desk/exception", &own).await.json()["code"], "not_yours");
        app.advance_seconds(120);
        assert_eq!(duty(&super::endings::by_sms(&app, DOCTOR).await).await, Duty::Done {});
        assert!(app.mails().iter().any(|mail| mail == "help_exception_given"));
        let page = admin.post("/api/desk/exception", &put(Json::Null)).await.json();
        assert_eq!(page["exceptions"], json!([]));
        let nothing = admin.post("/api/desk/exception", &put(Json::Null)).await;
        assert_eq!(nothing.json()["code"], "nothing_to_do");
        app.advance_seconds(120);
        assert_eq!(duty(&super::endings::by_sms(&app, DOCTOR).await).await, Duty::Ended {});
    }
}
