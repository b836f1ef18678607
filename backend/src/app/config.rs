//! What an operator can set: environment over TOML over defaults, each value checked at start.
//!
//! One list declares every setting with its name, its default and its meaning; the struct, the parser
//! and `docs/CONFIG.md` all come from that list.

mod help;
mod log;
mod names;
mod prices;
mod values;

use std::{collections::BTreeMap, fmt::Write as _, net::SocketAddr, path::PathBuf};

use anyhow::{Context as _, bail};
use vestibule_shared::{policy::CallMode, registration::Capacity, text::PasswordPreset};

use self::values::Value;
pub use self::{
    help::{Dialled, Hours, Spoken},
    log::{Log, LogFormat},
};
pub use self::{
    prices::Prices,
    values::{Country, List, Number, Origin, Password, Path, Secret, Switch, Url, Whole, Zone},
};
use crate::{
    app::remote::{Network, ProxyHeader},
    gateway::{Carrier, eid::Forwarded},
};

/// One setting, as the documentation shows it.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The environment variable; in TOML the same name in lower case.
    pub name: &'static str,
    /// What holds when it is not set.
    pub default: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

macro_rules! settings {
    ($($(#[doc = $doc:literal])+ $field:ident: $kind:ty = $default:literal, $name:literal;)+) => {
        /// Everything an operator can set.
        #[derive(Clone, Debug)]
        pub struct Config {
            $($(#[doc = $doc])+ pub $field: $kind,)+
        }

        impl Config {
            /// Every setting, in the order of the documentation.
            pub const SETTINGS: &'static [Setting] = &[
                $(Setting { name: $name, default: $default, meaning: concat!($($doc),+) },)+
            ];

            /// Asks for each setting by its name; what is not given has its default.
            ///
            /// # Errors
            /// Names the setting that cannot be used and says what is allowed.
            pub fn from_lookup(look_up: impl Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
                Ok(Self {
                    $($field: {
                        let text = look_up($name).unwrap_or_else(|| $default.to_owned());
                        <$kind as Value>::parse(text.trim())
                            .map_err(|allowed| anyhow::anyhow!("{} is {}: {allowed}", $name, <$kind as Value>::shown(&text)))?
                    },)+
                })
            }
        }
    };
}

settings! {
    /// Where people reach the service: scheme, host and port, no path. The only source of links, cookies
    /// and of what a card signs; never a header.
    public_origin: Origin = "http://localhost:8080", "PUBLIC_ORIGIN";
    /// Address and port to listen on.
    listen: SocketAddr = "127.0.0.1:8080", "LISTEN";
    /// Address and port for health and metrics, apart from the public one.
    private_listen: SocketAddr = "127.0.0.1:8089", "PRIVATE_LISTEN";
    /// Proxies that are believed when they say where a request comes from: addresses and ranges, separated by commas,
    /// as `192.0.2.1,172.16.0.0/12,fd00::/8`. Each must add the address that called it to the header it writes.
    /// Only these are answered about requests to applications that speak no OpenID.
    trusted_proxies: List<Network> = "", "TRUSTED_PROXIES";
    /// The header in which they say it: `x-forwarded-for` or `forwarded` (RFC 7239). Empty: `X-Forwarded-For`, and
    /// `Forwarded` where that is missing. Set it to `forwarded` where the proxies write that one and let a client's
    /// `X-Forwarded-For` pass.
    proxy_header: Option<ProxyHeader> = "", "PROXY_HEADER";
    /// Folder for the embedded database, the key ring and the like.
    data_dir: Path = "data", "DATA_DIR";
    /// `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME`. Empty: `vestibule.db` in the data folder.
    database_url: String = "", "DATABASE_URL";
    /// The key ring (TOML). Empty: `keyring.toml` in the data folder, made at the first start.
    keyring_file: Path = "", "KEYRING_FILE";
    /// The name of the service, as pages and messages show it.
    service_name: String = "Vestibule", "SERVICE_NAME";
    /// The portal that people sign in for: `https://HOST/PATH`. The account page leads there with a large button.
    /// Empty: no button.
    portal_url: Option<Url> = "", "PORTAL_URL";
    /// The help line, as it is dialled; another one for a language after its tag: `+32 2 555 00 00; de: +32 87 55 00 00`.
    /// Empty: none.
    help_phone: Spoken<Dialled> = "", "HELP_PHONE";
    /// When the help line answers, as `Mo-Fr 09:00-12:00,13:00-17:00 Sa 10:00-12:00`; other hours for a language after
    /// its tag: `Mo-Fr 09:00-17:00; de: Tu,Th 09:00-12:00`.
    help_hours: Spoken<Hours> = "", "HELP_HOURS";
    /// Where text messages go: an HTTP POST of `{id, to, text, lang, purpose}`, answered with 2xx.
    sms_webhook_url: String = "", "SMS_WEBHOOK_URL";
    /// Signs those messages, and what is reported of them: 32 characters or more. Empty: they are not signed,
    /// and no report is believed.
    sms_webhook_secret: Secret = "", "SMS_WEBHOOK_SECRET";
    /// Which gateways are asked for text messages, in order: `twilio`, `smpp`, `webhook`. Empty: all that are
    /// set, in this order.
    sms_gateways: List<Carrier> = "", "SMS_GATEWAYS";
    /// The account at Twilio, or at a company that speaks as Twilio does.
    twilio_account_sid: String = "", "TWILIO_ACCOUNT_SID";
    /// Its secret: lets us in there, and signs what comes back.
    twilio_auth_token: Secret = "", "TWILIO_AUTH_TOKEN";
    /// Who text messages come from: a number, or a messaging service (`MG...`). Empty: none go that way.
    twilio_from: String = "", "TWILIO_FROM";
    /// Which number phone calls come from. Empty: none go that way.
    twilio_voice_from: String = "", "TWILIO_VOICE_FROM";
    /// Where its interface is.
    twilio_api_url: String = "https://api.twilio.com", "TWILIO_API_URL";
    /// Where the SMSC listens: `HOST:PORT`. Empty: no text message goes by SMPP.
    smpp_address: String = "", "SMPP_ADDRESS";
    /// Whether the connection to it is encrypted: `yes` or `no`. With `no` every message can be read on the way.
    smpp_tls: Switch = "yes", "SMPP_TLS";
    /// Our name there: 15 characters at most.
    smpp_system_id: String = "", "SMPP_SYSTEM_ID";
    /// Our password there: SMPP has room for 8 characters.
    smpp_password: Password = "", "SMPP_PASSWORD";
    /// The kind of system that we are, where the SMSC asks for it: 12 characters at most.
    smpp_system_type: String = "", "SMPP_SYSTEM_TYPE";
    /// Who text messages come from: a number as `+3228888888`, a short code, or a name of 11 letters and figures
    /// at most.
    smpp_from: String = "", "SMPP_FROM";
    /// Where phone calls go: an HTTP POST as docs/GATEWAYS.md tells, answered with 2xx.
    voice_webhook_url: String = "", "VOICE_WEBHOOK_URL";
    /// Signs what comes back about phone calls: 32 characters or more. Without it no calls are offered.
    voice_webhook_secret: Secret = "", "VOICE_WEBHOOK_SECRET";
    /// Which gateway places phone calls: `twilio` or `webhook`. Empty: the first of them that is set.
    voice_gateway: Option<Carrier> = "", "VOICE_GATEWAY";
    /// Where professions are verified if the policy is `checked`: an HTTP POST as docs/GATEWAYS.md describes. Empty:
    /// staff verify them.
    profession_check_url: String = "", "PROFESSION_CHECK_URL";
    /// Signs these requests and their responses: 32 characters or more.
    profession_check_secret: Secret = "", "PROFESSION_CHECK_SECRET";
    /// What a phone call asks for: `press_1`, or `digit_on_screen` (two figures that the screen shows).
    call_mode: CallMode = "press_1", "CALL_MODE";
    /// Where mail goes: `smtp://HOST:PORT`, `smtps://USER:PASSWORD@HOST`.
    smtp_url: String = "", "SMTP_URL";
    /// The sender of mail: `NAME <ADDRESS>`, or the address alone. A name with a comma, colon, semicolon or brackets
    /// goes in quotation marks: `"Hospital, North" <no-reply@portal.example>`.
    mail_from: String = "Vestibule <no-reply@localhost>", "MAIL_FROM";
    /// PEM file of the authorities that issue e-ID cards (the Citizen and Foreigner CAs, not the roots).
    eid_trust_file: Path = "", "EID_TRUST_FILE";
    /// PEM file of their revocation lists, read again every few hours at the latest.
    eid_crl_file: Path = "", "EID_CRL_FILE";
    /// Where the authorities publish their revocation lists, separated by commas: fetched before they are out
    /// of date, and kept in the data folder. Lists count where OCSP is not asked or gives no answer.
    eid_crl_urls: List<Url> = "", "EID_CRL_URLS";
    /// Whether to ask the responder that a card's certificate names whether the card was withdrawn (OCSP):
    /// `yes` or `no`. When neither it nor a list can tell, the card is refused.
    eid_ocsp: Switch = "yes", "EID_OCSP";
    /// The responder to ask instead of the one that a certificate names.
    eid_ocsp_url: Option<Url> = "", "EID_OCSP_URL";
    /// How many seconds an OCSP answer may be old.
    eid_ocsp_max_age: Number = "120", "EID_OCSP_MAX_AGE";
    /// Address and port of the e-ID socket, at which browsers read cards without an extension (a TLS client
    /// certificate). Empty: that way is not offered.
    eid_listen: Option<SocketAddr> = "", "EID_LISTEN";
    /// Where people reach the e-ID socket: an origin of its own, as `https://eid.portal.example`.
    eid_origin: Option<Origin> = "", "EID_ORIGIN";
    /// PEM file of the e-ID socket's certificate and those above it. Empty: TLS ends at a proxy.
    eid_tls_cert_file: Path = "", "EID_TLS_CERT_FILE";
    /// PEM file of its key.
    eid_tls_key_file: Path = "", "EID_TLS_KEY_FILE";
    /// The header in which a proxy of `TRUSTED_PROXIES` hands the card's certificate over, when TLS ends there:
    /// `client-cert` (RFC 9440), `x-ssl-client-cert` (nginx) or `x-forwarded-tls-client-cert` (Traefik). The proxy
    /// must speak TLS 1.2 only on that origin, and drop the header where a client sends it.
    eid_proxy_header: Option<Forwarded> = "", "EID_PROXY_HEADER";
    /// TOML file of the identity providers people can sign in with, as itsme: docs/PROVIDERS.md. Empty: none.
    oidc_file: Path = "", "OIDC_FILE";
    /// TOML file of the applications that people sign in to from here: docs/APPLICATIONS.md. Empty: those that
    /// `vestibule client` registered.
    clients_file: Path = "", "CLIENTS_FILE";
    /// Password rules: `seed` (8 characters, a figure, a letter) or `nist` (15 characters).
    password_preset: PasswordPreset = "seed", "PASSWORD_PRESET";
    /// Countries whose mobile numbers are accepted (ISO 3166-1 alpha-2), separated by commas. FR is France with its
    /// overseas departments.
    phone_countries: List<Country> = "BE,NL,LU,FR,DE,AT,BG,HR,CY,CZ,DK,EE,FI,GR,HU,IE,IT,LV,LT,MT,PL,PT,RO,SK,SI,ES,SE", "PHONE_COUNTRIES";
    /// How long a code lives, in seconds.
    code_life: Number = "600", "CODE_LIFE";
    /// Days after which a registration that was never activated is removed.
    purge_after_days: Number = "30", "PURGE_AFTER_DAYS";
    /// Text messages per hour for the whole installation; more are refused and raise an alarm.
    sms_budget_per_hour: Number = "2000", "SMS_BUDGET_PER_HOUR";
    /// Who has to set up two-step verification: `doctor`, `organisation`, `citizen`, separated by commas.
    two_step_required_for: List<Capacity> = "doctor", "TWO_STEP_REQUIRED_FOR";
    /// Days that accounts have to do so which were active before this was asked for.
    grace_days: Number = "45", "GRACE_DAYS";
    /// Days that each of them can add to that once.
    snooze_days: Number = "7", "SNOOZE_DAYS";
    /// Whether the e-ID card, which asks for its PIN, counts as two factors: `yes` or `no`. With `no` it still
    /// proves who may set up a new method after all others were lost.
    eid_is_second_factor: Switch = "yes", "EID_IS_SECOND_FACTOR";
    /// The organisation's time zone, by which days end (IANA name).
    time_zone: Zone = "Europe/Brussels", "TIME_ZONE";
    /// Days for which a browser can be remembered; never for doctors.
    remember_days: Number = "30", "REMEMBER_DAYS";
    /// Hours for which an account is held after "this was not me".
    hold_hours: Number = "72", "HOLD_HOURS";
    /// Hours that the help desk waits before it removes a method of a caller whom it does not know; the owner is notified
    /// at once and can object.
    reset_wait_hours: Number = "24", "RESET_WAIT_HOURS";
    /// Days between a person's wish to delete their account and its deletion, in which they can keep it. 0: at once.
    deletion_wait_days: Whole = "14", "DELETION_WAIT_DAYS";
    /// Phone calls per hour for the whole installation; more are refused and raise an alarm.
    call_budget_per_hour: Number = "500", "CALL_BUDGET_PER_HOUR";
    /// What a part of a text message costs, in euro by the country it goes to, as `BE=0.075,FR=0.09,*=0.10`; `*` is
    /// every other country. A part has room for 160 characters, or for 70 where one is not in the GSM alphabet. Empty:
    /// the cockpit shows no cost.
    send_costs: Prices = "", "SEND_COSTS";
    /// What a phone call costs, in the same form.
    call_costs: Prices = "", "CALL_COSTS";
    /// The version of the terms people agree to.
    terms_version: String = "2026-01", "TERMS_VERSION";
    /// What is logged: `error`, `warn`, `info`, `debug` or `trace`; and other levels for parts of the program after
    /// commas, as `info,vestibule::gateway=debug`. Up to `debug`, libraries that talk much are kept at `warn`.
    log: Log = "info", "LOG";
    /// How the log is written: `json` or `text`.
    log_format: LogFormat = "json", "LOG_FORMAT";
    /// Whether there is a line in the log about each request, whatever `LOG` says: `yes` or `no`. It holds the method,
    /// the template of the route, the status, milliseconds, the request's name and a digest of who is signed in; no
    /// address, query, name or number.
    access_log: Switch = "yes", "ACCESS_LOG";
}

impl Config {
    /// Reads the environment over a TOML file, which may be absent unless it is named.
    ///
    /// # Errors
    /// Names what cannot be read or used.
    pub fn load(file: Option<&std::path::Path>) -> anyhow::Result<Self> {
        let mut values = BTreeMap::new();
        if let Some(path) = file {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("--config: reading {}", path.display()))?;
            values = parse_toml(&text).with_context(|| format!("in {}", path.display()))?;
        }
        if let (Some(unknown), Some(path)) = (stranger(&values), file) {
            bail!("in {}: {unknown}", path.display());
        }
        Self::from_lookup(|name| {
            std::env::var(name).ok().or_else(|| values.get(&name.to_lowercase()).cloned())
        })
    }

    /// Names out of the environment that may have been meant as settings and are none, in words.
    pub fn slips() -> Vec<String> {
        let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        let words = |(name, near): (String, Option<&str>)| match near {
            Some(near) => format!("{name} is no setting: was {near} meant?"),
            None => format!("{name} is no setting: see docs/CONFIG.md"),
        };
        names::slips(names, &Self::names()).into_iter().map(words).collect()
    }

    fn names() -> Vec<&'static str> {
        Self::SETTINGS.iter().map(|setting| setting.name).collect()
    }

    /// The database to use.
    pub fn database(&self) -> String {
        if self.database_url.is_empty() {
            return format!("sqlite:{}", self.data_dir.0.join("vestibule.db").display());
        }
        self.database_url.clone()
    }

    /// The key ring to use.
    pub fn keyring(&self) -> PathBuf {
        if self.keyring_file.0.as_os_str().is_empty() {
            return self.data_dir.0.join("keyring.toml");
        }
        self.keyring_file.0.clone()
    }

    /// `docs/CONFIG.md`.
    pub fn to_markdown() -> String {
        let mut text = String::from(
            "# Settings\n\nMade from `backend/src/app/config.rs` by `cargo xtask docs`; do not edit.\n\n\
             Each setting is an environment variable, or a line of the TOML file given with `--config FILE` \
             under the same name in lower case. The environment wins. A value that cannot be used stops the \
             start with its name and what is allowed.\n\n| Name | Default | Meaning |\n|---|---|---|\n",
        );
        for Setting { name, default, meaning } in Self::SETTINGS {
            let default =
                if default.is_empty() { "(empty)".into() } else { format!("`{default}`") };
            let meaning = meaning.trim().replace('|', "\\|");
            let _ = writeln!(text, "| `{name}` | {default} | {meaning} |");
        }
        text
    }
}

/// Says of a key that is no setting which one may have been meant.
fn stranger(values: &BTreeMap<String, String>) -> Option<String> {
    let known = Config::names();
    let is_known = |key: &str| known.iter().any(|name| name.to_ascii_lowercase() == key);
    let key = values.keys().find(|key| !is_known(key))?;
    Some(match names::nearest(key, &known) {
        Some(near) => format!(
            "there is no setting {key:?}: write {:?} if that was meant",
            near.to_ascii_lowercase()
        ),
        None => format!(
            "there is no setting {key:?}; the settings are: {}",
            known.join(", ").to_ascii_lowercase()
        ),
    })
}

fn parse_toml(text: &str) -> anyhow::Result<BTreeMap<String, String>> {
    let table: BTreeMap<String, toml::Value> = toml::from_str(text)?;
    let to_text = |value: &toml::Value| match value {
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let flat = |value: &toml::Value| match value {
        toml::Value::Array(all) => all.iter().map(to_text).collect::<Vec<_>>().join(","),
        one => to_text(one),
    };
    Ok(table.iter().map(|(key, value)| (key.clone(), flat(value))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &'static str, value: &'static str) -> anyhow::Result<Config> {
        Config::from_lookup(|asked| (asked == name).then(|| value.to_owned()))
    }

    #[test]
    fn every_default_can_be_used() {
        let config = Config::from_lookup(|_| None).unwrap();
        assert_eq!(config.database(), "sqlite:data/vestibule.db");
        assert_eq!(config.public_origin.host(), "localhost");
    }

    #[test]
    fn a_value_that_cannot_be_used_is_named_and_says_what_is_allowed() {
        for (name, value, says) in [
            ("PUBLIC_ORIGIN", "https://portal.example/", "without a path"),
            ("PUBLIC_ORIGIN", "http://portal.example", "localhost only"),
            ("PUBLIC_ORIGIN", "https://portal.example:443", "without a path"),
            ("LISTEN", "8080", "ADDRESS:PORT"),
            ("LOG", "verbose", "error, warn, info, debug, trace"),
            ("LOG_FORMAT", "xml", "json or text"),
            ("ACCESS_LOG", "on", "yes or no"),
            ("HELP_PHONE", "call us", "as it is dialled"),
            ("HELP_HOURS", "nl: always", "Mo-Fr 09:00"),
            ("CODE_LIFE", "0", "above 0"),
            ("DELETION_WAIT_DAYS", "-1", "or 0"),
            ("EID_PROXY_HEADER", "x-client", "x-ssl-client-cert"),
            ("EID_LISTEN", "8443", "ADDRESS:PORT"),
            ("EID_OCSP_URL", "ocsp.example", "http://HOST/PATH"),
            (
                "EID_CRL_URLS",
                "http://crl.example/a.crl,ftp://crl.example/b.crl",
                "http://HOST/PATH",
            ),
            ("PHONE_COUNTRIES", "Belgium", "BE,NL,LU"),
            ("PASSWORD_PRESET", "none", "seed or nist"),
            ("SMS_GATEWAYS", "pigeon", "twilio or webhook"),
            ("VOICE_GATEWAY", "pigeon", "twilio or webhook"),
            ("TWILIO_AUTH_TOKEN", "short", "32 characters"),
            ("CALL_MODE", "answered", "press_1 or digit_on_screen"),
            ("VOICE_WEBHOOK_SECRET", "short", "32 characters"),
            ("PROFESSION_CHECK_SECRET", "short", "32 characters"),
            ("TIME_ZONE", "Brussels", "Europe/Brussels"),
            ("TRUSTED_PROXIES", "10.0.0.1,proxy", "172.16.0.0/12"),
            ("TRUSTED_PROXIES", "10.0.0.1 172.16.0.0/12", "separated by commas"),
            ("TRUSTED_PROXIES", "172.16.0.0/33", "172.16.0.0/12"),
            ("TRUSTED_PROXIES", "0.0.0.0/0", "anybody"),
            ("PROXY_HEADER", "x-real-ip", "x-forwarded-for, forwarded"),
        ] {
            let error = with(name, value).unwrap_err().to_string();
            assert!(error.contains(name) && error.contains(says), "{error}");
        }
    }

    #[test]
    fn a_key_of_the_file_that_is_no_setting_is_refused_with_the_nearest_one() {
        for (text, says) in [
            ("smtp_uri = \"\"", "\"smtp_url\""),
            ("LISTEN = \"127.0.0.1:1\"", "\"listen\""),
            ("trusted_proxy = []", "\"trusted_proxies\""),
            ("colour = 1", "the settings are: public_origin, "),
            ("[smtp]\nurl = \"\"", "the settings are"),
        ] {
            let said = stranger(&parse_toml(text).unwrap()).unwrap();
            assert!(said.contains(says), "{said}");
        }
        assert_eq!(stranger(&parse_toml("smtp_url = \"\"\nlisten = \"\"").unwrap()), None);
    }

    #[test]
    fn toml_numbers_and_lists_are_read_like_their_environment_form() {
        let values = parse_toml("code_life = 300\nphone_countries = [\"BE\", \"NL\"]\n").unwrap();
        assert_eq!(values["code_life"], "300");
        assert_eq!(values["phone_countries"], "BE,NL");
    }
}
