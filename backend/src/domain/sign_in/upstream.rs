//! The identity provider within a sign-in: to sign in, or to open an account with it from now on.

use serde::{Deserialize, Serialize};

use super::{CardRead, Choosing, Credentials, Entered, Subject, Unfinished};
use crate::domain::identity::{AuthorizationRequest, AwaitsResponse};

/// At an identity provider.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Away {
    errand: AuthorizationRequest,
    /// Whose account is to be opened with it from now on; absent to sign in.
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
    /// The browser is sent to a provider.
    pub fn new(errand: AuthorizationRequest, link: Option<Subject>) -> Self {
        Self { errand, link }
    }

    /// Whose account it is to be linked with; absent to sign in.
    pub fn subject(&self) -> Option<&Subject> {
        self.link.as_ref()
    }

    /// Back to the beginning.
    pub fn back(self) -> Credentials {
        Credentials { asked: None }
    }

    /// The provider is enough, or the identity is linked.
    pub fn enter(self) -> CardRead {
        CardRead::Entered(Entered {})
    }

    /// The account was never activated.
    pub fn unfinished(self) -> CardRead {
        CardRead::Unfinished(Unfinished {})
    }

    /// The policy asks for a second factor beside the provider.
    pub fn choose(self, subject: Subject) -> CardRead {
        CardRead::Choose(Choosing::new(subject))
    }
}
