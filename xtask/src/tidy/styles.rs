//! The style sheets: a class is styled in one sheet of a layer, a page's classes carry its name,
//! and what is styled is used.

use std::collections::{BTreeMap, BTreeSet};

use super::source::Source;
use super::{Finding, Severity};

const SHEETS: &str = "frontend/style/";
const PAGES: &str = "frontend/style/pages/";
const APP: &str = "frontend/src/";
/// The page before the app; its script uses classes that need no style.
const SHELL: &str = "frontend/index.html";

/// A selector, and where it is.
struct Selector<'a> {
    source: &'a Source,
    line: usize,
    layer: String,
    text: String,
}

/// Every rule of this file.
pub(super) fn check(sources: &[Source], findings: &mut Vec<Finding>) {
    let is_sheet =
        |source: &&Source| source.path.starts_with(SHEETS) && source.path.ends_with("css");
    let all: Vec<_> = sources.iter().filter(is_sheet).flat_map(selectors).collect();
    places(&all, findings);
    uses(sources, &all, findings);
}

/// A class that is styled on its own, not as a part of something else, has one place.
fn places(all: &[Selector<'_>], findings: &mut Vec<Finding>) {
    let mut first: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for selector in all {
        let Some(class) = defined(&selector.text) else { continue };
        let path = selector.source.path.as_str();
        let other = *first.entry((&selector.layer, class)).or_insert(path);
        if other != path {
            let message = format!(
                "`.{class}` is styled in {other} too: the later of two sheets of a layer changes \
                 what the other one draws"
            );
            findings.push(fault(selector.source, selector.line, message));
        }
        let page = path.strip_prefix(PAGES).and_then(|name| name.strip_suffix(".css"));
        if let Some(page) = page.filter(|page| !class.starts_with(&format!("{page}-"))) {
            let message = format!("`.{class}` does not begin with `{page}-`: it may style others");
            findings.push(fault(selector.source, selector.line, message));
        }
    }
}

/// A class without a style is noise, and a style without a class is dead.
fn uses(sources: &[Source], all: &[Selector<'_>], findings: &mut Vec<Finding>) {
    let styled: BTreeSet<&str> = all.iter().flat_map(|selector| classes(&selector.text)).collect();
    let mut mentioned = BTreeSet::new();
    for source in sources {
        if source.path == SHELL {
            mentioned.extend(words(&source.text));
        } else if source.is_rust() && source.path.starts_with(APP) {
            mentioned.extend(source.literals.iter().flat_map(|(_, literal)| words(literal)));
            for (line, class) in given(source) {
                mentioned.insert(class);
                if !styled.contains(class) {
                    let message = format!("no sheet styles `.{class}`");
                    findings.push(fault(source, line, message));
                }
            }
        }
    }
    for selector in all {
        for class in classes(&selector.text).filter(|class| !mentioned.contains(class)) {
            let message = format!("nothing has the class `{class}`");
            findings.push(fault(selector.source, selector.line, message));
        }
    }
}

/// The selectors of a sheet; a list of them is several.
fn selectors(source: &Source) -> Vec<Selector<'_>> {
    let mut found = Vec::new();
    let (mut layer, mut text, mut line, mut from) = (String::new(), String::new(), 1, 1);
    for part in without_comments(&source.text).chars() {
        match part {
            '{' => {
                let whole = std::mem::take(&mut text);
                if let Some(name) = whole.trim().strip_prefix("@layer ") {
                    name.clone_into(&mut layer);
                } else if !whole.trim().starts_with('@') {
                    found.extend(whole.split(',').map(|text| Selector {
                        source,
                        line: from,
                        layer: layer.clone(),
                        text: text.trim().to_owned(),
                    }));
                }
            }
            '}' | ';' => text.clear(),
            _ => {
                if text.trim().is_empty() {
                    from = line;
                }
                text.push(part);
            }
        }
        line += usize::from(part == '\n');
    }
    found
}

/// The same text with every comment removed, but not its lines.
fn without_comments(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        let (comment, after) = after.split_once("*/").unwrap_or((after, ""));
        kept.push_str(before);
        kept.extend(comment.chars().filter(|c| *c == '\n'));
        rest = after;
    }
    kept + rest
}

