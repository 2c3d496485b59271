//! Weeks of an office.

use crate::{
    day, demand::Demand, discipline::Discipline, placement::place, scenario::Scenario,
    statistics::Statistics,
};

/// Simulates all weeks of a scenario.
#[must_use]
pub fn simulate(scenario: &Scenario, discipline: &Discipline) -> Statistics {
    let slots = place(scenario);
    let demand = Demand::new(scenario, &slots);
    let mut statistics = Statistics::default();
    for week in 0..scenario.weeks {
        for (weekday, opening) in scenario.week.iter().enumerate() {
            let drawn = demand.draw(week, weekday);
            let outcome = day::run(&drawn.day, discipline);
            statistics.add(opening, &drawn, &outcome);
        }
    }
    statistics
}
