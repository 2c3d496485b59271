//! The same scenario over many seeds, on all processors.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use crate::{
    discipline::Discipline, scenario::Scenario, simulation::simulate, statistics::Statistics,
};

/// What `run` says of each seed from 1 to `seeds`, in their order; `finished`
/// hears how many are done.
///
/// # Panics
///
/// When `run` does.
pub fn each<T: Send>(
    seeds: u64,
    run: &(dyn Fn(u64) -> T + Sync),
    finished: &(dyn Fn(u64) + Sync),
) -> Vec<T> {
    let next = AtomicU64::new(1);
    let found = Mutex::new(Vec::new());
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed > seeds {
                break;
            }
            let result = run(seed);
            let mut found = found.lock().expect("nobody panics while holding it");
            found.push((seed, result));
            finished(found.len() as u64);
        }
    };
    thread::scope(|scope| {
        let helpers = thread::available_parallelism().map_or(1, usize::from);
        for _ in 1..helpers {
            scope.spawn(work);
        }
        work();
    });
    let mut found = found.into_inner().expect("nobody panics while holding it");
    found.sort_by_key(|(seed, _)| *seed);
    found.into_iter().map(|(_, result)| result).collect()
}

/// How many seeds of an office say as much as so many of one with ten counters:
/// with fewer counters as many more, for as many people.
#[must_use]
pub fn enough(scenario: &Scenario, seeds: u64) -> u64 {
    let counters = scenario.week.iter().map(|day| day.staffed_at(day.open())).max();
    seeds * (10 / counters.unwrap_or(1).max(1)).max(1) as u64
}

/// The weeks of all seeds together.
pub fn pooled(
    scenario: &Scenario,
    discipline: &Discipline,
    seeds: u64,
    finished: &(dyn Fn(u64) + Sync),
) -> Statistics {
    let run = |seed| simulate(&Scenario { seed, ..scenario.clone() }, discipline);
    let mut statistics = Statistics::default();
    for one in each(seeds, &run, finished) {
        statistics.pool(&one);
    }
    statistics
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seed_answers_once_and_in_order() {
        assert_eq!(
            each(50, &|seed| seed * 2, &|_| ()),
            (1..=50).map(|s| s * 2).collect::<Vec<_>>()
        );
    }
}
