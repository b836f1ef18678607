//! Codes by text message or mail: sent within limits, the same live code at a resend, a few tries.

use vestibule_shared::{
    policy::Value,
    problem::Code,
    registration::{CodeSent, Delivery},
    text::Email,
    time::Timestamp,
};

use crate::{
    app::{App, problem::Problem},
    db::{self, Reader, Tx, sent_codes},
    domain::{
        account::Account,
        code::{
            Limit, PER_ACCOUNT_DAY, PER_BLOCK, PER_DIAL_CODE, PER_NEW_NUMBER_DAY, Purpose,
            RESEND_CALM_MS, per_number, per_number_day,
        },
        email, messages,
        phone::Mobile,
    },
    service::{
        accounts::{email_key, phone_key},
        audit::{self, Event},
        deliveries,
        limits::{self, Asker},
        outbox,
    },
};

/// Returns the scope of an activation: the account, because it owns the counter (R10).
pub fn activation_scope(account: &Account) -> String {
    format!("activation|{}", account.id)
}

/// The destination of a code.
#[derive(Clone, Copy, Debug)]
pub enum To<'a> {
    /// To a number, by text message.
    Phone(&'a Mobile),
    /// To an address, by mail.
    Mail(&'a Email),
}

impl To<'_> {
    /// Returns the digest by which the destination is counted.
    pub fn key(self, app: &App) -> String {
        match self {
            Self::Phone(phone) => phone_key(app, phone),
            Self::Mail(email) => email_key(app, email),
        }
    }

    const fn channel(self) -> &'static str {
        match self {
            Self::Phone(_) => "sms",
            Self::Mail(_) => "mail",
        }
    }

    fn masked(self) -> String {
        match self {
            Self::Phone(phone) => phone.masked(),
            Self::Mail(email) => email.masked(),
        }
    }
}

/// What a code is for.
#[derive(Clone, Copy, Debug)]
pub struct Sending<'a> {
    /// Part of its digest, and of what the message says.
    pub purpose: Purpose,
    /// At most one live code per scope.
    pub scope: &'a str,
    /// Where it goes.
    pub to: To<'a>,
    /// Where the request comes from.
    pub asker: Asker<'a>,
}

/// Sends the live code of a scope to the account's number, or a new one when there is none.
///
/// # Errors
/// As [`send_to`].
pub async fn send(
    app: &App,
    tx: &mut Tx,
    account: &Account,
    purpose: Purpose,
    scope: &str,
    asker: Asker<'_>,
) -> Result<(), Problem> {
    let sending = Sending { purpose, scope, to: To::Phone(&account.phone), asker };
    send_to(app, tx, account, &sending).await
}

/// Sends the live code of a scope, or a new one when there is none.
///
/// # Errors
/// `ResendTooSoon` or `TooManyMessages` with the seconds to wait; then the transaction must be
/// dropped.
pub async fn send_to(
    app: &App,
    tx: &mut Tx,
    account: &Account,
    what: &Sending<'_>,
) -> Result<(), Problem> {
    let now = app.clock.now();
    let key = what.to.key(app);
    let channel = what.to.channel();
    let decided = |by| limits::decided(&account.id, (channel, what.purpose.name()), by);
    take_turn(app, tx, &key).await.inspect_err(|_| decided(Some("pace")))?;
    count_message(app, tx, account, what, decided).await?;

    let life = app.seconds(Value::CodeLife);
    let expires_at = now.plus_seconds(life);
    let message_id = app.rng.id();
    let code = if let Some(live) = usable(app, tx, what.scope, &key).await? {
        sent_codes::update_sent_again(tx, &live.id, &message_id, now, expires_at).await?;
        app.keys.open_seal(&format!("challenges|code|{}", live.id), &live.code_sealed)?
    } else {
        sent_codes::delete_live(tx, what.scope).await?;
        draw(app, tx, account, what, (&key, &message_id), expires_at).await?
    };
    let from = outbox::sender(app, account.language);
    let (purpose, minutes) = (what.purpose, minutes(life));
    let about = (&account.id, purpose.name());
    match what.to {
        To::Phone(phone) => {
            let text = messages::code_sms(&from, purpose, account.language, &code, minutes);
            let to = (phone, account.language);
            outbox::write_sms(app, tx, &message_id, to, about, text).await?;
        }
        To::Mail(email) => {
            let name = account.person.name.full();
            let text = messages::code_mail(&from, account.language, &name, &code, minutes);
            let envelope = outbox::Envelope {
                id: &message_id,
                key: &message_id,
                to: email,
                language: account.language,
                account: about.0,
                purpose: about.1,
            };
            outbox::write_mail_to(app, tx, envelope, text).await?;
        }
    }
    Ok(audit::note(app, tx, Event::CodeSent, Some(&account.id.0), purpose.name()).await?)
}

async fn draw(
    app: &App,
    tx: &mut Tx,
    account: &Account,
    what: &Sending<'_>,
    (key, message_id): (&str, &str),
    expires_at: Timestamp,
) -> Result<String, Problem> {
    let (id, drawn) = (app.rng.id(), app.rng.digits(vestibule_shared::text::CODE_LENGTH));
    let new = sent_codes::NewSentCode {
        id: &id,
        scope: what.scope,
        account: &account.id.0,
        purpose: what.purpose.name(),
        phone_key: key,
        code_mac: app.keys.code_mac(what.purpose.name(), &id, &drawn),
        code_sealed: app.keys.seal(&app.rng, &format!("challenges|code|{id}"), &drawn),
        message_id,
        sent_at: app.clock.now(),
        expires_at,
    };
    sent_codes::insert(tx, &new).await?;
    Ok(drawn)
}

