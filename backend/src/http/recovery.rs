//! A forgotten password: by a link in a mail and a code in a text message, or by the card.

use vestibule_shared::{
    id::AccountId,
    page,
    policy::Value,
    problem::{Code, Field},
    recovery::{self as wire, Recovery},
    text::{self, Email},
};

use super::{
    card,
    forms::{Checks, new_password},
    step::{FlowView, Outcome},
};
use crate::{
    app::{App, problem::Problem},
    db::{self, Reader, Tx},
    domain::{
        account::Account,
        card::is_fresh_proof,
        code::{
            Limit, Purpose, RECOVERY_BLOCK, RECOVERY_MAIL, RECOVERY_MAIL_DAY, RECOVERY_MAIL_KNOWN,
            recovery_code,
        },
        email,
        identity::EID,
        messages::MailKind,
        recovery::{Asking, Choosing, Finished, Mailed, Reading, RecoveryProof, Stage},
    },
    service::{
        accounts,
        audit::{self, Event},
        codes,
        context::Context,
        guesses, known_browsers,
        limits::{self, Asker},
        outbox, recovery,
    },
    system::digest::digest,
};

type Done<N, S> = Result<Outcome<N, S>, Problem>;

/// Requests a link by mail: the same response for every address.
pub async fn ask_mail(cx: Context, from: Asking, command: wire::AskMail) -> Done<Mailed, Asking> {
    let email = email::parse(&command.email).map_err(|code| Problem::field(Field::Email, code))?;
    count_mail(&cx, &email).await?;
    let mut tx = cx.app.db.write().await?;
    recovery::order(&cx.app, &mut tx, &email).await?;
    Ok(Outcome::Moved(tx, from.mailed(email.as_str().to_owned())))
}

/// Counts a mail. Strangers have a limit per household and one for all of them in a day; a browser
/// that the account knows has its own limit, which strangers cannot use up.
async fn count_mail(cx: &Context, email: &Email) -> Result<(), Problem> {
    let (app, name) = (&cx.app, email::canonical(email));
    let key = accounts::email_key(app, email);
    let known = known_browsers::of(cx, Some(&key)).await?;
    let (asker, of_day) = match &known {
        Some(browser) => (format!("known|{browser}"), &RECOVERY_MAIL_KNOWN),
        None => (cx.remote.block.as_str().to_owned(), &RECOVERY_MAIL_DAY),
    };
    let mut own = vec![limits::one(app, &RECOVERY_MAIL, &format!("{name}|{asker}"))];
    if known.is_none() {
        own.extend(limits::networks(app, &RECOVERY_BLOCK, &cx.remote.block));
    }
    limits::count_these(app, &own, Code::TooManyRequests).await?;
    // Counted apart from these: a refusal for one must not use up the limit of all.
    limits::count_now(app, of_day, &name, Code::TooManyRequests).await
}

/// Uses the link of a mail, and sends the code: one transaction, so that a failure does not use up
/// the link.
pub async fn open_link(
    cx: Context,
    from: Asking,
    command: wire::OpenLink,
) -> Done<Choosing, Asking> {
    let Some((mut tx, account)) = use_link(&cx, &command.token).await? else {
        return Err(Code::LinkExpired.into());
    };
    // The scope belongs to this flow only: the code works in this browser only.
    let scope = format!("recovery|{}", cx.app.rng.id());
    if let Err(why) = send(&cx, &mut tx, &account, &scope).await {
        if !matches!(why.code(), Code::ResendTooSoon | Code::TooManyMessages) {
            return Err(why);
        }
        // No message can be sent now; the page offers it later. What the refusal counted is
        // dropped.
        drop(tx);
        let Some((again, _)) = use_link(&cx, &command.token).await? else {
            return Err(Code::LinkExpired.into());
        };
        tx = again;
    }
    Ok(Outcome::Moved(tx, from.linked(account.id, scope)))
}

async fn use_link(cx: &Context, token: &str) -> Result<Option<(Tx, Account)>, Problem> {
    let mut tx = cx.app.db.write().await?;
    let used = db::links::consume(&mut tx, &digest(token), recovery::KIND, cx.now).await?;
    let Some(id) = used else { return Ok(None) };
    let account = accounts::get(&cx.app, &mut tx, &id).await?.filter(|found| found.is_active);
    let Some(account) = account else { return Ok(None) };
    audit::note(&cx.app, &mut tx, Event::RecoveryLinkUsed, Some(&account.id.0), "").await?;
    Ok(Some((tx, account)))
}

