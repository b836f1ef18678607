//! Changing the mobile number or the e-mail address (UX 22).

mod undo;

use vestibule_shared::{
    contact::{self as wire, Contact},
    id::AccountId,
    problem::{Code, Field},
    text::{self, CODE_LENGTH, Email},
};

pub use self::undo::undo_change;
use crate::{
    app::problem::Problem,
    db::{self, Reader, Tx, undos},
    domain::{
        account::Account,
        code::{Purpose, SUBMITS},
        contact::{Changed, Editing, NewContact, Proving, Stage},
        email,
        messages::Notice,
        phone::Mobile,
    },
    http::step::{FlowView, Outcome},
    service::{
        accounts, addresses,
        audit::{self, Event},
        codes::{self, Sending, To},
        context::Context,
        limits::{self, Asker},
        notices::{self, Change},
        sessions::Session,
        tries,
    },
};

type Done<N, S> = Result<Outcome<N, S>, Problem>;

/// How long a proof is valid for a change that began with it, in seconds.
const PATIENCE_SECONDS: i64 = 1800;
/// The name of an unproved address in the table of accounts.
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

async fn account_of(cx: &Context, tx: &mut Reader) -> Result<Account, Problem> {
    let session = Session::load(cx.clone(), tx).await?.ok_or(Code::NotSignedIn)?;
    accounts::get(&cx.app, tx, &session.account()).await?.ok_or_else(|| Code::NotSignedIn.into())
}

async fn account(cx: &Context) -> Result<Account, Problem> {
    let mut tx = cx.app.db.read().await?;
    let account = account_of(cx, &mut tx).await?;
    drop(tx);
    Ok(account)
}

/// Sets a new mobile number, and sends a code to it.
pub async fn new_phone(
    cx: Context,
    from: Editing,
    command: wire::NewPhone,
) -> Done<Proving, Editing> {
    let countries: Vec<&str> =
        cx.app.config.phone_countries.0.iter().map(|country| country.0.as_str()).collect();
    let phone = Mobile::parse(&command.phone, &countries)
        .map_err(|code| Problem::field(Field::Phone, code))?;
    begin(&cx, from, NewContact::Phone(phone)).await
}

/// Sets a new e-mail address, and sends a code to it. That an address is taken is shown to
/// identified people only, a few times a day.
pub async fn new_email(
    cx: Context,
    from: Editing,
    command: wire::NewEmail,
) -> Done<Proving, Editing> {
    let email = email::parse(&command.email).map_err(|code| Problem::field(Field::Email, code))?;
    let account = account(&cx).await?;
    limits::count_now(&cx.app, &SUBMITS, &account.id.0, Code::TooManyRequests).await?;
    if is_taken(&cx, &account.id, &email).await? {
        return Err(Problem::field(Field::Email, Code::EmailTaken));
    }
    begin(&cx, from, NewContact::Email(email.as_str().to_owned())).await
}

async fn is_taken(cx: &Context, own: &AccountId, email: &Email) -> Result<bool, Problem> {
    let mut tx = cx.app.db.read().await?;
    let key = accounts::email_key(&cx.app, email);
    let row = db::accounts::find_by_email(&mut tx, &key).await?;
    let is_kept = undos::is_kept(&mut tx, &key, (&own.0, cx.now)).await?;
    drop(tx);
    let is_held = |row: db::accounts::Row| row.id != own.0 && row.email_state != UNPROVED;
    Ok(is_kept || row.is_some_and(is_held))
}

/// Beginning requires a proof in the last ten minutes.
async fn begin(cx: &Context, from: Editing, new: NewContact) -> Done<Proving, Editing> {
    let who = who(cx).await?;
    if let Err(code) = who.is_fresh() {
        return Err(code.into());
    }
    // The same for this session and contact: a code stays valid if the person goes back and forward
    // again (UX 4).
    let address = address(&new);
    let contact = to(&new, address.as_ref())?;
    let scope = format!("contact|{}|{}", who.row.public_id, contact.key(&cx.app));
    let mut tx = cx.app.db.read().await?;
    let is_waiting = codes::is_waiting(&cx.app, &mut tx, &scope, contact).await?;
    drop(tx);
    match if is_waiting { Ok(()) } else { send(cx, &new, &scope).await } {
        Ok(()) => {}
        // The page shows when the message can be sent.
        Err(why) if why.code() == Code::ResendTooSoon => {}
        Err(why) => return Err(why),
    }
    Ok(Outcome::Moved(cx.app.db.write().await?, from.prove(new, scope)))
}

