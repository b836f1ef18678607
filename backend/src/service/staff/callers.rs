//! The caller check: the person reads a code from their screen aloud, the agent says two digits,
//! and the person finds the same on the screen. This identifies the person to the agent, and the
//! help desk to the person.

use vestibule_shared::{
    desk::{Action, CallCheck, Check},
    id::AccountId,
    problem::{Code, Field},
    text::CALL_CODE_LENGTH,
    time::Timestamp,
};

use crate::{
    app::{App, problem::Problem},
    db::{
        self, Reader, Tx,
        caller_checks::{self, NewCallerCheck, Row},
        known_callers,
    },
    domain::{
        desk::{
            CALL_SECONDS, CALLS, CODES_HEARD, FIGURES_SECONDS, KNOWN_SECONDS, MOST_HEARD,
            parse_call_code,
        },
        messages::{Help, Notice},
    },
    service::{
        accounts,
        audit::{self, By, Desk, Event},
        desk, limits, notices,
        staff::member::Staff,
    },
};

const PURPOSE: &str = "caller";

fn place(what: &str, id: &str) -> String {
    format!("caller_checks|{what}|{id}")
}

/// Starts a check for a person on the phone with the help desk: returns a code to read aloud, the
/// same one until it expires. `how` is how the person was identified.
pub async fn begin(app: &App, account: &AccountId, how: &str) -> Result<CallCheck, Problem> {
    let mut tx = app.db.write().await?;
    db::accounts::lock(&mut tx, account).await?;
    if caller_checks::find(&mut tx, account, app.clock.now()).await?.is_none() {
        limits::count(app, &mut tx, &CALLS, &account.0, Code::TooManyRequests).await?;
        let (id, code) = (app.rng.id(), draw_code(app, &mut tx).await?);
        let new = NewCallerCheck {
            id: &id,
            code_mac: app.keys.code_mac(PURPOSE, &id, &code),
            code_sealed: app.keys.seal(&app.rng, &place("code", &id), &code),
            code_key: code_key(app, &code),
            expires_at: app.clock.now().plus_seconds(CALL_SECONDS),
        };
        caller_checks::put(&mut tx, account, &new).await?;
        audit::note(app, &mut tx, Event::Desk(Desk::CallBegun), Some(&account.0), how).await?;
    }
    let check = look(app, &mut tx, account).await?;
    tx.commit().await?;
    Ok(check)
}

/// Returns the digest by which the check with a code is found.
fn code_key(app: &App, code: &str) -> String {
    app.keys.index("caller-code", code)
}

/// Draws a code that no other screen shows now, as far as can be seen.
async fn draw_code(app: &App, tx: &mut Tx) -> Result<String, Problem> {
    loop {
        let code = app.rng.letters::<CALL_CODE_LENGTH>();
        let key = code_key(app, &code);
        if caller_checks::list_by_code(tx, &key, app.clock.now()).await?.is_empty() {
            return Ok(code);
        }
    }
}

/// Returns the status of the check, as the person sees it.
pub async fn look(app: &App, tx: &mut Reader, account: &AccountId) -> Result<CallCheck, Problem> {
    let now = app.clock.now();
    let Some(row) = caller_checks::find(tx, account, now).await? else {
        let until = known_callers::find_by_call(tx, account, now).await?;
        return Ok(until.map_or(CallCheck::None {}, |until| CallCheck::Agreed { until }));
    };
    let until = Timestamp(row.expires_at);
    if row.state == "compare" {
        return Ok(CallCheck::Compare { figures: figures(app, &row)?, until });
    }
    let code = app.keys.open_seal(&place("code", &row.id), &row.code_sealed)?;
    let (head, tail) = code.split_at(CALL_CODE_LENGTH / 2);
    Ok(CallCheck::Read { code: format!("{head}-{tail}"), until })
}

fn figures(app: &App, row: &Row) -> Result<String, Problem> {
    Ok(app.keys.open_seal(&place("figures", &row.id), &row.figures_sealed)?)
}

/// Returns whether an agent has identified the caller, as the agent sees it.
pub async fn known(
    app: &App,
    tx: &mut Reader,
    (account, staff): (&AccountId, &AccountId),
) -> Result<Check, Problem> {
    let now = app.clock.now();
    if let Some((how, until)) = known_callers::find(tx, (account, staff), now).await? {
        let is_card = how == "card";
        return Ok(if is_card { Check::Card { until } } else { Check::Agreed { until } });
    }
    let row = caller_checks::find(tx, account, now).await?;
    match row.filter(|row| row.state == "compare" && row.staff_id == staff.0) {
        Some(row) => {
            let until = Timestamp(row.expires_at);
            Ok(Check::Say { figures: figures(app, &row)?, until })
        }
        None => Ok(Check::Open {}),
    }
}

/// Checks the code that the agent types and the caller reads aloud. The try is counted for the
/// agent and for the account before the comparison.
///
/// # Errors
/// A problem of the field `code`; `TooManyRequests`; as [`desk::begin`].
pub async fn hear(staff: &Staff, account: &AccountId, typed: &str) -> Result<(), Problem> {
    let code = parse_call_code(typed).map_err(field)?;
    count_for_agent(staff).await?;
    compare(staff, account, &code).await
}

