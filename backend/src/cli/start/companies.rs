//! The telephone companies and the source of professions that the configuration names.

use anyhow::{Context as _, ensure};

use crate::{
    app::config::Config,
    gateway::{
        Carrier,
        profession::ProfessionSource,
        sms::{SmsGateway, SmsGateways},
        twilio::{Access, Twilio},
        voice::VoiceGateway,
        webhook::Webhook,
    },
    system::clock::Clock,
};
#[cfg(feature = "smpp")]
use crate::{
    app::config::Switch,
    gateway::smpp::{Access as Account, Smpp, Tls},
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
    let all = [Carrier::Twilio, Carrier::Smpp, Carrier::Webhook];
    let named = &config.sms_gateways.0;
    let order = if named.is_empty() { &all[..] } else { &named[..] };
    let mut gateways = SmsGateways::new();
    for carrier in order {
        let gateway = match carrier {
            Carrier::Twilio => twilio_sms(config)?,
            Carrier::Smpp => smpp_sms(config)?,
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
    Ok(twilio(config, &config.twilio_from)?.map(SmsGateway::Twilio))
}

/// The account at Twilio with a sender; absent where there is none.
fn twilio(config: &Config, from: &str) -> anyhow::Result<Option<Twilio>> {
    let is_begun = [from, &config.twilio_account_sid, &config.twilio_auth_token.0]
        .into_iter()
        .any(|set| !set.is_empty());
    if !is_begun {
        return Ok(None);
    }
    let twilio = Twilio::new(&access(config), from)?;
    Ok((!from.is_empty()).then_some(twilio))
}

fn webhook_sms(config: &Config, clock: &Clock) -> anyhow::Result<Option<SmsGateway>> {
    if config.sms_webhook_url.is_empty() {
        return Ok(None);
    }
    let webhook = Webhook::new(&config.sms_webhook_url).context("SMS_WEBHOOK_URL")?;
    Ok(Some(SmsGateway::Webhook(webhook.signed(&config.sms_webhook_secret.0, clock))))
}

/// Whether anything is set of the account at an SMSC.
fn is_smpp_begun(config: &Config) -> bool {
    [&config.smpp_address, &config.smpp_system_id, &config.smpp_password.0, &config.smpp_from]
        .into_iter()
        .any(|set| !set.is_empty())
}

#[cfg(feature = "smpp")]
fn smpp_sms(config: &Config) -> anyhow::Result<Option<SmsGateway>> {
    Ok(smpp(config)?.map(SmsGateway::Smpp))
}

#[cfg(not(feature = "smpp"))]
fn smpp_sms(config: &Config) -> anyhow::Result<Option<SmsGateway>> {
    ensure!(!is_smpp_begun(config), "SMPP_ADDRESS: this program was built without SMPP");
    Ok(None)
}

/// The account at an SMSC; absent where there is none.
#[cfg(feature = "smpp")]
pub(crate) fn smpp(config: &Config) -> anyhow::Result<Option<Smpp>> {
    if !is_smpp_begun(config) {
        return Ok(None);
    }
    let access = Account {
        address: &config.smpp_address,
        tls: match config.smpp_tls {
            Switch::Yes => Tls::Required,
            Switch::No => Tls::Absent,
        },
        system_id: &config.smpp_system_id,
        password: &config.smpp_password.0,
        system_type: &config.smpp_system_type,
        from: &config.smpp_from,
        life_seconds: config.code_life.0,
    };
    Smpp::new(&access).map(Some)
}

/// The gateway for phone calls.
pub(crate) fn voice(config: &Config) -> anyhow::Result<VoiceGateway> {
    let by_twilio = twilio(config, &config.twilio_voice_from)?.map(VoiceGateway::Twilio);
    let (url, secret) = (&config.voice_webhook_url, &config.voice_webhook_secret.0);
    let by_webhook = if url.is_empty() || secret.is_empty() {
        None
    } else {
        Some(VoiceGateway::webhook(url).context("VOICE_WEBHOOK_URL")?)
    };
    let named = config.voice_gateway;
    let chosen = match named {
        None => by_twilio.or(by_webhook),
        Some(Carrier::Twilio) => by_twilio,
        Some(Carrier::Webhook) => by_webhook,
        Some(_) => None,
    };
    ensure!(chosen.is_some() || named.is_none(), "VOICE_GATEWAY names what is not set up");
    Ok(chosen.unwrap_or(VoiceGateway::Absent))
}

/// The authoritative source of professions, if one is configured.
pub(crate) fn profession(config: &Config) -> anyhow::Result<Option<ProfessionSource>> {
    let (url, secret) = (&config.profession_check_url, &config.profession_check_secret.0);
    if url.is_empty() {
        return Ok(None);
    }
    ProfessionSource::new(url, secret).context("PROFESSION_CHECK_URL").map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWILIO: [(&str, &str); 3] = [
        ("TWILIO_ACCOUNT_SID", "AC0123456789abcdef0123456789abcdef"),
        ("TWILIO_AUTH_TOKEN", "a token of thirty-two characters"),
        ("TWILIO_FROM", "MG0123456789abcdef0123456789abcdef"),
    ];
    const SMPP: [(&str, &str); 4] = [
        ("SMPP_ADDRESS", "127.0.0.1:9"),
        ("SMPP_SYSTEM_ID", "portal"),
        ("SMPP_PASSWORD", "s3cret08"),
        ("SMPP_FROM", "Vestibule"),
    ];
    const VOICE: (&str, &str) = ("TWILIO_VOICE_FROM", "+3228888888");
    const VOICE_WEBHOOK: [(&str, &str); 2] = [
        ("VOICE_WEBHOOK_URL", "http://127.0.0.1:9/calls"),
        ("VOICE_WEBHOOK_SECRET", "what only the telephone company knows"),
    ];
    const WEBHOOK: (&str, &str) = ("SMS_WEBHOOK_URL", "http://127.0.0.1:9/sms");

    fn configured(settings: &[(&str, &str)]) -> Config {
        let set = |asked: &str| {
            settings.iter().find(|(name, _)| *name == asked).map(|(_, value)| (*value).to_owned())
        };
        Config::from_lookup(set).unwrap()
    }

    fn order(settings: &[(&str, &str)]) -> Result<Vec<&'static str>, String> {
        let config = configured(settings);
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

    #[cfg(feature = "smpp")]
    #[test]
    fn an_smsc_is_asked_between_the_others_and_what_is_missing_is_named() {
        let [sid, token, from] = TWILIO;
        let [address, system_id, password, sender] = SMPP;
        let all = [&[sid, token, from, WEBHOOK][..], &SMPP].concat();
        let all_and = |order| [&all[..], &[("SMS_GATEWAYS", order)]].concat();
        assert_eq!(order(&SMPP), Ok(vec!["smpp"]));
        assert_eq!(order(&all), Ok(vec!["twilio", "smpp", "webhook"]));
        assert_eq!(order(&all_and("webhook,smpp")), Ok(vec!["webhook", "smpp"]));
        for (settings, says) in [
            (vec![address, password, sender], "SMPP_SYSTEM_ID"),
            (vec![system_id, password, sender], "SMPP_ADDRESS"),
            (vec![address, system_id, password], "SMPP_FROM"),
            (vec![WEBHOOK, ("SMS_GATEWAYS", "smpp")], "smpp, which is not set up"),
        ] {
            let error = order(&settings).unwrap_err();
            assert!(error.contains(says) && !error.contains("s3cret08"), "{error}");
        }
        assert!(voice(&configured(&[VOICE_WEBHOOK[0], ("VOICE_GATEWAY", "smpp")])).is_err());
    }

    #[cfg(not(feature = "smpp"))]
    #[test]
    fn a_program_without_smpp_does_not_start_where_it_is_set() {
        for setting in SMPP {
            let error = order(&[setting, WEBHOOK]).unwrap_err();
            assert!(error.contains("built without SMPP"), "{error}");
        }
    }

    #[test]
    fn calls_go_by_the_gateway_that_is_named_or_the_first_that_is_set() {
        let [sid, token, _] = TWILIO;
        let [url, secret] = VOICE_WEBHOOK;
        let both = [sid, token, VOICE, url, secret];
        let named = |name| [&both[..], &[("VOICE_GATEWAY", name)]].concat();
        let by = |settings: &[(&str, &str)]| {
            voice(&configured(settings)).map(|gateway| gateway.carrier().map(Carrier::name))
        };
        assert_eq!(by(&[]).unwrap(), None);
        assert_eq!(by(&[url]).unwrap(), None, "nothing that it reports could be believed");
        assert_eq!(by(&[url, secret]).unwrap(), Some("webhook"));
        assert_eq!(by(&[sid, token]).unwrap(), None);
        assert_eq!(by(&both).unwrap(), Some("twilio"));
        assert_eq!(by(&named("webhook")).unwrap(), Some("webhook"));
        assert_eq!(by(&named("twilio")).unwrap(), Some("twilio"));
        assert!(by(&[url, secret, ("VOICE_GATEWAY", "twilio")]).is_err());
    }
}
