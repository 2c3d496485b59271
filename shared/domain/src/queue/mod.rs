//! The queue of one office on one day: who is in the house, what every counter
//! does, and what the board shows.
//!
//! The queue is one value. A ticket or a check-in adds an entry to it; every
//! other command is a pure function from the queue before to the queue after
//! (see [`command`](Queue::command)), and the store lets exactly one successor
//! of a version win. So a ticket cannot be called to two counters: that would
//! be two successors of one version.
//!
//! The short names in the `serde` attributes are the attribute names in the
//! table, where every byte of the queue is paid for with every write.

mod apply;
mod calling;
mod command;
mod disturbed;
mod ending;
mod entry;
mod event;
mod guarded;
mod kinds;
mod light;
mod next;
mod outage;
mod presence;
mod running;
mod staff;
#[cfg(test)]
mod tests;
mod today;
mod undo;
mod view;
mod wait;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use self::{
    command::{Answer, Call, Command, Forward, Outcome, Refusal, Stamp},
    entry::{Appointment, Entry, KeyHash, Stage, VisitId, VisitIdError},
    event::{Actor, Event, EventKind},
    light::Light,
    next::{Decision, Expected, HOLD_TICK, LEAD, Punctuality, Reason, next_call},
    outage::Entered,
    running::{Help, NotANotice, Notice},
    today::{Today, Urgency, Urgent},
    undo::Undo,
    view::{CounterState, Standing, VisitState},
};
use crate::{
    ids::{CounterId, Number},
    office::Band,
    time::Moment,
};

/// How many of the latest calls the board is shown.
pub const RECENT_CALLS: usize = 12;

/// How many older keys a counter remembers, to tell a late duplicate press
/// from a new one.
const OLDER_KEYS: usize = 4;

/// The queue of one office on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// Grows with every change by the number of its events; the queue's `ETag`.
    #[serde(rename = "v")]
    pub version: u64,
    /// Grows with every call and recall; tells the board when to sound the gong.
    #[serde(rename = "s")]
    pub sequence: u64,
    /// The band of walk-in numbers with which this day began.
    #[serde(rename = "w")]
    pub walk_ins: Band,
    /// Every ticket drawn today, in the order of drawing. Its place gives its
    /// number, so a number is unique and never comes again by construction,
    /// and drawing twice with one key finds the first ticket for the whole day.
    #[serde(rename = "i", with = "entry::as_bytes")]
    pub drawn: Vec<VisitId>,
    /// The numbers of the appointments that have checked in today.
    #[serde(rename = "a")]
    pub checked_in: Vec<Number>,
    /// Everybody in the house, and those who left or were not there.
    /// A finished visit has no entry any more.
    #[serde(rename = "q")]
    pub entries: BTreeMap<VisitId, Entry>,
    /// The counters that have done anything today.
    #[serde(rename = "c")]
    pub counters: BTreeMap<CounterId, Counter>,
    /// The latest calls, oldest first.
    #[serde(rename = "k")]
    pub calls: Vec<Shown>,
    /// What the latest change was, for the record.
    #[serde(rename = "l")]
    pub events: Vec<Event>,
    /// What is kept of the day beside its visits.
    #[serde(rename = "d", default)]
    pub today: Today,
}

/// One line of the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The number that was called.
    #[serde(rename = "n")]
    pub number: Number,
    /// Where to go.
    #[serde(rename = "c")]
    pub counter: CounterId,
    /// When it was called last.
    #[serde(rename = "t")]
    pub at: Moment,
}

/// What a counter does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counter {
    /// Whether it is open.
    #[serde(rename = "o", default, skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
    /// Whether it closes after the present visit.
    #[serde(rename = "p", default, skip_serializing_if = "std::ops::Not::not")]
    pub pause_after: bool,
    /// The visit that was called to it or is being served.
    #[serde(rename = "v", default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<VisitId>,
    /// For which start it is kept free, if its latest "next" came to that.
    #[serde(rename = "h", default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Moment>,
    /// The latest command, for its replay and for undo.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Last>,
    /// Keys of some commands before it, newest first.
    #[serde(rename = "k", default, skip_serializing_if = "Vec::is_empty")]
    pub older: Vec<KeyHash>,
}

/// The latest command of a counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    /// Its idempotency key and payload.
    #[serde(flatten)]
    pub stamp: Stamp,
    /// The queue's version that it made.
    #[serde(rename = "m")]
    pub version: u64,
    /// The visit its answer was about.
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Number>,
    /// The call its answer carried.
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    pub call: Option<Call>,
    /// Why its answer carried none, if it was to.
    #[serde(rename = "i", default, skip_serializing_if = "Option::is_none")]
    pub idle: Option<Decision>,
    /// What undo brings back; `None` when there is nothing to undo.
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<Undo>,
}

impl Queue {
    /// The queue of a day on which nothing has happened yet.
    #[must_use]
    pub fn new(walk_ins: Band) -> Self {
        Self {
            version: 0,
            sequence: 0,
            walk_ins,
            drawn: Vec::new(),
            checked_in: Vec::new(),
            entries: BTreeMap::new(),
            counters: BTreeMap::new(),
            calls: Vec::new(),
            events: Vec::new(),
            today: Today::default(),
        }
    }

    /// The number of the ticket drawn as the `place`-th of the day (from 0):
    /// ascending in the band, then four digits from 1000 or from the end of a
    /// band that reaches beyond.
    #[must_use]
    pub fn walk_in_number(&self, place: usize) -> Option<Number> {
        let place = u16::try_from(place).ok()?;
        self.walk_ins.get(place).or_else(|| {
            let first = self.walk_ins.last().get().max(999) + 1;
            let number = first.checked_add(place - self.walk_ins.len())?;
            // 6000 and above belong to appointments beyond their band.
            Number::new(number).filter(|number| number.get() < 6000)
        })
    }

    /// The number of a visit that is in this queue, or of a ticket that was.
    ///
    /// An appointment takes its number along when it is finished; its booking
    /// knows it. So does a number that was given out without a network.
    #[must_use]
    pub fn number(&self, id: VisitId) -> Option<Number> {
        let entry = self.entries.get(&id);
        let own = entry.and_then(|entry| match &entry.appointment {
            Some(appointment) => Some(appointment.number),
            None => entry.emergency,
        });
        own.or_else(|| self.walk_in_number(self.drawn.iter().position(|drawn| *drawn == id)?))
    }

    /// The visit in the house that carries this number.
    #[must_use]
    pub fn find(&self, number: Number) -> Option<VisitId> {
        self.entries.keys().copied().find(|id| self.number(*id) == Some(number))
    }
}