/// Does the same without knowing whose code it is, and returns whose it was. A code that no screen
/// shows, or only that of a person whom this agent may not see, counts for the agent.
///
/// # Errors
/// As [`hear`].
pub async fn hear_stranger(staff: &Staff, typed: &str) -> Result<AccountId, Problem> {
    let (app, me) = (&staff.who.cx.app, staff.account());
    let code = parse_call_code(typed).map_err(field)?;
    count_for_agent(staff).await?;
    let mut tx = app.db.write().await?;
    let key = code_key(app, &code);
    let mut shown = caller_checks::list_by_code(&mut tx, &key, app.clock.now()).await?;
    // Of two screens with the same code neither is opened.
    let only = shown.pop().filter(|_| shown.is_empty());
    let only = only.filter(|it| staff.may_see(it.organisation_key.as_deref()));
    if only.is_none() {
        let by = By { staff: &me, reason: "" };
        audit::note_by(app, &mut tx, Event::Desk(Desk::CallWrong), None, ("", by)).await?;
    }
    tx.commit().await?;
    let account = AccountId(only.ok_or_else(|| field(Code::CodeWrong))?.account_id);
    compare(staff, &account, &code).await?;
    Ok(account)
}

fn field(code: Code) -> Problem {
    Problem::field(Field::Code, code)
}

async fn count_for_agent(staff: &Staff) -> Result<(), Problem> {
    let (app, me) = (&staff.who.cx.app, staff.account());
    limits::count_now(app, &CODES_HEARD, &me.0, Code::TooManyRequests).await
}

async fn compare(staff: &Staff, account: &AccountId, code: &str) -> Result<(), Problem> {
    let (app, me) = (&staff.who.cx.app, staff.account());
    let (mut tx, _) = desk::begin(staff, account, Action::Check).await?;
    let now = app.clock.now();
    let counted = caller_checks::count_try(&mut tx, account, now, MOST_HEARD).await?;
    tx.commit().await?;
    let row = counted.ok_or_else(|| field(Code::CodeExpired))?;
    if !app.keys.code_matches(&row.code_mac, PURPOSE, &row.id, code) {
        note_wrong(staff, account, &row).await?;
        return Err(field(Code::CodeWrong));
    }
    let (mut tx, _) = desk::begin(staff, account, Action::Check).await?;
    let sealed = app.keys.seal(&app.rng, &place("figures", &row.id), &draw(app));
    let until = now.plus_seconds(FIGURES_SECONDS);
    let check = (account, row.id.as_str());
    if !caller_checks::update_heard(&mut tx, check, (&sealed, &me), now, until).await? {
        return Err(field(Code::CodeExpired));
    }
    let by = By { staff: &me, reason: "" };
    audit::note_by(app, &mut tx, Event::Desk(Desk::CallHeard), Some(account), ("", by)).await?;
    tx.commit().await?;
    app.changes.tell_everybody();
    Ok(())
}

/// Draws two digits; a leading zero could be lost when they are spoken.
fn draw(app: &App) -> String {
    loop {
        let drawn = app.rng.digits(2);
        if !drawn.starts_with('0') {
            return drawn;
        }
    }
}

/// Records a wrong code. The last one ends the check, and the person is notified.
async fn note_wrong(staff: &Staff, account: &AccountId, row: &Row) -> Result<(), Problem> {
    let (app, me) = (&staff.who.cx.app, staff.account());
    let mut tx = app.db.write().await?;
    let by = By { staff: &me, reason: "" };
    audit::note_by(app, &mut tx, Event::Desk(Desk::CallWrong), Some(account), ("", by)).await?;
    if row.tries >= MOST_HEARD && caller_checks::delete(&mut tx, account, &row.id).await? {
        fail(app, &mut tx, account, "codes").await?;
    }
    tx.commit().await?;
    app.changes.tell_everybody();
    Ok(())
}

/// Records whether the help desk said the digits on the person's screen.
pub async fn answer(
    app: &App,
    account: &AccountId,
    is_right: Answer,
) -> Result<CallCheck, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    db::accounts::lock(&mut tx, account).await?;
    if let Some(staff) = caller_checks::consume(&mut tx, account, now).await? {
        match is_right {
            Answer::Same => {
                let until = now.plus_seconds(KNOWN_SECONDS);
                known_callers::put(&mut tx, (account, &staff), "call", until).await?;
                let event = Event::Desk(Desk::CallAgreed);
                audit::note(app, &mut tx, event, Some(&account.0), "").await?;
            }
            Answer::Other => {
                known_callers::delete_by_call(&mut tx, account).await?;
                fail(app, &mut tx, account, "figures").await?;
            }
        }
    }
    let check = look(app, &mut tx, account).await?;
    tx.commit().await?;
    app.changes.tell_everybody();
    Ok(check)
}

/// The person's answer about the digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// They are the same.
    Same,
    /// They are not.
    Other,
}

async fn fail(app: &App, tx: &mut Tx, account: &AccountId, why: &str) -> Result<(), Problem> {
    audit::note(app, tx, Event::Desk(Desk::CallFailed), Some(&account.0), why).await?;
    tracing::warn!(account = account.0, why, "the check of a caller failed");
    let Some(account) = accounts::get(app, tx, account).await? else { return Ok(()) };
    notices::tell_of_help(app, tx, &account, Notice::Helped(Help::CallFailed), "").await
}
