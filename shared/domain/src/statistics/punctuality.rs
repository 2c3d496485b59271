//! When people with appointments come, and whether they come.

use serde::{Deserialize, Serialize};

use super::service_times::blend;
use crate::{histogram::Histogram, survival::PPM, time::Seconds};

/// Check-ins by their distance from the booked time, and no-shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Punctuality {
    /// Bin `i`: more than `15 × (i - 1) s - 1 h` and at most `15 × i s - 1 h`
    /// after the booked time; the first and the last bin take the rest.
    check_ins: Histogram,
    no_shows: u32,
}

impl Punctuality {
    /// Values of the check-in table.
    pub const VALUES: usize = 481;
    const BIN: i64 = 15;
    const FROM: i64 = -3600;

    /// Counts somebody who checked in so long after the booked time (before
    /// it, if negative).
    pub fn came(&mut self, after: Seconds) {
        let from = after.0 - Self::FROM;
        let bin = from.div_euclid(Self::BIN) + i64::from(from.rem_euclid(Self::BIN) > 0);
        self.check_ins.add(i16::try_from(bin.clamp(0, 481)).unwrap_or(481));
    }

    /// Counts somebody who never came.
    pub fn missed(&mut self) {
        self.no_shows += 1;
    }

    /// Adds the counts of another day.
    pub fn merge(&mut self, other: &Self) {
        self.check_ins.merge(&other.check_ins);
        self.no_shows += other.no_shows;
    }

    /// How many came.
    #[must_use]
    pub fn shown(&self) -> u64 {
        self.check_ins.total()
    }

    /// How many did not.
    #[must_use]
    pub fn no_shows(&self) -> u32 {
        self.no_shows
    }

    /// The share that comes, in ppm, blended with `prior` while fewer than 50
    /// appointments are counted.
    #[must_use]
    pub fn shows_ppm(&self, prior: u32) -> u32 {
        let booked = self.shown() + u64::from(self.no_shows);
        let measured = (self.shown() * u64::from(PPM)).checked_div(booked).unwrap_or(0);
        blend(measured, prior, booked)
    }

    /// P(check-in at most `15 s × i - 1 h` after the booked time | comes) in
    /// ppm for i = 0 … 480, never falling; blended with `prior` (the same
    /// table) while fewer than 50 people came. What is missing in `prior`
    /// counts as certain.
    #[must_use]
    pub fn check_in_table(&self, prior: &[u32]) -> Vec<u32> {
        let came = self.shown();
        (0..Self::VALUES)
            .zip(0_i16..)
            .map(|(step, bin)| {
                let by_then = self.check_ins.up_to(bin) * u64::from(PPM);
                let measured = by_then.checked_div(came).unwrap_or(0);
                blend(measured, prior.get(step).copied().unwrap_or(PPM), came)
            })
            .collect()
    }
}
