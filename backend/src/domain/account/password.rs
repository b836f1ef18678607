//! Passwords that are refused although they meet the rules: the most common ones, and those made of
//! known facts about the person (C2). The reason is always given.

use unicode_normalization::UnicodeNormalization as _;
use vestibule_shared::{
    problem::Code,
    text::{NewPassword, PasswordPreset},
};

use crate::domain::fold;

/// Common beginnings of passwords in Belgium; each would meet the rules of composition alone or
/// with a figure added. Compared without case and without the figures and marks around them. The
/// world's common passwords are in the list of `zxcvbn` (docs/decisions/0036); the last lines have
/// those that cannot be read out of it.
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
    "11111aaaaa",
    "12345abcde",
    "abcde12345",
    "adam1234",
    "eric1234",
    "king1234",
    "lisa1234",
    "anna1984",
    "anna1986",
    "anna1988",
    "anna1989",
    "anna2000",
    "anna2010",
    "love2000",
    "qazwsx1234",
    "qwerty2010",
    "shadow1212",
];

/// The length of the list of `zxcvbn`, from the most common password on: a listed password is
/// guessed in no more attempts than its place.
const ATTEMPTS: u64 = 30_000;
/// The longest password on that list.
const LONGEST_LISTED: usize = 20;
/// How much may be added to a listed word without making it a different password, in characters.
const ADDED: usize = 3;

