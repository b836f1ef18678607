//! The identity provider within a registration.

use serde::{Deserialize, Serialize};

use super::{Choosing, Identified};
use crate::domain::identity::{AuthorizationRequest, AwaitsResponse, Who};

/// At an identity provider (R2).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Away {
    left: Choosing,
    errand: AuthorizationRequest,
}

impl AwaitsResponse for Away {
    fn errand(&self) -> &AuthorizationRequest {
        &self.errand
    }

    fn again(self, errand: AuthorizationRequest) -> Self {
        Self { errand, ..self }
    }
}

impl Away {
    /// The browser is sent to a provider.
    pub(super) fn new(left: Choosing, errand: AuthorizationRequest) -> Self {
        Self { left, errand }
    }

    /// Back to the choice of means.
    pub fn back(self) -> Choosing {
        self.left
    }

    /// The provider knows somebody who is new here.
    pub fn identified(self, who: Who) -> Identified {
        Identified { audience: self.left.audience, who, chosen: None }
    }
}
