//! A code to read out on the phone: large, and in groups.

use leptos::prelude::*;

/// Letters and digits; hyphens separate the groups.
pub(crate) fn aloud(code: &str) -> impl IntoView + use<> {
    // With spaces between them a screen reader says the characters one by one.
    let spelled = |group: &str| group.chars().map(String::from).collect::<Vec<_>>().join(" ");
    let groups = code.split('-').map(|group| {
        let spoken = spelled(group) + ", ";
        view! {
            <span aria-hidden="true">{group.to_owned()}</span>
            <span class="visually-hidden">{spoken}</span>
        }
    });
    view! { <p class="aloud-code" lang="zxx" data-testid="aloud">{groups.collect_view()}</p> }
}

/// The same, with a word under each letter: on a bad line D and T sound alike. `words` has one for
/// each letter of the alphabet, separated by spaces.
pub(crate) fn spelled(code: &str, words: &str) -> impl IntoView + use<> {
    let words: Vec<&str> = words.split(' ').collect();
    let groups = code.split('-').map(|group| {
        let letters: Vec<_> = group.chars().map(|sign| (sign, word_of(sign, &words))).collect();
        let spoken: Vec<String> =
            letters.iter().map(|(sign, word)| format!("{sign} {word}")).collect();
        let shown = letters.into_iter().map(|(sign, word)| {
            view! { <span><b>{sign.to_string()}</b> <small>{word}</small></span> }
        });
        view! {
            <span class="aloud-letters" aria-hidden="true">{shown.collect_view()}</span>
            <span class="visually-hidden">{spoken.join(", ") + ". "}</span>
        }
    });
    view! { <p class="aloud-code" data-testid="aloud">{groups.collect_view()}</p> }
}

/// The word of a letter; nothing for a digit, which sounds like no other.
fn word_of(sign: char, words: &[&str]) -> String {
    let place = u32::from(sign).checked_sub(u32::from('A'));
    let place = place.and_then(|place| usize::try_from(place).ok());
    place.and_then(|place| words.get(place)).copied().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_letter_has_the_word_at_its_place_in_the_alphabet() {
        let words = ["Anna", "Bernard", "Cécile", "Daniel", "Émile"];
        assert_eq!(word_of('A', &words), "Anna");
        assert_eq!(word_of('E', &words), "Émile");
        assert_eq!([word_of('7', &words), word_of('Z', &words)], ["", ""]);
    }
}
