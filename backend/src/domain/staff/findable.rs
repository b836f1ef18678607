//! The texts by which a person is found by name: the beginnings of its words, of three letters or
//! more, apart or joined, in each spelling. Stored and searched texts are compared as digests, so
//! both are made here.

use crate::domain::{account::Name, fold};

/// The shortest beginning of a word that finds it, in letters; shorter words are matched whole.
const LEAST: usize = 3;
/// Longer beginnings do not distinguish more people.
const MOST: usize = 16;
/// How many words of a name count.
const MOST_WORDS: usize = 24;
/// How many words of a name are searched for: of a longer name the longest.
pub const ASKED: usize = 6;
/// How many variants one word may have.
pub const WAYS: usize = 6;

/// A search: words that all have to match, each in one of several variants; the rarest word first,
/// which is assumed to be the longest.
pub type Ask = Vec<Vec<String>>;

/// The texts by which a name is found.
pub fn stored(name: &Name) -> Vec<String> {
    let parts = name.given.iter().chain([&name.family]);
    let mut texts: Vec<String> = parts
        .flat_map(|part| fold::spellings(part))
        .flat_map(|spelling| of_words(&words(&spelling)))
        .collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}

fn words(spelling: &str) -> Vec<String> {
    fold::words(spelling).into_iter().take(MOST_WORDS).collect()
}

/// `Van den Broeck` is found as `van`, as `vanden`, as `vandenbroeck`, as `den` and as `broeck`.
fn of_words(words: &[String]) -> Vec<String> {
    let short = words.iter().filter(|word| length(word) < LEAST).map(|word| whole(word));
    let runs = (0..words.len()).map(|from| words[from..].concat());
    let beginnings = runs.flat_map(|run| {
        let most = length(&run).min(MOST);
        (LEAST..=most).map(|letters| beginning(&run, letters)).collect::<Vec<_>>()
    });
    short.chain(beginnings).collect()
}

/// Makes the search for a typed text; empty when it has no words.
pub fn asked(typed: &str) -> Ask {
    let spelled: Vec<Vec<String>> =
        fold::spellings(typed).iter().map(|spelling| words(spelling)).collect();
    let count = spelled.iter().map(Vec::len).min().unwrap_or_default();
    let mut all: Vec<(usize, Vec<String>)> =
        (0..count).map(|at| (length(&spelled[0][at]), ways(&spelled, at, count))).collect();
    all.sort_by(|(one, ways), (other, others)| other.cmp(one).then(ways.cmp(others)));
    all.dedup();
    all.into_iter().take(ASKED).map(|(_, ways)| ways).collect()
}

/// The variants of one word: by itself, and joined with its neighbours as the card may have it.
fn ways(spelled: &[Vec<String>], at: usize, count: usize) -> Vec<String> {
    let runs = (1..=3).flat_map(|size| {
        let first = (at + 1).saturating_sub(size);
        (first..=at).map(move |from| from..from + size)
    });
    let mut found: Vec<String> = Vec::new();
    for run in runs.filter(|run| run.end <= count) {
        for words in spelled {
            let text = words[run.clone()].concat();
            let way = match length(&text) {
                0..LEAST if run.len() > 1 => continue,
                0..LEAST => whole(&text),
                letters => beginning(&text, letters.min(MOST)),
            };
            if !found.contains(&way) {
                found.push(way);
            }
        }
    }
    found.truncate(WAYS);
    found
}

fn length(word: &str) -> usize {
    word.chars().count()
}

fn beginning(text: &str, letters: usize) -> String {
    text.chars().take(letters).collect()
}

/// Marks a whole word: no beginning of another word is written so.
fn whole(word: &str) -> String {
    format!("{word}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(given: &str, family: &str) -> Name {
        Name { given: Some(given.into()), family: family.into() }
    }

    fn finds(typed: &str, name: &Name) -> bool {
        let stored = stored(name);
        let ask = asked(typed);
        !ask.is_empty() && ask.iter().all(|ways| ways.iter().any(|way| stored.contains(way)))
    }

    #[test]
    fn h1_a_name_is_found_however_it_is_written() {
        for (given, family, typed) in [
            ("Søren", "Łukasz", "Soren Lukasz"),
            ("Søren", "Łukasz", "soeren"),
            ("Đorđe", "Işık", "dorde ISIK"),
            ("Jörg", "Müller", "Jorg Mueller"),
            ("Joerg", "Mueller", "Jörg Müller"),
            ("Jan", "D'Haene", "Dhaene"),
            ("Jan", "D’Haene", "d'haene jan"),
            ("Jan", "Dhaene", "D'Haene"),
            ("Sean", "O'Neill", "oneill"),
            ("Jan", "Van den Broeck", "Vanden Broeck"),
            ("Jan", "Van den Broeck", "vandenbroeck"),
            ("Jan", "Vandenbroeck", "Jan Van den Broeck"),
            ("Jean-Luc", "Specimen", "jeanluc"),
            ("Jeanluc", "Specimen", "Jean Luc"),
            ("Anne Marie", "Specimen", "annemarie specimen"),
            ("Lotte", "Strauß", "strauss"),
            ("Lotte", "Vandenspecimenbergh", "vandenspecimenberghe"),
            ("Lotte", "Li", "lotte li"),
            ("Lo\u{301}tte", "Œuvrard", "ｌotte oeuv"),
        ] {
            assert!(finds(typed, &name(given, family)), "{typed} for {given} {family}");
        }
    }

    #[test]
    fn h1_three_first_letters_find_a_name_and_two_only_a_whole_word() {
        let lotte = name("Lotte", "De Specimen");
        for typed in ["spe", "Lot", "de", "lotte d e specimen", "despe"] {
            assert!(finds(typed, &lotte), "{typed}");
        }
        for typed in ["sp", "lo", "pecimen", "lotte peeters", "lottea", "-", ""] {
            assert!(!finds(typed, &lotte), "{typed}");
        }
    }

    #[test]
    fn h1_a_whole_name_that_was_copied_finds_its_person_however_many_words_it_has() {
        let given = "Maria Josepha Theodora Wilhelmina Elisabeth Ludovica";
        let long = name(given, "van der Specimen de la Tour Eiffel tot Voorbeeld");
        assert!(finds(&long.full(), &long));
        assert_eq!(asked(&long.full()).len(), ASKED);
        assert!(!finds(&format!("{} Onbekendelaar", long.full()), &long));
    }

    #[test]
    fn a_very_long_name_has_a_bounded_number_of_texts() {
        let long = vec!["abcdefghijklmnopqrstuvwxyz"; 200].join(" ");
        assert!(stored(&name("A", &long)).len() <= MOST_WORDS * MOST);
        assert!(asked(&long).iter().all(|ways| (1..=WAYS).contains(&ways.len())));
    }
}
