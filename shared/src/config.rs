//! What a page must know of this installation before anybody signs in.

use serde::{Deserialize, Serialize};

use crate::{
    api::{Endpoint, Method, Nothing},
    text::PasswordPreset,
};

/// The public configuration.
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
    /// Which password rules hold.
    pub password: PasswordPreset,
    /// Countries whose mobile numbers are accepted, as ISO 3166-1 alpha-2.
    pub phone_countries: Vec<String>,
    /// The help line, as it is dialled; empty when there is none.
    pub help_phone: String,
    /// When the help line answers, as `Mo-Fr 09:00-17:00` (schema.org `openingHours`).
    pub help_hours: String,
    /// Whether the virtual card reader is here; never in a release build.
    pub virtual_reader: bool,
}
