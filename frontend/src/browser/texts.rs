//! Fetches the texts of a language.

use gloo_net::http::{Request, Response};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::RequestCache;

/// The file of texts of a language, or nothing when it cannot be fetched.
pub(crate) async fn fetch(tag: &str) -> Option<String> {
    fetch_file(&format!("/locales/{tag}.json")).await
}

/// The file of texts of a folder.
pub(crate) async fn fetch_of(folder: &str, tag: &str) -> Option<String> {
    fetch_file(&format!("/locales/{folder}/{tag}.json")).await
}

async fn fetch_file(path: &str) -> Option<String> {
    // Revalidated each time: the file has no hash in its name and must belong to exactly this
    // build.
    let request = Request::get(path).cache(RequestCache::NoCache);
    let response = request.send().await.ok()?;
    if response.ok() { response.text().await.ok() } else { None }
}

/// The texts that the page began to fetch before this program started, else those of `tag`.
pub(crate) async fn fetched_early(tag: &str) -> Option<String> {
    match early().await {
        Some(file) => Some(file),
        None => fetch(tag).await,
    }
}

async fn early() -> Option<String> {
    let window = web_sys::window()?;
    let promise = js_sys::Reflect::get(&window, &JsValue::from_str("texts")).ok()?;
    let promise: js_sys::Promise = promise.dyn_into().ok()?;
    let answer = JsFuture::from(promise).await.ok()?;
    let response = Response::from(answer.dyn_into::<web_sys::Response>().ok()?);
    if response.ok() { response.text().await.ok() } else { None }
}
