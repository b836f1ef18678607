//! Cards: the trusted authorities, the sources of revocation, and the e-ID socket.

use vestibule_shared::time::Timestamp;
use x509_parser::{
    certificate::X509Certificate, extensions::GeneralName, pem::Pem, prelude::FromDer as _,
};

use super::{DAY_SECONDS, Finding, SOON_DAYS, bad, doubtful, good};
use crate::{
    app::config::{Config, Switch},
    cli::start::{self, cards},
    gateway::eid::Trust,
    system::rng::Rng,
};

pub(super) async fn examine(config: &Config, now: Timestamp) -> Vec<Finding> {
    let about = "EID_TRUST_FILE";
    let files = cards::files(config).and_then(|(cas, crls)| cards::trust(&cas, &crls));
    let trust = match files {
        Ok(trust) => trust,
        Err(error) => {
            let advice = "Mend the file, or fetch it again from the authority: the server does not start with it.";
            return vec![bad(about, format!("{error:#}"), advice)];
        }
    };
    let mut findings = socket(config, &trust, now);
    if trust.is_empty() {
        let advice =
            "Fetch the certificates of the Citizen and Foreigner CAs, and name their file here.";
        findings.push(bad(about, "no authority is trusted: no card is accepted", advice));
        return findings;
    }
    findings.extend(published(config, &trust, now).await);
    findings.extend(authorities(config, &trust, now));
    findings.extend(responder(config, &trust, now).await);
    findings
}

/// The authorities whose cards are accepted, and their revocation lists.
fn authorities(config: &Config, trust: &Trust, now: Timestamp) -> Vec<Finding> {
    let mut findings = Vec::new();
    for authority in trust.authorities() {
        findings.push(ends("EID_TRUST_FILE", &authority.name, authority.until, now));
        let list = format!("list of {}", authority.name);
        findings.push(match (authority.list_until, config.eid_ocsp) {
            (Some(until), _) => ends("EID_CRL_FILE", &list, until, now),
            (None, Switch::Yes) => {
                let advice =
                    "While its responder is away its cards are refused: name EID_CRL_URLS.";
                doubtful("EID_CRL_URLS", format!("there is no {list}"), advice)
            }
            (None, Switch::No) => {
                let advice = "Cards that were reported lost are still accepted.";
                doubtful("EID_CRL_FILE", format!("there is no {list}"), advice)
            }
        });
    }
    findings
}

/// `until` in unix seconds.
pub(super) fn ends(about: &'static str, what: &str, until: i64, now: Timestamp) -> Finding {
    let days = (until - now.0.div_euclid(1000)).div_euclid(DAY_SECONDS);
    if days < 0 {
        let said = format!("{what}: over since {} days", -days);
        bad(about, said, "Its cards are refused. Fetch the newer one.")
    } else if days < SOON_DAYS && about == "EID_TRUST_FILE" {
        doubtful(about, format!("{what}: {days} days left"), "Fetch the newer one before then.")
    } else {
        good(about, format!("{what}: {days} days left"))
    }
}

/// The lists that are fetched: reports those of the last run, and tries each address.
async fn published(config: &Config, trust: &Trust, now: Timestamp) -> Vec<Finding> {
    let about = "EID_CRL_URLS";
    let lists = match cards::lists(config) {
        Ok(lists) => lists,
        Err(error) => {
            return vec![bad(about, format!("{error:#}"), "Look at TLS on this computer.")];
        }
    };
    lists.recall(trust);
    let mut findings = Vec::new();
    for (url, tried) in lists.try_each(trust).await {
        findings.push(match tried {
            Ok(until) => ends(about, &url, until, now),
            Err(error) => {
                let advice = "See that this computer may reach it, and that it is a list of a trusted authority.";
                bad(about, format!("{url}: {error:#}"), advice)
            }
        });
    }
    findings
}

