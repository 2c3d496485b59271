//! An appointment from booking to check-in, and the person it belongs to.

mod person;
mod reminder;
mod state;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::{
    person::{EmailAddress, PersonName},
    reminder::{Returned, reminder_is_due},
    state::{BookingState, BookingStatus, Change, ChangeKind, ChangeRefusal, Former},
};
use crate::{
    ids::{Number, OfficeId},
    office::Items,
    queue::{KeyHash, VisitId},
    time::{Moment, Unit},
};

/// An appointment. The short names are attribute names in the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// Where.
    #[serde(rename = "o")]
    pub office: OfficeId,
    /// On which day.
    #[serde(rename = "d")]
    pub date: Date,
    /// At which unit of the day.
    #[serde(rename = "u")]
    pub unit: Unit,
    /// The same as a moment.
    #[serde(rename = "t")]
    pub start: Moment,
    /// How many minutes it takes.
    #[serde(rename = "i")]
    pub minutes: u16,
    /// What it is for.
    #[serde(rename = "s")]
    pub items: Items,
    /// Its number on that day.
    #[serde(rename = "n")]
    pub number: Number,
    /// The queue's name for it once it has checked in.
    #[serde(rename = "q")]
    pub visit: VisitId,
    /// Where mails go; none for a booking made at the desk without an address.
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub email: Option<EmailAddress>,
    /// The name, where a service needs one.
    #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
    pub name: Option<PersonName>,
    /// The language of mails and pages, a two-letter code.
    #[serde(rename = "l")]
    pub language: String,
    /// Where it stands.
    #[serde(rename = "g")]
    pub state: BookingState,
    /// What was done to it last, for the history.
    #[serde(rename = "z")]
    pub change: Change,
    /// How often it was moved.
    #[serde(rename = "w", default)]
    pub moves: u16,
    /// Grows with every change; the calendar entry's SEQUENCE.
    #[serde(rename = "r", default)]
    pub revision: u32,
    /// When it was made.
    #[serde(rename = "c")]
    pub created: Moment,
    /// The payload of the command that made it.
    #[serde(rename = "p")]
    pub payload: KeyHash,
    /// Whether mails about it have come back.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<Returned>,
    /// The latest commands, newest first.
    #[serde(rename = "k", default, skip_serializing_if = "Vec::is_empty")]
    pub commands: Vec<crate::queue::Stamp>,
}
