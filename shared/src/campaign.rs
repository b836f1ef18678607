//! Campaigns: kind mails to people who should set another method up, and what came of them.

use serde::{Deserialize, Serialize};

use crate::{
    api::{Nothing, endpoints},
    registration::Capacity,
    text::Language,
    time::Timestamp,
};

endpoints! {
    /// The campaigns so far, and their effect.
    GetCampaigns: Get "/api/campaigns", Nothing => CampaignsView;
    /// Whom a campaign would reach, and what it would say. Changes nothing.
    TryCampaign: Post "/api/campaigns/try", Target => Preview;
    /// Starts a campaign: the mails go out in the background, in portions.
    StartCampaign: Post "/api/campaigns/start", Start => CampaignsView;
    /// Stops one: what was not written yet is not sent.
    StopCampaign: Post "/api/campaigns/stop", Stop => CampaignsView;
    /// "Remind me later", by the link in the mail. Answers the same whatever the link.
    SnoozeMails: Post "/api/help/snooze", SnoozeLink => Nothing;
}

/// Days for which "remind me later" keeps campaigns away.
pub const SNOOZE_DAYS: i64 = 30;

/// Who is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Selection {
    /// Who has nothing but codes by text message.
    SmsOnly,
    /// Who has no method at all.
    Without,
    /// Who has no method that stays: none that signs in, or only such whose last day is set.
    AtRisk,
}

impl Selection {
    /// Every selection, in the order of the page.
    pub const ALL: [Self; 3] = [Self::SmsOnly, Self::Without, Self::AtRisk];
}

/// Who is written to, and in which capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Who.
    pub selection: Selection,
    /// In which capacity; absent: in any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Capacity>,
}

/// Whom a campaign would reach, and what it would say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Preview {
    /// How many people would get a mail.
    pub people: u32,
    /// How many more are spared, because they asked to be reminded later.
    pub spared: u32,
    /// What it says, in each language.
    pub letters: Vec<Letter>,
}

/// What a mail of a campaign says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Letter {
    /// In which language.
    pub language: Language,
    /// The subject.
    pub subject: String,
    /// The text, to somebody whose name is left open.
    pub text: String,
}

/// A campaign to start.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// To whom.
    pub target: Target,
    /// Why.
    pub reason: String,
}

/// A campaign to stop.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Stop {
    /// Which, as [`CampaignView::id`] names it.
    pub campaign: String,
    /// Why.
    pub reason: String,
}

/// "Remind me later."
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SnoozeLink {
    /// The secret of the link.
    pub token: String,
}

/// The campaigns so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CampaignsView {
    /// The last twenty, the latest first.
    pub campaigns: Vec<CampaignView>,
    /// Seconds for which changes are still allowed without a new proof; 0: ask for one first.
    pub fresh_for: u32,
}

/// How a campaign stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CampaignState {
    /// Mails are being written.
    Running,
    /// Everybody was looked at.
    Done,
    /// Somebody stopped it.
    Stopped,
}

/// A campaign and its effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CampaignView {
    /// Names it.
    pub id: String,
    /// To whom.
    pub target: Target,
    /// How it stands.
    pub state: CampaignState,
    /// When it was started.
    pub at: Timestamp,
    /// By whom; absent when that account is gone.
    pub by: Option<String>,
    /// How many people it was for when it was started.
    pub people: u32,
    /// How many mails were written.
    pub sent: u32,
    /// How many of them were answered with "remind me later".
    pub snoozed: u32,
    /// How many of these people set a method up since, and still have it.
    pub acted: u32,
}
