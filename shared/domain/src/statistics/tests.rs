//! What a day's statistics say, and that they say it again after a replay.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::{
    estimate::{Estimate, Told, WaitRange},
    survival::{PPM, Survival},
    time::{Moment, Seconds},
};

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").expect("time zones are bundled")
}

/// Seconds after eight o'clock on a Tuesday in December.
fn at(seconds: i64) -> Moment {
    Moment::parse("2026-12-01T08:00:00+01:00").unwrap() + Seconds(seconds)
}

fn day_of(events: &[Event]) -> DayStatistics {
    let mut day = DayStatistics::new(date(2026, 12, 1));
    for (event, number) in events.iter().zip(1..) {
        assert_eq!(day.apply(&berlin(), number, event), Ok(Applied::Now));
    }
    day
}

fn called(at: Moment, waiting: Waiting) -> Event {
    Event::Called { at, waiting, cause: Cause::NoCounter, told: None }
}

#[test]
fn both_promises_are_measured_apart() {
    let booked = |late: i64, waited: i64| {
        let waiting = Waiting::ByAppointment { start: at(3600), checked_in: at(3600 + late) };
        called(at(3600 + late.max(0) + waited), waiting)
    };
    let in_line = |waited: i64| called(at(waited), Waiting::InLine { since: at(0) });
    let figures = day_of(&[
        booked(-600, -300),
        booked(-600, 180),
        booked(-600, 181),
        booked(0, 0),
        booked(120, 300),
        in_line(0),
        in_line(1800),
        in_line(1801),
    ])
    .figures;
    assert_eq!(figures.punctual.people(), 4);
    assert_eq!(figures.punctual.within(Seconds::minutes(3)), Some(750_000));
    assert_eq!(figures.late.within(Seconds::minutes(3)), Some(0));
    assert_eq!(figures.walk_ins.within(Seconds::minutes(30)), Some(666_666));
    assert_eq!(figures.walk_ins.quantile(900_000), Some(Seconds(1815)));
    assert_eq!(figures.breaches.len(), 3);
    assert_eq!(figures.causes(Promise::ThreeMinutes).get(&Cause::NoCounter), Some(&2));
    assert_eq!(figures.breaches[0].late, Seconds(1));
    assert!(figures.breaches.is_sorted());
}

#[test]
fn arrivals_go_by_the_wall_clock_of_the_office() {
    let figures = day_of(&[Event::Arrived { at: at(-1) }, Event::Arrived { at: at(299) }]).figures;
    let arrivals = figures.arrivals();
    assert_eq!((arrivals.len(), arrivals[95], arrivals[96]), (288, 1, 1));
}

#[test]
fn fifty_cases_count_alone_and_fewer_are_blended() {
    let prior = Survival::lognormal(Seconds(600), 0.5, Seconds(45));
    let mut times = ServiceTimes::default();
    assert_eq!(times.survival(&prior), prior);
    times.took(Seconds(0));
    assert_eq!(times.cases(), 0);
    for _ in 0..25 {
        times.took(Seconds(300));
    }
    let half = times.survival(&prior);
    assert_eq!(half.at(285), u32::midpoint(PPM, prior.at(285)));
    assert_eq!(half.at(300), prior.at(300) / 2);
    for _ in 0..25 {
        times.took(Seconds(300));
    }
    let alone = times.survival(&prior);
    assert_eq!((alone.at(285), alone.at(300)), (PPM, 0));
    assert_eq!(times.quantile(500_000), Some(Seconds(300)));
}

#[test]
fn a_case_without_a_known_end_is_not_measured() {
    let service: crate::ids::ServiceId = "meldung".parse().unwrap();
    let finished = |free| Event::Finished { service: service.clone(), called: at(0), free };
    let figures = day_of(&[finished(None), finished(Some(at(400)))]).figures;
    assert_eq!(figures.service_times[&service].cases(), 1);
}

#[test]
fn check_ins_and_no_shows_become_tables() {
    let mut came = Punctuality::default();
    for second in 0..100 {
        came.came(Seconds(second * 6 - 600));
    }
    for _ in 0..25 {
        came.missed();
    }
    assert_eq!(came.shows_ppm(0), 800_000);
    let table = came.check_in_table(&[]);
    assert_eq!(table.len(), Punctuality::VALUES);
    assert!(table.is_sorted());
    // -600 s is step 200: only the first has come by then.
    assert_eq!((table[199], table[200], table[240]), (0, 10_000, PPM));
    let nobody = Punctuality::default();
    assert_eq!(nobody.shows_ppm(880_000), 880_000);
    assert_eq!(nobody.check_in_table(&table), table);
}

#[test]
fn with_one_or_two_counters_durations_need_time_to_blur() {
    assert!(may_show_durations(3, 1, 1));
    assert!(!may_show_durations(2, 27, 500));
    assert!(!may_show_durations(2, 28, 49));
    assert!(may_show_durations(2, 28, 50));
}

