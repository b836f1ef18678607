//! What opens an account besides its password, linked, unlinked and undone (P9).

use serde_json::{Value, json};
use vestibule_shared::{
    account::GetSession,
    identity::{BeginLink, GetIdentities, Linkable},
    problem::Code,
    sign_in::{self as sign_in, SignIn, Step},
};

use super::{BRAM, LOTTE, mail, new_password, read_card};
use crate::tests::{
    app::{Browser, PASSWORD, TestApp, on_each_engine},
    helpers::{EMAIL, enter, patient},
};

const UNLINK: &str = "/api/account/identities/unlink";

fn card() -> Value {
    json!({ "provider": "be-eid" })
}

/// Begins to link the card.
async fn begin_link(browser: &Browser) {
    use vestibule_shared::api::Endpoint as _;
    let choice = json!({ "provider": "be-eid", "language": "nl" });
    assert_eq!(browser.post(BeginLink::PATH, &choice).await.status, 200);
}

/// How many identities the page lists.
async fn linked(browser: &Browser) -> usize {
    browser.call::<GetIdentities>().await.unwrap().linked.len()
}

/// Signs in with a person's card.
async fn enter_by_card(app: &TestApp, number: &str) -> Result<(), Code> {
    let browser = app.browser();
    browser.advance(&sign_in::UseCard {}).await.unwrap();
    read_card(app, &browser, number).await.map(|_| ())
}

on_each_engine! {
    async fn p9_a_card_that_was_unlinked_opens_nothing_and_nobody_stays_in(app: TestApp) {
        let browser = patient(&app).await;
        let other = app.browser();
        enter(&other).await.unwrap();
        assert_eq!(linked(&browser).await, 1);
        let page = browser.post(UNLINK, &card()).await;
        assert_eq!((page.status, page.json()["linked"].as_array().unwrap().len()), (200, 0));
        assert!(other.call::<GetSession>().await.unwrap().signed_in.is_none(), "the others ended");
        assert_eq!(enter_by_card(&app, LOTTE).await.unwrap_err(), Code::EidUnknown);
        assert_eq!(browser.post(UNLINK, &card()).await.status, 404, "it is gone");
        let open = browser.call::<GetIdentities>().await.unwrap().open;
        assert_eq!(open, [Linkable::Eid {}]);
    }

    async fn p9_a_card_is_linked_again_by_its_person_and_by_nobody_else(app: TestApp) {
        let browser = patient(&app).await;
        browser.post(UNLINK, &card()).await;
        begin_link(&browser).await;
        assert_eq!(read_card(&app, &browser, BRAM).await.unwrap_err(), Code::EidOtherPerson);
        read_card(&app, &browser, LOTTE).await.unwrap();
        assert_eq!(linked(&browser).await, 1);
        enter_by_card(&app, LOTTE).await.unwrap();
        assert_eq!(mail(&app, "identity_linked").await.0, EMAIL);
    }

    async fn a_link_whose_session_ended_meanwhile_does_not_happen(app: TestApp) {
        let browser = patient(&app).await;
        browser.post(UNLINK, &card()).await;
        begin_link(&browser).await;
        assert_eq!(browser.post("/api/session/sign-out-everywhere", &json!({})).await.status, 200);
        let step = browser.current::<SignIn>().await;
        assert!(matches!(step, Step::Credentials(_)), "{step:?}");
        assert_eq!(enter_by_card(&app, LOTTE).await.unwrap_err(), Code::EidUnknown);
    }

    async fn the_mail_about_an_unlinked_card_puts_it_back_so_that_it_opens_the_held_account(app: TestApp) {
        let browser = patient(&app).await;
        browser.post(UNLINK, &card()).await;
        let (_, text) = mail(&app, "identity_unlinked").await;
        let token = text.split("/undo#").nth(1).unwrap().split_whitespace().next().unwrap();
        assert_eq!(app.browser().post("/api/undo", &json!({ "token": token })).await.status, 200);
        let with = sign_in::EnterPassword { email: EMAIL.into(), password: PASSWORD.into() };
        assert_eq!(app.browser().advance(&with).await.unwrap_err().code, Code::CredentialsWrong);
        enter_by_card(&app, LOTTE).await.unwrap();
        new_password(&app, &app.browser()).await;
    }

    async fn an_identity_is_linked_and_unlinked_only_with_a_fresh_proof(app: TestApp) {
        let browser = patient(&app).await;
        app.advance_seconds(601);
        assert_eq!(browser.post(UNLINK, &card()).await.json()["code"], "proof_required");
        assert_eq!(linked(&browser).await, 1);
    }
}
