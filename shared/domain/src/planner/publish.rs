//! From an old plan to a new one while people keep booking.

use serde::{Deserialize, Serialize};

use super::{UNITS, value_at};
use crate::time::Unit;

/// More is booked at a unit than is planned there. Nobody is turned away: the
/// people keep their appointments, and the lead learns of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overhang {
    /// When they start.
    pub unit: Unit,
    /// How many are booked or held.
    pub booked: u16,
    /// How many the new plan allows.
    pub planned: u16,
}

/// A unit of which the new plan offers more or less than the old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// When they start.
    pub unit: Unit,
    /// How many could start under the old plan.
    pub before: u16,
    /// How many can start now.
    pub after: u16,
}

/// What publishing a plan for one day does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// How many further appointments may start at each unit (288 values).
    pub free: Vec<u16>,
    /// Where the old and the new plan differ.
    pub changes: Vec<Change>,
    /// Where more is booked than planned.
    pub overhangs: Vec<Overhang>,
}

/// Compares the starts of an old and a new plan for one day with what is
/// booked or held; what is missing in a list counts as 0.
///
/// Free is planned less booked, and never negative: a unit that is booked
/// beyond the plan stays at 0 until enough people have cancelled.
#[must_use]
pub fn publish(old: &[u16], booked: &[u16], new: &[u16]) -> Publication {
    let mut publication =
        Publication { free: vec![0; UNITS], changes: Vec::new(), overhangs: Vec::new() };
    let units = (0..Unit::PER_DAY).filter_map(Unit::new);
    for (unit, free) in units.zip(&mut publication.free) {
        let at = usize::from(unit.index());
        let (before, after) = (value_at(old, at), value_at(new, at));
        let taken = value_at(booked, at);
        *free = after.saturating_sub(taken);
        if before != after {
            publication.changes.push(Change { unit, before, after });
        }
        if taken > after {
            publication.overhangs.push(Overhang { unit, booked: taken, planned: after });
        }
    }
    publication
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn starts() -> impl Strategy<Value = Vec<u16>> {
        proptest::collection::vec(0..6_u16, 0..UNITS)
    }

    proptest! {
        #[test]
        fn free_and_booked_are_the_plan_or_more_is_booked(
            old in starts(), booked in starts(), new in starts(),
        ) {
            let publication = publish(&old, &booked, &new);
            prop_assert_eq!(publication.free.len(), UNITS);
            for at in 0..UNITS {
                let (taken, planned) = (value_at(&booked, at), value_at(&new, at));
                let over: Vec<&Overhang> = publication
                    .overhangs
                    .iter()
                    .filter(|o| usize::from(o.unit.index()) == at)
                    .collect();
                if taken > planned {
                    prop_assert_eq!(publication.free[at], 0);
                    prop_assert_eq!((over[0].booked, over[0].planned), (taken, planned));
                } else {
                    prop_assert_eq!(publication.free[at] + taken, planned);
                    prop_assert!(over.is_empty());
                }
            }
        }

        #[test]
        fn publishing_the_same_plan_again_changes_nothing(plan in starts(), booked in starts()) {
            let publication = publish(&plan, &booked, &plan);
            prop_assert!(publication.changes.is_empty());
        }
    }
}
