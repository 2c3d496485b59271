//! How good the wait estimate is that people read on their ticket.
//!
//! Every walk-in who finds no counter free asks for an estimate of the hall as
//! it then is, and is remembered until the call. The ranges are widened by
//! what the days before have taught, as in an office.

use domain::{
    estimate::{
        Counter, Estimate, Expected, Hall, Presence, Residuals, Shift, WaitRange, estimate,
    },
    policy::{Claim, Kind, Parameters, Serving},
    survival::Survival,
    time::{Moment, Seconds},
};
use serde::Serialize;

use crate::{
    day::{self, Day, Glance},
    demand::Demand,
    discipline::Discipline,
    model,
    placement::place,
    scenario::Scenario,
};

/// Days from which ranges are learnt before they are judged.
const LEARNING_DAYS: usize = 10;
/// Whoever checks in later waits with the walk-ins.
const GRACE: Seconds = Seconds(600);

/// Estimates compared with the waits that followed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Errors {
    tickets: i64,
    waited: i64,
    off: i64,
    too_long: i64,
    naive_off: i64,
    covered: i64,
    width: i64,
    shown_held: i64,
}

/// The figures of the estimate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Quality {
    /// Walk-ins who had to wait.
    pub tickets: i64,
    /// How long they waited on average, in minutes.
    pub mean_wait_min: f64,
    /// By how many minutes the estimate was off on average.
    pub off_min: f64,
    /// How many minutes it was too long on average; negative: too short.
    pub bias_min: f64,
    /// The same for counting heads: walk-ins ahead and oneself, times the mean
    /// service, by the counters.
    pub naive_off_min: f64,
    /// Percent of the waits inside the range that should hold 80 %.
    pub covered_percent: f64,
    /// How wide this range is on average, in minutes.
    pub width_min: f64,
    /// Percent of the waits inside the range as it is shown, in fives of minutes.
    pub shown_percent: f64,
}

/// Asks everybody who waits in `scenario` under the production policy.
#[must_use]
pub fn measure(scenario: &Scenario) -> Errors {
    let guard = scenario.services.guard(Parameters::default());
    let discipline = Discipline::Guard(guard);
    let office = Office::of(scenario);
    let slots = place(scenario);
    let demand = Demand::new(scenario, &slots);
    let mut errors = Errors::default();
    let mut days: Vec<Residuals> = Vec::new();
    for week in 0..scenario.weeks {
        for weekday in 0..scenario.week.len() {
            let drawn = demand.draw(week, weekday);
            let mut asked: Vec<Option<Asked>> = vec![None; drawn.day.customers.len()];
            let outcome = day::watch(&drawn.day, &discipline, &mut |glance| {
                let now = Moment(glance.now());
                for (customer, visit) in glance.visits() {
                    if visit.claim == (Claim::Ticket { drawn: now }) {
                        asked[customer] = office.ask(&drawn.day, glance, customer);
                    }
                }
            });
            let learnt = Residuals::recent(days.iter().rev());
            let mut today = Residuals::default();
            for call in &outcome.calls {
                let Some(asked) = asked[call.customer] else { continue };
                let waited = Seconds(call.at - asked.at);
                today.record(asked.estimate, waited);
                if days.len() >= LEARNING_DAYS {
                    errors.note(&asked, waited, &learnt);
                }
            }
            days.push(today);
        }
    }
    errors
}

/// What somebody was told.
#[derive(Debug, Clone, Copy)]
struct Asked {
    at: i64,
    estimate: Estimate,
    naive: i64,
}

/// What an office knows of itself.
struct Office {
    services: Vec<Survival>,
    check_ins: Vec<u32>,
    mean_service: i64,
}

impl Office {
    fn of(scenario: &Scenario) -> Self {
        let check_ins = model::check_ins();
        let by = |step: i64| check_ins.by(Seconds(step * Survival::STEP - 3600));
        Self {
            services: scenario.services.survival_tables(),
            check_ins: (0..Survival::VALUES as i64).map(by).collect(),
            mean_service: scenario.services.mean_occupied() as i64,
        }
    }

    /// Tells `customer`, who has just drawn a ticket and was not called, how
    /// long it will take.
    fn ask(&self, day: &Day, glance: Glance<'_>, customer: usize) -> Option<Asked> {
        let now = glance.now();
        let service = |kind: Kind| &self.services[kind.0];
        let counter = |serving: Option<Serving>| match serving {
            None => Counter::Idle,
            Some(Serving { kind, elapsed }) => Counter::Busy { service: service(kind), elapsed },
        };
        let counters: Vec<_> = glance.counters().map(counter).collect();
        let (mut ahead, mut appointments) = (Vec::new(), Vec::new());
        for (number, visit) in glance.visits() {
            match visit.claim {
                Claim::Ticket { drawn } if number < customer => ahead.push((drawn, visit.kind)),
                Claim::Ticket { .. } => (),
                Claim::Appointment { booked, checked_in: Some(late) } if late - booked > GRACE => {
                    ahead.push((late, visit.kind));
                }
                Claim::Appointment { booked, checked_in } => appointments.push(Expected {
                    start: booked,
                    service: service(visit.kind),
                    presence: if checked_in.is_some() { Presence::Here } else { Presence::Awaited },
                }),
            }
        }
        ahead.sort_by_key(|(since, _)| *since);
        let ahead: Vec<_> = ahead.into_iter().map(|(_, kind)| service(kind)).collect();
        let shift =
            |shift: &domain::policy::Shift| Shift { from: shift.from, counters: shift.counters };
        let shifts: Vec<_> = day.shifts.iter().map(shift).collect();
        let estimate = estimate(&Hall {
            now: Moment(now),
            counters: &counters,
            shifts: &shifts,
            ahead: &ahead,
            appointments: &appointments,
            shows_ppm: model::SHOW_PPM,
            check_ins: &self.check_ins,
        })?;
        let people = ahead.len() as i64 + 1;
        let naive = people * self.mean_service / counters.len().max(1) as i64;
        Some(Asked { at: now, estimate, naive })
    }
}
impl Errors {
    fn note(&mut self, asked: &Asked, waited: Seconds, learnt: &Residuals) {
        let range = learnt.widen(asked.estimate);
        let off = asked.estimate.mean.0 - waited.0;
        self.tickets += 1;
        self.waited += waited.0;
        self.off += off.abs();
        self.too_long += off;
        self.naive_off += (asked.naive - waited.0).abs();
        self.covered += i64::from((range.low.0..=range.high.0).contains(&waited.0));
        self.width += range.high.0 - range.low.0;
        self.shown_held += i64::from(WaitRange::of(range).holds(waited));
    }

    /// Adds another run.
    pub fn pool(&mut self, other: &Self) {
        self.tickets += other.tickets;
        self.waited += other.waited;
        self.off += other.off;
        self.too_long += other.too_long;
        self.naive_off += other.naive_off;
        self.covered += other.covered;
        self.width += other.width;
        self.shown_held += other.shown_held;
    }

    /// The figures.
    #[must_use]
    pub fn quality(&self) -> Quality {
        let each = |sum: i64| sum as f64 / self.tickets.max(1) as f64;
        Quality {
            tickets: self.tickets,
            mean_wait_min: each(self.waited) / 60.0,
            off_min: each(self.off) / 60.0,
            bias_min: each(self.too_long) / 60.0,
            naive_off_min: each(self.naive_off) / 60.0,
            covered_percent: 100.0 * each(self.covered),
            width_min: each(self.width) / 60.0,
            shown_percent: 100.0 * each(self.shown_held),
        }
    }
}
