//! If there is an account, a mail is on its way: the same words for every address (UX 13).

use leptos::prelude::*;
use vestibule_shared::recovery::{MailSentStep, Recovery, ResendMail};

use super::WIZARD;
use crate::{
    app::route::{Route, Topic},
    browser::intl,
    flow::Flow,
    i18n::{key, minutes, t, t_with, use_i18n},
    ui::{self, Icon, Kind, Shape},
};

/// Says where to look, and what to do if nothing arrives.
#[component]
pub(super) fn MailSent(flow: Flow<Recovery>, step: Signal<MailSentStep>) -> impl IntoView {
    let i18n = use_i18n();
    let elsewhere = ui::as_back(Callback::new(move |()| flow.abandon()), flow.busy);
    let email = step.with_untracked(|step| step.email.clone());
    let at = Memo::new(move |_| step.with(|step| step.asked_at));
    let asked = move || key::mail_sent_at(intl::time_of_day(i18n.language(), at.get()));
    view! {
        <ui::Screen wizard=WIZARD step="mail_sent" help=Topic::OldEmail>
            <p class="seal"><Icon shape=Shape::Mail /></p>
            <ui::Heading text=key::MAIL_SENT_TITLE />
            <p class="lead">{t(key::mail_sent_text(email))}</p>
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <p role="status" data-testid="mail-asked">{t_with(asked)}</p>
            <ul>
                <li>{t(key::MAIL_SENT_SPAM)}</li>
                <li>{t(key::MAIL_SENT_SAME)}</li>
            </ul>
            <div class="actions">
                <Again flow step />
                <ui::Action kind=Kind::Plain press=elsewhere busy=flow.busy>
                    {t(key::MAIL_SENT_AGAIN)}
                </ui::Action>
                <ui::Link to=Route::SignIn>{t(key::BACK_TO_SIGN_IN)}</ui::Link>
            </div>
        </ui::Screen>
    }
}

/// The button that requests the mail again, after its waiting time.
#[component]
fn Again(flow: Flow<Recovery>, step: Signal<MailSentStep>) -> impl IntoView {
    let wait = Signal::derive(move || step.with(|step| step.resend_in));
    let left = ui::countdown(wait, move || flow.answers.track());
    let waits = Memo::new(move |_| left.get() > 0);
    let pressed = move |_| {
        if !waits.get_untracked() && !flow.busy.get_untracked() {
            flow.go(ResendMail {});
        }
    };
    let label = move || {
        if waits.get() {
            key::mail_sent_resend_in(minutes(left.get()))
        } else {
            key::MAIL_SENT_RESEND
        }
    };
    // The same button before and after: nothing on the page moves.
    view! {
        <button type="button" class="button button-quiet" class:button-waits=move || waits.get()
            aria-disabled=move || (waits.get() || flow.busy.get()).then_some("true")
            data-testid=move || if waits.get() { "resend-wait" } else { "resend" }
            on:click=pressed>
            <span>{t_with(label)}</span>
        </button>
    }
}
