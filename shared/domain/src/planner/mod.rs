//! Which appointments may start when.
//!
//! Appointments belong where few walk-ins come: put there, they shorten the
//! wait of everybody; spread evenly, they hardly help. So the planner puts one
//! appointment after another into the emptiest place of the week and stops at
//! the weekly quota, or when nothing more fits. Two rules say what fits:
//!
//! - **Budget**, for the walk-ins: over the hour from the start on (shifted to
//!   end at closing), counters are on average busy for at most
//!   `1 - reserve / √counters` of the time, walk-ins included. The reserve of
//!   `0.4 · √counters` counters takes up what chance adds.
//! - **Promise**, for those with an appointment: for this start and every one
//!   in the two hours after it, the probability that earlier appointments
//!   still occupy every counter three minutes after the booked time is at most
//!   2 %.
//!
//! The emptiest place is the start with the lowest mean load over the next
//! 20 minutes plus half the share of its counters that already start an
//! appointment there; among equals the earliest. Adding an appointment only
//! ever worsens both rules, so a start once refused stays refused.
//!
//! The expected number of occupied counters in a five-minute unit is the sum
//! over earlier units of arrivals times the probability of being still there,
//! taken in the middle of the unit: at its left end the load would come out a
//! fifth too high, and the offer a third too low.
//!
//! Everything that decides is an integer: probabilities and arrivals in
//! millionths (ppm), occupancy distributions with 31 binary digits, quotients
//! and products rounded down. So every machine makes the same plan of the same
//! data.

mod explain;
mod greedy;
mod load;
mod mix;
mod profile;
mod promise;
mod propose;
mod publish;
#[cfg(test)]
mod tests;
mod warn;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::{
    explain::HourOutlook,
    load::usable_share,
    mix::mixture,
    profile::{Measured, PriorWeek, expected_walk_ins},
    promise::DayPromise,
    propose::{Known, propose, usual_appointment, weeks},
    publish::{Change, Overhang, Publication, publish},
    warn::Warning,
};
use crate::{
    survival::Survival,
    time::{Seconds, Unit},
};

/// Units of a day, as a length of lists.
pub(crate) const UNITS: usize = Unit::PER_DAY as usize;
/// Seconds of a unit.
pub(crate) const UNIT_SECONDS: i64 = Unit::MINUTES as i64 * 60;
/// Units after which every service of a survival table is over (two hours).
pub(crate) const REACH: usize = 24;

/// One stretch of opening hours: from the start of unit `open` to the start of
/// unit `close`, counted from midnight; `close` may be 288, midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// The first open unit.
    pub open: u16,
    /// The first unit that is closed again.
    pub close: u16,
}

impl Hours {
    /// Nothing starts in the last 20 minutes.
    pub(crate) const LAST_UNITS: u16 = 4;

    /// Whether an appointment may start at this unit as far as the clock goes.
    #[must_use]
    pub fn admit(self, unit: Unit) -> bool {
        self.open <= unit.index() && unit.index() + Self::LAST_UNITS <= self.close
    }

    /// Whether the office is open in this unit.
    #[must_use]
    pub fn contain(self, unit: Unit) -> bool {
        (self.open..self.close).contains(&unit.index())
    }
}

/// What is known about one day before it is planned.
///
/// Lists go by unit from midnight; what is missing at their end counts as 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayAhead {
    /// The day.
    pub date: Date,
    /// Opening hours, in order and apart; empty when the office is closed.
    pub hours: Vec<Hours>,
    /// Counters with staff in each unit.
    pub staff: Vec<u16>,
    /// Expected walk-ins in each unit, in millionths of a person.
    pub walk_ins: Vec<u32>,
    /// Appointments booked or held at each unit.
    pub booked: Vec<u16>,
    /// The first unit that can still be offered: later than 0 today, 288 on a
    /// day of this week that is over.
    pub from: u16,
}

/// How long people take and how many of them come.
#[derive(Debug, Clone, Copy)]
pub struct Demand<'a> {
    /// The mixture of services that walk-ins ask for.
    pub walk_in: &'a Survival,
    /// The mixture of services that appointments are booked for.
    pub appointment: &'a Survival,
    /// The share of booked people who come, in ppm.
    pub shows_ppm: u32,
}

