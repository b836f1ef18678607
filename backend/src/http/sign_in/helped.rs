//! An access code of the help desk, typed where recovery codes are typed: with the password it
//! allows setting up a method, and nothing else (H4).

use vestibule_shared::{account::Strength, problem::Code};

use crate::{
    app::problem::Problem,
    db::{self, Reader, Tx, access_codes},
    domain::{
        account::Account,
        messages::{Help, Notice},
        sign_in::{By, Proving, Subject},
    },
    service::{
        audit::{self, Desk, Event},
        context::Context,
        notices::{self, Change},
        proof::FactorProof,
        sessions::{self, Scope},
    },
};

/// Returns whether an access code could be used at this stage: after a password, and not to
/// confirm.
pub(super) async fn waits(
    cx: &Context,
    tx: &mut Reader,
    subject: &Subject,
) -> Result<bool, Problem> {
    let by_password = matches!(subject.by, By::Password { .. });
    Ok(by_password && access_codes::exists(tx, &subject.account, cx.now).await?)
}

/// Uses up the code, and begins a session that may only set up a method; returns nothing when it is
/// not such a code.
///
/// # Errors
/// In the answer: `WrongStep` when the password is no longer valid, `AccountHeld`; then the
/// transaction must be dropped, and the code remains valid.
pub(super) async fn enter(
    cx: &Context,
    tx: &mut Tx,
    (from, account): (&Proving, &Account),
    proof: &FactorProof,
) -> Result<Option<Result<(), Problem>>, Problem> {
    let (FactorProof::Recovery { access, .. }, By::Password { hash }) = (proof, &from.subject().by)
    else {
        return Ok(None);
    };
    if !access_codes::consume(tx, &account.id, access, cx.now).await? {
        return Ok(None);
    }
    if !db::accounts::confirm_password(tx, &account.id, hash, hash).await? {
        return Ok(Some(Err(Code::WrongStep.into())));
    }
    if let Err(held) = sessions::check_held(cx, tx, &account.id).await? {
        return Ok(Some(Err(held)));
    }
    let (app, id) = (&cx.app, account.id.0.as_str());
    db::tries::clear(tx, id).await?;
    sessions::begin(cx, tx, account, Strength::Password, Scope::Lost).await?;
    let detail = ("", cx.remote.browser.as_str());
    audit::note_from(app, tx, Event::Desk(Desk::CodeUsed), Some(id), detail).await?;
    let undo = notices::undo_link(app, tx, account, Change::Other, "").await?;
    notices::tell(cx, tx, account, Notice::Helped(Help::CodeUsed), &undo).await?;
    Ok(Some(Ok(())))
}
