//! The parts of the policy: each is summed up in sentences, and changed by itself.

use vestibule_shared::policy::Topic;

use crate::i18n::{Text, key};

/// A part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Who must have a second factor, and from when.
    Must,
    /// Which methods end.
    Methods,
    /// How good a method has to be.
    Least,
    /// How capacities are verified.
    Checks,
    /// Codes and calls.
    Codes,
    /// How long people stay signed in.
    Sessions,
    /// What happens to accounts.
    Accounts,
    /// What applications get.
    Applications,
    /// The rest.
    Other,
}

impl Part {
    /// Every part, in the order of the page.
    pub(super) const ALL: [Self; 9] = [
        Self::Must,
        Self::Methods,
        Self::Least,
        Self::Checks,
        Self::Codes,
        Self::Sessions,
        Self::Accounts,
        Self::Applications,
        Self::Other,
    ];

    /// The id of its heading, which also names it in what a tab keeps.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Must => "policy-must",
            Self::Methods => "policy-methods",
            Self::Least => "policy-least",
            Self::Checks => "policy-checks",
            Self::Codes => "policy-codes",
            Self::Sessions => "policy-sessions",
            Self::Accounts => "policy-accounts",
            Self::Applications => "policy-applications",
            Self::Other => "policy-other",
        }
    }

    /// The part with this id.
    pub(super) fn of_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.id() == id)
    }

    /// Its heading.
    pub(super) const fn title(self) -> Text {
        match self {
            Self::Must => key::POLICY_WHO,
            Self::Methods => key::POLICY_METHODS,
            Self::Least => key::POLICY_LEAST,
            Self::Checks => key::POLICY_CHECKS,
            Self::Codes => key::POLICY_CODES,
            Self::Sessions => key::POLICY_SESSIONS,
            Self::Accounts => key::POLICY_ACCOUNTS,
            Self::Applications => key::POLICY_APPLICATIONS,
            Self::Other => key::POLICY_OTHER,
        }
    }

    /// The control that gets the focus when its form opens.
    pub(super) const fn first(self) -> &'static str {
        match self {
            Self::Must => "must-doctor",
            Self::Methods => "policy-methods",
            Self::Least => "least-doctor",
            Self::Checks => "check-doctor",
            Self::Codes => "value-activation_tries",
            Self::Sessions => "value-idle",
            Self::Accounts => "value-password_tries",
            Self::Applications => "value-access_token",
            Self::Other => "notices",
        }
    }

    /// The part with the figures of a topic.
    pub(super) const fn of_topic(topic: Topic) -> Self {
        match topic {
            Topic::Codes => Self::Codes,
            Topic::Sessions => Self::Sessions,
            Topic::Accounts => Self::Accounts,
            Topic::Applications => Self::Applications,
        }
    }

    /// The topic of its figures, if it consists of figures.
    pub(super) const fn topic(self) -> Option<Topic> {
        match self {
            Self::Codes => Some(Topic::Codes),
            Self::Sessions => Some(Topic::Sessions),
            Self::Accounts => Some(Topic::Accounts),
            Self::Applications => Some(Topic::Applications),
            Self::Must | Self::Methods | Self::Least | Self::Checks | Self::Other => None,
        }
    }
}