/// Sends the code in a transaction of its own, so that a refusal leaves nothing behind.
async fn send(cx: &Context, new: &NewContact, scope: &str) -> Result<(), Problem> {
    let account = account(cx).await?;
    let asker = Asker::Here(&cx.remote.block);
    let address = address(new);
    let mut tx = cx.app.db.write().await?;
    let sending =
        Sending { purpose: Purpose::Contact, scope, to: to(new, address.as_ref())?, asker };
    codes::send_to(&cx.app, &mut tx, &account, &sending).await?;
    tx.commit().await?;
    Ok(())
}

fn address(new: &NewContact) -> Option<Email> {
    match new {
        NewContact::Phone(_) => None,
        NewContact::Email(email) => Some(Email::stored(email.clone())),
    }
}

fn to<'a>(new: &'a NewContact, address: Option<&'a Email>) -> Result<To<'a>, Problem> {
    match (new, address) {
        (NewContact::Phone(phone), _) => Ok(To::Phone(phone)),
        (NewContact::Email(_), Some(email)) => Ok(To::Mail(email)),
        (NewContact::Email(_), None) => Err(Code::EmailInvalid.into()),
    }
}

/// Sends the code again.
pub async fn send_again(cx: Context, from: Proving, _: wire::SendAgain) -> Done<Proving, Proving> {
    send(&cx, from.new_contact(), from.scope()).await?;
    Ok(Outcome::Moved(cx.app.db.write().await?, from))
}

/// Checks the code: the new number or address is valid from now on, and the old one is notified.
pub async fn submit_code(
    cx: Context,
    from: Proving,
    command: wire::SubmitCode,
) -> Done<Changed, Proving> {
    let (who, account) = (who(&cx).await?, account(&cx).await?);
    let code = text::parse_code(&command.code, CODE_LENGTH)
        .map_err(|code| Problem::field(Field::Code, code))?;
    let tries = tries::count(&cx, &account.id).await?;
    let challenge = match codes::try_code(&cx.app, from.scope(), &code).await? {
        Ok(challenge) => challenge,
        Err(code) => {
            tries::note(&cx, &account, tries, ("contact", code)).await?;
            return Err(Problem::field(Field::Code, code));
        }
    };
    let mut tx = cx.app.db.write().await?;
    let holder = lock(&cx, &mut tx, &account.id, from.new_contact()).await?;
    if !db::sent_codes::consume(&mut tx, &challenge, cx.now).await? {
        return Err(Problem::field(Field::Code, Code::CodeUsed));
    }
    db::tries::clear(&mut tx, &account.id.0).await?;
    match from.new_contact() {
        NewContact::Phone(phone) => change_phone(&cx, &mut tx, &account, phone).await?,
        NewContact::Email(email) => change_email(&cx, &mut tx, &account, (email, holder)).await?,
    }
    db::sessions::delete_all_but(&mut tx, &account.id.0, &who.row.public_id).await?;
    Ok(Outcome::Moved(tx, from.changed()))
}

/// Locks the account, and one that holds the new address without proof; returns the latter. Always
/// in the order of their names, so that two people who want each other's address do not wait for
/// each other.
async fn lock(
    cx: &Context,
    tx: &mut Tx,
    own: &AccountId,
    new: &NewContact,
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
    let detail = ("", cx.remote.browser.as_str());
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
        // The code reached this person, so the other account loses the address.
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
    let detail = ("", cx.remote.browser.as_str());
    let id = Some(account.id.0.as_str());
    Ok(audit::note_from(app, tx, Event::EmailChanged, id, detail).await?)
}

impl FlowView for Contact {
    async fn admit(cx: &Context) -> Result<(), Problem> {
        who(cx).await.map(|_| ())
    }

    async fn settle(_: &Context, _: &mut Reader, stage: Stage) -> Result<Stage, Problem> {
        Ok(stage)
    }

    async fn show(cx: &Context, tx: &mut Reader, stage: &Stage) -> Result<wire::Step, Problem> {
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
