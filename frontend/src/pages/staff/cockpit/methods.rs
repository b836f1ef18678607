//! Methods over time: one line each, distinguished by dashes and by colour.

use leptos::prelude::*;
use vestibule_shared::{
    cockpit::{CockpitView, MethodsOn},
    factor::FactorKind,
};

use crate::{
    browser::intl,
    change::{Controller, Section},
    i18n::{Text, key, method, t, use_i18n},
    pages::staff::figures::{Behind, Data, Value},
};

/// The size of the drawing, in its own units: it is stretched to the width of the page.
const WIDTH: i64 = 1000;
const HEIGHT: i64 = 240;
/// How many horizontal lines divide the height (a quarter, a half, ...).
const QUARTERS: i64 = 4;

/// How a line is drawn: its name, its count on a day, colour and dashes.
struct Line {
    name: Text,
    count: fn(&MethodsOn) -> u32,
    colour: &'static str,
    dashes: &'static str,
}

fn lines() -> [Line; 7] {
    let line = |name, count, colour, dashes| Line { name, count, colour, dashes };
    let of = |kind| method(kind).0;
    [
        line(of(FactorKind::App), |day| day.app, "var(--pine)", "none"),
        line(of(FactorKind::Passkey), |day| day.passkey, "var(--focus-glow)", "none"),
        line(of(FactorKind::Platform), |day| day.platform, "var(--good)", "12 4"),
        line(of(FactorKind::SecurityKey), |day| day.security_key, "var(--line-strong)", "12 4 3 4"),
        line(of(FactorKind::Sms), |day| day.sms, "var(--bad)", "none"),
        line(of(FactorKind::Call), |day| day.call, "var(--warm)", "6 4"),
        line(key::PEOPLE_WITHOUT, |day| day.without, "var(--ink-soft)", "2 4"),
    ]
}

const HEADS: &[Text] = &[
    key::DATA_DAY,
    key::METHOD_APP,
    key::METHOD_PASSKEY,
    key::METHOD_PLATFORM,
    key::METHOD_SECURITY_KEY,
    key::METHOD_SMS,
    key::METHOD_CALL,
    key::PEOPLE_WITHOUT,
];

/// The section of the page.
#[component]
pub(super) fn Methods(view: CockpitView, controller: Controller) -> impl IntoView {
    let i18n = use_i18n();
    let top = top(&view);
    let ends = [view.from.clone(), view.today.clone()]
        .map(|day| Memo::new(move |_| intl::day(i18n.language(), &day)));
    let [from, to] = ends;
    let label = move || i18n.say(&key::methods_time_label(from.get(), to.get()));
    let upper = move || i18n.say(&key::methods_time_top(Value::Number(top).shown(i18n)));
    let rows = view.days.iter().rev().map(row).collect();
    let data = Data { file: "methods", caption: key::METHODS_TIME_TABLE, heads: HEADS, rows };
    view! {
        <Section controller id="cockpit-methods" title=key::METHODS_TIME_TITLE text=key::METHODS_TIME_TEXT>
            <p class="small">{upper}</p>
            <div role="img" aria-label=label>{drawing(&view, top)}</div>
            <p class="small staff-ends"><span>{move || from.get()}</span> <span>{move || to.get()}</span></p>
            {legend(&view)}
            <Behind data />
        </Section>
    }
}

fn row(day: &MethodsOn) -> Vec<Value> {
    let counts = lines().map(|line| Value::Number(i64::from((line.count)(day))));
    [Value::Day(day.day.clone())].into_iter().chain(counts).collect()
}

/// A round number above every line.
fn top(view: &CockpitView) -> i64 {
    let counts = view.days.iter().flat_map(|day| lines().map(|line| (line.count)(day)));
    let most = i64::from(counts.max().unwrap_or_default()).max(1);
    let mut unit = 1;
    while unit * 10 < most {
        unit *= 10;
    }
    [1, 2, 5, 10].into_iter().map(|n| n * unit).find(|n| *n >= most).unwrap_or(most)
}

