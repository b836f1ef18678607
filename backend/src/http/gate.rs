//! Answers from the first moment on: that the service is away until everything it needs is there.

use std::sync::{Arc, OnceLock};

use axum::{
    Router,
    extract::Request,
    response::{IntoResponse as _, Response},
};
use tower::ServiceExt as _;
use vestibule_shared::problem::Code;

use crate::{app::App, problem::Problem};

/// Closed until the application is there; cloned handles open together.
#[derive(Clone, Default)]
pub struct Gate(Arc<OnceLock<(App, Router)>>);

impl Gate {
    /// Lets everybody in.
    pub fn open(&self, app: &App) {
        let _ = self.0.set((app.clone(), super::router(app.clone())));
    }

    /// The application, once it is there.
    pub fn app(&self) -> Option<&App> {
        self.0.get().map(|(app, _)| app)
    }

    /// The public routes, once they are there.
    pub fn router(&self) -> Router {
        let gate = self.clone();
        Router::new().fallback(move |request: Request| gate.clone().pass(request))
    }

    async fn pass(self, request: Request) -> Response {
        let Some((_, router)) = self.0.get() else {
            return Problem::new(Code::Unavailable).retry_after(5).into_response();
        };
        router.clone().oneshot(request).await.into_response()
    }
}
