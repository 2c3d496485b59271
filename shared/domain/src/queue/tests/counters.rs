//! A visit at the counters: called, served, set aside, sent on, not there.

use super::*;

#[test]
fn a_visit_is_called_served_and_finished() {
    let mut house = House::open();
    let number = house.ticket("ausweis");
    assert_eq!(number, 100);
    assert_eq!(house.next("1"), Some(number));
    assert_eq!(house.kinds(), [EventKind::Opened, EventKind::Called]);
    assert_eq!(house.board(), [number]);
    let called = Some(house.now);
    house.later(20).press("1", &Command::Start).unwrap();
    let serving =
        Stage::Serving { counter: counter("1"), since: house.now, called, confirmed: None };
    assert_eq!(*house.stage(number), serving);
    house.later(600).press("1", &Command::Finish).unwrap();
    assert!(house.is_gone(number));
    assert_eq!(house.queue.counter_state(&counter("1")), CounterState::Idle);
}

#[test]
fn start_is_optional() {
    for command in [
        Command::Finish,
        Command::Park,
        Command::Forward { to: Forward::Service(service("meldung")) },
    ] {
        let mut house = House::open();
        house.ticket("ausweis");
        house.next("1");
        house.press("1", &command).unwrap();
        assert_eq!(house.queue.counters[&counter("1")].visit, None, "{command:?}");
    }
}

#[test]
fn a_busy_counter_calls_nobody_unless_it_finishes_first() {
    let mut house = House::open();
    let (first, second) = (house.ticket("ausweis"), house.ticket("ausweis"));
    assert_eq!(house.next("1"), Some(first));
    let again = house.press("1", &Command::Next { finish_current: false });
    assert_eq!(again, Err(Refusal::CounterBusy { number: number(first) }));
    assert_eq!(house.done_and_next("1"), Some(second));
    assert!(house.is_gone(first));
}

#[test]
fn an_idle_counter_has_nothing_to_finish() {
    let mut house = House::open();
    house.ticket("ausweis");
    for command in [
        Command::Recall,
        Command::Start,
        Command::Continue,
        Command::Finish,
        Command::NoShow,
        Command::Park,
        Command::Forward { to: Forward::Counter(counter("2")) },
    ] {
        assert_eq!(house.press("1", &command), Err(Refusal::CounterIdle), "{command:?}");
    }
    let unknown = house.press("9", &Command::Open);
    assert_eq!(unknown, Err(Refusal::UnknownCounter { counter: counter("9") }));
}

#[test]
fn the_first_recall_is_free_and_the_next_is_locked_for_a_while() {
    let mut house = House::open();
    let number = house.ticket("ausweis");
    house.next("1");
    let first = house.later(1).press("1", &Command::Recall).unwrap().call.unwrap();
    assert_eq!((first.number.get(), first.sequence), (number, 2));
    let from = house.now + Seconds(30);
    assert_eq!(house.later(29).press("1", &Command::Recall), Err(Refusal::RecallLocked { from }));
    let second = house.later(1).press("1", &Command::Recall).unwrap().call.unwrap();
    assert_eq!(second.sequence, 3);
    assert_eq!(house.board(), [number], "a number is on the board once");
    house.press("1", &Command::Start).unwrap();
    let serving = Refusal::AlreadyServing { number: second.number };
    assert_eq!(house.later(60).press("1", &Command::Recall), Err(serving));
}

#[test]
fn a_recall_says_why_the_number_was_called() {
    let mut house = House::open();
    let start = clock("09:00");
    house.check_in(600, start, "ausweis");
    house.next("1");
    house.press("1", &Command::Pause).unwrap();
    let call = house.press("1", &Command::Recall).unwrap().call.unwrap();
    assert_eq!(call.reason, Reason::Due { start });
}

#[test]
fn not_here_counts_from_ninety_seconds_after_the_call() {
    let mut house = House::open();
    let number = house.ticket("ausweis");
    house.next("1");
    let from = house.now + Seconds(90);
    house.later(60).press("1", &Command::Recall).unwrap();
    assert_eq!(house.later(29).press("1", &Command::NoShow), Err(Refusal::TooSoon { from }));
    house.later(1).press("1", &Command::NoShow).unwrap();
    assert!(house.stage(number).is_waiting(), "a recall does not start the time again");
    assert_eq!(house.board(), [0; 0]);
}

#[test]
fn the_first_not_here_is_a_rest_of_five_minutes_with_the_same_rank() {
    let mut house = House::open();
    let (absent, next) = (house.ticket("ausweis"), house.later(1).ticket("ausweis"));
    house.next("1");
    house.later(90).press("1", &Command::NoShow).unwrap();
    assert_eq!(house.kinds(), [EventKind::Absent]);
    assert_eq!(house.next("1"), Some(next), "nobody waits for the absent");
    house.press("1", &Command::Finish).unwrap();
    house.later(299);
    let idle = house.press("1", &Command::Next { finish_current: false }).unwrap().idle;
    assert_eq!(idle, Some(Decision::Empty { ask_again_at: Some(house.now + Seconds(1)) }));
    house.ticket("ausweis");
    assert_eq!(house.later(1).next("1"), Some(absent), "before those who came later");
}

#[test]
fn the_second_not_here_makes_a_no_show() {
    let mut house = House::open();
    let number = house.ticket("ausweis");
    house.next("1");
    house.later(90).press("1", &Command::NoShow).unwrap();
    house.later(300).next("1");
    house.later(90).press("1", &Command::NoShow).unwrap();
    assert_eq!(*house.stage(number), Stage::NoShow);
    assert_eq!(house.kinds(), [EventKind::NoShow]);
    assert_eq!(house.later(3600).next("1"), None);
}

