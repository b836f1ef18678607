//! Phone calls as a second factor: placed within limits, tracked until they end, used once (M3,
//! M8).

use vestibule_shared::{
    call::{CallState, CallView},
    id::AccountId,
    policy::CallMode as Mode,
    policy::Value,
    problem::Code,
    text::Language,
    time::Timestamp,
};

use crate::{
    app::{
        App,
        block::Block,
        codec::{from_label, label},
        problem::Problem,
    },
    db::{self, Reader, Tx, calls},
    domain::{
        account::Account,
        calls as rules,
        calls::{
            ExpectedKeys, PER_ACCOUNT_DAY, PER_BLOCK, PER_DIAL_CODE, PER_NEW_NUMBER_DAY, Purpose,
            REFUSED_REST_SECONDS, Report, State, Time, per_number,
        },
        code::{Limit, RESEND_CALM_MS},
        phone::Mobile,
    },
    gateway::{SendError, Taken, voice::Call},
    service::{
        accounts::phone_key,
        audit::{self, Event},
        carriers, limits, outbox,
    },
};

/// A requested call.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The number to call.
    pub to: &'a Mobile,
    /// The purpose; the call says it.
    pub purpose: Purpose,
    /// The scope of the flow that waits for it.
    pub scope: &'a str,
    /// The networks of the request.
    pub block: &'a Block,
}

/// Places a call; an older call of the account ends.
///
/// # Errors
/// `ResendTooSoon` or `TooManyMessages` with the seconds to wait, `Unavailable` when there is no
/// gateway; then the transaction must be dropped.
pub async fn place(
    app: &App,
    tx: &mut Tx,
    account: &Account,
    wanted: &Wanted<'_>,
) -> Result<(), Problem> {
    if !app.voice.is_there() {
        return Err(Code::Unavailable.into());
    }
    let now = app.clock.now();
    let number = phone_key(app, wanted.to);
    let (pace, rest) = (pace_key(&number), rested_at(tx, &account.id.0).await?);
    let why = label(&wanted.purpose);
    let decided = |by| limits::decided(&account.id, ("voice", &why), by);
    if rest > now {
        decided(Some("refused-rest"));
        return Err(Problem::new(Code::TooManyMessages).retry_after(now.seconds_until(rest)));
    }
    let step = app.seconds(Value::Resend) * 1000;
    if !db::limits::take_turn(tx, &pace, now, step, RESEND_CALM_MS).await? {
        decided(Some("pace"));
        let next = db::limits::next_turn(tx, &pace).await?.unwrap_or(now);
        return Err(Problem::new(Code::ResendTooSoon).retry_after(now.seconds_until(next)));
    }
    count(app, tx, account, wanted, &decided).await?;
    decided(None);
    calls::update_replaced(tx, &account.id, now).await?;
    let call = insert(app, tx, account, (wanted, &number)).await?;
    outbox::write_call(app, tx, &account.id, call).await?;
    Ok(audit::note(app, tx, Event::CallPlaced, Some(&account.id.0), &why).await?)
}

fn pace_key(number: &str) -> String {
    format!("call|{number}")
}

/// Returns until when an account gets no calls after "this was not me".
async fn rested_at(tx: &mut Reader, account: &str) -> Result<Timestamp, Problem> {
    let refused = calls::find_last_refused(tx, account).await?;
    Ok(refused.map_or(Timestamp(0), |at| at.plus_seconds(REFUSED_REST_SECONDS)))
}

