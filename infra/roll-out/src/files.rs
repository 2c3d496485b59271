//! Office files as they lie in a folder: `offices/*.toml` beside `city.toml`.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use domain::office::{Office, OfficeFileError};

/// Why a file is no office.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It cannot be read.
    #[error("{} lässt sich nicht lesen", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// What it says is refused, with file, line and remedy.
    #[error(transparent)]
    Refused(#[from] OfficeFileError),
    /// It is called otherwise than its office.
    #[error("{} beschreibt das Büro „{office}“ und muss {office}.toml heißen", path.display())]
    Misnamed {
        /// Which.
        path: PathBuf,
        /// The office's id.
        office: String,
    },
}

/// An office file with the city it belongs to, checked.
#[derive(Debug, Clone)]
pub struct OfficeFile {
    /// The text of the city's file.
    pub city: String,
    /// The file's name.
    pub name: String,
    /// The file's text.
    pub text: String,
    /// The office that it describes.
    pub office: Office,
}

impl OfficeFile {
    /// Reads and checks a file, and `city.toml` in the folder above it.
    ///
    /// # Errors
    ///
    /// [`FileError`].
    pub fn read(path: &Path) -> Result<Self, FileError> {
        let folder = path.parent().unwrap_or(Path::new("."));
        let city = read(&folder.join("../city.toml"))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = read(path)?;
        let office = Office::parse(&city, &name, &text)?;
        if name != format!("{}.toml", office.id) {
            let office = office.id.to_string();
            return Err(FileError::Misnamed { path: path.to_owned(), office });
        }
        Ok(Self { city, name, text, office })
    }

    /// The office files of a folder, by name.
    ///
    /// # Errors
    ///
    /// When the folder cannot be read.
    pub fn list(folder: &Path) -> Result<Vec<PathBuf>, FileError> {
        let unreadable = |source| FileError::Unreadable { path: folder.to_owned(), source };
        let mut paths = Vec::new();
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                paths.push(path);
            }
        }
        paths.sort();
        Ok(paths)
    }
}

fn read(path: &Path) -> Result<String, FileError> {
    fs::read_to_string(path)
        .map_err(|source| FileError::Unreadable { path: path.to_owned(), source })
}
