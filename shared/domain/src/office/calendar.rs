//! Which days and times the office is open.

use std::ops::{Range, RangeInclusive};

use jiff::{
    ToSpan,
    civil::{Date, DateTime, Weekday},
};

use super::{Further, Office};
use crate::time::{Moment, Seconds, Unit};

/// Days on which the office stays closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closure {
    /// The first and the last of them.
    pub days: RangeInclusive<Date>,
    /// Why, for citizens, such as "Betriebsversammlung".
    pub reason: String,
    /// Why, in further languages.
    pub further: Further<String>,
}

/// Why the office is closed all day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClosedReason<'a> {
    /// A public holiday, with its German name.
    Holiday(&'static str),
    /// A closure, with its reason.
    Closure(&'a Closure),
    /// It has no hours on this day.
    Weekday(Weekday),
}

impl Office {
    /// When the office is open on `date`, earliest first; two ranges around a
    /// lunch break, none when it is closed.
    #[must_use]
    pub fn opening(&self, date: Date) -> Vec<Range<Unit>> {
        if self.closed_by_calendar(date).is_some() {
            return Vec::new();
        }
        self.hours.on(date)
    }

    /// Why the office is closed all day on `date`; `None` when it opens.
    #[must_use]
    pub fn closed_because(&self, date: Date) -> Option<ClosedReason<'_>> {
        self.closed_by_calendar(date).or_else(|| {
            self.hours.on(date).is_empty().then(|| ClosedReason::Weekday(date.weekday()))
        })
    }

    fn closed_by_calendar(&self, date: Date) -> Option<ClosedReason<'_>> {
        if let Some(name) = self.land.holiday(date) {
            return Some(ClosedReason::Holiday(name));
        }
        let closure = self.closures.iter().find(|closure| closure.days.contains(&date))?;
        Some(ClosedReason::Closure(closure))
    }

    /// The office's day at `now`.
    #[must_use]
    pub fn today(&self, now: Moment) -> Date {
        now.day(&self.zone)
    }

    /// The days for which appointments can be booked at `now`.
    #[must_use]
    pub fn window(&self, now: Moment) -> RangeInclusive<Date> {
        let today = self.today(now);
        today..=today.saturating_add(i64::from(self.booking.window_days).days())
    }

    /// Whether a visit of so many minutes can start at `unit` of `date` and
    /// end while the office is still open, without a break in between.
    ///
    /// Counted in real minutes, so that it also holds where the clocks change.
    #[must_use]
    pub fn fits(&self, date: Date, unit: Unit, minutes: u16) -> bool {
        let Some(start) = unit.moment(date, &self.zone) else { return false };
        let open = self.opening(date).into_iter().find(|range| range.contains(&unit));
        open.and_then(|range| self.wall(date, range.end))
            .is_some_and(|end| start + Seconds::minutes(minutes.into()) <= end)
    }

    /// When the office opens on `date`; `None` on a closed day.
    #[must_use]
    pub fn opens(&self, date: Date) -> Option<Moment> {
        self.wall(date, self.opening(date).first()?.start)
    }

    /// When the office closes for the day on `date`; `None` on a closed day.
    #[must_use]
    pub fn closes(&self, date: Date) -> Option<Moment> {
        self.wall(date, self.opening(date).last()?.end)
    }

    /// Until when tickets are drawn on `date`; `None` on a closed day. Never
    /// before the office opens.
    #[must_use]
    pub fn last_ticket(&self, date: Date) -> Option<Moment> {
        let last = self.closes(date)? - self.day.last_ticket;
        Some(last.max(self.opens(date)?))
    }

    /// The moment of a wall-clock time; in the hour that summer time skips,
    /// as far after it as the time is after the hour's beginning.
    fn wall(&self, date: Date, unit: Unit) -> Option<Moment> {
        let time = DateTime::from_parts(date, unit.time());
        let zoned = self.zone.to_ambiguous_zoned(time).compatible().ok()?;
        Some(Moment(zoned.timestamp().as_second()))
    }
}
