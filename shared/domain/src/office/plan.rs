//! The ordinary week: how many appointments start, how many counters are staffed.

use std::collections::BTreeMap;

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use serde::{Deserialize, Serialize};

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

/// The plan that the head of an office has published for some days; it takes
/// the place of the ordinary week there. The days after them follow it, week by
/// week, until there is another (see [`Office::published`]).
///
/// A day is written as the unit of its first start and one letter a unit:
/// `0` to `9`, then `a` to `z` for ten to 35.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<Date, (Unit, String)>", into = "BTreeMap<Date, (Unit, String)>")]
pub struct Published(BTreeMap<Date, Starts>);

/// A text that is no day of a published plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the starts of a day are letters from 0 to z")]
pub struct NotPublished;

impl Published {
    /// As many as one letter says.
    const MOST: u16 = 35;

    /// Publishes so many starts at each unit from midnight; more than 35 at
    /// once count as 35.
    pub fn publish(&mut self, date: Date, starts: &[u16]) {
        let first = starts.iter().position(|count| *count > 0).unwrap_or(0);
        let end = starts.iter().rposition(|count| *count > 0).map_or(first, |last| last + 1);
        let first_unit = u16::try_from(first).ok().and_then(Unit::new).unwrap_or(MIDNIGHT);
        let counts = starts[first..end].iter().map(|count| (*count).min(Self::MOST)).collect();
        self.0.insert(date, Starts { first: first_unit, counts });
    }

    /// Forgets the days before `today`.
    pub fn forget_before(&mut self, today: Date) {
        self.0.retain(|date, _| *date >= today);
    }

    /// Whether anything is published.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is published for this very day.
    #[must_use]
    pub fn on(&self, date: Date) -> Option<&Starts> {
        self.0.get(&date)
    }

    /// After the days that are published: the same weekday of one week before,
    /// of two weeks before and so on, with what is published there.
    fn before(&self, date: Date) -> impl Iterator<Item = (Date, &Starts)> {
        let after = self.0.last_key_value().is_some_and(|(last, _)| *last < date);
        let first = self.0.first_key_value().filter(|_| after).map(|(first, _)| *first);
        let weeks = (1..).map(move |weeks: i64| date.saturating_sub(weeks.weeks()));
        let weeks = weeks.take_while(move |day| first.is_some_and(|first| first <= *day));
        weeks.filter_map(|day| Some((day, self.on(day)?)))
    }
}

impl TryFrom<BTreeMap<Date, (Unit, String)>> for Published {
    type Error = NotPublished;

    fn try_from(days: BTreeMap<Date, (Unit, String)>) -> Result<Self, NotPublished> {
        let count = |letter: char| {
            let count = letter.to_digit(36).filter(|_| !letter.is_ascii_uppercase());
            count.and_then(|count| u16::try_from(count).ok()).ok_or(NotPublished)
        };
        let starts = |(first, letters): (Unit, String)| {
            let counts = letters.chars().map(count).collect::<Result<_, _>>()?;
            Ok(Starts { first, counts })
        };
        let days = days.into_iter().map(|(date, day)| Ok((date, starts(day)?)));
        days.collect::<Result<_, _>>().map(Self)
    }
}

