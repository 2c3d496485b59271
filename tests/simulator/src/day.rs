//! One day at the office, second by second.
//!
//! A day is plain data: who is booked, who comes when, how long each service
//! takes, how many counters are staffed. [`run`] plays it through a
//! [`Discipline`]. Replay and simulation share it, so what is simulated is
//! what would be replayed.

use domain::{
    policy::{Call, Claim, Counter, Decision, Kind, Offers, Serving, Shift, Situation, Visit},
    time::{Moment, Seconds},
};

use crate::discipline::Discipline;

/// A day to be played. All times are seconds after midnight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Nobody is called before.
    pub open: i64,
    /// Staffing, earliest first; the last entry stays in force until the
    /// queue is empty. Counters are numbered from 0, the lowest are staffed.
    pub shifts: Vec<Shift>,
    /// What the policy knows of the staffing to come.
    pub foresight: Foresight,
    /// The kinds of service each counter gives; counters beyond the list give
    /// all of them, as do all counters of most offices.
    pub offers: Vec<Vec<Kind>>,
    /// Everybody, in the order of booking and of the tickets.
    pub customers: Vec<Customer>,
}

/// What the policy knows of the staffing to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foresight {
    /// The list, whatever it has.
    Plan,
    /// As an office: what is open, and where the plan has fewer.
    WhatIsOpen,
}

/// Somebody who comes on a day, or was to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Customer {
    /// What they come for.
    pub kind: Kind,
    /// With an appointment or without.
    pub coming: Coming,
    /// How long they occupy a counter once called.
    pub service: i64,
}

/// When somebody comes, and on what ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coming {
    /// With an appointment.
    Booked {
        /// The booked time.
        at: i64,
        /// When they check in; `None` if they never do.
        arrives: Option<i64>,
    },
    /// Without one.
    WalkIn {
        /// When they draw a ticket.
        arrives: i64,
    },
}

impl Customer {
    /// When they are at the office.
    #[must_use]
    pub fn arrives(&self) -> Option<i64> {
        match self.coming {
            Coming::Booked { arrives, .. } => arrives,
            Coming::WalkIn { arrives } => Some(arrives),
        }
    }
}

/// One call of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Called {
    /// When.
    pub at: i64,
    /// By which counter.
    pub counter: usize,
    /// Whom, as the position in [`Day::customers`].
    pub customer: usize,
    /// The number of the rule behind it.
    pub rule: u8,
}

/// What became of a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Every call, by time and counter.
    pub calls: Vec<Called>,
    /// Seconds during which staffed counters stayed free for an appointment
    /// although a walk-in waited.
    pub held_sec: i64,
}

/// Plays `day` until nobody waits and nothing happens any more.
///
/// Decisions are made at opening, at every check-in, ticket, completion and
/// change of staff, and, while a staffed counter is free and somebody waits, a
/// tick after the last of these instants. At one instant everything that has
/// happened by then is applied first.
#[must_use]
pub fn run(day: &Day, discipline: &Discipline) -> Outcome {
    watch(day, discipline, &mut |_| ())
}

/// As [`run`], and lets `look` see the office after the decisions of each instant.
#[must_use]
pub fn watch(day: &Day, discipline: &Discipline, look: &mut dyn FnMut(Glance<'_>)) -> Outcome {
    let mut office = Office::opening(day);
    let tick = discipline.tick();
    loop {
        office.catch_up();
        let held = office.call_all(discipline);
        look(Glance(&office));
        let event = office.next_event();
        let next = if office.somebody_could_be_called() {
            Some(event.map_or(office.now + tick, |event| event.min(office.now + tick)))
        } else {
            event
        };
        let Some(next) = next else { break };
        office.outcome.held_sec += held as i64 * (next - office.now);
        office.now = next;
    }
    office.outcome.calls.sort_by_key(|call| (call.at, call.counter));
    office.outcome
}

/// The office at one instant of the day.
#[derive(Clone, Copy)]
pub struct Glance<'a>(&'a Office<'a>);

impl<'a> Glance<'a> {
    /// The instant, in seconds after midnight.
    #[must_use]
    pub fn now(self) -> i64 {
        self.0.now
    }

    /// Who has not been called, in the order of the customers, each with the
    /// position in [`Day::customers`].
    pub fn visits(self) -> impl Iterator<Item = (usize, &'a Visit)> {
        self.0.customers.iter().copied().zip(&self.0.visits)
    }

    /// What the staffed counters are occupied with.
    pub fn counters(self) -> impl Iterator<Item = Option<Serving>> + use<'a> {
        let (now, staffed) = (self.0.now, self.0.staffed());
        self.0.counters.iter().take(staffed).map(move |occupied| Some(occupied.as_ref()?.at(now)))
    }
}

