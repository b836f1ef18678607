//! The help page: its parts have anchors, to which screens of the flows link.

use leptos::prelude::*;

use super::{
    To,
    answers::{ACCOUNT, Answer, SAFETY, STUCK},
    chooser::Chooser,
};
use crate::{
    app::{
        route::{Route, Topic},
        shell::use_shell,
    },
    browser::{page, webeid::ReaderProblem},
    i18n::{Text, key, reader_text, t, use_i18n},
    ui::{self, Icon, Shape},
};

/// The most frequent problems, in that order.
const AT_THE_READER: [ReaderProblem; 7] = [
    ReaderProblem::ExtensionMissing,
    ReaderProblem::NativeMissing,
    ReaderProblem::NoReader,
    ReaderProblem::NoCard,
    ReaderProblem::PinBlocked,
    ReaderProblem::VersionMismatch,
    ReaderProblem::Pending,
];

/// The help page.
#[component]
pub(super) fn Help() -> impl IntoView {
    follow_anchor();
    view! {
        <ui::Screen step="help">
            <ui::Heading text=key::HELP_PAGE_TITLE />
            <p class="lead">{t(key::HELP_PAGE_LEAD)}</p>
            <Contents />
            <Title topic=Topic::Needs text=key::MEANS_NEED />
            <Needs />
            <Title topic=Topic::Stuck text=key::HELP_STUCK_TITLE />
            {STUCK.iter().map(answered).collect_view()}
            <Title topic=Topic::Method text=key::HELP_METHOD_TITLE />
            <Chooser />
            <Title topic=Topic::Reader text=key::HELP_READER_TITLE />
            {AT_THE_READER.map(reader_text).map(at_the_reader).collect_view()}
            <Title topic=Topic::Account text=key::HELP_ACCOUNT_TITLE />
            {ACCOUNT.iter().map(answered).collect_view()}
            <Title topic=Topic::Safety text=key::HELP_SAFETY_TITLE />
            {SAFETY.iter().map(answered).collect_view()}
            <Line />
            <p class="afterwards">
                <ui::Link to=Route::Register>{t(key::REGISTER_LINK)}</ui::Link> " · "
                <ui::Link to=Route::SignIn>{t(key::SIGN_IN_LINK)}</ui::Link> " · "
                <ui::Link to=Route::Recover>{t(key::FORGOTTEN_LINK)}</ui::Link>
            </p>
        </ui::Screen>
    }
}

/// Moves to the anchor in the address, now and at each change.
fn follow_anchor() {
    let shell = use_shell();
    Effect::new(move |_| {
        shell.navigations.track();
        if let Some(anchor) = page::fragment() {
            request_animation_frame(move || page::reveal(&anchor));
        }
    });
}

/// Whether the help line serves the current language.
fn has_line() -> impl Fn() -> bool + Copy + Send + Sync {
    let (i18n, lines) = (use_i18n(), StoredValue::new(use_shell().config().help));
    move || {
        let language = i18n.language();
        lines.with_value(|lines| lines.iter().any(|line| line.language == language))
    }
}

#[component]
fn Contents() -> impl IntoView {
    let has_line = has_line();
    let one = |(topic, text)| view! { <li><To topic text /></li> };
    let parts = [
        (Topic::Needs, key::MEANS_NEED),
        (Topic::Stuck, key::HELP_STUCK_TITLE),
        (Topic::Method, key::HELP_METHOD_TITLE),
        (Topic::Reader, key::HELP_READER_TITLE),
        (Topic::Account, key::HELP_ACCOUNT_TITLE),
        (Topic::Safety, key::HELP_SAFETY_TITLE),
    ];
    view! {
        <nav class="aid" aria-labelledby="contents">
            <h2 id="contents">{t(key::HELP_CONTENTS)}</h2>
            <ul>
                {parts.map(one).collect_view()}
                {move || has_line().then(|| one((Topic::Line, key::HELP_LINE_TITLE)))}
                {one((Topic::Change, key::CHANGE_LINK))}
            </ul>
        </nav>
    }
}

/// The heading of a part, with its anchor.
#[component]
fn Title(topic: Topic, text: Text) -> impl IntoView {
    view! { <h2 id=topic.anchor() tabindex="-1">{t(text)}</h2> }
}

#[component]
fn Needs() -> impl IntoView {
    view! {
        <ul class="checks">
            <li><Icon shape=Shape::Card /> <span>{t(key::MEANS_NEED_CARD)}</span></li>
            <li><Icon shape=Shape::Reader /> <span>{t(key::MEANS_NEED_READER)}</span></li>
            <li><Icon shape=Shape::Screen /> <span>{t(key::HELP_NEED_SOFTWARE)}</span></li>
            <li><Icon shape=Shape::Phone /> <span>{t(key::MEANS_NEED_PHONE)}</span></li>
            <li><Icon shape=Shape::Mail /> <span>{t(key::MEANS_NEED_MAIL)}</span></li>
        </ul>
        <p>
            <ui::Outside href="https://eid.belgium.be" text=key::HELP_EID_SITE /> " "
            <ui::Outside href="https://web-eid.eu" text=key::HELP_WEB_EID_SITE />
        </p>
    }
}

fn at_the_reader((question, answer): (Text, Text)) -> impl IntoView {
    view! {
        <details class="more">
            <summary>{t(question)}</summary>
            <p>{t(answer)}</p>
        </details>
    }
}

fn answered(answer: &'static Answer) -> impl IntoView {
    let (on, (first, second)) = (answer.on.clone(), answer.says.clone());
    view! {
        <details class="more" id=answer.topic.anchor()>
            <summary>{t(answer.question.clone())}</summary>
            <p>{t(first)}</p>
            {second.map(|text| view! { <p>{t(text)}</p> })}
            {on.map(|(to, text)| view! { <p><ui::Link to>{t(text)}</ui::Link></p> })}
        </details>
    }
}

/// The help line, if it serves the current language.
#[component]
fn Line() -> impl IntoView {
    let has_line = has_line();
    move || {
        has_line().then(|| {
            view! {
                <Title topic=Topic::Line text=key::HELP_LINE_TITLE />
                <p>{t(key::HELP_LINE_LEAD)}</p>
                <ui::HelpPhone />
                <p><ui::Link to=Route::Call>{t(key::CALL_LINK)}</ui::Link></p>
            }
        })
    }
}
