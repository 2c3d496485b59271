//! Services that cannot be done for a while.

use proptest::prelude::*;

use super::*;
use crate::{
    disturbance::{Disturbance, Disturbed},
    office::Item,
};

impl House {
    /// These services cannot be done from now on and until then.
    fn disturb(&mut self, services: &[&str], until: &str) {
        let services: Vec<_> = services.iter().map(|id| service(id)).collect();
        let why = Notice::try_from("Die Leitung zum Drucker ist gestört.".to_owned()).unwrap();
        let disturbance = Disturbance { until: clock(until), why };
        let wish = Disturbed::new(&self.office, &services, disturbance, self.now).unwrap();
        let outcome = self.queue.disturb(&wish, Actor::Lead, self.now);
        self.follow(outcome, None);
    }

    fn restore(&mut self, id: &str) {
        let outcome = self.queue.restore(&[service(id)], Actor::Lead, self.now);
        self.follow(outcome, None);
    }

    fn wait(&self, value: u16) -> crate::estimate::WaitRange {
        self.queue.wait(&self.office, &self.expected, Some(self.id(value)), self.now)
    }
}

#[test]
fn nobody_is_called_for_what_cannot_be_done_and_nobody_loses_a_rank() {
    for open in [House::open, House::guarded] {
        let mut house = open();
        let (first, other) = (house.ticket("ausweis"), house.ticket("meldung"));
        let booked = house.check_in(600, clock("09:10"), "ausweis");
        house.at("09:10").disturb(&["ausweis"], "12:00");
        assert_eq!(house.kinds(), [EventKind::Disturbed]);
        assert_eq!(house.next("1"), Some(other), "everything else runs");
        let empty = house.press("2", &Command::Next { finish_current: false }).unwrap();
        let until = Decision::Empty { ask_again_at: Some(clock("12:00")) };
        assert_eq!(empty.idle, Some(until), "when to ask again");
        house.at("11:59");
        assert_eq!(house.next("2"), None);
        // Nothing has to happen for it to be over.
        house.at("12:00");
        let called = [house.next("2"), house.done_and_next("2")];
        assert_eq!(called, [Some(booked), Some(first)]);
    }
}

#[test]
fn it_is_extended_and_ended_and_said_twice_it_is_said_once() {
    let mut house = House::open();
    let waiting = house.ticket("ausweis");
    house.disturb(&["ausweis", "abholung"], "10:00");
    assert_eq!(house.kinds(), [EventKind::Disturbed, EventKind::Disturbed]);
    let said = house.queue.clone();
    house.disturb(&["ausweis", "abholung"], "10:00");
    assert_eq!(house.queue, said);
    house.disturb(&["ausweis"], "11:00");
    house.at("10:30");
    assert_eq!(house.next("1"), None);
    house.restore("meldung");
    assert_eq!(house.next("1"), None, "another service");
    house.restore("ausweis");
    assert_eq!(house.kinds(), [EventKind::Restored]);
    assert!(house.queue.today.disturbances.is_empty(), "what is over takes no room");
    assert_eq!(house.next("1"), Some(waiting));
}

#[test]
fn one_of_several_services_keeps_a_visit_back_but_a_clerk_may_take_it_up() {
    let mut house = House::open();
    let mixed = house.ticket("meldung");
    let id = house.id(mixed);
    let one = |id: &str| Item { service: service(id), count: 1 };
    let both = Items::new(vec![one("meldung"), one("ausweis")]).unwrap();
    house.queue.entries.get_mut(&id).unwrap().items = both;
    house.disturb(&["ausweis"], "12:00");
    assert_eq!(house.next("1"), None);
    house.press("1", &Command::Serve { number: number(mixed) }).unwrap();
    assert!(matches!(house.stage(mixed), Stage::Serving { .. }));
}

#[test]
fn who_has_been_called_is_left_with_the_clerk() {
    let mut house = House::open();
    let called = house.ticket("ausweis");
    house.next("1");
    house.disturb(&["ausweis"], "12:00");
    assert!(matches!(house.stage(called), Stage::Called { .. }));
    house.press("1", &Command::Start).unwrap();
}

