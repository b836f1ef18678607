//! Activation: the code and the password in one submit, resends, another number (R7-R10, R16).

use vestibule_shared::{
    page,
    policy::Value,
    problem::{Code, Field},
    registration as wire, text,
};

use super::{Done, find_account};
use crate::{
    app::problem::Problem,
    db::{self, Tx},
    domain::{
        account::Account,
        code::Purpose,
        messages::{AddressMail, MailKind},
        phone::Mobile,
        registration::{Activating, Finished},
    },
    http::{
        forms::{Checks, new_password},
        step::Outcome,
    },
    service::{
        accounts, addresses,
        audit::{self, Event},
        codes,
        context::Context,
        limits::Asker,
        outbox,
    },
};

/// R8: checks code, password and confirmation in one submit; a wrong code changes nothing (R9).
pub async fn activate(
    cx: Context,
    from: Activating,
    command: wire::Activate,
) -> Done<Finished, Activating> {
    let account = find_account(&cx, from.account()).await?;
    let mut checks = Checks::default();
    let code = checks.field(Field::Code, text::parse_code(&command.code, text::CODE_LENGTH));
    let typed = (command.password.as_str(), command.confirmation.as_str());
    let password = new_password(&cx, &mut checks, &account, typed);
    let (Some(code), Some(password), true) = (code, password, checks.is_good()) else {
        return Err(Problem::fields(checks.into_problems()));
    };
    if account.is_locked {
        return Err(Code::AccountLocked.into());
    }
    // Hashed before the try is counted: a server too busy to hash does not cost a try.
    let hash = cx.app.hasher.hash(password.expose()).await?;
    let challenge = match try_code(&cx, &account, &code).await? {
        Tried::Right(challenge) => challenge,
        Tried::Wrong(code) => {
            return Err(Problem::field(Field::Code, code));
        }
        Tried::Locked => return Err(Code::AccountLocked.into()),
    };
    let mut tx = cx.app.db.write().await?;
    db::accounts::lock(&mut tx, &account.id).await?;
    let consumed = db::sent_codes::consume(&mut tx, &challenge, cx.now).await?;
    if !consumed || !db::accounts::update_activated(&mut tx, &account.id, &hash, cx.now).await? {
        return Err(Code::Conflict.into());
    }
    let once = outbox::once(&account.id);
    let about = (page::SIGN_IN, once.as_str());
    outbox::write_mail(&cx.app, &mut tx, &account, MailKind::Activated, about).await?;
    addresses::ask(&cx.app, &mut tx, &account, AddressMail::Own).await?;
    audit::note(&cx.app, &mut tx, Event::Activated, Some(&account.id.0), "").await?;
    Ok(Outcome::Moved(tx, from.activated(account.email.as_str().to_owned())))
}

enum Tried {
    /// The name of the challenge, to consume.
    Right(String),
    Wrong(Code),
    Locked,
}

/// Counts the try before comparing, in a statement of its own (R10, S1).
async fn try_code(cx: &Context, account: &Account, code: &str) -> Result<Tried, Problem> {
    let (scope, most) = (codes::activation_scope(account), cx.app.times(Value::ActivationTries));
    let mut tx = cx.app.db.write().await?;
    let live = db::sent_codes::find_live(&mut tx, &scope).await?;
    let Some(live) = live.filter(|row| row.expires_at > cx.now.0) else {
        return Ok(Tried::Wrong(Code::CodeExpired));
    };
    let Some(failures) = db::accounts::count_code_failure(&mut tx, &account.id, most).await? else {
        return Ok(Tried::Locked);
    };
    tx.commit().await?;
    if cx.app.keys.code_matches(&live.code_mac, &live.purpose, &live.id, code) {
        return Ok(Tried::Right(live.id));
    }
    note_wrong_code(cx, account).await?;
    let is_last = failures >= most;
    Ok(if is_last { Tried::Locked } else { Tried::Wrong(Code::CodeWrong) })
}

async fn note_wrong_code(cx: &Context, account: &Account) -> Result<(), Problem> {
    let (app, id) = (&cx.app, &account.id);
    let most = app.times(Value::ActivationTries);
    let mut tx = app.db.write().await?;
    let purpose = Purpose::Activation.name();
    audit::note(app, &mut tx, Event::CodeWrong, Some(&id.0), purpose).await?;
    if db::accounts::update_locked(&mut tx, id, most, cx.now).await? {
        audit::note_for_help(app, &mut tx, Event::Locked, id, &cx.remote.browser).await?;
        let occasion = app.rng.id();
        let about = (page::REGISTER, occasion.as_str());
        let kind = MailKind::Locked { tries: app.figure(Value::ActivationTries) };
        outbox::write_mail(app, &mut tx, account, kind, about).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Sends the code again.
pub async fn resend_code(
    cx: Context,
    from: Activating,
    _: wire::ResendCode,
) -> Done<Activating, Activating> {
    let account = find_account(&cx, from.account()).await?;
    let mut tx = cx.app.db.write().await?;
    send_activation(&cx, &mut tx, &account).await?;
    Ok(Outcome::Moved(tx, from))
}

async fn send_activation(cx: &Context, tx: &mut Tx, account: &Account) -> Result<(), Problem> {
    let scope = codes::activation_scope(account);
    let asker = Asker::Here(&cx.remote.block);
    codes::send(&cx.app, tx, account, Purpose::Activation, &scope, asker).await
}

/// R16: changes the number before activation, and sends a new code there.
pub async fn change_phone(
    cx: Context,
    from: Activating,
    command: wire::ChangePhone,
) -> Done<Activating, Activating> {
    let countries: Vec<&str> =
        cx.app.config.phone_countries.0.iter().map(|country| country.0.as_str()).collect();
    let phone = Mobile::parse(&command.phone, &countries)
        .map_err(|code| Problem::field(Field::Phone, code))?;
    let account = find_account(&cx, from.account()).await?;
    let mut tx = cx.app.db.write().await?;
    if !accounts::change_phone(&cx.app, &mut tx, &account.id, &phone).await? {
        return Err(Code::AccountLocked.into());
    }
    // The code that was sent to the old number becomes invalid when the new one is sent.
    audit::note(&cx.app, &mut tx, Event::PhoneChanged, Some(&account.id.0), "").await?;
    let account = Account { phone, ..account };
    send_activation(&cx, &mut tx, &account).await?;
    Ok(Outcome::Moved(tx, from))
}
