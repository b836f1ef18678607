//! Codes in text messages: sent within limits, the same live code again at a resend, tried a few times.

use vestibule_shared::{
    problem::Code,
    registration::{CodeSent, Delivery},
    time::Timestamp,
};

use super::{
    accounts::phone_key,
    audit::{self, Event},
    limits, outbox,
};
use crate::{
    app::App,
    db::{self, Tx, challenges},
    domain::{
        account::Account,
        code::{
            Limit, MOST_TRIES, PER_ACCOUNT_DAY, PER_BLOCK, PER_DIAL_CODE, PER_NUMBER,
            PER_NUMBER_DAY, Purpose, RESEND_CALM_MS, RESEND_STEP_MS,
        },
        messages,
    },
    problem::Problem,
};

/// The scope of an activation: the account, since its counter is the account's (R10).
pub fn activation_scope(account: &Account) -> String {
    format!("activation|{}", account.id)
}

/// Sends the live code of a scope, or a new one when there is none.
///
/// # Errors
/// `ResendTooSoon` or `TooManyMessages` with the seconds to wait; then the transaction must be dropped.
pub async fn send(
    app: &App,
    tx: &mut Tx,
    account: &Account,
    purpose: Purpose,
    scope: &str,
    block: Option<&str>,
) -> Result<(), Problem> {
    let now = app.clock.now();
    let number = phone_key(app, &account.phone);
    take_turn(tx, &number, now).await?;
    count_message(app, tx, account, block).await?;

    let life = app.config.code_life.0;
    let expires_at = now.plus_seconds(i64::from(life));
    let message_id = app.rng.id();
    let code = if let Some(live) = usable(tx, scope, &number, now).await? {
        challenges::update_sent_again(tx, &live.id, &message_id, now, expires_at).await?;
        app.keys.open_seal(&format!("challenges|code|{}", live.id), &live.code_sealed)?
    } else {
        challenges::delete_live(tx, scope).await?;
        let (id, drawn) = (app.rng.id(), app.rng.digits(vestibule_shared::text::CODE_LENGTH));
        let new = challenges::New {
            id: &id,
            scope,
            account: &account.id.0,
            purpose: purpose.name(),
            phone_key: &number,
            code_mac: app.keys.code_mac(purpose.name(), &id, &drawn),
            code_sealed: app.keys.seal(&app.rng, &format!("challenges|code|{id}"), &drawn),
            message_id: &message_id,
            sent_at: now,
            expires_at,
        };
        challenges::insert(tx, &new).await?;
        drawn
    };
    let from = outbox::sender(app);
    let text = messages::code_sms(&from, purpose, account.language, &code, life.div_ceil(60));
    outbox::write_sms(app, tx, &message_id, account, purpose.name(), text).await?;
    Ok(audit::note(app, tx, Event::CodeSent, Some(&account.id.0), purpose.name()).await?)
}

async fn take_turn(tx: &mut Tx, number: &str, now: Timestamp) -> Result<(), Problem> {
    if db::limits::take_turn(tx, number, now, RESEND_STEP_MS, RESEND_CALM_MS).await? {
        return Ok(());
    }
    let next = db::limits::next_turn(tx, number).await?.unwrap_or(now);
    Err(Problem::new(Code::ResendTooSoon).retry_after(now.seconds_until(next)))
}

/// Every limit a message counts for; messages cost money and tire people.
async fn count_message(
    app: &App,
    tx: &mut Tx,
    account: &Account,
    block: Option<&str>,
) -> Result<(), Problem> {
    let number = account.phone.as_str();
    let dial_code = account.phone.dial_code();
    let all =
        Limit { name: "sms-all", seconds: 3600, most: i64::from(app.config.sms_budget_per_hour.0) };
    let mut counted = vec![
        (&PER_NUMBER, number),
        (&PER_NUMBER_DAY, number),
        (&PER_ACCOUNT_DAY, account.id.0.as_str()),
        (&all, ""),
    ];
    if dial_code != "+32" {
        counted.push((&PER_DIAL_CODE, &dial_code));
    }
    counted.extend(block.map(|block| (&PER_BLOCK, block)));
    for (limit, subject) in counted {
        let within = limits::count(app, tx, limit, subject, Code::TooManyMessages).await;
        if within.is_err() && matches!(limit.name, "sms-all" | "sms-dial-code") {
            tracing::error!(
                limit = limit.name,
                dial_code,
                "alarm: the budget of text messages is spent"
            );
        }
        within?;
    }
    Ok(())
}

/// The live code, if it can still be sent and tried.
async fn usable(
    tx: &mut Tx,
    scope: &str,
    number: &str,
    now: Timestamp,
) -> Result<Option<challenges::Row>, Problem> {
    let live = challenges::find_live(tx, scope).await?;
    Ok(live.filter(|row| {
        row.expires_at > now.0 && row.phone_key == number && row.attempts < MOST_TRIES
    }))
}

/// What a person may see of the code of a scope.
pub async fn view(
    app: &App,
    tx: &mut Tx,
    account: &Account,
    scope: &str,
    tries_left: u32,
) -> Result<CodeSent, Problem> {
    let now = app.clock.now();
    let number = phone_key(app, &account.phone);
    let next = db::limits::next_turn(tx, &number).await?.unwrap_or(now);
    let live = challenges::find_live(tx, scope).await?.filter(|row| row.phone_key == number);
    let mut sent = CodeSent {
        phone_masked: account.phone.masked(),
        sent_at: None,
        delivery: Delivery::Queued,
        resend_in: now.seconds_until(next),
        expires_in: 0,
        tries_left,
    };
    if let Some(row) = live {
        sent.sent_at = Some(Timestamp(row.sent_at));
        sent.expires_in = now.seconds_until(Timestamp(row.expires_at));
        sent.delivery = match db::outbox::find_fate(tx, &row.message_id).await? {
            Some((Some(_), _)) => Delivery::Sent,
            Some((None, Some(_))) => Delivery::Failed,
            _ => Delivery::Queued,
        };
    }
    Ok(sent)
}
