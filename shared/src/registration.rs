//! Registration: from the start screen to an activated account (R1-R13).

mod commands;

use serde::{Deserialize, Serialize};

pub use self::commands::*;
use crate::{
    api::{moves, steps},
    eid::CardChallenge,
    sign_in::EnteredStep,
    time::Timestamp,
    upstream::{AwayStep, UpstreamView},
};

/// The registration wizard.
pub struct Registration;

/// Where a registration is, as far as the person may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "step"))]
pub enum Step {
    /// Who are you?
    Start(StartStep),
    /// With which means do you identify yourself?
    Means(MeansStep),
    /// The card answers our question.
    ReadCard(ReadCardStep),
    /// At an identity provider.
    Away(AwayStep),
    /// Verify your name and choose a capacity.
    Confirm(ConfirmStep),
    /// Complete the account details.
    Account(AccountStep),
    /// The account is being made.
    Provisioning(ProvisioningStep),
    /// Code from the text message, and a password.
    Activate(ActivateStep),
    /// Too many wrong codes.
    Locked(LockedStep),
    /// This person has an account already.
    Known(KnownStep),
    /// Ready for use.
    Done(DoneStep),
    /// Signed in by the card that was just read.
    Entered(EnteredStep),
}

steps!(Step {
    Start(StartStep),
    Means(MeansStep),
    ReadCard(ReadCardStep),
    Away(AwayStep),
    Confirm(ConfirmStep),
    Account(AccountStep),
    Provisioning(ProvisioningStep),
    Activate(ActivateStep),
    Locked(LockedStep),
    Known(KnownStep),
    Done(DoneStep),
    Entered(EnteredStep),
});

moves!(Registration at "/api/registration" with Step {
    StartStep => ChooseAudience => MeansStep, "/audience";
    MeansStep => ChooseMeans => ReadCardStep, "/means";
    MeansStep => UseProvider => AwayStep, "/provider";
    MeansStep => BackToStart => StartStep, "/back-to-start";
    AwayStep => ReturnFromProvider => AfterCard, "/return";
    AwayStep => LeaveProvider => MeansStep, "/leave-provider";
    ReadCardStep => PresentCard => AfterCard, "/card";
    ReadCardStep => PresentCertificate => AfterCard, "/certificate";
    ReadCardStep => RenewChallenge => ReadCardStep, "/challenge";
    ReadCardStep => BackToMeans => MeansStep, "/back-to-means";
    ConfirmStep => ConfirmProfile => AccountStep, "/profile";
    AccountStep => SubmitAccount => ProvisioningStep, "/account";
    AccountStep => BackToConfirm => ConfirmStep, "/back-to-profile";
    ProvisioningStep => RetryProvisioning => ProvisioningStep, "/retry";
    ActivateStep => Activate => DoneStep, "/activate";
    ActivateStep => ResendCode => ActivateStep, "/resend";
    ActivateStep => ChangePhone => ActivateStep, "/phone";
    LockedStep => UnlockWithCard => ReadCardStep, "/unlock";
    KnownStep => SignInInstead => EnteredStep, "/sign-in";
});

/// Who are you? (R1)
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct StartStep {}

/// With which means do you identify yourself? (R2)
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MeansStep {
    /// Who said to be there.
    pub audience: Audience,
    /// What can be chosen here.
    pub means: Vec<Means>,
    /// Identity providers that can be chosen instead.
    pub providers: Vec<UpstreamView>,
}

/// The card answers our question (R3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ReadCardStep {
    /// Who said to be there.
    pub audience: Audience,
    /// The question.
    pub challenge: CardChallenge,
}

/// Where a card that was read leads to.
#[derive(Clone, Debug)]
pub enum AfterCard {
    /// A new person.
    Confirm(ConfirmStep),
    /// A registration that was begun earlier and not finished: its account is being made.
    Provisioning(ProvisioningStep),
    /// A registration that was begun earlier and not activated.
    Activate(ActivateStep),
    /// An account that exists.
    Known(KnownStep),
}

