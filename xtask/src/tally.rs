//! Counts tests by reading the output of Cargo and Playwright.

use crate::slowest::Slowest;

/// How many tests passed and failed, and which of Cargo's took longest.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    pub(crate) slowest: Slowest,
}

impl Tally {
    /// Counts one line of output, if it is a summary.
    pub(crate) fn read(&mut self, line: &str) {
        let line = plain(line);
        self.slowest.read(&line);
        if let Some(summary) = line.trim_start().strip_prefix("test result: ") {
            self.cargo(summary);
        } else {
            self.playwright(&line);
        }
    }

    /// "ok. 12 passed; 0 failed; 1 ignored; ..."
    fn cargo(&mut self, summary: &str) {
        let counts = summary.split_once(". ").map_or("", |(_, counts)| counts);
        for count in counts.split("; ") {
            match number_and_word(count) {
                Some((number, "passed")) => self.passed += number,
                Some((number, "failed")) => self.failed += number,
                _ => {}
            }
        }
    }

    /// "  12 passed (1.2m)", each kind on a separate line. A flaky test passed in the end; one that
    /// was interrupted or never ran did not.
    fn playwright(&mut self, line: &str) {
        if !line.starts_with("  ") {
            return;
        }
        let text = line.trim();
        let text = text.split_once(" (").map_or(text, |(text, _)| text);
        match number_and_word(text) {
            Some((number, "passed" | "flaky")) => self.passed += number,
            Some((number, "failed" | "interrupted" | "did not run")) => self.failed += number,
            _ => {}
        }
    }
}

fn number_and_word(text: &str) -> Option<(u32, &str)> {
    let (number, word) = text.trim().split_once(' ')?;
    Some((number.parse().ok()?, word))
}

/// The line without colours: escape sequences end with a letter.
fn plain(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut escaped = false;
    for character in line.chars() {
        match (escaped, character) {
            (false, '\u{1b}') => escaped = true,
            (false, _) => text.push(character),
            (true, _) => escaped = !character.is_ascii_alphabetic(),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(output: &str) -> (u32, u32) {
        let mut tally = Tally::default();
        output.lines().for_each(|line| tally.read(line));
        (tally.passed, tally.failed)
    }

    #[test]
    fn the_summaries_of_cargo_are_added_up() {
        let output = "running 2 tests\ntest a ... ok\n\
            test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\
            test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(tally(output), (5, 1));
    }

    #[test]
    fn colours_do_not_hide_a_summary() {
        let output = "test result: \u{1b}[32mok\u{1b}[m. 7 passed; 0 failed; 0 ignored";
        assert_eq!(tally(output), (7, 0));
        assert_eq!(tally("\u{1b}[32m  4 passed\u{1b}[39m\u{1b}[2m (1.2m)\u{1b}[22m"), (4, 0));
    }

    #[test]
    fn the_summary_of_playwright_counts_every_outcome() {
        let output = "  2 failed\n    [chromium] > a.spec.ts:3:1 > a name\n  1 flaky\n  \
                      3 skipped\n  1 did not run\n  12 passed (1.2m)";
        assert_eq!(tally(output), (13, 3));
    }

    #[test]
    fn a_sentence_about_passing_is_not_a_summary() {
        assert_eq!(tally("12 passed the door\n  ok 3 [chromium] 12 passed the door (3s)"), (0, 0));
    }
}
