//! What recent estimates got wrong, and ranges that allow for it.

use serde::{Deserialize, Serialize};

use super::Estimate;
use crate::{histogram::Histogram, time::Seconds};

/// By how much recent waits fell outside their estimated ranges, apart for
/// short and long estimates: from 0, 2, 5, 10, 15, 20, 30 and 45 minutes on.
///
/// Each end of a range is moved by the amount that would have covered nine of
/// ten recent waits on that side (conformal prediction): whatever the method
/// neglects, four of five people see a range that holds. It knows no person
/// and no order of people; the residuals of two days added are those of both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Residuals {
    classes: [Class; 8],
}

/// The residuals of estimates of similar length.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
// Invariant: `below` and `above` count the same tickets.
struct Class {
    /// How far the wait was below the range, in bins; negative inside.
    below: Histogram,
    /// How far the wait was above the range, in bins; negative inside.
    above: Histogram,
}

impl Class {
    fn merge(&mut self, other: &Self) {
        self.below.merge(&other.below);
        self.above.merge(&other.above);
    }
}

impl Residuals {
    /// Tickets that are recent enough together.
    const RECENT: u64 = 2000;
    /// Fewer tickets of a class say nothing about it.
    const ENOUGH: u64 = 50;
    /// Seconds of a bin.
    const BIN: i64 = 15;

    /// Notes how an estimate turned out. Give the estimate as it was computed,
    /// not as it was widened.
    pub fn record(&mut self, estimate: Estimate, waited: Seconds) {
        let class = &mut self.classes[class_of(estimate.mean)];
        class.below.add(bin(estimate.low.0 - waited.0));
        class.above.add(bin(waited.0 - estimate.high.0));
    }

    /// Adds what another day knows.
    pub fn merge(&mut self, other: &Self) {
        for (class, others) in self.classes.iter_mut().zip(&other.classes) {
            class.merge(others);
        }
    }

    /// The residuals of so many days, the newest first, that they hold about
    /// the last 2,000 tickets.
    #[must_use]
    pub fn recent<'a>(newest_first: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut recent = Self::default();
        for day in newest_first {
            if recent.tickets() >= Self::RECENT {
                break;
            }
            recent.merge(day);
        }
        recent
    }

    /// How many tickets are noted.
    #[must_use]
    pub fn tickets(&self) -> u64 {
        self.classes.iter().map(|class| class.below.total()).sum()
    }

    /// The range that would have held for four of five recent tickets of
    /// similar length, or of any length while those are fewer than 50. With
    /// fewer than 50 altogether the range stays as it is. The mean always
    /// stays inside.
    #[must_use]
    pub fn widen(&self, estimate: Estimate) -> Estimate {
        let mut class = self.classes[class_of(estimate.mean)].clone();
        if class.below.total() < Self::ENOUGH {
            class = self.all();
        }
        if class.below.total() < Self::ENOUGH {
            return estimate;
        }
        let low = estimate.low.0 - nine_of_ten(&class.below);
        let high = estimate.high.0 + nine_of_ten(&class.above);
        Estimate {
            mean: estimate.mean,
            low: Seconds(low.max(0).min(estimate.mean.0)),
            high: Seconds(high.max(estimate.mean.0)),
        }
    }

    fn all(&self) -> Class {
        let mut all = Class::default();
        for class in &self.classes {
            all.merge(class);
        }
        all
    }
}

/// The lengths of an estimate that are kept apart.
fn class_of(mean: Seconds) -> usize {
    const FROM_MINUTES: [i64; 7] = [2, 5, 10, 15, 20, 30, 45];
    FROM_MINUTES.iter().filter(|minutes| mean.0 >= **minutes * 60).count()
}

/// The bin of a residual, rounded up, so that ranges become rather too wide.
fn bin(seconds: i64) -> i16 {
    let up = i64::from(seconds.rem_euclid(Residuals::BIN) > 0);
    let bin = seconds.div_euclid(Residuals::BIN) + up;
    i16::try_from(bin.clamp(-480, 480)).unwrap_or(480)
}

/// Seconds that nine of ten residuals stay within, the new one counted among
/// them.
fn nine_of_ten(residuals: &Histogram) -> i64 {
    let rank = ((residuals.total() + 1) * 9).div_ceil(10);
    residuals.ranked(rank).map_or(0, |bin| i64::from(bin) * Residuals::BIN)
}
