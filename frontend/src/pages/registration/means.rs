//! With which means do you identify yourself? (R2)

use leptos::prelude::*;
use vestibule_shared::registration::{
    self, BackToStart, Means, MeansStep, Registration, UseProvider,
};

use super::WIZARD;
use crate::{
    app::{route::Topic, shell::use_shell},
    flow::Flow,
    i18n::{key, t, use_i18n},
    ui::{self, Icon, Milestone, Shape},
};

/// The means to choose from, and what a person will need.
#[component]
pub(super) fn ChooseMeans(flow: Flow<Registration>, step: MeansStep) -> impl IntoView {
    let (shell, i18n) = (use_shell(), use_i18n());
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
            <ui::Action kind=ui::Kind::Back press=back>{t(key::BACK)}</ui::Action>
            <ui::Heading text=key::MEANS_TITLE />
            <p class="lead">{t(key::MEANS_LEAD)}</p>
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <div class="tiles">{tiles.collect_view()} {providers.collect_view()}</div>
            <h2>{t(key::MEANS_NEED)}</h2>
            <ul class="checks">
                <li><Icon shape=Shape::Card /> <span>{t(key::MEANS_NEED_CARD)}</span></li>
                <li><Icon shape=Shape::Reader /> <span>{t(key::MEANS_NEED_READER)}</span></li>
                <li><Icon shape=Shape::Phone /> <span>{t(key::MEANS_NEED_PHONE)}</span></li>
                <li><Icon shape=Shape::Mail /> <span>{t(key::MEANS_NEED_MAIL)}</span></li>
                <li><Icon shape=Shape::Clock /> <span>{t(key::MEANS_NEED_TIME)}</span></li>
            </ul>
        </ui::Screen>
    }
}
