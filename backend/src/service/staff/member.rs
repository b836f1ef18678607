//! A staff member who is signed in.

use vestibule_shared::{id::AccountId, problem::Code, staff::Role};

use crate::{app::problem::Problem, service::sessions::Session};

/// A staff member.
pub struct Staff {
    /// The session.
    pub who: Session,
    /// The role.
    pub role: Role,
}

impl Staff {
    /// Their own account.
    pub fn account(&self) -> AccountId {
        self.who.account()
    }

    /// Returns whether this staff member may see an account of this organisation.
    pub fn may_see(&self, organisation_key: Option<&str>) -> bool {
        let own = self.who.row.organisation_key.as_deref();
        self.role != Role::Organisation || (own.is_some() && own == organisation_key)
    }

    /// Returns the digest of the only organisation whose people they may see; empty for all people.
    pub fn organisation(&self) -> &str {
        match self.role {
            // A staff member without a known organisation may see no people.
            Role::Organisation => self.who.row.organisation_key.as_deref().unwrap_or("none"),
            _ => "",
        }
    }

    /// # Errors
    /// `RoleMissing` where the role is not allowed.
    pub fn admitted(self, may: fn(Role) -> bool) -> Result<Self, Problem> {
        if may(self.role) { Ok(self) } else { Err(Code::RoleMissing.into()) }
    }
}
