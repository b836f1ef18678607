//! My account, security: methods, recovery codes, remembered browsers, password, and activity.

use axum::Json;
use vestibule_shared::{
    api::Nothing,
    factor::Duty,
    id::SessionId,
    policy::Value,
    problem::{Code, Field},
    security as wire, text,
    time::Timestamp,
};

use crate::{
    app::{codec, hashing::Verdict, problem::Problem},
    db::{self, Reader, Tx},
    domain::{account::Account, duty::Requirement, messages::Notice, method::name},
    http::{
        body::Body,
        forms::{Checks, new_password},
        session::{Fresh, SignedIn},
        sign_in::note_failure,
    },
    service::{
        accounts,
        audit::{self, Event},
        context::Context,
        factors, guesses, known_browsers,
        notices::{self, Change},
        policy,
        sessions::Session,
    },
    system::digest::digest,
};

type Page = Result<Json<wire::SecurityView>, Problem>;

/// Returns what the security page shows.
pub async fn get_security(SignedIn(who): SignedIn) -> Page {
    view(&who.cx).await
}

/// Returns the page as it is now: a session that stepped up is found by its new name.
async fn view(cx: &Context) -> Page {
    let app = &cx.app;
    let mut tx = app.db.read().await?;
    let who = Session::load(cx.clone(), &mut tx).await?.ok_or(Code::NotSignedIn)?;
    let id = who.account();
    let all = factors::list(app, &mut tx, &id).await?;
    let recovery_left = db::recovery_codes::count_left(&mut tx, &id.0).await?;
    let browsers = db::browsers::list(&mut tx, &id.0, cx.now).await?;
    let deletion = db::deletions::find(&mut tx, &id).await?;
    drop(tx);
    let here = cx.browser.as_deref().map(digest);
    let browser = |row: db::browsers::Row| wire::Remembered {
        id: SessionId(row.public_id),
        browser: row.browser,
        current: here.as_ref() == Some(&row.id),
        since: Timestamp(row.since),
        seen_at: Timestamp(row.seen_at),
        until: Timestamp(row.ends_at),
    };
    let asked = who.asked();
    Ok(Json(wire::SecurityView {
        methods: factors::show(&all),
        recovery_left,
        recovery_few: app.policies.policy().figure(Value::RecoveryCodesLow),
        browsers: browsers.into_iter().map(browser).collect(),
        duty: who.duty(),
        can_remove_last: asked == Requirement::May,
        fresh_for: who.fresh_for(),
        deletion,
    }))
}

/// Returns the person's own activity.
pub async fn get_activity(SignedIn(who): SignedIn) -> Result<Json<wire::ActivityView>, Problem> {
    let mut tx = who.cx.app.db.read().await?;
    let rows = db::audit::list(&mut tx, &who.row.account_id).await?;
    drop(tx);
    let entries = rows
        .into_iter()
        .filter_map(|row| {
            let what = audit::in_plain_words(&row.event, &row.detail)?;
            Some(wire::Activity { at: Timestamp(row.at), what, browser: row.browser })
        })
        .collect();
    Ok(Json(wire::ActivityView { entries }))
}

/// Adds a week to the grace, once.
pub async fn snooze_duty(SignedIn(who): SignedIn, Body(Nothing {}): Body<Nothing>) -> Page {
    if !matches!(who.duty(), Duty::Grace { can_snooze: true, .. }) {
        return Err(Code::EnrolmentRequired.into());
    }
    let mut tx = who.cx.app.db.write().await?;
    if db::accounts::update_snoozed(&mut tx, &who.account(), who.cx.now).await? {
        let account = Some(who.row.account_id.as_str());
        audit::note(&who.cx.app, &mut tx, Event::DutySnoozed, account, "").await?;
    }
    tx.commit().await?;
    view(&who.cx).await
}

/// Renames a method.
pub async fn rename_method(Fresh(who): Fresh, Body(command): Body<wire::Rename>) -> Page {
    let parsed = text::parse_method_name(&command.name);
    let new = parsed.map_err(|code| Problem::field(Field::Name, code))?;
    let mut tx = begin(&who).await?;
    let id = who.account();
    if !factors::rename(&who.cx.app, &mut tx, (&id, &command.method), &new).await? {
        return Err(Code::MethodUnavailable.into());
    }
    let detail = ("", who.cx.remote.browser.as_str());
    audit::note_from(&who.cx.app, &mut tx, Event::FactorRenamed, Some(&id.0), detail).await?;
    tx.commit().await?;
    view(&who.cx).await
}

/// Offers a method first at sign-in.
pub async fn prefer_method(Fresh(who): Fresh, Body(command): Body<wire::MethodChoice>) -> Page {
    let (cx, id) = (&who.cx, who.account());
    let mut tx = begin(&who).await?;
    factors::find(&cx.app, &mut tx, &id, &command.method).await?;
    db::factors::update_preferred(&mut tx, (&id.0, &command.method.0)).await?;
    tx.commit().await?;
    view(cx).await
}

