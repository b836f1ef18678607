//! Verification of capacities (O11, O19): what applications see, who may decide, and what a refusal
//! revokes.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    http::{HeaderMap, Response},
    routing::post,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use vestibule_shared::{
    account::GetAccount,
    desk::{
        Act, Action, ConfirmCapacity, ListCapacities, PersonChoice, RefuseCapacity, ShowPerson,
    },
    policy::{CapacityCheck, CapacityStatus, CheckMode, Policy},
    problem::Code,
    registration::Capacity,
    staff::Role,
};

use super::relying_party::{Outcome, RelyingParty};
use crate::{
    domain::account::capacity::{Decider, Standing},
    gateway::{
        profession::ProfessionSource,
        signature::{SIGNATURE, is_signed, sign},
    },
    service::{
        accounts::{self, organisation_key},
        capacities,
    },
    system::clock::Clock,
    tests::{
        app::{Browser, TestApp, on_each_engine},
        desk::{
            ask,
            find::{CBE, member},
        },
        helpers::{doctor, enrol_app},
        policy::{again, endings::enforce},
        staff::{account, put, staff, staff_of},
    },
};

const SECRET: &str = "what only the register and we know";
const DOCTOR: &str = "dokter@example.be";
const MONTH: i64 = 30 * 86_400;

/// How the source answers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answers {
    With(&'static str),
    Unsigned,
    AnotherQuestion,
    TooLong,
    Away,
}

/// A source on a local port.
struct Source {
    asked: Arc<Mutex<Vec<Value>>>,
    answers: Arc<Mutex<Answers>>,
}

impl Source {
    /// Starts a source and configures the application to query it.
    async fn open(app: &mut TestApp) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/check", listener.local_addr().unwrap());
        let (asked, answers) =
            (Arc::<Mutex<Vec<Value>>>::default(), Arc::new(Mutex::new(Answers::With("unknown"))));
        let (inbox, how, clock) = (asked.clone(), answers.clone(), app.app.clock.clone());
        let handler = async move |headers: HeaderMap, body: String| {
            let header = headers[SIGNATURE].to_str().unwrap();
            assert!(is_signed(SECRET, header, body.as_bytes(), clock.now()), "{header}");
            let question: Value = serde_json::from_str(&body).unwrap();
            assert_eq!(headers["idempotency-key"], question["id"].as_str().unwrap());
            let how = *how.lock().unwrap();
            let answer = reply(how, &question, &clock);
            inbox.lock().unwrap().push(question);
            answer
        };
        let router = Router::new().route("/check", post(handler));
        tokio::spawn(async move { axum::serve(listener, router).await });
        app.app.profession = Some(ProfessionSource::new(&url, SECRET).unwrap());
        Self { asked, answers }
    }

    fn answer(&self, how: Answers) {
        *self.answers.lock().unwrap() = how;
    }

    /// Returns the queries since the last call.
    fn take(&self) -> Vec<Value> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

fn reply(how: Answers, question: &Value, clock: &Clock) -> Response<String> {
    let (id, result) = match how {
        Answers::With(result) => (question["id"].clone(), result),
        Answers::AnotherQuestion => (json!("another"), "confirmed"),
        Answers::Unsigned | Answers::TooLong | Answers::Away => {
            (question["id"].clone(), "confirmed")
        }
    };
    let mut body = json!({ "id": id, "result": result }).to_string();
    if how == Answers::TooLong {
        body += &" ".repeat(5000);
    }
    let secret =
        if how == Answers::Unsigned { "another secret, not shared with us" } else { SECRET };
    let status = if how == Answers::Away { 503 } else { 200 };
    let signature = sign(secret, clock.now(), body.as_bytes());
    Response::builder().status(status).header(SIGNATURE, signature).body(body).unwrap()
}

async fn require(app: &TestApp, capacity: Capacity, mode: CheckMode) {
    let checks = vec![CapacityCheck { capacity, mode }];
    enforce(app, &Policy { checks, ..(*app.app.policies.policy()).clone() }).await;
}

/// Runs the workers until nothing is due.
async fn work(app: &TestApp) {
    while capacities::check_one(&app.app).await.unwrap() {}
    app.work().await;
}

async fn claims(ward: &RelyingParty, browser: &Browser) -> Value {
    let tokens = ward.tokens(browser, &[("scope", "openid profession")]).await;
    ward.userinfo(&tokens).await.json()
}

/// Returns how many mails with a purpose were sent.
fn mails(app: &TestApp, purpose: &str) -> usize {
    app.mails().iter().filter(|mail| *mail == purpose).count()
}

async fn status(browser: &Browser) -> CapacityStatus {
    browser.call::<GetAccount>().await.unwrap().capacity_status
}

