//! M1, M2, M6, M7, M9: setting second factors up and signing in with them; nothing else gets in.

mod calls;
mod keys;
mod lasting;

use serde_json::json;
use vestibule_shared::{
    account::{GetAccount, GetSession, Strength},
    api::Endpoint as _,
    call::CallState,
    factor::{Duty, FactorChallenge, FactorKind, SetUp},
    problem::Code,
    security::{BeginConfirm, GetActivity, GetKnownKeys, GetSecurity, Happened, SecurityView},
    sign_in::{self as sign_in, SignIn, Step},
    two_step::{self as two_step, TwoStep},
};

use super::helpers::{
    EMAIL, Key, answer_call, app_code, at_choice, choose, doctor, enrol_app, enrol_key, enrol_sms,
    enter, entered, finish, patient, set_up,
};
use crate::{
    app::webauthn::tests::soft::{BACKED_UP, BACKUP_ELIGIBLE, Draft},
    domain::totp::Authenticator,
    http::api::Auth,
    tests::app::{Browser, PASSWORD, TestApp, codes, on_each_engine},
};

/// What the app shows on a phone whose clock is so many seconds ahead.
fn fast_code(app: &TestApp, key: &str, seconds: i64) -> String {
    let key = Authenticator::stored(&key.replace(' ', "")).unwrap();
    key.code_at(app.app.clock.now().plus_seconds(seconds))
}

async fn strength(browser: &Browser) -> Strength {
    browser.call::<GetSession>().await.unwrap().signed_in.unwrap().strength
}

