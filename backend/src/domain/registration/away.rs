//! The identity provider within a registration.

use serde::{Deserialize, Serialize};

use super::{Choosing, Identified};
use crate::domain::identity::{Errand, Who};

/// At an identity provider (R2).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Away {
    left: Choosing,
    errand: Errand,
}

impl Away {
    /// The browser is sent to a provider.
    pub(super) fn new(left: Choosing, errand: Errand) -> Self {
        Self { left, errand }
    }

    /// What came along, and what has to come back.
    pub fn errand(&self) -> &Errand {
        &self.errand
    }

    /// Once more: an answer, right or wrong, used the errand up.
    #[must_use]
    pub fn again(self, errand: Errand) -> Self {
        Self { errand, ..self }
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
