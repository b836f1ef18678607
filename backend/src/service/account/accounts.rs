//! Converts accounts between their sealed rows and the types of the rules.

use vestibule_shared::{
    id::AccountId,
    policy::Value,
    problem::{Code, Field},
    staff::Role,
    text::{Email, Language},
    time::Timestamp,
};

use crate::{
    app::{
        App,
        codec::{decode, encode, from_label, label},
        problem::Problem,
    },
    db::{
        self, Reader, Tx,
        accounts::{NewAccount, Row},
    },
    domain::{
        account::{Account, Details, Name, Person, Profession},
        email,
        identity::Identity,
        phone::Mobile,
    },
    service::capacities,
};

/// Returns the digest by which an e-mail address is found, whatever its spelling.
pub fn email_key(app: &App, email: &Email) -> String {
    app.keys.index("email", &email::canonical(email))
}

/// Returns the digest by which a phone number is found and counted.
pub fn phone_key(app: &App, phone: &Mobile) -> String {
    app.keys.index("phone", phone.as_str())
}

/// Returns the digest by which the accounts of an organisation are found.
pub fn organisation_key(app: &App, cbe: &str) -> String {
    app.keys.index("organisation", cbe)
}

/// Returns the digest by which a doctor's RIZIV number is found. The last three digits are a
/// competence, which can change; the first eight identify the person.
pub fn riziv_key(app: &App, riziv: &str) -> String {
    app.keys.index("riziv", riziv.get(..8).unwrap_or(riziv))
}

/// Reads the role in a row.
pub fn role(label: Option<&str>) -> Result<Option<Role>, Problem> {
    label.map(from_label).transpose()
}

/// Decrypts the sealed columns of a row.
pub fn open(app: &App, row: Row) -> Result<Account, Problem> {
    let open = |column: &str, sealed: &str| {
        app.keys.open_seal(&format!("accounts|{column}|{}", row.id), sealed)
    };
    Ok(Account {
        email: Email::stored(open("email", &row.email_sealed)?),
        email_state: from_label(&row.email_state)?,
        phone: Mobile::stored(open("phone", &row.phone_sealed)?),
        person: decode(&open("person", &row.person_sealed)?)?,
        language: Language::from_tag(&row.language).unwrap_or(Language::Nl),
        is_active: row.is_active(),
        is_locked: row.is_locked(app.times(Value::ActivationTries)),
        code_failures: u32::try_from(row.code_failures).unwrap_or(u32::MAX),
        password_hash: row.password_hash,
        role: role(row.role.as_deref())?,
        capacity: capacities::standing(app, from_label(&row.capacity)?, row.finding.as_deref())?,
        id: AccountId(row.id),
    })
}

/// Finds the account that any of these identities opens.
pub async fn find_by_identities(tx: &mut Reader, all: &[Identity]) -> Result<Option<Row>, Problem> {
    for identity in all {
        let row = db::accounts::find_by_person(tx, &identity.provider, &identity.key).await?;
        if row.is_some() {
            return Ok(row);
        }
    }
    Ok(None)
}

/// Checks that an identity opens this account.
pub async fn opens(tx: &mut Tx, identity: &Identity, id: &AccountId) -> Result<bool, Problem> {
    let row = db::accounts::find_by_person(tx, &identity.provider, &identity.key).await?;
    Ok(row.is_some_and(|row| row.id == id.0))
}

/// Decrypts the person of a row that a session was joined with.
pub fn open_person(app: &App, account: &str, sealed: &str) -> Result<Person, Problem> {
    decode(&app.keys.open_seal(&format!("accounts|person|{account}"), sealed)?)
}

/// Seals a new account.
pub fn seal<'a>(
    app: &App,
    id: &'a AccountId,
    name: &Name,
    details: &'a Details,
    at: Timestamp,
) -> Result<NewAccount<'a>, Problem> {
    let seal = |column: &str, text: &str| {
        app.keys.seal(&app.rng, &format!("accounts|{column}|{id}"), text)
    };
    let person = Person { name: name.clone(), profession: details.profession.clone() };
    let organisation_key = match &details.profession {
        Profession::Organisation { cbe, .. } => Some(organisation_key(app, cbe)),
        Profession::Citizen | Profession::Doctor { .. } => None,
    };
    let riziv_key = match &details.profession {
        Profession::Doctor { riziv } => Some(riziv_key(app, riziv)),
        Profession::Citizen | Profession::Organisation { .. } => None,
    };
    Ok(NewAccount {
        id,
        riziv_key,
        email_key: email_key(app, &details.email),
        email_sealed: seal("email", details.email.as_str()),
        phone_key: phone_key(app, &details.phone),
        phone_sealed: seal("phone", details.phone.as_str()),
        person_sealed: seal("person", &encode(&person)?),
        language: details.language.tag(),
        capacity: label(&details.profession.capacity()),
        terms_version: &details.terms_version,
        at,
        organisation_key,
    })
}

/// Replaces the mobile number before activation.
pub async fn change_phone(
    app: &App,
    tx: &mut db::Tx,
    id: &AccountId,
    phone: &Mobile,
) -> Result<bool, Problem> {
    let sealed = app.keys.seal(&app.rng, &format!("accounts|phone|{id}"), phone.as_str());
    Ok(db::accounts::update_phone(tx, id, &phone_key(app, phone), &sealed).await?)
}

/// Replaces the mobile number of an active account.
pub async fn update_phone(
    app: &App,
    tx: &mut db::Tx,
    id: &AccountId,
    phone: &Mobile,
) -> Result<(), Problem> {
    let sealed = app.keys.seal(&app.rng, &format!("accounts|phone|{id}"), phone.as_str());
    db::accounts::update_contact_phone(tx, id, &phone_key(app, phone), &sealed).await?;
    Ok(())
}

/// Replaces the user name of an active account.
///
/// # Errors
/// `EmailTaken`; then the transaction must be dropped.
pub async fn update_email(
    app: &App,
    tx: &mut db::Tx,
    id: &AccountId,
    email: &Email,
) -> Result<(), Problem> {
    let sealed = app.keys.seal(&app.rng, &format!("accounts|email|{id}"), email.as_str());
    match db::accounts::update_email(tx, id, &email_key(app, email), &sealed).await {
        Ok(_) => Ok(()),
        Err(error) if db::accounts::is_email_taken(&error) => {
            Err(Problem::field(Field::Email, Code::EmailTaken))
        }
        Err(error) => Err(error.into()),
    }
}

/// Returns the account with this identifier; a flow or a session refers to it, so it must exist.
pub async fn get(
    app: &App,
    tx: &mut db::Reader,
    id: &AccountId,
) -> Result<Option<Account>, Problem> {
    db::accounts::find(tx, id).await?.map(|row| open(app, row)).transpose()
}
