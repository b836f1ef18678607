//! The end of a method (P1-P3, P11): up to the last day, the day after, for whom with what, and the mails before.

use serde_json::json;
use vestibule_shared::{
    account::GetSession,
    factor::{Duty, FactorKind},
    policy::{Day, MethodRule, Policy, PolicyView},
    problem::Code,
    registration::Capacity,
    sign_in::{self, SignIn, Step},
    staff::Role,
    two_step::{self, TwoStep},
};

use crate::{
    db,
    service::{audit::By, endings, policy},
    tests::{
        app::{Answer, Browser, TestApp, on_each_engine},
        helpers::{EMAIL, at_choice, choose, doctor, enrol_app, enrol_sms, patient},
        staff::account,
    },
};

const DOCTOR: &str = "dokter@example.be";
const DAY: i64 = 86_400;

fn day(text: &str) -> Day {
    Day::try_from(text.to_owned()).unwrap()
}

/// The tests begin on 2 March 2026; text messages end on the 31st of May, 90 days later.
pub(in crate::tests) fn sunset(app: &TestApp) -> Policy {
    let rule = MethodRule {
        method: FactorKind::Sms,
        capacity: None,
        discouraged_from: None,
        last_day: Some(day("2026-05-31")),
        removed_from: None,
    };
    Policy { methods: vec![rule], ..(*app.app.policies.policy()).clone() }
}

/// Puts a policy in force behind everybody's back.
pub(in crate::tests) async fn enforce(app: &TestApp, new: &Policy) {
    let mut tx = app.app.db.write().await.unwrap();
    let replaces = app.app.policies.held().version;
    let by = vestibule_shared::id::AccountId("somebody".into());
    let by = By { staff: &by, reason: "decided" };
    policy::change(&app.app, &mut tx, (new, replaces), by).await.unwrap();
    tx.commit().await.unwrap();
    app.app.refresh_policy().await.unwrap();
}

async fn duty(browser: &Browser) -> Duty {
    browser.call::<GetSession>().await.unwrap().signed_in.unwrap().duty
}

/// Signs in with password and the code of a text message.
pub(in crate::tests) async fn by_sms(app: &TestApp, email: &str) -> Browser {
    let browser = app.browser();
    let password = crate::tests::app::PASSWORD.into();
    browser.advance(&sign_in::EnterPassword { email: email.into(), password }).await.unwrap();
    choose(&browser, FactorKind::Sms).await;
    app.work().await;
    let code = app.last_code();
    browser.advance(&sign_in::SubmitCode { code, remember: false }).await.unwrap();
    browser
}

/// Notifies everybody concerned, and returns how many mails of that kind were sent so far.
async fn notified(app: &TestApp) -> usize {
    while endings::remind(&app.app).await.unwrap() {}
    app.work().await;
    app.mails().iter().filter(|purpose| *purpose == "method_ends").count()
}