/// The visit a counter is occupied with.
#[derive(Debug, Clone, Copy)]
struct Occupied {
    kind: Kind,
    since: i64,
    until: i64,
}

impl Occupied {
    fn at(&self, now: i64) -> Serving {
        Serving { kind: self.kind, elapsed: Seconds(now - self.since) }
    }
}

/// The office while a day is played.
struct Office<'a> {
    day: &'a Day,
    now: i64,
    /// Check-ins and tickets, earliest first, and how many of them have happened.
    arrivals: Vec<(i64, usize)>,
    arrived: usize,
    /// Who has not been called, in the order of the customers.
    visits: Vec<Visit>,
    /// The customer of each visit.
    customers: Vec<usize>,
    /// How many of the visits are here.
    waiting: usize,
    counters: Vec<Option<Occupied>>,
    /// The staffing as the policy sees it.
    shifts: Vec<Shift>,
    /// Counters as the policy sees them; kept to save allocations.
    view: Vec<Counter<'a>>,
    outcome: Outcome,
}

impl<'a> Office<'a> {
    fn opening(day: &'a Day) -> Self {
        let booked = |(customer, c): (usize, &Customer)| match c.coming {
            Coming::Booked { at, .. } => Some((customer, expected(c.kind, at))),
            Coming::WalkIn { .. } => None,
        };
        let (customers, visits) = day.customers.iter().enumerate().filter_map(booked).unzip();
        let arrival = |(customer, c): (usize, &Customer)| c.arrives().map(|at| (at, customer));
        let mut arrivals: Vec<_> = day.customers.iter().enumerate().filter_map(arrival).collect();
        arrivals.sort_unstable();
        let most = day.shifts.iter().map(|shift| shift.counters).max().unwrap_or(0);
        Self {
            day,
            now: day.open,
            arrivals,
            arrived: 0,
            visits,
            customers,
            waiting: 0,
            counters: vec![None; most],
            shifts: day.shifts.clone(),
            view: Vec::with_capacity(most),
            outcome: Outcome::default(),
        }
    }

    /// Applies everything that has happened up to now.
    fn catch_up(&mut self) {
        while let Some(&(at, customer)) =
            self.arrivals.get(self.arrived).filter(|a| a.0 <= self.now)
        {
            self.arrived += 1;
            self.arrive(at, customer);
        }
        for counter in &mut self.counters {
            *counter = counter.filter(|occupied| occupied.until > self.now);
        }
        if self.day.foresight == Foresight::WhatIsOpen && self.day.shifts.len() > 1 {
            let (open, now) = (self.staffed(), Moment(self.now));
            self.shifts = Shift::relied_on(&self.day.shifts, open, open, now);
        }
    }

    fn arrive(&mut self, at: i64, customer: usize) {
        self.waiting += 1;
        let place = self.customers.partition_point(|other| *other < customer);
        let Customer { kind, coming, .. } = self.day.customers[customer];
        match coming {
            Coming::Booked { at: booked, .. } => {
                let checked_in = Some(Moment(at));
                self.visits[place].claim =
                    Claim::Appointment { booked: Moment(booked), checked_in };
            }
            Coming::WalkIn { .. } => {
                let claim = Claim::Ticket { drawn: Moment(at) };
                self.customers.insert(place, customer);
                self.visits.insert(place, Visit { kind, claim, overtaken: 0 });
            }
        }
    }

    /// Lets free counters call, lowest first; how many of them are held.
    fn call_all(&mut self, discipline: &Discipline) -> usize {
        let alike = self.day.offers.is_empty();
        let (mut next, mut held) = (0, 0);
        while self.waiting > 0 {
            let lowest = self.free().find(|counter| *counter >= next);
            let Some(counter) = lowest else { break };
            self.look_at_counters();
            let situation = Situation {
                now: Moment(self.now),
                visits: &self.visits,
                counters: &self.view,
                shifts: &self.shifts,
            };
            match discipline.decide(&situation, counter) {
                Decision::Call(call) => self.call(counter, &call),
                // Where all counters are alike, the others would answer the same.
                Decision::Hold { .. } if alike => return self.free().count(),
                Decision::Nothing if alike => return 0,
                Decision::Hold { .. } => held += 1,
                Decision::Nothing => (),
            }
            next = counter + 1;
        }
        held
    }

