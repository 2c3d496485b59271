//! What an office can promise with so many counters.
//!
//! Both promises hang on how full an office is, and small offices must stay
//! emptier: at one counter every long case blocks everything. So each size is
//! shown at the load at which such an office usually works, and with the most
//! citizens with whom 19 of 20 walk-ins are still called within half an hour.

use domain::policy::Parameters;
use serde::Serialize;

use crate::{discipline::Discipline, scenario::Scenario, seeds, statistics::Summary};

/// Counters and the load at which such offices usually work.
pub const SIZES: [(usize, f64); 5] = [(1, 0.50), (2, 0.65), (3, 0.71), (6, 0.80), (11, 0.86)];
/// The share of the citizens that have an appointment.
pub const SHARE: f64 = 0.5;

/// What one size of office can promise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Promises {
    /// Counters, all of them open all day.
    pub counters: usize,
    /// At the usual load.
    pub usual: AtLoad,
    /// At the greatest load at which 19 of 20 walk-ins are called within half
    /// an hour; `None` when even the least one tried is too much.
    pub most: Option<AtLoad>,
}

/// The figures at one load.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AtLoad {
    /// Used share of the counters' time.
    pub load: f64,
    /// Citizens a week at this load.
    pub citizens: f64,
    /// What becomes of the promises.
    pub summary: Summary,
}

/// Every size under the production policy with `parameters`, with the services
/// and hours of `office`; each is announced to
/// `progress`.
pub fn table(
    office: &Scenario,
    parameters: &Parameters,
    seeds: u64,
    progress: &mut dyn FnMut(&str),
) -> Vec<Promises> {
    let guard = Discipline::Guard(office.services.guard(parameters.clone()));
    let at = |counters: usize, load: f64| {
        let scenario = office.clone().with_counters(counters).loaded(load).with_share(SHARE);
        let statistics = seeds::pooled(&scenario, &guard, seeds::enough(&scenario, seeds), &|_| ());
        let citizens = scenario.customers_per_week;
        AtLoad { load, citizens, summary: statistics.summary() }
    };
    let mut promises = Vec::new();
    for (counters, load) in SIZES {
        progress(&format!("{counters} counters"));
        let usual = at(counters, load);
        let holds = |at: &AtLoad| at.summary.walk_in_30_min_percent >= 95.0;
        // The wait grows with the load, so the first that is too much ends it.
        let loads = (35..=96).step_by(3).map(|percent| f64::from(percent) / 100.0);
        let most = loads.map(|load| at(counters, load)).take_while(holds).last();
        promises.push(Promises { counters, usual, most });
    }
    promises
}
