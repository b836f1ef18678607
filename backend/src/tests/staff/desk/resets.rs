//! H3, H4: a method that was lost goes at once for a caller who is known, else after a day; and a one-time code
//! opens the setting up of another one, with the password and nothing more.

use serde_json::json;
use vestibule_shared::{
    account::GetSession,
    desk::{
        AccessCode, Act, Action, Cancel, CancelReset, GiveAccessCode, RefuseReset, Reset,
        ResetLink, ResetMethod,
    },
    factor::{Duty, FactorId, FactorKind},
    id::AccountId,
    problem::Code,
    security::{GetSecurity, MethodChoice, RemoveMethod},
    sign_in::{LoseEverything, ProveStep, SignIn, Step, SubmitCode, UseRecoveryCode},
    staff::Role,
};

use super::{
    act, another_agent, ask, check::agree, enrolled, knock, mails, page, remembered, rows,
    twenty_times,
};
use crate::tests::{
    app::{Browser, TestApp, codes, on_each_engine},
    helpers::{app_code, at_choice, doctor, enrol_app},
    messages::execute,
    staff::{account, put, staff},
};

async fn method(desk: &Browser, account: &AccountId) -> FactorId {
    page(desk, account).await.unwrap().methods[0].id.clone()
}

fn reset(account: &AccountId, method: &FactorId) -> Reset {
    Reset {
        account: account.clone(),
        method: method.clone(),
        reason: "the phone was stolen".into(),
    }
}

/// The secret of the last link in a mail of this kind.
pub(super) fn link(app: &TestApp, kind: &str, path: &str) -> String {
    let all = app.mail.lock().unwrap();
    let text = &all.iter().rev().find(|mail| mail.purpose == kind).unwrap().text;
    text.split(&format!("{path}#")).nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
}

fn one(done: &[Result<(), Code>]) {
    assert_eq!(done.iter().filter(|one| one.is_ok()).count(), 1, "{done:?}");
    assert!(done.iter().all(|one| one.is_ok() || *one == Err(Code::NothingToDo)), "{done:?}");
}

/// The person, half-way, types a code where recovery codes are typed.
async fn type_code(person: &Browser, code: &str) -> Result<Step, Code> {
    let step = person.current::<SignIn>().await;
    if !matches!(step, Step::Prove(ProveStep { method: None, .. })) {
        at_choice(person).await;
        person.advance(&UseRecoveryCode {}).await.unwrap();
    }
    let submit = SubmitCode { code: code.into(), remember: true };
    person.advance(&submit).await.map_err(|problem| codes(&problem)[0])
}

/// The desk gives a caller who is known a code.
async fn give(desk: &Browser, account: &AccountId) -> AccessCode {
    ask::<GiveAccessCode>(desk, &act(account)).await.unwrap()
}

