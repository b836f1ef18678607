//! Registration: one handler per move, named as the move.

use vestibule_shared::{
    account::Strength,
    id::AccountId,
    problem::{Code, Field, FieldProblem},
    registration::{self as wire, Registration},
    text::{self, Cbe, Email, Riziv},
};

use super::{
    card,
    forms::{Checks, new_password},
    step::{Outcome, Screen},
};
use crate::{
    db::{self, Tx},
    domain::{
        account::{Account, Details, Profession},
        code::{EMAIL_TAKEN, Purpose},
        messages::MailKind,
        phone::Mobile,
        registration::{
            Activating, CardRead, Choosing, Detailing, Entered, Finished, Identified, Known,
            Locked, Provisioning, Reading, Stage, Start,
        },
    },
    problem::Problem,
    service::{
        accounts::{self, EID},
        audit::{self, Event},
        codes, limits, outbox,
        provisioning::{self, Progress},
        sessions,
    },
    session::Context,
};

type Done<N, S> = Result<Outcome<N, S>, Problem>;

/// R1: who are you?
pub async fn choose_audience(
    cx: Context,
    from: Start,
    command: wire::ChooseAudience,
) -> Done<Choosing, Start> {
    Ok(Outcome::Moved(cx.app.db.write().await?, from.choose(command.audience)))
}

/// R2: with which means?
pub async fn choose_means(
    cx: Context,
    from: Choosing,
    command: wire::ChooseMeans,
) -> Done<Reading, Choosing> {
    let wire::Means::Eid = command.means;
    Ok(Outcome::Moved(cx.app.db.write().await?, from.ask(card::ask(&cx))))
}

/// Back to who you are.
pub async fn back_to_start(
    cx: Context,
    from: Choosing,
    _: wire::BackToStart,
) -> Done<Start, Choosing> {
    Ok(Outcome::Moved(cx.app.db.write().await?, from.back()))
}

/// A new question to the card, when the last one is stale.
pub async fn renew_challenge(
    cx: Context,
    from: Reading,
    _: wire::RenewChallenge,
) -> Done<Reading, Reading> {
    Ok(Outcome::Moved(cx.app.db.write().await?, from.renew(card::ask(&cx))))
}

/// Back to the choice of means.
pub async fn back_to_means(
    cx: Context,
    from: Reading,
    _: wire::BackToMeans,
) -> Done<Choosing, Reading> {
    Ok(Outcome::Moved(cx.app.db.write().await?, from.back()))
}

/// R3: the card's answer. A right one tells who it is, and what they have here already.
pub async fn present_card(
    cx: Context,
    from: Reading,
    command: wire::PresentCard,
) -> Done<CardRead, Reading> {
    let holder = match card::read(&cx, from.question(), &command.token).await {
        Ok(holder) => holder,
        Err(why) => {
            let tx = cx.app.db.write().await?;
            return Ok(Outcome::Stayed(tx, from.renew(card::ask(&cx)), why));
        }
    };
    let mut tx = cx.app.db.write().await?;
    if let Some(row) = db::accounts::find_by_person(&mut tx, EID, &holder.person_key).await? {
        let account = accounts::open(&cx.app, row)?;
        if account.is_active {
            return Ok(Outcome::Moved(tx, CardRead::Known(Known::new(account.id, holder.name))));
        }
        let (tx, next) = resume(&cx, tx, account).await?;
        return Ok(Outcome::Moved(tx, CardRead::Activating(next)));
    }
    if let Some(account) = provisioning::find_unfinished(&mut tx, &holder.person_key).await? {
        let next = Provisioning::resume(account, holder.person_key, holder.name);
        return Ok(Outcome::Moved(tx, CardRead::Provisioning(next)));
    }
    audit::note(&cx.app, &mut tx, Event::CardRead, None, "").await?;
    let next = from.identified(holder.name, holder.person_key);
    Ok(Outcome::Moved(tx, CardRead::Identified(next)))
}

