//! The answers that the page began to fetch before this program started.

use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

/// An answer that is on its way.
pub(crate) struct Early(Promise);

/// Takes what was begun for `address`: once, because it is not asked for again.
pub(crate) fn take(address: &str) -> Option<Early> {
    let answers = Reflect::get(web_sys::window()?.as_ref(), &JsValue::from_str("early")).ok()?;
    let answers: js_sys::Object = answers.dyn_into().ok()?;
    let name = JsValue::from_str(address);
    let promise: Promise = Reflect::get(&answers, &name).ok()?.dyn_into().ok()?;
    Reflect::delete_property(&answers, &name).ok()?;
    Some(Early(promise))
}

impl Early {
    /// Waits for status and body.
    pub(crate) async fn arrived(self) -> Option<(u16, String)> {
        let response: Response = JsFuture::from(self.0).await.ok()?.dyn_into().ok()?;
        let text = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
        Some((response.status(), text))
    }
}
