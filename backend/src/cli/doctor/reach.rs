//! Systems on the network: each is contacted, and no message is sent.

use std::time::Duration;

use vestibule_shared::time::Timestamp;

use super::{Finding, PATIENCE, bad, companies, doubtful, good, in_time};
use crate::{
    app::config::Config,
    cli::start,
    gateway::{mail::MailGateway, oidc::Settings, tls::http_client},
};

pub(super) async fn examine(config: &Config, now: Timestamp) -> Vec<Finding> {
    let client = match http_client().and_then(|begun| Ok(begun.timeout(PATIENCE).build()?)) {
        Ok(client) => client,
        Err(error) => {
            return vec![bad("network", error.to_string(), "Look at TLS on this computer.")];
        }
    };
    let (mut findings, mail, front) = tokio::join!(
        companies::examine(&client, config, now),
        mail(config, PATIENCE),
        front(&client, config),
    );
    findings.extend([mail, front]);
    findings.extend(providers(config, now).await);
    findings
}

/// Reads what each upstream provider publishes.
async fn providers(config: &Config, now: Timestamp) -> Vec<Finding> {
    let about = "OIDC_FILE";
    let providers = match start::providers(config) {
        Ok(providers) => providers,
        Err(error) => return vec![bad(about, format!("{error:#}"), "See docs/PROVIDERS.md.")],
    };
    let ask = |(id, of): (&str, &Settings)| {
        let (providers, id, issuer) = (providers.clone(), id.to_owned(), of.issuer.clone());
        async move {
            let looked =
                async { providers.look(&id, now).await.map_err(|error| error.to_string()) };
            match in_time(PATIENCE, looked).await {
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

pub(super) async fn mail(config: &Config, patience: Duration) -> Finding {
    let about = "SMTP_URL";
    if config.smtp_url.is_empty() {
        let advice = "Name the mail server: smtp://HOST:PORT or smtps://USER:PASSWORD@HOST.";
        return bad(about, "no mail can be sent: nobody is notified of a change", advice);
    }
    let host = config.public_origin.host();
    let gateway = match MailGateway::smtp(&config.smtp_url, &config.mail_from, host) {
        Ok(gateway) => gateway,
        Err(error) => {
            let said = format!("{error:#}");
            let about = if said.starts_with("MAIL_FROM") { "MAIL_FROM" } else { about };
            return bad(about, said, "The server does not start with it.");
        }
    };
    match in_time(patience, gateway.greet()).await {
        Ok(()) => good(about, "the mail server greets; nothing was sent"),
        Err(why) => {
            bad(about, why, "See that it runs, and that name, password and encryption are right.")
        }
    }
}

/// The way of visitors: through the proxy and its certificate.
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

/// The error with its causes: "error sending request" alone helps no operator.
pub(super) fn explain(error: &reqwest::Error) -> String {
    let mut said = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        said = format!("{said}: {next}");
        cause = next.source();
    }
    said
}
