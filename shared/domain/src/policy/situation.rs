//! The office at the moment of a decision, as plain data.

use crate::{
    policy::tables::Kind,
    time::{Moment, Seconds},
};

/// Somebody who has not been called yet: waiting, or booked and expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visit {
    /// What they come for.
    pub kind: Kind,
    /// What gives them their place.
    pub claim: Claim,
    /// How often somebody shorter has already been called before them.
    pub overtaken: u32,
}

/// What a place in the line rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// A booked appointment.
    Appointment {
        /// The booked time.
        booked: Moment,
        /// When they checked in; `None` while they are not here.
        checked_in: Option<Moment>,
    },
    /// A ticket drawn without an appointment.
    Ticket {
        /// When it was drawn.
        drawn: Moment,
    },
}

/// One counter: those that are staffed, and those that still serve somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counter<'a> {
    /// Whether it calls again once it is free. A counter that is closing
    /// finishes its visit first.
    pub staffed: bool,
    /// The visit it is occupied with.
    pub serving: Option<Serving>,
    /// Which services it can give.
    pub offers: Offers<'a>,
}

/// What a counter is occupied with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Serving {
    /// The kind of service.
    pub kind: Kind,
    /// How long ago the visit was called.
    pub elapsed: Seconds,
}

/// The services a counter can give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offers<'a> {
    /// All of them, as is usual.
    Everything,
    /// Only these.
    Only(&'a [Kind]),
}

impl Offers<'_> {
    /// Whether `kind` is among them.
    #[must_use]
    pub fn include(self, kind: Kind) -> bool {
        match self {
            Self::Everything => true,
            Self::Only(kinds) => kinds.contains(&kind),
        }
    }
}

/// How many counters are to be staffed from a moment on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    /// When it begins; it lasts until the next one.
    pub from: Moment,
    /// Staffed counters.
    pub counters: usize,
}

impl Shift {
    /// The staffing to rely on from `now` on, where `open` counters are open
    /// and `planned` are so by the plan, which changes as `plan` says, in order
    /// of time. What is open counts, and not the plan, except from where on the
    /// plan has fewer counters than it has now: who is to come may be late.
    #[must_use]
    pub fn relied_on(plan: &[Self], planned: usize, open: usize, now: Moment) -> Vec<Self> {
        let mut shifts = vec![Self { from: now, counters: open }];
        shifts.extend(plan.iter().filter(|shift| shift.from > now).map(|shift| {
            let fewer = shift.counters < planned;
            Self { from: shift.from, counters: if fewer { open.min(shift.counters) } else { open } }
        }));
        shifts
    }
}

/// All that a decision is made from.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    /// The moment of the decision.
    pub now: Moment,
    /// Everybody not yet called, in the order of booking or of their tickets:
    /// who stands first goes first among equals.
    pub visits: &'a [Visit],
    /// The counters, in any order.
    pub counters: &'a [Counter<'a>],
    /// The staffing of the day, earliest first.
    pub shifts: &'a [Shift],
}

impl Situation<'_> {
    /// Whether every counter gives every service.
    pub(super) fn counters_are_alike(&self) -> bool {
        self.counters.iter().all(|counter| counter.offers == Offers::Everything)
    }

    /// Counters staffed now.
    pub(super) fn staffed(&self) -> usize {
        self.counters.iter().filter(|counter| counter.staffed).count()
    }

    /// Counters staffed now that give all of `kinds`.
    pub(super) fn staffed_for(&self, kinds: &[Kind]) -> usize {
        let gives_all = |offers: Offers<'_>| kinds.iter().all(|kind| offers.include(*kind));
        self.counters.iter().filter(|c| c.staffed && gives_all(c.offers)).count()
    }

    /// Counters staffed at `moment` by the list, or now if the list has none.
    pub(super) fn staffed_at(&self, moment: Moment) -> usize {
        let shift = self.shifts.iter().rev().find(|shift| shift.from <= moment);
        match shift.map_or(0, |shift| shift.counters) {
            0 => self.staffed(),
            counters => counters,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_open_is_relied_on_and_where_the_plan_has_fewer() {
        let shift = |from, counters| Shift { from: Moment(from), counters };
        let plan = [shift(0, 11), shift(100, 8), shift(200, 11)];
        let relied = |planned, open, now| Shift::relied_on(&plan, planned, open, Moment(now));
        assert_eq!(relied(11, 11, 50), [shift(50, 11), shift(100, 8), shift(200, 11)]);
        assert_eq!(relied(11, 6, 50), [shift(50, 6), shift(100, 6), shift(200, 6)]);
        let late = relied(8, 8, 150);
        assert_eq!(late, [shift(150, 8), shift(200, 8)], "who is to come may be late");
    }
}
