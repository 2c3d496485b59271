//! A past day as the simulator replays it: what happened from outside, and what
//! the office believed. Playing it shows what the policy makes of the same
//! people, for instance with other switches.
//!
//! The history knows no counters, so all counters are alike in it, and a visit
//! for several services is one of its first. Who was not served takes as long as
//! is usual.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::recount::{Visit, ended};
use crate::{
    ids::{Number, ServiceId},
    office::Office,
    queue::{self, EventKind},
    time::{Moment, Seconds},
};

/// A day for `simulate --replay`; all times are seconds after midnight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReplayDay {
    open: i64,
    close: i64,
    /// From when on how many counters were open.
    staff: Vec<(i64, usize)>,
    survival_ppm: BTreeMap<ServiceId, Vec<u32>>,
    checkin_ppm: Vec<u32>,
    show_ppm: u32,
    mean_sec: BTreeMap<ServiceId, i64>,
    parameters: BTreeMap<&'static str, i64>,
    /// By number: walk-ins first, in the order of their tickets.
    customers: Vec<Customer>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Customer {
    id: Number,
    kind: &'static str,
    #[serde(rename = "type")]
    service: ServiceId,
    #[serde(rename = "T", skip_serializing_if = "Option::is_none")]
    start: Option<i64>,
    /// Absent in no record: who never came has none.
    arrive: Option<i64>,
    #[serde(rename = "service")]
    seconds: i64,
}

/// The day of this history; `None` where the office was closed or nobody was.
#[must_use]
pub fn replay(office: &Office, date: Date, events: &[queue::Event]) -> Option<ReplayDay> {
    let midnight = date.at(0, 0, 0, 0).to_zoned(office.zone.clone()).ok()?;
    let midnight = Moment(midnight.timestamp().as_second());
    let after = |at: Moment| (at - midnight).0;
    let tables = office.tables();
    let services = || office.services.iter().map(|service| service.id.clone());
    let survivals = tables.services.iter().map(|time| time.survival.values().to_vec());
    let parameters = [("GRACE", office.day.late_grace.0), ("HGRACE", office.day.hold_grace.0)];
    let customers: Vec<_> = ended(events)
        .iter()
        .filter_map(|(number, visit)| customer(office, *number, visit, after))
        .collect();
    (!customers.is_empty()).then_some(ReplayDay {
        open: after(office.opens(date)?),
        close: after(office.closes(date)?),
        staff: staff(office, events, date, after),
        survival_ppm: services().zip(survivals).collect(),
        checkin_ppm: (-3600..=3600)
            .step_by(15)
            .map(|offset| tables.check_ins.by(Seconds(offset)))
            .collect(),
        show_ppm: tables.show_ppm,
        mean_sec: services().zip(tables.services.iter().map(|time| time.mean.0)).collect(),
        parameters: parameters.into(),
        customers,
    })
}

fn customer(
    office: &Office,
    number: Number,
    visit: &Visit,
    after: impl Fn(Moment) -> i64,
) -> Option<Customer> {
    let items = visit.items.as_ref()?;
    let service = items.as_slice().first()?.service.clone();
    let usual = office.service_time(office.tables(), items).mean.0;
    let took = match (visit.at_counter, visit.finished) {
        // Also where the end was not measured: until then the counter called nobody.
        (Some(called), Some((finished, _))) if !visit.in_parts => (finished - called).0,
        _ => usual,
    };
    let appointment = visit.start.filter(|_| visit.booked || visit.checked_in.is_some());
    let arrive = visit.checked_in.or(visit.drawn).map(&after);
    if appointment.is_none() && arrive.is_none() {
        // Cancelled, or moved to another day.
        return None;
    }
    Some(Customer {
        id: number,
        kind: if appointment.is_some() { "appt" } else { "walkin" },
        service,
        start: appointment.map(after),
        arrive,
        seconds: took,
    })
}

/// How many counters were open, from their own keys; as planned where nobody
/// pressed one.
fn staff(
    office: &Office,
    events: &[queue::Event],
    date: Date,
    after: impl Fn(Moment) -> i64,
) -> Vec<(i64, usize)> {
    let mut staff: BTreeMap<i64, usize> = BTreeMap::new();
    let mut open: usize = 0;
    for event in events {
        match event.kind {
            EventKind::Opened => open += 1,
            EventKind::Paused => open = open.saturating_sub(1),
            _ => continue,
        }
        staff.insert(after(event.at), open);
    }
    if staff.is_empty() {
        let planned = office.opens(date).map(|opens| (after(opens), office.counters.len()));
        staff.extend(planned);
    }
    staff.into_iter().collect()
}