#[test]
fn whoever_is_served_has_not_been_absent() {
    let mut house = House::open();
    let number = house.ticket("ausweis");
    house.next("1");
    house.later(90).press("1", &Command::NoShow).unwrap();
    house.press("1", &Command::Serve { number: super::number(number) }).unwrap();
    house.press("1", &Command::Forward { to: Forward::Counter(counter("2")) }).unwrap();
    assert_eq!(house.next("2"), Some(number), "does not rest any more");
    house.later(90).press("2", &Command::NoShow).unwrap();
    assert!(house.stage(number).is_waiting(), "the first absence since");
}

#[test]
fn another_number_at_the_counter_is_served_and_the_called_one_goes_back() {
    let mut house = House::open();
    let (called, here) = (house.ticket("ausweis"), house.ticket("ausweis"));
    house.later(60);
    let third = house.ticket("ausweis");
    house.next("1");
    house.press("1", &Command::Serve { number: number(here) }).unwrap();
    assert_eq!(house.kinds(), [EventKind::PutBack, EventKind::Started]);
    assert!(matches!(house.stage(here), Stage::Serving { .. }));
    assert_eq!(house.board(), [0; 0]);
    assert_eq!(house.next("2"), Some(called), "with the old rank");
    let busy = Refusal::CounterBusy { number: number(here) };
    assert_eq!(house.press("1", &Command::Serve { number: number(third) }), Err(busy));
    let elsewhere = Refusal::WrongStage { number: number(here) };
    assert_eq!(house.press("2", &Command::Serve { number: number(here) }), Err(elsewhere));
}

#[test]
fn to_serve_the_called_number_is_to_start() {
    let mut house = House::open();
    let number = number(house.ticket("ausweis"));
    house.next("1");
    house.press("1", &Command::Serve { number }).unwrap();
    assert_eq!(house.kinds(), [EventKind::Started]);
    let again = house.press("1", &Command::Serve { number });
    assert_eq!(again, Err(Refusal::AlreadyServing { number }));
    let nobody = super::number(599);
    let unknown = house.press("2", &Command::Serve { number: nobody });
    assert_eq!(unknown, Err(Refusal::UnknownNumber { number: nobody }));
}

#[test]
fn a_parked_visit_is_taken_up_anywhere_and_called_by_nobody() {
    let mut house = House::open();
    let visit = house.ticket("ausweis");
    house.next("1");
    house.press("1", &Command::Start).unwrap();
    house.press("1", &Command::Park).unwrap();
    assert_eq!(house.next("1"), None);
    let other = house.ticket("ausweis");
    assert_eq!(house.next("2"), Some(other));
    let resume = Command::Resume { number: number(visit) };
    let busy = Refusal::CounterBusy { number: number(other) };
    assert_eq!(house.press("2", &resume), Err(busy));
    house.press("3", &resume).unwrap();
    assert_eq!(house.kinds(), [EventKind::Opened, EventKind::Resumed]);
    let serving = Refusal::WrongStage { number: number(visit) };
    assert_eq!(house.press("1", &resume), Err(serving));
}

#[test]
fn a_forwarded_visit_keeps_number_and_rank() {
    let mut house = House::open();
    let visit = house.ticket("ausweis");
    let before = house.later(60).ticket("meldung");
    house.next("1");
    house.press("1", &Command::Forward { to: Forward::Service(service("abholung")) }).unwrap();
    assert_eq!(house.visit(visit).items, items("abholung"));
    assert_eq!(house.next("3"), Some(visit));
    house.press("3", &Command::Forward { to: Forward::Counter(counter("2")) }).unwrap();
    assert_eq!(house.next("1"), Some(before), "only counter 2 may call it");
    assert_eq!(house.next("2"), Some(visit));
}

#[test]
fn nobody_is_sent_where_nothing_can_be_done() {
    let mut house = House::open();
    house.ticket("ausweis");
    house.next("1");
    for to in [
        Forward::Counter(counter("1")),
        Forward::Counter(counter("3")),
        Forward::Counter(counter("9")),
        Forward::Service(service("hochzeit")),
    ] {
        let refused = house.press("1", &Command::Forward { to });
        assert_eq!(refused, Err(Refusal::NoSuchTarget));
    }
}

#[test]
fn a_pause_waits_for_the_present_visit() {
    let mut house = House::open();
    house.ticket("ausweis");
    house.next("1");
    house.press("1", &Command::Pause).unwrap();
    assert_eq!(house.queue.counter_state(&counter("1")), CounterState::Called);
    house.press("1", &Command::Finish).unwrap();
    assert_eq!(house.queue.counter_state(&counter("1")), CounterState::Closed);
    house.press("1", &Command::Open).unwrap();
    assert_eq!(house.queue.counter_state(&counter("1")), CounterState::Idle);
    house.press("1", &Command::Pause).unwrap();
    assert_eq!(house.queue.counter_state(&counter("1")), CounterState::Closed);
}

#[test]
fn done_and_next_calls_on_even_before_a_pause() {
    let mut house = House::open();
    house.ticket("ausweis");
    let second = house.ticket("ausweis");
    house.next("1");
    house.press("1", &Command::Pause).unwrap();
    assert_eq!(house.done_and_next("1"), Some(second));
    assert!(house.queue.counters[&counter("1")].open);
}
