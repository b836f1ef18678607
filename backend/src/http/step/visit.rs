//! The visitor's session, to which the flow of a person who is not signed in belongs.

use vestibule_shared::{problem::Code, time::Timestamp};

use crate::{
    app::problem::Problem,
    db::{self, Tx},
    domain::code::VISITS,
    service::{
        context::{Context, VISIT_SECONDS},
        limits,
    },
    system::digest::digest,
};

/// Gives the visitor a new cookie value, because the flow knows more than before.
pub async fn renew_visit(cx: &Context, tx: &mut Tx) -> Result<(), Problem> {
    let Some(session) = &cx.visit else { return Ok(()) };
    let (token, ends_at) = (cx.app.rng.token(), cx.now.plus_seconds(VISIT_SECONDS));
    if db::sessions::update_secret(tx, session, &digest(&token), ends_at).await? {
        cx.issued.visit(token);
    }
    Ok(())
}

/// Begins a session for a visitor who had none, with its cookie.
pub(super) async fn begin_visit(cx: &Context, tx: &mut Tx) -> Result<String, Problem> {
    let networks = limits::networks(&cx.app, &VISITS, &cx.remote.block);
    let counted = limits::count_all(&cx.app, tx, &networks, Code::TooManyRequests).await?;
    counted.map_err(|(_, problem)| problem)?;
    let token = cx.app.rng.token();
    let id = digest(&token);
    insert_visitor(cx, tx, &id).await?;
    cx.issued.visit(token);
    Ok(id)
}

async fn insert_visitor(cx: &Context, tx: &mut Tx, id: &str) -> Result<(), Problem> {
    let ends_at: Timestamp = cx.now.plus_seconds(VISIT_SECONDS);
    let new = db::sessions::NewSession {
        id,
        public_id: cx.app.rng.id(),
        account: None,
        strength: "visitor",
        browser: &cx.remote.browser,
        at: cx.now,
        idle_until: ends_at,
        ends_at,
        scope: "full",
        proved_at: Timestamp(0),
        place_sealed: String::new(),
    };
    Ok(db::sessions::insert(tx, &new).await?)
}
