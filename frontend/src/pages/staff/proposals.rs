//! The proposals that wait for a second administrator, about the policy and about applications.

use leptos::prelude::*;
use vestibule_shared::{policy::Decision, time::Timestamp};

use super::reason::{ReasonDialog, ReasonValues, Words};
use crate::{
    app::shell::{Intent, Verdict},
    browser::intl,
    change::{Controller, Section},
    form::FormState,
    i18n::{I18n, Text, key, t},
    ui::{self, Kind},
};

/// A proposal, and how it is shown.
pub(super) struct Waiting {
    pub(super) id: String,
    /// Who asked.
    pub(super) by: String,
    pub(super) is_yours: bool,
    pub(super) at: Timestamp,
    pub(super) reason: String,
    /// The subject, where the difference does not say it.
    pub(super) subject: Option<AnyView>,
    pub(super) difference: AnyView,
}

/// A decision of the reader: the form of the reason, what to send, and what to say when it is done.
pub(super) type Decided = (FormState, Decision, Text);

/// The page that the proposals are on.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) controller: Controller,
    /// The id of the section.
    pub(super) section: &'static str,
    pub(super) i18n: I18n,
    /// Whether the reader decides.
    pub(super) rules: Memo<bool>,
}

/// The waiting changes, if there are any.
#[component]
pub(super) fn Proposals(
    place: Place,
    /// What happens when the reader agrees.
    agree_text: Text,
    #[prop(into)] waiting: Callback<(), Vec<Waiting>>,
    is_empty: Memo<bool>,
    decide: Callback<Decided>,
) -> impl IntoView {
    let Place { controller, section, .. } = place;
    // The section stays while it shows the result of the last decision.
    let was_used = RwSignal::new(false);
    let shows = Memo::new(move |_| was_used.get() || !is_empty.get());
    let decide = Callback::new(move |decided| {
        was_used.set(true);
        decide.run(decided);
    });
    view! {
        {move || shows.get().then(|| view! {
            <Section controller id=section title=key::POLICY_WAITS text=key::POLICY_WAITS_TEXT>
                <ul class="sessions">
                    {move || waiting.run(()).into_iter().map(|one| line(place, one)).collect_view()}
                </ul>
            </Section>
        })}
        <Question controller agree_text decide />
    }
}

fn line(place: Place, one: Waiting) -> impl IntoView {
    let Place { controller, section, i18n, rules } = place;
    let Waiting { id, by, is_yours, at, reason, subject, difference } = one;
    let begin = move |verdict| {
        let id = id.clone();
        Callback::new(move |()| controller.begin(section, Intent::Decide(id.clone(), verdict)))
    };
    let agree = begin(Verdict::Agree);
    let decline = begin(if is_yours { Verdict::TakeBack } else { Verdict::Decline });
    let when = move || intl::date_and_time(i18n.language(), at);
    let head = match subject {
        Some(subject) => view! {
            <p class="session-name">{subject}</p>
            <p class="small">{t(key::policy_by(by))} " · " {when}</p>
        }
        .into_any(),
        None => view! {
            <p class="session-name">{t(key::policy_by(by))}</p>
            <p class="small">{when}</p>
        }
        .into_any(),
    };
    view! {
        <li class="session">
            <div class="session-words">
                {head}
                {difference}
                <p class="session-detail">{t(key::policy_reason(reason))}</p>
            </div>
            <div class="row-actions">
                {move || (rules.get() && !is_yours).then(|| view! {
                    <ui::Action kind=Kind::Quiet busy=controller.busy press=agree>{t(key::POLICY_AGREE)}</ui::Action>
                })}
                {move || rules.get().then(|| {
                    let no = if is_yours { key::POLICY_TAKE_BACK } else { key::POLICY_DECLINE };
                    view! { <ui::Action kind=Kind::Plain busy=controller.busy press=decline>{t(no)}</ui::Action> }
                })}
            </div>
        </li>
    }
}

#[component]
fn Question(controller: Controller, agree_text: Text, decide: Callback<Decided>) -> impl IntoView {
    let words = Signal::derive(move || {
        let Some(Intent::Decide(_, verdict)) = controller.open.get() else { return None };
        Some(match verdict {
            Verdict::Agree => Words {
                title: key::POLICY_AGREE_TITLE,
                text: agree_text.clone(),
                yes: key::POLICY_AGREE,
            },
            Verdict::TakeBack => Words {
                title: key::POLICY_TAKE_BACK_TITLE,
                text: key::POLICY_TAKE_BACK_TEXT,
                yes: key::POLICY_TAKE_BACK,
            },
            Verdict::Decline => Words {
                title: key::POLICY_DECLINE_TITLE,
                text: key::POLICY_DECLINE_TEXT,
                yes: key::POLICY_DECLINE,
            },
        })
    });
    let send = Callback::new(move |(intent, values, form): (Intent, ReasonValues, FormState)| {
        let Intent::Decide(id, verdict) = intent else { return };
        let done = match verdict {
            Verdict::Agree => key::POLICY_AGREED,
            Verdict::TakeBack => key::POLICY_TAKEN_BACK,
            Verdict::Decline => key::POLICY_DECLINED,
        };
        let agrees = verdict == Verdict::Agree;
        decide.run((form, Decision { id, agrees, reason: values.reason }, done));
    });
    view! { <ReasonDialog controller words with_phone=false send /> }
}
