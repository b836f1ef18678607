//! The person whom the help desk helps: found if the agent may see them, locked before any change.

use vestibule_shared::{
    desk::{Action, Check, State},
    id::AccountId,
    policy::Value,
    problem::Code,
    registration::Capacity,
    staff::Role,
    time::Timestamp,
};

use crate::{
    app::{App, codec::from_label, problem::Problem},
    db::{self, Reader, Tx},
    domain::{
        account::Account,
        desk as rules,
        desk::{HelpContext, Made, Whose},
    },
    service::{accounts, callers, capacities, sessions::Session, staff::member::Staff},
};

/// A person, as the help desk needs them.
pub struct Person {
    /// The account.
    pub account: Account,
    /// When it was made.
    pub since: Timestamp,
    /// Their status, as the agent sees it.
    pub standing: HelpContext,
    /// The status of the caller check.
    pub check: Check,
}

/// Returns the state of an account, as its row says.
pub fn state(
    label: &str,
    is_locked: bool,
    held_until: i64,
    now: Timestamp,
) -> Result<State, Problem> {
    let made = match label {
        "opening" => Made::Opening,
        "waiting" => Made::Waiting,
        "active" => Made::Active,
        other => return Err(Problem::internal(format!("no state of an account: {other}"))),
    };
    Ok(rules::state(made, is_locked, Timestamp(held_until), now))
}

/// Returns the status of an account as a role sees it; nothing when the account is gone.
pub async fn standing(
    app: &App,
    tx: &mut Reader,
    account: &AccountId,
    (staff, role): (&AccountId, Role),
) -> Result<Option<HelpContext>, Problem> {
    let now = app.clock.now();
    let Some(counts) = db::desk::find_standing(tx, account, now).await? else { return Ok(None) };
    let Some(row) = db::accounts::find(tx, account).await? else { return Ok(None) };
    let state =
        state(&row.state, row.is_locked(app.times(Value::ActivationTries)), row.held_until, now)?;
    let of: Capacity = from_label(&row.capacity)?;
    let capacity = capacities::standing(app, of, row.finding.as_deref())?.status();
    let whose = match row.role {
        _ if staff == account => Whose::Own,
        Some(_) => Whose::Colleague,
        None => Whose::Other,
    };
    let check = callers::known(app, tx, (account, staff)).await?;
    let count = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(Some(HelpContext {
        role,
        whose,
        state,
        is_known: matches!(check, Check::Agreed { .. } | Check::Card { .. }),
        capacity,
        sessions: count(counts.sessions),
        browsers: count(counts.browsers),
        methods: count(counts.methods),
    }))
}

/// Cancels everything requested at the help desk in a person's name, because they said that it was
/// not them.
pub async fn forget(tx: &mut Tx, account: &AccountId) -> Result<(), Problem> {
    db::resets::delete_all(tx, account).await?;
    db::access_codes::delete(tx, account).await?;
    Ok(db::known_callers::delete_by_call(tx, account).await?)
}

/// Finds the person of an account that this agent may see.
///
/// # Errors
/// `PersonUnknown`, the same for an account that does not exist and one the agent may not see.
pub async fn find(staff: &Staff, tx: &mut Reader, id: &AccountId) -> Result<Person, Problem> {
    let (app, now) = (&staff.who.cx.app, staff.who.cx.now);
    // An identifier that no account can have is not sent to the database.
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    if !id.0.chars().all(fits) {
        return Err(Code::PersonUnknown.into());
    }
    let row = db::desk::find_standing(tx, id, now).await?.ok_or(Code::PersonUnknown)?;
    if !staff.may_see(row.organisation_key.as_deref()) {
        return Err(Code::PersonUnknown.into());
    }
    let me = staff.account();
    let standing = standing(app, tx, id, (&me, staff.role)).await?.ok_or(Code::PersonUnknown)?;
    let account = accounts::get(app, tx, id).await?.ok_or(Code::PersonUnknown)?;
    let check = callers::known(app, tx, (id, &me)).await?;
    Ok(Person { account, since: Timestamp(row.created_at), standing, check })
}

/// Begins the transaction of an action, after checking that the action is allowed now: the account
/// is locked, and the agent still has the role.
///
/// # Errors
/// As [`find`] and [`rules::allows`].
pub async fn begin(staff: &Staff, id: &AccountId, action: Action) -> Result<(Tx, Person), Problem> {
    let (tx, person) = lock(staff, id).await?;
    rules::allows(&person.standing, action)?;
    Ok((tx, person))
}

/// Does the same for any action.
///
/// # Errors
/// As [`find`].
pub async fn lock(staff: &Staff, id: &AccountId) -> Result<(Tx, Person), Problem> {
    let mut tx = staff.who.cx.app.db.write().await?;
    let me = staff.account();
    // Two agents who help each other take the two locks in the same order.
    let (first, second) = if me.0 <= id.0 { (&me, id) } else { (id, &me) };
    for account in [first, second] {
        db::accounts::lock(&mut tx, account).await?;
    }
    let here = Session::load(staff.who.cx.clone(), &mut tx).await?;
    let is_here = here.is_some_and(|here| {
        here.row.public_id == staff.who.row.public_id && here.role == Some(staff.role)
    });
    if !is_here {
        return Err(Code::NotSignedIn.into());
    }
    let person = find(staff, &mut tx, id).await?;
    Ok((tx, person))
}
