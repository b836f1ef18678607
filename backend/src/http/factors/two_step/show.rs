//! What the person may see of a set-up.

use vestibule_shared::{
    factor::{FactorKind, SetUp},
    id::AccountId,
    problem::Code,
    two_step as wire,
};

use super::duty;
use crate::{
    app::{codec::decode, problem::Problem},
    db::Reader,
    domain::{
        account::Account,
        lifecycle::MethodStatus,
        method::first_name,
        totp::{Authenticator, grouped, qr},
        two_step::{Pending, SettingUp, Stage},
    },
    service::{
        accounts, calls,
        codes::{self, To},
        context::Context,
        factors,
        sessions::Session,
        tries,
    },
};

/// Returns what the person may see of a stage.
pub(super) async fn show(
    cx: &Context,
    tx: &mut Reader,
    stage: &Stage,
) -> Result<wire::Step, Problem> {
    Ok(match stage {
        Stage::Choosing(_) => choice(cx, tx).await?.into(),
        Stage::SettingUp(stage) => set_up(cx, tx, stage).await?.into(),
        Stage::Naming(stage) => {
            let account = account(cx, tx).await?;
            let suggested = first_name(stage.kind(), account.language, &cx.remote.browser);
            wire::NameStep { kind: stage.kind(), suggested }.into()
        }
        Stage::Offering(stage) => wire::MoreStep { kind: stage.kind() }.into(),
        Stage::Keeping(stage) => wire::CodesStep { codes: stage.codes().to_vec() }.into(),
        Stage::Finished(stage) => wire::DoneStep { sign_in: stage.signs_in() }.into(),
    })
}

/// Returns the session of the request. The wizard admitted it, so it exists.
async fn session(cx: &Context, tx: &mut Reader) -> Result<Session, Problem> {
    let found = Session::load(cx.clone(), tx).await?;
    found.ok_or_else(|| Code::NotSignedIn.into())
}

async fn account(cx: &Context, tx: &mut Reader) -> Result<Account, Problem> {
    let id: AccountId = session(cx, tx).await?.account();
    accounts::get(&cx.app, tx, &id).await?.ok_or_else(|| Code::NotSignedIn.into())
}

async fn choice(cx: &Context, tx: &mut Reader) -> Result<wire::ChooseStep, Problem> {
    let who = session(cx, tx).await?;
    let all = factors::list(&cx.app, tx, &who.account()).await?;
    let offer = |(kind, status): (FactorKind, MethodStatus)| wire::Offer {
        kind,
        recommended: kind == FactorKind::App && status == MethodStatus::Active,
        enrolled: u32::try_from(all.iter().filter(|factor| factor.kind == kind).count())
            .unwrap_or(u32::MAX),
        discouraged: status != MethodStatus::Active,
        ends_at: match status {
            MethodStatus::Ending(day) => Some(cx.app.calendar().end_of(&day)),
            _ => None,
        },
    };
    let offers = FactorKind::ALL.into_iter().filter_map(|kind| offered(&who, kind)).map(offer);
    let offers = offers.collect();
    Ok(wire::ChooseStep { offers, duty: duty(&who) })
}

/// Returns a method that can be set up, with its status.
pub(super) fn offered(who: &Session, kind: FactorKind) -> Option<(FactorKind, MethodStatus)> {
    let app = &who.cx.app;
    let status = app.status_of(kind, who.person.profession.capacity());
    let is_there = kind != FactorKind::Call || app.voice.is_there();
    (is_there && status.signs_in()).then_some((kind, status))
}

async fn set_up(
    cx: &Context,
    tx: &mut Reader,
    stage: &SettingUp,
) -> Result<wire::SetUpStep, Problem> {
    let account = account(cx, tx).await?;
    let tries_left = tries::left(&cx.app, tx, &account.id).await?;
    let set_up = match stage.pending() {
        Pending::App { key } => app(cx, &account, key)?,
        Pending::Number => SetUp::Number { phone_masked: account.phone.masked() },
        Pending::Sms { to, scope } => {
            let sent = codes::view_of(&cx.app, tx, scope, To::Phone(to), tries_left).await?;
            SetUp::Sms { sent }
        }
        Pending::Call { scope, .. } => {
            let call = calls::view(&cx.app, tx, scope).await?;
            SetUp::Call { call: call.ok_or(Code::MethodUnavailable)? }
        }
        Pending::Key(question) => SetUp::Key { options: decode(&question.options)? },
    };
    Ok(wire::SetUpStep { kind: stage.kind(), set_up, tries_left })
}

/// Returns the key of an app, to scan and to type (M5).
fn app(cx: &Context, account: &Account, key: &str) -> Result<SetUp, Problem> {
    let service = &cx.app.config.service_name;
    let app = Authenticator::of_base32(key, service, account.email.as_str());
    let uri = app.map_err(Problem::internal)?.uri().map_err(Problem::internal)?;
    let qr = qr(&uri).map_err(Problem::internal)?;
    Ok(SetUp::App { key: grouped(key), uri, qr })
}
