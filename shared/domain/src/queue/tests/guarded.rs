//! The day with overtaking and holding switched on: stories, and what holds
//! for every hall.

use proptest::prelude::*;

use super::*;
use crate::policy::{
    self, Claim, Guard, Kind, Offers, Parameters, Serving, Shift, Situation, Visit,
};

const NEXT: Command = Command::Next { finish_current: false };

/// What `next` at a counter came to: a call with its reason, or why none.
fn pressed(house: &mut House, at: &str) -> (Option<(u16, Reason)>, Option<Decision>) {
    let answer = house.press(at, &NEXT).expect("a free counter");
    (answer.call.map(|call| (call.number.get(), call.reason)), answer.idle)
}

#[test]
fn a_counter_is_held_for_an_appointment_and_asked_again_after_half_a_minute() {
    let mut house = House::guarded();
    let start = clock("09:12");
    house.expect(600, start, "ausweis");
    house.press("1", &Command::Open).unwrap();
    let waiting = house.ticket("ausweis");
    for time in ["09:00", "09:11", "09:14"] {
        house.at(time);
        let hold = Decision::Hold {
            reason: Reason::HoldFor { start },
            ask_again_at: house.now + Seconds(30),
        };
        assert_eq!(pressed(&mut house, "1"), (None, Some(hold)), "{time}");
    }
    house.at("09:15");
    assert_eq!(pressed(&mut house, "1").0, Some((waiting, Reason::FirstCome)), "nobody came");
}

#[test]
fn the_hall_is_told_of_a_held_counter_and_it_is_noted_once() {
    let mut house = House::guarded();
    house.expect(600, clock("09:12"), "ausweis");
    let served = house.ticket("abholung");
    assert_eq!(house.next("1"), Some(served));
    house.press("1", &Command::Finish).unwrap();
    let waiting = house.ticket("ausweis");
    let until = |house: &House| house.queue.held_until(&house.office);
    assert_eq!(until(&house), None, "nobody has asked for the next yet");
    assert!(matches!(pressed(&mut house, "1").1, Some(Decision::Hold { .. })));
    assert_eq!(until(&house), Some(clock("09:15")));
    assert_eq!(house.kinds(), [EventKind::Held]);
    let noted = house.queue.clone();
    house.later(30);
    assert!(matches!(pressed(&mut house, "1").1, Some(Decision::Hold { .. })));
    assert_eq!(house.queue, noted, "asking again changes nothing");
    // What the clerk did before can still be taken back; then nothing is held.
    house.press("1", &Command::Undo).unwrap();
    assert_eq!((until(&house), house.stage(served).is_waiting()), (None, false));
    house.press("1", &Command::Finish).unwrap();
    pressed(&mut house, "1");
    assert_eq!(until(&house), Some(clock("09:15")));
    house.queue = {
        let outcome = house.queue.leave(house.id(waiting), Actor::Citizen, house.now).unwrap();
        let Outcome::Changed(after, _) = outcome else { panic!("{outcome:?}") };
        *after
    };
    assert_eq!(until(&house), None, "nobody waits");
}

#[test]
fn a_shorter_visit_fits_the_gap_and_those_before_it_are_overtaken() {
    let mut house = House::guarded();
    let start = clock("09:12");
    house.expect(600, start, "ausweis");
    let longer = [house.ticket("ausweis"), house.ticket("ausweis")];
    let short = house.later(30).ticket("abholung");
    assert_eq!(pressed(&mut house, "1").0, Some((short, Reason::FitsTheGap { start })));
    assert_eq!(longer.map(|number| house.visit(number).overtaken), [1, 1]);
    assert_eq!(house.queue.events[1].reason, Some(Reason::FitsTheGap { start }));
    house.press("1", &Command::Finish).unwrap();
    assert!(matches!(pressed(&mut house, "1").1, Some(Decision::Hold { .. })));
}

#[test]
fn an_appointment_that_is_here_goes_early_before_a_walk_in_who_would_endanger_it() {
    let mut house = House::guarded();
    let start = clock("09:12");
    house.ticket("ausweis");
    house.check_in(600, start, "ausweis");
    let reason = Reason::Protects { start, endangered: start };
    assert_eq!(pressed(&mut house, "1").0, Some((600, reason)));
    let recalled = house.later(1).press("1", &Command::Recall).unwrap();
    assert_eq!(recalled.call.map(|call| call.reason), Some(reason), "a recall says it again");
}

