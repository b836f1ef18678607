//! H1, H8, H12: people are found by address, number and name, by staff who may see them; each search leaves an audit row.

use std::slice::from_ref;

use vestibule_shared::{
    desk::{Action, Find, FindPeople, Found, Refused, State},
    factor::FactorKind,
    id::AccountId,
    problem::Code,
    registration::{Audience, Capacity, ConfirmProfile, Delivery, SubmitAccount},
    staff::Role,
};

use super::{active, ask, details_of, number, page, rows, waiting};
use crate::{
    db,
    service::{accounts::organisation_key, names},
    tests::{
        app::{Browser, TestApp, on_each_engine},
        helpers::{EMAIL, enrol_sms},
        messages::{count, execute},
        staff::{account, put, staff},
    },
};

async fn find(browser: &Browser, query: &str, page: u32) -> Result<Found, Code> {
    ask::<FindPeople>(browser, &Find { query: query.into(), page }).await
}

pub(in crate::tests) async fn found(browser: &Browser, query: &str) -> Vec<AccountId> {
    let found = find(browser, query, 0).await.unwrap();
    found.people.into_iter().map(|hit| hit.account).collect()
}

pub(in crate::tests) const CBE: &str = "0123456749";

/// Registers the first person on behalf of an organisation.
pub(in crate::tests) async fn member(app: &TestApp) -> AccountId {
    let browser = app.browser();
    let card = app.ca().card_of(&number(1), "Peeters");
    browser.identify(&card, Audience::Professional).await.unwrap();
    browser.advance(&ConfirmProfile { capacity: Capacity::Organisation }).await.unwrap();
    let (cbe, organisation) = (Some(CBE.to_owned()), Some("Praktijk".to_owned()));
    let submit = SubmitAccount { cbe, organisation, ..details_of(1) };
    browser.advance(&submit).await.unwrap();
    app.work().await;
    account(app, "person1@example.be").await
}

/// Fills everybody's name in, as a start does after an update.
async fn fill(app: &TestApp) {
    let mut after = Some(String::new());
    while let Some(last) = after {
        after = names::fill(&app.app, &last).await.unwrap();
    }
}

