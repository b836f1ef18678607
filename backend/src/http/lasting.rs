//! How long an idle flow is kept, and how to extend it: a page warns before the end, so that no
//! input is lost (UX 15, WCAG 2.2.1). Extending moves nothing and proves nothing: what has an end
//! of its own (a code, the challenge to a card, a recent proof) keeps it.

use std::marker::PhantomData;

use axum::{Json, extract::FromRequestParts, http::request::Parts};
use vestibule_shared::{
    api::{FlowTime, Nothing},
    policy::Value,
    problem::Code,
    time::Timestamp,
};

use super::{
    body::Body,
    step::{FLOW_SECONDS, FlowView, holder},
};
use crate::{
    app::{App, problem::Problem},
    db::{Reader, flows, sessions},
    domain::stage::Hangs,
    service::{context::Context, sessions::Session},
};

/// Returns how long the idle flow is kept. Reading does not extend it.
pub async fn show_time<W: FlowView>(here: Here<W>) -> Result<Json<FlowTime>, Problem> {
    let Here { cx, alive, .. } = here;
    let mut tx = cx.app.db.read().await?;
    let kept = alive.flow::<W>(&cx, &mut tx).await?;
    drop(tx);
    Ok(show(&cx, kept.map(|kept| kept.ends_at)))
}

/// Keeps the flow as long again as after a move, within the life of its session.
pub async fn go_on<W: FlowView>(
    here: Here<W>,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Json<FlowTime>, Problem> {
    let Here { cx, alive, .. } = here;
    let mut tx = cx.app.db.write().await?;
    let kept = alive.flow::<W>(&cx, &mut tx).await?;
    if let Some(kept) = &kept {
        let until = cx.now.plus_seconds(FLOW_SECONDS);
        flows::update_end(&mut tx, &kept.flow, (cx.now, until)).await?;
    }
    let kept = alive.flow::<W>(&cx, &mut tx).await?;
    tx.commit().await?;
    Ok(show(&cx, kept.map(|kept| kept.ends_at)))
}

fn show(cx: &Context, ends_at: Option<Timestamp>) -> Json<FlowTime> {
    Json(FlowTime {
        ends_in: ends_at.map(|ends_at| cx.now.seconds_until(ends_at)),
        warn_before: cx.app.policies.policy().figure(Value::Warning),
    })
}

/// A person whose flow can be kept: checked before the body is read, as everywhere.
pub struct Here<W> {
    cx: Context,
    alive: Alive,
    of: PhantomData<fn() -> W>,
}

impl<W: FlowView> FromRequestParts<App> for Here<W> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let cx = Context::from_request_parts(parts, app).await?;
        let alive = Alive::find::<W>(&cx).await?;
        Ok(Self { cx, alive, of: PhantomData })
    }
}

/// The session to which a flow may belong.
struct Alive(Option<String>);

/// A flow in which input could be lost.
struct Kept {
    flow: String,
    ends_at: Timestamp,
}

impl Alive {
    /// # Errors
    /// `NotSignedIn` where the flow is for signed-in people. The age of their proof does not matter
    /// here.
    async fn find<W: FlowView>(cx: &Context) -> Result<Self, Problem> {
        if W::HANGS == Hangs::OnSession && Session::find(cx.clone()).await?.is_none() {
            return Err(Code::NotSignedIn.into());
        }
        Ok(Self(holder::<W>(cx).cloned()))
    }

    async fn flow<W: FlowView>(
        &self,
        cx: &Context,
        tx: &mut Reader,
    ) -> Result<Option<Kept>, Problem> {
        let Some(session) = &self.0 else { return Ok(None) };
        let ends_at = match W::HANGS {
            Hangs::OnVisit => sessions::find_visitor_end(tx, session, cx.now).await?,
            // That session has a warning of its own.
            Hangs::OnSession => Some(Timestamp(i64::MAX)),
        };
        let Some(flow) = flows::find(tx, session, W::KIND, cx.now).await? else { return Ok(None) };
        // A flow at its beginning begins there again.
        let begun = flow.step != W::name(&W::initial());
        let ends_at = ends_at.filter(|_| begun).map(|end| end.min(Timestamp(flow.expires_at)));
        Ok(ends_at.map(|ends_at| Kept { flow: flow.id, ends_at }))
    }
}
