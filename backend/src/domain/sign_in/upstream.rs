//! The upstream provider within a sign-in: to sign in, or to link it to an account.

use serde::{Deserialize, Serialize};

use super::{CardRead, Credentials, Entered, SecondFactor, Subject, Unfinished};
use crate::domain::identity::{AuthorizationRequest, AwaitsResponse};

/// At an upstream provider.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Away {
    request: AuthorizationRequest,
    /// The account to link it to; absent to sign in.
    link: Option<Subject>,
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
    pub fn new(request: AuthorizationRequest, link: Option<Subject>) -> Self {
        Self { request, link }
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
    pub fn prove(self, next: SecondFactor) -> CardRead {
        next.into()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_sealed_form_of_the_stage_stays_as_it_is() {
        let sealed = json!({
            "request": {
                "provider": "itsme", "url": "https://idp.example/", "state": "sign-in.s",
                "nonce": "n", "verifier": "v", "begun_at": 7,
            },
            "link": null,
        });
        let away: Away = serde_json::from_value(sealed.clone()).unwrap();
        assert!(away.request().is_answered_by("sign-in.s"));
        assert_eq!(serde_json::to_value(away).unwrap(), sealed);
    }
}
