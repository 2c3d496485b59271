//! What a day offers for one kind of visit.

use jiff::{civil::Date, tz::TimeZone};

use super::Day;
use crate::{
    office::{Items, Office},
    planner::{DayPromise, Rules, usual_appointment},
    survival::Survival,
    time::{Moment, Unit},
};

/// How many further visits of one kind may start when, on one day.
///
/// Where the head of the office has published a plan, the promise check for
/// this very visit is part of the answer: a long visit may not fit where the
/// plan still has room, because somebody booked after it would have to wait.
/// Listing, hold, booking and move all ask here, so none refuses what another
/// has shown. Elsewhere the office's file has the only word.
#[derive(Debug)]
pub struct Offer<'a> {
    day: &'a Day,
    now: Moment,
    /// Before this moment of the day what is asked for cannot be done.
    from: Option<(Date, &'a TimeZone, Moment)>,
    checked: Option<Checked>,
}

#[derive(Debug)]
struct Checked {
    planned: Vec<u16>,
    booked: Vec<u16>,
    staff: Vec<u16>,
    usual: Survival,
    own: Survival,
    shows_ppm: u32,
    promise_ppm: u32,
}

impl<'a> Offer<'a> {
    /// Looks at one day for a visit of `items`.
    #[must_use]
    pub fn of(office: &'a Office, date: Date, day: &'a Day, items: &Items, now: Moment) -> Self {
        let checked = office.published(date).map(|_| {
            let starts = office.starts(date);
            let units = || (0..Unit::PER_DAY).filter_map(Unit::new);
            let planned: Vec<u16> = units().map(|unit| starts.at(unit)).collect();
            let taken = |unit: Unit| match day.place(unit) {
                Some(_) => starts.at(unit).saturating_sub(day.free_at(unit, now)),
                None => 0,
            };
            Checked {
                booked: units().map(taken).collect(),
                planned,
                staff: office.staff(date),
                usual: usual_appointment(office),
                own: office.service_time(office.tables(), items).survival,
                shows_ppm: office.tables().show_ppm,
                promise_ppm: Rules::with_quota(0).promise_ppm,
            }
        });
        let disturbance = day.disturbances.of(items, now);
        let from = disturbance.map(|disturbance| (date, &office.zone, disturbance.until));
        Self { day, now, from, checked }
    }

    /// How many further visits may start at `unit`.
    #[must_use]
    pub fn free_at(&self, unit: Unit) -> u16 {
        let too_soon = |(date, zone, until): (Date, &TimeZone, Moment)| {
            unit.moment(date, zone).is_none_or(|start| start < until)
        };
        if self.from.is_some_and(too_soon) {
            return 0;
        }
        let free = self.day.free_at(unit, self.now);
        let Some(checked) = self.checked.as_ref().filter(|_| free > 0) else { return free };
        let Checked { planned, booked, staff, usual, own, shows_ppm, promise_ppm } = checked;
        let promise = DayPromise::new(staff, booked, usual, *shows_ppm, *promise_ppm);
        let planned = planned.get(usize::from(unit.index())).copied().unwrap_or(0);
        free.min(promise.free(unit, own, planned))
    }
}
