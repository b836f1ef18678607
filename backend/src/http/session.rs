//! The extractors that authenticate a request. A handler's signature says what it requires.

pub mod staff;

use axum::{extract::FromRequestParts, http::request::Parts};
use vestibule_shared::problem::Code;

use super::cookies::{self, BROWSER, KNOWN, SESSION, VISIT};
use crate::{
    app::{App, problem::Problem, remote::Remote},
    service::{
        context::{Context, Issued},
        sessions::Session,
    },
    system::digest::digest,
};

impl FromRequestParts<App> for Context {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let value = |name| cookies::read(&parts.headers, name);
        let digest_of = |name| value(name).map(|value| digest(&value));
        Ok(Self {
            app: app.clone(),
            now: app.clock.now(),
            remote: Remote::of(parts, &app.proxies()),
            visit: digest_of(VISIT),
            session: digest_of(SESSION),
            browser: value(BROWSER),
            journey: None,
            known: value(KNOWN),
            issued: Issued::default(),
            trace: parts.extensions.get().cloned().unwrap_or_default(),
        })
    }
}

impl FromRequestParts<App> for Session {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let cx = Context::from_request_parts(parts, app).await?;
        Self::find(cx).await?.ok_or_else(|| Code::NotSignedIn.into())
    }
}

/// The session of the request, if a person is signed in.
pub struct MaybeSession(pub Option<Session>);

impl FromRequestParts<App> for MaybeSession {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let cx = Context::from_request_parts(parts, app).await?;
        Ok(Self(Session::find(cx).await?))
    }
}

/// A signed-in person who has nothing left to set up: required by every route of the account.
pub struct SignedIn(pub Session);

impl FromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let session = Session::from_request_parts(parts, app).await?;
        if session.duty().is_pressing() {
            return Err(Code::EnrolmentRequired.into());
        }
        Ok(Self(session))
    }
}

/// The same, with proof of an enrolled factor in the last ten minutes: required by every change.
pub struct Fresh(pub Session);

impl FromRequestParts<App> for Fresh {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let SignedIn(session) = SignedIn::from_request_parts(parts, app).await?;
        session.is_fresh()?;
        Ok(Self(session))
    }
}
