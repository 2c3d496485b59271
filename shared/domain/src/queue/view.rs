//! What the queue shows: to a visitor, to a counter, to the board.

use super::{Punctuality, Queue, Stage, VisitId, next::Rank};
use crate::{
    ids::{CounterId, Number},
    office::Office,
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
            self.ahead(office, self.rank(office, id), now).count()
        } else {
            0
        };
        let punctuality = entry
            .appointment
            .as_ref()
            .map(|appointment| Punctuality::of(office, appointment.start, entry.arrived));
        Some(Standing { number, state, ahead, counter, punctuality })
    }

    /// Those who wait and would be called before `rank` (everybody, if `None`).
    ///
    /// For a walk-in these are all appointments that are due or become due
    /// soon, and the walk-ins before.
    pub(super) fn ahead(
        &self,
        office: &Office,
        rank: Option<Rank>,
        now: Moment,
    ) -> impl Iterator<Item = VisitId> {
        let waiting = self.entries.iter().filter(|(_, entry)| entry.stage.is_waiting());
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

    /// A wait from work ahead: the minutes of those before and half of those
    /// at the counters, over the counters that are open.
    ///
    /// For `id` in the queue, or for somebody who would draw a ticket now.
    #[must_use]
    pub fn wait(&self, office: &Office, id: Option<VisitId>, now: Moment) -> WaitRange {
        let rank = id.and_then(|id| self.rank(office, id));
        let length = |id: VisitId| {
            let items = self.entries.get(&id).map(|entry| &entry.items);
            items.map_or(0, |items| mean_seconds(office, items))
        };
        let open = self.counters.values().filter(|counter| counter.open).count();
        let open = i64::try_from(open.max(1)).unwrap_or(1);
        let before: i64 = self.ahead(office, rank, now).map(length).sum();
        let busy: i64 =
            self.counters.values().filter_map(|c| c.visit).map(|id| length(id) / 2).sum();
        let idle = self.counters.keys().any(|id| self.counter_state(id) == CounterState::Idle);
        let work = if before == 0 && idle { 0 } else { (before + busy) / open };
        let until = match rank {
            Some(Rank::Appointment(time, _)) => (time - now).0.max(0),
            Some(Rank::WalkIn(..)) | None => 0,
        };
        let work = match rank {
            // An appointment waits for its time, then for a counter.
            Some(Rank::Appointment(..)) => work.min(180),
            Some(Rank::WalkIn(..)) | None => work,
        };
        WaitRange::around(Seconds(until + work * 2 / 3), Seconds(until + work * 3 / 2))
    }
}

/// The mean length of a visit for these items.
fn mean_seconds(office: &Office, items: &crate::office::Items) -> i64 {
    let priors = items.as_slice().iter().filter_map(|item| {
        Some(office.service(&item.service)?.prior.mean.0 * i64::from(item.count))
    });
    priors.sum()
}

/// An honest wait: never a single minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct WaitRange {
    /// At least so many minutes, a multiple of five.
    pub low_min: u32,
    /// At most so many minutes, a multiple of five.
    pub high_min: u32,
}

impl WaitRange {
    /// Rounds outward to five minutes.
    #[must_use]
    pub fn around(low: Seconds, high: Seconds) -> Self {
        let fives = |seconds: i64| u32::try_from(seconds.max(0) / 300).unwrap_or(0) * 5;
        let low_min = fives(low.0);
        Self { low_min, high_min: fives(high.0 + 299).max(low_min + 5) }
    }
}
