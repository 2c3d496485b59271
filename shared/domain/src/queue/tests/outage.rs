//! Numbers that were given out without a network.

use super::*;

fn entered(value: u16, drawn: &str, called: Option<&str>) -> Entered {
    Entered {
        id: VisitId::from_bits(u64::from(value) << 40),
        number: number(value),
        items: items("ausweis"),
        drawn: clock(drawn),
        called: called.map(clock),
        language: Some("en".to_owned()),
    }
}

#[test]
fn a_number_of_the_outage_takes_the_place_that_its_time_gives_it() {
    let mut house = House::open();
    let first = house.ticket("ausweis");
    let last = house.at("09:20").ticket("ausweis");
    house.at("09:30");
    house.enter_as(&entered(901, "09:12", None)).unwrap();
    house.enter_as(&entered(900, "09:08", None)).unwrap();
    for expected in [first, 900, 901, last] {
        assert_eq!(house.next("1"), Some(expected));
        house.press("1", &Command::Start).unwrap();
        house.press("1", &Command::Finish).unwrap();
    }
    assert_eq!(house.next("1"), None);
}

#[test]
fn guard_too_goes_by_the_time_and_not_by_the_number() {
    let mut house = House::guarded();
    let later = house.at("09:20").ticket("ausweis");
    house.at("09:30").enter_as(&entered(900, "09:08", None)).unwrap();
    assert_eq!(house.next("1"), Some(900));
    assert_eq!(house.next("2"), Some(later));
}

#[test]
fn a_number_is_entered_once_however_often_it_comes() {
    let mut house = House::open();
    house.at("09:30").enter_as(&entered(900, "09:08", None)).unwrap();
    let queue = house.queue.clone();
    house.enter_as(&entered(900, "09:08", None)).unwrap();
    // The kiosk and the sheet need not agree; the first counts.
    house.enter_as(&entered(900, "09:11", Some("09:15"))).unwrap();
    assert_eq!(house.queue, queue);
    assert_eq!(house.next("1"), Some(900));
    house.press("1", &Command::Finish).unwrap();
    assert!(house.is_gone(900));
    let queue = house.queue.clone();
    house.enter_as(&entered(900, "09:08", None)).unwrap();
    assert_eq!(house.queue, queue, "also when it is over");
    house.press("1", &Command::Undo).unwrap();
    assert_eq!(house.visit(900).emergency, Some(number(900)));
}

#[test]
fn whoever_was_called_by_hand_does_not_wait_any_more() {
    use EventKind::{Called, Drawn, Finished};
    let mut house = House::open();
    house.at("10:00").enter_as(&entered(960, "09:08", Some("09:45"))).unwrap();
    assert_eq!(house.queue.waiting(), 0);
    assert_eq!(house.kinds(), [Drawn, Called, Finished]);
    let events = &house.queue.events;
    assert!(events.iter().all(|event| event.outage && event.number == Some(number(960))));
    assert_eq!((events[0].at, events[1].at), (clock("09:08"), clock("09:45")));
    assert!(events[2].unmeasured);
}

#[test]
fn other_numbers_and_times_that_cannot_be_are_refused() {
    let mut house = House::open();
    house.at("09:30");
    let before = house.queue.clone();
    let refused = Err(Refusal::NoEmergencyNumber { number: number(112) });
    assert_eq!(house.enter_as(&entered(112, "09:08", None)), refused);
    for (drawn, called) in [("09:31", None), ("09:08", Some("09:07")), ("09:08", Some("09:31"))] {
        let refused = Err(Refusal::ImpossibleTimes);
        assert_eq!(house.enter_as(&entered(900, drawn, called)), refused);
    }
    assert_eq!(house.queue, before);
}
