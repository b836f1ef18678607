//! Files that exist completely or not at all, even if a process is killed, and however many
//! processes share a folder.
//!
//! New content is written under a name of its own, forced to the disk, and then moved to its place
//! atomically. Only the owner can read the files.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// Makes a file unless it is there; of many that make it at once one wins, and the others find that one.
///
/// # Errors
/// When the folder cannot be written.
pub fn make(path: &Path, contents: &[u8]) -> io::Result<()> {
    let new = write_beside(path, contents)?;
    let linked = fs::hard_link(&new, path);
    let _ = fs::remove_file(&new);
    match linked {
        Ok(()) => {
            settle(path);
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(_) => make_without_link(path, contents),
    }
}

/// Replaces a file, or makes it.
///
/// # Errors
/// When the folder cannot be written; then the old one is there still.
pub fn replace(path: &Path, contents: &[u8]) -> io::Result<()> {
    let new = write_beside(path, contents)?;
    if let Err(error) = fs::rename(&new, path) {
        let _ = fs::remove_file(&new);
        return Err(error);
    }
    settle(path);
    Ok(())
}

/// Some file systems know no links (network shares of Windows): there a kill at the wrong moment leaves half.
fn make_without_link(path: &Path, contents: &[u8]) -> io::Result<()> {
    match fresh(path) {
        Ok(file) => write(file, contents),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

/// Writes a file that no other thread writes, in the same folder.
fn write_beside(path: &Path, contents: &[u8]) -> io::Result<PathBuf> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut n = 0_u32;
    loop {
        let new = path.with_file_name(format!(".{name}.{}-{n}.new", std::process::id()));
        match fresh(&new) {
            Ok(file) => {
                return match write(file, contents) {
                    Ok(()) => Ok(new),
                    Err(error) => {
                        let _ = fs::remove_file(&new);
                        Err(error)
                    }
                };
            }
            // Of another thread, of a process with the same number on another machine, or of one that was killed.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => n += 1,
            Err(error) => return Err(error),
        }
    }
}

fn fresh(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn write(mut file: File, contents: &[u8]) -> io::Result<()> {
    file.write_all(contents)?;
    file.sync_all()
}

/// Forces the name to the disk too, where the system can.
fn settle(path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let opened = File::open(folder.unwrap_or_else(|| Path::new(".")));
    let _ = opened.and_then(|folder| folder.sync_all());
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, sync::Barrier, thread};

    use super::*;
    use crate::system::rng::Rng;

    fn folder() -> PathBuf {
        let folder = std::env::temp_dir().join(format!("vestibule-files-{}", Rng::system().id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// What each of many threads reads after it made, or replaced, the file.
    fn at_once(path: &Path, how: fn(&Path, &[u8]) -> io::Result<()>) -> Vec<String> {
        let (many, barrier) = (32, Barrier::new(32));
        let one = |n: usize| {
            let contents = format!("{n}\n").repeat(20_000);
            barrier.wait();
            how(path, contents.as_bytes()).unwrap();
            fs::read_to_string(path).unwrap()
        };
        thread::scope(|scope| {
            let all: Vec<_> = (0..many).map(|n| scope.spawn(move || one(n))).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        })
    }

    fn is_whole(read: &str) -> bool {
        let mut lines = read.lines();
        let first = lines.next();
        first.is_some() && lines.clone().count() == 19_999 && lines.all(|line| Some(line) == first)
    }

    #[test]
    fn of_many_that_make_a_file_one_wins_and_all_read_the_whole_of_it() {
        let folder = folder();
        let read = at_once(&folder.join("file"), make);
        assert!(is_whole(&read[0]));
        assert_eq!(read.iter().collect::<BTreeSet<_>>().len(), 1);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "nothing is left beside it");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn who_reads_a_file_that_many_replace_reads_a_whole_one() {
        let folder = folder();
        let read = at_once(&folder.join("file"), replace);
        assert!(read.iter().all(|read| is_whole(read)));
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "nothing is left beside it");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_a_killed_process_left_beside_a_file_is_in_nobodys_way() {
        let folder = folder();
        let path = folder.join("file");
        fs::write(folder.join(format!(".file.{}-0.new", std::process::id())), "ha").unwrap();
        make(&path, b"whole").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "whole");
        fs::remove_dir_all(folder).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_reads_a_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = folder();
        let path = folder.join("file");
        make(&path, b"secret").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::remove_dir_all(folder).unwrap();
    }
}
