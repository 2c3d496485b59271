//! Counting down and back up, in any order.

use std::collections::BTreeMap;

use proptest::{prelude::*, sample::Index};

use super::*;
use crate::{
    queue::VisitId,
    testing::{moment, office, unit},
    time::Seconds,
};

const NOW: &str = "2026-12-01T09:00:00+01:00";

fn hold(clock: &str, expires: Moment) -> Hold {
    Hold { unit: unit(clock), expires, extended: None }
}

#[test]
fn a_planned_day_begins_and_ends_with_a_start() {
    let (office, tuesday) = (office(), jiff::civil::date(2026, 12, 1));
    let day = Day::planned(&office, 7, tuesday);
    assert_eq!((day.version, day.first), (7, unit("08:00")));
    assert_eq!(day.free.len(), 9 * 12 + 9, "8:00 to 17:40");
    assert_eq!((day.free[0], day.free[1], day.free.last()), (2, 0, Some(&1)));
    let sunday = Day::planned(&office, 7, jiff::civil::date(2026, 12, 6));
    assert_eq!((sunday.free.len(), sunday.place(unit("08:00"))), (0, None));
    assert_eq!(Day::most_holds(&office, tuesday), (23 * 2 + 29) / 5);
    assert_eq!(Day::most_holds(&office, jiff::civil::date(2026, 12, 6)), 1);
}

#[test]
fn an_expired_hold_counts_as_free_before_anybody_removes_it() {
    let now = moment(NOW);
    let mut day = Day::planned(&office(), 1, jiff::civil::date(2026, 12, 2));
    let place = day.place(unit("08:00")).unwrap();
    day.free[place] -= 2;
    day.holds.insert("a".to_owned(), hold("08:00", now + Seconds(1)));
    assert_eq!(day.free_at(unit("08:00"), now), 0);
    assert_eq!(day.expired(None, now), None);
    let later = now + Seconds(1);
    assert_eq!(day.free_at(unit("08:00"), later), 1, "from the very second on");
    assert_eq!(day.expired(Some(unit("08:10")), later), None);
    assert_eq!(day.expired(None, later).map(|(id, _)| id), Some("a"));
}

#[test]
fn what_a_lowered_plan_owes_is_paid_before_a_start_is_free_again() {
    let now = moment(NOW);
    let office = office();
    let date = jiff::civil::date(2026, 12, 2);
    let eight = unit("08:00");
    let mut lowered = Day::planned(&office, 2, date);
    lowered.free[0] = 1;
    let day = Day::planned(&office, 1, date).replanned(lowered, &[eight, eight]);
    assert_eq!((day.version, day.free[0], day.free_at(eight, now)), (2, -1, 0));
    let mut cancelled = day.clone();
    cancelled.free[0] += 1;
    assert_eq!(cancelled.free_at(eight, now), 0, "the other booking has the only start");
    cancelled.free[0] += 1;
    assert_eq!(cancelled.free_at(eight, now), 1);
}

#[test]
fn a_hold_on_a_start_that_is_no_longer_planned_gives_nothing_back() {
    let now = moment(NOW);
    let office = office();
    let mut day = Day::planned(&office, 1, jiff::civil::date(2026, 12, 2));
    day.holds.insert("a".to_owned(), hold("08:00", now));
    day.free[0] -= 1;
    let closed = Day::planned(&office, 2, jiff::civil::date(2026, 12, 6));
    let day = day.replanned(closed, &[]);
    assert_eq!(day.holds.len(), 1);
    assert_eq!(day.free_at(unit("08:00"), now), 0);
}

#[test]
fn a_start_is_claimed_from_the_free_ones_then_from_an_expired_hold() {
    let (now, eight) = (moment(NOW), unit("08:00"));
    let mut day = Day::planned(&office(), 1, jiff::civil::date(2026, 12, 2));
    assert_eq!(day.claim(eight, None, now), Some(Claim::Free));
    day.free[0] = 0;
    day.holds.insert("a".to_owned(), hold("08:00", now + Seconds(60)));
    assert_eq!(day.claim(eight, None, now), None);
    assert_eq!(day.claim(eight, Some("a"), now), Some(Claim::Held("a".to_owned())));
    assert_eq!(day.claim(unit("08:10"), Some("a"), now), Some(Claim::Free), "a hold elsewhere");
    let later = now + Seconds(60);
    let expired = Some(Claim::Expired("a".to_owned()));
    assert_eq!(day.claim(eight, Some("a"), later), expired, "an expired own hold is no hold");
    assert_eq!(day.claim(unit("07:55"), None, now), None);
}

