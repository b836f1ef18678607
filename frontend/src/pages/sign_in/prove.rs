//! Asks for the chosen second factor: a code, a key, or a digit pressed in a call (M2, M3, M8).

use std::mem::discriminant;

use leptos::prelude::*;
use vestibule_shared::{
    api::Wizard,
    call::CallView,
    factor::{FactorChallenge, FactorKind},
    registration::CodeSent,
    sign_in::{
        AskAgain, FinishCall, ProveStep, Purpose, SignIn, StopCall, SubmitCode, SubmitKey,
        TryAnotherWay,
    },
};

use super::{BackToSecurity, WIZARD, choose::elsewhere};
use crate::{
    app::route::Topic,
    browser::{clock, intl},
    flow::{
        Flow,
        code_form::{ClockHelp, CodeForm, CodeValues, fill_from_message},
    },
    form::Form,
    i18n::{CodeOf, Text, key, minutes, t, t_with, use_i18n},
    ui::{self, CallActions, Kind, Tone, Wanted},
};

/// What the parts of this screen share.
#[derive(Clone, Copy)]
struct ProveState {
    flow: Flow<SignIn>,
    step: Signal<ProveStep>,
    /// Whether to remember this browser.
    remember: RwSignal<bool>,
}

/// One screen per kind of challenge; another kind is another screen.
#[component]
pub(super) fn Prove(flow: Flow<SignIn>, step: Signal<ProveStep>) -> impl IntoView {
    let kind = Memo::new(move |_| step.with(|step| discriminant(&step.asked)));
    move || {
        // Read, not only tracked: a memo that is not read is never computed.
        kind.get();
        let proof = ProveState { flow, step, remember: RwSignal::new(false) };
        let asked = step.with_untracked(|step| step.asked.clone());
        proof.screen(asked)
    }
}

impl ProveState {
    fn screen(self, asked: FactorChallenge) -> AnyView {
        let (by, help, title, lead) = match asked {
            FactorChallenge::App {} => ("app", Topic::AppCode, key::PROVE_APP, key::PROVE_APP_LEAD),
            FactorChallenge::Sms { .. } => {
                ("sms", Topic::NoSms, key::PROVE_SMS, key::PROVE_SMS_LEAD)
            }
            FactorChallenge::Call { .. } => {
                ("call", Topic::NoCall, key::PROVE_CALL, key::PROVE_CALL_LEAD)
            }
            FactorChallenge::Key { .. } => {
                ("key", Topic::LostKey, self.key_title(), key::PROVE_KEY_LEAD)
            }
            FactorChallenge::Recovery {} => {
                ("recovery", Topic::LostCodes, key::PROVE_CODE, key::PROVE_CODE_LEAD)
            }
        };
        let body = match asked {
            FactorChallenge::App {} => self.code(CodeOf::App, None, ViewFn::from(ClockHelp)),
            FactorChallenge::Recovery {} => self.code(CodeOf::Recovery, None, ViewFn::default()),
            FactorChallenge::Sms { sent } => self.message(sent),
            FactorChallenge::Call { call } => self.call(call),
            FactorChallenge::Key { options } => self.key(options),
        };
        self.frame((by, help), (title, lead), body)
    }

    fn key_title(self) -> Text {
        match self.step.with_untracked(|step| step.method.as_ref().map(|method| method.kind)) {
            Some(FactorKind::Passkey) => key::PROVE_PASSKEY,
            Some(FactorKind::Platform) => key::PROVE_PLATFORM,
            _ => key::PROVE_KEY,
        }
    }

