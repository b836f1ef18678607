//! The page around the app: address bar, title, language, focus.

use js_sys::Promise;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, Event, HtmlElement, HtmlInputElement, HtmlScriptElement, Window};

use super::history;

fn window() -> Option<Window> {
    web_sys::window()
}

fn document() -> Option<Document> {
    window()?.document()
}

fn root() -> Option<Element> {
    document()?.document_element()
}

fn by_id(id: &str) -> Option<HtmlElement> {
    document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// The path in the address bar.
pub(crate) fn path() -> String {
    window().and_then(|window| window.location().pathname().ok()).unwrap_or_default()
}

/// The host in the address bar.
pub(crate) fn host() -> String {
    window().and_then(|window| window.location().host().ok()).unwrap_or_default()
}

/// Takes the fragment (after the `#`) out of the address bar, so that it is neither seen nor kept
/// in the history.
pub(crate) fn take_fragment() -> Option<String> {
    let hash = window()?.location().hash().ok()?;
    let fragment = hash.strip_prefix('#').filter(|text| !text.is_empty())?.to_owned();
    history::tidy();
    Some(fragment)
}

/// The fragment (after the `#`), which is not sent to any server.
pub(crate) fn fragment() -> Option<String> {
    let hash = window()?.location().hash().ok()?;
    hash.strip_prefix('#').filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Takes the query out of the address bar: its names and values, decoded.
pub(crate) fn take_query() -> Option<Vec<(String, String)>> {
    let query = window()?.location().search().ok().filter(|text| text.len() > 1)?;
    history::tidy();
    let query = web_sys::UrlSearchParams::new_with_str(&query).ok()?;
    let pairs = js_sys::Array::from(&js_sys::Array::from(&query));
    let text = |pair: &js_sys::Array, n| pair.get(n).as_string().unwrap_or_default();
    let pairs = pairs.iter().map(|pair| js_sys::Array::from(&pair));
    Some(pairs.map(|pair| (text(&pair, 0), text(&pair, 1))).collect())
}

/// The address of this page, with neither query nor fragment.
pub(crate) fn address() -> String {
    let origin = window().and_then(|window| window.location().origin().ok());
    origin.unwrap_or_default() + &path()
}

/// Leaves this app for another page.
pub(crate) fn leave(url: &str) {
    if let Some(window) = window() {
        let _ = window.location().assign(url);
    }
}

/// Leaves this app for another page, which takes the place of this one in the history.
pub(crate) fn replace(url: &str) {
    if let Some(window) = window() {
        let _ = window.location().replace(url);
    }
}

/// Takes the code of a card that was read at another origin out of the address bar; leaves any
/// other fragment there.
pub(crate) fn take_card_code() -> Option<String> {
    let hash = window()?.location().hash().ok()?;
    let code = hash.strip_prefix("#card=")?.to_owned();
    history::tidy();
    Some(code)
}

/// Reloads the page, including the program.
pub(crate) fn reload() {
    if let Some(window) = window() {
        let _ = window.location().reload();
    }
}

/// The language of the page, as its root element says.
pub(crate) fn language() -> String {
    root().and_then(|root| root.get_attribute("lang")).unwrap_or_default()
}

/// Sets the language of the page.
pub(crate) fn set_language(tag: &str) {
    if let Some(root) = root() {
        let _ = root.set_attribute("lang", tag);
    }
}

/// Sets the title of the window.
pub(crate) fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Moves the focus to an element and brings it into view.
pub(crate) fn focus(id: &str) {
    if let Some(element) = by_id(id) {
        let _ = element.focus();
    }
}

/// Moves the focus to a line of text, with all of it selected.
pub(crate) fn select(id: &str) {
    if let Some(field) = by_id(id).and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) {
        let _ = field.focus();
        field.select();
    }
}

/// Presses the button in the element with this id; returns whether there is one.
pub(crate) fn press_in(id: &str) -> bool {
    let button = by_id(id).and_then(|it| it.query_selector("button").ok().flatten());
    let button: Option<HtmlElement> = button.and_then(|it| it.dyn_into().ok());
    button.map(|it| it.click()).is_some()
}

/// Opens the part of the page with this id, if it is closed, and moves there.
pub(crate) fn reveal(id: &str) {
    let Some(part) = by_id(id) else { return };
    part.scroll_into_view();
    if part.tag_name() == "DETAILS" {
        let _ = part.set_attribute("open", "");
    }
    let summary = part.query_selector("summary").ok().flatten();
    let _ = summary.and_then(|it| it.dyn_into().ok()).unwrap_or(part).focus();
}

/// Moves the focus once the page has been drawn again.
pub(crate) fn focus_soon(id: &'static str) {
    request_animation_frame(move || focus(id));
}

/// Shows the page from its top.
pub(crate) fn scroll_to_top() {
    if let Some(window) = window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// Begins to load one of this app's scripts; the promise resolves when it has run.
pub(crate) fn load_script(source: &str) -> Option<(HtmlScriptElement, Promise)> {
    let script: HtmlScriptElement = document()?.create_element("script").ok()?.dyn_into().ok()?;
    script.set_src(source);
    let loaded = Promise::new(&mut |done, failed| {
        script.set_onload(Some(&done));
        script.set_onerror(Some(&failed));
    });
    document()?.body()?.append_child(&script).ok()?;
    Some((script, loaded))
}

/// Copies a text to the clipboard; returns whether the browser allowed it.
pub(crate) async fn copy(text: &str) -> bool {
    let Some(window) = window() else { return false };
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}

/// Opens the browser's print dialog.
pub(crate) fn print() {
    if let Some(window) = window() {
        let _ = window.print();
    }
}

/// The address that opens the person's own mail program with a letter to write.
pub(crate) fn as_mail(subject: &str, text: &str) -> String {
    let encoded = |text| String::from(js_sys::encode_uri_component(text));
    String::from("mailto:?subject=") + &encoded(subject) + "&body=" + &encoded(text)
}

/// The address of a file with this text, for a download.
pub(crate) fn as_file(text: &str) -> String {
    let text = js_sys::encode_uri_component(text);
    String::from("data:text/plain;charset=utf-8,") + &String::from(text)
}

/// The address of a file with this table of comma-separated values, for a download.
pub(crate) fn as_table_file(text: &str) -> String {
    let text = js_sys::encode_uri_component(text);
    String::from("data:text/csv;charset=utf-8,") + &String::from(text)
}

/// The element for the app; hidden until [`take_over`].
pub(crate) fn stage() -> Option<HtmlElement> {
    by_id("app")
}

/// Shows the app in place of what the page showed before this program started. What was typed,
/// focused and pressed there goes on; later calls do nothing.
pub(crate) fn take_over() {
    call_take_over(false);
}

/// Does the same while the first screen of the app still waits for the server, unless the page shows
/// that screen already.
pub(crate) fn take_over_waiting() {
    call_take_over(true);
}

fn call_take_over(waits: bool) {
    let function = window().and_then(|it| js_sys::Reflect::get(&it, &"takeOver".into()).ok());
    if let Some(Ok(function)) = function.map(JsCast::dyn_into::<js_sys::Function>) {
        let _ = function.call1(&JsValue::NULL, &waits.into());
    }
}

/// Reports in four languages that the app could not start. The page itself listens for errors until
/// it did.
pub(crate) fn admit_failure() {
    if let (Some(window), Ok(error)) = (window(), Event::new("error")) {
        let _ = window.dispatch_event(&error);
    }
}
