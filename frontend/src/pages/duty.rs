//! Reminds of two-step verification where it is not set up yet (M1, UX 19).

use leptos::prelude::*;
use vestibule_shared::{factor::Duty, time::Timestamp};

use crate::{
    browser::intl,
    i18n::{Text, key, t, t_with, use_i18n},
    route::Route,
    ui::{self, Tone},
};

/// Says until when one can do without; the children are further ways on. Nothing where all is done, or
/// where nothing but setting up is reachable.
#[component]
pub(super) fn DutyBanner(
    #[prop(into)] duty: Signal<Option<Duty>>,
    #[prop(optional)] children: Option<ChildrenFn>,
) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        let children = children.clone();
        let (title, until) = duty.with(|duty| duty.as_ref().and_then(reminder))?;
        let text = move || {
            until.map_or(key::DUTY_OPTIONAL_TEXT, |until| {
                key::duty_grace_text(intl::date_and_time(i18n.language(), until))
            })
        };
        Some(view! {
            <ui::Alert tone=Tone::Calm code="two_step_duty" title>
                <p>{t_with(text)}</p>
                <div class="actions">
                    <ui::Link to=Route::TwoStep class="button button-primary">
                        {t(key::DUTY_SET_UP)}
                    </ui::Link>
                    {children.map(|children| children())}
                </div>
            </ui::Alert>
        })
    }
}

/// The words, and until when one can do without.
const fn reminder(duty: &Duty) -> Option<(Text, Option<Timestamp>)> {
    match duty {
        Duty::Optional {} => Some((key::DUTY_OPTIONAL, None)),
        Duty::Grace { until, .. } => Some((key::DUTY_GRACE, Some(*until))),
        Duty::Done {} | Duty::Now {} | Duty::Lost {} => None,
    }
}
