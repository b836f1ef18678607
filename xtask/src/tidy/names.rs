//! Names: the words that the glossary replaced are in no name, and a parameter is no tuple of more
//! than two.

use super::source::Source;
use super::{Finding, Severity};

/// Words that the glossary replaced, with the word to use.
const REPLACED: &[(&str, &str)] = &[
    ("told", "notified, shown or reported"),
    ("somebody", "person or account"),
    ("whoever", "a person"),
    ("anew", "again"),
    ("errand", "request or fixture"),
    ("journey", "flow"),
];
/// What declares a name.
const DECLARES: &[&str] =
    &["fn", "struct", "enum", "trait", "type", "mod", "const", "static", "let"];
/// Names that a table or the wire has.
const KEPT: &[&str] = &["journey_counts"];

/// Every rule of this file.
pub(super) fn check(source: &Source, findings: &mut Vec<Finding>) {
    if !source.is_rust() {
        return;
    }
    for (at, name) in declared(&source.code) {
        if let Some((word, instead)) = replaced(name) {
            let message = format!("`{name}` contains the word `{word}`: say {instead}");
            findings.push(fault(source, source.line_of(at), message));
        }
    }
    for at in tuples(&source.code) {
        let message = "a tuple of more than two as a parameter: name the parts in a struct";
        findings.push(fault(source, source.line_of(at), message.to_owned()));
    }
}

/// The declared names, with where they are.
fn declared(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let named = words(code).filter(|(_, word)| *word != "mut");
    words(code).filter(|(_, word)| *word != "mut").zip(named.skip(1)).filter_map(
        |((_, keyword), (at, name))| {
            (DECLARES.contains(&keyword) && !KEPT.contains(&name)).then_some((at, name))
        },
    )
}

fn words(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut at = 0;
    code.split(move |c| !part_of_name(c)).filter_map(move |word| {
        let start = at;
        at += word.len() + code[start + word.len()..].chars().next().map_or(0, char::len_utf8);
        (!word.is_empty()).then_some((start, word))
    })
}

/// The replaced word in a name, as a word of its own: `is_told`, `ToldOnce`, but not `stolid`.
fn replaced(name: &str) -> Option<(&'static str, &'static str)> {
    let mut spread = String::new();
    for c in name.chars() {
        if c.is_uppercase() {
            spread.push('_');
        }
        spread.extend(c.to_lowercase());
    }
    let has = |word: &str| spread.split('_').any(|part| part == word || part == format!("{word}s"));
    REPLACED.iter().copied().find(|(word, _)| has(word))
}

/// Where the parameters of functions are tuples of more than two.
fn tuples(code: &str) -> Vec<usize> {
    let mut found = Vec::new();
    for (start, _) in code.match_indices("fn ") {
        let inside_name = code[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        // A type such as `impl Fn(..)` is no declaration.
        let Some(open) = code[start..].find(['(', '{', ';']).map(|at| start + at) else { continue };
        if inside_name || !code[open..].starts_with('(') {
            continue;
        }
        let parameters = in_brackets(&code[open..]);
        for (at, _) in parameters.match_indices(": (") {
            let tuple = in_brackets(&parameters[at + 2..]);
            if parts(tuple) > 2 {
                found.push(open + at);
            }
        }
    }
    found
}

/// The text from an opening bracket to its closing one.
fn in_brackets(code: &str) -> &str {
    let mut depth = 0_usize;
    for (at, c) in code.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 1 => return &code[..=at],
            ')' => depth -= 1,
            _ => {}
        }
    }
    code
}

/// The number of types in a tuple.
fn parts(tuple: &str) -> usize {
    let inside = tuple.trim_start_matches('(').trim_end_matches(')').trim().trim_end_matches(',');
    let mut depth = 0_usize;
    let mut count = 1;
    for c in inside.chars() {
        match c {
            '<' | '[' | '(' => depth += 1,
            '>' | ']' | ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => count += 1,
            _ => {}
        }
    }
    if inside.is_empty() { 0 } else { count }
}

fn fault(source: &Source, line: usize, message: String) -> Finding {
    Finding { path: source.path.clone(), line, severity: Severity::Fault, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> usize {
        let mut findings = Vec::new();
        check(&Source::new("backend/src/http/desk.rs", text), &mut findings);
        findings.len()
    }

    #[test]
    fn replaced_words_in_names_are_found() {
        let cases = [
            "fn the_owner_is_told() {}",
            "struct Errands;",
            "let mut journey = 1;",
            "let journey = 1;",
            "mod somebody;",
            "enum ToldOnce {}",
        ];
        for text in cases {
            assert_eq!(faults(text), 1, "{text}");
        }
    }

    #[test]
    fn wide_tuples_are_found_and_pairs_are_not() {
        assert_eq!(faults("fn write(tx: &mut Tx, (a, b, c): (&str, Option<u8>, u8)) {}"), 1);
        assert_eq!(faults("async fn write(\n    row: (A, B, C),\n) -> u8 {}"), 1);
        assert_eq!(
            faults("fn write((a, b): (&str, Result<u8, u8>), f: impl Fn(u8, u8, u8)) {}"),
            0
        );
    }

    #[test]
    fn other_words_are_left_alone() {
        let texts =
            ["fn stolid() {}", "struct Journal;", "// told\nlet text = \"told\";", "told();"];
        for text in texts {
            assert_eq!(faults(text), 0, "{text}");
        }
    }
}
