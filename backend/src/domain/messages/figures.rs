//! Checks that texts state the figure in force, never the default: for the tests, which look for
//! numbers in every text.

use vestibule_shared::text::Language::{self, De, En, Fr, Nl};

/// Words that are numbers. "One", "once", "first" and "second" count nothing that a policy decides.
const fn numbers(lang: Language) -> &'static str {
    match lang {
        Nl => {
            "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien twintig dertig \
             veertig vijftig zestig negentig honderd half halve kwartier halfuur week weken"
        }
        Fr => {
            "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze vingt trente quarante \
             cinquante soixante cent demi demie quart semaine semaines"
        }
        De => {
            "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn zwanzig dreißig \
             vierzig fünfzig sechzig neunzig hundert zweimal dreimal viermal fünfmal zehnmal halbe halben halber \
             halbes viertelstunde woche wochen"
        }
        En => {
            "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen twenty thirty \
             forty fifty sixty ninety hundred half quarter twice week weeks"
        }
    }
}

/// The name of the thing, in each language.
const TWO_STEPS: [&str; 6] =
    ["twee stappen", "deux étapes", "zwei schritte", "zwei-schritt", "two steps", "two-step"];

/// The numbers in a text, apart from those that were `filled` in.
pub(crate) fn named(lang: Language, text: &str, filled: &[&str]) -> Vec<String> {
    let mut text = filled.iter().fold(text.to_owned(), |text, part| text.replace(part, " "));
    text = text.to_lowercase().replace('\u{ad}', "");
    text = TWO_STEPS.iter().fold(text, |text, part| text.replace(part, " "));
    let words: Vec<&str> = numbers(lang).split_whitespace().collect();
    let is_number = |word: &&str| words.contains(word) || word.parse::<u64>().is_ok();
    let split = text.split(|c: char| !c.is_alphanumeric());
    split.filter(is_number).map(str::to_owned).collect()
}

#[test]
fn a_number_is_found_in_words_and_in_figures() {
    assert_eq!(
        named(Nl, "Na vijf foute codes wachten we een kwartier.", &[]),
        ["vijf", "kwartier"]
    );
    assert_eq!(named(De, "Es wurde fünfmal falsch", &[]), ["fünfmal"]);
    assert_eq!(named(Fr, "une demi-heure, 30 minutes", &[]), ["demi", "30"]);
    assert_eq!(named(En, "two-step verification, at 10:15", &["10:15"]), [""; 0]);
}
