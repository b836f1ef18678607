//! What reading cards needs: who is asked whether one was withdrawn, and the e-ID socket.

use std::{net::SocketAddr, sync::Arc};

use anyhow::{Context as _, bail};

use super::read;
use crate::{
    config::{Config, Switch},
    gateway::eid::{Asking, Lists, Ocsp, Trust},
    server::Door,
    tls::{self, Ends},
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
            let (chain, key) = (read(&config.eid_tls_cert_file)?, read(&config.eid_tls_key_file)?);
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