    fn call(&mut self, counter: usize, call: &Call) {
        for overtaken in &call.overtakes {
            self.visits[*overtaken].overtaken += 1;
        }
        let visit = self.visits.remove(call.visit);
        let customer = self.customers.remove(call.visit);
        self.waiting -= 1;
        let until = self.now + self.day.customers[customer].service;
        self.counters[counter] = Some(Occupied { kind: visit.kind, since: self.now, until });
        let rule = call.reason.rule();
        self.outcome.calls.push(Called { at: self.now, counter, customer, rule });
    }

    fn look_at_counters(&mut self) {
        let staffed = self.staffed();
        let (now, offers) = (self.now, &self.day.offers);
        self.view.clear();
        self.view.extend(self.counters.iter().enumerate().map(|(number, occupied)| Counter {
            staffed: number < staffed,
            serving: occupied.map(|occupied| occupied.at(now)),
            offers: offers.get(number).map_or(Offers::Everything, |kinds| Offers::Only(kinds)),
        }));
    }

    fn staffed(&self) -> usize {
        let shift = self.day.shifts.iter().rev().find(|shift| shift.from.0 <= self.now);
        shift.map_or(0, |shift| shift.counters)
    }

    /// Staffed counters that serve nobody, lowest first.
    fn free(&self) -> impl Iterator<Item = usize> {
        (0..self.staffed()).filter(|counter| self.counters[*counter].is_none())
    }

    /// Whether somebody waits whom a free counter could serve.
    fn somebody_could_be_called(&self) -> bool {
        let serves = |counter: usize, kind: &Kind| {
            self.day.offers.get(counter).is_none_or(|kinds| kinds.contains(kind))
        };
        let here = |visit: &&Visit| match visit.claim {
            Claim::Appointment { checked_in, .. } => checked_in.is_some(),
            Claim::Ticket { .. } => true,
        };
        let alike = self.day.offers.is_empty();
        self.waiting > 0
            && self.free().any(|counter| {
                alike || self.visits.iter().filter(here).any(|v| serves(counter, &v.kind))
            })
    }

    /// The next check-in, ticket, completion or change of staff.
    fn next_event(&self) -> Option<i64> {
        let arrival = self.arrivals.get(self.arrived).map(|(at, _)| *at);
        let completion = self.counters.iter().flatten().map(|occupied| occupied.until).min();
        let shift = self.day.shifts.iter().map(|shift| shift.from.0).find(|from| *from > self.now);
        [arrival, completion, shift].into_iter().flatten().min()
    }
}

fn expected(kind: Kind, booked: i64) -> Visit {
    let claim = Claim::Appointment { booked: Moment(booked), checked_in: None };
    Visit { kind, claim, overtaken: 0 }
}

#[cfg(test)]
mod tests {
    use domain::policy::Parameters;

    use super::*;
    use crate::model;

    #[test]
    fn a_counter_calls_only_whom_it_can_serve() {
        let walk_in = |kind, arrives| Customer {
            kind: Kind(kind),
            coming: Coming::WalkIn { arrives },
            service: 600,
        };
        let day = Day {
            open: 28_800,
            shifts: vec![Shift { from: Moment(28_800), counters: 2 }],
            foresight: Foresight::Plan,
            offers: vec![vec![Kind(0)], vec![Kind(0), Kind(1)]],
            customers: vec![walk_in(1, 28_700), walk_in(1, 28_701), walk_in(0, 28_702)],
        };
        for discipline in [Discipline::Fifo, Discipline::Guard(model::guard(Parameters::default()))]
        {
            let calls = run(&day, &discipline).calls;
            let told: Vec<_> = calls.iter().map(|c| (c.at, c.counter, c.customer)).collect();
            assert_eq!(told, [(28_800, 0, 2), (28_800, 1, 0), (29_400, 1, 1)], "{discipline}");
        }
    }
}
