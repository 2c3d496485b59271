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
use serde::Serialize;

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
/// The same in ppm.
pub const SHOW_PPM: u32 = 880_000;
/// Check-in relative to the booked time: mean and deviation in seconds.
const CHECK_IN: (i64, i64) = (-420, 360);

/// One kind of service.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Service {
    /// What it is called.
    pub name: String,
    /// Mean duration without turnover, in seconds.
    pub mean: i64,
    /// Coefficient of variation.
    pub cv: f64,
    /// Its share among all citizens.
    pub of_all: f64,
    /// Its share among appointments.
    pub of_appointments: f64,
}

/// What an office does, by kind. The shares add up to one.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Services(pub Vec<Service>);

/// The share of each kind among some citizens.
pub type Mix = Vec<f64>;

impl Services {
    /// The assumed office.
    #[must_use]
    pub fn assumed() -> Self {
        let service = |name: &str, mean, cv, of_all, of_appointments| Service {
            name: name.to_owned(),
            mean,
            cv,
            of_all,
            of_appointments,
        };
        Self(vec![
            service("pickup", 270, 0.5, 0.25, 0.05),
            service("passport", 750, 0.5, 0.35, 0.50),
            service("registration", 600, 0.6, 0.25, 0.35),
            service("other", 360, 0.6, 0.15, 0.10),
        ])
    }

    /// The mix of those with an appointment.
    #[must_use]
    pub fn appointment_mix(&self) -> Mix {
        self.0.iter().map(|service| service.of_appointments).collect()
    }

    /// The mix of the walk-ins when appointments that come are a share `shown`
    /// of all citizens: whatever is missing from the mix of all.
    #[must_use]
    pub fn walk_in_mix(&self, shown: f64) -> Mix {
        let missing = |s: &Service| (s.of_all - shown * s.of_appointments) / (1.0 - shown);
        let mix: Mix = self.0.iter().map(|service| missing(service).max(0.0)).collect();
        let sum: f64 = mix.iter().sum();
        mix.into_iter().map(|share| share / sum).collect()
    }

    /// How long an average citizen occupies a counter, in seconds.
    #[must_use]
    pub fn mean_occupied(&self) -> f64 {
        self.0.iter().map(|s| s.of_all * (s.mean + TURNOVER) as f64).sum()
    }

    /// The survival table of every kind.
    #[must_use]
    pub fn survival_tables(&self) -> Vec<Survival> {
        let table = |s: &Service| Survival::lognormal(Seconds(s.mean), s.cv, Seconds(TURNOVER));
        self.0.iter().map(table).collect()
    }

    /// The production policy of an office that has measured exactly this world.
    #[must_use]
    pub fn guard(&self, parameters: Parameters) -> Guard {
        let measured = self.0.iter().zip(self.survival_tables());
        let service_time = |(service, survival): (&Service, Survival)| ServiceTime {
            survival,
            mean: Seconds(service.mean + TURNOVER),
        };
        Guard {
            parameters,
            tables: Tables {
                services: measured.map(service_time).collect(),
                check_ins: check_ins(),
                show_ppm: SHOW_PPM,
            },
        }
    }

    /// Draws how long somebody occupies a counter.
    pub(crate) fn draw(&self, kind: Kind, rng: &mut Pcg64Mcg) -> i64 {
        let service = &self.0[kind.0];
        let spread = (1.0 + service.cv * service.cv).ln();
        let location = (service.mean as f64).ln() - spread / 2.0;
        let duration = LogNormal::new(location, spread.sqrt()).expect("the deviation is positive");
        (duration.sample(rng).round() as i64 + TURNOVER).max(SHORTEST)
    }
}

/// The production policy of the assumed office.
#[must_use]
pub fn guard(parameters: Parameters) -> Guard {
    Services::assumed().guard(parameters)
}

/// When booked citizens check in, as the policy believes.
#[must_use]
pub fn check_ins() -> CheckIns {
    CheckIns::normal(Seconds(CHECK_IN.0), Seconds(CHECK_IN.1))
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
pub(crate) fn draw_kind(mix: &[f64], rng: &mut Pcg64Mcg) -> Kind {
    let mut left = unit(rng);
    let fits = |share: &f64| {
        left -= share;
        left < 0.0
    };
    Kind(mix.iter().position(fits).unwrap_or(mix.len() - 1))
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
        let services = Services::assumed();
        let work = |mix: Mix| -> f64 {
            let each = mix.iter().zip(&services.0);
            each.map(|(share, s)| share * (s.mean + TURNOVER) as f64).sum()
        };
        for shown in [0.0, 0.132, 0.44] {
            let together = shown * work(services.appointment_mix())
                + (1.0 - shown) * work(services.walk_in_mix(shown));
            assert!((together - services.mean_occupied()).abs() < 1e-6, "{shown}: {together}");
        }
        assert!((services.mean_occupied() - 579.0).abs() < 1e-9);
    }

    #[test]
    fn drawn_services_agree_with_the_table_the_policy_believes() {
        let mut rng = stream(1, 1, 1);
        let services = Services::assumed();
        for (kind, survival) in services.survival_tables().iter().enumerate() {
            let drawn: Vec<_> = (0..20_000).map(|_| services.draw(Kind(kind), &mut rng)).collect();
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
