//! The telephone companies that the configuration names.

use anyhow::{Context as _, ensure};

use crate::{
    clock::Clock,
    config::Config,
    gateway::{
        Carrier,
        sms::{SmsGateway, SmsGateways},
        twilio::{Access, Twilio},
        voice::VoiceGateway,
        webhook::Webhook,
    },
};

/// What an operator knows of the account at Twilio.
pub(crate) fn access(config: &Config) -> Access<'_> {
    Access {
        account: &config.twilio_account_sid,
        token: &config.twilio_auth_token.0,
        api: &config.twilio_api_url,
        origin: &config.public_origin.0,
    }
}

/// The gateways for text messages, in the order in which they are asked.
pub(crate) fn sms(config: &Config, clock: &Clock) -> anyhow::Result<SmsGateways> {
    let all = [Carrier::Twilio, Carrier::Webhook];
    let named = &config.sms_gateways.0;
    let order = if named.is_empty() { &all[..] } else { &named[..] };
    let mut gateways = SmsGateways::new();
    for carrier in order {
        let gateway = match carrier {
            Carrier::Twilio => twilio_sms(config)?,
            _ => webhook_sms(config, clock)?,
        };
        let name = carrier.name();
        let is_missing = gateway.is_none() && !named.is_empty();
        ensure!(!is_missing, "SMS_GATEWAYS names {name}, which is not set up");
        let is_twice = gateways.iter().any(|it| it.carrier() == *carrier);
        ensure!(!is_twice, "SMS_GATEWAYS names {name} twice");
        gateways.extend(gateway);
    }
    Ok(gateways)
}

fn twilio_sms(config: &Config) -> anyhow::Result<Option<SmsGateway>> {
    let is_begun = [&config.twilio_from, &config.twilio_account_sid, &config.twilio_auth_token.0]
        .into_iter()
        .any(|set| !set.is_empty());
    if !is_begun {
        return Ok(None);
    }
    let twilio = Twilio::new(&access(config), &config.twilio_from)?;
    Ok((!config.twilio_from.is_empty()).then_some(SmsGateway::Twilio(twilio)))
}

fn webhook_sms(config: &Config, clock: &Clock) -> anyhow::Result<Option<SmsGateway>> {
    if config.sms_webhook_url.is_empty() {
        return Ok(None);
    }
    let webhook = Webhook::new(&config.sms_webhook_url).context("SMS_WEBHOOK_URL")?;
    Ok(Some(SmsGateway::Webhook(webhook.signed(&config.sms_webhook_secret.0, clock))))
}

/// The gateway for phone calls.
pub(crate) fn voice(config: &Config) -> anyhow::Result<VoiceGateway> {
    match (config.voice_webhook_url.as_str(), config.voice_webhook_secret.0.as_str()) {
        ("", _) | (_, "") => Ok(VoiceGateway::Absent),
        (url, _) => VoiceGateway::webhook(url).context("VOICE_WEBHOOK_URL"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWILIO: [(&str, &str); 3] = [
        ("TWILIO_ACCOUNT_SID", "AC0123456789abcdef0123456789abcdef"),
        ("TWILIO_AUTH_TOKEN", "a token of thirty-two characters"),
        ("TWILIO_FROM", "MG0123456789abcdef0123456789abcdef"),
    ];
    const WEBHOOK: (&str, &str) = ("SMS_WEBHOOK_URL", "http://127.0.0.1:9/sms");

    fn order(settings: &[(&str, &str)]) -> Result<Vec<&'static str>, String> {
        let set = |asked: &str| {
            settings.iter().find(|(name, _)| *name == asked).map(|(_, value)| (*value).to_owned())
        };
        let config = Config::from_lookup(set).unwrap();
        let gateways = sms(&config, &Clock::system()).map_err(|error| error.to_string())?;
        Ok(gateways.iter().map(|gateway| gateway.carrier().name()).collect())
    }

    #[test]
    fn gateways_are_asked_in_the_order_that_is_set_and_a_missing_one_is_named() {
        let [sid, token, from] = TWILIO;
        let both = [sid, token, from, WEBHOOK];
        let with = |order| [&both[..], &[("SMS_GATEWAYS", order)]].concat();
        assert_eq!(order(&[]), Ok(vec![]));
        assert_eq!(order(&[WEBHOOK]), Ok(vec!["webhook"]));
        assert_eq!(order(&both), Ok(vec!["twilio", "webhook"]));
        assert_eq!(order(&with("webhook,twilio")), Ok(vec!["webhook", "twilio"]));
        assert_eq!(order(&with("webhook")), Ok(vec!["webhook"]));
        assert_eq!(order(&[sid, token, WEBHOOK]), Ok(vec!["webhook"]), "no number for messages");
        for (settings, says) in [
            (vec![WEBHOOK, ("SMS_GATEWAYS", "twilio")], "twilio, which is not set up"),
            (with("webhook,webhook"), "twice"),
            (vec![sid, from], "go together"),
            (vec![token, from], "go together"),
            (vec![from], "go together"),
        ] {
            let error = order(&settings).unwrap_err();
            assert!(error.contains(says), "{error}");
        }
    }
}
