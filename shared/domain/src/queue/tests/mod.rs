//! Stories from the hall. Every step of every story also checks what must
//! always hold (see [`check`]).

mod always;
mod check;
mod counters;
mod desk;
mod disturbed;
mod ending;
mod guarded;
mod order;
mod outage;
mod presence;
mod presses;
mod stored;
mod taking_back;
mod views;
mod waits;

use super::*;
use crate::{
    office::{Items, Office},
    testing::{counter, items, moment, number, office, service},
    time::Seconds,
};

/// One Tuesday at the office.
#[derive(Debug, Clone)]
pub(super) struct House {
    pub(super) office: Office,
    pub(super) queue: Queue,
    pub(super) now: Moment,
    /// Who has booked for today, as far as the counters know.
    pub(super) expected: Vec<Expected>,
    /// What was used for keys so far.
    keys: u64,
}

impl House {
    /// Nine o'clock in the morning, nobody there.
    pub(super) fn open() -> Self {
        let office = office();
        let queue = Queue::new(office.numbers.walk_in);
        Self { office, queue, now: clock("09:00"), expected: Vec::new(), keys: 0 }
    }

    /// The same with overtaking and holding switched on.
    pub(super) fn guarded() -> Self {
        let mut house = Self::open();
        house.office.switches.overtaking = true;
        house.office.switches.holding = true;
        house
    }

    /// Somebody has booked.
    pub(super) fn expect(&mut self, value: u16, start: Moment, service: &str) {
        let items = items(service);
        self.expected.push(Expected { number: number(value), start, items });
    }

    pub(super) fn at(&mut self, time: &str) -> &mut Self {
        self.now = clock(time);
        self
    }

    pub(super) fn later(&mut self, seconds: i64) -> &mut Self {
        self.now = self.now + Seconds(seconds);
        self
    }

    /// A key nobody has used, as the digest of both key and payload.
    pub(super) fn stamp(&mut self) -> Stamp {
        self.keys += 1;
        let hash = KeyHash(VisitId::from_bits(self.keys << 9));
        Stamp { key: hash, payload: hash }
    }

    fn enter(&mut self, id: VisitId, entry: Entry, kind: EventKind) -> Number {
        let mut after = self.queue.clone();
        after.version += 1;
        if entry.appointment.is_none() {
            after.drawn.push(id);
        }
        after.checked_in.extend(entry.appointment.as_ref().map(|a| a.number));
        after.entries.insert(id, entry);
        let number = after.number(id).expect("somebody who has come");
        after.events = vec![Event::new(kind, self.now, Actor::Citizen).of(number)];
        check::step(&self.office, &self.queue, &after, None);
        self.queue = after;
        number
    }

    fn entry(&self, appointment: Option<Appointment>, service: &str) -> Entry {
        Entry {
            appointment,
            emergency: None,
            items: items(service),
            arrived: self.now,
            stage: Stage::Waiting,
            absences: 0,
            not_before: None,
            only: None,
            overtaken: 0,
            urgent: None,
            longer: false,
            language: None,
            changed: 0,
        }
    }

    /// Somebody draws a ticket.
    pub(super) fn ticket(&mut self, service: &str) -> u16 {
        let id = self.stamp().key.0;
        let entry = self.entry(None, service);
        self.enter(id, entry, EventKind::Drawn).get()
    }

    /// Somebody with an appointment checks in.
    pub(super) fn check_in(&mut self, value: u16, start: Moment, service: &str) -> u16 {
        let id = self.stamp().key.0;
        let entry = self.entry(Some(Appointment { number: number(value), start }), service);
        self.enter(id, entry, EventKind::CheckedIn).get()
    }

    /// A number that was given out without a network so many minutes ago is
    /// entered.
    pub(super) fn enter_later(
        &mut self,
        value: u16,
        ago: i64,
        service: &str,
    ) -> Result<Answer, Refusal> {
        let entered = Entered {
            id: VisitId::from_bits(u64::from(value) << 40),
            number: number(value),
            items: items(service),
            drawn: self.now - Seconds::minutes(ago),
            called: None,
            language: None,
        };
        self.enter_as(&entered)
    }

    pub(super) fn enter_as(&mut self, entered: &Entered) -> Result<Answer, Refusal> {
        let outcome = self.queue.enter(&self.office, entered, Actor::Kiosk, self.now)?;
        Ok(self.follow(outcome, None))
    }

    /// Somebody presses a key at a counter.
    pub(super) fn press(&mut self, at: &str, command: &Command) -> Result<Answer, Refusal> {
        let stamp = self.stamp();
        self.press_as(at, command, stamp)
    }

    pub(super) fn press_as(
        &mut self,
        at: &str,
        command: &Command,
        stamp: Stamp,
    ) -> Result<Answer, Refusal> {
        let Self { office, queue, expected, now, .. } = &*self;
        let outcome = queue.command(office, expected, &counter(at), command, stamp, *now)?;
        Ok(self.follow(outcome, Some(command)))
    }

    /// What is stored becomes the queue.
    pub(super) fn follow(&mut self, outcome: Outcome, command: Option<&Command>) -> Answer {
        match outcome {
            Outcome::Changed(after, answer) => {
                check::step(&self.office, &self.queue, &after, command);
                self.queue = *after;
                answer
            }
            Outcome::Same(answer) => answer,
        }
    }

    /// "Next" at a free counter: who is called?
    pub(super) fn next(&mut self, at: &str) -> Option<u16> {
        let answer = self.press(at, &Command::Next { finish_current: false });
        answer.expect("a free counter").call.map(|call| call.number.get())
    }

    /// "Done and next": who is called?
    pub(super) fn done_and_next(&mut self, at: &str) -> Option<u16> {
        let answer = self.press(at, &Command::Next { finish_current: true });
        answer.expect("a counter").call.map(|call| call.number.get())
    }

    pub(super) fn id(&self, value: u16) -> VisitId {
        self.queue.find(number(value)).expect("somebody in the house")
    }

    pub(super) fn visit(&self, value: u16) -> &Entry {
        &self.queue.entries[&self.id(value)]
    }

    pub(super) fn stage(&self, value: u16) -> &Stage {
        &self.visit(value).stage
    }

    pub(super) fn is_gone(&self, value: u16) -> bool {
        self.queue.find(number(value)).is_none()
    }

    /// The numbers on the board, newest last.
    pub(super) fn board(&self) -> Vec<u16> {
        self.queue.calls.iter().map(|shown| shown.number.get()).collect()
    }

    pub(super) fn kinds(&self) -> Vec<EventKind> {
        self.queue.events.iter().map(|event| event.kind).collect()
    }
}

/// A time of this Tuesday.
pub(super) fn clock(time: &str) -> Moment {
    moment(&format!("2026-12-01T{time}:00+01:00"))
}
