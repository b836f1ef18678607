//! With which means do you identify yourself? (R2)

use leptos::prelude::*;
use vestibule_shared::registration::{
    self, BackToStart, Means, MeansStep, Registration, UseProvider,
};

use super::WIZARD;
use crate::{
    app::{route::Topic, shell::use_shell},
    flow::Flow,
    i18n::{Text, key, t, use_i18n},
    ui::{self, Icon, Milestone, Shape},
};

/// The means to choose from, and what a person will need.
#[component]
pub(super) fn ChooseMeans(flow: Flow<Registration>, step: MeansStep) -> impl IntoView {
    let (shell, i18n) = (use_shell(), use_i18n());
    let is_one = step.means.len() + step.providers.len() == 1;
    let of_means = step.means.iter().map(|means| match means {
        Means::Eid => (
            key::MEANS_EID,
            vec![(Shape::Card, key::MEANS_NEED_CARD), (Shape::Reader, key::MEANS_NEED_READER)],
        ),
    });
    let of_providers = step.providers.iter().map(|provider| {
        let need = key::means_need_app(&provider.name);
        (key::means_provider(&provider.name), vec![(Shape::App, need)])
    });
    let needs: Vec<_> = of_means.chain(of_providers).collect();
    let needs = needs.into_iter().map(move |(name, own)| list((!is_one).then_some(name), own));
    let tiles = step.means.into_iter().map(move |means| {
        let press = Callback::new(move |()| flow.go(registration::ChooseMeans { means }));
        match means {
            Means::Eid => view! {
                <ui::Tile shape=Shape::Reader title=key::MEANS_EID text=key::MEANS_EID_TEXT press />
            },
        }
    });
    let back = Callback::new(move |()| flow.go(BackToStart {}));
    let providers = step.providers.into_iter().map(move |provider| {
        let title = key::means_provider(&provider.name);
        let press = Callback::new(move |()| {
            shell.leaving.set(true);
            let language = untrack(|| i18n.language());
            flow.go(UseProvider { provider: provider.id.clone(), language });
        });
        view! { <ui::Tile shape=Shape::Phone title text=key::MEANS_PROVIDER_TEXT press /> }
    });
    view! {
        <ui::Screen wizard=WIZARD step="means" at=Milestone::Means help=Topic::Needs>
            <ui::Action kind=ui::Kind::Back press=back busy=flow.busy>{t(key::BACK)}</ui::Action>
            <ui::Heading text=key::MEANS_TITLE />
            <p class="lead">{t(key::MEANS_LEAD)}</p>
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <div class="tiles">{tiles.collect_view()} {providers.collect_view()}</div>
            <h2>{t(key::MEANS_NEED)}</h2>
            {needs.collect_view()}
        </ui::Screen>
    }
}

/// What one of the means needs; with its name, if there are several.
fn list(name: Option<Text>, own: Vec<(Shape, Text)>) -> impl IntoView {
    let all = [
        (Shape::Phone, key::MEANS_NEED_PHONE),
        (Shape::Mail, key::MEANS_NEED_MAIL),
        (Shape::Clock, key::MEANS_NEED_TIME),
    ];
    let line = |(shape, text)| view! { <li><Icon shape /> <span>{t(text)}</span></li> };
    view! {
        {name.map(|name| view! { <h3>{t(name)}</h3> })}
        <ul class="checks">{own.into_iter().chain(all).map(line).collect_view()}</ul>
    }
}
