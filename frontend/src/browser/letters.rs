//! Letters in composed form. The browser has the tables of Unicode, so that this program needs
//! none.

use std::borrow::Cow;

use js_sys::JsString;

/// A text in which each letter and its marks are one character where there is one (NFC).
pub(crate) fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(JsString::from(text).normalize("NFC").into())
}
