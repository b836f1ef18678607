//! What a page must know before anybody signs in.

use axum::{
    Json,
    extract::State,
    http::{HeaderName, header::CACHE_CONTROL},
};
use vestibule_shared::{
    config::{HelpLine, PublicConfig},
    policy::MethodEnds,
    text::Language,
};

use crate::{app::App, config::Config, domain::lifecycle};

/// What everybody may keep for a minute: a policy that changed is seen soon enough.
const FOR_A_MINUTE: [(HeaderName, &str); 1] = [(CACHE_CONTROL, "public, max-age=60")];

/// The public configuration.
pub async fn get_config(State(app): State<App>) -> Json<PublicConfig> {
    let config = &app.config;
    Json(PublicConfig {
        service_name: config.service_name.clone(),
        password: app.policies.policy().password,
        phone_countries: config.phone_countries.0.iter().map(|one| one.0.clone()).collect(),
        help: Language::ALL.into_iter().filter_map(|lang| help_line(config, lang)).collect(),
        virtual_reader: app.has_virtual_reader(),
    })
}

fn help_line(config: &Config, language: Language) -> Option<HelpLine> {
    let phone = config.help_phone.of(language)?.0.clone();
    let hours = config.help_hours.of(language).map(|hours| hours.0.clone());
    Some(HelpLine { language, phone, hours: hours.unwrap_or_default() })
}

/// Which methods end, and for whom (P5).
pub async fn get_method_ends(
    State(app): State<App>,
) -> ([(HeaderName, &'static str); 1], Json<MethodEnds>) {
    let ends = lifecycle::ends(&app.policies.policy(), &app.today());
    (FOR_A_MINUTE, Json(MethodEnds { ends }))
}
