//! What the info desk does: questions, and visits that cannot wait.

use super::*;

/// Marks a number urgent at the info desk.
fn urgent(house: &mut House, value: u16) -> Result<Answer, Refusal> {
    let House { office, queue, expected, now, .. } = &*house;
    let (id, by) = (house.id(value), (Actor::InfoDesk, *now));
    let outcome = queue.mark_urgent(office, expected, id, Urgent::Travel, by)?;
    Ok(house.follow(outcome, None))
}

fn as_booked(house: &House, value: u16) -> bool {
    house.visit(value).urgent.is_some_and(|urgency| urgency.as_booked)
}

#[test]
fn who_cannot_wait_goes_as_an_appointment_where_that_endangers_nobody() {
    let mut house = House::open();
    house.press("1", &Command::Open).unwrap();
    house.press("2", &Command::Open).unwrap();
    let first = house.ticket("meldung");
    let hurried = house.ticket("abholung");
    urgent(&mut house, hurried).unwrap();
    assert!(as_booked(&house, hurried));
    assert_eq!(house.kinds(), [EventKind::Urgent]);
    assert_eq!(house.queue.events[0].urgent, Some(Urgent::Travel));
    let call = house.press("1", &Command::Next { finish_current: false }).unwrap().call.unwrap();
    assert_eq!(call.number.get(), hurried);
    assert_eq!(call.reason, Reason::Urgent { because: Urgent::Travel });
    assert_eq!(house.next("2"), Some(first));
}

#[test]
fn where_it_would_break_a_promise_an_urgent_visit_is_the_first_without_one() {
    let mut house = House::guarded();
    house.press("1", &Command::Open).unwrap();
    let soon = house.now + Seconds::minutes(5);
    house.check_in(600, soon, "meldung");
    let first = house.ticket("ausweis");
    let hurried = house.ticket("ausweis");
    urgent(&mut house, hurried).unwrap();
    assert!(!as_booked(&house, hurried), "the only counter is needed in five minutes");
    assert_eq!(house.at("09:05").next("1"), Some(600));
    assert_eq!(house.at("09:15").done_and_next("1"), Some(hurried));
    assert_eq!(house.at("09:30").done_and_next("1"), Some(first));
}

#[test]
fn an_appointment_that_is_due_goes_before_whoever_was_marked_after_it() {
    let mut house = House::open();
    house.check_in(600, clock("09:00"), "meldung");
    let hurried = house.later(60).ticket("abholung");
    house.press("1", &Command::Open).unwrap();
    urgent(&mut house, hurried).unwrap();
    assert_eq!(house.next("1"), Some(600));
    // An appointment of later is put forward, and one of before loses nothing.
    house.check_in(601, clock("11:00"), "meldung");
    urgent(&mut house, 601).unwrap();
    assert_eq!(house.later(1).done_and_next("1"), Some(hurried));
    assert_eq!(house.later(1).done_and_next("1"), Some(601));
}

#[test]
fn only_so_many_are_put_forward_in_an_hour() {
    let mut house = House::open();
    house.office.day.urgent_per_hour = 2;
    let all: Vec<u16> = (0..4).map(|_| house.ticket("meldung")).collect();
    urgent(&mut house, all[0]).unwrap();
    house.later(1_200);
    urgent(&mut house, all[1]).unwrap();
    let again = house.queue.clone();
    urgent(&mut house, all[1]).unwrap();
    assert_eq!(house.queue, again, "twice is once");
    let from = Some(clock("10:00"));
    assert_eq!(urgent(&mut house, all[2]), Err(Refusal::TooManyUrgent { from }));
    house.at("10:00");
    urgent(&mut house, all[2]).unwrap();
    let from = Some(clock("10:20"));
    assert_eq!(urgent(&mut house, all[3]), Err(Refusal::TooManyUrgent { from }));
}

#[test]
fn nobody_is_put_forward_who_does_not_wait() {
    let mut house = House::open();
    let visit = house.ticket("meldung");
    house.next("1");
    let wrong = Err(Refusal::WrongStage { number: number(visit) });
    assert_eq!(urgent(&mut house, visit), wrong);
    house.press("1", &Command::Park).unwrap();
    assert_eq!(urgent(&mut house, visit), wrong);
}

#[test]
fn a_question_that_is_pressed_twice_is_one_question() {
    let mut house = House::open();
    let key = house.stamp().key;
    for _ in 0..2 {
        let outcome = house.queue.answered(key, Actor::InfoDesk, house.now);
        house.follow(outcome, None);
    }
    let other = house.stamp().key;
    let outcome = house.queue.answered(other, Actor::InfoDesk, house.now);
    house.follow(outcome, None);
    assert_eq!(house.queue.today.questions, 2);
    assert_eq!(house.kinds(), [EventKind::Answered]);
}