impl From<AfterCard> for Step {
    fn from(after: AfterCard) -> Self {
        match after {
            AfterCard::Confirm(step) => step.into(),
            AfterCard::Provisioning(step) => step.into(),
            AfterCard::Activate(step) => step.into(),
            AfterCard::Known(step) => step.into(),
        }
    }
}

/// Verify your name and choose a capacity (R4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ConfirmStep {
    /// Given names as the card says them; absent for people who have none.
    pub given_name: Option<String>,
    /// Family name as the card says it.
    pub family_name: String,
    /// The capacities to choose from, the likeliest first.
    pub capacities: Vec<Capacity>,
    /// What was chosen before, when the person came back to this step.
    pub chosen: Option<Capacity>,
}

/// Complete the account details (R5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AccountStep {
    /// Given names as the card says them.
    pub given_name: Option<String>,
    /// Family name as the card says it.
    pub family_name: String,
    /// In which capacity.
    pub capacity: Capacity,
    /// The version of the terms to agree to.
    pub terms_version: String,
    /// An address to begin with, as an identity provider knows it; proved all the same.
    pub email: Option<String>,
    /// A number to begin with, as an identity provider knows it; proved all the same.
    pub phone: Option<String>,
}

/// The account is being made (R6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ProvisioningStep {
    /// What has to be done, in order.
    pub tasks: Vec<TaskView>,
    /// How much is done, 0 to 100.
    pub percent: u8,
    /// Whether it stopped and the person can start it again.
    pub can_retry: bool,
}

/// One task of making an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct TaskView {
    /// Which.
    pub task: Task,
    /// How far.
    pub state: TaskState,
}

/// What making an account consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// The user name is reserved and the details are checked once more.
    CheckDetails,
    /// The account is opened.
    OpenAccount,
    /// The card is linked to it.
    LinkCard,
    /// The activation code is sent.
    SendCode,
}

/// How far a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// Not begun.
    Waiting,
    /// At work.
    Running,
    /// Done.
    Done,
    /// Stopped.
    Failed,
}

/// Code from the text message, and a password (R7, R8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ActivateStep {
    /// The user name (R12).
    pub email: String,
    /// The code that is on its way.
    pub sent: CodeSent,
}

/// What a person may see of a code that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CodeSent {
    /// The number it went to, all but the last figures hidden.
    pub phone_masked: String,
    /// When it was sent last; absent until it was.
    pub sent_at: Option<Timestamp>,
    /// How the message fares.
    pub delivery: Delivery,
    /// Seconds until it can be sent again.
    pub resend_in: u32,
    /// Seconds until it expires; 0 when it has.
    pub expires_in: u32,
    /// Wrong tries that are left.
    pub tries_left: u32,
}

/// How a message fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Waiting to be handed to the carrier.
    Queued,
    /// Handed to the carrier.
    Sent,
    /// On the phone, as the carrier says.
    Delivered,
    /// The carrier would not take it.
    Failed,
}

/// Too many wrong codes (R10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct LockedStep {
    /// What to name to the help desk: eight letters and figures in two groups.
    pub reference: String,
}

/// This person has an account already (R16).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct KnownStep {
    /// Given names as the card says them.
    pub given_name: Option<String>,
    /// Family name as the card says it.
    pub family_name: String,
    /// The user name, mostly hidden.
    pub email_masked: String,
}

/// Ready for use (R13).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DoneStep {
    /// The user name (R12).
    pub email: String,
}

/// Who registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// A patient, for themself.
    Patient,
    /// A doctor or a healthcare organisation.
    Professional,
}

/// A means of identification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Means {
    /// The Belgian e-ID card in a card reader.
    Eid,
}

/// In which capacity a person uses the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Capacity {
    /// As a citizen ("burger").
    Citizen,
    /// As a doctor.
    Doctor,
    /// On behalf of an organisation.
    Organisation,
}
