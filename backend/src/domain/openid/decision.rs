//! What comes next for an authorization request: nothing, a page, an error, or a code (O2, O3, O13,
//! O19).

use vestibule_shared::{registration::Capacity, staff::Role, time::Timestamp};

use super::{
    acr::Acr,
    client::{Allowed, Client, Consent},
    error::ErrorCode,
    request::{ClientRequest, Prompt, Scope},
};

/// The signed-in person, as far as it matters here.
#[derive(Clone, Debug)]
pub struct Present {
    /// When the person last proved who they are.
    pub proved_at: Timestamp,
    /// How strongly.
    pub acr: Acr,
    /// Whether a second factor has to be set up before anything else (M9).
    pub has_duty: bool,
    /// Whether a second factor is there to be asked for.
    pub has_factor: bool,
    /// Whether the account opens with an e-ID card.
    pub has_card: bool,
    /// Their identifier at this client.
    pub subject: String,
    /// Whom the restriction of a client admits.
    pub who: Who,
    /// What the client learned before, with their consent.
    pub consented: Vec<Scope>,
}

/// A person, as far as a client can be restricted to some people.
#[derive(Clone, Debug)]
pub struct Who {
    /// The capacity that applications see.
    pub capacity: Capacity,
    /// The number of the organisation.
    pub organisation: Option<String>,
    /// The staff role.
    pub role: Option<Role>,
}

/// What the person already did for this request.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// When the request arrived.
    pub begun_at: Timestamp,
    /// Whether the person chose to go on with the account that is signed in.
    pub has_chosen: bool,
    /// Whether the person agreed.
    pub has_agreed: bool,
}

/// Which proof is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Any proof: the last one is too old.
    Recent,
    /// A second factor.
    SecondFactor,
    /// The e-ID card.
    Card,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nobody is signed in.
    SignIn,
    /// The account has to be chosen.
    Choose,
    /// The request is for another person than the one who is signed in.
    OtherPerson,
    /// A second factor has to be set up.
    SetUp,
    /// A proof is missing.
    Prove(Missing),
    /// The person may not use this client.
    Denied,
    /// The sign-in cannot be as strong as asked.
    TooWeak,
    /// The person has to agree.
    Ask,
    /// Nothing is missing: a code can be issued.
    Issue,
}

impl Next {
    /// The error where no page may be shown (`prompt=none`); absent where a code is issued.
    pub const fn without_page(self) -> Option<ErrorCode> {
        match self {
            Self::SignIn | Self::OtherPerson | Self::Prove(Missing::Recent) => {
                Some(ErrorCode::LoginRequired)
            }
            Self::Choose => Some(ErrorCode::AccountSelectionRequired),
            Self::SetUp | Self::Prove(Missing::SecondFactor | Missing::Card) => {
                Some(ErrorCode::InteractionRequired)
            }
            Self::Denied => Some(ErrorCode::AccessDenied),
            Self::TooWeak => Some(ErrorCode::UnmetAuthenticationRequirements),
            Self::Ask => Some(ErrorCode::ConsentRequired),
            Self::Issue => None,
        }
    }
}

/// Decides what comes next.
pub fn next(
    request: &ClientRequest,
    client: &Client,
    present: Option<&Present>,
    progress: Progress,
    now: Timestamp,
) -> Next {
    let Some(present) = present else { return Next::SignIn };
    let (login, consent, select) = match request.prompt {
        Prompt::Show { login, consent, select_account } => (login, consent, select_account),
        Prompt::Default | Prompt::None => (false, false, false),
    };
    if request.subject.as_ref().is_some_and(|subject| *subject != present.subject) {
        return Next::OtherPerson;
    }
    if select && !progress.has_chosen {
        return Next::Choose;
    }
    if present.has_duty {
        return Next::SetUp;
    }
    if !allows(&client.metadata.allow, &present.who) {
        return Next::Denied;
    }
    if let Some(missing) = missing(request, client, present) {
        return missing;
    }
    let oldest = request.max_age.map(|seconds| now.plus_seconds(-i64::from(seconds)));
    let since = if login { Some(progress.begun_at) } else { None };
    // A proof that was given for this request is new enough, whatever the client says.
    let is_recent = present.proved_at >= progress.begun_at
        || (oldest.is_none_or(|oldest| present.proved_at >= oldest) && since.is_none());
    if !is_recent {
        return Next::Prove(Missing::Recent);
    }
    let asks = client.metadata.consent == Consent::Ask
        && request.scopes.iter().any(|scope| !present.consented.contains(scope));
    if (asks || consent) && !progress.has_agreed {
        return Next::Ask;
    }
    Next::Issue
}

/// The proof that the strength of the sign-in lacks.
fn missing(request: &ClientRequest, client: &Client, present: &Present) -> Option<Next> {
    let asked = request.acr_values.iter().map(|value| Acr::from_value(value));
    // Any of the values will do; one that does not exist cannot be met.
    let asked = match asked.collect::<Vec<_>>().as_slice() {
        [] => None,
        all => Some(all.iter().flatten().min().copied().ok_or(Next::TooWeak)),
    };
    let asked = match asked.transpose() {
        Ok(asked) => asked,
        Err(too_weak) => return Some(too_weak),
    };
    let least = asked.max(client.metadata.least_acr)?;
    if present.acr >= least {
        return None;
    }
    Some(match least {
        Acr::Eid if present.has_card => Next::Prove(Missing::Card),
        Acr::Eid => Next::TooWeak,
        _ if present.has_factor => Next::Prove(Missing::SecondFactor),
        _ if present.has_card => Next::Prove(Missing::Card),
        _ => Next::SetUp,
    })
}

/// Whether a client is for this person.
pub fn allows(allowed: &Allowed, who: &Who) -> bool {
    let Allowed { capacities, organisations, roles } = allowed;
    allowed.is_open()
        || capacities.contains(&who.capacity)
        || who.organisation.as_ref().is_some_and(|number| organisations.contains(number))
        || who.role.is_some_and(|role| roles.contains(&role))
}

#[cfg(test)]
mod tests;
