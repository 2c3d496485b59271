//! The worked example: an office with eleven counters and 2,000 people a week.

use jiff::civil::{Date, Weekday, date};
use proptest::prelude::*;

use super::*;
use crate::survival::PPM;

const WEEK: [(u16, u16); 5] = [(8, 18), (8, 13), (8, 13), (8, 18), (8, 12)];

fn hours() -> [Vec<Hours>; 7] {
    std::array::from_fn(|day| {
        WEEK.get(day).map(|(o, c)| Hours { open: o * 12, close: c * 12 }).into_iter().collect()
    })
}

/// Pickup, identity card, registration, other: total, booked.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "shares below one")]
fn mixes(shown_share: f64) -> (Survival, Survival) {
    let types = [(270, 0.5), (750, 0.5), (600, 0.6), (360, 0.6)]
        .map(|(mean, cv)| Survival::lognormal(Seconds(mean), cv, Seconds(45)));
    let total = [0.25, 0.35, 0.25, 0.15];
    let booked = [0.05, 0.50, 0.35, 0.10];
    let weigh = |weights: [f64; 4]| {
        let parts: Vec<(u32, &Survival)> =
            weights.iter().zip(&types).map(|(w, s)| ((w * 1e6) as u32, s)).collect();
        mixture(&parts).unwrap()
    };
    let walk_in =
        std::array::from_fn(|i| (total[i] - shown_share * booked[i]) / (1.0 - shown_share));
    (weigh(walk_in), weigh(booked))
}

fn monday() -> Date {
    date(2026, 11, 30)
}

fn week(counters: u16, walk_ins: u32) -> Vec<DayAhead> {
    let prior = PriorWeek::spread(&hours(), walk_ins);
    (0..5)
        .map(|day| {
            let date = monday().checked_add(jiff::Span::new().days(day)).unwrap();
            DayAhead {
                date,
                hours: hours()[usize::try_from(day).unwrap()].clone(),
                staff: vec![counters; UNITS],
                walk_ins: prior.of(date.weekday()).to_vec(),
                booked: Vec::new(),
                from: 0,
            }
        })
        .collect()
}

fn planned(counters: u16, walk_ins: u32, shown_share: f64, quota: u32) -> Plan {
    let (walk_in, appointment) = mixes(shown_share);
    let demand = Demand { walk_in: &walk_in, appointment: &appointment, shows_ppm: 880_000 };
    plan(&week(counters, walk_ins), demand, Rules::with_quota(quota))
}

/// Remaining walk-ins a week and the share of all customers that come with an
/// appointment, when 0, 300, 600 and 1,000 are booked and 88 % of them come.
const STAGES: [(u32, f64); 4] = [(2000, 0.0), (1736, 0.132), (1472, 0.264), (1120, 0.44)];

#[test]
fn the_offer_agrees_with_what_was_simulated() {
    let simulated = [
        (9, [50, 144, 331, 646]),
        (10, [115, 281, 492, 836]),
        (11, [235, 430, 662, 1015]),
        (12, [371, 579, 831, 1200]),
    ];
    for (counters, row) in simulated {
        for ((walk_ins, shown), expected) in STAGES.into_iter().zip(row) {
            let offered = planned(counters, walk_ins, shown, 100_000).order.len();
            println!("{counters} counters, {walk_ins} walk-ins: {offered} ({expected})");
            let tolerance = 2 + expected / 40;
            assert!(offered.abs_diff(expected) <= tolerance, "{offered} instead of {expected}");
        }
    }
}

#[test]
fn eleven_counters_offer_three_hundred_and_then_a_thousand_appointments() {
    assert!(planned(11, 1736, 0.132, 100_000).order.len() >= 300);
    assert!(planned(11, 1120, 0.44, 100_000).order.len() >= 1000);
}

#[test]
fn the_quota_keeps_the_emptiest_places() {
    let all = planned(11, 1736, 0.132, 100_000);
    let some = planned(11, 1736, 0.132, 300);
    assert_eq!(some.order, all.order[..300]);
    assert!(some.days.iter().flat_map(|day| &day.why_not).any(|why| *why == WhyNot::Quota));
    let at_the_door: u16 = some.days[0].starts[96..108].iter().sum();
    let after_the_wave: u16 = some.days[0].starts[168..180].iter().sum();
    assert!(at_the_door <= 1 && after_the_wave >= 8, "{at_the_door} {after_the_wave}");
}

