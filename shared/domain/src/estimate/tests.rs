//! Single halls, and what holds for every hall.

use proptest::prelude::*;

use super::{paths::remaining, *};
use crate::survival::PPM;

/// Pickup, identity card, registration, other.
pub(super) fn services() -> [Survival; 4] {
    [(270, 0.5), (750, 0.5), (600, 0.6), (360, 0.6)]
        .map(|(mean, cv)| Survival::lognormal(Seconds(mean), cv, Seconds(45)))
}

fn hall<'a>(
    counters: &'a [Counter<'a>],
    ahead: &'a [&'a Survival],
    appointments: &'a [Expected<'a>],
) -> Hall<'a> {
    Hall {
        now: Moment(1_000_000),
        counters,
        shifts: &[],
        ahead,
        appointments,
        shows_ppm: 880_000,
        check_ins: &[],
    }
}

#[test]
fn whoever_finds_an_idle_counter_does_not_wait() {
    let idle = [Counter::Idle];
    let estimate = estimate(&hall(&idle, &[], &[])).unwrap();
    assert_eq!(estimate, Estimate { mean: Seconds(0), low: Seconds(0), high: Seconds(0) });
    assert_eq!(work_content(&hall(&idle, &[], &[])), Some(Seconds(0)));
    let range = WaitRange::of(estimate);
    assert_eq!((range.low_min(), range.high_min()), (0, 5));
}

#[test]
fn without_a_counter_there_is_no_estimate() {
    assert_eq!(estimate(&hall(&[], &[], &[])), None);
    assert_eq!(work_content(&hall(&[], &[], &[])), None);
    let closed = [Shift { from: Moment(999_000), counters: 0 }];
    let idle = [Counter::Idle];
    assert_eq!(estimate(&Hall { shifts: &closed, ..hall(&idle, &[], &[]) }), None);
}

#[test]
fn one_person_ahead_takes_as_long_as_services_take() {
    let [_, identity_card, ..] = services();
    let counters = [Counter::Idle];
    let estimate = estimate(&hall(&counters, &[&identity_card], &[])).unwrap();
    assert!((estimate.mean.0 - identity_card.mean().0).abs() <= 8, "{estimate:?}");
    assert!(estimate.low.0 < 480 && estimate.high.0 > 1200, "{estimate:?}");
    let content = work_content(&hall(&counters, &[&identity_card], &[])).unwrap();
    assert_eq!(content, identity_card.mean());
}

#[test]
fn an_appointment_that_is_due_goes_first_and_an_absent_one_does_not() {
    let [_, identity_card, ..] = services();
    let counters = [Counter::Idle];
    let mean = |start: i64, presence: Presence| {
        let start = Moment(1_000_000 + start);
        let appointments = [Expected { start, service: &identity_card, presence }];
        estimate(&hall(&counters, &[], &appointments)).unwrap().mean.0
    };
    assert!((780..810).contains(&mean(60, Presence::Here)));
    assert!((660..740).contains(&mean(60, Presence::Awaited)));
    assert_eq!(mean(-200, Presence::Awaited), 0);
    assert_eq!(mean(600, Presence::Here), 0);
}

#[test]
fn a_counter_that_opens_later_helps_from_then_on() {
    let [_, identity_card, ..] = services();
    let counters = [Counter::Busy { service: &identity_card, elapsed: Seconds(0) }];
    let ahead = [&identity_card; 4];
    let alone = estimate(&hall(&counters, &ahead, &[])).unwrap();
    let shifts = [Shift { from: Moment(1_000_600), counters: 2 }];
    let helped = estimate(&Hall { shifts: &shifts, ..hall(&counters, &ahead, &[]) }).unwrap();
    assert!(helped.mean.0 < alone.mean.0 - 900, "{helped:?} {alone:?}");
}

#[test]
fn ranges_are_learnt_from_what_happened() {
    let mut day = Residuals::default();
    let estimate = Estimate { mean: Seconds(600), low: Seconds(480), high: Seconds(720) };
    for later in 0..100 {
        day.record(estimate, Seconds(660 + later * 6));
    }
    let widened = day.widen(estimate);
    assert_eq!(widened.mean, estimate.mean);
    assert!((1190..=1230).contains(&widened.high.0), "{widened:?}");
    assert_eq!(widened.low.0, 600);
    assert_eq!(Residuals::default().widen(estimate), estimate);
    let text = serde_json::to_string(&day).unwrap();
    assert_eq!(serde_json::from_str::<Residuals>(&text).unwrap(), day);
    assert_eq!(Residuals::recent(std::iter::repeat_n(&day, 30)).tickets(), 2000);
}

proptest! {
    #[test]
    fn shown_ranges_are_fives_around_the_estimate(low in 0..9000_i64, width in 0..9000_i64) {
        let estimate =
            Estimate { mean: Seconds(low), low: Seconds(low), high: Seconds(low + width) };
        let range = WaitRange::of(estimate);
        prop_assert!(range.low_min() < range.high_min());
        prop_assert_eq!((range.low_min() % 5, range.high_min() % 5), (0, 0));
        prop_assert!(range.holds(estimate.low) && range.holds(estimate.high));
        prop_assert!(i64::from(range.high_min()) * 60 < low + width + 301);
    }

    #[test]
    fn another_person_ahead_never_shortens_the_wait(
        busy in proptest::collection::vec((0..4_usize, 0..3000_i64), 1..12),
        ahead in proptest::collection::vec(0..4_usize, 0..20),
        more in 0..4_usize,
    ) {
        let services = services();
        let counters: Vec<Counter<'_>> = busy
            .iter()
            .map(|(s, e)| Counter::Busy { service: &services[*s], elapsed: Seconds(*e) })
            .collect();
        let mut ahead: Vec<&Survival> = ahead.iter().map(|s| &services[*s]).collect();
        let before = estimate(&hall(&counters, &ahead, &[])).unwrap();
        prop_assert!(before.low <= before.mean && before.mean <= before.high);
        ahead.push(&services[more]);
        let after = estimate(&hall(&counters, &ahead, &[])).unwrap();
        prop_assert!(after.mean >= before.mean);
        prop_assert!(after.low >= before.low && after.high >= before.high);
    }

    #[test]
    fn a_sample_has_the_probability_it_was_drawn_for(
        service in 0..4_usize, step in 0..120_i64, ppm in 10_000..990_000_u32,
    ) {
        let service = &services()[service];
        let elapsed = step * Survival::STEP;
        prop_assume!(service.at(elapsed) > 1000);
        let total = elapsed + remaining(service, Seconds(elapsed), ppm);
        let target = u64::from(ppm) * u64::from(service.at(elapsed)) / u64::from(PPM);
        prop_assert!(u64::from(service.at(total - 1)) >= target);
        prop_assert!(u64::from(service.at(total + Survival::STEP)) <= target);
    }
}
