//! The queue while some services cannot be done.
//!
//! Who waits for one keeps number and rank, and no counter calls them until it
//! is over. Who has been called already is left with the clerk: they may have
//! been greeted without a key, and taking them away from a counter helps nobody.
//! So is whomever a clerk takes up by hand.

use super::{Actor, Answer, Event, EventKind, Outcome, Queue};
use crate::{
    disturbance::{Disturbance, Disturbances, Disturbed},
    ids::ServiceId,
    office::Items,
    time::Moment,
};

const NOTHING: Answer = Answer { number: None, call: None, idle: None };

impl Queue {
    /// What keeps a visit for `items` from being called at `at`.
    #[must_use]
    pub fn disturbance(&self, items: &Items, at: Moment) -> Option<&Disturbance> {
        self.today.disturbances.of(items, at)
    }

    /// These services cannot be done until then. Said again with another time or
    /// reason, that holds.
    pub fn disturb(&self, disturbed: &Disturbed, by: Actor, now: Moment) -> Outcome {
        let event = |service: &ServiceId| {
            Event::new(EventKind::Disturbed, now, by)
                .for_items(&Items::one(service.clone()))
                .booked_for(disturbed.disturbance.until)
        };
        self.disturbances_changed(|all| all.set(disturbed, now), event)
    }

    /// These services can be done again.
    pub fn restore(&self, services: &[ServiceId], by: Actor, now: Moment) -> Outcome {
        let event = |service: &ServiceId| {
            Event::new(EventKind::Restored, now, by).for_items(&Items::one(service.clone()))
        };
        self.disturbances_changed(|all| all.end(services, now), event)
    }

    fn disturbances_changed(
        &self,
        change: impl FnOnce(&mut Disturbances) -> Vec<ServiceId>,
        event: impl Fn(&ServiceId) -> Event,
    ) -> Outcome {
        let mut after = self.clone();
        let changed = change(&mut after.today.disturbances);
        if changed.is_empty() {
            return Outcome::Same(NOTHING);
        }
        after.events = changed.iter().map(event).collect();
        after.version += after.events.len() as u64;
        Outcome::Changed(Box::new(after), NOTHING)
    }

    /// When the next of those who wait for the end of a disturbance may be called.
    pub(super) fn next_disturbance_over(&self, now: Moment) -> Option<Moment> {
        let waiting = self.entries.values().filter(|entry| entry.stage.is_waiting());
        waiting.filter_map(|entry| Some(self.disturbance(&entry.items, now)?.until)).min()
    }
}
