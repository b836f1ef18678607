//! Registration: from the start screen to an activated account (R1-R13).

use serde::{Deserialize, Serialize};

use crate::{
    api::{moves, steps},
    eid::{CardChallenge, WebEidToken},
    sign_in::EnteredStep,
    text::Language,
    time::Timestamp,
};

/// The registration wizard.
pub struct Registration;

/// Where a registration is, as far as the person may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// Who are you?
    Start(StartStep),
    /// With which means do you identify yourself?
    Means(MeansStep),
    /// The card answers our question.
    ReadCard(ReadCardStep),
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
    MeansStep => BackToStart => StartStep, "/back-to-start";
    ReadCardStep => PresentCard => AfterCard, "/card";
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
    /// The carrier would not take it.
    Failed,
}

/// Too many wrong codes (R10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct LockedStep {}

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

/// Says who registers (R1).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChooseAudience {
    /// Who.
    pub audience: Audience,
}

/// Chooses the means of identification (R2).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChooseMeans {
    /// Which.
    pub means: Means,
}

/// Goes back to the start screen.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BackToStart {}

/// Goes back to the choice of means.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BackToMeans {}

/// Goes back to the name and the capacity.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BackToConfirm {}

/// Hands over the card's answer (R3).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PresentCard {
    /// The answer.
    pub token: WebEidToken,
}

/// Asks for a new question, when the last one is stale.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RenewChallenge {}

/// Confirms the name and chooses the capacity: "Profiel bevestigen" (R4).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ConfirmProfile {
    /// In which capacity.
    pub capacity: Capacity,
}

/// Completes the account details: "Aanmaken en inloggen" (R5).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SubmitAccount {
    /// E-mail address, which becomes the user name (R12).
    pub email: String,
    /// Mobile number, any spacing; national numbers are read as Belgian.
    pub phone: String,
    /// Language of texts, mails and messages.
    pub language: Language,
    /// The version of the terms that was agreed to; empty when it was not.
    pub terms_version: String,
    /// RIZIV/INAMI number: doctors only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub riziv: Option<String>,
    /// CBE number: organisations only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cbe: Option<String>,
    /// Name of the organisation: organisations only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
}

/// Starts the making of the account again after it stopped (R6).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RetryProvisioning {}

/// Activates the account in one submit (R8).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Activate {
    /// The code from the text message; spaces and dashes are fine.
    pub code: String,
    /// The password of choice.
    pub password: String,
    /// The password again.
    pub confirmation: String,
}

/// Sends the code again.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ResendCode {}

/// Changes the mobile number before activation (R16).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangePhone {
    /// The new number.
    pub phone: String,
}

/// Unlocks a locked account by a fresh reading of the card (R10).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UnlockWithCard {}

/// Signs in with the card that was just read, instead of registering twice.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SignInInstead {}
