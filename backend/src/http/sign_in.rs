//! Sign-in: user name and password, a passkey, or the card (R12, R13); then the second factor.

mod card;
mod confirm;
mod factor;
mod finish;
mod helped;
mod upstream;

use vestibule_shared::{
    account::Strength,
    factor::FactorKind,
    policy::Value,
    problem::Code,
    sign_in::{self as wire, SignIn},
    text::Email,
};

pub use self::{
    card::{present_card, present_certificate, use_card_instead},
    confirm::{begin_confirm, confirm_password},
    factor::{ask_again, choose_method, finish_call, lose_everything, submit_code, submit_key},
    upstream::{return_from_provider, use_provider},
};
use super::{
    card as reader,
    step::{FlowView, Outcome},
};
use crate::{
    app::{
        codec::{decode, encode},
        hashing::Verdict,
        problem::Problem,
        webauthn::{Discovering, user_handle},
    },
    db::{self, Reader},
    domain::{
        account::Account,
        code::KEY_BLOCK,
        email,
        method::KeyChallenge,
        sign_in::{
            By, Choosing, Credentials, Entered, PasswordRight, Proving, Stage, Subject, Why,
        },
        stage::Flow as _,
    },
    service::{
        accounts,
        audit::{self, Event, Stranger},
        context::Context,
        factors,
        guesses::{self, Attempt},
        limits, policy, proof,
        sessions::{self, Scope, Session},
        tries,
    },
};

type Done<N, S> = Result<Outcome<N, S>, Problem>;

/// Checks user name and password. Unknown, unfinished and known names get the same response in the
/// same time; failures slow the guesser down and lock no account (C3). A right password alone signs
/// in only a person without a second factor (M2), or in a remembered browser.
pub async fn enter_password(
    cx: Context,
    from: Credentials,
    command: wire::EnterPassword,
) -> Done<PasswordRight, Credentials> {
    // An impossible address takes as much time as a possible one.
    let email = email::parse(&command.email).ok();
    let name = email.as_ref().map_or_else(|| command.email.clone(), email::canonical);
    let (attempt, account) = count_and_find(&cx, &name, email.as_ref()).await?;
    let typed = (command.password.as_str(), &attempt);
    let Some((account, hash)) = check_password(&cx, account.as_ref(), typed).await? else {
        return Err(Code::CredentialsWrong.into());
    };
    let mut tx = cx.app.db.write().await?;
    // The password may have been changed while this one was hashed.
    let checked = account.password_hash.as_deref().unwrap_or_default();
    if !db::accounts::confirm_password(&mut tx, &account.id, checked, &hash).await? {
        return Err(Code::CredentialsWrong.into());
    }
    attempt.was_right(&cx.app, &mut tx);
    let standing = db::accounts::find_standing(&mut tx, &account.id).await?;
    let (held_until, factors) = standing.ok_or(Code::CredentialsWrong)?;
    let has_factors = factors > 0;
    if has_factors && !sessions::is_remembered(&cx, &mut tx, account).await? {
        return Ok(Outcome::Moved(tx, from.choose(subject(&cx, account, By::Password { hash }))));
    }
    sessions::not_held(&cx, held_until)?;
    let strength = if has_factors { Strength::Remembered } else { Strength::Password };
    sessions::begin(&cx, &mut tx, account, strength, Scope::Full).await?;
    Ok(Outcome::Moved(tx, from.enter()))
}

fn subject(cx: &Context, account: &Account, by: By) -> Subject {
    let scope = format!("sign-in|{}", cx.app.rng.id());
    Subject { account: account.id.clone(), by, since: cx.now, scope }
}

/// Returns the account, and the hash to keep, if the password is right; a wrong one is recorded. It
/// takes as long for an unknown name as for a known one.
async fn check_password<'a>(
    cx: &Context,
    account: Option<&'a Account>,
    (password, attempt): (&str, &Attempt),
) -> Result<Option<(&'a Account, String)>, Problem> {
    let stored = account.and_then(|account| account.password_hash.as_deref());
    // Passwords longer than the limit are not worth hashing, but take the same path.
    let password = password.get(..4096).unwrap_or(password);
    let verdict = cx.app.hasher.verify(stored, password).await?;
    let Some(account) = account.filter(|_| verdict != Verdict::Wrong) else {
        note_failure(cx, account, attempt).await?;
        return Ok(None);
    };
    let hash = match verdict {
        Verdict::RightButOld => cx.app.hasher.hash(password).await?,
        _ => account.password_hash.clone().unwrap_or_default(),
    };
    Ok(Some((account, hash)))
}

