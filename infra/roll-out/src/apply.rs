//! Putting a file into force, and taking that back.

use domain::{
    ids::OfficeId,
    office::{Office, OfficeFileError},
    time::Moment,
};
use store::{RolledOut, Store, StoreError, Stranded};

use crate::{OfficeFile, differences, words};

/// Why a file did not come into force. Whatever was in force stays.
#[derive(Debug, thiserror::Error)]
pub enum RollOutError {
    /// The table does not work.
    #[error("die Tabelle antwortet nicht")]
    Store(#[from] StoreError),
    /// Another roll-out was faster.
    #[error("jemand anderes hat dasselbe Büro gerade geändert; bitte noch einmal ansehen")]
    Overtaken,
    /// Bookings would not take place.
    #[error(
        "nichts hat sich geändert; keinen Platz mehr hätte {}:\n{}",
        words::count(.0.len(), "Termin", "Termine"),
        .0.join("\n")
    )]
    Strands(Vec<String>),
    /// There is nothing to go back to.
    #[error("das Büro „{0}“ hatte noch keine andere Datei")]
    NothingBefore(OfficeId),
    /// An earlier file is not valid for this version of the program.
    #[error("die frühere Datei passt nicht mehr")]
    Earlier(#[from] OfficeFileError),
}

/// What a file would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The version in force; 0 for a new office.
    pub version: u64,
    /// What changes, one sentence each; nothing if the file is in force.
    pub changes: Vec<String>,
    /// The bookings that would not take place, one line each.
    pub stranded: Vec<String>,
}

/// Says what a file would change, and changes nothing.
///
/// # Errors
///
/// [`RollOutError::Store`].
pub async fn plan(store: &Store, file: &OfficeFile, now: Moment) -> Result<Plan, RollOutError> {
    let office = &file.office;
    let Some(old) = store.office(&office.id).await? else {
        let changes = vec![format!("Neu: {}.", office.name)];
        return Ok(Plan { version: 0, changes, stranded: Vec::new() });
    };
    let stranded = store.stranded(office, now).await?;
    Ok(Plan {
        version: old.version,
        changes: differences(&old.office, office, now),
        stranded: lines(office, &stranded),
    })
}

/// Puts a file into force for its office alone. Returns the version, and
/// whether it is a new one.
///
/// # Errors
///
/// [`RollOutError`].
pub async fn apply(
    store: &Store,
    file: &OfficeFile,
    now: Moment,
) -> Result<(u64, bool), RollOutError> {
    roll_out(store, &file.city, &file.text, &file.office, now).await
}

/// Puts the file into force again that was so before the present one.
///
/// # Errors
///
/// [`RollOutError`].
pub async fn back(store: &Store, id: &OfficeId, now: Moment) -> Result<u64, RollOutError> {
    let versions = store.versions(id).await?;
    let (last, earlier) =
        versions.split_last().ok_or_else(|| RollOutError::NothingBefore(id.clone()))?;
    let other = earlier.iter().rev().find(|it| it.city != last.city || it.file != last.file);
    let other = other.ok_or_else(|| RollOutError::NothingBefore(id.clone()))?;
    let office = Office::parse(&other.city, &format!("{id}.toml"), &other.file)?;
    let (version, _) = roll_out(store, &other.city, &other.file, &office, now).await?;
    Ok(version)
}

async fn roll_out(
    store: &Store,
    city: &str,
    file: &str,
    office: &Office,
    now: Moment,
) -> Result<(u64, bool), RollOutError> {
    match store.roll_out(city, file, &office.id, now).await? {
        RolledOut::Now(version) => Ok((version, true)),
        RolledOut::Unchanged(version) => Ok((version, false)),
        RolledOut::Strands(stranded) => Err(RollOutError::Strands(lines(office, &stranded))),
        RolledOut::Overtaken => Err(RollOutError::Overtaken),
    }
}

fn lines(office: &Office, stranded: &[Stranded]) -> Vec<String> {
    stranded.iter().map(|stranded| words::stranded(office, stranded)).collect()
}
