//! The cockpit: how far people are on the way to strong methods, where they stop, and what messages cost. Counts
//! only: nobody can be told from them.

use serde::{Deserialize, Serialize};

use crate::{api::endpoints, policy::Day, registration::Capacity};

endpoints! {
    /// The figures of a period. Leaves no row: they are about nobody.
    GetCockpit: Post "/api/cockpit", Look => CockpitView;
}

/// Which figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// Up to today, for so long.
    pub period: Period,
    /// Whose methods are drawn; absent: everybody's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Capacity>,
}

/// How far the cockpit looks back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Seven days.
    Week,
    /// Thirty days.
    Month,
    /// Ninety days.
    Quarter,
}

impl Period {
    /// Every period, the shortest first.
    pub const ALL: [Self; 3] = [Self::Week, Self::Month, Self::Quarter];

    /// How many days it has, today among them.
    pub const fn days(self) -> i64 {
        match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
        }
    }
}

/// The figures of a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CockpitView {
    /// The first day of the period.
    pub from: Day,
    /// Its last day, in the organisation's time zone.
    pub today: Day,
    /// How people stand at this moment, by capacity.
    pub standing: Vec<CapacityCounts>,
    /// Who had which methods, the oldest day first; days without a count are absent, today is counted now.
    pub days: Vec<MethodsOn>,
    /// How far journeys came that were on the way in the period.
    pub journeys: Vec<FunnelView>,
    /// What was sent, by way and country.
    pub sends: Vec<Sends>,
    /// Why messages did not arrive, the most frequent cause first.
    pub failures: Vec<Failures>,
}

/// How the active people of a capacity stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CapacityCounts {
    /// In which capacity.
    pub capacity: Capacity,
    /// How many there are.
    pub people: u32,
    /// How many have no method at all.
    pub without: u32,
    /// How many have nothing but codes by text message.
    pub sms_only: u32,
    /// How many have no method that stays: none that signs in, or only such whose last day is set.
    pub at_risk: u32,
}

/// How many people had each kind of method on a day; who has two kinds counts for both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MethodsOn {
    /// The day.
    pub day: Day,
    /// An authenticator app.
    pub app: u32,
    /// A passkey.
    pub passkey: u32,
    /// The chip of a computer.
    pub platform: u32,
    /// A security key.
    pub security_key: u32,
    /// Codes by text message.
    pub sms: u32,
    /// Phone calls.
    pub call: u32,
    /// No method at all.
    pub without: u32,
}

/// A journey whose steps are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Funnel {
    /// The making of an account.
    Registration,
    /// Setting an authenticator app up.
    App,
    /// Setting a passkey up.
    Passkey,
    /// Setting the chip of a computer up.
    Platform,
    /// Setting a security key up.
    SecurityKey,
    /// Setting codes by text message up.
    Sms,
    /// Setting phone calls up.
    Call,
}

impl Funnel {
    /// Every journey, in the order of the page.
    pub const ALL: [Self; 7] = [
        Self::Registration,
        Self::App,
        Self::Passkey,
        Self::Platform,
        Self::SecurityKey,
        Self::Sms,
        Self::Call,
    ];

    /// Its steps, the first one first. What leads off the way is not among them.
    pub const fn steps(self) -> &'static [Milestone] {
        use Milestone as M;
        match self {
            Self::Registration => {
                &[M::Means, M::Proof, M::Person, M::Details, M::Making, M::Code, M::Done]
            }
            Self::Sms | Self::Call => &[M::Chosen, M::Asked, M::Proved],
            Self::App | Self::Passkey | Self::Platform | Self::SecurityKey => {
                &[M::Chosen, M::Proved]
            }
        }
    }
}

/// A step that is counted when a journey first reaches it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Milestone {
    /// Said who they are.
    Means,
    /// Is asked for the card, or sent to a provider.
    Proof,
    /// Proved who they are, and is new.
    Person,
    /// Confirmed the profile.
    Details,
    /// Sent the details.
    Making,
    /// The account is there, its code on the way.
    Code,
    /// Activated.
    Done,
    /// Proved who they are, and had an account.
    Known,
    /// Chose the method.
    Chosen,
    /// Gave the number: a code or a call is on the way.
    Asked,
    /// Proved it: from here on it counts.
    Proved,
}

/// How far the journeys of a kind came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct FunnelView {
    /// Which.
    pub journey: Funnel,
    /// How many reached each of its steps, in order.
    pub reached: Vec<Reached>,
    /// How many turned out to have an account; a registration only.
    pub known: u32,
}

/// How many journeys reached a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Reached {
    /// Which.
    pub step: Milestone,
    /// How many.
    pub count: u32,
}

/// What was sent one way to one country.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Sends {
    /// `sms`, `voice` or `mail`.
    pub channel: String,
    /// ISO 3166-1 alpha-2; empty for mail, and where it is not known.
    pub country: String,
    /// The phone has it.
    pub delivered: u32,
    /// A gateway took it; whether it arrived, nobody said.
    pub sent: u32,
    /// It did not arrive.
    pub failed: u32,
    /// It waits.
    pub waiting: u32,
    /// In ten-thousandths of a euro; absent where no price is set.
    pub cost: Option<i64>,
}

/// How many messages failed for a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Failures {
    /// `number`, `unreachable`, `blocked`, `company`, `other`; `not_taken` where no gateway took it.
    pub cause: String,
    /// How many.
    pub count: u32,
}
