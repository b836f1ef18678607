//! What happens in a campaign, by its stable names.

/// Something about a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Campaign {
    /// One was started; the detail is its name, to whom, in which capacity, and how many people that was.
    Started,
    /// One was stopped; the detail is its name.
    Stopped,
    /// Somebody got its mail; the detail is its name.
    Mailed,
    /// Somebody asked to be reminded later.
    Snoozed,
}

impl Campaign {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Started => "campaign.started",
            Self::Stopped => "campaign.stopped",
            Self::Mailed => "campaign.mailed",
            Self::Snoozed => "campaign.snoozed",
        }
    }

    /// Who does it, where nobody is named.
    pub(super) const fn actor(self) -> &'static str {
        match self {
            Self::Snoozed => "person",
            Self::Started | Self::Stopped | Self::Mailed => "system",
        }
    }
}
