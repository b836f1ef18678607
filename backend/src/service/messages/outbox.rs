//! Writes messages with their content, and delivers them: leased, retried, sent once.

use std::time::Duration;

use vestibule_shared::{
    id::AccountId,
    policy::Value,
    text::{Email, Language},
    time::Timestamp,
};

use crate::{
    app::{
        App,
        codec::{decode, encode},
        problem::Problem,
    },
    db::{self, Tx},
    domain::{
        account::Account,
        calls::PLACING_SECONDS,
        email::sendable,
        messages::{self, MailKind, Sender},
        phone::{Mobile, country},
    },
    gateway::{Message, SendError, Taken, mail::Mail, sms::Sms, voice::Call},
    service::{calls, carriers},
};

/// The lease of one worker on one message, in seconds: longer than a gateway's time-out.
const LEASE_SECONDS: i64 = 30;
/// How long gateways may take for one message: time for each to be reached, and one to answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// After this many seconds a mail is useless.
const MAIL_LIFE_SECONDS: i64 = 2 * 86_400;

/// Returns the sender of the messages.
pub fn sender(app: &App, lang: Language) -> Sender<'_> {
    Sender {
        service: &app.config.service_name,
        origin: &app.config.public_origin.0,
        host: app.config.public_origin.host(),
        help_phone: app.config.help_phone.of(lang).map_or("", |phone| &phone.0),
        help_hours: app.config.help_hours.of(lang).map_or("", |hours| &hours.0),
    }
}

/// Writes a text message. It is useless after the life of a code.
pub async fn write_sms(
    app: &App,
    tx: &mut Tx,
    id: &str,
    (to, lang): (&Mobile, Language),
    (account, purpose): (&AccountId, &str),
    text: String,
) -> Result<(), Problem> {
    let sms = Sms {
        id: id.to_owned(),
        to: to.as_str().to_owned(),
        text,
        lang,
        purpose: purpose.to_owned(),
    };
    let life = app.seconds(Value::CodeLife);
    let entry = Entry { account: Some(account), id, key: id, life };
    write(app, tx, entry, &Message::Sms(sms)).await
}

/// Writes a phone call, which is dropped when it was not placed soon.
pub async fn write_call(
    app: &App,
    tx: &mut Tx,
    account: &AccountId,
    call: Call,
) -> Result<(), Problem> {
    let id = call.id.clone();
    let entry = Entry { account: Some(account), id: &id, key: &id, life: PLACING_SECONDS };
    write(app, tx, entry, &Message::Voice(call)).await
}

/// Writes a mail to the account's address, if it has one; `occasion` makes a repeated mail the same
/// mail.
pub async fn write_mail(
    app: &App,
    tx: &mut Tx,
    account: &Account,
    kind: MailKind,
    (path, occasion): (&str, &str),
) -> Result<(), Problem> {
    let Some(mailbox) = account.mailbox() else { return Ok(()) };
    let link = format!("{}{path}", app.config.public_origin.0);
    let name = account.person.name.full();
    let text = messages::mail(&sender(app, account.language), kind, account.language, &name, &link);
    let key = format!("{}|{}|{occasion}", kind.name(), account.id);
    let envelope = Envelope {
        id: &app.rng.id(),
        key: &key,
        to: mailbox,
        language: account.language,
        account: &account.id,
        purpose: kind.name(),
    };
    write_mail_to(app, tx, envelope, text).await
}

/// A mail without its text.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    /// The id of the message.
    pub id: &'a str,
    /// A repeated mail with the same key is the same mail.
    pub key: &'a str,
    /// The address.
    pub to: &'a Email,
    /// The language of the text.
    pub language: Language,
    /// The account that it belongs to.
    pub account: &'a AccountId,
    /// What it is for, in the statistics.
    pub purpose: &'a str,
}

/// Writes a mail of subject and text to an address.
pub async fn write_mail_to(
    app: &App,
    tx: &mut Tx,
    envelope: Envelope<'_>,
    (subject, text): (String, String),
) -> Result<(), Problem> {
    let mail = Mail {
        id: envelope.id.to_owned(),
        to: sendable(envelope.to),
        subject,
        text,
        lang: envelope.language,
        purpose: envelope.purpose.to_owned(),
    };
    let Envelope { id, key, account, .. } = envelope;
    let entry = Entry { account: Some(account), id, key, life: MAIL_LIFE_SECONDS };
    write(app, tx, entry, &Message::Mail(mail)).await
}

