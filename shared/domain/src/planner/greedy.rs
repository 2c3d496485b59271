//! One appointment after another into the emptiest place.

use std::ops::Range;

use super::{
    DayAhead, Demand, Hours, PlannedDay, REACH, Rules, Start, UNITS, WhyNot, explain, in_unit,
    load::{usable_share, walk_in_levels},
    promise::Occupancy,
    value_at,
};
use crate::{survival::PPM, time::Unit};

/// The units over which emptiness is judged: 20 minutes.
const SOON: usize = 4;
/// The units over which the budget is judged: an hour.
pub(super) const HOUR: usize = 12;
/// A start that takes nothing more.
const REFUSED: u64 = u64::MAX;

/// A day while it is being filled.
pub(super) struct DayState {
    pub(super) day: DayAhead,
    /// Counters with staff, 0 outside opening hours.
    pub(super) staff: Vec<u16>,
    /// Usable share of each unit's staffed time, in ppm.
    pub(super) usable: Vec<u64>,
    /// Expected counters taken by walk-ins, in ppm of a counter.
    pub(super) walk_in_level: Vec<u64>,
    /// The same with every appointment placed so far.
    level: Vec<u64>,
    /// `level / staff` in ppm.
    load: Vec<u64>,
    /// Appointments placed so far, within the rules or not.
    pub(super) placed: Vec<u16>,
    /// Those of them that the rules allow.
    pub(super) starts: Vec<u16>,
    occupancy: Vec<Occupancy>,
    /// What one appointment adds to the level of its own and the later units.
    pub(super) footprint: Vec<u64>,
    /// P(shows and still occupies a counter three minutes after a start so
    /// many units later), in ppm.
    in_the_way: Vec<u32>,
    promise_ppm: u32,
    cost: Vec<u64>,
    /// The units worth looking at: from the first opening to the last closing.
    span: Range<usize>,
    pub(super) why_not: Vec<WhyNot>,
}

impl DayState {
    pub(super) fn new(day: &DayAhead, demand: Demand<'_>, rules: Rules) -> Self {
        let open = |unit: usize| hours_at(&day.hours, unit).is_some();
        let staff: Vec<u16> = (0..UNITS)
            .map(|unit| if open(unit) { value_at(&day.staff, unit) } else { 0 })
            .collect();
        let usable = staff
            .iter()
            .map(|counters| u64::from(usable_share(*counters, rules.reserve_ppm)))
            .collect();
        let walk_in_level = walk_in_levels(day, demand);
        let shows = u64::from(demand.shows_ppm);
        let million = u64::from(PPM);
        let mut state = Self {
            occupancy: staff.iter().map(|counters| Occupancy::nobody(*counters)).collect(),
            level: walk_in_level.clone(),
            load: vec![0; UNITS],
            placed: vec![0; UNITS],
            starts: vec![0; UNITS],
            footprint: (0..REACH)
                .map(|later| shows * in_unit(demand.appointment, later) / million)
                .collect(),
            in_the_way: super::promise::in_the_way(demand.appointment, demand.shows_ppm),
            promise_ppm: rules.promise_ppm,
            cost: vec![REFUSED; UNITS],
            span: span(day),
            why_not: vec![WhyNot::OutsideHours; UNITS],
            day: day.clone(),
            staff,
            usable,
            walk_in_level,
        };
        for unit in 0..UNITS {
            state.load[unit] = state.load_at(unit);
        }
        state
    }

    /// What is wrong with starting here whatever else is planned.
    fn never(&self, unit: usize) -> Option<WhyNot> {
        let Some(hours) = hours_at(&self.day.hours, unit) else {
            return Some(WhyNot::OutsideHours);
        };
        if unit + usize::from(Hours::LAST_UNITS) > usize::from(hours.close) {
            return Some(WhyNot::TooCloseToClosing);
        }
        self.staff[unit..]
            .iter()
            .take(SOON)
            .any(|counters| *counters == 0)
            .then_some(WhyNot::NoStaff)
    }

    fn load_at(&self, unit: usize) -> u64 {
        match self.staff[unit] {
            0 => 0,
            counters => self.level[unit] / u64::from(counters),
        }
    }

    /// Four times the mean load soon, plus twice the share of counters that
    /// already start an appointment here.
    fn cost_at(&self, unit: usize) -> u64 {
        let soon: u64 = self.load[unit..].iter().take(SOON).sum();
        soon + 2 * u64::from(PPM) * u64::from(self.placed[unit])
            / u64::from(self.staff[unit].max(1))
    }

    /// What one more start at `unit` would break.
    fn broken_by(&self, unit: usize) -> Option<WhyNot> {
        if let Some(reason) = self.never(unit) {
            return Some(reason);
        }
        if !self.within_budget(unit) {
            return Some(WhyNot::Budget);
        }
        (!self.keeps_promise(unit)).then_some(WhyNot::Promise)
    }

    fn within_budget(&self, unit: usize) -> bool {
        let Some(hours) = hours_at(&self.day.hours, unit) else {
            return false;
        };
        let (open, close) = (usize::from(hours.open), usize::from(hours.close).min(UNITS));
        let first = unit.min(close.saturating_sub(HOUR)).max(open);
        let (mut load, mut limit) = (0, 0);
        for within in first..(first + HOUR).min(close) {
            let counters = u64::from(self.staff[within]);
            if counters == 0 {
                continue;
            }
            let added =
                within.checked_sub(unit).map_or(0, |later| value_at(&self.footprint, later));
            load += (self.level[within] + added) / counters;
            limit += self.usable[within];
        }
        load <= limit
    }

