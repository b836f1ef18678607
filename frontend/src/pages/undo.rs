//! "This was not me": a mail's link that undoes a change of number or address (UX 16, 22). It needs a
//! click, since previews fetch links; its token stands behind the `#` and leaves the address bar at once.

use leptos::{prelude::*, task::spawn_local};
use vestibule_shared::{
    contact::{Undo as Request, UndoChange, Undone, What},
    problem::Code,
};

use crate::{
    api::{self, Cause, Trouble},
    browser::page,
    i18n::{Text, key, t},
    route::Route,
    session::use_session,
    shell::use_shell,
    ui::{self, Icon, Shape, Tone},
};

/// What the page holds.
#[derive(Clone, Copy)]
struct Page {
    token: RwSignal<Option<String>>,
    undone: RwSignal<Option<Undone>>,
    trouble: RwSignal<Option<Trouble>>,
    busy: RwSignal<bool>,
}

impl Page {
    /// Whether the link was used, or its time is over.
    fn is_expired(self) -> bool {
        self.trouble.with(|trouble| {
            trouble.as_ref().is_some_and(|t| t.cause == Cause::Code(Code::LinkExpired))
        })
    }
}

/// The page of the link.
#[component]
pub(crate) fn Undo() -> impl IntoView {
    let shell = use_shell();
    let page = Page {
        token: RwSignal::new(None),
        undone: RwSignal::new(None),
        trouble: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    Effect::new(move |_| {
        shell.visits.track();
        if let Some(found) = page::take_fragment() {
            page.undone.set(None);
            page.trouble.set(None);
            page.token.set(Some(found));
        }
    });
    move || match page.undone.get() {
        Some(undone) => view! { <Done undone /> }.into_any(),
        None => view! { <Ask page /> }.into_any(),
    }
}

/// What the button does, and the button.
#[component]
fn Ask(page: Page) -> impl IntoView {
    let session = use_session();
    let press = Callback::new(move |()| {
        let Some(token) = page.token.get_untracked().filter(|_| !page.busy.get_untracked()) else {
            return;
        };
        page.busy.set(true);
        page.trouble.set(None);
        spawn_local(async move {
            let answer = api::call::<UndoChange>(&Request { token }).await;
            if page.busy.is_disposed() {
                return;
            }
            page.busy.set(false);
            match answer {
                Ok(undone) => {
                    page.undone.set(Some(undone));
                    // It ended every session, the one of this browser too.
                    session.refresh().await;
                }
                Err(failure) => page.trouble.set(Some(failure.trouble())),
            }
        });
    });
    let usable = Memo::new(move |_| page.token.with(Option::is_some) && !page.is_expired());
    view! {
        <ui::Screen step="undo">
            <ui::Heading text=key::UNDO_TITLE />
            <p class="lead">{t(key::UNDO_TEXT)}</p>
            <Refused page />
            {move || usable.get().then(|| view! {
                <p>{t(key::UNDO_THEN)}</p>
                {checks(vec![
                    (Shape::Back, key::UNDO_THEN_OLD),
                    (Shape::Out, key::UNDO_THEN_OUT),
                    (Shape::Card, key::UNDO_THEN_CARD),
                ])}
                <div class="actions">
                    <ui::Action press busy=page.busy>{t(key::UNDO_SUBMIT)}</ui::Action>
                </div>
                <p>{t(key::UNDO_WAS_ME)}</p>
            })}
        </ui::Screen>
    }
}

/// What is wrong with the link, or with asking.
#[component]
fn Refused(page: Page) -> impl IntoView {
    let other = Signal::derive(move || page.trouble.get().filter(|_| !page.is_expired()));
    let told = move || {
        let (code, text) = match () {
            () if page.is_expired() => ("link_expired", key::UNDO_EXPIRED),
            () if page.token.with(Option::is_none) => ("link_missing", key::UNDO_NO_LINK),
            () => return None,
        };
        Some(view! {
            <ui::Alert tone=Tone::Bad code>
                <p>{t(text)}</p>
                <ui::HelpPhone />
            </ui::Alert>
        })
    };
    view! {
        {told}
        <ui::TroubleAlert trouble=other />
    }
}

/// What holds now, and what to do next.
#[component]
fn Done(undone: Undone) -> impl IntoView {
    let restored = undone.what.map(|what| match what {
        What::Phone => (Shape::Phone, key::UNDO_DONE_PHONE),
        What::Email => (Shape::Mail, key::UNDO_DONE_EMAIL),
    });
    let held = key::undo_done_held(undone.held_hours);
    let rest = [(Shape::Out, key::UNDO_DONE_OUT), (Shape::Card, held)];
    view! {
        <ui::Screen step="undone">
            <p class="seal"><Icon shape=Shape::Check /></p>
            <ui::Heading text=key::UNDO_DONE />
            {checks(restored.into_iter().chain(rest).collect())}
            <h2>{t(key::UNDO_NEXT)}</h2>
            <ol>
                {[key::UNDO_NEXT_PASSWORD, key::UNDO_NEXT_LOOK, key::UNDO_NEXT_CALL]
                    .map(|text| view! { <li>{t(text)}</li> }).collect_view()}
            </ol>
            <ui::HelpPhone />
            <div class="actions">
                <ui::Link to=Route::Recover class="button button-primary">
                    {t(key::NEW_PASSWORD_TITLE)}
                </ui::Link>
                <ui::Link to=Route::SignIn class="button button-quiet">{t(key::SIGN_IN_LINK)}</ui::Link>
            </div>
        </ui::Screen>
    }
}

fn checks(lines: Vec<(Shape, Text)>) -> AnyView {
    let lines = lines
        .into_iter()
        .map(|(shape, text)| view! { <li><Icon shape /> <span>{t(text)}</span></li> });
    view! { <ul class="checks">{lines.collect_view()}</ul> }.into_any()
}
