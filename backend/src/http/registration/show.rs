//! The step of a registration, and what a person may see of it.

use vestibule_shared::{
    id::AccountId,
    policy::Value,
    problem::Code,
    registration::{self as wire, Registration},
    sign_in::EnteredStep,
};

use crate::{
    app::problem::Problem,
    db::Reader,
    domain::{
        provisioning::complete,
        registration::{Activating, Known, Provisioning, Stage},
        stage::Flow as _,
    },
    http::{card, step::FlowView, upstream},
    service::{
        accounts,
        audit::{self, Event},
        codes,
        context::Context,
        provisioning::{self, Progress},
    },
};

/// A job may have made the account meanwhile, or dropped it because the person already has one.
async fn settle_provisioning(
    cx: &Context,
    tx: &mut Reader,
    under: Provisioning,
) -> Result<Stage, Problem> {
    match provisioning::look(tx, under.account()).await? {
        Progress::Under(_) => Ok(under.into()),
        Progress::Made => settle_activating(cx, tx, under.made()).await,
        Progress::Dropped => {
            match accounts::find_by_identities(tx, &under.who().identities()).await? {
                Some(row) if row.is_active() => Ok(under.duplicate(AccountId(row.id)).into()),
                Some(row) => settle_activating(cx, tx, Activating::resume(AccountId(row.id))).await,
                None => Ok(Registration::initial()),
            }
        }
    }
}

/// The account may have been locked, activated in another browser, or purged.
async fn settle_activating(
    cx: &Context,
    tx: &mut Reader,
    waiting: Activating,
) -> Result<Stage, Problem> {
    Ok(match accounts::get(&cx.app, tx, waiting.account()).await? {
        None => Registration::initial(),
        Some(account) if account.is_active => {
            waiting.activated(account.email.as_str().to_owned()).into()
        }
        Some(account) if account.is_locked => waiting.locked().into(),
        Some(_) => waiting.into(),
    })
}

impl FlowView for Registration {
    async fn settle(cx: &Context, tx: &mut Reader, stage: Stage) -> Result<Stage, Problem> {
        match stage {
            Stage::Provisioning(under) => settle_provisioning(cx, tx, under).await,
            Stage::Activating(waiting) => settle_activating(cx, tx, waiting).await,
            other => Ok(other),
        }
    }

    async fn show(cx: &Context, tx: &mut Reader, stage: &Stage) -> Result<wire::Step, Problem> {
        Ok(match stage {
            Stage::Start(_) => wire::StartStep {}.into(),
            Stage::Choosing(stage) => {
                let providers = upstream::all(&cx.app);
                let means = vec![wire::Means::Eid];
                wire::MeansStep { audience: stage.audience(), means, providers }.into()
            }
            Stage::Away(stage) => upstream::show(&cx.app, stage).into(),
            Stage::Reading(stage) => wire::ReadCardStep {
                audience: stage.audience(),
                challenge: card::show(cx, stage, card::Page::Register),
            }
            .into(),
            Stage::Identified(stage) => wire::ConfirmStep {
                given_name: stage.name().given.clone(),
                family_name: stage.name().family.clone(),
                capacities: stage.capacities(),
                chosen: stage.chosen(),
            }
            .into(),
            Stage::Detailing(stage) => {
                let who = stage.who().clone();
                wire::AccountStep {
                    given_name: who.name.given,
                    family_name: who.name.family,
                    capacity: stage.capacity(),
                    terms_version: cx.app.config.terms_version.clone(),
                    email: who.suggested.email,
                    phone: who.suggested.phone,
                }
                .into()
            }
            Stage::Provisioning(stage) => match provisioning::look(tx, stage.account()).await? {
                Progress::Under(step) => step.into(),
                _ => complete().into(),
            },
            Stage::Activating(stage) => show_activation(cx, tx, stage).await?.into(),
            Stage::Locked(stage) => {
                let reference = audit::reference(tx, Event::Locked, stage.account()).await?;
                wire::LockedStep { reference }.into()
            }
            Stage::Known(stage) => show_known(cx, tx, stage).await?.into(),
            Stage::Finished(stage) => wire::DoneStep { email: stage.email().to_owned() }.into(),
            Stage::Entered(_) => EnteredStep {}.into(),
        })
    }
}

async fn show_activation(
    cx: &Context,
    tx: &mut Reader,
    stage: &Activating,
) -> Result<wire::ActivateStep, Problem> {
    let account = accounts::get(&cx.app, tx, stage.account()).await?;
    let account = account.ok_or(Code::WrongStep)?;
    let most = cx.app.policies.policy().figure(Value::ActivationTries);
    let left = most.saturating_sub(account.code_failures);
    let scope = codes::activation_scope(&account);
    let sent = codes::view(&cx.app, tx, &account, &scope, left).await?;
    Ok(wire::ActivateStep { email: account.email.as_str().to_owned(), sent })
}

async fn show_known(
    cx: &Context,
    tx: &mut Reader,
    stage: &Known,
) -> Result<wire::KnownStep, Problem> {
    let account = accounts::get(&cx.app, tx, stage.account()).await?.ok_or(Code::WrongStep)?;
    Ok(wire::KnownStep {
        given_name: stage.name().given.clone(),
        family_name: stage.name().family.clone(),
        email_masked: account.email.masked(),
    })
}