#[test]
fn an_appointment_is_called_to_protect_a_later_one() {
    let mut house = House::guarded();
    house.ticket("ausweis");
    house.check_in(600, clock("09:08"), "abholung");
    house.expect(601, clock("09:08"), "ausweis");
    let (call, _) = pressed(&mut house, "1");
    let (number, reason) = call.expect("somebody is called");
    assert_eq!(number, 600);
    assert!(matches!(reason, Reason::Protects { .. }), "{reason:?}");
}

#[test]
fn nobody_is_overtaken_more_than_three_times() {
    let mut house = House::guarded();
    house.expect(600, clock("09:12"), "ausweis");
    let patient = house.ticket("ausweis");
    let short: Vec<u16> = (0..4).map(|_| house.ticket("abholung")).collect();
    for number in &short[..3] {
        assert_eq!(house.done_and_next("1"), Some(*number));
        house.later(60);
    }
    assert_eq!(house.visit(patient).overtaken, 3);
    let answer = house.press("1", &Command::Next { finish_current: true }).unwrap();
    assert!(matches!(answer.idle, Some(Decision::Hold { .. })), "{answer:?}");
    let again = house.queue.counters[&counter("1")].last.as_ref().map(|last| last.stamp).unwrap();
    house.later(20);
    let command = Command::Next { finish_current: true };
    assert_eq!(house.press_as("1", &command, again), Ok(answer), "word for word");
}

#[test]
fn a_repeated_press_overtakes_once_and_undo_takes_it_back() {
    let mut house = House::guarded();
    house.expect(600, clock("09:12"), "ausweis");
    let patient = house.ticket("ausweis");
    house.ticket("abholung");
    let stamp = house.stamp();
    let first = house.press_as("1", &NEXT, stamp).unwrap();
    assert_eq!(house.later(2).press_as("1", &NEXT, stamp), Ok(first));
    assert_eq!(house.visit(patient).overtaken, 1);
    let written = serde_json::to_value(&house.queue.counters[&counter("1")].last).unwrap();
    assert_eq!(written["u"]["w"], serde_json::json!([[0, 0, 0, 0, 0, 0, 0, 32]]));
    house.press("1", &Command::Undo).unwrap();
    assert_eq!(house.visit(patient).overtaken, 0);
}

#[test]
fn a_call_that_overtook_somebody_can_be_undone_although_they_were_called_since() {
    let mut house = House::guarded();
    house.expect(600, clock("09:12"), "ausweis");
    let patient = house.ticket("ausweis");
    let short = house.ticket("abholung");
    assert_eq!(house.next("1"), Some(short));
    house.press("2", &Command::Serve { number: number(patient) }).unwrap();
    house.press("1", &Command::Undo).unwrap();
    assert_eq!(house.visit(patient).overtaken, 0);
    house.press("2", &Command::Undo).unwrap();
    assert!(house.stage(patient).is_waiting());
    assert_eq!(house.visit(patient).overtaken, 0, "what was taken back stays so");
}

#[test]
fn what_is_switched_off_does_not_happen() {
    let called = |overtaking: bool, holding: bool| {
        let mut house = House::guarded();
        house.office.switches.overtaking = overtaking;
        house.office.switches.holding = holding;
        house.expect(600, clock("09:12"), "ausweis");
        house.ticket("ausweis");
        house.ticket("abholung");
        house.next("1")
    };
    assert_eq!(called(true, true), Some(101), "the short one goes first");
    assert_eq!(called(false, true), None, "the counter is held");
    assert_eq!(called(true, false), Some(100), "no counter is held, so nobody is overtaken");
    assert_eq!(called(false, false), Some(100));
}

#[test]
fn a_counter_is_not_held_for_what_it_does_not_do() {
    let mut house = House::guarded();
    house.expect(600, clock("09:04"), "ausweis");
    house.ticket("ausweis");
    let pickups = [house.ticket("abholung"), house.ticket("abholung")];
    assert_eq!(pressed(&mut house, "3").0, Some((pickups[0], Reason::FirstCome)));
    assert_eq!(house.visit(100).overtaken, 0, "nobody was overtaken whom it could have served");
    assert!(matches!(pressed(&mut house, "1").1, Some(Decision::Hold { .. })));
}

