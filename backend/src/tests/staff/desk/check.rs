//! The caller check: the code that is read aloud and the digits that both see; or the card at the
//! counter.

use vestibule_shared::{
    account::ExtendSession,
    api::Nothing,
    desk::{
        Action, AnswerCall, AskCard, BeginCall, CallCheck, Check, CheckCaller, GetCall, Heard,
        HeardCode, PersonChoice, PresentedCard, ShowCard,
    },
    id::AccountId,
    problem::Code,
    staff::Role,
};

use super::{another_agent, ask, enrolled, knock, mails, number, page, rows};
use crate::tests::{
    app::{Browser, TestApp, answer, on_each_engine},
    helpers::{EMAIL, doctor},
    races::futures_like::all,
    staff::{account, staff},
};

/// The person begins a check; gives the code on their screen.
pub(super) async fn begin(person: &Browser) -> String {
    match ask::<BeginCall>(person, &Nothing {}).await.unwrap() {
        CallCheck::Read { code, .. } => code,
        other => panic!("{other:?}"),
    }
}

async fn hear(desk: &Browser, account: &AccountId, code: &str) -> Result<Check, Code> {
    let heard = HeardCode { account: account.clone(), code: code.into() };
    ask::<CheckCaller>(desk, &heard).await.map(|page| page.check)
}

async fn say(person: &Browser, is_right: bool) -> CallCheck {
    ask::<AnswerCall>(person, &Heard { is_right }).await.unwrap()
}

/// The person hears other figures: the check is over.
pub(super) async fn deny(person: &Browser) {
    assert_eq!(say(person, false).await, CallCheck::None {});
}

/// The whole check goes well.
pub(super) async fn agree(desk: &Browser, person: &Browser, account: &AccountId) {
    let code = begin(person).await;
    hear(desk, account, &code).await.unwrap();
    assert!(matches!(say(person, true).await, CallCheck::Agreed { .. }));
}

async fn ask_card(desk: &Browser, account: &AccountId) -> Result<String, Code> {
    let choice = PersonChoice { account: account.clone() };
    ask::<AskCard>(desk, &choice).await.map(|challenge| challenge.nonce)
}

/// The card of the nth person answers.
async fn show(
    app: &TestApp,
    desk: &Browser,
    account: &AccountId,
    (n, nonce): (u64, &str),
) -> Result<Check, Code> {
    let token = answer(&app.ca().card_of(&number(n), "Specimen"), nonce);
    let shown = PresentedCard { account: account.clone(), token };
    ask::<ShowCard>(desk, &shown).await.map(|page| page.check)
}

