//! From the history of a day to its figures.
//!
//! The history says what happened in order; a command that was taken back is in
//! it too, and then that it was. So what counts is how every visit stands once
//! the day is over, and the figures are made from that: reading the same history
//! again gives the same figures.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Cause, DayStatistics, Event, Figures, Waiting};
use crate::{
    estimate::Told,
    ids::{Number, ServiceId},
    office::{Items, Office},
    queue::{self, EventKind},
    survival::PPM,
    time::{Moment, Seconds},
};

/// So long before the booked time a counter would have had to be held.
const HOLD_AHEAD: Seconds = Seconds::minutes(5);

/// One visit as it stands.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about one visit")]
pub(super) struct Visit {
    pub(super) items: Option<Items>,
    /// Whether it is booked for this day.
    pub(super) booked: bool,
    pub(super) start: Option<Moment>,
    pub(super) drawn: Option<Moment>,
    /// Which wait its ticket told.
    pub(super) told: Option<Told>,
    pub(super) checked_in: Option<Moment>,
    pub(super) first_call: Option<Moment>,
    /// Since when it has been at a counter without a break.
    pub(super) at_counter: Option<Moment>,
    /// Whether its service was in several parts.
    pub(super) in_parts: bool,
    pub(super) finished: Option<(Moment, bool)>,
    /// Whether it was called after it had been not there, or had come back.
    pub(super) again: bool,
    pub(super) left: bool,
    /// Whether its number was given out without a network.
    pub(super) outage: bool,
}

/// The figures of one day from its history, oldest event first.
#[must_use]
pub fn recount(office: &Office, date: Date, events: &[queue::Event]) -> DayStatistics {
    let hall = Hall {
        visits: ended(events),
        interruptions: interruptions(events),
        disturbances: disturbances(events),
    };
    let mut figures = Figures::default();
    for visit in hall.visits.values() {
        for event in visit.counted(office, &hall) {
            figures.count(&office.zone, &event);
        }
    }
    for event in events {
        match event.kind {
            EventKind::Answered => figures.count(&office.zone, &Event::Answered { at: event.at }),
            EventKind::Urgent => figures.count(&office.zone, &Event::Urgent),
            _ => (),
        }
    }
    let applied = events.len() as u64;
    DayStatistics { date, applied, figures }
}

/// A day as it was, seen from its end.
struct Hall {
    visits: BTreeMap<Number, Visit>,
    /// From when until when nobody was called.
    interruptions: Vec<(Moment, Moment)>,
    /// From when until when a service could not be done.
    disturbances: Vec<(ServiceId, Moment, Moment)>,
}

/// When nobody was called; one that nobody ended lasted for the day.
fn interruptions(events: &[queue::Event]) -> Vec<(Moment, Moment)> {
    let mut all: Vec<(Moment, Moment)> = Vec::new();
    let mut since = None;
    for event in events {
        match event.kind {
            EventKind::Interrupted => _ = since.get_or_insert(event.at),
            EventKind::WentOn => all.extend(since.take().map(|from| (from, event.at))),
            _ => (),
        }
    }
    all.extend(since.map(|from| (from, Moment(i64::MAX))));
    all
}

/// When a service could not be done: until the time that was said last, or until
/// somebody said that it is over.
fn disturbances(events: &[queue::Event]) -> Vec<(ServiceId, Moment, Moment)> {
    let mut all: Vec<(ServiceId, Moment, Moment)> = Vec::new();
    for event in events {
        let Some(service) = event.items.as_ref().map(Items::first) else { continue };
        let mut live = all.iter_mut().filter(|(id, _, until)| id == service && *until > event.at);
        match (event.kind, live.next()) {
            (EventKind::Disturbed, Some((_, _, until))) => *until = event.start.unwrap_or(*until),
            (EventKind::Disturbed, None) => {
                all.extend(event.start.map(|until| (service.clone(), event.at, until)));
            }
            (EventKind::Restored, Some((_, _, until))) => *until = event.at,
            _ => (),
        }
    }
    all
}

/// Every visit at the end of its day.
pub(super) fn ended(events: &[queue::Event]) -> BTreeMap<Number, Visit> {
    let mut visits: BTreeMap<Number, Vec<Visit>> = BTreeMap::new();
    for event in events {
        let Some(number) = event.number else { continue };
        let states = visits.entry(number).or_default();
        if event.kind == EventKind::Undone {
            states.pop();
            continue;
        }
        let before = states.last().cloned().unwrap_or_default();
        states.push(before.after(event));
    }
    visits.into_iter().map(|(n, mut states)| (n, states.pop().unwrap_or_default())).collect()
}

