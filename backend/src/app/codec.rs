//! How plain enums and sealed values are stored: in the words of the wire, and as JSON.

use serde::{Serialize, de::DeserializeOwned};

use crate::app::problem::Problem;

/// Returns the wire's word for a plain enum, such as `doctor`.
pub fn label(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        _ => String::new(),
    }
}

/// Returns the plain enum for a wire's word.
pub fn from_label<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).map_err(Problem::internal)
}

/// Serializes a value as JSON for sealing.
pub fn encode(value: &impl Serialize) -> Result<String, Problem> {
    serde_json::to_string(value).map_err(Problem::internal)
}

/// Parses JSON that was sealed.
pub fn decode<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    serde_json::from_str(text).map_err(Problem::internal)
}
