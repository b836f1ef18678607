//! Runs every move of every wizard: loads the flow, checks the stage, runs the handler, saves, and
//! shows the step reached.
//!
//! A handler receives the stage it needs and returns the outcome. Its effects and the new stage are
//! one transaction, so a move happens completely or not at all; of two racing moves one wins, and
//! the other gets the current step.

mod visit;

use std::{future::Future, marker::PhantomData};

use axum::{
    Json,
    extract::FromRequestParts,
    http::request::Parts,
    response::{IntoResponse as _, Response},
};
use vestibule_shared::{
    api::{Move, Wizard},
    problem::{Code, Reason},
};

use self::visit::begin_visit;
pub use self::visit::renew_visit;
use super::cookies;
use crate::{
    app::{
        App,
        codec::{decode, encode},
        funnel::{self, Counted},
        problem::Problem,
    },
    db::{self, Reader, Tx, flows},
    domain::stage::{Flow, Hangs, InStage},
    service::context::{Context, VISIT_SECONDS},
    system::digest::digest,
};

/// How long a flow is kept after its last move, in seconds.
pub(super) const FLOW_SECONDS: i64 = 3600;

/// The outcome of a move that changed something. A refusal is an error: nothing changed, counters
/// are committed in statements of their own, and [`step`] adds the current step to the response.
pub enum Outcome<N, S> {
    /// It went through: commit the effects with the new stage.
    Moved(Tx, N),
    /// It failed, but something about the stage changed: commit that, and return the problem.
    Stayed(Tx, S, Problem),
}

/// How a wizard's stages are shown, and to whom. Settling and showing may ask the database: a job may have finished
/// meanwhile, a code may have been delivered.
pub trait FlowView: Flow {
    /// Checks that the request may use this flow; runs before anything else.
    fn admit(cx: &Context) -> impl Future<Output = Result<(), Problem>> + Send {
        let _ = cx;
        std::future::ready(Ok(()))
    }

    /// Brings a stage up to date with what happened elsewhere; stored with the next move.
    fn settle(
        cx: &Context,
        tx: &mut Reader,
        stage: Self::Stage,
    ) -> impl Future<Output = Result<Self::Stage, Problem>> + Send;

    /// What the person may see of a stage.
    fn show(
        cx: &Context,
        tx: &mut Reader,
        stage: &Self::Stage,
    ) -> impl Future<Output = Result<<Self as Wizard>::Step, Problem>> + Send;
}

/// A flow as it was loaded, with the session it belongs to.
struct LoadedFlow<W: Flow> {
    session: Option<String>,
    flow: Option<flows::Row>,
    stage: W::Stage,
    /// Whether a flow existed that ended because it was idle for too long.
    is_over: bool,
    wizard: PhantomData<fn() -> W>,
}

impl<W: Flow> LoadedFlow<W> {
    /// Returns why the flow is not at the step that the page expected.
    fn why(&self, cx: &Context) -> Reason {
        if holder::<W>(cx).is_none() {
            Reason::NoCookie
        } else if self.is_over {
            Reason::Over
        } else {
            Reason::Elsewhere
        }
    }

    /// Returns what counts for the first time when a stage is reached, and everything counted so
    /// far, as it is stored.
    fn reached(&self, stage: &W::Stage) -> (Option<Counted>, String) {
        let before = self.flow.as_ref().map(|flow| flow.reached.as_str()).unwrap_or_default();
        funnel::reached(before, W::milestone(stage))
    }
}

/// A request that was admitted to a wizard, before its body is read.
pub struct Admitted<W> {
    /// The request.
    pub cx: Context,
    wizard: PhantomData<fn() -> W>,
}

impl<W: FlowView> FromRequestParts<App> for Admitted<W> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let cx = Context::from_request_parts(parts, app).await?;
        W::admit(&cx).await?;
        Ok(Self { cx, wizard: PhantomData })
    }
}

/// Runs one move of an admitted request.
pub async fn step<W, M, S, N, F, Fut>(
    mut cx: Context,
    command: M,
    run: F,
) -> Result<Response, Problem>
where
    W: FlowView,
    M: Move<Wizard = W>,
    S: InStage<W, View = M::From>,
    N: InStage<W, View = M::To>,
    F: FnOnce(Context, S, M) -> Fut,
    Fut: Future<Output = Result<Outcome<N, S>, Problem>>,
{
    let visit = load::<W>(&cx).await?;
    cx.flow = visit.flow.as_ref().map(|flow| (flow.id.clone(), flow.version));
    let Some(from) = S::pick(visit.stage.clone()) else {
        let problem = Problem::wrong_step(visit.why(&cx));
        return Err(with_place::<W>(&cx, &visit.stage, problem).await);
    };
    match run(cx.clone(), from, command).await {
        Ok(Outcome::Moved(tx, next)) => {
            let next: W::Stage = next.into();
            let Some(tx) = save(&cx, tx, &visit, &next, N::STEPS_UP).await? else {
                return Err(lost_race::<W>(&cx).await);
            };
            let answer = arrive::<W>(&cx, tx, &next).await?;
            if let (Some(counted), _) = visit.reached(&next) {
                cx.app.tally.add(cx.app.today(), counted);
            }
            Ok(answer)
        }
        Ok(Outcome::Stayed(tx, same, problem)) => {
            let same: W::Stage = same.into();
            let Some(tx) = save(&cx, tx, &visit, &same, false).await? else {
                return Err(lost_race::<W>(&cx).await);
            };
            tx.commit().await?;
            Err(with_place::<W>(&cx, &same, problem).await)
        }
        Err(failure) if failure.is_failure() => Err(failure),
        Err(refusal) => {
            if has_moved_on::<W>(&cx, &visit).await? {
                return Err(lost_race::<W>(&cx).await);
            }
            Err(with_place::<W>(&cx, &visit.stage, refusal).await)
        }
    }
}

