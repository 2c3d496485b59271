//! Services that nobody ended.

use super::*;

/// From when the clerk is asked about this visit, in minutes after its call.
fn asked_after(house: &House, number: u16) -> i64 {
    let from = house.visit(number).perhaps_over_from(&house.office).expect("at a counter");
    (from - house.now).0 / 60
}

#[test]
fn a_visit_that_waits_is_not_over() {
    let mut house = House::open();
    let number = house.ticket("ausweis");
    assert_eq!(house.visit(number).perhaps_over_from(&house.office), None);
}

#[test]
fn a_usual_end_is_measured() {
    let mut house = House::open();
    let number = house.ticket("ausweis");
    house.next("1");
    let minutes = asked_after(&house, number);
    assert!((30..90).contains(&minutes), "{minutes}");
    house.later(minutes * 60 - 60).press("1", &Command::Finish).unwrap();
    assert!(!house.queue.events[0].unmeasured);
}

#[test]
fn an_end_that_was_perhaps_forgotten_is_not_measured() {
    for command in [Command::Finish, Command::Next { finish_current: true }] {
        let mut house = House::open();
        let number = house.ticket("ausweis");
        house.next("1");
        let minutes = asked_after(&house, number);
        house.later(minutes * 60 + 60).press("1", &command).unwrap();
        let event = &house.queue.events[0];
        assert_eq!((event.kind, event.unmeasured), (EventKind::Finished, true), "{command:?}");
    }
}

#[test]
fn a_clerk_who_says_that_it_goes_on_is_asked_later_again() {
    let mut house = House::open();
    let number = house.ticket("ausweis");
    house.next("1");
    let minutes = asked_after(&house, number);
    house.later(minutes * 60 + 60).press("1", &Command::Continue).unwrap();
    assert_eq!(house.kinds(), [EventKind::Continued]);
    assert!(matches!(house.stage(number), Stage::Serving { called: Some(_), .. }));
    assert_eq!(asked_after(&house, number), minutes);
    house.later(600).press("1", &Command::Finish).unwrap();
    assert!(!house.queue.events[0].unmeasured, "the clerk knew that it went on");
}
