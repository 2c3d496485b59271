//! Whether an office can keep an appointment that it has given.

use jiff::civil::Date;

use super::{Items, ItemsRefusal, Office};
use crate::{day::closed_text, time::Unit};

/// Why an appointment cannot be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Lost {
    /// What it is for is not done here, or not within the longest visit.
    #[error(transparent)]
    Items(#[from] ItemsRefusal),
    /// The office is closed all day.
    #[error("the office is closed: {0}")]
    Closed(String),
    /// The office is not open at that time for as long as the visit takes.
    #[error("the office is not open for the whole visit")]
    NotOpen,
}

impl Office {
    /// Whether a visit that was booked can take place. Whether another one
    /// could be booked at this time is no matter.
    ///
    /// # Errors
    ///
    /// [`Lost`].
    pub fn keeps(&self, date: Date, unit: Unit, items: &Items) -> Result<(), Lost> {
        let minutes = self.minutes(items)?;
        if let Some(reason) = self.closed_because(date) {
            return Err(Lost::Closed(closed_text(&reason)));
        }
        if self.fits(date, unit, minutes) { Ok(()) } else { Err(Lost::NotOpen) }
    }
}
