//! One box for whatever a caller says: the code on their screen, or the reference that they were
//! shown.

use std::slice::from_ref;

use vestibule_shared::{
    desk::{Check, CheckCaller, GetCall, HearCode, HeardCode, SpokenCode},
    id::AccountId,
    problem::Code,
    registration::{Registration, Step as Registering},
    sign_in::{LoseEverything, SignIn, Step as SigningIn, TryAnotherWay},
    staff::Role,
};

use super::{
    another_agent, ask,
    check::{begin, deny},
    email, enrolled,
    find::{CBE, found, member},
    knock, page, register, rows, waiting,
};
use crate::{
    db,
    service::accounts::organisation_key,
    tests::{
        app::{Browser, TestApp, activation, on_each_engine},
        helpers::EMAIL,
        messages::{count, execute},
        staff::{account, put, staff},
    },
};

async fn hear(desk: &Browser, code: &str) -> Result<AccountId, Code> {
    ask::<HearCode>(desk, &SpokenCode { code: code.into() }).await.map(|found| found.account)
}

/// What the desk left in the trail about an account, or about none: the event, and its detail.
async fn desk_rows(app: &TestApp, of: Option<&AccountId>) -> Vec<(String, String)> {
    let mut tx = app.app.db.read().await.unwrap();
    let all = db::trail::after(&mut tx, 0, 5000).await.unwrap();
    let of = of.map(|id| id.0.as_str());
    let own = all.into_iter().filter(|row| row.event.starts_with("desk."));
    own.filter(|row| row.account_id.as_deref() == of).map(|row| (row.event, row.detail)).collect()
}

/// Locks an account that waits; gives the reference that its person is shown.
async fn locked(app: &TestApp, person: &Browser) -> String {
    let wrong = if app.last_code() == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        person.advance(&activation(wrong)).await.unwrap_err();
    }
    match person.current::<Registration>().await {
        Registering::Locked(step) => step.reference,
        other => panic!("{other:?}"),
    }
}

