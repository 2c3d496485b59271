//! How long cases take.

use serde::{Deserialize, Serialize};

use crate::{
    histogram::Histogram,
    survival::{PPM, Survival},
    time::Seconds,
};

/// Measured durations of one service, from the call until the counter was free
/// again, so that walking and turnover are inside.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ServiceTimes {
    /// Bin `i`: more than `15 × (i - 1)` and at most `15 × i` seconds; the
    /// last bin, 481, is everything above two hours.
    cases: Histogram,
}

impl ServiceTimes {
    /// Counts a case. One that took no time was never served and does not
    /// count.
    pub fn took(&mut self, duration: Seconds) {
        if duration.0 <= 0 {
            return;
        }
        let bin = duration.0.unsigned_abs().div_ceil(Survival::STEP.unsigned_abs());
        self.cases.add(i16::try_from(bin.min(481)).unwrap_or(481));
    }

    /// Adds the cases of another day.
    pub fn merge(&mut self, other: &Self) {
        self.cases.merge(&other.cases);
    }

    /// How many cases were measured.
    #[must_use]
    pub fn cases(&self) -> u64 {
        self.cases.total()
    }

    /// The duration that this share of the cases does not exceed, rounded up
    /// to 15 seconds.
    #[must_use]
    pub fn quantile(&self, share_ppm: u32) -> Option<Seconds> {
        Some(Seconds(i64::from(self.cases.quantile(share_ppm)?) * Survival::STEP))
    }

    /// The table of this service. From 50 cases on the measured one counts
    /// alone; below, each case takes a fiftieth of the weight from `prior`.
    #[must_use]
    pub fn survival(&self, prior: &Survival) -> Survival {
        let cases = self.cases();
        let values = prior.values().iter().zip(0_i16..).map(|(prior, step)| {
            let longer = (cases - self.cases.up_to(step)) * u64::from(PPM);
            blend(longer.checked_div(cases).unwrap_or(0), *prior, cases)
        });
        // Both tables fall, and so does any blend of them.
        Survival::from_ppm(values.collect()).unwrap_or_else(|_| prior.clone())
    }
}

/// A measured share and a prior one, weighted by how much was measured, rounded
/// down to whole ppm.
pub(super) fn blend(measured: u64, prior: u32, samples: u64) -> u32 {
    const ALONE: u64 = 50;
    let weight = samples.min(ALONE);
    let sum = measured * weight + u64::from(prior) * (ALONE - weight);
    u32::try_from(sum / ALONE).unwrap_or(PPM)
}

/// Whether durations may be shown to anybody. With one or two counters they
/// could be read as the performance of one or two people, so only what four
/// weeks and fifty cases have blurred is shown.
#[must_use]
pub fn may_show_durations(counters: u16, days: u32, cases: u64) -> bool {
    counters >= 3 || (days >= 28 && cases >= 50)
}
