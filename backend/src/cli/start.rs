//! Puts the application together from its configuration.

pub mod cards;
pub(crate) mod companies;

use std::sync::Arc;

use anyhow::{Context as _, bail};
use vestibule_shared::time::Timestamp;

use crate::{
    app::{
        App,
        changes::Changes,
        config::{Config, Switch},
        hashing::Hasher,
        policies::Policies,
        pulse::Pulse,
        remote::Remarks,
        signing::HeldKeys,
        tally::Tally,
        webauthn::RelyingParty,
    },
    db::{self, Db},
    domain::identity::EID,
    gateway::{
        back_channel::BackChannel,
        eid::{Eid, Trust},
        mail::MailGateway,
        oidc::Upstreams,
        profession::ProfessionSource,
        sms::SmsGateways,
        voice::VoiceGateway,
    },
    service::parts,
    system::{clock::Clock, keyring::Keyring, rng::Rng},
};

/// Whether the virtual card reader, phone and mailbox are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The real world only.
    Production,
    /// With the virtual devices; needs a dev build.
    Dev,
}

/// Opens everything that a start needs, and brings the schema up to date.
///
/// # Errors
/// Says what is missing and how to mend it.
pub async fn open(config: Config, mode: Mode) -> anyhow::Result<App> {
    std::fs::create_dir_all(&config.data_dir.0)
        .with_context(|| format!("DATA_DIR: making the folder {}", config.data_dir.0.display()))?;
    let (rng, clock) = (Rng::system(), Clock::system());
    let keys = Arc::new(Keyring::open(&config.keyring(), &rng).context("KEYRING_FILE")?);
    let db = Db::connect(&config.database()).await.context("DATABASE_URL")?;
    db.migrate().await.context("bringing the schema up to date")?;
    check_keyring(&db, &keys, &rng).await?;
    let two_step_since = two_step_since(&db, &clock).await?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let hasher = Hasher::new(cores, keys.clone(), rng.clone());
    let world = World::open(&config, mode, &clock)?;
    let eid = Eid { ocsp: cards::ocsp(&config)?, lists: cards::lists(&config)?, trust: world.eid };
    eid.lists.recall(&eid.trust);
    let further = further_origins(mode);
    let providers = providers(&config)?;
    let relying_party = RelyingParty::new(&config.public_origin.0, &further, &config.service_name)
        .context("PUBLIC_ORIGIN")?;
    Ok(App {
        policies: Policies::of(&config),
        config: Arc::new(config),
        clock,
        rng,
        keys,
        db,
        pulse: Pulse::default(),
        hasher,
        providers,
        eid: Arc::new(eid),
        relying_party: Arc::new(relying_party),
        sms: world.sms,
        voice: world.voice,
        mail: world.mail,
        two_step_since,
        changes: Changes::default(),
        signing: HeldKeys::default(),
        tally: Tally::default(),
        usage: Tally::default(),
        back_channel: BackChannel::new()?,
        profession: world.profession,
        remarks: Remarks::default(),
        #[cfg(feature = "dev")]
        dev: world.dev,
    })
}

/// The identity providers that the operator named.
pub(crate) fn providers(config: &Config) -> anyhow::Result<Upstreams> {
    let text = String::from_utf8(read("OIDC_FILE", &config.oidc_file)?).context("OIDC_FILE")?;
    let providers = Upstreams::from_toml(&text).context("OIDC_FILE")?;
    anyhow::ensure!(providers.settings(EID).is_none(), "OIDC_FILE: {EID} is the name of the card");
    Ok(providers)
}

/// Origins beside the public one at which people may sign with a card or a key: the dev build adds that of
/// the front-end developer's server.
pub fn further_origins(mode: Mode) -> Vec<String> {
    match mode {
        Mode::Production => vec![],
        Mode::Dev => vec!["http://localhost:8090".into()],
    }
}

/// What lies outside.
struct World {
    eid: Trust,
    sms: SmsGateways,
    voice: VoiceGateway,
    mail: MailGateway,
    profession: Option<ProfessionSource>,
    #[cfg(feature = "dev")]
    dev: Option<Arc<crate::gateway::devices::Devices>>,
}

impl World {
    fn open(config: &Config, mode: Mode, clock: &Clock) -> anyhow::Result<Self> {
        let (sms, voice) = (companies::sms(config, clock)?, companies::voice(config)?);
        let host = config.public_origin.host();
        let mail = match config.smtp_url.as_str() {
            "" => MailGateway::Absent,
            url => MailGateway::smtp(url, &config.mail_from, host)?,
        };
        let profession = companies::profession(config)?;
        let (cas, crls) = cards::files(config)?;
        let world = |eid| Self {
            eid,
            sms,
            voice,
            mail,
            profession,
            #[cfg(feature = "dev")]
            dev: None,
        };
        if mode == Mode::Dev {
            return Self::with_virtual_devices(config, clock, (cas, crls), world);
        }
        let world = world(cards::trust(&cas, &crls)?);
        warn_of_gaps(config, &world);
        Ok(world)
    }

