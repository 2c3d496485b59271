//! Sixty fixed ways in which the next hour may go.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{Counter, DUE_SOON, Expected, Hall};
use crate::{
    survival::{PPM, Survival},
    time::{Moment, Seconds},
};

/// How many ways are followed; more make the answer hardly better.
const PATHS: usize = 60;

/// Appointments later than this do not stand in anybody's way: no wait that
/// long is ever shown.
const HORIZON: Seconds = Seconds::hours(2);

/// Seconds until our turn on each path; `None` when on some path no counter
/// ever opens for us.
pub(super) fn turns(hall: &Hall<'_>) -> Option<Vec<i64>> {
    let draws = Draws::of(hall);
    (0..PATHS).map(|path| draws.follow(hall, path)).collect()
}

/// What every uncertain thing does on every path.
struct Draws<'a> {
    /// Seconds until each counter is free.
    counters: Vec<[i64; PATHS]>,
    /// Seconds that each walk-in ahead takes.
    ahead: Vec<[i64; PATHS]>,
    /// Each appointment that may come, and the seconds it takes if it comes.
    appointments: Vec<(&'a Expected<'a>, [Option<i64>; PATHS])>,
}

impl<'a> Draws<'a> {
    /// Counters, walk-ins and appointments have sequences of their own, so
    /// that one more of these does not reshuffle those.
    fn of(hall: &Hall<'a>) -> Self {
        let counters = hall.counters.iter().zip(0..).map(|(counter, place)| match counter {
            Counter::Idle => [0; PATHS],
            Counter::Busy { service, elapsed } => {
                strata(place * 4).map(|ppm| remaining(service, *elapsed, ppm))
            }
        });
        let ahead = hall.ahead.iter().zip(0..).map(|(service, place)| {
            strata(place * 4 + 1).map(|ppm| remaining(service, Seconds(0), ppm))
        });
        let soon = hall.now + HORIZON;
        let soon = hall.appointments.iter().take_while(|appointment| appointment.start <= soon);
        let appointments = soon.zip(0..).map(|(appointment, place)| {
            let takes =
                strata(place * 4 + 2).map(|ppm| remaining(appointment.service, Seconds(0), ppm));
            let comes = strata(place * 4 + 3);
            let probably = hall.comes(appointment);
            let draws = std::array::from_fn(|path| (comes[path] < probably).then_some(takes[path]));
            (appointment, draws)
        });
        Self {
            counters: counters.collect(),
            ahead: ahead.collect(),
            appointments: appointments.collect(),
        }
    }

    /// List scheduling: whichever counter is free first takes who is next.
    fn follow(&self, hall: &Hall<'_>, path: usize) -> Option<i64> {
        let most = hall.shifts.iter().map(|shift| shift.counters).max().unwrap_or(0);
        let free_after = |counter: usize| self.counters.get(counter).map_or(0, |draws| draws[path]);
        let mut free: BinaryHeap<Reverse<(i64, usize)>> = (0..self.counters.len().max(most))
            .map(|counter| Reverse((free_after(counter), counter)))
            .collect();
        let mut appointments = self
            .appointments
            .iter()
            .filter_map(|(appointment, draws)| Some((appointment.start, draws[path]?)))
            .peekable();
        let mut ahead = self.ahead.iter().map(|draws| draws[path]);
        while let Some(Reverse((at, counter))) = free.pop() {
            let Some(opens) = opens(hall, counter, at) else {
                continue;
            };
            if opens > at {
                free.push(Reverse((opens, counter)));
                continue;
            }
            let due = hall.now + Seconds(at) + DUE_SOON;
            let appointment = appointments.next_if(|(start, _)| *start <= due);
            let Some(takes) = appointment.map(|(_, takes)| takes).or_else(|| ahead.next()) else {
                return Some(at);
            };
            free.push(Reverse((at + takes, counter)));
        }
        None
    }
}

/// When a counter that is free after `at` seconds may call: at once, or when a
/// later shift opens it; `None` if it rests for good.
fn opens(hall: &Hall<'_>, counter: usize, at: i64) -> Option<i64> {
    let moment: Moment = hall.now + Seconds(at);
    let in_force = hall.shifts.iter().take_while(|shift| shift.from <= moment).last();
    let open = in_force.map_or(hall.counters.len(), |shift| shift.counters);
    if counter < open {
        return Some(at);
    }
    let later = hall.shifts.iter().find(|shift| shift.from > moment && counter < shift.counters);
    later.map(|shift| (shift.from - hall.now).0)
}

/// The middles of the sixtieths of a distribution, in ppm, in an order of
/// their own for each `sequence`.
fn strata(sequence: u64) -> [u32; PATHS] {
    let mut strata: [u32; PATHS] = std::array::from_fn(|at| {
        u32::try_from((2 * at + 1) * PPM as usize / (2 * PATHS)).unwrap_or(PPM)
    });
    let mut state = sequence;
    for last in (1..PATHS).rev() {
        // A Fisher-Yates shuffle; a remainder is fair enough for sixty.
        let other = mixed(&mut state) % (last as u64 + 1);
        strata.swap(last, usize::try_from(other).unwrap_or(0));
    }
    strata
}

/// The next number of Vigna's `SplitMix64`.
pub(super) fn mixed(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// Seconds that a service still takes after `elapsed`, such that it takes
/// longer with probability `ppm`. Between two steps of the table the
/// probability falls evenly.
pub(super) fn remaining(service: &Survival, elapsed: Seconds, ppm: u32) -> i64 {
    let still = service.at(elapsed.0);
    if still <= 1 {
        // Longer than anybody has ever taken: the table knows nothing, so it
        // may end at any time within another usual service.
        return service.mean().0 * i64::from(ppm) / i64::from(PPM);
    }
    let target = u64::from(ppm) * u64::from(still) / u64::from(PPM);
    let values = service.values();
    let after = values.partition_point(|value| u64::from(*value) > target);
    let mut ends = i64::try_from(after).unwrap_or(0) * Survival::STEP;
    if let (Some(before), Some(value)) = (after.checked_sub(1), values.get(after)) {
        // The value before is above the target and the value here is not.
        let step = u64::from(values[before] - value);
        let back = (target - u64::from(*value)) * Survival::STEP.unsigned_abs() / step;
        ends -= i64::try_from(back).unwrap_or(0);
    }
    (ends - elapsed.0.max(0)).max(0)
}