/// Returns whether another request took the flow to another step while this one was refused: then
/// the refusal is about a step that is over (for instance, the person's own other tab took an
/// address), and means nothing to a person.
async fn has_moved_on<W: FlowView>(cx: &Context, visit: &LoadedFlow<W>) -> Result<bool, Problem> {
    let (Some(session), Some(flow)) = (&visit.session, &visit.flow) else { return Ok(false) };
    let mut tx = cx.app.db.read().await?;
    let now = flows::find(&mut tx, session, W::KIND, cx.now).await?;
    drop(tx);
    Ok(now.is_none_or(|now| now.step != flow.step))
}

/// Returns the current step.
pub async fn current<W: FlowView>(cx: Context) -> Result<Json<W::Step>, Problem> {
    W::admit(&cx).await?;
    let visit = load::<W>(&cx).await?;
    let mut tx = cx.app.db.read().await?;
    let step = W::show(&cx, &mut tx, &visit.stage).await?;
    drop(tx);
    Ok(Json(step))
}

/// Returns whether there is a flow to follow.
pub async fn has_begun<W: FlowView>(cx: &Context) -> Result<bool, Problem> {
    Ok(load::<W>(cx).await?.flow.is_some())
}

/// Returns the stage of the flow of this request, for a route beside the wizard.
pub async fn stage<W: FlowView>(cx: &Context) -> Result<W::Stage, Problem> {
    Ok(load::<W>(cx).await?.stage)
}

/// Abandons the flow and returns its beginning.
pub async fn abandon<W: FlowView>(cx: Context) -> Result<Json<W::Step>, Problem> {
    W::admit(&cx).await?;
    let mut tx = cx.app.db.write().await?;
    if let Some(session) = holder::<W>(&cx) {
        flows::delete(&mut tx, session, W::KIND).await?;
    }
    let step = W::show(&cx, &mut tx, &W::initial()).await?;
    tx.commit().await?;
    Ok(Json(step))
}

/// Returns the session that a flow belongs to; whether it is live is in the database.
pub(super) fn holder<W: Flow>(cx: &Context) -> Option<&String> {
    match W::HANGS {
        Hangs::OnVisit => cx.visit.as_ref(),
        Hangs::OnSession => cx.session.as_ref(),
    }
}

async fn is_live<W: Flow>(cx: &Context, tx: &mut Reader, id: &str) -> Result<bool, Problem> {
    Ok(match W::HANGS {
        Hangs::OnVisit => db::sessions::visitor_exists(tx, id, cx.now).await?,
        // The wizard admitted it already.
        Hangs::OnSession => true,
    })
}

async fn load<W: FlowView>(cx: &Context) -> Result<LoadedFlow<W>, Problem> {
    let (session, flow, stage) = (None, None, W::initial());
    let mut visit = LoadedFlow { session, flow, stage, is_over: false, wizard: PhantomData };
    // A request without a cookie is at the beginning: no query is needed.
    let Some(id) = holder::<W>(cx) else { return Ok(visit) };
    let mut tx = cx.app.db.read().await?;
    if is_live::<W>(cx, &mut tx, id).await? {
        visit.flow = flows::find(&mut tx, id, W::KIND, cx.now).await?;
        visit.is_over =
            visit.flow.is_none() && flows::is_over(&mut tx, id, W::KIND, cx.now).await?;
        visit.session = Some(id.clone());
    } else {
        // A visitor's session lasts longer than any of its flows.
        visit.is_over = true;
    }
    if let Some(flow) = &visit.flow {
        let text = cx.app.keys.open_seal(&place(&flow.id), &flow.state_sealed)?;
        // Stored by a version with other stages: the flow begins again.
        visit.stage = decode(&text).unwrap_or_else(|_| W::initial());
    }
    let kept = W::name(&visit.stage);
    visit.stage = W::settle(cx, &mut tx, visit.stage).await?;
    // A wizard whose flows are shorter ends them itself.
    let beginning = W::name(&W::initial());
    visit.is_over |= kept != beginning && W::name(&visit.stage) == beginning;
    drop(tx);
    Ok(visit)
}

