//! The rules of `docs/RULES.md`: every cited rule exists there, and a test proves each of them.
//!
//! A citation is an id in a comment, in Markdown, or at the start of a test's name: `R9`, `UX 12`.

use std::collections::{BTreeMap, BTreeSet};

use super::source::Source;
use super::{Finding, Severity};

/// The file that defines each rule, once, as the first cell of a row.
const KEY: &str = "docs/RULES.md";
/// The page that names the test of each module of a conformance suite.
const CONFORMANCE: &str = "docs/CONFORMANCE.md";
/// The prefixes of ids; the number follows immediately, and after a space in `UX 12`.
const FAMILIES: &[&str] = &["UX ", "R", "M", "P", "H", "C", "S", "O"];
/// How a document was cited before its rules had ids.
const DOCUMENT: &str = concat!("SECU", "RITY");
/// The beginnings of comments in the languages of the project.
const COMMENTS: &[&str] = &["//", "/*", "* ", "--", "<!--", "#"];

/// A line and the id of a rule in it.
type Citation = (usize, String);

/// Checks both directions.
pub(super) fn check(sources: &[Source], findings: &mut Vec<Finding>) {
    let Some(key) = sources.iter().find(|source| source.path == KEY) else {
        findings.push(fault(KEY, 1, "is missing: it defines the rules that tests cite"));
        return;
    };
    let mut defined = BTreeMap::new();
    for (line, id) in definitions(&key.text) {
        if defined.insert(id.clone(), line).is_some() {
            findings.push(fault(KEY, line, &format!("{id} is defined twice")));
        }
    }
    let mut unproved = defined.clone();
    for source in sources {
        for (line, id) in proofs(source).into_iter().chain(mentions_of(source)) {
            if !defined.contains_key(&id) {
                let message = format!("{id} is no rule of {KEY}");
                findings.push(fault(&source.path, line, &message));
            }
        }
        for (_, id) in proofs(source) {
            unproved.remove(&id);
        }
    }
    for (id, line) in unproved {
        let message = format!("{id} is proved by no test: begin the name of one with the id");
        findings.push(fault(KEY, line, &message));
    }
}

/// Checks that the tests which the page about conformance names exist.
pub(super) fn check_conformance(sources: &[Source], findings: &mut Vec<Finding>) {
    let Some(page) = sources.iter().find(|source| source.path == CONFORMANCE) else { return };
    let code = sources.iter().filter(|source| source.is_rust());
    let known: BTreeSet<&str> =
        code.flat_map(|source| source.code.lines().filter_map(function)).collect();
    for (line, row) in numbered(&page.text) {
        let Some((_, cell)) = row.trim_end_matches([' ', '|']).rsplit_once("| `") else { continue };
        let name = cell.trim_end_matches('`');
        if name.contains('_') && !known.contains(name) {
            findings.push(fault(CONFORMANCE, line, &format!("there is no test {name}")));
        }
    }
}

/// The rows of the key that define a rule.
fn definitions(text: &str) -> Vec<Citation> {
    let id = |row: &str| {
        let (cell, _) = row.strip_prefix("| ")?.split_once(" |")?;
        let (id, rest) = id(cell)?;
        rest.is_empty().then_some(id)
    };
    numbered(text).filter_map(|(line, row)| Some((line, id(row)?))).collect()
}

/// Every id in comments and in Markdown.
fn mentions_of(source: &Source) -> Vec<Citation> {
    let mut found = Vec::new();
    for (line, text) in prose(source) {
        found.extend(mentions(text).into_iter().map(|id| (line, id)));
    }
    found
}

/// The text for people: Markdown as a whole, elsewhere the comments.
fn prose(source: &Source) -> Vec<(usize, &str)> {
    let is_markdown = source.is_markdown();
    if source.path == KEY {
        return Vec::new();
    }
    let lines = numbered(&source.text).zip(source.code.lines());
    lines
        .filter_map(|((line, text), code)| {
            // In Rust, comments and literals are blank in the code; elsewhere it is the text.
            let code = if source.is_rust() { code.trim_end().chars().count() } else { 0 };
            let start = text.char_indices().nth(code).map_or(text.len(), |(at, _)| at);
            let rest = text[start..].trim_start();
            let is_comment = COMMENTS.iter().any(|begin| rest.starts_with(begin));
            (is_markdown || is_comment).then_some((line, rest))
        })
        .collect()
}

/// The rules that the tests of a file prove: their names or a comment inside begin with the id.
fn proofs(source: &Source) -> Vec<Citation> {
    let found: Vec<(usize, Vec<String>)> = if source.is_rust() {
        let names = numbered(&source.code).filter_map(|(line, code)| Some((line, function(code)?)));
        names.map(|(line, name)| (line, leading(&name.replace('_', " ")).0)).collect()
    } else if source.path.ends_with(".spec.ts") {
        titles(&source.text).map(|(line, title)| (line, leading(title).0)).collect()
    } else {
        return Vec::new();
    };
    let first = if source.is_rust() { source.tests_from } else { after_the_head(&source.text) };
    let comments = prose(source).into_iter().map(|(line, text)| (line, noted(text)));
    let cited = found.into_iter().chain(comments).filter(|(line, _)| *line >= first);
    cited.flat_map(|(line, ids)| ids.into_iter().map(move |id| (line, id))).collect()
}

