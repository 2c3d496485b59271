//! The rules one by one; `properties` has what must hold in every situation.

mod properties;
mod reference;

use super::*;
use crate::{
    survival::PPM,
    time::{Moment, Seconds},
};

const PICKUP: Kind = Kind(0);
const PASSPORT: Kind = Kind(1);
const REGISTRATION: Kind = Kind(2);

/// Eight o'clock, which is also the zero of the minutes below.
const OPENING: Moment = Moment(8 * 3600);

fn at(minutes: i64) -> Moment {
    OPENING + Seconds::minutes(minutes)
}

fn guard() -> Guard {
    let service = |mean: i64, cv| ServiceTime {
        survival: Survival::lognormal(Seconds(mean), cv, Seconds(45)),
        mean: Seconds(mean + 45),
    };
    Guard {
        parameters: Parameters::default(),
        tables: Tables {
            services: vec![service(270, 0.5), service(750, 0.5), service(600, 0.6)],
            check_ins: CheckIns::normal(Seconds(-420), Seconds(360)),
            show_ppm: 880_000,
        },
    }
}

fn expected(kind: Kind, booked: i64) -> Visit {
    let claim = Claim::Appointment { booked: at(booked), checked_in: None };
    Visit { kind, claim, overtaken: 0 }
}

fn checked_in(kind: Kind, booked: i64, arrived: i64) -> Visit {
    let claim = Claim::Appointment { booked: at(booked), checked_in: Some(at(arrived)) };
    Visit { kind, claim, overtaken: 0 }
}

fn ticket(kind: Kind, drawn: i64) -> Visit {
    Visit { kind, claim: Claim::Ticket { drawn: at(drawn) }, overtaken: 0 }
}

fn free() -> Counter<'static> {
    Counter { staffed: true, serving: None, offers: Offers::Everything }
}

fn busy(kind: Kind, minutes: i64) -> Counter<'static> {
    let elapsed = Seconds::minutes(minutes);
    Counter { serving: Some(Serving { kind, elapsed }), ..free() }
}

