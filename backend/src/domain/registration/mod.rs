//! The stages of a registration (R1-R13) and the transitions between them.

mod away;
mod card_read;
mod finished;
pub mod provisioning;

use serde::{Deserialize, Serialize};
use vestibule_shared::{
    cockpit::{Funnel, Milestone},
    id::AccountId,
    problem::Code,
    registration::{
        AccountStep, ActivateStep, Audience, Capacity, ConfirmStep, DoneStep, KnownStep,
        LockedStep, MeansStep, ProvisioningStep, ReadCardStep, Registration, StartStep,
    },
    sign_in::EnteredStep,
    time::Timestamp,
    upstream::AwayStep,
};

pub use self::{away::Away, card_read::CardRead, finished::Finished};
use super::{
    account::Name,
    card::{self, Asks, IssuedChallenge},
    identity::{AuthorizationRequest, ProvenBy, Who},
    stage::{Flow, stages},
};

/// The stage of a registration, with data that only the server may know.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Stage {
    /// The choice of the audience.
    Start(Start),
    /// The choice of means.
    Choosing(Choosing),
    /// Waiting for the card's answer.
    Reading(Reading),
    /// At an upstream provider.
    Away(Away),
    /// A new person, identified by their card or a provider.
    Identified(Identified),
    /// The account details.
    Detailing(Detailing),
    /// The account is being created.
    Provisioning(Provisioning),
    /// Waiting for the code.
    Activating(Activating),
    /// Too many wrong codes.
    Locked(Locked),
    /// The person has an account.
    Known(Known),
    /// Activated.
    Finished(Finished),
    /// Signed in.
    Entered(Entered),
}

stages!(Registration, Stage {
    Start(Start) as StartStep;
    Choosing(Choosing) as MeansStep;
    Reading(Reading) as ReadCardStep;
    Away(Away) as AwayStep;
    Identified(Identified) as ConfirmStep;
    Detailing(Detailing) as AccountStep;
    Provisioning(Provisioning) as ProvisioningStep;
    Activating(Activating) as ActivateStep;
    Locked(Locked) as LockedStep;
    Known(Known) as KnownStep;
    Finished(Finished) as DoneStep;
    Entered(Entered) as EnteredStep;
});

impl Flow for Registration {
    type Stage = Stage;
    const KIND: &'static str = "registration";

    fn initial() -> Stage {
        Stage::Start(Start {})
    }

    fn name(stage: &Stage) -> &'static str {
        stage.name()
    }

    fn is_final(stage: &Stage) -> bool {
        matches!(stage, Stage::Finished(_) | Stage::Entered(_))
    }

    /// The milestone of a stage. The code's milestone is counted where the account is created,
    /// because many people arrive there without a move.
    fn milestone(stage: &Stage) -> Option<(Funnel, Milestone)> {
        let step = match stage {
            Stage::Choosing(_) => Milestone::Means,
            Stage::Reading(_) | Stage::Away(_) => Milestone::Proof,
            Stage::Identified(_) => Milestone::Person,
            Stage::Detailing(_) => Milestone::Details,
            Stage::Provisioning(_) => Milestone::Making,
            Stage::Known(_) => Milestone::Known,
            Stage::Finished(_) => Milestone::Done,
            Stage::Start(_) | Stage::Activating(_) | Stage::Locked(_) | Stage::Entered(_) => {
                return None;
            }
        };
        Some((Funnel::Registration, step))
    }
}

/// The choice of the audience (R1).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Start {}

impl Start {
    /// Moves on with the chosen audience.
    pub fn choose(self, audience: Audience) -> Choosing {
        Choosing { audience }
    }
}

/// The choice of means (R2).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Choosing {
    audience: Audience,
}

impl Choosing {
    /// The chosen audience.
    pub fn audience(&self) -> Audience {
        self.audience
    }

    /// Challenges the card.
    pub fn ask(self, question: IssuedChallenge) -> Reading {
        Reading { audience: self.audience, question }
    }

    /// Sends the browser to a provider.
    pub fn leave(self, request: AuthorizationRequest) -> Away {
        Away::new(self, request)
    }

    /// Returns to the choice of the audience.
    pub fn back(self) -> Start {
        Start {}
    }
}

/// Waiting for the card's answer (R3).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reading {
    audience: Audience,
    question: IssuedChallenge,
}

impl Asks for Reading {
    fn question(&self) -> &IssuedChallenge {
        &self.question
    }

    fn renew(self, question: IssuedChallenge) -> Self {
        Self { question, ..self }
    }
}

impl Reading {
    /// The chosen audience.
    pub fn audience(&self) -> Audience {
        self.audience
    }

    /// Returns to the choice of means.
    pub fn back(self) -> Choosing {
        Choosing { audience: self.audience }
    }

    /// Moves on when the card belongs to a new person.
    pub fn identified(self, who: Who) -> Identified {
        Identified { audience: self.audience, who, chosen: None }
    }
}

/// A new person, identified by their card or a provider (R4).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Identified {
    audience: Audience,
    who: Who,
    chosen: Option<Capacity>,
}

impl Identified {
    /// As the card states it.
    pub fn name(&self) -> &Name {
        &self.who.name
    }

    /// The capacity chosen before, when the person returned.
    pub fn chosen(&self) -> Option<Capacity> {
        self.chosen
    }

