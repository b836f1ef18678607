//! Settings while they are typed. Every control keeps its text, so that nothing typed is lost.

use leptos::prelude::*;
use vestibule_shared::clients::{ClientChange, ClientFault, ClientField, Setting};

use crate::{
    app::shell::Intent,
    json::{self, Json},
    pages::staff::policy::tag,
};

/// What is typed.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    /// The identifier, of a new application.
    pub(super) id: RwSignal<String>,
    /// The settings; one that is missing has no values.
    pub(super) settings: RwSignal<Vec<Setting>>,
    /// What has to be corrected.
    pub(super) wrong: RwSignal<Vec<ClientFault>>,
}

impl Draft {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self {
            id: RwSignal::new(String::new()),
            settings: RwSignal::new(vec![]),
            wrong: RwSignal::new(vec![]),
        }
    }

    /// The values of a setting; those of a text are its lines.
    pub(super) fn values(self, field: ClientField) -> Vec<String> {
        if field == ClientField::Id {
            return vec![self.id.get()];
        }
        self.settings.with(|settings| values(settings, field))
    }

    /// A control is being edited: its fault disappears.
    pub(super) fn put(self, field: ClientField, values: Vec<String>) {
        if field == ClientField::Id {
            self.id.set(values.concat());
        } else {
            self.settings.update(|settings| put(settings, Setting { field, values }));
        }
        if self.wrong.with_untracked(|wrong| wrong.iter().any(|it| it.field == field)) {
            self.wrong.update(|wrong| wrong.retain(|it| it.field != field));
        }
    }

    /// What is wrong with a setting.
    pub(super) fn fault(self, field: ClientField) -> Signal<Option<ClientFault>> {
        Signal::derive(move || {
            self.wrong.with(|wrong| wrong.iter().find(|it| it.field == field).cloned())
        })
    }

    /// The settings that differ from those that are in force.
    pub(super) fn changed(self, held: &[Setting]) -> Vec<Setting> {
        let typed = self.settings.get_untracked();
        let differs = |it: &Setting| tidy(&it.values) != values(held, it.field);
        let tidied = |it: Setting| Setting { field: it.field, values: tidy(&it.values) };
        typed.into_iter().filter(differs).map(tidied).collect()
    }
}

/// Without empty lines, and without the space around the others.
fn tidy(values: &[String]) -> Vec<String> {
    let trimmed = values.iter().map(|value| value.trim().to_owned());
    trimmed.filter(|value| !value.is_empty()).collect()
}

/// The values of a setting.
pub(super) fn values(settings: &[Setting], field: ClientField) -> Vec<String> {
    let found = settings.iter().find(|setting| setting.field == field);
    found.map(|setting| setting.values.clone()).unwrap_or_default()
}

/// Sets a setting among others.
pub(super) fn put(settings: &mut Vec<Setting>, new: Setting) {
    match settings.iter_mut().find(|setting| setting.field == new.field) {
        Some(setting) => *setting = new,
        None => settings.push(new),
    }
}

/// The id of the control of a setting.
pub(super) fn control_id(field: ClientField) -> String {
    format!("client-{}", tag(&field))
}

/// The change that the person is about to make.
pub(super) fn change_of(intent: &Intent) -> Option<ClientChange> {
    let Intent::Client(text) = intent else { return None };
    json::read(&Json::parse(text)?)
}
