//! Code that is allowed in one place only: each row has the code, its place, and the reason.

use super::source::Source;
use super::{Finding, Severity};

/// Code that is allowed in few places.
struct Place {
    /// The code, as whole words; any of these matches.
    code: &'static [&'static str],
    /// The folders in which the rule holds.
    within: &'static [&'static str],
    /// The files and directories in which it is allowed.
    only: &'static [&'static str],
    why: &'static str,
}

const PLACES: &[Place] = &[
    Place {
        code: &["web_sys", "js_sys", "gloo_timers", "wasm_bindgen"],
        within: &["frontend/src"],
        only: &["frontend/src/browser", "frontend/src/main.rs"],
        why: "`browser` is the only edge to the browser, so that the rest can be tested without",
    },
    Place {
        code: &["gloo_net"],
        within: &["frontend/src"],
        only: &["frontend/src/api.rs", "frontend/src/api/", "frontend/src/browser"],
        why: "every request carries the same headers and reads problems the same way",
    },
    Place {
        code: &["StatusCode"],
        within: &["backend/src"],
        only: &[
            "backend/src/app/problem.rs",
            // Answers to clients have the statuses of OAuth 2.0.
            "backend/src/http/openid/form.rs",
            // Proxies read the status of an answer, and little else.
            "backend/src/http/openid/forward_auth/answer.rs",
            // Files and redirects are not answers of the API.
            "backend/src/http/spa.rs",
            // The virtual phone answers as the real gateway would.
            "backend/src/dev",
        ],
        why: "which code has which status is decided in `problem`, once",
    },
    Place {
        code: &["SystemTime::now", "Utc::now", "OffsetDateTime::now_utc", "Local::now"],
        within: &["backend/src", "shared/src"],
        only: &["backend/src/system/clock.rs"],
        why: "everything else asks `app.clock`, because tests move it",
    },
    Place {
        code: &["Date::now", "Date::new_0"],
        within: &["frontend/src"],
        only: &["frontend/src/browser"],
        why: "the time of day comes from the browser, through its edge",
    },
    Place {
        code: &["rand", "getrandom", "OsRng", "SystemRandom", "thread_rng", "fastrand"],
        within: &["backend/src", "shared/src"],
        only: &["backend/src/system/rng.rs"],
        why: "everything else asks `app.rng`, because tests seed it",
    },
    Place {
        code: &["sqlx", "tokio", "axum", "reqwest", "async fn", "std::fs", "std::net"],
        within: &["backend/src/domain", "shared/src"],
        only: &[],
        why: "the rules are pure: no waiting, no files, no network",
    },
    Place {
        code: &["axum"],
        within: &["backend/src/service", "backend/src/worker", "backend/src/db"],
        only: &[],
        why: "`http` knows HTTP, the service knows the product",
    },
    Place {
        code: &["sqlx"],
        within: &["backend/src"],
        only: &["backend/src/db"],
        why: "one module speaks to the database",
    },
    Place {
        code: &["env::var", "env::var_os", "env::vars"],
        within: &["backend/src"],
        only: &["backend/src/app/config.rs", "backend/src/app/config/", "backend/src/main.rs"],
        why: "a setting that is read elsewhere is in no manual",
    },
];

/// The beginnings of statements; in a literal, in lower case.
const SQL: &[&str] = &["select ", "insert into ", "update ", "delete from ", "create table "];

/// The words between `kind` and a literal that it is compared with.
const COMPARED: &[char] = &['=', '<', '>', '!', '(', '\\', '\n', ' '];
/// The tables with a column `kind` that is no kind of factor are read in these files.
const OTHER_KINDS: &[&str] = &["backend/src/db/jobs.rs"];

/// Directories of one machine; written in pieces, so that this file does not break its own rule.
const MACHINE: &[&str] = &[concat!("/wo", "rk/"), concat!("/ro", "ot/")];

/// Every rule of this file.
pub(super) fn check(source: &Source, findings: &mut Vec<Finding>) {
    machine_paths(source, findings);
    if source.is_rust() {
        places(source, findings);
        sql(source, findings);
        kinds(source, findings);
    }
}

fn places(source: &Source, findings: &mut Vec<Finding>) {
    let under = |paths: &[&str]| paths.iter().any(|path| source.path.starts_with(path));
    for place in PLACES.iter().filter(|place| under(place.within) && !under(place.only)) {
        for (line, text) in source.product_lines() {
            if let Some(found) = place.code.iter().find(|code| has_words(text, code)) {
                let only = place.only.join(", ");
                let only = if only.is_empty() { "nowhere here".to_owned() } else { only };
                let message = format!("`{found}` belongs in {only}: {}", place.why);
                findings.push(fault(source, line, message));
            }
        }
    }
}

/// Whether the text contains the code, and not as part of a longer name.
fn has_words(text: &str, code: &str) -> bool {
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(code).any(|(at, _)| {
        !text[..at].ends_with(part_of_name) && !text[at + code.len()..].starts_with(part_of_name)
    })
}

