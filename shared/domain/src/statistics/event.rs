//! What statistics need to know of an event.

use super::{Cause, Promise};
use crate::{estimate::Told, ids::ServiceId, office::Office, time::Moment};

/// One event of a day, without who it happened to. Each carries all that is
/// counted, so that no event has to be remembered until the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A walk-in drew a ticket.
    Arrived {
        /// When.
        at: Moment,
    },
    /// Somebody with an appointment checked in, in time or not.
    CheckedIn {
        /// When.
        at: Moment,
        /// The booked time.
        start: Moment,
    },
    /// Somebody was called for the first time. Later calls of the same visit
    /// are [`Event::Other`]: the promises are about the first.
    Called {
        /// When.
        at: Moment,
        /// What they had been waiting for.
        waiting: Waiting,
        /// Why it was too late, if it was; otherwise without meaning.
        cause: Cause,
        /// The wait they had been told, if any.
        told: Option<Told>,
    },
    /// A case was finished at a counter.
    Finished {
        /// What it was about.
        service: ServiceId,
        /// When it was called.
        called: Moment,
        /// When the counter was free again; `None` when somebody forgot to
        /// say so, and the duration is unknown.
        free: Option<Moment>,
    },
    /// An appointment whose holder never checked in.
    NoShow,
    /// Somebody left before being called.
    Left,
    /// A visit was marked urgent.
    Urgent,
    /// A question was answered at the info desk, without a visit.
    Answered {
        /// When.
        at: Moment,
    },
    /// Anything else that has a number.
    Other,
}

/// What somebody has been waiting for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// A turn in the line: walk-ins, and appointments that came too late to be
    /// one.
    InLine {
        /// Since when.
        since: Moment,
    },
    /// An appointment.
    ByAppointment {
        /// The booked time.
        start: Moment,
        /// When they checked in.
        checked_in: Moment,
    },
}

impl Waiting {
    /// Who checked in and, if booked, for when: a little late is still an
    /// appointment.
    #[must_use]
    pub fn of(office: &Office, start: Option<Moment>, arrived: Moment) -> Self {
        match start {
            Some(start) if arrived <= start + office.day.late_grace => {
                Self::ByAppointment { start, checked_in: arrived }
            }
            _ => Self::InLine { since: arrived },
        }
    }

    /// What they were promised, and from when on it counts.
    #[must_use]
    pub fn promised(self) -> (Promise, Moment) {
        match self {
            Self::InLine { since } => (Promise::ThirtyMinutes, since),
            Self::ByAppointment { start, checked_in } => {
                (Promise::ThreeMinutes, start.max(checked_in))
            }
        }
    }
}
