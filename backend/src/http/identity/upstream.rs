//! Sends a browser to an identity provider and reads the response, for any wizard.

use axum::{Json, extract::State};
use serde_json::Value;
use vestibule_shared::{
    problem::Code,
    text::Language,
    upstream::{AwayStep, UpstreamAnswer, UpstreamView},
};

use crate::{
    app::{App, problem::Problem},
    domain::{
        account::Name,
        code::PROVIDERS,
        identity::{
            AuthorizationRequest, AwaitsResponse, Identity, ProvenBy, Suggested, Who, Worth,
        },
    },
    gateway::oidc::{AuthorizationParameters, OidcError},
    http::step::Outcome,
    service::{
        audit::{self, Event},
        context::Context,
        limits, upstream,
    },
};

/// A person, as a provider identified them.
pub struct Visitor {
    /// The person, as a registration needs them.
    pub who: Who,
    /// The identity at the provider: it opens a linked account.
    pub identity: Identity,
    /// The identity by card, where the provider gives the number.
    pub card: Option<Identity>,
    /// What its proof counts for here.
    pub worth: Worth,
}

/// Returns the providers to choose from.
pub fn all(app: &App) -> Vec<UpstreamView> {
    app.providers
        .iter()
        .map(|(id, of)| UpstreamView { id: id.into(), name: of.name.clone() })
        .collect()
}

/// Begins an authorization request; `journey` names the wizard that continues when the browser
/// comes back.
///
/// # Errors
/// `InvalidBody` for a provider that does not exist, `ProviderAway` when it does not respond.
pub async fn begin(
    cx: &Context,
    provider: &str,
    journey: &str,
    language: Language,
) -> Result<AuthorizationRequest, Problem> {
    if cx.app.providers.settings(provider).is_none() {
        return Err(Code::InvalidBody.into());
    }
    limits::count_from(&cx.app, &PROVIDERS, &cx.remote.block).await?;
    let (rng, home) = (&cx.app.rng, upstream::return_address(&cx.app));
    let visit = AuthorizationParameters {
        state: format!("{journey}.{}", rng.token()),
        nonce: rng.token(),
        verifier: rng.token(),
    };
    let url = cx.app.providers.begin(provider, &visit, &home, language, cx.now).await;
    let url = url.map_err(|error| tell(provider, &error))?;
    let AuthorizationParameters { state, nonce, verifier } = visit;
    Ok(AuthorizationRequest {
        provider: provider.to_owned(),
        url,
        state,
        nonce,
        verifier,
        begun_at: cx.now,
    })
}

/// Refuses, and begins a new authorization request: the last one is used up.
pub async fn refuse<A: AwaitsResponse, N>(
    cx: &Context,
    from: A,
    (journey, language): (&str, Language),
    why: Problem,
) -> Result<Outcome<N, A>, Problem> {
    let provider = from.request().provider.clone();
    let request = begin(cx, &provider, journey, language).await?;
    Ok(Outcome::Stayed(cx.app.db.write().await?, from.again(request), why))
}

/// Returns what the page shows while the browser is at the provider.
pub fn show(app: &App, stage: &impl AwaitsResponse) -> AwayStep {
    let request = stage.request();
    let name = app.providers.settings(&request.provider).map(|of| of.name.clone());
    AwayStep {
        provider: UpstreamView { id: request.provider.clone(), name: name.unwrap_or_default() },
        url: request.url.clone(),
    }
}

/// Reads the response that a browser brought back. A refusal is recorded; in each case the
/// authorization request is used up.
///
/// # Errors
/// The code that says why it is not accepted.
pub async fn read(
    cx: &Context,
    request: &AuthorizationRequest,
    answer: &UpstreamAnswer,
) -> Result<Visitor, Problem> {
    match check(cx, request, answer).await {
        Ok(visitor) => {
            limits::take_back_now(&cx.app, &PROVIDERS, &cx.remote.block).await?;
            Ok(visitor)
        }
        Err(problem) => {
            let mut tx = cx.app.db.write().await?;
            let why = crate::app::problem::name(problem.code());
            audit::note(&cx.app, &mut tx, Event::ProviderRefused, None, &why).await?;
            tx.commit().await?;
            Err(problem)
        }
    }
}

async fn check(
    cx: &Context,
    request: &AuthorizationRequest,
    answer: &UpstreamAnswer,
) -> Result<Visitor, Problem> {
    let app = &cx.app;
    request.is_fresh(cx.now)?;
    if !request.is_answered_by(&answer.state) {
        return Err(Code::ProviderStale.into());
    }
    let settings = app.providers.settings(&request.provider).ok_or(Code::ProviderRefused)?;
    // Another provider answered in place of this one (RFC 9207).
    if answer.iss.as_ref().is_some_and(|iss| *iss != settings.issuer) {
        return Err(Code::ProviderRefused.into());
    }
    let code = match (&answer.error, &answer.code) {
        (None, Some(code)) if (1..=2048).contains(&code.len()) => code,
        (Some(error), _) if error == "access_denied" => return Err(Code::ProviderCancelled.into()),
        _ => return Err(Code::ProviderRefused.into()),
    };
    let keys = upstream::keys(app).await?;
    let home = upstream::return_address(app);
    let (nonce, verifier) = (request.nonce.clone(), request.verifier.clone());
    let visit = AuthorizationParameters { state: request.state.clone(), nonce, verifier };
    let at = (&app.rng, cx.now);
    let claims = app.providers.finish(&request.provider, (&visit, code), &home, &keys, at).await;
    let claims = claims.map_err(|error| tell(&request.provider, &error))?;
    let identity = upstream::identity(app, &request.provider, &claims);
    let card = upstream::card_identity(app, &claims);
    let (first, further) = match card.clone() {
        Some(card) => (card, Some(identity.clone())),
        None => (identity.clone(), None),
    };
    let who = Who {
        name: Name { given: claims.given_name, family: claims.family_name },
        identity: first,
        further,
        suggested: Suggested { email: claims.email, phone: claims.phone },
        by: ProvenBy::Unlinked,
    };
    let worth = Worth { two_factors: claims.two_factors, is_fresh: claims.is_fresh };
    Ok(Visitor { who, identity, card, worth })
}

/// The operator gets the cause in the log; the person gets what to do.
fn tell(provider: &str, error: &OidcError) -> Problem {
    let code = match error {
        OidcError::Away(_) => Code::ProviderAway,
        OidcError::Refused(_) => Code::ProviderRefused,
        OidcError::Weak => Code::ProviderWeak,
    };
    tracing::warn!(provider, why = %error, "an identity provider was of no use");
    code.into()
}

/// Returns the keys with which providers check our proofs and encrypt for us.
pub async fn get_jwks(State(app): State<App>) -> Result<Json<Value>, Problem> {
    if app.providers.is_empty() {
        return Err(Code::NotFound.into());
    }
    Ok(Json(upstream::keys(&app).await?.published))
}
