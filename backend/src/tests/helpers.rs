//! What people do with second factors, for the tests: set them up, choose them, answer calls.

use serde_json::Value;
use vestibule_shared::{
    factor::{FactorKind, SetUp},
    problem::Problem as WireProblem,
    registration as reg,
    sign_in::{self, SignIn, Step},
    two_step::{self, TwoStep},
};

use crate::{
    app::webauthn::tests::soft::SoftKey,
    domain::{calls::Report, totp::Authenticator},
    service::calls,
    tests::app::{Browser, PASSWORD, TestApp, activation, details},
};

const LOTTE: &str = "85073003328";
const ORIGIN: &str = "http://localhost:8080";
pub(crate) const EMAIL: &str = "lotte@example.be";

/// User name and password of the patient.
pub(crate) async fn enter(browser: &Browser) -> Result<Step, WireProblem<Step>> {
    let command = sign_in::EnterPassword { email: EMAIL.into(), password: PASSWORD.into() };
    browser.advance(&command).await
}

/// A patient who just signed in with a password, without any factor.
pub(crate) async fn patient(app: &TestApp) -> Browser {
    app.activated(&app.browser(), &app.card(LOTTE), EMAIL).await;
    let browser = app.browser();
    enter(&browser).await.unwrap();
    browser
}

/// The patient in a browser and session of their own.
pub(crate) async fn patient_again(app: &TestApp) -> Browser {
    if app.sms.lock().unwrap().is_empty() {
        return patient(app).await;
    }
    let browser = app.browser();
    enter(&browser).await.unwrap();
    browser
}

/// A doctor who just signed in with a password, without any factor.
pub(crate) async fn doctor(app: &TestApp) -> Browser {
    let (browser, card) = (app.browser(), app.card(LOTTE));
    browser.identify(&card, reg::Audience::Professional).await.unwrap();
    let capacity = reg::Capacity::Doctor;
    browser.advance(&reg::ConfirmProfile { capacity }).await.unwrap();
    let mut details = details("dokter@example.be");
    details.riziv = Some("1-90069-51-001".into());
    browser.advance(&details).await.unwrap();
    app.work().await;
    browser.advance(&activation(&app.last_code())).await.unwrap();
    app.work().await;
    app.advance_seconds(31);
    let browser = app.browser();
    let email = "dokter@example.be".into();
    let command = sign_in::EnterPassword { email, password: PASSWORD.into() };
    browser.advance(&command).await.unwrap();
    browser
}

/// Begins to set a method up; gives what there is to do.
pub(crate) async fn set_up(browser: &Browser, kind: FactorKind) -> SetUp {
    let step = browser.current::<TwoStep>().await;
    if matches!(step, two_step::Step::More(_)) {
        browser.advance(&two_step::AddAnother {}).await.unwrap();
    } else if matches!(step, two_step::Step::SetUp(_)) {
        browser.advance(&two_step::Back {}).await.unwrap();
    }
    let step = browser.advance(&two_step::StartSetUp { kind }).await.unwrap();
    let two_step::Step::SetUp(step) = step else { panic!("{step:?}") };
    step.set_up
}

/// The code that an app shows for a key at the application's time.
pub(crate) fn app_code(app: &TestApp, key: &str) -> String {
    let key = Authenticator::stored(&key.replace(' ', "")).unwrap();
    key.code_at(app.app.clock.now())
}

/// Names the method and goes on to the end; gives the recovery codes, where they were made.
pub(crate) async fn finish(browser: &Browser) -> Vec<String> {
    let mut step = browser.advance(&two_step::SetName { name: "Mine".into() }).await.unwrap();
    if let two_step::Step::More(_) = step {
        step = browser.advance(&two_step::Enough {}).await.unwrap();
    }
    let two_step::Step::Codes(shown) = step else { return vec![] };
    browser.advance(&two_step::KeptCodes {}).await.unwrap();
    shown.codes
}