/// Parses a new password for a person about whom `context` is known: names, address, the service.
/// One letter is one character, however a keyboard composes it, and a name is recognised in every
/// spelling.
///
/// # Errors
/// The rule that is not met, `PasswordCommon` or `PasswordContext`.
pub fn parse(typed: &str, preset: PasswordPreset, context: &[&str]) -> Result<NewPassword, Code> {
    let password = NewPassword::parse(&typed.nfc().collect::<String>(), preset)?;
    let spellings = fold::spellings(typed);
    let core = |plain: &str| plain.trim_matches(|c: char| !c.is_alphabetic()).to_owned();
    let listed = |text: &str| COMMON.contains(&text);
    let is_common = |plain: &String| {
        listed(plain) || listed(&core(plain)) || is_run(plain) || is_guessed_early(plain)
    };
    if spellings.iter().any(is_common) {
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

/// The words of four letters or more in what is known about a person, apart and joined; the longest
/// first.
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

/// Whether almost nothing of a password is left without the known words.
fn is_made_of(core: &str, known: &[String]) -> bool {
    let core = fold::joined(core);
    let rest = known.iter().fold(core.clone(), |rest, word| rest.replace(word, ""));
    rest.len() < core.len() && rest.chars().count() < 4
}

/// Whether a text is one character repeated, or figures and letters that only count up or down.
fn is_run(text: &str) -> bool {
    let codes: Vec<i64> = text.chars().map(|c| i64::from(u32::from(c))).collect();
    let steps: Vec<i64> = codes.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let even = steps.iter().filter(|step| matches!(**step, -1..=1)).count();
    steps.len() - even <= 1
}

/// Whether `zxcvbn` guesses it from its list: it is listed, or takes no more attempts, as a listed
/// word written backwards or with up to three characters added.
fn is_guessed_early(plain: &str) -> bool {
    if plain.len() > LONGEST_LISTED || !plain.is_ascii() {
        return false;
    }
    let guess = zxcvbn::zxcvbn(plain, &[]);
    let parts = guess.sequence();
    let is_short = |part: &zxcvbn::Match| part.token.len() <= ADDED;
    guess.guesses() <= ATTEMPTS && (parts.len() == 1 || parts.iter().any(is_short))
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

    /// A sample of the passwords among the first 2,000 of the list that meet R11 (ASVS 6.2.4), in
    /// the list's order.
    const FIRST: &str = "1qaz2wsx trustno1 1234qwer q1w2e3r4t5 qwer1234 q1w2e3r4 password1 1q2w3e4r \
        jordan23 qwerty123 passw0rd abcd1234 rush2112 1q2w3e4r5t 1qazxsw2 blink182 12qwaszx asdf1234 \
        zaq12wsx 123456789a 1232323q qwerty12 12345qwert michael1 password123 hello123 ncc1701d \
        123qweasd charlie1 letmein1 123456789q a1b2c3d4 mustang1 welcome1 qazwsx123 123qweasdzxc \
        soso123aljg freedom1 jessica1 1234abcd babylon5 yankees1 1qaz2wsx3edc ncc1701e matthew1 \
        123qwe123 q1w2e3r4t5y6 wrinkle1 access14 letmein2 a1234567 anthony1 william1 super123 \
        qwerty12345 gn56gn56 1234567a thunder1 1q2w3e4r5t6y chelsea1 1a2b3c4d 1passwor shaney14 \
        heather1 richard1 zaq1xsw2 formula1 mailcreated5240 zxcv1234 patrick1 cowboys1 gateway1 \
        pa55word scooter1 1234567q raiders1 qwert123 a1s2d3f4 diamond1 123456qwerty front242 8j4ye3uz \
        123456aa 1234567890q phoenix1";
    /// From there to the place in the list at which 3,000 passwords meet R11, each some hundred
    /// places further.
    const LATER: &str = "patrick9 1william melissa2 history1 ferrari2 kennedy1 qwer12345 midnight1 password13 \
        dragon00 harley11 killer666 holland1 joseph10 florida2 football12 scorpio7 maggie12 summer00 \
        merlin01 dallas11 forrest1 1234567qw soccer69 ranger02 123456789zx master13 king1234 shadow1212 \
        qwerty2010 love2000 anna2000 anna2010 abcde12345 anna1988 12345abcde anna1989 adam1234 eric1234 \
        anna1986 qazwsx1234 11111aaaaa anna1984 lisa1234";

    #[test]
    fn c2_the_most_common_passwords_of_the_world_are_refused_in_small_letters_and_in_capitals() {
        for typed in FIRST.split_whitespace().chain(LATER.split_whitespace()) {
            assert!(NewPassword::parse(typed, PasswordPreset::Seed).is_ok(), "{typed} meets R11");
            assert_eq!(check(typed), Err(Code::PasswordCommon), "{typed}");
            assert_eq!(check(&typed.to_uppercase()), Err(Code::PasswordCommon), "{typed}");
        }
    }

    #[test]
    fn c2_a_listed_word_with_little_around_it_or_backwards_is_refused() {
        for typed in ["Sunshine1", "dragon87!", "1princess", "enihsnus1", "Thomas12"] {
            assert_eq!(check(typed), Err(Code::PasswordCommon), "{typed}");
        }
    }

    #[test]
    fn c2_the_long_ones_on_the_list_are_refused_where_15_characters_are_all_that_is_asked_for() {
        let check = |typed: &str| parse(typed, PasswordPreset::Nist, &[]).map(|_| ());
        for typed in ["mailcreated5240", "q1w2e3r4t5y6u7i8o9p0", "1qaz2wsx3edc4rfv"] {
            assert_eq!(check(typed), Err(Code::PasswordCommon), "{typed}");
        }
        for typed in ["een lange zin zonder cijfer", "sunshine over antwerp", "dragon and football"]
        {
            assert_eq!(check(typed), Ok(()), "{typed}");
        }
    }

    #[test]
    fn c2_any_text_can_be_looked_for_on_the_list() {
        let texts =
            ["", "1", "\u{130}stanbul1", "ﬁ ﬁ ﬁ 123", "\u{0}\u{0}\u{0}\u{0}aa11", "´`^~¨ 1a"];
        for typed in
            texts.iter().map(|it| (*it).to_owned()).chain([("1a".repeat(10)), "1a".repeat(128)])
        {
            let _ = check(&typed);
            assert!(!is_guessed_early(&typed) || typed.len() <= LONGEST_LISTED);
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
        // Short names forbid nothing, and parts of words do not either.
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