/// Checks for a code of this scope that was sent, or is being sent, and can still be typed.
pub async fn is_waiting(
    app: &App,
    tx: &mut Reader,
    scope: &str,
    to: To<'_>,
) -> Result<bool, Problem> {
    Ok(usable(app, tx, scope, &to.key(app)).await?.is_some())
}

/// Converts seconds to whole minutes, rounded up.
fn minutes(seconds: i64) -> u32 {
    u32::try_from((seconds + 59) / 60).unwrap_or(u32::MAX)
}

async fn take_turn(app: &App, tx: &mut Tx, number: &str) -> Result<(), Problem> {
    let (now, step) = (app.clock.now(), app.seconds(Value::Resend) * 1000);
    if db::limits::take_turn(tx, number, now, step, RESEND_CALM_MS).await? {
        return Ok(());
    }
    let next = db::limits::next_turn(tx, number).await?.unwrap_or(now);
    Err(Problem::new(Code::ResendTooSoon).retry_after(now.seconds_until(next)))
}

/// Counts a message against every limit; messages cost money and annoy people.
async fn count_message(
    app: &App,
    tx: &mut Tx,
    account: &Account,
    what: &Sending<'_>,
    decided: impl Fn(Option<&'static str>),
) -> Result<(), Problem> {
    let (subject, dial_code) = match what.to {
        To::Phone(phone) => (phone.as_str().to_owned(), phone.dial_code()),
        To::Mail(email) => (email::canonical(email), String::new()),
    };
    let all =
        Limit { name: "sms-all", seconds: 3600, most: i64::from(app.config.sms_budget_per_hour.0) };
    let (in_half_hour, in_day) = (
        per_number(app.times(Value::MessagesPerHalfHour)),
        per_number_day(app.times(Value::MessagesPerDay)),
    );
    let mut own = vec![
        limits::one(app, &in_half_hour, &subject),
        limits::one(app, &in_day, &subject),
        limits::one(app, &PER_ACCOUNT_DAY, &account.id.0),
    ];
    if let To::Phone(phone) = what.to
        && *phone != account.phone
        && matches!(what.purpose, Purpose::SetUp | Purpose::Contact)
    {
        own.push(limits::one(app, &PER_NEW_NUMBER_DAY, &subject));
    }
    let mut shared = what.asker.counted(app, &PER_BLOCK);
    if !dial_code.is_empty() {
        if dial_code != "+32" {
            shared.push(limits::of_all(app, &PER_DIAL_CODE, &dial_code));
        }
        shared.push(limits::of_all(app, &all, ""));
    }
    // The shared limit is counted last, and not for a message that its own limits refuse.
    for some in [own, shared] {
        let within = limits::count_all(app, tx, &some, Code::TooManyMessages).await?;
        let Err((limit, problem)) = within else { continue };
        if matches!(limit, "sms-all" | "sms-dial-code") {
            tracing::error!(limit, dial_code, "alarm: the budget of text messages is spent");
        }
        decided(Some(limit));
        return Err(problem);
    }
    decided(None);
    Ok(())
}

/// Returns the live code, if it can still be sent and tried.
async fn usable(
    app: &App,
    tx: &mut Reader,
    scope: &str,
    number: &str,
) -> Result<Option<sent_codes::Row>, Problem> {
    let (now, most) = (app.clock.now(), app.times(Value::CodeTries));
    let live = sent_codes::find_live(tx, scope).await?;
    Ok(live.filter(|row| row.expires_at > now.0 && row.phone_key == number && row.attempts < most))
}

/// Returns what a person may see of the code of a scope that went to the account's number.
pub async fn view(
    app: &App,
    tx: &mut Reader,
    account: &Account,
    scope: &str,
    tries_left: u32,
) -> Result<CodeSent, Problem> {
    view_of(app, tx, scope, To::Phone(&account.phone), tries_left).await
}

/// Returns what a person may see of the code of a scope.
pub async fn view_of(
    app: &App,
    tx: &mut Reader,
    scope: &str,
    to: To<'_>,
    tries_left: u32,
) -> Result<CodeSent, Problem> {
    let now = app.clock.now();
    let key = to.key(app);
    let next = db::limits::next_turn(tx, &key).await?.unwrap_or(now);
    let live = sent_codes::find_live(tx, scope).await?.filter(|row| row.phone_key == key);
    let mut sent = CodeSent {
        phone_masked: to.masked(),
        sent_at: None,
        delivery: Delivery::Queued,
        resend_in: now.seconds_until(next),
        expires_in: 0,
        tries_left,
    };
    if let Some(row) = live {
        sent.sent_at = Some(Timestamp(row.sent_at));
        sent.expires_in = now.seconds_until(Timestamp(row.expires_at));
        sent.delivery = deliveries::seen(tx, &row.message_id).await?;
    }
    Ok(sent)
}

/// Tries a code: counts the try of this very code before the comparison; returns its identifier, to
/// be consumed.
///
/// # Errors
/// In the result: `CodeExpired` or `CodeWrong`.
pub async fn try_code(app: &App, scope: &str, code: &str) -> Result<Result<String, Code>, Problem> {
    let mut tx = app.db.write().await?;
    let Some(live) = sent_codes::find_live(&mut tx, scope).await? else {
        return Ok(Err(Code::CodeExpired));
    };
    let now = app.clock.now();
    let counted =
        sent_codes::count_attempt(&mut tx, &live.id, now, app.times(Value::CodeTries)).await?;
    tx.commit().await?;
    if counted.is_none() {
        return Ok(Err(Code::CodeExpired));
    }
    let is_right = app.keys.code_matches(&live.code_mac, &live.purpose, &live.id, code);
    Ok(if is_right { Ok(live.id) } else { Err(Code::CodeWrong) })
}
