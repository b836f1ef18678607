//! Passkeys and other keys (`WebAuthn`), codes from text messages (`WebOTP`), and streams of
//! events.
//!
//! `public/keys.js` does the work; it is fetched at its first use, because most sessions never need
//! it.

use std::cell::RefCell;

use js_sys::{Function, Promise, Reflect};
use leptos::{prelude::*, task::spawn_local};
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

use super::{clock, page, tasks::Scope};
use crate::json::{self, Json};

const SCRIPT: &str = "/keys.js";
/// How often to poll where there is no stream.
const POLL_MILLISECONDS: u32 = 2_000;

thread_local! {
    static LOADING: RefCell<Option<Promise>> = const { RefCell::new(None) };
}

/// Why the browser returned no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyProblem {
    /// The person closed the browser's window, or it timed out: not an error (UX 20).
    Nothing,
    /// This key is set up already.
    Taken,
    /// This browser or device does not support such a key.
    Unsupported,
    /// The page did not come from an address that `WebAuthn` accepts.
    Insecure,
    /// Another request to the browser replaced this one, or the page was left.
    Replaced,
    /// Anything else.
    Failed,
}

impl KeyProblem {
    /// The names of `DOMException`, and the names that tests and the help desk use for the problem.
    const NAMES: [(&str, &str, Self); 7] = [
        ("NotAllowedError", "key_cancelled", Self::Nothing),
        ("InvalidStateError", "key_taken", Self::Taken),
        ("NotSupportedError", "key_unsupported", Self::Unsupported),
        ("ConstraintError", "key_unsupported", Self::Unsupported),
        ("SecurityError", "key_insecure", Self::Insecure),
        ("AbortError", "key_replaced", Self::Replaced),
        ("", "key_failed", Self::Failed),
    ];

    fn named(name: &str) -> Self {
        let found = Self::NAMES.iter().find(|(known, ..)| *known == name);
        found.map_or(Self::Failed, |(.., problem)| *problem)
    }

    /// The name of the problem, for the help desk and for tests.
    pub(crate) fn name(self) -> &'static str {
        let found = Self::NAMES.iter().find(|(.., problem)| *problem == self);
        found.map_or("key_failed", |(_, name, _)| name)
    }
}

/// Asks the browser for a new key: `PublicKeyCredentialCreationOptionsJSON` to
/// `RegistrationResponseJSON`.
pub(crate) async fn create(options: &Value) -> Result<Value, KeyProblem> {
    credential("create", options).await
}

/// Asks a key for an answer: `PublicKeyCredentialRequestOptionsJSON` to
/// `AuthenticationResponseJSON`.
pub(crate) async fn get(options: &Value) -> Result<Value, KeyProblem> {
    credential("get", options).await
}

/// The same among the suggestions for the user name; waits until the person picks one.
pub(crate) async fn autofill(options: &Value) -> Result<Value, KeyProblem> {
    credential("autofill", options).await
}

/// The same after a press of a button: the nearest key is offered first, where the browser can
/// tell.
pub(crate) async fn choose(options: &Value) -> Result<Value, KeyProblem> {
    credential("choose", options).await
}

/// Whether this browser supports keys at all. `WebKitGTK` has the type, and nothing that asks for one.
pub(crate) fn are_here() -> bool {
    web_sys::window().is_some_and(|window| {
        property(&window, "PublicKeyCredential").is_some()
            && property(&window.navigator(), "credentials").is_some()
    })
}

/// Reports to the browser's passkey managers, where they support it, which keys the account has
/// now, and its current name and address.
pub(crate) fn signal() {
    spawn_local(async {
        let _ = ask("signal", "").await;
    });
}

/// Reports to them that the server does not know the key that answered last.
pub(crate) fn forget_last() {
    let _ = here("unknown");
}

/// Whether this browser can offer a passkey among its suggestions.
pub(crate) async fn can_autofill() -> bool {
    ask("canAutofill", "").await.is_ok_and(|answer| answer == "true")
}

/// Whether this device itself can keep a key: its browser knows a chip that verifies the owner.
pub(crate) async fn has_chip() -> bool {
    ask("hasChip", "").await.is_ok_and(|answer| answer == "true")
}