on_each_engine! {
    async fn h3_a_known_caller_loses_the_method_at_once_and_every_session(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let (anna, person, _) = enrolled(&app, 1).await;
        agree(&desk, &person, &anna).await;
        let lost = method(&desk, &anna).await;
        one(&twenty_times::<ResetMethod>(&desk, reset(&anna, &lost)).await);
        assert_eq!((rows(&app, "desk.method_reset").await, mails(&app, "help_method_reset").await), (1, 1));
        let seen = page(&desk, &anna).await.unwrap();
        assert_eq!((seen.methods.len(), seen.sessions, seen.recovery_left), (0, 0, None));
        assert!(person.call::<GetSession>().await.unwrap().signed_in.is_none());
        let again = knock(&app, 1).await;
        let duty = again.call::<GetSession>().await.unwrap().signed_in.unwrap().duty;
        assert_eq!(duty, Duty::Now {}, "a person who chose a method is not left with the password alone");

        let token = link(&app, "help_method_reset", "/undo");
        assert_eq!(app.browser().post("/api/undo", &json!({ "token": token })).await.status, 200);
        assert!(again.call::<GetSession>().await.unwrap().signed_in.is_none());
        let seen = page(&desk, &anna).await.unwrap();
        assert_eq!((seen.state, seen.methods.len()), (vestibule_shared::desk::State::Held, 1), "put back, and held");
    }

    async fn the_last_method_of_who_must_have_one_leaves_setting_one_up(app: TestApp) {
        let desk = another_agent(&app, 9).await;
        let person = doctor(&app).await;
        enrol_app(&app, &person).await;
        let id = account(&app, "dokter@example.be").await;
        agree(&desk, &person, &id).await;
        ask::<ResetMethod>(&desk, &reset(&id, &method(&desk, &id).await)).await.unwrap();
        let browser = app.browser();
        let command = vestibule_shared::sign_in::EnterPassword {
            email: "dokter@example.be".into(),
            password: crate::tests::app::PASSWORD.into(),
        };
        browser.advance(&command).await.unwrap();
        let duty = browser.call::<GetSession>().await.unwrap().signed_in.unwrap().duty;
        assert_eq!(duty, Duty::Now {});
    }

    async fn h3_without_a_check_it_happens_once_after_a_day_and_the_owner_is_notified_at_once(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let (anna, _, _) = enrolled(&app, 1).await;
        let lost = method(&desk, &anna).await;
        let messages = app.sms.lock().unwrap().len();
        one(&twenty_times::<ResetMethod>(&desk, reset(&anna, &lost)).await);
        assert_eq!((rows(&app, "desk.reset_planned").await, mails(&app, "help_reset_planned").await), (1, 1));
        assert_eq!(app.sms.lock().unwrap().len(), messages + 1, "the number is notified too");
        let seen = page(&desk, &anna).await.unwrap();
        assert_eq!((seen.waiting.len(), seen.methods.len()), (1, 1));
        app.advance_seconds(86_399);
        app.work().await;
        assert_eq!(rows(&app, "desk.method_reset").await, 0);
        app.advance_seconds(1);
        let at_once = (0..8).map(|_| {
            let app = app.app.clone();
            async move { while crate::worker::do_one_job(&app).await.unwrap() {} }
        });
        crate::tests::races::futures_like::all(at_once).await;
        assert_eq!((rows(&app, "desk.method_reset").await, mails(&app, "help_method_reset").await), (1, 1));
        let duty = knock(&app, 1).await.call::<GetSession>().await.unwrap().signed_in.unwrap().duty;
        assert_eq!(duty, Duty::Now {});
    }

    async fn who_lost_the_last_method_at_the_desk_sets_one_up_and_is_free_again(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let (anna, person, _) = enrolled(&app, 1).await;
        agree(&desk, &person, &anna).await;
        ask::<ResetMethod>(&desk, &reset(&anna, &method(&desk, &anna).await)).await.unwrap();
        let again = knock(&app, 1).await;
        let refused = again.call::<GetSecurity>().await.unwrap_err();
        assert_eq!(refused.code, Code::EnrolmentRequired);
        enrol_app(&app, &again).await;
        let security = again.call::<GetSecurity>().await.unwrap();
        assert_eq!(security.methods.len(), 1);
        // What she removes herself is her own choice.
        let method = security.methods[0].id.clone();
        ask::<RemoveMethod>(&again, &MethodChoice { method }).await.unwrap();
        let duty = again.call::<GetSession>().await.unwrap().signed_in.unwrap().duty;
        assert_eq!(duty, Duty::Optional {});
    }

    async fn a_planned_reset_is_called_off_by_the_link_or_at_the_desk_and_by_nothing_else(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let (anna, _, key) = enrolled(&app, 1).await;
        let lost = method(&desk, &anna).await;
        ask::<ResetMethod>(&desk, &reset(&anna, &lost)).await.unwrap();
        remembered(&app, 1, &key).await;
        assert_eq!(page(&desk, &anna).await.unwrap().waiting.len(), 1, "who has the phone may be its thief");
        app.work().await;
        let token = link(&app, "help_reset_planned", "/help/reset");
        let stranger = app.browser();
        let made_up = ResetLink { token: "made-up".into() };
        assert_eq!(ask::<RefuseReset>(&stranger, &made_up).await.unwrap_err(), Code::LinkExpired);
        let refused = twenty_times::<RefuseReset>(&stranger, ResetLink { token }).await;
        assert_eq!(refused.iter().filter(|one| one.is_ok()).count(), 1, "{refused:?}");
        assert_eq!((rows(&app, "desk.reset_refused").await, mails(&app, "help_reset_cancelled").await), (1, 1));

        ask::<ResetMethod>(&desk, &reset(&anna, &lost)).await.unwrap();
        let waiting = page(&desk, &anna).await.unwrap().waiting[0].id.clone();
        let cancel = Cancel { account: anna.clone(), reset: waiting, reason: "found it again".into() };
        one(&twenty_times::<CancelReset>(&desk, cancel).await);
        assert_eq!((rows(&app, "desk.reset_cancelled").await, mails(&app, "help_reset_cancelled").await), (1, 2));
        app.advance_seconds(86_401);
        app.work().await;
        assert_eq!(rows(&app, "desk.method_reset").await, 0);
    }

    async fn a_reset_does_not_happen_when_the_agent_left_or_the_account_is_held(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let (anna, _, _) = enrolled(&app, 1).await;
        let (bram, _, _) = enrolled(&app, 2).await;
        for account in [&anna, &bram] {
            ask::<ResetMethod>(&desk, &reset(account, &method(&desk, account).await)).await.unwrap();
        }
        // Bram says that something else was not him: nothing that was asked in his name counts.
        let mut tx = app.app.db.write().await.unwrap();
        let owner = crate::service::accounts::get(&app.app, &mut tx, &bram).await.unwrap().unwrap();
        let change = crate::service::notices::Change::Other;
        let undo = crate::service::notices::undo_link(&app.app, &mut tx, &owner, change, "").await.unwrap();
        tx.commit().await.unwrap();
        let token = undo.split('#').nth(1).unwrap();
        assert_eq!(app.browser().post("/api/undo", &json!({ "token": token })).await.status, 200);
        assert_eq!(page(&desk, &bram).await.unwrap().waiting, []);
        execute(&app.app.db, "delete from staff").await;
        app.advance_seconds(86_401);
        app.work().await;
        assert_eq!((rows(&app, "desk.method_reset").await, rows(&app, "desk.reset_cancelled").await), (0, 1));
    }

    async fn h4_a_code_for_a_known_caller_opens_the_setting_up_of_a_method_and_nothing_else(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let (anna, _, _) = enrolled(&app, 1).await;
        let person = knock(&app, 1).await;
        assert_eq!(ask::<GiveAccessCode>(&desk, &act(&anna)).await.unwrap_err(), Code::CallerUnchecked);
        agree(&desk, &person, &anna).await;
        one(&twenty_times::<GiveAccessCode>(&desk, act(&anna)).await);
        assert_eq!((rows(&app, "desk.code_given").await, mails(&app, "help_code_given").await), (1, 1));
        app.advance_seconds(31);
        let AccessCode { code, .. } = give(&desk, &anna).await;
        assert_eq!(type_code(&person, "00000-00000").await.unwrap_err(), Code::CodeWrong);
        let typed = code.replace('-', "").to_lowercase();
        assert!(matches!(type_code(&person, &typed).await.unwrap(), Step::Entered(_)));
        let session = person.call::<GetSession>().await.unwrap().signed_in.unwrap();
        assert_eq!(session.duty, Duty::Lost {});
        assert_eq!(person.call::<GetSecurity>().await.unwrap_err().code, Code::EnrolmentRequired);
        let other = knock(&app, 1).await;
        assert_eq!(type_code(&other, &code).await.unwrap_err(), Code::CodeWrong, "once");
        assert_eq!((rows(&app, "desk.code_used").await, mails(&app, "help_code_used").await), (1, 1));

        let key = enrol_app(&app, &person).await;
        let methods = page(&desk, &anna).await.unwrap().methods;
        assert_eq!(methods.len(), 1, "the one that was lost went with it: {methods:?}");
        app.advance_seconds(31);
        let browser = knock(&app, 1).await;
        super::choose(&browser, FactorKind::App).await;
        let submit = SubmitCode { code: app_code(&app, &key), remember: false };
        assert!(matches!(browser.advance(&submit).await.unwrap(), Step::Entered(_)));
    }

    async fn a_code_of_the_desk_is_good_for_ten_minutes_its_account_five_tries_and_with_the_password(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let (anna, signed_in, _) = enrolled(&app, 1).await;
        enrolled(&app, 2).await;
        agree(&desk, &signed_in, &anna).await;
        let AccessCode { code, .. } = give(&desk, &anna).await;
        let bram = knock(&app, 2).await;
        assert_eq!(type_code(&bram, &code).await.unwrap_err(), Code::CodeWrong);
        // Confirming is no sign-in: the session would gain what the code must not give.
        signed_in.call::<vestibule_shared::security::BeginConfirm>().await.unwrap();
        assert_eq!(type_code(&signed_in, &code).await.unwrap_err(), Code::CodeWrong);
        let person = knock(&app, 1).await;
        at_choice(&person).await;
        person.advance(&LoseEverything {}).await.unwrap();
        person.advance(&vestibule_shared::sign_in::BackToChoose {}).await.unwrap();
        for n in 0..4 {
            let notified = type_code(&person, &format!("ZZZZZ-ZZZZ{n}")).await.unwrap_err();
            assert_eq!(notified, Code::CodeWrong);
        }
        assert_eq!(type_code(&person, &code).await.unwrap_err(), Code::StepRests, "one counter for every code");
        app.advance_seconds(601);
        let late = knock(&app, 1).await;
        assert!(type_code(&late, &code).await.is_err());
        assert_eq!(rows(&app, "desk.code_used").await, 0);
    }

    async fn an_auditor_and_an_agent_of_another_organisation_do_none_of_this(app: TestApp) {
        let other = another_agent(&app, 9).await;
        let desk = staff(&app, Role::Desk).await;
        let (anna, person, _) = enrolled(&app, 1).await;
        agree(&desk, &person, &anna).await;
        assert_eq!(ask::<GiveAccessCode>(&other, &act(&anna)).await.unwrap_err(), Code::CallerUnchecked);
        put(&app, crate::tests::helpers::EMAIL, Role::Auditor, None).await;
        assert_eq!(page(&desk, &anna).await.unwrap().may, [] as [Action; 0]);
        let act = Act { account: anna, reason: "curious".into() };
        assert_eq!(ask::<GiveAccessCode>(&desk, &act).await.unwrap_err(), Code::RoleMissing);
    }
}
