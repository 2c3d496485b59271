//! Offices to simulate.

use serde::Serialize;

use crate::model;

/// Seconds before closing at which the last ticket is drawn and the last
/// appointment starts.
pub const LAST_BEFORE_CLOSING: i64 = 20 * 60;

/// One working day of the week.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Opening {
    /// Its name, for tables and plots.
    pub weekday: &'static str,
    /// Opening, in seconds after midnight.
    pub open: i64,
    /// Closing, in seconds after midnight; who waits then is still served.
    pub close: i64,
    /// From when on how many counters are staffed.
    pub staff: Vec<(i64, usize)>,
    /// How busy the day is, relative to the others.
    pub weight: f64,
}

impl Opening {
    /// Counters staffed at a time of day.
    #[must_use]
    pub fn staffed_at(&self, second: i64) -> usize {
        let shift = self.staff.iter().rev().find(|(from, _)| *from <= second);
        shift.map_or(0, |(_, counters)| *counters)
    }

    /// Seconds of staffed counters from opening to closing.
    #[must_use]
    pub fn staffed_seconds(&self) -> i64 {
        let ends = self.staff.iter().skip(1).map(|(from, _)| *from).chain([self.close]);
        let length = |from: i64, end: i64| (end.min(self.close) - from.max(self.open)).max(0);
        let shifts = self.staff.iter().zip(ends);
        shifts.map(|((from, counters), end)| length(*from, end) * *counters as i64).sum()
    }
}

/// Where in the week the appointments lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Placement {
    /// Where walk-ins are few.
    LowFlow,
    /// At equal distances over the week.
    Even,
}

/// An office and its demand.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scenario {
    /// What it is called.
    pub name: String,
    /// The working days of a week.
    pub week: Vec<Opening>,
    /// Citizens a week: walk-ins and booked ones that come.
    pub customers_per_week: f64,
    /// Appointments booked a week.
    pub booked_per_week: usize,
    /// Where they lie.
    pub placement: Placement,
    /// How many weeks are simulated.
    pub weeks: usize,
    /// The same seed gives the same citizens.
    pub seed: u64,
}

impl Scenario {
    /// An office with usual hours (34 a week) and a fixed number of counters.
    #[must_use]
    pub fn usual_hours(name: &str, counters: usize) -> Self {
        let day = |weekday, close: i64, weight| Opening {
            weekday,
            open: 8 * 3600,
            close: close * 3600,
            staff: vec![(8 * 3600, counters)],
            weight,
        };
        Self {
            name: name.to_owned(),
            week: vec![
                day("Mon", 18, 1.15),
                day("Tue", 13, 0.95),
                day("Wed", 13, 0.85),
                day("Thu", 18, 1.10),
                day("Fri", 12, 1.00),
            ],
            customers_per_week: 0.0,
            booked_per_week: 0,
            placement: Placement::LowFlow,
            weeks: 12,
            seed: 1,
        }
    }

    /// The office of 11 counters and 2,000 citizens a week.
    #[must_use]
    pub fn mitte(booked: usize) -> Self {
        Self {
            customers_per_week: 2000.0,
            booked_per_week: booked,
            ..Self::usual_hours("mitte", 11)
        }
    }

    /// An office of `counters` whose staffed time is used to `load`, with
    /// booked appointments for a `share` of its citizens.
    #[must_use]
    pub fn sized(counters: usize, load: f64, share: f64) -> Self {
        Self::usual_hours(&format!("office-{counters}"), counters).loaded(load).with_share(share)
    }

    /// The same with as many citizens as use the staffed time to `load`.
    #[must_use]
    pub fn loaded(self, load: f64) -> Self {
        let staffed: i64 = self.week.iter().map(Opening::staffed_seconds).sum();
        Self { customers_per_week: load * staffed as f64 / model::mean_occupied(), ..self }
    }

    /// The same with appointments for a `share` of its citizens.
    #[must_use]
    pub fn with_share(self, share: f64) -> Self {
        Self { booked_per_week: (share * self.customers_per_week).round() as usize, ..self }
    }

    /// Walk-ins a week: they replace the booked citizens who do not come.
    #[must_use]
    pub fn walk_ins_per_week(&self) -> f64 {
        (self.customers_per_week - self.shown_per_week()).max(0.0)
    }

    /// The share of the booked who come among all citizens.
    #[must_use]
    pub fn shown_share(&self) -> f64 {
        if self.customers_per_week > 0.0 {
            (self.shown_per_week() / self.customers_per_week).min(0.999)
        } else {
            0.0
        }
    }

    /// The staffed time that the citizens use, as a share.
    #[must_use]
    pub fn load(&self) -> f64 {
        let staffed: i64 = self.week.iter().map(Opening::staffed_seconds).sum();
        self.customers_per_week * model::mean_occupied() / staffed.max(1) as f64
    }

    fn shown_per_week(&self) -> f64 {
        self.booked_per_week as f64 * model::SHOW
    }

    /// The scenario of this name: `mitte`, `counters-15`, `counters-10`,
    /// `counters-6`, `counters-3`, `counters-2`, `counters-1` at the loads at
    /// which such offices usually work, half of the citizens with appointment.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let scenario = match name {
            "mitte" => Self::mitte(1000),
            "counters-15" => Self::sized(15, 0.87, 0.5),
            "counters-10" => Self::sized(10, 0.85, 0.5),
            "counters-6" => Self::sized(6, 0.80, 0.5),
            "counters-3" => Self::sized(3, 0.71, 0.5),
            "counters-2" => Self::sized(2, 0.65, 0.5),
            "counters-1" => Self::sized(1, 0.50, 0.5),
            _ => return None,
        };
        Some(Self { name: name.to_owned(), ..scenario })
    }

    /// The names that [`Scenario::named`] knows.
    pub const NAMES: [&str; 7] = [
        "mitte",
        "counters-15",
        "counters-10",
        "counters-6",
        "counters-3",
        "counters-2",
        "counters-1",
    ];
}
