//! What the pages of an account share: they require a session, they ask for a fresh proof if the
//! server requires one, and they show the same placeholder until data arrives.

use leptos::{prelude::*, task::spawn_local};
use vestibule_shared::{api::Nothing, problem::Code, security::BeginConfirm};

use crate::{
    api::{self, Cause, Trouble},
    browser::page,
    destination,
    http::session::use_session,
    i18n::{key, t},
    route::Route,
    shell::{Shell, use_shell},
    ui,
};

/// Leads away a person who is not signed in, or who has a duty first (M9).
pub(super) fn only_inside(trouble: RwSignal<Option<Trouble>>) {
    let (session, shell) = (use_session(), use_shell());
    Effect::new(move |_| {
        if session.is_known() && !session.is_signed_in() {
            destination::want(session, shell);
            shell.redirect(Route::SignIn);
        }
    });
    Effect::new(move |_| match code_of(trouble) {
        Some(Code::NotSignedIn) => spawn_local(session.check_the_end()),
        Some(Code::EnrolmentRequired) => {
            destination::want(session, shell);
            shell.redirect(Route::TwoStep);
        }
        _ => {}
    });
}

/// Asks for a proof when a call reports that it is too old; then shows `back` again.
pub(super) fn prove_when_asked(trouble: RwSignal<Option<Trouble>>, back: Route) {
    let shell = use_shell();
    Effect::new(move |_| {
        if code_of(trouble) == Some(Code::ProofRequired) {
            trouble.set(None);
            ask_proof(shell, back, trouble);
        }
    });
}

/// Asks for a fresh proof; then shows `back`. Failures are shown in `trouble`.
pub(super) fn ask_proof(shell: Shell, back: Route, trouble: RwSignal<Option<Trouble>>) {
    spawn_local(async move {
        if begin_confirm(trouble).await {
            destination::come_back(shell, back);
        }
    });
}

/// Puts the sign-in wizard at its challenge; returns whether that worked.
pub(super) async fn begin_confirm(trouble: RwSignal<Option<Trouble>>) -> bool {
    let answer = api::call::<BeginConfirm>(&Nothing {}).await;
    // The page may be gone by now.
    let told = answer.map_err(|failure| trouble.try_set(Some(failure.trouble())));
    told.is_ok()
}

fn code_of(trouble: RwSignal<Option<Trouble>>) -> Option<Code> {
    trouble.with(|trouble| match trouble.as_ref()?.cause {
        Cause::Code(code) => Some(code),
        Cause::Offline | Cause::Slow | Cause::NoCookie | Cause::Unreadable => None,
    })
}

/// A placeholder until data arrives, or the failure.
pub(crate) fn opening(trouble: RwSignal<Option<Trouble>>, again: Callback<()>) -> AnyView {
    let failed = Memo::new(move |_| trouble.with(Option::is_some));
    let shell = use_shell();
    let again = Callback::new(move |()| {
        // A page that started without its configuration reloads with it.
        if shell.config().figures.is_empty() {
            page::reload();
        } else {
            again.run(());
        }
    });
    let draw = move || {
        if !failed.get() {
            return view! { <ui::Loading /> }.into_any();
        }
        view! {
            <ui::Screen step="unavailable">
                <ui::Heading text=key::UNAVAILABLE_TITLE />
                <ui::TroubleAlert trouble />
                <ui::Action press=again>{t(key::TRY_AGAIN)}</ui::Action>
            </ui::Screen>
        }
        .into_any()
    };
    draw.into_any()
}