#[test]
fn every_start_has_its_reason_and_every_hour_its_numbers() {
    let plan = planned(11, 1736, 0.132, 300);
    let monday = &plan.days[0];
    assert_eq!(monday.why_not[95], WhyNot::OutsideHours);
    assert_eq!(monday.why_not[212], WhyNot::Quota);
    assert_eq!(monday.why_not[213], WhyNot::TooCloseToClosing);
    assert_eq!(monday.why_not[96], WhyNot::Budget);
    let first = monday.hours[0];
    assert_eq!((first.hour, first.staff_minutes, first.usable_minutes), (8, 660, 580));
    assert!(first.walk_in_minutes > 500, "{first:?}");
    let free: u32 = plan.days.iter().flat_map(|day| &day.hours).map(|hour| hour.free).sum();
    assert_eq!(free, 300);
}

#[test]
fn ten_counters_are_warned_about_and_eleven_are_not() {
    for ((walk_ins, shown), quota) in STAGES.into_iter().zip([0, 300, 600, 1000]).skip(1) {
        let eleven = planned(11, walk_ins, shown, quota).warnings;
        assert!(eleven.is_empty(), "{quota}: {eleven:?}");
        let ten = planned(10, walk_ins, shown, quota).warnings;
        assert!(ten.iter().any(|w| matches!(w, Warning::WeekOverloaded { .. })), "{ten:?}");
        assert!(ten.iter().any(|w| matches!(w, Warning::QuotaNotReached { .. })), "{ten:?}");
    }
}

#[test]
fn fewer_staff_than_booked_for_is_an_overhang_and_a_warning() {
    let (walk_in, appointment) = mixes(0.44);
    let demand = Demand { walk_in: &walk_in, appointment: &appointment, shows_ppm: 880_000 };
    let rules = Rules::with_quota(1000);
    let mut days = week(11, 1120);
    let before = plan(&days, demand, rules);
    for (day, planned) in days.iter_mut().zip(&before.days) {
        day.booked.clone_from(&planned.starts);
    }
    days[0].staff = vec![8; UNITS];
    let after = plan(&days, demand, rules);
    let monday = publish(&before.days[0].starts, &days[0].booked, &after.days[0].starts);
    assert!(!monday.overhangs.is_empty());
    assert!(monday.free.iter().all(|free| *free == 0));
    assert!(
        after
            .warnings
            .iter()
            .any(|w| matches!(w, Warning::HourOverloaded { date, .. } if *date == days[0].date))
    );
    let friday = publish(&before.days[4].starts, &days[4].booked, &after.days[4].starts);
    assert!(friday.overhangs.is_empty());
}

#[test]
fn people_booked_beyond_the_rules_still_take_their_room() {
    let (walk_in, appointment) = mixes(0.44);
    let demand = Demand { walk_in: &walk_in, appointment: &appointment, shows_ppm: 880_000 };
    let mut days = week(11, 600);
    days[1].booked = vec![0; UNITS];
    days[1].booked[120] = 40;
    let plan = plan(&days, demand, Rules::with_quota(100_000));
    let published = publish(&[], &days[1].booked, &plan.days[1].starts);
    let over = published.overhangs[0];
    assert!((over.unit.index(), over.booked) == (120, 40) && over.planned < 12, "{over:?}");
    assert_eq!(plan.days[1].starts[121..123].iter().sum::<u16>(), 0);
    assert!(plan.days[2].starts[121..123].iter().sum::<u16>() > 0);
}

#[test]
fn one_counter_keeps_its_appointments_apart() {
    let plan = planned(1, 90, 0.25, 100_000);
    let (_, appointment) = mixes(0.25);
    assert!(plan.order.len() > 15, "{}", plan.order.len());
    for day in &plan.days {
        let starts: Vec<usize> = (0..UNITS).filter(|unit| day.starts[*unit] > 0).collect();
        assert!(starts.windows(2).all(|pair| pair[1] - pair[0] >= 4), "{starts:?}");
        // Who has nothing booked near is offered a place whatever the service.
        let staff = vec![1; UNITS];
        let nobody = DayPromise::new(&staff, &[], &appointment, 880_000, 20_000);
        let unit = Unit::new(u16::try_from(starts[0]).unwrap()).unwrap();
        assert_eq!(nobody.free(unit, &appointment, 1), 1);
    }
}

#[test]
fn without_staff_or_hours_nothing_starts() {
    let (walk_in, appointment) = mixes(0.0);
    let demand = Demand { walk_in: &walk_in, appointment: &appointment, shows_ppm: 880_000 };
    let mut days = week(11, 0);
    days[1].hours.clear();
    days[2].staff[120..132].fill(0);
    days[3].from = 288;
    let plan = plan(&days, demand, Rules::with_quota(100_000));
    assert!(plan.days[1].starts.iter().all(|starts| *starts == 0));
    assert_eq!(plan.days[2].why_not[117], WhyNot::NoStaff);
    assert_eq!(plan.days[2].starts[117..132].iter().sum::<u16>(), 0);
    assert!(plan.days[2].starts[116] > 0);
    assert!(plan.days[3].starts.iter().all(|starts| *starts == 0));
    assert_eq!(plan.days[3].why_not[120], WhyNot::Past);
}

