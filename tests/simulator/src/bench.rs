//! How fast the policy decides.

use std::time::Instant;

use domain::{
    policy::{Claim, Counter, Kind, Offers, Parameters, Serving, Shift, Situation, Visit},
    time::{Moment, Seconds},
};

use crate::{
    day,
    demand::Demand,
    discipline::Discipline,
    model::{self, Services},
    placement::{place, plan},
    scenario::Scenario,
};

/// What was measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Speed {
    /// Half of the decisions took at most so many microseconds.
    pub p50_us: f64,
    /// 99 of 100 did.
    pub p99_us: f64,
    /// The slowest.
    pub max_us: f64,
    /// Planning two weeks of 11 counters takes so many milliseconds.
    pub plan_ms: f64,
    /// Visits simulated in a second, on a year of the office of 11 counters.
    pub visits_per_second: f64,
}

/// Decides 10,000 times at 15 counters with 60 waiting and 250 more booked
/// that day, plans, and simulates a year.
#[must_use]
pub fn run() -> Speed {
    // The fastest of three, so that what else the machine does is left out.
    let fastest = |round| (0..3).map(|_| one_decision(round)).fold(f64::INFINITY, f64::min);
    let mut times: Vec<f64> = (0..10_000).map(fastest).collect();
    times.sort_unstable_by(f64::total_cmp);
    let quantile = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)];
    Speed {
        p50_us: quantile(50),
        p99_us: quantile(99),
        max_us: quantile(100),
        plan_ms: plan_ms(),
        visits_per_second: visits_per_second(),
    }
}

/// Microseconds of one decision in an office drawn anew.
fn one_decision(round: u64) -> f64 {
    let mut rng = model::stream(round, 0, 0);
    let mut seconds = |most: f64| (model::unit(&mut rng) * most) as i64;
    let now = Moment(12 * 3600);
    let kinds = Services::assumed().0.len();
    let mut visits = Vec::new();
    for i in 0..310 {
        let kind = Kind(i % kinds);
        let claim = match i {
            0..40 => Claim::Ticket { drawn: now - Seconds(seconds(1800.0)) },
            // Here, but not due yet: all of them are weighed.
            40..60 => Claim::Appointment {
                booked: now + Seconds(1 + seconds(1800.0)),
                checked_in: Some(now - Seconds(seconds(600.0))),
            },
            _ => Claim::Appointment {
                booked: now + Seconds(seconds(4.0 * 3600.0)),
                checked_in: None,
            },
        };
        visits.push(Visit { kind, claim, overtaken: 0 });
    }
    let mut counter = |free: bool| Counter {
        staffed: true,
        serving: (!free).then(|| Serving { kind: Kind(1), elapsed: Seconds(seconds(1200.0)) }),
        offers: Offers::Everything,
    };
    let counters: Vec<_> = (0..15).map(|number| counter(number == 0)).collect();
    let shifts = [Shift { from: Moment(0), counters: 15 }];
    let situation = Situation { now, visits: &visits, counters: &counters, shifts: &shifts };
    // No risk is tolerated, so that every rule is tried.
    let guard = model::guard(Parameters {
        eps_hold: 0,
        eps_early: u32::MAX,
        price: Seconds(0),
        ..Parameters::default()
    });
    let start = Instant::now();
    let decision = guard.decide(&situation, 0);
    let elapsed = start.elapsed();
    let _ = std::hint::black_box(decision);
    elapsed.as_secs_f64() * 1e6
}

fn plan_ms() -> f64 {
    let scenario = Scenario::mitte(1000);
    let start = Instant::now();
    for _ in 0..10 {
        std::hint::black_box(plan(&scenario));
    }
    // Ten plans of one week are five of two.
    start.elapsed().as_secs_f64() * 1e3 / 5.0
}

fn visits_per_second() -> f64 {
    let scenario = Scenario { weeks: 52, ..Scenario::mitte(1000) };
    let slots = place(&scenario);
    let demand = Demand::new(&scenario, &slots);
    let guard = Discipline::Guard(model::guard(Parameters::default()));
    let start = Instant::now();
    let mut visits = 0;
    for week in 0..scenario.weeks {
        for weekday in 0..scenario.week.len() {
            visits += day::run(&demand.draw(week, weekday).day, &guard).calls.len();
        }
    }
    visits as f64 / start.elapsed().as_secs_f64()
}