/// Removes a method; never the last one of a person who must have one (M9). Every other session
/// ends.
pub async fn remove_method(Fresh(who): Fresh, Body(command): Body<wire::MethodChoice>) -> Page {
    let (cx, id) = (&who.cx, who.account());
    let app = &cx.app;
    // Of two simultaneous removals the second sees what the first left.
    let mut tx = begin(&who).await?;
    let factor = factors::find(app, &mut tx, &id, &command.method).await?;
    db::factors::delete(&mut tx, (&id.0, &factor.id.0)).await?;
    let left = db::factors::count(&mut tx, &id.0).await?;
    let asked = who.asked();
    let is_last = policy::sorted(app, &mut tx, &id).await?.usable.is_empty();
    if is_last && asked == Requirement::Must {
        return Err(Code::LastMethod.into());
    }
    if left == 0 {
        db::recovery_codes::delete_all(&mut tx, &id.0).await?;
    }
    end_others(&who, &mut tx).await?;
    let detail = (name(factor.kind), cx.remote.browser.as_str());
    audit::note_from(app, &mut tx, Event::FactorRemoved, Some(&id.0), detail).await?;
    let (kind, before) = (factor.kind, codec::encode(&factors::ProvedFactor::from(factor))?);
    let change = (Change::Removed, before.as_str());
    tell(cx, &mut tx, &who, Notice::MethodRemoved(kind), change).await?;
    tx.commit().await?;
    view(cx).await
}

/// Begins a transaction for a change: no other request changes the account meanwhile, and the
/// session is still live.
pub(in crate::http) async fn begin(who: &Session) -> Result<Tx, Problem> {
    let mut tx = who.cx.app.db.write().await?;
    db::accounts::lock(&mut tx, &who.account()).await?;
    let here = Session::load(who.cx.clone(), &mut tx).await?;
    if here.is_none_or(|here| here.row.public_id != who.row.public_id) {
        return Err(Code::NotSignedIn.into());
    }
    Ok(tx)
}

async fn account_of(who: &Session, tx: &mut Reader) -> Result<Account, Problem> {
    let account = accounts::get(&who.cx.app, tx, &who.account()).await?;
    account.ok_or_else(|| Code::NotSignedIn.into())
}

/// Notifies the owner, with a link that holds the account.
async fn tell(
    cx: &Context,
    tx: &mut Tx,
    who: &Session,
    notice: Notice,
    (change, before): (Change, &str),
) -> Result<(), Problem> {
    let account = account_of(who, tx).await?;
    let undo = notices::undo_link(&cx.app, tx, &account, change, before).await?;
    notices::tell(cx, tx, &account, notice, &undo).await
}

/// Ends every other session, and forgets every remembered browser.
pub(in crate::http) async fn end_others(who: &Session, tx: &mut Tx) -> Result<(), Problem> {
    let account = who.row.account_id.as_str();
    db::sessions::delete_all_but(tx, account, &who.row.public_id).await?;
    known_browsers::forget_others(&who.cx, tx, account).await?;
    Ok(db::browsers::delete_all(tx, account).await?)
}

/// Makes ten new recovery codes.
pub async fn renew_recovery_codes(
    Fresh(who): Fresh,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Json<wire::RecoveryCodes>, Problem> {
    if who.row.factors == 0 {
        return Err(Code::MethodUnavailable.into());
    }
    let cx = &who.cx;
    let mut tx = begin(&who).await?;
    let codes = factors::renew_codes(cx, &mut tx, &who.account()).await?;
    tell(cx, &mut tx, &who, Notice::CodesRenewed, (Change::Other, "")).await?;
    tx.commit().await?;
    Ok(Json(wire::RecoveryCodes { codes }))
}

/// Forgets a remembered browser. That only makes the account safer: no recent proof is needed.
pub async fn forget_browser(
    SignedIn(who): SignedIn,
    Body(command): Body<wire::BrowserChoice>,
) -> Page {
    let cx = &who.cx;
    let mut tx = cx.app.db.write().await?;
    let account = who.row.account_id.as_str();
    if db::browsers::delete(&mut tx, account, &command.browser.0).await? {
        let detail = ("", cx.remote.browser.as_str());
        audit::note_from(&cx.app, &mut tx, Event::BrowserForgotten, Some(account), detail).await?;
    }
    tx.commit().await?;
    view(cx).await
}

/// Changes the password; every other session ends. The present one counts as in a sign-in, so that
/// this is not another way to guess.
pub async fn change_password(Fresh(who): Fresh, Body(command): Body<wire::PasswordChange>) -> Page {
    let cx = &who.cx;
    let mut tx = cx.app.db.read().await?;
    let account = account_of(&who, &mut tx).await?;
    drop(tx);
    let mut checks = Checks::default();
    let typed = (command.password.as_str(), command.confirmation.as_str());
    let password = new_password(cx, &mut checks, &account, typed);
    let (Some(password), true) = (password, checks.is_good()) else {
        return Err(Problem::fields(checks.into_problems()));
    };
    let attempt = guesses::count_own(cx, &account).await?;
    let stored = account.password_hash.as_deref();
    if cx.app.hasher.verify(stored, &command.current).await? == Verdict::Wrong {
        note_failure(cx, Some(&account), &attempt).await?;
        return Err(Problem::field(Field::CurrentPassword, Code::PasswordWrong));
    }
    let hash = cx.app.hasher.hash(password.expose()).await?;
    let mut tx = begin(&who).await?;
    let checked = stored.unwrap_or_default();
    if !db::accounts::confirm_password(&mut tx, &account.id, checked, &hash).await? {
        return Err(Code::Conflict.into());
    }
    attempt.was_enough(&cx.app, &mut tx);
    end_others(&who, &mut tx).await?;
    let detail = ("account page", cx.remote.browser.as_str());
    let id = Some(account.id.0.as_str());
    audit::note_from(&cx.app, &mut tx, Event::PasswordChanged, id, detail).await?;
    tell(cx, &mut tx, &who, Notice::PasswordChanged, (Change::Other, "")).await?;
    tx.commit().await?;
    view(cx).await
}
