//! Chooses a campaign, previews it, and starts it.

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::{
    campaign::{
        Letter, Preview, Selection, Start, StartCampaign, Target, TestCampaign, TryCampaign,
    },
    problem::{Field, FieldProblem},
    text::parse_reason,
};

use super::{NEW, Page, address};
use crate::{
    api,
    app::shell::Intent,
    browser::{
        history, intl,
        page::{self, focus_soon},
    },
    form::{Form, Values, field_id, problem},
    i18n::{key, t, use_i18n},
    json::{self, Json},
    pages::staff::{
        cockpit::{CAPACITIES, capacities, tag},
        words,
    },
    ui::{self, Choice, Kind},
};

/// What was chosen, and the server's preview of it.
#[derive(Clone, Copy)]
struct Chosen {
    selection: RwSignal<&'static str>,
    whose: RwSignal<String>,
    shown: RwSignal<Option<(Target, Preview)>>,
}

/// The form's value for a selection.
const fn name(selection: Selection) -> &'static str {
    match selection {
        Selection::SmsOnly => "sms_only",
        Selection::Without => "without",
        Selection::AtRisk => "at_risk",
    }
}

impl Chosen {
    fn target(self) -> Target {
        let (chosen, whose) = (self.selection.get_untracked(), self.whose.get_untracked());
        let selection = Selection::ALL.into_iter().find(|it| name(*it) == chosen);
        Target {
            selection: selection.unwrap_or(Selection::SmsOnly),
            capacity: CAPACITIES.into_iter().find(|it| tag(it) == whose),
        }
    }
}

/// What was chosen before the proof that the start required.
fn begun(page: Page) -> Option<Target> {
    match page.controller.open.get_untracked() {
        Some(Intent::Campaign(target)) => json::read(&Json::parse(&target)?),
        _ => None,
    }
}

/// What the address asks for.
fn asked() -> Option<Target> {
    let fragment = page::take_fragment()?;
    let (selection, capacity) = fragment.split_once('-')?;
    Some(Target {
        selection: Selection::ALL.into_iter().find(|it| name(*it) == selection)?,
        capacity: CAPACITIES.into_iter().find(|it| tag(it) == capacity),
    })
}

/// Asks for the recipients and the text.
fn look(page: Page, chosen: Chosen, target: Target) {
    let answer = Box::pin(async move { api::call::<TryCampaign>(&target).await });
    page.controller.run(NEW, answer, move |preview| chosen.shown.set(Some((target, preview))));
}

