//! What a page must know before anybody signs in.

use axum::{Json, extract::State};
use vestibule_shared::config::PublicConfig;

use crate::app::App;

/// The public configuration.
pub async fn get_config(State(app): State<App>) -> Json<PublicConfig> {
    let config = &app.config;
    Json(PublicConfig {
        service_name: config.service_name.clone(),
        password: app.policies.policy().password,
        phone_countries: config.phone_countries.0.iter().map(|one| one.0.clone()).collect(),
        help_phone: config.help_phone.clone(),
        help_hours: config.help_hours.clone(),
        virtual_reader: app.has_virtual_reader(),
    })
}
