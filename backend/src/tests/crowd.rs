//! Many people at once, for the tests: stored as the product stores them, without their flows.

use vestibule_shared::{
    factor::FactorKind,
    id::AccountId,
    text::{Email, Language, Riziv},
};

use crate::{
    db,
    domain::{
        account::{Details, Name, Profession},
        phone::Mobile,
    },
    service::{
        accounts,
        factors::{self, ProvedFactor, Secret},
    },
    tests::app::TestApp,
};

/// A person to store.
pub(super) struct Member<'a> {
    pub(super) email: &'a str,
    pub(super) language: Language,
    pub(super) is_doctor: bool,
    pub(super) methods: &'a [FactorKind],
}

/// An active account.
pub(super) async fn settle(app: &TestApp, member: &Member<'_>) -> AccountId {
    let (app, now) = (&app.app, app.app.clock.now());
    let (id, phone) = (AccountId(app.rng.id()), Mobile::stored("+32470123456".into()));
    let profession = if member.is_doctor {
        // Each has a number of their own.
        let first: u32 = format!("1{}", app.rng.digits(5)).parse().unwrap();
        let number = format!("{first}{:02}001", 97 - first % 97);
        Profession::doctor(&Riziv::parse(&number).unwrap())
    } else {
        Profession::Citizen
    };
    let details = Details {
        email: Email::parse(member.email).unwrap(),
        phone: phone.clone(),
        language: member.language,
        terms_version: "2026-01".into(),
        profession,
    };
    let name = Name { given: Some("Lotte".into()), family: "Maes".into() };
    let mut tx = app.db.write().await.unwrap();
    let new = accounts::seal(app, &id, &name, &details, now).unwrap();
    db::accounts::insert(&mut tx, &new).await.unwrap();
    db::accounts::update_opened(&mut tx, &id).await.unwrap();
    db::accounts::update_activated(&mut tx, &id, "no hash", now).await.unwrap();
    for kind in member.methods {
        let secret = match kind {
            FactorKind::Sms | FactorKind::Call => Secret::Phone(phone.clone()),
            _ => Secret::App("JBSWY3DPEHPK3PXP".into()),
        };
        let new = ProvedFactor { kind: *kind, name: "Mine".into(), secret, counter: 0 };
        factors::insert(app, &mut tx, &id, &new).await.unwrap();
    }
    tx.commit().await.unwrap();
    id
}

/// So many people with the same methods.
pub(super) async fn crowd(
    app: &TestApp,
    count: usize,
    is_doctor: bool,
    methods: &[FactorKind],
) -> Vec<AccountId> {
    let mut all = vec![];
    for _ in 0..count {
        let email = format!("{}@example.be", app.app.rng.id().to_lowercase());
        let member = Member { email: &email, language: Language::Nl, is_doctor, methods };
        all.push(settle(app, &member).await);
    }
    all
}
