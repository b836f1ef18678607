//! The telephone companies: which are set up, whether they accept our credentials, and their
//! clocks.

#[cfg(feature = "smpp")]
use std::net::IpAddr;

use time::{OffsetDateTime, PrimitiveDateTime, format_description::well_known::Rfc2822};
use vestibule_shared::time::Timestamp;

use super::{Finding, bad, doubtful, good, reach::explain};
#[cfg(feature = "smpp")]
use crate::app::config::Switch;
use crate::{
    app::config::Config,
    cli::start::companies,
    gateway::{SendError, twilio::Twilio},
    service::parts,
    system::clock::Clock,
};

/// Codes of authenticator apps tolerate half a minute; certificates more.
const MOST_SECONDS_OFF: i64 = 20;

pub(super) async fn examine(
    client: &reqwest::Client,
    config: &Config,
    now: Timestamp,
) -> Vec<Finding> {
    let voice = match config.voice_webhook_secret.0.as_str() {
        "" => "",
        _ => config.voice_webhook_url.as_str(),
    };
    let (sms, voice, profession, twilio, smpp) = tokio::join!(
        webhook(client, "SMS_WEBHOOK_URL", &config.sms_webhook_url, now),
        webhook(client, "VOICE_WEBHOOK_URL", voice, now),
        webhook(client, "PROFESSION_CHECK_URL", &config.profession_check_url, now),
        twilio(config),
        smpp(config),
    );
    [settings(config), sms, voice, profession, twilio, smpp].into_iter().flatten().collect()
}

/// What is set up, before any company is contacted.
fn settings(config: &Config) -> Vec<Finding> {
    let advice = "See docs/GATEWAYS.md: the server does not start with it.";
    let shorter = "Shorten them, or reckon with the price of each part in SEND_COSTS.";
    let long = parts::long(config).into_iter();
    let mut findings: Vec<_> = long.map(|said| doubtful("SERVICE_NAME", said, shorter)).collect();
    match companies::sms(config, &Clock::system()) {
        Err(error) => findings.push(bad("SMS_GATEWAYS", format!("{error:#}"), advice)),
        Ok(gateways) if gateways.is_empty() => {
            let said = "no text message can be sent: nobody can activate an account";
            findings.push(bad("SMS_WEBHOOK_URL", said, "Name a gateway of docs/GATEWAYS.md."));
        }
        Ok(_) => {}
    }
    if !config.sms_webhook_url.is_empty() && config.sms_webhook_secret.0.is_empty() {
        let said = "messages are not signed, and nobody learns whether they arrived";
        let advice = "Make one by openssl rand -base64 32, and give it to the gateway too.";
        findings.push(doubtful("SMS_WEBHOOK_SECRET", said, advice));
    }
    if let Err(error) = companies::profession(config) {
        findings.push(bad("PROFESSION_CHECK_URL", format!("{error:#}"), advice));
    }
    match companies::voice(config) {
        Err(error) => findings.push(bad("VOICE_GATEWAY", format!("{error:#}"), advice)),
        Ok(gateway) if !gateway.is_there() => {
            let said = "no call can be placed: the method is not offered";
            findings.push(doubtful("VOICE_WEBHOOK_URL", said, "See docs/GATEWAYS.md."));
        }
        Ok(_) => {}
    }
    findings
}

/// Whether the account accepts our credentials.
async fn twilio(config: &Config) -> Vec<Finding> {
    let about = "TWILIO_ACCOUNT_SID";
    if config.twilio_account_sid.is_empty() {
        return vec![];
    }
    // Wrong settings were reported above.
    let Ok(twilio) = Twilio::new(&companies::access(config), "") else { return vec![] };
    vec![match twilio.greet().await {
        Ok(()) => good(about, "the account lets us in; nothing was sent"),
        Err(SendError::Unfit(why) | SendError::Refused(why)) => {
            bad(about, why, "Compare TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN with its console.")
        }
        Err(SendError::Later(why) | SendError::Unknown(why)) => {
            bad(about, why, "See that TWILIO_API_URL is right and that this computer may reach it.")
        }
    }]
}