    /// The capacities to choose from: a patient is a citizen, a professional may be any of three.
    pub fn capacities(&self) -> Vec<Capacity> {
        match self.audience {
            Audience::Patient => vec![Capacity::Citizen],
            Audience::Professional => {
                vec![Capacity::Doctor, Capacity::Organisation, Capacity::Citizen]
            }
        }
    }

    /// Confirms the name and the capacity.
    ///
    /// # Errors
    /// `InvalidBody` for a capacity that was not offered.
    pub fn confirm(self, capacity: Capacity) -> Result<Detailing, Code> {
        if !self.capacities().contains(&capacity) {
            return Err(Code::InvalidBody);
        }
        let Self { audience, who, .. } = self;
        Ok(Detailing { audience, who, capacity })
    }
}

/// The account details (R5).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Detailing {
    audience: Audience,
    who: Who,
    capacity: Capacity,
}

impl Detailing {
    /// The person.
    pub fn who(&self) -> &Who {
        &self.who
    }

    /// The capacity.
    pub fn capacity(&self) -> Capacity {
        self.capacity
    }

    /// Returns to the name and the capacity.
    pub fn back(self) -> Identified {
        let Self { audience, who, capacity } = self;
        Identified { audience, who, chosen: Some(capacity) }
    }

    /// Moves on when the details are complete and the creation of the account was ordered.
    pub fn ordered(self, account: AccountId, now: Timestamp) -> Provisioning {
        Provisioning { account, who: self.who, since: now }
    }
}

/// The account is being created (R6).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Provisioning {
    account: AccountId,
    who: Who,
    since: Timestamp,
}

impl Provisioning {
    /// Resumes an account that was ordered earlier, by a person who proved their identity again at
    /// `since`.
    pub fn resume(account: AccountId, who: Who, since: Timestamp) -> Self {
        Self { account, who, since }
    }

    /// The account.
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// The person.
    pub fn who(&self) -> &Who {
        &self.who
    }

    /// Moves on when the account was created.
    pub fn made(self) -> Activating {
        Activating { account: self.account }
    }

    /// Moves on when the person turned out to have another account.
    pub fn duplicate(self, account: AccountId) -> Known {
        Known { account, name: self.who.name, since: self.since, by: self.who.by }
    }
}

/// Waiting for the code (R7-R10).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Activating {
    account: AccountId,
}

impl Activating {
    /// Resumes an account that waits for activation, for a person who proved their identity again.
    pub fn resume(account: AccountId) -> Self {
        Self { account }
    }

    /// The account.
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// Moves on when the tries are used up.
    pub fn locked(self) -> Locked {
        Locked { account: self.account }
    }

    /// Moves on when the code was correct and the password is set.
    pub fn activated(self, email: String) -> Finished {
        Finished::new(email, self.account)
    }
}

/// Too many wrong codes (R10).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Locked {
    account: AccountId,
}

impl Locked {
    /// The account.
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// Challenges the card again, which unlocks. The audience is of no importance: the card shows
    /// what follows.
    pub fn ask(self, question: IssuedChallenge) -> Reading {
        Reading { audience: Audience::Patient, question }
    }
}

/// The person has an account (R16).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Known {
    account: AccountId,
    name: Name,
    since: Timestamp,
    by: ProvenBy,
}

impl Known {
    /// A person who just proved their identity, and their account.
    pub fn new(account: AccountId, name: Name, by: ProvenBy, now: Timestamp) -> Self {
        Self { account, name, since: now, by }
    }

    /// How they proved it.
    pub fn by(&self) -> &ProvenBy {
        &self.by
    }

    /// Checks that the card may still sign in, because it was read recently.
    ///
    /// # Errors
    /// `EidChallengeStale` when another person may be at the browser by now.
    pub fn is_fresh(&self, now: Timestamp) -> Result<(), Code> {
        card::is_fresh_proof(self.since, now)
    }

    /// The account.
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// As the card states it.
    pub fn name(&self) -> &Name {
        &self.name
    }

    /// Signs in by the card.
    pub fn enter(self) -> Entered {
        Entered {}
    }
}

/// Signed in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entered {}

#[cfg(test)]
mod tests {
    use vestibule_shared::time::Timestamp;

    use super::*;

    fn reading(audience: Audience) -> Reading {
        Start {}.choose(audience).ask(IssuedChallenge::new(
            "nonce".into(),
            "ask".into(),
            Timestamp(0),
        ))
    }

    fn who() -> Who {
        let name = Name { given: Some("Nora".into()), family: "Specimen".into() };
        Who::by_card(name, "key")
    }

    #[test]
    fn r4_a_patient_is_a_citizen_and_a_professional_chooses() {
        let patient = reading(Audience::Patient).identified(who());
        assert_eq!(patient.capacities(), [Capacity::Citizen]);
        assert_eq!(patient.confirm(Capacity::Doctor).err(), Some(Code::InvalidBody));
        let reading = reading(Audience::Professional);
        assert_eq!(reading.identified(who()).capacities().len(), 3);
    }

    #[test]
    fn going_back_from_the_details_keeps_the_chosen_capacity() {
        let details =
            reading(Audience::Patient).identified(who()).confirm(Capacity::Citizen).unwrap();
        assert_eq!(details.back().chosen(), Some(Capacity::Citizen));
    }
}
