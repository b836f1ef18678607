//! Events of a campaign, by their stable names.

/// An event of a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Campaign {
    /// A campaign was started; the detail is its name, its audience, the capacity, and the number
    /// of people.
    Started,
    /// A campaign was stopped; the detail is its name.
    Stopped,
    /// An administrator was sent the mail to look at; the detail is its audience and the capacity.
    Tested,
    /// A person was sent its mail; the detail is its name.
    Mailed,
    /// A person asked for a later reminder.
    Snoozed,
}

impl Campaign {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Started => "campaign.started",
            Self::Stopped => "campaign.stopped",
            Self::Tested => "campaign.tested",
            Self::Mailed => "campaign.mailed",
            Self::Snoozed => "campaign.snoozed",
        }
    }

    /// The actor where the row names no person.
    pub(super) const fn actor(self) -> &'static str {
        match self {
            Self::Snoozed => "person",
            Self::Started | Self::Stopped | Self::Tested | Self::Mailed => "system",
        }
    }
}
