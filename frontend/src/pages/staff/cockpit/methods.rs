//! Methods over time: one line each, distinguished by dashes and by colour, with its name and its
//! number at its end, and numbers at the lines of the grid.

use leptos::prelude::*;
use vestibule_shared::{
    cockpit::{CockpitView, MethodsOn},
    policy::Day,
};

use crate::{
    browser::intl,
    change::{Controller, Section},
    i18n::{Text, key, use_i18n},
    pages::staff::figures::{Behind, Data, Value, signed},
};

/// The size of the drawing, in its own units: it is stretched to the width of the page.
const WIDTH: i64 = 1000;
const HEIGHT: i64 = 240;
/// The least distance between the names at the ends of two lines.
const APART: i64 = 19;
/// Room above and below the drawing, for the thickness of lines and for half a name.
const ROOM: i64 = 8;

/// How a line is drawn: its short name, its count on a day, colour and dashes.
#[derive(Clone)]
struct Line {
    name: Text,
    count: fn(&MethodsOn) -> u32,
    colour: &'static str,
    dashes: &'static str,
}

fn lines() -> [Line; 7] {
    let line = |name, count, colour, dashes| Line { name, count, colour, dashes };
    [
        line(key::CHART_APP, |day| day.app, "var(--pine)", "none"),
        line(key::CHART_PASSKEY, |day| day.passkey, "var(--focus-glow)", "none"),
        line(key::CHART_PLATFORM, |day| day.platform, "var(--ink)", "12 4"),
        line(key::CHART_SECURITY_KEY, |day| day.security_key, "var(--line-strong)", "12 4 3 4"),
        line(key::CHART_SMS, |day| day.sms, "var(--bad)", "none"),
        line(key::CHART_CALL, |day| day.call, "var(--warm)", "6 4"),
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
    let [from, to] = [view.from.clone(), view.today.clone()];
    let (first, last) = (from.clone(), to.clone());
    let label = move || {
        let long = |day| intl::day(i18n.language(), day);
        i18n.say(&key::methods_time_label(long(&first), long(&last)))
    };
    let short = move |day: Day| move || intl::short_day(i18n.language(), &day);
    let rows = view.days.iter().rev().map(row).collect();
    let data = Data { file: "methods", caption: key::METHODS_TIME_TABLE, heads: HEADS, rows };
    view! {
        <Section controller id="cockpit-methods" title=key::METHODS_TIME_TITLE text=key::METHODS_TIME_TEXT>
            <div class="staff-chart" role="img" aria-label=label>
                {scale(top)}
                {drawing(&view, top)}
                {names(&view, top)}
                <p class="small staff-ends" aria-hidden="true">
                    <span>{short(from)}</span> <span>{short(to)}</span>
                </p>
            </div>
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

/// The numbers of the lines of the grid: whole ones, from the top to 0.
fn grid(top: i64) -> Vec<i64> {
    let parts = [5, 4, 2, 1].into_iter().find(|parts| top % parts == 0).unwrap_or(1);
    (0..=parts).rev().map(|n| n * top / parts).collect()
}

/// How far below the top of the drawing a number is.
fn height(number: i64, top: i64) -> i64 {
    ROOM + HEIGHT - number * HEIGHT / top.max(1)
}

/// The numbers beside the lines of the grid.
fn scale(top: i64) -> impl IntoView {
    let i18n = use_i18n();
    let number = move |n: i64| {
        view! {
            <text x="100%" y=height(n, top) text-anchor="end" dominant-baseline="middle">
                {move || Value::Number(n).shown(i18n)}
            </text>
        }
    };
    view! {
        <svg width="4em" height=HEIGHT + 2 * ROOM aria-hidden="true">
            {grid(top).into_iter().map(number).collect_view()}
        </svg>
    }
}

fn drawing(view: &CockpitView, top: i64) -> impl IntoView + use<> {
    let line = |n: i64| {
        let y = height(n, top);
        view! { <line x1="0" x2=WIDTH y1=y y2=y stroke="var(--line)" vector-effect="non-scaling-stroke" /> }
    };
    let drawn = lines().map(|line| {
        view! {
            <polyline points=points(view, top, line.count) fill="none" stroke=line.colour stroke-width="2.5"
                stroke-dasharray=line.dashes stroke-linejoin="round" vector-effect="non-scaling-stroke" />
        }
    });
    view! {
        <svg viewBox=format!("0 0 {WIDTH} {}", HEIGHT + 2 * ROOM) width="100%" height=HEIGHT + 2 * ROOM
            preserveAspectRatio="none" aria-hidden="true">
            {grid(top).into_iter().map(line).collect_view()}
            {drawn.into_iter().collect_view()}
        </svg>
    }
}

/// Heights of names that are apart from each other, in the same order; each as near to its line as
/// the others allow.
fn spread(heights: &[i64]) -> Vec<i64> {
    let mut order: Vec<usize> = (0..heights.len()).collect();
    order.sort_by_key(|at| heights[*at]);
    let mut placed = heights.to_vec();
    let mut free = ROOM;
    for at in &order {
        placed[*at] = placed[*at].max(free);
        free = placed[*at] + APART;
    }
    let mut free = HEIGHT + ROOM;
    for at in order.iter().rev() {
        placed[*at] = placed[*at].min(free);
        free = placed[*at] - APART;
    }
    placed
}

/// The names at the ends of the lines.
fn names(view: &CockpitView, top: i64) -> impl IntoView + use<> {
    let today = view.days.last();
    let of = |line: &Line| height(i64::from(today.map(line.count).unwrap_or_default()), top);
    let placed = spread(&lines().each_ref().map(of));
    let name = |(line, y): (Line, i64)| {
        let said = said(view, &line);
        view! {
            <line x1="6" x2="30" y1=y y2=y stroke=line.colour stroke-width="3" stroke-dasharray=line.dashes />
            <text x="38" y=y dominant-baseline="middle">{said}</text>
        }
    };
    view! {
        <svg class="staff-names" width="17em" height=HEIGHT + 2 * ROOM aria-hidden="true">
            {lines().into_iter().zip(placed).map(name).collect_view()}
        </svg>
    }
}

/// The name of a line, today's count, and what changed since the first day.
fn said(view: &CockpitView, line: &Line) -> impl Fn() -> String + use<> {
    let i18n = use_i18n();
    let name = line.name.clone();
    let count = |day: Option<&MethodsOn>| day.map(line.count).unwrap_or_default();
    let (first, now) = (count(view.days.first()), count(view.days.last()));
    move || {
        let number = Value::Number(i64::from(now)).shown(i18n);
        let named = format!("{} {number}", i18n.say(&name));
        if first == now { named } else { format!("{named} ({})", signed(i18n, now, first)) }
    }
}

/// The corners of a line. A single count is drawn over the whole width.
fn points(view: &CockpitView, top: i64, count: fn(&MethodsOn) -> u32) -> String {
    let (first, last) = (number(&view.from.0), number(&view.today.0));
    let y = |day: &MethodsOn| height(i64::from(count(day)), top);
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

/// Names the lines where there is no room beside them.
fn legend(view: &CockpitView) -> impl IntoView + use<> {
    let entry = |line: Line| {
        let said = said(view, &line);
        view! {
            <li>
                <svg width="40" height="8" aria-hidden="true">
                    <line x1="0" x2="40" y1="4" y2="4" stroke=line.colour stroke-width="3"
                        stroke-dasharray=line.dashes />
                </svg>
                " " {said}
            </li>
        }
    };
    view! { <ul class="staff-legend staff-narrow">{lines().into_iter().map(entry).collect_view()}</ul> }
}

#[cfg(test)]
mod tests {
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
            earlier: None,
            spent: vestibule_shared::cockpit::Spent::default(),
            days,
            journeys: vec![],
            sends: vec![],
            failures: vec![],
            applications: vec![],
            refusals: vec![],
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
        assert_eq!(points(&view, 10, |day| day.app), "0,248 500,128 1000,8");
    }

    #[test]
    fn the_upper_edge_is_a_round_number() {
        for (most, edge) in [(0, 1), (1, 1), (3, 5), (10, 10), (11, 20), (60_001, 100_000)] {
            assert_eq!(top(&view(vec![on("2027-03-04", most)])), edge, "{most}");
        }
    }

    #[test]
    fn the_lines_of_the_grid_are_at_whole_numbers() {
        assert_eq!(grid(1), [1, 0]);
        assert_eq!(grid(2), [2, 1, 0]);
        assert_eq!(grid(5), [5, 4, 3, 2, 1, 0]);
        assert_eq!(grid(20), [20, 16, 12, 8, 4, 0]);
        assert_eq!(grid(1000).len(), 6);
    }

    #[test]
    fn names_are_apart_and_stay_inside_the_drawing() {
        assert_eq!(spread(&[8, 128, 248]), [8, 128, 248]);
        let placed = spread(&[248, 248, 248, 240, 8, 248, 248]);
        let mut sorted = placed.clone();
        sorted.sort_unstable();
        assert!(sorted.windows(2).all(|pair| pair[1] - pair[0] >= APART), "{placed:?}");
        assert!(placed.iter().all(|y| (ROOM..=HEIGHT + ROOM).contains(y)), "{placed:?}");
        assert_eq!(placed[4], 8);
    }
}
