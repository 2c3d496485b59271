//! How many appointments may still start, day by day, and the holds on them.
//!
//! A day is counted, not listed: one number for each five-minute unit says how
//! many appointments may still *start* there. A booking takes one away, in the
//! same write that makes the booking; a cancellation gives it back. So there
//! is nothing that could run out of step with the bookings.

mod offer;

use std::collections::BTreeMap;

use jiff::{
    civil::{Date, Time},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};

pub use self::offer::Offer;
use crate::{
    disturbance::Disturbances,
    ids::Number,
    office::{ClosedReason, Items, ItemsRefusal, Office},
    queue::KeyHash,
    time::{Moment, Unit},
};

/// One day's capacity. The short names are attribute names in the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// The version of the office's configuration whose plan was counted down.
    #[serde(rename = "v")]
    pub version: u64,
    /// The unit of the first count.
    #[serde(rename = "u")]
    pub first: Unit,
    /// How many appointments may still start at each unit. Below zero where
    /// more was booked and held than a lowered plan allows: so many have to be
    /// given back before one is free again.
    #[serde(rename = "f")]
    pub free: Vec<i16>,
    /// Live and expired holds; each has taken one from `free`.
    #[serde(rename = "h")]
    pub holds: BTreeMap<String, Hold>,
    /// The services that cannot be done on this day, until when: what starts
    /// before is not offered, held or booked.
    #[serde(rename = "d", default, skip_serializing_if = "Disturbances::is_empty")]
    pub disturbances: Disturbances,
}

/// A start that somebody is about to book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Which start.
    #[serde(rename = "u")]
    pub unit: Unit,
    /// Until when. Nothing runs at that moment: whoever looks later counts
    /// the start as free again.
    #[serde(rename = "x")]
    pub expires: Moment,
    /// The command that prolonged it; that is possible once.
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub extended: Option<KeyHash>,
}

impl Hold {
    /// Whether it still holds.
    #[must_use]
    pub fn is_live(&self, now: Moment) -> bool {
        now < self.expires
    }
}

impl Day {
    /// A day on which nobody has booked: the office's plan, without its
    /// unplanned edges.
    #[must_use]
    pub fn planned(office: &Office, version: u64, date: Date) -> Self {
        let starts = office.starts(date);
        let last = starts.counts.iter().rposition(|count| *count > 0).map_or(0, |place| place + 1);
        let from = starts.counts.iter().position(|count| *count > 0).unwrap_or(0);
        let index = starts.first.index() + u16::try_from(from).unwrap_or(0);
        let planned = starts.counts[from.min(last)..last].iter();
        Self {
            version,
            first: Unit::new(index).unwrap_or(starts.first),
            free: planned.map(|count| i16::try_from(*count).unwrap_or(i16::MAX)).collect(),
            holds: BTreeMap::new(),
            disturbances: Disturbances::default(),
        }
    }

    /// The place of a unit in `free`.
    #[must_use]
    pub fn place(&self, unit: Unit) -> Option<usize> {
        let place = usize::from(unit.index().checked_sub(self.first.index())?);
        (place < self.free.len()).then_some(place)
    }

    /// How many appointments may start at `unit`, expired holds given back.
    #[must_use]
    pub fn free_at(&self, unit: Unit, now: Moment) -> u16 {
        // A hold on a start that is not planned any more has taken nothing.
        let Some(place) = self.place(unit) else { return 0 };
        let expired = self.holds.values().filter(|hold| hold.unit == unit && !hold.is_live(now));
        let expired = i16::try_from(expired.count()).unwrap_or(i16::MAX);
        u16::try_from(self.free[place].saturating_add(expired)).unwrap_or(0)
    }

    /// A hold that has run out, on `unit` if `unit` is given.
    #[must_use]
    pub fn expired(&self, unit: Option<Unit>, now: Moment) -> Option<(&str, Hold)> {
        let mut holds = self.holds.iter().map(|(id, hold)| (id.as_str(), *hold));
        holds.find(|(_, hold)| !hold.is_live(now) && unit.is_none_or(|unit| unit == hold.unit))
    }

