//! What a day was like: counts that feed policy, planner and estimate, and
//! show the lead whether the promises were kept.
//!
//! Statistics are made of events, one after another, and can be made again
//! from them at any time. Each event of a day has a number without gaps; a day
//! remembers the last number it has counted, so that an event delivered twice
//! counts once and a lost one is noticed. Days add up to weeks in any order.
//!
//! They know services and times of day, and nothing else: no visit, no person,
//! no clerk and no counter. So nobody's performance can be read from them, even
//! by combining them.

mod event;
mod figures;
mod punctuality;
mod recount;
mod replay;
mod service_times;
#[cfg(test)]
mod tests;
mod waits;

use jiff::{civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

pub use self::{
    event::{Event, Waiting},
    figures::Figures,
    punctuality::Punctuality,
    recount::recount,
    replay::{ReplayDay, replay},
    service_times::{ServiceTimes, may_show_durations},
    waits::{Breach, Cause, Promise, Waits},
};

/// The statistics of one day at one office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayStatistics {
    /// The day.
    pub date: Date,
    /// The number of the last event that is counted; 0 before the first.
    pub applied: u64,
    /// The counts.
    pub figures: Figures,
}

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// It is counted now.
    Now,
    /// It was counted before; nothing has changed.
    Before,
}

/// An event is missing, so nothing was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("event {found} came when event {expected} was due")]
pub struct Gap {
    /// The number that was due.
    pub expected: u64,
    /// The number that came.
    pub found: u64,
}

impl DayStatistics {
    /// A day on which nothing has happened yet.
    #[must_use]
    pub fn new(date: Date) -> Self {
        Self { date, applied: 0, figures: Figures::default() }
    }

    /// Counts the event with this number; `zone` is the office's.
    ///
    /// # Errors
    ///
    /// [`Gap`] when an event before this one has not been counted.
    pub fn apply(&mut self, zone: &TimeZone, number: u64, event: &Event) -> Result<Applied, Gap> {
        if number <= self.applied {
            return Ok(Applied::Before);
        }
        let expected = self.applied + 1;
        if number > expected {
            return Err(Gap { expected, found: number });
        }
        self.figures.count(zone, event);
        self.applied = number;
        Ok(Applied::Now)
    }
}
