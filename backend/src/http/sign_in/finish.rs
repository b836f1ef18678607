//! The end of a sign-in or of a new proof: everything was right, so the session begins or steps up.

use vestibule_shared::{account::Strength, problem::Code};

use crate::{
    app::problem::Problem,
    db::{self, Tx},
    domain::{
        account::Account,
        sign_in::{By, Proving, Subject},
    },
    service::{
        accounts,
        context::Context,
        sessions::{self, Scope},
    },
};

/// Whether this browser is to be remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Remember {
    /// It is.
    Yes,
    /// It is not.
    No,
}

impl From<bool> for Remember {
    fn from(ticked: bool) -> Self {
        if ticked { Self::Yes } else { Self::No }
    }
}

/// Returns whether the card replaces a second factor: a policy, and nothing else beside a card.
pub(super) fn card_is_enough(cx: &Context, subject: &Subject) -> bool {
    cx.app.card_is_enough() && !matches!(subject.by, By::Card)
}

/// Returns for how many days this browser can be remembered: after a password and an enrolled
/// method.
pub(super) fn remember_days(cx: &Context, stage: &Proving, account: &Account) -> Option<u32> {
    let fits = matches!(stage.subject().by, By::Password { .. }) && stage.method().is_some();
    if fits { sessions::remember_days(cx, account) } else { None }
}

/// Begins the session, or steps up the one that asked.
///
/// # Errors
/// In the answer: `AccountHeld`, or `WrongStep` when the password or the session no longer holds.
pub(super) async fn finish(
    cx: &Context,
    tx: &mut Tx,
    subject: &Subject,
    account: &Account,
    strength: Strength,
) -> Result<Result<(), Problem>, Problem> {
    match &subject.by {
        By::Session { id } => {
            let stepped = sessions::step_up(cx, tx, (&account.id.0, id), strength).await?;
            Ok(if stepped { Ok(()) } else { Err(Code::NotSignedIn.into()) })
        }
        By::Password { hash } => {
            // It may have been changed since it was checked.
            if !db::accounts::confirm_password(tx, &account.id, hash, hash).await? {
                return Ok(Err(Code::WrongStep.into()));
            }
            begin(cx, tx, account, strength).await
        }
        By::Provider { identity } => {
            if !accounts::opens(tx, identity, &account.id).await? {
                return Ok(Err(Code::WrongStep.into()));
            }
            begin(cx, tx, account, strength).await
        }
        By::Card => {
            sessions::lift_hold(cx, tx, &account.id).await?;
            begin(cx, tx, account, strength).await
        }
    }
}

async fn begin(
    cx: &Context,
    tx: &mut Tx,
    account: &Account,
    strength: Strength,
) -> Result<Result<(), Problem>, Problem> {
    // The card releases a held account.
    if strength != Strength::Eid
        && let Err(held) = sessions::check_held(cx, tx, &account.id).await?
    {
        return Ok(Err(held));
    }
    sessions::begin(cx, tx, account, strength, Scope::Full).await?;
    Ok(Ok(()))
}
