//! Renews revocation lists before they are out of date: downloads them from the authorities, or
//! reads them again from a file. Downloads are stored, so that a restart has them at once.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::Context as _;
use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use vestibule_shared::time::Timestamp;

use super::{Eid, Trust, card};
use crate::{gateway::tls, system::files};

/// How long a download may take; a list of a large authority has some megabytes.
const PATIENCE: Duration = Duration::from_mins(1);
/// The longest list that is read, in bytes.
const MOST: usize = 64 * 1024 * 1024;
/// When to look again: after half of the remaining time, within these bounds in seconds.
const SOONEST: i64 = 5 * 60;
const LATEST: i64 = 6 * 60 * 60;
/// When to try again after a failure, in seconds.
const AFTER_FAILURE: i64 = 60;

/// The sources of lists.
pub struct Lists {
    client: reqwest::Client,
    sources: Vec<Source>,
    /// The folder of stored downloads.
    folder: PathBuf,
}

#[derive(Clone, Debug)]
enum Source {
    File(PathBuf),
    Url(String),
}

impl Lists {
    /// Makes the sources: these addresses, and a file unless its path is empty.
    ///
    /// # Errors
    /// When TLS cannot be set up on this computer.
    pub fn new(urls: Vec<String>, file: &Path, data_dir: &Path) -> anyhow::Result<Self> {
        let client = tls::http_client()?
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::limited(3))
            .build()
            .context("the way to revocation lists")?;
        let file = (!file.as_os_str().is_empty()).then(|| Source::File(file.to_owned()));
        let sources = urls.into_iter().map(Source::Url).chain(file).collect();
        Ok(Self { client, sources, folder: data_dir.join("eid-lists") })
    }

    /// Returns the number of sources.
    pub fn count(&self) -> usize {
        self.sources.len()
    }

    /// Loads the lists that an earlier run stored. A list that is unusable now is downloaded again
    /// soon.
    pub fn recall(&self, trust: &Trust) {
        for source in &self.sources {
            let Source::Url(url) = source else { continue };
            let Ok(list) = fs::read(self.kept(url)) else { continue };
            if let Err(why) = trust.take_lists(&list) {
                tracing::warn!(%why, "a revocation list that was kept cannot be used");
            }
        }
    }

    /// Downloads each list and returns until when it is valid, in unix seconds; stores nothing.
    pub async fn try_each(&self, trust: &Trust) -> Vec<(String, anyhow::Result<i64>)> {
        let mut tried = Vec::new();
        for source in &self.sources {
            let Source::Url(url) = source else { continue };
            let list = self.fetch(source).await;
            let until = list.and_then(|list| Ok(trust.take_lists(&list)?.until));
            tried.push((url.clone(), until));
        }
        tried
    }

    /// Returns the file for a list downloaded from an address.
    fn kept(&self, url: &str) -> PathBuf {
        let name = URL_SAFE_NO_PAD.encode(digest(&SHA256, url.as_bytes()));
        self.folder.join(name + ".crl")
    }

    fn keep(&self, url: &str, list: &[u8]) -> io::Result<()> {
        files::replace(&self.kept(url), list)
    }

    async fn fetch(&self, source: &Source) -> anyhow::Result<Vec<u8>> {
        let url = match source {
            Source::File(path) => return Ok(tokio::fs::read(path).await?),
            Source::Url(url) => url,
        };
        let mut response = self.client.get(url).send().await?.error_for_status()?;
        let mut list = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            list.extend_from_slice(&chunk);
            anyhow::ensure!(list.len() <= MOST, "{url} is longer than {MOST} bytes");
        }
        Ok(list)
    }
}

/// Renews the list of the `n`th source; returns when to do so again.
pub async fn renew(eid: &Arc<Eid>, n: usize, now: Timestamp) -> Timestamp {
    let Some(source) = eid.lists.sources.get(n).cloned() else {
        return now.plus_seconds(LATEST);
    };
    match take(eid, source).await {
        Ok(until) => {
            let left = until.saturating_sub(card::seconds(now));
            now.plus_seconds((left / 2).clamp(SOONEST, LATEST))
        }
        Err(why) => {
            tracing::warn!(why = format!("{why:#}"), "a revocation list could not be renewed");
            now.plus_seconds(AFTER_FAILURE)
        }
    }
}

/// Downloads, checks and stores; returns until when the lists are valid, in unix seconds.
async fn take(eid: &Arc<Eid>, source: Source) -> anyhow::Result<i64> {
    let list = eid.lists.fetch(&source).await?;
    let eid = Arc::clone(eid);
    // Reading a large list takes a while, and must not delay requests.
    let taken = tokio::task::spawn_blocking(move || {
        let taken = eid.trust.take_lists(&list)?;
        // A replayed older list must not be what a restart begins with.
        if let (true, Source::Url(url)) = (taken.is_new, &source) {
            eid.lists.keep(url, &list).context("keeping the list")?;
        }
        anyhow::Ok(taken.until)
    });
    taken.await?
}