/// Writes the last mail to a person: it belongs to no account, and is deleted once it was sent.
pub async fn write_last_mail(
    app: &App,
    tx: &mut Tx,
    account: &Account,
    purpose: &str,
    (subject, text): (String, String),
) -> Result<(), Problem> {
    let id = app.rng.id();
    let mail = Mail {
        id: id.clone(),
        to: sendable(&account.email),
        subject,
        text,
        lang: account.language,
        purpose: purpose.to_owned(),
    };
    let entry = Entry { account: None, id: &id, key: &id, life: MAIL_LIFE_SECONDS };
    write(app, tx, entry, &Message::Mail(mail)).await
}

/// Returns the occasion of an event that happens once to an account.
pub fn once(account: &AccountId) -> String {
    format!("once|{account}")
}

/// A row of the outbox without its message.
struct Entry<'a> {
    account: Option<&'a AccountId>,
    id: &'a str,
    key: &'a str,
    /// After so many seconds the message is useless.
    life: i64,
}

async fn write(
    app: &App,
    tx: &mut Tx,
    Entry { account, id, key, life }: Entry<'_>,
    message: &Message,
) -> Result<(), Problem> {
    let at = app.clock.now();
    let message_sealed = app.keys.seal(&app.rng, &place(id), &encode(message)?);
    let give_up_at = at.plus_seconds(life);
    let (channel, purpose, number) = match message {
        Message::Sms(sms) => ("sms", sms.purpose.as_str(), sms.to.as_str()),
        Message::Mail(mail) => ("mail", mail.purpose.as_str(), ""),
        Message::Voice(call) => ("voice", call.purpose.as_str(), call.to.as_str()),
    };
    let new = db::outbox::NewMessage {
        id,
        idempotency_key: key,
        channel,
        message_sealed,
        at,
        give_up_at,
        account: account.map(|account| account.0.as_str()),
        purpose,
        country: &country(number),
    };
    Ok(db::outbox::insert(tx, &new).await?)
}

/// Returns the place for which a message is sealed.
pub fn place(id: &str) -> String {
    format!("outbox|message|{id}")
}

/// The channels. Each has its own workers: where one company is slow, the other channels do not
/// wait.
pub const CHANNELS: [&str; 3] = ["sms", "mail", "voice"];

/// Delivers one message of a channel that is due; false when there was none.
pub async fn deliver_one(app: &App, channel: &str) -> Result<bool, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let leased = db::outbox::lease(&mut tx, channel, now, now.plus_seconds(LEASE_SECONDS)).await?;
    tx.commit().await?;
    let Some(row) = leased else { return Ok(false) };

    let sent = if now.0 < row.give_up_at {
        let sent = tokio::time::timeout(PATIENCE, hand_over(app, &row)).await;
        sent.unwrap_or_else(|_| Err(SendError::Later("the gateway took too long".into())))
    } else {
        Err(SendError::Refused("it came too late to be of use".into()))
    };
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    match sent {
        Ok(taken) => {
            let reference = match &taken {
                Taken::As(reference) => Some(reference.as_str()),
                Taken::Accepted | Taken::Rings => None,
            };
            db::outbox::update_sent(&mut tx, &row.id, reference, now).await?;
        }
        Err(SendError::Later(why)) if retry_at(now, row.attempts).0 < row.give_up_at => {
            tracing::warn!(
                id = row.id,
                channel = row.channel,
                why,
                "a message will be tried again"
            );
            db::outbox::update_later(&mut tx, &row, retry_at(now, row.attempts)).await?;
        }
        Err(why) => {
            tracing::error!(id = row.id, channel = row.channel, %why, "a message was given up");
            db::outbox::update_failed(&mut tx, &row, now).await?;
        }
    }
    tx.commit().await?;
    Ok(true)
}

async fn hand_over(app: &App, row: &db::outbox::Row) -> Result<Taken, SendError> {
    let refused = |why: &str| SendError::Refused(why.to_owned());
    let sealed = row.message_sealed.as_deref().ok_or_else(|| refused("it is empty"))?;
    let opened = app.keys.open_seal(&place(&row.id), sealed);
    let text = opened.map_err(|_| refused("its seal does not open"))?;
    match decode::<Message>(&text).map_err(|_| refused("it cannot be read"))? {
        Message::Sms(sms) => carriers::send(app, row, &sms).await,
        Message::Mail(mail) => app.mail.send(&mail).await.map(|()| Taken::Accepted),
        Message::Voice(call) => calls::hand_over(app, row, &call).await,
    }
}

/// 2, 8, 32 ... seconds after the first, second, third ... try, 15 minutes at most.
fn retry_at(now: Timestamp, attempts: i64) -> Timestamp {
    let doubled = u32::try_from(attempts.clamp(1, 6) * 2 - 1).unwrap_or(1);
    now.plus_seconds(2_i64.pow(doubled).min(900))
}
