//! Where in a week appointments are offered.
//!
//! Free capacity of an hour is what the counters can do (less a reserve of
//! 0.4 √counters) minus what walk-ins and earlier bookings are expected to
//! take. [`place`] fills the emptiest times first, so as few slots as wanted
//! lie where walk-ins are few.

use domain::survival::{PPM, Survival};

use crate::{
    demand::{INTERVAL, flows},
    model::{self, Mix},
    scenario::{LAST_BEFORE_CLOSING, Opening, Placement, Scenario},
};

/// The reserve, in counters at one counter; it grows with their square root.
const RESERVE: f64 = 0.4;
/// The chance of finding no counter within the promise that a slot may have.
const TOLERATED: f64 = 0.02;
/// The promise to an appointment, in seconds.
const PROMISE: i64 = 180;
/// An appointment is felt by others for so many seconds.
const FELT: i64 = 90 * 60;
/// Intervals of an hour, over which the budget is averaged.
const HOUR: usize = 12;
/// Intervals over which a slot's own load is looked at.
const NEAR: usize = 4;
/// Intervals until an appointment has certainly ended.
const LONGEST: usize = 24;

/// The appointments of a week.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Slots {
    /// Start times of each day in order, in seconds after midnight; one entry
    /// for each appointment.
    pub days: Vec<Vec<i64>>,
    /// How many of them fit within reserve and promise.
    pub within_capacity: usize,
}

/// Places `scenario.booked_per_week` appointments.
///
/// In low-flow placement the emptiest slot comes first, as long as the rolling
/// hour keeps its reserve and no appointment's promise is endangered by more
/// than 2 %. If that is not enough, the reserve is given up, then the promise:
/// the office has sold more than it should, and the figures show it.
#[must_use]
pub fn place(scenario: &Scenario) -> Slots {
    match scenario.placement {
        Placement::Even => spread(scenario),
        Placement::LowFlow => Planner::new(scenario).fill(scenario.booked_per_week, &Limit::ALL),
    }
}

/// How many appointments a week fit within reserve and promise.
#[must_use]
pub fn capacity(scenario: &Scenario) -> usize {
    Planner::new(scenario).fill(usize::MAX, &[Limit::ReserveAndPromise]).within_capacity
}

/// Start times of a day on the grid.
fn grid(day: &Opening) -> Vec<i64> {
    (day.open..=day.close - LAST_BEFORE_CLOSING).step_by(300).collect()
}

fn spread(scenario: &Scenario) -> Slots {
    let starts: Vec<_> = scenario.week.iter().map(grid).collect();
    let all =
        starts.iter().enumerate().flat_map(|(day, starts)| starts.iter().map(move |s| (day, *s)));
    let all: Vec<_> = all.collect();
    let mut days = vec![Vec::new(); starts.len()];
    for i in 0..scenario.booked_per_week {
        let at = (i as f64 + 0.5) * all.len() as f64 / scenario.booked_per_week as f64;
        let (day, start) = all[at as usize];
        days[day].push(start);
    }
    Slots { days, within_capacity: scenario.booked_per_week }
}

/// P(a citizen of a mix still occupies a counter).
struct Blend(Vec<(f64, Survival)>);

impl Blend {
    fn of(mix: Mix) -> Self {
        Self(mix.into_iter().zip(model::survival_tables()).collect())
    }

    fn at(&self, seconds: i64) -> f64 {
        self.0.iter().map(|(share, table)| share * f64::from(table.at(seconds))).sum::<f64>()
            / f64::from(PPM)
    }
}

/// What the greedy placement keeps in mind about one slot.
struct Slot {
    start: i64,
    booked: usize,
    blocked: bool,
}

struct PlannedDay {
    slots: Vec<Slot>,
    /// Expected occupied counters in each interval from opening on.
    level: Vec<f64>,
    staff: Vec<f64>,
}

