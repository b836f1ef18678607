//! What is logged, and how: checked before the start, since a filter takes any word for the name of a part of
//! the program, and then logs nothing.

use super::values::Value;

const LEVELS: [&str; 5] = ["error", "warn", "info", "debug", "trace"];
/// Libraries that tell much about little; `trace` means all.
const TALKATIVE: &str = "sqlx=warn,hyper=warn";
/// Libraries that would tell what people's keys answer, at any level.
const NEVER: &str = "webauthn_rs=off,webauthn_rs_core=off";

/// What is logged: a level, and other levels for parts of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log(String);

impl Log {
    /// The directives for a filter; the lines about requests have a switch of their own.
    pub fn directives(&self, requests: super::Switch) -> String {
        let is_all = self.0.split(',').any(|part| part == "trace");
        let talkative = if is_all { "" } else { TALKATIVE };
        let access = match requests {
            super::Switch::Yes => "access=info",
            super::Switch::No => "access=off",
        };
        // Of two directives for one part the later one counts.
        [talkative, &self.0, access, NEVER].join(",").trim_start_matches(',').to_owned()
    }
}

impl Value for Log {
    fn parse(text: &str) -> Result<Self, String> {
        let parts: Vec<String> = text.split(',').map(|part| part.trim().to_lowercase()).collect();
        if parts.iter().all(|part| is_directive(part)) {
            return Ok(Self(parts.join(",")));
        }
        let levels = LEVELS.join(", ");
        Err(format!(
            "write one of {levels}; and after commas PART=LEVEL for parts of the program, as \
             info,vestibule::gateway=debug"
        ))
    }
}

fn is_directive(part: &str) -> bool {
    match part.split_once('=') {
        None => LEVELS.contains(&part),
        Some((target, level)) => {
            let is_word = |word: &str| {
                !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            };
            target.split("::").all(is_word) && (LEVELS.contains(&level) || level == "off")
        }
    }
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Text,
}

impl Value for LogFormat {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "json" => Ok(Self::Json),
            "text" => Ok(Self::Text),
            _ => Err("write json or text".into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use tracing_subscriber::EnvFilter;

    use super::{super::Switch, *};

    fn directives(text: &str) -> String {
        Log::parse(text).unwrap().directives(Switch::Yes)
    }

    #[test]
    fn a_level_is_one_of_five_and_anything_else_is_refused() {
        for bad in [
            "verbose",
            "",
            "warning",
            "inf",
            "5",
            "off",
            "info,",
            "info;debug",
            "vestibule",
            "vestibule=loud",
            "=debug",
            "vestibule=",
            "a b=debug",
            "[span]=info",
            "info,,debug",
        ] {
            let error = Log::parse(bad).unwrap_err();
            assert!(error.contains("error, warn, info, debug, trace"), "{bad:?}");
        }
        for good in ["error", "TRACE", "info, vestibule::gateway=debug", "warn,sqlx=off"] {
            assert!(EnvFilter::try_new(directives(good)).is_ok(), "{good}");
        }
    }

    #[test]
    fn trace_means_all_but_what_people_s_keys_answer() {
        let trace = directives("trace");
        assert!(!trace.contains("sqlx") && trace.contains("webauthn_rs=off"), "{trace}");
        assert_eq!(
            EnvFilter::try_new(trace).unwrap().max_level_hint(),
            Some(tracing_subscriber::filter::LevelFilter::TRACE)
        );
        assert!(directives("debug").starts_with("sqlx=warn"));
        // What is said about one part counts more than what we say about it, except for keys.
        let own = directives("info,sqlx=debug,webauthn_rs=trace");
        assert!(own.find("sqlx=debug") > own.find("sqlx=warn"), "{own}");
        assert!(own.find("webauthn_rs=off") > own.find("webauthn_rs=trace"), "{own}");
    }

    #[test]
    fn requests_are_logged_by_their_own_switch() {
        let log = Log::parse("error").unwrap();
        assert!(log.directives(Switch::Yes).contains("access=info"));
        assert!(log.directives(Switch::No).contains("access=off"));
    }
}