/// The responder that reports revoked cards.
async fn responder(config: &Config, trust: &Trust, now: Timestamp) -> Vec<Finding> {
    let about = "EID_OCSP";
    if config.eid_ocsp == Switch::No {
        let advice = "A list is days old: cards that were reported lost today are accepted.";
        return vec![doubtful(about, "no responder is asked", advice)];
    }
    let ocsp = match cards::ocsp(config) {
        Ok(ocsp) => ocsp,
        Err(error) => {
            return vec![bad(about, format!("{error:#}"), "Look at TLS on this computer.")];
        }
    };
    vec![match ocsp.probe(trust, Rng::system().bytes(), now).await {
        None => good(about, "the responder that each card names is asked; which, a card tells"),
        Some(Ok(())) => good("EID_OCSP_URL", "the responder answers, and is believed"),
        Some(Err(why)) => {
            let advice = "See that this computer may reach it, and that it answers for the trusted authorities.";
            bad("EID_OCSP_URL", why, advice)
        }
    }]
}

/// The socket at which browsers read cards themselves.
fn socket(config: &Config, trust: &Trust, now: Timestamp) -> Vec<Finding> {
    let about = "EID_ORIGIN";
    let Some(origin) = &config.eid_origin else {
        return match cards::socket(config) {
            Ok(_) => vec![good(about, "cards are read by Web eID only")],
            Err(error) => vec![bad(about, error.to_string(), "See docs/CARDS.md.")],
        };
    };
    let door = cards::socket(config).and_then(|_| cards::door(config, trust));
    if let Err(error) = door {
        let advice = "The server does not start with it: see docs/CARDS.md.";
        return vec![bad(about, format!("{error:#}"), advice)];
    }
    if config.eid_tls_cert_file.0.as_os_str().is_empty() {
        let said = format!("{}: TLS ends at a proxy", origin.0);
        if config.trusted_proxies.0.is_empty() {
            let advice = "Name the proxy in TRUSTED_PROXIES: nobody else's certificates count.";
            return vec![bad(about, said, advice)];
        }
        return vec![good(about, said)];
    }
    let about = "EID_TLS_CERT_FILE";
    let pem = start::read(about, &config.eid_tls_cert_file).unwrap_or_default();
    vec![certificate(&pem, origin.host(), now)]
}

/// Whether the socket's own certificate is for its host, and for how long; that its key fits was
/// checked before.
fn certificate(pem: &[u8], host: &str, now: Timestamp) -> Finding {
    let about = "EID_TLS_CERT_FILE";
    let first = Pem::iter_from_buffer(pem).next().and_then(Result::ok);
    let der = first.map(|pem| pem.contents).unwrap_or_default();
    let Ok((_, certificate)) = X509Certificate::from_der(&der) else {
        return bad(about, "cannot be read", "Mend the file.");
    };
    if !is_for(&certificate, host) {
        let advice = "Browsers refuse it: have one made for the host of EID_ORIGIN.";
        return bad(about, format!("is not for {host}"), advice);
    }
    let until = certificate.validity().not_after.timestamp();
    let days = (until - now.0.div_euclid(1000)).div_euclid(DAY_SECONDS);
    match days {
        ..0 => bad(about, format!("over since {} days", -days), "Renew it, then restart."),
        0..SOON_DAYS => doubtful(about, format!("{days} days left"), "Renew it, then restart."),
        _ => good(about, format!("{days} days left, and the key fits")),
    }
}

fn is_for(certificate: &X509Certificate<'_>, host: &str) -> bool {
    let names = certificate.subject_alternative_name().ok().flatten();
    let fits = |name: &str| match name.strip_prefix("*.") {
        Some(parent) => host.split_once('.').is_some_and(|(_, rest)| rest == parent),
        None => name.eq_ignore_ascii_case(host),
    };
    names.is_some_and(|names| {
        let mut all = names.value.general_names.iter();
        all.any(|name| matches!(name, GeneralName::DNSName(name) if fits(name)))
    })
}
