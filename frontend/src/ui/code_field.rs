//! A code to type: one input, any spacing (UX 1, 2).

use leptos::prelude::*;

use super::TextField;
use crate::{
    form::Input,
    i18n::{CodeOf, key},
};

/// One line for a code; the phone's keyboard offers the code that just arrived. The screen says
/// which code it is by providing a [`CodeOf`]: without one, it is that of a text message.
#[component]
pub(crate) fn CodeField(input: Input) -> impl IntoView {
    let (label, hint, inputmode) = match use_context::<CodeOf>() {
        None | Some(CodeOf::Message) => (key::FIELD_CODE, key::FIELD_CODE_HINT, "numeric"),
        Some(CodeOf::Mail) => (key::FIELD_CODE_MAIL, key::FIELD_CODE_HINT, "numeric"),
        Some(CodeOf::App) => (key::FIELD_CODE_APP, key::FIELD_CODE_HINT, "numeric"),
        Some(CodeOf::Aloud) => (key::CHECK_CODE, key::CHECK_CODE_HINT, "text"),
        Some(CodeOf::Recovery) => (key::FIELD_CODE_RECOVERY, key::FIELD_CODE_RECOVERY_HINT, "text"),
    };
    let autocomplete = if inputmode == "text" { "off" } else { "one-time-code" };
    view! {
        <TextField input autocomplete inputmode class="field-code" label hint />
    }
}
