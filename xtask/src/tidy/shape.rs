//! The allowed lengths of files, functions and views, and the required beginning of a file.

use super::source::Source;
use super::{Finding, Severity};

/// The recommended and the largest length.
struct Length {
    what: &'static str,
    aim: usize,
    limit: usize,
    remedy: &'static str,
}

const FILE: Length = Length {
    what: "the file before its tests",
    aim: 300,
    limit: 400,
    remedy: "split it where the subject changes",
};
/// Without its views.
const FUNCTION: Length = Length {
    what: "the function",
    aim: 40,
    limit: 60,
    remedy: "name its parts and let each be a function",
};
/// A function that only consists of one `match`: as long as its list.
const TABLE: Length =
    Length { what: "the table", aim: 80, limit: 120, remedy: "list less, or in two places" };
const VIEW: Length =
    Length { what: "the view", aim: 80, limit: 100, remedy: "make a component of a part" };

/// Every rule of this file.
pub(super) fn check(source: &Source, findings: &mut Vec<Finding>) {
    beginning(source, findings);
    if source.is_rust() {
        file_length(source, findings);
        functions(source, findings);
    }
}

fn beginning(source: &Source, findings: &mut Vec<Finding>) {
    let (start, why) = match source.path.rsplit_once('.') {
        Some((_, "rs")) => ("//!", "a reader asks first what a file is for"),
        Some((_, "sql")) => ("--", "a migration is read years later, and begins with why"),
        _ => return,
    };
    if !source.text.starts_with(start) {
        let message = format!("the file does not begin with `{start}`: {why}");
        findings.push(Finding {
            path: source.path.clone(),
            line: 1,
            severity: Severity::Fault,
            message,
        });
    }
}

fn file_length(source: &Source, findings: &mut Vec<Finding>) {
    // A file of tests alone is a list, and may be as long as the list.
    measure(source, 1, source.tests_from - 1, &FILE, findings);
}

fn functions(source: &Source, findings: &mut Vec<Finding>) {
    for (start, end) in blocks(&source.code, "fn ") {
        let line = source.line_of(start);
        if line >= source.tests_from {
            return;
        }
        let body = &source.code[start..end];
        let mut lines = body.lines().count();
        let mut outside = 0;
        for (from, to) in blocks(body, "view! ") {
            let view = body[from..to].lines().count();
            let at = line + body[..from].matches('\n').count();
            measure(source, at, view, &VIEW, findings);
            // A view inside a view counts as part of it.
            if from >= outside {
                lines -= view - 1;
                outside = to;
            }
        }
        let length = if is_table(body) { &TABLE } else { &FUNCTION };
        measure(source, line, lines, length, findings);
    }
}

/// Whether a function's body is one `match`, perhaps after a `use`.
fn is_table(function: &str) -> bool {
    let Some((_, body)) = function.split_once("{\n") else { return false };
    let mut lines = body.lines().map(str::trim).skip_while(|line| line.starts_with("use "));
    let begins = lines.next().is_some_and(|line| line.starts_with("match ") && line.ends_with('{'));
    let ends: Vec<&str> = function.lines().rev().take(2).collect();
    begins && ends == ["}", "    }"]
}

fn measure(
    source: &Source,
    line: usize,
    lines: usize,
    length: &Length,
    findings: &mut Vec<Finding>,
) {
    let Length { what, aim, limit, remedy } = length;
    if lines <= *aim {
        return;
    }
    let severity = if lines > *limit { Severity::Fault } else { Severity::Note };
    let message = format!("{what} has {lines} lines (aim {aim}, limit {limit}): {remedy}");
    findings.push(Finding { path: source.path.clone(), line, severity, message });
}

/// Every keyword followed by a block in braces: from the keyword to the closing brace.
fn blocks(code: &str, keyword: &str) -> Vec<(usize, usize)> {
    let mut blocks = Vec::new();
    for (start, _) in code.match_indices(keyword) {
        let inside_name = code[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        if !inside_name && let Some(length) = block(&code[start..]) {
            blocks.push((start, start + length));
        }
    }
    blocks
}

/// The length up to the end of the first block; nothing for a declaration that ends before one.
fn block(code: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut brackets = 0_usize;
    for (at, character) in code.char_indices() {
        match character {
            '(' | '[' => brackets += 1,
            ')' | ']' => brackets = brackets.saturating_sub(1),
            // A trait method without a body.
            ';' if depth == 0 && brackets == 0 => return None,
            '{' => depth += 1,
            '}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> Vec<(usize, Severity)> {
        let mut findings = Vec::new();
        check(&Source::new(path, text), &mut findings);
        findings.iter().map(|finding| (finding.line, finding.severity)).collect()
    }

    fn function(statements: usize) -> String {
        format!("fn f() {{\n{}}}\n", "    x();\n".repeat(statements))
    }

    #[test]
    fn a_file_begins_by_saying_what_it_is_for() {
        assert_eq!(findings("a.rs", "use x;\n"), [(1, Severity::Fault)]);
        assert_eq!(findings("a.rs", "//! Why.\nuse x;\n"), []);
        assert_eq!(findings("0001.sql", "create table a (b text);\n"), [(1, Severity::Fault)]);
        assert_eq!(findings("0001.sql", "-- Why.\n"), []);
        assert_eq!(findings("a.css", "body {}\n"), []);
    }

    #[test]
    fn a_long_file_is_noted_and_a_longer_one_refused() {
        let file = |lines: usize| format!("//! Why.\n{}", "use x;\n".repeat(lines - 1));
        assert_eq!(findings("a.rs", &file(300)), []);
        assert_eq!(findings("a.rs", &file(301)), [(1, Severity::Note)]);
        assert_eq!(findings("a.rs", &file(401)), [(1, Severity::Fault)]);
        let tests = format!("{}#[cfg(test)]\nmod tests {{\n}}\n", file(300));
        assert_eq!(findings("a.rs", &tests), [], "tests do not count");
    }

    #[test]
    fn a_long_function_is_noted_and_a_longer_one_refused() {
        let file = |statements| format!("//! Why.\n{}", function(statements));
        assert_eq!(findings("a.rs", &file(38)), []);
        assert_eq!(findings("a.rs", &file(39)), [(2, Severity::Note)]);
        assert_eq!(findings("a.rs", &file(59)), [(2, Severity::Fault)]);
        let test = format!("//! Why.\n#[cfg(test)]\nmod tests {{\n{}}}\n", function(99));
        assert_eq!(findings("a.rs", &test), [], "a test may list its cases");
    }

    #[test]
    fn a_declaration_is_no_function_body() {
        let text = format!("//! Why.\ntrait T {{ fn f(&self) -> [u8; 4]; }}\n{}", function(9));
        assert_eq!(findings("a.rs", &text), []);
        assert_eq!(blocks("fn f(&self) -> [u8; 4]; fn g() {}", "fn "), [(24, 33)]);
    }

    #[test]
    fn a_view_has_a_length_of_its_own() {
        let view = |lines| format!("    view! {{\n{}    }}\n", "<p></p>\n".repeat(lines));
        let file = |lines| format!("//! Why.\nfn f() {{\n{}}}\n", view(lines));
        assert_eq!(findings("a.rs", &file(78)), []);
        assert_eq!(findings("a.rs", &file(79)), [(3, Severity::Note)]);
        assert_eq!(findings("a.rs", &file(99)), [(3, Severity::Fault)]);
    }
}
