//! Certificates that were withdrawn: the revocation lists that authorities publish.

use std::{collections::HashMap, sync::Arc};

use vestibule_shared::time::Timestamp;
use x509_parser::{prelude::FromDer, revocation_list::CertificateRevocationList, x509::ReasonCode};

use super::{
    EidError, card,
    trust::{Authority, TrustError, is_strong},
};

/// What is known about a certificate having been withdrawn. One that was is an error, not a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// The authority says that it stands.
    Good,
    /// Nobody was asked: no list is configured for its authority.
    NotChecked,
}

/// What became of lists that were handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Until when the first of them speaks that ends, in unix seconds.
    pub until: i64,
    /// Whether one of them is newer than what was there.
    pub is_new: bool,
}

/// What an authority says about a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RevocationStatus {
    /// It stands.
    Good,
    /// It was withdrawn for ever.
    Revoked,
    /// It rests until somebody lifts that (`certificateHold`).
    Suspended,
    /// The authority does not know it.
    Unknown,
}

impl RevocationStatus {
    /// What that means for who holds the card.
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
    /// By serial number, as certificates write it.
    listed: HashMap<Vec<u8>, RevocationStatus>,
    /// Unix seconds in which the list speaks for the authority.
    current: std::ops::RangeInclusive<i64>,
}

impl RevocationList {
    /// Reads a list and gives it to the authorities that signed it; the newest of several stays. `n` is the
    /// place in the file, for the error message.
    pub(super) fn read(
        der: &[u8],
        n: usize,
        authorities: &[Authority],
    ) -> Result<Taken, TrustError> {
        let Ok(([], list)) = CertificateRevocationList::from_der(der) else {
            return Err(TrustError::Unreadable(n));
        };
        // A list of changes, or of some certificates only, marks itself so by a critical extension.
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
        // Without a next update it would never be out of date: it never is in date either.
        let until = list.next_update().map_or(i64::MIN, |next| next.timestamp());
        Self { listed, current: list.last_update().timestamp()..=until }
    }

    /// Whether it was made after `other`.
    pub(super) fn is_newer_than(&self, other: &Self) -> bool {
        self.current.start() > other.current.start()
    }

    /// Until when it speaks for its authority, in unix seconds.
    pub(super) fn until(&self) -> i64 {
        *self.current.end()
    }

    /// What it says about the certificate with this serial number; nothing when it is out of date.
    pub(super) fn status(&self, serial: &[u8], now: Timestamp) -> Option<RevocationStatus> {
        // Once listed is enough: a suspension that was lifted takes a newer list to prove.
        match self.listed.get(serial) {
            Some(status) => Some(*status),
            None => self.current.contains(&card::seconds(now)).then_some(RevocationStatus::Good),
        }
    }
}
