//! An appointment from booking to check-in, and the person it belongs to.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{NotAName, Number, OfficeId},
    office::{Items, Office},
    queue::{KeyHash, VisitId},
    time::{Moment, Seconds, Unit},
};

/// How many command keys a booking remembers.
const REMEMBERED: usize = 4;

/// An e-mail address. Shows itself masked; only [`reveal`](Self::reveal) gives it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
// Invariant: at most 254 bytes, one `@` with a plain name before and a domain
// with a dot behind it, no white space or control character.
pub struct EmailAddress(String);

impl EmailAddress {
    /// The whole address, for the envelope of a mail.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The address in one spelling, to recognise it again: small letters.
    #[must_use]
    pub fn normalised(&self) -> String {
        self.0.to_lowercase()
    }
}

impl FromStr for EmailAddress {
    type Err = NotAName;

    fn from_str(text: &str) -> Result<Self, NotAName> {
        let text = text.trim();
        let refused = || NotAName::new("…", "an e-mail address such as name@example.org");
        let (user, domain) = text.rsplit_once('@').ok_or_else(refused)?;
        let odd = |c: char| c.is_whitespace() || c.is_control() || "<>()[],;:\\\"@".contains(c);
        let labels = domain.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        });
        let plain = (1..=64).contains(&user.len()) && !text.chars().filter(|c| *c != '@').any(odd);
        let one_at = !user.contains('@');
        if text.len() > 254 || !plain || !one_at || !labels || !domain.contains('.') {
            return Err(refused());
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = NotAName;

    fn try_from(text: String) -> Result<Self, NotAName> {
        text.parse()
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (user, domain) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        write!(f, "{}***@{domain}", user.chars().next().unwrap_or('*'))
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

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
    /// The latest commands, newest first.
    #[serde(rename = "k", default, skip_serializing_if = "Vec::is_empty")]
    pub commands: Vec<crate::queue::Stamp>,
}

/// A name as a person writes it, one line of at most 100 characters.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonName(String);

impl PersonName {
    /// The name, for the person's own page and mail.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl FromStr for PersonName {
    type Err = NotAName;

    fn from_str(text: &str) -> Result<Self, NotAName> {
        let text = text.trim();
        let long = text.chars().count() > 100;
        if text.is_empty() || long || text.chars().any(char::is_control) {
            return Err(NotAName::new("…", "a name of at most 100 characters on one line"));
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for PersonName {
    type Error = NotAName;

    fn try_from(text: String) -> Result<Self, NotAName> {
        text.parse()
    }
}

impl From<PersonName> for String {
    fn from(name: PersonName) -> Self {
        name.0
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Where a booking stands, as far as it is not a matter of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum BookingState {
    /// It stands.
    #[serde(rename = "b")]
    Booked,
    /// The person came; from here the queue knows more.
    #[serde(rename = "c")]
    CheckedIn,
    /// It was given back.
    #[serde(rename = "x")]
    Cancelled {
        /// When.
        #[serde(rename = "t")]
        at: Moment,
    },
}

/// What has become of a booking for those who ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BookingStatus {
    /// It stands.
    Booked,
    /// The person has checked in.
    CheckedIn,
    /// It was cancelled.
    Cancelled,
    /// The day is over and nobody came.
    NoShow,
}

/// Why a booking cannot be changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeRefusal {
    /// It was cancelled.
    #[error("the booking was cancelled")]
    Cancelled,
    /// The person has checked in.
    #[error("the booking is checked in")]
    CheckedIn,
    /// Its time is over.
    #[error("the booking's time is over")]
    Over,
    /// It was moved as often as it may be.
    #[error("the booking was moved {moves} times")]
    MovedTooOften {
        /// How often it may be.
        moves: u16,
    },
}

impl Booking {
    /// What has become of it at `now`.
    #[must_use]
    pub fn status(&self, office: &Office, now: Moment) -> BookingStatus {
        match self.state {
            BookingState::Cancelled { .. } => BookingStatus::Cancelled,
            BookingState::CheckedIn => BookingStatus::CheckedIn,
            BookingState::Booked if self.is_over(office, now) => BookingStatus::NoShow,
            BookingState::Booked => BookingStatus::Booked,
        }
    }

    /// Whether the office has closed on the day of the booking.
    #[must_use]
    pub fn is_over(&self, office: &Office, now: Moment) -> bool {
        let closes = office.closes(self.date).unwrap_or(self.start + Seconds::hours(12));
        closes <= now
    }

    /// Whether personal data is to be treated as gone: a day after the visit's
    /// day closed, or after the cancellation; sooner where the office keeps it
    /// for less.
    #[must_use]
    pub fn is_forgotten(&self, office: &Office, now: Moment) -> bool {
        self.forget_at(office) <= now
    }

    /// From when it is treated as gone.
    #[must_use]
    pub fn forget_at(&self, office: &Office) -> Moment {
        let end = match self.state {
            BookingState::Cancelled { at } => at,
            BookingState::Booked | BookingState::CheckedIn => {
                office.closes(self.date).unwrap_or(self.start + Seconds::hours(12))
            }
        };
        end + Seconds::hours(24).min(office.retention)
    }

    /// Whether it may be cancelled.
    ///
    /// # Errors
    ///
    /// A [`ChangeRefusal`] other than [`ChangeRefusal::MovedTooOften`].
    pub fn may_cancel(&self, office: &Office, now: Moment) -> Result<(), ChangeRefusal> {
        match self.state {
            BookingState::Cancelled { .. } => Err(ChangeRefusal::Cancelled),
            BookingState::CheckedIn => Err(ChangeRefusal::CheckedIn),
            BookingState::Booked if self.is_over(office, now) => Err(ChangeRefusal::Over),
            BookingState::Booked => Ok(()),
        }
    }

    /// Whether it may be moved.
    ///
    /// # Errors
    ///
    /// A [`ChangeRefusal`].
    pub fn may_move(&self, office: &Office, now: Moment) -> Result<(), ChangeRefusal> {
        self.may_cancel(office, now)?;
        let moves = office.booking.moves;
        if self.moves >= moves { Err(ChangeRefusal::MovedTooOften { moves }) } else { Ok(()) }
    }

    /// Remembers a command.
    pub fn remember(&mut self, stamp: crate::queue::Stamp) {
        self.commands.insert(0, stamp);
        self.commands.truncate(REMEMBERED);
    }
}

#[cfg(test)]
mod tests;
