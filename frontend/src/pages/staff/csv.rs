//! Tables as files for a spreadsheet (RFC 4180), in the format that spreadsheets of a language
//! expect: if the comma is the decimal separator, a semicolon separates the values. Pure.

use vestibule_shared::text::Language;

/// How a language writes a file of separated values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Style {
    /// The separator of two values.
    parts: char,
    /// The separator of a whole number and its decimals.
    pub(super) decimals: char,
}

impl Style {
    /// Excel uses the settings of the computer: in Belgium, France and Germany the decimal
    /// separator is a comma.
    pub(super) const fn of(language: Language) -> Self {
        match language {
            Language::Nl | Language::Fr | Language::De => Self { parts: ';', decimals: ',' },
            Language::En => Self { parts: ',', decimals: '.' },
        }
    }
}

/// A file of lines. It begins with the byte order mark by which spreadsheets recognise UTF-8.
pub(super) fn file(style: Style, lines: &[Vec<String>]) -> String {
    let mut text = String::from("\u{feff}");
    for line in lines {
        for (at, cell) in line.iter().enumerate() {
            if at > 0 {
                text.push(style.parts);
            }
            text.push_str(&written(cell, style));
        }
        text.push_str("\r\n");
    }
    text
}

/// A cell as it is in the file: a spreadsheet must not take it for a formula, and soft hyphens are
/// for screens only.
fn written(cell: &str, style: Style) -> String {
    let cell = cell.replace('\u{ad}', "");
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = if is_formula { format!("'{cell}") } else { cell };
    if cell.contains([style.parts, '"', '\r', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_quotes_and_lines_stay_inside_their_cell() {
        for (cell, expected) in [
            ("BE", "BE"),
            ("", ""),
            ("a,b", "\"a,b\""),
            ("a;b", "a;b"),
            ("say \"a\"", "\"say \"\"a\"\"\""),
            ("a\nb", "\"a\nb\""),
            ("Beveiligings\u{ad}sleutel", "Beveiligingssleutel"),
        ] {
            assert_eq!(written(cell, Style::of(Language::En)), expected);
        }
    }

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", "+32", "-1", "@sum", "\tx", "=a,\"b\""] {
            let cell = written(cell, Style::of(Language::Nl));
            assert!(cell.trim_start_matches('"').starts_with('\''), "{cell}");
        }
    }

    #[test]
    fn every_line_ends_as_the_standard_says() {
        let lines = [vec!["a".to_owned(), "b".to_owned()], vec!["1".to_owned(), String::new()]];
        assert_eq!(file(Style::of(Language::En), &lines), "\u{feff}a,b\r\n1,\r\n");
    }

    #[test]
    fn where_a_comma_parts_decimals_a_semicolon_parts_values() {
        let lines = [vec!["a;b".to_owned(), "0,0750".to_owned()]];
        for language in [Language::Nl, Language::Fr, Language::De] {
            let style = Style::of(language);
            assert_eq!((style.parts, style.decimals), (';', ','));
            assert_eq!(file(style, &lines), "\u{feff}\"a;b\";0,0750\r\n");
        }
    }
}
