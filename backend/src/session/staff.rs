//! Who works here, at the door: extractors for the routes that touch other people's accounts. Each asks for a
//! role, and for two factors whatever the policy says.

use axum::{extract::FromRequestParts, http::request::Parts};
use vestibule_shared::{account::Strength, id::AccountId, problem::Code, staff::Role};

use super::{Session, SignedIn};
use crate::app::{App, problem::Problem};

/// Somebody who works here.
pub struct Staff {
    /// The session.
    pub who: Session,
    /// What they do.
    pub role: Role,
}

impl Staff {
    /// Their own account.
    pub fn account(&self) -> AccountId {
        self.who.account()
    }

    /// Whether an account of this organisation is one of theirs.
    pub fn may_see(&self, organisation_key: Option<&str>) -> bool {
        let own = self.who.row.organisation_key.as_deref();
        self.role != Role::Organisation || (own.is_some() && own == organisation_key)
    }

    /// The digest of the organisation whose people only are theirs; empty for everybody's.
    pub fn organisation(&self) -> &str {
        match self.role {
            // Somebody whose organisation is not known has no people.
            Role::Organisation => self.who.row.organisation_key.as_deref().unwrap_or("none"),
            _ => "",
        }
    }

    /// # Errors
    /// `RoleMissing` where the role may not.
    fn admitted(self, may: fn(Role) -> bool) -> Result<Self, Problem> {
        if may(self.role) { Ok(self) } else { Err(Code::RoleMissing.into()) }
    }
}

impl FromRequestParts<App> for Staff {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let SignedIn(who) = SignedIn::from_request_parts(parts, app).await?;
        let role = who.role.ok_or(Code::RoleMissing)?;
        let two = [Strength::TwoStep, Strength::Passkey, Strength::Eid, Strength::ProviderTwoStep];
        // With the card alone nothing is enrolled: what asks for a fresh proof would have nothing to ask.
        if !two.contains(&who.strength) || who.row.factors == 0 {
            return Err(Code::EnrolmentRequired.into());
        }
        Ok(Self { who, role })
    }
}

macro_rules! doors {
    ($($(#[doc = $doc:literal])+ $name:ident($may:expr, $fresh:literal);)+) => {
        $(
            $(#[doc = $doc])+
            pub struct $name(pub Staff);

            impl FromRequestParts<App> for $name {
                type Rejection = Problem;

                async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
                    let staff = Staff::from_request_parts(parts, app).await?.admitted($may)?;
                    if $fresh {
                        staff.who.is_fresh()?;
                    }
                    Ok(Self(staff))
                }
            }
        )+
    };
}

doors! {
    /// Whoever may see other people's accounts.
    Looks(|_| true, false);
    /// Whoever helps other people, having proved a factor within the last ten minutes.
    Helps(Role::helps, true);
    /// Whoever reads the audit trail, the roles and the policy.
    Audits(Role::audits, false);
    /// Whoever decides about roles and policy, having proved a factor within the last ten minutes.
    Rules(Role::rules, true);
}
