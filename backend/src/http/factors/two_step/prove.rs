//! The proof of a new method: the method counts only after it (M6).

use vestibule_shared::{
    factor::FactorKind,
    problem::{Code, Field},
    text::{self, CODE_LENGTH},
    two_step as wire,
};

use super::{Done, account_of, question, who};
use crate::{
    app::{codec::decode, problem::Problem, webauthn::Enrolling},
    db::{self, Tx},
    domain::{
        account::Account,
        calls::Purpose as CallPurpose,
        code::Purpose,
        method::{first_name, name},
        phone::Mobile,
        totp::Authenticator,
        two_step::{Naming, Pending, SettingUp},
    },
    http::step::Outcome,
    service::{
        calls,
        codes::{self, Sending, To},
        context::Context,
        enrolment,
        factors::{self, ProvedFactor, Secret},
        limits::Asker,
        proof,
        sessions::Session,
        tries,
    },
};

/// Chooses the number: the account's, or another one. Sends the code or places the call.
pub async fn use_number(
    cx: Context,
    from: SettingUp,
    command: wire::UseNumber,
) -> Done<SettingUp, SettingUp> {
    let who = who(&cx).await?;
    let account = account_of(&who).await?;
    let typed = command.phone.as_deref();
    let to = typed
        .map_or_else(|| Ok(account.phone.clone()), |typed| parse(&cx, typed))
        .map_err(|code| Problem::field(Field::Phone, code))?;
    if !who.is_lost() && is_set_up(&cx, &account, from.kind(), &to).await? {
        return Err(Problem::field(Field::Phone, Code::KeyTaken));
    }
    // The same for this session and number: a code stays valid if the person returns to the
    // methods.
    let number = To::Phone(&to).key(&cx.app);
    let scope = format!("set-up|{}|{}|{number}", who.row.public_id, name(from.kind()));
    let pending = match from.kind() {
        FactorKind::Call => Pending::Call { to, scope },
        _ => Pending::Sms { to, scope },
    };
    match if is_under_way(&cx, &pending).await? {
        Ok(())
    } else {
        reach(&cx, &account, &pending).await
    } {
        Ok(()) => {}
        // The page shows when the message can be sent.
        Err(why) if why.code() == Code::ResendTooSoon && from.kind() == FactorKind::Sms => {}
        Err(why) => return Err(why),
    }
    Ok(Outcome::Moved(cx.app.db.write().await?, from.wait_for(pending)))
}

fn parse(cx: &Context, typed: &str) -> Result<Mobile, Code> {
    let countries: Vec<&str> =
        cx.app.config.phone_countries.0.iter().map(|country| country.0.as_str()).collect();
    Mobile::parse(typed, &countries)
}

async fn is_set_up(
    cx: &Context,
    account: &Account,
    kind: FactorKind,
    to: &Mobile,
) -> Result<bool, Problem> {
    let mut tx = cx.app.db.read().await?;
    let all = factors::list(&cx.app, &mut tx, &account.id).await?;
    drop(tx);
    Ok(all.iter().any(|factor| factor.kind == kind && factor.phone() == Some(to)))
}

/// Returns whether a code can be typed, or a call is in progress.
async fn is_under_way(cx: &Context, pending: &Pending) -> Result<bool, Problem> {
    let mut tx = cx.app.db.read().await?;
    let is_there = match pending {
        Pending::Sms { to, scope } => {
            codes::is_waiting(&cx.app, &mut tx, scope, To::Phone(to)).await?
        }
        Pending::Call { scope, .. } => {
            let call = calls::view(&cx.app, &mut tx, scope).await?;
            call.is_some_and(|call| !call.state.is_over())
        }
        Pending::App { .. } | Pending::Number | Pending::Key(_) => false,
    };
    drop(tx);
    Ok(is_there)
}

