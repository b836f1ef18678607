//! A file as the rules see it: its code without comments and literals, and the literals separately.

/// One file of the project.
#[derive(Debug)]
pub(super) struct Source {
    /// Relative to the root, with slashes.
    pub(super) path: String,
    /// The file unchanged.
    pub(super) text: String,
    /// The same lines with every comment and literal blanked: what the compiler acts on.
    pub(super) code: String,
    /// The contents of the string literals, each with its line.
    pub(super) literals: Vec<(usize, String)>,
    /// The first line (from 1) that exists only for tests; after the end if there is none.
    pub(super) tests_from: usize,
}

impl Source {
    /// Reads a file; only Rust is split into code and literals.
    pub(super) fn new(path: &str, text: &str) -> Self {
        let (code, literals) =
            if is_rust(path) { take_apart(text) } else { (text.to_owned(), Vec::new()) };
        let whole = is_test_file(path).then_some(1);
        let end = text.lines().count() + 1;
        let tests_from = whole.or_else(|| test_module(&code)).unwrap_or(end);
        Self { path: path.to_owned(), text: text.to_owned(), code, literals, tests_from }
    }

    /// Whether the file is Rust.
    pub(super) fn is_rust(&self) -> bool {
        is_rust(&self.path)
    }

    /// Whether the file is Markdown.
    pub(super) fn is_markdown(&self) -> bool {
        ends_with(&self.path, "md")
    }

    /// The lines of code, numbered from 1, before the tests.
    pub(super) fn product_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let before = self.tests_from;
        (1..).zip(self.code.lines()).take_while(move |(line, _)| *line < before)
    }

    /// The line (from 1) of a byte of the code.
    pub(super) fn line_of(&self, offset: usize) -> usize {
        1 + self.code[..offset].matches('\n').count()
    }
}

fn is_rust(path: &str) -> bool {
    ends_with(path, "rs")
}

fn ends_with(path: &str, wanted: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, end)| end == wanted)
}

/// Files that only tests compile: `tests.rs`, `tests/`, and the shared code of a suite in
/// `testing`.
fn is_test_file(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "tests" | "tests.rs" | "testing" | "testing.rs"))
}

/// The line in which `#[cfg(test)]` introduces a module with a body; by convention it extends to
/// the end of the file.
fn test_module(code: &str) -> Option<usize> {
    let lines: Vec<&str> = code.lines().collect();
    let found = lines.iter().enumerate().position(|(at, line)| {
        line.trim_start().starts_with("#[cfg(test)]")
            && lines[at + 1..]
                .iter()
                .find(|next| !next.trim_start().starts_with("#["))
                .is_some_and(|next| next.trim_start().starts_with("mod ") && next.contains('{'))
    })?;
    Some(found + 1)
}

/// Blanks comments and literals; collects the string literals.
fn take_apart(text: &str) -> (String, Vec<(usize, String)>) {
    let mut code = String::with_capacity(text.len());
    let mut literals = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let after_name = code.ends_with(|last: char| last.is_alphanumeric() || last == '_');
        let (length, literal) = if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), None)
        } else if rest.starts_with("/*") {
            (block_comment(rest), None)
        } else if let Some((start, end, length)) = string(rest, after_name) {
            (length, Some(&rest[start..end]))
        } else if let Some(length) = character(rest) {
            (length, None)
        } else {
            code.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        };
        if let Some(literal) = literal {
            literals.push((1 + code.matches('\n').count(), literal.to_owned()));
        }
        let (taken, left) = rest.split_at(length);
        code.extend(taken.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = left;
    }
    (code, literals)
}

/// The length of a comment, which may be nested.
fn block_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth = depth.saturating_sub(1);
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// A string literal at this position, plain or raw: where its content starts and ends, and its
/// whole length.
fn string(text: &str, after_name: bool) -> Option<(usize, usize, usize)> {
    if let Some(content) = text.strip_prefix('"') {
        let mut escaped = false;
        let end = content.find(|c| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        let end = 1 + end.unwrap_or(content.len());
        return Some((1, end, (end + 1).min(text.len())));
    }
    // The `r` of a name such as `for` starts no raw string.
    let hashes = text.strip_prefix('r').filter(|_| !after_name || text.starts_with("r#\""))?;
    let content = hashes.trim_start_matches('#');
    let count = hashes.len() - content.len();
    let content = content.strip_prefix('"')?;
    let start = text.len() - content.len();
    let closing = format!("\"{}", "#".repeat(count));
    let end = start + content.find(&closing).unwrap_or(content.len());
    Some((start, end, (end + closing.len()).min(text.len())))
}

/// The length of a character literal at this position; a lifetime is not one.
fn character(text: &str) -> Option<usize> {
    let content = text.strip_prefix('\'')?;
    let mut characters = content.char_indices();
    let (_, first) = characters.next()?;
    if first == '\\' {
        let (after, _) = characters.nth(1)?;
        return Some(1 + after + content[after..].find('\'')? + 1);
    }
    let (after, closing) = characters.next()?;
    (closing == '\'').then_some(1 + after + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> String {
        Source::new("a.rs", text).code.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn comments_and_literals_are_not_code() {
        let cases = [
            ("a // b\nc", "a c"),
            ("a /* b /* c */ d */ e", "a e"),
            (r#"f("x { y") + g"#, "f( ) + g"),
            (r#"f("\"{") + g"#, "f( ) + g"),
            (r##"f(r#"x " y"#) + g"##, "f( ) + g"),
            ("f('{') + '\\'' + 'é'", "f( ) + +"),
            ("f('\\u{1f600}');", "f( );"),
            ("fn f<'a>(x: &'a str)", "fn f<'a>(x: &'a str)"),
            ("b\"bytes {\" b'{'", "b b"),
            ("attr\"x\"", "attr"),
        ];
        for (text, expected) in cases {
            assert_eq!(code(text), expected, "{text}");
        }
    }

    #[test]
    fn lines_stay_where_they_were() {
        let source = Source::new("a.rs", "// x\n\"a\nb\"\nlast\n");
        assert_eq!(source.code.lines().nth(3), Some("last"));
        assert_eq!(source.literals, [(2, "a\nb".to_owned())]);
    }

    #[test]
    fn the_tests_at_the_foot_are_not_product() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\n";
        let source = Source::new("backend/src/a.rs", text);
        assert_eq!(source.tests_from, 2);
        assert_eq!(source.product_lines().count(), 1);
        assert_eq!(Source::new("backend/src/a/tests.rs", text).tests_from, 1);
    }

    #[test]
    fn a_test_module_in_a_file_of_its_own_ends_nothing() {
        let source = Source::new("a.rs", "#[cfg(test)]\nmod tests;\nfn a() {}\n");
        assert_eq!(source.product_lines().count(), 3);
    }
}
