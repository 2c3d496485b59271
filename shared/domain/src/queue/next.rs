//! Who is called next.
//!
//! Two policies can decide. While an office has neither overtaking nor holding
//! switched on, as in its first week, the *plain pick* does: appointments that
//! are due, then walk-ins as they came, then an appointment a little early.
//! With at least one switch on, [`Guard`](crate::policy::Guard) does, without
//! what is off: without holding no counter stays free while somebody waits,
//! without overtaking walk-ins keep their order strictly. Since somebody is
//! overtaken only where a counter would otherwise be held, overtaking alone
//! means no more than that appointments are called early to protect them.

use serde::{Deserialize, Serialize};

use super::{Entry, Queue, Urgency, Urgent, VisitId, guarded};
use crate::{
    ids::{CounterId, Number},
    office::{Items, Office},
    time::{Moment, Seconds},
};

/// An idle counter may call an appointment this long before its time.
pub const LEAD: Seconds = Seconds::minutes(15);

/// A held counter is asked again after this time.
pub const HOLD_TICK: Seconds = Seconds(30);

/// Longer than any day at the office.
const A_DAY: Seconds = Seconds::hours(24);

/// An appointment of today. One that has checked in since it was read does no
/// harm: the queue knows better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// Its number.
    pub number: Number,
    /// When it was booked for.
    pub start: Moment,
    /// What it is for.
    pub items: Items,
}

/// What an idle counter is to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decision {
    /// Call this visit.
    #[serde(rename = "c")]
    Call {
        /// Who.
        #[serde(rename = "v")]
        id: VisitId,
        /// Why.
        #[serde(rename = "r")]
        reason: Reason,
        /// Walk-ins before them who wait on because their visits are longer.
        #[serde(
            rename = "o",
            default,
            skip_serializing_if = "Vec::is_empty",
            with = "super::entry::as_bytes"
        )]
        overtakes: Vec<VisitId>,
    },
    /// Stay free although people wait, and ask again then.
    #[serde(rename = "h")]
    Hold {
        /// For whom.
        #[serde(rename = "r")]
        reason: Reason,
        /// When to ask again.
        #[serde(rename = "t")]
        ask_again_at: Moment,
    },
    /// Nobody waits whom this counter may call.
    #[serde(rename = "e")]
    Empty {
        /// When somebody in the house may be called; `None` if nobody is there.
        #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
        ask_again_at: Option<Moment>,
    },
}

/// Why a visit was called, or a counter kept free.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// An appointment has checked in and its time has come.
    #[serde(rename = "d")]
    Due {
        /// When it was booked for.
        #[serde(rename = "t")]
        start: Moment,
    },
    /// An appointment is called before its time; nobody else waits.
    #[serde(rename = "e")]
    Early {
        /// When it was booked for.
        #[serde(rename = "t")]
        start: Moment,
    },
    /// An appointment is called before its time, because calling the next
    /// walk-in would have endangered one.
    #[serde(rename = "p")]
    Protects {
        /// When it was booked for.
        #[serde(rename = "t")]
        start: Moment,
        /// The start of the appointment most endangered, often the same.
        #[serde(rename = "f")]
        endangered: Moment,
    },
    /// The walk-in who has waited longest.
    #[serde(rename = "w")]
    FirstCome,
    /// A shorter visit is over before an appointment that the longer ones of
    /// those who came before would have endangered.
    #[serde(rename = "g")]
    FitsTheGap {
        /// The start of that appointment.
        #[serde(rename = "t")]
        start: Moment,
    },
    /// The info desk has marked it urgent.
    #[serde(rename = "u")]
    Urgent {
        /// Why it cannot wait.
        #[serde(rename = "r")]
        because: Urgent,
    },
    /// The counter stays free for an appointment.
    #[serde(rename = "h")]
    HoldFor {
        /// Its start.
        #[serde(rename = "t")]
        start: Moment,
    },
}

/// Where an entry stands in the order of calling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// An appointment that keeps its right: by this time, then by number.
    Appointment(Moment, Number),
    /// A walk-in, or an appointment that came too late to be one.
    WalkIn(Moment, Number),
}

/// Decides whom `counter` calls at `now`, or that it calls nobody; see the
/// module for which policy does.
///
/// `expected` are today's appointments, as far as known. They only weigh in a
/// risk: nobody is called who is not here. Only visits that the counter can
/// serve are called.
#[must_use]
pub fn next_call(
    office: &Office,
    queue: &Queue,
    expected: &[Expected],
    counter: &CounterId,
    now: Moment,
) -> Decision {
    let guard = || guarded::decide(office, queue, expected, counter, now);
    let decision = office.switches.guard().then(guard).flatten();
    // With nobody to call, the plain pick knows when there will be somebody.
    let decision = decision.unwrap_or_else(|| plain(office, queue, counter, now));
    match decision {
        Decision::Call { id, reason, overtakes } => {
            let urgency = queue.entries.get(&id).and_then(|entry| entry.urgent);
            let reason = urgency.map_or(reason, Urgency::reason);
            Decision::Call { id, reason, overtakes }
        }
        idle @ (Decision::Hold { .. } | Decision::Empty { .. }) => idle,
    }
}

