//! Commands, applied: from the queue before to the queue after.

use std::collections::BTreeMap;

use super::{
    Answer, Call, Command, Counter, Decision, Entry, Event, EventKind, Expected, Forward, Last,
    OLDER_KEYS, Outcome, Queue, RECENT_CALLS, Reason, Refusal, Shown, Stage, Stamp, Undo, VisitId,
    next_call,
};
use crate::{
    ids::{CounterId, Number},
    office::{Items, Office},
    time::Moment,
};

impl Queue {
    /// Applies a counter's command.
    ///
    /// A command whose key is the counter's latest is answered as before and
    /// changes nothing. `next` that calls nobody is not remembered.
    ///
    /// # Errors
    ///
    /// A [`Refusal`]; then nothing changes.
    pub fn command(
        &self,
        office: &Office,
        expected: &[Expected],
        counter: &CounterId,
        command: &Command,
        stamp: Stamp,
        now: Moment,
    ) -> Result<Outcome, Refusal> {
        if office.counter(counter).is_none() {
            return Err(Refusal::UnknownCounter { counter: counter.clone() });
        }
        if let Some(before) = self.replay(counter, stamp)? {
            return Ok(Outcome::Same(before));
        }
        let mut step = Step::begin(self, office, counter, now);
        let answer = step.take(expected, command)?;
        Ok(step.end(stamp, answer))
    }