impl Visit {
    fn after(mut self, event: &queue::Event) -> Self {
        let at = event.at;
        self.items = event.items.clone().or(self.items);
        self.start = event.start.or(self.start);
        match event.kind {
            EventKind::Booked | EventKind::Moved | EventKind::Offered => self.booked = true,
            EventKind::MovedAway | EventKind::Cancelled | EventKind::Displaced => {
                self.booked = false;
            }
            EventKind::Drawn => {
                self.drawn = Some(at);
                self.told = event.told;
                self.outage = event.outage;
            }
            EventKind::CheckedIn => self.checked_in = Some(at),
            EventKind::Called => {
                self.first_call.get_or_insert(at);
                self.at_counter = Some(at);
            }
            EventKind::Started => {
                // Who is served without a call has waited until here.
                self.first_call.get_or_insert(at);
                self.at_counter.get_or_insert(at);
            }
            EventKind::Resumed => self.at_counter = Some(at),
            EventKind::Parked | EventKind::Forwarded => {
                self.at_counter = None;
                self.in_parts = true;
            }
            EventKind::Absent | EventKind::NoShow | EventKind::PutBack => {
                self.at_counter = None;
                self.again = true;
            }
            EventKind::Back => self.again = true,
            EventKind::Finished => self.finished = Some((at, event.unmeasured)),
            EventKind::Left => self.left = true,
            EventKind::Accepted
            | EventKind::Recalled
            | EventKind::Continued
            | EventKind::Added
            | EventKind::Undone
            | EventKind::Held
            | EventKind::Unknown
            | EventKind::Opened
            | EventKind::Paused
            | EventKind::Urgent
            | EventKind::Answered
            | EventKind::TakesLonger
            | EventKind::HelpCalled
            | EventKind::HelpSeen
            | EventKind::Posted
            | EventKind::Interrupted
            | EventKind::WentOn
            | EventKind::Disturbed
            | EventKind::Restored
            | EventKind::NumbersStopped
            | EventKind::NumbersAgain => (),
        }
        self
    }

    /// What it adds to the figures.
    fn counted(&self, office: &Office, hall: &Hall) -> Vec<Event> {
        let mut counted = Vec::new();
        counted.extend(self.drawn.map(|at| Event::Arrived { at }));
        match (self.checked_in, self.start) {
            (Some(at), Some(start)) => counted.push(Event::CheckedIn { at, start }),
            (None, Some(_)) if self.booked => counted.push(Event::NoShow),
            _ => (),
        }
        if let (Some(at), Some(waiting)) = (self.first_call, self.waiting(office)) {
            let cause = self.cause(office, waiting, hall);
            counted.push(Event::Called { at, waiting, cause, told: self.told });
        } else if self.left {
            counted.push(Event::Left);
        }
        if let (Some((free, unmeasured)), Some(called), Some(service)) =
            (self.finished, self.at_counter, self.only_service())
        {
            let free = (!unmeasured && !self.in_parts).then_some(free);
            counted.push(Event::Finished { service, called, free });
        }
        counted
    }

    /// The service, where the visit was about one for one person: only then
    /// its time is that of the service.
    fn only_service(&self) -> Option<ServiceId> {
        match self.items.as_ref()?.as_slice() {
            [only] if only.count == 1 => Some(only.service.clone()),
            _ => None,
        }
    }

    fn waiting(&self, office: &Office) -> Option<Waiting> {
        match (self.checked_in, self.start, self.drawn) {
            (Some(checked_in), start @ Some(_), _) => Some(Waiting::of(office, start, checked_in)),
            (_, _, Some(since)) => Some(Waiting::InLine { since }),
            _ => None,
        }
    }

    /// What stood in the way when the promise was due.
    fn cause(&self, office: &Office, waiting: Waiting, hall: &Hall) -> Cause {
        if self.outage {
            return Cause::Outage;
        }
        let all = &hall.visits;
        let (promise, from) = waiting.promised();
        let due = from + promise.within();
        let end = self.first_call.unwrap_or(due);
        if hall.interruptions.iter().any(|(begin, over)| *begin <= end && *over >= from) {
            return Cause::Interruption;
        }
        let own = |id: &ServiceId| self.items.iter().flat_map(Items::services).any(|own| own == id);
        let waited = |begin: Moment, over: Moment| begin <= end && over >= from;
        if hall.disturbances.iter().any(|(id, begin, over)| own(id) && waited(*begin, *over)) {
            return Cause::Disturbance;
        }
        let at_counter = |visit: &&Self| {
            visit.at_counter.is_some_and(|called| called <= due)
                && visit.finished.is_none_or(|(finished, _)| finished > due)
        };
        let long = |visit: &&Self| {
            let (Some(items), Some(called)) = (&visit.items, visit.at_counter) else {
                return false;
            };
            let usual = office.service_time(office.tables(), items).survival;
            due > called + usual.quantile(PPM / 10 * 9)
        };
        if all.values().filter(at_counter).any(|visit| long(&visit)) {
            return Cause::LongCase;
        }
        let called_between = |from: Moment, to: Moment, is: fn(&Self) -> bool| {
            let within = |at: Moment| from <= at && at <= to;
            all.values().any(|visit| visit.at_counter.is_some_and(within) && is(visit))
        };
        if called_between(due, end, |visit| visit.again) {
            return Cause::Recall;
        }
        let appointment = matches!(waiting, Waiting::ByAppointment { .. });
        if appointment && called_between(from - HOLD_AHEAD, due, |visit| visit.drawn.is_some()) {
            return Cause::HeldTooLate;
        }
        Cause::NoCounter
    }
}
