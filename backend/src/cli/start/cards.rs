//! What reading cards needs: the sources of the revocation status, and the e-ID socket.

use std::{net::SocketAddr, sync::Arc};

use anyhow::{Context as _, bail};

use super::read;
use crate::{
    app::config::{Config, Switch},
    gateway::eid::{Asking, Lists, Ocsp, Trust},
    http::{
        server::Door,
        tls::{self, Ends},
    },
};

/// Who is asked whether a card was withdrawn.
pub(crate) fn ocsp(config: &Config) -> anyhow::Result<Ocsp> {
    let asking = match (config.eid_ocsp, &config.eid_ocsp_url) {
        (Switch::No, _) => Asking::Nobody,
        (Switch::Yes, Some(url)) => Asking::At(url.0.clone()),
        (Switch::Yes, None) => Asking::Named,
    };
    Ocsp::new(asking, config.eid_ocsp_max_age.0).context("EID_OCSP")
}

/// Where the lists of withdrawn cards come from.
pub(crate) fn lists(config: &Config) -> anyhow::Result<Lists> {
    let urls = config.eid_crl_urls.0.iter().map(|url| url.0.clone()).collect();
    Lists::new(urls, &config.eid_crl_file.0, &config.data_dir.0).context("EID_CRL_URLS")
}

pub(super) fn has_lists(config: &Config) -> bool {
    !config.eid_crl_file.0.as_os_str().is_empty() || !config.eid_crl_urls.0.is_empty()
}

/// What the files of the authorities and of their revocation lists hold.
pub(crate) fn files(config: &Config) -> anyhow::Result<(Vec<u8>, Vec<u8>)> {
    let cas = read("EID_TRUST_FILE", &config.eid_trust_file)?;
    let is_named = !config.eid_trust_file.0.as_os_str().is_empty();
    let is_empty = Trust::from_pem(&cas, b"").is_ok_and(|trust| trust.is_empty());
    if is_named && is_empty {
        let path = config.eid_trust_file.0.display();
        bail!(
            "EID_TRUST_FILE: there is no certificate in {path}: write those of the authorities in PEM"
        );
    }
    Ok((cas, read("EID_CRL_FILE", &config.eid_crl_file)?))
}

/// The authorities whose cards are accepted, and their lists.
///
/// # Errors
/// Names the setting whose file cannot be used.
pub(crate) fn trust(cas: &[u8], crls: &[u8]) -> anyhow::Result<Trust> {
    Trust::from_pem(cas, b"").context("EID_TRUST_FILE")?;
    Trust::from_pem(cas, crls).context("EID_CRL_FILE")
}

/// Where the e-ID socket listens, if there is one.
///
/// # Errors
/// Only half of it is configured.
pub fn socket(config: &Config) -> anyhow::Result<Option<SocketAddr>> {
    if config.eid_listen.is_some() != config.eid_origin.is_some() {
        bail!("EID_LISTEN and EID_ORIGIN belong together: set both, or neither");
    }
    Ok(config.eid_listen)
}

/// How the e-ID socket speaks, and where TLS ends.
///
/// # Errors
/// Says which settings do not fit together, or which file cannot be used.
pub fn door(config: &Config, trust: &Trust) -> anyhow::Result<(Door, Ends)> {
    let has_files = !config.eid_tls_cert_file.0.as_os_str().is_empty();
    match (has_files, config.eid_proxy_header) {
        (true, None) => {
            let chain = read("EID_TLS_CERT_FILE", &config.eid_tls_cert_file)?;
            let key = read("EID_TLS_KEY_FILE", &config.eid_tls_key_file)?;
            let tls = tls::for_cards(&chain, &key, trust)?;
            Ok((Door::Tls(Arc::new(tls)), Ends::Here))
        }
        (false, Some(way)) => Ok((Door::Plain, Ends::AtProxy(way))),
        _ => bail!(
            "the e-ID socket needs EID_TLS_CERT_FILE and EID_TLS_KEY_FILE, or EID_PROXY_HEADER where TLS \
             ends at a proxy; not both"
        ),
    }
}
