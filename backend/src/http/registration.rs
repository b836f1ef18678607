//! Registration: one handler per move, named after the move.

mod activation;
mod show;
mod upstream;

use vestibule_shared::{
    account::Strength,
    id::AccountId,
    page,
    problem::{Code, Field, FieldProblem},
    registration as wire,
    text::{self, Cbe, Riziv},
};

pub use self::{
    activation::{activate, change_phone, resend_code},
    upstream::{return_from_provider, use_provider},
};
use super::{card, forms::Checks, step::Outcome};
use crate::{
    app::problem::Problem,
    db::{self, Tx},
    domain::{
        account::{Account, Details, Profession},
        code::{Purpose, SUBMITS},
        email,
        identity::{ProvenBy, Who},
        messages::MailKind,
        phone::Mobile,
        registration::{
            Activating, CardRead, Choosing, Detailing, Entered, Identified, Known, Provisioning,
            Reading,
        },
    },
    service::{
        accounts, addresses,
        audit::{self, Event},
        codes,
        context::Context,
        limits::{self, Asker},
        names, outbox, provisioning,
        rizivs::{self, Claim},
        sessions::{self, Scope},
    },
};

type Done<N, S> = Result<Outcome<N, S>, Problem>;

/// R2: chooses the means of identification.
pub async fn choose_means(
    cx: Context,
    from: Choosing,
    command: wire::ChooseMeans,
) -> Done<Reading, Choosing> {
    let wire::Means::Eid = command.means;
    Ok(Outcome::Moved(cx.app.db.write().await?, from.ask(card::ask(&cx))))
}

/// R3: checks the card's answer. A correct one identifies the person, and finds what they already
/// have here.
pub async fn present_card(
    cx: Context,
    from: Reading,
    command: wire::PresentCard,
) -> Done<CardRead, Reading> {
    let read = card::read(&cx, &from, &command.token).await;
    identified(cx, from, read).await
}

/// R3: takes the card that the browser itself read.
pub async fn present_certificate(
    cx: Context,
    from: Reading,
    command: wire::PresentCertificate,
) -> Done<CardRead, Reading> {
    let read = card::collect(&cx, &from, &command.code).await;
    identified(cx, from, read).await
}

/// Returns the stage after a card was read.
async fn identified(
    cx: Context,
    from: Reading,
    read: Result<card::Holder, Problem>,
) -> Done<CardRead, Reading> {
    let holder = match read {
        Ok(holder) => holder,
        Err(why) => return card::refuse(&cx, from, why).await,
    };
    let who = Who::by_card(holder.name, &holder.person_key);
    let tx = cx.app.db.write().await?;
    let (tx, read) = meet(&cx, tx, who, |who| from.identified(who)).await?;
    Ok(Outcome::Moved(tx, read))
}

/// Finds the account or the unfinished registration of an identified person.
async fn meet(
    cx: &Context,
    mut tx: Tx,
    who: Who,
    identified: impl FnOnce(Who) -> Identified,
) -> Result<(Tx, CardRead), Problem> {
    let (app, how) = (&cx.app, who.identities().last().map(|of| of.provider.clone()));
    let how = how.unwrap_or_default();
    if let Some(row) = accounts::find_by_identities(&mut tx, &who.identities()).await? {
        let account = accounts::open(app, row)?;
        audit::note(app, &mut tx, Event::CardRead, Some(&account.id.0), &how).await?;
        if account.is_active {
            let known = Known::new(account.id, who.name, who.by, cx.now);
            return Ok((tx, CardRead::Known(known)));
        }
        let (tx, next) = resume(cx, tx, account).await?;
        return Ok((tx, CardRead::Activating(next)));
    }
    if let Some(account) = provisioning::find_unfinished(&mut tx, &who.identity.key).await? {
        let next = Provisioning::resume(account, who, cx.now);
        return Ok((tx, CardRead::Provisioning(next)));
    }
    audit::note(app, &mut tx, Event::CardRead, None, &how).await?;
    Ok((tx, CardRead::Identified(identified(who))))
}

/// Continues with an account that waits for its activation: a new reading of the card unlocks it
/// (R10) and sends a code, unless one was just sent.
pub async fn resume(
    cx: &Context,
    mut tx: Tx,
    account: Account,
) -> Result<(Tx, Activating), Problem> {
    let id = account.id.clone();
    let scope = codes::activation_scope(&account);
    if account.is_locked && db::accounts::update_unlocked(&mut tx, &id).await? {
        // Five tries were used on that code.
        db::sent_codes::delete_live(&mut tx, &scope).await?;
        audit::note(&cx.app, &mut tx, Event::Unlocked, Some(&id.0), "").await?;
        let occasion = cx.app.rng.id();
        let about = (page::REGISTER, occasion.as_str());
        outbox::write_mail(&cx.app, &mut tx, &account, MailKind::Unlocked, about).await?;
    }
    tx.commit().await?;
    let mut tx = cx.app.db.write().await?;
    let asker = Asker::Here(&cx.remote.block);
    let sent = codes::send(&cx.app, &mut tx, &account, Purpose::Activation, &scope, asker).await;
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
    let next = from.confirm(command.capacity)?;
    Ok(Outcome::Moved(cx.app.db.write().await?, next))
}

