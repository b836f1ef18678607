//! Vestibule's server: a JSON API for wizards, the workers behind it, and the single-page app inside it.
//!
//! The rooms from bottom to top; each may use those before it. `cargo xtask tidy` checks this.

pub mod system;

pub mod domain;

pub mod db;
pub mod gateway;

pub mod app;

pub mod service;

pub mod worker;

pub mod http;

pub mod cli;

#[cfg(feature = "dev")]
pub mod dev;

use axum::Router;

use self::app::App;

/// The public routes: the product, and the virtual devices in a development build.
pub fn router(app: App) -> Router {
    let more = more_routes(&app);
    http::router(app, more)
}

/// The routes beside those of the product.
pub fn more_routes(app: &App) -> Router<App> {
    #[cfg(feature = "dev")]
    return dev::router(app);
    #[cfg(not(feature = "dev"))]
    {
        let _ = app;
        Router::new()
    }
}

/// Registers the practice portal in development mode; disables it in every other.
///
/// # Errors
/// When the database refuses.
pub async fn set_practice(app: &App) -> anyhow::Result<()> {
    #[cfg(feature = "dev")]
    if app.dev.is_some() {
        return dev::practice::register(app).await;
    }
    cli::clients::disable_practice(app).await
}

#[cfg(test)]
mod tests;
