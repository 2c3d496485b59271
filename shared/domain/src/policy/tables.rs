//! What an office has measured about its services and its citizens.

use crate::{
    survival::{PPM, Survival},
    time::Seconds,
};

/// A kind of service, as the position of its table in [`Tables::services`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind(pub usize);

/// How long one kind of service occupies a counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceTime {
    /// P(service > x), from the call until the counter is free again.
    pub survival: Survival,
    /// The mean, by which a shorter service is told from a longer one.
    pub mean: Seconds,
}

/// Everything measured that a decision needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tables {
    /// One entry for every [`Kind`].
    pub services: Vec<ServiceTime>,
    /// When those who come check in, relative to their booked time.
    pub check_ins: CheckIns,
    /// The share of booked appointments that come at all, in ppm.
    pub show_ppm: u32,
}

/// P(check-in − booked time ≤ −3600 s + 15 s × i | comes) in ppm for i = 0 … 480.
#[derive(Debug, Clone, PartialEq, Eq)]
// Invariant: `Survival::VALUES` values, each at most `PPM`, never falling.
pub struct CheckIns(Vec<u32>);

/// A table that is no distribution of check-ins.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a check-in table has 481 values up to 1000000 ppm, never falling")]
pub struct NotCheckIns;

impl CheckIns {
    /// The offset of the first value: an hour before the booked time.
    const FIRST: i64 = -3600;

    /// Takes a measured table.
    ///
    /// # Errors
    ///
    /// [`NotCheckIns`] when the length is wrong, a value exceeds 1,000,000 or
    /// a later value is smaller than an earlier one.
    pub fn from_ppm(values: Vec<u32>) -> Result<Self, NotCheckIns> {
        if values.len() != Survival::VALUES || !values.is_sorted() || values.last() > Some(&PPM) {
            return Err(NotCheckIns);
        }
        Ok(Self(values))
    }

    /// Check-ins around `mean` (negative: before the booked time), normally
    /// distributed: the prior of an office that has not measured any.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "an hour in seconds fits into an f64 exactly")]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "rounds a value between 0 and a million"
    )]
    pub fn normal(mean: Seconds, deviation: Seconds) -> Self {
        let by = |offset: i64| {
            let z = (offset - mean.0) as f64 / deviation.0.max(1) as f64;
            libm::round(0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2) * f64::from(PPM))
                as u32
        };
        Self((0..=480).map(|i| by(Self::FIRST + i * Survival::STEP)).collect())
    }

    /// The 481 values in ppm.
    #[must_use]
    pub fn values(&self) -> &[u32] {
        &self.0
    }

    /// P(check-in − booked time ≤ `offset`) in ppm: 0 before the table, 1 after
    /// it, in between the value of the step at or before.
    #[must_use]
    pub fn by(&self, offset: Seconds) -> u32 {
        // Floor and not truncation: an offset just before the table is before it.
        let step = offset.0.saturating_sub(Self::FIRST).div_euclid(Survival::STEP);
        match usize::try_from(step) {
            Err(_) => 0,
            Ok(step) => self.0.get(step).copied().unwrap_or(PPM),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_citizens_are_here_by_the_mean() {
        let table = CheckIns::normal(Seconds(-420), Seconds(360));
        assert_eq!(table.by(Seconds(-420)), 500_000);
        assert_eq!(table.by(Seconds(-3616)), 0);
        assert_eq!(table.by(Seconds(3615)), PPM);
        assert!(CheckIns::from_ppm(table.0).is_ok());
    }

    #[test]
    fn an_offset_between_two_steps_takes_the_earlier_one() {
        let table = CheckIns::from_ppm((0..481).map(|i| i * 1000).collect()).unwrap();
        assert_eq!(table.by(Seconds(-3601)), 0);
        assert_eq!(table.by(Seconds(-3585)), 1000);
        assert_eq!(table.by(Seconds(-1)), 239_000);
        assert_eq!(table.by(Seconds(0)), 240_000);
        assert_eq!(table.by(Seconds(14)), 240_000);
        assert_eq!(table.by(Seconds(3600)), 480_000);
        assert_eq!(table.by(Seconds(3614)), 480_000);
    }

    #[test]
    fn a_falling_or_short_table_is_refused() {
        assert_eq!(CheckIns::from_ppm(vec![0; 480]), Err(NotCheckIns));
        let mut falling = vec![5; 481];
        falling[480] = 4;
        assert_eq!(CheckIns::from_ppm(falling), Err(NotCheckIns));
        assert_eq!(CheckIns::from_ppm(vec![PPM + 1; 481]), Err(NotCheckIns));
    }
}
