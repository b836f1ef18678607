//! Asks the Web eID browser extension to sign a challenge with the card.
//!
//! Page and extension exchange window messages: `authenticate` is acknowledged within a second,
//! then answered by `authenticate-success` with the token or `authenticate-failure` with an error
//! code.

use std::{cell::Cell, rc::Rc};

use gloo_timers::callback::Timeout;
use js_sys::{Function, JSON, Object, Promise, Reflect};
use vestibule_shared::eid::WebEidToken;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Window};

use super::page;

use crate::json::{self, Json};

const ASK: &str = "web-eid:authenticate";
const ACKNOWLEDGED: &str = "web-eid:authenticate-ack";
const SUCCEEDED: &str = "web-eid:authenticate-success";
const FAILED: &str = "web-eid:authenticate-failure";
const LIBRARY_VERSION: &str = "2.0.2";
/// Milliseconds within which an installed extension acknowledges.
const ACKNOWLEDGE_WITHIN: u32 = 1_000;
/// Milliseconds for the answer. A person has two minutes; the extension itself gives up first.
const ANSWER_WITHIN: u32 = 125_000;
const VIRTUAL_READER: &str = "/dev/reader.js";

/// Why no token came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReaderProblem {
    /// The browser extension is not installed, or disabled here.
    ExtensionMissing,
    /// The extension is installed, but the program on the computer is not.
    NativeMissing,
    /// The program on the computer stopped.
    NativeFailed,
    /// The versions of extension and program do not match.
    VersionMismatch,
    /// The page did not come over a secure connection.
    Insecure,
    /// Another reading is still in progress.
    Pending,
    /// The person closed the window: not an error (UX 20).
    Cancelled,
    /// No answer arrived in time.
    TimedOut,
    /// No reader is connected.
    NoReader,
    /// No card is in the reader.
    NoCard,
    /// The PIN of the card is blocked.
    PinBlocked,
    /// Anything else.
    Unknown,
}

impl ReaderProblem {
    /// The names of the Web eID library; the last three come from the virtual reader only, since a
    /// real extension shows those in its own window.
    const NAMES: [(&str, Self); 13] = [
        ("ERR_WEBEID_EXTENSION_UNAVAILABLE", Self::ExtensionMissing),
        ("ERR_WEBEID_NATIVE_UNAVAILABLE", Self::NativeMissing),
        ("ERR_WEBEID_NATIVE_FATAL", Self::NativeFailed),
        ("ERR_WEBEID_VERSION_MISMATCH", Self::VersionMismatch),
        ("ERR_WEBEID_CONTEXT_INSECURE", Self::Insecure),
        ("ERR_WEBEID_ACTION_PENDING", Self::Pending),
        ("ERR_WEBEID_USER_CANCELLED", Self::Cancelled),
        ("ERR_WEBEID_USER_TIMEOUT", Self::TimedOut),
        ("ERR_WEBEID_ACTION_TIMEOUT", Self::TimedOut),
        ("ERR_READER_MISSING", Self::NoReader),
        ("ERR_CARD_MISSING", Self::NoCard),
        ("ERR_PIN_BLOCKED", Self::PinBlocked),
        ("ERR_WEBEID_UNKNOWN_ERROR", Self::Unknown),
    ];

    fn named(name: &str) -> Self {
        let found = Self::NAMES.iter().find(|(known, _)| *known == name);
        found.map_or(Self::Unknown, |(_, problem)| *problem)
    }

    /// The name of the problem, for the help desk and for tests.
    pub(crate) fn name(self) -> &'static str {
        let found = Self::NAMES.iter().find(|(_, problem)| *problem == self);
        found.map_or("ERR_WEBEID_UNKNOWN_ERROR", |(name, _)| name)
    }
}

/// The messages of an extension that matter here.
#[derive(Clone, Debug)]
enum Said {
    Acknowledged,
    Token(WebEidToken),
    Problem(ReaderProblem),
}

/// Reads a window message, given as JSON; ignores the messages of other senders.
fn understand(message: &str) -> Option<Said> {
    let message = Json::parse(message)?;
    match message.get("action").text()? {
        ACKNOWLEDGED => Some(Said::Acknowledged),
        FAILED => {
            let name = message.get("error").get("code").text();
            Some(Said::Problem(ReaderProblem::named(name.unwrap_or_default())))
        }
        SUCCEEDED => {
            Some(json::read(&message).map_or(Said::Problem(ReaderProblem::Unknown), Said::Token))
        }
        _ => None,
    }
}

/// Asks the card to sign `nonce`; the windows of the extension are in the language `tag`.
pub(crate) async fn authenticate(
    nonce: &str,
    tag: &str,
    with_virtual_reader: bool,
) -> Result<WebEidToken, ReaderProblem> {
    let window = web_sys::window().ok_or(ReaderProblem::Unknown)?;
    if !window.is_secure_context() {
        return Err(ReaderProblem::Insecure);
    }
    if with_virtual_reader {
        plug_in_virtual_reader(&window).await.ok_or(ReaderProblem::ExtensionMissing)?;
    }
    let answer = converse(&window, nonce, tag).await.ok_or(ReaderProblem::Unknown)?;
    match answer.as_string().as_deref().and_then(understand) {
        Some(Said::Token(token)) => Ok(token),
        Some(Said::Problem(problem)) => Err(problem),
        Some(Said::Acknowledged) | None => Err(answer
            .as_string()
            .map_or(ReaderProblem::Unknown, |name| ReaderProblem::named(&name))),
    }
}

