//! Sign-in: user name and password, or the card (R12, R13).

use vestibule_shared::{
    account::Strength,
    problem::Code,
    sign_in::{self as wire, SignIn},
    text::Email,
};

use super::{
    card, registration,
    step::{Outcome, Screen, put},
};
use crate::{
    db::{self, Tx},
    domain::{
        account::Account,
        code::{SIGN_IN, SIGN_IN_BLOCK},
        sign_in::{CardRead, Credentials, Entered, Reading, Stage},
    },
    hashing::Verdict,
    problem::Problem,
    service::{
        accounts::{self, EID},
        audit::{self, Event},
        limits, sessions,
    },
    session::Context,
};

type Done<N, S> = Result<Outcome<N, S>, Problem>;

/// User name and password. Unknown, unfinished and known names are answered alike, in the same time;
/// failures slow the guesser down and lock nobody out (C3).
pub async fn enter_password(
    cx: Context,
    from: Credentials,
    command: wire::EnterPassword,
) -> Done<Entered, Credentials> {
    // An address that cannot exist costs as much time as one that does.
    let email = Email::parse(&command.email).ok();
    let name = email.as_ref().map_or_else(|| command.email.clone(), Email::canonical);
    let guesser = format!("{name}|{}", cx.client.block);
    count_attempt(&cx, &guesser).await?;

    let account = find_active(&cx, email.as_ref()).await?;
    let stored = account.as_ref().and_then(|account| account.password_hash.as_deref());
    // Longer passwords than anybody can have are not worth hashing, but take the same path.
    let password = command.password.get(..4096).unwrap_or(&command.password);
    let verdict = cx.app.hasher.verify(stored, password).await?;
    let Some(account) = account.as_ref().filter(|_| verdict != Verdict::Wrong) else {
        note_failure(&cx, account.as_ref()).await?;
        return Ok(Outcome::Refused(from, Code::CredentialsWrong.into()));
    };
    let checked = account.password_hash.as_deref().unwrap_or_default();
    let hash = match verdict {
        Verdict::RightButOld => cx.app.hasher.hash(password).await?,
        _ => checked.to_owned(),
    };
    let mut tx = cx.app.db.write().await?;
    // The password may have been changed while this one was hashed.
    if !db::accounts::confirm_password(&mut tx, &account.id, checked, &hash).await? {
        return Ok(Outcome::Refused(from, Code::CredentialsWrong.into()));
    }
    limits::clear(&cx.app, &mut tx, &SIGN_IN, &guesser).await?;
    limits::take_back(&cx.app, &mut tx, &SIGN_IN_BLOCK, &cx.client.block).await?;
    let browser = &cx.client.browser;
    let entry = sessions::begin(&cx.app, &mut tx, account, Strength::Password, browser).await?;
    Ok(Outcome::Moved(tx, from.enter(entry)))
}

async fn find_active(cx: &Context, email: Option<&Email>) -> Result<Option<Account>, Problem> {
    let Some(email) = email else { return Ok(None) };
    let mut tx = cx.app.db.read().await?;
    let key = accounts::email_key(&cx.app, email);
    let row = db::accounts::find_by_email(&mut tx, &key).await?;
    tx.commit().await?;
    row.filter(|row| row.is_active() && !row.is_locked())
        .map(|row| accounts::open(&cx.app, row))
        .transpose()
}

/// Counts before anything is compared, and for good, whatever comes after.
async fn count_attempt(cx: &Context, guesser: &str) -> Result<(), Problem> {
    let (app, code) = (&cx.app, Code::TooManyRequests);
    let mut tx = app.db.write().await?;
    let by_block = limits::count(app, &mut tx, &SIGN_IN_BLOCK, &cx.client.block, code).await;
    let by_name = match by_block {
        Ok(()) => limits::count(app, &mut tx, &SIGN_IN, guesser, code).await,
        // Names that a stranger makes up leave no more rows behind.
        Err(why) => Err(why),
    };
    tx.commit().await?;
    by_name
}

/// Noted for every failure alike, known name or not, so that it takes the same time.
async fn note_failure(cx: &Context, account: Option<&Account>) -> Result<(), Problem> {
    let mut tx = cx.app.db.write().await?;
    let id = account.map(|account| account.id.0.as_str());
    audit::note(&cx.app, &mut tx, Event::SignInFailed, id, "password").await?;
    Ok(tx.commit().await?)
}

/// Asks to sign in with the card.
pub async fn use_card(
    cx: Context,
    from: Credentials,
    _: wire::UseCard,
) -> Done<Reading, Credentials> {
    Ok(Outcome::Moved(cx.app.db.write().await?, from.ask(card::ask(&cx))))
}

/// A new question to the card, when the last one is stale.
pub async fn renew_challenge(
    cx: Context,
    from: Reading,
    _: wire::RenewChallenge,
) -> Done<Reading, Reading> {
    Ok(Outcome::Moved(cx.app.db.write().await?, from.renew(card::ask(&cx))))
}

/// Back to user name and password.
pub async fn use_password(
    cx: Context,
    from: Reading,
    _: wire::UsePassword,
) -> Done<Credentials, Reading> {
    Ok(Outcome::Moved(cx.app.db.write().await?, from.back()))
}

/// The card's answer. An account that was never activated goes on with its registration.
pub async fn present_card(
    cx: Context,
    from: Reading,
    command: wire::PresentCard,
) -> Done<CardRead, Reading> {
    let read = card::read(&cx, from.question(), &command.token).await;
    let account = match read {
        Ok(holder) => find_by_card(&cx, &holder.person_key).await?.ok_or(Code::EidUnknown.into()),
        Err(why) => Err(why),
    };
    let account = match account {
        Ok(account) => account,
        Err(why) => {
            let mut tx = cx.app.db.write().await?;
            if why.code() == Code::EidUnknown {
                audit::note(&cx.app, &mut tx, Event::CardRefused, None, "unknown").await?;
            }
            return Ok(Outcome::Stayed(tx, from.renew(card::ask(&cx)), why));
        }
    };
    let mut tx = cx.app.db.write().await?;
    if account.is_active {
        let browser = &cx.client.browser;
        let entry = sessions::begin(&cx.app, &mut tx, &account, Strength::Eid, browser).await?;
        return Ok(Outcome::Moved(tx, from.enter(entry)));
    }
    let (mut tx, waiting) = registration::resume(&cx, tx, account).await?;
    let stage = waiting.into();
    put::<vestibule_shared::registration::Registration>(&cx, &mut tx, &stage).await?;
    Ok(Outcome::Moved(tx, from.unfinished()))
}

async fn find_by_card(cx: &Context, person_key: &str) -> Result<Option<Account>, Problem> {
    let mut tx = cx.app.db.read().await?;
    let row = db::accounts::find_by_person(&mut tx, EID, person_key).await?;
    tx.commit().await?;
    row.map(|row| accounts::open(&cx.app, row)).transpose()
}

impl Screen for SignIn {
    async fn settle(_: &Context, _: &mut Tx, stage: Stage) -> Result<Stage, Problem> {
        Ok(stage)
    }

    async fn show(cx: &Context, _: &mut Tx, stage: &Stage) -> Result<wire::Step, Problem> {
        Ok(match stage {
            Stage::Credentials(_) => wire::CredentialsStep {}.into(),
            Stage::Reading(stage) => {
                wire::ReadCardStep { challenge: card::show(cx, stage.question()) }.into()
            }
            Stage::Unfinished(_) => wire::UnfinishedStep {}.into(),
            Stage::Entered(_) => wire::EnteredStep {}.into(),
        })
    }
}