struct Planner {
    days: Vec<PlannedDay>,
    /// P(an appointment comes and still occupies a counter) by intervals.
    tail: Vec<f64>,
    appointment: Blend,
}

/// What a further appointment must keep.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Limit {
    ReserveAndPromise,
    Promise,
    Nothing,
}

impl Limit {
    /// All of them, in the order in which they are given up.
    const ALL: [Self; 3] = [Self::ReserveAndPromise, Self::Promise, Self::Nothing];
}

impl Planner {
    fn new(scenario: &Scenario) -> Self {
        let appointment = Blend::of(model::appointment_mix());
        let walk_in = Blend::of(model::walk_in_mix(scenario.shown_share()));
        // The middle of each interval: the left end would overstate the load by a fifth.
        let middle = |i: usize| i as i64 * INTERVAL + INTERVAL / 2;
        let tail = (0..LONGEST).map(|i| model::SHOW * appointment.at(middle(i))).collect();
        let walk_in_tail: Vec<_> = (0..LONGEST).map(|i| walk_in.at(middle(i))).collect();
        let planned = |(day, flows): (&Opening, Vec<crate::demand::Flow>)| {
            let slots: Vec<_> = grid(day)
                .into_iter()
                .map(|start| Slot { start, booked: 0, blocked: false })
                .collect();
            let intervals = usize::try_from((day.close - day.open) / INTERVAL).unwrap_or(0);
            let mut level = vec![0.0; intervals];
            for flow in flows {
                // The crowd at the door is served from opening on.
                let first = usize::try_from((flow.from - day.open) / INTERVAL).unwrap_or(0);
                for (level, stays) in level[first..].iter_mut().zip(&walk_in_tail) {
                    *level += flow.walk_ins * stays;
                }
            }
            let staffed = |i: usize| day.staffed_at(day.open + i as i64 * INTERVAL) as f64;
            let staff = (0..intervals).map(staffed).collect();
            PlannedDay { slots, level, staff }
        };
        let days = scenario.week.iter().zip(flows(scenario)).map(planned).collect();
        Self { days, tail, appointment }
    }

    fn fill(mut self, wanted: usize, limits: &[Limit]) -> Slots {
        let mut placed = 0;
        let mut within_capacity = 0;
        for limit in limits.iter().copied() {
            for slot in self.days.iter_mut().flat_map(|day| &mut day.slots) {
                slot.blocked = false;
            }
            while placed < wanted
                && let Some((day, slot)) = self.emptiest()
            {
                if self.fits(day, slot, limit) {
                    self.book(day, slot);
                    placed += 1;
                } else {
                    self.days[day].slots[slot].blocked = true;
                }
            }
            if limit == Limit::ReserveAndPromise {
                within_capacity = placed;
            }
        }
        let starts = |day: &PlannedDay| {
            day.slots.iter().flat_map(|s| std::iter::repeat_n(s.start, s.booked)).collect()
        };
        Slots { days: self.days.iter().map(starts).collect(), within_capacity }
    }

    /// The open slot with the least to do around it, earliest first.
    fn emptiest(&self) -> Option<(usize, usize)> {
        let mut best: Option<(f64, (usize, usize))> = None;
        for (d, day) in self.days.iter().enumerate() {
            for (s, slot) in day.slots.iter().enumerate().filter(|(_, slot)| !slot.blocked) {
                if day.staff[s] < 0.5 {
                    continue;
                }
                let load = mean(day, s, NEAR) + 0.5 * slot.booked as f64 / day.staff[s];
                if best.is_none_or(|(least, _)| load < least - 1e-12) {
                    best = Some((load, (d, s)));
                }
            }
        }
        best.map(|(_, place)| place)
    }

    fn fits(&self, day: usize, slot: usize, limit: Limit) -> bool {
        let planned = &self.days[day];
        match limit {
            Limit::ReserveAndPromise => {
                self.within_reserve(planned, slot) && self.keeps_promise(planned, slot)
            }
            Limit::Promise => self.keeps_promise(planned, slot),
            Limit::Nothing => true,
        }
    }

