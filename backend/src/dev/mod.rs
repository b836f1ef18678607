//! The dev surface at `/dev`: the screens of the virtual devices, so that the whole product runs on a
//! laptop with nothing plugged in. Compiled behind the feature `dev`; absent from a release build.

mod calls;
pub mod crowd;
pub mod practice;
mod routes;
#[cfg(test)]
mod tests;

use axum::Router;

use crate::app::App;

/// The routes of the dev surface; none without virtual devices.
pub fn router(app: &App) -> Router<App> {
    let Some(devices) = &app.dev else { return Router::new() };
    routes::router(devices.clone(), app.clock.clone()).merge(calls::router(app.clone()))
}
