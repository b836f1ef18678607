//! What lies on the network: each is asked, nothing is sent.

use std::time::Duration;

use time::{OffsetDateTime, PrimitiveDateTime, format_description::well_known::Rfc2822};
use vestibule_shared::time::Timestamp;

use super::{Finding, bad, doubtful, good};
use crate::{
    config::Config,
    gateway::{mail::MailGateway, oidc::Settings},
    start,
};

/// How long each may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// Codes of authenticator apps bear half a minute; certificates more.
const MOST_SECONDS_OFF: i64 = 20;

pub(super) async fn examine(config: &Config, now: Timestamp) -> Vec<Finding> {
    let client = match reqwest::Client::builder().timeout(PATIENCE).build() {
        Ok(client) => client,
        Err(error) => {
            return vec![bad("network", error.to_string(), "Look at TLS on this computer.")];
        }
    };
    let voice = match config.voice_webhook_secret.0.as_str() {
        "" => "",
        _ => config.voice_webhook_url.as_str(),
    };
    let (sms, voice, mail, front) = tokio::join!(
        webhook(&client, "SMS_WEBHOOK_URL", &config.sms_webhook_url, now),
        webhook(&client, "VOICE_WEBHOOK_URL", voice, now),
        mail(config),
        front(&client, config),
    );
    let mut findings: Vec<Finding> = [sms, voice].into_iter().flatten().collect();
    findings.extend([mail, front]);
    findings.extend(providers(config, now).await);
    findings
}

/// Reads what each identity provider publishes.
async fn providers(config: &Config, now: Timestamp) -> Vec<Finding> {
    let about = "OIDC_FILE";
    let providers = match start::providers(config) {
        Ok(providers) => providers,
        Err(error) => return vec![bad(about, format!("{error:#}"), "See docs/PROVIDERS.md.")],
    };
    let ask = |(id, of): (&str, &Settings)| {
        let (providers, id, issuer) = (providers.clone(), id.to_owned(), of.issuer.clone());
        async move {
            match providers.look(&id, now).await {
                Ok(()) => good(about, format!("{id}: {issuer} publishes what is needed")),
                Err(error) => {
                    let advice =
                        "Compare `issuer` letter for letter; nobody signs in by it meanwhile.";
                    bad(about, format!("{id}: {error}"), advice)
                }
            }
        }
    };
    futures_util::future::join_all(providers.iter().map(ask)).await
}

/// Asks what the webhook allows; any answer shows that it is there, and what time it is there.
async fn webhook(
    client: &reqwest::Client,
    about: &'static str,
    url: &str,
    now: Timestamp,
) -> Vec<Finding> {
    if url.is_empty() {
        return vec![match about {
            "SMS_WEBHOOK_URL" => {
                let advice = "Name the gateway of docs/GATEWAYS.md.";
                bad(about, "no text message can be sent: nobody can activate an account", advice)
            }
            _ => doubtful(
                about,
                "no call can be placed: the method is not offered",
                "See docs/GATEWAYS.md.",
            ),
        }];
    }
    let asked = client.request(reqwest::Method::OPTIONS, url).send().await;
    let answer = match asked {
        Ok(answer) => answer,
        Err(error) => {
            let advice = "See that it runs, that this computer may reach it, and that its certificate is known here.";
            // The error names the address, which may hold a secret.
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
    // HTTP writes GMT, of which the parser knows the offset only.
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

async fn mail(config: &Config) -> Finding {
    let about = "SMTP_URL";
    if config.smtp_url.is_empty() {
        let advice = "Name the mail server: smtp://HOST:PORT or smtps://USER:PASSWORD@HOST.";
        return bad(about, "no mail can be sent: nobody is told of a change", advice);
    }
    let host = config.public_origin.host();
    let gateway = match MailGateway::smtp(&config.smtp_url, &config.mail_from, host) {
        Ok(gateway) => gateway,
        Err(error) => return bad(about, format!("{error:#}"), "See docs/CONFIG.md for its form."),
    };
    match gateway.greet().await {
        Ok(()) => good(about, "the mail server greets; nothing was sent"),
        Err(why) => {
            bad(about, why, "See that it runs, and that name, password and encryption are right.")
        }
    }
}

/// The way people come: through the proxy and its certificate.
async fn front(client: &reqwest::Client, config: &Config) -> Finding {
    let about = "PUBLIC_ORIGIN";
    let advice = "If the service runs and this computer may go out and come in again, look at proxy and certificate.";
    let answer = client.get(format!("{}/api/config", config.public_origin.0)).send().await;
    match answer {
        Ok(answer) if answer.status().is_success() => {
            let text = answer.text().await.unwrap_or_default();
            if text.contains("\"service_name\"") {
                good(about, "leads to a Vestibule")
            } else {
                doubtful(about, "leads to something else", advice)
            }
        }
        Ok(answer) => doubtful(about, format!("answers {}", answer.status()), advice),
        Err(error) => doubtful(about, explain(&error.without_url()), advice),
    }
}

/// The error with its causes: "error sending request" alone helps nobody.
fn explain(error: &reqwest::Error) -> String {
    let mut said = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        said = format!("{said}: {next}");
        cause = next.source();
    }
    said
}
