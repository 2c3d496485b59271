//! The ordinary week: how many appointments start, how many counters are staffed.

use jiff::civil::{Date, Weekday};

use super::{Office, Weekdays};
use crate::time::Unit;

const MIDNIGHT: Unit = Unit::new(0).expect("midnight is a unit");

/// So many appointments may start at each of these times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedStarts {
    /// On these days.
    pub days: Weekdays,
    /// The first start.
    pub from: Unit,
    /// No start here or later.
    pub to: Unit,
    /// Minutes from one start to the next; a multiple of five.
    pub every_minutes: u16,
    /// How many appointments start together; at least one.
    pub starts: u16,
}

/// So many counters are staffed during these times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Staffing {
    /// On these days.
    pub days: Weekdays,
    /// From here.
    pub from: Unit,
    /// To here, exclusive.
    pub to: Unit,
    /// At most as many as the office has.
    pub counters: u16,
}

/// How many appointments may start at each unit of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Starts {
    /// The unit of the first count: when the office opens.
    pub first: Unit,
    /// One count a unit until the office closes; empty on a closed day, 0
    /// during a break and in an hour that summer time skips.
    pub counts: Vec<u16>,
}

impl PlannedStarts {
    /// Its starts on one day, earliest first.
    pub fn units(&self) -> impl Iterator<Item = Unit> + use<> {
        let step = usize::from(self.every_minutes / Unit::MINUTES).max(1);
        (self.from.index()..self.to.index()).step_by(step).filter_map(Unit::new)
    }

    /// Appointments on one of its days.
    pub(super) fn daily(&self) -> u32 {
        let units = u32::try_from(self.units().count()).unwrap_or(u32::MAX);
        units.saturating_mul(self.starts.into())
    }
}

/// Appointments of an ordinary week.
pub(super) fn weekly(plan: &[PlannedStarts]) -> u32 {
    plan.iter().flat_map(|rule| rule.days.iter().map(|_| rule.daily())).sum()
}

/// How many of the counters are staffed at `unit` of an ordinary open `day`.
pub(super) fn staffed_by(staffing: &[Staffing], counters: usize, day: Weekday, unit: Unit) -> u16 {
    if staffing.is_empty() {
        return u16::try_from(counters).unwrap_or(u16::MAX);
    }
    staffing
        .iter()
        .find(|shift| shift.days.contains(day) && (shift.from..shift.to).contains(&unit))
        .map_or(0, |shift| shift.counters)
}

impl Starts {
    /// How many may start at `unit`.
    #[must_use]
    pub fn at(&self, unit: Unit) -> u16 {
        let place = unit.index().checked_sub(self.first.index());
        place.and_then(|place| self.counts.get(usize::from(place)).copied()).unwrap_or(0)
    }

    /// How many may start all day.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.counts.iter().map(|count| u32::from(*count)).sum()
    }

    /// The units at which somebody may start, earliest first, with the count.
    pub fn iter(&self) -> impl Iterator<Item = (Unit, u16)> + '_ {
        (self.first.index()..)
            .zip(&self.counts)
            .filter(|(_, count)| **count > 0)
            .filter_map(|(index, count)| Some((Unit::new(index)?, *count)))
    }
}

impl Office {
    /// How many appointments may start at each unit of `date`.
    #[must_use]
    pub fn starts(&self, date: Date) -> Starts {
        let open = self.opening(date);
        let (Some(first), Some(last)) = (open.first(), open.last()) else {
            return Starts { first: MIDNIGHT, counts: Vec::new() };
        };
        let (first, last) = (first.start, last.end);
        let mut counts = vec![0; usize::from(last.index() - first.index())];
        for rule in self.plan.iter().filter(|rule| rule.days.contains(date.weekday())) {
            for unit in rule.units().filter(|unit| {
                open.iter().any(|range| range.contains(unit))
                    && unit.moment(date, &self.zone).is_some()
            }) {
                counts[usize::from(unit.index() - first.index())] = rule.starts;
            }
        }
        Starts { first, counts }
    }

    /// How many counters are planned to be staffed at `unit` of `date`; 0
    /// where the office is closed.
    #[must_use]
    pub fn staffed(&self, date: Date, unit: Unit) -> u16 {
        if !self.opening(date).iter().any(|range| range.contains(&unit)) {
            return 0;
        }
        staffed_by(&self.staffing, self.counters.len(), date.weekday(), unit)
    }
    /// The units of `date` at which planned staffing may change, earliest first.
    pub(crate) fn staffing_changes(&self, date: Date) -> Vec<Unit> {
        let shifts = self.staffing.iter().filter(|shift| shift.days.contains(date.weekday()));
        let mut units: Vec<Unit> = shifts.flat_map(|shift| [shift.from, shift.to]).collect();
        units.sort_unstable();
        units.dedup();
        units
    }
}