    fn frame(
        self,
        (by, help): (&'static str, Topic),
        (title, lead): (Text, Text),
        body: AnyView,
    ) -> AnyView {
        let (flow, rests) = (self.flow, self.rests());
        let other = ui::as_back(Callback::new(move |()| flow.go(TryAnotherWay {})), flow.busy);
        let restart = Callback::new(move |()| flow.abandon());
        let (name, purpose) = self.step.with_untracked(|step| {
            (step.method.as_ref().map(|method| method.name.clone()), step.purpose)
        });
        view! {
            <ui::Screen wizard=WIZARD step="prove" help beside=elsewhere(purpose, restart)>
                {(purpose == Purpose::Confirm).then(|| view! { <BackToSecurity /> })}
                <ui::Heading text=title />
                {name.map(|name| view! { <p class="method-name">{name}</p> })}
                <p class="lead">{t(lead)}</p>
                <ui::Notices trouble=flow.trouble moved=flow.moved />
                <div data-by=by>{body}</div>
                {move || {
                    // Where no code can be typed, another way is the way on.
                    let kind = if rests.get() { Kind::Primary } else { Kind::Quiet };
                    view! {
                        <p class="afterwards">
                            <ui::Action kind press=other>{t(key::PROVE_ANOTHER_WAY)}</ui::Action>
                        </p>
                    }
                }}
            </ui::Screen>
        }
        .into_any()
    }

    /// Whether no code can be typed for a while; keys and calls are not concerned.
    fn rests(self) -> Memo<bool> {
        Memo::new(move |_| {
            self.step.with(|step| {
                let takes_code = !matches!(
                    step.asked,
                    FactorChallenge::Key { .. } | FactorChallenge::Call { .. }
                );
                takes_code && step.rests_for.is_some()
            })
        })
    }

    /// The box to remember this browser, where that is possible.
    fn remember(self) -> impl IntoView {
        let days = self.step.with_untracked(|step| step.remember_days);
        days.map(|days| {
            view! {
                <ui::Tick id="remember" label=key::prove_remember(days) ticked=self.remember
                    hint=key::PROVE_REMEMBER_HINT />
            }
        })
    }

    fn code(self, of: CodeOf, sent: Option<Signal<CodeSent>>, help: ViewFn) -> AnyView {
        provide_context(of);
        let (form, step) = (Form::new(CodeValues::new(of)), self.step);
        if of == CodeOf::Message {
            fill_from_message(form);
        }
        let rests = self.rests();
        let left = Signal::derive(move || match sent {
            Some(sent) => sent.with(|sent| sent.tries_left),
            None => step.with(|step| step.tries_left),
        });
        // What was wrong with the last code is not said again after the rest.
        Effect::new(move |_| {
            if rests.get() {
                form.state.forget_problems();
            }
        });
        let body = move || {
            if rests.get() {
                return view! { <Resting flow=self.flow step /> }.into_any();
            }
            let above = match sent {
                Some(sent) => {
                    let ask = Callback::new(move |()| self.flow.poll());
                    view! { <ui::SentTo sent answers=self.flow.answers ask /> }.into_any()
                }
                None => ().into_any(),
            };
            view! {
                <ui::FormProblems state=form.state />
                {above}
                <CodeForm form submit=self.submit(form) left>{self.remember()}</CodeForm>
                {help.run()}
            }
            .into_any()
        };
        body.into_any()
    }

    fn submit(self, form: Form<CodeValues>) -> Callback<String> {
        Callback::new(move |code| {
            let remember = self.remember.get_untracked();
            self.flow.submit(form, SubmitCode { code, remember });
        })
    }

    fn message(self, first: CodeSent) -> AnyView {
        let Self { flow, step, .. } = self;
        let sent = Signal::derive(move || match step.get().asked {
            FactorChallenge::Sms { sent } => sent,
            _ => first.clone(),
        });
        let help = ViewFn::from(move || {
            view! {
                <section class="aid" aria-labelledby="not-received">
                    <h2 id="not-received">{t(key::NOT_RECEIVED_TITLE)}</h2>
                    <ul>
                        {[key::NOT_RECEIVED_WAIT, key::PROVE_SMS_SAFE, key::PROVE_SMS_ELSEWHERE]
                            .map(|text| view! { <li>{t(text)}</li> }).collect_view()}
                    </ul>
                    <div class="actions">
                        <ui::Resend sent answers=flow.answers busy=flow.busy
                            resend=Callback::new(move |()| flow.go(AskAgain {})) />
                    </div>
                </section>
            }
        });
        self.code(CodeOf::Message, Some(sent), help)
    }

    fn call(self, first: CallView) -> AnyView {
        let Self { flow, step, remember } = self;
        let call = Signal::derive(move || match step.get().asked {
            FactorChallenge::Call { call } => call,
            _ => first.clone(),
        });
        let actions = CallActions {
            events: SignIn::EVENTS,
            ask: Callback::new(move |()| flow.poll()),
            again: Callback::new(move |()| flow.go(AskAgain {})),
            stop: Callback::new(move |()| flow.go(StopCall {})),
            finish: Callback::new(move |()| {
                flow.go(FinishCall { remember: remember.get_untracked() });
            }),
        };
        view! {
            {self.remember()}
            <ui::CallProgress call answers=flow.answers busy=flow.busy actions />
        }
        .into_any()
    }

    fn key(self, first: serde_json::Value) -> AnyView {
        let Self { flow, step, remember } = self;
        let options = Memo::new(move |_| match step.get().asked {
            FactorChallenge::Key { options } => options,
            _ => first.clone(),
        });
        let answer = Callback::new(move |credential| {
            flow.go(SubmitKey { credential, remember: remember.get_untracked() });
        });
        view! {
            {self.remember()}
            <ui::KeyPrompt wanted=Wanted::Answer label=key::PROVE_KEY_SUBMIT options=options.into()
                busy=flow.busy answer renew=Callback::new(move |()| flow.go(AskAgain {})) />
        }
        .into_any()
    }
}

/// No code can be typed: until when, and how much longer. After that, the form is back.
#[component]
fn Resting(flow: Flow<SignIn>, step: Signal<ProveStep>) -> impl IntoView {
    let i18n = use_i18n();
    let wait = Signal::derive(move || step.with(|step| step.rests_for).unwrap_or_default());
    let left = ui::countdown(wait, move || flow.answers.track());
    Effect::new(move |_| {
        if left.get() == 0 {
            flow.poll();
        }
    });
    let text = move || {
        let until = clock::now().plus_seconds(i64::from(wait.get()));
        key::problem_step_rests_wait(intl::time_of_day(i18n.language(), until))
    };
    view! {
        // The focus comes here when the last code was wrong, as to any message about the form.
        <div id="summary" tabindex="-1">
            <ui::Alert tone=Tone::Calm code="step_rests"><p>{t_with(text)}</p></ui::Alert>
        </div>
        <p class="countdown" role="timer">
            {t_with(move || key::timeout_left(minutes(left.get())))}
        </p>
    }
}