/// The code of the text message that comes in, where the browser reads those.
pub(crate) async fn code_from_message() -> Option<String> {
    ask("code", "").await.ok()
}

/// Cancels every pending request to the browser.
pub(crate) fn stop() {
    let _ = here("stop");
}

/// Runs `changed` at each event of the stream at `path`, or every two seconds where there is no
/// stream, while the calling component is on the page.
pub(crate) fn follow(path: &'static str, changed: impl Fn() + Clone + 'static) {
    let poll = changed.clone();
    clock::every(POLL_MILLISECONDS, move || {
        if !is_followed() {
            poll();
        }
    });
    let listener = Closure::<dyn Fn()>::new(changed);
    let function: Function = listener.as_ref().unchecked_ref::<Function>().clone();
    let _ = StoredValue::new_local(Following { _listener: listener });
    Scope::new().spawn(async move {
        if let Some(keys) = load().await
            && let Some(follow) = method(&keys, "follow")
        {
            let _ = follow.call2(&keys, &JsValue::from_str(path), &function);
        }
    });
}

/// A stream that is read until it is dropped.
struct Following {
    _listener: Closure<dyn Fn()>,
}

impl Drop for Following {
    fn drop(&mut self) {
        let _ = here("unfollow");
    }
}

fn is_followed() -> bool {
    let keys = loaded();
    keys.and_then(|keys| property(&keys, "followed")).is_some_and(|followed| followed.is_truthy())
}

async fn credential(how: &'static str, options: &Value) -> Result<Value, KeyProblem> {
    let answer = ask(how, &json::write(options)).await?;
    Json::parse(&answer).as_ref().and_then(json::read).ok_or(KeyProblem::Failed)
}

/// Not generic, so that the app contains it once.
async fn ask(how: &'static str, argument: &str) -> Result<String, KeyProblem> {
    let keys = load().await.ok_or(KeyProblem::Failed)?;
    let method = method(&keys, how).ok_or(KeyProblem::Failed)?;
    let promise =
        method.call1(&keys, &JsValue::from_str(argument)).map_err(|error| problem_of(&error))?;
    let answer =
        JsFuture::from(Promise::resolve(&promise)).await.map_err(|error| problem_of(&error))?;
    answer.as_string().ok_or(KeyProblem::Failed)
}

fn problem_of(error: &JsValue) -> KeyProblem {
    let name = property(error, "name").and_then(|name| name.as_string());
    KeyProblem::named(name.as_deref().unwrap_or_default())
}

async fn load() -> Option<JsValue> {
    let loading = LOADING.with(|loading| loading.borrow().clone());
    let loading = if let Some(loading) = loading {
        loading
    } else {
        let (_, begun) = page::load_script(SCRIPT)?;
        LOADING.with(|loading| loading.replace(Some(begun.clone())));
        begun
    };
    if JsFuture::from(loading).await.is_err() {
        // The next caller tries again.
        LOADING.take();
    }
    loaded()
}

fn loaded() -> Option<JsValue> {
    property(&web_sys::window()?.into(), "keys")
}

/// Calls a method that returns at once, if the script is loaded.
fn here(name: &str) -> Option<JsValue> {
    let keys = loaded()?;
    method(&keys, name)?.call0(&keys).ok()
}

fn method(keys: &JsValue, name: &str) -> Option<Function> {
    property(keys, name)?.dyn_into().ok()
}

fn property(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &JsValue::from_str(name)).ok().filter(|value| !value.is_undefined())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ux20_closing_the_window_is_no_error_and_every_other_end_has_a_name() {
        assert_eq!(KeyProblem::named("NotAllowedError"), KeyProblem::Nothing);
        assert_eq!(KeyProblem::named("InvalidStateError"), KeyProblem::Taken);
        assert_eq!(KeyProblem::named("SomethingNew"), KeyProblem::Failed);
        for (known, name, problem) in KeyProblem::NAMES {
            assert_eq!((KeyProblem::named(known), problem.name()), (problem, name));
        }
    }
}
