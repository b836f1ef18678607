//! What the browser reports to its passkey managers, so that they offer no key that was removed.

use axum::Json;
use vestibule_shared::{problem::Code, security as wire};

use crate::{
    app::{
        problem::Problem,
        webauthn::{StoredKey, named, user_handle},
    },
    http::session::SignedIn,
    service::{accounts, factors},
};

/// Returns every key of the account, whatever the policy for its kind: a key that is left out would
/// be forgotten.
pub async fn get_known_keys(SignedIn(who): SignedIn) -> Result<Json<wire::KnownKeys>, Problem> {
    let (app, id) = (&who.cx.app, who.account());
    let mut tx = app.db.read().await?;
    let account = accounts::get(app, &mut tx, &id).await?.ok_or(Code::NotSignedIn)?;
    let all = factors::list(app, &mut tx, &id).await?;
    drop(tx);
    let keys = all.iter().filter_map(factors::Factor::key);
    Ok(Json(wire::KnownKeys {
        rp_id: app.relying_party.id().to_owned(),
        user_id: named(user_handle(&id.0).as_bytes()),
        credential_ids: keys.map(StoredKey::credential_id).collect(),
        name: account.email.as_str().to_owned(),
        display_name: account.person.name.full(),
    }))
}
