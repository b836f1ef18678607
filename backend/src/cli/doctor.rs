//! `vestibule doctor`: checks an installation as its operator would, changes nothing, and says what
//! to do.

mod cards;
mod companies;
mod findings;
mod reach;

#[cfg(test)]
mod tests;

use std::{
    fmt::Display,
    path::Path,
    time::{Duration, Instant},
};

use vestibule_shared::time::Timestamp;

pub use self::findings::{Finding, Verdict, report};
use self::findings::{bad, doubtful, good};
use crate::{
    app::config::Config,
    cli::start,
    db::{self, Db},
    system::{keyring::Keyring, rng::Rng},
};

/// How long a system on the network may take to respond.
const PATIENCE: Duration = Duration::from_secs(10);

/// Returns the result, or a time-out: `doctor` must not wait without limit.
async fn in_time<T>(
    patience: Duration,
    asked: impl Future<Output = Result<T, String>>,
) -> Result<T, String> {
    let silent = |_| Err(format!("says nothing within {} s", patience.as_secs()));
    tokio::time::timeout(patience, asked).await.unwrap_or_else(silent)
}

/// A certificate or list that ends within this many days is reported.
const SOON_DAYS: i64 = 30;
const DAY_SECONDS: i64 = 86_400;

/// Checks everything; systems on the network are checked at the same time.
pub async fn examine(config: &Config, now: Timestamp) -> Vec<Finding> {
    let mut findings = vec![origin(config), proxies(config)];
    findings.extend(names());
    findings.extend(data(config).await);
    findings.extend(cards::examine(config, now).await);
    findings.extend(reach::examine(config, now).await);
    findings
}

/// Browsers store our cookies, and release keys and cards, on https only; the configuration allows
/// no exception but this computer.
fn origin(config: &Config) -> Finding {
    let (about, origin) = ("PUBLIC_ORIGIN", config.public_origin.0.as_str());
    if origin.starts_with("https://") {
        return good(about, format!("{origin} is encrypted"));
    }
    let advice =
        "Enough to try things out. Before people come, write https:// and the name they know.";
    doubtful(about, format!("{origin} is this computer only"), advice)
}

/// Variables of the environment that look like misspelt settings.
fn names() -> Vec<Finding> {
    let advice = "Write it as docs/CONFIG.md does, or take it out of the environment.";
    Config::slips().into_iter().map(|said| doubtful("environment", said, advice)).collect()
}

/// Behind a proxy that is not trusted, every visitor has the proxy's address and shares its limits.
fn proxies(config: &Config) -> Finding {
    let about = "TRUSTED_PROXIES";
    let listed = config.trusted_proxies.0.len();
    if listed > 0 {
        return good(about, format!("{listed} addresses or ranges may say where people come from"));
    }
    if config.public_origin.0.starts_with("https://") {
        let advice = "TLS ends at a proxy: name its address or range, or all people share one address and its limits.";
        return doubtful(about, "no proxy is named", advice);
    }
    good(about, "no proxy, and none is needed")
}

/// The folder, the key ring, and the database that belongs to it.
async fn data(config: &Config) -> Vec<Finding> {
    let folder = &config.data_dir.0;
    let mut findings = vec![if folder.is_dir() {
        good("DATA_DIR", format!("{} is there", folder.display()))
    } else {
        let said = format!("{} is not there", folder.display());
        doubtful(
            "DATA_DIR",
            said,
            "The first start makes it; the account of the service must be allowed to.",
        )
    }];
    let keys = key_ring(&config.keyring(), &mut findings);
    findings.extend(database(config, keys.as_ref()).await);
    findings
}

fn key_ring(path: &Path, findings: &mut Vec<Finding>) -> Option<Keyring> {
    let (about, shown) = ("KEYRING_FILE", path.display());
    if !path.exists() {
        let advice = "The first start makes it. Copy it to a safe place then: without it the data cannot be read.";
        findings.push(doubtful(about, format!("{shown} is not there"), advice));
        return None;
    }
    if is_open_to_others(path) {
        let advice = "Whoever has it and the database can read everything: chmod 600.";
        findings.push(bad(
            about,
            format!("{shown} can be read by others on this computer"),
            advice,
        ));
    }
    match Keyring::open(path, &Rng::system()) {
        Ok(keys) => {
            findings.push(good(about, format!("{shown}, current key {}", keys.current())));
            Some(keys)
        }
        Err(error) => {
            let advice = "Put back the copy that was kept apart from the database.";
            findings.push(bad(about, format!("{error:#}"), advice));
            None
        }
    }
}

#[cfg(unix)]
fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|file| file.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_: &Path) -> bool {
    false
}

async fn database(config: &Config, keys: Option<&Keyring>) -> Vec<Finding> {
    let (about, url) = ("DATABASE_URL", config.database());
    if let Some(path) = url.strip_prefix("sqlite:")
        && !Path::new(path).exists()
    {
        // Connecting would create it.
        return vec![doubtful(about, format!("{path} is not there"), "The first start makes it.")];
    }
    let asked = Instant::now();
    let looked = in_time(PATIENCE, async {
        let db = Db::connect(&url).await.map_err(|error| error.to_string())?;
        let looked = schema_and_keys(&db, keys).await.map_err(|error| error.to_string());
        db.close().await;
        looked
    });
    match looked.await {
        Ok(mut findings) => {
            let took = asked.elapsed().as_millis();
            let engine = if url.starts_with("sqlite:") { "SQLite" } else { "PostgreSQL" };
            findings.insert(0, good(about, format!("{engine} answered within {took} ms")));
            findings
        }
        Err(error) => vec![unreachable(about, &error)],
    }
}

fn unreachable(about: &'static str, error: &dyn Display) -> Finding {
    let advice = "See that it runs, that this computer may reach it, and that name and password are right. \
                  People are asked to come back later while it is away.";
    bad(about, format!("the database cannot be used: {error}"), advice)
}

async fn schema_and_keys(db: &Db, keys: Option<&Keyring>) -> Result<Vec<Finding>, db::Error> {
    let mut tx = db.read().await?;
    let newest = db::newest_schema();
    let schema = match db::meta::find_schema(&mut tx).await {
        Ok(schema) => schema,
        // There is no table of migrations yet.
        Err(db::Error::Database(_)) => None,
        Err(error) => return Err(error),
    };
    let about = "schema";
    let Some(schema) = schema else {
        return Ok(vec![doubtful(about, "the database is empty", "The first start fills it.")]);
    };
    let mut findings = vec![match schema.cmp(&newest) {
        std::cmp::Ordering::Equal => good(about, format!("up to date, version {schema}")),
        std::cmp::Ordering::Less => {
            let said = format!("version {schema}; this program brings {newest}");
            doubtful(about, said, "`vestibule migrate`, or the next start, brings it up to date.")
        }
        std::cmp::Ordering::Greater => {
            let said = format!("version {schema}; this program knows {newest} at most");
            bad(about, said, "A newer program was here: start that one.")
        }
    }];
    let noted = db::meta::find(&mut tx, "keyring").await?;
    if let (Some(keys), Some(noted)) = (keys, noted) {
        findings.push(if start::opens(keys, &noted) {
            good("key ring", "belongs to this database")
        } else {
            let advice = "Put back the key ring that was made with the database.";
            bad(
                "key ring",
                "does not belong to this database: what it holds cannot be read",
                advice,
            )
        });
    }
    drop(tx);
    Ok(findings)
}
