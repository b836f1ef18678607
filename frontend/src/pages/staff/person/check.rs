//! The caller check: codes read out both ways, or the card at the counter.

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::{
    desk::{Action, Check, CheckCaller, HeardCode, PersonView},
    problem::{Code, Field, FieldProblem},
    text::CALL_CODE_LENGTH,
    time::Timestamp,
};

use super::{Page, counter::Counter};
use crate::{
    api,
    browser::{intl, page::focus_soon},
    change::Section,
    form::{Form, Values, problem},
    i18n::{CodeOf, Text, key, t, t_with, use_i18n},
    ui::{self, Tone},
};

/// The id of the heading of this section.
pub(super) const PART: &str = "desk-check";

/// What was typed.
#[derive(Clone, Default)]
struct CallerCodeValues {
    code: String,
}

impl Values for CallerCodeValues {
    fn problems(&self) -> Vec<FieldProblem> {
        problem(Field::Code, spelled(&self.code)).into_iter().collect()
    }

    fn text(&mut self, field: Field) -> Option<&mut String> {
        (field == Field::Code).then_some(&mut self.code)
    }
}

/// Whether this can be a code; case, spaces and hyphens do not matter.
pub(in crate::pages::staff) fn spelled(typed: &str) -> Result<(), Code> {
    match typed.chars().filter(|c| c.is_alphanumeric()).count() {
        0 => Err(Code::Required),
        length if length < CALL_CODE_LENGTH => Err(Code::CodeTooShort),
        length if length > CALL_CODE_LENGTH => Err(Code::CodeTooLong),
        _ => Ok(()),
    }
}

/// The panel; nothing if there is nothing to check.
#[component]
pub(super) fn CallerCheck(page: Page) -> impl IntoView {
    let check = page.part(|view| view.check.clone());
    let may = page.part(|view| view.may.contains(&Action::Check));
    let shown = Memo::new(move |_| {
        may.get() == Some(true) || check.with(|check| !matches!(check, None | Some(Check::Open {})))
    });
    // From digits to nothing: the person refused, or the time is over.
    let over = Memo::new(move |before: Option<&(bool, bool)>| {
        let says = check.with(|check| matches!(check, Some(Check::Say { .. })));
        let open = check.with(|check| matches!(check, Some(Check::Open {})));
        let (said, was_over) = before.copied().unwrap_or_default();
        (says, open && (said || was_over))
    });
    let panel = move || {
        // Read whatever the check says: a memo that is not read skips intermediate values.
        let over = over.get().1;
        Some(match check.get()? {
            Check::Open {} => view! { <Open page over /> }.into_any(),
            Check::Say { figures, until } => view! { <Say figures until /> }.into_any(),
            Check::Agreed { until } => known(key::check_agreed_text, until).into_any(),
            Check::Card { until } => known(key::check_card_text, until).into_any(),
        })
    };
    let said = move || match check.get() {
        Some(Check::Say { .. }) => Some(t(key::CHECK_SAY).into_any()),
        Some(Check::Agreed { .. } | Check::Card { .. }) => Some(t(key::CHECK_AGREED).into_any()),
        _ => None,
    };
    move || {
        shown.get().then(|| {
            view! {
                <Section controller=page.controller id=PART title=key::CHECK_TITLE text=key::CHECK_TEXT>
                    <p class="visually-hidden" role="status">{said}</p>
                    {panel}
                </Section>
            }
        })
    }
}

/// A sentence that says until when.
fn until_when(text: fn(String) -> Text, until: Timestamp) -> impl IntoView {
    let i18n = use_i18n();
    t_with(move || text(intl::time_of_day(i18n.language(), until)))
}

/// The person is identified.
fn known(text: fn(String) -> Text, until: Timestamp) -> impl IntoView {
    view! {
        <ui::Alert tone=Tone::Good code="caller_known" title=key::CHECK_AGREED>
            <p>{until_when(text, until)}</p>
        </ui::Alert>
    }
}

/// The steps before the check succeeded.
#[component]
fn Open(page: Page, over: bool) -> impl IntoView {
    provide_context(CodeOf::Aloud);
    let form = Form::named("check-summary", CallerCodeValues::default());
    let unlocks = Memo::new(move |_| {
        let waits =
            |view: &PersonView| view.refused.iter().any(|it| it.code == Code::CallerUnchecked);
        page.view.with(|view| view.as_ref().is_some_and(waits))
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let account = page.account.get_untracked();
        if let Some(account) = account
            && let Some(CallerCodeValues { code }) = form.ready()
        {
            let request = HeardCode { account, code };
            let answer = Box::pin(async move { api::call::<CheckCaller>(&request).await });
            page.controller.send(form.state, answer, move |view| {
                page.hear(view);
                focus_soon(PART);
            });
        }
    };
    view! {
        {over.then(|| view! {
            <ui::Alert tone=Tone::Warm code="caller_refused"><p>{t(key::CHECK_OVER)}</p></ui::Alert>
        })}
        {move || unlocks.get().then(|| view! { <p class="small">{t(key::CHECK_UNLOCKS)}</p> })}
        <h3>{t(key::CHECK_PHONE)}</h3>
        <ol>
            <li>{t(key::CHECK_ASK)}</li>
            <li>{t(key::CHECK_TYPE)}</li>
        </ol>
        <form novalidate=true on:submit=submit>
            <ui::FormProblems state=form.state />
            <ui::CodeField input=form.input(Field::Code) />
            <div class="actions">
                <ui::Submit busy=form.state.sending>{t(key::CHECK_SUBMIT)}</ui::Submit>
            </div>
        </form>
        <Counter page />
    }
}

/// The digits to read out, and that the person has to confirm them.
#[component]
fn Say(figures: String, until: Timestamp) -> impl IntoView {
    view! {
        <div class="aloud" data-code="caller_says">
            <p class="aloud-title">{t(key::CHECK_SAY)}</p>
            {ui::aloud(&figures)}
            <p>{until_when(key::check_wait, until)}</p>
            <progress aria-hidden="true"></progress>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_in_any_spelling_and_counted_before_it_is_sent() {
        for (typed, expected) in [
            ("abc-def", Ok(())),
            ("A B C 2 3 4", Ok(())),
            ("abc-de", Err(Code::CodeTooShort)),
            ("abc-defg", Err(Code::CodeTooLong)),
            (" - ", Err(Code::Required)),
        ] {
            assert_eq!(spelled(typed), expected, "{typed}");
        }
    }
}
