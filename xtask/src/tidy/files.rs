//! The files that the documents name exist: a path in backquotes is a file of the project, from its
//! root or from a source folder.

use std::collections::BTreeSet;

use super::source::Source;
use super::{Finding, Severity};

/// The folders from which a document may name a file.
const FROM: &[&str] = &["", "backend/src/", "frontend/src/", "shared/src/", "xtask/src/", "e2e/"];
/// The ends of the names of files that are looked up.
const ENDS: &[&str] = &[".rs", ".ts", ".sql", ".md"];
/// Generated, or an example of a name.
const EXAMPLES: &[char] = &['*', '<', '{', ' ', 'N'];

/// Checks every document.
pub(super) fn check(sources: &[Source], findings: &mut Vec<Finding>) {
    let files: BTreeSet<&str> = sources.iter().map(|source| source.path.as_str()).collect();
    for source in sources.iter().filter(|source| source.is_markdown()) {
        for (line, text) in (1..).zip(source.text.lines()) {
            for name in names(text).filter(|name| !exists(name, source, &files)) {
                let message =
                    format!("`{name}` is no file of the project: it was moved or renamed");
                let path = source.path.clone();
                findings.push(Finding { path, line, severity: Severity::Fault, message });
            }
        }
    }
}

/// The paths in backquotes: with a folder, because a name alone may mean any file of that name.
fn names(line: &str) -> impl Iterator<Item = &str> {
    let quoted = line.split('`').skip(1).step_by(2);
    quoted.filter(|name| {
        name.contains('/')
            && !name.contains(EXAMPLES)
            && !name.starts_with(['/', '~'])
            && ENDS.iter().any(|end| name.ends_with(end))
    })
}

fn exists(name: &str, source: &Source, files: &BTreeSet<&str>) -> bool {
    let beside = source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let name = name.trim_start_matches("./");
    FROM.iter().any(|from| files.contains(format!("{from}{name}").as_str()))
        || files.contains(format!("{beside}/{name}").as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> usize {
        let sources = [
            Source::new("docs/ARCHITECTURE.md", text),
            Source::new("docs/decisions/0001-moves.md", ""),
            Source::new("backend/src/http/step.rs", "//! x"),
        ];
        let mut findings = Vec::new();
        check(&sources, &mut findings);
        findings.len()
    }

    #[test]
    fn a_file_that_is_not_there_is_found() {
        for text in ["in `http/steps.rs`", "`backend/src/step.rs` and more", "`a/b.md`"] {
            assert_eq!(faults(text), 1, "{text}");
        }
    }

    #[test]
    fn files_that_are_there_and_examples_are_left_alone() {
        let texts = [
            "`http/step.rs` and `backend/src/http/step.rs`",
            "`decisions/0001-moves.md`",
            "`step.rs`, `decisions/NNNN-title.md`, `tests/*.rs`, `GET /a/b.rs`",
        ];
        for text in texts {
            assert_eq!(faults(text), 0, "{text}");
        }
    }
}
