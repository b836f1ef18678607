//! Authorization requests between their arrival and their answer: kept in the database, so that a
//! reload, another language or a registration in between loses nothing (O5).

use vestibule_shared::time::Timestamp;

use crate::{
    app::{
        codec::{decode, encode},
        problem::Problem,
    },
    db::{
        Tx,
        client_requests::{self, NewRequest, Row},
        proofs_seen,
    },
    domain::openid::{decision::Progress, request::ClientRequest},
    service::{context::Context, sessions::Session},
    system::digest::digest,
};

/// How long a pushed request can be used, in seconds (RFC 9126 2.2).
pub const PUSHED_SECONDS: i64 = 60;
/// How long a request waits for a person, in seconds: a registration fits in.
const WAITING_SECONDS: i64 = 2 * 3600;

/// A request that waits for a person.
pub struct Waiting {
    /// The digest of its handle.
    pub id: String,
    /// The request.
    pub request: ClientRequest,
    /// The public id of the session whose person chose to go on with it.
    pub chosen_by: String,
    /// The public id of the session whose person agreed.
    pub agreed_by: String,
    /// Whether the person returned without agreeing.
    pub is_refused: bool,
    /// When it arrived.
    pub begun_at: Timestamp,
}

fn place(id: &str) -> String {
    format!("client_requests|request|{id}")
}

async fn store(
    cx: &Context,
    tx: &mut Tx,
    request: &ClientRequest,
    (state, seconds): (&str, i64),
) -> Result<String, Problem> {
    let handle = cx.app.rng.token();
    let id = digest(&handle);
    let sealed = cx.app.keys.seal(&cx.app.rng, &place(&id), &encode(request)?);
    let expires_at = cx.now.plus_seconds(seconds);
    let (client, at) = (request.client.as_str(), cx.now);
    let new = NewRequest { id: &id, client, state, sealed: &sealed, at, expires_at };
    client_requests::insert(tx, new).await?;
    Ok(handle)
}

/// Keeps a request that a client pushed; returns its handle.
pub async fn push(cx: &Context, tx: &mut Tx, request: &ClientRequest) -> Result<String, Problem> {
    store(cx, tx, request, ("pushed", PUSHED_SECONDS)).await
}

/// Keeps a request until its person did what is needed; returns its handle.
pub async fn wait(cx: &Context, tx: &mut Tx, request: &ClientRequest) -> Result<String, Problem> {
    store(cx, tx, request, ("waiting", WAITING_SECONDS)).await
}

/// Takes a request that this client pushed, once.
pub async fn take_pushed(
    cx: &Context,
    tx: &mut Tx,
    (handle, client): (&str, &str),
) -> Result<Option<ClientRequest>, Problem> {
    let row = client_requests::take_pushed(tx, &digest(handle), client, cx.now).await?;
    Ok(row.map(|row| open(cx, row)).transpose()?.map(|waiting| waiting.request))
}

impl Waiting {
    /// Returns what the person of a session did for it.
    pub fn progress(&self, session: Option<&Session>) -> Progress {
        let by = |id: &str| session.is_some_and(|session| session.row.public_id == id);
        Progress {
            begun_at: self.begun_at,
            has_chosen: by(&self.chosen_by),
            has_agreed: by(&self.agreed_by),
        }
    }
}

/// Finds a request that waits for a person.
pub async fn find(cx: &Context, handle: &str) -> Result<Option<Waiting>, Problem> {
    let mut tx = cx.app.db.read().await?;
    let row = client_requests::find(&mut tx, &digest(handle), cx.now).await?;
    drop(tx);
    row.map(|row| open(cx, row)).transpose()
}

fn open(cx: &Context, row: Row) -> Result<Waiting, Problem> {
    let text = cx.app.keys.open_seal(&place(&row.id), &row.request_sealed)?;
    Ok(Waiting {
        request: decode(&text)?,
        id: row.id,
        chosen_by: row.chosen_by,
        agreed_by: row.agreed_by,
        is_refused: row.is_refused != 0,
        begun_at: Timestamp(row.made_at),
    })
}

/// Notes a signed proof that counts once; returns false when it was seen before.
pub async fn once(
    cx: &Context,
    (kind, proof): (&str, &str),
    until: Timestamp,
) -> Result<bool, Problem> {
    let mut tx = cx.app.db.write().await?;
    let is_new = proofs_seen::insert(&mut tx, &digest(&format!("{kind}|{proof}")), until).await?;
    tx.commit().await?;
    Ok(is_new)
}