#[test]
fn a_second_counter_that_serves_the_same_makes_room() {
    let mut house = House::guarded();
    house.expect(600, clock("09:12"), "ausweis");
    let first = house.ticket("ausweis");
    house.press("2", &Command::Open).unwrap();
    assert_eq!(pressed(&mut house, "1").0, Some((first, Reason::FirstCome)));
    let second = house.ticket("ausweis");
    assert!(matches!(pressed(&mut house, "2").1, Some(Decision::Hold { .. })));
    house.press("1", &Command::Pause).unwrap();
    house.press("3", &Command::Open).unwrap();
    assert!(matches!(pressed(&mut house, "2").1, Some(Decision::Hold { .. })), "3 is no help");
    assert_eq!(house.at("09:15").next("2"), Some(second));
}

#[test]
fn an_expectation_from_before_the_check_in_protects_nobody() {
    let mut house = House::guarded();
    house.expect(600, clock("09:05"), "ausweis");
    house.check_in(600, clock("09:05"), "ausweis");
    assert_eq!(house.next("1"), Some(600));
    house.later(30).press("1", &Command::Finish).unwrap();
    let walk_in = house.ticket("ausweis");
    assert_eq!(pressed(&mut house, "1").0, Some((walk_in, Reason::FirstCome)));
}

#[test]
fn who_rests_or_was_sent_elsewhere_is_not_called() {
    let mut house = House::guarded();
    let absent = house.ticket("ausweis");
    house.next("1");
    house.later(90).press("1", &Command::NoShow).unwrap();
    let over = Some(house.now + Seconds(300));
    let nobody = Some(Decision::Empty { ask_again_at: over });
    assert_eq!(pressed(&mut house, "1"), (None, nobody));
    let sent = house.ticket("ausweis");
    assert_eq!(house.next("1"), Some(sent));
    house.press("2", &Command::Open).unwrap();
    house.press("1", &Command::Forward { to: Forward::Counter(counter("2")) }).unwrap();
    assert_eq!(house.next("1"), None);
    assert_eq!(house.later(300).next("1"), Some(absent));
}

/// A hall in figures: seconds before or after now.
#[derive(Debug, Clone)]
struct Figures {
    /// Tickets: how long ago, which service.
    tickets: Vec<(i64, usize)>,
    /// Appointments: booked when, checked in how long ago, which service.
    appointments: Vec<(i64, Option<i64>, usize)>,
    /// The other two counters: whether open, serving what since when.
    others: [(bool, Option<(usize, i64)>); 2],
    overtaken: Vec<u8>,
}

const SERVICES: [&str; 3] = ["ausweis", "meldung", "abholung"];

fn figures() -> impl Strategy<Value = Figures> {
    let seconds = |from: i64, to: i64| {
        prop_oneof![(from / 300..=to / 300).prop_map(|fives| fives * 300), from..=to]
    };
    let ticket = (seconds(0, 3600), 0..3_usize);
    let here = prop::option::of(seconds(0, 1500));
    let appointment = (seconds(-1200, 3000), here, 0..3_usize);
    let other = (any::<bool>(), prop::option::of((0..3_usize, 0..3000_i64)));
    (
        prop::collection::vec(ticket, 0..8),
        prop::collection::vec(appointment, 0..8),
        [other.clone(), other],
        prop::collection::vec(0..4_u8, 8),
    )
        .prop_map(|(mut tickets, appointments, others, overtaken)| {
            tickets.sort_by_key(|(ago, _)| -ago);
            Figures { tickets, appointments, others, overtaken }
        })
}

impl Figures {
    /// The hall as the queue has it: three equal counters, the first asks.
    fn house(&self) -> House {
        let mut house = House::guarded();
        house.office.counters[2].services = house.office.counters[0].services.clone();
        let now = house.now;
        for (place, (ago, service)) in self.tickets.iter().enumerate() {
            house.now = now + Seconds(-ago);
            let number = house.ticket(SERVICES[*service]);
            let id = house.id(number);
            house.queue.entries.get_mut(&id).unwrap().overtaken = self.overtaken[place];
        }
        for ((booked, here, service), value) in self.appointments.iter().zip(600..) {
            let start = now + Seconds(*booked);
            match here {
                Some(ago) => {
                    house.now = now + Seconds(-ago);
                    house.check_in(value, start, SERVICES[*service]);
                }
                None => house.expect(value, start, SERVICES[*service]),
            }
        }
        for ((open, serving), at) in self.others.iter().zip(["2", "3"]) {
            let Some((service, elapsed)) = serving else {
                house.now = now;
                if *open {
                    house.press(at, &Command::Open).unwrap();
                }
                continue;
            };
            house.now = now + Seconds(-elapsed);
            let value = house.ticket(SERVICES[*service]);
            house.press(at, &Command::Serve { number: number(value) }).unwrap();
            if !open {
                house.press(at, &Command::Pause).unwrap();
            }
        }
        house.now = now;
        house
    }

