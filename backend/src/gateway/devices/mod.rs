//! The virtual devices of a development build: a phone, a mailbox and a card reader. They are
//! gateways like all others, with a file in place of a network. Absent from a release build.
//!
//! **Nothing outside this folder knows that a card is virtual**: its certificates are real, its
//! signatures are real, and its tokens pass the validator of production.

pub(crate) mod cards;
mod inbox;
pub(crate) mod personas;
pub(crate) mod pki;
mod switches;

use std::{fs, path::Path, sync::Arc};

use anyhow::Context;
use vestibule_shared::time::Timestamp;

pub(crate) use self::switches::Provisioning;
use self::{cards::Cards, pki::Pki};
pub use self::{inbox::Inbox, switches::Switches};

/// What the virtual devices keep.
pub struct Devices {
    /// What the phone and the mailbox received.
    pub inbox: Inbox,
    /// What the tester asked to hold up or to fail.
    pub switches: Switches,
    /// The cards and their PINs.
    pub(crate) cards: Cards,
    pub(crate) pki: Pki,
}

impl Devices {
    /// Opens what an earlier run left under `data_dir`; makes cards where there are none, or old ones.
    pub fn open(data_dir: &Path, now: Timestamp) -> anyhow::Result<Arc<Self>> {
        fs::create_dir_all(data_dir)
            .with_context(|| format!("cannot make the folder {}", data_dir.display()))?;
        Ok(Arc::new(Self {
            inbox: Inbox::open(&data_dir.join("dev-inbox.jsonl")),
            switches: Switches::default(),
            cards: Cards::open(&data_dir.join("dev-pins.json")).context("the dev PINs")?,
            pki: Pki::open(&data_dir.join("dev-pki.json"), now).context("the dev cards")?,
        }))
    }

    /// The issuing authorities of the virtual cards and their revocation lists, as PEM.
    pub fn trust_pem(&self) -> (Vec<u8>, Vec<u8>) {
        (self.pki.authorities.clone().into_bytes(), self.pki.revocations.clone().into_bytes())
    }
}