/// Asks, and waits for the final answer: a message as JSON, or the bare name of a problem.
async fn converse(window: &Window, nonce: &str, tag: &str) -> Option<JsValue> {
    let origin = window.location().origin().ok()?;
    let mut resolve = None;
    let answer = Promise::new(&mut |done, _| resolve = Some(done));
    let resolve: Function = resolve?;
    let acknowledged = Rc::new(Cell::new(false));
    let _listening = Listening::begin(window, listen(window, &origin, &resolve, &acknowledged))?;

    let give_up = |name: &'static str| {
        let resolve = resolve.clone();
        move || {
            let _ = resolve.call1(&JsValue::NULL, &JsValue::from_str(name));
        }
    };
    let missing = give_up(ReaderProblem::ExtensionMissing.name());
    let first = Timeout::new(ACKNOWLEDGE_WITHIN, move || {
        if !acknowledged.get() {
            missing();
        }
    });
    let last = Timeout::new(ANSWER_WITHIN, give_up(ReaderProblem::TimedOut.name()));
    window.post_message(&question(nonce, tag)?.into(), &origin).ok()?;
    let answer = JsFuture::from(answer).await.ok();
    drop((first, last));
    answer
}

/// Hears the messages of the window until it is dropped, also because the person left the screen.
struct Listening {
    window: Window,
    listener: Closure<dyn Fn(MessageEvent)>,
}

impl Listening {
    fn begin(window: &Window, listener: Closure<dyn Fn(MessageEvent)>) -> Option<Self> {
        let callback = listener.as_ref().unchecked_ref();
        window.add_event_listener_with_callback("message", callback).ok()?;
        Some(Self { window: window.clone(), listener })
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let callback = self.listener.as_ref().unchecked_ref();
        let _ = self.window.remove_event_listener_with_callback("message", callback);
    }
}

fn listen(
    window: &Window,
    origin: &str,
    resolve: &Function,
    acknowledged: &Rc<Cell<bool>>,
) -> Closure<dyn Fn(MessageEvent)> {
    let (page, origin) = (JsValue::from(window.clone()), origin.to_owned());
    let (resolve, acknowledged) = (resolve.clone(), acknowledged.clone());
    Closure::new(move |event: MessageEvent| {
        let from_this_page = event.origin() == origin
            && event.source().is_some_and(|source| JsValue::from(source) == page);
        let message = from_this_page.then(|| JSON::stringify(&event.data()).ok()).flatten();
        let Some(message) = message.map(String::from) else { return };
        match understand(&message) {
            Some(Said::Acknowledged) => acknowledged.set(true),
            Some(Said::Token(_) | Said::Problem(_)) => {
                let _ = resolve.call1(&JsValue::NULL, &JsValue::from_str(&message));
            }
            None => {}
        }
    })
}

fn question(nonce: &str, tag: &str) -> Option<Object> {
    let (question, options) = (Object::new(), Object::new());
    let set = |object: &Object, name: &str, value: &JsValue| {
        Reflect::set(object, &JsValue::from_str(name), value).ok()
    };
    set(&options, "lang", &JsValue::from_str(tag))?;
    set(&question, "action", &JsValue::from_str(ASK))?;
    set(&question, "libraryVersion", &JsValue::from_str(LIBRARY_VERSION))?;
    set(&question, "challengeNonce", &JsValue::from_str(nonce))?;
    set(&question, "options", &options)?;
    Some(question)
}

/// Loads the virtual reader of the development build, once.
async fn plug_in_virtual_reader(window: &Window) -> Option<()> {
    let document = window.document()?;
    let selector = format!("script[src='{VIRTUAL_READER}']");
    if document.query_selector(&selector).ok()?.is_some() {
        return Some(());
    }
    let (script, loaded) = page::load_script(VIRTUAL_READER)?;
    if JsFuture::from(loaded).await.is_err() {
        script.remove();
        return None;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r16_every_error_of_the_extension_has_a_problem_of_its_own() {
        for (name, problem) in ReaderProblem::NAMES {
            assert_eq!(ReaderProblem::named(name), problem);
        }
        assert_eq!(ReaderProblem::named("ERR_SOMETHING_NEW"), ReaderProblem::Unknown);
    }

    #[test]
    fn a_token_is_read_from_the_top_level_of_the_message_among_fields_of_others() {
        let message = r#"{"action":"web-eid:authenticate-success","unverifiedCertificate":"MII",
            "algorithm":"ES384","signature":"c2ln","format":"web-eid:1.0","appVersion":"2.5"}"#;
        let Some(Said::Token(token)) = understand(message) else {
            panic!("a success carries a token");
        };
        assert_eq!((token.algorithm.as_str(), token.format.as_str()), ("ES384", "web-eid:1.0"));
    }

    #[test]
    fn a_failure_carries_its_code_and_other_messages_are_ignored() {
        let failure = r#"{"action":"web-eid:authenticate-failure",
            "error":{"code":"ERR_WEBEID_USER_CANCELLED","message":"cancelled"}}"#;
        assert!(matches!(understand(failure), Some(Said::Problem(ReaderProblem::Cancelled))));
        for other in
            [r#"{"action":"web-eid:status-ack"}"#, r#""hello""#, "{}", "", r#"{"action":7}"#]
        {
            assert!(understand(other).is_none(), "{other}");
        }
    }

    #[test]
    fn a_success_without_a_token_is_a_problem() {
        let message = r#"{"action":"web-eid:authenticate-success"}"#;
        assert!(matches!(understand(message), Some(Said::Problem(ReaderProblem::Unknown))));
    }
}
