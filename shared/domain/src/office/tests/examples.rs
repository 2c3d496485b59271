//! The offices that come with the project.

use jiff::ToSpan;

use super::{LANGENDREER, day, mitte, office, unit};
use crate::office::{Category, Items, Office};

/// Appointments in the week of Monday, 2026-12-07, day by day.
fn week(office: &Office) -> Vec<u32> {
    (0..7).map(|n| office.starts(day("2026-12-07") + n.days()).total()).collect()
}

#[test]
fn mitte_offers_three_hundred_appointments_a_week() {
    let office = mitte();
    assert_eq!(office.counters.len(), 11);
    assert_eq!(week(&office), [90, 42, 42, 90, 36, 0, 0]);
    assert_eq!(office.booking.weekly_quota, 300);
    let monday = office.starts(day("2026-12-07"));
    assert_eq!(monday.first, unit("08:00"));
    assert_eq!(monday.at(unit("09:00")), 3);
    assert_eq!(monday.at(unit("09:05")), 0);
}

#[test]
fn at_mitte_appointments_start_where_few_walk_ins_come() {
    let office = mitte();
    for date in (0..7).map(|n| day("2026-12-07") + n.days()) {
        let (Some(open), starts) = (office.opening(date).first().cloned(), office.starts(date))
        else {
            continue;
        };
        let long = open.end == unit("18:00");
        for (start, count) in starts.iter() {
            assert_eq!(count, 3, "{date} {start:?}");
            assert!(start >= unit("09:00"), "{date} {start:?}: the first hour is full");
            if long {
                let noon = unit("12:00")..unit("13:00");
                let evening = unit("16:00")..unit("17:30");
                assert!(!noon.contains(&start) && !evening.contains(&start), "{date} {start:?}");
            } else {
                assert!(start.index() < open.end.index() - 12, "{date} {start:?}: the last hour");
            }
        }
    }
}

#[test]
fn langendreer_offers_one_start_at_a_time() {
    let office = office(LANGENDREER);
    assert_eq!(office.counters.len(), 2);
    assert_eq!(week(&office), [14, 8, 0, 21, 8, 0, 0]);
    assert!(office.plan.iter().all(|rule| rule.starts == 1));
}

#[test]
fn every_service_of_the_examples_can_be_booked() {
    for office in [mitte(), office(LANGENDREER)] {
        for category in Category::ALL {
            assert!(office.services.iter().any(|service| service.category == category));
        }
        for service in &office.services {
            let minutes = office.minutes(&Items::one(service.id.clone())).unwrap();
            let bookable = office
                .starts(day("2026-12-10"))
                .iter()
                .any(|(unit, _)| office.fits(day("2026-12-10"), unit, minutes));
            assert!(bookable, "{} at {}", service.id, office.id);
            assert!(!service.bring.is_empty(), "{} at {}", service.id, office.id);
        }
        assert!(office.counters.iter().any(|counter| counter.step_free));
    }
}