on_each_engine! {
    async fn m6_an_app_counts_only_after_its_first_code(app: TestApp) {
        let browser = patient(&app).await;
        let key = set_up(&browser, FactorKind::App).await;
        let SetUp::App { key, uri, qr } = key else { panic!() };
        assert!(uri.starts_with("otpauth://totp/Vestibule:lotte%40example.be?secret="), "{uri}");
        assert!(uri.contains(&key.replace(' ', "")) && qr.rows.len() > 20);
        let page = browser.call::<GetSecurity>().await.unwrap();
        assert!(page.methods.is_empty(), "not before its proof");
        let wrong = two_step::SubmitCode { code: "000000".into() };
        let problem = browser.advance(&wrong).await.unwrap_err();
        assert_eq!(codes(&problem), [Code::CodeWrong]);
        let code = app_code(&app, &key);
        let step = browser.advance(&two_step::SubmitCode { code }).await.unwrap();
        assert!(matches!(step, two_step::Step::Name(_)), "{step:?}");
        assert_eq!(strength(&browser).await, Strength::TwoStep, "the session proved it");
        let step = browser.advance(&two_step::SetName { name: " My  phone ".into() }).await.unwrap();
        assert!(matches!(step, two_step::Step::More(_)), "a second one is offered");
        let two_step::Step::Codes(shown) = browser.advance(&two_step::Enough {}).await.unwrap()
        else { panic!() };
        assert_eq!(shown.codes.len(), 10);
        let again = browser.current::<TwoStep>().await;
        assert_eq!(again, two_step::Step::Codes(shown), "a reload loses nothing");
        browser.advance(&two_step::KeptCodes {}).await.unwrap();
        let page = browser.call::<GetSecurity>().await.unwrap();
        assert_eq!(page.methods[0].name, "My phone");
        assert_eq!((page.recovery_left, page.duty), (Some(10), Duty::Done {}));
    }

    async fn m2_s8_a_right_password_alone_is_nobody_once_there_is_a_factor(app: TestApp) {
        let browser = patient(&app).await;
        enrol_app(&app, &browser).await;
        let other = app.browser();
        assert!(matches!(enter(&other).await.unwrap(), Step::Prove(_)));
        assert!(other.call::<GetSession>().await.unwrap().signed_in.is_none());
        for path in [GetAccount::PATH, GetSecurity::PATH, "/api/account/two-step"] {
            let answer = other.send(Browser::request("GET", path, axum::body::Body::empty())).await;
            assert_eq!(answer.status, 401, "{path}");
        }
    }

    async fn m7_a_password_and_the_code_of_an_app_sign_in(app: TestApp) {
        let browser = patient(&app).await;
        let key = enrol_app(&app, &browser).await;
        app.advance_seconds(60);
        let other = app.browser();
        enter(&other).await.unwrap();
        let Step::Prove(step) = choose(&other, FactorKind::App).await else { panic!() };
        assert_eq!((step.asked, step.remember_days), (FactorChallenge::App {}, Some(30)));
        let code = app_code(&app, &key);
        let spaced = format!(" {} {}", &code[..3], &code[3..]);
        let submit = sign_in::SubmitCode { code: spaced, remember: false };
        assert_eq!(other.advance(&submit).await.unwrap(), Step::Entered(sign_in::EnteredStep {}));
        assert_eq!(strength(&other).await, Strength::TwoStep);
        assert!(other.call::<GetSecurity>().await.unwrap().methods[0].used_at.is_some());
    }

    async fn m7_the_only_method_is_asked_for_at_once_and_the_others_stay_one_press_away(app: TestApp) {
        let browser = patient(&app).await;
        let mut key = Key::new();
        enrol_key(&browser, FactorKind::SecurityKey, &mut key).await;
        let other = app.browser();
        let Step::Prove(step) = enter(&other).await.unwrap() else { panic!() };
        assert_eq!(step.method.unwrap().kind, FactorKind::SecurityKey);
        assert!(matches!(step.asked, FactorChallenge::Key { .. }));
        let choice = at_choice(&other).await;
        assert_eq!((choice.methods.len(), choice.recovery, choice.card), (1, true, true));
        // The same for a person who is signed in, and changes something.
        browser.call::<BeginConfirm>().await.unwrap();
        let Step::Prove(step) = browser.current::<SignIn>().await else { panic!() };
        assert_eq!(step.purpose, sign_in::Purpose::Confirm);
        let FactorChallenge::Key { options } = step.asked else { panic!() };
        let credential = key.soft.get(&options);
        browser.advance(&sign_in::SubmitKey { credential, remember: false }).await.unwrap();
        // With two there is something to choose.
        enrol_app(&app, &browser).await;
        assert!(matches!(enter(&app.browser()).await.unwrap(), Step::Choose(_)));
    }

    async fn c4_the_only_method_sends_no_message_before_the_person_asks_for_it(app: TestApp) {
        let browser = patient(&app).await;
        enrol_sms(&app, &browser, None).await;
        app.advance_seconds(61);
        app.work().await;
        let sent = "select count(*) from outbox where channel = 'sms'";
        let before = crate::tests::messages::count(&app.app.db, sent).await;
        let other = app.browser();
        let Step::Choose(step) = enter(&other).await.unwrap() else { panic!() };
        browser.call::<BeginConfirm>().await.unwrap();
        assert!(matches!(browser.current::<SignIn>().await, Step::Choose(_)));
        assert_eq!(step.methods.len(), 1);
        assert_eq!(crate::tests::messages::count(&app.app.db, sent).await, before);
        choose(&other, FactorKind::Sms).await;
        assert_eq!(crate::tests::messages::count(&app.app.db, sent).await, before + 1);
    }

    async fn the_set_up_says_how_it_ends_and_what_the_person_has_then(app: TestApp) {
        let browser = patient(&app).await;
        let two_step::Step::Choose(step) = browser.current::<TwoStep>().await else { panic!() };
        assert!(step.codes_follow, "there are none yet");
        let SetUp::App { key, .. } = set_up(&browser, FactorKind::App).await else { panic!() };
        browser.advance(&two_step::SubmitCode { code: app_code(&app, &key) }).await.unwrap();
        browser.advance(&two_step::SetName { name: "Mijn gsm".into() }).await.unwrap();
        let two_step::Step::Codes(step) = browser.advance(&two_step::Enough {}).await.unwrap()
        else { panic!() };
        assert_eq!(step.user_name, EMAIL, "for the sheet of paper");
        let two_step::Step::Done(step) = browser.advance(&two_step::KeptCodes {}).await.unwrap()
        else { panic!() };
        assert_eq!((step.methods[0].name.as_str(), step.codes_left), ("Mijn gsm", Some(10)));
        let two_step::Step::Choose(step) = browser.current::<TwoStep>().await else { panic!() };
        assert!(!step.codes_follow, "a second method has its codes already");
    }

    async fn the_activity_names_the_method_and_leaves_out_the_language(app: TestApp) {
        let browser = patient(&app).await;
        enrol_app(&app, &browser).await;
        browser.post("/api/account/language", &json!({ "language": "de" })).await;
        let entries = browser.call::<GetActivity>().await.unwrap().entries;
        let named: Vec<_> = entries.iter().filter_map(|it| Some((it.what, it.method?))).collect();
        assert_eq!(named, [(Happened::MethodAdded, FactorKind::App)]);
        let noted = "select count(*) from audit where event = 'account.language_changed'";
        assert_eq!(crate::tests::messages::count(&app.app.db, noted).await, 1, "for the auditor only");
        let page = serde_json::to_string(&entries).unwrap();
        assert!(!page.contains("language"), "{page}");
    }

    async fn m7_ux17_methods_are_ranked_and_the_preferred_last_used_or_strongest_is_first(app: TestApp) {
        let browser = patient(&app).await;
        enrol_sms(&app, &browser, None).await;
        enrol_app(&app, &browser).await;
        let ask = async || {
            let other = app.browser();
            let Step::Choose(step) = enter(&other).await.unwrap() else { panic!() };
            let kinds: Vec<FactorKind> = step.methods.iter().map(|method| method.kind).collect();
            assert_eq!(kinds, [FactorKind::App, FactorKind::Sms], "the strongest is on top");
            let first = step.methods.into_iter().filter(|method| method.preferred);
            let [first] = <[_; 1]>::try_from(first.collect::<Vec<_>>()).unwrap();
            (other, first)
        };
        let (other, strongest) = ask().await;
        assert_eq!(strongest.kind, FactorKind::App);
        app.advance_seconds(61);
        choose(&other, FactorKind::Sms).await;
        app.work().await;
        let code = app.last_code();
        other.advance(&sign_in::SubmitCode { code, remember: false }).await.unwrap();
        assert_eq!(ask().await.1.kind, FactorKind::Sms, "the last used");
        let wish = json!({ "method": strongest.id });
        assert_eq!(other.post("/api/account/methods/prefer", &wish).await.status, 200);
        assert_eq!(ask().await.1.kind, FactorKind::App, "the preferred");
    }

    async fn s4_a_code_of_an_app_is_refused_in_its_own_and_in_the_next_step(app: TestApp) {
        let browser = patient(&app).await;
        let key = enrol_app(&app, &browser).await;
        app.advance_seconds(60);
        let code = app_code(&app, &key);
        entered(&app, &code).await.unwrap();
        for seconds in [0, 30] {
            app.advance_seconds(seconds);
            let problem = entered(&app, &code).await.unwrap_err();
            assert_eq!(codes(&problem), [Code::CodeUsed]);
        }
        app.advance_seconds(30);
        let problem = entered(&app, &code).await.unwrap_err();
        assert_eq!(codes(&problem), [Code::CodeWrong], "long over");
        let fresh = app_code(&app, &key);
        entered(&app, &fresh).await.unwrap();
    }

    async fn a_phone_whose_clock_runs_fast_sets_its_app_up_and_signs_in(app: TestApp) {
        let browser = patient(&app).await;
        let SetUp::App { key, .. } = set_up(&browser, FactorKind::App).await else { panic!() };
        let code = |seconds| fast_code(&app, &key, seconds);
        let problem = browser.advance(&two_step::SubmitCode { code: code(60) }).await.unwrap_err();
        assert_eq!(codes(&problem), [Code::CodeWrong], "two steps are too many");
        browser.advance(&two_step::SubmitCode { code: code(30) }).await.unwrap();
        finish(&browser).await;
        let next = code(60);
        assert_eq!(codes(&entered(&app, &code(0)).await.unwrap_err()), [Code::CodeUsed], "overtaken");
        assert_eq!(codes(&entered(&app, &code(30)).await.unwrap_err()), [Code::CodeUsed]);
        app.advance_seconds(30);
        entered(&app, &next).await.unwrap();
        // Each step once, and none before it: neither that code nor the one of the present step.
        for used in [fast_code(&app, &key, 30), fast_code(&app, &key, 0)] {
            assert_eq!(codes(&entered(&app, &used).await.unwrap_err()), [Code::CodeUsed]);
        }
        app.advance_seconds(30);
        let problem = entered(&app, &next).await.unwrap_err();
        assert_eq!(codes(&problem), [Code::CodeUsed], "also when its own step has come");
        app.advance_seconds(30);
        entered(&app, &fast_code(&app, &key, 0)).await.unwrap();
    }

    async fn codes_by_text_message_enrol_and_sign_in_at_another_number(app: TestApp) {
        let browser = patient(&app).await;
        enrol_sms(&app, &browser, Some("0470 65 43 21")).await;
        app.advance_seconds(31);
        let other = app.browser();
        enter(&other).await.unwrap();
        let Step::Prove(step) = choose(&other, FactorKind::Sms).await else { panic!() };
        let FactorChallenge::Sms { sent } = step.asked else { panic!() };
        assert_eq!(sent.phone_masked, "+32\u{a0}•••\u{a0}••\u{a0}••\u{a0}21");
        app.work().await;
        assert_eq!(app.sms.lock().unwrap().last().unwrap().to, "+32470654321");
        // Choosing it again within the half minute sends nothing new: the code is still good.
        other.advance(&sign_in::TryAnotherWay {}).await.unwrap();
        choose(&other, FactorKind::Sms).await;
        let submit = sign_in::SubmitCode { code: app.last_code(), remember: false };
        other.advance(&submit).await.unwrap();
    }

    async fn m8_a_call_counts_when_the_key_1_was_pressed_and_not_before(app: TestApp) {
        let browser = patient(&app).await;
        set_up(&browser, FactorKind::Call).await;
        browser.advance(&two_step::UseNumber { phone: None }).await.unwrap();
        app.work().await;
        let problem = browser.advance(&two_step::FinishCall {}).await.unwrap_err();
        assert_eq!(problem.code, Code::CallNotConfirmed);
        answer_call(&app, '1').await;
        let two_step::Step::SetUp(step) = browser.current::<TwoStep>().await else { panic!() };
        let SetUp::Call { call } = step.set_up else { panic!() };
        assert_eq!(call.state, CallState::Confirmed);
        browser.advance(&two_step::FinishCall {}).await.unwrap();
        app.advance_seconds(61);
        let other = app.browser();
        enter(&other).await.unwrap();
        choose(&other, FactorKind::Call).await;
        app.work().await;
        answer_call(&app, '9').await;
        let finish = sign_in::FinishCall { remember: false };
        let problem = other.advance(&finish).await.unwrap_err();
        assert_eq!(problem.code, Code::CallNotConfirmed, "\"this was not me\"");
    }

    async fn m9_a_doctor_without_a_factor_can_do_nothing_but_set_one_up(app: TestApp) {
        let browser = doctor(&app).await;
        let who = browser.call::<GetSession>().await.unwrap().signed_in.unwrap();
        assert_eq!(who.duty, Duty::Now {});
        let routes = crate::http::api().finish().described;
        for route in routes.iter().filter(|r| matches!(r.auth, Auth::Aal1 | Auth::Fresh)) {
            if route.path.starts_with("/api/account/two-step") || route.path.contains("sign-out") || route.path.ends_with("extend") {
                continue;
            }
            let method = route.method.to_uppercase();
            let request = Browser::request(&method, route.path, axum::body::Body::from("{}"));
            let answer = browser.send(request).await;
            assert_eq!(answer.json()["code"], "enrolment_required", "{}", route.path);
        }
        let problem = browser.advance(&two_step::Skip {}).await.unwrap_err();
        assert_eq!(problem.code, Code::EnrolmentRequired);
        let key = enrol_app(&app, &browser).await;
        assert!(browser.call::<GetAccount>().await.is_ok());
        app.advance_seconds(60);
        // From now on a password alone is nobody, and no browser is remembered.
        let other = app.browser();
        let with = sign_in::EnterPassword { email: "dokter@example.be".into(), password: PASSWORD.into() };
        other.advance(&with).await.unwrap();
        let Step::Prove(step) = choose(&other, FactorKind::App).await else { panic!() };
        assert_eq!(step.remember_days, None);
        let submit = sign_in::SubmitCode { code: app_code(&app, &key), remember: true };
        other.advance(&submit).await.unwrap();
        assert!(!other.cookie().contains("__Host-browser"));
    }

    async fn m9_the_last_method_of_a_doctor_cannot_be_removed_even_by_two_at_once(app: TestApp) {
        let browser = doctor(&app).await;
        enrol_app(&app, &browser).await;
        let mut key = Key::new();
        enrol_key(&browser, FactorKind::Passkey, &mut key).await;
        let page = browser.call::<GetSecurity>().await.unwrap();
        assert!(!page.can_remove_last);
        let removals = page.methods.iter().map(|method| {
            let (browser, choice) = (browser.clone(), json!({ "method": method.id }));
            async move { browser.post("/api/account/methods/remove", &choice).await.status }
        });
        let mut statuses = super::races::futures_like::all(removals).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        let page: SecurityView = browser.call::<GetSecurity>().await.unwrap();
        assert_eq!(page.methods.len(), 1);
    }

    async fn s14_the_session_that_set_a_factor_up_is_the_only_one_left(app: TestApp) {
        let (one, two) = (patient(&app).await, app.browser());
        enter(&two).await.unwrap();
        assert!(two.call::<GetSession>().await.unwrap().signed_in.is_some());
        let thief = one.fork();
        enrol_app(&app, &one).await;
        for gone in [&two, &thief] {
            assert!(gone.call::<GetSession>().await.unwrap().signed_in.is_none());
        }
        assert!(one.call::<GetSession>().await.unwrap().signed_in.is_some());
    }

    async fn p12_s13_a_stale_proof_sets_nothing_up_and_a_fresh_one_does(app: TestApp) {
        let browser = patient(&app).await;
        app.advance_seconds(601);
        let start = two_step::StartSetUp { kind: FactorKind::App };
        assert_eq!(browser.advance(&start).await.unwrap_err().code, Code::ProofRequired);
        browser.post("/api/account/confirm", &json!({})).await;
        let wrong = sign_in::ConfirmPassword { password: "not it 77".into() };
        assert_eq!(codes(&browser.advance(&wrong).await.unwrap_err()), [Code::PasswordWrong]);
        let right = sign_in::ConfirmPassword { password: PASSWORD.into() };
        browser.advance(&right).await.unwrap();
        browser.advance(&start).await.unwrap();
    }
}
