//! The counts of a day, or of several days together.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{Breach, Cause, Event, Promise, Punctuality, ServiceTimes, Waiting, Waits};
use crate::{
    estimate::{HitRate, Residuals, Told},
    histogram::Histogram,
    ids::ServiceId,
    time::{Moment, Seconds, Unit},
};

/// Everything that is counted. A day that was stored before something was
/// counted reads as if it had not happened.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Figures {
    /// Walk-ins by the unit of the wall clock in which they came.
    arrivals: Histogram,
    /// How long cases took, for each service.
    pub service_times: BTreeMap<ServiceId, ServiceTimes>,
    /// When people with appointments came, and whether.
    pub punctuality: Punctuality,
    /// Waits in line.
    pub walk_ins: Waits,
    /// Waits from the booked time on, of those who had checked in by then.
    pub punctual: Waits,
    /// Waits from check-in on, of those who were a little late.
    pub late: Waits,
    /// Every broken promise, in order of time.
    pub breaches: Vec<Breach>,
    /// People who left before being called.
    pub left: u32,
    /// Visits that were marked urgent.
    pub urgent: u32,
    /// Questions that were only answered, by the unit of the wall clock.
    questions: Histogram,
    /// By how much estimated waits were wrong.
    pub residuals: Residuals,
    /// How often the ranges that were shown held.
    pub ranges: HitRate,
}

impl Figures {
    /// The figures of several days together.
    #[must_use]
    pub fn sum<'a>(days: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut sum = Self::default();
        for day in days {
            sum.merge(day);
        }
        sum
    }

    /// Adds the figures of another day; the order of days does not matter.
    pub fn merge(&mut self, other: &Self) {
        self.arrivals.merge(&other.arrivals);
        for (service, times) in &other.service_times {
            self.service_times.entry(service.clone()).or_default().merge(times);
        }
        self.punctuality.merge(&other.punctuality);
        self.walk_ins.merge(&other.walk_ins);
        self.punctual.merge(&other.punctual);
        self.late.merge(&other.late);
        self.breaches.extend(&other.breaches);
        self.breaches.sort_unstable();
        self.left += other.left;
        self.urgent += other.urgent;
        self.questions.merge(&other.questions);
        self.residuals.merge(&other.residuals);
        self.ranges.merge(other.ranges);
    }

    /// Walk-ins in each unit from midnight (288 values).
    #[must_use]
    pub fn arrivals(&self) -> Vec<u32> {
        let mut units = vec![0; usize::from(Unit::PER_DAY)];
        for (unit, count) in self.arrivals.bins() {
            if let Some(arrivals) = usize::try_from(*unit).ok().and_then(|at| units.get_mut(at)) {
                *arrivals = *count;
            }
        }
        units
    }

    /// Questions that were only answered, by the hour of the wall clock.
    #[must_use]
    pub fn questions(&self) -> BTreeMap<u8, u32> {
        let mut hours = BTreeMap::new();
        for (unit, count) in self.questions.bins() {
            let hour = u8::try_from(unit / 12).unwrap_or(0);
            *hours.entry(hour).or_insert(0) += *count;
        }
        hours
    }

    /// Broken promises of one kind, by cause.
    #[must_use]
    pub fn causes(&self, promise: Promise) -> BTreeMap<Cause, u32> {
        let mut causes = BTreeMap::new();
        for breach in self.breaches.iter().filter(|breach| breach.promise == promise) {
            *causes.entry(breach.cause).or_insert(0) += 1;
        }
        causes
    }

    pub(super) fn count(&mut self, zone: &TimeZone, event: &Event) {
        match event {
            Event::Arrived { at } => self.arrivals.add(unit_of(*at, zone)),
            Event::CheckedIn { at, start } => self.punctuality.came(*at - *start),
            Event::Called { at, waiting, cause, told } => {
                self.count_call(*at, *waiting, *cause, *told);
            }
            Event::Finished { service, called, free: Some(free) } => {
                self.service_times.entry(service.clone()).or_default().took(*free - *called);
            }
            Event::NoShow => self.punctuality.missed(),
            Event::Left => self.left += 1,
            Event::Urgent => self.urgent += 1,
            Event::Answered { at } => self.questions.add(unit_of(*at, zone)),
            Event::Finished { free: None, .. } | Event::Other => (),
        }
    }

    fn count_call(&mut self, at: Moment, waiting: Waiting, cause: Cause, told: Option<Told>) {
        let (promise, due_from) = waiting.promised();
        let waits = match waiting {
            Waiting::InLine { .. } => &mut self.walk_ins,
            Waiting::ByAppointment { start, checked_in } if checked_in <= start => {
                &mut self.punctual
            }
            Waiting::ByAppointment { .. } => &mut self.late,
        };
        let waited = Seconds((at - due_from).0.max(0));
        waits.add(waited);
        if waited > promise.within() {
            let due = due_from + promise.within();
            let breach = Breach { due, late: at - due, promise, cause };
            let place = self.breaches.partition_point(|other| *other <= breach);
            self.breaches.insert(place, breach);
        }
        if let Some(told) = told {
            self.residuals.record(told.estimate, waited);
            self.ranges.record(told.range, waited);
        }
    }
}

/// The unit of the wall clock in which a moment lies. In the hour that the end
/// of summer time repeats, both passes count together.
fn unit_of(moment: Moment, zone: &TimeZone) -> i16 {
    let time = moment.at(zone).time();
    let minutes = i16::from(time.hour()) * 60 + i16::from(time.minute());
    minutes / 5
}