#[test]
fn whoever_waits_for_the_end_stands_before_nobody_else() {
    let mut house = House::open();
    for at in ["1", "2"] {
        house.press(at, &Command::Open).unwrap();
    }
    let kept: Vec<u16> = (0..6).map(|_| house.ticket("ausweis")).collect();
    let other = house.ticket("meldung");
    let before = house.wait(other);
    house.disturb(&["ausweis"], "10:00");
    assert!(house.wait(other).high_min() < before.high_min(), "{:?}", house.wait(other));
    let standing = |house: &House, value| {
        house.queue.standing(&house.office, house.id(value), house.now).unwrap().ahead
    };
    assert_eq!((standing(&house, other), standing(&house, kept[5])), (0, 5));
    // The first waits for the end, the last also for those before it.
    let (first, last) = (house.wait(kept[0]), house.wait(kept[5]));
    assert!(first.low_min() >= 60 && first.high_min() < 75, "{first:?}");
    assert!(last.low_min() > first.low_min(), "{first:?} {last:?}");
}

#[test]
fn no_counter_is_held_for_somebody_who_could_not_be_served() {
    let mut house = House::guarded();
    house.press("1", &Command::Open).unwrap();
    house.expect(600, clock("09:12"), "ausweis");
    let waiting = house.at("09:08").ticket("meldung");
    assert_eq!(house.next("1"), None, "held for 600");
    house.disturb(&["ausweis"], "09:12");
    assert_eq!(house.next("1"), None, "at its time it is over again");
    house.disturb(&["ausweis"], "09:13");
    assert_eq!(house.next("1"), Some(waiting));
}

#[test]
fn a_queue_without_one_is_written_as_ever() {
    let mut house = House::open();
    house.disturb(&["ausweis"], "12:00");
    let stored = serde_json::to_value(&house.queue.today).unwrap();
    let until = clock("12:00").0;
    let why = "Die Leitung zum Drucker ist gestört.";
    assert_eq!(stored, serde_json::json!({ "g": { "ausweis": { "u": until, "w": why } } }));
    house.restore("ausweis");
    let stored = serde_json::to_value(&house.queue.today).unwrap();
    assert_eq!(stored, serde_json::json!({}));
}

proptest! {
    /// A day with a disturbance: what is called meanwhile is not disturbed, and
    /// within each kind people are called as they came.
    #[test]
    fn a_disturbed_day_calls_only_what_can_be_done_and_keeps_the_order(
        steps in prop::collection::vec((0_u8..8, 10_i64..400), 1..60),
        guarded in any::<bool>(),
    ) {
        let mut house = if guarded { House::guarded() } else { House::open() };
        let mut called: BTreeMap<&str, Vec<u16>> = BTreeMap::new();
        let mut came: BTreeMap<u16, &str> = BTreeMap::new();
        for (step, seconds) in steps {
            house.later(seconds);
            match step {
                0 | 1 => _ = came.insert(house.ticket("ausweis"), "ausweis"),
                2 | 3 => _ = came.insert(house.ticket("meldung"), "meldung"),
                4 => {
                    let until = house.now + Seconds::minutes(20);
                    let why = Notice::try_from("gestört".to_owned()).unwrap();
                    let wish = Disturbed {
                        services: vec![service("ausweis")],
                        disturbance: Disturbance { until, why },
                    };
                    let outcome = house.queue.disturb(&wish, Actor::Lead, house.now);
                    house.follow(outcome, None);
                }
                5 => house.restore("ausweis"),
                _ => {
                    let at = if step == 6 { "1" } else { "2" };
                    let before = house.queue.clone();
                    if let Some(number) = house.done_and_next(at) {
                        let kind = came[&number];
                        let disturbed = before.disturbance(&items(kind), house.now);
                        prop_assert!(disturbed.is_none(), "{number} for {kind}");
                        called.entry(kind).or_default().push(number);
                    }
                }
            }
        }
        for (kind, numbers) in called {
            prop_assert!(numbers.is_sorted(), "{kind}: {numbers:?}");
        }
    }
}