#[test]
fn an_expired_hold_pays_a_debt_before_it_is_claimed() {
    let (now, eight) = (moment(NOW), unit("08:00"));
    let mut day = Day::planned(&office(), 1, jiff::civil::date(2026, 12, 2));
    day.free[0] = -1;
    day.holds.insert("a".to_owned(), hold("08:00", now));
    assert_eq!((day.free_at(eight, now), day.claim(eight, None, now)), (0, None));
    day.holds.insert("b".to_owned(), hold("08:00", now));
    assert_eq!(day.free_at(eight, now), 1);
    assert!(matches!(day.claim(eight, None, now), Some(Claim::Expired(_))));
}

/// What happens to a day. Places are places of its plan.
#[derive(Debug, Clone)]
enum Happening {
    Hold { place: Index, seconds: i64 },
    Book { place: Index },
    Confirm { whose: Index },
    Release { whose: Index },
    Cancel { whose: Index },
    Move { whose: Index, place: Index },
    Time { seconds: i64 },
    Replan { counts: Vec<i16> },
}

const PLACES: usize = 4;

fn happening() -> impl Strategy<Value = Happening> {
    let any = any::<Index>;
    prop_oneof![
        3 => (any(), 1..600_i64).prop_map(|(place, seconds)| Happening::Hold { place, seconds }),
        3 => any().prop_map(|place| Happening::Book { place }),
        2 => any().prop_map(|whose| Happening::Confirm { whose }),
        1 => any().prop_map(|whose| Happening::Release { whose }),
        2 => any().prop_map(|whose| Happening::Cancel { whose }),
        2 => (any(), any()).prop_map(|(whose, place)| Happening::Move { whose, place }),
        2 => (1..400_i64).prop_map(|seconds| Happening::Time { seconds }),
        1 => prop::collection::vec(0..4_i16, PLACES)
            .prop_map(|counts| Happening::Replan { counts }),
    ]
}

/// A day with what the table writes for it: each write takes one or gives one.
struct Counted {
    day: Day,
    plan: Vec<i16>,
    booked: Vec<Unit>,
    now: Moment,
    holds: u32,
}

impl Counted {
    fn new(plan: Vec<i16>) -> Self {
        let day = Self::planned(&plan, 1);
        Self { day, plan, booked: Vec::new(), now: moment(NOW), holds: 0 }
    }

    fn planned(plan: &[i16], version: u64) -> Day {
        Day {
            version,
            first: unit("08:00"),
            free: plan.to_vec(),
            holds: BTreeMap::new(),
            disturbances: Disturbances::default(),
        }
    }

    fn unit(place: Index) -> Unit {
        Unit::new(unit("08:00").index() + u16::try_from(place.index(PLACES)).unwrap()).unwrap()
    }

    /// Takes one start if one is free, clearing away expired holds as needed.
    fn take(&mut self, unit: Unit) -> bool {
        let free = self.day.free_at(unit, self.now);
        assert_eq!(self.day.claim(unit, None, self.now).is_some(), free > 0, "as it was listed");
        let Some(place) = self.day.place(unit).filter(|_| free > 0) else { return false };
        while self.day.free[place] < 1 {
            let expired = self.day.expired(Some(unit), self.now).map(|(id, _)| id.to_owned());
            self.release(&expired.expect("what is free and not counted is an expired hold"));
        }
        self.day.free[place] -= 1;
        assert_eq!(self.day.free_at(unit, self.now), free - 1, "falls by exactly one");
        true
    }

    fn give(&mut self, unit: Unit) {
        if let Some(place) = self.day.place(unit) {
            self.day.free[place] += 1;
        }
    }

    fn release(&mut self, id: &str) {
        let hold = self.day.holds.remove(id).expect("a hold");
        self.give(hold.unit);
    }

    fn hold_of(&self, whose: Index) -> Option<String> {
        let ids: Vec<&String> = self.day.holds.keys().collect();
        (!ids.is_empty()).then(|| (*whose.get(&ids)).clone())
    }

