//! The help line as an operator writes it: one for all languages, or one for each (H13).

use vestibule_shared::text::Language;

use super::values::Value;

/// A value for all languages, or one for each after its tag: `A`, `A; de: B`, `nl: A; fr: B`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken<T> {
    common: Option<T>,
    own: Vec<(Language, T)>,
}

impl<T> Spoken<T> {
    /// The value in a language; nothing where there is none.
    pub fn of(&self, language: Language) -> Option<&T> {
        let own = self.own.iter().find(|(tag, _)| *tag == language);
        own.map(|(_, value)| value).or(self.common.as_ref())
    }
}

impl<T: Value> Value for Spoken<T> {
    fn parse(text: &str) -> Result<Self, String> {
        let mut spoken = Self { common: None, own: vec![] };
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let twice = match tagged(part) {
                Some((language, value)) => {
                    let known = spoken.own.iter().any(|(tag, _)| *tag == language);
                    spoken.own.push((language, T::parse(value.trim())?));
                    known
                }
                None => spoken.common.replace(T::parse(part)?).is_some(),
            };
            if twice {
                return Err("write one value for all languages and at most one for each, as \
                            `ALL; de: GERMAN`"
                    .into());
            }
        }
        Ok(spoken)
    }
}

/// The language that a value begins with, and the rest.
fn tagged(part: &str) -> Option<(Language, &str)> {
    let (tag, rest) = part.split_once(':')?;
    let language = Language::ALL.into_iter().find(|language| language.tag() == tag.trim())?;
    Some((language, rest))
}

/// A telephone number as people read it, which a telephone can dial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialled(pub String);

impl Value for Dialled {
    fn parse(text: &str) -> Result<Self, String> {
        let rest = text.strip_prefix('+').unwrap_or(text);
        let figures = rest.chars().filter(char::is_ascii_digit).count();
        let fits = rest.chars().all(|c| c.is_ascii_digit() || " ./()-".contains(c));
        if fits && (3..=15).contains(&figures) {
            Ok(Self(text.to_owned()))
        } else {
            Err("write a number as it is dialled, as +32 2 555 00 00; another one for a language \
                 after its tag, as `+32 2 555 00 00; de: +32 87 55 00 00`"
                .into())
        }
    }
}

/// Opening hours, as `Mo-Fr 09:00-12:00, 13:00-17:00; Sa 10:00-12:00`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours(pub String);

const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

impl Value for Hours {
    fn parse(text: &str) -> Result<Self, String> {
        read_hours(text).map(Self).ok_or_else(|| {
            "write days and hours as Mo-Fr 09:00-12:00,13:00-17:00 Sa 10:00-12:00; others for a \
             language after its tag, as `Mo-Fr 09:00-17:00; de: Tu,Th 09:00-12:00`"
                .into()
        })
    }
}

/// Days, then hours, then perhaps more days and hours; nothing where a word is neither.
fn read_hours(text: &str) -> Option<String> {
    let mut said = String::new();
    let mut had_hours = true;
    let words = text.split([' ', ',']).map(str::trim).filter(|word| !word.is_empty());
    for word in words {
        let is_hours = is_span(word, is_time, |from, to| from < to);
        if !is_hours
            && !is_day(word)
            && !is_span(word, is_day, |from, to| number(from) < number(to))
        {
            return None;
        }
        said.push_str(match (said.is_empty(), had_hours, is_hours) {
            // Hours of no day.
            (true, _, true) => return None,
            (true, _, false) => "",
            (false, true, false) => "; ",
            (false, false, true) => " ",
            (false, _, _) => ", ",
        });
        said.push_str(word);
        had_hours = is_hours;
    }
    (had_hours && !said.is_empty()).then_some(said)
}

fn is_span(word: &str, is_end: fn(&str) -> bool, in_order: fn(&str, &str) -> bool) -> bool {
    let span = word.split_once('-');
    span.is_some_and(|(from, to)| is_end(from) && is_end(to) && in_order(from, to))
}

fn number(day: &str) -> Option<usize> {
    DAYS.iter().position(|name| *name == day)
}

fn is_day(word: &str) -> bool {
    number(word).is_some()
}

/// `09:00`, up to `24:00`.
fn is_time(word: &str) -> bool {
    let Some((hour, minute)) = word.split_once(':') else { return false };
    let figures = |text: &str| {
        let fits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| text.parse::<u32>().ok()).flatten()
    };
    matches!((figures(hour), figures(minute)), (Some(0..24), Some(0..60)) | (Some(24), Some(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(text: &str) -> Option<String> {
        Hours::parse(text).ok().map(|hours| hours.0)
    }

    #[test]
    fn h13_hours_are_days_with_hours_after_them() {
        for (text, said) in [
            ("Mo-Fr 09:00-17:00", "Mo-Fr 09:00-17:00"),
            ("Mo-Fr 09:00-12:00,13:00-17:00", "Mo-Fr 09:00-12:00, 13:00-17:00"),
            ("Tu,Th 09:00-12:00, Sa 10:00-24:00", "Tu, Th 09:00-12:00; Sa 10:00-24:00"),
        ] {
            assert_eq!(hours(text).as_deref(), Some(said));
        }
        for bad in [
            "09:00-17:00",
            "Mo-Fr",
            "Ma-Vr 09:00-17:00",
            "Mo-Fr 9-17",
            "Mo-Fr 17:00-09:00",
            "Fr-Mo 09:00-17:00",
            "Mo-Fr 09:00-24:30",
            "Mo-Fr 09:00-17:00 Sa",
            "always",
            "",
        ] {
            assert_eq!(hours(bad), None, "{bad}");
        }
    }

    #[test]
    fn h13_a_language_can_have_a_line_of_its_own_or_none() {
        let lines = Spoken::<Dialled>::parse("+32 2 555 00 00; de: +32 87 55 00 00").unwrap();
        let number = |lines: &Spoken<Dialled>, of| lines.of(of).map(|line| line.0.clone());
        assert_eq!(number(&lines, Language::De).as_deref(), Some("+32 87 55 00 00"));
        assert_eq!(number(&lines, Language::Fr).as_deref(), Some("+32 2 555 00 00"));
        let lines = Spoken::<Dialled>::parse("nl: 1307; fr:1308").unwrap();
        assert_eq!(number(&lines, Language::Fr).as_deref(), Some("1308"));
        assert_eq!(number(&lines, Language::En), None);
        assert_eq!(number(&Spoken::parse("").unwrap(), Language::Nl), None);
        for bad in ["1307; 1308", "nl: 1307; nl: 1308", "es: 1307", "call us", "12", "nl:"] {
            assert!(Spoken::<Dialled>::parse(bad).is_err(), "{bad}");
        }
    }
}
