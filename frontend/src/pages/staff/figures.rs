//! Figures: as a table under each chart, as a file, and as bars. A chart and its table show the
//! same figures.

use leptos::prelude::*;
use vestibule_shared::policy::Day;

use super::csv;
use crate::{
    browser::{intl, page},
    i18n::{I18n, Text, key, t, use_i18n},
    ui::Table,
};

/// The content of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// A text of this app.
    Words(Text),
    /// A value that is the same in every language.
    Plain(String),
    /// A day of the organisation's calendar.
    Day(Day),
    /// A country by its code; empty where it is not known.
    Country(String),
    /// A number.
    Number(i64),
    /// A percentage.
    Share(u32),
    /// Ten-thousandths of a euro.
    Money(i64),
}

impl Value {
    /// As the reader's language writes it.
    pub(super) fn shown(&self, i18n: I18n) -> String {
        match self {
            Self::Words(text) => i18n.say(text),
            Self::Plain(text) => text.clone(),
            Self::Day(day) => intl::day(i18n.language(), day),
            Self::Country(code) if code.is_empty() => i18n.say(&key::SENDS_COUNTRY_UNKNOWN),
            Self::Country(code) => intl::country(i18n.language(), code),
            Self::Number(number) => intl::number(i18n.language(), *number),
            Self::Share(share) => format!("{share} %"),
            Self::Money(sum) => intl::euro(i18n.language(), *sum),
        }
    }

    /// The value for a spreadsheet.
    fn raw(&self, i18n: I18n, style: csv::Style) -> String {
        match self {
            Self::Words(text) => i18n.say(text),
            Self::Plain(text) | Self::Country(text) => text.clone(),
            Self::Day(day) => day.0.clone(),
            Self::Number(number) => number.to_string(),
            Self::Share(share) => share.to_string(),
            Self::Money(sum) => format!("{}{}{:04}", sum / 10_000, style.decimals, sum % 10_000),
        }
    }
}

/// A table to show and to download.
#[derive(Clone)]
pub(super) struct Data {
    /// The name of its file, without an ending.
    pub(super) file: &'static str,
    /// What the table shows.
    pub(super) caption: Text,
    /// The headings.
    pub(super) heads: &'static [Text],
    /// The rows; each has as many cells as there are headings.
    pub(super) rows: Vec<Vec<Value>>,
}

/// The table behind a chart, which opens on demand, and its file.
#[component]
pub(super) fn Behind(data: Data) -> impl IntoView {
    view! {
        <details class="more">
            <summary>{t(key::DATA_SHOW)} <span class="visually-hidden">": " {t(data.caption.clone())}</span></summary>
            {sheet(data)}
        </details>
    }
}

/// The table, and its file.
fn sheet(data: Data) -> impl IntoView {
    let i18n = use_i18n();
    let Data { file, caption, heads, rows } = data;
    let cells = |row: &Vec<Value>| {
        let cell = |value: &Value| {
            let value = value.clone();
            (move || value.shown(i18n)).into_any()
        };
        row.iter().map(cell).collect()
    };
    let table =
        view! { <Table caption=caption.clone() heads rows=rows.iter().map(cells).collect() /> };
    let kept = move || {
        let style = csv::Style::of(i18n.language());
        let head = heads.iter().map(|head| i18n.say(head)).collect();
        let body = rows.iter().map(|row| row.iter().map(|value| value.raw(i18n, style)).collect());
        page::as_table_file(&csv::file(style, &[head].into_iter().chain(body).collect::<Vec<_>>()))
    };
    view! {
        <div>
            {table}
            <p>
                <a href=kept download=format!("{file}.csv")>
                    {t(key::DATA_CSV)} <span class="visually-hidden">": " {t(caption)}</span>
                </a>
            </p>
        </div>
    }
}

/// How a part of a bar is drawn: its shape and its colour.
#[derive(Clone, Copy)]
pub(super) enum Look {
    /// As high as the bar.
    Full,
    /// A thin line in its middle.
    Thin,
    /// Its edges only.
    Open,
}

impl Look {
    /// Its top, its height, its fill, and the colour of its edges.
    const fn drawn(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Self::Full => ("0", "14", "var(--pine)", "var(--sheet)"),
            Self::Thin => ("4", "6", "var(--line-strong)", "var(--sheet)"),
            Self::Open => ("1", "12", "var(--bad-soft)", "var(--bad)"),
        }
    }
}

/// A part of a bar, as long as its number.
pub(super) type Part = (u32, Look);

/// A sample of a part, for a legend.
pub(super) fn sample(look: Look) -> impl IntoView {
    let (y, height, fill, stroke) = look.drawn();
    view! {
        <svg width="24" height="14" aria-hidden="true">
            <rect x="1" y=y width="22" height=height fill=fill stroke=stroke stroke-width="2" />
        </svg>
    }
}

/// A bar with its name and its figures.
pub(super) struct Bar {
    /// What the bar shows.
    pub(super) name: Value,
    /// The figures at its end.
    pub(super) said: Vec<Value>,
    /// Its parts, from the left.
    pub(super) parts: Vec<Part>,
}

/// Bars one below the other, on one scale.
#[component]
pub(super) fn Bars(#[prop(into)] label: Signal<String>, bars: Vec<Bar>) -> impl IntoView {
    let total = |bar: &Bar| bar.parts.iter().map(|(length, _)| *length).sum::<u32>();
    let longest = bars.iter().map(total).max().unwrap_or_default().max(1);
    let lines = bars.into_iter().map(|bar| line(bar, longest)).collect_view();
    view! { <div role="img" aria-label=label>{lines}</div> }
}

fn line(bar: Bar, longest: u32) -> impl IntoView {
    let i18n = use_i18n();
    let Bar { name, said, parts } = bar;
    let said = move || said.iter().map(|value| value.shown(i18n)).collect::<Vec<_>>().join(" · ");
    let mut from = 0;
    let drawn = parts.into_iter().filter(|(length, _)| *length > 0).map(|(length, look)| {
        let (at, wide) = (share(from, longest), share(length, longest));
        let (y, height, fill, stroke) = look.drawn();
        from += length;
        view! { <rect x=at y=y width=wide height=height fill=fill stroke=stroke stroke-width="2" /> }
    });
    let drawn = drawn.collect_view();
    view! {
        <p class="staff-bar">
            <span>{move || name.shown(i18n)}</span>
            <b>{said}</b>
            <svg width="100%" height="14" aria-hidden="true">
                <rect width="100%" height="14" fill="var(--sheet-sunk)" />
                {drawn}
            </svg>
        </p>
    }
}

fn share(part: u32, whole: u32) -> String {
    let thousandths = u64::from(part) * 1000 / u64::from(whole.max(1));
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}

/// A difference, as `+3` or `−12`.
pub(super) fn signed(i18n: I18n, now: u32, before: u32) -> String {
    let sign = if now < before { '−' } else { '+' };
    format!("{sign}{}", intl::number(i18n.language(), i64::from(now.abs_diff(before))))
}

/// A percentage, rounded down; 0 if the whole is 0.
pub(super) fn per_cent(part: u32, whole: u32) -> u32 {
    u32::try_from(u64::from(part) * 100 / u64::from(whole.max(1))).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_share_and_nothing_of_nothing() {
        assert_eq!(share(1, 3), "33.3%");
        assert_eq!([share(0, 0), share(5, 5)], ["0.0%", "100.0%"]);
        assert_eq!([per_cent(2, 3), per_cent(0, 0)], [66, 0]);
    }
}
