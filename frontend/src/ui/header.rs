//! The header of every page: the name of the service, the main links, and the language.

use leptos::prelude::*;
use vestibule_shared::text::Language;

use super::{Link, doorway::Mark};
use crate::{
    app::{route::Route, shell::use_shell},
    i18n::{key, t, use_i18n},
};

/// The header of every page.
#[component]
pub(crate) fn Header(
    choose: Callback<Language>,
    signed_in: Signal<bool>,
    is_staff: Signal<bool>,
    sign_out: Callback<()>,
) -> impl IntoView {
    let service = use_shell().config().service_name;
    view! {
        <header class="header">
            <div class="header-inside">
                <Link to=Route::Home class="brand"><Mark /> <span>{service}</span></Link>
                <nav class="ways" aria-label=t(key::NAVIGATION)>
                    {move || if signed_in.get() {
                        view! { <Link to=Route::Account>{t(key::ACCOUNT_LINK)}</Link> }.into_any()
                    } else {
                        view! { <Link to=Route::SignIn>{t(key::SIGN_IN_LINK)}</Link> }.into_any()
                    }}
                    {move || is_staff.get().then(|| view! {
                        <Link to=Route::Desk>{t(key::DESK_LINK)}</Link>
                    })}
                    <Link to=Route::Help>{t(key::HELP_PAGE)}</Link>
                    {move || signed_in.get().then(|| view! {
                        <button type="button" on:click=move |_| sign_out.run(())>
                            {t(key::SIGN_OUT)}
                        </button>
                    })}
                </nav>
                <Languages choose />
            </div>
        </header>
    }
}

/// The language switch: every language under its own name (UX 25).
#[component]
fn Languages(choose: Callback<Language>) -> impl IntoView {
    let i18n = use_i18n();
    let buttons = Language::ALL.map(|language| {
        let shown = move || if i18n.language() == language { "true" } else { "false" };
        view! {
            <button type="button" lang=language.tag() aria-pressed=shown title=language.name()
                on:click=move |_| choose.run(language)>
                <span aria-hidden="true">{language.tag()}</span>
                <span class="visually-hidden">{language.name()}</span>
            </button>
        }
    });
    view! {
        <div class="languages" role="group" aria-label=t(key::LANGUAGES)>{buttons.collect_view()}</div>
    }
}
