//! From the history of a day to its figures.
//!
//! The history says what happened in order; a command that was taken back is in
//! it too, and then that it was. So what counts is how every visit stands once
//! the day is over, and the figures are made from that: reading the same history
//! again gives the same figures.

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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{
        queue::{Actor, Event as Happened, EventKind as Kind},
        statistics::Promise,
        testing::{items, moment, number, office},
    };

    /// `kind` of `number` so many minutes after eight.
    fn at(minutes: i64, kind: Kind, of: u16) -> Happened {
        let eight = moment("2026-12-01T08:00:00+01:00");
        Happened::new(kind, eight + Seconds::minutes(minutes), Actor::Clerk).of(number(of))
    }

    fn drawn(minutes: i64, of: u16) -> Happened {
        at(minutes, Kind::Drawn, of).for_items(&items("meldung"))
    }

    fn figures(events: &[Happened]) -> Figures {
        recount(&office(), date(2026, 12, 1), events).figures
    }

    fn served(figures: &Figures) -> u64 {
        figures.service_times.values().map(crate::statistics::ServiceTimes::cases).sum()
    }

    #[test]
    fn a_usual_visit_counts_where_it_should() {
        let start = moment("2026-12-01T08:20:00+01:00");
        let figures = figures(&[
            at(-60, Kind::Booked, 600).for_items(&items("ausweis")).booked_for(start),
            drawn(0, 100),
            at(5, Kind::Called, 100),
            at(6, Kind::Started, 100),
            at(15, Kind::CheckedIn, 600).for_items(&items("ausweis")).booked_for(start),
            at(16, Kind::Finished, 100),
            at(21, Kind::Called, 600),
            at(30, Kind::Finished, 600),
        ]);
        assert_eq!((figures.walk_ins.people(), figures.punctual.people()), (1, 1));
        assert_eq!((figures.punctuality.shown(), figures.punctuality.no_shows()), (1, 0));
        assert_eq!(served(&figures), 2);
        assert!(figures.breaches.is_empty());
    }

    #[test]
    fn what_a_ticket_told_is_compared_with_the_first_call() {
        let told = |range: (u32, u32)| Some(Told::from((600, 500, 700, range.0, range.1)));
        let figures = figures(&[
            Happened { told: told((5, 10)), ..drawn(0, 100) },
            Happened { told: told((10, 15)), ..drawn(0, 101) },
            drawn(0, 102),
            at(9, Kind::Called, 100),
            at(9, Kind::Called, 101),
            at(9, Kind::Called, 102),
            at(11, Kind::PutBack, 100),
            at(30, Kind::Called, 100),
        ]);
        assert_eq!((figures.ranges.shown, figures.ranges.held), (2, 1));
        assert_eq!(figures.residuals.tickets(), 2);
    }

    #[test]
    fn what_was_taken_back_has_not_happened() {
        let figures = figures(&[
            drawn(0, 100),
            at(5, Kind::Called, 100),
            at(6, Kind::Undone, 100),
            at(40, Kind::Called, 100),
            at(50, Kind::Finished, 100),
            at(51, Kind::Undone, 100),
            at(55, Kind::Finished, 100),
        ]);
        assert_eq!(figures.walk_ins.quantile(PPM), Some(Seconds::minutes(40)));
        assert_eq!(figures.breaches.len(), 1);
        assert_eq!(served(&figures), 1);
    }

    #[test]
    fn only_a_service_in_one_piece_with_a_known_end_is_measured() {
        let parked = [Kind::Called, Kind::Parked, Kind::Resumed, Kind::Finished];
        let mut events = vec![drawn(0, 100)];
        events.extend((1..).zip(parked).map(|(minute, kind)| at(minute, kind, 100)));
        events.extend([drawn(0, 101), at(5, Kind::Called, 101)]);
        events.push(Happened { unmeasured: true, ..at(200, Kind::Finished, 101) });
        assert_eq!(served(&figures(&events)), 0);
    }

    #[test]
    fn who_never_came_is_a_no_show_and_who_cancelled_is_not() {
        let start = moment("2026-12-01T09:00:00+01:00");
        let booked = |of| at(0, Kind::Booked, of).for_items(&items("ausweis")).booked_for(start);
        let figures = figures(&[
            booked(600),
            booked(601),
            booked(602),
            booked(603),
            at(1, Kind::Cancelled, 601),
            at(2, Kind::MovedAway, 602),
            at(3, Kind::Displaced, 603),
        ]);
        assert_eq!(figures.punctuality.no_shows(), 1);
    }

    #[test]
    fn whoever_came_while_there_was_no_network_waited_because_of_that() {
        let outage = Happened { outage: true, ..drawn(0, 900) };
        let alarm = |kind, minute| Happened { number: None, ..at(minute, kind, 100) };
        let figures = figures(&[
            outage,
            drawn(0, 100),
            alarm(Kind::Interrupted, 10),
            alarm(Kind::WentOn, 12),
            at(45, Kind::Called, 900),
            at(45, Kind::Called, 100),
        ]);
        let causes: Vec<_> = figures.causes(Promise::ThirtyMinutes).into_iter().collect();
        assert_eq!(causes, [(Cause::Outage, 1), (Cause::Interruption, 1)]);
        assert_eq!(figures.walk_ins.quantile(PPM), Some(Seconds::minutes(45)));
    }

    #[test]
    fn only_who_waited_for_what_could_not_be_done_waited_because_of_that() {
        let eight = moment("2026-12-01T08:00:00+01:00");
        let said = |minute, kind, until: Option<i64>| Happened {
            number: None,
            start: until.map(|until| eight + Seconds::minutes(until)),
            ..at(minute, kind, 100).for_items(&items("ausweis"))
        };
        let cause = |said: &[Happened], service: &str, drawn: i64, called: i64| {
            let mut events = said.to_vec();
            events.push(at(drawn, Kind::Drawn, 100).for_items(&items(service)));
            events.push(at(called, Kind::Called, 100));
            events.sort_by_key(|event| event.at);
            figures(&events).causes(Promise::ThirtyMinutes).into_keys().next()
        };
        let until = [said(20, Kind::Disturbed, Some(60))];
        let extended = [said(20, Kind::Disturbed, Some(40)), said(30, Kind::Disturbed, Some(60))];
        let ended = [said(20, Kind::Disturbed, Some(60)), said(40, Kind::Restored, None)];
        for (said, service, drawn, called, expected) in [
            (&until[..], "ausweis", 10, 65, Cause::Disturbance),
            (&until[..], "ausweis", 61, 95, Cause::NoCounter),
            (&until[..], "meldung", 10, 65, Cause::NoCounter),
            (&extended[..], "ausweis", 45, 80, Cause::Disturbance),
            (&ended[..], "ausweis", 30, 65, Cause::Disturbance),
            (&ended[..], "ausweis", 45, 80, Cause::NoCounter),
        ] {
            assert_eq!(cause(said, service, drawn, called), Some(expected), "{service} {drawn}");
        }
    }

    #[test]
    fn a_broken_promise_has_its_cause() {
        let start = moment("2026-12-01T09:00:00+01:00");
        let arrives = [
            at(0, Kind::Booked, 600).for_items(&items("ausweis")).booked_for(start),
            at(50, Kind::CheckedIn, 600).for_items(&items("ausweis")).booked_for(start),
        ];
        let of = |others: &[Happened]| {
            let mut events = [arrives.to_vec(), others.to_vec()].concat();
            events.push(at(70, Kind::Called, 600));
            events.sort_by_key(|event| event.at);
            figures(&events).causes(Promise::ThreeMinutes).into_keys().next()
        };
        assert_eq!(of(&[]), Some(Cause::NoCounter));
        assert_eq!(of(&[drawn(0, 100), at(58, Kind::Called, 100)]), Some(Cause::HeldTooLate));
        assert_eq!(of(&[drawn(0, 100), at(1, Kind::Called, 100)]), Some(Cause::LongCase));
        let alarm = |kind, minute| Happened { number: None, ..at(minute, kind, 100) };
        let alarm = [alarm(Kind::Interrupted, 55), alarm(Kind::WentOn, 68)];
        assert_eq!(of(&alarm), Some(Cause::Interruption));
        let back = [drawn(0, 100), at(5, Kind::Called, 100), at(7, Kind::NoShow, 100)];
        let back = [&back[..], &[at(60, Kind::Back, 100), at(65, Kind::Called, 100)]].concat();
        assert_eq!(of(&back), Some(Cause::Recall));
    }
}
