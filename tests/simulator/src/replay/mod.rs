//! An explicit day, played once more through the production policy.
//!
//! The input is one JSON object; all times are whole seconds after midnight:
//!
//! ```json
//! {
//!   "open": 28800, "close": 43200,
//!   "staff": [[28800, 2], [39600, 1]],
//!   "survival_ppm": { "passport": [1000000, …] },
//!   "checkin_ppm": [0, …],
//!   "show_ppm": 880000,
//!   "mean_sec": { "passport": 795 },
//!   "parameters": { "GAP": 0 },
//!   "customers": [
//!     { "id": "612", "kind": "appt", "type": "passport", "T": 30600, "arrive": 30180, "service": 700 },
//!     { "id": "613", "kind": "appt", "type": "passport", "T": 30900, "arrive": null, "service": 0 },
//!     { "id": 101, "kind": "walkin", "type": "passport", "arrive": 28000, "service": 810 }
//!   ]
//! }
//! ```
//!
//! - `staff`: from that second on so many counters are staffed, also after
//!   closing; the lowest numbers, counted from 0.
//! - `survival_ppm`: P(service > 15 s × i) for i = 0 … 480, from the call until
//!   the counter is free again.
//! - `checkin_ppm`: P(check-in − booked time ≤ −3600 s + 15 s × i | comes) for
//!   i = 0 … 480; `show_ppm`: the share that comes.
//! - `parameters`: what differs from the defaults, by the names `TOL`,
//!   `GRACE`, `LEAD`, `HORIZON`, `PRICE`, `HGRACE`, `TICK` (seconds),
//!   `EPS_HOLD`, `EPS_EARLY`, `PSHOW` (ppm, instead of `show_ppm`), `GAP` and
//!   `OVERTAKE` (persons).
//! - `customers`: in the order of booking and of the tickets. `arrive` is null
//!   for an appointment whose citizen never came.
//!
//! The output has every call with its rule, by time and counter, and how many
//! seconds free counters were held although a walk-in waited.

mod error;
mod file;

use domain::policy::Guard;
use serde::Serialize;
use serde_json::value::RawValue;

pub use error::ReplayError;

use crate::{
    day::{self, Day},
    discipline::Discipline,
};

/// A day that has been read.
#[derive(Debug, Clone)]
pub struct Replay<'a> {
    /// What happened from outside.
    pub day: Day,
    /// The policy with the day's settings.
    pub guard: Guard,
    /// How each customer is called, word for word as in the file.
    pub ids: Vec<&'a RawValue>,
}

/// What the policy made of the day.
#[derive(Debug, Serialize)]
pub struct Answer<'a> {
    /// Every call, by time and counter.
    pub calls: Vec<AnsweredCall<'a>>,
    /// Free staffed counters times the seconds they were held.
    pub held_sec: i64,
}

/// One call.
#[derive(Debug, Serialize)]
pub struct AnsweredCall<'a> {
    /// When, in seconds after midnight.
    pub t: i64,
    /// By which counter, counted from 0.
    pub counter: usize,
    /// Whom.
    pub id: &'a RawValue,
    /// The number of the rule behind it.
    pub rule: u8,
}

impl<'a> Replay<'a> {
    /// Reads a day.
    ///
    /// # Errors
    ///
    /// [`ReplayError`] with the line, the field and what to do about it.
    pub fn parse(text: &'a str) -> Result<Self, ReplayError> {
        file::parse(text)
    }

    /// Plays it.
    #[must_use]
    pub fn run(&self) -> Answer<'a> {
        let outcome = day::run(&self.day, &Discipline::Guard(self.guard.clone()));
        let answered = |call: &day::Called| AnsweredCall {
            t: call.at,
            counter: call.counter,
            id: self.ids[call.customer],
            rule: call.rule,
        };
        Answer { calls: outcome.calls.iter().map(answered).collect(), held_sec: outcome.held_sec }
    }
}
