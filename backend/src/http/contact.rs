//! Changing the mobile number or the e-mail address, and undoing it (UX 22).

use axum::Json;
use vestibule_shared::{
    contact::{self as wire, Contact, What},
    id::AccountId,
    policy::Value,
    problem::{Code, Field},
    text::{self, CODE_LENGTH, Email},
};

use super::{
    body::Body,
    step::{Outcome, Screen},
};
use crate::{
    db::{self, Tx, undos},
    domain::{
        account::Account,
        code::{Purpose, SUBMITS},
        contact::{Changed, Editing, New, Proving, Stage},
        email,
        identity::Identity,
        messages::Notice,
        phone::Mobile,
    },
    problem::Problem,
    service::{
        accounts, addresses,
        audit::{self, Event},
        codes::{self, Sending, To},
        deletions, desk, factors, known_browsers,
        limits::{self, Asker},
        notices::{self, Change},
        tries,
    },
    session::{Context, Session, digest},
};

type Done<N, S> = Result<Outcome<N, S>, Problem>;

/// How long a proof carries a change that was begun with it, in seconds.
const PATIENCE_SECONDS: i64 = 1800;
/// How the table of accounts names an address that nothing proved.
const UNPROVED: &str = "unproved";

async fn who(cx: &Context) -> Result<Session, Problem> {
    let session = Session::find(cx.clone()).await?.ok_or(Code::NotSignedIn)?;
    if session.duty().is_pressing() {
        return Err(Code::EnrolmentRequired.into());
    }
    let proved = vestibule_shared::time::Timestamp(session.row.proved_at);
    if cx.now < proved.plus_seconds(PATIENCE_SECONDS) {
        Ok(session)
    } else {
        Err(Code::ProofRequired.into())
    }
}

async fn account_of(cx: &Context, tx: &mut Tx) -> Result<Account, Problem> {
    let session = Session::load(cx.clone(), tx).await?.ok_or(Code::NotSignedIn)?;
    accounts::get(&cx.app, tx, &session.account()).await?.ok_or_else(|| Code::NotSignedIn.into())
}

async fn account(cx: &Context) -> Result<Account, Problem> {
    let mut tx = cx.app.db.read().await?;
    let account = account_of(cx, &mut tx).await?;
    tx.commit().await?;
    Ok(account)
}

/// A new mobile number: a code goes there.
pub async fn new_phone(
    cx: Context,
    from: Editing,
    command: wire::NewPhone,
) -> Done<Proving, Editing> {
    let countries: Vec<&str> =
        cx.app.config.phone_countries.0.iter().map(|country| country.0.as_str()).collect();
    match Mobile::parse(&command.phone, &countries) {
        Ok(phone) => begin(&cx, from, New::Phone(phone)).await,
        Err(code) => Ok(Outcome::Refused(from, Problem::field(Field::Phone, code))),
    }
}

/// A new e-mail address: a code goes there. That one is taken is told to proven people, a few times a day.
pub async fn new_email(
    cx: Context,
    from: Editing,
    command: wire::NewEmail,
) -> Done<Proving, Editing> {
    let email = match email::parse(&command.email) {
        Ok(email) => email,
        Err(code) => return Ok(Outcome::Refused(from, Problem::field(Field::Email, code))),
    };
    let account = account(&cx).await?;
    let counted = limits::count_now(&cx.app, &SUBMITS, &account.id.0, Code::TooManyRequests).await;
    if let Err(why) = counted {
        return Ok(Outcome::Refused(from, why));
    }
    if is_taken(&cx, &account.id, &email).await? {
        return Ok(Outcome::Refused(from, Problem::field(Field::Email, Code::EmailTaken)));
    }
    begin(&cx, from, New::Email(email.as_str().to_owned())).await
}

async fn is_taken(cx: &Context, own: &AccountId, email: &Email) -> Result<bool, Problem> {
    let mut tx = cx.app.db.read().await?;
    let key = accounts::email_key(&cx.app, email);
    let row = db::accounts::find_by_email(&mut tx, &key).await?;
    let is_kept = undos::is_kept(&mut tx, &key, (&own.0, cx.now)).await?;
    tx.commit().await?;
    let is_held = |row: db::accounts::Row| row.id != own.0 && row.email_state != UNPROVED;
    Ok(is_kept || row.is_some_and(is_held))
}

