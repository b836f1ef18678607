//! Tables as files for a spreadsheet: values separated by commas (RFC 4180). Pure.

/// A file of lines. It begins with the mark by which spreadsheets know UTF-8.
pub(super) fn file(lines: &[Vec<String>]) -> String {
    let mut text = String::from("\u{feff}");
    for line in lines {
        let cells: Vec<String> = line.iter().map(|cell| written(cell)).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

/// A cell as it stands in the file: no spreadsheet shall take it for a formula, and the places at which a word may
/// be broken are for screens.
fn written(cell: &str) -> String {
    let cell = cell.replace('\u{ad}', "");
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = if is_formula { format!("'{cell}") } else { cell };
    if cell.contains([',', '"', '\r', '\n']) {
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
            ("say \"a\"", "\"say \"\"a\"\"\""),
            ("a\nb", "\"a\nb\""),
            ("Beveiligings\u{ad}sleutel", "Beveiligingssleutel"),
        ] {
            assert_eq!(written(cell), expected);
        }
    }

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", "+32", "-1", "@sum", "\tx", "=a,\"b\""] {
            let cell = written(cell);
            assert!(cell.trim_start_matches('"').starts_with('\''), "{cell}");
        }
    }

    #[test]
    fn every_line_ends_as_the_standard_says() {
        let lines = [vec!["a".to_owned(), "b".to_owned()], vec!["1".to_owned(), String::new()]];
        assert_eq!(file(&lines), "\u{feff}a,b\r\n1,\r\n");
    }
}