/// Counts a call against every limit; calls cost money and annoy people.
async fn count(
    app: &App,
    tx: &mut Tx,
    account: &Account,
    wanted: &Wanted<'_>,
    decided: &impl Fn(Option<&'static str>),
) -> Result<(), Problem> {
    let dial_code = wanted.to.dial_code();
    let most = i64::from(app.config.call_budget_per_hour.0);
    let all = Limit { name: "call-all", seconds: 3600, most };
    let in_half_hour = per_number(app.times(Value::CallsPerHalfHour));
    let mut own = vec![
        limits::one(app, &in_half_hour, wanted.to.as_str()),
        limits::one(app, &PER_ACCOUNT_DAY, account.id.0.as_str()),
    ];
    if wanted.purpose == Purpose::SetUp && *wanted.to != account.phone {
        own.push(limits::one(app, &PER_NEW_NUMBER_DAY, wanted.to.as_str()));
    }
    let mut shared = limits::networks(app, &PER_BLOCK, wanted.block);
    if dial_code != "+32" {
        shared.push(limits::of_all(app, &PER_DIAL_CODE, &dial_code));
    }
    shared.push(limits::of_all(app, &all, ""));
    // The shared limit is counted last, and not for a call that its own limits refuse.
    for some in [own, shared] {
        let within = limits::count_all(app, tx, &some, Code::TooManyMessages).await?;
        let Err((limit, problem)) = within else { continue };
        if matches!(limit, "call-all" | "call-dial-code") {
            tracing::error!(limit, dial_code, "alarm: the budget of phone calls is spent");
        }
        decided(Some(limit));
        return Err(problem);
    }
    Ok(())
}

async fn insert(
    app: &App,
    tx: &mut Tx,
    account: &Account,
    (wanted, number): (&Wanted<'_>, &str),
) -> Result<Call, Problem> {
    let (now, id, mode) = (app.clock.now(), app.rng.token(), app.policies.policy().call);
    let seal =
        |what: &str, text: &str| app.keys.seal(&app.rng, &format!("calls|{what}|{id}"), text);
    let ring = app.seconds(Value::Ring);
    let digits = match mode {
        Mode::Press1 => None,
        Mode::DigitOnScreen => Some(seal("digits", &draw(app))),
    };
    let new = calls::NewCall {
        id: &id,
        account: &account.id,
        scope: wanted.scope,
        phone_key: number,
        phone_masked_sealed: seal("phone", &wanted.to.masked()),
        purpose: label(&wanted.purpose),
        mode: label(&mode),
        digits_sealed: digits,
        state: label(&State::Queued),
        at: now,
        expires_at: now.plus_seconds(State::Queued.seconds(ring)),
    };
    if !calls::insert(tx, &new).await? {
        // Another request for this account, about another number, was faster.
        return Err(Problem::new(Code::ResendTooSoon).retry_after(1));
    }
    let text = rules::spoken(
        &outbox::sender(app, account.language),
        wanted.purpose,
        mode,
        account.language,
    );
    Ok(Call {
        to: wanted.to.as_str().to_owned(),
        text,
        lang: account.language,
        purpose: new.purpose,
        mode: new.mode,
        keys: mode.keys(),
        ring_seconds: u32::try_from(ring).map_err(Problem::internal)?,
        answer_url: format!("{}{ANSWER_PATH}", app.config.public_origin.0),
        id,
    })
}

/// The path to which gateways report.
pub const ANSWER_PATH: &str = "/api/gateway/calls";

/// Draws two digits that the call can ask for, each pair equally likely.
fn draw(app: &App) -> String {
    loop {
        let drawn = app.rng.digits(2);
        if rules::are_askable(&drawn) {
            return drawn;
        }
    }
}

/// Hands a call to the gateway, unless the gateway has it already or no flow waits for it any more.
pub async fn hand_over(
    app: &App,
    handed: &db::outbox::Row,
    call: &Call,
) -> Result<Taken, SendError> {
    let row = async {
        let mut tx = app.db.read().await?;
        let row = calls::find(&mut tx, &call.id).await?;
        drop(tx);
        row.map(|row| state(&row)).transpose()
    };
    match row.await {
        Ok(Some(State::Queued)) => {}
        // The gateway reported on the call, so it took it; only its response was lost.
        Ok(Some(state)) if state != State::Replaced => return Ok(Taken::Accepted),
        Ok(_) => return Err(SendError::Refused("nobody waits for it any more".into())),
        Err(problem) => return Err(SendError::Later(format!("{:?}", problem.code()))),
    }
    let taken = carriers::place(app, handed, call).await?;
    if taken == Taken::Rings
        && let Err(problem) = report(app, &call.id, Report::Ringing).await
    {
        tracing::error!(?problem, "that a call rings was not noted");
    }
    app.changes.tell_everybody();
    Ok(taken)
}

/// What a call says, for a gateway that requests the text once the call is answered.
#[derive(Clone, Debug)]
pub struct Script {
    /// What to say.
    pub text: String,
    /// The language.
    pub lang: Language,
    /// The number of keys to wait for.
    pub keys: u32,
}

/// Returns what the call with this identifier says; absent when there is none.
pub async fn script(app: &App, id: &str) -> Result<Option<Script>, Problem> {
    let mut tx = app.db.read().await?;
    let Some(row) = calls::find(&mut tx, id).await? else { return Ok(None) };
    let account = db::accounts::find(&mut tx, &AccountId(row.account_id)).await?;
    drop(tx);
    let lang = account.and_then(|account| Language::from_tag(&account.language));
    let lang = lang.unwrap_or(Language::Nl);
    let (purpose, mode): (_, Mode) = (from_label(&row.purpose)?, from_label(&row.mode)?);
    let text = rules::spoken(&outbox::sender(app, lang), purpose, mode, lang);
    Ok(Some(Script { text, lang, keys: mode.keys() }))
}

/// Records a report on a call and returns its state; absent when there is no such call. A report
/// that is repeated, late or out of order changes nothing.
pub async fn report(app: &App, id: &str, report: Report) -> Result<Option<CallState>, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    // Each retry means that another report was faster, and a call has only so many states.
    while let Some(row) = calls::find(&mut tx, id).await? {
        let from = state(&row)?;
        let to = rules::after(from, report, asked(app, &row)?);
        let (Some(to), Time::Left) = (to, time(&row, now)) else {
            return Ok(Some(from.seen(time(&row, now))));
        };
        let expires_at = now.plus_seconds(to.seconds(app.seconds(Value::Ring)));
        let step = (row.state.as_str(), label(&to));
        if !calls::update_state(&mut tx, id, (step.0, &step.1), now, expires_at).await? {
            continue;
        }
        note(app, &mut tx, &row, to).await?;
        tx.commit().await?;
        app.changes.tell_everybody();
        return Ok(Some(to.seen(Time::Left)));
    }
    Ok(None)
}

async fn note(app: &App, tx: &mut Tx, row: &calls::Row, to: State) -> Result<(), Problem> {
    let account = row.account_id.as_str();
    let event = match to {
        State::Confirmed => Event::CallConfirmed,
        State::Refused => {
            tracing::warn!(account, "a call was answered with: this was not me");
            Event::CallRefused
        }
        _ => return Ok(()),
    };
    Ok(audit::note(app, tx, event, Some(account), "").await?)
}

/// Returns what a person may see of the call that a flow waits for.
pub async fn view(app: &App, tx: &mut Reader, scope: &str) -> Result<Option<CallView>, Problem> {
    let now = app.clock.now();
    let Some(row) = calls::find_awaited(tx, scope).await? else { return Ok(None) };
    let next = db::limits::next_turn(tx, &pace_key(&row.phone_key)).await?.unwrap_or(now);
    let rest = rested_at(tx, &row.account_id).await?;
    let seen = seen(tx, &row, now).await?;
    let open =
        |what: &str, sealed: &str| app.keys.open_seal(&format!("calls|{what}|{}", row.id), sealed);
    let digits = row.digits_sealed.as_deref().filter(|_| !seen.is_over());
    Ok(Some(CallView {
        phone_masked: open("phone", &row.phone_masked_sealed)?,
        state: seen,
        digits: digits.map(|sealed| open("digits", sealed)).transpose()?,
        expires_in: if seen.is_over() { 0 } else { now.seconds_until(Timestamp(row.expires_at)) },
        again_in: now.seconds_until(next.max(rest)),
    }))
}

/// Returns the state of the call with this identifier; absent when there is none.
pub async fn find_state(app: &App, id: &str) -> Result<Option<CallState>, Problem> {
    let mut tx = app.db.read().await?;
    let Some(row) = calls::find(&mut tx, id).await? else { return Ok(None) };
    let seen = seen(&mut tx, &row, app.clock.now()).await?;
    drop(tx);
    Ok(Some(seen))
}

async fn seen(tx: &mut Reader, row: &calls::Row, now: Timestamp) -> Result<CallState, Problem> {
    let at = state(row)?;
    let fate = match at {
        State::Queued => db::outbox::find_fate(tx, &row.id).await?,
        _ => None,
    };
    let is_given_up = fate.is_some_and(|it| it.sent_at.is_none() && it.failed_at.is_some());
    Ok(if is_given_up { CallState::Failed } else { at.seen(time(row, now)) })
}

/// Consumes the confirmed call of a flow; true once, and only while it is fresh.
pub async fn consume(
    tx: &mut Tx,
    account: &Account,
    scope: &str,
    now: Timestamp,
) -> Result<bool, Problem> {
    Ok(calls::consume(tx, &account.id, scope, now).await?)
}

fn time(row: &calls::Row, now: Timestamp) -> Time {
    if row.expires_at > now.0 { Time::Left } else { Time::Over }
}

fn state(row: &calls::Row) -> Result<State, Problem> {
    from_label(&row.state)
}

fn asked(app: &App, row: &calls::Row) -> Result<ExpectedKeys, Problem> {
    let open = |sealed| app.keys.open_seal(&format!("calls|digits|{}", row.id), sealed);
    let digits = row.digits_sealed.as_deref().map(open).transpose()?;
    ExpectedKeys::of(from_label(&row.mode)?, digits.as_deref())
        .ok_or_else(|| Problem::internal("a call asks for figures that it does not have"))
}
