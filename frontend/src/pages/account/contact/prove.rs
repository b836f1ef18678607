//! The code that was sent to the new number or address: nothing changes without it.

use leptos::prelude::*;
use vestibule_shared::contact::{Back, Contact, ProveStep, SendAgain, SubmitCode, What};

use super::WIZARD;
use crate::{
    app::route::Route,
    change::proof::prove_when_asked,
    flow::{
        Flow,
        code_form::{CodeForm, CodeValues},
    },
    form::Form,
    i18n::{CodeOf, Text, key, t},
    ui::{self, Kind},
};

/// The words that differ between a number and an address.
struct Words {
    code: CodeOf,
    title: Text,
    lead: Text,
    not_received: Text,
    advice: [Text; 2],
}

const fn words(what: What) -> Words {
    match what {
        What::Phone => Words {
            code: CodeOf::Message,
            title: key::CONTACT_PROVE_PHONE,
            lead: key::CONTACT_PROVE_PHONE_LEAD,
            not_received: key::NOT_RECEIVED_TITLE,
            advice: [key::NOT_RECEIVED_WAIT, key::CONTACT_WRONG_PHONE],
        },
        What::Email => Words {
            code: CodeOf::Mail,
            title: key::CONTACT_PROVE_EMAIL,
            lead: key::CONTACT_PROVE_EMAIL_LEAD,
            not_received: key::CONTACT_NO_MAIL,
            advice: [key::MAIL_SENT_SPAM, key::CONTACT_WRONG_EMAIL],
        },
    }
}

/// The form, and help if nothing arrives.
#[component]
pub(super) fn Prove(flow: Flow<Contact>, step: Signal<ProveStep>) -> impl IntoView {
    let Words { code, title, lead, not_received, advice } =
        words(step.with_untracked(|step| step.what));
    provide_context(code);
    let sent = Signal::derive(move || step.get().sent);
    let form = Form::new(CodeValues::new(code));
    prove_when_asked(form.state.trouble, Route::Contact);
    let submit = Callback::new(move |code| flow.submit(form, SubmitCode { code }));
    let back = Callback::new(move |()| flow.go(Back {}));
    view! {
        <ui::Screen wizard=WIZARD step="prove">
            <ui::Action kind=Kind::Back press=back busy=flow.busy>{t(key::BACK)}</ui::Action>
            <ui::Heading text=title />
            <p class="lead">{t(lead)}</p>
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <ui::FormProblems state=form.state />
            <ui::SentTo sent answers=flow.answers ask=Callback::new(move |()| flow.poll()) />
            <CodeForm form submit left=Signal::derive(move || sent.with(|sent| sent.tries_left)) />
            <section class="aid" aria-labelledby="not-received">
                <h2 id="not-received">{t(not_received)}</h2>
                <ul>{advice.map(|text| view! { <li>{t(text)}</li> }).collect_view()}</ul>
                <div class="actions">
                    <ui::Resend sent answers=flow.answers busy=flow.busy
                        resend=Callback::new(move |()| flow.go(SendAgain {})) />
                </div>
            </section>
        </ui::Screen>
    }
}
