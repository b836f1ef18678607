//! TLS to other systems: they are checked against the authorities that this computer trusts.

use std::sync::{Arc, LazyLock};

use anyhow::Context as _;
use rustls::{ClientConfig, crypto::aws_lc_rs};
use rustls_platform_verifier::BuilderVerifierExt as _;

/// Read once: some 140 certificates would otherwise be read, and kept, for each gateway.
static TRUSTING: LazyLock<Result<ClientConfig, rustls::Error>> = LazyLock::new(|| {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?;
    Ok(config.with_no_client_auth())
});

/// Returns a TLS configuration with the authorities that this computer trusts.
///
/// # Errors
/// When this computer has none.
pub(crate) fn trusting() -> anyhow::Result<ClientConfig> {
    TRUSTING.clone().context("the authorities that this computer trusts")
}

/// Begins an HTTP client with the authorities that this computer trusts.
///
/// # Errors
/// When this computer has none.
pub(crate) fn http_client() -> anyhow::Result<reqwest::ClientBuilder> {
    Ok(reqwest::Client::builder().tls_backend_preconfigured(trusting()?))
}
