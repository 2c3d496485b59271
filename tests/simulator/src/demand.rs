//! When walk-ins come, and a day of citizens drawn from it.

use domain::{policy::Shift, time::Moment};
use rand_distr::{Distribution, Gamma, Poisson};

use crate::{
    day::{Coming, Customer, Day, Foresight},
    model::{self, Mix},
    placement::Slots,
    scenario::{LAST_BEFORE_CLOSING, Opening, Scenario},
};

/// Walk-ins are drawn for each interval of this length.
pub const INTERVAL: i64 = 300;
/// From so many seconds before opening on there is a crowd at the door.
const CROWD: i64 = 15 * 60;
/// A day has this coefficient of variation around what is expected.
const DAY_CV: f64 = 0.1;

/// Expected walk-ins of one interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flow {
    /// When the interval begins, in seconds after midnight.
    pub from: i64,
    /// How many are expected in it.
    pub walk_ins: f64,
}

/// Expected walk-ins of each interval on each day of the week.
#[must_use]
pub fn flows(scenario: &Scenario) -> Vec<Vec<Flow>> {
    let within = |weight: f64, hours: (i64, i64)| {
        let intervals = (hours.0 - CROWD..hours.1 - LAST_BEFORE_CLOSING).step_by(300);
        intervals.map(move |from| Flow { from, walk_ins: weight * intensity(hours, from) })
    };
    let shape = |day: &Opening| -> Vec<Flow> {
        day.hours.iter().flat_map(|hours| within(day.weight, *hours)).collect()
    };
    let mut week: Vec<_> = scenario.week.iter().map(shape).collect();
    let total: f64 = week.iter().flatten().map(|flow| flow.walk_ins).sum();
    for flow in week.iter_mut().flatten() {
        flow.walk_ins *= scenario.walk_ins_per_week() / total;
    }
    week
}

/// Relative intensity in the interval from `from`: a rush at opening, one at
/// midday or before an early closing, one in the late afternoon.
fn intensity((open, close): (i64, i64), from: i64) -> f64 {
    let hour = |seconds: i64| seconds as f64 / 3600.0;
    let (open, close, h) = (hour(open), hour(close), hour(from + INTERVAL / 2));
    let peak = |height: f64, at: f64, width: f64| height * (-((h - at) / width).powi(2)).exp();
    let opening = 0.85 + 0.75 * (-(h - open).max(0.0) / 0.7).exp();
    let midday = if close > 13.0 { peak(0.45, 12.25, 0.75) } else { peak(0.35, close - 1.25, 0.6) };
    let evening = if close >= 16.0 { peak(0.6, 16.5, 0.8) } else { 0.0 };
    opening + midday + evening
}

/// One purpose of random numbers each.
mod purpose {
    pub(super) const DAY: u64 = 1;
    pub(super) const WALK_INS: u64 = 2;
    pub(super) const WALK_IN_SERVICES: u64 = 3;
    pub(super) const APPOINTMENTS: u64 = 4;
}

/// A scenario, ready to have its days drawn.
#[derive(Debug, Clone)]
pub struct Demand<'a> {
    scenario: &'a Scenario,
    flows: Vec<Vec<Flow>>,
    slots: &'a Slots,
    walk_in_mix: Mix,
}

/// A drawn day and what only the drawing knows.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// The day to be played.
    pub day: Day,
    /// Whether each customer will have gone when called.
    pub gone: Vec<bool>,
}

impl<'a> Demand<'a> {
    /// The demand of a scenario whose appointments lie at `slots`.
    #[must_use]
    pub fn new(scenario: &'a Scenario, slots: &'a Slots) -> Self {
        let walk_in_mix = scenario.services.walk_in_mix(scenario.shown_share());
        Self { scenario, flows: flows(scenario), slots, walk_in_mix }
    }

    /// Draws the day `weekday` (a position in the scenario's week) of `week`.
    #[must_use]
    pub fn draw(&self, week: usize, weekday: usize) -> Drawn {
        let opening = &self.scenario.week[weekday];
        let number = (week * self.scenario.week.len() + weekday) as u64;
        let mut customers = self.appointments(number, weekday);
        let mut gone = vec![false; customers.len()];
        self.walk_ins(number, weekday, &mut customers, &mut gone);
        let shift =
            |(from, counters): &(i64, usize)| Shift { from: Moment(*from), counters: *counters };
        let shifts = opening.staff.iter().map(shift).collect();
        let offers = self.scenario.offers.clone();
        Drawn {
            day: Day {
                open: opening.open(),
                shifts,
                foresight: Foresight::WhatIsOpen,
                offers,
                customers,
            },
            gone,
        }
    }

    fn appointments(&self, number: u64, weekday: usize) -> Vec<Customer> {
        let mut rng = model::stream(self.scenario.seed, number, purpose::APPOINTMENTS);
        let services = &self.scenario.services;
        let mix = services.appointment_mix();
        let opening = &self.scenario.week[weekday];
        let mut booked = |at: &i64| {
            let kind = model::draw_kind(&mix, &mut rng);
            let service = services.draw(kind, &mut rng);
            let arrives = model::draw_check_in(&mut rng).map(|offset| opening.let_in(at + offset));
            Customer { kind, coming: Coming::Booked { at: *at, arrives }, service }
        };
        self.slots.days[weekday].iter().map(&mut booked).collect()
    }

    fn walk_ins(
        &self,
        number: u64,
        weekday: usize,
        customers: &mut Vec<Customer>,
        gone: &mut Vec<bool>,
    ) {
        let seed = self.scenario.seed;
        let shape = 1.0 / (DAY_CV * DAY_CV);
        let busyness = Gamma::new(shape, 1.0 / shape).expect("shape and scale are positive");
        let busyness = busyness.sample(&mut model::stream(seed, number, purpose::DAY));
        let mut arrivals = model::stream(seed, number, purpose::WALK_INS);
        let mut services = model::stream(seed, number, purpose::WALK_IN_SERVICES);
        let mut times = Vec::new();
        for flow in &self.flows[weekday] {
            let Ok(count) = Poisson::new(flow.walk_ins * busyness) else {
                // Nobody is expected.
                continue;
            };
            let count = count.sample(&mut arrivals) as usize;
            let second = |_| flow.from + (model::unit(&mut arrivals) * INTERVAL as f64) as i64;
            times.extend((0..count).map(second));
        }
        times.sort_unstable();
        // The crowd at the door draws its tickets when the door opens, in the
        // order in which it stands.
        let opening = &self.scenario.week[weekday];
        let at_the_door = |time: i64| opening.let_in(time).max(opening.open());
        for arrives in times.into_iter().map(at_the_door) {
            let kind = model::draw_kind(&self.walk_in_mix, &mut services);
            let service = self.scenario.services.draw(kind, &mut services);
            let leaves = model::unit(&mut services) < model::GONE;
            let service = if leaves { model::GONE_SECONDS } else { service };
            customers.push(Customer { kind, coming: Coming::WalkIn { arrives }, service });
            gone.push(leaves);
        }
    }
}
