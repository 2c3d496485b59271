//! The end of a service, and what to do when nobody said that it ended.

use super::{Entry, EventKind, Refusal, Stage, apply::Step};
use crate::{
    ids::Number,
    office::Office,
    survival::PPM,
    time::{Moment, Seconds},
};

/// After how many times as long as nine of ten visits take the clerk is asked.
const PATIENCE: i64 = 2;

/// So many times as long as usual a visit takes that takes longer.
const LONGER: i64 = 2;

impl Entry {
    /// From when on this visit has been at its counter for so long that its end
    /// has perhaps been forgotten: twice as long as nine of ten such visits
    /// take, counted from the call, or from when the clerk said last that it
    /// goes on. `None` when it is at no counter.
    #[must_use]
    pub fn perhaps_over_from(&self, office: &Office) -> Option<Moment> {
        let since = match self.stage {
            Stage::Called { at, .. }
            | Stage::Serving { confirmed: Some(at), .. }
            | Stage::Serving { called: Some(at), .. }
            | Stage::Serving { since: at, .. } => at,
            Stage::Waiting | Stage::Parked { .. } | Stage::NoShow | Stage::Left => return None,
        };
        let usual = office.service_time(office.tables(), &self.items).survival;
        let nine_of_ten = usual.quantile(PPM / 10 * 9);
        let longer = if self.longer { LONGER } else { 1 };
        Some(since + Seconds(PATIENCE * longer * nine_of_ten.0))
    }
}

impl Step<'_> {
    /// The clerk says that it goes on.
    pub(super) fn go_on(&mut self) -> Result<Option<Number>, Refusal> {
        let (id, number, entry) = self.present()?;
        let (counter, confirmed) = (self.counter.clone(), Some(self.now));
        let stage = match entry.stage {
            Stage::Called { at, .. } => {
                Stage::Serving { counter, since: self.now, called: Some(at), confirmed }
            }
            Stage::Serving { since, called, .. } => {
                Stage::Serving { counter, since, called, confirmed }
            }
            Stage::Waiting | Stage::Parked { .. } | Stage::NoShow | Stage::Left => {
                return Err(Refusal::CounterIdle);
            }
        };
        self.set_stage_of_present(id, stage);
        self.event(EventKind::Continued, number);
        Ok(Some(number))
    }

    /// The visit is over. If it had been so long that its end had perhaps been
    /// forgotten, nobody knows how long it really took.
    pub(super) fn finish(&mut self) -> Result<Option<Number>, Refusal> {
        let (id, number, entry) = self.present()?;
        let unmeasured = entry.perhaps_over_from(self.office).is_some_and(|from| from <= self.now);
        self.touch(id);
        self.after.entries.remove(&id);
        self.finished = true;
        self.set_free();
        self.event(EventKind::Finished, number).unmeasured = unmeasured;
        Ok(Some(number))
    }
}
