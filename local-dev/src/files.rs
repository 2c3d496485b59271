//! The city's data folder: what must survive, and whose folder it is.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Shows that a folder belongs to a city, so that nothing else is ever deleted.
const MARK: &str = "wertmarke-city.lock";

/// Why a data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The folder is full of something else.
    #[error("{} holds files that are not the city's; choose another folder with --data", folder.display())]
    NotOurs {
        /// The folder.
        folder: PathBuf,
    },
    /// Another city lives in it right now.
    #[error("another local city is using {}; stop it or choose another folder with --data", folder.display())]
    InUse {
        /// The folder.
        folder: PathBuf,
    },
    /// The file system refuses.
    #[error("{} cannot be used", folder.display())]
    Io {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A data folder, for this city alone as long as this value lives.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    _lock: File,
}

/// Whether an earlier city's data stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Earlier {
    /// They stay.
    Keep,
    /// They are deleted.
    Forget,
}

impl Folder {
    /// Opens a data folder, creating it if need be.
    ///
    /// The folder tells git to ignore it, wherever it is.
    ///
    /// # Errors
    ///
    /// [`FolderError`]; a folder with other people's files is never touched.
    pub fn open(path: &Path, earlier: Earlier) -> Result<Self, FolderError> {
        let io = |source| FolderError::Io { folder: path.to_owned(), source };
        fs::create_dir_all(path).map_err(io)?;
        let mark = path.join(MARK);
        let is_empty = fs::read_dir(path).map_err(io)?.next().is_none();
        if !is_empty && !mark.exists() {
            return Err(FolderError::NotOurs { folder: path.to_owned() });
        }
        let lock = File::options().create(true).append(true).open(&mark).map_err(io)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(FolderError::InUse { folder: path.to_owned() });
            }
            Err(TryLockError::Error(source)) => return Err(io(source)),
        }
        if earlier == Earlier::Forget {
            for entry in fs::read_dir(path).map_err(io)? {
                let entry = entry.map_err(io)?.path();
                if entry.is_file() && entry != mark {
                    fs::remove_file(entry).map_err(io)?;
                }
            }
        }
        fs::write(path.join(".gitignore"), "*\n").map_err(io)?;
        Ok(Self { path: path.to_owned(), _lock: lock })
    }

    /// A file in the folder.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

/// Replaces a file so that after a crash it is either the old or the new one.
///
/// # Errors
///
/// When the file system refuses; the old file stays then.
pub fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let next = path.with_extension("next");
    let mut file = File::create(&next)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&next, path)?;
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

/// Reads a file; none is `None`.
///
/// # Errors
///
/// When it exists and cannot be read.
pub fn read(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_cities_never_share_a_folder() {
        let temp = tempfile::tempdir().unwrap();
        let first = Folder::open(temp.path(), Earlier::Keep).unwrap();
        let second = Folder::open(temp.path(), Earlier::Keep);
        assert!(matches!(second, Err(FolderError::InUse { .. })));
        drop(first);
        Folder::open(temp.path(), Earlier::Keep).unwrap();
    }

    #[test]
    fn starting_anew_deletes_only_a_citys_files() {
        let temp = tempfile::tempdir().unwrap();
        fs::write(temp.path().join("thesis.txt"), "years of work").unwrap();
        let refused = Folder::open(temp.path(), Earlier::Forget);
        assert!(matches!(refused, Err(FolderError::NotOurs { .. })));
        assert!(temp.path().join("thesis.txt").exists());

        let ours = temp.path().join("city");
        let folder = Folder::open(&ours, Earlier::Keep).unwrap();
        replace(&folder.file("clock.json"), b"{}").unwrap();
        drop(folder);
        let folder = Folder::open(&ours, Earlier::Keep).unwrap();
        assert_eq!(read(&folder.file("clock.json")).unwrap().as_deref(), Some("{}"));
        drop(folder);
        let folder = Folder::open(&ours, Earlier::Forget).unwrap();
        assert_eq!(read(&folder.file("clock.json")).unwrap(), None);
    }
}