/// To begin takes a proof of the last ten minutes.
async fn begin(cx: &Context, from: Editing, new: New) -> Done<Proving, Editing> {
    let who = who(cx).await?;
    if let Err(code) = who.is_fresh() {
        return Ok(Outcome::Refused(from, code.into()));
    }
    // The same for this session and contact: a code that came counts after going back and on again (UX 4).
    let address = address(&new);
    let contact = to(&new, address.as_ref())?;
    let scope = format!("contact|{}|{}", who.row.public_id, contact.key(&cx.app));
    let mut tx = cx.app.db.read().await?;
    let is_waiting = codes::is_waiting(&cx.app, &mut tx, &scope, contact).await?;
    tx.commit().await?;
    match if is_waiting { Ok(()) } else { send(cx, &new, &scope).await } {
        Ok(()) => {}
        // The screen says when the message may go.
        Err(why) if why.code() == Code::ResendTooSoon => {}
        Err(why) => return Ok(Outcome::Refused(from, why)),
    }
    Ok(Outcome::Moved(cx.app.db.write().await?, from.prove(new, scope)))
}

/// Sends the code in a transaction of its own, so that a refusal leaves nothing behind.
async fn send(cx: &Context, new: &New, scope: &str) -> Result<(), Problem> {
    let account = account(cx).await?;
    let asker = Asker::Here(&cx.client.block);
    let address = address(new);
    let mut tx = cx.app.db.write().await?;
    let sending =
        Sending { purpose: Purpose::Contact, scope, to: to(new, address.as_ref())?, asker };
    codes::send_to(&cx.app, &mut tx, &account, &sending).await?;
    tx.commit().await?;
    Ok(())
}

fn address(new: &New) -> Option<Email> {
    match new {
        New::Phone(_) => None,
        New::Email(email) => Some(Email::stored(email.clone())),
    }
}

fn to<'a>(new: &'a New, address: Option<&'a Email>) -> Result<To<'a>, Problem> {
    match (new, address) {
        (New::Phone(phone), _) => Ok(To::Phone(phone)),
        (New::Email(_), Some(email)) => Ok(To::Mail(email)),
        (New::Email(_), None) => Err(Code::EmailInvalid.into()),
    }
}

/// The code once more.
pub async fn send_again(cx: Context, from: Proving, _: wire::SendAgain) -> Done<Proving, Proving> {
    match send(&cx, from.new_contact(), from.scope()).await {
        Ok(()) => Ok(Outcome::Moved(cx.app.db.write().await?, from)),
        Err(why) => Ok(Outcome::Refused(from, why)),
    }
}

/// Back to the number or address.
pub async fn back(cx: Context, from: Proving, _: wire::Back) -> Done<Editing, Proving> {
    Ok(Outcome::Moved(cx.app.db.write().await?, from.back()))
}

/// The code: the new number or address holds from here on, and the old one is told.
pub async fn submit_code(
    cx: Context,
    from: Proving,
    command: wire::SubmitCode,
) -> Done<Changed, Proving> {
    let (who, account) = (who(&cx).await?, account(&cx).await?);
    let code = match text::parse_code(&command.code, CODE_LENGTH) {
        Ok(code) => code,
        Err(code) => return Ok(Outcome::Refused(from, Problem::field(Field::Code, code))),
    };
    let tries = match tries::count(&cx, &account.id).await {
        Ok(tries) => tries,
        Err(why) => return Ok(Outcome::Refused(from, why)),
    };
    let challenge = match codes::try_code(&cx.app, from.scope(), &code).await? {
        Ok(challenge) => challenge,
        Err(code) => {
            tries::note(&cx, &account, tries, ("contact", code)).await?;
            return Ok(Outcome::Refused(from, Problem::field(Field::Code, code)));
        }
    };
    let mut tx = cx.app.db.write().await?;
    let holder = lock(&cx, &mut tx, &account.id, from.new_contact()).await?;
    if !db::challenges::consume(&mut tx, &challenge, cx.now).await? {
        return Ok(Outcome::Refused(from, Problem::field(Field::Code, Code::CodeUsed)));
    }
    db::tries::clear(&mut tx, &account.id.0).await?;
    let changed = match from.new_contact() {
        New::Phone(phone) => change_phone(&cx, &mut tx, &account, phone).await,
        New::Email(email) => change_email(&cx, &mut tx, &account, (email, holder)).await,
    };
    if let Err(why) = changed {
        return Ok(Outcome::Refused(from, why));
    }
    db::sessions::delete_all_but(&mut tx, &account.id.0, &who.row.public_id).await?;
    Ok(Outcome::Moved(tx, from.changed()))
}

