//! Talks to the server: calls, moves of a wizard, and their failures.
//!
//! The header that rejects other sites (S10) is set here and nowhere else.

use gloo_net::http::{Request, RequestBuilder};
use serde::de::{DeserializeOwned, IgnoredAny};
use vestibule_shared::{
    api::{Endpoint, Method, Move},
    problem::{Code, Field, FieldProblem, Problem, Reason},
};

use crate::{
    browser::{
        early,
        patience::{self, Patience},
    },
    json::{self, Json},
};

/// Why a call did not succeed.
///
/// It has no type parameter: the step in it is still JSON, so that one piece of code reads the
/// refusals of every wizard.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    trouble: Trouble,
    fields: Vec<FieldProblem>,
    reason: Option<Reason>,
    at: Json,
}

/// What a page shows of a failure, without the step at which it happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trouble {
    /// What went wrong.
    pub(crate) cause: Cause,
    /// Seconds to wait before another try can help.
    pub(crate) retry_after: Option<u32>,
    /// The trace id to give to the help desk.
    pub(crate) trace: Option<String>,
}

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The server answered with this code.
    Code(Code),
    /// No answer arrived.
    Offline,
    /// No answer arrived in time.
    Slow,
    /// The browser keeps no cookie.
    NoCookie,
    /// The answer could not be read.
    Unreadable,
}

impl Trouble {
    /// A failure that the server did not report.
    pub(crate) const fn of(cause: Cause) -> Self {
        Self { cause, retry_after: None, trace: None }
    }

    /// The code, if the server refused.
    pub(crate) const fn code(&self) -> Option<Code> {
        match self.cause {
            Cause::Code(code) => Some(code),
            Cause::Offline | Cause::Slow | Cause::NoCookie | Cause::Unreadable => None,
        }
    }
}

impl Failure {
    /// An answer that could not be read.
    pub(crate) fn unreadable() -> Self {
        Self::bare(Cause::Unreadable)
    }

    fn bare(cause: Cause) -> Self {
        let trouble = Trouble::of(cause);
        Self { trouble, fields: Vec::new(), reason: None, at: Json::Null }
    }

    /// Why the wizard is not where the page thought.
    pub(crate) fn reason(&self) -> Reason {
        self.reason.unwrap_or(Reason::Elsewhere)
    }

    /// Splits into what to show, which fields to correct, and the current step of the wizard.
    pub(crate) fn parts(self) -> (Trouble, Vec<FieldProblem>, Json) {
        (self.trouble, self.fields, self.at)
    }

    /// Makes `field` the one to correct.
    pub(crate) fn of_field(mut self, field: Field) -> Self {
        self.fields.iter_mut().for_each(|problem| problem.field = field);
        self
    }

    /// Returns what to show.
    pub(crate) fn trouble(self) -> Trouble {
        self.trouble
    }

    /// Whether the server refused, and not the connection.
    pub(crate) fn is_refusal(&self) -> bool {
        matches!(self.trouble.cause, Cause::Code(_))
    }
}

/// Makes a call outside any wizard.
pub(crate) async fn call<E: Endpoint>(request: &E::Request) -> Result<E::Response, Failure> {
    let body = match E::METHOD {
        Method::Post => Some(json::write(request)),
        Method::Get | Method::Delete => None,
    };
    understand(ask(E::METHOD, E::PATH, body).await)
}

/// Fetches a document and keeps its text unchanged.
pub(crate) async fn document<E: Endpoint>(request: &E::Request) -> Result<String, Failure> {
    let answer = send(E::METHOD, E::PATH, Some(json::write(request))).await;
    let text = answer.as_ref().map(|(_, text)| text.clone()).unwrap_or_default();
    judge(answer).map(|_| text)
}

/// Makes a move; the next step is still JSON.
pub(crate) async fn advance<M: Move>(message: &M) -> Result<Json, Failure> {
    ask(Method::Post, M::PATH, Some(json::write(message))).await
}

/// Status and body, or why both are missing.
type Answer = Result<(u16, String), Cause>;

fn understand<T: DeserializeOwned>(answer: Result<Json, Failure>) -> Result<T, Failure> {
    answer.and_then(|json| json::read(&json).ok_or_else(Failure::unreadable))
}

/// Sends a body that is JSON already; the answer is still JSON. Not generic, so that the app
/// contains it once.
pub(crate) async fn ask(method: Method, path: &str, body: Option<String>) -> Result<Json, Failure> {
    judge(send(method, path, body).await)
}

/// Separates an answer from a refusal.
fn judge(answer: Answer) -> Result<Json, Failure> {
    let (status, body) = answer.map_err(Failure::bare)?;
    let Some(json) = Json::parse(&body) else { return Err(Failure::unreadable()) };
    if (200..300).contains(&status) {
        return Ok(json);
    }
    let Some(problem) = json::read::<Problem<IgnoredAny>>(&json) else {
        return Err(Failure::unreadable());
    };
    let Problem { code, retry_after, trace, fields, reason, .. } = problem;
    let trouble = Trouble { cause: Cause::Code(code), retry_after, trace };
    Err(Failure { trouble, fields, reason, at: json.get("at").clone() })
}

async fn send(method: Method, path: &str, body: Option<String>) -> Answer {
    if method == Method::Get
        && let Some(early) = early::take(path)
    {
        // The line may be back by now: what failed is asked for again.
        let answer = patience::wait(path, early.arrived()).await.ok_or(Cause::Slow)?;
        if let Some(answer) = answer {
            return Ok(answer);
        }
    }
    let builder: RequestBuilder = match method {
        Method::Get => Request::get(path),
        Method::Post => Request::post(path).header("x-vestibule", "1"),
        Method::Delete => Request::delete(path).header("x-vestibule", "1"),
    };
    let patience = Patience::begin(path);
    let builder =
        builder.header("accept", "application/json").abort_signal(patience.signal().as_ref());
    let request = match body {
        Some(body) => builder.header("content-type", "application/json").body(body),
        None => builder.build(),
    };
    let answer = async {
        let response = request.ok()?.send().await.ok()?;
        let status = response.status();
        Some((status, response.text().await.ok()?))
    };
    let lost = || if patience.is_over() { Cause::Slow } else { Cause::Offline };
    answer.await.ok_or_else(lost)
}

#[cfg(test)]
mod tests {
    use vestibule_shared::sign_in::{EnteredStep, Step};

    use super::*;

    #[test]
    fn a_refusal_carries_its_code_and_the_step_the_wizard_is_at() {
        let body = r#"{"type":"urn:vestibule:wrong_step","status":409,"code":"wrong_step","reason":"over",
            "at":{"step":"entered"}}"#;
        let failure = judge(Ok((409, body.to_owned()))).unwrap_err();
        assert!(failure.is_refusal());
        assert_eq!(failure.reason(), Reason::Over);
        let (trouble, fields, at) = failure.parts();
        assert_eq!(trouble.cause, Cause::Code(Code::WrongStep));
        assert!(fields.is_empty());
        assert_eq!(json::read(&at), Some(Step::Entered(EnteredStep {})));
    }

    #[test]
    fn no_answer_and_a_foreign_answer_are_failures_of_their_own() {
        let cause =
            |answer| understand::<Step>(judge(answer)).map_err(|failure| failure.trouble().cause);
        assert_eq!(cause(Err(Cause::Offline)), Err(Cause::Offline));
        assert_eq!(cause(Ok((502, "<html>".to_owned()))), Err(Cause::Unreadable));
        assert_eq!(cause(Ok((200, "{}".to_owned()))), Err(Cause::Unreadable));
    }
}
