//! What holds for every day and every file.

use jiff::{ToSpan, civil::Date};
use proptest::prelude::*;

use super::{CITY, LANGENDREER, MITTE, day, mitte, office};
use crate::{
    office::{Hours, Office, Weekdays},
    time::Unit,
};

fn some_date() -> impl Strategy<Value = Date> {
    (0..20_000_i64).prop_map(|days| day("2020-01-01") + days.days())
}

/// Passages an office file is made of, good and bad.
fn some_text() -> impl Strategy<Value = String> {
    let words = "Mo-Fr|Th|PH|off|08:00-12:00|13:00-18:00|25:00|\\[1\\]|Jul-Aug|week 3|,|;| |\"|ü";
    proptest::collection::vec(words, 0..8).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn openings_are_apart_and_an_office_is_open_or_says_why(date in some_date()) {
        for office in [mitte(), office(LANGENDREER)] {
            let open = office.opening(date);
            prop_assert!(open.iter().all(|range| range.start < range.end));
            prop_assert!(open.windows(2).all(|pair| pair[0].end < pair[1].start));
            prop_assert_eq!(open.is_empty(), office.closed_because(date).is_some());
            prop_assert_eq!(open.is_empty(), office.opens(date).is_none());
            let (opens, closes) = (office.opens(date), office.closes(date));
            prop_assert!(office.last_ticket(date) >= opens && office.last_ticket(date) <= closes);
        }
    }

    #[test]
    fn every_start_has_room_for_some_service_and_a_counter(date in some_date()) {
        for office in [mitte(), office(LANGENDREER)] {
            let shortest = office.services.iter().map(|service| service.minutes).min().unwrap();
            for (unit, count) in office.starts(date).iter() {
                prop_assert!(office.fits(date, unit, shortest));
                prop_assert!(office.staffed(date, unit) >= count);
            }
        }
    }

    #[test]
    fn a_shorter_visit_fits_wherever_a_longer_one_does(
        date in some_date(),
        unit in (0..Unit::PER_DAY).prop_map(|index| Unit::new(index).unwrap()),
        minutes in 1_u16..120,
    ) {
        let office = office(LANGENDREER);
        let open = office.opening(date).iter().any(|range| range.contains(&unit));
        prop_assert_eq!(office.fits(date, unit, 0), open);
        prop_assert!(!office.fits(date, unit, minutes) || office.fits(date, unit, minutes - 1));
    }

    #[test]
    fn the_window_has_fifteen_days(second in 1_577_836_800_i64..3_000_000_000) {
        let office = mitte();
        let window = office.window(crate::time::Moment(second));
        prop_assert_eq!(*window.start(), office.today(crate::time::Moment(second)));
        prop_assert_eq!((*window.end() - *window.start()).get_days(), 14);
    }

    #[test]
    fn no_hours_and_no_days_make_the_reader_stumble(text in some_text()) {
        if let Ok(hours) = Hours::parse(&text) {
            prop_assert!((0..366).any(|n| !hours.on(day("2027-01-01") + n.days()).is_empty()));
        }
        if let Ok(days) = Weekdays::parse(&text) {
            prop_assert!(days.iter().count() > 0);
        }
    }

    #[test]
    fn a_damaged_file_is_refused_in_one_of_its_lines(
        at in 0..MITTE.len(),
        length in 0_usize..40,
        instead in some_text(),
    ) {
        let boundary = |mut byte: usize| {
            while !MITTE.is_char_boundary(byte) {
                byte -= 1;
            }
            byte
        };
        let (from, to) = (boundary(at), boundary((at + length).min(MITTE.len())));
        let damaged = format!("{}{instead}{}", &MITTE[..from], &MITTE[to..]);
        if let Err(error) = Office::parse(CITY, "mitte.toml", &damaged) {
            prop_assert_eq!(&error.file, "mitte.toml");
            prop_assert!(error.line >= 1 && error.line <= damaged.lines().count() + 1);
            prop_assert!(error.column >= 1);
        }
    }
}
