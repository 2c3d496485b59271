//! How long something still lasts: tables of P(duration > x).

use crate::time::Seconds;

/// One, in parts per million.
pub const PPM: u32 = 1_000_000;

/// P(service > 15 s × i) in ppm for i = 0 … 480 (two hours), never rising.
///
/// A service lasts from the call until the counter is free again, so walking
/// and turnover are inside.
#[derive(Debug, Clone, PartialEq, Eq)]
// Invariant: 481 values, each at most `PPM`, non-increasing.
pub struct Survival(Vec<u32>);

/// A table that is no survival function.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a survival table has 481 values from at most 1000000 ppm downwards, never rising")]
pub struct NotASurvival;

impl Survival {
    /// Values in a table.
    pub const VALUES: usize = 481;
    /// Seconds between two values.
    pub const STEP: i64 = 15;

    /// Takes a measured table.
    ///
    /// # Errors
    ///
    /// [`NotASurvival`] when the length is wrong, a value exceeds 1,000,000 or
    /// a later value is greater than an earlier one.
    pub fn from_ppm(values: Vec<u32>) -> Result<Self, NotASurvival> {
        let falls = values.is_sorted_by(|earlier, later| earlier >= later);
        if values.len() != Self::VALUES || !falls || values[0] > PPM {
            return Err(NotASurvival);
        }
        Ok(Self(values))
    }

    /// A lognormal duration of mean `mean` and coefficient of variation `cv`,
    /// plus a fixed `turnover`, never less than 20 s: the prior of a service
    /// that nobody has measured yet.
    ///
    /// Computed once from the configuration with `libm`, whose results do not
    /// depend on the machine.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "seconds of a service fit into an f64 exactly")]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "rounds a value between 0 and a million"
    )]
    pub fn lognormal(mean: Seconds, cv: f64, turnover: Seconds) -> Self {
        let spread = libm::log(1.0 + cv * cv);
        let location = libm::log(mean.0.max(1) as f64) - spread / 2.0;
        let deviation = libm::sqrt(spread).max(1e-9);
        let beyond = |seconds: i64| {
            if seconds < 20 {
                return PPM;
            }
            let worked = seconds - turnover.0;
            if worked <= 0 {
                return PPM;
            }
            let z = (libm::log(worked as f64) - location) / deviation;
            libm::round(0.5 * libm::erfc(z * std::f64::consts::FRAC_1_SQRT_2) * f64::from(PPM))
                as u32
        };
        Self((0..=480).map(|i| beyond(i * Self::STEP)).collect())
    }

    /// P(duration > `seconds`) in ppm: 1 up to zero, 0 from two hours on, in
    /// between the value of the step at or before.
    #[must_use]
    pub fn at(&self, seconds: i64) -> u32 {
        match usize::try_from(seconds / Self::STEP) {
            _ if seconds <= 0 => PPM,
            Ok(step) if step < Self::VALUES - 1 => self.0[step],
            Ok(_) | Err(_) => 0,
        }
    }

    /// The 481 values in ppm.
    #[must_use]
    pub fn values(&self) -> &[u32] {
        &self.0
    }

    /// The shortest step that at least this share of the cases does not exceed;
    /// two hours if none.
    #[must_use]
    pub fn quantile(&self, share_ppm: u32) -> Seconds {
        let longer = PPM.saturating_sub(share_ppm);
        let step = self.0.iter().position(|value| *value <= longer);
        Seconds(i64::try_from(step.unwrap_or(Self::VALUES - 1)).unwrap_or(0) * Self::STEP)
    }

    /// The mean duration by the trapezoid rule, in whole seconds.
    #[must_use]
    pub fn mean(&self) -> Seconds {
        let ends = i64::from(self.0[0]) + i64::from(self.0[Self::VALUES - 1]);
        let twice = 2 * self.0.iter().map(|v| i64::from(*v)).sum::<i64>() - ends;
        Seconds(twice * Self::STEP / 2 / i64::from(PPM))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lognormal_prior_keeps_its_mean() {
        let service = Survival::lognormal(Seconds(750), 0.5, Seconds(45));
        let mean = service.mean().0;
        assert!((790..=800).contains(&mean), "{mean}");
        assert_eq!(service.quantile(PPM / 10 * 9), Seconds(1275));
        assert_eq!(service.quantile(0), Seconds(0));
        assert_eq!(service.at(-1), PPM);
        assert_eq!(service.at(0), PPM);
        assert_eq!(service.at(7200), 0);
        assert!(Survival::from_ppm(service.values().to_vec()).is_ok());
    }

    #[test]
    fn a_rising_or_short_table_is_refused() {
        let mut values = vec![0; 481];
        values[480] = 1;
        assert_eq!(Survival::from_ppm(values), Err(NotASurvival));
        assert_eq!(Survival::from_ppm(vec![PPM; 480]), Err(NotASurvival));
    }
}
