//! What an operator does at the console: the first administrator, and the audit trail.

use std::io::Write;

use anyhow::{Context as _, bail, ensure};
use vestibule_shared::{problem::Code, staff::Role};

use crate::{
    app::App,
    config::Config,
    db::{Db, audit::Head, trail},
    keyring::Keyring,
    problem::Problem,
    rng::Rng,
    service::{
        audit::{
            trail::Reader,
            verify::{Walk, walk},
        },
        staff,
    },
};

/// How many rows are exported at a time.
const AT_ONCE: i64 = 500;

/// Makes somebody who registered an administrator.
///
/// # Errors
/// Says what is missing.
pub async fn create_administrator(app: &App, email: &str) -> anyhow::Result<String> {
    let mut tx = app.db.write().await?;
    let grant = staff::Grant { email, role: Role::Administrator, cbe: None };
    let account = staff::grant(app, &mut tx, grant, None).await.map_err(|problem| {
        let origin = &app.config.public_origin.0;
        match problem.code() {
            Code::NothingToDo => anyhow::anyhow!("is one already"),
            Code::FieldsInvalid => anyhow::anyhow!(
                "no active account has the user name {email:?}: register at {origin} first, as everybody does"
            ),
            _ => said(&problem),
        }
    })?;
    tx.commit().await?;
    Ok(format!(
        "{} is an administrator. The next sign-in asks for a second factor, if there is none yet.",
        account.person.name.full()
    ))
}

/// Walks the audit trail; fails where it does not hold.
///
/// # Errors
/// Says where it was changed, or what is missing to look.
pub async fn verify(config: &Config, noted: Option<&str>) -> anyhow::Result<String> {
    let (db, keys) = open(config).await?;
    let noted = noted.map(parse_head).transpose()?;
    let Walk { head, before, broken } = walk(&db, &keys, noted.as_ref()).await?;
    if let Some(broken) = broken {
        bail!("the audit trail does not hold: {broken}. It holds up to row {}", head.seq);
    }
    let older = match before {
        0 => String::new(),
        n => format!(" {n} rows are older than the chain, which proves nothing about them."),
    };
    let end = format!("{}:{}", head.seq, head.mac);
    Ok(format!("the audit trail holds: {} rows.{older}\nits end is {end}\n", head.seq))
}

/// Writes the whole trail as JSON Lines, the oldest first.
///
/// # Errors
/// When it cannot be read or written.
pub async fn export(app: &App, to: &mut impl Write) -> anyhow::Result<()> {
    let mut after = i64::MIN;
    let mut reader = Reader::default();
    loop {
        let mut tx = app.db.read().await?;
        let rows = trail::after(&mut tx, after, AT_ONCE).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.seq;
        for row in rows {
            let row = reader.read(app, &mut tx, row).await.map_err(|problem| said(&problem))?;
            serde_json::to_writer(&mut *to, &row)?;
            to.write_all(b"\n")?;
        }
    }
}

/// The end of the trail as the log writes it.
fn parse_head(text: &str) -> anyhow::Result<Head> {
    let wrong = || format!("--head is {text:?}: copy it from the log, as 1234:k1.AbC...");
    let (seq, mac) = text.split_once(':').with_context(wrong)?;
    Ok(Head { seq: seq.parse().ok().with_context(wrong)?, mac: mac.to_owned() })
}

/// Opens what is there, and makes nothing.
async fn open(config: &Config) -> anyhow::Result<(Db, Keyring)> {
    let path = config.keyring();
    ensure!(path.exists(), "KEYRING_FILE: {} is not there", path.display());
    let keys = Keyring::open(&path, &Rng::system())?;
    let url = config.database();
    if let Some(file) = url.strip_prefix("sqlite:") {
        ensure!(std::path::Path::new(file).exists(), "DATABASE_URL: {file} is not there");
    }
    Ok((Db::connect(&url).await.context("DATABASE_URL")?, keys))
}

fn said(problem: &Problem) -> anyhow::Error {
    anyhow::anyhow!("{problem:?}")
}
