//! Proves with a mailed link that mail to an account's address reaches its owner. Until then the
//! address is only a user name: it recovers no password, and the person who reads mail there can
//! claim it.

use vestibule_shared::{
    address::{AddressState, Whose},
    id::AccountId,
    page,
};

use crate::{
    app::{App, problem::Problem},
    db::{self, Tx},
    domain::{
        account::Account,
        code::{ADDRESS_MAIL, ADDRESS_MAIL_DAY},
        email,
        messages::{self, AddressMail},
    },
    service::{
        accounts,
        audit::{self, Address, Event},
        limits, outbox,
    },
    system::digest::digest,
};

/// The purpose of these links.
const LINK: &str = "address";
/// How long such a link works, in days.
pub const LINK_DAYS: i64 = 14;

/// Sends the mail with the link, unless the address is proved or was sent several lately; returns
/// whether it did.
pub async fn ask(
    app: &App,
    tx: &mut Tx,
    account: &Account,
    why: AddressMail,
) -> Result<bool, Problem> {
    if account.email_state != AddressState::Unproved {
        return Ok(false);
    }
    let code = vestibule_shared::problem::Code::TooManyMessages;
    let key = email::canonical(&account.email);
    for limit in [&ADDRESS_MAIL, &ADDRESS_MAIL_DAY] {
        if limits::count(app, tx, limit, &key, code).await.is_err() {
            return Ok(false);
        }
    }
    let token = app.rng.token();
    let until = app.clock.now().plus_seconds(LINK_DAYS * 86_400);
    db::links::insert(tx, &digest(&token), &account.id, LINK, until).await?;
    let link = format!("{}{}#{token}", app.config.public_origin.0, page::ADDRESS);
    let lang = account.language;
    let name = account.person.name.full();
    let from = outbox::sender(app, lang);
    let text = messages::address_mail(&from, lang, (why, &name), (&link, LINK_DAYS));
    let id = app.rng.id();
    let envelope = outbox::Envelope {
        id: &id,
        key: &id,
        to: &account.email,
        language: lang,
        account: &account.id,
        purpose: "address_proof",
    };
    outbox::write_mail_to(app, tx, envelope, text).await?;
    Ok(true)
}

/// Asks the holder of the mailbox when another person wants an address that was never proved;
/// returns whether that is so.
pub async fn ask_holder(app: &App, tx: &mut Tx, email_key: &str) -> Result<bool, Problem> {
    let Some(row) = db::accounts::find_by_email(tx, email_key).await? else { return Ok(false) };
    let holder = accounts::open(app, row)?;
    if holder.email_state != AddressState::Unproved {
        return Ok(false);
    }
    ask(app, tx, &holder, AddressMail::Wanted).await?;
    Ok(true)
}

/// Consumes a link and applies its reader's choice; absent when the link was used or has expired.
pub async fn answer(
    app: &App,
    tx: &mut Tx,
    token: &str,
    whose: Whose,
) -> Result<Option<AccountId>, Problem> {
    let used = db::links::consume(tx, &digest(token), LINK, app.clock.now()).await?;
    let Some(id) = used else { return Ok(None) };
    match whose {
        Whose::Mine => prove(app, tx, &id).await?,
        Whose::NotMine => remove(app, tx, &id).await?,
    }
    Ok(Some(id))
}

async fn prove(app: &App, tx: &mut Tx, id: &AccountId) -> Result<(), Problem> {
    if db::accounts::update_email_proved(tx, id).await? {
        audit::note(app, tx, Event::Address(Address::Proved), Some(&id.0), "").await?;
    }
    Ok(())
}

/// Removes an address that was never proved from its account, because it belongs to another person.
pub async fn remove(app: &App, tx: &mut Tx, id: &AccountId) -> Result<(), Problem> {
    if db::accounts::update_email_removed(tx, id).await? {
        audit::note(app, tx, Event::Address(Address::Removed), Some(&id.0), "").await?;
    }
    Ok(())
}
