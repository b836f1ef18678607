//! Which passwords are refused although they meet the rules: those that everybody tries first, and those
//! made of what anybody knows about the person (C2). The reason is always given.

use unicode_normalization::UnicodeNormalization as _;
use vestibule_shared::{
    problem::Code,
    text::{NewPassword, PasswordPreset},
};

use super::fold;

/// Passwords that head the published lists of leaked ones, and their Belgian neighbours; each would pass
/// the rules of composition alone or with a figure added. Compared without case and without trailing
/// figures and marks.
const COMMON: &[&str] = &[
    "password",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "wachtwoord",
    "motdepasse",
    "passwort",
    "kennwort",
    "qwerty",
    "qwertyuiop",
    "qwertz",
    "azerty",
    "azertyuiop",
    "asdfghjkl",
    "abc",
    "abcd",
    "abcdef",
    "abcdefgh",
    "welkom",
    "welcome",
    "bienvenue",
    "willkommen",
    "letmein",
    "iloveyou",
    "jetaime",
    "monkey",
    "dragon",
    "football",
    "voetbal",
    "baseball",
    "sunshine",
    "princess",
    "prinses",
    "superman",
    "batman",
    "admin",
    "administrator",
    "login",
    "master",
    "hello",
    "hallo",
    "bonjour",
    "schatje",
    "liefde",
    "amour",
    "geheim",
    "secret",
    "zomer",
    "winter",
    "lente",
    "herfst",
    "summer",
    "spring",
    "autumn",
    "belgie",
    "belgique",
    "belgium",
    "brussel",
    "bruxelles",
    "antwerpen",
    "anderlecht",
    "clubbrugge",
    "standard",
    "test",
    "testtest",
    "changeme",
    "temp",
    "trustno",
    "whatever",
    "freedom",
    "starwars",
    "pokemon",
    "charlie",
    "donald",
    "michael",
    "jordan",
    "computer",
    "internet",
    "samsung",
    "google",
    "facebook",
    "dokter",
    "docteur",
    "doctor",
    "patient",
    "ziekenhuis",
    "hopital",
    "hospital",
    "gezondheid",
    "sante",
    "qazwsx",
    "zaqwsx",
    "1q2w3e4r",
    "1qaz2wsx",
    "q1w2e3r4",
    "a1b2c3d4",
    "aa123456",
    "abc12345",
];

/// Reads a new password for a person about whom `context` is known: names, address, the service. One letter is
/// one character, however a keyboard composes it, and a name is that name, however it is spelled.
///
/// # Errors
/// The rule that is not met, `PasswordCommon` or `PasswordContext`.
pub fn parse(typed: &str, preset: PasswordPreset, context: &[&str]) -> Result<NewPassword, Code> {
    let password = NewPassword::parse(&typed.nfc().collect::<String>(), preset)?;
    let spellings = fold::spellings(typed);
    let core = |plain: &str| plain.trim_matches(|c: char| !c.is_alphabetic()).to_owned();
    let listed = |text: &str| COMMON.contains(&text);
    if spellings.iter().any(|plain| listed(plain) || listed(&core(plain)) || is_run(plain)) {
        return Err(Code::PasswordCommon);
    }
    let known = known(context);
    if spellings.iter().any(|plain| is_made_of(&core(plain), &known)) {
        return Err(Code::PasswordContext);
    }
    Ok(password)
}

/// Whether the repetition is the same password, however a keyboard composes its letters.
pub fn is_same(one: &str, other: &str) -> bool {
    one.nfc().eq(other.nfc())
}

/// The words of four letters and more in what is known about a person, apart and joined; the longest first.
fn known(context: &[&str]) -> Vec<String> {
    let spellings = context.iter().flat_map(|text| fold::spellings(text));
    let mut known: Vec<String> = spellings.flat_map(|text| runs(&fold::words(&text))).collect();
    known.sort_by_key(|word| std::cmp::Reverse(word.len()));
    known.dedup();
    known
}

/// Each word, and up to four neighbours as one: a family name may have that many.
fn runs(words: &[String]) -> Vec<String> {
    let sizes = 1..=words.len().min(4);
    let joined = sizes.flat_map(|size| words.windows(size).map(|run| -> String { run.concat() }));
    joined.filter(|word| word.chars().count() >= 4).collect()
}

/// Whether hardly anything is left of a password when the known words are taken out.
fn is_made_of(core: &str, known: &[String]) -> bool {
    let core = fold::joined(core);
    let rest = known.iter().fold(core.clone(), |rest, word| rest.replace(word, ""));
    rest.len() < core.len() && rest.chars().count() < 4
}

