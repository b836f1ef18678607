//! Revoked certificates: the revocation lists that authorities publish.

use std::{collections::HashMap, sync::Arc};

use vestibule_shared::time::Timestamp;
use x509_parser::{prelude::FromDer, revocation_list::CertificateRevocationList, x509::ReasonCode};

use super::{
    EidError, card,
    trust::{Authority, TrustError, is_strong},
};

/// What is known about a certificate's revocation. A revoked one is an error, not a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// The authority says that it is valid.
    Good,
    /// Not checked: no list is configured for its authority.
    NotChecked,
}

/// The result of loading lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// When the first of them expires, in unix seconds.
    pub until: i64,
    /// Whether one of them is newer than the stored one.
    pub is_new: bool,
}

/// What an authority says about a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RevocationStatus {
    /// It is valid.
    Good,
    /// It was revoked permanently.
    Revoked,
    /// It is suspended until the suspension is lifted (`certificateHold`).
    Suspended,
    /// The authority does not know it.
    Unknown,
}

impl RevocationStatus {
    /// Returns what the status means for the holder of the card.
    pub(super) fn verdict(self) -> Result<Revocation, EidError> {
        match self {
            Self::Good => Ok(Revocation::Good),
            Self::Revoked => Err(EidError::Revoked),
            Self::Suspended => Err(EidError::Suspended),
            Self::Unknown => Err(EidError::NeverIssued),
        }
    }
}

/// One authority's revocation list, its signature checked.
#[derive(Clone, Debug)]
pub(super) struct RevocationList {
    /// By serial number, as encoded in certificates.
    listed: HashMap<Vec<u8>, RevocationStatus>,
    /// The unix seconds in which the list is valid.
    current: std::ops::RangeInclusive<i64>,
}

impl RevocationList {
    /// Reads a list and assigns it to the authorities that signed it; the newest of several stays.
    /// `n` is the place in the file, for the error message.
    pub(super) fn read(
        der: &[u8],
        n: usize,
        authorities: &[Authority],
    ) -> Result<Taken, TrustError> {
        let Ok(([], list)) = CertificateRevocationList::from_der(der) else {
            return Err(TrustError::Unreadable(n));
        };
        // A list of changes, or of some certificates only, has a critical extension that says so.
        if list.extensions().iter().any(|extension| extension.critical) {
            return Err(TrustError::PartialList(list.issuer().to_string()));
        }
        let signed_by = |authority: &&Authority| {
            authority.name == list.issuer().as_raw()
                && list.signature_algorithm == list.tbs_cert_list.signature
                && is_strong(&list.signature_algorithm)
                && authority.key().is_some_and(|key| list.verify_signature(&key).is_ok())
        };
        let mut signers = authorities.iter().filter(signed_by).peekable();
        if signers.peek().is_none() {
            return Err(TrustError::ForeignList(list.issuer().to_string()));
        }
        let read = Arc::new(Self::of(&list));
        let mut is_new = false;
        for authority in signers {
            is_new |= authority.take_list(&read);
        }
        Ok(Taken { until: read.until(), is_new })
    }

    fn of(list: &CertificateRevocationList<'_>) -> Self {
        let status = |reason: Option<(bool, ReasonCode)>| match reason {
            Some((_, ReasonCode::CertificateHold)) => RevocationStatus::Suspended,
            _ => RevocationStatus::Revoked,
        };
        let listed = list
            .iter_revoked_certificates()
            .map(|it| (it.raw_serial().to_vec(), status(it.reason_code())))
            .collect();
        // Without a next update it would never be out of date, so it counts as never valid.
        let until = list.next_update().map_or(i64::MIN, |next| next.timestamp());
        Self { listed, current: list.last_update().timestamp()..=until }
    }

    /// Checks that it was made after `other`.
    pub(super) fn is_newer_than(&self, other: &Self) -> bool {
        self.current.start() > other.current.start()
    }

    /// Returns until when it is valid, in unix seconds.
    pub(super) fn until(&self) -> i64 {
        *self.current.end()
    }

    /// Returns the status of the certificate with this serial number; nothing when the list is out
    /// of date.
    pub(super) fn status(&self, serial: &[u8], now: Timestamp) -> Option<RevocationStatus> {
        // One entry is enough: only a newer list proves that a suspension was lifted.
        match self.listed.get(serial) {
            Some(status) => Some(*status),
            None => self.current.contains(&card::seconds(now)).then_some(RevocationStatus::Good),
        }
    }
}