/// Locks the account, and one that holds the new address without having proved it; gives the latter. Always in
/// the order of their names: two people who want each other's address must not wait for each other.
async fn lock(
    cx: &Context,
    tx: &mut Tx,
    own: &AccountId,
    new: &New,
) -> Result<Option<AccountId>, Problem> {
    let holder = match address(new) {
        Some(email) => {
            db::accounts::find_by_email(tx, &accounts::email_key(&cx.app, &email)).await?
        }
        None => None,
    };
    let holder = holder.filter(|row| row.id != own.0 && row.email_state == UNPROVED);
    let holder = holder.map(|row| AccountId(row.id));
    let mut both: Vec<&AccountId> = holder.iter().chain([own]).collect();
    both.sort_by_key(|id| &id.0);
    for id in both {
        db::accounts::lock(tx, id).await?;
    }
    Ok(holder)
}

async fn change_phone(
    cx: &Context,
    tx: &mut Tx,
    account: &Account,
    phone: &Mobile,
) -> Result<(), Problem> {
    let app = &cx.app;
    accounts::update_phone(app, tx, &account.id, phone).await?;
    let old = account.phone.as_str();
    let undo = notices::undo_link(app, tx, account, Change::Phone, old).await?;
    notices::tell(cx, tx, account, Notice::PhoneChanged, &undo).await?;
    notices::tell_old_number(app, tx, account, &account.phone).await?;
    let detail = ("", cx.client.browser.as_str());
    let id = Some(account.id.0.as_str());
    Ok(audit::note_from(app, tx, Event::ContactPhoneChanged, id, detail).await?)
}

async fn change_email(
    cx: &Context,
    tx: &mut Tx,
    account: &Account,
    (email, holder): (&str, Option<AccountId>),
) -> Result<(), Problem> {
    let app = &cx.app;
    let new = Email::stored(email.to_owned());
    if let Some(holder) = holder {
        // The code came to this person: the other one gives way.
        addresses::remove(app, tx, &holder).await?;
    }
    accounts::update_email(app, tx, &account.id, &new).await?;
    let old = account.email.as_str();
    if account.mailbox().is_some() {
        let undo = notices::undo_link(app, tx, account, Change::Email, old).await?;
        notices::tell(cx, tx, account, Notice::EmailChanged, &undo).await?;
    }
    notices::tell_at(cx, tx, account, Notice::EmailChanged, (&new, "")).await?;
    notices::tell_old_number(app, tx, account, &account.phone).await?;
    let detail = ("", cx.client.browser.as_str());
    let id = Some(account.id.0.as_str());
    Ok(audit::note_from(app, tx, Event::EmailChanged, id, detail).await?)
}

/// "This was not me": puts the change back and every later one, takes away what the stranger knows (the
/// password, the recovery codes, sessions and remembered browsers), and holds the account.
pub async fn undo_change(
    cx: Context,
    Body(command): Body<wire::Undo>,
) -> Result<Json<wire::Undone>, Problem> {
    let (app, hours) = (&cx.app, cx.app.policies.policy().figure(Value::Hold));
    let link = digest(&command.token);
    // Made-up links never wait for, or hold up, whoever writes.
    let mut tx = app.db.read().await?;
    let id = undos::find_live(&mut tx, &link, cx.now).await?;
    tx.commit().await?;
    let id = id.ok_or(Code::LinkExpired)?;
    let mut tx = app.db.write().await?;
    db::accounts::lock(&mut tx, &id).await?;
    let used = undos::consume(&mut tx, &link, cx.now).await?;
    let row = used.ok_or(Code::LinkExpired)?;
    let before = vestibule_shared::time::Timestamp(row.expires_at);
    for later in undos::consume_later(&mut tx, &id.0, before, cx.now).await? {
        put_back(&cx, &mut tx, &id, &later).await?;
    }
    let what = put_back(&cx, &mut tx, &id, &row).await?;
    close(&cx, &mut tx, &id).await?;
    let until = cx.now.plus_seconds(i64::from(hours) * 3600);
    db::accounts::update_held(&mut tx, &id, until).await?;
    let detail = (row.change.as_str(), cx.client.browser.as_str());
    audit::note_from(app, &mut tx, Event::ChangeUndone, Some(&id.0), detail).await?;
    let owner = accounts::get(app, &mut tx, &id).await?.ok_or(Code::LinkExpired)?;
    notices::tell(&cx, &mut tx, &owner, Notice::Undone, "").await?;
    tx.commit().await?;
    Ok(Json(wire::Undone { what, held_hours: hours }))
}