impl From<Published> for BTreeMap<Date, (Unit, String)> {
    fn from(plan: Published) -> Self {
        let letter = |count: &u16| char::from_digit((*count).into(), 36).unwrap_or('z');
        let day = |starts: Starts| (starts.first, starts.counts.iter().map(letter).collect());
        plan.0.into_iter().map(|(date, starts)| (date, day(starts))).collect()
    }
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
        let is_open = |unit: &Unit| {
            open.iter().any(|range| range.contains(unit)) && unit.moment(date, &self.zone).is_some()
        };
        if let Some(published) = self.published(date) {
            // Hours may have become shorter since.
            for (unit, starts) in published.iter().filter(|(unit, _)| is_open(unit)) {
                counts[usize::from(unit.index() - first.index())] = starts;
            }
            return Starts { first, counts };
        }
        for rule in self.plan.iter().filter(|rule| rule.days.contains(date.weekday())) {
            for unit in rule.units().filter(is_open) {
                counts[usize::from(unit.index() - first.index())] = rule.starts;
            }
        }
        Starts { first, counts }
    }

    /// The same office with this published plan.
    #[must_use]
    pub fn with_published(mut self, plan: Published) -> Self {
        self.published = plan;
        self
    }

    /// What the head of the office has published for `date`. A day after the
    /// published ones is like the latest of them that is the same day of the
    /// week and has the same hours, so that nobody has to publish every day.
    #[must_use]
    pub fn published(&self, date: Date) -> Option<&Starts> {
        let alike = || {
            let open = self.opening(date);
            self.published.before(date).find(|(day, _)| self.opening(*day) == open)
        };
        self.published.on(date).or_else(|| alike().map(|(_, starts)| starts))
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
    /// The same for every unit of `date` from midnight (288 values).
    #[must_use]
    pub fn staff(&self, date: Date) -> Vec<u16> {
        let open = self.opening(date);
        let day = date.weekday();
        let staffed = |unit: Unit| {
            let is_open = open.iter().any(|range| range.contains(&unit));
            if is_open { staffed_by(&self.staffing, self.counters.len(), day, unit) } else { 0 }
        };
        (0..Unit::PER_DAY).filter_map(Unit::new).map(staffed).collect()
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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::testing::{office, unit};

    #[test]
    fn a_published_day_reads_back_and_takes_the_place_of_the_ordinary_one() {
        let (day, other) = (date(2026, 12, 2), date(2026, 12, 3));
        let mut starts = vec![0; usize::from(Unit::PER_DAY)];
        for (time, count) in [("09:05", 2), ("09:15", 36), ("19:00", 1)] {
            starts[usize::from(unit(time).index())] = count;
        }
        let mut plan = Published::default();
        plan.publish(day, &starts);
        let json = serde_json::to_string(&plan).unwrap();
        assert_eq!(serde_json::from_str::<Published>(&json).unwrap(), plan);
        assert!(json.contains(r#"[109,"20z000"#), "{json}");
        let ordinary = office();
        let office = ordinary.clone().with_published(plan.clone());
        let seen = office.starts(day);
        assert_eq!((seen.at(unit("09:05")), seen.at(unit("09:15"))), (2, 35));
        assert_eq!(seen.total(), 37, "nothing after closing");
        assert_eq!(office.starts(other), ordinary.starts(other), "no Thursday is published");
        plan.forget_before(other);
        assert!(plan.is_empty());
    }

    /// The office is closed from 24 December to the end of the year.
    #[test]
    fn days_after_the_published_ones_follow_them_week_by_week() {
        let day = |at: &str| {
            let mut starts = vec![0; usize::from(Unit::PER_DAY)];
            starts[usize::from(unit(at).index())] = 1;
            starts
        };
        let mut plan = Published::default();
        plan.publish(date(2026, 12, 3), &day("09:05"));
        plan.publish(date(2026, 12, 10), &day("09:15"));
        plan.publish(date(2026, 12, 11), &day("09:25"));
        let ordinary = office();
        let office = ordinary.clone().with_published(plan);
        let starts = |date: Date| {
            let starts = office.starts(date);
            starts.iter().map(|(unit, _)| unit).collect::<Vec<_>>()
        };
        assert_eq!(starts(date(2026, 12, 17)), [unit("09:15")], "the latest Thursday");
        assert_eq!(starts(date(2027, 1, 14)), [unit("09:15")]);
        assert_eq!(starts(date(2026, 12, 24)), [], "closed");
        assert_eq!(office.starts(date(2026, 12, 15)), ordinary.starts(date(2026, 12, 15)));
        assert_eq!(office.starts(date(2026, 12, 8)), ordinary.starts(date(2026, 12, 8)));
        assert_eq!(office.starts(date(2026, 11, 26)), ordinary.starts(date(2026, 11, 26)));
        let mut closed = Published::default();
        closed.publish(date(2026, 12, 17), &day("09:05"));
        closed.publish(date(2026, 12, 24), &day("00:00"));
        let office = ordinary.with_published(closed);
        let after = office.starts(date(2027, 1, 7));
        assert_eq!(after.total(), 1, "like the Thursday that was open");
    }

    #[test]
    fn what_is_no_plan_is_not_read_as_one() {
        for bad in ["A", "-", "ä"] {
            let json = format!(r#"{{"2026-12-02":[100,"{bad}"]}}"#);
            assert!(serde_json::from_str::<Published>(&json).is_err(), "{bad}");
        }
    }
}