    /// How somebody, perhaps with a hold of their own, can take `unit`;
    /// `None` when it is full.
    #[must_use]
    pub fn claim(&self, unit: Unit, own: Option<&str>, now: Moment) -> Option<Claim> {
        let own = own.filter(|id| {
            self.holds.get(*id).is_some_and(|hold| hold.unit == unit && hold.is_live(now))
        });
        if let Some(own) = own {
            return Some(Claim::Held(own.to_owned()));
        }
        let place = self.place(unit)?;
        if self.free[place] > 0 {
            return Some(Claim::Free);
        }
        // Where the day owes starts, an expired hold pays that first.
        let (id, _) = self.expired(Some(unit), now).filter(|_| self.free_at(unit, now) > 0)?;
        Some(Claim::Expired(id.to_owned()))
    }

    /// How many holds may exist beside each other: a fifth of the day's
    /// starts, at least one.
    #[must_use]
    pub fn most_holds(office: &Office, date: Date) -> u32 {
        (office.starts(date).total() / 5).max(1)
    }

    /// The day under another plan: what was booked and is held is taken away
    /// from the new counts, also below zero. A count cut off at zero would
    /// forget what was booked beyond the plan, and the next cancellation would
    /// offer a start that the plan does not have.
    #[must_use]
    pub fn replanned(&self, planned: Self, booked: &[Unit]) -> Self {
        let (holds, disturbances) = (self.holds.clone(), self.disturbances.clone());
        let mut next = Self { holds, disturbances, ..planned };
        let taken = booked.iter().copied().chain(self.holds.values().map(|hold| hold.unit));
        for place in taken.filter_map(|unit| next.place(unit)).collect::<Vec<_>>() {
            next.free[place] = next.free[place].saturating_sub(1);
        }
        next
    }
}

/// How a start can be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// One of the free ones.
    Free,
    /// The one that this live hold of one's own keeps.
    Held(String),
    /// The one that this expired hold of somebody else's kept.
    Expired(String),
}

/// A start that can be asked for: where it lies, and how long the visit takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// Its day.
    pub date: Date,
    /// Its unit.
    pub unit: Unit,
    /// The moment.
    pub at: Moment,
    /// Minutes of the visit.
    pub minutes: u16,
}

/// Why no appointment can start there, whoever else books.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StartRefusal {
    /// The visit itself is not possible.
    #[error(transparent)]
    Items(#[from] ItemsRefusal),
    /// The start is over.
    #[error("the start is in the past")]
    Past,
    /// It is too far ahead.
    #[error("appointments can be booked until {last}")]
    TooFar {
        /// The last bookable day.
        last: Date,
    },
    /// The office is closed all day.
    #[error("the office is closed on {date}: {reason}")]
    Closed {
        /// The day.
        date: Date,
        /// Why.
        reason: String,
    },
    /// No appointment begins at this time.
    #[error("no appointment begins at this time")]
    NotOffered,
}

impl Start {
    /// Finds the start `at` for a visit of these `items`.
    ///
    /// # Errors
    ///
    /// A [`StartRefusal`], in the order in which a clerk would object.
    pub fn find(
        office: &Office,
        items: &Items,
        at: Moment,
        now: Moment,
    ) -> Result<Self, StartRefusal> {
        let minutes = office.minutes(items)?;
        if at <= now {
            return Err(StartRefusal::Past);
        }
        let window = office.window(now);
        let day = at.day(&office.zone);
        if day > *window.end() {
            return Err(StartRefusal::TooFar { last: *window.end() });
        }
        if let Some(reason) = office.closed_because(day) {
            return Err(StartRefusal::Closed { date: day, reason: closed_text(&reason) });
        }
        let (date, unit) = Unit::of(at, &office.zone).ok_or(StartRefusal::NotOffered)?;
        if office.starts(date).at(unit) == 0 || !office.fits(date, unit, minutes) {
            return Err(StartRefusal::NotOffered);
        }
        Ok(Self { date, unit, at, minutes })
    }
}

/// Why an office is closed, in words for people.
#[must_use]
pub fn closed_text(reason: &ClosedReason<'_>) -> String {
    match reason {
        ClosedReason::Closure(closure) => closure.reason.clone(),
        ClosedReason::Holiday(name) => (*name).to_owned(),
        ClosedReason::Weekday(_) => "an diesem Wochentag ist nicht geöffnet".to_owned(),
    }
}

/// One day of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DaySlots {
    /// The day.
    pub date: Date,
    /// Its starts, earliest first; full ones have none free.
    pub slots: Vec<Slot>,
}

/// One start of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// When it begins.
    pub start: Moment,
    /// How many further bookings of this visit would be accepted there now.
    pub free: u16,
}

impl DaySlots {
    /// How many bookings the whole day would accept.
    #[must_use]
    pub fn free(&self) -> u32 {
        self.slots.iter().map(|slot| u32::from(slot.free)).sum()
    }

