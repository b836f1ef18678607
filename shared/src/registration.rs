//! Registration: from the start screen to an activated account (R1-R13).

mod commands;

use serde::{Deserialize, Serialize};

pub use self::commands::*;
use crate::{
    api::{choices, moves, steps},
    eid::CardChallenge,
    factor::Qr,
    sign_in::EnteredStep,
    time::Timestamp,
    upstream::{AwayStep, UpstreamView},
};

/// The registration wizard.
pub struct Registration;

/// The step of a registration, as far as the person may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "step"))]
pub enum Step {
    /// Choose who you are.
    Start(StartStep),
    /// Choose a means of identification.
    Means(MeansStep),
    /// The card answers the challenge.
    ReadCard(ReadCardStep),
    /// The browser is at an identity provider.
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
    // Without a move of this wizard:
    * ProvisioningStep => ActivateStep, "the account is made";
    * ActivateStep => LockedStep, "the last wrong code";
});

/// The step that asks who registers (R1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct StartStep {
    /// Identity providers that can be chosen later: they need no card reader.
    pub providers: Vec<UpstreamView>,
    /// The address of the registration, to open it on another computer.
    pub address: String,
    /// The same address as a QR code.
    pub qr: Qr,
}

/// The step that asks for a means of identification (R2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MeansStep {
    /// The audience that was chosen.
    pub audience: Audience,
    /// What can be chosen here.
    pub means: Vec<Means>,
    /// Identity providers that can be chosen instead.
    pub providers: Vec<UpstreamView>,
}

/// The step in which the card answers the challenge (R3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ReadCardStep {
    /// The audience that was chosen.
    pub audience: Audience,
    /// The challenge.
    pub challenge: CardChallenge,
}

choices! { Step:
    /// The step after a card was read.
    AfterCard {
        /// A new person.
        Confirm(ConfirmStep),
        /// An earlier registration that was not finished: its account is being made.
        Provisioning(ProvisioningStep),
        /// An earlier registration that was not activated.
        Activate(ActivateStep),
        /// An account that exists.
        Known(KnownStep),
    }
}

/// The step to verify the name and choose a capacity (R4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ConfirmStep {
    /// Given names, as on the card; absent for people who have none.
    pub given_name: Option<String>,
    /// Family name, as on the card.
    pub family_name: String,
    /// The capacities to choose from, most likely first.
    pub capacities: Vec<Capacity>,
    /// The earlier choice, when the person came back to this step.
    pub chosen: Option<Capacity>,
}

/// The step to complete the account details (R5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AccountStep {
    /// Given names, as on the card.
    pub given_name: Option<String>,
    /// Family name, as on the card.
    pub family_name: String,
    /// The chosen capacity.
    pub capacity: Capacity,
    /// The version of the terms to agree to.
    pub terms_version: String,
    /// A suggested address, from the identity provider; it is proved nevertheless.
    pub email: Option<String>,
    /// A suggested number, from the identity provider; it is proved nevertheless.
    pub phone: Option<String>,
}

/// The step in which the account is made (R6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ProvisioningStep {
    /// The tasks, in order.
    pub tasks: Vec<TaskView>,
    /// How much is done, 0 to 100.
    pub percent: u8,
    /// Whether it stopped and the person can start it again.
    pub can_retry: bool,
    /// If it stopped, a reference for the help desk: eight letters and digits in two groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// One task of making an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct TaskView {
    /// The task.
    pub task: Task,
    /// Its progress.
    pub state: TaskState,
}

/// A task of making an account.
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

/// The progress of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// Not begun.
    Waiting,
    /// In progress.
    Running,
    /// Done.
    Done,
    /// Stopped.
    Failed,
}

/// The step that asks for the code from the text message, and a password (R7, R8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ActivateStep {
    /// The user name (R12).
    pub email: String,
    /// The code that was sent.
    pub sent: CodeSent,
}

/// What a person may see of a code that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CodeSent {
    /// The number it was sent to; all but the last digits are hidden.
    pub phone_masked: String,
    /// When it was last sent; absent until then.
    pub sent_at: Option<Timestamp>,
    /// The delivery status of the message.
    pub delivery: Delivery,
    /// Seconds until it can be sent again.
    pub resend_in: u32,
    /// Seconds until it expires; 0 when it has.
    pub expires_in: u32,
    /// Wrong tries that are left.
    pub tries_left: u32,
}

/// The delivery status of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Waits for the gateway.
    Queued,
    /// Accepted by the gateway.
    Sent,
    /// On the phone, as the gateway reports.
    Delivered,
    /// Rejected by the gateway.
    Failed,
}

/// The step after too many wrong codes (R10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct LockedStep {
    /// A reference for the help desk: eight letters and digits in two groups.
    pub reference: String,
}

/// The step of a person who already has an account (R16).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct KnownStep {
    /// Given names, as on the card.
    pub given_name: Option<String>,
    /// Family name, as on the card.
    pub family_name: String,
    /// The user name, mostly hidden.
    pub email_masked: String,
}

/// The last step: the account is ready for use (R13).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DoneStep {
    /// The user name (R12).
    pub email: String,
    /// The capacity of the account; absent if the account is gone.
    pub capacity: Option<Capacity>,
    /// Whether the card signs in.
    pub card: bool,
    /// The identity providers that sign in.
    pub providers: Vec<UpstreamView>,
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

/// The capacity in which a person uses the account.
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
