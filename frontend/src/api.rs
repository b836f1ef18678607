//! Talks to the server: calls, moves of a wizard, and what can go wrong on the way.
//!
//! The header that keeps other sites out (SECURITY: requests) is set here and nowhere else.

use gloo_net::http::{Request, RequestBuilder};
use serde::{Serialize, de::DeserializeOwned};
use vestibule_shared::{
    api::{Endpoint, Method, Move, Wizard},
    problem::{Code, FieldProblem, Problem},
};

/// Why a call did not succeed.
#[derive(Clone, Debug)]
pub(crate) enum Failure<At = ()> {
    /// The server said why.
    Problem(Problem<At>),
    /// Nothing came back: no network, or nobody at the other end.
    Offline,
    /// What came back is not what this app understands: another version, or a proxy in between.
    Unreadable,
}

/// What a person is told of a failure, without the step it happened at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trouble {
    /// What went wrong.
    pub(crate) cause: Cause,
    /// Seconds to wait before trying again can help.
    pub(crate) retry_after: Option<u32>,
    /// What to tell the help desk.
    pub(crate) trace: Option<String>,
}

/// What went wrong, in the widest sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The server said so.
    Code(Code),
    /// Nothing came back.
    Offline,
    /// What came back makes no sense here.
    Unreadable,
}

impl<At> Failure<At> {
    /// Splits into what to tell, which fields to mend, and where the wizard is.
    pub(crate) fn parts(self) -> (Trouble, Vec<FieldProblem>, Option<At>) {
        let bare = |cause| Trouble { cause, retry_after: None, trace: None };
        match self {
            Self::Problem(problem) => {
                let Problem { code, retry_after, trace, fields, at, .. } = problem;
                (Trouble { cause: Cause::Code(code), retry_after, trace }, fields, at)
            }
            Self::Offline => (bare(Cause::Offline), Vec::new(), None),
            Self::Unreadable => (bare(Cause::Unreadable), Vec::new(), None),
        }
    }

    /// What to tell.
    pub(crate) fn trouble(self) -> Trouble {
        self.parts().0
    }
}

/// Makes one call outside any wizard.
pub(crate) async fn call<E: Endpoint>(request: &E::Request) -> Result<E::Response, Failure> {
    let body = match E::METHOD {
        Method::Post => Some(json(request)),
        Method::Get | Method::Delete => None,
    };
    read(send(E::METHOD, E::PATH, body).await)
}

/// Makes a move; a refusal says at which step the wizard is.
pub(crate) async fn advance<M: Move>(message: &M) -> Result<StepOf<M>, Failure<StepOf<M>>> {
    read(send(Method::Post, M::PATH, Some(json(message))).await)
}

/// The step a wizard is at.
pub(crate) async fn current<W: Wizard>() -> Result<W::Step, Failure<W::Step>> {
    read(send(Method::Get, W::PATH, None).await)
}

/// Gives a wizard up; the answer is where it begins again.
pub(crate) async fn abandon<W: Wizard>() -> Result<W::Step, Failure<W::Step>> {
    match send(Method::Delete, W::PATH, None).await {
        Some((status, body)) if (200..300).contains(&status) && body.trim().is_empty() => {
            current::<W>().await
        }
        answer => read(answer),
    }
}

type StepOf<M> = <<M as Move>::Wizard as Wizard>::Step;
/// Status and body.
type Answer = Option<(u16, String)>;

fn json<T: Serialize>(value: &T) -> String {
    // The request types are plain structs of texts: they always serialise.
    serde_json::to_string(value).unwrap_or_default()
}

fn read<T: DeserializeOwned, At: DeserializeOwned>(answer: Answer) -> Result<T, Failure<At>> {
    let (status, body) = answer.ok_or(Failure::Offline)?;
    if (200..300).contains(&status) {
        return serde_json::from_str(&body).map_err(|_| Failure::Unreadable);
    }
    Err(serde_json::from_str(&body).map_or(Failure::Unreadable, Failure::Problem))
}

/// Not generic, so that the app carries it once.
async fn send(method: Method, path: &str, body: Option<String>) -> Answer {
    let builder: RequestBuilder = match method {
        Method::Get => Request::get(path),
        Method::Post => Request::post(path).header("x-vestibule", "1"),
        Method::Delete => Request::delete(path).header("x-vestibule", "1"),
    };
    let builder = builder.header("accept", "application/json");
    let request = match body {
        Some(body) => builder.header("content-type", "application/json").body(body),
        None => builder.build(),
    };
    let response = request.ok()?.send().await.ok()?;
    let status = response.status();
    Some((status, response.text().await.ok()?))
}

#[cfg(test)]
mod tests {
    use vestibule_shared::registration::{StartStep, Step};

    use super::*;

    #[test]
    fn a_refusal_carries_its_code_and_the_step_the_wizard_is_at() {
        let body = r#"{"type":"urn:vestibule:wrong_step","status":409,"code":"wrong_step",
            "at":{"step":"start"}}"#;
        let Err(failure) = read::<Step, Step>(Some((409, body.to_owned()))) else {
            panic!("a 409 is no success");
        };
        let (trouble, fields, at) = failure.parts();
        assert_eq!(trouble.cause, Cause::Code(Code::WrongStep));
        assert!(fields.is_empty());
        assert_eq!(at, Some(Step::Start(StartStep {})));
    }

    #[test]
    fn no_answer_and_a_foreign_answer_are_failures_of_their_own() {
        let cause = |answer| read::<Step, Step>(answer).map_err(|failure| failure.trouble().cause);
        assert_eq!(cause(None), Err(Cause::Offline));
        assert_eq!(cause(Some((502, "<html>".to_owned()))), Err(Cause::Unreadable));
        assert_eq!(cause(Some((200, "{}".to_owned()))), Err(Cause::Unreadable));
    }
}