/// What the office wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Reserve in ppm of √counters: the greater, the fewer appointments and
    /// the shorter the walk-ins wait.
    pub reserve_ppm: u32,
    /// The greatest probability in ppm of finding all counters occupied by
    /// earlier appointments.
    pub promise_ppm: u32,
    /// Appointments a calendar week (Monday to Sunday), booked ones included.
    pub weekly_quota: u32,
}

impl Rules {
    /// The reserve and the risk that serve offices of one to fifteen counters,
    /// with this quota.
    #[must_use]
    pub const fn with_quota(weekly_quota: u32) -> Self {
        Self { reserve_ppm: 400_000, promise_ppm: 20_000, weekly_quota }
    }
}

/// Why no further appointment starts at a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyNot {
    /// The office is closed.
    OutsideHours,
    /// Less than 20 minutes are left until closing.
    TooCloseToClosing,
    /// The unit is over.
    Past,
    /// In the 20 minutes from here on, some unit has no staff.
    NoStaff,
    /// Walk-ins and appointments already take the hour's usable minutes.
    Budget,
    /// Somebody's three minutes would be at risk.
    Promise,
    /// It would fit, but the week's quota is used up.
    Quota,
}

/// One appointment that may be offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// The day.
    pub date: Date,
    /// When it starts.
    pub unit: Unit,
}

/// What may be offered, and why not more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The days in the order given.
    pub days: Vec<PlannedDay>,
    /// Every free appointment, week by week, the one in the emptiest place first.
    pub order: Vec<Start>,
    /// Where the staff cannot carry what is planned.
    pub warnings: Vec<Warning>,
}

/// One day of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedDay {
    /// The day.
    pub date: Date,
    /// How many appointments may start at each unit, booked ones included
    /// (288 values). Less than is booked where the rules no longer allow what
    /// they once did.
    pub starts: Vec<u16>,
    /// Why not one more, for each unit (288 values).
    pub why_not: Vec<WhyNot>,
    /// The same day told hour by hour, for people.
    pub hours: Vec<HourOutlook>,
}

impl PlannedDay {
    /// How many appointments may start here, booked ones included.
    #[must_use]
    pub fn starts_at(&self, unit: Unit) -> u16 {
        value_at(&self.starts, usize::from(unit.index()))
    }
}

/// Plans whole calendar weeks.
///
/// Give every open day of each week that the booking window touches: days
/// that are over count with what was booked on them, days beyond the window
/// take their share of the quota. Otherwise the first visible Monday would
/// receive the appointments of a whole week.
#[must_use]
pub fn plan(days: &[DayAhead], demand: Demand<'_>, rules: Rules) -> Plan {
    let mut planned: Vec<greedy::DayState> =
        days.iter().map(|day| greedy::DayState::new(day, demand, rules)).collect();
    let mut order = Vec::new();
    for week in by_week(days) {
        greedy::fill_week(&mut planned, &week, rules, &mut order);
    }
    let warnings = warn::warnings(&planned, &by_week(days), demand, rules);
    let days = planned.iter().map(greedy::DayState::result).collect();
    Plan { days, order, warnings }
}

/// The positions of the days of each calendar week, weeks in order of their
/// first day in the list.
fn by_week(days: &[DayAhead]) -> Vec<Vec<usize>> {
    let mut weeks: Vec<((i16, i8), Vec<usize>)> = Vec::new();
    for (position, day) in days.iter().enumerate() {
        let week = day.date.iso_week_date();
        let name = (week.year(), week.week());
        match weeks.iter_mut().find(|(known, _)| *known == name) {
            Some((_, positions)) => positions.push(position),
            None => weeks.push((name, vec![position])),
        }
    }
    weeks.into_iter().map(|(_, positions)| positions).collect()
}

/// The value of a list by unit; 0 beyond its end.
pub(crate) fn value_at<T: Copy + Default>(list: &[T], index: usize) -> T {
    list.get(index).copied().unwrap_or_default()
}

/// P(still there in the middle of the unit `later` units after the start), ppm.
pub(crate) fn in_unit(survival: &Survival, later: usize) -> u64 {
    let later = i64::try_from(later).unwrap_or(i64::MAX / UNIT_SECONDS);
    u64::from(survival.at(later.saturating_mul(UNIT_SECONDS).saturating_add(UNIT_SECONDS / 2)))
}

/// The promise to those with an appointment.
pub(crate) const TOLERANCE: Seconds = Seconds::minutes(3);