#[test]
fn two_weeks_are_planned_in_milliseconds() {
    let (walk_in, appointment) = mixes(0.44);
    let demand = Demand { walk_in: &walk_in, appointment: &appointment, shows_ppm: 880_000 };
    let mut days = week(11, 1120);
    for day in week(11, 1120) {
        let date = day.date.checked_add(jiff::Span::new().days(7)).unwrap();
        days.push(DayAhead { date, ..day });
    }
    let begin = std::time::Instant::now();
    let plan = plan(&days, demand, Rules::with_quota(1000));
    let took = begin.elapsed();
    println!("{} appointments in 14 days planned in {took:?}", plan.order.len());
    assert_eq!(plan.order.len(), 2000);
    assert!(took.as_millis() < 500, "{took:?}");
}

#[test]
fn two_weeks_are_listed_in_milliseconds() {
    let plan = planned(11, 1120, 0.44, 1000);
    let (_, appointment) = mixes(0.44);
    let service = Survival::lognormal(Seconds::minutes(20), 0.5, Seconds(45));
    let staff = vec![11; UNITS];
    let begin = std::time::Instant::now();
    let (mut free, mut sold) = (0, 0);
    for day in plan.days.iter().chain(&plan.days).chain(&plan.days[..4]) {
        // Every other place is sold already.
        let booked: Vec<u16> = day.starts.iter().map(|starts| starts / 2).collect();
        let promise = DayPromise::new(&staff, &booked, &appointment, 880_000, 20_000);
        for unit in (0..Unit::PER_DAY).filter_map(Unit::new) {
            free += promise.free(unit, &service, day.starts_at(unit));
        }
        sold += booked.iter().sum::<u16>();
    }
    let took = begin.elapsed();
    println!("{free} free places next to {sold} sold ones listed in {took:?}");
    assert!(free > 1000 && took.as_millis() < 500, "{free} {took:?}");
}

