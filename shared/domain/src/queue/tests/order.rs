//! Who comes first.

use super::*;

#[test]
fn walk_ins_are_called_in_the_order_in_which_they_came() {
    let mut house = House::open();
    let tickets = [(); 4].map(|()| house.later(1).ticket("ausweis"));
    assert_eq!(tickets, [100, 101, 102, 103]);
    assert_eq!([(); 4].map(|()| house.done_and_next("1")), tickets.map(Some));
}

#[test]
fn a_due_appointment_comes_before_walk_ins_and_an_early_one_after() {
    let mut house = House::open();
    house.at("09:50").check_in(600, clock("10:00"), "ausweis");
    let walk_ins = [house.ticket("ausweis"), house.ticket("ausweis")];
    assert_eq!(house.next("1"), Some(walk_ins[0]));
    assert_eq!(house.at("10:00").done_and_next("1"), Some(600));
    assert_eq!(house.done_and_next("1"), Some(walk_ins[1]));
}

#[test]
fn a_free_counter_calls_an_appointment_a_quarter_of_an_hour_early() {
    let mut house = House::open();
    let start = clock("10:00");
    house.at("09:30").check_in(600, start, "ausweis");
    house.at("09:44");
    let idle = house.press("1", &Command::Next { finish_current: false }).unwrap().idle;
    assert_eq!(idle, Some(Decision::Empty { ask_again_at: Some(clock("09:45")) }));
    house.at("09:45");
    let call = house.press("1", &Command::Next { finish_current: false }).unwrap().call;
    assert_eq!(call.map(|call| call.reason), Some(Reason::Early { start }));
}

#[test]
fn appointments_are_called_by_their_time_whoever_came_first() {
    let mut house = House::open();
    house.check_in(601, clock("09:20"), "ausweis");
    house.later(60).check_in(600, clock("09:10"), "ausweis");
    house.at("09:30");
    assert_eq!([(); 2].map(|()| house.done_and_next("1")), [Some(600), Some(601)]);
}

#[test]
fn late_by_ten_minutes_is_an_appointment_and_by_more_a_walk_in() {
    let mut house = House::open();
    let start = clock("10:00");
    house.at("10:09");
    let before = house.ticket("ausweis");
    house.at("10:10").check_in(600, start, "ausweis");
    house.later(1).check_in(601, start, "ausweis");
    let after = house.later(1).ticket("ausweis");
    let order = [(); 4].map(|()| house.done_and_next("1"));
    assert_eq!(order, [600, before, 601, after].map(Some));
}

#[test]
fn a_late_appointment_ranks_by_its_check_in() {
    let mut house = House::open();
    house.at("10:04").check_in(600, clock("10:00"), "ausweis");
    house.check_in(601, clock("10:03"), "ausweis");
    house.at("10:05").check_in(602, clock("10:05"), "ausweis");
    let order = [(); 3].map(|()| house.done_and_next("1"));
    assert_eq!(order, [600, 601, 602].map(Some), "602 was punctual, but for a later time");
}

#[test]
fn a_counter_calls_only_whom_it_can_serve() {
    let mut house = House::open();
    let (first, pickup) = (house.ticket("ausweis"), house.ticket("abholung"));
    assert_eq!(house.next("3"), Some(pickup));
    assert_eq!(house.done_and_next("3"), None);
    assert_eq!(house.next("1"), Some(first));
}

#[test]
fn whoever_was_parked_called_in_vain_or_forwarded_is_next() {
    let mut house = House::open();
    let visit = house.ticket("ausweis");
    house.later(60).ticket("ausweis");
    house.next("1");
    house.press("1", &Command::Park).unwrap();
    house.press("1", &Command::Resume { number: number(visit) }).unwrap();
    house.press("1", &Command::Forward { to: Forward::Service(service("meldung")) }).unwrap();
    assert_eq!(house.next("1"), Some(visit));
    house.later(90).press("1", &Command::NoShow).unwrap();
    house.later(300);
    assert_eq!(house.next("2"), Some(visit));
}

#[test]
fn a_rest_that_ends_soon_is_not_hidden_by_a_far_appointment() {
    let mut house = House::open();
    house.ticket("ausweis");
    house.next("1");
    house.later(90).press("1", &Command::NoShow).unwrap();
    let over = house.now + Seconds(300);
    house.check_in(600, clock("11:00"), "ausweis");
    let idle = house.press("1", &Command::Next { finish_current: false }).unwrap().idle;
    assert_eq!(idle, Some(Decision::Empty { ask_again_at: Some(over) }));
}

#[test]
fn tickets_beyond_the_band_have_four_digits_and_never_repeat() {
    let band = |first, last| Band::new(number(first), number(last)).unwrap();
    let narrow = Queue::new(band(100, 102));
    let drawn = |queue: &Queue, places: &[usize]| -> Vec<Option<u16>> {
        places.iter().map(|place| queue.walk_in_number(*place).map(Number::get)).collect()
    };
    assert_eq!(drawn(&narrow, &[0, 2, 3, 4]), [Some(100), Some(102), Some(1000), Some(1001)]);
    assert_eq!(drawn(&narrow, &[5002, 5003, 70_000]), [Some(5999), None, None]);
    let wide = Queue::new(band(900, 1099));
    assert_eq!(drawn(&wide, &[0, 199, 200, 65_535]), [Some(900), Some(1099), Some(1100), None]);
}
