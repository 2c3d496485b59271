//! Beginning the file of a new office.

use std::{
    fs::File,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use domain::ids::OfficeId;

/// The file that a new office begins with.
const FORM: &str = include_str!("../form.toml");

/// Why no file was written.
#[derive(Debug, thiserror::Error)]
pub enum NewError {
    /// The name is none.
    #[error("„{0}“ geht nicht als Name; erlaubt sind a–z, 0–9 und der Bindestrich")]
    Name(String),
    /// The file is there already, or the folder is not.
    #[error("{} lässt sich nicht schreiben", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Writes a commented file for a new office into this folder.
///
/// # Errors
///
/// [`NewError`]; a file that is there already stays as it is.
pub fn new(folder: &Path, id: &str) -> Result<PathBuf, NewError> {
    let id: OfficeId = id.parse().map_err(|_| NewError::Name(id.to_owned()))?;
    let path = folder.join(format!("{id}.toml"));
    let written = File::create_new(&path)
        .and_then(|mut file| file.write_all(FORM.replace("{id}", id.as_str()).as_bytes()));
    match written {
        Ok(()) => Ok(path),
        Err(source) => Err(NewError::File { path, source }),
    }
}