/// R5: "Aanmaken en inloggen". Every field is mandatory.
pub async fn submit_account(
    cx: Context,
    from: Detailing,
    command: wire::SubmitAccount,
) -> Done<Provisioning, Detailing> {
    let details = read_details(&cx, &from, command).map_err(Problem::fields)?;
    // Counted for every address, so that the count reveals nothing about it.
    let person = from.who().identity.key.clone();
    limits::count_now(&cx.app, &SUBMITS, &person, Code::TooManyRequests).await?;
    let id = AccountId(cx.app.rng.id());
    let new = accounts::seal(&cx.app, &id, &from.who().name, &details, cx.now)?;
    let mut tx = cx.app.db.write().await?;
    if db::undos::is_kept(&mut tx, &new.email_key, ("", cx.now)).await? {
        drop(tx);
        return Err(taken_email(&cx, "").await?);
    }
    match db::accounts::insert(&mut tx, &new).await {
        Err(error) if db::accounts::is_email_taken(&error) => {
            drop(tx);
            return Err(taken_email(&cx, &new.email_key).await?);
        }
        Err(error) if db::rizivs::is_taken(&error) => {
            drop(tx);
            return refuse_taken_riziv(&cx, from, &new).await;
        }
        other => other?,
    }
    names::insert(&cx.app, &mut tx, &id, &from.who().name).await?;
    provisioning::order(&cx.app, &mut tx, &id, from.who(), &cx.remote.block).await?;
    audit::note(&cx.app, &mut tx, Event::AccountOrdered, Some(&id.0), "").await?;
    Ok(Outcome::Moved(tx, from.ordered(id, cx.now)))
}

/// Shows that an address is taken only to a person identified by card, a few times a day (R16). A
/// holder that never proved it loses it: its mailbox is asked.
async fn taken_email(cx: &Context, email_key: &str) -> Result<Problem, Problem> {
    let mut tx = cx.app.db.write().await?;
    audit::note(&cx.app, &mut tx, Event::EmailTaken, None, "").await?;
    let is_unproved = addresses::ask_holder(&cx.app, &mut tx, email_key).await?;
    tx.commit().await?;
    let code = if is_unproved { Code::EmailUnproved } else { Code::EmailTaken };
    Ok(Problem::field(Field::Email, code))
}

/// Another account has the number: the person gets a reference for the help desk, unless it is
/// their own account, made in another browser.
async fn refuse_taken_riziv(
    cx: &Context,
    from: Detailing,
    new: &db::accounts::NewAccount<'_>,
) -> Done<Provisioning, Detailing> {
    let key = new.riziv_key.as_deref().unwrap_or_default();
    match rizivs::claim(&cx.app, from.who(), key, &cx.remote.browser).await? {
        Claim::Own(id) => Ok(Outcome::Moved(cx.app.db.write().await?, from.ordered(id, cx.now))),
        Claim::Others(reference) => {
            let problem = Problem::new(Code::RizivTaken).reference(reference);
            Err(problem)
        }
    }
}

fn read_details(
    cx: &Context,
    from: &Detailing,
    command: wire::SubmitAccount,
) -> Result<Details, Vec<FieldProblem>> {
    let mut checks = Checks::default();
    let countries: Vec<&str> =
        cx.app.config.phone_countries.0.iter().map(|country| country.0.as_str()).collect();
    let email = checks.field(Field::Email, email::parse(&command.email));
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

/// R16: signs in with the card that was just read, instead of registering twice.
pub async fn sign_in_instead(
    cx: Context,
    from: Known,
    _: wire::SignInInstead,
) -> Done<Entered, Known> {
    if let Err(code) = from.is_fresh(cx.now) {
        return Err(code.into());
    }
    let account = find_account(&cx, from.account()).await?;
    if !account.is_active {
        return Err(Code::WrongStep.into());
    }
    let mut tx = cx.app.db.write().await?;
    if *from.by() != ProvenBy::Card {
        upstream::enter(&cx, &mut tx, &account, from.by()).await??;
        return Ok(Outcome::Moved(tx, from.enter()));
    }
    let is_enough = cx.app.card_is_enough();
    if !is_enough && db::factors::count(&mut tx, &account.id.0).await? > 0 {
        return Err(Code::MethodUnavailable.into());
    }
    sessions::lift_hold(&cx, &mut tx, &account.id).await?;
    sessions::begin(&cx, &mut tx, &account, Strength::Eid, Scope::Full).await?;
    Ok(Outcome::Moved(tx, from.enter()))
}

async fn find_account(cx: &Context, id: &AccountId) -> Result<Account, Problem> {
    let mut tx = cx.app.db.read().await?;
    let account = accounts::get(&cx.app, &mut tx, id).await?;
    drop(tx);
    account.ok_or_else(|| Code::WrongStep.into())
}
