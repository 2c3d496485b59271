//! What is kept of a day beside its visits, and what the info desk does with
//! it: questions that were only answered, and visits that cannot wait.

use serde::{Deserialize, Serialize};

use super::{
    Actor, Answer, Event, EventKind, Expected, Help, KeyHash, Notice, Outcome, Queue, Refusal,
    Stage, VisitId, guarded,
};
use crate::{
    disturbance::Disturbances,
    ids::Number,
    office::Office,
    time::{Moment, Seconds},
};

/// How many keys of questions are remembered, to tell a press that arrives
/// twice from another question. The second comes within moments.
const QUESTION_KEYS: usize = 12;

/// So far is counted back for the limit of urgent visits.
const HOUR: Seconds = Seconds::hours(1);

/// What is kept of a day beside its visits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Today {
    /// How many questions were answered without a number.
    #[serde(rename = "a", skip_serializing_if = "is_none")]
    pub questions: u32,
    /// The keys of the latest of them, newest first.
    #[serde(rename = "k", skip_serializing_if = "Vec::is_empty")]
    keys: Vec<KeyHash>,
    /// When visits were marked urgent within the last hour.
    #[serde(rename = "u", skip_serializing_if = "Vec::is_empty")]
    urgent: Vec<Moment>,
    /// What everybody in the hall is told.
    #[serde(rename = "n", skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notice>,
    /// Why nobody is called at present.
    #[serde(rename = "i", skip_serializing_if = "Option::is_none")]
    pub interrupted: Option<Notice>,
    /// Whether no more numbers are given out.
    #[serde(rename = "s", skip_serializing_if = "std::ops::Not::not")]
    pub stopped: bool,
    /// Who has called for help, the latest call of each counter.
    #[serde(rename = "e", skip_serializing_if = "Vec::is_empty")]
    pub help: Vec<Help>,
    /// The numbers that were given out without a network and entered afterwards.
    #[serde(rename = "o", skip_serializing_if = "Vec::is_empty")]
    pub entered: Vec<Number>,
    /// The services that cannot be done at present.
    #[serde(rename = "g", skip_serializing_if = "Disturbances::is_empty")]
    pub disturbances: Disturbances,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives the field as it is")]
fn is_none(count: &u32) -> bool {
    *count == 0
}

/// Why a visit cannot wait, as far as the office needs to know. Nobody is
/// asked for a diagnosis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Urgent {
    /// A journey begins within days and the document is missing.
    Travel,
    /// Something has to be done today by law, or a right is lost.
    Deadline,
    /// Stolen, burnt, put out of the flat: without the document nothing goes on.
    Hardship,
    /// The person cannot wait for long.
    Frail,
}

impl Urgent {
    /// All of them, as the info desk lists them.
    pub const ALL: [Self; 4] = [Self::Travel, Self::Deadline, Self::Hardship, Self::Frail];
}

/// How a visit that was marked urgent stands in the order of calling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Urgency {
    /// Why it cannot wait.
    #[serde(rename = "r")]
    pub because: Urgent,
    /// When it was marked.
    #[serde(rename = "t")]
    pub at: Moment,
    /// Whether it counts as an appointment of that time. Where that would
    /// endanger what others were promised, it is the first without one.
    #[serde(rename = "b", default, skip_serializing_if = "std::ops::Not::not")]
    pub as_booked: bool,
}

impl Queue {
    /// A question was answered at the info desk; nobody draws a number for it.
    pub fn answered(&self, key: KeyHash, by: Actor, now: Moment) -> Outcome {
        let answer = Answer { number: None, call: None, idle: None };
        if self.today.keys.contains(&key) {
            return Outcome::Same(answer);
        }
        let mut after = self.changed_by(Event::new(EventKind::Answered, now, by));
        after.today.questions += 1;
        after.today.keys.insert(0, key);
        after.today.keys.truncate(QUESTION_KEYS);
        Outcome::Changed(Box::new(after), answer)
    }

    /// A visit that waits cannot wait: it goes as an appointment of this
    /// moment where that endangers nobody's promise, and else before all who
    /// wait without one. Marking twice is marking once.
    ///
    /// # Errors
    ///
    /// [`Refusal::Ended`] when the visit is over, [`Refusal::WrongStage`] when
    /// it does not wait, [`Refusal::TooManyUrgent`] when within an hour as many
    /// were marked as the office allows.
    pub fn mark_urgent(
        &self,
        office: &Office,
        expected: &[Expected],
        id: VisitId,
        because: Urgent,
        (by, now): (Actor, Moment),
    ) -> Result<Outcome, Refusal> {
        let number = self.number(id).ok_or(Refusal::Ended)?;
        let entry = self.entries.get(&id).ok_or(Refusal::Ended)?;
        let answer = Answer { number: Some(number), call: None, idle: None };
        match entry.stage {
            _ if entry.urgent.is_some() => return Ok(Outcome::Same(answer)),
            Stage::Waiting => (),
            Stage::Left => return Err(Refusal::Ended),
            Stage::Called { .. } | Stage::Serving { .. } | Stage::Parked { .. } | Stage::NoShow => {
                return Err(Refusal::WrongStage { number });
            }
        }
        let within = |at: &Moment| *at + HOUR > now;
        let lately = self.today.urgent.iter().filter(|at| within(at)).count();
        if lately >= usize::from(office.day.urgent_per_hour) {
            let oldest = self.today.urgent.iter().copied().filter(within).min();
            return Err(Refusal::TooManyUrgent { from: oldest.map(|at| at + HOUR) });
        }
        let as_booked = guarded::endangers_nobody(office, self, expected, &entry.items, now);
        let mut event = Event::new(EventKind::Urgent, now, by).of(number);
        event.urgent = Some(because);
        let mut after = self.changed_by(event);
        after.today.urgent.retain(within);
        after.today.urgent.push(now);
        let version = after.version;
        if let Some(entry) = after.entries.get_mut(&id) {
            entry.urgent = Some(Urgency { because, at: now, as_booked });
            entry.not_before = None;
            entry.changed = version;
        }
        Ok(Outcome::Changed(Box::new(after), answer))
    }

    /// A copy whose latest change is this event.
    pub(super) fn changed_by(&self, event: Event) -> Self {
        let mut after = self.clone();
        after.version += 1;
        after.events = vec![event];
        after
    }
}
