//! The header that proves which key a client holds (RFC 9449).

use axum::http::HeaderMap;

use crate::{
    app::problem::Problem,
    domain::openid::error::{ErrorCode, OauthError},
    service::{
        context::Context,
        dpop::{self, About},
    },
};

/// The name of the header.
pub(super) const HEADER: &str = "dpop";

/// Returns the thumbprint of the key of a request; nothing where there is no proof.
///
/// # Errors
/// In the result: `invalid_dpop_proof`.
pub(super) async fn thumbprint(
    cx: &Context,
    headers: &HeaderMap,
    about: About<'_>,
) -> Result<Result<Option<String>, OauthError>, Problem> {
    let mut all = headers.get_all(HEADER).iter();
    let Some(proof) = all.next() else { return Ok(Ok(None)) };
    let (Ok(proof), None) = (proof.to_str(), all.next()) else {
        let why = "there is more than one proof, or it is not text";
        return Ok(Err(OauthError::new(ErrorCode::InvalidDpopProof, why)));
    };
    Ok(dpop::verify(cx, proof, about).await?.map(Some))
}