/// Goes on with an account that waits for its activation: a fresh reading of the card unlocks it (R10)
/// and sends a code, unless one was sent a moment ago.
pub async fn resume(
    cx: &Context,
    mut tx: Tx,
    account: Account,
) -> Result<(Tx, Activating), Problem> {
    let id = account.id.clone();
    let scope = codes::activation_scope(&account);
    if account.is_locked && db::accounts::update_unlocked(&mut tx, &id).await? {
        // Five tries were spent on that code.
        db::challenges::delete_live(&mut tx, &scope).await?;
        audit::note(&cx.app, &mut tx, Event::Unlocked, Some(&id.0), "").await?;
        let occasion = cx.app.rng.id();
        let about = ("/register", occasion.as_str());
        outbox::write_mail(&cx.app, &mut tx, &account, MailKind::Unlocked, about).await?;
    }
    tx.commit().await?;
    let mut tx = cx.app.db.write().await?;
    let block = Some(cx.client.block.as_str());
    let sent = codes::send(&cx.app, &mut tx, &account, Purpose::Activation, &scope, block).await;
    match sent {
        Ok(()) => Ok((tx, Activating::resume(id))),
        Err(why) if matches!(why.code(), Code::ResendTooSoon | Code::TooManyMessages) => {
            drop(tx);
            Ok((cx.app.db.write().await?, Activating::resume(id)))
        }
        Err(why) => Err(why),
    }
}

/// R4: "Profiel bevestigen".
pub async fn confirm_profile(
    cx: Context,
    from: Identified,
    command: wire::ConfirmProfile,
) -> Done<Detailing, Identified> {
    match from.clone().confirm(command.capacity) {
        Ok(next) => Ok(Outcome::Moved(cx.app.db.write().await?, next)),
        Err(code) => Ok(Outcome::Refused(from, code.into())),
    }
}

/// Back to the name and the capacity.
pub async fn back_to_confirm(
    cx: Context,
    from: Detailing,
    _: wire::BackToConfirm,
) -> Done<Identified, Detailing> {
    Ok(Outcome::Moved(cx.app.db.write().await?, from.back()))
}

/// R5: "Aanmaken en inloggen". Every field is mandatory.
pub async fn submit_account(
    cx: Context,
    from: Detailing,
    command: wire::SubmitAccount,
) -> Done<Provisioning, Detailing> {
    let details = match read_details(&cx, &from, command) {
        Ok(details) => details,
        Err(fields) => return Ok(Outcome::Refused(from, Problem::fields(fields))),
    };
    let id = AccountId(cx.app.rng.id());
    let new = accounts::seal(&cx.app, &id, from.name(), &details, cx.now)?;
    let mut tx = cx.app.db.write().await?;
    match db::accounts::insert(&mut tx, &new).await {
        Err(error) if db::accounts::is_email_taken(&error) => {
            drop(tx);
            return refuse_taken_email(&cx, from).await;
        }
        other => other?,
    }
    provisioning::order(&cx.app, &mut tx, &id, from.person_key()).await?;
    audit::note(&cx.app, &mut tx, Event::AccountOrdered, Some(&id.0), "").await?;
    Ok(Outcome::Moved(tx, from.ordered(id)))
}

/// That an address is taken is told to a person who proved by card who they are, a few times a day (R16).
async fn refuse_taken_email(cx: &Context, from: Detailing) -> Done<Provisioning, Detailing> {
    let person = from.person_key().to_owned();
    limits::count_now(&cx.app, &EMAIL_TAKEN, &person, Code::TooManyRequests).await?;
    let mut tx = cx.app.db.write().await?;
    audit::note(&cx.app, &mut tx, Event::EmailTaken, None, "").await?;
    tx.commit().await?;
    Ok(Outcome::Refused(from, Problem::field(Field::Email, Code::EmailTaken)))
}

