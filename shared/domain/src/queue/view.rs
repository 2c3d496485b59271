//! What the queue shows: to a visitor, to a counter, to the board.

use super::{Counter, Punctuality, Queue, Stage, VisitId, next::Rank};
use crate::{
    ids::{CounterId, Number},
    office::Office,
    statistics::{Promise, Waiting},
    time::{Moment, Seconds},
};

/// Where a visit stands, for the person and for the pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its number.
    pub number: Number,
    /// Its state.
    pub state: VisitState,
    /// How many people are called before, as far as can be said.
    pub ahead: usize,
    /// The counter it was called to or is served at.
    pub counter: Option<CounterId>,
    /// For an appointment: how its check-in compares with the booked time.
    pub punctuality: Option<Punctuality>,
}

/// The state of a visit in the house, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum VisitState {
    /// Waits for its call.
    Waiting,
    /// Was called.
    Called,
    /// Is being served.
    Serving,
    /// Was set aside.
    Parked,
    /// Was called and not there.
    NoShow,
    /// Went away.
    Left,
    /// Was served.
    Done,
}

/// What a counter does, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CounterState {
    /// Not open.
    Closed,
    /// Open and without a visit.
    Idle,
    /// Has called somebody.
    Called,
    /// Serves somebody.
    Serving,
}

impl Queue {
    /// Where the visit stands; `None` if it never was in this queue, or was an
    /// appointment and is finished.
    #[must_use]
    pub fn standing(&self, office: &Office, id: VisitId, now: Moment) -> Option<Standing> {
        let number = self.number(id)?;
        let Some(entry) = self.entries.get(&id) else {
            let state = VisitState::Done;
            return Some(Standing { number, state, ahead: 0, counter: None, punctuality: None });
        };
        let (state, counter) = match &entry.stage {
            Stage::Waiting => (VisitState::Waiting, None),
            Stage::Called { counter, .. } => (VisitState::Called, Some(counter.clone())),
            Stage::Serving { counter, .. } => (VisitState::Serving, Some(counter.clone())),
            Stage::Parked { .. } => (VisitState::Parked, None),
            Stage::NoShow => (VisitState::NoShow, None),
            Stage::Left => (VisitState::Left, None),
        };
        let ahead = if state == VisitState::Waiting {
            let is_disturbed = self.disturbance(&entry.items, now).is_some();
            self.ahead(office, self.rank(office, id), is_disturbed, now).count()
        } else {
            0
        };
        let punctuality = entry
            .appointment
            .as_ref()
            .map(|appointment| Punctuality::of(office, appointment.start, entry.arrived));
        Some(Standing { number, state, ahead, counter, punctuality })
    }

    /// Which promise a first call at `at` has broken, and by how much.
    #[must_use]
    pub fn late_call(
        &self,
        office: &Office,
        number: Number,
        at: Moment,
    ) -> Option<(Promise, Seconds)> {
        let entry = self.entries.get(&self.find(number)?).filter(|entry| entry.absences == 0)?;
        let start = entry.appointment.as_ref().map(|appointment| appointment.start);
        let (promise, from) = Waiting::of(office, start, entry.arrived).promised();
        let late = at - (from + promise.within());
        (late.0 > 0).then_some((promise, late))
    }

    /// Those who wait and would be called before `rank` (everybody, if `None`).
    ///
    /// For a walk-in these are all appointments that are due or become due
    /// soon, and the walk-ins before. Who cannot be called is before nobody but
    /// those who wait for the same.
    pub(super) fn ahead(
        &self,
        office: &Office,
        rank: Option<Rank>,
        is_disturbed: bool,
        now: Moment,
    ) -> impl Iterator<Item = VisitId> {
        let waiting = self.entries.iter().filter(move |(_, entry)| {
            entry.stage.is_waiting()
                && (is_disturbed || self.disturbance(&entry.items, now).is_none())
        });
        waiting.map(|(id, _)| *id).filter(move |id| match (self.rank(office, *id), rank) {
            (Some(Rank::Appointment(time, _)), Some(Rank::WalkIn(..)) | None) => {
                time <= now + super::next::LEAD
            }
            (Some(other), Some(own)) => other < own,
            (Some(_), None) => true,
            (None, _) => false,
        })
    }

    /// How many people wait for their call.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.entries.values().filter(|entry| entry.stage.is_waiting()).count()
    }

    /// Until when a counter is kept free while people wait, as far as is noted:
    /// the end of the grace after the start of its appointment.
    #[must_use]
    pub fn held_until(&self, office: &Office) -> Option<Moment> {
        let free = |counter: &&Counter| counter.open && counter.visit.is_none();
        let starts = self.counters.values().filter(free).filter_map(|counter| counter.held);
        let last = starts.max().filter(|_| self.waiting() > 0);
        last.map(|start| start + office.day.hold_grace)
    }

    /// What a counter does.
    #[must_use]
    pub fn counter_state(&self, counter: &CounterId) -> CounterState {
        let Some(counter) = self.counters.get(counter) else {
            return CounterState::Closed;
        };
        match counter.visit.and_then(|id| self.entries.get(&id)).map(|entry| &entry.stage) {
            Some(Stage::Serving { .. }) => CounterState::Serving,
            Some(_) => CounterState::Called,
            None if counter.open => CounterState::Idle,
            None => CounterState::Closed,
        }
    }
}
