//! Passwords: show and hide, with the rules listed first and ticked as they are met (UX 12).

use leptos::prelude::*;
use vestibule_shared::text::{PasswordPreset, PasswordRule};

use super::{
    Icon, Shape,
    text_field::{FieldProblemText, described},
};
use crate::{
    browser::letters::composed,
    form::{Input, field_id},
    i18n::{Text, field_label, key, t},
};

/// A password. `autocomplete` tells password managers whether it is a new one.
#[component]
pub(crate) fn PasswordField(
    input: Input,
    autocomplete: &'static str,
    #[prop(optional)] label: Option<Text>,
    /// Whether the rules, listed elsewhere under the id `password-rules`, describe it.
    #[prop(optional)]
    ruled: bool,
) -> impl IntoView {
    let id = field_id(input.field);
    let shown = RwSignal::new(false);
    let label = label.unwrap_or_else(|| field_label(input.field));
    let description = move || {
        let own = described(id, false, input.problem.get().is_some());
        match (ruled, own) {
            (true, Some(own)) => Some(format!("{own} password-rules")),
            (true, None) => Some(String::from("password-rules")),
            (false, own) => own,
        }
    };
    view! {
        <div class="field" class:field-bad=move || input.problem.get().is_some()>
            <label for=id>{t(label)}</label>
            <FieldProblemText field=input.field problem=input.problem />
            <div class="password">
                <input id=id name=id required=true autocomplete=autocomplete spellcheck="false"
                    autocapitalize="none"
                    type=move || if shown.get() { "text" } else { "password" }
                    aria-invalid=move || input.problem.get().map(|_| "true")
                    aria-describedby=description
                    prop:value=move || input.value.get()
                    on:input=move |event| _ = input.typed.try_run(event_target_value(&event))
                    on:blur=move |_| _ = input.left.try_run(()) />
                <button type="button" class="reveal" aria-controls=id
                    aria-pressed=move || if shown.get() { "true" } else { "false" }
                    aria-label=move || {
                        let name = if shown.get() { key::PASSWORD_HIDE_NAME } else { key::PASSWORD_SHOW_NAME };
                        t(name)()
                    }
                    on:click=move |_| shown.update(|shown| *shown = !*shown)>
                    {move || if shown.get() { t(key::PASSWORD_HIDE)() } else { t(key::PASSWORD_SHOW)() }}
                </button>
            </div>
        </div>
    }
}

/// A new password and its repetition, with the rules before them (R11).
#[component]
pub(crate) fn NewPasswordFields(
    password: Input,
    confirmation: Input,
    preset: PasswordPreset,
) -> impl IntoView {
    view! {
        <div class="rules" id="password-rules">
            <p>{t(key::PASSWORD_RULES)}</p>
            <ul>
                {preset.rules().iter().map(|rule| view! {
                    <Rule rule=*rule password=password.value />
                }).collect_view()}
                <li class="rule rule-advice">
                    <Icon shape=Shape::Info /> <span>{t(key::PASSWORD_ADVICE)}</span>
                </li>
            </ul>
        </div>
        <PasswordField input=password autocomplete="new-password" ruled=true
            label=key::FIELD_NEW_PASSWORD />
        <PasswordField input=confirmation autocomplete="new-password" />
    }
}

#[component]
fn Rule(rule: PasswordRule, password: Signal<String>) -> impl IntoView {
    let met = Memo::new(move |_| password.with(|password| rule.met_by(&composed(password))));
    let text = match rule {
        PasswordRule::Length(least) => key::password_rule_length(least),
        PasswordRule::Digit => key::PASSWORD_RULE_DIGIT,
        PasswordRule::Letter => key::PASSWORD_RULE_LETTER,
    };
    view! {
        <li class="rule" class:rule-met=met>
            <span class="rule-mark" aria-hidden="true">
                {move || met.get().then(|| view! { <Icon shape=Shape::Tick /> })}
            </span>
            <span>{t(text)}</span>
            <span class="visually-hidden">
                {move || met.get().then(|| t(key::PASSWORD_RULE_MET)())}
            </span>
        </li>
    }
}
