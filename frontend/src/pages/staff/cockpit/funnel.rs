//! Where people stop: the registration, and the set-up of each method.

use leptos::prelude::*;
use vestibule_shared::cockpit::{CockpitView, FunnelView, Reached};

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

fn bars(funnel: FunnelView) -> impl IntoView {
    let i18n = use_i18n();
    let of = first(&funnel);
    let FunnelView { journey: flow, reached, known } = funnel;
    let name = words::funnel(flow);
    let bar = |Reached { step, count }: &Reached| Bar {
        name: Value::Words(words::milestone(*step)),
        said: vec![Value::Number(i64::from(*count)), Value::Share(per_cent(*count, of))],
        parts: vec![(*count, Look::Full)],
    };
    let bars: Vec<Bar> = reached.iter().map(bar).collect();
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
