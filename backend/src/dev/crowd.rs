//! A crowd: many active people with names, methods and messages, stored by the product's own
//! functions but without their flows. For measuring; a card and a code each would take days.

use anyhow::anyhow;
use vestibule_shared::{
    factor::FactorKind,
    id::AccountId,
    problem::Code,
    text::{Email, Language, Riziv},
};

use crate::{
    app::{App, problem::Problem},
    db::{self, Tx, outbox::Noted},
    domain::{
        account::{Details, Name, Profession},
        phone::Mobile,
    },
    service::{
        accounts, audit,
        factors::{self, ProvedFactor, Secret},
        names, outbox,
    },
};

/// How many people are stored in one transaction.
const AT_ONCE: u32 = 500;
const GIVEN: [&str; 20] = [
    "Marie", "Jan", "Louise", "Noah", "Emma", "Lucas", "Olivia", "Arthur", "Alice", "Liam", "Mila",
    "Jules", "Camille", "Adam", "Juliette", "Victor", "Ella", "Louis", "Nora", "Finn",
];
/// The first ones are as common as they are in earnest: each fortieth person, and fewer.
const FAMILY: [&str; 12] = [
    "Peeters", "Janssens", "Maes", "Jacobs", "Mertens", "Willems", "Claes", "Goossens", "Wouters",
    "De Smet", "Dubois", "Lambert",
];
/// Syllables of the other names, 64,000 of them.
const SYLLABLES: [&str; 40] = [
    "ver", "van", "ber", "der", "hof", "laer", "meer", "berg", "dael", "huys", "stra", "ten",
    "mol", "car", "dou", "lec", "mar", "not", "pol", "ric", "sel", "tim", "vel", "wal", "zon",
    "bos", "cam", "dek", "fon", "gil", "hen", "jon", "kem", "lou", "mon", "nys", "oos", "pau",
    "rol", "sto",
];

/// Stores so many people.
///
/// # Errors
/// When they are there already, or cannot be written.
pub async fn settle(app: &App, count: u32) -> anyhow::Result<()> {
    for begin in (0..count).step_by(AT_ONCE as usize) {
        let mut tx = app.db.write().await?;
        for number in begin..count.min(begin + AT_ONCE) {
            settle_one(app, &mut tx, number).await.map_err(|problem| anyhow!("{problem:?}"))?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// The name of the person with this number.
fn name(number: u32) -> Name {
    let pick = |list: &[&'static str], n: u32| list[n as usize % list.len()];
    let family = if number.is_multiple_of(4) {
        pick(&FAMILY, number / 4).to_owned()
    } else {
        let mixed = number.wrapping_mul(2_654_435_761) >> 8;
        let part = |n: u32| pick(&SYLLABLES, mixed / n);
        let family = [part(1), part(40), part(1600)].concat();
        family[..1].to_uppercase() + &family[1..]
    };
    Name { given: Some(pick(&GIVEN, number / 7).to_owned()), family }
}

/// The address of the person with this number.
fn email(number: u32) -> String {
    format!("person{number}@crowd.example.be")
}

/// The mobile number of the person with this number.
fn phone(number: u32) -> Mobile {
    Mobile::stored(format!("+32470{number:06}"))
}

/// Which methods: of ten people three have none, three messages only, two an app, and two both.
/// One of their own, with right check digits.
fn riziv(number: u32) -> Result<Riziv, Code> {
    let first = 100_000 + number % 100_000;
    Riziv::parse(&format!("{first}{:02}001", 97 - first % 97))
}

fn methods(number: u32) -> &'static [FactorKind] {
    match number % 10 {
        0..3 => &[],
        3..6 => &[FactorKind::Sms],
        6..8 => &[FactorKind::App],
        _ => &[FactorKind::App, FactorKind::Sms],
    }
}

async fn settle_one(app: &App, tx: &mut Tx, number: u32) -> Result<(), Problem> {
    let (id, name, now) = (AccountId(app.rng.id()), name(number), app.clock.now());
    let profession = if number.is_multiple_of(20) {
        Profession::doctor(&riziv(number)?)
    } else {
        Profession::Citizen
    };
    let languages = [Language::Nl, Language::Fr, Language::Nl, Language::De];
    let details = Details {
        email: Email::parse(&email(number))?,
        phone: phone(number),
        language: languages[number as usize % languages.len()],
        terms_version: app.config.terms_version.clone(),
        profession,
    };
    db::accounts::insert(tx, &accounts::seal(app, &id, &name, &details, now)?).await?;
    names::insert(app, tx, &id, &name).await?;
    db::accounts::update_opened(tx, &id).await?;
    // What is no hash opens nothing.
    db::accounts::update_activated(tx, &id, "none", now).await?;
    for kind in methods(number) {
        let secret = match kind {
            FactorKind::Sms => Secret::Phone(details.phone.clone()),
            _ => Secret::App(app.rng.letters::<16>()),
        };
        let new = ProvedFactor { kind: *kind, name: "Mine".into(), secret, counter: 0 };
        factors::insert(app, tx, &id, &new).await?;
    }
    audit::note(app, tx, audit::Event::Activated, Some(&id.0), "").await?;
    send(app, tx, &id, &details).await
}

/// A message that arrived, or did not; it is never seen by who delivers.
async fn send(
    app: &App,
    tx: &mut Tx,
    account: &AccountId,
    details: &Details,
) -> Result<(), Problem> {
    let (id, now) = (app.rng.id(), app.clock.now());
    let to = (&details.phone, details.language);
    outbox::write_sms(app, tx, &id, to, (account, "sign-in"), "123456".into()).await?;
    let failed = details.phone.as_str().ends_with('7');
    let (to, fault) =
        if failed { ("undelivered", Some("unreachable")) } else { ("delivered", None) };
    db::outbox::update_sent(tx, &id, None, now).await?;
    let noted = Noted { from: None, to, fault, reference: None, at: now };
    db::outbox::update_delivery(tx, &id, &noted).await?;
    Ok(())
}
