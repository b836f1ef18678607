//! Campaigns: friendly mails that ask people to set up another method, and their effect.

use serde::{Deserialize, Serialize};

use crate::{
    api::{Nothing, endpoints},
    registration::Capacity,
    text::Language,
    time::Timestamp,
};

endpoints! {
    /// Returns the campaigns so far, and their effect.
    GetCampaigns: Get "/api/campaigns", Nothing => CampaignsView;
    /// Returns whom a campaign would reach, and its text. Changes nothing.
    TryCampaign: Post "/api/campaigns/try", Target => Preview;
    /// Sends the mail of a campaign to the administrator who asks, in their own language.
    TestCampaign: Post "/api/campaigns/test", Target => Nothing;
    /// Starts a campaign: the mails are sent in the background, in portions.
    StartCampaign: Post "/api/campaigns/start", Start => CampaignsView;
    /// Stops a campaign: mails that are not written yet are not sent.
    StopCampaign: Post "/api/campaigns/stop", Stop => CampaignsView;
    /// "Remind me later", by the link in the mail. The response is the same for every link.
    SnoozeMails: Post "/api/help/snooze", SnoozeLink => Nothing;
}

/// Days for which "remind me later" stops mails of campaigns.
pub const SNOOZE_DAYS: i64 = 30;

/// The people who get the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Selection {
    /// People whose only method is codes by text message.
    SmsOnly,
    /// People who have no method at all.
    Without,
    /// People who have no lasting method: none that signs in, or only methods whose last day is
    /// set.
    AtRisk,
}

impl Selection {
    /// Every selection, in the order of the page.
    pub const ALL: [Self; 3] = [Self::SmsOnly, Self::Without, Self::AtRisk];
}

/// The people who get the mail, and in which capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The selection of people.
    pub selection: Selection,
    /// The capacity; absent for every capacity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Capacity>,
}

/// Whom a campaign would reach, and its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Preview {
    /// How many people would get a mail.
    pub people: u32,
    /// How many more are left out, because they asked to be reminded later.
    pub spared: u32,
    /// The mail in each language.
    pub letters: Vec<Letter>,
}

/// The mail of a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Letter {
    /// The language.
    pub language: Language,
    /// The subject.
    pub subject: String,
    /// The text, with the name of the reader left open.
    pub text: String,
}

/// A campaign to start.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// The people to write to.
    pub target: Target,
    /// The reason.
    pub reason: String,
}

/// A campaign to stop.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Stop {
    /// The campaign, by its [`CampaignView::id`].
    pub campaign: String,
    /// The reason.
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
    /// The last twenty, newest first.
    pub campaigns: Vec<CampaignView>,
    /// Seconds for which changes are still allowed without a new proof; 0: a proof is needed first.
    pub fresh_for: u32,
}

/// The status of a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CampaignState {
    /// Mails are being written.
    Running,
    /// Every person was processed.
    Done,
    /// It was stopped.
    Stopped,
}

/// A campaign and its effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CampaignView {
    /// Its identifier.
    pub id: String,
    /// The people it is for.
    pub target: Target,
    /// Its status.
    pub state: CampaignState,
    /// When it was started.
    pub at: Timestamp,
    /// Who started it; absent when that account is deleted.
    pub by: Option<String>,
    /// How many people it was for when it was started.
    pub people: u32,
    /// How many mails were written.
    pub sent: u32,
    /// How many of them were answered with "remind me later".
    pub snoozed: u32,
    /// How many of these people have set up a method since, and still have it.
    pub acted: u32,
}
