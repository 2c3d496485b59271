//! What can be asked for, and what a citizen is told who cannot have it.

use super::*;
use crate::{
    office::Item,
    testing::{items, moment, office, service, unit},
};

const NOW: &str = "2026-12-01T09:00:00+01:00";

fn find(what: &str, at: &str) -> Result<Start, StartRefusal> {
    Start::find(&office(), &items(what), moment(at), moment(NOW))
}

fn clocks(slots: &DaySlots) -> Vec<String> {
    let zone = office().zone;
    slots.slots.iter().map(|slot| slot.start.at(&zone).strftime("%H:%M").to_string()).collect()
}

fn list(day: Date, minutes: u16, now: &str) -> DaySlots {
    let office = office();
    let (planned, now) = (Day::planned(&office, 1, day), moment(now));
    DaySlots::of_minutes(&office, day, minutes, now, |unit| planned.free_at(unit, now))
}

#[test]
fn a_start_is_a_planned_time_with_room_for_the_visit() {
    let start = find("ausweis", "2026-12-02T08:10:00+01:00").unwrap();
    assert_eq!((start.date.to_string(), start.minutes), ("2026-12-02".to_owned(), 15));
    assert_eq!(start.unit, unit("08:10"));
    assert_eq!(find("ausweis", "2026-12-02T07:10:00Z").unwrap(), start, "one moment, one start");
}

#[test]
fn off_the_grid_and_in_the_break_nothing_begins() {
    for time in ["08:05:00", "08:10:01", "12:00:00", "12:30:00", "07:50:00", "18:00:00"] {
        let refused = find("abholung", &format!("2026-12-02T{time}+01:00"));
        assert_eq!(refused, Err(StartRefusal::NotOffered), "{time}");
    }
}

#[test]
fn a_visit_ends_before_the_break_and_before_closing() {
    assert!(find("abholung", "2026-12-02T11:40:00+01:00").is_ok());
    assert!(find("ausweis", "2026-12-02T11:40:00+01:00").is_ok());
    let family = Items::new(vec![Item { service: service("meldung"), count: 3 }]).unwrap();
    let at = |text| Start::find(&office(), &family, moment(text), moment(NOW));
    assert_eq!(at("2026-12-02T11:40:00+01:00"), Err(StartRefusal::NotOffered), "30 minutes");
    assert_eq!(at("2026-12-02T11:30:00+01:00").map(|start| start.minutes), Ok(30));
}

#[test]
fn the_past_the_far_future_and_closed_days_are_named() {
    assert_eq!(find("ausweis", NOW), Err(StartRefusal::Past));
    assert!(find("ausweis", "2026-12-01T09:10:00+01:00").is_ok());
    assert!(find("ausweis", "2026-12-15T08:00:00+01:00").is_ok(), "the last bookable day");
    let last = jiff::civil::date(2026, 12, 15);
    assert_eq!(find("ausweis", "2026-12-16T08:00:00+01:00"), Err(StartRefusal::TooFar { last }));
    let closed =
        |date: Date, reason: &str| Err(StartRefusal::Closed { date, reason: reason.to_owned() });
    let sunday = jiff::civil::date(2026, 12, 6);
    assert_eq!(
        find("ausweis", "2026-12-06T10:00:00+01:00"),
        closed(sunday, "an diesem Wochentag ist nicht geöffnet")
    );
    let office = office();
    let at = |text| {
        let now = moment("2026-12-20T09:00:00+01:00");
        Start::find(&office, &items("ausweis"), moment(text), now)
    };
    let (christmas, eve) = (jiff::civil::date(2026, 12, 25), jiff::civil::date(2026, 12, 24));
    assert_eq!(at("2026-12-24T10:00:00+01:00"), closed(eve, "Betriebsferien"));
    assert_eq!(at("2026-12-25T10:00:00+01:00"), closed(christmas, "Erster Weihnachtsfeiertag"));
}

#[test]
fn what_nobody_does_here_is_refused_before_the_time_is_looked_at() {
    let refused = find("hochzeit", "1999-01-01T00:00:00Z");
    let service = service("hochzeit");
    assert_eq!(refused, Err(StartRefusal::Items(ItemsRefusal::NotOffered { service })));
}

#[test]
fn a_listing_shows_what_a_booking_would_be_told() {
    let day = jiff::civil::date(2026, 12, 2);
    let slots = list(day, 30, NOW);
    let times = clocks(&slots);
    assert_eq!((times[0].as_str(), times.len()), ("08:00", 22 + 28));
    assert!(!times.contains(&"11:40".to_owned()) && !times.contains(&"17:40".to_owned()));
    assert_eq!(slots.free(), 22 * 2 + 28);
    for slot in &list(day, 15, NOW).slots {
        assert!(Start::find(&office(), &items("ausweis"), slot.start, moment(NOW)).is_ok());
    }
}

#[test]
fn today_begins_after_now() {
    let today = jiff::civil::date(2026, 12, 1);
    assert_eq!(clocks(&list(today, 5, "2026-12-01T09:09:59+01:00"))[0], "09:10");
    assert_eq!(clocks(&list(today, 5, "2026-12-01T09:10:00+01:00"))[0], "09:20");
    assert_eq!(clocks(&list(today, 5, "2026-12-01T18:00:00+01:00")), [""; 0]);
}