    /// Lists one day for a visit of `items`: what a booking would be told.
    #[must_use]
    pub fn list(office: &Office, date: Date, day: &Day, items: &Items, now: Moment) -> Self {
        let Ok(minutes) = office.minutes(items) else { return Self { date, slots: Vec::new() } };
        let offer = Offer::of(office, date, day, items, now);
        Self::of_minutes(office, date, minutes, now, |unit| offer.free_at(unit))
    }

    /// Lists the starts at which a visit of so many minutes can begin.
    pub(crate) fn of_minutes(
        office: &Office,
        date: Date,
        minutes: u16,
        now: Moment,
        free: impl Fn(Unit) -> u16,
    ) -> Self {
        let starts = office.starts(date);
        let slots = starts.iter().filter_map(|(unit, _)| {
            let start = unit.moment(date, &office.zone)?;
            let possible = start > now && office.fits(date, unit, minutes);
            possible.then(|| Slot { start, free: free(unit) })
        });
        Self { date, slots: slots.collect() }
    }
}

/// The `most` free starts nearest to a wanted one, earliest first.
#[must_use]
pub fn nearest(days: &[DaySlots], wanted: Moment, most: usize) -> Vec<Moment> {
    let slots = days.iter().flat_map(|day| &day.slots).filter(|slot| slot.free > 0);
    let mut starts: Vec<Moment> = slots.map(|slot| slot.start).collect();
    starts.sort_by_key(|start| ((*start - wanted).0.abs(), *start));
    starts.truncate(most);
    starts.sort();
    starts
}

/// What to offer somebody whose day was closed: on the first of these days that
/// has anything free, the start nearest to the time of day they had chosen.
#[must_use]
pub fn alternative(days: &[DaySlots], chosen: Moment, zone: &TimeZone) -> Option<Moment> {
    let day = days.iter().find(|day| day.free() > 0)?;
    let of_day = |moment: Moment| moment.at(zone).time().duration_since(Time::midnight());
    let free = day.slots.iter().filter(|slot| slot.free > 0).map(|slot| slot.start);
    free.min_by_key(|start| ((of_day(*start) - of_day(chosen)).abs(), *start))
}

/// How many numbers, from 6000 on, appointments have beyond their band.
const OVERFLOW: u32 = 3000;

/// The numbers to try for an appointment at `unit`, one after the other, each
/// once.
///
/// Each start has a block of the band of its own, so that the first try is
/// nearly always free; the blocks are dealt over the band by a step that
/// differs from day to day, so that a number does not tell its time at a
/// glance. After the block comes the rest of the band, then four digits from
/// 6000.
pub fn number_candidates(
    office: &Office,
    date: Date,
    unit: Unit,
    seed: u64,
) -> impl Iterator<Item = Number> {
    let starts = office.starts(date);
    let band = office.numbers.appointment;
    let size = u32::from(band.len());
    let total = starts.total().max(1);
    let before: u32 = starts.iter().take_while(|(u, _)| *u < unit).map(|(_, n)| u32::from(n)).sum();
    let own = u32::from(starts.at(unit)).max(1);
    let from = (before * size / total).min(size - 1);
    let to = ((before + own) * size / total).clamp(from + 1, size);
    let pick = |among: u32| u32::try_from(seed % u64::from(among)).unwrap_or(0);
    let (turn, far, late) = (pick(to - from), pick(size), pick(OVERFLOW));
    let block = (0..to - from).map(move |i| from + (i + turn) % (to - from));
    let rest = (0..size).map(move |i| (far + i) % size).filter(move |i| !(from..to).contains(i));
    let step = coprime_step(date, size);
    let dealt = move |place: u32| {
        let place = u64::from(place) * u64::from(step) % u64::from(size);
        band.get(u16::try_from(place).ok()?)
    };
    let overflow = (0..OVERFLOW)
        .filter_map(move |i| Number::new(u16::try_from(6000 + (late + i) % OVERFLOW).ok()?))
        .filter(move |number| !band.contains(*number));
    block.chain(rest).filter_map(dealt).chain(overflow)
}

/// A step that visits every place of the band once, another one each day.
fn coprime_step(date: Date, size: u32) -> u32 {
    let wish = u32::try_from(date.day_of_year()).unwrap_or(1) * 7 + size / 3;
    (wish..=wish + size).find(|step| greatest_common_divisor(*step, size) == 1).unwrap_or(1)
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests;
