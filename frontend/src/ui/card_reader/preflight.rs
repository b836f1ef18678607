//! What is required before a card can be read, described for this browser on this system.

use leptos::prelude::*;

use super::{Browser, System, t, t_with};
use crate::{
    i18n::{Text, key, use_i18n},
    ui::{Icon, Shape},
};

/// The check list, and help with what is missing.
#[component]
pub(super) fn Preflight(device: (Browser, System)) -> impl IntoView {
    let (browser, system) = device;
    let i18n = use_i18n();
    // The government's page about the software exists in the same four languages.
    let software = move || format!("https://eid.belgium.be/{}", i18n.language().tag());
    let names = move || key::preflight_device(browser_name(browser), system_name(system));
    view! {
        <ul class="checks">
            <li><Icon shape=Shape::Card /> <span>{t(key::PREFLIGHT_CARD)}</span></li>
            <li><Icon shape=Shape::Reader /> <span>{t(key::PREFLIGHT_READER)}</span></li>
            <li><Icon shape=Shape::Key /> <span>{t(key::PREFLIGHT_PIN)}</span></li>
        </ul>
        <Picker />
        <details class="more">
            <summary>{t(key::PREFLIGHT_FIRST_TIME)}</summary>
            <p>{t_with(names)}</p>
            <ol>
                <li>{t(key::PREFLIGHT_SOFTWARE)} " "
                    <a href=software target="_blank" rel="noopener noreferrer">"eid.belgium.be"</a>
                </li>
                <li>{t(extension_help(browser))} " "
                    <a href="https://web-eid.eu" target="_blank" rel="noopener noreferrer">"web-eid.eu"</a>
                </li>
                <li>{t(system_help(system))}</li>
            </ol>
        </details>
    }
}

/// A picture of the window that asks for a certificate: a card has two, and one of them counts.
#[component]
fn Picker() -> impl IntoView {
    view! {
        <figure class="picker">
            <figcaption>{t(key::PREFLIGHT_WINDOWS)}</figcaption>
            <div class="picker-window" aria-hidden="true">
                <p class="picker-title">{t(key::PICKER_TITLE)}</p>
                <p class="picker-line picker-chosen">
                    <Icon shape=Shape::Tick /> <span>{t(key::PICKER_OWNER)} " (Authentication)"</span>
                </p>
                <p class="picker-line"><span>{t(key::PICKER_OWNER)} " (Signature)"</span></p>
            </div>
        </figure>
    }
}

/// Names of products are the same in every language.
const fn browser_name(browser: Browser) -> &'static str {
    match browser {
        Browser::Chrome => "Chrome",
        Browser::Edge => "Edge",
        Browser::Firefox => "Firefox",
        Browser::Safari => "Safari",
        Browser::Other => "?",
    }
}

const fn system_name(system: System) -> &'static str {
    match system {
        System::Windows => "Windows",
        System::Mac => "macOS",
        System::Linux => "Linux",
        System::Mobile => "Android / iOS",
        System::Other => "?",
    }
}

const fn extension_help(browser: Browser) -> Text {
    match browser {
        Browser::Chrome => key::PREFLIGHT_CHROME,
        Browser::Edge => key::PREFLIGHT_EDGE,
        Browser::Firefox => key::PREFLIGHT_FIREFOX,
        Browser::Safari => key::PREFLIGHT_SAFARI,
        Browser::Other => key::PREFLIGHT_OTHER,
    }
}

const fn system_help(system: System) -> Text {
    match system {
        System::Windows | System::Other => key::PREFLIGHT_ON_WINDOWS,
        System::Mac => key::PREFLIGHT_ON_MAC,
        System::Linux => key::PREFLIGHT_ON_LINUX,
        System::Mobile => key::READER_MOBILE_DO,
    }
}
