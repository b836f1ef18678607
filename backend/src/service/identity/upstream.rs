//! Our keys towards upstream providers, made and renewed over time, and the identities that
//! providers assert.

use vestibule_shared::{page, time::Timestamp};

use crate::{
    app::{App, problem::Problem},
    db::{
        Tx,
        upstream_keys::{self, Row},
    },
    domain::identity::{EID, Identity},
    gateway::oidc::{Claims, ClientKeys, KeyPurpose, KeyText},
};

/// The age at which a key gets a successor, in seconds.
const LIFE_SECONDS: i64 = 90 * 86_400;
/// How long a key that has a successor still opens, in seconds.
const OVERLAP_SECONDS: i64 = 2 * 86_400;

/// Returns the address to which providers send browsers back.
pub fn return_address(app: &App) -> String {
    format!("{}{}", app.config.public_origin.0, page::RETURN)
}

/// Returns the current keys; the first ones are made when there are none.
pub async fn keys(app: &App) -> Result<ClientKeys, Problem> {
    let mut tx = app.db.read().await?;
    let rows = upstream_keys::list(&mut tx).await?;
    drop(tx);
    let now = app.clock.now();
    let rows = if lacking(&rows, now).is_empty() { rows } else { renew(app).await? };
    let texts = rows.iter().map(|row| open(app, row)).collect::<Result<_, _>>()?;
    ClientKeys::at(texts, now).map_err(Problem::internal)
}

/// Returns the purposes whose newest key is too old, or that have none.
fn lacking(rows: &[Row], now: Timestamp) -> Vec<KeyPurpose> {
    let is_fresh = |row: &Row| now < Timestamp(row.made_at).plus_seconds(LIFE_SECONDS);
    let has =
        |purpose: KeyPurpose| rows.iter().any(|row| row.purpose == purpose.name() && is_fresh(row));
    [KeyPurpose::Sign, KeyPurpose::Open].into_iter().filter(|purpose| !has(*purpose)).collect()
}

/// Makes the missing keys. Two instances that do so at once make two keys, of which the newer
/// counts.
async fn renew(app: &App) -> Result<Vec<Row>, Problem> {
    let now = app.clock.now();
    let (rng, keyring) = (app.rng.clone(), app.keys.clone());
    let made = tokio::task::spawn_blocking(move || {
        [KeyPurpose::Sign, KeyPurpose::Open].map(|purpose| {
            let key = KeyText::generate(rng.id(), purpose, now)?;
            anyhow::Ok(Row {
                private_sealed: keyring.seal(&rng, &place(&key.kid), &key.private),
                id: key.kid,
                purpose: purpose.name().to_owned(),
                made_at: now.0,
            })
        })
    });
    let made = made.await.map_err(Problem::internal)?;
    let mut tx = app.db.write().await?;
    let lacking = lacking(&upstream_keys::list(&mut tx).await?, now);
    for row in made {
        let row = row.map_err(Problem::internal)?;
        if lacking.iter().any(|purpose| purpose.name() == row.purpose) {
            upstream_keys::insert(&mut tx, &row).await?;
        }
    }
    let all = upstream_keys::list(&mut tx).await?;
    tx.commit().await?;
    Ok(all)
}

/// Deletes the keys that are no longer needed.
pub async fn forget_old_keys(app: &App, tx: &mut Tx) -> Result<(), Problem> {
    let before = app.clock.now().plus_seconds(-OVERLAP_SECONDS);
    Ok(upstream_keys::delete_replaced(tx, before).await?)
}

fn place(kid: &str) -> String {
    format!("provider_keys|private|{kid}")
}

fn open(app: &App, row: &Row) -> Result<KeyText, Problem> {
    let purpose =
        if row.purpose == KeyPurpose::Sign.name() { KeyPurpose::Sign } else { KeyPurpose::Open };
    Ok(KeyText {
        private: app.keys.open_seal(&place(&row.id), &row.private_sealed)?,
        kid: row.id.clone(),
        purpose,
        made_at: Timestamp(row.made_at),
    })
}

/// Returns the identity that a provider asserts.
pub fn identity(app: &App, provider: &str, claims: &Claims) -> Identity {
    let key = app.keys.index(provider, &claims.subject);
    Identity { provider: provider.to_owned(), key }
}

/// Returns the same person's card identity, where the provider gives the number.
pub fn card_identity(app: &App, claims: &Claims) -> Option<Identity> {
    let number = claims.number.as_ref()?;
    Some(Identity::card(&app.keys.index(EID, number.expose())))
}