fn read_details(
    cx: &Context,
    from: &Detailing,
    command: wire::SubmitAccount,
) -> Result<Details, Vec<FieldProblem>> {
    let mut checks = Checks::default();
    let countries: Vec<&str> =
        cx.app.config.phone_countries.0.iter().map(|country| country.0.as_str()).collect();
    let email = checks.field(Field::Email, Email::parse(&command.email));
    let phone = checks.field(Field::Phone, Mobile::parse(&command.phone, &countries));
    let profession = read_profession(&mut checks, from.capacity(), &command);
    let agreed = command.terms_version == cx.app.config.terms_version;
    checks.field(Field::Terms, if agreed { Ok(()) } else { Err(Code::TermsRequired) });
    match (email, phone, profession) {
        (Some(email), Some(phone), Some(profession)) if checks.is_good() => Ok(Details {
            email,
            phone,
            language: command.language,
            terms_version: command.terms_version,
            profession,
        }),
        _ => Err(checks.into_problems()),
    }
}

fn read_profession(
    checks: &mut Checks,
    capacity: wire::Capacity,
    command: &wire::SubmitAccount,
) -> Option<Profession> {
    let typed = |field: &Option<String>| field.clone().unwrap_or_default();
    match capacity {
        wire::Capacity::Citizen => Some(Profession::Citizen),
        wire::Capacity::Doctor => {
            let riziv = checks.field(Field::Riziv, Riziv::parse(&typed(&command.riziv)));
            riziv.map(|number| Profession::doctor(&number))
        }
        wire::Capacity::Organisation => {
            let cbe = checks.field(Field::Cbe, Cbe::parse(&typed(&command.cbe)));
            let name = text::parse_organisation(&typed(&command.organisation));
            let name = checks.field(Field::Organisation, name);
            Some(Profession::organisation(&cbe?, name?))
        }
    }
}

/// R6: starts the making of the account again after it stopped.
pub async fn retry_provisioning(
    cx: Context,
    from: Provisioning,
    _: wire::RetryProvisioning,
) -> Done<Provisioning, Provisioning> {
    let mut tx = cx.app.db.write().await?;
    provisioning::retry(&cx.app, &mut tx, from.account()).await?;
    Ok(Outcome::Moved(tx, from))
}

/// R8: code, password and confirmation in one submit; a wrong code changes nothing (R9).
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
        return Ok(Outcome::Refused(from, Problem::fields(checks.into_problems())));
    };
    let challenge = match try_code(&cx, &account, &code).await? {
        Tried::Right(challenge) => challenge,
        Tried::Wrong(code) => {
            return Ok(Outcome::Refused(from, Problem::field(Field::Code, code)));
        }
        Tried::Locked => return Ok(Outcome::Refused(from, Code::AccountLocked.into())),
    };
    let hash = cx.app.hasher.hash(password.expose()).await?;
    let mut tx = cx.app.db.write().await?;
    let consumed = db::challenges::consume(&mut tx, &challenge, cx.now).await?;
    if !consumed || !db::accounts::update_activated(&mut tx, &account.id, &hash, cx.now).await? {
        return Ok(Outcome::Refused(from, Code::Conflict.into()));
    }
    let once = outbox::once(&account.id);
    let about = ("/sign-in", once.as_str());
    outbox::write_mail(&cx.app, &mut tx, &account, MailKind::Activated, about).await?;
    audit::note(&cx.app, &mut tx, Event::Activated, Some(&account.id.0), "").await?;
    Ok(Outcome::Moved(tx, from.activated(account.email.as_str().to_owned())))
}

enum Tried {
    /// The name of the challenge, to consume.
    Right(String),
    Wrong(Code),
    Locked,
}

/// Counts the try before comparing, in a statement of its own (R10, SECURITY).
async fn try_code(cx: &Context, account: &Account, code: &str) -> Result<Tried, Problem> {
    let scope = codes::activation_scope(account);
    let mut tx = cx.app.db.write().await?;
    let live = db::challenges::find_live(&mut tx, &scope).await?;
    let Some(live) = live.filter(|row| row.expires_at > cx.now.0) else {
        return Ok(Tried::Wrong(Code::CodeExpired));
    };
    let Some(failures) = db::accounts::count_code_failure(&mut tx, &account.id).await? else {
        return Ok(Tried::Locked);
    };
    tx.commit().await?;
    if cx.app.keys.code_matches(&live.code_mac, &live.purpose, &live.id, code) {
        return Ok(Tried::Right(live.id));
    }
    note_wrong_code(cx, account).await?;
    let is_last = failures >= db::accounts::MOST_CODE_FAILURES;
    Ok(if is_last { Tried::Locked } else { Tried::Wrong(Code::CodeWrong) })
}

