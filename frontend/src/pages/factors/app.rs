//! An authenticator app: open it, scan, type the code that it shows (M5, M6).

use leptos::prelude::*;
use vestibule_shared::factor::Qr;

use crate::{
    browser::device,
    flow::code_form::ClockHelp,
    i18n::{Text, key, t},
    ui,
};

/// Well-known apps; any other works too.
const APPS: &str = "Google Authenticator, Microsoft Authenticator, Aegis, 2FAS";

/// Three steps; the children are the form of the last one.
#[component]
pub(super) fn App(secret: String, uri: String, qr: Qr, children: Children) -> impl IntoView {
    // On a phone there is no second screen to scan: the app on it opens instead.
    let mobile = device::is_mobile();
    let link = move || {
        view! { <a class="button button-quiet" href=uri.clone()>{t(key::APP_LINK)}</a> }
    };
    let open = view! { <p>{t(key::app_open_text(APPS))}</p> }.into_any();
    let scan = view! {
        {mobile.then(|| link().into_any())}
        <ui::QrCode code=qr label=key::APP_SCAN_LABEL />
        <details class="more" open=mobile>
            <summary>{t(key::APP_KEY_TITLE)}</summary>
            <ui::SecretKey value=secret />
            <p class="small">{t(key::APP_KEY_KEEP)}</p>
            {(!mobile).then(|| view! { <p class="small">{link()}</p> })}
        </details>
    }
    .into_any();
    let code = view! { <p>{t(key::APP_TYPE_TEXT)}</p> {children()} <ClockHelp /> }.into_any();
    view! {
        <ol class="how">
            {[(key::APP_OPEN, open), (key::APP_SCAN, scan), (key::APP_TYPE, code)]
                .into_iter().map(one).collect_view()}
        </ol>
    }
}

fn one((title, body): (Text, AnyView)) -> impl IntoView {
    view! { <li class="how-step"><h2>{t(title)}</h2> {body}</li> }
}