/// Returns the verification status of the doctor.
async fn standing(app: &TestApp) -> Standing {
    let id = account(app, DOCTOR).await;
    let mut tx = app.app.db.read().await.unwrap();
    accounts::get(&app.app, &mut tx, &id).await.unwrap().unwrap().capacity
}

/// A doctor with a second factor.
async fn practising(app: &TestApp) -> Browser {
    let browser = doctor(app).await;
    enrol_app(app, &browser).await;
    browser
}

async fn ward(app: &TestApp) -> RelyingParty {
    RelyingParty::register(app, "ward", json!({ "consent": "skip" })).await
}

async fn for_doctors(app: &TestApp) -> RelyingParty {
    let metadata = json!({ "consent": "skip", "allow": { "capacities": ["doctor"] } });
    RelyingParty::register(app, "doctors", metadata).await
}

async fn is_let_in(client: &RelyingParty, browser: &Browser) -> bool {
    matches!(client.authorize(browser, &[]).await, Outcome::Back(answer) if answer.contains_key("code"))
}

/// Returns why the page between the application and the sign-in refuses the person.
async fn denied(client: &RelyingParty, browser: &Browser) -> Value {
    let Outcome::Waits(handle) = client.authorize(browser, &[]).await else { panic!("let in") };
    let step = browser.post("/api/consent", &json!({ "request": handle })).await.json();
    assert_eq!(step["step"], "denied", "{step}");
    step["why"].clone()
}

fn act(account: &vestibule_shared::id::AccountId) -> Act {
    Act { account: account.clone(), reason: "compared with the register".into() }
}

