//! Reminds of two-step verification where it is not set up yet (M1, UX 19).

use leptos::prelude::*;
use vestibule_shared::{factor::Duty, text::Language, time::Timestamp};

use crate::{
    app::route::Route,
    browser::intl,
    i18n::{Text, key, t, t_with, use_i18n},
    ui::{self, Tone},
};

/// Says until when the account works without it; the children are further links. Shows nothing if
/// all is done, or if nothing but the set-up is reachable.
#[component]
pub(super) fn DutyBanner(
    #[prop(into)] duty: Signal<Option<Duty>>,
    #[prop(optional)] children: Option<ChildrenFn>,
) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        let children = children.clone();
        let ends = duty.with(|duty| matches!(duty, Some(Duty::Ending { .. })));
        let (title, says) = duty.with(|duty| duty.as_ref().and_then(reminder))?;
        let text = move || says.words(i18n.language());
        Some(view! {
            <ui::Alert tone=Tone::Calm code="two_step_duty" title>
                <p>{t_with(text)}</p>
                <div class="actions">
                    <ui::Link to=Route::TwoStep class="button button-primary">
                        {t(key::DUTY_SET_UP)}
                    </ui::Link>
                    {ends.then(|| view! {
                        <ui::Link to=Route::Change>{t(key::CHANGE_LINK)}</ui::Link>
                    })}
                    {children.map(|children| children())}
                </div>
            </ui::Alert>
        })
    }
}

/// The title and the text; nothing if there is nothing to remind of.
const fn reminder(duty: &Duty) -> Option<(Text, Says)> {
    match duty {
        Duty::Optional {} => Some((key::DUTY_OPTIONAL, Says::Optional)),
        Duty::Grace { until, .. } => Some((key::DUTY_GRACE, Says::Grace(*until))),
        Duty::Ending { until } => Some((key::DUTY_ENDS, Says::Ends(*until))),
        Duty::Done {} | Duty::Now {} | Duty::Lost {} | Duty::Ended {} => None,
    }
}

/// The text, with its date.
#[derive(Clone, Copy)]
enum Says {
    Optional,
    Grace(Timestamp),
    Ends(Timestamp),
}

impl Says {
    fn words(self, language: Language) -> Text {
        match self {
            Self::Optional => key::DUTY_OPTIONAL_TEXT,
            Self::Grace(until) => key::duty_grace_text(intl::date_and_time(language, until)),
            // The last day is over at midnight.
            Self::Ends(until) => key::duty_ends_text(intl::date(language, Timestamp(until.0 - 1))),
        }
    }
}
