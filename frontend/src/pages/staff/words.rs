//! Roles, states, messages and actions in words. Every match on an own type is exhaustive: a
//! variant without a text does not compile.

use vestibule_shared::{
    campaign::{CampaignState, Selection},
    cockpit::{Funnel, Milestone},
    desk::{Action, State},
    policy::CapacityStatus,
    registration::Delivery,
    staff::Role,
};

use crate::i18n::{Text, key};

/// A role: its name, and its description.
pub(super) const fn role(role: Role) -> (Text, Text) {
    match role {
        Role::Desk => (key::ROLE_DESK, key::ROLE_DESK_HINT),
        Role::Administrator => (key::ROLE_ADMINISTRATOR, key::ROLE_ADMINISTRATOR_HINT),
        Role::Auditor => (key::ROLE_AUDITOR, key::ROLE_AUDITOR_HINT),
        Role::Organisation => (key::ROLE_ORGANISATION, key::ROLE_ORGANISATION_HINT),
    }
}

/// The state of an account: its look, and its text.
pub(super) const fn state(state: State) -> (&'static str, Text) {
    match state {
        State::Opening => ("badge badge-calm", key::STATE_OPENING),
        State::Waiting => ("badge badge-calm", key::STATE_WAITING),
        State::Active => ("badge", key::STATE_ACTIVE),
        State::Locked => ("badge badge-bad", key::STATE_LOCKED),
        State::Held => ("badge badge-bad", key::STATE_HELD),
    }
}

/// The verification status of a capacity: its look, and its text; nothing if the policy requires no
/// verification.
pub(super) const fn check(status: CapacityStatus) -> Option<(&'static str, Text)> {
    match status {
        CapacityStatus::Declared => None,
        CapacityStatus::Waiting => Some(("badge badge-calm", key::CHECK_WAITING)),
        CapacityStatus::Confirmed => Some(("badge", key::CHECK_CONFIRMED)),
        CapacityStatus::Refused => Some(("badge badge-bad", key::CHECK_REFUSED)),
    }
}

/// An action for a person.
pub(super) struct ActionWords {
    /// The label of the button.
    pub(super) label: Text,
    /// The question.
    pub(super) title: Text,
    /// What will happen.
    pub(super) text: Text,
    /// The text afterwards.
    pub(super) done: Text,
}

/// The texts of an action that needs only a reason (or a number) and a button; nothing for the
/// rest.
pub(super) fn action(action: Action) -> Option<ActionWords> {
    let words = |label, title, text, done| Some(ActionWords { label, title, text, done });
    match action {
        Action::Unlock => words(
            key::ACT_UNLOCK,
            key::ACT_UNLOCK_TITLE,
            key::ACT_UNLOCK_TEXT,
            key::ACT_UNLOCK_DONE,
        ),
        Action::EndSessions => words(
            key::ACT_SESSIONS,
            key::ACT_SESSIONS_TITLE,
            key::ACT_SESSIONS_TEXT,
            key::ACT_SESSIONS_DONE,
        ),
        Action::ForgetBrowsers => words(
            key::ACT_BROWSERS,
            key::ACT_BROWSERS_TITLE,
            key::ACT_BROWSERS_TEXT,
            key::ACT_BROWSERS_DONE,
        ),
        Action::SendAgain => {
            words(key::ACT_AGAIN, key::ACT_AGAIN_TITLE, key::ACT_AGAIN_TEXT, key::ACT_AGAIN_DONE)
        }
        Action::CorrectPhone => {
            words(key::ACT_PHONE, key::ACT_PHONE_TITLE, key::ACT_PHONE_TEXT, key::ACT_PHONE_DONE)
        }
        Action::GiveAccessCode => {
            words(key::ACT_CODE, key::ACT_CODE_TITLE, key::ACT_CODE_TEXT, key::CODE_TITLE)
        }
        Action::ConfirmCapacity => words(
            key::ACT_CONFIRM,
            key::ACT_CONFIRM_TITLE,
            key::ACT_CONFIRM_TEXT,
            key::ACT_CONFIRM_DONE,
        ),
        Action::RefuseCapacity => words(
            key::ACT_REFUSE,
            key::ACT_REFUSE_TITLE,
            key::ACT_REFUSE_TEXT,
            key::ACT_REFUSE_DONE,
        ),
        Action::ResetNow | Action::ResetLater | Action::Check => None,
    }
}