impl Urgency {
    /// Why it is called.
    pub(super) const fn reason(self) -> Reason {
        Reason::Urgent { because: self.because }
    }
}

/// Appointments that have checked in and are due come first, in the order of
/// their times; then walk-ins, first come, first served; then, rather than
/// stay idle, an appointment up to [`LEAD`] before its time.
fn plain(office: &Office, queue: &Queue, counter: &CounterId, now: Moment) -> Decision {
    let mut ranked: Vec<(Rank, VisitId, &Entry)> = queue
        .entries
        .iter()
        .filter(|(_, entry)| is_callable(queue, entry, counter, now))
        .filter(|(_, entry)| office.counter(counter).is_some_and(|c| c.serves_all(&entry.items)))
        .filter_map(|(id, entry)| Some((queue.rank(office, *id)?, *id, entry)))
        .collect();
    ranked.sort_by_key(|(rank, ..)| *rank);

    let mut early = None;
    for (rank, id, entry) in ranked {
        let id = match rank {
            Rank::Appointment(time, _) if time > now => {
                early = early.or(Some((id, time)));
                continue;
            }
            Rank::Appointment(..) | Rank::WalkIn(..) => id,
        };
        let reason = match (rank, &entry.appointment) {
            (Rank::Appointment(..), Some(appointment)) => Reason::Due { start: appointment.start },
            _ => Reason::FirstCome,
        };
        return Decision::Call { id, reason, overtakes: Vec::new() };
    }
    match early {
        Some((id, start)) if start - now <= LEAD => {
            Decision::Call { id, reason: Reason::Early { start }, overtakes: Vec::new() }
        }
        early => {
            let early = early.map(|(_, start)| start - LEAD);
            let times = [early, queue.next_rest_over(now), queue.next_disturbance_over(now)];
            Decision::Empty { ask_again_at: times.into_iter().flatten().min() }
        }
    }
}

/// Whether this counter may call this entry now, if it can serve it. A visit
/// that was sent on to a counter which has closed since may be called by any
/// other. What is disturbed no counter does.
pub(super) fn is_callable(queue: &Queue, entry: &Entry, counter: &CounterId, now: Moment) -> bool {
    entry.stage.is_waiting()
        && entry.not_before.is_none_or(|time| time <= now)
        && queue.disturbance(&entry.items, now).is_none()
        && entry.only.as_ref().is_none_or(|only| only == counter || queue.has_closed(only))
}

impl Queue {
    /// Where the visit stands in the order of calling, wherever it is.
    pub(super) fn rank(&self, office: &Office, id: VisitId) -> Option<Rank> {
        let entry = self.entries.get(&id)?;
        let number = self.number(id)?;
        let own = match &entry.appointment {
            Some(appointment) => match Punctuality::of(office, appointment.start, entry.arrived) {
                Punctuality::InTime => Rank::Appointment(appointment.start, number),
                Punctuality::Late => Rank::Appointment(entry.arrived, number),
                Punctuality::TooLate => Rank::WalkIn(entry.arrived, number),
            },
            None => Rank::WalkIn(entry.arrived, number),
        };
        let urgent = entry.urgent.map(|urgency| {
            if urgency.as_booked {
                Rank::Appointment(urgency.at, number)
            } else {
                // As if they had come a day before everybody else.
                Rank::WalkIn(urgency.at - A_DAY, number)
            }
        });
        Some(urgent.map_or(own, |urgent| urgent.min(own)))
    }

    /// Those expected who have not checked in, and whom a counter could serve at
    /// their time.
    pub(super) fn awaited<'a>(
        &self,
        expected: &'a [Expected],
        now: Moment,
    ) -> impl Iterator<Item = &'a Expected> {
        let away = |one: &&Expected| !self.checked_in.contains(&one.number);
        let served =
            move |one: &&Expected| self.disturbance(&one.items, now.max(one.start)).is_none();
        expected.iter().filter(away).filter(served)
    }

    /// Whether the counter was open today and is not any more.
    pub(super) fn has_closed(&self, counter: &CounterId) -> bool {
        self.counters.get(counter).is_some_and(|counter| !counter.open)
    }

    fn next_rest_over(&self, now: Moment) -> Option<Moment> {
        let waiting = self.entries.values().filter(|entry| entry.stage.is_waiting());
        waiting.filter_map(|entry| entry.not_before).filter(|time| *time > now).min()
    }
}

/// How a check-in compares with the booked time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Punctuality {
    /// At or before the booked time.
    InTime,
    /// Later, but still an appointment, ranked by its check-in.
    Late,
    /// So late that it waits with the walk-ins, by its check-in.
    TooLate,
}

impl Punctuality {
    /// Compares a check-in with a booked time by the rules of `office`.
    #[must_use]
    pub fn of(office: &Office, start: Moment, arrived: Moment) -> Self {
        if arrived <= start {
            Self::InTime
        } else if arrived <= start + office.day.late_grace {
            Self::Late
        } else {
            Self::TooLate
        }
    }
}