fn place(flow: &str) -> String {
    format!("flows|state|{flow}")
}

/// Stores the stage with the effects of the handler; returns nothing when another request moved the
/// flow first and all of this did not happen.
async fn save<W: FlowView>(
    cx: &Context,
    mut tx: Tx,
    visit: &LoadedFlow<W>,
    stage: &W::Stage,
    steps_up: bool,
) -> Result<Option<Tx>, Problem> {
    let is_final = W::is_final(stage);
    let saved = match (&visit.session, &visit.flow) {
        (_, Some(flow)) if is_final => {
            flows::delete_guarded(&mut tx, &flow.id, flow.version).await?
        }
        (_, Some(flow)) => {
            let sealed = seal::<W>(cx, &flow.id, stage, visit.reached(stage).1)?;
            flows::update(&mut tx, &flow.id, flow.version, &sealed).await?
        }
        (_, None) if is_final => true,
        (Some(session), None) => begin::<W>(cx, &mut tx, session, stage).await?,
        (None, None) => {
            let session = begin_visit(cx, &mut tx).await?;
            begin::<W>(cx, &mut tx, &session, stage).await?
        }
    };
    if !saved {
        return Ok(None);
    }
    match &visit.session {
        // A session renews its own secret where it steps up: only a visitor's session is renewed
        // here.
        Some(session) if steps_up && matches!(W::HANGS, Hangs::OnVisit) => {
            let token = cx.app.rng.token();
            let (new, ends_at) = (digest(&token), cx.now.plus_seconds(VISIT_SECONDS));
            let renewed = db::sessions::update_secret(&mut tx, session, &new, ends_at).await?;
            cx.issued.visit(token);
            Ok(renewed.then_some(tx))
        }
        _ => Ok(Some(tx)),
    }
}

/// Puts the flow of another wizard at a stage, for instance when a sign-in finds an unfinished
/// registration.
pub async fn put<W: Flow>(cx: &Context, tx: &mut Tx, stage: &W::Stage) -> Result<(), Problem> {
    let session = match &cx.visit {
        Some(id) if db::sessions::visitor_exists(tx, id, cx.now).await? => id.clone(),
        _ => begin_visit(cx, tx).await?,
    };
    flows::delete(tx, &session, W::KIND).await?;
    begin::<W>(cx, tx, &session, stage).await?;
    Ok(())
}

async fn begin<W: Flow>(
    cx: &Context,
    tx: &mut Tx,
    session: &str,
    stage: &W::Stage,
) -> Result<bool, Problem> {
    let id = cx.app.rng.id();
    let sealed = seal::<W>(cx, &id, stage, funnel::reached("", W::milestone(stage)).1)?;
    match flows::insert(tx, &id, (session, W::KIND), &sealed, cx.now).await {
        // The session ended meanwhile.
        Err(error) if db::is_orphan(&error) => Err(match W::HANGS {
            Hangs::OnSession => Code::NotSignedIn.into(),
            Hangs::OnVisit => Code::Conflict.into(),
        }),
        other => Ok(other?),
    }
}

fn seal<'a, W: Flow>(
    cx: &Context,
    flow: &str,
    stage: &'a W::Stage,
    reached: String,
) -> Result<flows::State<'a>, Problem> {
    Ok(flows::State {
        reached,
        step: W::name(stage),
        sealed: cx.app.keys.seal(&cx.app.rng, &place(flow), &encode(stage)?),
        expires_at: cx.now.plus_seconds(FLOW_SECONDS),
    })
}

/// Commits, and returns the new step with its cookies.
async fn arrive<W: FlowView>(
    cx: &Context,
    mut tx: Tx,
    stage: &W::Stage,
) -> Result<Response, Problem> {
    let step = W::show(cx, &mut tx, stage).await?;
    tx.commit().await?;
    cx.app.changes.tell(cx.visitor());
    let mut response = Json(step).into_response();
    cookies::write_to(response.headers_mut(), &cx.issued);
    Ok(response)
}

async fn lost_race<W: FlowView>(cx: &Context) -> Problem {
    cx.issued.clear();
    match load::<W>(cx).await {
        Ok(visit) => with_place::<W>(cx, &visit.stage, Code::Conflict.into()).await,
        Err(problem) => problem,
    }
}

/// Adds the current step to the problem, for the browser to render.
async fn with_place<W: FlowView>(cx: &Context, stage: &W::Stage, problem: Problem) -> Problem {
    let shown = async {
        let mut tx = cx.app.db.read().await?;
        let settled = W::settle(cx, &mut tx, stage.clone()).await?;
        let step = W::show(cx, &mut tx, &settled).await?;
        drop(tx);
        serde_json::to_value(step).map_err(Problem::internal)
    };
    match shown.await {
        Ok(step) => problem.at(step),
        Err(worse) => worse,
    }
}
