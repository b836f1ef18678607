//! Asks for the proof of the chosen method: it counts only after that (M6, UX 18).

use std::mem::discriminant;

use leptos::prelude::*;
use serde_json::Value;
use vestibule_shared::{
    api::Wizard,
    call::CallView,
    factor::{FactorKind, SetUp},
    registration::CodeSent,
    two_step::{AskAgain, Back, FinishCall, SetUpStep, StopCall, SubmitCode, SubmitKey, TwoStep},
};

use super::{WIZARD, app::App, number::Number, progress};
use crate::{
    app::route::{Route, Topic},
    change::proof::prove_when_asked,
    flow::{
        Flow,
        code_form::{CodeForm, CodeValues, fill_from_message},
    },
    form::Form,
    i18n::{CodeOf, Text, key, t},
    ui::{self, CallActions, Kind, Wanted},
};

/// What the parts of this screen share.
#[derive(Clone, Copy)]
struct SetUpState {
    flow: Flow<TwoStep>,
    step: Signal<SetUpStep>,
}

/// One screen per kind of proof; another kind is another screen.
#[component]
pub(super) fn Prove(flow: Flow<TwoStep>, step: Signal<SetUpStep>) -> impl IntoView {
    let kind = Memo::new(move |_| step.with(|step| (step.kind, discriminant(&step.set_up))));
    move || {
        // Read, not only tracked: a memo that is not read is never computed.
        kind.get();
        SetUpState { flow, step }.screen()
    }
}

impl SetUpState {
    fn screen(self) -> AnyView {
        let SetUpStep { kind, set_up, .. } = self.step.get_untracked();
        let ((title, lead), body) = match set_up {
            SetUp::App { key, uri, qr } => {
                provide_context(CodeOf::App);
                let form = begin(CodeOf::App);
                let code = self.code(form);
                let body = view! {
                    <ui::FormProblems state=form.state />
                    <App secret=key uri qr>{code}</App>
                };
                ((key::APP_TITLE, key::PROVE_APP_LEAD), body.into_any())
            }
            SetUp::Number { phone_masked } => {
                let lead = match kind {
                    FactorKind::Call => key::NUMBER_CALL_LEAD,
                    _ => key::NUMBER_SMS_LEAD,
                };
                let flow = self.flow;
                let body = view! { <Number flow kind phone_masked /> }.into_any();
                ((key::NUMBER_TITLE, lead), body)
            }
            SetUp::Sms { sent } => ((key::PROVE_SMS, key::PROVE_SMS_LEAD), self.message(sent)),
            SetUp::Call { call } => ((key::PROVE_CALL, key::PROVE_CALL_LEAD), self.call(call)),
            SetUp::Key { options } => {
                let (title, lead, label) = key_texts(kind);
                ((title, lead), self.key(label, options))
            }
        };
        self.frame(help_with(kind), (title, lead), body)
    }

    fn frame(self, help: Topic, (title, lead): (Text, Text), body: AnyView) -> AnyView {
        let flow = self.flow;
        let at = progress(1, self.step.with_untracked(|step| step.codes_follow));
        let back = Callback::new(move |()| flow.go(Back {}));
        view! {
            <ui::Screen wizard=WIZARD step="set_up" at help>
                <ui::Action kind=Kind::Back press=back busy=flow.busy>
                    {t(key::TWO_STEP_OTHER)}
                </ui::Action>
                <ui::Heading text=title />
                <p class="lead">{t(lead)}</p>
                <ui::Notices trouble=flow.trouble moved=flow.moved />
                {body}
            </ui::Screen>
        }
        .into_any()
    }

    fn code(self, form: Form<CodeValues>) -> AnyView {
        let Self { flow, step } = self;
        let left = Signal::derive(move || step.with(|step| step.tries_left));
        let submit = Callback::new(move |code| flow.submit(form, SubmitCode { code }));
        view! { <CodeForm form submit left /> }.into_any()
    }

