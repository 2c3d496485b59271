//! Offices to simulate.

use domain::{office::weekday_code, policy::Kind};
use jiff::civil::Weekday;
use serde::{Serialize, Serializer};

use crate::model::{self, Services};

/// Seconds before closing at which the last ticket is drawn and the last
/// appointment starts.
pub const LAST_BEFORE_CLOSING: i64 = 20 * 60;

/// One working day of the week.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Opening {
    /// Which day it is.
    #[serde(serialize_with = "serialize_weekday")]
    pub weekday: Weekday,
    /// Opening and closing in seconds after midnight, earliest first and apart;
    /// never empty. Who waits at closing is still served.
    pub hours: Vec<(i64, i64)>,
    /// From when on how many counters are staffed.
    pub staff: Vec<(i64, usize)>,
    /// How busy the day is, relative to the others.
    pub weight: f64,
}

impl Opening {
    /// When the doors open first.
    #[must_use]
    pub fn open(&self) -> i64 {
        self.hours.first().map_or(0, |hours| hours.0)
    }

    /// Who comes at `time` during a break is let in when it ends. Before the
    /// first opening it is the office that waits: see [`Self::open`].
    #[must_use]
    pub fn let_in(&self, time: i64) -> i64 {
        let breaks = self.hours.windows(2);
        let in_break = |pair: &&[(i64, i64)]| (pair[0].1..pair[1].0).contains(&time);
        breaks.into_iter().find(in_break).map_or(time, |pair| pair[1].0)
    }

    /// Counters staffed at a time of day.
    #[must_use]
    pub fn staffed_at(&self, second: i64) -> usize {
        let shift = self.staff.iter().rev().find(|(from, _)| *from <= second);
        shift.map_or(0, |(_, counters)| *counters)
    }

    /// Seconds of staffed counters during opening hours.
    #[must_use]
    pub fn staffed_seconds(&self) -> i64 {
        let ends = || self.staff.iter().skip(1).map(|(from, _)| *from).chain([i64::MAX]);
        let within = |(open, close): (i64, i64)| -> i64 {
            let length = |from: i64, end: i64| (end.min(close) - from.max(open)).max(0);
            let shifts = self.staff.iter().zip(ends());
            shifts.map(|((from, counters), end)| length(*from, end) * *counters as i64).sum()
        };
        self.hours.iter().map(|hours| within(*hours)).sum()
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
    /// What is done there.
    pub services: Services,
    /// Which kinds of service each counter gives; empty when all give all.
    #[serde(skip)]
    pub offers: Vec<Vec<Kind>>,
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
        let day = |weekday, close: i64| Opening {
            weekday,
            hours: vec![(8 * 3600, close * 3600)],
            staff: vec![(8 * 3600, counters)],
            weight: weight(weekday),
        };
        Self {
            name: name.to_owned(),
            week: vec![
                day(Weekday::Monday, 18),
                day(Weekday::Tuesday, 13),
                day(Weekday::Wednesday, 13),
                day(Weekday::Thursday, 18),
                day(Weekday::Friday, 12),
            ],
            services: Services::assumed(),
            offers: Vec::new(),
            customers_per_week: 0.0,
            booked_per_week: 0,
            placement: Placement::LowFlow,
            weeks: 12,
            seed: 1,
        }
    }

    /// The assumed office of 11 counters and 2,000 citizens a week.
    #[must_use]
    pub fn mitte(booked: usize) -> Self {
        Self {
            customers_per_week: 2000.0,
            booked_per_week: booked,
            ..Self::usual_hours("mitte-2000", 11)
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
        Self { customers_per_week: load * staffed as f64 / self.services.mean_occupied(), ..self }
    }

    /// The same with so many counters all day, all of them alike.
    #[must_use]
    pub fn with_counters(mut self, counters: usize) -> Self {
        for day in &mut self.week {
            day.staff = vec![(day.open(), counters)];
        }
        Self { offers: Vec::new(), ..self }
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
        self.customers_per_week * self.services.mean_occupied() / staffed.max(1) as f64
    }

    fn shown_per_week(&self) -> f64 {
        self.booked_per_week as f64 * model::SHOW
    }

    /// The assumed office of this name: `mitte-2000`, `counters-15`,
    /// `counters-10`, `counters-6`, `counters-3`, `counters-2`, `counters-1`
    /// at the loads at which such offices usually work, half of the citizens
    /// with an appointment.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let scenario = match name {
            "mitte-2000" => Self::mitte(1000),
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
        "mitte-2000",
        "counters-15",
        "counters-10",
        "counters-6",
        "counters-3",
        "counters-2",
        "counters-1",
    ];
}

/// How busy a day of the week is assumed to be; nobody has measured a weekend.
#[must_use]
pub fn weight(weekday: Weekday) -> f64 {
    match weekday {
        Weekday::Monday => 1.15,
        Weekday::Tuesday => 0.95,
        Weekday::Wednesday => 0.85,
        Weekday::Thursday => 1.10,
        Weekday::Friday | Weekday::Saturday | Weekday::Sunday => 1.0,
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn serialize_weekday<S: Serializer>(weekday: &Weekday, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(weekday_code(*weekday))
}