async fn send(cx: &Context, tx: &mut Tx, account: &Account, scope: &str) -> Result<(), Problem> {
    let asker = Asker::Here(&cx.remote.block);
    codes::send(&cx.app, tx, account, Purpose::Recovery, scope, asker).await
}

/// Checks the card's answer: it identifies the person, and no code is needed.
pub async fn present_card(
    cx: Context,
    from: Reading,
    command: wire::PresentCard,
) -> Done<Choosing, Reading> {
    let read = card::read(&cx, &from, &command.token).await;
    proved(cx, from, read).await
}

/// Takes the card that the browser itself read.
pub async fn present_certificate(
    cx: Context,
    from: Reading,
    command: wire::PresentCertificate,
) -> Done<Choosing, Reading> {
    let read = card::collect(&cx, &from, &command.code).await;
    proved(cx, from, read).await
}

/// Accepts a card that was read as proof of the person, if they have an account.
async fn proved(
    cx: Context,
    from: Reading,
    read: Result<card::Holder, Problem>,
) -> Done<Choosing, Reading> {
    let holder = match read {
        Ok(holder) => holder,
        Err(why) => return card::refuse(&cx, from, why).await,
    };
    let mut tx = cx.app.db.write().await?;
    let row = db::accounts::find_by_person(&mut tx, EID, &holder.person_key).await?;
    let Some(row) = row.filter(db::accounts::Row::is_active) else {
        drop(tx);
        return card::refuse(&cx, from, Code::EidUnknown.into()).await;
    };
    audit::note(&cx.app, &mut tx, Event::RecoveryByCard, Some(&row.id), "").await?;
    Ok(Outcome::Moved(tx, from.proved(AccountId(row.id), cx.now)))
}

/// Sends the code again.
pub async fn resend_code(
    cx: Context,
    from: Choosing,
    _: wire::ResendCode,
) -> Done<Choosing, Choosing> {
    let RecoveryProof::Code { scope } = from.proof().clone() else {
        return Err(Code::InvalidBody.into());
    };
    let account = find_account(&cx, from.account()).await?;
    let mut tx = cx.app.db.write().await?;
    send(&cx, &mut tx, &account, &scope).await?;
    Ok(Outcome::Moved(tx, from))
}

/// Sets the new password; every session of the account ends.
pub async fn set_password(
    cx: Context,
    from: Choosing,
    command: wire::SetPassword,
) -> Done<Finished, Choosing> {
    if let RecoveryProof::Card { since } = from.proof()
        && let Err(code) = is_fresh_proof(*since, cx.now)
    {
        return Err(code.into());
    }
    let account = find_account(&cx, from.account()).await?;
    let mut checks = Checks::default();
    let code = match from.proof() {
        RecoveryProof::Card { .. } => Some(String::new()),
        RecoveryProof::Code { .. } => {
            checks.field(Field::Code, text::parse_code(&command.code, text::CODE_LENGTH))
        }
    };
    let typed = (command.password.as_str(), command.confirmation.as_str());
    let password = new_password(&cx, &mut checks, &account, typed);
    let (Some(code), Some(password), true) = (code, password, checks.is_good()) else {
        return Err(Problem::fields(checks.into_problems()));
    };
    // Hashed before the try is counted: a server too busy to hash does not cost a try.
    let hash = cx.app.hasher.hash(password.expose()).await?;
    let challenge = match from.proof() {
        RecoveryProof::Card { .. } => None,
        RecoveryProof::Code { scope } => match try_code(&cx, &account, scope, &code).await {
            Ok(Ok(challenge)) => Some(challenge),
            Ok(Err(why)) => return Err(Problem::field(Field::Code, why)),
            Err(why) => return Err(why),
        },
    };
    let mut tx = cx.app.db.write().await?;
    db::accounts::lock(&mut tx, &account.id).await?;
    if let Some(challenge) = challenge
        && !db::sent_codes::consume(&mut tx, &challenge, cx.now).await?
    {
        return Err(Code::Conflict.into());
    }
    change_password(&cx, &mut tx, &account, &hash).await?;
    Ok(Outcome::Moved(tx, from.done()))
}

