//! Going away and coming back.

use super::*;

#[test]
fn leaving_twice_is_leaving_once() {
    let mut house = House::open();
    let number = house.ticket("ausweis");
    let id = house.id(number);
    let outcome = house.queue.leave(id, Actor::Citizen, house.now).unwrap();
    let first = house.follow(outcome, None);
    assert_eq!(*house.stage(number), Stage::Left);
    assert_eq!(house.queue.leave(id, Actor::Citizen, house.now), Ok(Outcome::Same(first)));
    assert_eq!(house.next("1"), None);
    assert_eq!(house.queue.back(id, Actor::Citizen, house.now), Err(Refusal::Ended));
    let serve = house.press("1", &Command::Serve { number: super::number(number) });
    assert_eq!(serve, Err(Refusal::WrongStage { number: super::number(number) }));
}

#[test]
fn whoever_is_called_or_served_does_not_leave_by_phone() {
    let mut house = House::open();
    let visit = house.ticket("ausweis");
    let (id, number) = (house.id(visit), number(visit));
    house.next("1");
    assert_eq!(
        house.queue.leave(id, Actor::Citizen, house.now),
        Err(Refusal::WrongStage { number })
    );
    house.press("1", &Command::Start).unwrap();
    assert_eq!(
        house.queue.leave(id, Actor::Citizen, house.now),
        Err(Refusal::WrongStage { number })
    );
    house.press("1", &Command::Finish).unwrap();
    assert_eq!(house.queue.leave(id, Actor::Citizen, house.now), Err(Refusal::Ended));
    assert_eq!(house.queue.back(id, Actor::Citizen, house.now), Err(Refusal::Ended));
    let stranger = VisitId::from_bits(u64::MAX);
    assert_eq!(house.queue.leave(stranger, Actor::Citizen, house.now), Err(Refusal::Ended));
}

#[test]
fn a_no_show_who_comes_back_has_the_old_rank_and_a_clean_slate() {
    let mut house = House::open();
    let visit = house.ticket("ausweis");
    for rest in [300, 0] {
        house.next("1");
        house.later(90).press("1", &Command::NoShow).unwrap();
        house.later(rest);
    }
    let later = house.ticket("ausweis");
    let id = house.id(visit);
    let outcome = house.queue.back(id, Actor::Citizen, house.now).unwrap();
    let answer = house.follow(outcome, None);
    assert_eq!(house.kinds(), [EventKind::Back]);
    assert_eq!(house.queue.back(id, Actor::Citizen, house.now), Ok(Outcome::Same(answer)));
    assert_eq!((house.next("1"), house.next("2")), (Some(visit), Some(later)));
    house.later(90).press("1", &Command::NoShow).unwrap();
    assert!(house.stage(visit).is_waiting(), "once absent, not three times");
}

#[test]
fn a_no_show_who_stands_at_the_counter_is_served() {
    let mut house = House::open();
    let visit = house.ticket("ausweis");
    for rest in [300, 0] {
        house.next("1");
        house.later(90).press("1", &Command::NoShow).unwrap();
        house.later(rest);
    }
    house.press("2", &Command::Serve { number: number(visit) }).unwrap();
    assert!(matches!(house.stage(visit), Stage::Serving { .. }));
}