/// The channel of a message.
pub(super) fn channel(name: &str) -> Text {
    match name {
        "sms" => key::CHANNEL_SMS,
        "mail" => key::CHANNEL_MAIL,
        "voice" => key::CHANNEL_VOICE,
        other => key::just(other),
    }
}

/// The status of a message: its look, and its text.
pub(super) const fn delivery(delivery: Delivery) -> (&'static str, Text) {
    match delivery {
        Delivery::Queued => ("badge badge-calm", key::DELIVERY_QUEUED),
        Delivery::Sent => ("badge badge-calm", key::DELIVERY_SENT),
        Delivery::Delivered => ("badge", key::DELIVERY_DELIVERED),
        Delivery::Failed => ("badge badge-bad", key::DELIVERY_FAILED),
    }
}

/// Why a message did not arrive.
pub(super) fn fault(name: &str) -> Text {
    match name {
        "number" => key::FAULT_NUMBER,
        "unreachable" => key::FAULT_UNREACHABLE,
        "blocked" => key::FAULT_BLOCKED,
        "company" => key::FAULT_COMPANY,
        "not_taken" => key::FAULT_NOT_TAKEN,
        _ => key::FAULT_OTHER,
    }
}

/// The recipients: the name of the selection, and its description.
pub(super) const fn selection(selection: Selection) -> (Text, Text) {
    match selection {
        Selection::SmsOnly => (key::SELECTION_SMS_ONLY, key::SELECTION_SMS_ONLY_HINT),
        Selection::Without => (key::SELECTION_WITHOUT, key::SELECTION_WITHOUT_HINT),
        Selection::AtRisk => (key::SELECTION_AT_RISK, key::SELECTION_AT_RISK_HINT),
    }
}

/// The status of a campaign: its look, and its text.
pub(super) const fn campaign(state: CampaignState) -> (&'static str, Text) {
    match state {
        CampaignState::Running => ("badge badge-calm", key::CAMPAIGN_RUNNING),
        CampaignState::Done => ("badge", key::CAMPAIGN_DONE),
        CampaignState::Stopped => ("badge badge-bad", key::CAMPAIGN_WAS_STOPPED),
    }
}

/// A flow whose steps are counted.
pub(super) const fn funnel(funnel: Funnel) -> Text {
    match funnel {
        Funnel::Registration => key::JOURNEY_REGISTRATION,
        Funnel::App => key::JOURNEY_APP,
        Funnel::Passkey => key::JOURNEY_PASSKEY,
        Funnel::Platform => key::JOURNEY_PLATFORM,
        Funnel::SecurityKey => key::JOURNEY_SECURITY_KEY,
        Funnel::Sms => key::JOURNEY_SMS,
        Funnel::Call => key::JOURNEY_CALL,
    }
}

/// A step that is counted.
pub(super) const fn milestone(step: Milestone) -> Text {
    match step {
        Milestone::Means => key::REACHED_MEANS,
        Milestone::Proof => key::REACHED_PROOF,
        Milestone::Person => key::REACHED_PERSON,
        Milestone::Details => key::REACHED_DETAILS,
        Milestone::Making => key::REACHED_MAKING,
        Milestone::Code => key::REACHED_CODE,
        Milestone::Done => key::REACHED_DONE,
        Milestone::Known => key::REACHED_KNOWN,
        Milestone::Chosen => key::REACHED_CHOSEN,
        Milestone::Asked => key::REACHED_ASKED,
        Milestone::Proved => key::REACHED_PROVED,
    }
}
