//! How long people waited, and which promises were broken.

use serde::{Deserialize, Serialize};

use crate::{
    histogram::Histogram,
    time::{Moment, Seconds},
};

/// What the office promises. Both promises are about the first call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Promise {
    /// Who has an appointment and has checked in is called within three
    /// minutes of the booked time, or of the check-in if that was later.
    ThreeMinutes,
    /// A walk-in is called within thirty minutes of drawing the ticket.
    ThirtyMinutes,
}

impl Promise {
    /// Its name in data and logs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ThreeMinutes => "three-minutes",
            Self::ThirtyMinutes => "thirty-minutes",
        }
    }

    /// The promised time.
    #[must_use]
    pub const fn within(self) -> Seconds {
        match self {
            Self::ThreeMinutes => Seconds::minutes(3),
            Self::ThirtyMinutes => Seconds::minutes(30),
        }
    }
}

/// Why a promise was broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// Every counter was busy with usual cases.
    NoCounter,
    /// A counter was not held, or not early enough.
    HeldTooLate,
    /// A case took far longer than its service usually does.
    LongCase,
    /// Somebody who was back from a recall or a pause had to go first.
    Recall,
    /// The system or a device was down; times were entered afterwards.
    Outage,
    /// The office was interrupted, as by a fire alarm.
    Interruption,
    /// What the visit was for could not be done for a while.
    Disturbance,
}

/// One broken promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Breach {
    /// When the call was due at the latest.
    pub due: Moment,
    /// How much later it came.
    pub late: Seconds,
    /// What was broken.
    pub promise: Promise,
    /// Why.
    pub cause: Cause,
}

/// Waits of one kind of people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Waits {
    /// Bin 0: no wait. Bin `i`: more than `15 × (i - 1)` and at most `15 × i`
    /// seconds, so that whole minutes end with a bin.
    waits: Histogram,
}

impl Waits {
    const BIN: u64 = 15;

    /// Counts a wait; an early call is no wait.
    pub fn add(&mut self, waited: Seconds) {
        let bin = waited.0.max(0).unsigned_abs().div_ceil(Self::BIN);
        self.waits.add(i16::try_from(bin).unwrap_or(i16::MAX));
    }

    /// Adds the waits of another day.
    pub fn merge(&mut self, other: &Self) {
        self.waits.merge(&other.waits);
    }

    /// How many people were called.
    #[must_use]
    pub fn people(&self) -> u64 {
        self.waits.total()
    }

    /// The share in ppm that waited at most so long, exact for multiples of
    /// 15 seconds; `None` when nobody was called.
    #[must_use]
    pub fn within(&self, limit: Seconds) -> Option<u32> {
        let bin = limit.0.max(0).unsigned_abs() / Self::BIN;
        self.waits.share_up_to(i16::try_from(bin).unwrap_or(i16::MAX))
    }

    /// The wait that this share of the people did not exceed, rounded up to
    /// 15 seconds; `None` when nobody was called.
    #[must_use]
    pub fn quantile(&self, share_ppm: u32) -> Option<Seconds> {
        let bin = self.waits.quantile(share_ppm)?;
        Some(Seconds(i64::from(bin) * i64::try_from(Self::BIN).unwrap_or(15)))
    }
}
