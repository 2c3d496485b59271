//! Several services seen as one.

use crate::survival::Survival;

/// The survival of somebody whose service is one of `parts`, each with its
/// weight (any unit, such as cases a week); `None` when all weights are 0.
///
/// Every value is rounded down to whole ppm; the result still never rises,
/// because each of its parts falls.
#[must_use]
pub fn mixture(parts: &[(u32, &Survival)]) -> Option<Survival> {
    let total: u64 = parts.iter().map(|(weight, _)| u64::from(*weight)).sum();
    if total == 0 {
        return None;
    }
    let value = |step: usize| {
        let sum: u64 = parts
            .iter()
            .map(|(weight, survival)| u64::from(*weight) * u64::from(survival.values()[step]))
            .sum();
        u32::try_from(sum / total).unwrap_or(u32::MAX)
    };
    Survival::from_ppm((0..Survival::VALUES).map(value).collect()).ok()
}
