//! Whom an office meets, and for how long: the assumptions behind every figure.
//!
//! Nothing here was measured in a real office. Services are lognormal, plus
//! three quarters of a minute until the counter is free again; appointments
//! and walk-ins ask for different services, but together always for the same
//! mix, so the total work does not depend on how many have an appointment.
//! Booked citizens check in seven minutes early (deviation six), 12 % do not
//! come. 2 % of the walk-ins have gone when they are called.

use domain::{
    policy::{CheckIns, Guard, Kind, Parameters, ServiceTime, Tables},
    survival::Survival,
    time::Seconds,
};
use rand_distr::{Distribution, LogNormal, Normal};
use rand_pcg::{Pcg64Mcg, rand_core::SeedableRng};

/// From the end of one visit until the counter is free for the next.
const TURNOVER: i64 = 45;
/// No visit is shorter, turnover included.
const SHORTEST: i64 = 20;
/// What the call of somebody who has gone costs.
pub const GONE_SECONDS: i64 = 60;
/// The share of walk-ins who have gone when they are called.
pub const GONE: f64 = 0.02;
/// The share of booked citizens who come.
pub const SHOW: f64 = 0.88;
/// Check-in relative to the booked time: mean and deviation in seconds.
const CHECK_IN: (i64, i64) = (-420, 360);

/// One kind of service.
#[derive(Debug, Clone, Copy)]
struct Service {
    name: &'static str,
    /// Mean duration without turnover, in seconds.
    mean: i64,
    /// Coefficient of variation.
    cv: f64,
    /// Its share among all citizens.
    of_all: f64,
    /// Its share among appointments.
    of_appointments: f64,
}

const SERVICES: [Service; 4] = [
    Service { name: "pickup", mean: 270, cv: 0.5, of_all: 0.25, of_appointments: 0.05 },
    Service { name: "passport", mean: 750, cv: 0.5, of_all: 0.35, of_appointments: 0.50 },
    Service { name: "registration", mean: 600, cv: 0.6, of_all: 0.25, of_appointments: 0.35 },
    Service { name: "other", mean: 360, cv: 0.6, of_all: 0.15, of_appointments: 0.10 },
];

/// How many kinds of service there are.
pub const KINDS: usize = SERVICES.len();

/// The share of each kind among some citizens.
pub type Mix = [f64; KINDS];

/// The name of a kind of service.
#[must_use]
pub fn name(kind: Kind) -> &'static str {
    SERVICES[kind.0].name
}

/// The mix of those with an appointment.
#[must_use]
pub fn appointment_mix() -> Mix {
    SERVICES.map(|service| service.of_appointments)
}

/// The mix of the walk-ins when appointments that come are a share `shown` of
/// all citizens: whatever is missing from the mix of all.
#[must_use]
pub fn walk_in_mix(shown: f64) -> Mix {
    let missing = |s: Service| (s.of_all - shown * s.of_appointments) / (1.0 - shown);
    let mix = SERVICES.map(|service| missing(service).max(0.0));
    mix.map(|share| share / mix.iter().sum::<f64>())
}

/// How long an average citizen occupies a counter, in seconds.
#[must_use]
pub fn mean_occupied() -> f64 {
    SERVICES.iter().map(|s| s.of_all * (s.mean + TURNOVER) as f64).sum()
}

/// The survival table of every kind.
#[must_use]
pub fn survival_tables() -> Vec<Survival> {
    let table = |s: &Service| Survival::lognormal(Seconds(s.mean), s.cv, Seconds(TURNOVER));
    SERVICES.iter().map(table).collect()
}

/// The production policy of an office that has measured exactly this world.
#[must_use]
pub fn guard(parameters: Parameters) -> Guard {
    let measured = SERVICES.iter().zip(survival_tables());
    let service_time = |(service, survival): (&Service, Survival)| ServiceTime {
        survival,
        mean: Seconds(service.mean + TURNOVER),
    };
    Guard {
        parameters,
        tables: Tables {
            services: measured.map(service_time).collect(),
            check_ins: CheckIns::normal(Seconds(CHECK_IN.0), Seconds(CHECK_IN.1)),
            show_ppm: (SHOW * 1e6) as u32,
        },
    }
}

/// Random numbers for one purpose on one day, so that what happens to others
/// does not change them: the same seed is the same citizens whoever decides.
pub(crate) fn stream(seed: u64, day: u64, purpose: u64) -> Pcg64Mcg {
    // Distinct inputs must not meet; the generator itself mixes them.
    Pcg64Mcg::seed_from_u64((seed << 32) ^ (day << 8) ^ purpose)
}

/// A number between 0 and 1.
pub(crate) fn unit(rng: &mut Pcg64Mcg) -> f64 {
    rand_distr::StandardUniform.sample(rng)
}

/// Draws what somebody comes for.
pub(crate) fn draw_kind(mix: &Mix, rng: &mut Pcg64Mcg) -> Kind {
    let mut left = unit(rng);
    let fits = |share: &f64| {
        left -= share;
        left < 0.0
    };
    Kind(mix.iter().position(fits).unwrap_or(KINDS - 1))
}

/// Draws how long somebody occupies a counter.
pub(crate) fn draw_service(kind: Kind, rng: &mut Pcg64Mcg) -> i64 {
    let service = SERVICES[kind.0];
    let spread = (1.0 + service.cv * service.cv).ln();
    let location = (service.mean as f64).ln() - spread / 2.0;
    let duration = LogNormal::new(location, spread.sqrt()).expect("the deviation is positive");
    (duration.sample(rng).round() as i64 + TURNOVER).max(SHORTEST)
}

/// Draws when somebody booked checks in, relative to the booked time; `None`
/// when they do not come.
pub(crate) fn draw_check_in(rng: &mut Pcg64Mcg) -> Option<i64> {
    let comes = unit(rng) < SHOW;
    let (mean, deviation) = CHECK_IN;
    let offset = Normal::new(mean as f64, deviation as f64).expect("the deviation is positive");
    let offset = offset.sample(rng).round() as i64;
    comes.then_some(offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn total_work_is_the_same_at_every_share_of_appointments() {
        let work = |mix: Mix| -> f64 {
            mix.iter().zip(SERVICES).map(|(share, s)| share * (s.mean + TURNOVER) as f64).sum()
        };
        for shown in [0.0, 0.132, 0.44] {
            let together =
                shown * work(appointment_mix()) + (1.0 - shown) * work(walk_in_mix(shown));
            assert!((together - mean_occupied()).abs() < 1e-6, "{shown}: {together}");
        }
        assert!((mean_occupied() - 579.0).abs() < 1e-9);
    }

    #[test]
    fn drawn_services_agree_with_the_table_the_policy_believes() {
        let mut rng = stream(1, 1, 1);
        for (kind, survival) in survival_tables().iter().enumerate() {
            let drawn: Vec<_> = (0..20_000).map(|_| draw_service(Kind(kind), &mut rng)).collect();
            for seconds in [300, 600, 900] {
                let longer = drawn.iter().filter(|d| **d > seconds).count() * 50;
                let believed = survival.at(seconds) as usize;
                assert!(
                    longer.abs_diff(believed) < 12_000,
                    "{kind} {seconds}: {longer} {believed}"
                );
            }
        }
    }
}
