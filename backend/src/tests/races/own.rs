//! The right code, sent by its owner several times at once: one goes through, and nothing of the others is held
//! against the owner.

use axum::body::Body;
use vestibule_shared::{
    api::{Move, Wizard},
    contact,
    factor::{FactorKind, SetUp},
    id::AccountId,
    problem::Code,
    recovery,
    sign_in::{self, Step},
    two_step,
};

use super::futures_like::all;
use crate::{
    db,
    service::{context::Context, tries},
    tests::{
        app::{Browser, TestApp, activation, codes, on_each_engine},
        helpers::{
            EMAIL, app_code, choose, enrol_app, enrol_sms, enter, entered, finish, patient, set_up,
        },
        messages,
    },
};

const ROUNDS: u32 = 20;
const AT_ONCE: u32 = 8;

/// Makes the same move eight times at once; returns how many succeeded.
async fn at_once<M>(browser: &Browser, command: &M) -> usize
where
    M: Move + Clone + Send + Sync + 'static,
    <M::Wizard as Wizard>::Step: Send,
{
    let moves = (0..AT_ONCE).map(|_| {
        let (browser, command) = (browser.clone(), command.clone());
        async move { browser.advance(&command).await.is_ok() }
    });
    all(moves).await.into_iter().filter(|went| *went).count()
}

async fn account(app: &TestApp) -> AccountId {
    let mut tx = app.app.db.read().await.unwrap();
    let key = app.app.keys.index("email", EMAIL);
    AccountId(db::accounts::find_by_email(&mut tx, &key).await.unwrap().unwrap().id)
}

/// Tries that are held against the account, and what the trail says of them.
async fn held_against(app: &TestApp) -> (i64, i64) {
    let mut tx = app.app.db.read().await.unwrap();
    let id = account(app).await;
    let (failures, rests_until) = db::tries::find(&mut tx, &id.0).await.unwrap();
    assert_eq!(rests_until.0, 0);
    drop(tx);
    let noted =
        "select count(*) from audit where event in ('factor.wrong', 'factor.rests', 'code.wrong')";
    (failures, messages::count(&app.app.db, noted).await)
}

fn submit(code: &str) -> sign_in::SubmitCode {
    sign_in::SubmitCode { code: code.into(), remember: false }
}

/// What a request knows, without one.
async fn context(app: &TestApp) -> Context {
    use axum::extract::FromRequestParts as _;
    let (mut parts, ()) = Browser::request("GET", "/", Body::empty()).map(|_| ()).into_parts();
    Context::from_request_parts(&mut parts, &app.app).await.unwrap()
}