fn sql(source: &Source, findings: &mut Vec<Finding>) {
    if !source.path.starts_with("backend/src") || source.path.starts_with("backend/src/db") {
        return;
    }
    for (line, literal) in &source.literals {
        let text = literal.trim_start().to_lowercase();
        if *line < source.tests_from && SQL.iter().any(|start| text.starts_with(start)) {
            let message = "SQL belongs in `db`: there every statement is prepared on both engines";
            findings.push(fault(source, *line, message.to_owned()));
        }
    }
}

/// No kind of factor in the text of SQL: a new kind would silently count as another one.
fn kinds(source: &Source, findings: &mut Vec<Finding>) {
    let is_asked = source.path.starts_with("backend/src/db/");
    if !is_asked || OTHER_KINDS.contains(&source.path.as_str()) {
        return;
    }
    for (line, literal) in &source.literals {
        if *line < source.tests_from && compares_kind(literal) {
            let message = "a query names a kind: join `factor_kinds`, or bind the kind";
            findings.push(fault(source, *line, message.to_owned()));
        }
    }
}

/// Whether `kind` is compared with a literal, as in `kind = 'x'`, `kind in ('x'`, `case kind when 'x'`.
fn compares_kind(sql: &str) -> bool {
    sql.match_indices("kind").any(|(at, word)| {
        let mut rest = sql[at + word.len()..].trim_start_matches(COMPARED);
        for keyword in ["not", "in", "when"] {
            rest = rest.strip_prefix(keyword).unwrap_or(rest).trim_start_matches(COMPARED);
        }
        rest.starts_with('\'')
    })
}

fn machine_paths(source: &Source, findings: &mut Vec<Finding>) {
    for (line, text) in (1..).zip(source.text.lines()) {
        if let Some(path) = MACHINE.iter().find(|path| text.contains(*path)) {
            let message = format!("`{path}` exists on one machine only: write a relative path");
            findings.push(fault(source, line, message));
        }
    }
}

fn fault(source: &Source, line: usize, message: String) -> Finding {
    Finding { path: source.path.clone(), line, severity: Severity::Fault, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(path: &str, text: &str) -> usize {
        let mut findings = Vec::new();
        check(&Source::new(path, text), &mut findings);
        findings.len()
    }

    #[test]
    fn code_in_the_wrong_place_is_found() {
        let cases = [
            ("frontend/src/pages/start.rs", "web_sys::window();"),
            ("frontend/src/app/session.rs", "use gloo_net::http::Request;"),
            ("backend/src/http/sign_in.rs", "StatusCode::OK"),
            ("backend/src/session.rs", "let now = SystemTime::now();"),
            ("backend/src/session.rs", "aws_lc_rs::rand::fill(&mut bytes);"),
            ("backend/src/domain/stage.rs", "pub async fn load() {}"),
            ("shared/src/api.rs", "use tokio::time;"),
            ("backend/src/session.rs", "sqlx::query(x)"),
            ("backend/src/db/desk.rs", "const A: &str = \"select 1 where f.kind in ('sms')\";"),
            ("backend/src/db/desk.rs", "const A: &str = \"select case kind \\\n when 'app'\";"),
            ("backend/src/service/sessions.rs", "use axum::http::HeaderMap;"),
            ("backend/src/http/spa.rs", "std::env::var(x)"),
            ("backend/src/session.rs", "const A: &str = \"select id from sessions\";"),
            ("backend/src/session.rs", "const A: &str = \"\n    INSERT INTO a values (1)\";"),
        ];
        for (path, text) in cases {
            assert_eq!(faults(path, text), 1, "{path}: {text}");
        }
    }

    #[test]
    fn code_in_its_place_is_left_alone() {
        let cases = [
            ("frontend/src/browser/focus.rs", "web_sys::window();"),
            ("backend/src/app/problem.rs", "StatusCode::OK"),
            ("backend/src/http/sign_in.rs", "// StatusCode is decided elsewhere"),
            ("backend/src/http/sign_in.rs", "MyStatusCode::OK"),
            ("backend/src/system/clock.rs", "SystemTime::now()"),
            ("backend/src/system/rng.rs", "aws_lc_rs::rand::fill(&mut bytes)"),
            ("backend/src/session.rs", "app.rng.operand()"),
            ("backend/src/db/account/sessions.rs", "const A: &str = \"select id from sessions\";"),
            ("backend/src/session.rs", "const A: &str = \"selected\";"),
            ("backend/src/db/desk.rs", "const A: &str = \"select 1 where f.kind = $1\";"),
            ("backend/src/db/desk.rs", "const A: &str = \"select kind, '' as name from factors\";"),
            (
                "backend/src/session.rs",
                "#[cfg(test)]\nmod tests {\n    const A: &str = \"select 1\";\n}",
            ),
            ("docs/ARCHITECTURE.md", "StatusCode, select and sqlx may be written about"),
        ];
        for (path, text) in cases {
            assert_eq!(faults(path, text), 0, "{path}: {text}");
        }
    }

    #[test]
    fn paths_of_one_machine_are_found_in_every_kind_of_file() {
        let text = format!("see {}main/README.md", MACHINE[0]);
        for path in ["docs/ARCHITECTURE.md", "backend/src/main.rs", "Trunk.toml", ".ci/run"] {
            assert_eq!(faults(path, &text), 1, "{path}");
        }
        assert_eq!(faults("README.md", "run it in framework/ or in data/"), 0);
    }
}
