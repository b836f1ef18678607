//! A form: the typed values, the problems, and whether it is being sent.
//!
//! There is one [`Form`] per screen, not a signal per input. The part that does not depend on the
//! values is [`FormState`], so that the components of `ui` need no type parameter.

use std::sync::Arc;

use leptos::prelude::*;
use vestibule_shared::{
    problem::{Code, Field, FieldProblem},
    text::{NewPassword, PasswordPreset},
};

use crate::{
    api::{Cause, Trouble},
    browser::{self, letters},
};

/// The values of a form.
pub(crate) trait Values: Clone + Send + Sync + 'static {
    /// The problems that are visible before anything is sent, in the order of the fields.
    fn problems(&self) -> Vec<FieldProblem>;
    /// The text of a field; nothing if the field is not a text of this form.
    fn text(&mut self, field: Field) -> Option<&mut String>;
    /// Forgets passwords after an attempt that failed because of them (UX 12).
    fn forget_secrets(&mut self) {}
}

/// The values of any form; what [`FormState`] does with them is compiled once, not once per form.
trait AnyValues: Send + Sync {
    fn text(&self, field: Field) -> String;
    fn put(&self, field: Field, typed: String);
    fn problems(&self) -> Vec<FieldProblem>;
    fn forget_secrets(&self);
}

impl<T: Values> AnyValues for RwSignal<T> {
    fn text(&self, field: Field) -> String {
        self.track();
        // Mutable access, only to read: a clone of all values would be compiled for every form.
        let text = self.try_update_untracked(|values| values.text(field).cloned());
        text.flatten().unwrap_or_default()
    }

    fn put(&self, field: Field, typed: String) {
        self.try_update(|values| {
            if let Some(text) = values.text(field) {
                *text = typed;
            }
        });
    }

    fn problems(&self) -> Vec<FieldProblem> {
        self.try_with_untracked(Values::problems).unwrap_or_default()
    }

    fn forget_secrets(&self) {
        self.try_update(Values::forget_secrets);
    }
}

/// A form and its values.
pub(crate) struct Form<T: Values> {
    /// What was typed and chosen.
    pub(crate) values: RwSignal<T>,
    /// The status of the form.
    pub(crate) state: FormState,
}

#[expect(clippy::expl_impl_clone_on_copy, reason = "deriving would ask the values to be `Copy`")]
impl<T: Values> Clone for Form<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: Values> Copy for Form<T> {}

/// The status of a form.
#[derive(Clone, Copy)]
pub(crate) struct FormState {
    /// The id of its summary, which gets the focus when the form could not be sent (UX 10).
    pub(crate) summary: &'static str,
    values: StoredValue<Arc<dyn AnyValues>>,
    /// The fields to correct.
    pub(crate) problems: RwSignal<Vec<FieldProblem>>,
    /// What went wrong with the form as a whole.
    pub(crate) trouble: RwSignal<Option<Trouble>>,
    /// Whether a failed attempt is not corrected yet: then the summary shows.
    pub(crate) failed: RwSignal<bool>,
    /// Whether it is being sent.
    pub(crate) sending: RwSignal<bool>,
}

/// A text field as its component sees it.
#[derive(Clone, Copy)]
pub(crate) struct Input {
    /// Which field.
    pub(crate) field: Field,
    /// The text in it.
    pub(crate) value: Signal<String>,
    /// Receives the typed text.
    pub(crate) typed: Callback<String>,
    /// Called when the field is left.
    pub(crate) left: Callback<()>,
    /// What is wrong with it.
    pub(crate) problem: Signal<Option<Code>>,
}

impl FormState {
    fn new(summary: &'static str, values: Arc<dyn AnyValues>) -> Self {
        Self {
            summary,
            values: StoredValue::new(values),
            problems: RwSignal::new(Vec::new()),
            trouble: RwSignal::new(None),
            failed: RwSignal::new(false),
            sending: RwSignal::new(false),
        }
    }

    /// What is wrong with one field.
    pub(crate) fn problem_of(self, field: Field) -> Signal<Option<Code>> {
        Signal::derive(move || {
            self.problems.with(|all| all.iter().find(|p| p.field == field).map(|p| p.code))
        })
    }

    /// The field is being edited: its problem disappears, and with the last problem the summary.
    pub(crate) fn mend(self, field: Field) {
        if self.problems.is_disposed() {
            return;
        }
        if self.problems.with_untracked(|all| all.iter().any(|p| p.field == field)) {
            self.problems.update(|all| all.retain(|p| p.field != field));
        }
        if self.failed.get_untracked() && self.problems.with_untracked(Vec::is_empty) {
            self.failed.set(false);
        }
    }

    fn show(self, problems: Vec<FieldProblem>, trouble: Option<Trouble>) {
        self.failed.set(!problems.is_empty());
        self.problems.set(problems);
        self.trouble.set(trouble);
        browser::page::focus_soon(self.summary);
    }
}

impl<T: Values> Form<T> {
    /// The form of a screen, with these initial values.
    pub(crate) fn new(values: T) -> Self {
        Self::named("summary", values)
    }

    /// A second form on the same screen, with its own summary id.
    pub(crate) fn named(summary: &'static str, values: T) -> Self {
        let values = RwSignal::new(values);
        Self { values, state: FormState::new(summary, Arc::new(values)) }
    }

    /// A text field of this form.
    pub(crate) fn input(self, field: Field) -> Input {
        self.state.input(field)
    }

    /// Checks the values; returns them if they can be sent.
    pub(crate) fn ready(self) -> Option<T> {
        self.state.ready().then(|| self.values.get_untracked())
    }
}

