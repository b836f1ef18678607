//! Setting up two-step verification: choose, prove, name, keep the recovery codes (M4-M6, M9).

mod prove;
mod show;

use vestibule_shared::{
    factor::{Duty, FactorKind},
    problem::{Code, Field},
    text,
    two_step::{self as wire, TwoStep},
};

pub use self::prove::{ask_again, finish_call, submit_code, submit_key, use_number};
use crate::{
    app::{
        codec::encode,
        problem::Problem,
        webauthn::{KeyKind, Owner},
    },
    db::{self, Reader, Tx},
    domain::{
        account::Account,
        method::KeyChallenge,
        totp::base32,
        two_step::{
            Choosing, EnoughSaid, Finished, Keeping, Named, Naming, Offering, Pending, Place,
            SettingUp, Stage,
        },
    },
    http::step::{FlowView, Outcome},
    service::{
        accounts,
        audit::{self, Event},
        context::Context,
        factors,
        sessions::Session,
    },
};

type Done<N, S> = Result<Outcome<N, S>, Problem>;

/// How long a proof is valid for a set-up that began with it, in seconds: installing an app takes
/// time.
const PATIENCE_SECONDS: i64 = 1800;

/// Returns a session that may set up a method: one with a proof, or one that may do nothing else.
async fn who(cx: &Context) -> Result<Session, Problem> {
    let session = Session::find(cx.clone()).await?.ok_or(Code::NotSignedIn)?;
    let proved = vestibule_shared::time::Timestamp(session.row.proved_at);
    if session.is_lost() || cx.now < proved.plus_seconds(PATIENCE_SECONDS) {
        Ok(session)
    } else {
        Err(Code::ProofRequired.into())
    }
}

async fn account_of(who: &Session) -> Result<Account, Problem> {
    let mut tx = who.cx.app.db.read().await?;
    let account = accounts::get(&who.cx.app, &mut tx, &who.account()).await?;
    drop(tx);
    account.ok_or_else(|| Code::NotSignedIn.into())
}

/// Begins with a method. Beginning requires a proof in the last ten minutes.
pub async fn start_set_up(
    cx: Context,
    from: Choosing,
    command: wire::StartSetUp,
) -> Done<SettingUp, Choosing> {
    let who = who(&cx).await?;
    if !who.is_lost()
        && let Err(code) = who.is_fresh()
    {
        return Err(code.into());
    }
    if show::offered(&who, command.kind).is_none() {
        return Err(Code::MethodUnavailable.into());
    }
    let pending = match command.kind {
        FactorKind::App => Pending::App { key: base32(&cx.app.rng.bytes::<20>()) },
        FactorKind::Sms | FactorKind::Call => Pending::Number,
        kind => Pending::Key(question(&who, kind).await?),
    };
    Ok(Outcome::Moved(cx.app.db.write().await?, from.begin(command.kind, pending)))
}

/// Returns what the browser is asked to make; keys that are already set up are excluded.
async fn question(who: &Session, kind: FactorKind) -> Result<KeyChallenge, Problem> {
    let (cx, account) = (&who.cx, account_of(who).await?);
    let mut tx = cx.app.db.read().await?;
    let all = factors::list(&cx.app, &mut tx, &account.id).await?;
    drop(tx);
    let known: Vec<_> = all.iter().filter_map(|factor| factor.key().cloned()).collect();
    let key_kind = match kind {
        FactorKind::SecurityKey => KeyKind::SecurityKey,
        FactorKind::Platform => KeyKind::Platform,
        _ => KeyKind::Passkey,
    };
    let name = account.person.name.full();
    let owner =
        Owner { account: &account.id.0, user_name: account.email.as_str(), display_name: &name };
    let asked = cx.app.relying_party.begin_enrolment(key_kind, owner, &known);
    let (options, state) = asked.map_err(Problem::internal)?;
    Ok(KeyChallenge::new(options.to_string(), encode(&state)?, cx.now))
}

/// Postpones it; not where it is required (M9).
pub async fn skip(cx: Context, from: Choosing, _: wire::Skip) -> Done<Finished, Choosing> {
    if who(&cx).await?.duty().is_pressing() {
        return Err(Code::EnrolmentRequired.into());
    }
    Ok(Outcome::Moved(cx.app.db.write().await?, from.skip()))
}

/// Names the method. After the first one a second is offered; the recovery codes come last.
pub async fn set_name(cx: Context, from: Naming, command: wire::SetName) -> Done<Named, Naming> {
    let who = who(&cx).await?;
    let name =
        text::parse_method_name(&command.name).map_err(|code| Problem::field(Field::Name, code))?;
    let mut tx = cx.app.db.write().await?;
    let factor = from.factor().clone();
    factors::rename(&cx.app, &mut tx, (&who.account(), &factor), &name).await?;
    if from.place() == Place::First {
        return Ok(Outcome::Moved(tx, from.offer()));
    }
    let next = match codes(&who, &mut tx).await? {
        Some(codes) => from.keep(codes),
        None => from.done(finished(&who, &mut tx).await?),
    };
    Ok(Outcome::Moved(tx, next))
}

/// Declines another method for now.
pub async fn enough(cx: Context, from: Offering, _: wire::Enough) -> Done<EnoughSaid, Offering> {
    let who = who(&cx).await?;
    let mut tx = cx.app.db.write().await?;
    let next = match codes(&who, &mut tx).await? {
        Some(codes) => from.keep(codes),
        None => from.done(finished(&who, &mut tx).await?),
    };
    Ok(Outcome::Moved(tx, next))
}

/// Makes recovery codes, where there are none yet.
async fn codes(who: &Session, tx: &mut Tx) -> Result<Option<Vec<String>>, Problem> {
    let account = who.account();
    if db::recovery_codes::count_left(tx, &account.0).await?.is_some() {
        return Ok(None);
    }
    factors::renew_codes(&who.cx, tx, &account).await.map(Some)
}

/// "I have kept them."
pub async fn kept_codes(cx: Context, from: Keeping, _: wire::KeptCodes) -> Done<Finished, Keeping> {
    let who = who(&cx).await?;
    let mut tx = cx.app.db.write().await?;
    let finished = finished(&who, &mut tx).await?;
    Ok(Outcome::Moved(tx, from.kept(finished)))
}

/// After all methods were lost the session ends with the set-up: the person signs in again, with
/// what was set up.
async fn finished(who: &Session, tx: &mut Tx) -> Result<Finished, Problem> {
    if !who.is_lost() {
        return Ok(Finished::here());
    }
    db::sessions::update_over(tx, &who.row.id, who.cx.now).await?;
    let account = Some(who.row.account_id.as_str());
    audit::note(&who.cx.app, tx, Event::SignedOut, account, "set up anew").await?;
    who.cx.issued.no_session();
    Ok(Finished::sign_in_again())
}

impl FlowView for TwoStep {
    async fn admit(cx: &Context) -> Result<(), Problem> {
        who(cx).await.map(|_| ())
    }

    async fn settle(_: &Context, _: &mut Reader, stage: Stage) -> Result<Stage, Problem> {
        Ok(stage)
    }

    async fn show(cx: &Context, tx: &mut Reader, stage: &Stage) -> Result<wire::Step, Problem> {
        show::show(cx, tx, stage).await
    }
}

/// Returns whether a method is required, as the choice of a method shows it.
fn duty(who: &Session) -> Duty {
    who.duty()
}