/// One character repeated, or figures and letters that only count up or down.
fn is_run(text: &str) -> bool {
    let codes: Vec<i64> = text.chars().map(|c| i64::from(u32::from(c))).collect();
    let steps: Vec<i64> = codes.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let even = steps.iter().filter(|step| matches!(**step, -1..=1)).count();
    steps.len() - even <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str) -> Result<(), Code> {
        let context = ["Nora Angèle", "Specimen", "nora.specimen@example.be", "Vestibule"];
        parse(typed, PasswordPreset::Seed, &context).map(|_| ())
    }

    #[test]
    fn c2_a_password_that_everybody_tries_is_refused_with_that_reason() {
        for typed in [
            "password1",
            "Wachtwoord2026!",
            "azerty123",
            "welkom01",
            "aaaaaaa1",
            "12345678a",
            "abcdefg1",
        ] {
            assert_eq!(check(typed), Err(Code::PasswordCommon), "{typed}");
        }
    }

    #[test]
    fn c2_a_password_made_of_the_own_name_or_of_the_service_is_refused_with_that_reason() {
        for typed in ["specimen1", "Specimen99", "vestibule1", "Nora.specimen1"] {
            assert_eq!(check(typed), Err(Code::PasswordContext), "{typed}");
        }
    }

    #[test]
    fn c2_the_own_name_is_no_password_however_it_is_spelled() {
        let check = |given: &str, family: &str, typed: &str| {
            let context = [given, family, "x@example.be", "Vestibule"];
            parse(typed, PasswordPreset::Seed, &context).map(|_| ())
        };
        for (given, family, typed) in [
            ("Joséphine", "Maes", "Josephine1968"),
            ("Josephine", "Maes", "Joséphine1968"),
            ("Jan", "Lüdenscheidt", "Luedenscheidt77"),
            ("Jan", "Lüdenscheidt", "Ludenscheidt77"),
            ("Jan", "Luedenscheidt", "Lüdenscheidt77"),
            ("Jan", "Van den Broeck", "Vandenbroeck77"),
            ("Jan", "Van den Broeck", "denbroeck77"),
            ("Jan", "Vandenbroeck", "Van den Broeck 77"),
            ("Lotte", "Maes", "Lo\u{301}tte1987"),
            ("Lotte", "Maes", "ｌｏｔｔｅ１９８７"),
            ("Jan", "D'Haene", "dhaene1234"),
            ("Søren", "Strauß", "soerenstrauss1"),
            ("Łukasz", "Maes", "lukasz2001"),
        ] {
            assert_eq!(check(given, family, typed), Err(Code::PasswordContext), "{typed}");
        }
        for typed in ["ｐａｓｓｗｏｒｄ１", "Pa\u{301}ssword1", "santé2026"] {
            assert_eq!(check("Jan", "Maes", typed), Err(Code::PasswordCommon), "{typed}");
        }
        // Short names forbid nothing, and neither does part of a word.
        for (given, family, typed) in [("Li", "Wu", "liwuliwu1"), ("Jan", "Maes", "thomas1234")] {
            assert_eq!(check(given, family, typed), Ok(()), "{typed}");
        }
    }

    #[test]
    fn r11_one_letter_is_one_character_however_it_is_composed() {
        assert_eq!(check("e\u{301}e\u{301}e\u{301}e\u{301}1"), Err(Code::PasswordTooShort));
        let typed = "zorgza\u{e1}m1";
        let decomposed = "zorgza\u{61}\u{301}m1";
        let parsed = |text: &str| parse(text, PasswordPreset::Seed, &[]).unwrap();
        assert_eq!(parsed(typed).expose(), parsed(decomposed).expose());
        assert!(is_same(typed, decomposed));
        assert!(!is_same(typed, "zorgzaam1") && !is_same(typed, "zorgza"));
        let long = |n: usize| format!("a1{}", "e\u{301}".repeat(n - 2));
        assert!(parse(&long(256), PasswordPreset::Seed, &[]).is_ok());
        assert_eq!(check(&long(257)), Err(Code::PasswordTooLong));
    }

    #[test]
    fn r11_anything_else_that_meets_the_rules_is_accepted() {
        for typed in
            ["zorgzaam1", "een lange zin met 1 cijfer", "Tr0ub4dor&3", "specimen van de natuur 7"]
        {
            assert_eq!(check(typed), Ok(()), "{typed}");
        }
    }
}
