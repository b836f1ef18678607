//! A code to type: one input, any spacing (UX 1, 2).

use leptos::prelude::*;

use super::TextField;
use crate::{
    form::Input,
    i18n::{CodeOf, Text, key},
};

/// One line for a code; the phone's keyboard offers the code that just arrived. The screen says
/// which code it is by providing a [`CodeOf`]: without one, it is that of a text message.
#[component]
pub(crate) fn CodeField(
    input: Input,
    /// Wrong codes that can still be typed, where they are counted.
    #[prop(optional_no_strip)]
    left: Option<Signal<u32>>,
) -> impl IntoView {
    let (label, hint, inputmode) = match use_context::<CodeOf>() {
        None | Some(CodeOf::Message) => (key::FIELD_CODE, key::FIELD_CODE_HINT, "numeric"),
        Some(CodeOf::Mail) => (key::FIELD_CODE_MAIL, key::FIELD_CODE_HINT, "numeric"),
        Some(CodeOf::App) => (key::FIELD_CODE_APP, key::FIELD_CODE_HINT, "numeric"),
        Some(CodeOf::Aloud) => (key::CHECK_CODE, key::CHECK_CODE_HINT, "text"),
        Some(CodeOf::Recovery) => (key::FIELD_CODE_RECOVERY, key::FIELD_CODE_RECOVERY_HINT, "text"),
    };
    let autocomplete = if inputmode == "text" { "off" } else { "one-time-code" };
    view! {
        <TextField input autocomplete inputmode class="field-code" label hint
            tries=left.map(tries_left) />
    }
}

/// From three down, the remaining tries (UX 3), and what follows them.
fn tries_left(left: Signal<u32>) -> Signal<Option<Text>> {
    let left = Memo::new(move |_| left.get());
    // A second factor pauses for a while; a code that activates or recovers locks the account.
    let rests = use_context::<CodeOf>().is_some();
    let text = move |left| match left {
        0 if rests => key::PROBLEM_STEP_RESTS,
        _ if rests => key::tries_left_rests(left),
        _ => key::tries_left(left),
    };
    Signal::derive(move || Some(left.get()).filter(|left| *left <= 3).map(text))
}
