//! Complete the account details: every field is mandatory (R5).

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::{
    problem::{Code, Field, FieldProblem},
    registration::{AccountStep, BackToConfirm, Capacity, Registration, SubmitAccount},
    text::{Cbe, Email, Language, Riziv, check_phone_shape, parse_organisation},
};

use super::{WIZARD, full_name, terms::Terms};
use crate::{
    flow::Flow,
    form::{Form, Values, problem},
    i18n::{Text, capacity, key, t, use_i18n},
    ui::{self, Choice, Milestone},
};

/// What was typed and chosen.
#[derive(Clone)]
pub(super) struct AccountValues {
    capacity: Capacity,
    email: String,
    phone: String,
    /// Of messages: chosen by hand, or the language of the page when the form was first shown.
    language: Option<Language>,
    terms: bool,
    riziv: String,
    cbe: String,
    organisation: String,
}

impl AccountValues {
    /// Takes over what is known of the person, and the language of the page, for the fields without
    /// a value.
    fn begin_with(&mut self, step: &AccountStep, language: Language) {
        self.capacity = step.capacity;
        self.language.get_or_insert(language);
        for (field, known) in [(&mut self.email, &step.email), (&mut self.phone, &step.phone)] {
            if let Some(known) = known.as_ref().filter(|_| field.is_empty()) {
                field.clone_from(known);
            }
        }
    }

    /// Nothing typed or chosen yet.
    pub(super) const fn new() -> Self {
        Self {
            capacity: Capacity::Citizen,
            email: String::new(),
            phone: String::new(),
            language: None,
            terms: false,
            riziv: String::new(),
            cbe: String::new(),
            organisation: String::new(),
        }
    }

    fn message(self, terms_version: String) -> SubmitAccount {
        let organisation = self.capacity == Capacity::Organisation;
        SubmitAccount {
            email: self.email,
            phone: self.phone,
            language: self.language.unwrap_or(Language::Nl),
            terms_version: if self.terms { terms_version } else { String::new() },
            riziv: (self.capacity == Capacity::Doctor).then_some(self.riziv),
            cbe: organisation.then_some(self.cbe),
            organisation: organisation.then_some(self.organisation),
        }
    }
}

impl Values for AccountValues {
    fn problems(&self) -> Vec<FieldProblem> {
        let of_capacity = match self.capacity {
            Capacity::Citizen => [None, None],
            Capacity::Doctor => [problem(Field::Riziv, Riziv::parse(&self.riziv)), None],
            Capacity::Organisation => [
                problem(Field::Organisation, parse_organisation(&self.organisation)),
                problem(Field::Cbe, Cbe::parse(&self.cbe)),
            ],
        };
        let agreed = if self.terms { Ok(()) } else { Err(Code::TermsRequired) };
        let general = [
            problem(Field::Email, Email::parse(&self.email)),
            problem(Field::Phone, check_phone_shape(&self.phone)),
            problem(Field::Terms, agreed),
        ];
        of_capacity.into_iter().chain(general).flatten().collect()
    }

    fn text(&mut self, field: Field) -> Option<&mut String> {
        match field {
            Field::Email => Some(&mut self.email),
            Field::Phone => Some(&mut self.phone),
            Field::Riziv => Some(&mut self.riziv),
            Field::Cbe => Some(&mut self.cbe),
            Field::Organisation => Some(&mut self.organisation),
            _ => None,
        }
    }
}

/// The form of account details.
#[component]
pub(super) fn Account(
    flow: Flow<Registration>,
    form: Form<AccountValues>,
    step: AccountStep,
) -> impl IntoView {
    let language = untrack(|| use_i18n().language());
    form.values.update(|values| values.begin_with(&step, language));
    let version = StoredValue::new(step.terms_version.clone());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(values) = form.ready() {
            flow.submit(form, values.message(version.get_value()));
        }
    };
    let back = Callback::new(move |()| flow.go(BackToConfirm {}));
    let name = full_name(step.given_name.as_deref(), &step.family_name);
    view! {
        <ui::Screen wizard=WIZARD step="account" at=Milestone::Details>
            <ui::Action kind=ui::Kind::Back press=back busy=flow.busy>{t(key::BACK)}</ui::Action>
            <ui::Heading text=key::ACCOUNT_TITLE />
            <p class="lead">{name} " · " {t(capacity(step.capacity))}</p>
            <p>{t(key::ALL_REQUIRED)}</p>
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <ui::FormProblems state=form.state />
            <form novalidate=true on:submit=submit>
                <CapacityFields form capacity=step.capacity />
                <ContactFields form />
                <Terms form=form.state version=step.terms_version
                    ticked=Signal::derive(move || form.values.with(|values| values.terms))
                    tick=Callback::new(move |ticked| form.values.update(|values| values.terms = ticked)) />
                <div class="actions">
                    <ui::Submit busy=form.state.sending>{t(key::ACCOUNT_SUBMIT)}</ui::Submit>
                </div>
            </form>
        </ui::Screen>
    }
}

