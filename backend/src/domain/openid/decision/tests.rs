//! Tests of what comes next for an authorization request.

use serde_json::{Map, Value, json};

use super::*;
use crate::domain::openid::request::ResponseMode;

const NOW: Timestamp = Timestamp(1_000_000_000);

fn client(more: Value) -> Client {
    let mut all = json!({ "client_name": "Ward", "redirect_uris": ["https://ward.example/"] });
    let Value::Object(more) = more else { panic!("{more}") };
    all.as_object_mut().unwrap().extend(more);
    Client::new("ward".into(), serde_json::from_value(all).unwrap()).unwrap()
}

fn request() -> ClientRequest {
    ClientRequest {
        client: "ward".into(),
        redirect_uri: "https://ward.example/".into(),
        names_redirect: true,
        mode: ResponseMode::Query,
        scopes: vec![Scope::Openid, Scope::Email],
        state: None,
        nonce: None,
        challenge: None,
        prompt: Prompt::Default,
        max_age: None,
        acr_values: vec![],
        claims: Map::new(),
        subject: None,
        language: None,
        dpop_jkt: None,
        login_hint: None,
    }
}

fn citizen() -> Who {
    Who { capacity: Capacity::Citizen, organisation: None, role: None }
}

fn present() -> Present {
    Present {
        proved_at: NOW.plus_seconds(-3600),
        acr: Acr::Password,
        has_duty: false,
        has_factor: false,
        has_card: true,
        subject: "lotte".into(),
        who: citizen(),
        consented: vec![Scope::Openid, Scope::Email],
    }
}

const BEGUN: Progress =
    Progress { begun_at: Timestamp(NOW.0 - 60_000), has_chosen: false, has_agreed: false };

fn of(request: &ClientRequest, present: &Present) -> Next {
    next(request, &client(json!({})), Some(present), BEGUN, NOW)
}

#[test]
fn a_person_who_agreed_before_goes_straight_on() {
    assert_eq!(of(&request(), &present()), Next::Issue);
    assert_eq!(next(&request(), &client(json!({})), None, BEGUN, NOW), Next::SignIn);
}

#[test]
fn o2_a_new_proof_is_asked_for_once() {
    let shows = |login, consent, select_account| ClientRequest {
        prompt: Prompt::Show { login, consent, select_account },
        ..request()
    };
    let fresh = Present { proved_at: NOW, ..present() };
    let earlier = Present { proved_at: NOW.plus_seconds(-61), ..present() };
    assert_eq!(of(&shows(true, false, false), &earlier), Next::Prove(Missing::Recent));
    assert_eq!(of(&shows(true, false, false), &fresh), Next::Issue);
    let aged = |seconds| ClientRequest { max_age: Some(seconds), ..request() };
    assert_eq!(of(&aged(10_000), &present()), Next::Issue);
    assert_eq!(of(&aged(3600), &present()), Next::Issue);
    assert_eq!(of(&aged(3599), &present()), Next::Prove(Missing::Recent));
    // Between the proof and the code the seconds of `max_age=1` pass: that is no circle.
    let during = Present { proved_at: NOW.plus_seconds(-30), ..present() };
    assert_eq!(of(&aged(1), &during), Next::Issue);
    assert_eq!(of(&shows(false, true, false), &present()), Next::Ask);
    assert_eq!(of(&shows(false, false, true), &present()), Next::Choose);
    let chosen = Progress { has_chosen: true, ..BEGUN };
    let select = shows(false, false, true);
    assert_eq!(next(&select, &client(json!({})), Some(&present()), chosen, NOW), Next::Issue);
}

#[test]
fn o3_what_is_asked_for_is_proved_or_refused_and_never_silently_less() {
    let asks = |values: &[&str]| ClientRequest {
        acr_values: values.iter().map(|&value| value.to_owned()).collect(),
        ..request()
    };
    let (two, eid) = (Acr::TwoStep.urn(), Acr::Eid.urn());
    let factor = Present { has_factor: true, ..present() };
    let none = Present { has_card: false, ..present() };
    assert_eq!(of(&asks(&[two]), &factor), Next::Prove(Missing::SecondFactor));
    assert_eq!(of(&asks(&[two]), &none), Next::SetUp);
    assert_eq!(of(&asks(&[eid]), &factor), Next::Prove(Missing::Card));
    assert_eq!(of(&asks(&[eid]), &none), Next::TooWeak);
    assert_eq!(of(&asks(&["made-up"]), &present()), Next::TooWeak);
    assert_eq!(of(&asks(&["made-up", two]), &Present { acr: Acr::Eid, ..present() }), Next::Issue);
    assert_eq!(of(&asks(&[eid, Acr::Password.urn()]), &present()), Next::Issue);
    let strict = client(json!({ "least_acr": "two_step" }));
    let seen = next(&request(), &strict, Some(&factor), BEGUN, NOW);
    assert_eq!(seen, Next::Prove(Missing::SecondFactor));
    let seen = next(&asks(&[Acr::Password.urn()]), &strict, Some(&factor), BEGUN, NOW);
    assert_eq!(seen, Next::Prove(Missing::SecondFactor), "a request cannot lower it");
}

#[test]
fn o13_consent_is_asked_for_once_a_set_of_scopes() {
    let knows = |consented: &[Scope]| Present { consented: consented.to_vec(), ..present() };
    assert_eq!(of(&request(), &knows(&[])), Next::Ask);
    assert_eq!(of(&request(), &knows(&[Scope::Openid])), Next::Ask);
    assert_eq!(of(&request(), &knows(&Scope::ALL)), Next::Issue);
    let own = client(json!({ "consent": "skip" }));
    assert_eq!(next(&request(), &own, Some(&knows(&[])), BEGUN, NOW), Next::Issue);
    let agreed = Progress { has_agreed: true, ..BEGUN };
    let open = client(json!({}));
    assert_eq!(next(&request(), &open, Some(&knows(&[])), agreed, NOW), Next::Issue);
}

#[test]
fn o19_a_client_is_for_the_people_it_names() {
    let doctor = Present { who: Who { capacity: Capacity::Doctor, ..citizen() }, ..present() };
    let who = Who { organisation: Some("0123456749".into()), ..citizen() };
    let ward = Present { who, ..present() };
    let staff = Present { who: Who { role: Some(Role::Auditor), ..citizen() }, ..present() };
    for (allow, who) in [
        (json!({ "capacities": ["doctor"] }), &doctor),
        (json!({ "organisations": ["0123456749"] }), &ward),
        (json!({ "roles": ["auditor"] }), &staff),
    ] {
        let client = client(json!({ "allow": allow }));
        assert_eq!(next(&request(), &client, Some(who), BEGUN, NOW), Next::Issue, "{allow}");
        assert_eq!(next(&request(), &client, Some(&present()), BEGUN, NOW), Next::Denied);
    }
}

#[test]
fn m9_a_doctor_without_a_second_factor_gets_no_code() {
    let who = Who { capacity: Capacity::Doctor, ..citizen() };
    let doctor = Present { has_duty: true, who, ..present() };
    assert_eq!(of(&request(), &doctor), Next::SetUp);
    assert_eq!(Next::SetUp.without_page(), Some(ErrorCode::InteractionRequired));
}

#[test]
fn a_request_for_another_person_leads_to_the_choice_of_an_account() {
    let other = ClientRequest { subject: Some("mathis".into()), ..request() };
    assert_eq!(of(&other, &present()), Next::OtherPerson);
    let same = ClientRequest { subject: Some("lotte".into()), ..request() };
    assert_eq!(of(&same, &present()), Next::Issue);
}