    fn keeps_promise(&self, unit: usize) -> bool {
        (0..REACH.min(UNITS - unit)).all(|later| {
            let at = unit + later;
            // A start that nobody has yet is judged when somebody gets it;
            // the first at a unit stands in nobody's way there.
            let added = match (later, self.placed[at]) {
                (0, 0) => 0,
                (_, 0) => return true,
                _ => self.in_the_way[later],
            };
            self.staff[at] > 0 && self.occupancy[at].all_with(added) <= self.promise_ppm
        })
    }

    fn place(&mut self, unit: usize) {
        for later in 0..REACH.min(UNITS - unit) {
            let at = unit + later;
            self.level[at] += self.footprint[later];
            self.load[at] = self.load_at(at);
            if later > 0 || self.placed[at] > 0 {
                self.occupancy[at].add(self.in_the_way[later]);
            }
        }
        self.placed[unit] += 1;
        for affected in unit.saturating_sub(SOON)..(unit + REACH).min(UNITS) {
            if self.cost[affected] != REFUSED {
                self.cost[affected] = self.cost_at(affected);
            }
        }
    }

    fn refuse(&mut self, unit: usize, reason: WhyNot) {
        self.cost[unit] = REFUSED;
        self.why_not[unit] = reason;
    }

    pub(super) fn booked(&self, unit: usize) -> u16 {
        value_at(&self.day.booked, unit)
    }

    pub(super) fn booked_total(&self) -> u32 {
        (0..UNITS).map(|unit| u32::from(self.booked(unit))).sum()
    }

    pub(super) fn result(&self) -> PlannedDay {
        PlannedDay {
            date: self.day.date,
            starts: self.starts.clone(),
            why_not: self.why_not.clone(),
            hours: explain::hours(self),
        }
    }
}

/// Fills the days of one calendar week.
///
/// What is booked comes first, in the same order and under the same rules;
/// booked starts that break a rule are no longer planned, but the people will
/// come, so their load counts before anything free is added.
pub(super) fn fill_week(
    days: &mut [DayState],
    week: &[usize],
    rules: Rules,
    order: &mut Vec<Start>,
) {
    let mut quota = rules.weekly_quota;
    for position in week {
        let day = &mut days[*position];
        quota = quota.saturating_sub(day.booked_total());
        for unit in 0..UNITS {
            day.cost[unit] = if day.booked(unit) > 0 { day.cost_at(unit) } else { REFUSED };
        }
    }
    while let Some((position, unit)) = emptiest(days, week) {
        let day = &mut days[position];
        if let Some(reason) = day.broken_by(unit) {
            day.refuse(unit, reason);
            continue;
        }
        day.starts[unit] += 1;
        day.place(unit);
        if day.starts[unit] == day.booked(unit) {
            day.cost[unit] = REFUSED;
        }
    }
    for position in week {
        let day = &mut days[*position];
        for unit in 0..UNITS {
            for _ in day.starts[unit]..day.booked(unit) {
                day.place(unit);
            }
        }
        for unit in 0..UNITS {
            let reason = match day.never(unit) {
                None if unit < usize::from(day.day.from) => Some(WhyNot::Past),
                reason => reason,
            };
            if let Some(reason) = reason {
                day.refuse(unit, reason);
            } else {
                day.why_not[unit] = WhyNot::Quota;
                day.cost[unit] = day.cost_at(unit);
            }
        }
    }
    while let Some((position, unit)) = emptiest(days, week) {
        let day = &mut days[position];
        if let Some(reason) = day.broken_by(unit) {
            day.refuse(unit, reason);
            continue;
        }
        // Who fits is refused for the quota only, so that every other start
        // learns its real reason first.
        if quota == 0 {
            day.refuse(unit, WhyNot::Quota);
            continue;
        }
        quota -= 1;
        day.starts[unit] += 1;
        day.place(unit);
        if let Some(named) = u16::try_from(unit).ok().and_then(Unit::new) {
            order.push(Start { date: day.day.date, unit: named });
        }
    }
}

fn span(day: &DayAhead) -> Range<usize> {
    let open = day.hours.iter().map(|hours| usize::from(hours.open)).min().unwrap_or(0);
    let close = day.hours.iter().map(|hours| usize::from(hours.close)).max().unwrap_or(0);
    open..close.min(UNITS)
}

/// The start with the lowest cost, the earliest of equals.
fn emptiest(days: &[DayState], week: &[usize]) -> Option<(usize, usize)> {
    let mut best = (REFUSED, 0, 0);
    for position in week {
        let day = &days[*position];
        for unit in day.span.clone() {
            let cost = day.cost[unit];
            if cost < best.0 {
                best = (cost, *position, unit);
            }
        }
    }
    (best.0 < REFUSED).then_some((best.1, best.2))
}

/// The opening hours a unit lies in.
pub(super) fn hours_at(hours: &[Hours], unit: usize) -> Option<Hours> {
    let inside =
        |hours: &&Hours| (usize::from(hours.open)..usize::from(hours.close)).contains(&unit);
    hours.iter().find(inside).copied()
}
