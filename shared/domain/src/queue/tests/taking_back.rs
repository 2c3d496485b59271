//! Undo.

use super::*;

#[test]
fn undo_after_a_call_puts_the_visit_back_and_clears_the_board() {
    let mut house = House::open();
    let number = house.ticket("ausweis");
    house.next("1");
    house.press("1", &Command::Undo).unwrap();
    assert!(house.stage(number).is_waiting());
    assert_eq!(house.board(), [0; 0]);
    assert_eq!(house.queue.counter_state(&counter("1")), CounterState::Closed, "as before");
    assert_eq!(house.next("2"), Some(number));
}

#[test]
fn undo_after_finish_brings_the_visit_back() {
    let mut house = House::open();
    let number = house.check_in(600, clock("09:00"), "ausweis");
    house.next("1");
    house.press("1", &Command::Start).unwrap();
    let before = house.visit(number).clone();
    house.later(600).press("1", &Command::Finish).unwrap();
    assert!(house.is_gone(number));
    let answer = house.later(3).press("1", &Command::Undo).unwrap();
    assert_eq!(answer.number.map(Number::get), Some(number));
    assert_eq!(house.visit(number).stage, before.stage, "since the same moment");
    house.press("1", &Command::Finish).unwrap();
    assert!(house.is_gone(number));
}

#[test]
fn undo_after_done_and_next_takes_back_both() {
    let mut house = House::open();
    let (first, second) = (house.ticket("ausweis"), house.ticket("ausweis"));
    house.next("1");
    house.press("1", &Command::Start).unwrap();
    house.done_and_next("1");
    house.press("1", &Command::Undo).unwrap();
    assert_eq!(house.kinds(), [EventKind::Undone; 2], "the record follows both visits");
    assert!(matches!(house.stage(first), Stage::Serving { .. }));
    assert!(house.stage(second).is_waiting());
}

#[test]
fn undo_after_not_here_shows_the_number_again() {
    let mut house = House::open();
    let (absent, other) = (house.ticket("ausweis"), house.ticket("ausweis"));
    house.next("1");
    house.later(10).next("2");
    house.later(90).press("1", &Command::NoShow).unwrap();
    assert_eq!(house.board(), [other]);
    house.press("1", &Command::Undo).unwrap();
    assert_eq!(house.board(), [absent, other], "in its old place");
    assert_eq!(house.visit(absent).absences, 0);
    assert_eq!(house.queue.sequence, 2, "without a gong");
}

#[test]
fn undo_restores_the_pause_that_was_asked_for() {
    let mut house = House::open();
    house.ticket("ausweis");
    house.next("1");
    house.press("1", &Command::Pause).unwrap();
    house.press("1", &Command::Finish).unwrap();
    house.press("1", &Command::Undo).unwrap();
    let desk = &house.queue.counters[&counter("1")];
    assert!(desk.open && desk.pause_after && desk.visit.is_some());
}

#[test]
fn nothing_is_taken_back_that_another_counter_has_gone_on_with() {
    let mut house = House::open();
    let number = number(house.ticket("ausweis"));
    house.next("1");
    house.press("1", &Command::Forward { to: Forward::Service(service("meldung")) }).unwrap();
    house.next("2");
    assert_eq!(house.press("1", &Command::Undo), Err(Refusal::NothingToUndo));
    house.press("2", &Command::Park).unwrap();
    house.press("1", &Command::Resume { number }).unwrap();
    assert_eq!(house.press("2", &Command::Undo), Err(Refusal::NothingToUndo));
}

#[test]
fn a_visit_finished_elsewhere_does_not_come_back() {
    for command in [Command::Park, Command::Forward { to: Forward::Counter(counter("2")) }] {
        let mut house = House::open();
        let visit = house.ticket("ausweis");
        house.next("1");
        house.press("1", &command).unwrap();
        house.press("2", &Command::Serve { number: number(visit) }).unwrap();
        house.press("2", &Command::Finish).unwrap();
        assert_eq!(house.press("1", &Command::Undo), Err(Refusal::NothingToUndo));
        assert!(house.is_gone(visit));
    }
}

#[test]
fn nobody_is_called_back_who_has_left() {
    let mut house = House::open();
    let visit = house.ticket("ausweis");
    house.next("1");
    house.press("1", &Command::Park).unwrap();
    let outcome = house.queue.leave(house.id(visit), Actor::Citizen, house.now).unwrap();
    house.follow(outcome, None);
    assert_eq!(house.press("1", &Command::Undo), Err(Refusal::NothingToUndo));
}

#[test]
fn only_the_latest_command_is_taken_back_and_once() {
    let mut house = House::open();
    house.ticket("ausweis");
    assert_eq!(house.press("1", &Command::Undo), Err(Refusal::NothingToUndo));
    house.next("1");
    house.press("1", &Command::Start).unwrap();
    house.press("1", &Command::Undo).unwrap();
    assert_eq!(house.press("1", &Command::Undo), Err(Refusal::NothingToUndo));
    house.press("1", &Command::Recall).unwrap();
    assert_eq!(house.press("1", &Command::Undo), Err(Refusal::NothingToUndo), "it was heard");
}

#[test]
fn a_press_taken_back_stays_taken_back_when_it_is_repeated() {
    let mut house = House::open();
    house.ticket("ausweis");
    let next = Command::Next { finish_current: false };
    let stamp = house.stamp();
    house.press_as("1", &next, stamp).unwrap();
    house.press("1", &Command::Undo).unwrap();
    assert_eq!(house.press_as("1", &next, stamp), Err(Refusal::Stale));
}