/// The additional fields of doctors and organisations.
#[component]
fn CapacityFields(form: Form<AccountValues>, capacity: Capacity) -> impl IntoView {
    match capacity {
        Capacity::Citizen => ().into_any(),
        Capacity::Doctor => view! {
            <ui::TextField input=form.input(Field::Riziv) inputmode="numeric"
                hint=key::FIELD_RIZIV_HINT class="field-short" />
        }
        .into_any(),
        Capacity::Organisation => view! {
            <ui::TextField input=form.input(Field::Organisation) autocomplete="organization"
                spellcheck=true />
            <ui::TextField input=form.input(Field::Cbe) inputmode="numeric"
                hint=key::FIELD_CBE_HINT class="field-short" />
        }
        .into_any(),
    }
}

/// The phone, the address and the language of messages.
#[component]
fn ContactFields(form: Form<AccountValues>) -> impl IntoView {
    let choices = Language::ALL
        .map(|language| Choice {
            value: language.tag(),
            label: language_name(language),
            hint: None,
            lang: Some(language.tag()),
        })
        .to_vec();
    let chosen = Signal::derive(move || {
        form.values.with(|values| values.language.map_or("", Language::tag))
    });
    let choose = Callback::new(move |tag| {
        if let Some(language) = Language::from_tag(tag) {
            form.values.update(|values| values.language = Some(language));
        }
    });
    view! {
        <ui::TextField input=form.input(Field::Email) kind="email" autocomplete="email"
            hint=key::FIELD_EMAIL_HINT />
        <ui::TextField input=form.input(Field::Phone) kind="tel" autocomplete="tel"
            hint=key::FIELD_PHONE_HINT class="field-short" />
        <ui::RadioGroup name="language" legend=key::FIELD_LANGUAGE choices chosen choose
            class="choices-row" />
    }
}

const fn language_name(language: Language) -> Text {
    match language {
        Language::Nl => key::LANGUAGE_NL,
        Language::Fr => key::LANGUAGE_FR,
        Language::De => key::LANGUAGE_DE,
        Language::En => key::LANGUAGE_EN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(values: &AccountValues) -> Vec<(Field, Code)> {
        values.problems().into_iter().map(|p| (p.field, p.code)).collect()
    }

    #[test]
    fn r5_every_field_is_mandatory_and_named_in_the_order_of_the_screen() {
        let mut values = AccountValues::new();
        let contact = [
            (Field::Email, Code::Required),
            (Field::Phone, Code::Required),
            (Field::Terms, Code::TermsRequired),
        ];
        assert_eq!(fields(&values), contact);
        values.capacity = Capacity::Organisation;
        assert_eq!(
            fields(&values)[..2],
            [(Field::Organisation, Code::Required), (Field::Cbe, Code::Required)]
        );
    }

    #[test]
    fn only_the_numbers_of_the_capacity_are_sent() {
        let mut values = AccountValues::new();
        values.riziv = "1-90069-51-001".to_owned();
        values.capacity = Capacity::Citizen;
        assert_eq!(values.clone().message("1".to_owned()).riziv, None);
        values.capacity = Capacity::Doctor;
        let message = values.message("1".to_owned());
        assert!(message.riziv.is_some() && message.cbe.is_none());
        assert_eq!(message.terms_version, "", "nobody agrees without ticking");
    }

    #[test]
    fn messages_come_in_the_language_in_which_the_form_was_first_shown() {
        let step = AccountStep {
            given_name: None,
            family_name: "Zonnevlecht".to_owned(),
            capacity: Capacity::Citizen,
            terms_version: "1".to_owned(),
            email: None,
            phone: None,
        };
        let mut values = AccountValues::new();
        values.begin_with(&step, Language::Fr);
        assert_eq!(values.clone().message("1".to_owned()).language, Language::Fr);
        values.begin_with(&step, Language::De);
        assert_eq!(values.message("1".to_owned()).language, Language::Fr, "shown once before");
    }
}