on_each_engine! {
    async fn every_look_is_recorded_and_a_page_that_polls_is_one_look(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let person = waiting(&app, 1, "Peeters").await;
        for _ in 0..5 {
            page(&desk, &person).await.unwrap();
            app.advance_seconds(2);
        }
        assert_eq!(rows(&app, "desk.viewed").await, 1);
        app.advance_seconds(300);
        page(&desk, &person).await.unwrap();
        assert_eq!(rows(&app, "desk.viewed").await, 2, "another look");
    }

    async fn h1_people_are_found_by_address_number_and_name_in_any_spelling(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let anna = waiting(&app, 1, "Van den Spécimen-Ström").await;
        let other = waiting(&app, 2, "Peeters").await;
        assert_eq!(found(&desk, " Person1@EXAMPLE.be ").await, from_ref(&anna));
        for name in ["specimen", "STRÖM noor", "Strom, Spécimen van-den", "elise specimen specimen"] {
            assert_eq!(found(&desk, name).await, from_ref(&anna), "{name}");
        }
        assert_eq!(found(&desk, "peeters noor").await, [other]);
        for name in ["spe", "speci str", "Noor Elise Van den Spécimen-Ström", "Vandenspecimen", "Stroem"] {
            assert_eq!(found(&desk, name).await, from_ref(&anna), "{name}");
        }
        for nobody in ["specimen peeters", "sp", "pecimen", "nobody@example.be", "0479 99 88 77"] {
            assert_eq!(found(&desk, nobody).await, [], "{nobody}");
        }
        for phone in [
            "0471 00 00 01",
            "+32471000001",
            "0032 471/00.00.01",
            "0471\u{202f}00\u{2009}00\u{a0}01",
            "\u{202a}+32 471 00 00 01\u{202c}",
            "tel:+32471000001,",
            "０４７１ ００ ００ ０１",
        ] {
            assert_eq!(found(&desk, phone).await, from_ref(&anna), "{phone}");
        }
        for email in ["mailto:person1@example.be", "Anna <Person1@example.be>;", "\u{feff}person1＠example.be."] {
            assert_eq!(found(&desk, email).await, from_ref(&anna), "{email}");
        }
        let long = "x".repeat(501);
        for (query, code) in [
            ("", Code::Required),
            (" - ", Code::Required),
            (long.as_str(), Code::TooLong),
            ("\u{200e}", Code::Required),
            ("0471\u{202f}00\u{202f}00", Code::PhoneInvalid),
            ("0471 00 00 0l", Code::PhoneInvalid),
            ("zoë@example.be", Code::EmailLetters),
            ("a@b", Code::EmailInvalid),
            ("02 555 12 12", Code::PhoneNotMobile),
        ] {
            assert_eq!(find(&desk, query, 0).await.unwrap_err(), code, "{query}");
        }
    }

    async fn h1_the_number_of_a_method_finds_its_owner(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let lotte = account(&app, EMAIL).await;
        enrol_sms(&app, &desk, Some("0470 65 43 21")).await;
        assert_eq!(found(&desk, "0470654321").await, [lotte]);
    }

    async fn a_page_has_twenty_and_the_next_one_the_others(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let mut all = vec![];
        for n in 0..23 {
            all.push(waiting(&app, n, "Peeters").await);
        }
        let (first, second) = (find(&desk, "peeters", 0).await.unwrap(), find(&desk, "peeters", 1).await.unwrap());
        assert_eq!((first.people.len(), first.has_more), (20, true));
        assert_eq!((second.people.len(), second.has_more), (3, false));
        let mut seen: Vec<_> = first.people.into_iter().chain(second.people).map(|hit| hit.account).collect();
        seen.sort_by_key(|id| id.0.clone());
        all.sort_by_key(|id| id.0.clone());
        assert_eq!(seen, all);
        assert_eq!(find(&desk, "peeters", u32::MAX).await.unwrap().people, []);
    }

    async fn who_registered_before_names_were_kept_is_found_after_the_start(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        for n in 0..3 {
            waiting(&app, n, "Peeters").await;
        }
        execute(&app.app.db, "delete from account_names").await;
        assert_eq!(found(&desk, "peeters").await, []);
        fill(&app).await;
        assert_eq!(found(&desk, "peeters").await.len(), 3);
        let before = count(&app.app.db, "select count(*) from account_names").await;
        fill(&app).await;
        assert_eq!(count(&app.app.db, "select count(*) from account_names").await, before);
    }

    async fn who_was_kept_by_an_earlier_version_is_found_in_every_way_after_the_start(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let anna = waiting(&app, 1, "Strauß-Müller").await;
        execute(&app.app.db, "delete from account_names").await;
        // As the version before kept them: each whole word, its marks off.
        let words = ["noor", "elise", "strauß", "muller"].map(|word| names::name_key(&app.app, word));
        let mut tx = app.app.db.write().await.unwrap();
        db::account_names::insert(&mut tx, &anna, &words).await.unwrap();
        tx.commit().await.unwrap();
        for name in ["strauss", "mueller", "mul", "straussmuller"] {
            assert_eq!(found(&desk, name).await, [], "{name}");
        }
        fill(&app).await;
        for name in ["strauss", "mueller", "mul", "straussmuller", "noor strauss"] {
            assert_eq!(found(&desk, name).await, from_ref(&anna), "{name}");
        }
        let all = "select count(*) from account_names";
        let kept = count(&app.app.db, all).await;
        execute(&app.app.db, "delete from account_names").await;
        fill(&app).await;
        assert_eq!(count(&app.app.db, all).await, kept, "nothing of the old version stayed");
    }

    async fn a_very_long_name_that_was_copied_finds_its_person(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let anna = waiting(&app, 1, "van der Specimen de la Tour Eiffel tot Voorbeeld").await;
        let name = page(&desk, &anna).await.unwrap().name;
        assert_eq!(found(&desk, &name).await, [anna]);
    }

    async fn each_search_and_each_look_leaves_a_row_without_what_was_looked_for(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let anna = waiting(&app, 1, "Specimen").await;
        for query in ["person1@example.be", "0471 00 00 01", "Specimen"] {
            find(&desk, query, 0).await.unwrap();
        }
        page(&desk, &anna).await.unwrap();
        let me = account(&app, EMAIL).await;
        let mut tx = app.app.db.read().await.unwrap();
        let rows = db::trail::after(&mut tx, 0, 500).await.unwrap();
        let desk_rows: Vec<_> = rows.iter().filter(|row| row.event.starts_with("desk.")).collect();
        let details: Vec<_> = desk_rows.iter().map(|row| row.detail.as_str()).collect();
        assert_eq!(details, ["email", "phone", "name", ""]);
        assert!(desk_rows.iter().all(|row| row.actor == format!("staff:{me}") && row.said_sealed.is_empty()));
        assert_eq!(desk_rows[3].account_id.as_deref(), Some(anna.0.as_str()));
    }

    async fn an_agent_searches_so_often_and_then_has_to_wait(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        for _ in 0..120 {
            find(&desk, "peeters", 0).await.unwrap();
        }
        assert_eq!(find(&desk, "peeters", 0).await.unwrap_err(), Code::TooManyRequests);
    }

    async fn an_administrator_of_an_organisation_meets_its_people_only(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let (own, other) = (member(&app).await, waiting(&app, 2, "Peeters").await);
        let key = organisation_key(&app.app, CBE);
        put(&app, EMAIL, Role::Organisation, Some(&key)).await;
        for query in ["peeters", "0471 00 00 01", "person1@example.be"] {
            assert_eq!(found(&desk, query).await, from_ref(&own), "{query}");
        }
        assert_eq!(found(&desk, "person2@example.be").await, []);
        assert!(page(&desk, &own).await.is_ok());
        assert_eq!(found(&desk, "0471 00 00 02").await, []);
        for stranger in [other, AccountId("nobody".into()), AccountId("\u{0}'".into())] {
            assert_eq!(page(&desk, &stranger).await.unwrap_err(), Code::PersonUnknown);
        }
    }

    async fn h8_the_page_tells_how_messages_fare_and_what_can_be_done(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let anna = waiting(&app, 1, "Specimen").await;
        let seen = page(&desk, &anna).await.unwrap();
        assert_eq!((seen.state, seen.name.as_str()), (State::Waiting, "Noor Elise Specimen"));
        assert_eq!((seen.phone_masked.as_str(), seen.identities.as_slice()), ("+32\u{a0}•••\u{a0}••\u{a0}••\u{a0}01", &["be-eid".to_owned()][..]));
        assert_eq!(seen.may, [Action::SendAgain, Action::CorrectPhone]);
        assert!(seen.refused.contains(&Refused { action: Action::Unlock, code: Code::NothingToDo }));
        let fares: Vec<_> = seen.messages.iter().map(|it| (it.channel.as_str(), it.purpose.as_str(), it.delivery)).collect();
        assert!(fares.contains(&("mail", "account_created", Delivery::Sent)), "{fares:?}");
        assert!(seen.events.iter().any(|it| it.event == "identity.linked" && !it.by_staff));

        let bram = active(&app, 2, "Peeters").await;
        let seen = page(&desk, &bram).await.unwrap();
        assert_eq!(seen.state, State::Active);
        assert_eq!(seen.may, [Action::Check]);
        assert!(seen.messages.iter().any(|it| it.channel == "sms" && it.purpose == "activation"));
        let own = page(&desk, &account(&app, EMAIL).await).await.unwrap();
        assert_eq!((own.may, own.methods[0].kind), (vec![], FactorKind::App));
        assert!(own.sessions >= 1 && own.recovery_left == Some(10));
    }
}