/// Counts the attempt, and finds its account in the same transaction.
async fn count_and_find(
    cx: &Context,
    name: &str,
    email: Option<&Email>,
) -> Result<(Attempt, Option<Account>), Problem> {
    let (attempt, row) = guesses::count(cx, name, email).await?;
    let most = cx.app.times(Value::ActivationTries);
    let account = row
        .filter(|row| row.is_active() && !row.is_locked(most))
        .map(|row| accounts::open(&cx.app, row))
        .transpose()?;
    Ok((attempt, account))
}

/// Recorded for every failure alike, known name or not, so that it takes the same time.
pub(super) async fn note_failure(
    cx: &Context,
    account: Option<&Account>,
    attempt: &Attempt,
) -> Result<(), Problem> {
    let mut tx = cx.app.db.write().await?;
    attempt.was_wrong(&cx.app, &mut tx).await?;
    let id = account.map(|account| account.id.0.as_str());
    let detail = ("password", cx.remote.browser.as_str());
    audit::note_from(&cx.app, &mut tx, Event::Stranger(Stranger::SignInFailed), id, detail).await?;
    Ok(tx.commit().await?)
}

/// Requests the options of a passkey; the same for every visitor.
pub async fn ask_passkey(
    cx: Context,
    from: Credentials,
    _: wire::AskPasskey,
) -> Done<Credentials, Credentials> {
    let asked = cx.app.relying_party.begin_discovery();
    let (options, state) = asked.map_err(Problem::internal)?;
    let question = KeyChallenge::new(options.to_string(), encode(&state)?, cx.now);
    Ok(Outcome::Moved(cx.app.db.write().await?, from.ask_passkey(question)))
}

/// Signs in with a passkey that verified its owner: two factors in one, without user name and
/// password.
pub async fn use_passkey(
    cx: Context,
    from: Credentials,
    command: wire::UsePasskey,
) -> Done<Entered, Credentials> {
    limits::count_from(&cx.app, &KEY_BLOCK, &cx.remote.block).await?;
    let known = match find_passkey(&cx, &from, &command.credential).await {
        Ok(known) => known,
        // Right or wrong, the challenge is used up.
        Err(why) => return Ok(Outcome::Stayed(cx.app.db.write().await?, from.answered(), why)),
    };
    let (account, proof, kind) = known;
    let mut tx = cx.app.db.write().await?;
    db::accounts::lock(&mut tx, &account.id).await?;
    let used = match policy::sorted(&cx.app, &mut tx, &account.id).await?.offered() {
        offered if offered.has(kind) => proof::consume(&cx, &mut tx, &account, &proof).await?,
        _ => Err(Code::MethodUnavailable),
    };
    let allowed = match used {
        Ok(()) => sessions::check_held(&cx, &mut tx, &account.id).await?,
        Err(code) => Err(code.into()),
    };
    if let Err(why) = allowed {
        drop(tx);
        return Ok(Outcome::Stayed(cx.app.db.write().await?, from.answered(), why));
    }
    limits::take_back(&cx.app, &mut tx, &KEY_BLOCK, &cx.remote.block);
    sessions::begin(&cx, &mut tx, &account, Strength::Passkey, Scope::Full).await?;
    Ok(Outcome::Moved(tx, from.enter_by_passkey()))
}

async fn find_passkey(
    cx: &Context,
    from: &Credentials,
    answer: &serde_json::Value,
) -> Result<(Account, proof::FactorProof, FactorKind), Problem> {
    let question = from.asked().ok_or(Code::KeyStale)?;
    let state: Discovering = decode(question.fresh_state(cx.now)?)?;
    let party = &cx.app.relying_party;
    let (_, credential) = party.identify(answer).map_err(proof::code_of)?;
    let mut tx = cx.app.db.read().await?;
    let found = factors::find_key(&cx.app, &mut tx, &credential).await?;
    let (id, factor) = found.ok_or(Code::KeyUnknown)?;
    let account = accounts::get(&cx.app, &mut tx, &id).await?;
    drop(tx);
    let account = account.filter(|account| account.is_active).ok_or(Code::KeyUnknown)?;
    let key = factor.key().ok_or(Code::KeyUnknown)?;
    let proven =
        party.finish_discovery(&state, answer, user_handle(&id.0), key).map_err(proof::code_of)?;
    let proof = proof::FactorProof::Key(factor.id, Box::new(proven.stored));
    Ok((account, proof, factor.kind))
}

