//! Reads what people typed: collects the errors of every field, so that all are shown at once.

use vestibule_shared::{
    problem::{Code, Field, FieldProblem},
    text::NewPassword,
};

use crate::{
    domain::{account::Account, password},
    service::context::Context,
};

/// The errors of the fields read so far.
#[derive(Debug, Default)]
pub struct Checks(Vec<FieldProblem>);

impl Checks {
    /// Returns the value of a field, or records its error and returns nothing.
    pub fn field<T>(&mut self, field: Field, parsed: Result<T, Code>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(code) => {
                self.0.push(FieldProblem { field, code });
                None
            }
        }
    }

    /// Returns whether every field was right.
    pub fn is_good(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the errors.
    pub fn into_problems(self) -> Vec<FieldProblem> {
        self.0
    }
}

/// Reads a new password and its repetition for a person (R11, C2).
pub fn new_password(
    cx: &Context,
    checks: &mut Checks,
    account: &Account,
    (password, confirmation): (&str, &str),
) -> Option<NewPassword> {
    let name = &account.person.name;
    let context = [
        name.given.as_deref().unwrap_or_default(),
        name.family.as_str(),
        account.email.as_str(),
        cx.app.config.service_name.as_str(),
    ];
    let parsed = password::parse(password, cx.app.policies.policy().password, &context);
    let parsed = checks.field(Field::Password, parsed);
    let same = match confirmation {
        "" => Err(Code::Required),
        typed if password::is_same(typed, password) => Ok(()),
        _ => Err(Code::PasswordsDiffer),
    };
    checks.field(Field::Confirmation, same).and(parsed)
}
