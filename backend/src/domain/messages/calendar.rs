//! Days and moments as people write them in each language.

use vestibule_shared::{policy::Day, text::Language, time::Timestamp};

use crate::domain::{lifecycle::Calendar, texts::words};

/// The months' names, from January.
const MONTHS: [fn(Language) -> &'static str; 12] = [
    words::january,
    words::february,
    words::march,
    words::april,
    words::may,
    words::june,
    words::july,
    words::august,
    words::september,
    words::october,
    words::november,
    words::december,
];

/// A moment on the organisation's clock, as `29 november 2026 om 00.13 uur`.
pub fn moment(calendar: &Calendar, at: Timestamp, lang: Language) -> String {
    let (hour, minute) = calendar.time_of_day(at);
    let (hour, minute) = (format!("{hour:02}"), format!("{minute:02}"));
    let day = in_words(&calendar.day(at), lang);
    words::Moment { day: &day, hour: &hour, minute: &minute }.say(lang)
}

/// A day as people write it.
pub(super) fn in_words(day: &Day, lang: Language) -> String {
    let part = |range| day.0.get::<std::ops::Range<usize>>(range)?.parse::<usize>().ok();
    let (year, month, number) = (part(0..4), part(5..7), part(8..10));
    let (year, number) = (year.unwrap_or_default(), number.unwrap_or_default());
    let month = MONTHS[(month.unwrap_or(1) + 11) % 12](lang);
    if number == 1 {
        words::FirstOfMonth { month: &month, year: &year }.say(lang)
    } else {
        words::DayOfMonth { month: &month, number: &number, year: &year }.say(lang)
    }
}

#[cfg(test)]
mod tests {
    use vestibule_shared::text::Language::{De, En, Fr, Nl};

    use super::*;

    /// 28 November 2026 at 23:13 UTC: already the next day in Brussels.
    const NIGHT: Timestamp = Timestamp(1_795_907_580_000);

    #[test]
    fn a_moment_is_on_the_organisations_clock_and_as_each_language_writes_it() {
        let brussels = Calendar::of("Europe/Brussels").unwrap();
        for (lang, words) in [
            (Nl, "29 november 2026 om 00.13 uur"),
            (Fr, "29 novembre 2026 à 00\u{a0}h\u{a0}13"),
            (De, "29. November 2026 um 00:13 Uhr"),
            (En, "29 November 2026 at 00:13"),
        ] {
            assert_eq!(moment(&brussels, NIGHT, lang), words);
        }
        let lisbon = Calendar::of("Europe/Lisbon").unwrap();
        assert_eq!(moment(&lisbon, NIGHT, En), "28 November 2026 at 23:13");
    }

    #[test]
    fn a_moment_in_summer_is_shown_in_summer_time() {
        let brussels = Calendar::of("Europe/Brussels").unwrap();
        // 2027-06-30 at 21:59:59 UTC.
        let late = Timestamp(1_814_392_799_000);
        assert_eq!(moment(&brussels, late, Nl), "30 juni 2027 om 23.59 uur");
    }

    #[test]
    fn the_first_of_a_month_is_special_in_french() {
        assert_eq!(in_words(&Day("2027-12-01".into()), Fr), "1er décembre 2027");
        assert_eq!(in_words(&Day("2027-12-01".into()), De), "1. Dezember 2027");
    }
}
