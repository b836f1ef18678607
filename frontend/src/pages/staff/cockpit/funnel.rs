//! Where people stop: the registration, and the set-up of each method.

use leptos::prelude::*;
use vestibule_shared::cockpit::{CockpitView, FunnelView, Milestone, Reached};

use crate::{
    change::{Controller, Section},
    i18n::{Text, key, t, use_i18n},
    pages::staff::{
        figures::{Bar, Bars, Behind, Data, Look, Value, per_cent},
        words,
    },
};

const HEADS: &[Text] =
    &[key::FUNNEL_JOURNEY, key::FUNNEL_STEP, key::FUNNEL_REACHED, key::FUNNEL_SHARE];

/// The section of the page.
#[component]
pub(super) fn Funnel(view: CockpitView, controller: Controller) -> impl IntoView {
    let begun: Vec<FunnelView> =
        view.journeys.into_iter().filter(|it| first(it) > 0 || it.known > 0).collect();
    let is_empty = begun.is_empty();
    let rows = begun.iter().flat_map(rows).collect();
    let data = Data { file: "steps", caption: key::FUNNEL_TABLE, heads: HEADS, rows };
    view! {
        <Section controller id="cockpit-funnel" title=key::FUNNEL_TITLE text=key::FUNNEL_TEXT>
            {begun.into_iter().map(bars).collect_view()}
            {if is_empty {
                view! { <p>{t(key::FUNNEL_NONE)}</p> }.into_any()
            } else {
                view! { <Behind data /> }.into_any()
            }}
        </Section>
    }
}

/// How many people reached the first step. Those who began before the period may have reached the
/// later steps in it.
fn first(funnel: &FunnelView) -> u32 {
    funnel.reached.iter().map(|it| it.count).max().unwrap_or_default()
}

fn rows(funnel: &FunnelView) -> Vec<Vec<Value>> {
    let of = first(funnel);
    let row = |Reached { step, count }: &Reached| {
        vec![
            Value::Words(words::funnel(funnel.journey)),
            Value::Words(words::milestone(*step)),
            Value::Number(i64::from(*count)),
            Value::Share(per_cent(*count, of)),
        ]
    };
    funnel.reached.iter().map(row).collect()
}

/// How many stopped before each step. Those who turned out to have an account went another way. Those
/// who began before the period may have reached more steps in it than others began.
fn lost(reached: &[Reached], known: u32) -> Vec<u32> {
    let before = [None].into_iter().chain(reached.iter().map(|it| Some(it.count)));
    let stopped = |(before, it): (Option<u32>, &Reached)| {
        let elsewhere = if it.step == Milestone::Person { known } else { 0 };
        before.unwrap_or(it.count).saturating_sub(it.count + elsewhere)
    };
    before.zip(reached).map(stopped).collect()
}

fn bars(funnel: FunnelView) -> impl IntoView {
    let i18n = use_i18n();
    let of = first(&funnel);
    let FunnelView { journey: flow, reached, known } = funnel;
    let name = words::funnel(flow);
    let bar = |(Reached { step, count }, lost): (&Reached, u32)| Bar {
        name: Value::Words(words::milestone(*step)),
        said: [Value::Number(i64::from(*count)), Value::Share(per_cent(*count, of))]
            .into_iter()
            .chain((lost > 0).then(|| Value::Words(key::funnel_lost(lost))))
            .collect(),
        parts: vec![(*count, Look::Full)],
    };
    let bars: Vec<Bar> = reached.iter().zip(lost(&reached, known)).map(bar).collect();
    let label = {
        let name = name.clone();
        Signal::derive(move || i18n.say(&key::funnel_label(i18n.say(&name))))
    };
    let known = (known > 0).then(|| {
        let known = Value::Number(i64::from(known));
        view! { <p class="small">{move || i18n.say(&key::funnel_known(known.shown(i18n)))}</p> }
    });
    view! {
        <h3>{t(name)}</h3>
        <Bars label bars />
        {known}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_stops_before_a_step_is_counted_there_without_those_who_had_an_account() {
        use Milestone::{Details, Means, Person, Proof};
        let reached = [(Means, 10), (Proof, 8), (Person, 5), (Details, 6)]
            .map(|(step, count)| Reached { step, count });
        assert_eq!(lost(&reached, 2), [0, 2, 1, 0]);
    }
}
