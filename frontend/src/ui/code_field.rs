//! The code from a text message: one input, any spacing (UX 1, 2).

use leptos::prelude::*;

use super::TextField;
use crate::{form::Input, i18n::key};

/// One line for a code; the telephone's keyboard offers the code that just came in.
#[component]
pub(crate) fn CodeField(input: Input) -> impl IntoView {
    view! {
        <TextField input autocomplete="one-time-code" inputmode="numeric" class="field-code"
            hint=key::FIELD_CODE_HINT />
    }
}