on_each_engine! {
    async fn the_right_code_of_an_app_eight_times_at_once_leaves_no_try_behind(app: TestApp) {
        let browser = patient(&app).await;
        let key = enrol_app(&app, &browser).await;
        for round in 0..ROUNDS {
            app.advance_seconds(90);
            let other = app.browser();
            enter(&other).await.unwrap();
            choose(&other, FactorKind::App).await;
            assert_eq!(at_once(&other, &submit(&app_code(&app, &key))).await, 1);
            assert_eq!(held_against(&app).await, (0, 0), "round {round}");
        }
        app.advance_seconds(90);
        entered(&app, &app_code(&app, &key)).await.unwrap();
    }

    async fn the_right_code_of_an_app_in_eight_browsers_at_once_leaves_no_try_behind(app: TestApp) {
        let browser = patient(&app).await;
        let key = enrol_app(&app, &browser).await;
        for round in 0..5 {
            app.advance_seconds(90);
            let mut waiting = Vec::new();
            for _ in 0..AT_ONCE {
                let other = app.browser();
                enter(&other).await.unwrap();
                choose(&other, FactorKind::App).await;
                waiting.push(other);
            }
            let code = app_code(&app, &key);
            let uses = waiting.into_iter().map(|other| {
                let code = code.clone();
                async move { other.advance(&submit(&code)).await.is_ok() }
            });
            assert_eq!(all(uses).await.into_iter().filter(|went| *went).count(), 1);
            assert_eq!(held_against(&app).await, (0, 0), "round {round}");
        }
    }

    async fn the_right_code_of_a_message_eight_times_at_once_leaves_no_try_behind(app: TestApp) {
        let browser = patient(&app).await;
        enrol_sms(&app, &browser, None).await;
        for round in 0..ROUNDS {
            app.advance_seconds(90_000);
            let other = app.browser();
            enter(&other).await.unwrap();
            choose(&other, FactorKind::Sms).await;
            app.work().await;
            assert_eq!(at_once(&other, &submit(&app.last_code())).await, 1);
            assert_eq!(held_against(&app).await, (0, 0), "round {round}");
        }
    }

    async fn a_recovery_code_eight_times_at_once_leaves_no_try_behind(app: TestApp) {
        let browser = patient(&app).await;
        let SetUp::App { key, .. } = set_up(&browser, FactorKind::App).await else { panic!() };
        browser.advance(&two_step::SubmitCode { code: app_code(&app, &key) }).await.unwrap();
        for code in finish(&browser).await {
            let other = app.browser();
            enter(&other).await.unwrap();
            other.advance(&sign_in::UseRecoveryCode {}).await.unwrap();
            assert_eq!(at_once(&other, &submit(&code)).await, 1);
            assert_eq!(held_against(&app).await, (0, 0), "{code}");
        }
    }

    async fn the_first_code_of_an_app_eight_times_at_once_leaves_no_try_behind(app: TestApp) {
        let browser = patient(&app).await;
        for round in 0..5 {
            let SetUp::App { key, .. } = set_up(&browser, FactorKind::App).await else { panic!() };
            let command = two_step::SubmitCode { code: app_code(&app, &key) };
            assert_eq!(at_once(&browser, &command).await, 1);
            assert_eq!(held_against(&app).await, (0, 0), "round {round}");
            finish(&browser).await;
        }
    }

    async fn the_code_of_a_new_number_eight_times_at_once_leaves_no_try_behind(app: TestApp) {
        let browser = patient(&app).await;
        for phone in ["0470 65 43 21", "0470 65 43 22", "0470 65 43 23", "0470 65 43 24"] {
            browser.advance(&contact::NewPhone { phone: phone.into() }).await.unwrap();
            app.work().await;
            let command = contact::SubmitCode { code: app.last_code() };
            assert_eq!(at_once(&browser, &command).await, 1);
            // The number before gets a message too, which is no code.
            app.work().await;
            assert_eq!(held_against(&app).await, (0, 0), "{phone}");
            let path = contact::Contact::PATH;
            browser.send(Browser::request("DELETE", path, Body::empty())).await;
        }
    }

    async fn a_new_password_eight_times_at_once_leaves_no_try_behind(app: TestApp) {
        app.activated(&app.browser(), &app.card("85073003328"), EMAIL).await;
        for round in 0..5 {
            app.advance_seconds(90_000);
            app.browser().advance(&recovery::AskMail { email: EMAIL.into() }).await.unwrap();
            app.work().await;
            let token = {
                let mails = app.mail.lock().unwrap();
                let link = mails.iter().rev().find_map(|mail| mail.text.split("/recover#").nth(1));
                link.unwrap().split_whitespace().next().unwrap().to_owned()
            };
            let browser = app.browser();
            browser.advance(&recovery::OpenLink { token }).await.unwrap();
            app.work().await;
            let password = format!("groene regenjas {round}");
            let command = recovery::SetPassword {
                code: app.last_code(),
                password: password.clone(),
                confirmation: password,
            };
            assert_eq!(at_once(&browser, &command).await, 1);
            let left = "select cast(coalesce(sum(n), 0) as bigint) from limits where key like 'recovery-code|%'";
            assert_eq!(messages::count(&app.app.db, left).await, 0, "round {round}");
        }
    }

    async fn an_activation_eight_times_at_once_leaves_no_try_behind(app: TestApp) {
        let browser = app.browser();
        app.register(&browser, &app.card("85073003328"), EMAIL).await;
        let command = activation(&app.last_code());
        assert_eq!(at_once(&browser, &command).await, 1);
        let left = "select cast(coalesce(sum(code_failures), 0) as bigint) from accounts";
        assert_eq!(messages::count(&app.app.db, left).await, 0);
        assert_eq!(held_against(&app).await, (0, 0));
        assert!(matches!(enter(&app.browser()).await.unwrap(), Step::Entered(_)));
    }

    async fn a_code_is_counted_against_an_account_that_waits_for_it_and_no_other(app: TestApp) {
        app.activated(&app.browser(), &app.card("85073003328"), EMAIL).await;
        let id = account(&app).await;
        let mut tx = app.app.db.write().await.unwrap();
        let counted = db::accounts::count_code_failure(&mut tx, &id, 5).await.unwrap();
        assert_eq!(counted, None, "the last of those who sent it at once came after the activation");
    }

    async fn a_try_of_a_flow_that_moved_on_is_not_counted(app: TestApp) {
        patient(&app).await;
        let (id, mut cx) = (account(&app).await, context(&app).await);
        for flow in [("ended".to_owned(), 1), ("never begun".to_owned(), 0)] {
            cx.flow = Some(flow);
            assert_eq!(tries::count(&cx, &id).await.unwrap_err().code(), Code::Conflict);
        }
        assert_eq!(held_against(&app).await.0, 0);
        cx.flow = None;
        tries::count(&cx, &id).await.unwrap();
        assert_eq!(held_against(&app).await.0, 1);
    }

    async fn a_try_is_given_back_to_the_count_it_was_part_of_and_to_no_other(app: TestApp) {
        patient(&app).await;
        let (id, cx) = (account(&app).await, context(&app).await);
        let mut counted = Vec::new();
        for _ in 0..5 {
            counted.push(tries::count(&cx, &id).await.unwrap());
        }
        assert_eq!(tries::count(&cx, &id).await.unwrap_err().code(), Code::StepRests);
        tries::take_back(&app.app, &id, counted[0]).await.unwrap();
        assert_eq!(held_against(&app).await.0, 4, "the rest was begun by a try that was none");
        // A right code clears the four; another guesser's try is not given away with an old one.
        tries::forgive(&app.app, &id).await.unwrap();
        tries::count(&cx, &id).await.unwrap();
        for old in counted {
            tries::take_back(&app.app, &id, old).await.unwrap();
        }
        assert_eq!(held_against(&app).await.0, 1);
    }

    async fn a_used_code_costs_no_try_and_a_wrong_one_does(app: TestApp) {
        let browser = patient(&app).await;
        let key = enrol_app(&app, &browser).await;
        app.advance_seconds(60);
        let code = app_code(&app, &key);
        entered(&app, &code).await.unwrap();
        for _ in 0..12 {
            let problem = entered(&app, &code).await.unwrap_err();
            assert_eq!(codes(&problem), [Code::CodeUsed]);
        }
        let wrong = if code == "000000" { "000001" } else { "000000" };
        for _ in 0..5 {
            assert_eq!(codes(&entered(&app, wrong).await.unwrap_err()), [Code::CodeWrong]);
        }
        let problem = entered(&app, &code).await.unwrap_err();
        assert_eq!(problem.code, Code::StepRests, "a used code between them gave none back");
    }
}