    fn live(&mut self, happening: &Happening) {
        match happening {
            Happening::Hold { place, seconds } => {
                let unit = Self::unit(*place);
                if self.take(unit) {
                    self.holds += 1;
                    let expires = self.now + Seconds(*seconds);
                    let hold = Hold { unit, expires, extended: None };
                    self.day.holds.insert(self.holds.to_string(), hold);
                }
            }
            Happening::Book { place } => {
                let unit = Self::unit(*place);
                if self.take(unit) {
                    self.booked.push(unit);
                }
            }
            Happening::Confirm { whose } => {
                let Some(id) = self.hold_of(*whose) else { return };
                if self.day.holds[&id].is_live(self.now) {
                    let hold = self.day.holds.remove(&id).expect("it is there");
                    self.booked.push(hold.unit);
                }
            }
            Happening::Release { whose } => {
                if let Some(id) = self.hold_of(*whose) {
                    self.release(&id);
                }
            }
            Happening::Cancel { whose } => {
                if !self.booked.is_empty() {
                    let unit = self.booked.swap_remove(whose.index(self.booked.len()));
                    self.give(unit);
                }
            }
            Happening::Move { whose, place } => {
                let to = Self::unit(*place);
                if !self.booked.is_empty() && self.take(to) {
                    let place = whose.index(self.booked.len());
                    let from = std::mem::replace(&mut self.booked[place], to);
                    self.give(from);
                }
            }
            Happening::Time { seconds } => self.now = self.now + Seconds(*seconds),
            Happening::Replan { counts } => {
                let planned = Self::planned(counts, self.day.version + 1);
                self.day = self.day.replanned(planned, &self.booked);
                self.plan.clone_from(counts);
            }
        }
    }

    fn check(&self) {
        for place in 0..PLACES {
            let unit = Unit::new(self.day.first.index() + u16::try_from(place).unwrap()).unwrap();
            let holds = self.day.holds.values().filter(|hold| hold.unit == unit);
            let live = holds.filter(|hold| hold.is_live(self.now)).count();
            let booked = self.booked.iter().filter(|booked| **booked == unit).count();
            let taken = i16::try_from(live + booked).unwrap();
            let free = i16::try_from(self.day.free_at(unit, self.now)).unwrap();
            assert_eq!(free, (self.plan[place] - taken).max(0), "plan {:?}", self.plan);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn free_and_held_and_booked_are_the_plan_whatever_happens(
        plan in prop::collection::vec(0..4_i16, PLACES),
        happenings in prop::collection::vec(happening(), 1..150),
    ) {
        let mut counted = Counted::new(plan);
        for happening in &happenings {
            counted.live(happening);
            counted.check();
        }
    }

    #[test]
    fn to_book_and_cancel_is_to_do_nothing(place in any::<Index>(), count in 1..4_i16) {
        let mut counted = Counted::new(vec![count; PLACES]);
        let before = counted.day.clone();
        counted.live(&Happening::Book { place });
        prop_assert_ne!(&counted.day, &before);
        counted.live(&Happening::Cancel { whose: place });
        prop_assert_eq!(counted.day, before);
    }

    #[test]
    fn a_day_reads_back_as_it_was_written(
        happenings in prop::collection::vec(happening(), 1..50),
    ) {
        let mut counted = Counted::new(vec![2; PLACES]);
        for happening in &happenings {
            counted.live(happening);
        }
        let text = serde_json::to_string(&counted.day).unwrap();
        prop_assert_eq!(serde_json::from_str::<Day>(&text).unwrap(), counted.day);
    }
}

#[test]
fn the_names_of_a_days_attributes_stay() {
    let mut day = Day {
        version: 3,
        first: unit("08:00"),
        free: vec![2, -1],
        holds: BTreeMap::from([("a".to_owned(), hold("08:00", Moment(9)))]),
        disturbances: Disturbances::default(),
    };
    day.holds.insert(
        "b".to_owned(),
        Hold { extended: Some(KeyHash(VisitId::from_bits(7))), ..hold("08:05", Moment(9)) },
    );
    assert_eq!(
        serde_json::to_value(&day).unwrap(),
        serde_json::json!({
            "v": 3,
            "u": 96,
            "f": [2, -1],
            "h": { "a": { "u": 96, "x": 9 }, "b": { "u": 97, "x": 9, "e": "000000000000" } }
        })
    );
}
