//! Registers and changes clients: for administrators, and for the operator at the console (O18).

use vestibule_shared::{
    clients::{
        ClientAction, ClientChange, ClientFault, ClientField, ClientLine, ClientProposal,
        ClientSecret, ClientSource, ClientView, ClientsView, FaultKind, Setting,
    },
    id::AccountId,
    policy::Proposed,
    problem::Code,
    time::Timestamp,
};

use super::clients;
use crate::{
    app::{
        App,
        codec::{encode, from_label, label},
        problem::Problem,
    },
    db::{self, Reader, Tx, client_grants, client_secrets},
    domain::openid::{
        client::{Client, is_id},
        settings,
    },
    service::{
        audit::{self, By, Event, Openid},
        proposals,
    },
};

/// How long a secret is still accepted after another replaced it, in seconds: a day.
pub const OVERLAP_SECONDS: i64 = 86_400;

/// Whether another administrator has to agree, where the policy asks for two. Refusing a client and
/// replacing its secret open nothing, and may be urgent.
pub const fn is_weighty(action: ClientAction) -> bool {
    match action {
        ClientAction::Add | ClientAction::Change | ClientAction::Enable => true,
        ClientAction::RotateSecret | ClientAction::Disable => false,
    }
}

/// Lists the clients, as `me` sees them.
pub async fn list(app: &App, tx: &mut Reader, me: &AccountId) -> Result<ClientsView, Problem> {
    let used = client_grants::last_used_of_all(tx).await?;
    let mut lines = vec![];
    for row in db::clients::list(tx).await? {
        let (source, is_enabled) = (from_label(&row.source)?, row.disabled_at.is_none());
        let client = clients::open(row)?;
        lines.push(ClientLine {
            auth: label(&client.metadata.token_endpoint_auth_method),
            name: client.metadata.client_name,
            is_enabled,
            source,
            used_at: used_at(&used, &client.id),
            id: client.id,
        });
    }
    Ok(ClientsView {
        clients: lines,
        defaults: settings::defaults(),
        proposals: proposed(app, tx, me).await?,
        four_eyes: app.policies.policy().four_eyes,
        issuer: app.issuer().to_owned(),
        fresh_for: 0,
    })
}

fn used_at(used: &[(String, i64)], id: &str) -> Option<Timestamp> {
    used.iter().find(|(client, _)| client == id).map(|(_, at)| Timestamp(*at))
}

/// Shows a client, as `me` sees it.
///
/// # Errors
/// `NotFound`.
pub async fn show(
    app: &App,
    tx: &mut Reader,
    (id, me): (&str, &AccountId),
) -> Result<ClientView, Problem> {
    let row = found(tx, id).await?;
    let secrets = client_secrets::list(tx, id, app.clock.now()).await?;
    let secret = |(made_at, until): (i64, Option<i64>)| ClientSecret {
        made_at: Timestamp(made_at),
        until: until.map(Timestamp),
    };
    let used = client_grants::last_used_of_all(tx).await?;
    let mut proposals = proposed(app, tx, me).await?;
    proposals.retain(|it| it.change.id == id);
    Ok(ClientView {
        id: id.to_owned(),
        source: from_label(&row.source)?,
        made_at: Timestamp(row.made_at),
        changed_at: Timestamp(row.changed_at),
        disabled_at: row.disabled_at.map(Timestamp),
        settings: settings::of(&clients::open(row)?.metadata),
        used_at: used_at(&used, id),
        secrets: secrets.into_iter().map(secret).collect(),
        proposals,
        four_eyes: app.policies.policy().four_eyes,
        issuer: app.issuer().to_owned(),
        fresh_for: 0,
    })
}

async fn found(tx: &mut Reader, id: &str) -> Result<db::clients::Row, Problem> {
    let row = if is_id(id) { db::clients::find(tx, id).await? } else { None };
    row.ok_or_else(|| Code::NotFound.into())
}

