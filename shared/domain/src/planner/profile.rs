//! When walk-ins come: assumed at first, then measured.

use jiff::civil::{Date, Weekday};

use super::{Hours, UNITS, value_at};
use crate::survival::PPM;

/// The week that is assumed until there are measurements: a crowd at the
/// door, a wave around noon (or towards the end of a short day), and one after
/// work on a long day; Mondays and Thursdays are the strongest.
///
/// Computed once from the configuration; its exponentials come from `libm`,
/// whose results do not depend on the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriorWeek([Vec<u32>; 7]);

impl PriorWeek {
    /// People start to queue this many units before opening (15 minutes).
    const BEFORE: u16 = 3;

    /// Spreads `walk_ins` a week over the regular opening hours, Monday first.
    ///
    /// They come from 15 minutes before opening to 20 minutes before closing.
    /// Rounding carries over from unit to unit, so the week adds up to its
    /// total exactly, unless the office never opens.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "rounds a share of at most u32::MAX walk-ins, a positive number below 2^52"
    )]
    pub fn spread(week: &[Vec<Hours>; 7], walk_ins: u32) -> Self {
        let weights = week_weights(week);
        let total: f64 = weights.iter().flatten().sum();
        let mut days = std::array::from_fn(|_| vec![0; UNITS]);
        if total <= 0.0 {
            return Self(days);
        }
        let per_weight = f64::from(walk_ins) * f64::from(PPM) / total;
        let (mut sum, mut given) = (0.0, 0_u64);
        for (day, weights) in days.iter_mut().zip(&weights) {
            for (unit, weight) in day.iter_mut().zip(weights) {
                sum += weight;
                let due = libm::round(sum * per_weight) as u64;
                *unit = u32::try_from(due.saturating_sub(given)).unwrap_or(u32::MAX);
                given = due;
            }
        }
        Self(days)
    }

    /// The walk-ins expected in each unit of such a weekday, in millionths.
    #[must_use]
    pub fn of(&self, weekday: Weekday) -> &[u32] {
        let monday_first = usize::from(weekday.to_monday_zero_offset().unsigned_abs());
        &self.0[monday_first]
    }
}

fn week_weights(week: &[Vec<Hours>; 7]) -> [Vec<f64>; 7] {
    /// Monday to Sunday; nobody has measured a weekend yet.
    const WEEKDAYS: [f64; 7] = [1.15, 0.95, 0.85, 1.10, 1.0, 1.0, 1.0];
    std::array::from_fn(|day| {
        let mut weights = vec![0.0; UNITS];
        for hours in &week[day] {
            let first = hours.open.saturating_sub(PriorWeek::BEFORE);
            let last = hours.close.saturating_sub(Hours::LAST_UNITS);
            for unit in first..last {
                if let Some(weight) = weights.get_mut(usize::from(unit)) {
                    *weight = WEEKDAYS[day] * intensity(unit, *hours);
                }
            }
        }
        weights
    })
}

/// How strongly people come in the middle of a unit, relative to each other.
fn intensity(unit: u16, hours: Hours) -> f64 {
    let bell =
        |from_middle: f64, width: f64| libm::exp(-(from_middle / width) * (from_middle / width));
    let hour = (f64::from(unit) + 0.5) / 12.0;
    let open = f64::from(hours.open) / 12.0;
    let close = f64::from(hours.close) / 12.0;
    let door = 0.75 * libm::exp(-(hour - open).max(0.0) / 0.7);
    let middle = if close > 13.0 {
        0.45 * bell(hour - 12.25, 0.75)
    } else {
        0.35 * bell(hour - (close - 1.25), 0.6)
    };
    let after_work = if close >= 16.0 { 0.6 * bell(hour - 16.5, 0.8) } else { 0.0 };
    0.85 + door + middle + after_work
}

/// The walk-ins of one day that was measured.
#[derive(Debug, Clone, Copy)]
pub struct Measured<'a> {
    /// The day.
    pub date: Date,
    /// Whether it was a public holiday, a closure or otherwise no usual day.
    pub unusual: bool,
    /// Walk-ins in each unit; what is missing counts as 0.
    pub walk_ins: &'a [u32],
}

/// The walk-ins to expect in each unit of `date`, in millionths: the mean of
/// the last eight usual days of the same weekday before it, rounded down.
///
/// Fewer than four such days would plan by chance; then `prior` counts alone.
#[must_use]
pub fn expected_walk_ins(date: Date, measured: &[Measured<'_>], prior: &PriorWeek) -> Vec<u32> {
    const MOST: usize = 8;
    const LEAST: usize = 4;
    let mut same: Vec<&Measured<'_>> = measured
        .iter()
        .filter(|day| !day.unusual && day.date < date && day.date.weekday() == date.weekday())
        .collect();
    same.sort_by_key(|day| std::cmp::Reverse(day.date));
    same.truncate(MOST);
    if same.len() < LEAST {
        return prior.of(date.weekday()).to_vec();
    }
    let days = same.len() as u64;
    (0..UNITS)
        .map(|unit| {
            let sum: u64 = same.iter().map(|day| u64::from(value_at(day.walk_ins, unit))).sum();
            u32::try_from(sum * u64::from(PPM) / days).unwrap_or(u32::MAX)
        })
        .collect()
}