#[test]
fn the_assumed_week_adds_up_and_measured_weekdays_replace_it() {
    let prior = PriorWeek::spread(&hours(), 1736);
    let days =
        [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
    let total: u64 = days.iter().flat_map(|day| prior.of(*day)).map(|n| u64::from(*n)).sum();
    assert_eq!(total, 1736 * u64::from(PPM));
    let mon = prior.of(Weekday::Monday);
    assert_eq!((mon[92], mon[212]), (0, 0));
    assert!(mon[93] > 0 && mon[211] > 0 && mon[96] > mon[110]);

    let counted = vec![3; UNITS];
    let festive = vec![100; UNITS];
    let back = |weeks: i64| monday().checked_sub(jiff::Span::new().weeks(weeks)).unwrap();
    let mut measured: Vec<Measured<'_>> = (1..=3)
        .map(|weeks| Measured { date: back(weeks), unusual: false, walk_ins: &counted })
        .collect();
    measured.push(Measured { date: back(4), unusual: true, walk_ins: &festive });
    assert_eq!(expected_walk_ins(monday(), &measured, &prior), mon);
    measured.push(Measured { date: back(5), unusual: false, walk_ins: &counted });
    assert_eq!(expected_walk_ins(monday(), &measured, &prior), vec![3 * PPM; UNITS]);
}

fn any_week() -> impl Strategy<Value = (Vec<DayAhead>, u32)> {
    let day = (1..12_u16, 0..40_u32, 0..3_u16, proptest::collection::vec(0..4_u16, UNITS));
    (proptest::collection::vec(day, 5), 0..600_u32).prop_map(|(days, quota)| {
        let mut week = week(1, 500);
        for (day, (staff, walk_ins, booked_most, booked)) in week.iter_mut().zip(days) {
            day.staff = vec![staff; UNITS];
            for arrivals in &mut day.walk_ins {
                *arrivals = *arrivals / 10 * walk_ins;
            }
            day.booked = booked.into_iter().map(|n| n.saturating_sub(booked_most)).collect();
        }
        (week, quota)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_plan_stays_within_quota_staff_and_hours((days, quota) in any_week()) {
        let (walk_in, appointment) = mixes(0.3);
        let demand = Demand { walk_in: &walk_in, appointment: &appointment, shows_ppm: 880_000 };
        let plan = plan(&days, demand, Rules::with_quota(quota));
        prop_assert_eq!(&plan, &super::plan(&days, demand, Rules::with_quota(quota)));
        let booked: u32 = days.iter().flat_map(|d| &d.booked).map(|n| u32::from(*n)).sum();
        let free = u32::try_from(plan.order.len()).unwrap();
        prop_assert!(free <= quota.saturating_sub(booked));
        for (day, planned) in days.iter().zip(&plan.days) {
            let room = publish(&[], &day.booked, &planned.starts);
            let offered = plan.order.iter().filter(|start| start.date == day.date).count();
            prop_assert_eq!(usize::from(room.free.iter().sum::<u16>()), offered);
            for unit in (0..Unit::PER_DAY).filter_map(Unit::new) {
                let inside = day.hours.iter().any(|hours| hours.admit(unit));
                prop_assert!(inside || planned.starts_at(unit) == 0);
                prop_assert!(planned.starts_at(unit) <= day.staff[0]);
            }
        }
    }

    /// Whoever books what the plan offers, in whatever order, passes the check.
    #[test]
    fn every_planned_start_can_be_booked_in_any_order(
        staff in 1..12_u16, walk_ins in 50..1200_u32, seed in any::<u64>(),
    ) {
        let (walk_in, appointment) = mixes(0.3);
        let demand = Demand { walk_in: &walk_in, appointment: &appointment, shows_ppm: 880_000 };
        let rules = Rules::with_quota(100_000);
        let plan = plan(&week(staff, walk_ins)[4..], demand, rules);
        let staff = vec![staff; UNITS];
        let mut order = plan.order.clone();
        order.sort_by_key(|start| u64::from(start.unit.index()).wrapping_mul(seed | 1));
        let mut booked = vec![0; UNITS];
        for start in order {
            let promise = DayPromise::new(&staff, &booked, &appointment, 880_000, rules.promise_ppm);
            let planned = plan.days[0].starts_at(start.unit);
            prop_assert!(promise.free(start.unit, &appointment, planned) >= 1);
            booked[usize::from(start.unit.index())] += 1;
        }
    }

    #[test]
    fn free_falls_by_exactly_one_with_each_booking(
        staff in 1..12_u16,
        mut booked in proptest::collection::vec(prop_oneof![3 => Just(0_u16), 1 => 1..4_u16], UNITS),
        at in 100..200_u16,
        planned in 0..9_u16,
        minutes in 3..60_i64,
    ) {
        let (_, usual) = mixes(0.3);
        let service = Survival::lognormal(Seconds::minutes(minutes), 0.5, Seconds(45));
        let staff = vec![staff; UNITS];
        let unit = Unit::new(at).unwrap();
        let before = DayPromise::new(&staff, &booked, &usual, 880_000, 20_000).free(unit, &service, planned);
        prop_assume!(before > 0);
        booked[usize::from(at)] += 1;
        let after = DayPromise::new(&staff, &booked, &usual, 880_000, 20_000).free(unit, &service, planned);
        prop_assert_eq!(after, before - 1);
    }

    #[test]
    fn a_longer_service_never_has_more_room(
        staff in 1..12_u16,
        booked in proptest::collection::vec(prop_oneof![3 => Just(0_u16), 1 => 1..4_u16], UNITS),
        at in 100..200_u16,
    ) {
        let (_, usual) = mixes(0.3);
        let staff = vec![staff; UNITS];
        let promise = DayPromise::new(&staff, &booked, &usual, 880_000, 20_000);
        let unit = Unit::new(at).unwrap();
        let limits: Vec<u16> = [5, 10, 20, 40]
            .map(|minutes| Survival::lognormal(Seconds::minutes(minutes), 0.0, Seconds(0)))
            .map(|service| promise.limit(unit, &service, 20))
            .to_vec();
        prop_assert!(limits.is_sorted_by(|a, b| a >= b), "{limits:?}");
    }
}

#[test]
fn what_was_planned_is_no_overhang_however_much_of_it_is_booked() {
    let (walk_in, appointment) = mixes(0.44);
    let demand = Demand { walk_in: &walk_in, appointment: &appointment, shows_ppm: 880_000 };
    let rules = Rules::with_quota(100_000);
    for counters in [1, 2, 3, 6, 11] {
        let mut days = week(counters, 100 * u32::from(counters));
        let before = plan(&days, demand, rules);
        for every in 1..6 {
            for (day, planned) in days.iter_mut().zip(&before.days) {
                let sold = |(unit, starts)| if unit % every == 0 { starts } else { 0 };
                day.booked = planned.starts.iter().copied().enumerate().map(sold).collect();
            }
            let after = plan(&days, demand, rules);
            for (day, planned) in days.iter().zip(&after.days) {
                let published = publish(&[], &day.booked, &planned.starts);
                assert!(published.overhangs.is_empty(), "{counters} counters, every {every}");
            }
        }
    }
}