    /// The person goes away. Leaving twice is leaving once.
    ///
    /// # Errors
    ///
    /// [`Refusal::Ended`] when the visit is over, [`Refusal::WrongStage`] when
    /// it was called or is being served.
    pub fn leave(&self, id: VisitId, now: Moment) -> Result<Outcome, Refusal> {
        let number = self.number(id).ok_or(Refusal::Ended)?;
        let answer = Answer { number: Some(number), call: None, idle: None };
        let entry = self.entries.get(&id).ok_or(Refusal::Ended)?;
        match entry.stage {
            Stage::Left => Ok(Outcome::Same(answer)),
            Stage::Waiting | Stage::Parked { .. } => {
                Ok(self.with_stage(id, Stage::Left, EventKind::Left, now, answer))
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
    pub fn back(&self, id: VisitId, now: Moment) -> Result<Outcome, Refusal> {
        let number = self.number(id).ok_or(Refusal::Ended)?;
        let answer = Answer { number: Some(number), call: None, idle: None };
        let entry = self.entries.get(&id).ok_or(Refusal::Ended)?;
        match entry.stage {
            Stage::NoShow => Ok(self.with_stage(id, Stage::Waiting, EventKind::Back, now, answer)),
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
        now: Moment,
        answer: Answer,
    ) -> Outcome {
        let mut after = self.clone();
        after.version += 1;
        after.events = vec![Event { kind, at: now, number: answer.number, reason: None }];
        if let Some(entry) = after.entries.get_mut(&id) {
            entry.stage = stage;
            entry.absences = 0;
            entry.not_before = None;
            entry.changed = after.version;
        }
        Outcome::Changed(Box::new(after), answer)
    }

    /// What the same command answered before, if it is the counter's latest.
    fn replay(&self, counter: &CounterId, stamp: Stamp) -> Result<Option<Answer>, Refusal> {
        let Some(Counter { last, older, .. }) = self.counters.get(counter) else {
            return Ok(None);
        };
        match last {
            Some(last) if last.stamp.key == stamp.key => {
                if last.stamp.payload != stamp.payload {
                    return Err(Refusal::KeyReused);
                }
                let idle = last.call.is_none().then_some(Decision::Empty { ask_again_at: None });
                Ok(Some(Answer { number: last.number, call: last.call.clone(), idle }))
            }
            _ if older.contains(&stamp.key) => Err(Refusal::Stale),
            _ => Ok(None),
        }
    }
}

/// One command on its way through a copy of the queue.
struct Step<'a> {
    office: &'a Office,
    counter: &'a CounterId,
    now: Moment,
    before: &'a Queue,
    after: Queue,
    /// The entries touched, as they were.
    touched: BTreeMap<VisitId, Entry>,
    /// Whether undo may bring the state before back.
    undoable: bool,
}

impl<'a> Step<'a> {
    fn begin(before: &'a Queue, office: &'a Office, counter: &'a CounterId, now: Moment) -> Self {
        let mut after = before.clone();
        after.events.clear();
        after.counters.entry(counter.clone()).or_default();
        Self { office, counter, now, before, after, touched: BTreeMap::new(), undoable: true }
    }

    fn take(&mut self, expected: &[Expected], command: &Command) -> Result<Answer, Refusal> {
        let number = match command {
            Command::Open => self.open(),
            Command::Pause => self.pause(),
            Command::Next { finish_current } => return self.next(expected, *finish_current),
            Command::Recall => return self.recall(),
            Command::Start => self.start()?,
            Command::Finish => self.finish()?,
            Command::NoShow => self.no_show()?,
            Command::Serve { number } => self.serve(*number)?,
            Command::Park => self.park()?,
            Command::Resume { number } => self.resume(*number)?,
            Command::Forward { to } => self.forward(to)?,
            Command::Undo => self.undo()?,
        };
        Ok(Answer { number, call: None, idle: None })
    }

    /// Closes the step: counts the version on and remembers the command.
    fn end(mut self, stamp: Stamp, answer: Answer) -> Outcome {
        if self.after.events.is_empty() {
            return Outcome::Same(answer);
        }
        self.after.version += self.after.events.len() as u64;
        let version = self.after.version;
        for id in self.touched.keys() {
            if let Some(entry) = self.after.entries.get_mut(id) {
                entry.changed = version;
            }
        }
        let undo = (self.undoable && !self.touched.is_empty()).then(|| Undo {
            visit: self.before.counters.get(self.counter).and_then(|counter| counter.visit),
            entries: std::mem::take(&mut self.touched),
        });
        let (number, call) = (answer.number, answer.call.clone());
        let counter = self.counter();
        if let Some(last) = counter.last.take() {
            counter.older.insert(0, last.stamp.key);
            counter.older.truncate(OLDER_KEYS);
        }
        counter.last = Some(Last { stamp, version, number, call, undo });
        Outcome::Changed(Box::new(self.after), answer)
    }

    fn counter(&mut self) -> &mut Counter {
        self.after.counters.entry(self.counter.clone()).or_default()
    }

    fn event(&mut self, kind: EventKind, number: Option<Number>, reason: Option<Reason>) {
        self.after.events.push(Event { kind, at: self.now, number, reason });
    }

    /// The counter's visit, its number and its stage.
    fn present(&self) -> Result<(VisitId, Number, &Entry), Refusal> {
        let id = self.after.counters.get(self.counter).and_then(|counter| counter.visit);
        let found =
            id.and_then(|id| Some((id, self.after.number(id)?, self.after.entries.get(&id)?)));
        found.ok_or(Refusal::CounterIdle)
    }

    /// The entry, to be changed; what it was is kept for undo.
    fn touch(&mut self, id: VisitId) -> Option<&mut Entry> {
        let entry = self.after.entries.get_mut(&id)?;
        self.touched.entry(id).or_insert_with(|| entry.clone());
        Some(entry)
    }

    fn set_stage(&mut self, id: VisitId, stage: Stage) {
        if let Some(entry) = self.touch(id) {
            entry.stage = stage;
        }
    }

    /// The counter has no visit any more, and closes if it was to.
    fn set_free(&mut self) {
        let counter = self.counter();
        counter.visit = None;
        if std::mem::take(&mut counter.pause_after) {
            counter.open = false;
        }
    }

    fn open(&mut self) -> Option<Number> {
        let counter = self.counter();
        let changed = !counter.open || counter.pause_after;
        counter.open = true;
        counter.pause_after = false;
        if changed {
            self.event(EventKind::Opened, None, None);
        }
        self.present().ok().map(|(_, number, _)| number)
    }

    fn pause(&mut self) -> Option<Number> {
        let present = self.present().ok().map(|(_, number, _)| number);
        let counter = self.counter();
        let changed = counter.open && !counter.pause_after;
        counter.pause_after = present.is_some();
        counter.open = present.is_some();
        if changed {
            self.event(EventKind::Paused, None, None);
        }
        present
    }

    fn next(&mut self, expected: &[Expected], finish: bool) -> Result<Answer, Refusal> {
        match self.present() {
            Ok(_) if finish => {
                self.finish()?;
            }
            Ok((_, number, _)) => return Err(Refusal::CounterBusy { number }),
            Err(_) => (),
        }
        self.open();
        match next_call(self.office, &self.after, expected, self.counter, self.now) {
            Decision::Call { id, reason } => {
                let call = self.call(id, reason);
                Ok(Answer { number: call.as_ref().map(|call| call.number), call, idle: None })
            }
            idle @ (Decision::Hold { .. } | Decision::Empty { .. }) => {
                Ok(Answer { number: None, call: None, idle: Some(idle) })
            }
        }
    }

    fn call(&mut self, id: VisitId, reason: Reason) -> Option<Call> {
        let number = self.after.number(id)?;
        let stage = Stage::Called { counter: self.counter.clone(), at: self.now, recalled: None };
        self.set_stage(id, stage);
        self.counter().visit = Some(id);
        self.event(EventKind::Called, Some(number), Some(reason));
        Some(Call { number, sequence: self.show(number), reason })
    }

    /// Puts a number on the board as the newest and counts the gong.
    fn show(&mut self, number: Number) -> u64 {
        self.hide(number);
        let line = Shown { number, counter: self.counter.clone(), at: self.now };
        self.after.calls.push(line);
        let surplus = self.after.calls.len().saturating_sub(RECENT_CALLS);
        self.after.calls.drain(..surplus);
        self.after.sequence += 1;
        self.after.sequence
    }

    fn hide(&mut self, number: Number) {
        self.after.calls.retain(|shown| shown.number != number);
    }

    fn recall(&mut self) -> Result<Answer, Refusal> {
        let (id, number, entry) = self.present()?;
        let Stage::Called { counter, at, recalled } = entry.stage.clone() else {
            return Err(Refusal::AlreadyServing { number });
        };
        if let Some(from) = recalled.map(|last| last + self.office.calls.recall_lock)
            && self.now < from
        {
            return Err(Refusal::RecallLocked { from });
        }
        let reason = self.reason(number);
        self.set_stage(id, Stage::Called { counter, at, recalled: Some(self.now) });
        self.undoable = false;
        self.event(EventKind::Recalled, Some(number), None);
        let sequence = self.show(number);
        let call = Some(Call { number, sequence, reason });
        Ok(Answer { number: Some(number), call, idle: None })
    }

    /// Why this counter called `number`, as far as it remembers.
    fn reason(&self, number: Number) -> Reason {
        let last = self.before.counters.get(self.counter).and_then(|c| c.last.as_ref());
        let call = last.and_then(|last| last.call.as_ref());
        call.filter(|call| call.number == number).map_or(Reason::FirstCome, |call| call.reason)
    }

    fn start(&mut self) -> Result<Option<Number>, Refusal> {
        let (id, number, entry) = self.present()?;
        if !matches!(entry.stage, Stage::Called { .. }) {
            return Err(Refusal::AlreadyServing { number });
        }
        self.set_stage(id, Stage::Serving { counter: self.counter.clone(), since: self.now });
        self.event(EventKind::Started, Some(number), None);
        Ok(Some(number))
    }

    fn finish(&mut self) -> Result<Option<Number>, Refusal> {
        let (id, number, _) = self.present()?;
        self.touch(id);
        self.after.entries.remove(&id);
        self.set_free();
        self.event(EventKind::Finished, Some(number), None);
        Ok(Some(number))
    }

    fn no_show(&mut self) -> Result<Option<Number>, Refusal> {
        let (id, number, entry) = self.present()?;
        let Stage::Called { at, .. } = entry.stage else {
            return Err(Refusal::AlreadyServing { number });
        };
        let rules = self.office.calls;
        let from = at + rules.not_here_after;
        if self.now < from {
            return Err(Refusal::TooSoon { from });
        }
        let (now, mut kind) = (self.now, EventKind::Absent);
        if let Some(entry) = self.touch(id) {
            entry.absences = entry.absences.saturating_add(1);
            if u16::from(entry.absences) >= rules.not_here_calls {
                entry.stage = Stage::NoShow;
                kind = EventKind::NoShow;
            } else {
                entry.stage = Stage::Waiting;
                entry.not_before = Some(now + rules.not_here_pause);
            }
        }
        self.hide(number);
        self.set_free();
        self.event(kind, Some(number), None);
        Ok(Some(number))
    }

    /// The visit with this number, if it is in one of the stages.
    fn visit(
        &self,
        number: Number,
        stages: impl FnOnce(&Stage) -> bool,
    ) -> Result<VisitId, Refusal> {
        let id = self.after.find(number).ok_or(Refusal::UnknownNumber { number })?;
        let entry = self.after.entries.get(&id).ok_or(Refusal::UnknownNumber { number })?;
        if stages(&entry.stage) { Ok(id) } else { Err(Refusal::WrongStage { number }) }
    }

    fn serve(&mut self, number: Number) -> Result<Option<Number>, Refusal> {
        match self.present() {
            Ok((_, present, _)) if present == number => return self.start(),
            Ok((_, present, Entry { stage: Stage::Serving { .. }, .. })) => {
                return Err(Refusal::CounterBusy { number: present });
            }
            Ok(_) | Err(_) => (),
        }
        let id = self.visit(number, |stage| match stage {
            Stage::Waiting | Stage::NoShow | Stage::Parked { .. } => true,
            Stage::Called { .. } | Stage::Serving { .. } | Stage::Left => false,
        })?;
        if let Ok((called, called_number, _)) = self.present() {
            self.set_stage(called, Stage::Waiting);
            self.hide(called_number);
            self.event(EventKind::PutBack, Some(called_number), None);
        }
        self.take_up(id);
        self.event(EventKind::Started, Some(number), None);
        Ok(Some(number))
    }

    fn take_up(&mut self, id: VisitId) {
        self.set_stage(id, Stage::Serving { counter: self.counter.clone(), since: self.now });
        let counter = self.counter();
        counter.visit = Some(id);
        counter.open = true;
    }

    fn park(&mut self) -> Result<Option<Number>, Refusal> {
        let (id, number, _) = self.present()?;
        self.set_stage(id, Stage::Parked { counter: self.counter.clone() });
        self.hide(number);
        self.set_free();
        self.event(EventKind::Parked, Some(number), None);
        Ok(Some(number))
    }

    fn resume(&mut self, number: Number) -> Result<Option<Number>, Refusal> {
        if let Ok((_, number, _)) = self.present() {
            return Err(Refusal::CounterBusy { number });
        }
        let id = self.visit(number, |stage| matches!(stage, Stage::Parked { .. }))?;
        self.take_up(id);
        self.event(EventKind::Resumed, Some(number), None);
        Ok(Some(number))
    }

    fn forward(&mut self, to: &Forward) -> Result<Option<Number>, Refusal> {
        let (id, number, entry) = self.present()?;
        let (items, only) = match to {
            Forward::Counter(to) => {
                let known = self.office.counter(to).filter(|_| to != self.counter);
                let counter = known.ok_or(Refusal::NoSuchTarget)?;
                if !counter.serves_all(&entry.items) {
                    return Err(Refusal::NoSuchTarget);
                }
                (None, Some(to.clone()))
            }
            Forward::Service(service) => {
                self.office.service(service).ok_or(Refusal::NoSuchTarget)?;
                (Some(Items::one(service.clone())), None)
            }
        };
        if let Some(entry) = self.touch(id) {
            entry.stage = Stage::Waiting;
            entry.only = only;
            entry.items = items.unwrap_or_else(|| entry.items.clone());
        }
        self.hide(number);
        self.set_free();
        self.event(EventKind::Forwarded, Some(number), None);
        Ok(Some(number))
    }

    fn undo(&mut self) -> Result<Option<Number>, Refusal> {
        let last = self.before.counters.get(self.counter).and_then(|c| c.last.as_ref());
        let (last, undo) = last
            .and_then(|last| Some((last, last.undo.as_ref()?)))
            .ok_or(Refusal::NothingToUndo)?;
        // Somebody else may have gone on with one of the visits.
        let untouched = undo.entries.keys().all(|id| {
            self.before.entries.get(id).is_none_or(|entry| entry.changed == last.version)
        });
        if !untouched {
            return Err(Refusal::NothingToUndo);
        }
        for (id, entry) in &undo.entries {
            if entry.stage.is_waiting()
                && let Some(number) = self.after.number(*id)
            {
                self.hide(number);
            }
            self.after.entries.insert(*id, entry.clone());
            self.touched.insert(*id, entry.clone());
        }
        self.counter().visit = undo.visit;
        self.undoable = false;
        let number = self.present().ok().map(|(_, number, _)| number).or(last.number);
        self.event(EventKind::Undone, number, None);
        Ok(number)
    }
}
