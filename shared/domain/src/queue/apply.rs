//! Commands, applied: from the queue before to the queue after.

use std::collections::BTreeMap;

use super::{
    Actor, Answer, Command, Counter, Decision, Entry, Event, EventKind, Expected, Forward, Last,
    OLDER_KEYS, Outcome, Queue, Reason, Refusal, Stage, Stamp, Undo, VisitId, next_call,
};
use crate::{
    ids::{CounterId, Number},
    office::{Item, Items, Office},
    time::Moment,
};

impl Queue {
    /// Applies a counter's command.
    ///
    /// A command whose key is the counter's latest is answered as before and
    /// changes nothing. A command that changes nothing is not remembered:
    /// `next` at an open counter with nobody to call, also where that keeps the
    /// counter free, which is noted once.
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
                let Last { number, call, idle, .. } = last.clone();
                Ok(Some(Answer { number, call, idle }))
            }
            _ if older.contains(&stamp.key) => Err(Refusal::Stale),
            _ => Ok(None),
        }
    }
}

/// One command on its way through a copy of the queue.
pub(super) struct Step<'a> {
    pub(super) office: &'a Office,
    pub(super) counter: &'a CounterId,
    pub(super) now: Moment,
    pub(super) before: &'a Queue,
    pub(super) after: Queue,
    /// The entries touched, as they were.
    pub(super) touched: BTreeMap<VisitId, Entry>,
    /// Whether the counter's visit was finished.
    pub(super) finished: bool,
    /// Those whom a call overtook.
    pub(super) overtook: Vec<VisitId>,
    /// Whether undo may bring the state before back.
    pub(super) undoable: bool,
}

impl<'a> Step<'a> {
    fn begin(before: &'a Queue, office: &'a Office, counter: &'a CounterId, now: Moment) -> Self {
        let mut after = before.clone();
        after.events.clear();
        after.counters.entry(counter.clone()).or_default();
        let (touched, finished, undoable) = (BTreeMap::new(), false, true);
        let overtook = Vec::new();
        Self { office, counter, now, before, after, touched, finished, overtook, undoable }
    }

    fn take(&mut self, expected: &[Expected], command: &Command) -> Result<Answer, Refusal> {
        if matches!(command, Command::Next { .. } | Command::Recall | Command::NoShow) {
            self.refuse_while_interrupted()?;
        }
        let number = match command {
            Command::Open => self.open(),
            Command::Pause => self.pause(),
            Command::Next { finish_current } => return self.next(expected, *finish_current),
            Command::Recall => return self.recall(),
            Command::Start => self.start()?,
            Command::Continue => self.go_on()?,
            Command::TakesLonger => self.takes_longer()?,
            Command::Help => self.help(),
            Command::Finish => self.finish()?,
            Command::NoShow => self.no_show()?,
            Command::Serve { number } => self.serve(*number)?,
            Command::Park => self.park()?,
            Command::Resume { number } => self.resume(*number)?,
            Command::Add { item } => self.add(item)?,
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
        let only_held = self.after.events.iter().all(|event| event.kind == EventKind::Held);
        self.after.version += self.after.events.len() as u64;
        let version = self.after.version;
        for id in self.touched.keys() {
            if let Some(entry) = self.after.entries.get_mut(id) {
                entry.changed = version;
            }
        }
        let undo = (self.undoable && !self.touched.is_empty()).then(|| {
            let before = self.before.counters.get(self.counter);
            let (entries, overtook) =
                (std::mem::take(&mut self.touched), std::mem::take(&mut self.overtook));
            Undo { finished: self.finished, overtook, ..Undo::new(before, entries) }
        });
        let Answer { number, call, idle } = answer.clone();
        let counter = self.counter();
        if counter.visit.is_some() || !counter.open {
            counter.held = None;
        }
        if only_held {
            // As if nobody had pressed: what was done before can be taken back.
            return Outcome::Changed(Box::new(self.after), answer);
        }
        if let Some(last) = counter.last.take() {
            counter.older.insert(0, last.stamp.key);
            counter.older.truncate(OLDER_KEYS);
        }
        counter.last = Some(Last { stamp, version, number, call, idle, undo });
        Outcome::Changed(Box::new(self.after), answer)
    }

    pub(super) fn counter(&mut self) -> &mut Counter {
        self.after.counters.entry(self.counter.clone()).or_default()
    }

    /// Notes an event. Who presses a counter's keys acts as a clerk.
    pub(super) fn event(
        &mut self,
        kind: EventKind,
        number: impl Into<Option<Number>>,
    ) -> &mut Event {
        self.after.events.push(Event::new(kind, self.now, Actor::Clerk).of(number));
        self.after.events.last_mut().expect("one was pushed")
    }

    /// The counter's visit, its number and its stage.
    pub(super) fn present(&self) -> Result<(VisitId, Number, &Entry), Refusal> {
        let id = self.after.counters.get(self.counter).and_then(|counter| counter.visit);
        let found =
            id.and_then(|id| Some((id, self.after.number(id)?, self.after.entries.get(&id)?)));
        found.ok_or(Refusal::CounterIdle)
    }

    /// The entry, to be changed; what it was is kept for undo.
    pub(super) fn touch(&mut self, id: VisitId) -> Option<&mut Entry> {
        let entry = self.after.entries.get_mut(&id)?;
        self.touched.entry(id).or_insert_with(|| entry.clone());
        Some(entry)
    }

    pub(super) fn set_stage(&mut self, id: VisitId, stage: Stage) {
        if let Some(entry) = self.touch(id) {
            entry.stage = stage;
        }
    }

    /// The same for somebody who stands at the counter: not having been there
    /// at an earlier call counts no more.
    pub(super) fn set_stage_of_present(&mut self, id: VisitId, stage: Stage) {
        if let Some(entry) = self.touch(id) {
            entry.stage = stage;
            entry.absences = 0;
            entry.not_before = None;
        }
    }

    /// The counter has no visit any more, and closes if it was to.
    pub(super) fn set_free(&mut self) {
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
            self.event(EventKind::Opened, None);
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
            self.event(EventKind::Paused, None);
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
            Decision::Call { id, reason, overtakes } => {
                let call = self.call(id, reason);
                self.overtake(overtakes);
                Ok(Answer { number: call.as_ref().map(|call| call.number), call, idle: None })
            }
            idle @ (Decision::Hold { .. } | Decision::Empty { .. }) => {
                self.hold(&idle);
                Ok(Answer { number: None, call: None, idle: Some(idle) })
            }
        }
    }

