//! Turns errors into `application/problem+json`; the only place that logs a failure and the only
//! one that knows HTTP statuses.

use std::fmt::Display;

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::Value;
use vestibule_shared::problem::{Code, Field, FieldProblem, Problem as Wire, Reason};

use crate::{db, system::keyring::SealBroken};

/// The response of a handler that cannot do what was requested.
#[derive(Debug)]
pub struct Problem(Box<Inner>);

#[derive(Debug)]
struct Inner {
    code: Code,
    fields: Vec<FieldProblem>,
    at: Option<Value>,
    reason: Option<Reason>,
    retry_after: Option<u32>,
    /// The reference for the help desk.
    reference: Option<String>,
    /// For the log, never for the wire.
    cause: Option<String>,
}

impl Problem {
    /// A problem with nothing more to say than its code.
    pub fn new(code: Code) -> Self {
        // A handler that finds no place for a move reports that what the flow was about has
        // changed.
        let reason = (code == Code::WrongStep).then_some(Reason::Changed);
        let (fields, at, retry_after, reference, cause) = (vec![], None, None, None, None);
        Self(Box::new(Inner { code, fields, at, reason, retry_after, reference, cause }))
    }

    /// Fields that need attention; at least one.
    pub fn fields(fields: Vec<FieldProblem>) -> Self {
        let mut problem = Self::new(Code::FieldsInvalid);
        problem.0.fields = fields;
        problem
    }

    /// One field that needs attention.
    pub fn field(field: Field, code: Code) -> Self {
        Self::fields(vec![FieldProblem { field, code }])
    }

    /// Returns an internal error, with its cause for the log.
    pub fn internal(cause: impl Display) -> Self {
        let mut problem = Self::new(Code::Internal);
        problem.0.cause = Some(cause.to_string());
        problem
    }

