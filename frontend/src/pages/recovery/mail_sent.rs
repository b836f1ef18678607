//! If there is an account, a mail is on its way: the same words for every address (UX 13).

use leptos::prelude::*;
use vestibule_shared::recovery::{MailSentStep, Recovery};

use super::WIZARD;
use crate::{
    app::route::{Route, Topic},
    flow::Flow,
    i18n::{key, t},
    ui::{self, Icon, Shape},
};

/// Says where to look, and what to do if nothing arrives.
#[component]
pub(super) fn MailSent(flow: Flow<Recovery>, step: MailSentStep) -> impl IntoView {
    let again = ui::as_back(Callback::new(move |()| flow.abandon()), flow.busy);
    view! {
        <ui::Screen wizard=WIZARD step="mail_sent" help=Topic::OldEmail>
            <p class="seal"><Icon shape=Shape::Mail /></p>
            <ui::Heading text=key::MAIL_SENT_TITLE />
            <p class="lead">{t(key::mail_sent_text(step.email))}</p>
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <ul>
                <li>{t(key::MAIL_SENT_SPAM)}</li>
                <li>{t(key::MAIL_SENT_SAME)}</li>
            </ul>
            <div class="actions">
                <ui::Action kind=ui::Kind::Quiet press=again busy=flow.busy>
                    {t(key::MAIL_SENT_AGAIN)}
                </ui::Action>
                <ui::Link to=Route::SignIn>{t(key::BACK_TO_SIGN_IN)}</ui::Link>
            </div>
        </ui::Screen>
    }
}