async fn note_wrong_code(cx: &Context, account: &Account) -> Result<(), Problem> {
    let (app, id) = (&cx.app, &account.id);
    let mut tx = app.db.write().await?;
    let purpose = Purpose::Activation.name();
    audit::note(app, &mut tx, Event::CodeWrong, Some(&id.0), purpose).await?;
    if db::accounts::update_locked(&mut tx, id, cx.now).await? {
        audit::note(app, &mut tx, Event::Locked, Some(&id.0), "").await?;
        let occasion = app.rng.id();
        let about = ("/register", occasion.as_str());
        outbox::write_mail(app, &mut tx, account, MailKind::Locked, about).await?;
    }
    tx.commit().await?;
    app.work.notify_waiters();
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
    match send_activation(&cx, &mut tx, &account).await {
        Ok(()) => Ok(Outcome::Moved(tx, from)),
        Err(why) => Ok(Outcome::Refused(from, why)),
    }
}

async fn send_activation(cx: &Context, tx: &mut Tx, account: &Account) -> Result<(), Problem> {
    let scope = codes::activation_scope(account);
    let block = Some(cx.client.block.as_str());
    codes::send(&cx.app, tx, account, Purpose::Activation, &scope, block).await
}

/// R16: changes the number before activation, and sends a new code there.
pub async fn change_phone(
    cx: Context,
    from: Activating,
    command: wire::ChangePhone,
) -> Done<Activating, Activating> {
    let countries: Vec<&str> =
        cx.app.config.phone_countries.0.iter().map(|country| country.0.as_str()).collect();
    let phone = match Mobile::parse(&command.phone, &countries) {
        Ok(phone) => phone,
        Err(code) => return Ok(Outcome::Refused(from, Problem::field(Field::Phone, code))),
    };
    let account = find_account(&cx, from.account()).await?;
    let mut tx = cx.app.db.write().await?;
    if !accounts::change_phone(&cx.app, &mut tx, &account.id, &phone).await? {
        return Ok(Outcome::Refused(from, Code::AccountLocked.into()));
    }
    db::challenges::delete_live(&mut tx, &codes::activation_scope(&account)).await?;
    audit::note(&cx.app, &mut tx, Event::PhoneChanged, Some(&account.id.0), "").await?;
    let account = Account { phone, ..account };
    match send_activation(&cx, &mut tx, &account).await {
        Ok(()) => Ok(Outcome::Moved(tx, from)),
        Err(why) => Ok(Outcome::Refused(from, why)),
    }
}

/// R10: the card is read again, which unlocks.
pub async fn unlock_with_card(
    cx: Context,
    from: Locked,
    _: wire::UnlockWithCard,
) -> Done<Reading, Locked> {
    Ok(Outcome::Moved(cx.app.db.write().await?, from.ask(card::ask(&cx))))
}

/// R16: signs in with the card that was just read, instead of registering twice.
pub async fn sign_in_instead(
    cx: Context,
    from: Known,
    _: wire::SignInInstead,
) -> Done<Entered, Known> {
    let account = find_account(&cx, from.account()).await?;
    let mut tx = cx.app.db.write().await?;
    let browser = &cx.client.browser;
    let entry = sessions::begin(&cx.app, &mut tx, &account, Strength::Eid, browser).await?;
    Ok(Outcome::Moved(tx, from.enter(entry)))
}

async fn find_account(cx: &Context, id: &AccountId) -> Result<Account, Problem> {
    let mut tx = cx.app.db.read().await?;
    let account = accounts::get(&cx.app, &mut tx, id).await?;
    tx.commit().await?;
    account.ok_or_else(|| Code::WrongStep.into())
}

