//! The paths of the project: the root of the repository and Cargo's target directory.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The paths that every command needs.
#[derive(Debug)]
pub(crate) struct Project {
    /// The root of the repository, absolute.
    pub(crate) root: PathBuf,
    /// Cargo's target directory, as set by the environment or Cargo's configuration.
    pub(crate) target: PathBuf,
}

impl Project {
    /// Finds the project from which this program was built.
    pub(crate) fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("the xtask crate lies in the root of the repository")?
            .to_owned();
        // This program is `<target>/debug/xtask`: true for every configuration of Cargo's target.
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

    /// The folder of the tools that this project installs, so that the machine's own versions stay
    /// untouched.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// The search path with the project's own tools first.
    pub(crate) fn search_path(&self) -> Result<OsString> {
        self.search_path_with(&self.tools().join("bin"))
    }

    /// The same, with this folder before everything else.
    pub(crate) fn search_path_with(&self, first: &Path) -> Result<OsString> {
        let own = [self.tools().join("bin"), self.path("e2e/node_modules/.bin")];
        let inherited = env::var_os("PATH").unwrap_or_default();
        let own = [first.to_owned()].into_iter().chain(own);
        env::join_paths(own.chain(env::split_paths(&inherited)))
            .context("the project lies in a directory that PATH cannot name")
    }

    /// The first program of this name on [`Self::search_path`].
    pub(crate) fn program(&self, name: &str) -> Option<PathBuf> {
        let path = self.search_path().ok()?;
        env::split_paths(&path).map(|directory| directory.join(name)).find(|file| file.is_file())
    }
}
