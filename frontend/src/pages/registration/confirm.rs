//! Verify your name and choose a capacity (R4).

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::registration::{Capacity, ConfirmProfile, ConfirmStep, Registration};

use super::{WIZARD, full_name};
use crate::{
    flow::Flow,
    i18n::{Text, capacity, key, t},
    ui::{self, Choice, Icon, Milestone, Shape},
};

const ALL: [(&str, Capacity); 3] = [
    ("citizen", Capacity::Citizen),
    ("doctor", Capacity::Doctor),
    ("organisation", Capacity::Organisation),
];

fn name_of(capacity: Capacity) -> &'static str {
    ALL.iter().find(|(_, known)| *known == capacity).map_or("", |(name, _)| name)
}

/// The name on the card, and the capacities to choose from.
#[component]
pub(super) fn Confirm(flow: Flow<Registration>, step: ConfirmStep) -> impl IntoView {
    let ConfirmStep { given_name, family_name, capacities, chosen } = step;
    let first = chosen.or_else(|| capacities.first().copied()).unwrap_or(Capacity::Citizen);
    let choices = capacities.into_iter().map(choice).collect();
    let chosen = RwSignal::new(name_of(first));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let chosen = chosen.get_untracked();
        if let Some((_, capacity)) = ALL.into_iter().find(|(name, _)| *name == chosen) {
            flow.go(ConfirmProfile { capacity });
        }
    };
    let not_me = Callback::new(move |()| flow.abandon());
    view! {
        <ui::Screen wizard=WIZARD step="confirm" at=Milestone::Profile>
            <ui::Heading text=key::CONFIRM_TITLE />
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <div class="identity">
                <Icon shape=Shape::Card />
                <div>
                    <p class="identity-label">{t(key::CONFIRM_NAME)}</p>
                    <p class="identity-name" data-testid="card-name">
                        {full_name(given_name.as_deref(), &family_name)}
                    </p>
                    <p class="hint">{t(key::CONFIRM_READ_ONLY)}</p>
                </div>
            </div>
            <form novalidate=true on:submit=submit>
                <ui::RadioGroup name="capacity" legend=key::CONFIRM_CAPACITY choices chosen
                    choose=Callback::new(move |value| chosen.set(value)) class="choices-cards" />
                <div class="actions">
                    <ui::Submit busy=flow.busy>{t(key::CONFIRM_SUBMIT)}</ui::Submit>
                    <ui::Action kind=ui::Kind::Plain press=not_me>{t(key::CONFIRM_NOT_ME)}</ui::Action>
                </div>
            </form>
        </ui::Screen>
    }
}

fn choice(of: Capacity) -> Choice {
    let hint: Text = match of {
        Capacity::Citizen => key::CAPACITY_CITIZEN_HINT,
        Capacity::Doctor => key::CAPACITY_DOCTOR_HINT,
        Capacity::Organisation => key::CAPACITY_ORGANISATION_HINT,
    };
    Choice { value: name_of(of), label: capacity(of), hint: Some(hint), lang: None }
}
