//! What the promises come to.

use serde::Serialize;

use crate::{
    day::{Coming, Outcome},
    demand::Drawn,
    scenario::Opening,
};

/// An appointment is called within so many seconds of its time.
pub const APPOINTMENT_PROMISE: i64 = 180;
/// A walk-in is called within so many seconds of the ticket.
pub const WALK_IN_PROMISE: i64 = 1800;
/// Whoever checks in later counts as neither.
const GRACE: i64 = 600;

/// Waits pooled over days, weeks and seeds.
#[derive(Debug, Clone, Default)]
pub struct Statistics {
    /// From the booked time to the call, of those who checked in by then;
    /// negative when called early.
    pub punctual: Vec<i64>,
    /// From check-in to the call, of those at most ten minutes late.
    pub late: Vec<i64>,
    /// When each walk-in came, in seconds after midnight, and its wait.
    pub walk_ins: Vec<(i64, i64)>,
    /// Seconds of counters occupied until closing, and staffed.
    occupied: i64,
    staffed: i64,
    held: i64,
    days: u32,
    /// Calls of rules 1 to 8.
    rules: [u64; 9],
}

impl Statistics {
    /// Adds a day.
    pub fn add(&mut self, opening: &Opening, drawn: &Drawn, outcome: &Outcome) {
        self.days += 1;
        self.staffed += opening.staffed_seconds();
        self.held += outcome.held_sec;
        for call in &outcome.calls {
            let customer = &drawn.day.customers[call.customer];
            self.occupied += customer.service;
            self.rules[usize::from(call.rule)] += 1;
            match customer.coming {
                _ if drawn.gone[call.customer] => (),
                Coming::WalkIn { arrives } => self.walk_ins.push((arrives, call.at - arrives)),
                Coming::Booked { at, arrives: Some(arrives) } if arrives <= at => {
                    self.punctual.push(call.at - at);
                }
                Coming::Booked { at, arrives: Some(arrives) } if arrives - at <= GRACE => {
                    self.late.push(call.at - arrives);
                }
                Coming::Booked { .. } => (),
            }
        }
    }

    /// Adds what another run has gathered.
    pub fn pool(&mut self, other: &Self) {
        self.punctual.extend(&other.punctual);
        self.late.extend(&other.late);
        self.walk_ins.extend(&other.walk_ins);
        self.occupied += other.occupied;
        self.staffed += other.staffed;
        self.held += other.held;
        self.days += other.days;
        for (rule, calls) in self.rules.iter_mut().zip(other.rules) {
            *rule += calls;
        }
    }

    /// The figures.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let waits: Vec<_> = self.walk_ins.iter().map(|(_, wait)| *wait).collect();
        let within = |waits: &[i64], promise| {
            percent(waits.iter().filter(|wait| **wait <= promise).count(), waits.len())
        };
        let sorted = sorted(waits);
        Summary {
            days: self.days,
            appointments: self.punctual.len(),
            punctual_percent: within(&self.punctual, APPOINTMENT_PROMISE),
            punctual_max_sec: self.punctual.iter().max().copied().unwrap_or(0).max(0),
            late_percent: within(&self.late, APPOINTMENT_PROMISE),
            walk_ins: sorted.len(),
            walk_in_p50_sec: quantile(&sorted, 50),
            walk_in_p90_sec: quantile(&sorted, 90),
            walk_in_30_min_percent: within(&sorted, WALK_IN_PROMISE),
            used_percent: ratio(self.occupied, self.staffed),
            held_percent: ratio(self.held, self.staffed),
            overtakes: self.rules[7],
        }
    }

    /// Waits of the walk-ins who came in each hour of the day: hour, median, p90.
    #[must_use]
    pub fn by_hour(&self) -> Vec<(i64, i64, i64)> {
        let in_hour = |hour: i64| {
            let waits = self.walk_ins.iter().filter(|(at, _)| at / 3600 == hour);
            let waits = sorted(waits.map(|(_, wait)| *wait).collect());
            (!waits.is_empty()).then(|| (hour, quantile(&waits, 50), quantile(&waits, 90)))
        };
        (0..24).filter_map(in_hour).collect()
    }
}

/// The figures of one office under one discipline.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Days simulated.
    pub days: u32,
    /// Appointments whose citizens checked in by the booked time.
    pub appointments: usize,
    /// Of these, called at most three minutes after the booked time.
    pub punctual_percent: f64,
    /// The latest of these calls, in seconds after the booked time.
    pub punctual_max_sec: i64,
    /// Up to ten minutes late, called at most three minutes after the check-in.
    pub late_percent: f64,
    /// Walk-ins served.
    pub walk_ins: usize,
    /// Half of them waited at most so long.
    pub walk_in_p50_sec: i64,
    /// Nine of ten of them waited at most so long.
    pub walk_in_p90_sec: i64,
    /// Called within half an hour.
    pub walk_in_30_min_percent: f64,
    /// Occupied time, by the staffed time until closing.
    pub used_percent: f64,
    /// Time counters were held free while a walk-in waited, by the staffed time.
    pub held_percent: f64,
    /// Calls that overtook somebody.
    pub overtakes: u64,
}

fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 100.0 } else { 100.0 * part as f64 / whole as f64 }
}

fn ratio(part: i64, whole: i64) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

fn sorted(mut waits: Vec<i64>) -> Vec<i64> {
    waits.sort_unstable();
    waits
}

/// The smallest value that `percent` of all do not exceed; 0 of none.
fn quantile(sorted: &[i64], percent: usize) -> i64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or(0)
}
