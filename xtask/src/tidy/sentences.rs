//! One sentence a line in Markdown, so that a change of a sentence is a change of one line.
//!
//! Tables, code, headings and quotations are ignored; so is a sentence that needs more than one
//! line.

use super::source::Source;
use super::{Finding, Severity};

/// Folders of Markdown that is written by hand, and files beside them.
const WRITTEN: &[&str] = &["docs/", "README.md"];
/// Pages that a program generates.
const GENERATED: &[&str] = &["docs/CONFIG.md", "docs/TRANSITIONS.md"];
/// The longest allowed line, in characters.
const WIDTH: usize = 219;
/// Words with a full stop that do not end a sentence.
const ABBREVIATIONS: &[&str] = &["e.g.", "i.e.", "etc.", "vs.", "no.", "art."];

/// Checks every line of a page.
pub(super) fn check(source: &Source, findings: &mut Vec<Finding>) {
    let written = WRITTEN.iter().any(|path| source.path.starts_with(path));
    let excepted = GENERATED.contains(&source.path.as_str());
    if !written || excepted || !source.is_markdown() {
        return;
    }
    for (line, message) in faults(&source.text) {
        let (path, message) = (source.path.clone(), message.to_owned());
        findings.push(Finding { path, line, severity: Severity::Fault, message });
    }
}

fn faults(text: &str) -> Vec<(usize, &'static str)> {
    let lines = prose(text);
    let mut found = Vec::new();
    for (at, &(number, line)) in lines.iter().enumerate() {
        if line.chars().count() > WIDTH {
            found.push((number, "the line is longer than 219 columns"));
        }
        if has_second_sentence(&content(line)) {
            found.push((number, "a second sentence begins: one sentence a line"));
        }
        let next = lines.get(at + 1).filter(|(next, text)| *next == number + 1 && goes_on(text));
        if let Some((_, next)) = next {
            let together = line.chars().count() + 1 + next.trim_start().chars().count();
            if together <= WIDTH && !is_whole(line) {
                found.push((number, "the sentence goes on in the next line: one sentence a line"));
            }
        }
    }
    found
}

/// The lines of paragraphs and lists, each with its number.
fn prose(text: &str) -> Vec<(usize, &str)> {
    let mut is_code = false;
    let lines = (1..).zip(text.lines()).filter(|(_, line)| {
        let line = line.trim_start();
        let is_fence = line.starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence && !line.is_empty() && !line.starts_with(['#', '|', '>', '<'])
    });
    lines.collect()
}

/// Whether a line belongs to the paragraph or the list item before it.
fn goes_on(line: &str) -> bool {
    content(line) == line.trim_start()
}

/// A line without its list marker.
fn content(line: &str) -> String {
    let line = line.trim_start();
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let point = if number.len() < line.len() { number.strip_prefix(". ") } else { None };
    let point = point.or_else(|| line.strip_prefix("- ")).or_else(|| line.strip_prefix("* "));
    point.unwrap_or(line).to_owned()
}

fn has_second_sentence(line: &str) -> bool {
    let line = without_code(line);
    line.match_indices(['.', '!', '?']).any(|(at, _)| {
        let after = line[at + 1..].trim_start_matches(['"', '\'', ')']);
        let begins =
            after.trim_start().starts_with(|c: char| c.is_uppercase() || "`\"[(*".contains(c));
        after.starts_with(' ') && begins && !is_abbreviation(&line[..=at])
    })
}

fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit([' ', '(']).next().unwrap_or_default();
    ABBREVIATIONS.contains(&&*word.to_lowercase()) || word.ends_with("..")
}

/// A line whose text between backticks is blank.
fn without_code(line: &str) -> String {
    let mut is_code = false;
    let blank = |c: char| {
        is_code ^= c == '`';
        if is_code && c != '`' { '_' } else { c }
    };
    line.chars().map(blank).collect()
}

/// Whether a line ends with a sentence, or introduces the next lines.
fn is_whole(line: &str) -> bool {
    line.trim_end_matches(['"', '\'', ')', '*', '`']).ends_with(['.', '!', '?', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<usize> {
        faults(text).into_iter().map(|(line, _)| line).collect()
    }

    #[test]
    fn two_sentences_in_a_line_are_found() {
        let cases = [
            "It runs. It stops.",
            "- It runs. It stops.",
            "1. It runs! \"It\" stops.",
            "It runs `fast`. It stops.",
            "It runs (fast.) `It` stops.",
            "Does it run? [It](a.md) does.",
        ];
        for text in cases {
            assert_eq!(lines(text), [1], "{text}");
        }
    }

    #[test]
    fn a_sentence_in_two_lines_is_found_where_one_would_do() {
        assert_eq!(lines("It runs\nand stops."), [1]);
        assert_eq!(lines("- It runs\n  and stops.\n- It rests."), [1]);
        let long = "word ".repeat(40);
        assert!(lines(&format!("{long}\nand {long}")).is_empty());
        assert_eq!(lines(&"word ".repeat(44)), [1], "longer than a line may be");
    }

    #[test]
    fn a_sentence_a_line_is_left_alone() {
        let cases = [
            "It runs.\nIt stops.\n\nIt rests:\n- a while\n- and more",
            "**Choice.** It runs, e.g. Monday (RFC 9110. 5), at 1.5 A... And `a. B`.",
            "1. *Sign in.* It runs.",
            "| It runs. It stops. |\n|---|\n> It runs. It\n> stops.\n# It. Runs",
            "```\nIt runs. It\nstops.\n```",
        ];
        for text in cases {
            assert!(lines(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn pages_that_are_written_by_hand_are_read() {
        let count = |path: &str| {
            let mut findings = Vec::new();
            check(&Source::new(path, "It runs. It stops.\n"), &mut findings);
            findings.len()
        };
        assert_eq!(count("README.md") + count("docs/AUDIT.md") + count("docs/decisions/1.md"), 3);
        assert_eq!(count("docs/CONFIG.md") + count("e2e/package.json"), 0);
    }
}
