//! What a page must know of this installation before a person signs in.

use serde::{Deserialize, Serialize};

use crate::{
    api::{Endpoint, Method, Nothing},
    text::{Language, PasswordPreset},
};

/// Returns the public configuration.
pub struct GetConfig;
impl Endpoint for GetConfig {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/config";
    type Request = Nothing;
    type Response = PublicConfig;
}

/// What a page must know of this installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PublicConfig {
    /// The name of the service, as pages and messages show it.
    pub service_name: String,
    /// The password rules in force.
    pub password: PasswordPreset,
    /// Countries whose mobile numbers are accepted, as ISO 3166-1 alpha-2.
    pub phone_countries: Vec<String>,
    /// The help line in each language that has one.
    pub help: Vec<HelpLine>,
    /// The values for placeholders in texts, each as `code_tries=5`: the figures in force, and the
    /// organisation's `time_zone`.
    pub figures: Vec<String>,
    /// Where people go on after they signed in, if that is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portal: Option<String>,
    /// Whether the virtual card reader is available; never in a release build.
    pub virtual_reader: bool,
}

/// The help line in one language (H13).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct HelpLine {
    /// The language.
    pub language: Language,
    /// The number, as it is dialled.
    pub phone: String,
    /// When it is answered, as `Mo-Fr 09:00-12:00, 13:00-17:00; Sa 10:00-12:00`; empty where no
    /// hours are set.
    pub hours: String,
}
