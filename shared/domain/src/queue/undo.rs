//! Taking back a counter's latest command.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Counter, Entry, EventKind, Last, Queue, Refusal, Shown, Stage, VisitId, apply::Step};
use crate::ids::Number;

/// How things stood before a command: the counter, and the entries touched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undo {
    /// Whether the counter was open.
    #[serde(rename = "o", default, skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
    /// Whether it was to close after its visit.
    #[serde(rename = "p", default, skip_serializing_if = "std::ops::Not::not")]
    pub pause_after: bool,
    /// The counter's visit.
    #[serde(rename = "v", default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<VisitId>,
    /// Whether the command finished that visit.
    #[serde(rename = "f", default, skip_serializing_if = "std::ops::Not::not")]
    pub finished: bool,
    /// The entries.
    #[serde(rename = "e")]
    pub entries: BTreeMap<VisitId, Entry>,
    /// Those who were overtaken by its call.
    #[serde(
        rename = "w",
        default,
        skip_serializing_if = "Vec::is_empty",
        with = "super::entry::as_bytes"
    )]
    pub overtook: Vec<VisitId>,
}

impl Undo {
    pub(super) fn new(counter: Option<&Counter>, entries: BTreeMap<VisitId, Entry>) -> Self {
        let (open, pause_after) = counter.map_or((false, false), |c| (c.open, c.pause_after));
        let visit = counter.and_then(|counter| counter.visit);
        Self { open, pause_after, visit, finished: false, entries, overtook: Vec::new() }
    }

    /// Whether the entries are still as the command of `version` left them.
    ///
    /// A visit that has gone was finished. If not by this very command, then
    /// by another counter, and it must not come back.
    fn is_latest(&self, queue: &Queue, version: u64) -> bool {
        self.entries.keys().all(|id| match queue.entries.get(id) {
            Some(entry) => entry.changed == version,
            None => self.finished && self.visit == Some(*id),
        })
    }
}

impl Step<'_> {
    pub(super) fn undo(&mut self) -> Result<Option<Number>, Refusal> {
        let last = self.before.counters.get(self.counter).and_then(|c| c.last.as_ref());
        let Some(Last { version, number, undo: Some(undo), .. }) = last else {
            return Err(Refusal::NothingToUndo);
        };
        if !undo.is_latest(self.before, *version) {
            return Err(Refusal::NothingToUndo);
        }
        for (id, entry) in &undo.entries {
            self.restore(*id, entry);
        }
        for id in &undo.overtook {
            if let Some(entry) = self.after.entries.get_mut(id) {
                entry.overtaken = entry.overtaken.saturating_sub(1);
            }
        }
        self.undoable = false;
        let counter = self.counter();
        counter.open = undo.open;
        counter.pause_after = undo.pause_after;
        counter.visit = undo.visit;
        Ok(self.present().ok().map(|(_, number, _)| number).or(*number))
    }

    /// Puts an entry back as it was, on the board too. Every visit restored is
    /// an event, so that the record knows where each of them stands.
    fn restore(&mut self, id: VisitId, entry: &Entry) {
        let mut restored = entry.clone();
        if let Some(present) = self.after.entries.get(&id) {
            // Other counters' calls have counted since, and that stands.
            restored.overtaken = present.overtaken;
        }
        self.after.entries.insert(id, restored);
        self.touched.insert(id, entry.clone());
        let number = self.after.number(id);
        self.event(EventKind::Undone, number);
        match (number, &entry.stage) {
            (Some(number), Stage::Called { counter, at, recalled }) => {
                self.hide(number);
                let line = Shown { number, counter: counter.clone(), at: recalled.unwrap_or(*at) };
                let place = self.after.calls.partition_point(|shown| shown.at <= line.at);
                self.after.calls.insert(place, line);
                self.trim_calls();
            }
            (Some(number), Stage::Waiting | Stage::Parked { .. } | Stage::NoShow) => {
                self.hide(number);
            }
            (Some(_), Stage::Serving { .. } | Stage::Left) | (None, _) => (),
        }
    }
}
