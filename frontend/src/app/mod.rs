//! Mounts the app: what all pages share, and which page is shown.

mod parts;
pub(crate) mod route;
pub(crate) mod session;
mod session_expiry;
pub(crate) mod shell;
mod steps;

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use vestibule_shared::{
    api::{Endpoint as _, Method, Nothing},
    config::{GetConfig, PublicConfig},
    consent::{RequestHandle, ShowRequest},
    text::{Language, PasswordPreset},
};

use self::{
    parts::{Lazy, Part},
    route::Route,
    session::{Farewell, Session},
    shell::{Shell, use_shell},
};
use crate::{
    api,
    browser::{self, history, page, press},
    flow::{away::Return, continuation},
    i18n::{I18n, Texts, key, minutes, t, use_i18n},
    json, pages, ui,
};

/// How long the page keeps its placeholder before that of the app takes its place.
const PATIENCE: Duration = Duration::from_secs(2);

/// Fetches the texts and the configuration, then mounts the app. The first heading shows it in place
/// of the skeleton.
pub(crate) async fn start() {
    let language = Language::from_tag(&page::language()).unwrap_or(Language::Nl);
    let config = api::call::<GetConfig>(&Nothing {});
    let texts = browser::texts::fetch(language.tag()).await.as_deref().and_then(Texts::read);
    let Some(texts) = texts else {
        page::admit_failure();
        return;
    };
    // Without it the pages still open, and each reports what does not work.
    let config = config.await.unwrap_or_else(|_| fallback());
    if let Some(stage) = page::stage() {
        let mounted = leptos::mount::mount_to(stage, move || {
            view! { <App language texts config /> }
        });
        mounted.forget();
        set_timeout(page::take_over_waiting, PATIENCE);
    }
}

fn fallback() -> PublicConfig {
    PublicConfig {
        service_name: String::from("Vestibule"),
        password: PasswordPreset::Seed,
        phone_countries: Vec::new(),
        help: Vec::new(),
        figures: Vec::new(),
        portal: None,
        virtual_reader: false,
    }
}

#[component]
fn App(language: Language, texts: Texts, config: PublicConfig) -> impl IntoView {
    let session = Session::new();
    let mut known = config.figures.clone();
    known.push(String::from("service=") + &config.service_name);
    provide_context(I18n::new(language, texts, known));
    provide_context(session);
    let route = Route::at(&page::path());
    // A person who read a card to confirm was about to change something; the reload lost what it
    // was.
    let waits = (route == Route::Confirm).then(continuation::waiting_for_proof).flatten();
    let shell = Shell::new(config, route, waits);
    provide_context(shell);
    page::set_language(language.tag());
    press::watch();
    history::on_change(move || shell.moved());
    keep_title(shell);
    spawn_local(session.refresh());
    spawn_local(find_application(shell));
    // After signing out on purpose, nothing is kept: the next person must not get it. Every page
    // makes room for the one that says so.
    Effect::new(move |_| match session.farewell.get() {
        Some(Farewell::SignedOut) => {
            continuation::forget(shell);
            shell.redirect(Route::SignIn);
        }
        Some(Farewell::Deleted) => continuation::forget(shell),
        Some(Farewell::TimedOut) | None => {}
    });

    let shown_route = lead_to_duty(shell, session);
    let i18n = use_i18n();
    let choose = Callback::new(move |language| {
        session.save_language(language);
        spawn_local(i18n.switch(language));
    });
    view! {
        <a class="skip" href="#main" on:click=move |event| {
            event.prevent_default();
            page::focus("main");
        }>{t(key::SKIP)}</a>
        <ui::Header choose signed_in=Signal::derive(move || session.is_signed_in())
            is_staff=Signal::derive(move || session.role().is_some())
            sign_out=Callback::new(move |()| session.sign_out()) />
        <main id="main" tabindex="-1" data-ready="">
            {move || session.trouble.with(Option::is_some).then(|| view! {
                <div class="layout notice"><ui::TroubleAlert trouble=session.trouble /></div>
            })}
            <GoingOn />
            {move || shown(shown_route.get())}
        </main>
        <ui::Footer />
        <session_expiry::TimeOut />
    }
}