/// Sends the message or places the call, in a transaction of its own.
async fn reach(cx: &Context, account: &Account, pending: &Pending) -> Result<(), Problem> {
    let asker = Asker::Here(&cx.remote.block);
    let mut tx = cx.app.db.write().await?;
    match pending {
        Pending::Sms { to, scope } => {
            let sending = Sending { purpose: Purpose::SetUp, scope, to: To::Phone(to), asker };
            codes::send_to(&cx.app, &mut tx, account, &sending).await?;
        }
        Pending::Call { to, scope } => {
            let block = &cx.remote.block;
            let wanted = calls::Wanted { to, purpose: CallPurpose::SetUp, scope, block };
            calls::place(&cx.app, &mut tx, account, &wanted).await?;
        }
        Pending::App { .. } | Pending::Number | Pending::Key(_) => {
            return Err(Code::InvalidBody.into());
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Requests another message, another call, or a new challenge to the browser.
pub async fn ask_again(
    cx: Context,
    from: SettingUp,
    _: wire::AskAgain,
) -> Done<SettingUp, SettingUp> {
    let who = who(&cx).await?;
    if let Pending::Key(_) = from.pending() {
        let pending = Pending::Key(question(&who, from.kind()).await?);
        return Ok(Outcome::Moved(cx.app.db.write().await?, from.wait_for(pending)));
    }
    let account = account_of(&who).await?;
    reach(&cx, &account, from.pending()).await?;
    Ok(Outcome::Moved(cx.app.db.write().await?, from))
}

/// Checks the code of the app or the message.
pub async fn submit_code(
    cx: Context,
    from: SettingUp,
    command: wire::SubmitCode,
) -> Done<Naming, SettingUp> {
    let who = who(&cx).await?;
    let account = account_of(&who).await?;
    let code = text::parse_code(&command.code, CODE_LENGTH)
        .map_err(|code| Problem::field(Field::Code, code))?;
    let tries = tries::count(&cx, &account.id).await?;
    let checked = match from.pending() {
        Pending::App { key } => check_app(&cx, key, &code)?,
        Pending::Sms { to, scope } => {
            let answer = codes::try_code(&cx.app, scope, &code).await?;
            answer.map(|challenge| (Secret::Phone(to.clone()), 0, Some(challenge)))
        }
        Pending::Number | Pending::Call { .. } | Pending::Key(_) => {
            return Err(Code::InvalidBody.into());
        }
    };
    let (secret, counter, challenge) = match checked {
        Ok(right) => right,
        Err(code) => {
            tries::note(&cx, &account, tries, (name(from.kind()), code)).await?;
            return Err(Problem::field(Field::Code, code));
        }
    };
    let mut tx = cx.app.db.write().await?;
    db::accounts::lock(&mut tx, &account.id).await?;
    if let Some(challenge) = challenge
        && !db::sent_codes::consume(&mut tx, &challenge, cx.now).await?
    {
        return Err(Problem::field(Field::Code, Code::CodeUsed));
    }
    enrol(&who, tx, from, &account, (secret, counter)).await
}

type Checked = Result<(Secret, i64, Option<String>), Code>;

fn check_app(cx: &Context, key: &str, code: &str) -> Result<Checked, Problem> {
    let app = Authenticator::stored(key).map_err(Problem::internal)?;
    let step = app.step_of(code, cx.now).ok_or(Code::CodeWrong);
    Ok(step.map(|step| (Secret::App(key.to_owned()), step, None)))
}

/// Checks the key that the browser made. In each case the challenge is used up.
pub async fn submit_key(
    cx: Context,
    from: SettingUp,
    command: wire::SubmitKey,
) -> Done<Naming, SettingUp> {
    let who = who(&cx).await?;
    let account = account_of(&who).await?;
    let Pending::Key(asked) = from.pending() else {
        return Err(Code::InvalidBody.into());
    };
    let checked = match asked.fresh_state(cx.now) {
        Ok(state) => {
            let state: Enrolling = decode(state)?;
            cx.app
                .relying_party
                .finish_enrolment(&state, &command.credential)
                .map_err(proof::code_of)
        }
        Err(code) => Err(code),
    };
    match checked {
        Ok(proven) => {
            let counter = i64::from(proven.stored.counter());
            let secret = Secret::Key(Box::new(proven.stored));
            let tx = cx.app.db.write().await?;
            enrol(&who, tx, from, &account, (secret, counter)).await
        }
        Err(code) => {
            let pending = Pending::Key(question(&who, from.kind()).await?);
            let tx = cx.app.db.write().await?;
            Ok(Outcome::Stayed(tx, from.wait_for(pending), code.into()))
        }
    }
}

/// Continues after the call was confirmed.
pub async fn finish_call(
    cx: Context,
    from: SettingUp,
    _: wire::FinishCall,
) -> Done<Naming, SettingUp> {
    let who = who(&cx).await?;
    let account = account_of(&who).await?;
    let Pending::Call { to, scope } = from.pending().clone() else {
        return Err(Code::InvalidBody.into());
    };
    let mut tx = cx.app.db.write().await?;
    db::accounts::lock(&mut tx, &account.id).await?;
    if !calls::consume(&mut tx, &account, &scope, cx.now).await? {
        return Err(Code::CallNotConfirmed.into());
    }
    enrol(&who, tx, from, &account, (Secret::Phone(to), 0)).await
}

/// Enrols the method: it counts from now on.
async fn enrol(
    who: &Session,
    mut tx: Tx,
    from: SettingUp,
    account: &Account,
    (secret, counter): (Secret, i64),
) -> Done<Naming, SettingUp> {
    let name = first_name(from.kind(), account.language, &who.cx.remote.browser);
    let new = ProvedFactor { kind: from.kind(), name, secret, counter };
    let (factor, place) = enrolment::enrol(who, &mut tx, account, &new).await?;
    Ok(Outcome::Moved(tx, from.proved(factor, place)))
}
