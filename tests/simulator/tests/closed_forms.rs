//! The day loop against what queueing theory knows exactly.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "seconds of a queue"
)]

use domain::{
    policy::{Kind, Shift},
    time::Moment,
};
use rand_distr::{Distribution, Exp, LogNormal};
use rand_pcg::{Pcg64Mcg, rand_core::SeedableRng};
use simulator::{
    day::{Coming, Customer, Day, Foresight, run},
    discipline::Discipline,
};

const MEAN_SERVICE: f64 = 600.0;

/// The mean wait of `citizens` who come at random to `counters` used to `load`.
fn mean_wait(
    counters: u32,
    load: f64,
    citizens: u32,
    service: &dyn Fn(&mut Pcg64Mcg) -> f64,
) -> f64 {
    let mut rng = Pcg64Mcg::seed_from_u64(7);
    let gap = Exp::new(load * f64::from(counters) / MEAN_SERVICE).unwrap();
    let mut clock = 0.0;
    let mut customers = Vec::new();
    for _ in 0..citizens {
        clock += gap.sample(&mut rng);
        let coming = Coming::WalkIn { arrives: clock as i64 };
        let service = service(&mut rng).round() as i64;
        customers.push(Customer { kind: Kind(0), coming, service });
    }
    let arrived: Vec<_> = customers.iter().filter_map(Customer::arrives).collect();
    let shifts = vec![Shift { from: Moment(0), counters: counters as usize }];
    let outcome = run(
        &Day { open: 0, shifts, foresight: Foresight::Plan, offers: Vec::new(), customers },
        &Discipline::Fifo,
    );
    assert_eq!(outcome.calls.len(), citizens as usize);
    let waited: i64 = outcome.calls.iter().map(|call| call.at - arrived[call.customer]).sum();
    waited as f64 / f64::from(citizens)
}

/// Erlang C: the mean wait at `counters` with exponential services.
fn erlang_c(counters: u32, load: f64) -> f64 {
    let offered = f64::from(counters) * load;
    let (mut term, mut sum) = (1.0, 0.0);
    for i in 0..counters {
        sum += term;
        term *= offered / f64::from(i + 1);
    }
    let waits = term / (1.0 - load) / (sum + term / (1.0 - load));
    waits * MEAN_SERVICE / (f64::from(counters) * (1.0 - load))
}

fn assert_near(found: f64, expected: f64, percent: f64) {
    let off = 100.0 * (found / expected - 1.0);
    assert!(off.abs() < percent, "{found:.0} s instead of {expected:.0} s, {off:.1} % off");
}

#[test]
fn exponential_services_wait_as_erlang_says() {
    let exponential = Exp::new(1.0 / MEAN_SERVICE).unwrap();
    let service = |rng: &mut Pcg64Mcg| exponential.sample(rng);
    assert_near(erlang_c(1, 0.7), 1400.0, 0.1);
    assert_near(erlang_c(10, 0.9), 401.0, 1.0);
    for (counters, load) in [(1, 0.7), (3, 0.8), (10, 0.9)] {
        let found = mean_wait(counters, load, 200_000, &service);
        assert_near(found, erlang_c(counters, load), 6.0);
    }
}

#[test]
fn lognormal_services_at_one_counter_wait_as_pollaczek_and_khinchine_say() {
    let cv = 0.5_f64;
    let spread = (1.0 + cv * cv).ln();
    let duration = LogNormal::new(MEAN_SERVICE.ln() - spread / 2.0, spread.sqrt()).unwrap();
    let found = mean_wait(1, 0.8, 200_000, &|rng| duration.sample(rng));
    let expected = 0.8 / (1.0 - 0.8) * MEAN_SERVICE * (1.0 + cv * cv) / 2.0;
    assert_near(expected, 1500.0, 0.1);
    assert_near(found, expected, 6.0);
}
