//! The help desk, as an agent and the person on the phone use it.

mod acts;
mod check;
pub(in crate::tests) mod find;
mod one_box;
mod resets;
mod secrets;

use vestibule_shared::{
    api::Endpoint,
    desk::{Act, PersonChoice, PersonView, ShowPerson},
    factor::FactorKind,
    id::AccountId,
    problem::{Code, Problem as WireProblem},
    registration::{Audience, Capacity, ConfirmProfile, SubmitAccount},
    sign_in::{EnterPassword, SubmitCode},
    staff::Role,
};

use crate::tests::{
    app::{Browser, PASSWORD, TestApp, activation, codes, details},
    helpers::{app_code, choose, enrol_app},
    races::futures_like,
    staff::{account, put},
};

/// The national number of the nth person.
fn number(n: u64) -> String {
    let first = 850_730_100 + n;
    format!("{first}{:02}", 97 - first % 97)
}

/// The user name of the nth person.
fn email(n: u64) -> String {
    format!("person{n}@example.be")
}

/// What the nth person, of 99, fills in: everybody has a number of their own.
fn details_of(n: u64) -> SubmitAccount {
    SubmitAccount { phone: format!("0471 00 00 {n:02}"), ..details(&email(n)) }
}

/// Registers the nth person up to the activation.
async fn register(app: &TestApp, n: u64, family: &str) -> Browser {
    let (browser, card) = (app.browser(), app.ca().card_of(&number(n), family));
    browser.identify(&card, Audience::Patient).await.unwrap();
    browser.advance(&ConfirmProfile { capacity: Capacity::Citizen }).await.unwrap();
    browser.advance(&details_of(n)).await.unwrap();
    app.work().await;
    browser
}

/// Registers the nth person, who waits for the activation.
async fn waiting(app: &TestApp, n: u64, family: &str) -> AccountId {
    register(app, n, family).await;
    account(app, &email(n)).await
}

/// Registers and activates the nth person.
pub(in crate::tests) async fn active(app: &TestApp, n: u64, family: &str) -> AccountId {
    let browser = register(app, n, family).await;
    browser.advance(&activation(&app.last_code())).await.unwrap();
    app.work().await;
    account(app, &email(n)).await
}

/// The nth person gives the right password in a browser of their own.
async fn knock(app: &TestApp, n: u64) -> Browser {
    let browser = app.browser();
    let command = EnterPassword { email: email(n), password: PASSWORD.into() };
    browser.advance(&command).await.unwrap();
    browser
}

/// Registers the nth person and sets an app up; gives the account, the browser and the key.
async fn enrolled(app: &TestApp, n: u64) -> (AccountId, Browser, String) {
    let account = active(app, n, "Specimen").await;
    let browser = knock(app, n).await;
    let key = enrol_app(app, &browser).await;
    app.advance_seconds(31);
    (account, browser, key)
}

/// The nth person signs in with the app, at a browser that is remembered.
async fn remembered(app: &TestApp, n: u64, key: &str) -> Browser {
    app.advance_seconds(31);
    let browser = knock(app, n).await;
    choose(&browser, FactorKind::App).await;
    let submit = SubmitCode { code: app_code(app, key), remember: true };
    browser.advance(&submit).await.unwrap();
    browser
}

/// The nth person becomes another agent.
async fn another_agent(app: &TestApp, n: u64) -> Browser {
    let (_, _, key) = enrolled(app, n).await;
    put(app, &email(n), Role::Desk, None).await;
    remembered(app, n, &key).await
}

/// Does the same twenty times at once; returns the outcome of each.
async fn twenty_times<E: Endpoint>(browser: &Browser, request: E::Request) -> Vec<Result<(), Code>>
where
    E::Request: Clone + Sync,
{
    let all = (0..20).map(|_| {
        let (browser, request) = (browser.clone(), request.clone());
        async move { ask::<E>(&browser, &request).await.map(|_| ()) }
    });
    futures_like::all(all).await
}

/// How often an event is in the trail.
async fn rows(app: &TestApp, event: &str) -> usize {
    let mut tx = app.app.db.read().await.unwrap();
    let all = crate::db::trail::after(&mut tx, 0, 5000).await.unwrap();
    all.iter().filter(|row| row.event == event).count()
}

/// How often a mail was sent.
async fn mails(app: &TestApp, kind: &str) -> usize {
    app.work().await;
    app.mails().iter().filter(|purpose| *purpose == kind).count()
}

/// Returns an action for a person.
fn act(account: &AccountId) -> Act {
    Act { account: account.clone(), reason: "asked for it on the phone".into() }
}

/// Asks as our own pages do.
pub(in crate::tests) async fn ask<E: Endpoint>(
    browser: &Browser,
    request: &E::Request,
) -> Result<E::Response, Code> {
    let answer = browser.post(E::PATH, &serde_json::to_value(request).unwrap()).await;
    if answer.status == 200 {
        return Ok(serde_json::from_slice(&answer.body).unwrap());
    }
    let problem: WireProblem<serde_json::Value> = serde_json::from_slice(&answer.body).unwrap();
    Err(codes(&problem)[0])
}

/// One person's page.
async fn page(browser: &Browser, account: &AccountId) -> Result<PersonView, Code> {
    ask::<ShowPerson>(browser, &PersonChoice { account: account.clone() }).await
}
