//! Converts second factors between their sealed rows and the types of the rules.

pub mod calls;
pub mod codes;
pub mod enrolment;
pub mod guesses;
mod kinds;
pub mod proof;
pub mod tries;

use serde::{Deserialize, Serialize};
use vestibule_shared::{
    factor::{FactorId, FactorKind, Method},
    id::AccountId,
    policy::Value,
    problem::Code,
    text::RECOVERY_LENGTH,
    time::Timestamp,
};

use super::{
    accounts::phone_key,
    audit::{self, Event},
};
use crate::{
    app::{
        App,
        codec::{decode, encode, from_label},
        problem::Problem,
        webauthn::StoredKey,
    },
    db::{self, Reader, Tx, factors},
    domain::{method::name, phone::Mobile},
    service::context::Context,
};

/// The part of a factor that only the server knows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Secret {
    /// The key shared with an app, in Base32.
    App(String),
    /// The number of a phone.
    Phone(Mobile),
    /// The credential of a passkey, platform or security key.
    Key(Box<StoredKey>),
}

/// An enrolled factor with its seals opened.
#[derive(Clone, Debug)]
pub struct Factor {
    /// Its identifier.
    pub id: FactorId,
    /// Its kind.
    pub kind: FactorKind,
    /// Its owner's name for it.
    pub name: String,
    /// The part that only the server knows.
    pub secret: Secret,
    /// The last step of an app, or the counter of a key.
    pub counter: i64,
    /// Whether its owner wants it offered first.
    pub preferred: bool,
    /// When it was set up.
    pub added_at: Timestamp,
    /// When it was used last.
    pub used_at: Option<Timestamp>,
}

impl Factor {
    /// Returns the number of a phone method.
    pub fn phone(&self) -> Option<&Mobile> {
        if let Secret::Phone(phone) = &self.secret { Some(phone) } else { None }
    }

    /// Returns the credential of a key.
    pub fn key(&self) -> Option<&StoredKey> {
        if let Secret::Key(key) = &self.secret { Some(key) } else { None }
    }

    /// Returns what the owner may see.
    pub fn show(&self) -> Method {
        Method {
            id: self.id.clone(),
            kind: self.kind,
            name: self.name.clone(),
            phone_masked: self.phone().map(Mobile::masked),
            preferred: self.preferred,
            added_at: self.added_at,
            used_at: self.used_at,
        }
    }
}

/// A factor that was proved and is to be stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ProvedFactor {
    /// Its kind.
    pub kind: FactorKind,
    /// Its initial name.
    pub name: String,
    /// The part that only the server knows.
    pub secret: Secret,
    /// The step or counter that its proof used.
    pub counter: i64,
}

impl From<Factor> for ProvedFactor {
    fn from(factor: Factor) -> Self {
        let Factor { kind, name, secret, counter, .. } = factor;
        Self { kind, name, secret, counter }
    }
}

/// Restores a removed factor, unless its key or number is set up again.
pub async fn put_back(
    app: &App,
    tx: &mut Tx,
    account: &AccountId,
    removed: &ProvedFactor,
) -> Result<(), Problem> {
    let is_there = match &removed.secret {
        Secret::App(_) => false,
        Secret::Key(key) => find_key(app, tx, &key.credential_id()).await?.is_some(),
        Secret::Phone(phone) => {
            let all = list(app, tx, account).await?;
            all.iter().any(|one| one.kind == removed.kind && one.phone() == Some(phone))
        }
    };
    if !is_there {
        insert(app, tx, account, removed).await?;
    }
    Ok(())
}

/// Returns the digest by which a credential is found.
pub fn credential_key(app: &App, credential_id: &str) -> String {
    app.keys.index("credential", credential_id)
}

fn place(column: &str, id: &str) -> String {
    format!("factors|{column}|{id}")
}

/// Stores a proved factor.
///
/// # Errors
/// `KeyTaken` when this key or number is set up already.
pub async fn insert(
    app: &App,
    tx: &mut Tx,
    account: &AccountId,
    new: &ProvedFactor,
) -> Result<FactorId, Problem> {
    let id = app.rng.id();
    let lookup_key = match &new.secret {
        Secret::App(_) => id.clone(),
        Secret::Phone(phone) => phone_key(app, phone),
        Secret::Key(key) => credential_key(app, &key.credential_id()),
    };
    let row = factors::NewFactor {
        id: &id,
        account: &account.0,
        kind: name(new.kind),
        name_sealed: app.keys.seal(&app.rng, &place("name", &id), &new.name),
        secret_sealed: app.keys.seal(&app.rng, &place("secret", &id), &encode(&new.secret)?),
        lookup_key: &lookup_key,
        counter: new.counter,
        at: app.clock.now(),
    };
    match factors::insert(tx, &row).await {
        Err(error) if factors::is_taken(&error) => return Err(Code::KeyTaken.into()),
        other => other?,
    }
    db::accounts::update_filled(tx, account).await?;
    Ok(FactorId(id))
}