    fn message(self, first: CodeSent) -> AnyView {
        let Self { flow, step } = self;
        provide_context(CodeOf::Message);
        let form = begin(CodeOf::Message);
        fill_from_message(form);
        let submit = Callback::new(move |code| flow.submit(form, SubmitCode { code }));
        let sent = Signal::derive(move || match step.get().set_up {
            SetUp::Sms { sent } => sent,
            _ => first.clone(),
        });
        view! {
            <ui::FormProblems state=form.state />
            <ui::SentTo sent answers=flow.answers ask=Callback::new(move |()| flow.poll()) />
            <CodeForm form submit left=tries(sent) />
            <section class="aid" aria-labelledby="not-received">
                <h2 id="not-received">{t(key::NOT_RECEIVED_TITLE)}</h2>
                <ul>
                    <li>{t(key::NOT_RECEIVED_WAIT)}</li>
                    <li>{t(key::NUMBER_WRONG)}</li>
                </ul>
                <div class="actions">
                    <ui::Resend sent answers=flow.answers busy=flow.busy
                        resend=Callback::new(move |()| flow.go(AskAgain {})) />
                </div>
            </section>
        }
        .into_any()
    }

    fn call(self, first: CallView) -> AnyView {
        let Self { flow, step } = self;
        let call = Signal::derive(move || match step.get().set_up {
            SetUp::Call { call } => call,
            _ => first.clone(),
        });
        let actions = CallActions {
            events: TwoStep::EVENTS,
            ask: Callback::new(move |()| flow.poll()),
            again: Callback::new(move |()| flow.go(AskAgain {})),
            stop: Callback::new(move |()| flow.go(StopCall {})),
            finish: Callback::new(move |()| flow.go(FinishCall {})),
        };
        view! { <ui::CallProgress call answers=flow.answers busy=flow.busy actions /> }.into_any()
    }

    fn key(self, label: Text, first: Value) -> AnyView {
        let Self { flow, step } = self;
        let options = Memo::new(move |_| match step.get().set_up {
            SetUp::Key { options } => options,
            _ => first.clone(),
        });
        let answer = Callback::new(move |credential| flow.go(SubmitKey { credential }));
        view! {
            <ui::KeyPrompt wanted=Wanted::New label options=options.into() busy=flow.busy answer
                renew=Callback::new(move |()| flow.go(AskAgain {})) />
            <p class="small">{t(key::KEY_OTHER_DEVICE)}</p>
        }
        .into_any()
    }
}

fn tries(sent: Signal<CodeSent>) -> Signal<u32> {
    Signal::derive(move || sent.with(|sent| sent.tries_left))
}

fn begin(of: CodeOf) -> Form<CodeValues> {
    let form = Form::new(CodeValues::new(of));
    prove_when_asked(form.state.trouble, Route::TwoStep);
    form
}

/// The help topic for problems with a method.
const fn help_with(kind: FactorKind) -> Topic {
    match kind {
        FactorKind::App => Topic::AppCode,
        FactorKind::Sms => Topic::NoSms,
        FactorKind::Call => Topic::NoCall,
        FactorKind::Passkey | FactorKind::Platform | FactorKind::SecurityKey => Topic::Method,
    }
}

/// The title, the explanation and the button of each of the three keys (P7, P8, P10).
const fn key_texts(kind: FactorKind) -> (Text, Text, Text) {
    match kind {
        FactorKind::Platform => (key::PLATFORM_TITLE, key::PLATFORM_LEAD, key::PLATFORM_MAKE),
        FactorKind::SecurityKey => {
            (key::SECURITY_KEY_TITLE, key::SECURITY_KEY_LEAD, key::SECURITY_KEY_MAKE)
        }
        FactorKind::Passkey | FactorKind::App | FactorKind::Sms | FactorKind::Call => {
            (key::PASSKEY_TITLE, key::PASSKEY_LEAD, key::PASSKEY_MAKE)
        }
    }
}
