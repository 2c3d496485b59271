//! How long people are told that they will wait.

use proptest::prelude::*;

use super::*;
use crate::{statistics::Promise, time::Seconds};

/// The wait of somebody who would draw a ticket now.
fn wait(house: &House) -> (u32, u32) {
    range(house.queue.wait(&house.office, &house.expected, None, house.now))
}

/// The wait of somebody in the house.
fn own(house: &House, value: u16) -> (u32, u32) {
    let id = house.queue.find(number(value));
    range(house.queue.wait(&house.office, &house.expected, id, house.now))
}

fn range(wait: crate::estimate::WaitRange) -> (u32, u32) {
    assert!(wait.low_min().is_multiple_of(5) && wait.high_min().is_multiple_of(5), "{wait:?}");
    assert!(wait.low_min() < wait.high_min(), "{wait:?}");
    (wait.low_min(), wait.high_min())
}

/// So many counters are open, each just serving somebody for 15 minutes, and
/// so many wait for the same.
fn hall(counters: usize, waiting: usize) -> House {
    let mut house = House::open();
    house.office.counters[2].services = house.office.counters[0].services.clone();
    for at in &["1", "2", "3"][..counters] {
        house.ticket("ausweis");
        house.next(at);
    }
    for _ in 0..waiting {
        house.ticket("ausweis");
    }
    house
}

#[test]
fn a_table_of_halls() {
    let cases = [
        (1, 0, (5, 30)),
        (1, 1, (15, 45)),
        (1, 3, (40, 90)),
        (2, 0, (5, 20)),
        (2, 3, (20, 50)),
        (3, 0, (5, 20)),
        (3, 3, (15, 35)),
        (3, 9, (45, 70)),
    ];
    for (counters, waiting, expected) in cases {
        let found = wait(&hall(counters, waiting));
        assert_eq!(found, expected, "{counters} counters, {waiting} waiting");
        assert_eq!(found, wait(&hall(counters, waiting)), "the same hall, the same answer");
    }
}

#[test]
fn a_free_counter_and_nobody_ahead_is_no_wait() {
    let mut house = House::open();
    house.press("1", &Command::Open).unwrap();
    assert_eq!(wait(&house), (0, 5));
    let number = house.ticket("ausweis");
    assert_eq!(own(&house, number), (0, 5));
    house.next("1");
    assert_eq!(own(&house, number), (0, 5), "called already");
}

#[test]
fn a_visit_that_has_lasted_long_is_over_soon() {
    let mut house = hall(1, 0);
    assert_eq!(wait(&house), (5, 30));
    assert_eq!(wait(house.later(600)), (0, 20));
    let ticket = house.ticket("ausweis");
    house.press("1", &Command::Start).unwrap();
    assert_eq!(own(&house, ticket), (0, 20), "it counts from the call");
}

#[test]
fn appointments_stand_in_the_way_whether_here_or_expected() {
    let mut house = hall(2, 2);
    assert_eq!(wait(&house), (15, 40));
    let appointments: Vec<(u16, Moment)> = (0..4)
        .map(|place| (600 + place, house.now + Seconds::minutes(10 + 5 * i64::from(place))))
        .collect();
    for (number, start) in &appointments {
        house.expect(*number, *start, "ausweis");
    }
    assert_eq!(wait(&house), (35, 70));
    assert_eq!(range(house.queue.wait(&house.office, &[], None, house.now)), (15, 40), "unknown");
    for (number, start) in &appointments {
        house.check_in(*number, *start, "ausweis");
    }
    assert_eq!(wait(&house), (45, 75), "they have come, and count once");
}

#[test]
fn an_appointment_waits_for_its_time_and_then_for_a_counter() {
    let mut house = hall(2, 2);
    house.check_in(600, clock("09:30"), "ausweis");
    house.check_in(601, clock("09:30"), "ausweis");
    assert_eq!(own(&house, 600), (30, 35));
    assert_eq!(own(&house, 601), (30, 35));
    house.at("09:29");
    assert_eq!(own(&house, 600).0, 0);
    assert!(own(&house, 600).1 <= own(&house, 601).1);
}

#[test]
fn who_came_too_late_waits_with_the_walk_ins() {
    let mut house = hall(1, 2);
    house.check_in(600, clock("08:40"), "ausweis");
    assert_eq!(own(&house, 600), wait(&hall(1, 2)));
}

#[test]
fn with_nobody_there_the_plan_says_who_will_be() {
    let mut house = House::open();
    assert_eq!(wait(&house), (0, 5));
    for (time, expected) in [("07:50", (10, 15)), ("12:30", (30, 35)), ("18:10", (0, 5))] {
        assert_eq!(wait(house.at(time)), expected, "{time}");
    }
    house.at("09:00");
    for _ in 0..6 {
        house.ticket("ausweis");
    }
    assert_eq!(wait(&house), (20, 50), "90 minutes of work for three counters");
    house.press("3", &Command::Open).unwrap();
    let pickup = house.ticket("abholung");
    let passport = house.ticket("ausweis");
    assert_eq!(own(&house, pickup), (0, 5), "3 is there for it");
    assert!(own(&house, passport).1 > 40, "and serves no other");
}

