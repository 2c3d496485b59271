//! Calling to a counter, calling again, and "not here".

use super::{
    Answer, Call, Entry, EventKind, RECENT_CALLS, Reason, Refusal, Shown, Stage, VisitId,
    apply::Step,
};
use crate::ids::Number;

impl Step<'_> {
    pub(super) fn call(&mut self, id: VisitId, reason: Reason) -> Option<Call> {
        let number = self.after.number(id)?;
        let stage = Stage::Called { counter: self.counter.clone(), at: self.now, recalled: None };
        self.set_stage(id, stage);
        self.counter().visit = Some(id);
        self.event(EventKind::Called, number).reason = Some(reason);
        Some(Call { number, sequence: self.show(number), reason })
    }

    /// Counts for those who wait on that somebody went before them. That is no
    /// change of theirs: other counters' commands on them can be taken back.
    pub(super) fn overtake(&mut self, overtaken: Vec<VisitId>) {
        for id in &overtaken {
            if let Some(entry) = self.after.entries.get_mut(id) {
                entry.overtaken = entry.overtaken.saturating_add(1);
            }
        }
        self.overtook = overtaken;
    }

    /// Puts a number on the board as the newest and counts the gong.
    fn show(&mut self, number: Number) -> u64 {
        self.hide(number);
        let line = Shown { number, counter: self.counter.clone(), at: self.now };
        self.after.calls.push(line);
        self.trim_calls();
        self.after.sequence += 1;
        self.after.sequence
    }

    pub(super) fn trim_calls(&mut self) {
        let surplus = self.after.calls.len().saturating_sub(RECENT_CALLS);
        self.after.calls.drain(..surplus);
    }

    pub(super) fn hide(&mut self, number: Number) {
        self.after.calls.retain(|shown| shown.number != number);
    }

    pub(super) fn recall(&mut self) -> Result<Answer, Refusal> {
        let (id, number, entry) = self.present()?;
        let Stage::Called { counter, at, recalled } = entry.stage.clone() else {
            return Err(Refusal::AlreadyServing { number });
        };
        if let Some(from) = recalled.map(|last| last + self.office.calls.recall_lock)
            && self.now < from
        {
            return Err(Refusal::RecallLocked { from });
        }
        let reason = self.reason(number, entry);
        self.set_stage(id, Stage::Called { counter, at, recalled: Some(self.now) });
        self.undoable = false;
        self.event(EventKind::Recalled, number);
        let sequence = self.show(number);
        let call = Some(Call { number, sequence, reason });
        Ok(Answer { number: Some(number), call, idle: None })
    }

    /// Why this counter called `number`. After another command in between it
    /// no longer remembers, and an appointment counts as due.
    fn reason(&self, number: Number, entry: &Entry) -> Reason {
        let last = self.before.counters.get(self.counter).and_then(|c| c.last.as_ref());
        let call = last.and_then(|last| last.call.as_ref());
        match (call.filter(|call| call.number == number), &entry.appointment) {
            (Some(call), _) => call.reason,
            (None, _) if let Some(urgency) = entry.urgent => urgency.reason(),
            (None, Some(appointment)) => Reason::Due { start: appointment.start },
            (None, None) => Reason::FirstCome,
        }
    }

    pub(super) fn no_show(&mut self) -> Result<Option<Number>, Refusal> {
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
        self.event(kind, number);
        Ok(Some(number))
    }
}
