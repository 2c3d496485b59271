//! What a person does without a counter: goes away, comes back.

use super::{Actor, Answer, Event, EventKind, Outcome, Queue, Refusal, Stage, VisitId};
use crate::time::Moment;

impl Queue {
    /// The person goes away. Leaving twice is leaving once.
    ///
    /// # Errors
    ///
    /// [`Refusal::Ended`] when the visit is over, [`Refusal::WrongStage`] when
    /// it was called, is being served, or is a no-show.
    pub fn leave(&self, id: VisitId, by: Actor, now: Moment) -> Result<Outcome, Refusal> {
        let number = self.number(id).ok_or(Refusal::Ended)?;
        let answer = Answer { number: Some(number), call: None, idle: None };
        let entry = self.entries.get(&id).ok_or(Refusal::Ended)?;
        match entry.stage {
            Stage::Left => Ok(Outcome::Same(answer)),
            Stage::Waiting | Stage::Parked { .. } => {
                Ok(self.with_stage(id, Stage::Left, EventKind::Left, (by, now), answer))
            }
            Stage::Called { .. } | Stage::Serving { .. } | Stage::NoShow => {
                Err(Refusal::WrongStage { number })
            }
        }
    }

    /// Somebody who was called and not there is back: waits again with the
    /// old rank. Changes nothing for anybody else.
    ///
    /// # Errors
    ///
    /// [`Refusal::Ended`] when the visit is over or the person has left.
    pub fn back(&self, id: VisitId, by: Actor, now: Moment) -> Result<Outcome, Refusal> {
        let number = self.number(id).ok_or(Refusal::Ended)?;
        let answer = Answer { number: Some(number), call: None, idle: None };
        let entry = self.entries.get(&id).ok_or(Refusal::Ended)?;
        match entry.stage {
            Stage::NoShow => {
                Ok(self.with_stage(id, Stage::Waiting, EventKind::Back, (by, now), answer))
            }
            Stage::Left => Err(Refusal::Ended),
            Stage::Waiting
            | Stage::Called { .. }
            | Stage::Serving { .. }
            | Stage::Parked { .. } => Ok(Outcome::Same(answer)),
        }
    }

    fn with_stage(
        &self,
        id: VisitId,
        stage: Stage,
        kind: EventKind,
        (by, now): (Actor, Moment),
        answer: Answer,
    ) -> Outcome {
        let mut after = self.changed_by(Event::new(kind, now, by).of(answer.number));
        let version = after.version;
        if let Some(entry) = after.entries.get_mut(&id) {
            entry.stage = stage;
            entry.absences = 0;
            entry.not_before = None;
            entry.changed = version;
        }
        Outcome::Changed(Box::new(after), answer)
    }
}
