//! The keys that sign our tokens: made when they are missing, replaced over time (O9).

use std::sync::Arc;

use jsonwebtoken::{DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use serde::{Deserialize, de::DeserializeOwned};
use vestibule_shared::time::Timestamp;

use crate::{
    app::{
        App,
        problem::Problem,
        signing::{KeyText, PUBLISHED_SECONDS, SigningKeys},
    },
    db::{
        Tx,
        openid_keys::{self, Row},
    },
    domain::openid::client::SigningAlgorithm,
};

/// The age at which a key gets a successor, in seconds.
const LIFE_SECONDS: i64 = 90 * 86_400;
/// How long a key that no longer signs stays published, in seconds: longer than any of its tokens.
const OVERLAP_SECONDS: i64 = PUBLISHED_SECONDS + 2 * 86_400;

/// Returns the keys that are valid now; the first ones are made when there are none.
pub async fn current(app: &App) -> Result<Arc<SigningKeys>, Problem> {
    let now = app.clock.now();
    if let Some(keys) = app.signing.get(now) {
        return Ok(keys);
    }
    let mut tx = app.db.read().await?;
    let rows = openid_keys::list(&mut tx).await?;
    drop(tx);
    let lacking = lacking(&rows, now);
    let rows = if lacking.is_empty() { rows } else { renew(app, &rows, lacking, now).await? };
    let texts = rows.iter().map(|row| open(app, row)).collect::<Result<_, _>>()?;
    Ok(app.signing.put(now, SigningKeys::at(texts, now).map_err(Problem::internal)?))
}

/// Returns the algorithms whose newest key is too old, or that have none.
fn lacking(rows: &[Row], now: Timestamp) -> Vec<SigningAlgorithm> {
    let is_fresh = |row: &&Row| now < Timestamp(row.made_at).plus_seconds(LIFE_SECONDS);
    let has = |algorithm: SigningAlgorithm| {
        rows.iter().filter(is_fresh).any(|row| row.algorithm == algorithm.name())
    };
    SigningAlgorithm::ALL.into_iter().filter(|algorithm| !has(*algorithm)).collect()
}

/// Makes the missing keys. Of several instances that do so at once, the first one's count.
async fn renew(
    app: &App,
    rows: &[Row],
    lacking: Vec<SigningAlgorithm>,
    now: Timestamp,
) -> Result<Vec<Row>, Problem> {
    let next = |algorithm: SigningAlgorithm| {
        let of = rows.iter().filter(|row| row.algorithm == algorithm.name());
        of.map(|row| row.generation).max().unwrap_or_default() + 1
    };
    let wanted: Vec<_> = lacking.into_iter().map(|one| (one, next(one))).collect();
    let (rng, keyring) = (app.rng.clone(), app.keys.clone());
    let made = tokio::task::spawn_blocking(move || {
        let make = |(algorithm, generation): (SigningAlgorithm, i64)| {
            let key = KeyText::generate(rng.id(), algorithm, now)?;
            anyhow::Ok(Row {
                private_sealed: keyring.seal(&rng, &place(&key.kid), &key.private),
                id: key.kid,
                algorithm: algorithm.name().to_owned(),
                generation,
                made_at: now.0,
            })
        };
        wanted.into_iter().map(make).collect::<anyhow::Result<Vec<_>>>()
    });
    let made = made.await.map_err(Problem::internal)?.map_err(Problem::internal)?;
    let mut tx = app.db.write().await?;
    for row in &made {
        openid_keys::insert(&mut tx, row).await?;
    }
    let all = openid_keys::list(&mut tx).await?;
    tx.commit().await?;
    Ok(all)
}

/// The members of an ID token that count in a hint.
#[derive(Clone, Debug, Deserialize)]
pub struct Hint {
    /// The client that it was issued to.
    pub aud: String,
    /// Whom it is about.
    pub sub: String,
    /// The session that it was issued in.
    pub sid: Option<String>,
}

/// Reads an ID token that we signed, expired or not; nothing when we did not.
pub async fn read_hint(app: &App, token: &str) -> Result<Option<Hint>, Problem> {
    read(app, token, "JWT").await
}

/// Reads a token of this type that we signed; times and audience are not checked. Nothing when we did
/// not sign it, or as one of another type.
pub(super) async fn read<T: DeserializeOwned>(
    app: &App,
    token: &str,
    kind: &str,
) -> Result<Option<T>, Problem> {
    let Ok(header) = decode_header(token) else { return Ok(None) };
    if header.typ.as_deref() != Some(kind) {
        return Ok(None);
    }
    let keys = current(app).await?;
    let Ok(set) = serde_json::from_value::<JwkSet>(keys.published.clone()) else { return Ok(None) };
    let key = header.kid.as_deref().and_then(|kid| set.find(kid));
    let Some(key) = key.and_then(|key| DecodingKey::from_jwk(key).ok()) else { return Ok(None) };
    let mut rules = Validation::new(header.alg);
    rules.set_issuer(&[app.issuer()]);
    rules.validate_exp = false;
    rules.validate_aud = false;
    rules.required_spec_claims.clear();
    Ok(decode::<T>(token, &key, &rules).ok().map(|token| token.claims))
}

/// Deletes the keys that no token is signed with any more.
pub async fn forget_old(app: &App, tx: &mut Tx) -> Result<(), Problem> {
    let before = app.clock.now().plus_seconds(-OVERLAP_SECONDS);
    Ok(openid_keys::delete_replaced(tx, before).await?)
}

fn place(kid: &str) -> String {
    format!("openid_keys|private|{kid}")
}

fn open(app: &App, row: &Row) -> Result<KeyText, Problem> {
    let named = |algorithm: &SigningAlgorithm| algorithm.name() == row.algorithm;
    let algorithm = SigningAlgorithm::ALL.into_iter().find(named);
    Ok(KeyText {
        private: app.keys.open_seal(&place(&row.id), &row.private_sealed)?,
        algorithm: algorithm.ok_or_else(|| Problem::internal("a key of an unknown algorithm"))?,
        kid: row.id.clone(),
        made_at: Timestamp(row.made_at),
    })
}
