//! The same press again: networks repeat, fingers too.

use super::*;

const NEXT: Command = Command::Next { finish_current: false };
const DONE_AND_NEXT: Command = Command::Next { finish_current: true };

#[test]
fn a_repeated_press_calls_the_same_person() {
    let mut house = House::open();
    house.ticket("ausweis");
    house.ticket("ausweis");
    let stamp = house.stamp();
    let first = house.press_as("1", &NEXT, stamp).unwrap();
    let before = house.queue.clone();
    house.later(5);
    assert_eq!(house.press_as("1", &NEXT, stamp), Ok(first));
    assert_eq!(house.queue, before);
}

#[test]
fn a_repeated_press_is_answered_word_for_word() {
    let mut house = House::open();
    house.ticket("ausweis");
    house.check_in(600, clock("11:00"), "ausweis");
    house.next("1");
    for command in [Command::Start, DONE_AND_NEXT] {
        let stamp = house.stamp();
        let first = house.press_as("1", &command, stamp).unwrap();
        assert_eq!(first.idle.is_some(), command == DONE_AND_NEXT);
        assert_eq!(house.later(1).press_as("1", &command, stamp), Ok(first));
    }
}

#[test]
fn a_late_duplicate_press_is_stale_and_never_a_second_person() {
    let mut house = House::open();
    for _ in 0..8 {
        house.ticket("ausweis");
    }
    let mut stamps = Vec::new();
    for _ in 0..5 {
        let stamp = house.stamp();
        house.press_as("1", &DONE_AND_NEXT, stamp).unwrap();
        stamps.push(stamp);
    }
    let before = house.queue.clone();
    for stamp in &stamps[..4] {
        assert_eq!(house.press_as("1", &DONE_AND_NEXT, *stamp), Err(Refusal::Stale));
    }
    assert_eq!(house.queue, before);
}

#[test]
fn a_key_means_one_thing() {
    let mut house = House::open();
    house.ticket("ausweis");
    let stamp = house.stamp();
    house.press_as("1", &NEXT, stamp).unwrap();
    let payload = house.stamp().payload;
    let other = Stamp { payload, ..stamp };
    assert_eq!(house.press_as("1", &Command::Finish, other), Err(Refusal::KeyReused));
    assert!(house.press_as("2", &Command::Open, other).is_ok(), "each counter has its own keys");
}

#[test]
fn nobody_to_call_is_not_remembered() {
    let mut house = House::open();
    house.press("1", &Command::Open).unwrap();
    let stamp = house.stamp();
    let idle = house.press_as("1", &NEXT, stamp).unwrap().idle;
    assert_eq!(idle, Some(Decision::Empty { ask_again_at: None }));
    let number = house.ticket("ausweis");
    let call = house.press_as("1", &NEXT, stamp).unwrap().call.unwrap();
    assert_eq!(call.number.get(), number);
}

#[test]
fn opening_an_open_counter_changes_nothing() {
    let mut house = House::open();
    house.press("1", &Command::Open).unwrap();
    let before = house.queue.clone();
    house.press("1", &Command::Open).unwrap();
    assert_eq!(house.queue, before);
    house.press("1", &Command::Pause).unwrap();
    let before = house.queue.clone();
    house.press("1", &Command::Pause).unwrap();
    assert_eq!(house.queue, before);
}

#[test]
fn a_refused_press_is_not_remembered() {
    let mut house = House::open();
    let stamp = house.stamp();
    assert_eq!(house.press_as("1", &Command::Start, stamp), Err(Refusal::CounterIdle));
    house.ticket("ausweis");
    house.next("1");
    assert!(house.press_as("1", &Command::Start, stamp).is_ok());
}