on_each_engine! {
    async fn o11_a_capacity_that_nobody_checks_is_given_and_said_to_be_unchecked(app: TestApp) {
        let (ward, browser) = (ward(&app).await, practising(&app).await);
        let claims = claims(&ward, &browser).await;
        assert_eq!((&claims["capacity"], &claims["riziv"]), (&json!("doctor"), &json!("19006951001")));
        assert_eq!(claims["capacity_verified"], false);
        assert!(claims.get("capacity_verified_by").is_none());
        assert_eq!(status(&browser).await, CapacityStatus::Declared);
    }

    async fn o11_until_the_source_confirms_a_doctor_applications_see_a_citizen(app: TestApp) {
        let mut app = app;
        let source = Source::open(&mut app).await;
        require(&app, Capacity::Doctor, CheckMode::Checked).await;
        let (ward, doctors) = (ward(&app).await, for_doctors(&app).await);
        let browser = practising(&app).await;
        let before = claims(&ward, &browser).await;
        assert_eq!((&before["capacity"], &before["capacity_verified"]), (&json!("citizen"), &json!(false)));
        assert!(before.get("riziv").is_none(), "{before}");
        assert_eq!(denied(&doctors, &browser).await, "unverified");
        assert_eq!(status(&browser).await, CapacityStatus::Waiting);
        source.answer(Answers::With("confirmed"));
        work(&app).await;
        let after = claims(&ward, &browser).await;
        assert_eq!((&after["capacity"], &after["riziv"]), (&json!("doctor"), &json!("19006951001")));
        assert_eq!((&after["capacity_verified"], &after["capacity_verified_by"]), (&json!(true), &json!("source")));
        assert!(is_let_in(&doctors, &browser).await);
        assert_eq!(status(&browser).await, CapacityStatus::Confirmed);
        assert_eq!(mails(&app, "capacity_confirmed"), 1);
        let asked = source.take();
        assert_eq!(asked.len(), 1, "once");
        assert_eq!((&asked[0]["capacity"], &asked[0]["number"]), (&json!("doctor"), &json!("19006951001")));
        let digest = |name| app.app.profession.as_ref().unwrap().digest(name);
        let names = json!([digest("voorbeeld|noor"), digest("voorbeeld|noorelise")]);
        assert_eq!(asked[0]["names"], names);
        assert!(!asked[0].to_string().to_lowercase().contains("voorbeeld"), "the name is not sent");
    }

    async fn o19_a_doctor_who_loses_the_licence_keeps_the_account_and_loses_what_is_for_doctors(app: TestApp) {
        let mut app = app;
        let source = Source::open(&mut app).await;
        require(&app, Capacity::Doctor, CheckMode::Checked).await;
        let (ward, doctors) = (ward(&app).await, for_doctors(&app).await);
        practising(&app).await;
        source.answer(Answers::With("confirmed"));
        work(&app).await;
        let offline = [("scope", "openid profession offline_access")];
        app.advance_seconds(MONTH - 120);
        let browser = again(&app, DOCTOR).await;
        let (here, there) = (ward.tokens(&browser, &offline).await, doctors.tokens(&browser, &offline).await);
        work(&app).await;
        assert_eq!(source.take().len(), 1, "once, and again after a month");
        source.answer(Answers::With("refused"));
        app.advance_seconds(100);
        work(&app).await;
        assert_eq!(source.take().len(), 1);
        let claims = ward.userinfo(&here).await.json();
        assert_eq!((&claims["capacity"], &claims["capacity_verified"]), (&json!("citizen"), &json!(false)));
        assert_eq!(doctors.userinfo(&there).await.status, 401);
        assert_eq!(doctors.refresh(there["refresh_token"].as_str().unwrap()).await.status, 400);
        assert_eq!(denied(&doctors, &browser).await, "not_for_you");
        assert!(is_let_in(&ward, &browser).await);
        assert_eq!(status(&browser).await, CapacityStatus::Refused);
        assert_eq!(mails(&app, "capacity_refused"), 1);
        // The register corrected its entry.
        source.answer(Answers::With("confirmed"));
        app.advance_seconds(MONTH);
        work(&app).await;
        assert_eq!(mails(&app, "capacity_confirmed"), 2);
    }

    async fn o19_a_policy_that_requires_verification_applies_to_the_next_refresh(app: TestApp) {
        let (ward, doctors) = (ward(&app).await, for_doctors(&app).await);
        let browser = practising(&app).await;
        let offline = [("scope", "openid profession offline_access")];
        let (here, there) = (ward.tokens(&browser, &offline).await, doctors.tokens(&browser, &offline).await);
        require(&app, Capacity::Doctor, CheckMode::Staff).await;
        let token = |tokens: &Value| tokens["refresh_token"].as_str().unwrap().to_owned();
        let refused = doctors.refresh(&token(&there)).await;
        assert_eq!((refused.status, &refused.json()["error"]), (400, &json!("invalid_grant")));
        assert_eq!(ward.refresh(&token(&here)).await.status, 200, "this client is for everybody");
        app.advance_seconds(31);
        let agent = staff_of(&app, "bram@example.be", "93051822361", Role::Desk).await;
        let id = account(&app, DOCTOR).await;
        ask::<ConfirmCapacity>(&agent, &act(&id)).await.unwrap();
        assert_eq!(doctors.refresh(&token(&there)).await.status, 200, "the refused token was not used up");
    }

    async fn o8_a_copied_token_ends_the_family_also_of_a_person_who_is_not_admitted(app: TestApp) {
        let doctors = for_doctors(&app).await;
        let browser = practising(&app).await;
        let token = |tokens: &Value| tokens["refresh_token"].as_str().unwrap().to_owned();
        let first = token(&doctors.tokens(&browser, &[("scope", "openid offline_access")]).await);
        let second = token(&doctors.refresh(&first).await.json());
        require(&app, Capacity::Doctor, CheckMode::Staff).await;
        app.advance_seconds(31);
        assert_eq!(doctors.refresh(&first).await.status, 400);
        let agent = staff_of(&app, "bram@example.be", "93051822361", Role::Desk).await;
        ask::<ConfirmCapacity>(&agent, &act(&account(&app, DOCTOR).await)).await.unwrap();
        assert_eq!(doctors.refresh(&second).await.status, 400, "the family ended");
    }

    async fn o11_an_answer_that_is_not_from_the_source_is_not_believed_and_it_is_asked_again(app: TestApp) {
        let mut app = app;
        let source = Source::open(&mut app).await;
        require(&app, Capacity::Doctor, CheckMode::Checked).await;
        practising(&app).await;
        let wrong = [Answers::Unsigned, Answers::AnotherQuestion, Answers::TooLong, Answers::Away, Answers::With("yes")];
        for (n, how) in wrong.into_iter().enumerate() {
            source.answer(how);
            work(&app).await;
            work(&app).await;
            assert_eq!(source.take().len(), 1, "answer {n}: not again at once");
            assert_eq!(standing(&app).await, Standing::Waiting, "answer {n}");
            app.advance_seconds(60 * 2_i64.pow(u32::try_from(n).unwrap()));
        }
        source.answer(Answers::With("confirmed"));
        work(&app).await;
        assert_eq!(standing(&app).await, Standing::Confirmed(Decider::Source));
    }

    async fn o11_where_the_source_does_not_know_staff_decide_and_the_reason_is_in_the_trail(app: TestApp) {
        let mut app = app;
        let source = Source::open(&mut app).await;
        require(&app, Capacity::Doctor, CheckMode::Checked).await;
        let browser = practising(&app).await;
        work(&app).await;
        assert_eq!(source.take().len(), 1);
        assert_eq!(status(&browser).await, CapacityStatus::Waiting, "unknown decides nothing");
        app.advance_seconds(31);
        let agent = staff_of(&app, "bram@example.be", "93051822361", Role::Desk).await;
        let list = agent.call::<ListCapacities>().await.unwrap();
        let id = account(&app, DOCTOR).await;
        assert_eq!(list.people.iter().map(|one| &one.account).collect::<Vec<_>>(), [&id]);
        assert_eq!(list.people[0].capacity, Capacity::Doctor);
        let page = ask::<ShowPerson>(&agent, &PersonChoice { account: id.clone() }).await.unwrap();
        assert_eq!(page.number.as_deref(), Some("19006951001"));
        assert!(page.may.contains(&Action::ConfirmCapacity) && page.may.contains(&Action::RefuseCapacity));
        let page = ask::<ConfirmCapacity>(&agent, &act(&id)).await.unwrap();
        assert_eq!(page.capacity_status, CapacityStatus::Confirmed);
        assert_eq!(page.events[0].event, "desk.capacity_confirmed");
        assert_eq!(ask::<ConfirmCapacity>(&agent, &act(&id)).await.unwrap_err(), Code::NothingToDo);
        assert!(agent.call::<ListCapacities>().await.unwrap().people.is_empty());
        app.work().await;
        assert_eq!(mails(&app, "capacity_confirmed"), 1);
        // After a refusal by staff the source is not queried.
        ask::<RefuseCapacity>(&agent, &act(&id)).await.unwrap();
        source.answer(Answers::With("confirmed"));
        app.advance_seconds(2 * MONTH);
        work(&app).await;
        assert!(source.take().is_empty());
        assert_eq!(standing(&app).await, Standing::Refused);
    }

    async fn o11_where_staff_decide_the_source_is_not_asked_and_what_it_said_is_not_enough(app: TestApp) {
        let mut app = app;
        let source = Source::open(&mut app).await;
        require(&app, Capacity::Doctor, CheckMode::Checked).await;
        source.answer(Answers::With("confirmed"));
        let browser = practising(&app).await;
        work(&app).await;
        assert_eq!(status(&browser).await, CapacityStatus::Confirmed);
        require(&app, Capacity::Doctor, CheckMode::Staff).await;
        assert_eq!(status(&browser).await, CapacityStatus::Waiting);
        app.advance_seconds(MONTH);
        work(&app).await;
        assert_eq!(source.take().len(), 1, "the source is queried only in the mode `checked`");
        let agent = staff_of(&app, "bram@example.be", "93051822361", Role::Desk).await;
        assert_eq!(agent.call::<ListCapacities>().await.unwrap().people.len(), 1);
    }

    async fn o19_staff_of_an_organisation_vouch_for_its_people_and_for_nobody_else(app: TestApp) {
        require(&app, Capacity::Organisation, CheckMode::Staff).await;
        let own = member(&app).await;
        practising(&app).await;
        let doctor = account(&app, DOCTOR).await;
        let agent = staff_of(&app, "bram@example.be", "93051822361", Role::Desk).await;
        let me = account(&app, "bram@example.be").await;
        assert_eq!(ask::<ConfirmCapacity>(&agent, &act(&me)).await.unwrap_err(), Code::NotYours);
        let nothing = ask::<ConfirmCapacity>(&agent, &act(&doctor)).await.unwrap_err();
        assert_eq!(nothing, Code::NothingToDo, "the policy requires no verification of doctors");
        let put_in = async |role, number: Option<&str>| {
            let key = number.map(|number| organisation_key(&app.app, number));
            put(&app, "bram@example.be", role, key.as_deref()).await;
        };
        put_in(Role::Auditor, None).await;
        assert_eq!(ask::<ConfirmCapacity>(&agent, &act(&own)).await.unwrap_err(), Code::RoleMissing);
        put_in(Role::Organisation, Some("0403170701")).await;
        assert_eq!(ask::<ConfirmCapacity>(&agent, &act(&own)).await.unwrap_err(), Code::PersonUnknown);
        put_in(Role::Organisation, Some(CBE)).await;
        let page = ask::<ConfirmCapacity>(&agent, &act(&own)).await.unwrap();
        assert_eq!((page.capacity_status, page.number.as_deref()), (CapacityStatus::Confirmed, Some(CBE)));
    }

    async fn a_policy_that_checks_citizens_is_refused(app: TestApp) {
        let admin = staff(&app, Role::Administrator).await;
        let checks = vec![CapacityCheck { capacity: Capacity::Citizen, mode: CheckMode::Staff }];
        let policy = Policy { checks, ..(*app.app.policies.policy()).clone() };
        let change = json!({ "policy": policy, "replaces": 0, "reason": "decided by the board" });
        assert_eq!(admin.post("/api/policy", &change).await.json()["code"], "policy_invalid");
    }
}