/// Whether the SMSC accepts our credentials, and whether others can read the traffic.
#[cfg(feature = "smpp")]
async fn smpp(config: &Config) -> Vec<Finding> {
    let about = "SMPP_ADDRESS";
    // Wrong settings were reported above.
    let Ok(Some(smpp)) = companies::smpp(config) else { return vec![] };
    let mut findings = vec![match smpp.greet().await {
        Ok(()) => good(about, "the SMSC lets us in; nothing was sent"),
        Err(SendError::Unfit(why) | SendError::Refused(why)) => bad(
            about,
            why,
            "Compare SMPP_SYSTEM_ID, SMPP_PASSWORD and SMPP_SYSTEM_TYPE with what they gave you.",
        ),
        Err(SendError::Later(why) | SendError::Unknown(why)) => bad(
            about,
            why,
            "See that it runs, that this computer may reach it, and that SMPP_TLS and its certificate are right.",
        ),
    }];
    if config.smpp_tls == Switch::No && !is_private(&config.smpp_address) {
        let advice = "Set SMPP_TLS=yes, or keep the connection inside a tunnel.";
        let said = "codes and the password go over the network in the clear";
        findings.push(doubtful("SMPP_TLS", said, advice));
    }
    findings
}

#[cfg(not(feature = "smpp"))]
fn smpp(_: &Config) -> impl Future<Output = Vec<Finding>> {
    std::future::ready(vec![])
}

/// Whether an address is of this computer or of a private network; a name may be anywhere.
#[cfg(feature = "smpp")]
pub(super) fn is_private(address: &str) -> bool {
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
    match host.trim_matches(['[', ']']).parse() {
        Ok(IpAddr::V4(ip)) => ip.is_loopback() || ip.is_private(),
        Ok(IpAddr::V6(ip)) => ip.is_loopback() || ip.is_unique_local(),
        Err(_) => host == "localhost",
    }
}

/// Asks what the webhook allows; any answer shows that it is reachable, and its clock.
async fn webhook(
    client: &reqwest::Client,
    about: &'static str,
    url: &str,
    now: Timestamp,
) -> Vec<Finding> {
    if url.is_empty() {
        return vec![];
    }
    let asked = client.request(reqwest::Method::OPTIONS, url).send().await;
    let answer = match asked {
        Ok(answer) => answer,
        Err(error) => {
            let advice = "See that it runs, that this computer may reach it, and that its certificate is known here.";
            // The error contains the address, which may hold a secret.
            return vec![bad(about, explain(&error.without_url()), advice)];
        }
    };
    let mut findings =
        vec![good(about, format!("answers ({}); nothing was sent", answer.status()))];
    let date = answer.headers().get("date").and_then(|date| date.to_str().ok());
    findings.extend(date.and_then(moment).map(|there| clock(there, now)));
    findings
}

fn moment(date: &str) -> Option<OffsetDateTime> {
    // HTTP writes GMT, which the parser only knows as an offset.
    let date = date.strip_suffix("GMT")?.trim_end();
    OffsetDateTime::parse(&format!("{date} +0000"), &Rfc2822).ok().or_else(|| {
        PrimitiveDateTime::parse(date, &Rfc2822).ok().map(PrimitiveDateTime::assume_utc)
    })
}

fn clock(there: OffsetDateTime, now: Timestamp) -> Finding {
    let off = now.0.div_euclid(1000) - there.unix_timestamp();
    if off.abs() <= MOST_SECONDS_OFF {
        return good("clock", format!("{off} s from that of the gateway"));
    }
    let advice = "Let this computer follow a time server: codes of apps and cards depend on it.";
    doubtful("clock", format!("{off} s from that of the gateway"), advice)
}
