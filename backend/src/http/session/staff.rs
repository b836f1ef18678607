//! Extractors for the routes that touch other people's accounts. Each requires a staff role, and
//! two factors whatever the policy says.

use axum::{extract::FromRequestParts, http::request::Parts};
use vestibule_shared::{account::Strength, problem::Code, staff::Role};

use super::SignedIn;
use crate::{
    app::{App, problem::Problem},
    service::staff::member::Staff,
};

impl FromRequestParts<App> for Staff {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let SignedIn(who) = SignedIn::from_request_parts(parts, app).await?;
        let role = who.role.ok_or(Code::RoleMissing)?;
        let two = [Strength::TwoStep, Strength::Passkey, Strength::Eid, Strength::ProviderTwoStep];
        // With the card alone nothing is enrolled: a recent proof could not be requested.
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
    /// Staff who may see other people's accounts.
    Looks(|_| true, false);
    /// Staff who help other people, with proof of a factor in the last ten minutes.
    Helps(Role::helps, true);
    /// Staff who read the audit trail, the roles and the policy.
    Audits(Role::audits, false);
    /// Staff who decide about roles and policy, with proof of a factor in the last ten minutes.
    Rules(Role::rules, true);
}
