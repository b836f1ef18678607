//! Fetches the texts of a language.

use gloo_net::http::Request;
use web_sys::RequestCache;

use super::early;

/// The file of texts of a language, or nothing when it cannot be fetched.
pub(crate) async fn fetch(tag: &str) -> Option<String> {
    fetch_file(&format!("/locales/{tag}.json")).await
}

/// The file of texts of a folder.
pub(crate) async fn fetch_of(folder: &str, tag: &str) -> Option<String> {
    fetch_file(&format!("/locales/{folder}/{tag}.json")).await
}

async fn fetch_file(path: &str) -> Option<String> {
    if let Some(early) = early::take(path)
        && let Some((200, text)) = early.arrived().await
    {
        return Some(text);
    }
    // Revalidated each time: the file has no hash in its name and must belong to exactly this
    // build.
    let request = Request::get(path).cache(RequestCache::NoCache);
    let response = request.send().await.ok()?;
    if response.ok() { response.text().await.ok() } else { None }
}