/// The ids before the colon of `// R9, UX 3: why`; a `//!` describes a whole file and proves
/// nothing.
fn noted(comment: &str) -> Vec<String> {
    let text = comment.trim_start_matches('/').trim_start();
    let (ids, rest) = leading(text);
    if rest.starts_with(':') { ids } else { Vec::new() }
}

/// The name of the function declared in a line.
fn function(code: &str) -> Option<&str> {
    let code = code.trim_start();
    let name = code.strip_prefix("async ").unwrap_or(code).strip_prefix("fn ")?;
    name.split(['(', '<']).next()
}

/// The titles of browser tests; a long one is on the line after `test(`.
fn titles(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut begun = false;
    numbered(text).filter_map(move |(line, text)| {
        let text = text.trim_start();
        let title = text.strip_prefix("test(").or_else(|| begun.then_some(text));
        begun = title == Some("");
        Some((line, title?.strip_prefix(['"', '`'])?))
    })
}

/// The first line after the head comment of a browser test file.
fn after_the_head(text: &str) -> usize {
    1 + text.lines().take_while(|line| line.starts_with("//")).count()
}

/// The ids at the beginning of a text, in either case, and the rest.
fn leading(text: &str) -> (Vec<String>, &str) {
    let (mut found, mut rest) = (Vec::new(), text);
    loop {
        let next = rest.trim_start_matches([',', ' ']);
        let upper = next.to_ascii_uppercase();
        // A function cannot be named `ux 12`.
        let spaced = upper.strip_prefix("UX").filter(|number| number.starts_with(digit));
        let upper = spaced.map_or_else(|| upper.clone(), |number| format!("UX {number}"));
        let Some((id, left)) = id(&upper) else { return (found, rest) };
        rest = &next[next.len() - left.len()..];
        found.push(id);
    }
}

/// Every id in a text. `UX 9, 10` are two.
fn mentions(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut inside_word = false;
    while let Some(first) = rest.chars().next() {
        if !inside_word && let Some((id, left)) = id(rest) {
            let list = id.starts_with("UX ");
            found.push(id);
            rest = left;
            while list && let Some((next, left)) = rest.strip_prefix(", ").and_then(number) {
                found.push(format!("UX {next}"));
                rest = left;
            }
            continue;
        }
        if !inside_word && word(rest) == DOCUMENT {
            found.push(DOCUMENT.to_owned());
        }
        inside_word = part_of_word(first) || "/.#".contains(first);
        rest = &rest[first.len_utf8()..];
    }
    found
}

/// The id at the start of a text, and the rest.
fn id(text: &str) -> Option<(String, &str)> {
    FAMILIES.iter().find_map(|family| {
        let (number, rest) = number(text.strip_prefix(family)?)?;
        Some((format!("{family}{number}"), rest))
    })
}

/// A number of one or two digits that ends there: not a version, not a part of a name.
fn number(text: &str) -> Option<(&str, &str)> {
    let length = text.chars().take_while(|c| digit(*c)).count();
    let (number, rest) = text.split_at(length);
    let goes_on = rest.starts_with(part_of_word)
        || rest.strip_prefix('.').is_some_and(|after| after.starts_with(digit));
    ((1..=2).contains(&length) && !number.starts_with('0') && !goes_on).then_some((number, rest))
}

fn word(text: &str) -> &str {
    text.split(|c| !part_of_word(c)).next().unwrap_or_default()
}

fn part_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn digit(c: char) -> bool {
    c.is_ascii_digit()
}

fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(text.lines())
}

