//! Where things are: the root of the repository and the directory Cargo builds into.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The paths every command needs.
#[derive(Debug)]
pub(crate) struct Project {
    /// The root of the repository, absolute.
    pub(crate) root: PathBuf,
    /// Cargo's target directory, wherever the environment or Cargo's configuration put it.
    pub(crate) target: PathBuf,
}

impl Project {
    /// Finds the project this program was built from.
    pub(crate) fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("the xtask crate lies in the root of the repository")?
            .to_owned();
        // This program is `<target>/debug/xtask`: true for every way to configure Cargo's target.
        let program = env::current_exe().context("where is this program?")?;
        let target = program
            .ancestors()
            .find(|path| path.join("CACHEDIR.TAG").exists())
            .map_or_else(|| root.join("target"), Path::to_owned);
        Ok(Self { root, target })
    }

    /// A path inside the repository.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// What this project installs for itself, so that the machine's own versions stay untouched.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// The search path with the project's own tools first.
    pub(crate) fn search_path(&self) -> Result<OsString> {
        let own = [self.tools().join("bin"), self.path("e2e/node_modules/.bin")];
        let inherited = env::var_os("PATH").unwrap_or_default();
        env::join_paths(own.into_iter().chain(env::split_paths(&inherited)))
            .context("the project lies in a directory that PATH cannot name")
    }

    /// The first program of this name on [`Self::search_path`].
    pub(crate) fn program(&self, name: &str) -> Option<PathBuf> {
        let path = self.search_path().ok()?;
        env::split_paths(&path).map(|directory| directory.join(name)).find(|file| file.is_file())
    }
}
