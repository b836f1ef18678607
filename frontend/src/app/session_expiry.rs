//! Warns before the session ends, and lets the person stay (UX 15, WCAG 2.2.1).

use leptos::{prelude::*, task::spawn_local};

use super::session::{Session, use_session};
use crate::{
    browser::clock,
    i18n::{key, t},
    ui,
};

/// What is known about the end of the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// Not near, or no session.
    Far,
    /// Near by the page's clock; the server is being asked, since another tab may have extended it.
    Asking,
    /// In this many seconds.
    Near(u32),
}

/// The dialog, closed until the end is near.
#[component]
pub(crate) fn TimeOut() -> impl IntoView {
    let session = use_session();
    let end = RwSignal::new(End::Far);
    clock::every(1_000, move || watch(session, end));
    let left = Signal::derive(move || match end.get() {
        End::Near(seconds) => Some(seconds),
        End::Far | End::Asking => None,
    });
    let open = Memo::new(move |_| left.with(Option::is_some));
    // After the absolute end no extension is possible.
    let can_stay = Memo::new(move |_| {
        session.person().is_some_and(|person| person.ends_in > person.expires_in)
    });
    let stay = Callback::new(move |()| session.extend());
    view! {
        <ui::Dialog open title=key::TIMEOUT_TITLE text=Signal::derive(t(key::TIMEOUT_TEXT)) close=stay>
            <ui::TimeLeft left />
            <div class="actions">
                <Show when=move || can_stay.get()>
                    <ui::Action press=stay>{t(key::TIMEOUT_STAY)}</ui::Action>
                </Show>
                <ui::Action kind=ui::Kind::Quiet press=Callback::new(move |()| session.sign_out())>
                    {t(key::SIGN_OUT)}
                </ui::Action>
            </div>
        </ui::Dialog>
    }
}

fn watch(session: Session, end: RwSignal<End>) {
    let before = end.get_untracked();
    let person = untrack(|| session.person());
    let near = person.zip(session.seconds_left()).filter(|(who, left)| *left <= who.warn_before);
    let now = match (near, before) {
        (None, _) => End::Far,
        (Some((_, 0)), End::Asking) => End::Asking,
        (Some((_, 0)), _) => {
            spawn_local(session.check_the_end());
            End::Asking
        }
        (Some(_), End::Far) => {
            spawn_local(session.refresh());
            End::Asking
        }
        (Some((_, left)), End::Asking | End::Near(_)) => End::Near(left),
    };
    if now != before {
        end.set(now);
    }
}
