//! Reads a JSON body, and turns each of its possible errors into a problem.

use axum::{
    RequestExt as _,
    body::Bytes,
    extract::{FromRequest, Request},
    http::header,
};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use vestibule_shared::problem::Code;

use crate::app::problem::Problem;

/// The largest body that is read, in bytes.
pub const MOST_BYTES: usize = 64 * 1024;

/// A JSON body that was read.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        if kind.is_none_or(|kind| kind != "application/json") {
            return Err(Code::UnsupportedMediaType.into());
        }
        parse(&bytes(request).await?).map(Body)
    }
}

/// Returns the raw body, unless it is too large.
pub async fn bytes(request: Request) -> Result<Bytes, Problem> {
    let body = Limited::new(request.with_limited_body().into_body(), MOST_BYTES);
    let bytes = body.collect().await.map_err(|error| {
        let is_long = error.downcast_ref::<LengthLimitError>().is_some();
        Problem::new(if is_long { Code::BodyTooLarge } else { Code::InvalidBody })
    })?;
    Ok(bytes.to_bytes())
}

/// Reads a JSON object.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // Serde would also read a struct from an array of its values.
    if !bytes.trim_ascii_start().starts_with(b"{") {
        return Err(Code::InvalidBody.into());
    }
    serde_json::from_slice(bytes).map_err(|_| Code::InvalidBody.into())
}
