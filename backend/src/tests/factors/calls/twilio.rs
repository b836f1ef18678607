//! A call through Twilio: placed by its API, given its text when it is answered, and believed only
//! when it is signed, about this call, and for the first time.

use super::*;
use crate::{
    gateway::{
        twilio::{Access, CALLS_PATH, KEYS_PATH, SIGNATURE, STATUS_PATH, Twilio, sign},
        voice::VoiceGateway,
    },
    tests::carriers::{Does, Handed, TAKES, company},
};

const ORIGIN: &str = "http://localhost:8080";
const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
const TOKEN: &str = "a token of thirty-two characters";
/// The name that the company of these tests has for whatever it takes.
const SID: &str = "SM00112233445566778899aabbccddeeff";

/// Places a call through a company that does this.
async fn called(app: &mut TestApp, does: &'static [Does]) -> (Account, String, Handed) {
    let account = nora(app).await;
    let (url, handed) = company(does).await;
    let access = Access { account: ACCOUNT, token: TOKEN, api: &url, origin: ORIGIN };
    app.app.voice = VoiceGateway::Twilio(Twilio::new(&access, "+3228888888").unwrap());
    place(app, &account).await.unwrap();
    app.work().await;
    let id = form(&handed)["Url"].split_once("?id=").unwrap().1.to_owned();
    (account, id, handed)
}

fn form(handed: &Handed) -> std::collections::HashMap<String, String> {
    form_urlencoded::parse(&handed.lock().unwrap()[0].2).into_owned().collect()
}

/// What Twilio posts about a call, with these fields besides the usual ones.
fn posted(path: &str, id: &str, more: &[(&str, &str)]) -> axum::http::Request<Body> {
    let mut fields = vec![("AccountSid", ACCOUNT), ("CallSid", SID)];
    fields.retain(|(name, _)| more.iter().all(|(it, _)| it != name));
    fields.extend(more);
    let owned = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let signature = sign(TOKEN, &format!("{ORIGIN}{path}?id={id}"), &owned.collect::<Vec<_>>());
    request(path, id, &fields, &signature)
}

fn request(
    path: &str,
    id: &str,
    fields: &[(&str, &str)],
    signature: &str,
) -> axum::http::Request<Body> {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    axum::http::Request::post(format!("{path}?id={id}"))
        .header(SIGNATURE, signature)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .unwrap()
}

fn is_refusal(answer: &Answer) -> bool {
    answer.status == 401 && answer.json()["code"] == "not_signed_in"
}

fn text(answer: &Answer) -> String {
    assert_eq!(answer.status, 200);
    String::from_utf8(answer.body.clone()).unwrap()
}