impl Screen for Registration {
    async fn settle(cx: &Context, tx: &mut Tx, stage: Stage) -> Result<Stage, Problem> {
        let stage = match stage {
            Stage::Provisioning(under) => match provisioning::look(tx, under.account()).await? {
                Progress::Under(_) => return Ok(under.into()),
                Progress::Made => under.made().into(),
                Progress::Dropped => {
                    let key = under.person_key().to_owned();
                    match db::accounts::find_by_person(tx, EID, &key).await? {
                        Some(row) => under.duplicate(AccountId(row.id)).into(),
                        None => <Self as crate::domain::stage::Journey>::initial(),
                    }
                }
            },
            other => other,
        };
        let Stage::Activating(waiting) = stage else { return Ok(stage) };
        Ok(match accounts::get(&cx.app, tx, waiting.account()).await? {
            // Purged, or activated in another browser.
            None => <Self as crate::domain::stage::Journey>::initial(),
            Some(account) if account.is_active => {
                waiting.activated(account.email.as_str().to_owned()).into()
            }
            Some(account) if account.is_locked => waiting.locked().into(),
            Some(_) => waiting.into(),
        })
    }

    async fn show(cx: &Context, tx: &mut Tx, stage: &Stage) -> Result<wire::Step, Problem> {
        Ok(match stage {
            Stage::Start(_) => wire::StartStep {}.into(),
            Stage::Choosing(stage) => {
                wire::MeansStep { audience: stage.audience(), means: vec![wire::Means::Eid] }.into()
            }
            Stage::Reading(stage) => wire::ReadCardStep {
                audience: stage.audience(),
                challenge: card::show(cx, stage.question()),
            }
            .into(),
            Stage::Identified(stage) => wire::ConfirmStep {
                given_name: stage.name().given.clone(),
                family_name: stage.name().family.clone(),
                capacities: stage.capacities(),
                chosen: stage.chosen(),
            }
            .into(),
            Stage::Detailing(stage) => wire::AccountStep {
                given_name: stage.name().given.clone(),
                family_name: stage.name().family.clone(),
                capacity: stage.capacity(),
                terms_version: cx.app.config.terms_version.clone(),
            }
            .into(),
            Stage::Provisioning(stage) => match provisioning::look(tx, stage.account()).await? {
                Progress::Under(step) => step.into(),
                _ => crate::domain::provisioning::complete().into(),
            },
            Stage::Activating(stage) => show_activation(cx, tx, stage).await?.into(),
            Stage::Locked(_) => wire::LockedStep {}.into(),
            Stage::Known(stage) => show_known(cx, tx, stage).await?.into(),
            Stage::Finished(stage) => wire::DoneStep { email: stage.email().to_owned() }.into(),
            Stage::Entered(_) => vestibule_shared::sign_in::EnteredStep {}.into(),
        })
    }
}

async fn show_activation(
    cx: &Context,
    tx: &mut Tx,
    stage: &Activating,
) -> Result<wire::ActivateStep, Problem> {
    let account = accounts::get(&cx.app, tx, stage.account()).await?;
    let account = account.ok_or(Code::WrongStep)?;
    let most = u32::try_from(db::accounts::MOST_CODE_FAILURES).unwrap_or(0);
    let left = most.saturating_sub(account.code_failures);
    let scope = codes::activation_scope(&account);
    let sent = codes::view(&cx.app, tx, &account, &scope, left).await?;
    Ok(wire::ActivateStep { email: account.email.as_str().to_owned(), sent })
}

async fn show_known(cx: &Context, tx: &mut Tx, stage: &Known) -> Result<wire::KnownStep, Problem> {
    let account = accounts::get(&cx.app, tx, stage.account()).await?.ok_or(Code::WrongStep)?;
    Ok(wire::KnownStep {
        given_name: stage.name().given.clone(),
        family_name: stage.name().family.clone(),
        email_masked: account.email.masked(),
    })
}