    /// The same, with the seconds to wait.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.0.retry_after = Some(seconds.max(1));
        self
    }

    /// The same, with the current step of the wizard.
    #[must_use]
    pub fn at(mut self, step: Value) -> Self {
        self.0.at = Some(step);
        self
    }

    /// Returns that the wizard is at another step, and why.
    pub fn wrong_step(reason: Reason) -> Self {
        let mut problem = Self::new(Code::WrongStep);
        problem.0.reason = Some(reason);
        problem
    }

    /// Logs our fault where the answer is a page, which shows the code alone.
    pub(crate) fn noted(self, trace: &str) -> Code {
        let Inner { code, cause, .. } = *self.0;
        if let Some(cause) = cause {
            tracing::error!(target: "vestibule::problem", trace, ?code, cause, "a request failed");
        }
        code
    }

    /// The same, with the reference for the help desk.
    #[must_use]
    pub fn reference(mut self, reference: String) -> Self {
        self.0.reference = Some(reference);
        self
    }

    /// What went wrong.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// Whether the server failed, and refused nothing.
    pub fn is_failure(&self) -> bool {
        matches!(self.code(), Code::Internal | Code::Unavailable)
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl From<db::Error> for Problem {
    fn from(error: db::Error) -> Self {
        let mut problem = Self::internal(&error);
        if db::is_away(&error) {
            problem.0.code = Code::Unavailable;
            problem.0.retry_after = Some(5);
        }
        problem
    }
}

impl From<SealBroken> for Problem {
    fn from(error: SealBroken) -> Self {
        Self::internal(error)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Inner { code, fields, at, reason, retry_after, reference, cause } = *self.0;
        let status = status(code);
        let name = name(code);
        let wire = Wire {
            kind: format!("urn:vestibule:{name}"),
            status: status.as_u16(),
            code,
            fields,
            at,
            reason,
            retry_after,
            trace: reference,
        };
        let mut response = (status, written(&wire)).into_response();
        if let Some(cause) = cause {
            response.extensions_mut().insert(Failure { wire, cause });
        }
        let headers = response.headers_mut();
        let kind = header::HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, kind);
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// Our fault, on its way out with its answer.
#[derive(Clone)]
struct Failure {
    wire: Wire<Value>,
    cause: String,
}

/// Logs the failure of a response, if there is one, and adds the identifier of the request.
pub(crate) fn settle(response: &mut Response, trace: &str) {
    let Some(Failure { mut wire, cause }) = response.extensions_mut().remove() else { return };
    tracing::error!(target: "vestibule::problem", trace, code = ?wire.code, cause, "a request failed");
    wire.trace = Some(trace.to_owned());
    *response.body_mut() = written(&wire).into();
    response.headers_mut().remove(header::CONTENT_LENGTH);
}

fn written(wire: &Wire<Value>) -> String {
    serde_json::to_string(wire).unwrap_or_default()
}

/// The code as the wire spells it.
pub(crate) fn name(code: Code) -> String {
    match serde_json::to_value(code) {
        Ok(Value::String(name)) => name,
        _ => String::new(),
    }
}

/// Why each has its status: 409 where the world moved on, 422 where a person can mend the input, 429 and
/// 503 where waiting helps.
fn status(code: Code) -> StatusCode {
    use Code as C;
    match code {
        C::InvalidBody => StatusCode::BAD_REQUEST,
        C::NotSignedIn | C::CredentialsWrong => StatusCode::UNAUTHORIZED,
        C::CrossSite
        | C::AccountLocked
        | C::AccountHeld
        | C::PasswordGuarded
        | C::EnrolmentRequired
        | C::ProofRequired
        | C::RoleMissing
        | C::CallerUnchecked
        | C::NotYours => StatusCode::FORBIDDEN,
        C::NotFound | C::PersonUnknown => StatusCode::NOT_FOUND,
        C::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        C::WrongStep
        | C::Conflict
        | C::LastMethod
        | C::LastIdentity
        | C::LastAdministrator
        | C::NothingToDo
        | C::IdentityTaken
        | C::KeyTaken => StatusCode::CONFLICT,
        C::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        C::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        C::TooManyRequests | C::ResendTooSoon | C::TooManyMessages | C::StepRests => {
            StatusCode::TOO_MANY_REQUESTS
        }
        C::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        C::ProviderAway | C::Busy | C::Unavailable | C::TimeOut | C::EidStatusUnknown => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        C::FieldsInvalid
        | C::Required
        | C::TooLong
        | C::EmailInvalid
        | C::EmailLetters
        | C::EmailTaken
        | C::EmailUnproved
        | C::PhoneInvalid
        | C::PhoneNotMobile
        | C::PhoneCountry
        | C::TermsRequired
        | C::RizivInvalid
        | C::RizivShort
        | C::RizivTaken
        | C::CbeInvalid
        | C::PasswordTooShort
        | C::PasswordTooLong
        | C::PasswordNeedsDigit
        | C::PasswordNeedsLetter
        | C::PasswordCommon
        | C::PasswordContext
        | C::PasswordsDiffer
        | C::CodeTooShort
        | C::CodeTooLong
        | C::CodeNotDigits
        | C::CodeWrong
        | C::CodeExpired
        | C::CodeUsed
        | C::CallNotConfirmed
        | C::MethodUnavailable
        | C::PasswordWrong
        | C::KeyChanged
        | C::KeyRefused
        | C::KeyStale
        | C::KeyUnknown
        | C::KeyUnverified
        | C::EidOtherPerson
        | C::ProviderCancelled
        | C::ProviderRefused
        | C::ProviderStale
        | C::ProviderWeak
        | C::ProviderOtherPerson
        | C::IdentityUnknown
        | C::EidChallengeStale
        | C::EidMalformed
        | C::EidSignatureCertificate
        | C::EidNotForAuthentication
        | C::EidUntrustedIssuer
        | C::EidExpired
        | C::EidNotYetValid
        | C::EidRevoked
        | C::EidSuspended
        | C::EidSignatureInvalid
        | C::EidNumberInvalid
        | C::EidUnknown
        | C::LinkExpired
        | C::ReasonTooShort
        | C::PolicyInvalid => StatusCode::UNPROCESSABLE_ENTITY,
    }
}