/// The class of a selector that is nothing but one element with this class.
fn defined(selector: &str) -> Option<&str> {
    let one = !selector.contains([' ', '>', '+', '~']);
    selector.strip_prefix('.').filter(|_| one).and_then(|rest| words(rest).next())
}

/// Every class in a selector.
fn classes(selector: &str) -> impl Iterator<Item = &str> {
    selector.match_indices('.').filter_map(|(at, _)| {
        let name = &selector[at + 1..];
        name.starts_with(|c: char| c.is_ascii_alphabetic()).then(|| words(name).next())?
    })
}

/// The classes that the views of a file give to their elements, with their lines.
fn given(source: &Source) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(source.text.lines()).take_while(|(line, _)| *line < source.tests_from).flat_map(
        |(line, text)| {
            let lists = text.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next());
            let named = |rest: &&str| rest.starts_with(|c: char| c.is_ascii_alphabetic());
            let single = text.split("class:").skip(1).filter(named);
            let single = single.filter_map(|rest| words(rest).next());
            let all = lists.flat_map(str::split_whitespace).chain(single);
            all.map(move |class| (line, class)).collect::<Vec<_>>()
        },
    )
}

/// What can be names of classes in a text.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').filter(|word| !word.is_empty())
}

fn fault(source: &Source, line: usize, message: String) -> Finding {
    Finding { path: source.path.clone(), line, severity: Severity::Fault, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(files: &[(&str, &str)]) -> Vec<String> {
        let sources: Vec<_> = files.iter().map(|(path, text)| Source::new(path, text)).collect();
        let mut findings = Vec::new();
        check(&sources, &mut findings);
        findings.iter().map(|found| format!("{}:{}", found.path, found.line)).collect()
    }

    const VIEW: (&str, &str) = (
        "frontend/src/ui/tile.rs",
        "fn f() { view! { <p class=\"tile help-tile\" class:wide=true /> } }\nstruct A { class: &'static str }",
    );
    const TILE: (&str, &str) = (
        "frontend/style/ui/tile.css",
        "@layer ui {\n  /* .old\n  */\n  .tile, .wide:hover { color: red; }\n}",
    );
    const HELP: (&str, &str) =
        ("frontend/style/pages/help.css", "@layer pages { .help-tile .tile { margin: 0 } }");

    #[test]
    fn sheets_that_keep_to_their_own_are_left_alone() {
        let other = ("frontend/style/layout.css", "@layer layout { .tile { margin: 0; } }");
        let part = ("frontend/style/ui/z.css", "@layer ui { .wide .tile { margin: 0; } }");
        assert_eq!(faults(&[VIEW, TILE, HELP, other, part]), Vec::<String>::new());
    }

    #[test]
    fn a_class_with_a_style_in_two_sheets_of_a_layer_is_found() {
        let twice = ("frontend/style/ui/z.css", "@layer ui {\n  p,\n  .tile { margin: 0; }\n}");
        assert_eq!(faults(&[VIEW, TILE, HELP, twice]), ["frontend/style/ui/z.css:2"]);
        let again = (TILE.0, "@layer ui { .tile, .wide { a: b } .tile { c: d } }");
        assert_eq!(faults(&[VIEW, again, HELP]), Vec::<String>::new());
    }

    #[test]
    fn a_page_styles_only_classes_with_its_name() {
        let page = ("frontend/style/pages/staff.css", "@layer pages { .wide { margin: 0; } }");
        assert_eq!(faults(&[VIEW, TILE, HELP, page]), ["frontend/style/pages/staff.css:1"]);
    }

    #[test]
    fn a_class_without_a_style_and_a_style_without_a_class_are_found() {
        let dead = ("frontend/style/ui/z.css", "@layer ui {\n\n  .tile .gone { margin: 0; }\n}");
        assert_eq!(faults(&[VIEW, TILE, HELP, dead]), ["frontend/style/ui/z.css:3"]);
        assert_eq!(faults(&[VIEW, TILE]), ["frontend/src/ui/tile.rs:1"]);
        // A class that is put together elsewhere is a literal there.
        let made = ("frontend/src/ui/alert.rs", "const A: &str = \"tile gone\";");
        assert_eq!(faults(&[VIEW, TILE, HELP, dead, made]), Vec::<String>::new());
    }
}