    /// The same as the policy takes it, and what it decides.
    fn decision(&self, office: &Office, now: Moment) -> policy::Decision {
        let mut visits = Vec::new();
        for (place, (ago, service)) in self.tickets.iter().enumerate() {
            let claim = Claim::Ticket { drawn: now + Seconds(-ago) };
            let overtaken = self.overtaken[place].into();
            visits.push(Visit { kind: Kind(*service), claim, overtaken });
        }
        for (booked, here, service) in &self.appointments {
            let checked_in = here.map(|ago| now + Seconds(-ago));
            let claim = Claim::Appointment { booked: now + Seconds(*booked), checked_in };
            visits.push(Visit { kind: Kind(*service), claim, overtaken: 0 });
        }
        let offers = Offers::Everything;
        let mut counters = vec![policy::Counter { staffed: true, serving: None, offers }];
        for (open, serving) in self.others {
            let serving = serving.map(|(service, elapsed)| Serving {
                kind: Kind(service),
                elapsed: Seconds(elapsed),
            });
            if open || serving.is_some() {
                counters.push(policy::Counter { staffed: open, serving, offers });
            }
        }
        let staffed = counters.iter().filter(|counter| counter.staffed).count();
        let shifts = [Shift { from: clock("08:00"), counters: staffed }];
        let guard = Guard { parameters: Parameters::default(), tables: office.tables().clone() };
        guard.decide(&Situation { now, visits: &visits, counters: &counters, shifts: &shifts }, 0)
    }

    /// The number of a visit of the situation.
    fn number(&self, visit: usize) -> u16 {
        let appointment = visit.checked_sub(self.tickets.len());
        let value = appointment.map_or(100 + visit, |place| 600 + place);
        u16::try_from(value).unwrap()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1500) })]

    #[test]
    fn with_equal_counters_the_queue_decides_what_the_policy_decides(figures in figures()) {
        let mut house = figures.house();
        let before = house.clone();
        let now = house.now;
        let decision = next_call(&house.office, &house.queue, &house.expected, &counter("1"), now);
        match (figures.decision(&house.office, now), &decision) {
            (policy::Decision::Call(call), Decision::Call { id, reason, overtakes }) => {
                let number = figures.number(call.visit);
                prop_assert_eq!(*id, house.id(number));
                let rule = match reason {
                    Reason::Due { .. } => 1,
                    Reason::Early { .. } => 2,
                    Reason::Protects { .. } => 4,
                    Reason::FirstCome => 6,
                    Reason::FitsTheGap { .. } => 7,
                    Reason::HoldFor { .. } => 8,
                    Reason::Urgent { .. } => panic!("nobody was put forward"),
                };
                prop_assert_eq!(rule, call.reason.rule());
                let overtaken: Vec<VisitId> =
                    call.overtakes.iter().map(|visit| house.id(figures.number(*visit))).collect();
                prop_assert_eq!(overtakes, &overtaken);
                prop_assert_eq!(house.next("1"), Some(number));
                for id in overtaken {
                    let is = house.queue.entries[&id].overtaken;
                    prop_assert_eq!(is, before.queue.entries[&id].overtaken + 1);
                    prop_assert!(is <= 3);
                }
            }
            (policy::Decision::Hold { protects }, Decision::Hold { reason, ask_again_at }) => {
                let booked = figures.appointments[protects - figures.tickets.len()].0;
                prop_assert_eq!(*reason, Reason::HoldFor { start: now + Seconds(booked) });
                prop_assert_eq!(*ask_again_at, now + Seconds(30));
            }
            (policy::Decision::Nothing, Decision::Empty { .. }) => (),
            (policy, queue) => prop_assert!(false, "{policy:?} is not {queue:?}"),
        }
    }

    #[test]
    fn with_both_switches_off_expectations_change_nothing(figures in figures()) {
        let mut house = figures.house();
        house.office.switches.overtaking = false;
        house.office.switches.holding = false;
        let House { office, queue, now, expected, .. } = &house;
        let plain = next_call(office, queue, &[], &counter("1"), *now);
        check::decision(office, queue, &counter("1"), *now, &plain);
        prop_assert_eq!(next_call(office, queue, expected, &counter("1"), *now), plain);
    }
}