/// Sets an app up; gives its key.
pub(crate) async fn enrol_app(app: &TestApp, browser: &Browser) -> String {
    let SetUp::App { key, .. } = set_up(browser, FactorKind::App).await else { panic!() };
    let code = app_code(app, &key);
    browser.advance(&two_step::SubmitCode { code }).await.unwrap();
    finish(browser).await;
    key
}

/// Sets codes by text message up.
pub(crate) async fn enrol_sms(app: &TestApp, browser: &Browser, phone: Option<&str>) {
    set_up(browser, FactorKind::Sms).await;
    let phone = phone.map(str::to_owned);
    browser.advance(&two_step::UseNumber { phone }).await.unwrap();
    app.work().await;
    let code = app.last_code();
    browser.advance(&two_step::SubmitCode { code }).await.unwrap();
    finish(browser).await;
}

/// An authenticator and the browser it is plugged into.
pub(crate) struct Key {
    pub(crate) soft: SoftKey,
    made: Option<Value>,
}

impl Key {
    pub(crate) fn new() -> Self {
        Self { soft: SoftKey::at(ORIGIN), made: None }
    }

    /// Answers another account's question with the credential that was made for the first.
    pub(crate) fn copy_into(&mut self, options: &Value) -> Value {
        let made = self.made.clone().unwrap();
        let id = crate::app::webauthn::tests::soft::decode(&made["rawId"]);
        self.soft.create_but(options, |draft| {
            draft.id = made["id"].as_str().unwrap().to_owned();
            draft.raw_id.clone_from(&id);
            if let Some((enrolled, _)) = &mut draft.enrolled {
                *enrolled = id;
            }
        })
    }
}

/// Sets a key up.
pub(crate) async fn enrol_key(browser: &Browser, kind: FactorKind, key: &mut Key) {
    let SetUp::Key { options } = set_up(browser, kind).await else { panic!() };
    let credential = key.soft.create(&options);
    key.made = Some(credential.clone());
    browser.advance(&two_step::SubmitKey { credential }).await.unwrap();
    finish(browser).await;
}

/// Goes to the choice of a second factor, which a person with one method does not see at first.
pub(crate) async fn at_choice(browser: &Browser) -> sign_in::ChooseStep {
    let mut step = browser.current::<SignIn>().await;
    if let Step::Prove(_) = step {
        step = browser.advance(&sign_in::TryAnotherWay {}).await.unwrap();
    }
    let Step::Choose(step) = step else { panic!("{step:?}") };
    step
}

/// Chooses the first method of a kind at sign-in, where the server did not.
pub(crate) async fn choose(browser: &Browser, kind: FactorKind) -> Step {
    let step = match browser.current::<SignIn>().await {
        Step::Choose(step) => step,
        Step::Prove(step) if step.method.as_ref().is_some_and(|it| it.kind == kind) => {
            return Step::Prove(step);
        }
        step => panic!("{step:?}"),
    };
    let method = step.methods.into_iter().find(|method| method.kind == kind).unwrap().id;
    browser.advance(&sign_in::ChooseMethod { method }).await.unwrap()
}

/// Signs the patient in again with the code of an app.
pub(crate) async fn entered(app: &TestApp, code: &str) -> Result<Browser, WireProblem<Step>> {
    let browser = app.browser();
    enter(&browser).await?;
    choose(&browser, FactorKind::App).await;
    let submit = sign_in::SubmitCode { code: code.into(), remember: false };
    browser.advance(&submit).await?;
    Ok(browser)
}

/// Answers the last call and presses a key.
pub(crate) async fn answer_call(app: &TestApp, key: char) {
    let id = app.calls.lock().unwrap().last().unwrap().id.clone();
    for report in [Report::Ringing, Report::Answered, Report::Key(key)] {
        calls::report(&app.app, &id, report).await.unwrap();
    }
}
