//! Everything a request can reach; cloned into each handler. There are no statics.

pub mod block;
pub mod changes;
pub mod codec;
pub mod config;
pub mod funnel;
pub mod hashing;
pub mod policies;
pub mod problem;
pub mod pulse;
pub mod remote;
pub mod signing;
pub mod tally;
pub mod trace;
pub mod usage;
pub mod webauthn;

use std::sync::Arc;

use vestibule_shared::time::Timestamp;

use crate::{
    app::{
        changes::Changes,
        config::Config,
        hashing::Hasher,
        policies::Policies,
        pulse::Pulse,
        remote::{Proxies, Remarks},
        signing::HeldKeys,
        tally::Tally,
        webauthn::RelyingParty,
    },
    db::Db,
    domain::duty::Policy,
    gateway::{
        back_channel::BackChannel, eid::Eid, mail::MailGateway, oidc::Upstreams,
        profession::ProfessionSource, sms::SmsGateways, voice::VoiceGateway,
    },
    system::{clock::Clock, keyring::Keyring, rng::Rng},
};

/// The application.
#[derive(Clone)]
pub struct App {
    /// The settings of the operator.
    pub config: Arc<Config>,
    /// The only wall clock.
    pub clock: Clock,
    /// The only randomness.
    pub rng: Rng,
    /// The keys outside the database.
    pub keys: Arc<Keyring>,
    /// The data.
    pub db: Db,
    /// Whether the database accepts writes in time, and has our time.
    pub pulse: Pulse,
    /// Password hashing.
    pub hasher: Hasher,
    /// Identity providers.
    pub providers: Upstreams,
    /// The accepted issuers of cards, and the sources of their revocation status.
    pub eid: Arc<Eid>,
    /// This site, as passkeys and security keys know it.
    pub relying_party: Arc<RelyingParty>,
    /// Text messages.
    pub sms: SmsGateways,
    /// Phone calls.
    pub voice: VoiceGateway,
    /// Mail.
    pub mail: MailGateway,
    /// Since when two-step verification is required in this installation.
    pub two_step_since: Timestamp,
    /// What the organisation decides.
    pub policies: Policies,
    /// Wakes the pages that follow a flow.
    pub changes: Changes,
    /// The keys that sign our tokens.
    pub signing: HeldKeys,
    /// How far flows got, as far as it is not stored yet.
    pub tally: Tally<funnel::Counted>,
    /// What happened at applications, as far as it is not stored yet.
    pub usage: Tally<usage::Counted>,
    /// The way to clients without a browser.
    pub back_channel: BackChannel,
    /// The authoritative source of professions.
    pub profession: Option<ProfessionSource>,
    /// What was logged about the proxies.
    pub remarks: Remarks,
    /// The virtual card reader, phone and mailbox.
    #[cfg(feature = "dev")]
    pub dev: Option<Arc<crate::gateway::devices::Devices>>,
}

impl App {
    /// Returns the origins a card may sign for. The dev build adds the one of the front-end
    /// developer's server.
    pub fn origins(&self) -> Vec<String> {
        let own = self.config.public_origin.0.clone();
        #[cfg(feature = "dev")]
        if self.dev.is_some() {
            return vec![own, "http://localhost:8090".into()];
        }
        vec![own]
    }

    /// Returns our name towards clients.
    pub fn issuer(&self) -> &str {
        &self.config.public_origin.0
    }

    /// Returns the proxies to trust about where a request comes from.
    pub fn proxies(&self) -> Proxies<'_> {
        Proxies {
            trusted: &self.config.trusted_proxies.0,
            header: self.config.proxy_header,
            remarks: &self.remarks,
        }
    }

    /// Returns who has to set up two-step verification, and by when.
    pub fn duty_policy(&self) -> Policy {
        let policy = self.policies.policy();
        Policy {
            since: self.two_step_since,
            grace_days: policy.grace_days,
            snooze_days: policy.snooze_days,
        }
    }

    /// Whether the virtual card reader is here.
    pub fn has_virtual_reader(&self) -> bool {
        #[cfg(feature = "dev")]
        return self.dev.is_some();
        #[cfg(not(feature = "dev"))]
        false
    }
}
