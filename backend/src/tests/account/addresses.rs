//! An address that was given is a user name; one that was proved also recovers a password, and gives way to nobody.

use vestibule_shared::{
    account::GetAccount,
    address::{AddressAnswer, AddressState, AnswerAddress, MailAddressLink, Whose},
    api::Endpoint as _,
    contact,
    problem::Code,
    recovery::AskMail,
    registration as reg,
    sign_in::{EnterPassword, Step},
};

use serde_json::json;

use crate::tests::app::{Answer, Browser, PASSWORD, TestApp, codes, details, on_each_engine};

const NORA: &str = "85073003328";
const EMIL: &str = "93051822361";
const ADDRESS: &str = "noor@example.be";

/// The token of the last mail that asks whose an address is.
fn token(app: &TestApp) -> String {
    let mails = app.mail.lock().unwrap();
    let mail = mails.iter().rev().find(|mail| mail.purpose == "address_proof").unwrap();
    mail.text.split("/address#").nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
}

async fn answer(app: &TestApp, token: &str, whose: Whose) -> Result<Whose, Code> {
    let command = serde_json::to_value(AddressAnswer { token: token.to_owned(), whose }).unwrap();
    let answer = app.browser().post(AnswerAddress::PATH, &command).await;
    if answer.status == 200 { Ok(whose) } else { Err(code(&answer)) }
}

fn code(answer: &Answer) -> Code {
    serde_json::from_value(answer.json()["code"].clone()).unwrap()
}

async fn again(browser: &Browser) -> Answer {
    browser.post(MailAddressLink::PATH, &json!({})).await
}

/// Registered and activated; the mail about the address was sent and not answered.
async fn registered(app: &TestApp) {
    app.registered(&app.browser(), &app.card(NORA), ADDRESS).await;
}

async fn sign_in(app: &TestApp) -> Result<Browser, Code> {
    let browser = app.browser();
    let command = EnterPassword { email: ADDRESS.into(), password: PASSWORD.into() };
    match browser.advance(&command).await {
        Ok(Step::Entered(_)) => Ok(browser),
        Ok(step) => panic!("{step:?}"),
        Err(problem) => Err(codes(&problem)[0]),
    }
}

async fn state(browser: &Browser) -> AddressState {
    browser.call::<GetAccount>().await.unwrap().email_state
}

async fn recovery_mails(app: &TestApp) -> usize {
    app.browser().advance(&AskMail { email: ADDRESS.into() }).await.unwrap();
    app.work().await;
    app.mails().iter().filter(|purpose| *purpose == "recovery_link").count()
}

/// Another person at the account details.
async fn newcomer(app: &TestApp) -> Browser {
    let browser = app.browser();
    browser.identify(&app.card(EMIL), reg::Audience::Patient).await.unwrap();
    let capacity = reg::Capacity::Citizen;
    browser.advance(&reg::ConfirmProfile { capacity }).await.unwrap();
    browser
}

on_each_engine! {
    async fn r12_an_address_is_marked_until_the_link_of_a_mail_proves_it(app: TestApp) {
        registered(&app).await;
        let browser = sign_in(&app).await.unwrap();
        assert_eq!(state(&browser).await, AddressState::Unproved);
        assert_eq!(recovery_mails(&app).await, 0, "an unproved address recovers nothing");
        let token = token(&app);
        assert_eq!(answer(&app, &token, Whose::Mine).await, Ok(Whose::Mine));
        assert_eq!(state(&browser).await, AddressState::Proved);
        assert_eq!(recovery_mails(&app).await, 1);
        assert_eq!(answer(&app, &token, Whose::NotMine).await, Err(Code::LinkExpired));
        assert!(sign_in(&app).await.is_ok());
    }

    async fn r12_an_unproved_address_gives_way_to_the_person_who_reads_mail_there(app: TestApp) {
        registered(&app).await;
        let before = sign_in(&app).await.unwrap();
        let other = newcomer(&app).await;
        let problem = other.advance(&details(ADDRESS)).await.unwrap_err();
        assert_eq!(codes(&problem), [Code::EmailUnproved]);
        app.work().await;
        answer(&app, &token(&app), Whose::NotMine).await.unwrap();
        assert_eq!(sign_in(&app).await.err(), Some(Code::CredentialsWrong));
        assert_eq!(state(&before).await, AddressState::Removed);
        let step = other.advance(&details(ADDRESS)).await.unwrap();
        assert!(matches!(step, reg::Step::Provisioning(_)), "{step:?}");
        // No mail goes there about the account that lost it.
        app.work().await;
        let mails = app.mails().len();
        assert_eq!(again(&before).await.status, 200);
        app.work().await;
        assert_eq!(app.mails().len(), mails);
    }

    async fn r12_a_proved_address_stays(app: TestApp) {
        registered(&app).await;
        let first = token(&app);
        let other = newcomer(&app).await;
        other.advance(&details(ADDRESS)).await.unwrap_err();
        app.work().await;
        let second = token(&app);
        assert_ne!(first, second);
        answer(&app, &first, Whose::Mine).await.unwrap();
        assert_eq!(codes(&other.advance(&details(ADDRESS)).await.unwrap_err()), [Code::EmailTaken]);
        // A link that is left over takes nothing away.
        answer(&app, &second, Whose::NotMine).await.unwrap();
        let browser = sign_in(&app).await.unwrap();
        assert_eq!(state(&browser).await, AddressState::Proved);
    }

    async fn r12_a_link_about_an_address_is_over_after_its_days(app: TestApp) {
        registered(&app).await;
        app.advance_seconds(14 * 86_400 + 1);
        assert_eq!(answer(&app, &token(&app), Whose::Mine).await, Err(Code::LinkExpired));
    }

    async fn r12_a_mailbox_is_asked_a_few_times_and_no_more(app: TestApp) {
        registered(&app).await;
        let browser = sign_in(&app).await.unwrap();
        for status in [200, 200, 429] {
            assert_eq!(again(&browser).await.status, status);
        }
        assert_eq!(code(&again(&browser).await), Code::TooManyMessages);
        app.work().await;
        assert_eq!(app.mails().iter().filter(|purpose| *purpose == "address_proof").count(), 3);
    }

    async fn r12_of_eight_answers_at_once_one_counts(app: TestApp) {
        registered(&app).await;
        let token = token(&app);
        let both = [Whose::Mine, Whose::NotMine].into_iter().cycle().take(8);
        let all = both.map(|whose| answer(&app, &token, whose));
        let answers = futures_util::future::join_all(all).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
    }

    async fn r12_a_code_at_a_new_address_proves_it_and_the_unproved_account_gives_way(app: TestApp) {
        registered(&app).await;
        let squatter = sign_in(&app).await.unwrap();
        let owner = app.browser();
        app.activated(&owner, &app.card(EMIL), "emil@example.be").await;
        let owner = app.browser();
        let command = EnterPassword { email: "emil@example.be".into(), password: PASSWORD.into() };
        owner.advance(&command).await.unwrap();
        owner.advance(&contact::NewEmail { email: ADDRESS.into() }).await.unwrap();
        app.work().await;
        let text = app.mail.lock().unwrap().last().unwrap().text.clone();
        let code: String = text.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 6).unwrap().into();
        let step = owner.advance(&contact::SubmitCode { code }).await.unwrap();
        assert!(matches!(step, contact::Step::Changed(_)), "{step:?}");
        assert_eq!(state(&owner).await, AddressState::Proved);
        assert_eq!(state(&squatter).await, AddressState::Removed);
    }
}