    /// Notes for whom the counter stays free, so that the hall can be told; once,
    /// however often it asks.
    fn hold(&mut self, idle: &Decision) {
        let Decision::Hold { reason: Reason::HoldFor { start }, .. } = *idle else { return };
        if self.counter().held.replace(start) != Some(start) {
            self.event(EventKind::Held, None).start = Some(start);
        }
    }

    fn start(&mut self) -> Result<Option<Number>, Refusal> {
        let (id, number, entry) = self.present()?;
        let Stage::Called { at, .. } = entry.stage else {
            return Err(Refusal::AlreadyServing { number });
        };
        let counter = self.counter.clone();
        let stage = Stage::Serving { counter, since: self.now, called: Some(at), confirmed: None };
        self.set_stage_of_present(id, stage);
        self.event(EventKind::Started, number);
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
            self.event(EventKind::PutBack, called_number);
        }
        self.take_up(id);
        self.event(EventKind::Started, number);
        Ok(Some(number))
    }

    fn take_up(&mut self, id: VisitId) {
        let counter = self.counter.clone();
        let stage = Stage::Serving { counter, since: self.now, called: None, confirmed: None };
        self.set_stage_of_present(id, stage);
        if !std::mem::replace(&mut self.counter().open, true) {
            self.event(EventKind::Opened, None);
        }
        self.counter().visit = Some(id);
    }

    fn park(&mut self) -> Result<Option<Number>, Refusal> {
        let (id, number, _) = self.present()?;
        self.set_stage_of_present(id, Stage::Parked { counter: self.counter.clone() });
        self.hide(number);
        self.set_free();
        self.event(EventKind::Parked, number);
        Ok(Some(number))
    }

    fn resume(&mut self, number: Number) -> Result<Option<Number>, Refusal> {
        if let Ok((_, number, _)) = self.present() {
            return Err(Refusal::CounterBusy { number });
        }
        let id = self.visit(number, |stage| matches!(stage, Stage::Parked { .. }))?;
        self.take_up(id);
        self.event(EventKind::Resumed, number);
        Ok(Some(number))
    }

    /// One number, one call, one more service.
    fn add(&mut self, item: &Item) -> Result<Option<Number>, Refusal> {
        let (id, number, entry) = self.present()?;
        let mut items = entry.items.as_slice().to_vec();
        items.push(item.clone());
        let items = Items::new(items).map_err(|_| Refusal::NotAdded)?;
        let able = self.office.counter(self.counter).is_some_and(|c| c.serves_all(&items));
        if !able {
            return Err(Refusal::NotAdded);
        }
        let now_for = Some(items.clone());
        if let Some(entry) = self.touch(id) {
            entry.items = items;
        }
        self.event(EventKind::Added, number).items = now_for;
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
        self.set_stage_of_present(id, Stage::Waiting);
        if let Some(entry) = self.touch(id) {
            entry.only = only;
            entry.longer = false;
            entry.items = items.clone().unwrap_or_else(|| entry.items.clone());
        }
        self.hide(number);
        self.set_free();
        self.event(EventKind::Forwarded, number).items = items;
        Ok(Some(number))
    }
}