on_each_engine! {
    async fn m3_a_call_by_twilio_is_confirmed_by_its_key_and_by_nothing_else(app: TestApp) {
        let mut app = app;
        let (account, id, handed) = called(&mut app, &[TAKES]).await;
        let (path, ..) = handed.lock().unwrap()[0].clone();
        assert_eq!(path, format!("/2010-04-01/Accounts/{ACCOUNT}/Calls.json"));
        let form = form(&handed);
        assert_eq!((form["To"].as_str(), form["From"].as_str()), ("+32470123456", "+3228888888"));
        assert_eq!(form["Timeout"], "30");
        let browser = app.browser();
        let ringing = posted(STATUS_PATH, &id, &[("CallStatus", "ringing")]);
        assert_eq!(text(&browser.send(ringing).await), "<Response/>");
        assert_eq!(state(&app).await, CallState::Ringing);

        let said = text(&browser.send(posted(CALLS_PATH, &id, &[("CallStatus", "in-progress")])).await);
        assert!(said.contains("<Say language=\"nl-NL\" loop=\"2\">Goedendag."), "{said}");
        assert!(said.contains("numDigits=\"1\"") && said.contains(&format!("{KEYS_PATH}?id={id}")));
        assert_eq!(state(&app).await, CallState::Answered);
        assert!(!consume(&app.app, &account, SCOPE).await, "being answered confirms nothing");

        let key = || posted(KEYS_PATH, &id, &[("Digits", "1")]);
        assert!(text(&browser.send(key()).await).contains("<Hangup/>"));
        assert_eq!(state(&app).await, CallState::Confirmed);
        let over = posted(STATUS_PATH, &id, &[("CallStatus", "completed")]);
        assert_eq!(browser.send(over).await.status, 200);
        assert!(consume(&app.app, &account, SCOPE).await);
        assert_eq!(browser.send(key()).await.status, 200, "the same again does no harm");
        assert!(!consume(&app.app, &account, SCOPE).await);
    }

    async fn m8_each_way_in_which_a_call_ends_is_distinguished(app: TestApp) {
        let mut app = app;
        for (n, (path, fields, expected)) in [
            (STATUS_PATH, ("CallStatus", "busy"), CallState::Busy),
            (STATUS_PATH, ("CallStatus", "no-answer"), CallState::NoAnswer),
            (STATUS_PATH, ("CallStatus", "failed"), CallState::Failed),
            (STATUS_PATH, ("CallStatus", "canceled"), CallState::Failed),
            (STATUS_PATH, ("CallStatus", "completed"), CallState::HungUp),
            (STATUS_PATH, ("AnsweredBy", "machine_start"), CallState::Voicemail),
            (CALLS_PATH, ("AnsweredBy", "machine_end_beep"), CallState::Voicemail),
            (KEYS_PATH, ("Digits", ""), CallState::HungUp),
            (KEYS_PATH, ("Digits", "7"), CallState::WrongKey),
            (KEYS_PATH, ("Digits", "9"), CallState::Refused),
        ].into_iter().enumerate() {
            if n == 0 {
                called(&mut app, &[TAKES]).await;
            } else {
                app.advance_seconds(7200);
                let account = known(&app, "noor@example.be").await;
                place(&app, &account).await.unwrap();
                app.work().await;
            }
            let id = last_call(&app).await;
            let answer = app.browser().send(posted(path, &id, &[fields])).await;
            assert_eq!(answer.status, 200, "{fields:?}");
            assert_eq!(state(&app).await, expected, "{fields:?}");
        }
    }

    async fn a_form_about_a_call_that_twilio_did_not_sign_is_refused(app: TestApp) {
        let mut app = app;
        let (_, id, _) = called(&mut app, &[TAKES]).await;
        let browser = app.browser();
        let fields = [("AccountSid", ACCOUNT), ("CallSid", SID), ("Digits", "7")];
        let owned = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let signed_for = |url: String| sign(TOKEN, &url, &owned);
        let right = signed_for(format!("{ORIGIN}{KEYS_PATH}?id={id}"));
        let changed = [("AccountSid", ACCOUNT), ("CallSid", SID), ("Digits", "1")];
        let other = "B".repeat(43);
        for (what, request) in [
            ("another digit", request(KEYS_PATH, &id, &changed, &right)),
            ("another call", request(KEYS_PATH, &other, &fields, &right)),
            ("another route", request(STATUS_PATH, &id, &fields, &right)),
            ("another port", request(KEYS_PATH, &id, &fields, &signed_for(format!("http://localhost:8081{KEYS_PATH}?id={id}")))),
            ("an unknown call", posted(KEYS_PATH, &other, &[("Digits", "1")])),
            ("another name for it", posted(KEYS_PATH, &id, &[("Digits", "1"), ("CallSid", "CA1")])),
            ("another account", posted(KEYS_PATH, &id, &[("Digits", "1"), ("AccountSid", "AC1")])),
            ("no signature", request(KEYS_PATH, &id, &fields, "")),
        ] {
            assert!(is_refusal(&browser.send(request).await), "{what}");
        }
        for keys in ["one", "111111111", "1 "] {
            let answer = browser.send(posted(KEYS_PATH, &id, &[("Digits", keys)])).await;
            assert_eq!(answer.status, 400, "{keys}");
        }
        assert_eq!(state(&app).await, CallState::Queued);
    }

    async fn c4_two_figures_by_twilio_confirm_only_together(app: TestApp) {
        let mut app = app;
        let config = Config { call_mode: Mode::DigitOnScreen, ..(*app.app.config).clone() };
        app.app.policies = Policies::of(&config);
        let (account, id, _) = called(&mut app, &[TAKES]).await;
        let digits = view(&app, SCOPE).await.unwrap().digits.unwrap();
        let browser = app.browser();
        let said = text(&browser.send(posted(CALLS_PATH, &id, &[])).await);
        assert!(said.contains("numDigits=\"2\"") && !said.contains(&digits), "{said}");
        assert_eq!(browser.send(posted(KEYS_PATH, &id, &[("Digits", &digits)])).await.status, 200);
        assert_eq!(state(&app).await, CallState::Confirmed);
        assert!(consume(&app.app, &account, SCOPE).await);
    }

    async fn a_call_that_twilio_may_have_placed_is_not_placed_again(app: TestApp) {
        let mut app = app;
        let account = nora(&app).await;
        let (url, handed) = company(&[Does::BreakOff]).await;
        let access = Access { account: ACCOUNT, token: TOKEN, api: &url, origin: ORIGIN };
        app.app.voice = VoiceGateway::Twilio(Twilio::new(&access, "+3228888888").unwrap());
        place(&app, &account).await.unwrap();
        app.work().await;
        assert_eq!(state(&app).await, CallState::Failed);
        app.advance_seconds(20);
        app.work().await;
        assert_eq!(handed.lock().unwrap().len(), 1);
        // It rings after all: who placed it says so.
        let id = last_call(&app).await;
        assert_eq!(app.browser().send(posted(STATUS_PATH, &id, &[("CallStatus", "ringing")])).await.status, 200);
        assert_eq!(state(&app).await, CallState::Ringing);
    }

    async fn a_call_that_is_over_when_it_is_answered_says_nothing(app: TestApp) {
        let mut app = app;
        let (_, id, _) = called(&mut app, &[TAKES]).await;
        app.advance_seconds(600);
        let said = text(&app.browser().send(posted(CALLS_PATH, &id, &[])).await);
        assert!(said.contains("<Hangup/>") && !said.contains("<Say"), "{said}");
    }
}

/// The name of the call that was placed last.
async fn last_call(app: &TestApp) -> String {
    let mut tx = app.app.db.read().await.unwrap();
    let row = crate::db::calls::find_awaited(&mut tx, SCOPE).await.unwrap().unwrap();
    drop(tx);
    row.id
}