/// After a reload: finds the name of the application that the person goes on to after signing in.
async fn find_application(shell: Shell) {
    let Some(request) = continuation::wanted_request() else { return };
    let body = json::write(&RequestHandle { request });
    if let Ok(step) = api::ask(Method::Post, ShowRequest::PATH, Some(body)).await {
        shell.application.set(json::read(step.get("application").get("name")));
    }
}

/// For which application a person signs in, on every step until they are there (O3).
#[component]
fn GoingOn() -> impl IntoView {
    let shell = use_shell();
    Effect::new(move |_| {
        // The person does something else.
        if matches!(shell.route.get(), Route::Account | Route::Security) {
            shell.application.set(None);
        }
    });
    move || {
        let is_on_the_way = matches!(
            shell.route.get(),
            Route::SignIn | Route::Register | Route::Recover | Route::TwoStep
        );
        let name = shell.application.get().filter(|_| is_on_the_way);
        name.map(|name| {
            view! {
                <div class="layout notice">
                    <p class="applications-on" data-testid="going-on">{t(key::sign_in_for(name))}</p>
                </div>
            }
        })
    }
}

/// Leads every page to the set-up of a second factor while that is a duty (M9), except the help,
/// "this was not me" and the fresh proof that the set-up asks for.
fn lead_to_duty(shell: Shell, session: Session) -> Memo<Route> {
    let shown = Memo::new(move |_| match shell.route.get() {
        route @ (Route::Help
        | Route::Change
        | Route::Call
        | Route::Reset
        | Route::Later
        | Route::Address
        | Route::Undo
        | Route::SignOut
        | Route::Return) => route,
        // The set-up itself may ask for a fresh proof.
        Route::Confirm if shell.after_confirm.get().is_some() => Route::Confirm,
        _ if session.is_pressed() => Route::TwoStep,
        route => route,
    });
    Effect::new(move |_| {
        if shown.get() == Route::TwoStep && shell.route.get() != Route::TwoStep {
            continuation::want(session, shell);
            shell.redirect(Route::TwoStep);
        }
    });
    shown
}

fn shown(route: Route) -> AnyView {
    match route {
        Route::Home => view! { <pages::Home /> }.into_any(),
        Route::SignIn => view! { <pages::SignIn /> }.into_any(),
        Route::Return => view! { <Return /> }.into_any(),
        Route::NotFound => view! { <pages::NotFound /> }.into_any(),
        Route::Register => view! { <Lazy part=Part::Registration route /> }.into_any(),
        Route::Recover => view! { <Lazy part=Part::Aid route /> }.into_any(),
        Route::Help | Route::Change => view! { <Lazy part=Part::Help route /> }.into_any(),
        Route::Continue | Route::SignOut => view! { <Lazy part=Part::GoOn route /> }.into_any(),
        Route::Call | Route::Reset | Route::Later => {
            view! { <Lazy part=Part::Phone route /> }.into_any()
        }
        Route::Confirm
        | Route::Account
        | Route::Security
        | Route::Contact
        | Route::Address
        | Route::Undo
        | Route::Applications
        | Route::Link
        | Route::TwoStep => view! { <Lazy part=Part::Inside route /> }.into_any(),
        Route::Data => view! { <Lazy part=Part::Data route /> }.into_any(),
        Route::Desk
        | Route::Person
        | Route::Policy
        | Route::Staff
        | Route::Trail
        | Route::Cockpit
        | Route::Campaigns
        | Route::Clients
        | Route::Client => view! { <Lazy part=Part::Staff route /> }.into_any(),
    }
}

/// Keeps the window's title up to date with the page, the language and whether something is wrong
/// (UX 10); and how much longer the session or the flow lasts, while that is asked.
fn keep_title(shell: Shell) {
    let i18n = use_i18n();
    Effect::new(move |_| {
        let title = i18n.say(&shell.title.get());
        let named = i18n.say(&key::title_page(title));
        let titled =
            if shell.failures.get() > 0 { i18n.say(&key::title_error(named)) } else { named };
        // A person in another tab sees only this.
        page::set_title(&match shell.ends_in.get() {
            Some(left) => i18n.say(&key::timeout_left(minutes(left))) + " – " + &titled,
            None => titled,
        });
    });
}
