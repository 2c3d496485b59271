//! Where in a week appointments are offered.
//!
//! The planner of the offices decides; here its plan becomes the week that is
//! simulated. Where an office wants to book more than the plan offers, the
//! rest is booked nevertheless, and the figures show what that costs.

use domain::{
    planner::{self, DayAhead, Demand, Hours, Plan, Rules, mixture},
    survival::{PPM, Survival},
    time::Unit,
};
use jiff::{ToSpan as _, civil::Date};

use crate::{
    demand::{INTERVAL, flows},
    model::{self, Services},
    scenario::{LAST_BEFORE_CLOSING, Opening, Placement, Scenario},
};

/// The Monday of the week that is planned. No public holiday is near it.
const MONDAY: Date = jiff::civil::date(2026, 11, 2);

/// The appointments of a week.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Slots {
    /// Start times of each day in order, in seconds after midnight; one entry
    /// for each appointment.
    pub days: Vec<Vec<i64>>,
    /// How many of them the planner offers.
    pub within_capacity: usize,
}

/// Places `scenario.booked_per_week` appointments.
///
/// In low-flow placement the planner places what it offers. If that is not
/// enough, it plans on with the reserve given up, then with the promise given
/// up as well; what the staffed time cannot hold even then is spread evenly.
#[must_use]
pub fn place(scenario: &Scenario) -> Slots {
    match scenario.placement {
        Placement::Even => {
            let days = spread(scenario, scenario.booked_per_week);
            Slots { days, within_capacity: scenario.booked_per_week }
        }
        Placement::LowFlow => low_flow(scenario),
    }
}

/// The week as the planner sees it, with nothing booked yet: what it offers
/// and why not more.
#[must_use]
pub fn plan(scenario: &Scenario) -> Plan {
    planned(scenario, &week(scenario), Rules::with_quota(quota(scenario.booked_per_week)))
}

/// How many appointments a week the planner offers when the office wants all
/// it can have.
#[must_use]
pub fn capacity(scenario: &Scenario) -> usize {
    planned(scenario, &week(scenario), Rules::with_quota(u32::MAX)).order.len()
}

fn low_flow(scenario: &Scenario) -> Slots {
    let usual = Rules::with_quota(quota(scenario.booked_per_week));
    let no_reserve = Rules { reserve_ppm: 0, ..usual };
    let no_promise = Rules { promise_ppm: PPM, ..no_reserve };
    let mut week = week(scenario);
    let mut placed = 0;
    let mut within_capacity = None;
    for rules in [usual, no_reserve, no_promise] {
        let plan = planned(scenario, &week, rules);
        placed += plan.order.len();
        for (day, planned) in week.iter_mut().zip(plan.days) {
            day.booked.resize(planned.starts.len(), 0);
            for (booked, starts) in day.booked.iter_mut().zip(planned.starts) {
                *booked = starts.max(*booked);
            }
        }
        within_capacity.get_or_insert(placed);
        if placed >= scenario.booked_per_week {
            break;
        }
    }
    let starts = |day: &DayAhead| -> Vec<i64> {
        let times = day.booked.iter().zip((0..).step_by(INTERVAL as usize));
        times.flat_map(|(booked, start)| std::iter::repeat_n(start, (*booked).into())).collect()
    };
    let mut days: Vec<_> = week.iter().map(starts).collect();
    let left = scenario.booked_per_week.saturating_sub(placed);
    for (day, rest) in days.iter_mut().zip(spread(scenario, left)) {
        day.extend(rest);
        day.sort_unstable();
    }
    Slots { days, within_capacity: within_capacity.unwrap_or(0) }
}

fn quota(appointments: usize) -> u32 {
    u32::try_from(appointments).unwrap_or(u32::MAX)
}

fn planned(scenario: &Scenario, week: &[DayAhead], rules: Rules) -> Plan {
    let services = &scenario.services;
    let walk_in = blend(services, &services.walk_in_mix(scenario.shown_share()));
    let appointment = blend(services, &services.appointment_mix());
    let shows_ppm = model::SHOW_PPM;
    let demand = Demand { walk_in: &walk_in, appointment: &appointment, shows_ppm };
    planner::plan(week, demand, rules)
}

/// The service of somebody of a mix.
fn blend(services: &Services, mix: &[f64]) -> Survival {
    let tables = services.survival_tables();
    let weights = mix.iter().map(|share| (share * f64::from(PPM)) as u32);
    let parts: Vec<_> = weights.zip(&tables).collect();
    mixture(&parts).expect("somebody comes for something")
}

/// The days of the scenario without bookings.
fn week(scenario: &Scenario) -> Vec<DayAhead> {
    let unit = |second: i64| second.div_euclid(INTERVAL) as u16;
    let days = scenario.week.iter().zip(flows(scenario));
    days.map(|(day, flows)| {
        let mut walk_ins = vec![0; usize::from(Unit::PER_DAY)];
        for flow in flows {
            walk_ins[usize::from(unit(flow.from))] += (flow.walk_ins * f64::from(PPM)) as u32;
        }
        let staffed = |unit: u16| day.staffed_at(i64::from(unit) * INTERVAL) as u16;
        DayAhead {
            date: MONDAY.saturating_add(i64::from(day.weekday.to_monday_zero_offset()).days()),
            hours: day
                .hours
                .iter()
                .map(|(o, c)| Hours { open: unit(*o), close: unit(*c) })
                .collect(),
            staff: (0..Unit::PER_DAY).map(staffed).collect(),
            walk_ins,
            booked: Vec::new(),
            from: 0,
        }
    })
    .collect()
}

/// Start times of a day on the grid.
fn grid(day: &Opening) -> Vec<i64> {
    let within = |(open, close): &(i64, i64)| (*open..=close - LAST_BEFORE_CLOSING).step_by(300);
    day.hours.iter().flat_map(within).collect()
}

/// So many appointments at equal distances over the week.
fn spread(scenario: &Scenario, appointments: usize) -> Vec<Vec<i64>> {
    let starts: Vec<_> = scenario.week.iter().map(grid).collect();
    let all =
        starts.iter().enumerate().flat_map(|(day, starts)| starts.iter().map(move |s| (day, *s)));
    let all: Vec<_> = all.collect();
    let mut days = vec![Vec::new(); starts.len()];
    for i in 0..appointments {
        let at = (i as f64 + 0.5) * all.len() as f64 / appointments as f64;
        let (day, start) = all[at as usize];
        days[day].push(start);
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_emptiest_times_are_offered_first() {
        let slots = place(&Scenario::mitte(300));
        assert_eq!(slots.days.iter().map(Vec::len).sum::<usize>(), 300);
        let on_monday = |hour: i64| slots.days[0].iter().filter(|s| *s / 3600 == hour).count();
        // The rush at opening, at midday and after four is left to walk-ins.
        assert!(on_monday(8) < 3 && on_monday(12) < 3 && on_monday(16) < 3);
        assert!(on_monday(10) > 8 && on_monday(14) > 8);
    }

    #[test]
    fn what_does_not_fit_is_booked_nevertheless() {
        let scenario = Scenario::sized(1, 0.9, 0.6);
        let slots = place(&scenario);
        assert!(slots.within_capacity < scenario.booked_per_week);
        assert_eq!(slots.days.iter().map(Vec::len).sum::<usize>(), scenario.booked_per_week);
        assert!(slots.days.iter().all(|day| day.is_sorted()));
    }
}
