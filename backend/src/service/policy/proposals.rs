//! Proposals: what one administrator proposes, a second one has to accept. The proposer cannot
//! accept it, and an administrator cannot accept their own role.

use vestibule_shared::{
    id::AccountId,
    policy::{Proposal, Proposed},
    problem::Code,
    staff::Role,
    time::Timestamp,
};

use crate::{
    app::{
        App,
        codec::{decode, encode},
        problem::Problem,
    },
    db::{self, Reader, Tx, proposals},
    domain::messages::Notice,
    service::{
        accounts::{self, role},
        audit::{self, By, Decided, Event},
        notices, policy, registrations, staff,
    },
};

/// How long a proposal can be accepted, in days.
pub const WAIT_DAYS: i64 = 7;

fn place(id: &str) -> String {
    format!("proposals|change|{id}")
}

const fn name(what: &Proposed) -> &'static str {
    match what {
        Proposed::Policy(_) => "policy",
        Proposed::Role(_) => "role",
        Proposed::Client(_) => "application",
    }
}

/// Checks whether a change needs a second administrator.
pub fn needs_two(app: &App, what: &Proposed) -> bool {
    let is_weighty = match what {
        Proposed::Policy(_) => true,
        Proposed::Role(grant) => grant.role == Role::Administrator,
        Proposed::Client(change) => registrations::is_weighty(change.action),
    };
    is_weighty && app.policies.policy().four_eyes
}

/// Proposes a change to the other administrators.
///
/// # Errors
/// The error of the change itself, so that an impossible change is not proposed.
pub async fn propose(app: &App, tx: &mut Tx, what: &Proposed, by: By<'_>) -> Result<(), Problem> {
    if let Proposed::Policy(change) = what {
        policy::check(&change.policy)?;
    }
    let mut by = by;
    let difference;
    if let Proposed::Client(change) = what {
        if !registrations::check(tx, change).await?.is_empty() {
            return Err(Code::FieldsInvalid.into());
        }
        difference = registrations::difference(tx, change, by.reason).await?;
        by.reason = &difference.reason;
    }
    let (id, now) = (app.rng.id(), app.clock.now());
    let row = proposals::Row {
        change_sealed: app.keys.seal(&app.rng, &place(&id), &encode(what)?),
        id,
        by_account: by.staff.0.clone(),
        at: now.0,
        ends_at: now.plus_seconds(86_400 * WAIT_DAYS).0,
    };
    proposals::insert(tx, &row, name(what)).await?;
    audit::note_by(app, tx, Event::Policy(Decided::Proposed), None, (name(what), by)).await
}

fn open(app: &App, row: &proposals::Row) -> Result<Proposed, Problem> {
    decode(&app.keys.open_seal(&place(&row.id), &row.change_sealed)?)
}

/// Lists the pending proposals, as `me` sees them.
pub async fn list(app: &App, tx: &mut Reader, me: &AccountId) -> Result<Vec<Proposal>, Problem> {
    let mut shown = Vec::new();
    for row in proposals::list(tx, app.clock.now()).await? {
        let by = accounts::get(app, tx, &AccountId(row.by_account.clone())).await?;
        shown.push(Proposal {
            what: open(app, &row)?,
            by: by.map(|account| account.person.name.full()).unwrap_or_default(),
            is_yours: row.by_account == me.0,
            at: Timestamp(row.at),
            until: Timestamp(row.ends_at),
            id: row.id,
        });
    }
    Ok(shown)
}

/// Accepts a change, which then takes effect, or declines it. The proposer can only withdraw it.
///
/// # Errors
/// `NothingToDo` when it no longer waits; `NotYours`; `RoleMissing` when the proposer is no longer
/// an administrator; any error of the change itself.
pub async fn decide(
    app: &App,
    tx: &mut Tx,
    (id, agrees): (&str, bool),
    by: By<'_>,
) -> Result<(), Problem> {
    let now = app.clock.now();
    let row = proposals::find(tx, id, now).await?.ok_or(Code::NothingToDo)?;
    if !proposals::update_decided(tx, (id, agrees), by.staff, now).await? {
        return Err(Code::NothingToDo.into());
    }
    let what = open(app, &row)?;
    if !agrees {
        return audit::note_by(app, tx, Event::Policy(Decided::Declined), None, (name(&what), by))
            .await;
    }
    if row.by_account == by.staff.0 {
        return Err(Code::NotYours.into());
    }
    let asker = AccountId(row.by_account);
    let label = db::staff::find(tx, &asker).await?;
    if !role(label.as_ref().map(|(label, _)| label.as_str()))?.is_some_and(Role::rules) {
        return Err(Code::RoleMissing.into());
    }
    match what {
        Proposed::Policy(change) => {
            let new = (&change.policy, change.replaces);
            let wish = By { staff: &asker, reason: &change.reason };
            let version = policy::change(app, tx, new, wish).await?;
            audit::note_by(
                app,
                tx,
                Event::Policy(Decided::Changed),
                None,
                (&version.to_string(), by),
            )
            .await
        }
        Proposed::Role(grant) => {
            let (email, cbe) = (grant.email.as_str(), grant.cbe.as_deref());
            let grant = staff::Grant { email, role: grant.role, cbe };
            let account = staff::grant(app, tx, grant, Some(by)).await?;
            notices::tell_of_help(app, tx, &account, Notice::RoleChanged, "").await
        }
        Proposed::Client(change) => registrations::apply(app, tx, &change, by).await,
    }
}
