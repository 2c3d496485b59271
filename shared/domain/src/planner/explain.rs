//! The plan of a day, told hour by hour.

use serde::{Deserialize, Serialize};

use super::{UNITS, greedy::DayState, value_at};
use crate::{survival::PPM, time::Unit};

/// One hour of a day, in the numbers people calculate with:
/// `free ≈ (usable - walk-ins - booked) / minutes of an appointment`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HourOutlook {
    /// The hour of the wall clock, 0 to 23.
    pub hour: u8,
    /// Counters with staff times open minutes.
    pub staff_minutes: u32,
    /// What of it may be planned; the rest is the reserve for chance.
    pub usable_minutes: u32,
    /// Minutes that walk-ins are expected to take.
    pub walk_in_minutes: u32,
    /// Appointments booked or held in this hour.
    pub booked: u32,
    /// Further appointments offered in this hour.
    pub free: u32,
}

/// The hours in which the office is staffed or something is booked.
pub(super) fn hours(day: &DayState) -> Vec<HourOutlook> {
    const UNITS_AN_HOUR: usize = 12;
    let minutes = u64::from(Unit::MINUTES);
    let whole = |minutes: u64| u32::try_from(minutes).unwrap_or(u32::MAX);
    let mut hours = Vec::new();
    for (hour, first) in (0_u8..).zip((0..UNITS).step_by(UNITS_AN_HOUR)) {
        let (mut staff, mut usable, mut walk_ins, mut booked, mut free) = (0, 0, 0, 0, 0);
        for unit in first..first + UNITS_AN_HOUR {
            let counters = u64::from(day.staff[unit]);
            staff += counters * minutes;
            usable += counters * minutes * day.usable[unit];
            if counters > 0 {
                walk_ins += minutes * day.walk_in_level[unit];
            }
            let taken = value_at(&day.day.booked, unit);
            booked += u32::from(taken);
            free += u32::from(day.starts[unit].saturating_sub(taken));
        }
        if staff > 0 || booked > 0 {
            hours.push(HourOutlook {
                hour,
                staff_minutes: whole(staff),
                usable_minutes: whole(usable / u64::from(PPM)),
                walk_in_minutes: whole(walk_ins / u64::from(PPM)),
                booked,
                free,
            });
        }
    }
    hours
}