#[test]
fn who_is_served_elsewhere_as_well_is_in_the_way_in_part() {
    let mut house = hall(1, 0);
    house.office.counters[2].services = House::open().office.counters[2].services.clone();
    house.press("3", &Command::Open).unwrap();
    for _ in 0..4 {
        house.ticket("abholung");
    }
    let passport = house.ticket("ausweis");
    let shared = own(&house, passport);
    house.press("3", &Command::Pause).unwrap();
    let alone = own(&house, passport);
    assert!(shared.1 < alone.1, "{shared:?} {alone:?}");
    assert!(shared.1 > wait(&hall(1, 0)).1, "{shared:?}");
}

#[test]
fn a_rest_is_waited_for() {
    let mut house = House::open();
    let absent = house.ticket("ausweis");
    house.next("1");
    house.later(90).press("1", &Command::NoShow).unwrap();
    assert_eq!(own(&house, absent), (5, 10));
}

#[test]
fn fewer_counters_by_plan_make_it_longer_and_more_do_not_make_it_shorter() {
    let staffed = |from: u16, then: u16| {
        let mut house = hall(3, 9);
        let tables = format!(
            "[[staffing]]\ndays = \"Mo-Fr\"\nfrom = \"08:00\"\nto = \"09:10\"\ncounters = {from}\n\
             [[staffing]]\ndays = \"Mo-Fr\"\nfrom = \"09:10\"\nto = \"18:00\"\ncounters = {then}\n"
        );
        let hours = "opening_hours = \"Mo-Fr 08:00-18:00\"";
        house.office.staffing = crate::testing::office_with(hours, &tables).staffing;
        wait(&house)
    };
    let plain = wait(&hall(3, 9));
    assert_eq!(staffed(3, 3), plain);
    assert_eq!(staffed(1, 3), plain, "what is open counts, and not what may come");
    assert!(staffed(3, 1).1 > plain.1 + 30);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn one_more_ahead_never_makes_it_shorter(counters in 0..4_usize, waiting in 0..12_usize) {
        let (fewer, more) = (hall(counters, waiting), hall(counters, waiting + 1));
        prop_assert!(wait(&fewer).0 <= wait(&more).0 && wait(&fewer).1 <= wait(&more).1);
        let last = 100 + u16::try_from(counters + waiting).unwrap();
        prop_assert_eq!(own(&more, last), wait(&fewer), "the last is behind all others");
    }
}

#[test]
fn a_first_call_that_is_too_late_breaks_a_promise() {
    let mut house = House::open();
    let walk_in = house.ticket("ausweis");
    let late = |house: &House, of, minutes| {
        let at = house.now + Seconds::minutes(minutes);
        house.queue.late_call(&house.office, number(of), at)
    };
    assert_eq!(late(&house, walk_in, 30), None);
    let by = Some((Promise::ThirtyMinutes, Seconds::minutes(1)));
    assert_eq!(late(&house, walk_in, 31), by);
    let booked = house.check_in(612, clock("09:10"), "ausweis");
    assert_eq!(late(&house, booked, 13), None);
    let by = Some((Promise::ThreeMinutes, Seconds::minutes(1)));
    assert_eq!(late(&house, booked, 14), by);
    let id = house.queue.find(number(walk_in)).expect("is in the house");
    house.queue.entries.get_mut(&id).expect("is in the house").absences = 1;
    assert_eq!(late(&house, walk_in, 31), None, "the promise is about the first call");
}

#[test]
fn no_more_people_are_taken_than_can_be_called_with_some_overtime() {
    let mut house = hall(1, 2);
    let is_full = |house: &House| house.queue.is_full(&house.office, &house.expected, house.now);
    let closes = house.office.closes(house.office.today(house.now)).unwrap();
    house.now = closes - Seconds::minutes(30);
    assert!(!is_full(&house), "{:?}", wait(&house));
    let mut more = 0;
    while !is_full(&house) {
        house.ticket("ausweis");
        more += 1;
    }
    // An hour, and a quarter of one for each.
    assert!((2..=4).contains(&more), "{more}: {:?}", wait(&house));
    house.office.day.overtime = Seconds(0);
    house.now = closes - Seconds::minutes(50);
    assert!(is_full(&house), "{:?}", wait(&house));
    house.office.day.overtime = Seconds::hours(2);
    assert!(!is_full(&house), "{:?}", wait(&house));
}