fn decide(guard: &Guard, now: i64, visits: &[Visit], counters: &[Counter<'_>]) -> Decision {
    let shifts = [Shift { from: OPENING, counters: counters.len() }];
    let now = at(now);
    guard.decide(&Situation { now, visits, counters, shifts: &shifts }, 0)
}

fn called(decision: &Decision) -> Option<(usize, u8)> {
    match decision {
        Decision::Call(call) => Some((call.visit, call.reason.rule())),
        Decision::Hold { .. } | Decision::Nothing => None,
    }
}

#[test]
fn a_due_appointment_goes_before_a_walk_in_who_has_waited_for_an_hour() {
    let visits = [ticket(PICKUP, 0), checked_in(PASSPORT, 60, 50)];
    assert_eq!(called(&decide(&guard(), 60, &visits, &[free()])), Some((1, 1)));
}

#[test]
fn an_early_check_in_gives_no_right_before_the_booked_time() {
    let visits = [ticket(PICKUP, 10), checked_in(PASSPORT, 60, 9)];
    assert_eq!(called(&decide(&guard(), 11, &visits, &[free()])), Some((0, 6)));
}

#[test]
fn an_idle_counter_calls_an_appointment_a_quarter_of_an_hour_early_at_most() {
    let visits = [checked_in(PASSPORT, 60, 40)];
    assert_eq!(decide(&guard(), 44, &visits, &[free()]), Decision::Nothing);
    assert_eq!(called(&decide(&guard(), 45, &visits, &[free()])), Some((0, 2)));
}

#[test]
fn rather_than_endanger_an_appointment_it_is_called_early() {
    let visits = [ticket(PASSPORT, 0), checked_in(PASSPORT, 10, 2)];
    let decision = decide(&guard(), 3, &visits, &[free()]);
    assert_eq!(called(&decision), Some((1, 4)));
    let Decision::Call(call) = decision else { unreachable!() };
    assert_eq!(call.reason, Reason::Protects { appointment: 1 });
}

#[test]
fn with_counters_enough_nobody_is_in_danger() {
    let visits = [ticket(PASSPORT, 0), checked_in(PASSPORT, 10, 2)];
    assert_eq!(called(&decide(&guard(), 3, &visits, &[free(); 4])), Some((0, 6)));
}

#[test]
fn a_short_service_may_use_the_gap_before_an_appointment() {
    let visits =
        [ticket(PASSPORT, 0), ticket(REGISTRATION, 1), ticket(PICKUP, 2), expected(PASSPORT, 16)];
    let decision = decide(&guard(), 5, &visits, &[free()]);
    assert_eq!(
        decision,
        Decision::Call(Call {
            visit: 2,
            reason: Reason::FitsTheGap { before: 3 },
            overtakes: vec![0, 1],
        })
    );
}

#[test]
fn nobody_is_overtaken_a_fourth_time() {
    let mut visits = [ticket(PASSPORT, 0), ticket(PICKUP, 2), expected(PASSPORT, 16)];
    visits[0].overtaken = 2;
    assert_eq!(called(&decide(&guard(), 5, &visits, &[free()])), Some((1, 7)));
    visits[0].overtaken = 3;
    assert_eq!(decide(&guard(), 5, &visits, &[free()]), Decision::Hold { protects: 2 });
}

#[test]
fn the_counter_is_held_for_somebody_expected_until_three_minutes_after_the_booked_time() {
    let visits = [ticket(PASSPORT, 0), expected(PASSPORT, 16)];
    let guard = guard();
    for held in [10, 16, 18] {
        let decision = decide(&guard, held, &visits, &[free()]);
        assert_eq!(decision, Decision::Hold { protects: 1 }, "{held} minutes");
    }
    assert_eq!(called(&decide(&guard, 19, &visits, &[free()])), Some((0, 6)));
}

#[test]
fn a_lead_may_switch_holding_and_overtaking_off() {
    let visits = [ticket(PASSPORT, 0), ticket(PICKUP, 2), expected(PASSPORT, 16)];
    let mut guard = guard();
    guard.parameters = Parameters::default().without_overtaking();
    assert_eq!(decide(&guard, 5, &visits, &[free()]), Decision::Hold { protects: 2 });
    guard.parameters = Parameters::default().without_holding();
    assert_eq!(called(&decide(&guard, 5, &visits, &[free()])), Some((0, 6)));
}

#[test]
fn ten_minutes_late_is_still_an_appointment_and_one_second_more_is_not() {
    let mut late = checked_in(PASSPORT, 10, 20);
    let other = ticket(PASSPORT, 5);
    let guard = guard();
    assert_eq!(called(&decide(&guard, 20, &[other, late], &[free()])), Some((1, 1)));
    late.claim = Claim::Appointment { booked: at(10), checked_in: Some(at(20) + Seconds(1)) };
    assert_eq!(called(&decide(&guard, 21, &[other, late], &[free()])), Some((0, 6)));
    assert_eq!(called(&decide(&guard, 21, &[late], &[free()])), Some((0, 6)), "now a walk-in");
}

#[test]
fn among_equals_the_punctual_stand_before_the_late_and_then_booking_decides() {
    let visits =
        [checked_in(PICKUP, 10, 15), checked_in(PICKUP, 15, 12), checked_in(PICKUP, 15, 11)];
    assert_eq!(called(&decide(&guard(), 20, &visits, &[free()])), Some((1, 1)));
}

#[test]
fn among_equal_tickets_the_position_decides_even_for_who_came_too_late() {
    let visits = [checked_in(PICKUP, 0, 30), ticket(PICKUP, 30)];
    assert_eq!(called(&decide(&guard(), 40, &visits, &[free()])), Some((0, 6)));
}

#[test]
fn a_counter_looks_only_at_visits_it_can_serve() {
    let only = [PICKUP];
    let pickups = Counter { offers: Offers::Only(&only), ..free() };
    let visits = [checked_in(PASSPORT, 0, 0), ticket(PASSPORT, 1), ticket(PICKUP, 2)];
    let counters = [pickups, free()];
    assert_eq!(called(&decide(&guard(), 5, &visits, &counters)), Some((2, 6)));
    assert_eq!(decide(&guard(), 5, &visits[..2], &counters), Decision::Nothing);
}

#[test]
fn a_counter_that_cannot_serve_the_appointment_is_not_held_for_it() {
    let only = [PICKUP, REGISTRATION];
    let other = Counter { offers: Offers::Only(&only), ..free() };
    let visits = [ticket(REGISTRATION, 0), expected(PASSPORT, 16)];
    let guard = guard();
    let counters = [other, busy(PASSPORT, 1)];
    assert_eq!(called(&decide(&guard, 10, &visits, &counters)), Some((0, 6)));
    assert_eq!(decide(&guard, 10, &visits, &[free(), other]), Decision::Hold { protects: 1 });
}

#[test]
fn the_plan_for_the_deadline_counts_and_not_the_counters_of_now() {
    let guard = guard();
    let visits = [ticket(PASSPORT, 0), expected(PASSPORT, 16)];
    let counters = [free()];
    let risk = |shifts: &[Shift]| {
        let situation = Situation { now: at(10), visits: &visits, counters: &counters, shifts };
        guard.risk(&situation, 0, PASSPORT).ppm()
    };
    let from = |minutes, counters| Shift { from: at(minutes), counters };
    let alone = risk(&[from(0, 1)]);
    assert!(alone > 100_000, "{alone}");
    assert_eq!(risk(&[from(0, 1), from(15, 2)]), 0, "a second counter opens in time");
    assert_eq!(risk(&[from(0, 1), from(20, 2)]), alone, "it opens too late");
    assert_eq!(risk(&[from(0, 1), from(15, 0)]), alone, "no plan: those of now");
}

/// Every service lasts over five and under ten minutes with one half, and
/// everybody comes.
fn halves() -> Guard {
    let mut values = vec![PPM; 481];
    values[20..].fill(500_000);
    values[40..].fill(0);
    let survival = Survival::from_ppm(values).unwrap();
    let service = ServiceTime { survival, mean: Seconds(450) };
    let check_ins = CheckIns::from_ppm(vec![0; 481]).unwrap();
    let services = vec![service.clone(), service];
    Guard {
        parameters: Parameters::default(),
        tables: Tables { services, check_ins, show_ppm: PPM },
    }
}

#[test]
fn a_risk_worked_out_by_hand() {
    let guard = halves();
    // Deadline in 8 minutes: ours lasts until then with 1/2, the other
    // counter's, 4 minutes old, with 0, the one just called with 1/2.
    let visits = [checked_in(PICKUP, 15, 9)];
    let risk = |counters: &[Counter<'_>]| {
        let situation = Situation { now: at(10), visits: &visits, counters, shifts: &[] };
        guard.risk(&situation, 0, PICKUP).ppm()
    };
    assert_eq!(risk(&[free()]), 500_000);
    assert_eq!(risk(&[free(), busy(PICKUP, 0)]), 250_000);
    assert_eq!(risk(&[free(), busy(PICKUP, 4)]), 0);
    assert_eq!(risk(&[free(), busy(PICKUP, 0), busy(PICKUP, 0)]), 125_000);
    assert_eq!(risk(&[free(), busy(PICKUP, 11)]), 250_000, "unheard-of: one half");
}

#[test]
fn where_counters_differ_only_shared_ones_are_counted() {
    let guard = halves();
    let only = [PICKUP];
    let pickups = Counter { offers: Offers::Only(&only), ..free() };
    let counters = [pickups, free()];
    // The pickup before takes either counter, so the passport's only one with
    // one half; it still occupies it after six minutes with one half.
    let visits = [checked_in(PICKUP, 12, 9), checked_in(PASSPORT, 15, 9)];
    let situation = Situation { now: at(10), visits: &visits, counters: &counters, shifts: &[] };
    assert_eq!(guard.risk(&situation, 1, PICKUP).ppm(), 375_000);
    assert_eq!(guard.risk(&situation, 1, PICKUP).endangers, Some(1));
    assert_eq!(guard.risk(&situation, 0, PICKUP).ppm(), 0, "it could not serve the passport");
}
