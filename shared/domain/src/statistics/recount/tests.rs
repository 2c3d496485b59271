//! Days as they were, and the figures they make.

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
