//! Notifies people about changes of their account, with a link that undoes them (UX 22).

use vestibule_shared::{address::AddressState, page, policy::Value, text::Email};

use crate::{
    app::{App, problem::Problem},
    db::{self, Tx},
    domain::{
        account::Account,
        messages::{self, Notice, Occasion},
        phone::Mobile,
    },
    service::{accounts, context::Context, outbox},
    system::digest::digest,
};

/// What an undo link restores, as stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The number; the previous value is the number.
    Phone,
    /// The address; the previous value is the address.
    Email,
    /// A method that was added; there is no previous value, so its identifier is stored.
    Added,
    /// A method that was removed; the previous value is the method.
    Removed,
    /// An identity that was linked; the previous value is its provider, and the identity it
    /// replaced there.
    Linked,
    /// An identity that was unlinked; the previous value is the identity.
    Unlinked,
    /// Any other change: nothing is restored, but the account is put on hold.
    Other,
}

impl Change {
    /// The name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Linked => "linked",
            Self::Unlinked => "unlinked",
            Self::Other => "other",
        }
    }
}

/// Notifies the account's own address; `undo` is the page that undoes the change, or empty.
pub async fn tell(
    cx: &Context,
    tx: &mut Tx,
    account: &Account,
    notice: Notice,
    undo: &str,
) -> Result<(), Problem> {
    let Some(mailbox) = account.mailbox() else { return Ok(()) };
    tell_at(cx, tx, account, notice, (mailbox, undo)).await
}

/// Notifies an address, which may be the one that was replaced.
pub async fn tell_at(
    cx: &Context,
    tx: &mut Tx,
    account: &Account,
    notice: Notice,
    (to, undo): (&Email, &str),
) -> Result<(), Problem> {
    write(&cx.app, tx, account, notice, Occurrence { to, browser: &cx.remote.browser, undo }).await
}

/// Notifies the account's own address of an action by staff, without the browser they used. `undo`
/// is the page that undoes it, or empty.
pub async fn tell_of_help(
    app: &App,
    tx: &mut Tx,
    account: &Account,
    notice: Notice,
    undo: &str,
) -> Result<(), Problem> {
    let Some(mailbox) = account.mailbox() else { return Ok(()) };
    write(app, tx, account, notice, Occurrence { to: mailbox, browser: "", undo }).await
}

/// Notifies the owner of an account that is erased, for the last time.
pub async fn tell_at_last(
    app: &App,
    tx: &mut Tx,
    account: &Account,
    notice: Notice,
) -> Result<(), Problem> {
    if account.mailbox().is_none() {
        return Ok(());
    }
    let at = messages::moment(app.calendar(), app.clock.now(), account.language);
    let about = Occasion { at: &at, browser: "", undo: "" };
    let name = account.person.name.full();
    let from = outbox::sender(app, account.language);
    let text = messages::notice(&from, notice, account.language, &name, &about);
    outbox::write_last_mail(app, tx, account, notice.name(), text).await
}

/// The address of a notice, the browser it names, and the page that undoes what happened.
struct Occurrence<'a> {
    to: &'a Email,
    browser: &'a str,
    undo: &'a str,
}

async fn write(
    app: &App,
    tx: &mut Tx,
    account: &Account,
    notice: Notice,
    Occurrence { to, browser, undo }: Occurrence<'_>,
) -> Result<(), Problem> {
    let at = messages::moment(app.calendar(), app.clock.now(), account.language);
    let about = Occasion { at: &at, browser, undo };
    let name = account.person.name.full();
    let text = messages::notice(
        &outbox::sender(app, account.language),
        notice,
        account.language,
        &name,
        &about,
    );
    let id = app.rng.id();
    let envelope = outbox::Envelope {
        id: &id,
        key: &id,
        to,
        language: account.language,
        account: &account.id,
        purpose: notice.name(),
    };
    outbox::write_mail_to(app, tx, envelope, text).await
}

/// Notifies the owner that an application was stopped, because an old token of it was used again.
pub async fn tell_of_application(
    app: &App,
    tx: &mut Tx,
    account: &Account,
    application: &str,
) -> Result<(), Problem> {
    let Some(mailbox) = account.mailbox() else { return Ok(()) };
    let at = messages::moment(app.calendar(), app.clock.now(), account.language);
    let name = account.person.name.full();
    let from = outbox::sender(app, account.language);
    let text =
        messages::application_stopped(&from, account.language, &name, (application, at.as_str()));
    let id = app.rng.id();
    let envelope = outbox::Envelope {
        id: &id,
        key: &id,
        to: mailbox,
        language: account.language,
        account: &account.id,
        purpose: "application_stopped",
    };
    outbox::write_mail_to(app, tx, envelope, text).await
}

/// Notifies the old number, which can no longer be reached otherwise.
pub async fn tell_old_number(
    app: &App,
    tx: &mut Tx,
    account: &Account,
    old: &Mobile,
) -> Result<(), Problem> {
    let text = messages::notice_sms(&outbox::sender(app, account.language), account.language);
    let to = (old, account.language);
    let about = (&account.id, "contact_changed");
    outbox::write_sms(app, tx, &app.rng.id(), to, about, text).await
}

/// Makes the undo link of a change, and returns its page. The secret is after the `#`.
pub async fn undo_link(
    app: &App,
    tx: &mut Tx,
    account: &Account,
    change: Change,
    before: &str,
) -> Result<String, Problem> {
    let token = app.rng.token();
    let id = digest(&token);
    let sealed = app.keys.seal(&app.rng, &undo_place(&id), before);
    let until = app.clock.now().plus_seconds(app.seconds(Value::Hold));
    // An unproved address is not reserved.
    let is_kept = change == Change::Email && account.email_state == AddressState::Proved;
    let email_key = is_kept.then(|| accounts::email_key(app, &account.email));
    let new = db::undos::NewUndo {
        id: &id,
        account: &account.id.0,
        change: change.name(),
        before_sealed: &sealed,
        expires_at: until,
        email_key: email_key.as_deref(),
    };
    db::undos::insert(tx, &new).await?;
    Ok(format!("{}{}#{token}", app.config.public_origin.0, page::UNDO))
}

/// Returns the place for which the previous value is sealed.
pub fn undo_place(id: &str) -> String {
    format!("undos|before|{id}")
}
