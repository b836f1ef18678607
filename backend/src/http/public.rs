//! What a page must know before a person signs in.

use axum::{
    Json,
    extract::State,
    http::{HeaderName, header::CACHE_CONTROL},
};
use vestibule_shared::{
    campaign::SNOOZE_DAYS,
    config::{HelpLine, PublicConfig},
    policy::{MethodEnds, Value},
    text::Language,
};

use super::desk::MESSAGES_DAYS;
use crate::{
    app::{App, config::Config},
    domain::lifecycle,
    service::proposals::WAIT_DAYS,
};

/// A minute in any cache: a changed policy is seen soon enough.
const FOR_A_MINUTE: [(HeaderName, &str); 1] = [(CACHE_CONTROL, "public, max-age=60")];

/// Returns the public configuration.
pub async fn get_config(State(app): State<App>) -> Json<PublicConfig> {
    let config = &app.config;
    Json(PublicConfig {
        service_name: config.service_name.clone(),
        password: app.policies.policy().password,
        phone_countries: config.phone_countries.0.iter().map(|one| one.0.clone()).collect(),
        help: Language::ALL.into_iter().filter_map(|lang| help_line(config, lang)).collect(),
        figures: figures(&app),
        portal: config.portal_url.as_ref().map(|url| url.0.clone()),
        virtual_reader: app.has_virtual_reader(),
    })
}

fn help_line(config: &Config, language: Language) -> Option<HelpLine> {
    let phone = config.help_phone.of(language)?.0.clone();
    let hours = config.help_hours.of(language).map(|hours| hours.0.clone());
    Some(HelpLine { language, phone, hours: hours.unwrap_or_default() })
}

/// Returns the figures that texts of the app name, as they are in force. They can be found out by
/// trying anyway.
fn figures(app: &App) -> Vec<String> {
    let policy = app.policies.policy();
    let figure = |value: Value| policy.figure(value).to_string();
    let days: Vec<String> = policy.notice_days.iter().map(u32::to_string).collect();
    let all = [
        ("activation_tries", figure(Value::ActivationTries)),
        ("code_tries", figure(Value::CodeTries)),
        ("rest_minutes", figure(Value::Rest)),
        ("recovery_codes", figure(Value::RecoveryCodes)),
        ("reset_hours", figure(Value::ResetWait)),
        ("snooze_days", policy.snooze_days.to_string()),
        ("notice_days", days.join(", ")),
        ("quiet_days", SNOOZE_DAYS.to_string()),
        ("sent_days", MESSAGES_DAYS.to_string()),
        ("proposal_days", WAIT_DAYS.to_string()),
        ("time_zone", app.calendar().zone().to_owned()),
    ];
    all.into_iter().map(|(name, value)| format!("{name}={value}")).collect()
}

/// Returns which methods end, and for whom (P5).
pub async fn get_method_ends(
    State(app): State<App>,
) -> ([(HeaderName, &'static str); 1], Json<MethodEnds>) {
    let ends = lifecycle::ends(&app.policies.policy(), &app.today());
    (FOR_A_MINUTE, Json(MethodEnds { ends }))
}
