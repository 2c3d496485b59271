//! Days on which the clocks change, midnight, New Year.

use jiff::civil::date;

use super::*;
use crate::{
    office::Office,
    testing::{items, moment, office_open, office_with, unit},
    time::Seconds,
};

fn starts(office: &Office, day: Date, now: &str) -> Vec<Moment> {
    let planned = Day::planned(office, 1, day);
    let slots = DaySlots::list(office, day, &planned, &items("abholung"), moment(now)).slots;
    let starts: Vec<Moment> = slots.iter().map(|slot| slot.start).collect();
    for start in &starts {
        let found = Start::find(office, &items("abholung"), *start, moment(now)).unwrap();
        assert_eq!((found.at, found.date), (*start, day), "what is listed is found");
    }
    starts
}

/// Every five minutes from 1:00 to 4:00 on Sundays.
fn night_office() -> Office {
    office_open("Mo-Fr 08:00-12:00; Su 01:00-04:00", "Su", "01:00", "04:00")
}

#[test]
fn when_the_clocks_go_forward_an_hour_has_no_starts() {
    let (office, day) = (night_office(), date(2027, 3, 28));
    let starts = starts(&office, day, "2027-03-27T12:00:00Z");
    assert_eq!(starts.len(), 24, "two hours of twelve");
    assert!(starts.windows(2).all(|pair| pair[1] - pair[0] == Seconds::minutes(5)));
    assert_eq!(unit("02:30").moment(day, &office.zone), None);
    let twice = moment("2027-03-28T03:00:00+02:00");
    assert_eq!(moment("2027-03-28T02:00:00+01:00"), twice, "2:00 is already 3:00");
    assert!(starts.contains(&twice));
}

#[test]
fn when_the_clocks_go_back_the_repeated_hour_is_offered_once() {
    let (office, day) = (night_office(), date(2026, 10, 25));
    let now = "2026-10-24T12:00:00Z";
    let starts = starts(&office, day, now);
    assert_eq!(starts.len(), 36);
    assert_eq!(starts[12], moment("2026-10-25T02:00:00+02:00"), "its first pass");
    let find = |at| Start::find(&office, &items("abholung"), moment(at), moment(now));
    assert!(find("2026-10-25T02:30:00+02:00").is_ok());
    assert_eq!(find("2026-10-25T02:30:00+01:00"), Err(StartRefusal::NotOffered));
    assert!(find("2026-10-25T03:00:00+01:00").is_ok());
}

#[test]
fn a_visit_takes_real_minutes_when_the_clocks_change() {
    let office = office_open("Mo-Fr 08:00-12:00; Su 01:00-03:00", "Su", "01:00", "03:00");
    let last = |day: Date, minutes| {
        let now = moment("2026-10-01T12:00:00Z");
        let slots = DaySlots::of_minutes(&office, day, minutes, now, |_| 1);
        slots.slots.last().map(|slot| slot.start.rfc3339(&office.zone))
    };
    // 3:00 comes an hour after 1:55, or two hours after it began to be 2:00.
    assert_eq!(last(date(2027, 3, 28), 30).as_deref(), Some("2027-03-28T01:30:00+01:00"));
    assert_eq!(last(date(2026, 10, 25), 90).as_deref(), Some("2026-10-25T02:30:00+02:00"));
}

#[test]
fn midnight_belongs_to_the_new_day() {
    let office = office_with(
        "opening_hours = \"Mo-Su 00:00-23:55\"",
        "[[appointments]]
         days = \"Mo-Su\"
         from = \"00:00\"
         to = \"23:50\"
         every_minutes = 15
         starts = 1",
    );
    let now = "2026-12-01T23:40:00+01:00";
    let today = starts(&office, date(2026, 12, 1), now);
    let tomorrow = starts(&office, date(2026, 12, 2), now);
    assert_eq!(today.len(), 1, "23:45 is the last of today");
    assert_eq!(tomorrow[0], moment("2026-12-02T00:00:00+01:00"));
    assert_eq!((tomorrow[0] - today[0]).0, 15 * 60);
    let find = |at, now| Start::find(&office, &items("abholung"), moment(at), moment(now));
    let before = "2026-12-01T23:59:59+01:00";
    let last = date(2026, 12, 15);
    let far = "2026-12-16T00:00:00+01:00";
    assert_eq!(find(far, before), Err(StartRefusal::TooFar { last }));
    assert!(find(far, "2026-12-02T00:00:00+01:00").is_ok(), "at midnight the window moves on");
}

#[test]
fn the_window_runs_across_new_year_and_its_holiday() {
    let office = office_open("Mo-Su 08:00-12:00", "Mo-Su", "08:00", "11:00");
    let now = "2026-12-31T10:00:00+01:00";
    assert_eq!(starts(&office, date(2026, 12, 31), now), [], "closed between the years");
    assert_eq!(starts(&office, date(2027, 1, 1), now), []);
    assert_eq!(starts(&office, date(2027, 1, 2), now).len(), 36);
    let refused =
        Start::find(&office, &items("abholung"), moment("2027-01-01T09:00:00+01:00"), moment(now));
    let Err(StartRefusal::Closed { date: day, reason }) = refused else { panic!("{refused:?}") };
    assert_eq!((day, reason.as_str()), (date(2027, 1, 1), "Neujahr"));
}

#[test]
fn the_same_wall_clock_is_another_moment_after_the_clocks_have_changed() {
    let office = office_open("Mo-Su 08:00-12:00", "Mo-Su", "08:00", "11:00");
    let first = |day| starts(&office, day, "2027-03-20T12:00:00Z")[0];
    let (winter, summer) = (first(date(2027, 3, 27)), first(date(2027, 3, 28)));
    assert_eq!(summer - winter, Seconds::hours(23));
}
