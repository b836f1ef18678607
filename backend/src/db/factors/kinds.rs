//! The kinds of factors, as a table: queries join it, and name no kind.

use sqlx::query;
use vestibule_shared::factor::FactorKind;

use crate::{
    db::{Error, Tx, on, statements},
    domain::lifecycle::Kinds,
};

statements! {
    PUT = "insert into factor_kinds (kind, bit, is_key, is_phone) values ($1, $2, $3, $4) \
        on conflict (kind) do nothing";
}

/// Stores every kind that this program knows. A kind without its row would count as no factor, so
/// this is part of bringing the schema up to date.
pub(in crate::db) async fn put_all(tx: &mut Tx) -> Result<(), Error> {
    for kind in FactorKind::ALL {
        let name = serde_json::to_value(kind).map_err(|error| Error::Encode(error.into()))?;
        let name = name.as_str().unwrap_or_default();
        on!(tx, c => query(PUT).bind(name).bind(Kinds::one(kind).0).bind(kind.is_key())
            .bind(kind.is_phone()).execute(c).await.map(|_| ()))?;
    }
    Ok(())
}