/// The proposals about clients, with what each would replace.
async fn proposed(
    app: &App,
    tx: &mut Reader,
    me: &AccountId,
) -> Result<Vec<ClientProposal>, Problem> {
    let mut shown = vec![];
    for proposal in proposals::list(app, tx, me).await? {
        let Proposed::Client(change) = proposal.what else { continue };
        let before = match db::clients::find(tx, &change.id).await? {
            Some(row) => settings::of(&clients::open(row)?.metadata),
            None => settings::defaults(),
        };
        let (id, by, is_yours, at) = (proposal.id, proposal.by, proposal.is_yours, proposal.at);
        shown.push(ClientProposal { id, change, before, by, is_yours, at });
    }
    Ok(shown)
}

/// A change that can be made.
enum Ready {
    Add(Client),
    Change { before: db::clients::Row, client: Client },
    Other,
}

/// Returns what is wrong with a change; empty when it can be made.
pub async fn check(tx: &mut Reader, change: &ClientChange) -> Result<Vec<ClientFault>, Problem> {
    Ok(ready(tx, change).await?.err().unwrap_or_default())
}

/// # Errors
/// `NotFound`; `NothingToDo`, also for a client of `CLIENTS_FILE`; `Conflict` when it was changed
/// since the administrator saw it; in the result: what is wrong.
async fn ready(
    tx: &mut Reader,
    change: &ClientChange,
) -> Result<Result<Ready, Vec<ClientFault>>, Problem> {
    let ClientChange { id, action, settings, .. } = change;
    if *action == ClientAction::Add {
        let is_taken = is_id(id) && db::clients::find(tx, id).await?.is_some();
        return Ok(new(id, is_taken, settings).map(Ready::Add));
    }
    let row = found(tx, id).await?;
    if from_label::<ClientSource>(&row.source)? == ClientSource::File {
        return Err(Code::NothingToDo.into());
    }
    let client = clients::open(row.clone())?;
    let is_disabled = row.disabled_at.is_some();
    let is_idle = match action {
        ClientAction::Enable => !is_disabled,
        ClientAction::Disable => is_disabled,
        ClientAction::RotateSecret => !client.has_secret(),
        ClientAction::Add | ClientAction::Change => false,
    };
    if is_idle {
        return Err(Code::NothingToDo.into());
    }
    if *action != ClientAction::Change {
        return Ok(Ok(Ready::Other));
    }
    if change.replaces != Some(Timestamp(row.changed_at)) {
        return Err(Code::Conflict.into());
    }
    let metadata = match settings::put(Some(&client.metadata), settings) {
        Ok(metadata) => metadata,
        Err(faults) => return Ok(Err(faults)),
    };
    if metadata == client.metadata {
        return Err(Code::NothingToDo.into());
    }
    Ok(Ok(Ready::Change { before: row, client: Client { id: client.id, metadata } }))
}

fn new(id: &str, is_taken: bool, settings: &[Setting]) -> Result<Client, Vec<ClientFault>> {
    let wrong = |why| ClientFault { field: ClientField::Id, why, value: None };
    let of_id = match id {
        "" => Some(wrong(FaultKind::Required)),
        id if !is_id(id) => Some(wrong(FaultKind::Id)),
        _ if is_taken => Some(wrong(FaultKind::Taken)),
        _ => None,
    };
    match (of_id, settings::put(None, settings)) {
        (None, Ok(metadata)) => Ok(Client { id: id.to_owned(), metadata }),
        (of_id, made) => Err(of_id.into_iter().chain(made.err().unwrap_or_default()).collect()),
    }
}

/// The events of a change, and what differs.
pub struct Difference {
    /// The client and the names of the settings that differ: fixed words, and its identifier.
    pub detail: String,
    /// The reason, then each setting that differs with its values.
    pub reason: String,
}

