//! The card and the accounts at identity providers that open this account (P9).

use leptos::prelude::*;
use vestibule_shared::{
    api::Nothing,
    identity::{
        BeginLink, GetIdentities, IdentitiesView, IdentityChoice, LinkChoice, Linkable, Linked,
        Unlink,
    },
};

use super::{
    page::Page,
    part::{Part, Row, RowAction, Section, When},
};
use crate::{
    api,
    app::{route::Route, shell::use_shell},
    browser::{intl, tasks::Scope},
    i18n::{Text, key, t, use_i18n},
    ui::{self, Icon, Kind, Shape},
};

/// The name of the card among the identities.
const EID: &str = "be-eid";

/// The linked identities, and those that can be linked.
#[component]
pub(super) fn Identities(page: Page) -> impl IntoView {
    let known = RwSignal::new(None::<IdentitiesView>);
    let answer = Box::pin(api::call::<GetIdentities>(&Nothing {}));
    Scope::new().spawn(async move {
        // Without it the page is still useful.
        if let Ok(view) = answer.await {
            known.set(Some(view));
        }
    });
    let linked = Memo::new(move |_| known.with(|v| v.as_ref().map(|v| v.linked.clone())));
    let open = Memo::new(move |_| known.with(|v| v.as_ref().map(|v| v.open.clone())));
    view! {
        <Section page part=Part::Identities>
            <ul class="sessions" data-testid="identities">
                {move || linked.get().into_iter().flatten()
                    .map(|one| line(page, known, one)).collect_view()}
            </ul>
            <div class="actions">
                {move || open.get().into_iter().flatten()
                    .map(|what| link_button(page, &what)).collect_view()}
            </div>
        </Section>
    }
}

fn words(what: &Linkable) -> (Shape, Text, String) {
    match what {
        Linkable::Eid {} => (Shape::Card, key::IDENTITY_EID, EID.into()),
        Linkable::Provider(provider) => {
            (Shape::Phone, key::identity_provider(&provider.name), provider.id.clone())
        }
    }
}

fn line(page: Page, known: RwSignal<Option<IdentitiesView>>, one: Linked) -> AnyView {
    let i18n = use_i18n();
    let Linked { what, since, two_factors, can_unlink } = one;
    let (shape, name, provider) = words(&what);
    let name = Signal::derive(move || i18n.say(&name));
    let worth = if two_factors { key::IDENTITY_TWO_FACTORS } else { key::IDENTITY_ONE_FACTOR };
    let detail = Signal::derive(move || i18n.say(&worth));
    let moments = vec![When { text: key::identity_since, format: intl::date, at: since }];
    let unlink = Callback::new(move |()| {
        let controller = page.controller;
        if !controller.is_proved_or_asks(Part::Identities.id(), Route::Security) {
            return;
        }
        let choice = IdentityChoice { provider: provider.clone() };
        let answer = Box::pin(async move { api::call::<Unlink>(&choice).await });
        page.run(Part::Identities, answer, move |view| {
            known.set(Some(view));
            page.controller.done(key::IDENTITY_UNLINKED);
            page.reload();
        });
    });
    view! {
        <Row shape name detail moments>
            {can_unlink.then(|| view! {
                <RowAction page label=key::IDENTITY_UNLINK about=name press=unlink />
            })}
        </Row>
    }
    .into_any()
}

fn link_button(page: Page, what: &Linkable) -> AnyView {
    let (shell, i18n) = (use_shell(), use_i18n());
    let (shape, _, provider) = words(what);
    let label = match what {
        Linkable::Eid {} => key::IDENTITY_LINK_EID,
        Linkable::Provider(provider) => key::identity_link_provider(&provider.name),
    };
    let press = Callback::new(move |()| {
        let controller = page.controller;
        if !controller.is_proved_or_asks(Part::Identities.id(), Route::Security) {
            return;
        }
        let language = untrack(|| i18n.language());
        let choice = LinkChoice { provider: provider.clone(), language };
        let answer = Box::pin(async move { api::call::<BeginLink>(&choice).await });
        page.run(Part::Identities, answer, move |_| {
            shell.leaving.set(true);
            shell.go(Route::Link);
        });
    });
    view! {
        <ui::Action kind=Kind::Quiet busy=page.controller.busy press>
            <Icon shape /> {t(label)}
        </ui::Action>
    }
    .into_any()
}