async fn find_account(cx: &Context, subject: &Subject) -> Result<Account, Problem> {
    let mut tx = cx.app.db.read().await?;
    let account = accounts::get(&cx.app, &mut tx, &subject.account).await?;
    drop(tx);
    account.filter(|account| account.is_active).ok_or_else(|| Code::WrongStep.into())
}

impl FlowView for SignIn {
    async fn settle(cx: &Context, tx: &mut Reader, stage: Stage) -> Result<Stage, Problem> {
        let stage = stage.settled(cx.now);
        if let Some(By::Session { id }) = stage.subject().map(|who| &who.by) {
            // A new proof belongs to the session that asks, and ends with it.
            let here = Session::load(cx.clone(), tx).await?;
            if here.is_none_or(|here| here.row.public_id != *id) {
                return Ok(SignIn::initial());
            }
        }
        if let Stage::Proving(proving) = &stage
            && let Some(method) = proving.method()
        {
            // The method may have been removed meanwhile.
            let all = factors::list(&cx.app, tx, &proving.subject().account).await?;
            if !all.iter().any(|factor| factor.id == *method) {
                return Ok(proving.clone().back().into());
            }
        }
        Ok(stage)
    }

    async fn show(cx: &Context, tx: &mut Reader, stage: &Stage) -> Result<wire::Step, Problem> {
        Ok(match stage {
            Stage::Credentials(stage) => {
                let asked = stage.asked().filter(|asked| asked.fresh_state(cx.now).is_ok());
                let passkey = asked.map(|asked| decode(&asked.options)).transpose()?;
                wire::CredentialsStep { passkey, providers: super::upstream::all(&cx.app) }.into()
            }
            Stage::Reading(stage) => {
                let page = match (stage.why(), stage.why().subject().map(Subject::purpose)) {
                    (Why::Link(_), _) => reader::Page::Link,
                    (_, Some(wire::Purpose::Confirm)) => reader::Page::Confirm,
                    _ => reader::Page::SignIn,
                };
                wire::ReadCardStep { challenge: reader::show(cx, stage, page) }.into()
            }
            Stage::Away(stage) => super::upstream::show(&cx.app, stage).into(),
            Stage::Unfinished(_) => wire::UnfinishedStep {}.into(),
            Stage::Confirming(_) => wire::ConfirmStep { card: true }.into(),
            Stage::Choosing(stage) => show_choice(cx, tx, stage).await?.into(),
            Stage::Proving(stage) => show_question(cx, tx, stage).await?.into(),
            Stage::Losing(stage) => {
                let account = &stage.subject().account;
                let reference = audit::reference(tx, Event::HelpWanted, account).await?;
                wire::LostStep { reference }.into()
            }
            Stage::Entered(_) => wire::EnteredStep {}.into(),
        })
    }
}

async fn show_choice(
    cx: &Context,
    tx: &mut Reader,
    stage: &Choosing,
) -> Result<wire::ChooseStep, Problem> {
    let subject = stage.subject();
    let offered = policy::sorted(&cx.app, tx, &subject.account).await?.offered();
    let mut all = factors::list(&cx.app, tx, &subject.account).await?;
    all.retain(|factor| offered.has(factor.kind));
    let left = db::recovery_codes::count_left(tx, &subject.account.0).await?;
    let is_helped = helped::waits(cx, tx, subject).await?;
    Ok(wire::ChooseStep {
        purpose: subject.purpose(),
        methods: factors::show(&all),
        recovery: is_helped || left.is_some_and(|left| left > 0),
        card: finish::card_is_enough(cx, subject),
    })
}

async fn show_question(
    cx: &Context,
    tx: &mut Reader,
    stage: &Proving,
) -> Result<wire::ProveStep, Problem> {
    let subject = stage.subject();
    let all = factors::list(&cx.app, tx, &subject.account).await?;
    let factor = stage.method().and_then(|id| all.iter().find(|factor| factor.id == *id));
    let tries_left = tries::left(&cx.app, tx, &subject.account).await?;
    let account = accounts::get(&cx.app, tx, &subject.account).await?.ok_or(Code::WrongStep)?;
    Ok(wire::ProveStep {
        purpose: subject.purpose(),
        method: factor.map(factors::Factor::show),
        asked: proof::show(cx, tx, factor, stage.pending(), tries_left).await?,
        tries_left,
        remember_days: finish::remember_days(cx, stage, &account),
    })
}