#[test]
fn an_event_counts_once_and_a_gap_is_noticed() {
    let mut day = day_of(&[Event::Left, Event::Left]);
    assert_eq!(day.apply(&berlin(), 2, &Event::Left), Ok(Applied::Before));
    assert_eq!(day.figures.left, 2);
    let before = day.clone();
    let gap = day.apply(&berlin(), 4, &Event::Left);
    assert_eq!(gap, Err(Gap { expected: 3, found: 4 }));
    assert_eq!(day, before);
    assert_eq!(Gap { expected: 3, found: 4 }.to_string(), "event 4 came when event 3 was due");
}

/// Whoever adds a field here has to think of the people at the counters.
#[test]
fn statistics_name_nobody() {
    let json = serde_json::to_value(DayStatistics::new(date(2026, 12, 1))).unwrap();
    let keys: Vec<&str> = json["figures"].as_object().unwrap().keys().map(String::as_str).collect();
    let known = [
        "arrivals",
        "breaches",
        "late",
        "left",
        "punctual",
        "punctuality",
        "questions",
        "ranges",
        "residuals",
        "service_times",
        "urgent",
        "walk_ins",
    ];
    assert_eq!(keys, known);
}

fn any_event() -> impl Strategy<Value = Event> {
    let moment = || (0..36_000_i64).prop_map(at);
    let cause = prop_oneof![
        Just(Cause::NoCounter),
        Just(Cause::HeldTooLate),
        Just(Cause::LongCase),
        Just(Cause::Interruption),
    ];
    let waiting = prop_oneof![
        moment().prop_map(|since| Waiting::InLine { since }),
        (moment(), moment())
            .prop_map(|(start, checked_in)| Waiting::ByAppointment { start, checked_in }),
    ];
    let told = proptest::option::of((0..3000_i64, 0..900_i64).prop_map(|(low, width)| {
        let estimate = Estimate {
            mean: Seconds(low + width / 2),
            low: Seconds(low),
            high: Seconds(low + width),
        };
        Told { estimate, range: WaitRange::of(estimate) }
    }));
    let service = prop_oneof![Just("reisepass"), Just("meldung")];
    prop_oneof![
        moment().prop_map(|at| Event::Arrived { at }),
        (moment(), moment()).prop_map(|(at, start)| Event::CheckedIn { at, start }),
        (moment(), waiting, cause, told).prop_map(|(at, waiting, cause, told)| Event::Called {
            at,
            waiting,
            cause,
            told
        }),
        (service, moment(), proptest::option::of(moment())).prop_map(|(service, called, free)| {
            Event::Finished { service: service.parse().unwrap(), called, free }
        }),
        Just(Event::NoShow),
        Just(Event::Left),
        Just(Event::Other),
    ]
}

proptest! {
    #[test]
    fn delivering_events_again_changes_nothing(
        events in proptest::collection::vec(any_event(), 1..40),
        repeats in proptest::collection::vec((0..40_usize, 0..40_usize), 0..5),
    ) {
        let once = day_of(&events);
        let mut again = DayStatistics::new(once.date);
        let numbered: Vec<(u64, &Event)> = (1..).zip(&events).collect();
        for (until, back) in repeats {
            let until = until.min(numbered.len());
            for (number, event) in &numbered[until.saturating_sub(back)..until] {
                let _ = again.apply(&berlin(), *number, event);
            }
        }
        for (number, event) in &numbered {
            prop_assert!(again.apply(&berlin(), *number, event).is_ok());
        }
        prop_assert_eq!(&again, &once);
        let stored = serde_json::to_string(&once).unwrap();
        prop_assert_eq!(serde_json::from_str::<DayStatistics>(&stored).unwrap(), once);
    }

    #[test]
    fn days_add_up_in_any_order(
        one in proptest::collection::vec(any_event(), 0..30),
        two in proptest::collection::vec(any_event(), 0..30),
    ) {
        let (first, second) = (day_of(&one).figures, day_of(&two).figures);
        let sum = Figures::sum([&first, &second]);
        prop_assert_eq!(&Figures::sum([&second, &first]), &sum);
        prop_assert_eq!(&day_of(&[one, two].concat()).figures, &sum);
    }

    #[test]
    fn blended_tables_stay_tables(durations in proptest::collection::vec(1..9000_i64, 0..80)) {
        let prior = Survival::lognormal(Seconds(600), 0.5, Seconds(45));
        let mut times = ServiceTimes::default();
        for duration in &durations {
            times.took(Seconds(*duration));
        }
        let survival = times.survival(&prior);
        prop_assert!(Survival::from_ppm(survival.values().to_vec()).is_ok());
        if durations.len() >= 50 {
            let mean = durations.iter().map(|d| *d.min(&7200)).sum::<i64>()
                / i64::try_from(durations.len()).unwrap();
            prop_assert!((survival.mean().0 - mean).abs() <= 16, "{mean}");
        }
    }
}