async fn change_password(
    cx: &Context,
    tx: &mut Tx,
    account: &Account,
    hash: &str,
) -> Result<(), Problem> {
    let (app, id) = (&cx.app, account.id.0.as_str());
    db::accounts::update_password(tx, &account.id, hash).await?;
    db::sessions::delete_all(tx, id).await?;
    db::browsers::delete_all(tx, id).await?;
    // The password that was guessed at is replaced, and this browser is the owner's.
    known_browsers::forget_all(tx, id).await?;
    known_browsers::mark(cx, tx, account).await?;
    guesses::forget(cx, tx, account);
    limits::clear(app, tx, &wrong_codes(app), id);
    let occasion = app.rng.id();
    let about = (page::RECOVER, occasion.as_str());
    outbox::write_mail(app, tx, account, MailKind::PasswordChanged, about).await?;
    Ok(audit::note(app, tx, Event::PasswordChanged, Some(id), "recovery").await?)
}

fn wrong_codes(app: &App) -> Limit {
    recovery_code(app.times(Value::CodeTries), app.seconds(Value::Rest))
}

/// Counts the try before comparing: of the code, and of the account across codes.
async fn try_code(
    cx: &Context,
    account: &Account,
    scope: &str,
    code: &str,
) -> Result<Result<String, Code>, Problem> {
    let id = account.id.0.as_str();
    let mut tx = cx.app.db.write().await?;
    let limit = wrong_codes(&cx.app);
    let counted = limits::count(&cx.app, &mut tx, &limit, id, Code::TooManyRequests).await;
    // Another request with the same code may have set the password, and cleared the tries.
    cx.is_there_still(&mut tx).await??;
    tx.commit().await?;
    counted?;
    let tried = codes::try_code(&cx.app, scope, code).await?;
    if tried == Err(Code::CodeWrong) {
        let mut tx = cx.app.db.write().await?;
        let purpose = Purpose::Recovery.name();
        audit::note(&cx.app, &mut tx, Event::CodeWrong, Some(id), purpose).await?;
        tx.commit().await?;
    }
    Ok(tried)
}

async fn find_account(cx: &Context, id: &AccountId) -> Result<Account, Problem> {
    let mut tx = cx.app.db.read().await?;
    let account = accounts::get(&cx.app, &mut tx, id).await?;
    drop(tx);
    account.ok_or_else(|| Code::WrongStep.into())
}

impl FlowView for Recovery {
    async fn settle(_: &Context, _: &mut Reader, stage: Stage) -> Result<Stage, Problem> {
        Ok(stage)
    }

    async fn show(cx: &Context, tx: &mut Reader, stage: &Stage) -> Result<wire::Step, Problem> {
        Ok(match stage {
            Stage::Asking(_) => wire::AskStep {}.into(),
            Stage::Mailed(stage) => wire::MailSentStep { email: stage.email().to_owned() }.into(),
            Stage::Reading(stage) => {
                wire::ReadCardStep { challenge: card::show(cx, stage, card::Page::Recover) }.into()
            }
            Stage::Choosing(stage) => show_choice(cx, tx, stage).await?.into(),
            Stage::Finished(_) => wire::DoneStep {}.into(),
        })
    }
}

async fn show_choice(
    cx: &Context,
    tx: &mut Reader,
    stage: &Choosing,
) -> Result<wire::NewPasswordStep, Problem> {
    let RecoveryProof::Code { scope } = stage.proof() else {
        return Ok(wire::NewPasswordStep { sent: None });
    };
    let account = accounts::get(&cx.app, tx, stage.account()).await?.ok_or(Code::WrongStep)?;
    let tried = db::sent_codes::find_live(tx, scope).await?.map_or(0, |row| row.attempts);
    let left = u32::try_from((cx.app.times(Value::CodeTries) - tried).max(0)).unwrap_or(0);
    let sent = codes::view(&cx.app, tx, &account, scope, left).await?;
    Ok(wire::NewPasswordStep { sent: Some(sent) })
}
