//! What an office costs in a month, from measured units and listed prices.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Weeks of a month.
const WEEKS: f64 = 365.25 / 7.0 / 12.0;
/// A board asks so often while the office is open, and while it is closed.
const POLL_S: (f64, f64) = (3.0, 15.0);
/// The page of somebody who waits, and of a clerk to whom nobody comes, loads
/// itself anew.
const POSITION_S: f64 = 20.0;
/// How often a board asks how long it takes, while the office is open.
const WAIT_S: f64 = 60.0;
const CLERK_S: f64 = 10.0;
/// Booked, arrived, called, started, finished, and now and then something else.
const EVENTS_PER_VISIT: f64 = 5.0;
/// How many months the history of a visit stays.
const MONTHS_KEPT: f64 = 13.0;

/// What to reckon with; see `infra/cost.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Costs {
    /// Read and write units of each operation.
    pub units: BTreeMap<String, (f64, f64)>,
    prices: Prices,
    assumptions: Assumptions,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Prices {
    million_reads: f64,
    million_writes: f64,
    million_requests: f64,
    million_invocations: f64,
    gb_second: f64,
    thousand_mails: f64,
    gb_logs: f64,
    gb_month: f64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Assumptions {
    hours_a_week: f64,
    counters: f64,
    boards: f64,
    looks_per_booking: f64,
    moved_percent: f64,
    cancelled_percent: f64,
    come_percent: f64,
    watch_percent: f64,
    wait_minutes: f64,
    clerk_waits_percent: f64,
    milliseconds: f64,
    memory_gb: f64,
    log_bytes: f64,
    bytes_per_visit: f64,
}

/// Why no cost can be told.
#[derive(Debug, thiserror::Error)]
pub enum CostError {
    /// The file is none.
    #[error("cost.toml ist nicht zu lesen")]
    File(#[from] toml::de::Error),
    /// A unit is missing.
    #[error("in cost.toml fehlt `{0}` unter [units]: `cargo run -p tests --bin capacity` misst es")]
    Missing(&'static str),
}

/// Something that happens in an office, so often in a month.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Operation {
    name: &'static str,
    times: f64,
    /// Whether it is a request to the API; else a function is woken by the stream.
    asked: bool,
}

/// A line of the bill.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// For what.
    pub what: &'static str,
    /// How many of it, in its own unit.
    pub count: f64,
    /// US dollars a month.
    pub dollars: f64,
}

impl Costs {
    /// Reads the file.
    ///
    /// # Errors
    ///
    /// [`CostError::File`] with the place.
    pub fn parse(text: &str) -> Result<Self, CostError> {
        Ok(toml::from_str(text)?)
    }

    /// The month of one office with so many bookings and people without an
    /// appointment a week.
    ///
    /// # Errors
    ///
    /// [`CostError::Missing`].
    pub fn month(&self, bookings: f64, walk_ins: f64) -> Result<Vec<Line>, CostError> {
        let Self { prices, assumptions: a, .. } = self;
        let operations = self.operations(bookings, walk_ins);
        let (mut reads, mut writes) = (0.0, 0.0);
        for Operation { name, times, .. } in &operations {
            let (read, write) = self.units.get(*name).ok_or(CostError::Missing(name))?;
            reads += times * read;
            writes += times * write;
        }
        let requests: f64 = operations.iter().filter(|o| o.asked).map(|o| o.times).sum();
        let invocations: f64 = operations.iter().map(|o| o.times).sum();
        let gb_seconds = invocations * a.milliseconds / 1000.0 * a.memory_gb;
        let mails = operations.iter().find(|o| o.name == "mail").map_or(0.0, |o| o.times);
        let logs = invocations * a.log_bytes / 1e9;
        let stored = (bookings + walk_ins) * WEEKS * MONTHS_KEPT * a.bytes_per_visit / 1e9;
        let million = |count: f64, price: f64| count / 1e6 * price;
        let line = |what, count, dollars| Line { what, count, dollars };
        Ok(vec![
            line("DynamoDB lesen (Einheiten)", reads, million(reads, prices.million_reads)),
            line("DynamoDB schreiben (Einheiten)", writes, million(writes, prices.million_writes)),
            line("API Gateway (Anfragen)", requests, million(requests, prices.million_requests)),
            line("Lambda (Aufrufe)", invocations, million(invocations, prices.million_invocations)),
            line("Lambda (GB-Sekunden)", gb_seconds, gb_seconds * prices.gb_second),
            line("SES (Mails)", mails, mails / 1000.0 * prices.thousand_mails),
            line("CloudWatch (GB Protokolle)", logs, logs * prices.gb_logs),
            line("DynamoDB (GB Speicher)", stored, stored * prices.gb_month),
        ])
    }

    fn operations(&self, bookings: f64, walk_ins: f64) -> Vec<Operation> {
        let a = &self.assumptions;
        let percent = |share: f64| share / 100.0;
        let (booked, drawn) = (bookings * WEEKS, walk_ins * WEEKS);
        let open_s = a.hours_a_week * 3600.0 * WEEKS;
        let closed_s = (7.0 * 24.0 - a.hours_a_week) * 3600.0 * WEEKS;
        let come = booked * percent(a.come_percent);
        let visits = come + drawn;
        let moved = booked * percent(a.moved_percent);
        let cancelled = booked * percent(a.cancelled_percent);
        let watched = visits * percent(a.watch_percent) * a.wait_minutes * 60.0 / POSITION_S;
        let clerks = a.counters * open_s * percent(a.clerk_waits_percent) / CLERK_S;
        let polls = a.boards * (open_s / POLL_S.0 + closed_s / POLL_S.1);
        let asked = |name, times| Operation { name, times, asked: true };
        let woken = |name, times| Operation { name, times, asked: false };
        vec![
            asked("list", booked * a.looks_per_booking),
            asked("hold", booked),
            asked("book", booked),
            asked("move", moved),
            asked("cancel", cancelled),
            asked("check-in", come),
            asked("ticket", drawn),
            asked("position", watched + clerks),
            asked("next", visits),
            asked("finish", visits),
            asked("poll", polls),
            asked("wait", a.boards * open_s / WAIT_S),
            // Each function reads the office's file once a minute.
            woken("office", open_s / 60.0 * 5.0),
            woken("mail", booked + moved + cancelled),
            woken("event", visits * EVENTS_PER_VISIT),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = include_str!("../../cost.toml");

    fn dollars(lines: &[Line]) -> f64 {
        lines.iter().map(|line| line.dollars).sum()
    }

    #[test]
    fn more_people_cost_more_and_an_empty_office_costs_its_board() {
        let costs = Costs::parse(FILE).unwrap();
        let empty = costs.month(0.0, 0.0).unwrap();
        let some = costs.month(300.0, 1300.0).unwrap();
        let more = costs.month(1000.0, 1000.0).unwrap();
        assert!(0.0 < dollars(&empty) && dollars(&empty) < dollars(&some));
        assert!(dollars(&some) < dollars(&more));
        assert!(empty[1].count.abs() < 1e-9, "nobody writes");
        assert!(empty[5].count.abs() < 1e-9, "nobody gets a mail");
    }

    #[test]
    fn a_line_can_be_reckoned_by_hand() {
        let costs = Costs::parse(FILE).unwrap();
        let mails = costs.month(1000.0, 0.0).unwrap().swap_remove(5);
        // 1,000 a week, 8 % moved and 10 % cancelled.
        assert!((mails.count - 1180.0 * 4.348).abs() < 1.0, "{mails:?}");
        assert!((mails.dollars - 0.513).abs() < 0.001, "{mails:?}");
    }

    #[test]
    fn what_is_missing_is_named() {
        let without = FILE.replace("poll = ", "pole = ");
        let error = Costs::parse(&without).unwrap().month(1.0, 1.0).unwrap_err();
        assert!(error.to_string().contains("`poll`"), "{error}");
        assert!(Costs::parse("[units]").is_err());
    }
}