/// The choice, and its preview; those who may only read can preview, too.
#[component]
pub(super) fn Prepare(page: Page, rules: Memo<bool>) -> impl IntoView {
    let begun = begun(page).or_else(asked);
    let whose = begun.and_then(|target| target.capacity).map(|it| tag(&it));
    let chosen = Chosen {
        selection: RwSignal::new(name(begun.map_or(Selection::SmsOnly, |it| it.selection))),
        whose: RwSignal::new(whose.unwrap_or_default()),
        shown: RwSignal::new(None),
    };
    let choice = |selection| {
        let (label, hint) = words::selection(selection);
        Choice { value: name(selection), label, hint: Some(hint), lang: None }
    };
    let choices = Selection::ALL.map(choice).to_vec();
    let choose = Callback::new(move |value| {
        chosen.selection.set(value);
        chosen.shown.set(None);
    });
    Effect::new(move |_| {
        chosen.whose.track();
        chosen.shown.set(None);
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        look(page, chosen, chosen.target());
    };
    if let Some(target) = begun {
        look(page, chosen, target);
    }
    view! {
        <form novalidate=true on:submit=submit>
            <ui::RadioGroup name="selection" legend=key::CAMPAIGN_TO choices chosen=chosen.selection choose />
            <ui::Select id="whose" label=key::CAMPAIGN_CAPACITY
                options=capacities(&key::COCKPIT_EVERYBODY) chosen=chosen.whose />
            <div class="actions">
                <ui::Submit busy=page.controller.busy>{t(key::CAMPAIGN_PREVIEW)}</ui::Submit>
            </div>
        </form>
        {move || chosen.shown.get().map(|shown| view! { <Shown page chosen shown rules /> })}
    }
}

/// How many people it would reach, its text, and the next step.
#[component]
fn Shown(page: Page, chosen: Chosen, shown: (Target, Preview), rules: Memo<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let (target, Preview { people, spared, letters }) = shown;
    let count = move |n: u32| intl::number(i18n.language(), i64::from(n));
    let is_open =
        Memo::new(move |_| matches!(page.controller.open.get(), Some(Intent::Campaign(_))));
    let begin =
        Callback::new(move |()| page.controller.begin(NEW, Intent::Campaign(json::write(&target))));
    let test = Callback::new(move |()| {
        // What was chosen is in the address, in case a proof is asked for first.
        history::replace(&address(target));
        let answer = Box::pin(async move { api::call::<TestCampaign>(&target).await });
        page.controller.run(NEW, answer, move |_| page.controller.done(key::CAMPAIGN_TESTED));
    });
    view! {
        <div role="status" data-testid="campaign-people">
            <p><b>{move || i18n.say(&key::campaign_people(count(people)))}</b></p>
            {(spared > 0).then(|| view! {
                <p class="small">{move || i18n.say(&key::campaign_spared(count(spared)))}</p>
            })}
        </div>
        <h3>{t(key::CAMPAIGN_LETTER)}</h3>
        {letters.into_iter().map(letter).collect_view()}
        {move || rules.get().then(|| view! {
            <div class="actions">
                <ui::Action kind=Kind::Quiet busy=page.controller.busy press=test>
                    {t(key::CAMPAIGN_TEST)}
                </ui::Action>
            </div>
        })}
        {move || (rules.get() && people > 0).then(|| if is_open.get() {
            view! { <Why page chosen target people /> }.into_any()
        } else {
            view! {
                <div class="actions">
                    <ui::Action press=begin>{t(key::CAMPAIGN_START)}</ui::Action>
                </div>
            }
            .into_any()
        })}
    }
}

fn letter(letter: Letter) -> impl IntoView {
    let Letter { language, subject, text } = letter;
    let lines = text.lines().map(|line| view! { {line.to_owned()} <br /> }).collect_view();
    view! {
        <details class="more">
            <summary lang=language.tag()>{subject}</summary>
            <p lang=language.tag()>{lines}</p>
        </details>
    }
}

/// The reason.
#[derive(Clone)]
struct CampaignValues {
    reason: String,
}

impl Values for CampaignValues {
    fn problems(&self) -> Vec<FieldProblem> {
        problem(Field::Reason, parse_reason(&self.reason)).into_iter().collect()
    }

    fn text(&mut self, field: Field) -> Option<&mut String> {
        (field == Field::Reason).then_some(&mut self.reason)
    }
}

#[component]
fn Why(page: Page, chosen: Chosen, target: Target, people: u32) -> impl IntoView {
    let (controller, i18n) = (page.controller, use_i18n());
    let reason = controller.take_typed().into_iter().next().unwrap_or_default();
    let form = Form::new(CampaignValues { reason });
    controller.keep_typed(move || vec![form.values.get_untracked().reason]);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(CampaignValues { reason }) = form.ready() {
            let request = Start { target, reason };
            let answer = Box::pin(async move { api::call::<StartCampaign>(&request).await });
            controller.send(form.state, answer, move |view| {
                chosen.shown.set(None);
                page.hear(view);
                controller.done(key::CAMPAIGN_STARTED);
            });
        }
    };
    let text = move || {
        i18n.say(&key::campaign_start_text(intl::number(i18n.language(), i64::from(people))))
    };
    focus_soon(field_id(Field::Reason));
    view! {
        <form class="inline-form" novalidate=true on:submit=submit>
            <ui::FormProblems state=form.state />
            <p>{text}</p>
            <ui::TextField input=form.input(Field::Reason) hint=key::REASON_HINT
                autocomplete="off" spellcheck=true />
            <div class="actions">
                <ui::Submit busy=form.state.sending>{t(key::CAMPAIGN_START)}</ui::Submit>
                <ui::Action kind=Kind::Plain press=Callback::new(move |()| {
                    controller.close();
                    focus_soon(NEW);
                })>
                    {t(key::SECURITY_CANCEL)}
                </ui::Action>
            </div>
        </form>
    }
}