on_each_engine! {
    async fn a_caller_who_reads_the_code_and_finds_the_figures_is_known_to_this_agent_for_a_quarter_of_an_hour(app: TestApp) {
        let other = another_agent(&app, 9).await;
        let desk = staff(&app, Role::Desk).await;
        let (anna, _, _) = enrolled(&app, 1).await;
        let person = knock(&app, 1).await;
        assert_eq!(person.call::<GetCall>().await.unwrap(), CallCheck::None {});
        let code = begin(&person).await;
        assert_eq!((code.len(), begin(&person).await), (7, code.clone()), "the same at a reload");
        let typed = format!(" {} ", code.replace('-', " ").to_lowercase());
        let Check::Say { figures, .. } = hear(&desk, &anna, &typed).await.unwrap() else { panic!() };
        let CallCheck::Compare { figures: seen, .. } = person.call::<GetCall>().await.unwrap() else { panic!() };
        assert_eq!(seen, figures);
        assert!((10..100).contains(&figures.parse::<u32>().unwrap()));
        assert_eq!(page(&other, &anna).await.unwrap().check, Check::Open {}, "figures are for who heard the code");
        assert!(!page(&desk, &anna).await.unwrap().may.contains(&Action::GiveAccessCode), "not before the person agrees");

        assert!(matches!(say(&person, true).await, CallCheck::Agreed { .. }));
        let known = page(&desk, &anna).await.unwrap();
        assert!(matches!(known.check, Check::Agreed { .. }), "{:?}", known.check);
        assert!(known.may.contains(&Action::GiveAccessCode) && known.may.contains(&Action::ResetNow));
        let unknown = page(&other, &anna).await.unwrap();
        assert_eq!(unknown.check, Check::Open {});
        assert!(!unknown.may.contains(&Action::GiveAccessCode) && unknown.may.contains(&Action::ResetLater));
        app.advance_seconds(600);
        desk.call::<ExtendSession>().await.unwrap();
        app.advance_seconds(300);
        assert_eq!(page(&desk, &anna).await.unwrap().check, Check::Open {});
    }

    async fn figures_that_differ_end_the_check_and_warn_the_owner(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let (anna, signed_in, _) = enrolled(&app, 1).await;
        agree(&desk, &signed_in, &anna).await;
        let code = begin(&signed_in).await;
        hear(&desk, &anna, &code).await.unwrap();
        assert_eq!(say(&signed_in, false).await, CallCheck::None {});
        assert_eq!(say(&signed_in, true).await, CallCheck::None {}, "it is over");
        let seen = page(&desk, &anna).await.unwrap();
        assert_eq!(seen.check, Check::Open {}, "what was agreed before counts no more");
        assert_eq!((rows(&app, "desk.call_failed").await, mails(&app, "help_call_failed").await), (1, 1));
    }

    async fn five_wrong_codes_of_any_agent_end_the_check_however_many_at_once(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let (anna, person, _) = enrolled(&app, 1).await;
        let code = begin(&person).await;
        let guesses = (0..25).map(|n| {
            let (desk, anna) = (desk.clone(), anna.clone());
            async move { hear(&desk, &anna, &format!("ZZZZ{n:02}")).await }
        });
        let notified = all(guesses).await;
        let wrong = notified.iter().filter(|one| **one == Err(Code::CodeWrong)).count();
        let over = notified.iter().filter(|one| **one == Err(Code::CodeExpired)).count();
        assert_eq!((wrong, over), (5, 20), "{notified:?}");
        assert_eq!(hear(&desk, &anna, &code).await, Err(Code::CodeExpired));
        assert_eq!(person.call::<GetCall>().await.unwrap(), CallCheck::None {});
        assert_eq!((rows(&app, "desk.call_failed").await, mails(&app, "help_call_failed").await), (1, 1));
        let again = begin(&person).await;
        for _ in 0..4 {
            assert_eq!(hear(&desk, &anna, "ZZZZZZ").await, Err(Code::CodeWrong));
        }
        assert_eq!(hear(&desk, &anna, &again).await, Err(Code::TooManyRequests), "the agent types no more for now");
    }

    async fn a_code_is_good_for_five_minutes_one_account_and_one_use(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let (anna, person, _) = enrolled(&app, 1).await;
        let (bram, _, _) = enrolled(&app, 2).await;
        let code = begin(&person).await;
        assert_eq!(hear(&desk, &bram, &code).await, Err(Code::CodeExpired), "nobody waits there");
        hear(&desk, &anna, &code).await.unwrap();
        assert_eq!(hear(&desk, &anna, &code).await, Err(Code::CodeExpired), "it was heard");
        say(&person, false).await;
        let code = begin(&person).await;
        app.advance_seconds(300);
        assert_eq!(hear(&desk, &anna, &code).await, Err(Code::CodeExpired));
        assert_ne!(begin(&person).await, code);
    }

    async fn a_person_who_must_first_set_up_a_method_can_be_on_the_phone_and_a_stranger_cannot(app: TestApp) {
        let desk = another_agent(&app, 9).await;
        let doctor = doctor(&app).await;
        agree(&desk, &doctor, &account(&app, "dokter@example.be").await).await;
        let stranger = app.browser();
        assert_eq!(ask::<BeginCall>(&stranger, &Nothing {}).await.unwrap_err(), Code::NotSignedIn);
        enrolled(&app, 1).await;
        let half_way = knock(&app, 1).await;
        app.advance_seconds(901);
        assert_eq!(ask::<BeginCall>(&half_way, &Nothing {}).await.unwrap_err(), Code::NotSignedIn, "it was too long ago");
    }

    async fn the_card_at_the_counter_proves_its_holder_once_in_the_session_that_asked(app: TestApp) {
        let other = another_agent(&app, 9).await;
        let desk = staff(&app, Role::Desk).await;
        let (anna, _, _) = enrolled(&app, 1).await;
        let nonce = ask_card(&desk, &anna).await.unwrap();
        assert_eq!(show(&app, &other, &anna, (1, &nonce)).await, Err(Code::EidChallengeStale), "another agent did not ask");
        assert_eq!(show(&app, &desk, &anna, (2, &nonce)).await, Err(Code::EidOtherPerson));
        assert_eq!(show(&app, &desk, &anna, (1, &nonce)).await, Err(Code::EidChallengeStale), "any answer uses it up");
        let nonce = ask_card(&desk, &anna).await.unwrap();
        let Check::Card { .. } = show(&app, &desk, &anna, (1, &nonce)).await.unwrap() else { panic!() };
        assert!(page(&desk, &anna).await.unwrap().may.contains(&Action::ResetNow));
        assert!(!page(&other, &anna).await.unwrap().may.contains(&Action::ResetNow));
        let nonce = ask_card(&desk, &anna).await.unwrap();
        app.advance_seconds(300);
        assert_eq!(show(&app, &desk, &anna, (1, &nonce)).await, Err(Code::EidChallengeStale));
        assert_eq!(rows(&app, "desk.card_read").await, 1);
        let me = account(&app, EMAIL).await;
        assert_eq!(ask_card(&desk, &me).await, Err(Code::NotYours));
        assert_eq!(hear(&desk, &me, "ZZZZZZ").await, Err(Code::NotYours));
    }
}
