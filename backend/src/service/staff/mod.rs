//! Grants and revokes roles.

pub mod callers;
pub mod desk;
pub mod member;
pub mod resets;

use vestibule_shared::{
    id::AccountId,
    problem::{Code, Field},
    staff::Role,
    text::Cbe,
};

use crate::{
    app::{App, codec::label, problem::Problem},
    db::{self, Tx, staff},
    domain::{account::Account, email},
    service::{
        accounts::{self, organisation_key},
        audit::{self, By, Event},
    },
};

/// A role to grant.
#[derive(Clone, Copy, Debug)]
pub struct Grant<'a> {
    /// The user name of the account.
    pub email: &'a str,
    /// The role.
    pub role: Role,
    /// The number of the organisation to which the role is limited.
    pub cbe: Option<&'a str>,
}

/// Grants a role to an account; `by` is absent for the operator at the console. Every session of
/// the account ends: one that began without a second factor must not have the role.
///
/// # Errors
/// The field to correct; `LastAdministrator`.
pub async fn grant(
    app: &App,
    tx: &mut Tx,
    grant: Grant<'_>,
    by: Option<By<'_>>,
) -> Result<Account, Problem> {
    let email = email::parse(grant.email).map_err(|code| Problem::field(Field::Email, code))?;
    let organisation = organisation(app, &grant)?;
    let row = db::accounts::find_by_email(tx, &accounts::email_key(app, &email)).await?;
    let row = row.filter(db::accounts::Row::is_active);
    let unknown = || Problem::field(Field::Email, Code::PersonUnknown);
    let account = accounts::open(app, row.ok_or_else(unknown)?)?;
    not_oneself(&account.id, by)?;
    // An account that is being deleted must not get a role.
    db::accounts::lock(tx, &account.id).await?;
    staff::lock(tx).await?;
    let had = staff::find(tx, &account.id).await?;
    let role = label(&grant.role);
    if had == Some((role.clone(), organisation.clone())) {
        return Err(Code::NothingToDo.into());
    }
    let new = staff::Grant {
        account: &account.id,
        role: &role,
        organisation_key: organisation.as_deref(),
        by: by.map_or("operator", |by| by.staff.0.as_str()),
        at: app.clock.now(),
    };
    staff::put(tx, &new).await?;
    an_administrator_stays(tx).await?;
    end_sessions(tx, &account.id).await?;
    note(app, tx, Event::Staff(audit::Staff::Granted), &account.id, (&role, by)).await?;
    Ok(account)
}

/// Revokes a role.
///
/// # Errors
/// `NothingToDo`, `LastAdministrator`.
pub async fn revoke(
    app: &App,
    tx: &mut Tx,
    account: &AccountId,
    by: By<'_>,
) -> Result<(), Problem> {
    staff::lock(tx).await?;
    let Some((role, _)) = staff::find(tx, account).await? else {
        return Err(Code::NothingToDo.into());
    };
    not_oneself(account, Some(by))?;
    staff::delete(tx, account).await?;
    an_administrator_stays(tx).await?;
    end_sessions(tx, account).await?;
    note(app, tx, Event::Staff(audit::Staff::Revoked), account, (&role, Some(by))).await
}

fn organisation(app: &App, grant: &Grant<'_>) -> Result<Option<String>, Problem> {
    let number = grant.cbe.unwrap_or_default();
    match grant.role {
        Role::Organisation => {
            let cbe = Cbe::parse(number).map_err(|code| Problem::field(Field::Cbe, code))?;
            Ok(Some(organisation_key(app, cbe.as_str())))
        }
        _ if number.trim().is_empty() => Ok(None),
        _ => Err(Problem::field(Field::Cbe, Code::CbeInvalid)),
    }
}

fn not_oneself(account: &AccountId, by: Option<By<'_>>) -> Result<(), Problem> {
    if by.is_some_and(|by| by.staff == account) { Err(Code::NotYours.into()) } else { Ok(()) }
}

async fn an_administrator_stays(tx: &mut Tx) -> Result<(), Problem> {
    if staff::count_administrators(tx).await? == 0 {
        return Err(Code::LastAdministrator.into());
    }
    Ok(())
}

async fn end_sessions(tx: &mut Tx, account: &AccountId) -> Result<(), Problem> {
    db::sessions::delete_all(tx, &account.0).await?;
    Ok(db::browsers::delete_all(tx, &account.0).await?)
}

async fn note(
    app: &App,
    tx: &mut Tx,
    event: Event,
    account: &AccountId,
    (role, by): (&str, Option<By<'_>>),
) -> Result<(), Problem> {
    match by {
        Some(by) => audit::note_by(app, tx, event, Some(account), (role, by)).await,
        None => Ok(audit::note(app, tx, event, Some(&account.0), role).await?),
    }
}
