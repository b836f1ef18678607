//! What a person sees and does between an application and a sign-in (O3, O13, O19).

use axum::Json;
use vestibule_shared::{
    consent::{
        AccountStep, ApplicationChoice, ApplicationsView, AskStep, DeniedReason, DeniedStep,
        LeaveStep, MissingProof, MissingProofStep, OverStep, RequestHandle, RequestStep, SetUpStep,
        SignInStep,
    },
    problem::Code,
};

use super::{RESUME, authorize};
use crate::{
    app::problem::Problem,
    db::{self, client_requests},
    domain::openid::{
        client::{Client, is_id},
        decision::{Missing, Next},
    },
    http::{
        body::Body,
        session::{Fresh, MaybeSession, SignedIn},
    },
    service::{
        applications::{self, show, show_scopes},
        clients,
        context::Context,
        requests::{self, Waiting},
        sessions::Session,
    },
};

type Step = Result<Json<RequestStep>, Problem>;

/// A request that waits, with its client and its person.
struct Case {
    handle: String,
    waiting: Waiting,
    client: Client,
    session: Option<Session>,
}

impl Case {
    async fn find(
        cx: &Context,
        session: Option<Session>,
        handle: String,
    ) -> Result<Option<Self>, Problem> {
        let Some(waiting) = requests::find(cx, &handle).await? else { return Ok(None) };
        let mut tx = cx.app.db.read().await?;
        let client = clients::find(&mut tx, &waiting.request.client).await?;
        drop(tx);
        Ok(client.map(|client| Self { handle, waiting, client, session }))
    }

    async fn next(&self, cx: &Context) -> Result<Next, Problem> {
        let session = self.session.as_ref();
        let progress = self.waiting.progress(session);
        authorize::next(cx, session, &self.client, (&self.waiting.request, progress)).await
    }

    fn leave(&self) -> RequestStep {
        let (application, handle) = (show(&self.client), &self.handle);
        RequestStep::Leave(LeaveStep { application, url: format!("{RESUME}?request={handle}") })
    }

    fn name(&self) -> String {
        let session = self.session.as_ref();
        session.map(|session| session.person.name.full()).unwrap_or_default()
    }

    fn awaits_verification(&self) -> bool {
        let session = self.session.as_ref();
        session.is_some_and(|session| applications::awaits_verification(session, &self.client))
    }

    async fn show(&self, cx: &Context) -> Result<RequestStep, Problem> {
        let application = show(&self.client);
        if self.waiting.is_refused {
            return Ok(self.leave());
        }
        let denied = |why| {
            let contact = self.client.metadata.contact.clone();
            RequestStep::Denied(DeniedStep { application: application.clone(), why, contact })
        };
        Ok(match self.next(cx).await? {
            Next::SignIn => {
                let request = &self.waiting.request;
                let (language, user_name) = (request.language, request.login_hint.clone());
                RequestStep::SignIn(SignInStep { application, language, user_name })
            }
            next @ (Next::Choose | Next::OtherPerson) => RequestStep::Choose(AccountStep {
                application,
                name: self.name(),
                is_other: next == Next::OtherPerson,
            }),
            Next::SetUp => RequestStep::SetUp(SetUpStep { application }),
            Next::Prove(missing) => {
                let proof = match missing {
                    Missing::Recent => MissingProof::Recent,
                    Missing::SecondFactor => MissingProof::SecondFactor,
                    Missing::Card => MissingProof::Card,
                };
                RequestStep::Prove(MissingProofStep { application, proof })
            }
            Next::Denied if self.awaits_verification() => denied(DeniedReason::Unverified),
            Next::Denied => denied(DeniedReason::NotForYou),
            Next::TooWeak => denied(DeniedReason::TooWeak),
            Next::Ask => RequestStep::Ask(AskStep {
                application,
                name: self.name(),
                scopes: show_scopes(&self.waiting.request.scopes),
            }),
            Next::Issue => self.leave(),
        })
    }
}

/// Returns what comes next for a request.
pub async fn show_request(
    cx: Context,
    MaybeSession(session): MaybeSession,
    Body(RequestHandle { request }): Body<RequestHandle>,
) -> Step {
    match Case::find(&cx, session, request).await? {
        Some(case) => Ok(Json(case.show(&cx).await?)),
        None => Ok(Json(RequestStep::Over(OverStep {}))),
    }
}

/// Agrees that the application learns what it asked for.
pub async fn give_consent(
    session: Session,
    Body(RequestHandle { request }): Body<RequestHandle>,
) -> Step {
    let cx = session.cx.clone();
    let Some(case) = Case::find(&cx, Some(session), request).await? else {
        return Ok(Json(RequestStep::Over(OverStep {})));
    };
    if case.next(&cx).await? == Next::Ask
        && let Some(session) = &case.session
    {
        let (waiting, scopes) = (&case.waiting.id, &case.waiting.request.scopes);
        let mut tx = cx.app.db.write().await?;
        applications::agree(&cx.app, &mut tx, session, (&case.client, scopes)).await?;
        client_requests::update_agreed(&mut tx, waiting, &session.row.public_id).await?;
        tx.commit().await?;
    }
    again(&cx, case).await
}

/// Goes on with the account that is signed in.
pub async fn keep_account(
    session: Session,
    Body(RequestHandle { request }): Body<RequestHandle>,
) -> Step {
    let cx = session.cx.clone();
    let Some(case) = Case::find(&cx, Some(session), request).await? else {
        return Ok(Json(RequestStep::Over(OverStep {})));
    };
    if let Some(session) = &case.session {
        let mut tx = cx.app.db.write().await?;
        let chosen = session.row.public_id.as_str();
        client_requests::update_chosen(&mut tx, &case.waiting.id, chosen).await?;
        tx.commit().await?;
    }
    again(&cx, case).await
}

/// Returns to the application without giving it anything.
pub async fn refuse_consent(
    cx: Context,
    MaybeSession(session): MaybeSession,
    Body(RequestHandle { request }): Body<RequestHandle>,
) -> Step {
    let Some(case) = Case::find(&cx, session, request).await? else {
        return Ok(Json(RequestStep::Over(OverStep {})));
    };
    let mut tx = cx.app.db.write().await?;
    client_requests::update_refused(&mut tx, &case.waiting.id).await?;
    tx.commit().await?;
    again(&cx, case).await
}

/// Shows what comes next after a change.
async fn again(cx: &Context, case: Case) -> Step {
    let Case { handle, session, .. } = case;
    match Case::find(cx, session, handle).await? {
        Some(case) => Ok(Json(case.show(cx).await?)),
        None => Ok(Json(RequestStep::Over(OverStep {}))),
    }
}

/// Lists the applications of the person.
pub async fn get_applications(SignedIn(who): SignedIn) -> Result<Json<ApplicationsView>, Problem> {
    applications::list(&who).await.map(Json)
}

/// Withdraws what an application was given.
pub async fn withdraw_consent(
    Fresh(who): Fresh,
    Body(ApplicationChoice { id }): Body<ApplicationChoice>,
) -> Result<Json<ApplicationsView>, Problem> {
    let mut tx = who.cx.app.db.read().await?;
    let is_known = is_id(&id) && db::clients::find(&mut tx, &id).await?.is_some();
    drop(tx);
    if !is_known {
        return Err(Code::InvalidBody.into());
    }
    applications::withdraw(&who, &id).await?;
    applications::list(&who).await.map(Json)
}
