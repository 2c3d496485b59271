//! How many counters are expected to be busy.

use super::{DayAhead, Demand, REACH, UNITS, in_unit, value_at};
use crate::survival::PPM;

/// The share of staffed time that may be planned with so many counters, in
/// ppm: `1 - reserve / √counters`, rounded down.
///
/// With a reserve of 0.4 one counter may be planned for 60 % of its time,
/// eleven for 88 %: chance evens out between counters.
#[must_use]
pub fn usable_share(counters: u16, reserve_ppm: u32) -> u32 {
    if counters == 0 {
        return 0;
    }
    let squared = u64::from(reserve_ppm) * u64::from(reserve_ppm);
    let reserve = squared.div_ceil(u64::from(counters)).isqrt();
    PPM.saturating_sub(u32::try_from(reserve).unwrap_or(PPM))
}

/// Expected counters occupied by walk-ins in each unit, in ppm of a counter,
/// as if everybody were served on arrival, or at opening who came before.
pub(super) fn walk_in_levels(day: &DayAhead, demand: Demand<'_>) -> Vec<u64> {
    /// People queue at most so many units before the door opens.
    const AT_THE_DOOR: usize = 6;
    let mut served = vec![0_u64; UNITS];
    for unit in 0..UNITS {
        let mut opening = day.hours.iter().map(|hours| usize::from(hours.open));
        let opens_soon = |open: &usize| (unit..unit + AT_THE_DOOR).contains(open);
        let from = opening.find(opens_soon).unwrap_or(unit);
        served[from] += u64::from(value_at(&day.walk_ins, unit));
    }
    let still_there: Vec<u64> = (0..REACH).map(|later| in_unit(demand.walk_in, later)).collect();
    (0..UNITS)
        .map(|unit| {
            let earlier = still_there.iter().take(unit + 1).enumerate();
            earlier.map(|(later, share)| served[unit - later] * share).sum::<u64>() / u64::from(PPM)
        })
        .collect()
}
