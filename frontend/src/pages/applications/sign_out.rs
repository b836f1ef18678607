//! The page that asks before a person is signed out (O14): without it, another site could sign
//! people out. It shows what else ends, and leads back to the application that asked.

use leptos::prelude::*;
use vestibule_shared::consent::{
    Application, ConfirmSignOut, ShowSignOut, SignOutRequest, SignOutView,
};

use crate::{
    api::{self, Trouble},
    app::{
        route::Route,
        session::{Farewell, Session, use_session},
        shell::use_shell,
    },
    browser::{page, storage, tasks::Scope},
    flow::opening,
    i18n::{Text, key, t},
    ui,
};

#[derive(Clone, Copy)]
struct State {
    scope: Scope,
    session: Session,
    view: RwSignal<Option<SignOutView>>,
    trouble: RwSignal<Option<Trouble>>,
    busy: RwSignal<bool>,
}

/// What the application asked for.
fn request() -> SignOutRequest {
    SignOutRequest { about: page::fragment().unwrap_or_default() }
}

impl State {
    fn load(self) {
        self.trouble.set(None);
        self.scope.spawn(async move {
            match api::call::<ShowSignOut>(&request()).await {
                Ok(view) => self.view.set(Some(view)),
                Err(failure) => self.trouble.set(Some(failure.trouble())),
            }
        });
    }

    fn sign_out(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.trouble.set(None);
        self.scope.spawn(async move {
            match api::call::<ConfirmSignOut>(&request()).await {
                Ok(done) => {
                    // Everything that the browser kept was removed with the session.
                    storage::remember_language_shown();
                    if let Some(url) = done.url {
                        page::replace(&url);
                    } else {
                        self.session.refresh().await;
                        self.session.farewell.set(Some(Farewell::SignedOut));
                    }
                }
                Err(failure) => {
                    self.busy.set(false);
                    self.trouble.set(Some(failure.trouble()));
                }
            }
        });
    }
}

/// The page.
#[component]
pub(crate) fn SignOut() -> impl IntoView {
    let shell = use_shell();
    let state = State {
        scope: Scope::new(),
        session: use_session(),
        view: RwSignal::new(None),
        trouble: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    Effect::new(move |_| {
        shell.navigations.track();
        state.load();
    });
    let again = Callback::new(move |()| state.load());
    move || match state.view.get() {
        Some(view) => draw(state, view),
        None => opening(state.trouble, again),
    }
}

fn draw(state: State, view: SignOutView) -> AnyView {
    let SignOutView { name, application, notified, others, url } = view;
    match name {
        Some(name) => {
            let lists = [(key::SIGN_OUT_TOO, notified), (key::SIGN_OUT_NOT, others)];
            view! { <Ask state name application lists /> }.into_any()
        }
        None => view! { <Done url /> }.into_any(),
    }
}

/// The person signs out, or stays.
#[component]
fn Ask(
    state: State,
    name: String,
    application: Option<Application>,
    lists: [(Text, Vec<Application>); 2],
) -> impl IntoView {
    let press = Callback::new(move |()| state.sign_out());
    let wanted = application.map(|it| view! { <p>{t(key::sign_out_for(it.name))}</p> });
    let lists = lists.into_iter().filter(|(_, all)| !all.is_empty()).map(|(title, all)| {
        let names = all.into_iter().map(|it| view! { <li>{it.name}</li> });
        view! {
            <p>{t(title)}</p>
            <ul class="applications-shared">{names.collect_view()}</ul>
        }
    });
    view! {
        <ui::Screen step="sign_out">
            <ui::Heading text=key::SIGN_OUT_TITLE />
            <p class="lead">{t(key::go_on_signed_in(name))}</p>
            {wanted}
            {lists.collect_view()}
            <ui::TroubleAlert trouble=state.trouble />
            <div class="actions">
                <ui::Action press busy=state.busy>{t(key::SIGN_OUT)}</ui::Action>
                <ui::Link to=Route::Account class="button button-quiet">
                    {t(key::SIGN_OUT_STAY)}
                </ui::Link>
            </div>
        </ui::Screen>
    }
}

/// Nobody is signed in.
#[component]
fn Done(url: Option<String>) -> impl IntoView {
    let back = url.map(|url| {
        let press = Callback::new(move |()| page::replace(&url));
        view! { <ui::Action press>{t(key::SIGN_OUT_BACK)}</ui::Action> }
    });
    view! {
        <ui::Screen step="signed_out">
            <ui::Heading text=key::SIGN_OUT_DONE />
            <p class="lead">{t(key::SIGN_OUT_DONE_TEXT)}</p>
            <div class="actions">
                {back}
                <ui::Link to=Route::SignIn class="button button-quiet">
                    {t(key::SIGN_OUT_AGAIN)}
                </ui::Link>
            </div>
        </ui::Screen>
    }
}
