//! The upstream provider within a sign-in: to sign in, or to link it to an account.

use serde::{Deserialize, Serialize};

use super::{CardRead, Choosing, Credentials, Entered, Subject, Unfinished};
use crate::domain::identity::{AuthorizationRequest, AwaitsResponse};

/// At an upstream provider.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Away {
    errand: AuthorizationRequest,
    /// The account to link it to; absent to sign in.
    link: Option<Subject>,
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
    /// Sends the browser to a provider.
    pub fn new(errand: AuthorizationRequest, link: Option<Subject>) -> Self {
        Self { errand, link }
    }

    /// The account to link it to; absent to sign in.
    pub fn subject(&self) -> Option<&Subject> {
        self.link.as_ref()
    }

    /// Returns to the first stage.
    pub fn back(self) -> Credentials {
        Credentials { asked: None }
    }

    /// Moves on when the provider is sufficient, or the identity is linked.
    pub fn enter(self) -> CardRead {
        CardRead::Entered(Entered {})
    }

    /// Moves on when the account was never activated.
    pub fn unfinished(self) -> CardRead {
        CardRead::Unfinished(Unfinished {})
    }

    /// Moves on when the policy requires a second factor beside the provider.
    pub fn choose(self, subject: Subject) -> CardRead {
        CardRead::Choose(Choosing::new(subject))
    }
}