fn open(app: &App, row: factors::Row) -> Result<Factor, Problem> {
    Ok(Factor {
        kind: from_label(&row.kind)?,
        name: app.keys.open_seal(&place("name", &row.id), &row.name_sealed)?,
        secret: decode(&app.keys.open_seal(&place("secret", &row.id), &row.secret_sealed)?)?,
        counter: row.counter,
        preferred: row.preferred,
        added_at: Timestamp(row.added_at),
        used_at: row.used_at.map(Timestamp),
        id: FactorId(row.id),
    })
}

/// Lists the factors of an account, the strongest kind first, then the oldest.
pub async fn list(app: &App, tx: &mut Reader, account: &AccountId) -> Result<Vec<Factor>, Problem> {
    let rows = factors::list(tx, &account.0).await?;
    let mut all =
        rows.into_iter().map(|row| open(app, row)).collect::<Result<Vec<_>, Problem>>()?;
    all.sort_by_key(|factor| factor.kind);
    Ok(all)
}

/// Returns one factor of an account.
///
/// # Errors
/// `MethodUnavailable` when the account has no factor with that identifier.
pub async fn find(
    app: &App,
    tx: &mut Reader,
    account: &AccountId,
    id: &FactorId,
) -> Result<Factor, Problem> {
    let all = list(app, tx, account).await?;
    all.into_iter().find(|factor| factor.id == *id).ok_or_else(|| Code::MethodUnavailable.into())
}

/// Finds the key with this credential, and its account.
pub async fn find_key(
    app: &App,
    tx: &mut Reader,
    credential_id: &str,
) -> Result<Option<(AccountId, Factor)>, Problem> {
    let row = factors::find_by_lookup(tx, &credential_key(app, credential_id)).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some((AccountId(row.account_id.clone()), open(app, row)?)))
}

/// Returns the methods for a chooser: the first one offered is the preferred, else the last used,
/// else the strongest.
pub fn show(all: &[Factor]) -> Vec<Method> {
    let mut methods: Vec<Method> = all.iter().map(Factor::show).collect();
    if !methods.iter().any(|method| method.preferred) {
        let last = methods
            .iter()
            .enumerate()
            .filter(|(_, method)| method.used_at > Some(method.added_at))
            .max_by_key(|(_, method)| method.used_at)
            .map_or(0, |(index, _)| index);
        if let Some(method) = methods.get_mut(last) {
            method.preferred = true;
        }
    }
    methods
}

/// Stores the state of a key after a use; false when another request used it first.
pub async fn update_key(
    app: &App,
    tx: &mut Tx,
    (account, id): (&AccountId, &FactorId),
    key: &StoredKey,
) -> Result<bool, Problem> {
    let secret = encode(&Secret::Key(Box::new(key.clone())))?;
    let sealed = app.keys.seal(&app.rng, &place("secret", &id.0), &secret);
    let at = app.clock.now();
    let counter = i64::from(key.counter());
    Ok(factors::update_key(tx, (&account.0, &id.0), &sealed, counter, at).await?)
}

/// Renames a factor; false when the account has no factor with that identifier.
pub async fn rename(
    app: &App,
    tx: &mut Tx,
    (account, id): (&AccountId, &FactorId),
    new: &str,
) -> Result<bool, Problem> {
    let sealed = app.keys.seal(&app.rng, &place("name", &id.0), new);
    Ok(factors::update_name(tx, (&account.0, &id.0), &sealed).await?)
}

/// Returns the digest of a recovery code.
pub fn recovery_key(app: &App, account: &AccountId, code: &str) -> String {
    app.keys.index("recovery-code", &format!("{account}|{code}"))
}

/// Returns the digest of an access code.
pub fn access_key(app: &App, account: &AccountId, code: &str) -> String {
    app.keys.index("access-code", &format!("{account}|{code}"))
}

/// Replaces the recovery codes with new ones, as `XXXXX-XXXXX`.
pub async fn renew_codes(
    cx: &Context,
    tx: &mut Tx,
    account: &AccountId,
) -> Result<Vec<String>, Problem> {
    let app = &cx.app;
    db::recovery_codes::delete_all(tx, &account.0).await?;
    let mut shown = Vec::new();
    for _ in 0..app.times(Value::RecoveryCodes) {
        let code = app.rng.letters::<RECOVERY_LENGTH>();
        let key = recovery_key(app, account, &code);
        db::recovery_codes::insert(tx, &app.rng.id(), &account.0, &key).await?;
        let (head, tail) = code.split_at(RECOVERY_LENGTH / 2);
        shown.push(format!("{head}-{tail}"));
    }
    let detail = ("", cx.remote.browser.as_str());
    audit::note_from(app, tx, Event::RecoveryCodesMade, Some(&account.0), detail).await?;
    Ok(shown)
}