fn drawing(view: &CockpitView, top: i64) -> impl IntoView + use<> {
    let quarter = |n: i64| {
        let y = n * HEIGHT / QUARTERS;
        view! { <line x1="0" x2=WIDTH y1=y y2=y stroke="var(--line)" vector-effect="non-scaling-stroke" /> }
    };
    let drawn = lines().map(|line| {
        view! {
            <polyline points=points(view, top, line.count) fill="none" stroke=line.colour stroke-width="2.5"
                stroke-dasharray=line.dashes stroke-linejoin="round" vector-effect="non-scaling-stroke" />
        }
    });
    view! {
        <svg viewBox=format!("0 -4 {WIDTH} {}", HEIGHT + 8) width="100%" height=HEIGHT
            preserveAspectRatio="none" aria-hidden="true">
            {(0..=QUARTERS).map(quarter).collect_view()}
            {drawn.into_iter().collect_view()}
        </svg>
    }
}

/// The corners of a line. A single count is drawn over the whole width.
fn points(view: &CockpitView, top: i64, count: fn(&MethodsOn) -> u32) -> String {
    let (first, last) = (number(&view.from.0), number(&view.today.0));
    let y = |day: &MethodsOn| HEIGHT - i64::from(count(day)) * HEIGHT / top.max(1);
    if let [only] = view.days.as_slice() {
        return format!("0,{0} {WIDTH},{0}", y(only));
    }
    let corner = |day: &MethodsOn| {
        let x = (number(&day.day.0) - first) * WIDTH / (last - first).max(1);
        format!("{x},{}", y(day))
    };
    view.days.iter().map(corner).collect::<Vec<_>>().join(" ")
}

/// The number of days from the first of March of the year 0 to a day written as `2027-06-30`.
fn number(day: &str) -> i64 {
    let part =
        |from: usize, to: usize| day.get(from..to).and_then(|it| it.parse().ok()).unwrap_or(0);
    let (year, month, day): (i64, i64, i64) = (part(0, 4), part(5, 7), part(8, 10));
    // The year begins in March, so that the leap day is its last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 1
}

/// Names the lines, with today's counts.
fn legend(view: &CockpitView) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let today = view.days.last().cloned();
    let entry = move |line: Line| {
        let count = today.as_ref().map(line.count).unwrap_or_default();
        view! {
            <li>
                <svg width="40" height="8" aria-hidden="true">
                    <line x1="0" x2="40" y1="4" y2="4" stroke=line.colour stroke-width="3"
                        stroke-dasharray=line.dashes />
                </svg>
                " " {t(line.name)} ": "
                <b>{move || Value::Number(i64::from(count)).shown(i18n)}</b>
            </li>
        }
    };
    view! { <ul class="staff-legend">{lines().into_iter().map(entry).collect_view()}</ul> }
}

#[cfg(test)]
mod tests {
    use vestibule_shared::policy::Day;

    use super::*;

    fn on(day: &str, app: u32) -> MethodsOn {
        let day = Day(day.to_owned());
        MethodsOn {
            day,
            app,
            passkey: 0,
            platform: 0,
            security_key: 0,
            sms: 0,
            call: 0,
            without: 0,
        }
    }

    fn view(days: Vec<MethodsOn>) -> CockpitView {
        CockpitView {
            from: Day("2027-02-22".to_owned()),
            today: Day("2027-03-04".to_owned()),
            standing: vec![],
            days,
            journeys: vec![],
            sends: vec![],
            failures: vec![],
        }
    }

    #[test]
    fn days_follow_each_other_over_the_end_of_each_month_and_year() {
        for (day, next) in [
            ("2027-02-28", "2027-03-01"),
            ("2028-02-28", "2028-02-29"),
            ("2028-02-29", "2028-03-01"),
            ("2026-12-31", "2027-01-01"),
            ("2027-06-30", "2027-07-01"),
        ] {
            assert_eq!(number(day) + 1, number(next), "{day}");
        }
        assert_eq!(number("2028-03-01") - number("2027-03-01"), 366);
    }

    #[test]
    fn a_line_has_a_corner_at_each_day_that_was_counted() {
        let view = view(vec![on("2027-02-22", 0), on("2027-02-27", 5), on("2027-03-04", 10)]);
        assert_eq!(top(&view), 10);
        assert_eq!(points(&view, 10, |day| day.app), "0,240 500,120 1000,0");
    }

    #[test]
    fn the_upper_edge_is_a_round_number() {
        for (most, edge) in [(0, 1), (1, 1), (3, 5), (10, 10), (11, 20), (60_001, 100_000)] {
            assert_eq!(top(&view(vec![on("2027-03-04", most)])), edge, "{most}");
        }
    }
}
