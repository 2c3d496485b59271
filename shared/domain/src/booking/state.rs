//! Where a booking stands, and what may still be done with it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Booking;
use crate::{
    ids::Number,
    office::Office,
    queue::{Actor, Event, EventKind, Stamp},
    time::{Moment, Seconds},
};

/// How many command keys a booking remembers.
const REMEMBERED: usize = 4;

/// Where a booking stands, as far as it is not a matter of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum BookingState {
    /// It stands.
    #[serde(rename = "b")]
    Booked,
    /// The office closes on the day it was booked for.
    #[serde(rename = "d")]
    Displaced {
        /// When it was booked for.
        #[serde(rename = "f")]
        from: Moment,
        /// Whether the booking's own start is another one, held for it. It
        /// stands like a booked one: whoever comes then, has accepted it.
        #[serde(rename = "h", default, skip_serializing_if = "std::ops::Not::not")]
        held: bool,
    },
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
    /// The office closed on its day. What is held instead waits for an answer.
    Displaced,
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
    /// Nothing is held for it.
    #[error("nothing is held instead of the booking")]
    NothingHeld,
    /// It was moved as often as it may be.
    #[error("the booking was moved {moves} times")]
    MovedTooOften {
        /// How often it may be.
        moves: u16,
    },
}

/// What was done to a booking last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What.
    #[serde(rename = "k")]
    pub kind: ChangeKind,
    /// When.
    #[serde(rename = "t")]
    pub at: Moment,
    /// In which role.
    #[serde(rename = "b")]
    pub by: Actor,
    /// Which day and number it left, if it did.
    #[serde(rename = "f", default, skip_serializing_if = "Option::is_none")]
    pub former: Option<Former>,
}

impl Change {
    /// The first of all changes.
    #[must_use]
    pub const fn booked(at: Moment, by: Actor) -> Self {
        Self { kind: ChangeKind::Booked, at, by, former: None }
    }
}

/// What can be done to a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// It was made.
    Booked,
    /// It was moved.
    Moved,
    /// It was cancelled.
    Cancelled,
    /// Its day was closed.
    Displaced,
    /// What was held instead was accepted.
    Accepted,
}

/// A number that a booking had on another day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Former {
    /// The day.
    #[serde(rename = "d")]
    pub date: Date,
    /// The number.
    #[serde(rename = "n")]
    pub number: Number,
}

impl Booking {
    /// What has become of it at `now`.
    #[must_use]
    pub fn status(&self, office: &Office, now: Moment) -> BookingStatus {
        match self.state {
            BookingState::Cancelled { .. } => BookingStatus::Cancelled,
            BookingState::CheckedIn => BookingStatus::CheckedIn,
            _ if self.is_stranded(office) => BookingStatus::Displaced,
            _ if self.is_over(office, now) => BookingStatus::NoShow,
            BookingState::Displaced { .. } => BookingStatus::Displaced,
            BookingState::Booked => BookingStatus::Booked,
        }
    }

    /// Whether its day is closed and nothing is held instead: it has no start.
    #[must_use]
    pub fn is_stranded(&self, office: &Office) -> bool {
        match self.state {
            BookingState::Displaced { held: false, .. } => true,
            BookingState::Displaced { held: true, .. } | BookingState::Booked => {
                office.closed_because(self.date).is_some()
            }
            BookingState::CheckedIn | BookingState::Cancelled { .. } => false,
        }
    }

    /// When it was booked for, if its day was closed: then its own start is
    /// another one, or none.
    #[must_use]
    pub fn displaced_from(&self, office: &Office) -> Option<Moment> {
        match self.state {
            BookingState::Displaced { from, .. } => Some(from),
            _ if self.is_stranded(office) => Some(self.start),
            _ => None,
        }
    }

    /// Whether the office has closed for the day of the booking.
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
            BookingState::Booked | BookingState::Displaced { .. } | BookingState::CheckedIn => {
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
        match self.status(office, now) {
            BookingStatus::Cancelled => Err(ChangeRefusal::Cancelled),
            BookingStatus::CheckedIn => Err(ChangeRefusal::CheckedIn),
            BookingStatus::NoShow => Err(ChangeRefusal::Over),
            BookingStatus::Booked | BookingStatus::Displaced => Ok(()),
        }
    }

    /// Whether it may be moved. Leaving a day that was closed is not the
    /// person's doing, so it is always free.
    ///
    /// # Errors
    ///
    /// A [`ChangeRefusal`].
    pub fn may_move(&self, office: &Office, now: Moment) -> Result<(), ChangeRefusal> {
        self.may_cancel(office, now)?;
        let moves = office.booking.moves;
        let too_often = self.moves >= moves && self.displaced_from(office).is_none();
        if too_often { Err(ChangeRefusal::MovedTooOften { moves }) } else { Ok(()) }
    }

    /// Whether what is held instead of it may be accepted.
    ///
    /// # Errors
    ///
    /// A [`ChangeRefusal`] other than [`ChangeRefusal::MovedTooOften`].
    pub fn may_accept(&self, office: &Office, now: Moment) -> Result<(), ChangeRefusal> {
        self.may_cancel(office, now)?;
        match self.state {
            BookingState::Displaced { held: true, .. } if !self.is_stranded(office) => Ok(()),
            _ => Err(ChangeRefusal::NothingHeld),
        }
    }

    /// Remembers a command.
    pub fn remember(&mut self, stamp: Stamp) {
        self.commands.insert(0, stamp);
        self.commands.truncate(REMEMBERED);
    }

    /// What its latest change was on each day that it concerned.
    #[must_use]
    pub fn events(&self) -> Vec<(Date, Event)> {
        let Change { kind, at, by, former } = self.change;
        let event = |kind| Event::new(kind, at, by).of(self.number);
        let starting = |kind| event(kind).for_items(&self.items).booked_for(self.start);
        let left =
            |kind| former.map(|former| (former.date, Event::new(kind, at, by).of(former.number)));
        let (before, here) = match kind {
            ChangeKind::Booked => (None, starting(EventKind::Booked)),
            ChangeKind::Moved => (left(EventKind::MovedAway), starting(EventKind::Moved)),
            ChangeKind::Cancelled => (None, event(EventKind::Cancelled)),
            ChangeKind::Displaced if former.is_none() => (None, event(EventKind::Displaced)),
            ChangeKind::Displaced => (left(EventKind::Displaced), starting(EventKind::Offered)),
            ChangeKind::Accepted => (None, event(EventKind::Accepted)),
        };
        before.into_iter().chain([(self.date, here)]).collect()
    }
}
