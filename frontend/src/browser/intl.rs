//! Dates and days as the reader's language writes them, by the browser's own `Intl`.

use js_sys::{
    Array, Date, Function,
    Intl::{DateTimeFormat, NumberFormat},
    Object, Reflect,
};
use vestibule_shared::{policy::Day, text::Language, time::Timestamp};
use wasm_bindgen::{JsCast, JsValue};

/// The time of day, as `14:32`.
pub(crate) fn time_of_day(language: Language, moment: Timestamp) -> String {
    format(language, moment, &[("timeStyle", "short")])
}

/// Date and time, as `22 november 2026, 14:32`.
pub(crate) fn date_and_time(language: Language, moment: Timestamp) -> String {
    format(language, moment, &[("dateStyle", "long"), ("timeStyle", "short")])
}

/// Date and time on the clock of a time zone, as `22 november 2026, 14:32`.
pub(crate) fn date_and_time_in(language: Language, zone: &str, moment: Timestamp) -> String {
    let asked = [("dateStyle", "long"), ("timeStyle", "short"), ("timeZone", zone)];
    // Without a known zone, the zone of this computer applies.
    format(language, moment, if zone.is_empty() { &asked[..2] } else { &asked })
}

/// Date and time to the second, as `22 nov 2026, 14:32:05`.
pub(crate) fn moment(language: Language, moment: Timestamp) -> String {
    format(language, moment, &[("dateStyle", "medium"), ("timeStyle", "medium")])
}

/// The day, as `22 november 2026`.
pub(crate) fn date(language: Language, moment: Timestamp) -> String {
    format(language, moment, &[("dateStyle", "long")])
}

/// A day of a calendar, as `22 november 2026`.
pub(crate) fn day(language: Language, day: &Day) -> String {
    format(language, noon(day), &[("dateStyle", "long"), ("timeZone", "UTC")])
}

/// A day of a calendar with its day of the week, as `zondag 22 november 2026`.
pub(crate) fn full_day(language: Language, day: &Day) -> String {
    format(language, noon(day), &[("dateStyle", "full"), ("timeZone", "UTC")])
}

/// A day of a calendar without its year, as `22 nov.`.
pub(crate) fn short_day(language: Language, day: &Day) -> String {
    let asked = [("day", "numeric"), ("month", "short"), ("timeZone", "UTC")];
    format(language, noon(day), &asked)
}

#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 are whole numbers")]
fn noon(day: &Day) -> Timestamp {
    Timestamp(Date::parse(&format!("{}T12:00Z", day.0)) as i64)
}

/// The name of a day of the week; 0 is Monday.
pub(crate) fn weekday(language: Language, number: usize) -> String {
    // 5 January 1970 was a Monday.
    let days = i64::try_from(number % 7).unwrap_or_default() + 4;
    let noon = Timestamp(days * 86_400_000 + 43_200_000);
    format(language, noon, &[("weekday", "long"), ("timeZone", "UTC")])
}

/// A number, as `12.345`.
pub(crate) fn number(language: Language, number: i64) -> String {
    numeral(language, number, 1.0, &[])
}

/// A sum of money from ten-thousandths of a euro, as `€ 12,50`.
pub(crate) fn euro(language: Language, ten_thousandths: i64) -> String {
    numeral(language, ten_thousandths, 10_000.0, &[("style", "currency"), ("currency", "EUR")])
}

/// The name of a country by its code (ISO 3166-1 alpha-2); the code itself where the browser does
/// not know it.
pub(crate) fn country(language: Language, code: &str) -> String {
    let asked = Asked { kind: "DisplayNames", option: ("type", "region"), method: "of" };
    ask(language, &asked, &JsValue::from_str(code)).unwrap_or_else(|| code.to_owned())
}

/// Several things in one sentence, as `a, b en c`.
pub(crate) fn list(language: Language, things: &[String]) -> String {
    let all: Array = things.iter().map(|thing| JsValue::from_str(thing)).collect();
    let asked = Asked { kind: "ListFormat", option: ("type", "conjunction"), method: "format" };
    ask(language, &asked, &all).unwrap_or_else(|| things.join(", "))
}

/// A part of `Intl` that `js_sys` does not name.
struct Asked {
    kind: &'static str,
    option: (&'static str, &'static str),
    /// The method to call.
    method: &'static str,
}

fn ask(language: Language, asked: &Asked, about: &JsValue) -> Option<String> {
    let Asked { kind, option, method } = *asked;
    let intl = Reflect::get(&js_sys::global(), &JsValue::from_str("Intl")).ok()?;
    let kind: Function = Reflect::get(&intl, &JsValue::from_str(kind)).ok()?.dyn_into().ok()?;
    let locales = Array::of1(&JsValue::from_str(locale(language)));
    let made = Reflect::construct(&kind, &Array::of2(&locales, &options(&[option]))).ok()?;
    let method: Function = Reflect::get(&made, &JsValue::from_str(method)).ok()?.dyn_into().ok()?;
    method.call1(&made, about).ok()?.as_string()
}

#[expect(clippy::cast_precision_loss, reason = "counts and sums stay far below 2^53")]
fn numeral(language: Language, number: i64, unit: f64, asked: &[(&str, &str)]) -> String {
    let locales = Array::of1(&JsValue::from_str(locale(language)));
    let format: Function = NumberFormat::new(&locales, &options(asked)).format();
    let number = JsValue::from_f64(number as f64 / unit);
    format.call1(&JsValue::NULL, &number).ok().and_then(|it| it.as_string()).unwrap_or_default()
}

fn options(named: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (name, value) in named {
        let _ = Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    options
}

/// How Belgium writes each language: a day before a month, a clock of 24 hours.
const fn locale(language: Language) -> &'static str {
    match language {
        Language::Nl => "nl-BE",
        Language::Fr => "fr-BE",
        Language::De => "de-BE",
        Language::En => "en-GB",
    }
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are exact below 2^53")]
fn format(language: Language, moment: Timestamp, asked: &[(&str, &str)]) -> String {
    let locales = Array::of1(&JsValue::from_str(locale(language)));
    let date = Date::new(&JsValue::from_f64(moment.0 as f64));
    let format: Function = DateTimeFormat::new(&locales, &options(asked)).format();
    format.call1(&JsValue::NULL, &date).ok().and_then(|text| text.as_string()).unwrap_or_default()
}
