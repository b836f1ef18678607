//! The form of a text: words, and placeholders as `{days}`, or as `{days|day|days}` with the nouns
//! for one and for more.

use std::collections::BTreeSet;

/// The names of the placeholders.
pub(crate) fn placeholders(text: &str) -> BTreeSet<&str> {
    let inside = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    inside.filter_map(|(inside, _)| inside.split('|').next()).collect()
}

/// Returns what is wrong with a text.
pub(crate) fn fault(text: &str) -> Option<&'static str> {
    const BRACE: &str = "has a brace that is part of no placeholder";
    if text.trim().is_empty() {
        return Some("is empty");
    }
    let mut parts = text.split('{');
    if parts.next().is_some_and(|words| words.contains('}')) {
        return Some(BRACE);
    }
    parts.find_map(|part| match part.split_once('}') {
        Some((inside, words)) if !words.contains('}') => placeholder_fault(inside),
        _ => Some(BRACE),
    })
}

fn placeholder_fault(inside: &str) -> Option<&'static str> {
    let mut parts = inside.split('|');
    if !parts.next().is_some_and(is_name) {
        return Some("has a placeholder whose name is not in lower case with underscores");
    }
    let nouns: Vec<&str> = parts.collect();
    let complete = nouns.is_empty() || nouns.len() == 2 && !nouns.contains(&"");
    (!complete).then_some("has a placeholder with nouns that are not two: for one and for more")
}

/// Whether this is a name in lower case with underscores.
pub(crate) fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_is_a_name_alone_or_with_two_nouns() {
        for text in ["Dag", "{name}", "{a}{b_2}", "Na {days|dag|dagen}."] {
            assert_eq!(fault(text), None, "{text}");
        }
        for text in [
            "",
            " ",
            "{",
            "}",
            "a} {b}",
            "{a",
            "{a}}",
            "{{a}",
            "{}",
            "{A}",
            "{a b}",
            "{a-b}",
            "{a:02}",
            "{1}",
            "{|a|b}",
            "{a|b}",
            "{a|b|}",
            "{a|b|c|d}",
        ] {
            assert!(fault(text).is_some(), "{text}");
        }
    }

    #[test]
    fn a_placeholder_is_found_once_with_or_without_nouns() {
        let found = placeholders("{b} {a|x|y} {b}.");
        assert_eq!(found, BTreeSet::from(["a", "b"]));
    }
}
