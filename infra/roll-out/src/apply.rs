//! Putting a file into force.

use domain::time::Moment;
use store::{Applied, Store, StoreError};

use crate::OfficeFile;

/// Why a file did not come into force.
#[derive(Debug, thiserror::Error)]
pub enum RollOutError {
    /// The table does not work.
    #[error("die Tabelle antwortet nicht")]
    Store(#[from] StoreError),
    /// Another roll-out was faster.
    #[error("jemand anderes hat dasselbe Büro gerade geändert; bitte noch einmal ansehen")]
    Overtaken,
}

/// Puts a file into force for its office alone, and counts the days that have
/// bookings anew. Returns the version, and whether it is a new one.
///
/// # Errors
///
/// [`RollOutError`]; the configuration that was in force stays then.
pub async fn apply(
    store: &Store,
    file: &OfficeFile,
    now: Moment,
) -> Result<(u64, bool), RollOutError> {
    let (version, is_new) = match store.apply(&file.city, &file.name, &file.text).await? {
        Applied::Now(version) => (version, true),
        Applied::Unchanged(version) => (version, false),
        Applied::Overtaken => return Err(RollOutError::Overtaken),
    };
    if let Some(office) = store.office(&file.office.id).await? {
        match store.recount(&office, now).await {
            // Whoever books counts the rest; so does whoever was faster.
            Ok(()) | Err(StoreError::StaleConfiguration { .. } | StoreError::Contention { .. }) => {
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok((version, is_new))
}
