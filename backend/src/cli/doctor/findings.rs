//! Findings, and their report.

use std::fmt::Write as _;

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As it should be.
    Good,
    /// Works, but the operator should look.
    Doubtful,
    /// Does not work.
    Bad,
}

/// The result of one check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The setting or part that was checked.
    pub about: &'static str,
    /// Its severity.
    pub verdict: Verdict,
    /// What was seen.
    pub said: String,
    /// What to do; empty for a good finding.
    pub advice: &'static str,
}

pub(super) fn good(about: &'static str, said: impl Into<String>) -> Finding {
    Finding { about, verdict: Verdict::Good, said: said.into(), advice: "" }
}

pub(super) fn doubtful(
    about: &'static str,
    said: impl Into<String>,
    advice: &'static str,
) -> Finding {
    Finding { about, verdict: Verdict::Doubtful, said: said.into(), advice }
}

pub(super) fn bad(about: &'static str, said: impl Into<String>, advice: &'static str) -> Finding {
    Finding { about, verdict: Verdict::Bad, said: said.into(), advice }
}

/// The findings as an operator reads them; the last line counts.
pub fn report(findings: &[Finding]) -> String {
    let mut text = String::new();
    for Finding { about, verdict, said, advice } in findings {
        let mark = match verdict {
            Verdict::Good => "ok",
            Verdict::Doubtful => "look",
            Verdict::Bad => "BAD",
        };
        let _ = writeln!(text, "{mark:<5} {about:<18} {said}");
        if !advice.is_empty() {
            let _ = writeln!(text, "{:24} {advice}", "");
        }
    }
    let count = |verdict| findings.iter().filter(|it| it.verdict == verdict).count();
    let (good, doubtful, bad) =
        (count(Verdict::Good), count(Verdict::Doubtful), count(Verdict::Bad));
    let _ = writeln!(text, "\n{good} ok, {doubtful} to look at, {bad} bad");
    text
}