on_each_engine! {
    async fn p5_everybody_can_read_which_methods_end_without_an_account(app: TestApp) {
        let stranger = app.browser();
        let answer = stranger.send(get("/api/method-ends")).await;
        assert_eq!((answer.status, answer.json()), (200, json!({ "ends": [] })));
        enforce(&app, &sunset(&app)).await;
        let read = async || stranger.send(get("/api/method-ends")).await;
        let line = |stage: &str| {
            let of = ["citizen", "doctor", "organisation"];
            json!({ "ends": [{ "kind": "sms", "of": of, "stage": stage, "last_day": "2026-05-31" }] })
        };
        assert_eq!(read().await.json(), line("ending"));
        app.advance_seconds(91 * DAY);
        let answer = read().await;
        assert_eq!(answer.json(), line("enrol_only"));
        assert_eq!(kept(&answer), "public, max-age=60");
        assert!(!answer.headers.contains_key("set-cookie"));
        // Data about a person is not kept.
        assert_eq!(kept(&stranger.send(get("/api/session")).await), "no-store");
    }

    async fn p1_p3_a_doctor_with_messages_only_is_interrupted_after_the_last_day_and_never_at_a_wall(app: TestApp) {
        let browser = doctor(&app).await;
        enrol_sms(&app, &browser, None).await;
        enforce(&app, &sunset(&app)).await;
        let Duty::Ending { until } = duty(&browser).await else { panic!("{:?}", duty(&browser).await) };

        // The last hour of the last day, in Brussels.
        app.advance_seconds(i64::from(app.app.clock.now().seconds_until(until)) - 3600);
        let browser = by_sms(&app, DOCTOR).await;
        assert!(matches!(duty(&browser).await, Duty::Ending { .. }));
        assert_eq!(browser.send(get("/api/account")).await.status, 200);

        // The hour after: the session that lives is interrupted, and a new one begins as narrow.
        app.advance_seconds(3600);
        let browser = by_sms(&app, DOCTOR).await;
        assert_eq!(duty(&browser).await, Duty::Ended {});
        let refused = browser.send(get("/api/account")).await;
        assert_eq!((refused.status, refused.json()["code"].clone()), (403, json!("enrolment_required")));
        let two_step::Step::Choose(offered) = browser.current::<TwoStep>().await else { panic!() };
        assert!(offered.offers.iter().all(|offer| offer.kind != FactorKind::Sms), "{offered:?}");
        let back = browser.advance(&two_step::StartSetUp { kind: FactorKind::Sms }).await.unwrap_err();
        assert_eq!(back.code, Code::MethodUnavailable);
        let skip = browser.advance(&two_step::Skip {}).await.unwrap_err();
        assert_eq!(skip.code, Code::EnrolmentRequired);

        enrol_app(&app, &browser).await;
        assert_eq!(duty(&browser).await, Duty::Done {});
        assert_eq!(browser.send(get("/api/account")).await.status, 200);
    }

    async fn p2_who_set_another_one_up_before_is_not_interrupted_and_the_old_one_opens_nothing(app: TestApp) {
        let browser = doctor(&app).await;
        enrol_sms(&app, &browser, None).await;
        let sms = method_of(&app, DOCTOR, FactorKind::Sms).await;
        enrol_app(&app, &browser).await;
        enforce(&app, &sunset(&app)).await;
        assert_eq!(duty(&browser).await, Duty::Done {});
        assert_eq!(notified(&app).await, 0);
        app.advance_seconds(91 * DAY);
        let browser = app.browser();
        let password = crate::tests::app::PASSWORD.into();
        browser.advance(&sign_in::EnterPassword { email: DOCTOR.into(), password }).await.unwrap();
        // The only one that is left is asked for at once.
        assert!(matches!(browser.current::<SignIn>().await, Step::Prove(_)));
        let step = at_choice(&browser).await;
        assert_eq!(step.methods.iter().map(|it| it.kind).collect::<Vec<_>>(), [FactorKind::App]);
        let refused = browser.advance(&sign_in::ChooseMethod { method: sms }).await.unwrap_err();
        assert_eq!(refused.code, Code::MethodUnavailable, "asked for by its name");
    }

    async fn p3_a_patient_who_chose_messages_is_no_weaker_afterwards_and_activation_goes_on(app: TestApp) {
        let browser = patient(&app).await;
        enrol_sms(&app, &browser, None).await;
        enforce(&app, &sunset(&app)).await;
        app.advance_seconds(92 * DAY);
        let browser = by_sms(&app, EMAIL).await;
        assert_eq!(duty(&browser).await, Duty::Ended {});
        enrol_app(&app, &browser).await;
        assert_eq!(duty(&browser).await, Duty::Done {});
        app.advance_seconds(600);
        // P11: the message that activates an account is another thing.
        app.activated(&app.browser(), &app.card("93051822361"), "bram@example.be").await;
    }

    async fn p11_each_notice_goes_out_once_whatever_restarts_and_only_to_whom_it_concerns(app: TestApp) {
        let browser = doctor(&app).await;
        enrol_sms(&app, &browser, None).await;
        enforce(&app, &sunset(&app)).await;
        let mut seen = vec![];
        for day in 0..95 {
            // Twice a day, and two processes at the same time.
            let (one, two) = tokio::join!(endings::remind(&app.app), endings::remind(&app.app));
            one.unwrap();
            two.unwrap();
            seen.push((day, notified(&app).await));
            app.advance_seconds(DAY);
        }
        let steps: Vec<i32> =
            seen.windows(2).filter(|pair| pair[1].1 > pair[0].1).map(|pair| pair[1].0).collect();
        assert_eq!(steps, [30, 60, 76, 83, 89], "60, 30, 14, 7 and 1 days before the 90th");
        assert_eq!(seen.last().unwrap().1, 5);
        let mails = app.mail.lock().unwrap();
        let mail = mails.iter().find(|mail| mail.purpose == "method_ends").unwrap();
        assert!(mail.text.contains("http://localhost:8080/account/two-step\n"), "{}", mail.text);
    }

    async fn p11_an_exception_lasts_as_long_as_it_says(app: TestApp) {
        let browser = doctor(&app).await;
        enrol_sms(&app, &browser, None).await;
        enforce(&app, &sunset(&app)).await;
        let id = account(&app, DOCTOR).await;
        let mut tx = app.app.db.write().await.unwrap();
        let until = app.app.clock.now().plus_seconds(120 * DAY);
        db::policies::put_exception(&mut tx, (&id, "sms"), until, "somebody").await.unwrap();
        tx.commit().await.unwrap();
        app.advance_seconds(100 * DAY);
        let browser = by_sms(&app, DOCTOR).await;
        assert_eq!(duty(&browser).await, Duty::Done {});
        app.advance_seconds(21 * DAY);
        let browser = by_sms(&app, DOCTOR).await;
        assert_eq!(duty(&browser).await, Duty::Ended {});
    }

    async fn a_method_that_is_removed_is_not_offered_and_the_card_still_opens(app: TestApp) {
        let browser = doctor(&app).await;
        enrol_sms(&app, &browser, None).await;
        let mut gone = sunset(&app);
        gone.methods[0].removed_from = Some(day("2026-06-15"));
        enforce(&app, &gone).await;
        app.advance_seconds(110 * DAY);
        let browser = app.browser();
        let password = crate::tests::app::PASSWORD.into();
        browser.advance(&sign_in::EnterPassword { email: DOCTOR.into(), password }).await.unwrap();
        let Step::Choose(step) = browser.current::<SignIn>().await else { panic!() };
        assert_eq!((step.methods.len(), step.card), (0, true), "the card, and the help desk");
    }

    async fn an_administrator_sees_whom_a_policy_would_hit_before_it_is_in_force(app: TestApp) {
        let browser = doctor(&app).await;
        enrol_sms(&app, &browser, None).await;
        let admin = crate::tests::staff::staff_of(&app, "bram@example.be", "93051822361", Role::Administrator).await;
        let mut harsh = sunset(&app);
        harsh.methods[0].last_day = Some(day("2026-03-01"));
        harsh.two_step_required_for = vec![Capacity::Doctor, Capacity::Citizen];
        let tried = admin.post("/api/policy/try", &json!(harsh)).await.json();
        let said = |name: &str| tried[name].as_u64().unwrap();
        assert_eq!((said("people"), said("must_act"), said("doctors"), said("without_any")), (2, 1, 1, 0), "{tried}");
        let change = |policy: &Policy, replaces: u32| json!({ "policy": policy, "replaces": replaces, "reason": "by law" });
        let mut wall = harsh.clone();
        wall.methods = FactorKind::ALL
            .map(|method| MethodRule { method, ..harsh.methods[0].clone() })
            .to_vec();
        let refused = admin.post("/api/policy", &change(&wall, 0)).await;
        assert_eq!(refused.json()["code"], "policy_invalid");
        let done: PolicyView =
            serde_json::from_value(admin.post("/api/policy", &change(&harsh, 0)).await.json()).unwrap();
        assert_eq!((done.version, done.history.len(), &done.policy), (1, 1, &harsh));
        let late = admin.post("/api/policy", &change(&sunset(&app), 0)).await;
        assert_eq!(late.json()["code"], "conflict", "another one was quicker");
        let same = admin.post("/api/policy", &change(&harsh, 1)).await;
        assert_eq!(same.json()["code"], "nothing_to_do");
        let filter = json!({ "event": "policy." });
        let rows = admin.post("/api/trail", &filter).await.json()["rows"].clone();
        assert_eq!((rows[0]["detail"].as_str(), rows[0]["said"].as_str()), (Some("1"), Some("by law")));
    }
}

/// How long an answer may be kept.
fn kept(answer: &Answer) -> &str {
    answer.headers["cache-control"].to_str().unwrap()
}

fn get(path: &str) -> axum::extract::Request {
    Browser::request("GET", path, axum::body::Body::empty())
}

/// The method of this kind of an account.
async fn method_of(
    app: &TestApp,
    email: &str,
    kind: FactorKind,
) -> vestibule_shared::factor::FactorId {
    let id = account(app, email).await;
    let mut tx = app.app.db.read().await.unwrap();
    let all = crate::service::factors::list(&app.app, &mut tx, &id).await.unwrap();
    all.into_iter().find(|factor| factor.kind == kind).unwrap().id
}