impl FormState {
    fn input(self, field: Field) -> Input {
        let of = self.values;
        let value =
            Signal::derive(move || of.try_with_value(|all| all.text(field)).unwrap_or_default());
        let typed = Callback::new(move |typed: String| {
            of.try_with_value(|all| all.put(field, typed));
            self.mend(field);
        });
        Input {
            field,
            value,
            typed,
            left: self.left(field, value),
            problem: self.problem_of(field),
        }
    }

    /// Shows the problem of a field when it is left partly filled; an empty field waits for the
    /// submit.
    fn left(self, field: Field, value: Signal<String>) -> Callback<()> {
        let look = move || {
            // A field that is removed with its screen loses the focus last: then there is no value
            // any more.
            if value.try_with_untracked(String::is_empty).unwrap_or(true) {
                return;
            }
            if let Some(found) = self.found().into_iter().find(|p| p.field == field)
                && found.code != Code::Required
            {
                self.problems.update(|all| {
                    all.retain(|p| p.field != field);
                    all.push(found);
                });
            }
        };
        // Shown during a press, the problem would move the button away from the pointer.
        Callback::new(move |()| browser::press::after(look))
    }

    /// The problems that are visible now.
    fn found(self) -> Vec<FieldProblem> {
        self.values.try_with_value(|all| all.problems()).unwrap_or_default()
    }

    /// Checks the values; returns whether they can be sent, and if so marks the form as being sent.
    fn ready(self) -> bool {
        if self.sending.get_untracked() {
            return false;
        }
        let problems = self.found();
        let fine = problems.is_empty();
        if fine {
            self.show_nothing();
            self.sending.set(true);
        } else {
            self.show(problems, None);
        }
        fine
    }

    /// The server accepted the form.
    pub(crate) fn succeeded(self) {
        if self.sending.is_disposed() {
            return;
        }
        self.sending.set(false);
        self.show_nothing();
    }

    /// The server refused the form, or it never arrived.
    pub(crate) fn refused(self, trouble: Trouble, fields: Vec<FieldProblem>) {
        if self.sending.is_disposed() {
            return;
        }
        if concerns_secrets(&trouble, &fields) {
            self.values.with_value(|all| all.forget_secrets());
        }
        self.sending.set(false);
        let whole = fields.is_empty().then_some(trouble);
        self.show(fields, whole);
    }

    /// Forgets what was wrong.
    pub(crate) fn forget_problems(self) {
        self.show_nothing();
    }

    fn show_nothing(self) {
        self.failed.set(false);
        self.problems.set(Vec::new());
        self.trouble.set(None);
    }
}

/// Whether a password can be the reason of the refusal. If the server names the fields, only they
/// count: a wrong code keeps the new password beside it. A failed connection says nothing about
/// either.
fn concerns_secrets(trouble: &Trouble, fields: &[FieldProblem]) -> bool {
    let is_secret = |problem: &FieldProblem| {
        matches!(problem.field, Field::Password | Field::Confirmation | Field::CurrentPassword)
    };
    match trouble.cause {
        Cause::Offline | Cause::Slow | Cause::NoCookie | Cause::Unreadable => false,
        Cause::Code(_) => fields.is_empty() || fields.iter().any(is_secret),
    }
}

/// The problem of a field, if parsing found one.
pub(crate) fn problem<T>(field: Field, parsed: Result<T, Code>) -> Option<FieldProblem> {
    parsed.err().map(|code| FieldProblem { field, code })
}

/// The problems of a new password and its repetition, which two keyboards may compose in two ways.
pub(crate) fn new_password(
    (password, confirmation): (&str, &str),
    preset: PasswordPreset,
) -> [Option<FieldProblem>; 2] {
    let composed = letters::composed(password);
    let same = match () {
        () if confirmation.is_empty() => Err(Code::Required),
        () if letters::composed(confirmation) != composed => Err(Code::PasswordsDiffer),
        () => Ok(()),
    };
    let password = problem(Field::Password, NewPassword::parse(&composed, preset));
    [password, problem(Field::Confirmation, same)]
}

/// The id of a field's control in the page.
pub(crate) const fn field_id(field: Field) -> &'static str {
    match field {
        Field::Email => "email",
        Field::Phone => "phone",
        Field::Language => "language",
        Field::Terms => "terms",
        Field::Riziv => "riziv",
        Field::Cbe => "cbe",
        Field::Organisation => "organisation",
        Field::Code => "code",
        Field::Password => "password",
        Field::Confirmation => "confirmation",
        Field::CurrentPassword => "current-password",
        Field::Name => "name",
        Field::Reason => "reason",
        Field::Query => "query",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ux12_only_what_is_about_the_password_forgets_it() {
        let refused = |code, fields: &[Field]| {
            let trouble = Trouble { cause: Cause::Code(code), ..Trouble::of(Cause::Offline) };
            let problems = fields.iter().map(|field| FieldProblem { field: *field, code });
            concerns_secrets(&trouble, &problems.collect::<Vec<_>>())
        };
        assert!(!refused(Code::CodeWrong, &[Field::Code]));
        assert!(!refused(Code::EmailInvalid, &[Field::Email, Field::Phone]));
        assert!(refused(Code::PasswordTooShort, &[Field::Password]));
        assert!(refused(Code::CodeWrong, &[Field::Code, Field::Confirmation]));
        assert!(refused(Code::PasswordWrong, &[Field::CurrentPassword]));
        // The server does not say which of the two was wrong.
        assert!(refused(Code::CredentialsWrong, &[]));
    }

    #[test]
    fn ux12_what_never_arrived_leaves_what_was_typed() {
        assert!(!concerns_secrets(&Trouble::of(Cause::Offline), &[]));
    }
}
