//! The upstream provider within a registration.

use serde::{Deserialize, Serialize};

use super::{Choosing, Identified};
use crate::domain::identity::{AuthorizationRequest, AwaitsResponse, Who};

/// At an upstream provider (R2).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Away {
    left: Choosing,
    request: AuthorizationRequest,
}

impl AwaitsResponse for Away {
    fn request(&self) -> &AuthorizationRequest {
        &self.request
    }

    fn again(self, request: AuthorizationRequest) -> Self {
        Self { request, ..self }
    }
}

impl Away {
    /// Sends the browser to a provider.
    pub(super) fn new(left: Choosing, request: AuthorizationRequest) -> Self {
        Self { left, request }
    }

    /// Returns to the choice of means.
    pub fn back(self) -> Choosing {
        self.left
    }

    /// Moves on when the provider's person is new here.
    pub fn identified(self, who: Who) -> Identified {
        Identified { audience: self.left.audience, who, chosen: None }
    }
}
