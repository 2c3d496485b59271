//! How the day is run: a notice for everybody, an interruption, no more
//! numbers, a call for help.

use serde::{Deserialize, Serialize};

use super::{
    Actor, Answer, Event, EventKind, Outcome, Queue, Refusal, Stage, VisitId, apply::Step,
};
use crate::{
    ids::{CounterId, Number},
    time::Moment,
};

/// A text for everybody in the hall: one line, not long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
// Invariant: not empty, at most `Notice::MOST` letters, no control characters.
pub struct Notice(String);

/// A text that is no [`Notice`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not one line of at most {} letters", Notice::MOST)]
pub struct NotANotice;

impl Notice {
    /// So many letters are read at ten metres in one go.
    pub const MOST: usize = 120;

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Notice {
    type Error = NotANotice;

    fn try_from(text: String) -> Result<Self, NotANotice> {
        let text = text.trim();
        let fits = (1..=Self::MOST).contains(&text.chars().count());
        if !fits || text.chars().any(char::is_control) {
            return Err(NotANotice);
        }
        Ok(Self(text.to_owned()))
    }
}

impl From<Notice> for String {
    fn from(notice: Notice) -> Self {
        notice.0
    }
}

/// Somebody at a counter has called for help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Help {
    /// Where.
    #[serde(rename = "c")]
    pub counter: CounterId,
    /// When.
    #[serde(rename = "t")]
    pub at: Moment,
    /// When somebody said that they have seen it.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Moment>,
}

const NOTHING: Answer = Answer { number: None, call: None, idle: None };

impl Queue {
    /// Shows this to everybody in the hall, or nothing any more.
    pub fn post(&self, notice: Option<Notice>, by: Actor, now: Moment) -> Outcome {
        if self.today.notice == notice {
            return Outcome::Same(NOTHING);
        }
        let mut after = self.changed_by(Event::new(EventKind::Posted, now, by));
        after.today.notice = notice;
        Outcome::Changed(Box::new(after), NOTHING)
    }

    /// Nobody is called any more until further notice. Who was called and is
    /// on the way waits again, with number and rank; who is being served is
    /// served on.
    pub fn interrupt(&self, why: Notice, by: Actor, now: Moment) -> Outcome {
        if self.today.interrupted.as_ref() == Some(&why) {
            return Outcome::Same(NOTHING);
        }
        let mut after = self.clone();
        after.events = vec![Event::new(EventKind::Interrupted, now, by)];
        let is_called = |stage: &Stage| matches!(stage, Stage::Called { .. });
        let called: Vec<VisitId> = self
            .entries
            .iter()
            .filter(|(_, entry)| is_called(&entry.stage))
            .map(|(id, _)| *id)
            .collect();
        for id in &called {
            let number = self.number(*id);
            after.events.push(Event::new(EventKind::PutBack, now, by).of(number));
            after.calls.retain(|shown| Some(shown.number) != number);
        }
        after.version += after.events.len() as u64;
        let version = after.version;
        for id in &called {
            if let Some(entry) = after.entries.get_mut(id) {
                entry.stage = Stage::Waiting;
                entry.changed = version;
            }
        }
        let freed = |visit: Option<VisitId>| visit.is_some_and(|id| called.contains(&id));
        for counter in after.counters.values_mut().filter(|counter| freed(counter.visit)) {
            counter.visit = None;
            if std::mem::take(&mut counter.pause_after) {
                counter.open = false;
            }
        }
        after.today.interrupted = Some(why);
        Outcome::Changed(Box::new(after), NOTHING)
    }

    /// After an interruption: calls go on, by rank.
    pub fn go_on(&self, by: Actor, now: Moment) -> Outcome {
        if self.today.interrupted.is_none() {
            return Outcome::Same(NOTHING);
        }
        let mut after = self.changed_by(Event::new(EventKind::WentOn, now, by));
        after.today.interrupted = None;
        Outcome::Changed(Box::new(after), NOTHING)
    }

    /// No more numbers today, or numbers again.
    pub fn stop_numbers(&self, stop: bool, by: Actor, now: Moment) -> Outcome {
        if self.today.stopped == stop {
            return Outcome::Same(NOTHING);
        }
        let kind = if stop { EventKind::NumbersStopped } else { EventKind::NumbersAgain };
        let mut after = self.changed_by(Event::new(kind, now, by));
        after.today.stopped = stop;
        Outcome::Changed(Box::new(after), NOTHING)
    }

    /// Somebody has seen that help is needed at this counter.
    ///
    /// # Errors
    ///
    /// [`Refusal::NoHelpNeeded`] when nobody has called for any there.
    pub fn help_seen(
        &self,
        counter: &CounterId,
        by: Actor,
        now: Moment,
    ) -> Result<Outcome, Refusal> {
        let place = self.today.help.iter().position(|help| help.counter == *counter);
        let place = place.ok_or(Refusal::NoHelpNeeded)?;
        if self.today.help[place].seen.is_some() {
            return Ok(Outcome::Same(NOTHING));
        }
        let mut after = self.changed_by(Event::new(EventKind::HelpSeen, now, by));
        after.today.help[place].seen = Some(now);
        Ok(Outcome::Changed(Box::new(after), NOTHING))
    }

    /// Where help is needed and nobody has seen it yet, longest first.
    pub fn help_needed(&self) -> impl Iterator<Item = &Help> {
        self.today.help.iter().filter(|help| help.seen.is_none())
    }
}

impl Step<'_> {
    /// Calls for help to this counter. Nothing is noted about who is there.
    pub(super) fn help(&mut self) -> Option<Number> {
        let (counter, at) = (self.counter.clone(), self.now);
        let present = self.present().ok().map(|(_, number, _)| number);
        let help = &mut self.after.today.help;
        if help.iter().any(|help| help.counter == counter && help.seen.is_none()) {
            return present;
        }
        help.retain(|help| help.counter != counter);
        help.push(Help { counter, at, seen: None });
        self.event(EventKind::HelpCalled, None);
        present
    }

    /// Refuses what calls people or gives them up while nobody is called.
    pub(super) fn refuse_while_interrupted(&self) -> Result<(), Refusal> {
        match &self.before.today.interrupted {
            Some(_) => Err(Refusal::Interrupted),
            None => Ok(()),
        }
    }

    /// The present visit takes longer than usual, says the clerk.
    pub(super) fn takes_longer(&mut self) -> Result<Option<Number>, Refusal> {
        let (id, number, entry) = self.present()?;
        if entry.longer {
            return Ok(Some(number));
        }
        if let Some(entry) = self.touch(id) {
            entry.longer = true;
        }
        self.event(EventKind::TakesLonger, number);
        Ok(Some(number))
    }
}
