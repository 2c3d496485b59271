//! The range that people read.

use serde::{Deserialize, Serialize};

use super::Estimate;
use crate::{survival::PPM, time::Seconds};

/// A wait as it is shown, "etwa 15-25 Minuten": both ends whole five minutes,
/// never a single minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
// Invariant: both multiples of 5, `low_min < high_min`.
pub struct WaitRange {
    low_min: u32,
    high_min: u32,
}

impl WaitRange {
    /// The estimate's range, rounded outward.
    #[must_use]
    pub fn of(estimate: Estimate) -> Self {
        const FIVE_MINUTES: u64 = 5 * 60;
        let low = estimate.low.0.max(0).unsigned_abs() / FIVE_MINUTES;
        let high = estimate.high.0.max(0).unsigned_abs().div_ceil(FIVE_MINUTES).max(low + 1);
        let minutes = |fives: u64| u32::try_from(fives * 5).unwrap_or(u32::MAX);
        Self { low_min: minutes(low), high_min: minutes(high) }
    }

    /// Its lower end in minutes.
    #[must_use]
    pub const fn low_min(self) -> u32 {
        self.low_min
    }

    /// Its upper end in minutes.
    #[must_use]
    pub const fn high_min(self) -> u32 {
        self.high_min
    }

    /// Whether a wait turned out to be in it.
    #[must_use]
    pub fn holds(self, waited: Seconds) -> bool {
        (i64::from(self.low_min) * 60..=i64::from(self.high_min) * 60).contains(&waited.0)
    }
}

/// What somebody was told about their wait. Written as five whole numbers: the
/// estimate's mean, low and high in seconds, the range's ends in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(i64, i64, i64, u32, u32)", into = "(i64, i64, i64, u32, u32)")]
pub struct Told {
    /// The estimate as computed, before it was widened.
    pub estimate: Estimate,
    /// The range they read.
    pub range: WaitRange,
}

impl From<(i64, i64, i64, u32, u32)> for Told {
    fn from((mean, low, high, low_min, high_min): (i64, i64, i64, u32, u32)) -> Self {
        let estimate = Estimate { mean: Seconds(mean), low: Seconds(low), high: Seconds(high) };
        Self { estimate, range: WaitRange { low_min, high_min } }
    }
}

impl From<Told> for (i64, i64, i64, u32, u32) {
    fn from(Told { estimate: Estimate { mean, low, high }, range }: Told) -> Self {
        (mean.0, low.0, high.0, range.low_min, range.high_min)
    }
}

/// How often the ranges that were shown held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HitRate {
    /// Ranges shown to people who were called later.
    pub shown: u32,
    /// Those that held.
    pub held: u32,
}

impl HitRate {
    /// Counts a range that was shown and the wait that followed.
    pub fn record(&mut self, range: WaitRange, waited: Seconds) {
        self.shown += 1;
        self.held += u32::from(range.holds(waited));
    }

    /// Adds the counts of another day.
    pub fn merge(&mut self, other: Self) {
        self.shown += other.shown;
        self.held += other.held;
    }

    /// The share that held, in ppm; `None` when none was shown.
    #[must_use]
    pub fn ppm(self) -> Option<u32> {
        let share = (u64::from(self.held) * u64::from(PPM)).checked_div(u64::from(self.shown))?;
        u32::try_from(share).ok()
    }
}
