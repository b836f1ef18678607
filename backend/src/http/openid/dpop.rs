//! The header that proves which key a client holds (RFC 9449).

use axum::http::HeaderMap;

use crate::{
    domain::openid::error::{ErrorCode, OauthError},
    service::{
        context::Context,
        dpop::{self, About, Proof},
    },
};

/// The name of the header.
const HEADER: &str = "dpop";

/// Reads the proof of a request; nothing where there is none.
///
/// # Errors
/// `invalid_dpop_proof`.
pub(super) fn read(
    cx: &Context,
    headers: &HeaderMap,
    about: About<'_>,
) -> Result<Option<Proof>, OauthError> {
    let mut all = headers.get_all(HEADER).iter();
    let Some(proof) = all.next() else { return Ok(None) };
    let (Ok(proof), None) = (proof.to_str(), all.next()) else {
        let why = "there is more than one proof, or it is not text";
        return Err(OauthError::new(ErrorCode::InvalidDpopProof, why));
    };
    dpop::verify(cx, proof, about).map(Some)
}
