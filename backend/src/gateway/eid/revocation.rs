//! Certificates that were withdrawn: the revocation lists that authorities publish.

use std::collections::HashSet;

use vestibule_shared::time::Timestamp;
use x509_parser::{
    certificate::X509Certificate, prelude::FromDer, revocation_list::CertificateRevocationList,
};

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

/// One authority's revocation list, its signature checked.
#[derive(Clone, Debug)]
pub(super) struct RevocationList {
    serials: HashSet<Vec<u8>>,
    /// Unix seconds in which the list speaks for the authority.
    current: std::ops::RangeInclusive<i64>,
}

impl RevocationList {
    /// Reads a list and gives it to the authorities that signed it; the newest of several stays.
    /// `n` is the place in the file, for the error message.
    pub(super) fn read(
        der: &[u8],
        n: usize,
        authorities: &mut [Authority],
    ) -> Result<(), TrustError> {
        let Ok(([], list)) = CertificateRevocationList::from_der(der) else {
            return Err(TrustError::Unreadable(n));
        };
        // A list of changes, or of some certificates only, marks itself so by a critical extension.
        if list.extensions().iter().any(|extension| extension.critical) {
            return Err(TrustError::PartialList(list.issuer().to_string()));
        }
        let signed_by = |authority: &&mut Authority| {
            authority.name == list.issuer().as_raw()
                && list.signature_algorithm == list.tbs_cert_list.signature
                && is_strong(&list.signature_algorithm)
                && authority.with_key(|key| list.verify_signature(key).is_ok())
        };
        let read = Self {
            serials: list.iter_revoked_certificates().map(|it| it.serial().to_bytes_be()).collect(),
            // Without a next update it would never be out of date: it never is in date either.
            current: list.last_update().timestamp()
                ..=list.next_update().map_or(i64::MIN, |next| next.timestamp()),
        };
        let mut signers = authorities.iter_mut().filter(signed_by).peekable();
        if signers.peek().is_none() {
            return Err(TrustError::ForeignList(list.issuer().to_string()));
        }
        for authority in signers {
            let newer = |old: &Self| read.current.start() > old.current.start();
            if authority.revoked.as_ref().is_none_or(newer) {
                authority.revoked = Some(read.clone());
            }
        }
        Ok(())
    }

    /// Until when it speaks for its authority, in unix seconds.
    pub(super) fn until(&self) -> i64 {
        *self.current.end()
    }

    /// Good, revoked, or unknown because the list is out of date.
    pub(super) fn check(
        &self,
        card: &X509Certificate<'_>,
        now: Timestamp,
    ) -> Result<Revocation, EidError> {
        // Once listed is enough: a suspension that was lifted takes a newer list to prove.
        if self.serials.contains(&card.tbs_certificate.serial.to_bytes_be()) {
            Err(EidError::Revoked)
        } else if self.current.contains(&card::seconds(now)) {
            Ok(Revocation::Good)
        } else {
            Err(EidError::RevocationUnknown)
        }
    }
}