on_each_engine! {
    async fn a_spoken_code_ends_where_finding_the_person_and_typing_the_code_ends(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let (anna, signed_in, _) = enrolled(&app, 1).await;
        let (bram, other, _) = enrolled(&app, 2).await;
        let code = begin(&other).await;
        assert_eq!(found(&desk, &email(2)).await, from_ref(&bram));
        page(&desk, &bram).await.unwrap();
        let heard = HeardCode { account: bram.clone(), code };
        let by_name = ask::<CheckCaller>(&desk, &heard).await.unwrap();

        let code = begin(&signed_in).await;
        let typed = format!(" {} ", code.replace('-', " ").to_lowercase());
        assert_eq!(hear(&desk, &typed).await, Ok(anna.clone()));
        let by_code = page(&desk, &anna).await.unwrap();
        let Check::Say { figures, .. } = by_code.check else { panic!("{:?}", by_code.check) };
        assert!(matches!(by_name.check, Check::Say { .. }));
        assert_eq!((&by_code.may, &by_code.refused), (&by_name.may, &by_name.refused), "half checked, and no more");
        let seen = signed_in.call::<GetCall>().await.unwrap();
        assert!(serde_json::to_string(&seen).unwrap().contains(&figures), "{seen:?}");

        let mut rows = [desk_rows(&app, Some(&bram)).await, desk_rows(&app, Some(&anna)).await];
        for rows in &mut rows {
            rows.sort();
        }
        assert_eq!(rows[0], rows[1], "the trail says the same of both");
        let searches = desk_rows(&app, None).await;
        let searches: Vec<_> = searches.iter().map(|(event, detail)| (event.as_str(), detail.as_str())).collect();
        assert_eq!(searches, [("desk.searched", "email"), ("desk.searched", "code")]);
        let same = "select count(*) from caller_checks where tries = 1 and state = 'compare'";
        assert_eq!(count(&app.app.db, same).await, 2, "each took one try");
    }

    async fn a_spoken_code_is_good_for_five_minutes_and_one_use_in_the_box_too(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let (anna, person, _) = enrolled(&app, 1).await;
        let code = begin(&person).await;
        let twenty = super::twenty_times::<HearCode>(&desk, SpokenCode { code: code.clone() }).await;
        assert_eq!(twenty.iter().filter(|one| one.is_ok()).count(), 1, "{twenty:?}");
        assert_eq!(rows(&app, "desk.call_heard").await, 1);
        deny(&person).await;
        let code = begin(&person).await;
        app.advance_seconds(300);
        assert_eq!(hear(&desk, &code).await, Err(Code::CodeWrong), "no screen shows it any more");
        let code = begin(&person).await;
        assert_eq!(hear(&desk, &code).await, Ok(anna));
    }

    async fn codes_that_no_screen_shows_count_for_the_agent_as_on_a_page(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let (anna, person, _) = enrolled(&app, 1).await;
        let code = begin(&person).await;
        for _ in 0..29 {
            assert_eq!(hear(&desk, "ZZ2222").await, Err(Code::CodeWrong));
        }
        let heard = HeardCode { account: anna, code: "ZZ2222".into() };
        assert_eq!(ask::<CheckCaller>(&desk, &heard).await.unwrap_err(), Code::CodeWrong, "one counter for both");
        assert_eq!(hear(&desk, &code).await, Err(Code::TooManyRequests));
        assert_eq!(rows(&app, "desk.call_wrong").await, 30);
        assert_eq!(hear(&desk, "ZZ22").await, Err(Code::CodeTooShort), "what can be no code is not counted");
    }

    async fn only_who_may_help_the_person_hears_their_code(app: TestApp) {
        let desk = another_agent(&app, 9).await;
        member(&app).await;
        let (_, stranger, _) = enrolled(&app, 2).await;
        let mine = begin(&stranger).await;
        let key = organisation_key(&app.app, CBE);
        put(&app, &email(9), Role::Organisation, Some(&key)).await;
        assert_eq!(hear(&desk, &mine).await, Err(Code::CodeWrong), "of another organisation: as if nobody waited");
        let tries = "select count(*) from caller_checks where tries = 0 and state = 'read'";
        assert_eq!(count(&app.app.db, tries).await, 1, "nothing of the person changed");
        put(&app, &email(9), Role::Auditor, None).await;
        assert_eq!(hear(&desk, &mine).await, Err(Code::RoleMissing));
        put(&app, &email(9), Role::Desk, None).await;
        put(&app, &email(2), Role::Desk, None).await;
        assert_eq!(hear(&desk, &mine).await, Err(Code::NotYours), "a colleague is helped by an administrator");
    }

    async fn of_two_screens_with_the_same_code_neither_is_opened(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let (_, one, _) = enrolled(&app, 1).await;
        let (_, other, _) = enrolled(&app, 2).await;
        let codes = [begin(&one).await, begin(&other).await];
        let same = "update caller_checks set code_key = (select max(c.code_key) from caller_checks c)";
        execute(&app.app.db, same).await;
        for code in codes {
            assert_eq!(hear(&desk, &code).await, Err(Code::CodeWrong));
        }
        assert_eq!(rows(&app, "desk.call_heard").await, 0);
    }

    async fn the_reference_that_a_person_was_shown_finds_them_in_any_spelling(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let person = register(&app, 1, "Specimen").await;
        let anna = account(&app, &email(1)).await;
        let reference = locked(&app, &person).await;
        let (bram, _, _) = enrolled(&app, 2).await;
        let lost = knock(&app, 2).await;
        lost.advance(&TryAnotherWay {}).await.unwrap();
        lost.advance(&LoseEverything {}).await.unwrap();
        let SigningIn::Lost(step) = lost.current::<SignIn>().await else { panic!() };
        for typed in [reference.clone(), reference.to_lowercase(), reference.replace('-', " "), reference.replace('-', "")] {
            assert_eq!(found(&desk, &typed).await, from_ref(&anna), "{typed}");
        }
        assert_eq!(found(&desk, &step.reference).await, [bram]);
        assert_eq!(found(&desk, "ZZZ2-ZZZ2").await, []);
        let searched = desk_rows(&app, None).await;
        assert!(searched.iter().any(|(_, detail)| detail.contains("reference")), "{searched:?}");
        assert!(searched.iter().all(|(_, detail)| !detail.contains(&reference)), "{searched:?}");
    }

    async fn a_name_of_eight_letters_is_a_name_before_it_is_a_reference(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let anna = waiting(&app, 1, "Vandamme").await;
        assert_eq!(found(&desk, "vandamme").await, [anna]);
    }

    async fn a_reference_leads_to_people_of_the_own_organisation_only(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let person = register(&app, 2, "Peeters").await;
        let reference = locked(&app, &person).await;
        member(&app).await;
        let key = organisation_key(&app.app, CBE);
        put(&app, EMAIL, Role::Organisation, Some(&key)).await;
        assert_eq!(found(&desk, &reference).await, []);
    }
}