#[test]
fn a_listing_and_a_booking_agree_about_every_moment_of_two_days() {
    let (office, now) = (office(), moment(NOW));
    for date in [jiff::civil::date(2026, 12, 1), jiff::civil::date(2026, 12, 2)] {
        let midnight = Unit::new(0).and_then(|unit| unit.moment(date, &office.zone)).unwrap();
        for what in ["ausweis", "abholung"] {
            let day = Day::planned(&office, 1, date);
            let slots = DaySlots::list(&office, date, &day, &items(what), now).slots;
            for minute in 0..24 * 60 {
                let at = midnight + crate::time::Seconds::minutes(minute);
                let found = Start::find(&office, &items(what), at, now).is_ok();
                assert_eq!(found, slots.iter().any(|slot| slot.start == at), "{what} {at:?}");
            }
        }
    }
}

#[test]
fn the_nearest_starts_lie_around_the_wanted_time_in_order() {
    let day = jiff::civil::date(2026, 12, 2);
    let mut slots = list(day, 5, NOW);
    let wanted = moment("2026-12-02T10:00:00+01:00");
    let full = slots.slots.iter().position(|slot| slot.start == wanted).unwrap();
    slots.slots[full].free = 0;
    let zone = office().zone;
    let found = |most| -> Vec<String> {
        let starts = nearest(std::slice::from_ref(&slots), wanted, most);
        starts.iter().map(|start| start.at(&zone).strftime("%H:%M").to_string()).collect()
    };
    assert_eq!(found(0), [""; 0]);
    assert_eq!(found(1), ["09:50"], "of two equally near the earlier");
    assert_eq!(found(3), ["09:40", "09:50", "10:10"]);
    assert_eq!(found(1000).len() + 1, slots.slots.len());
}

#[test]
fn who_lost_a_day_is_offered_the_same_time_on_the_next_day_with_room() {
    let zone = office().zone;
    let days: Vec<DaySlots> =
        (3..=5).map(|day| list(jiff::civil::date(2026, 12, day), 15, NOW)).collect();
    let at = |days: &[DaySlots], chosen| {
        alternative(days, moment(chosen), &zone).map(|start| start.rfc3339(&zone))
    };
    let chosen = "2026-12-02T09:12:00+01:00";
    assert_eq!(at(&days, chosen).as_deref(), Some("2026-12-03T09:10:00+01:00"));
    let mut full = days.clone();
    full[0].slots.iter_mut().for_each(|slot| slot.free = 0);
    assert_eq!(at(&full, chosen).as_deref(), Some("2026-12-04T09:10:00+01:00"));
    full.iter_mut().flat_map(|day| &mut day.slots).for_each(|slot| slot.free = 0);
    assert_eq!(at(&full, chosen), None);
}

/// With a published plan that has as much room at nine as anybody could want.
fn published(starts: u16) -> (Office, Day) {
    let mut plan = crate::office::Published::default();
    let mut day = vec![0; usize::from(Unit::PER_DAY)];
    for time in ["09:00", "09:05", "09:10"] {
        day[usize::from(unit(time).index())] = starts;
    }
    plan.publish(jiff::civil::date(2026, 12, 2), &day);
    let office = office().with_published(plan);
    let day = Day::planned(&office, 2, jiff::civil::date(2026, 12, 2));
    (office, day)
}

#[test]
fn in_a_published_plan_a_long_visit_finds_less_room_than_a_short_one() {
    let (office, day) = published(9);
    let date = jiff::civil::date(2026, 12, 2);
    let free = |what: &str| {
        let slots = DaySlots::list(&office, date, &day, &items(what), moment(NOW)).slots;
        slots.iter().map(|slot| slot.free).collect::<Vec<_>>()
    };
    let (long, short) = (free("ausweis"), free("abholung"));
    assert!(long[0] > 0 && long[0] <= short[0] && short[0] < 9, "{long:?} {short:?}");
}

#[test]
fn what_is_free_for_a_service_falls_by_one_with_each_booking() {
    let (office, mut day) = published(9);
    let date = jiff::civil::date(2026, 12, 2);
    let nine = unit("09:00");
    let free =
        |day: &Day| Offer::of(&office, date, day, &items("meldung"), moment(NOW)).free_at(nine);
    let mut before = free(&day);
    assert!(before > 1, "{before}");
    while before > 0 {
        let place = day.place(nine).unwrap();
        day.free[place] -= 1;
        let now = free(&day);
        assert_eq!(now, before - 1);
        before = now;
    }
}

#[test]
fn what_is_disturbed_is_not_offered_before_the_end_and_survives_another_plan() {
    use crate::{
        disturbance::{Disturbance, Disturbed},
        queue::Notice,
        testing::{items, service},
    };
    let office = office();
    let date = jiff::civil::date(2026, 12, 1);
    let clock = |time: &str| moment(&format!("2026-12-01T{time}:00+01:00"));
    let planned = Day::planned(&office, 1, date);
    let first = |day: &Day, id: &str, now: &str| {
        let listed = DaySlots::list(&office, date, day, &items(id), clock(now));
        listed.slots.into_iter().find(|slot| slot.free > 0).map(|slot| slot.start)
    };
    for (until, now, ausweis) in [
        ("10:30", "09:40", "10:30"),
        ("10:31", "09:40", "10:40"),
        ("12:00", "09:40", "13:00"),
        ("10:30", "10:30", "10:40"),
    ] {
        let why = Notice::try_from("Drucker".to_owned()).unwrap();
        let disturbance = Disturbance { until: clock(until), why };
        let wish = Disturbed { services: vec![service("ausweis")], disturbance };
        let mut day = planned.clone();
        day.disturbances.set(&wish, clock("09:30"));
        let day = day.replanned(planned.clone(), &[]);
        assert_eq!(first(&day, "ausweis", now), Some(clock(ausweis)), "until {until} at {now}");
        assert_eq!(first(&day, "meldung", now), first(&planned, "meldung", now));
        let text = serde_json::to_string(&day).unwrap();
        assert_eq!(serde_json::from_str::<Day>(&text).unwrap(), day);
    }
}
