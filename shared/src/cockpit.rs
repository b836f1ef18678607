//! The cockpit: how many people have strong methods, where they stop, and what messages cost.
//! Counts only: no person can be recognised from them.

use serde::{Deserialize, Serialize};

use crate::{api::endpoints, policy::Day, registration::Capacity};

endpoints! {
    /// Returns the figures of a period. Writes no audit row, because they are not about a person.
    GetCockpit: Post "/api/cockpit", Look => CockpitView;
}

/// Which figures to return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// The period that ends today.
    pub period: Period,
    /// The capacity whose methods are drawn; absent for all people.
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

    /// Returns how many days it has, including today.
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
    /// The present counts, by capacity.
    pub standing: Vec<CapacityCounts>,
    /// The counts of the first day of the period that was kept; absent where none was kept before
    /// today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<Earlier>,
    /// What the messages of the period cost.
    #[serde(default)]
    pub spent: Spent,
    /// Who had which methods, oldest day first; days without a count are absent, today is counted
    /// now.
    pub days: Vec<MethodsOn>,
    /// How far the flows of the period came.
    pub journeys: Vec<FunnelView>,
    /// What was sent, by channel and country.
    pub sends: Vec<Sends>,
    /// Why messages did not arrive, most frequent cause first.
    pub failures: Vec<Failures>,
    /// How applications were used, the most used first.
    #[serde(default)]
    pub applications: Vec<ApplicationCounts>,
    /// Why requests of applications were refused, most frequent reason first.
    #[serde(default)]
    pub refusals: Vec<Refusals>,
}

/// How an application was used in the period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ApplicationCounts {
    /// Its identifier.
    pub id: String,
    /// The name that people see.
    pub name: String,
    /// How often a person signed in there.
    pub sign_ins: u32,
    /// How many people withdrew a consent.
    pub withdrawn: u32,
    /// How many of its requests were refused.
    pub refused: u32,
}

/// How often requests of an application were refused for a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Refusals {
    /// The name of the application.
    pub name: String,
    /// The error, by its name on the wire.
    pub error: String,
    /// How often.
    pub count: u32,
}

/// The counts of an earlier day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Earlier {
    /// The day.
    pub day: Day,
    /// The counts of that day, by capacity.
    pub standing: Vec<CapacityCounts>,
}

/// What messages cost, in ten-thousandths of a euro; absent where no price is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Spent {
    /// In the period.
    pub now: Option<i64>,
    /// In the equally long period before it.
    pub before: Option<i64>,
}

/// The counts of the active people of a capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CapacityCounts {
    /// The capacity.
    pub capacity: Capacity,
    /// How many there are.
    pub people: u32,
    /// How many have no method at all.
    pub without: u32,
    /// How many have only codes by text message.
    pub sms_only: u32,
    /// How many have no lasting method: none that signs in, or only methods whose last day is set.
    pub at_risk: u32,
}

/// How many people had each kind of method on a day; a person with two kinds counts for both.
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

/// A flow whose steps are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Funnel {
    /// Making an account.
    Registration,
    /// Setting up an authenticator app.
    App,
    /// Setting up a passkey.
    Passkey,
    /// Setting up the chip of a computer.
    Platform,
    /// Setting up a security key.
    SecurityKey,
    /// Setting up codes by text message.
    Sms,
    /// Setting up phone calls.
    Call,
}

impl Funnel {
    /// Every flow, in the order of the page.
    pub const ALL: [Self; 7] = [
        Self::Registration,
        Self::App,
        Self::Passkey,
        Self::Platform,
        Self::SecurityKey,
        Self::Sms,
        Self::Call,
    ];

    /// Returns its steps, in order. Steps that leave the usual way are not included.
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

/// A step that is counted when a flow first reaches it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Milestone {
    /// The person chose who they are.
    Means,
    /// The person is asked for the card, or was sent to a provider.
    Proof,
    /// The person is identified, and is new.
    Person,
    /// The person confirmed the profile.
    Details,
    /// The person sent the details.
    Making,
    /// The account exists; its code was sent.
    Code,
    /// The account is activated.
    Done,
    /// The person is identified, and had an account.
    Known,
    /// The person chose the method.
    Chosen,
    /// The person gave the number: a code or a call was requested.
    Asked,
    /// The person proved the method: it counts from now on.
    Proved,
}

/// How far the flows of a kind came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct FunnelView {
    /// The kind of flow.
    pub journey: Funnel,
    /// How many reached each of its steps, in order.
    pub reached: Vec<Reached>,
    /// How many people already had an account; for a registration only.
    pub known: u32,
}

/// How many flows reached a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Reached {
    /// The step.
    pub step: Milestone,
    /// The number of flows.
    pub count: u32,
}

/// What was sent by one channel to one country.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Sends {
    /// `sms`, `voice` or `mail`.
    pub channel: String,
    /// ISO 3166-1 alpha-2; empty for mail, and where it is unknown.
    pub country: String,
    /// How many arrived on the phone.
    pub delivered: u32,
    /// How many a gateway accepted without a report of delivery.
    pub sent: u32,
    /// How many did not arrive.
    pub failed: u32,
    /// How many wait.
    pub waiting: u32,
    /// The cost in ten-thousandths of a euro; absent where no price is set.
    pub cost: Option<i64>,
}

/// How many messages failed for a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Failures {
    /// `number`, `unreachable`, `blocked`, `company`, `other`; `not_taken` where no gateway
    /// accepted it.
    pub cause: String,
    /// The number of messages.
    pub count: u32,
}
