//! Campaigns: auditors read them, administrators decide about them; and the link in their mails.

use axum::Json;
use vestibule_shared::{api::Nothing, campaign as wire};

use crate::{
    app::problem::Problem,
    http::{
        body::Body,
        security::begin,
        session::staff::{Audits, Rules},
        staff::reason,
    },
    service::{audit::By, campaigns, context::Context, staff::member::Staff},
};

type Page = Result<Json<wire::CampaignsView>, Problem>;

/// Returns the campaigns so far.
pub async fn get_campaigns(Audits(staff): Audits) -> Page {
    view(&staff).await
}

async fn view(staff: &Staff) -> Page {
    let app = &staff.who.cx.app;
    let mut tx = app.db.read().await?;
    let campaigns = campaigns::list(app, &mut tx).await?;
    Ok(Json(wire::CampaignsView { campaigns, fresh_for: staff.who.fresh_for() }))
}

/// Returns whom a campaign would reach, and its text.
pub async fn try_campaign(
    Audits(staff): Audits,
    Body(target): Body<wire::Target>,
) -> Result<Json<wire::Preview>, Problem> {
    let app = &staff.who.cx.app;
    let mut tx = app.db.read().await?;
    Ok(Json(campaigns::preview(app, &mut tx, target).await?))
}

/// Sends the mail of a campaign to the administrator who asks.
pub async fn test_campaign(
    Rules(admin): Rules,
    Body(target): Body<wire::Target>,
) -> Result<Json<Nothing>, Problem> {
    campaigns::send_test(&admin.who.cx.app, target, &admin.account()).await?;
    Ok(Json(Nothing {}))
}

/// Starts a campaign.
pub async fn start_campaign(Rules(admin): Rules, Body(command): Body<wire::Start>) -> Page {
    let (reason, me) = (reason(&command.reason)?, admin.account());
    let mut tx = begin(&admin.who).await?;
    let by = By { staff: &me, reason: &reason };
    campaigns::start(&admin.who.cx.app, &mut tx, command.target, by).await?;
    tx.commit().await?;
    view(&admin).await
}

/// Stops a campaign.
pub async fn stop_campaign(Rules(admin): Rules, Body(command): Body<wire::Stop>) -> Page {
    let (reason, me) = (reason(&command.reason)?, admin.account());
    let mut tx = begin(&admin.who).await?;
    let by = By { staff: &me, reason: &reason };
    campaigns::stop(&admin.who.cx.app, &mut tx, &command.campaign, by).await?;
    tx.commit().await?;
    view(&admin).await
}

/// "Remind me later", by the link in the mail.
pub async fn snooze_mails(
    cx: Context,
    Body(command): Body<wire::SnoozeLink>,
) -> Result<Json<Nothing>, Problem> {
    campaigns::snooze(&cx.app, &command.token).await?;
    Ok(Json(Nothing {}))
}
