//! The numbers tried for an appointment.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::{
    office::Office,
    testing::{office, office_with, unit},
};

/// How many numbers the block of each unit has, found from its first tries:
/// the numbers that some seed tries first.
fn blocks(office: &Office, date: Date) -> BTreeMap<Unit, BTreeSet<Number>> {
    let first_try = |unit, seed| number_candidates(office, date, unit, seed).next().unwrap();
    let starts = office.starts(date);
    let units: Vec<Unit> = starts.iter().map(|(unit, _)| unit).collect();
    let firsts = |unit: &Unit| (0..16).map(|seed| first_try(*unit, seed)).collect();
    units.iter().map(|unit| (*unit, firsts(unit))).collect()
}

#[test]
fn every_start_has_a_block_of_its_own_with_room_for_all_its_appointments() {
    let (office, date) = (office(), jiff::civil::date(2026, 12, 2));
    let (blocks, starts) = (blocks(&office, date), office.starts(date));
    let mut seen = BTreeSet::new();
    for (unit, numbers) in &blocks {
        assert!(numbers.len() >= usize::from(starts.at(*unit)), "{unit:?}: {numbers:?}");
        for number in numbers {
            assert!(seen.insert(*number), "{number} is in two blocks");
        }
    }
    assert_eq!(seen.len(), usize::from(office.numbers.appointment.len()), "nothing is left out");
}

#[test]
fn a_band_that_is_just_large_enough_has_disjoint_blocks_too() {
    let office = office_with(
        "opening_hours = \"Mo-Fr 08:00-12:00\"",
        "[[appointments]]
         days = \"Mo-Fr\"
         from = \"08:00\"
         to = \"09:00\"
         starts = 2
         [numbers]
         appointment = [600, 631]",
    );
    let blocks = blocks(&office, jiff::civil::date(2026, 12, 2));
    let all: BTreeSet<Number> = blocks.values().flatten().copied().collect();
    assert_eq!((blocks.len(), all.len()), (12, blocks.values().map(BTreeSet::len).sum()));
}

#[test]
fn a_number_does_not_tell_its_time_at_a_glance() {
    let office = office();
    let date = jiff::civil::date(2026, 12, 2);
    let first = |clock| number_candidates(&office, date, unit(clock), 0).next().unwrap();
    let morning = ["08:00", "08:10", "08:20", "08:30", "08:40", "08:50"].map(first);
    assert!(!morning.is_sorted() && !morning.iter().rev().is_sorted(), "{morning:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_number_is_tried_once_those_of_the_band_first(
        day in 0..366_i64,
        index in 0..Unit::PER_DAY,
        seed: u64,
        first in 100..800_u16,
        size in 98..200_u16,
    ) {
        let mut office = office();
        let number = |value| Number::new(value).unwrap();
        let band = crate::office::Band::new(number(first), number(first + size - 1)).unwrap();
        office.numbers.appointment = band;
        let date = jiff::civil::date(2026, 1, 1).saturating_add(jiff::Span::new().days(day));
        let unit = Unit::new(index).unwrap();
        let tried: Vec<Number> = number_candidates(&office, date, unit, seed).collect();
        let distinct: BTreeSet<Number> = tried.iter().copied().collect();
        prop_assert_eq!(distinct.len(), tried.len());
        prop_assert_eq!(tried.len(), usize::from(size) + 3000);
        let (in_band, beyond) = tried.split_at(usize::from(size));
        prop_assert!(in_band.iter().all(|number| band.contains(*number)));
        prop_assert!(beyond.iter().all(|number| (6000..9000).contains(&number.get())));
    }
}