/// What a change would change, in the words of `CLIENTS_FILE`: the audit trail has it.
pub async fn difference(
    tx: &mut Reader,
    change: &ClientChange,
    reason: &str,
) -> Result<Difference, Problem> {
    let (mut names, mut lines) = (vec![change.id.clone()], vec![reason.to_owned()]);
    if matches!(change.action, ClientAction::Add | ClientAction::Change) {
        let held = db::clients::find(tx, &change.id).await?.map(clients::open).transpose()?;
        let held = held.map(|client| client.metadata);
        let before = held.as_ref().map_or_else(settings::defaults, settings::of);
        let after = settings::put(held.as_ref(), &change.settings);
        let after = after.map(|metadata| settings::of(&metadata)).unwrap_or_default();
        for (setting, was) in settings::difference(&before, &after) {
            let member = setting.field.member();
            lines.push(format!("{member}: {} → {}", was.join(" "), setting.values.join(" ")));
            names.push(member);
        }
    }
    Ok(Difference { detail: names.join(" "), reason: lines.join("\n") })
}

/// Makes a change, and records it. A new client has no secret yet.
///
/// # Errors
/// `FieldsInvalid`: [`check`] says what; `Conflict` when it was changed meanwhile; `NotFound`;
/// `NothingToDo`.
pub async fn apply(
    app: &App,
    tx: &mut Tx,
    change: &ClientChange,
    by: By<'_>,
) -> Result<(), Problem> {
    let said = difference(tx, change, by.reason).await?;
    let ready = ready(tx, change).await?.map_err(|_| Problem::new(Code::FieldsInvalid))?;
    let now = app.clock.now();
    let event = match (ready, change.action) {
        (Ready::Add(client), _) => {
            if !clients::add(tx, &client, &label(&ClientSource::Staff), now).await? {
                return Err(Code::Conflict.into());
            }
            Openid::ClientAdded
        }
        (Ready::Change { before, client }, _) => {
            let seen = change.replaces.ok_or(Code::Conflict)?;
            // Two changes in one millisecond are two.
            let at = now.max(Timestamp(before.changed_at + 1));
            let metadata = encode(&client.metadata)?;
            if !db::clients::update(tx, (&client.id, &metadata), seen, at).await? {
                return Err(Code::Conflict.into());
            }
            Openid::ClientChanged
        }
        (Ready::Other, ClientAction::Enable) => {
            db::clients::update_disabled(tx, &change.id, None, now).await?;
            Openid::ClientEnabled
        }
        (Ready::Other, ClientAction::Disable) => {
            db::clients::update_disabled(tx, &change.id, Some(now), now).await?;
            Openid::ClientDisabled
        }
        // A secret is shown to who asks for it: see `rotate`.
        (Ready::Other, _) => return Err(Code::NothingToDo.into()),
    };
    let by = By { reason: &said.reason, ..by };
    audit::note_by(app, tx, Event::Openid(event), None, (&said.detail, by)).await
}

/// Gives a client another secret, and records it; the one before is accepted for a day.
///
/// # Errors
/// `NotFound`, `NothingToDo`.
pub async fn rotate(app: &App, tx: &mut Tx, id: &str, by: By<'_>) -> Result<String, Problem> {
    let change = ClientChange {
        id: id.to_owned(),
        action: ClientAction::RotateSecret,
        settings: vec![],
        replaces: None,
        reason: String::new(),
    };
    let ready = ready(tx, &change).await?;
    if ready.is_err() {
        return Err(Code::NothingToDo.into());
    }
    let secret = make_secret(app, tx, id).await?;
    audit::note_by(app, tx, Event::Openid(Openid::SecretRotated), None, (id, by)).await?;
    Ok(secret)
}

/// Draws the secret of a client that was just registered, if it has one.
pub async fn first_secret(
    app: &App,
    tx: &mut Tx,
    change: &ClientChange,
) -> Result<Option<String>, Problem> {
    if change.action != ClientAction::Add {
        return Ok(None);
    }
    let client = clients::open(found(tx, &change.id).await?)?;
    Ok(if client.has_secret() { Some(make_secret(app, tx, &client.id).await?) } else { None })
}

/// Draws a secret for a client; the one before is accepted for a day.
pub async fn make_secret(app: &App, tx: &mut Tx, id: &str) -> Result<String, Problem> {
    let secret = app.rng.token();
    clients::add_secret(app, tx, (id, &secret), OVERLAP_SECONDS).await?;
    Ok(secret)
}