fn fault(path: &str, line: usize, message: &str) -> Finding {
    Finding { path: path.to_owned(), line, severity: Severity::Fault, message: message.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = "| Id | Rule |\n|---|---|\n| R9 | Nothing. |\n| UX 12 | Cleared. |\n";
    const PROOF: &str = "#[test]\nfn r9_ux12_a_wrong_code_changes_nothing() {}\n";

    /// The findings in the key, in a test that proves all of it, and in one more file.
    fn findings(rules: &str, path: &str, text: &str) -> Vec<(String, usize)> {
        let proof = format!("//! Why.\n#[cfg(test)]\nmod tests {{\n{PROOF}}}\n");
        checked(&[(KEY, rules), ("backend/src/code.rs", &proof), (path, text)])
    }

    fn checked(files: &[(&str, &str)]) -> Vec<(String, usize)> {
        let sources: Vec<Source> =
            files.iter().map(|(path, text)| Source::new(path, text)).collect();
        let mut findings = Vec::new();
        check(&sources, &mut findings);
        findings.into_iter().map(|finding| (finding.path, finding.line)).collect()
    }

    #[test]
    fn a_rule_that_is_cited_and_not_defined_is_found() {
        let cases = [
            ("backend/src/a.rs", "//! Why (R8)."),
            ("backend/src/a.rs", "fn a() {} // UX 9, 12"),
            ("backend/src/a.rs", "/// The journey (R9-R13)."),
            ("backend/src/a.rs", "// As in (SECURITY, codes)."),
            ("backend/src/tests/a.rs", "    async fn r9_r10_a_code_locks(app: TestApp) {"),
            ("backend/migrations/0001.sql", "-- Once (C6)."),
            ("e2e/tests/a.spec.ts", "test(\"R8: a code\", async () => {});"),
            ("e2e/tests/a.spec.ts", "test(\n  \"ux13 a code\", async () => {});"),
            ("e2e/pages/a.ts", "/** The card (R3). */"),
            ("docs/PRIVACY.md", "It is kept for a day (S8)."),
        ];
        for (path, text) in cases {
            let found = findings(RULES, path, text);
            assert_eq!(found.len(), 1, "{path}: {text}: {found:?}");
            assert_eq!(found[0].0, path);
        }
    }

    #[test]
    fn a_rule_that_exists_may_be_cited_in_every_form() {
        let cases = [
            ("backend/src/a.rs", "//! Why (R9; UX 12)."),
            ("backend/src/tests/a.rs", "fn r9_it_stays() {}\nfn ux12_it_goes() {}"),
            ("e2e/tests/a.spec.ts", "test(\"R9, UX 12: a code\", async () => {});"),
            ("e2e/tests/a.spec.ts", "test(\"r9 ux12 a code\", async () => {});"),
        ];
        for (path, text) in cases {
            assert_eq!(findings(RULES, path, text), [], "{path}: {text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_citation_is_none() {
        let cases = [
            ("frontend/src/a.rs", "fn a() { view! { <path d=\"M4 4h2v1 M12 4\"/> <H1/> }; R8 }"),
            (
                "backend/src/a.rs",
                "// RFC 7636 S256, P-256, ES256, H264, C4.5, R0, /R8, a.R8, R8x, R123",
            ),
            ("backend/src/a.rs", "fn s3_upload() {}"),
            ("backend/src/a.rs", "// CONTENT_SECURITY_POLICY and Security"),
            ("e2e/tests/a.spec.ts", "await page.fill(\"R8\");"),
            ("frontend/locales/nl.json", "{ \"a\": \"R8 C5\" }"),
        ];
        for (path, text) in cases {
            assert_eq!(findings(RULES, path, text), [], "{path}: {text}");
        }
    }

    #[test]
    fn a_rule_that_no_test_proves_is_found() {
        let rules = format!("{RULES}| R10 | Locked. |\n");
        let cases = [
            ("backend/src/a.rs", "//! The lock (R10)."),
            ("backend/src/a.rs", "fn r10_lock() {}"),
            ("backend/src/tests/a.rs", "//! R10: what locks.\n"),
            ("backend/src/tests/a.rs", "fn a_lock_r10() {} // unlike (R10)"),
            ("e2e/tests/a.spec.ts", "// R10: what locks.\n\nimport a;"),
            ("e2e/pages/a.ts", "test(\"R10: a lock\");"),
            ("docs/AUDIT.md", "R10: a lock."),
        ];
        for (path, text) in cases {
            assert_eq!(findings(&rules, path, text), [(KEY.to_owned(), 5)], "{path}: {text}");
        }
    }

    #[test]
    fn a_test_proves_a_rule_by_its_name_or_a_comment() {
        let rules = format!("{RULES}| R10 | Locked. |\n");
        let cases = [
            ("backend/src/tests/a.rs", "async fn r10_it_locks(app: TestApp) {"),
            ("backend/src/tests/a.rs", "fn it_locks() {\n    // R10: locked.\n}"),
            ("backend/src/a.rs", "#[cfg(test)]\nmod tests {\n    /// R9, R10: locked.\n}"),
            ("e2e/tests/a.spec.ts", "// About.\n\ntest(`R10: ${it}`, async () => {});"),
            ("e2e/tests/a.spec.ts", "import a;\n  // R10: locked.\n"),
        ];
        for (path, text) in cases {
            assert_eq!(findings(&rules, path, text), [], "{path}: {text}");
        }
    }

    #[test]
    fn a_rule_is_defined_once_and_there_are_rules() {
        let rules = format!("{RULES}| R9 | Another. |\n");
        assert_eq!(findings(&rules, "a.rs", ""), [(KEY.to_owned(), 5)]);
        assert_eq!(checked(&[("a.rs", "")]), [(KEY.to_owned(), 1)]);
    }

    #[test]
    fn a_test_that_the_page_about_conformance_names_exists() {
        let page = "| Module | Test |\n|---|---|\n| `a-b` | `o1_here` |\n| `c` | `o1_gone` |\n";
        let tests = "    async fn o1_here(app: TestApp) {";
        let sources =
            [Source::new(CONFORMANCE, page), Source::new("backend/src/tests/a.rs", tests)];
        let mut findings = Vec::new();
        check_conformance(&sources, &mut findings);
        let lines: Vec<usize> = findings.into_iter().map(|finding| finding.line).collect();
        assert_eq!(lines, [4]);
    }
}
