//! Which passwords are refused although they meet the rules: those that everybody tries first, and those
//! made of what anybody knows about the person (C2). The reason is always given.

use vestibule_shared::{
    problem::Code,
    text::{NewPassword, PasswordPreset},
};

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

/// Reads a new password for a person about whom `context` is known: names, address, the service.
///
/// # Errors
/// The rule that is not met, `PasswordCommon` or `PasswordContext`.
pub fn parse(typed: &str, preset: PasswordPreset, context: &[&str]) -> Result<NewPassword, Code> {
    let password = NewPassword::parse(typed, preset)?;
    let plain = typed.to_lowercase();
    let core = plain.trim_matches(|c: char| !c.is_alphabetic());
    let listed = |text: &str| COMMON.contains(&text);
    if listed(&plain) || listed(core) || is_run(&plain) {
        return Err(Code::PasswordCommon);
    }
    let known: Vec<String> = context.iter().flat_map(|text| words(text)).collect();
    if is_made_of(core, &known) {
        return Err(Code::PasswordContext);
    }
    Ok(password)
}

/// The words of four letters and more in what is known about a person.
fn words(known: &str) -> Vec<String> {
    let lower = known.to_lowercase();
    let parts = lower.split(|c: char| !c.is_alphanumeric());
    parts.filter(|part| part.chars().count() >= 4).map(str::to_owned).collect()
}

/// Whether hardly anything is left of a password when the known words are taken out.
fn is_made_of(core: &str, known: &[String]) -> bool {
    let rest = known.iter().fold(core.to_owned(), |rest, word| rest.replace(word, ""));
    rest.len() < core.len() && rest.chars().filter(|c| c.is_alphanumeric()).count() < 4
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
    fn r11_anything_else_that_meets_the_rules_is_accepted() {
        for typed in
            ["zorgzaam1", "een lange zin met 1 cijfer", "Tr0ub4dor&3", "specimen van de natuur 7"]
        {
            assert_eq!(check(typed), Ok(()), "{typed}");
        }
    }
}
