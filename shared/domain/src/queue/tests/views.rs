//! What visitors and boards are shown.

use super::*;

fn standing(house: &House, value: u16) -> Standing {
    house.queue.standing(&house.office, house.id(value), house.now).expect("is here")
}

#[test]
fn a_walk_in_sees_the_people_before_and_appointments_that_come_soon() {
    let mut house = House::open();
    house.ticket("ausweis");
    house.check_in(600, clock("09:15"), "ausweis");
    house.check_in(601, clock("09:16"), "ausweis");
    let own = house.ticket("ausweis");
    assert_eq!(standing(&house, own).ahead, 2, "601 is more than a quarter of an hour away");
    assert_eq!(standing(&house, 600).ahead, 0);
    assert_eq!(standing(&house, 601).ahead, 1);
    house.at("09:02");
    assert_eq!(standing(&house, own).ahead, 3);
}

#[test]
fn a_visit_says_where_it_stands_from_ticket_to_end() {
    let mut house = House::open();
    let visit = house.ticket("ausweis");
    let id = house.id(visit);
    assert_eq!(standing(&house, visit).state, VisitState::Waiting);
    house.next("1");
    let called = standing(&house, visit);
    assert_eq!((called.state, called.counter), (VisitState::Called, Some(counter("1"))));
    house.press("1", &Command::Park).unwrap();
    assert_eq!(standing(&house, visit).state, VisitState::Parked);
    house.press("1", &Command::Resume { number: number(visit) }).unwrap();
    assert_eq!(standing(&house, visit).state, VisitState::Serving);
    house.press("1", &Command::Finish).unwrap();
    let done = house.queue.standing(&house.office, id, house.now).expect("was here");
    assert_eq!((done.number.get(), done.state), (visit, VisitState::Done));
    let stranger = VisitId::from_bits(u64::MAX);
    assert_eq!(house.queue.standing(&house.office, stranger, house.now), None);
}

#[test]
fn an_appointment_sees_how_punctual_it_was() {
    let mut house = House::open();
    let cases = [
        (600, "09:00", Punctuality::InTime),
        (601, "08:50", Punctuality::Late),
        (602, "08:49", Punctuality::TooLate),
    ];
    for (number, start, expected) in cases {
        house.check_in(number, clock(start), "ausweis");
        assert_eq!(standing(&house, number).punctuality, Some(expected));
    }
}

#[test]
fn the_board_shows_the_latest_dozen() {
    let mut house = House::open();
    let tickets: Vec<u16> = (0..14).map(|_| house.ticket("ausweis")).collect();
    for _ in &tickets {
        house.later(60).done_and_next("1");
    }
    assert_eq!(house.board(), tickets[2..]);
    assert_eq!(house.queue.sequence, 14);
}