    #[cfg(feature = "dev")]
    fn with_virtual_devices(
        config: &Config,
        clock: &Clock,
        (mut cas, mut crls): (Vec<u8>, Vec<u8>),
        world: impl FnOnce(Trust) -> Self,
    ) -> anyhow::Result<Self> {
        let dev = crate::gateway::devices::Devices::open(&config.data_dir.0, clock.now())?;
        let (test_cas, test_crls) = dev.trust_pem();
        cas.extend(test_cas);
        crls.extend(test_crls);
        let mut world = world(cards::trust(&cas, &crls)?);
        if world.sms.is_empty() {
            world.sms =
                vec![crate::gateway::sms::SmsGateway::VirtualPhone(dev.clone(), clock.clone())];
        }
        if !world.voice.is_there() {
            world.voice = VoiceGateway::VirtualPhone(dev.clone(), clock.clone());
        }
        if matches!(world.mail, MailGateway::Absent) {
            world.mail = MailGateway::VirtualMailbox(dev.clone(), clock.clone());
        }
        world.dev = Some(dev);
        Ok(world)
    }

    #[cfg(not(feature = "dev"))]
    fn with_virtual_devices(
        _: &Config,
        _: &Clock,
        _: (Vec<u8>, Vec<u8>),
        _: impl FnOnce(Trust) -> Self,
    ) -> anyhow::Result<Self> {
        bail!("--dev needs a dev build: `cargo xtask serve`")
    }
}

/// What the file of a setting holds; nothing where none is named.
///
/// # Errors
/// Names the setting.
pub(crate) fn read(
    setting: &'static str,
    path: &crate::app::config::Path,
) -> anyhow::Result<Vec<u8>> {
    if path.0.as_os_str().is_empty() {
        return Ok(vec![]);
    }
    std::fs::read(&path.0).with_context(|| format!("{setting}: reading {}", path.0.display()))
}

fn warn_of_gaps(config: &Config, world: &World) {
    if world.eid.is_empty() {
        tracing::warn!("EID_TRUST_FILE is not set: no card will be accepted");
    } else if config.eid_ocsp == Switch::No && !cards::has_lists(config) {
        tracing::warn!("EID_OCSP is no, and no list is named: revoked cards are not recognised");
    }
    if world.sms.is_empty() {
        tracing::warn!("no gateway for text messages is set: none will be sent");
    }
    if !world.voice.is_there() {
        tracing::warn!("no gateway for phone calls is set: none is offered");
    }
    if config.smtp_url.is_empty() {
        tracing::warn!("SMTP_URL is not set: no mail will be sent");
    }
    for long in parts::long(config) {
        tracing::warn!("{long}");
    }
}

/// The first start of a version that asks for two-step verification notes when that was; accounts that
/// were active before get the grace.
async fn two_step_since(db: &Db, clock: &Clock) -> anyhow::Result<Timestamp> {
    let mut tx = db.write().await?;
    db::meta::insert(&mut tx, "two_step_since", &clock.now().0.to_string()).await?;
    let noted = db::meta::find(&mut tx, "two_step_since").await?.unwrap_or_default();
    tx.commit().await?;
    Ok(Timestamp(noted.parse().context("two_step_since in the table meta")?))
}

const KEYRING_PLACE: &str = "meta|keyring";

/// Whether the key ring opens the word that the database keeps for it.
pub(crate) fn opens(keys: &Keyring, noted: &str) -> bool {
    keys.open_seal(KEYRING_PLACE, noted).is_ok()
}

/// A database and a key ring belong together: the first start notes a sealed word, each later one opens it.
async fn check_keyring(db: &Db, keys: &Keyring, rng: &Rng) -> anyhow::Result<()> {
    let mut tx = db.write().await?;
    db::meta::insert(&mut tx, "keyring", &keys.seal(rng, KEYRING_PLACE, "ours")).await?;
    let noted = db::meta::find(&mut tx, "keyring").await?.unwrap_or_default();
    tx.commit().await?;
    if !opens(keys, &noted) {
        bail!(
            "KEYRING_FILE does not belong to this database: what it holds could not be read. Put back the \
             key ring that was made with the database"
        );
    }
    Ok(())
}