/// Takes away everything that a stranger may know or hold.
async fn close(cx: &Context, tx: &mut Tx, id: &AccountId) -> Result<(), Problem> {
    db::accounts::clear_password(tx, id).await?;
    db::recovery_codes::delete_all(tx, &id.0).await?;
    db::browsers::delete_all(tx, &id.0).await?;
    known_browsers::forget_all(tx, &id.0).await?;
    db::sessions::delete_all(tx, &id.0).await?;
    desk::forget(tx, id).await?;
    deletions::forget(&cx.app, tx, id).await?;
    Ok(audit::note(&cx.app, tx, Event::SignedOutEverywhere, Some(&id.0), "undo").await?)
}

/// Unless somebody else has it meanwhile, or the account another one of the same provider.
async fn put_identity_back(
    cx: &Context,
    tx: &mut Tx,
    id: &AccountId,
    identity: Identity,
) -> Result<(), Problem> {
    let person = (identity.provider.as_str(), identity.key.as_str());
    let linked = db::identities::list(tx, &id.0).await?;
    let is_free = !linked.iter().any(|row| row.provider == identity.provider)
        && db::accounts::find_by_person(tx, person.0, person.1).await?.is_none();
    if is_free {
        db::accounts::insert_identity(tx, &cx.app.rng.id(), id, person, cx.now).await?;
    }
    Ok(())
}

async fn put_back(
    cx: &Context,
    tx: &mut Tx,
    id: &AccountId,
    row: &undos::Row,
) -> Result<Option<What>, Problem> {
    let app = &cx.app;
    let before = app.keys.open_seal(&notices::undo_place(&row.id), &row.before_sealed)?;
    match row.change.as_str() {
        "phone" => {
            accounts::update_phone(app, tx, id, &Mobile::stored(before)).await?;
            Ok(Some(What::Phone))
        }
        "email" => {
            let email = Email::stored(before);
            // Taken by somebody else meanwhile: the account is held all the same.
            let key = accounts::email_key(app, &email);
            let other = db::accounts::find_by_email(tx, &key).await?;
            if other.is_some_and(|row| row.id != id.0) {
                return Ok(None);
            }
            accounts::update_email(app, tx, id, &email).await?;
            Ok(Some(What::Email))
        }
        "linked" => {
            let (provider, old): (String, Option<String>) = accounts::decode(&before)?;
            db::identities::delete(tx, &id.0, &provider).await?;
            if let Some(key) = old {
                put_identity_back(cx, tx, id, Identity { provider, key }).await?;
            }
            Ok(None)
        }
        "unlinked" => {
            put_identity_back(cx, tx, id, accounts::decode(&before)?).await?;
            Ok(None)
        }
        "added" => {
            db::factors::delete(tx, (&id.0, &before)).await?;
            Ok(None)
        }
        "removed" => {
            factors::put_back(app, tx, id, &accounts::decode(&before)?).await?;
            Ok(None)
        }
        _ => Ok(None),
    }
}

impl Screen for Contact {
    async fn admit(cx: &Context) -> Result<(), Problem> {
        who(cx).await.map(|_| ())
    }

    async fn settle(_: &Context, _: &mut Tx, stage: Stage) -> Result<Stage, Problem> {
        Ok(stage)
    }

    async fn show(cx: &Context, tx: &mut Tx, stage: &Stage) -> Result<wire::Step, Problem> {
        let account = account_of(cx, tx).await?;
        Ok(match stage {
            Stage::Editing(_) => wire::EditStep {
                phone_masked: account.phone.masked(),
                email: account.email.as_str().to_owned(),
            }
            .into(),
            Stage::Proving(stage) => {
                let left = tries::left(&cx.app, tx, &account.id).await?;
                let address = address(stage.new_contact());
                let to = to(stage.new_contact(), address.as_ref())?;
                let sent = codes::view_of(&cx.app, tx, stage.scope(), to, left).await?;
                wire::ProveStep { what: stage.new_contact().what(), sent }.into()
            }
            Stage::Changed(stage) => wire::ChangedStep { what: stage.what() }.into(),
        })
    }
}