    /// Whether the hour from the slot on keeps its reserve with one more.
    fn within_reserve(&self, day: &PlannedDay, slot: usize) -> bool {
        let from = slot.min(day.level.len().saturating_sub(HOUR));
        let hour = from..(from + HOUR).min(day.level.len());
        let added = |i: usize| i.checked_sub(slot).and_then(|k| self.tail.get(k)).copied();
        let used = |i: usize| (day.level[i] + added(i).unwrap_or(0.0)) / day.staff[i].max(0.5);
        let reserve = RESERVE / day.staff[slot].sqrt();
        let mean = hour.clone().map(used).sum::<f64>() / hour.len() as f64;
        mean <= 1.0 - reserve
    }

    /// Whether this and every later appointment it is felt by still finds a
    /// counter within the promise.
    fn keeps_promise(&self, day: &PlannedDay, slot: usize) -> bool {
        let felt = |later: &&Slot| later.start - day.slots[slot].start <= FELT;
        let later = day.slots[slot..].iter().take_while(felt).enumerate();
        later.filter(|(i, later)| *i == 0 || later.booked > 0).all(|(i, later)| {
            let deadline = later.start + PROMISE;
            let before = day.slots[..=slot + i]
                .iter()
                .filter(|s| s.booked > 0 || s.start == day.slots[slot].start);
            let counters = day.staff[slot + i];
            let mut left = vec![1.0];
            for earlier in before.filter(|s| later.start - s.start <= FELT) {
                let one_more = usize::from(earlier.start == day.slots[slot].start);
                let itself = usize::from(earlier.start == later.start);
                let stays = model::SHOW * self.appointment.at(deadline - earlier.start);
                for _ in 0..(earlier.booked + one_more).saturating_sub(itself) {
                    occupy(&mut left, stays);
                }
            }
            let free = |(occupied, _): &(usize, &f64)| (*occupied as f64) < counters;
            let enough: f64 = left.iter().enumerate().take_while(free).map(|(_, p)| p).sum();
            1.0 - enough <= TOLERATED
        })
    }

    fn book(&mut self, day: usize, slot: usize) {
        let day = &mut self.days[day];
        day.slots[slot].booked += 1;
        for (level, stays) in day.level[slot..].iter_mut().zip(&self.tail) {
            *level += stays;
        }
    }
}

/// Adds one who occupies a counter with probability `stays`.
fn occupy(occupied: &mut Vec<f64>, stays: f64) {
    occupied.push(0.0);
    for i in (1..occupied.len()).rev() {
        occupied[i] = occupied[i] * (1.0 - stays) + occupied[i - 1] * stays;
    }
    occupied[0] *= 1.0 - stays;
}

/// The mean use of the counters over `intervals` from the slot on.
fn mean(day: &PlannedDay, slot: usize, intervals: usize) -> f64 {
    let range = slot..(slot + intervals).min(day.level.len());
    let length = range.len() as f64;
    range.map(|i| day.level[i] / day.staff[i].max(0.5)).sum::<f64>() / length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_large_office_has_room_for_the_appointments_it_wants() {
        assert!(capacity(&Scenario::mitte(300)) >= 300);
        assert!(capacity(&Scenario::mitte(1000)) >= 1000);
    }

    #[test]
    fn the_emptiest_times_are_offered_first() {
        let slots = place(&Scenario::mitte(300));
        assert_eq!(slots.days.iter().map(Vec::len).sum::<usize>(), 300);
        let on_monday = |hour: i64| slots.days[0].iter().filter(|s| *s / 3600 == hour).count();
        // The rush at opening, at midday and after four is left to walk-ins.
        assert!(on_monday(8) < 3 && on_monday(12) < 3 && on_monday(16) < 3);
        assert!(on_monday(10) > 8 && on_monday(14) > 8);
    }
}
