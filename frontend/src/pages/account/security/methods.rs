//! The second factors: the list, and adding, naming, preferring and removing one (M9, P11).

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::{
    factor::{FactorId, Method},
    problem::{Field, FieldProblem},
    security::{MethodChoice, PreferMethod, RemoveMethod, Rename, RenameMethod},
    text::parse_method_name,
};

use super::{
    page::Page,
    part::{Part, Question, Row, RowAction, Section, When},
};
use crate::{
    app::{route::Route, shell::Intent},
    browser::{intl, page::focus_soon},
    form::{Form, Values, field_id, problem},
    i18n::{self, key, t, use_i18n},
    ui::{self, Kind},
};

/// The list, and the buttons to change it.
#[component]
pub(super) fn Methods(page: Page) -> impl IntoView {
    let add = Callback::new(move |()| {
        page.controller.leave_for(Part::Methods.id(), Route::TwoStep);
    });
    let methods = Memo::new(move |_| {
        page.security
            .with(|view| view.as_ref().map(|view| view.methods.clone()).unwrap_or_default())
    });
    let is_empty = Memo::new(move |_| methods.with(Vec::is_empty));
    let lines = move || {
        let all = methods.get();
        let alone = all.len() == 1;
        all.into_iter().map(|method| line(page, method, alone)).collect_view()
    };
    view! {
        <Section page part=Part::Methods>
            {move || is_empty.get().then(|| view! { <p>{t(key::SECURITY_METHODS_NONE)}</p> })}
            <ul class="sessions">{lines}</ul>
            <div class="actions">
                <ui::Action kind=Kind::Quiet press=add>
                    {move || if is_empty.get() {
                        t(key::SECURITY_METHOD_FIRST)()
                    } else {
                        t(key::SECURITY_METHOD_ADD)()
                    }}
                </ui::Action>
            </div>
            <Removal page />
        </Section>
    }
}

fn line(page: Page, method: Method, alone: bool) -> AnyView {
    let speech = use_i18n();
    let (shape, word) = (ui::method_shape(method.kind), i18n::method(method.kind).0);
    let phone = method.phone_masked.clone();
    let detail = Signal::derive(move || {
        let word = speech.say(&word);
        phone.as_ref().map_or_else(|| word.clone(), |phone| format!("{word} · {phone}"))
    });
    let added = When { text: key::security_added, format: intl::date, at: method.added_at };
    let used =
        method.used_at.map(|at| When { text: key::session_seen, format: intl::date_and_time, at });
    let badge = (method.preferred && !alone).then_some(key::SECURITY_PREFERRED);
    let moments = [Some(added), used].into_iter().flatten().collect();
    let name = method.name.clone();
    let intent = Intent::Rename(method.id.clone());
    let is_named =
        Memo::new(move |_| page.controller.open.with(|open| open.as_ref() == Some(&intent)));
    let actions = move || {
        if is_named.get() {
            let (id, name) = (method.id.clone(), method.name.clone());
            view! { <NameForm page id name /> }.into_any()
        } else {
            buttons(page, &method, alone)
        }
    };
    view! { <Row shape name badge detail moments>{actions}</Row> }.into_any()
}

/// The actions of a method; for the last one of a person who must have one, why it cannot be
/// removed.
fn buttons(page: Page, method: &Method, alone: bool) -> AnyView {
    let begin = |intent: Intent| Callback::new(move |()| page.begin(Part::Methods, intent.clone()));
    let choice = MethodChoice { method: method.id.clone() };
    let prefer = Callback::new(move |()| {
        page.change::<PreferMethod>(Part::Methods, choice.clone(), key::SECURITY_PREFERS);
    });
    let kept = alone
        && !page.security.with_untracked(|view| view.as_ref().is_some_and(|v| v.can_remove_last));
    let possible = [
        Some((key::SECURITY_RENAME, Kind::Plain, begin(Intent::Rename(method.id.clone())))),
        (!method.preferred && !alone).then_some((key::SECURITY_PREFER, Kind::Plain, prefer)),
        (!kept).then(|| {
            (key::SECURITY_REMOVE, Kind::PlainDanger, begin(Intent::Remove(method.id.clone())))
        }),
    ];
    let buttons = possible.into_iter().flatten().map(|(label, kind, press)| {
        let about = method.name.clone();
        view! { <RowAction page label about kind press /> }
    });
    view! {
        {buttons.collect_view()}
        {kept.then(|| view! { <p class="small">{t(key::SECURITY_KEEP_ONE)}</p> })}
    }
    .into_any()
}

/// What was typed.
#[derive(Clone)]
struct NameValues {
    name: String,
}

impl Values for NameValues {
    fn problems(&self) -> Vec<FieldProblem> {
        problem(Field::Name, parse_method_name(&self.name)).into_iter().collect()
    }

    fn text(&mut self, field: Field) -> Option<&mut String> {
        (field == Field::Name).then_some(&mut self.name)
    }
}

/// A new name, typed in place of the old one.
#[component]
fn NameForm(page: Page, id: FactorId, name: String) -> impl IntoView {
    let form = Form::new(NameValues { name });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(NameValues { name }) = form.ready() {
            let request = Rename { method: id.clone(), name };
            page.submit::<RenameMethod, _>(Part::Methods, form, request, key::SECURITY_RENAMED);
        }
    };
    focus_soon(field_id(Field::Name));
    view! {
        <form class="inline-form" novalidate=true on:submit=submit>
            <ui::FormProblems state=form.state />
            <ui::TextField input=form.input(Field::Name) label=key::SECURITY_NAME_LABEL
                hint=key::SECURITY_NAME_HINT spellcheck=true />
            <div class="actions">
                <ui::Submit busy=form.state.sending>{t(key::SECURITY_SAVE)}</ui::Submit>
                <ui::Action kind=Kind::Plain
                    press=Callback::new(move |()| page.shut(Part::Methods))>
                    {t(key::SECURITY_CANCEL)}
                </ui::Action>
            </div>
        </form>
    }
}

/// Asks whether to remove a method, and explains the effect.
#[component]
fn Removal(page: Page) -> impl IntoView {
    let i18n = use_i18n();
    let chosen = Memo::new(move |_| match page.controller.open.get() {
        Some(Intent::Remove(id)) => Some(id),
        _ => None,
    });
    let text = Signal::derive(move || {
        let Some(id) = chosen.get() else { return String::new() };
        page.security.with(|view| {
            let methods = view.as_ref().map(|view| view.methods.as_slice()).unwrap_or_default();
            let name = methods.iter().find(|m| m.id == id).map(|m| m.name.as_str());
            let name = name.unwrap_or_default();
            i18n.say(&if methods.len() == 1 {
                key::security_remove_last(name)
            } else {
                key::security_remove_text(name)
            })
        })
    });
    let press = Callback::new(move |()| {
        if let Some(method) = chosen.get_untracked() {
            let request = MethodChoice { method };
            page.change::<RemoveMethod>(Part::Methods, request, key::SECURITY_REMOVED);
        }
    });
    view! {
        <Question page id="remove-title" title=key::SECURITY_REMOVE_TITLE text
            open=Signal::derive(move || chosen.with(Option::is_some))
            yes=key::SECURITY_REMOVE no=key::SECURITY_KEEP press />
    }
}
