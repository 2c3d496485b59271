//! How long somebody will wait, as an honest range.
//!
//! The range comes from [`estimate`](crate::estimate) over the counters that
//! are open and serve this visit. The method knows alike counters only; of
//! people who are also served elsewhere therefore only a share stands ahead:
//! as many as the counters in common are among all that serve them. What that
//! neglects is made good by the office's own record of what tickets told and
//! what came of it ([`Residuals`](crate::estimate::Residuals)).

use super::{
    Entry, Expected, Queue, Stage, VisitId,
    kinds::{Desk, Kinds},
    next::Rank,
    staff,
};
use crate::{
    estimate::{self, Estimate, Hall, Presence, Told, WaitRange},
    ids::CounterId,
    office::{self, Items, Office},
    policy::{CheckIns, Kind},
    survival::{PPM, Survival},
    time::{Moment, Seconds},
};

/// An appointment is called this soon after its time.
const TOLERANCE: Seconds = Seconds::minutes(3);

impl Queue {
    /// How long the visit `id` will wait, or somebody who would draw a ticket
    /// now. `expected` are today's appointments: those not here yet, but
    /// probably here before it is one's turn, are in the way as well.
    #[must_use]
    pub fn wait(
        &self,
        office: &Office,
        expected: &[Expected],
        id: Option<VisitId>,
        now: Moment,
    ) -> WaitRange {
        self.tell(office, expected, id, now).range
    }

    /// Whether more people wait than can be called today, with the overtime that
    /// the office allows: whoever would draw a ticket now would in all
    /// probability be called later than that.
    #[must_use]
    pub fn is_full(&self, office: &Office, expected: &[Expected], now: Moment) -> bool {
        let Some(closes) = office.closes(office.today(now)) else { return false };
        let wait = self.wait(office, expected, None, now);
        now + Seconds::minutes(wait.low_min().into()) > closes + office.day.overtime
    }

    /// What a ticket tells of its wait when it is drawn: the range, and the
    /// estimate behind it, which is compared with the wait later.
    #[must_use]
    pub fn told(&self, office: &Office, expected: &[Expected], id: VisitId, now: Moment) -> Told {
        self.tell(office, expected, Some(id), now)
    }

    fn tell(
        &self,
        office: &Office,
        expected: &[Expected],
        id: Option<VisitId>,
        now: Moment,
    ) -> Told {
        let own = id.and_then(|id| self.entries.get(&id));
        let at_a_counter = matches!(
            own.map(|entry| &entry.stage),
            Some(Stage::Called { .. } | Stage::Serving { .. })
        );
        if at_a_counter || (own.is_none() && id.is_some()) {
            let estimate = sure(Seconds(0));
            return Told { estimate, range: WaitRange::of(estimate) };
        }
        let rank = id.and_then(|id| self.rank(office, id));
        let estimate = self.turn(office, expected, own, rank, now);
        // The record is that of tickets.
        let widened = match rank {
            Some(Rank::Appointment(..)) => estimate,
            Some(Rank::WalkIn(..)) | None => office.residuals().widen(estimate),
        };
        Told { estimate, range: WaitRange::of(not_before(widened, own, rank, now)) }
    }
}

impl Queue {
    /// When it is the turn of somebody who stands there.
    fn turn(
        &self,
        office: &Office,
        expected: &[Expected],
        own: Option<&Entry>,
        rank: Option<Rank>,
        now: Moment,
    ) -> Estimate {
        let turn = |goes_before: &dyn Fn(&Items) -> bool| {
            let seen = Outlook::new(self, office, expected, own, rank, goes_before, now);
            seen.turn()
        };
        let is_disturbed = |items: &Items| self.disturbance(items, now).is_some();
        let Some(own) = own.and_then(|own| self.disturbance(&own.items, now)) else {
            return turn(&|items| !is_disturbed(items));
        };
        // It waits for its turn, and at least for the end; there all who waited for
        // that with it go in their order.
        let (all, at_the_end) = (turn(&|_| true), turn(&is_disturbed));
        let later = |all: Seconds, then: Seconds| all.max((own.until + then) - now);
        Estimate {
            mean: later(all.mean, at_the_end.mean),
            low: later(all.low, at_the_end.low),
            high: later(all.high, at_the_end.high),
        }
    }
}

/// A wait of which nothing is uncertain.
fn sure(wait: Seconds) -> Estimate {
    Estimate { mean: wait, low: wait, high: wait }
}

/// An appointment is not called before its time, and nobody before a rest is
/// over.
fn not_before(turn: Estimate, own: Option<&Entry>, rank: Option<Rank>, now: Moment) -> Estimate {
    let mut turn = turn;
    let mut later = |earliest: Moment, latest: Moment| {
        turn.low = turn.low.max(earliest - now);
        turn.mean = turn.mean.max(earliest - now);
        turn.high = turn.high.max(latest - now);
    };
    if let Some(Rank::Appointment(due, _)) = rank
        && due > now
    {
        later(due, due + TOLERANCE);
    }
    if let Some(rest) = own.and_then(|entry| entry.not_before) {
        later(rest, rest);
    }
    turn
}

/// Somebody who may be called before.
struct Ahead {
    /// Among those of one sort: who goes first.
    rank: Rank,
    kind: Kind,
    presence: Presence,
    /// How much of them stands in the way, in ppm.
    share: u32,
}

/// The hall as one visit sees it.
struct Outlook<'a> {
    office: &'a Office,
    now: Moment,
    kinds: Kinds<'a>,
    /// The counters that can call the visit.
    desks: Vec<Desk<'a>>,
    /// Of so many open counters altogether; 0 when none of those is open.
    open: usize,
    walk_ins: Vec<Ahead>,
    appointments: Vec<Ahead>,
}

impl<'a> Outlook<'a> {
    fn new(
        queue: &'a Queue,
        office: &'a Office,
        expected: &'a [Expected],
        own: Option<&'a Entry>,
        rank: Option<Rank>,
        goes_before: &dyn Fn(&Items) -> bool,
        now: Moment,
    ) -> Self {
        let mut kinds = Kinds::of(office);
        let calls = |counter: &office::Counter, items: &Items, only: Option<&CounterId>| {
            let only = only.filter(|only| !queue.has_closed(only));
            counter.serves_all(items) && only.is_none_or(|only| *only == counter.id)
        };
        let calls_own = |desk: &Desk<'_>| {
            own.is_none_or(|own| calls(desk.counter, &own.items, own.only.as_ref()))
        };
        let mut all = queue.desks(office, &mut kinds, now);
        all.retain(|desk| desk.staffed);
        let mut open = all.len();
        if !all.iter().any(calls_own) {
            // Nobody is there for this visit: the counters as they might be.
            let idle = |counter| Desk { counter, staffed: true, serving: None };
            all = office.counters.iter().map(idle).collect();
            open = 0;
        }
        let share = |items: &Items, only: Option<&CounterId>| {
            let (mut able, mut shared) = (0, 0);
            for desk in all.iter().filter(|desk| calls(desk.counter, items, only)) {
                able += 1;
                shared += u32::from(calls_own(desk));
            }
            (shared * PPM).checked_div(able).unwrap_or(0)
        };

        let (mut walk_ins, mut appointments) = (Vec::new(), Vec::new());
        let waits = |entry: &Entry| entry.stage.is_waiting() && goes_before(&entry.items);
        for (id, entry) in queue.entries.iter().filter(|(_, entry)| waits(entry)) {
            let Some(other) = queue.rank(office, *id) else { continue };
            let ahead = Ahead {
                rank: other,
                kind: kinds.kind(&entry.items),
                presence: Presence::Here,
                share: share(&entry.items, entry.only.as_ref()),
            };
            match other {
                Rank::Appointment(..) => appointments.push(ahead),
                Rank::WalkIn(..) => walk_ins.push(ahead),
            }
        }
        for awaited in queue.awaited(expected, now).filter(|other| goes_before(&other.items)) {
            appointments.push(Ahead {
                rank: Rank::Appointment(awaited.start, awaited.number),
                kind: kinds.kind(&awaited.items),
                presence: Presence::Awaited,
                share: share(&awaited.items, None),
            });
        }
        // An appointment goes before every walk-in in the estimate's own way.
        walk_ins.retain(|ahead| match rank {
            Some(own @ Rank::WalkIn(..)) => ahead.rank < own,
            Some(Rank::Appointment(..)) => false,
            None => true,
        });
        if let Some(own @ Rank::Appointment(..)) = rank {
            appointments.retain(|ahead| ahead.rank < own);
        }
        all.retain(calls_own);
        let mut outlook = Self { office, now, kinds, desks: all, open, walk_ins, appointments };
        for people in [&mut outlook.walk_ins, &mut outlook.appointments] {
            people.sort_by_key(|ahead| ahead.rank);
            thin(people);
        }
        outlook
    }

    /// When it is this visit's turn.
    fn turn(&self) -> Estimate {
        let survival = |kind: Kind| self.kinds.survival(kind);
        let ahead: Vec<&Survival> = self.walk_ins.iter().map(|a| survival(a.kind)).collect();
        let appointment = |ahead: &Ahead| {
            let Rank::Appointment(start, _) = ahead.rank else { return None };
            let (service, presence) = (survival(ahead.kind), ahead.presence);
            Some(estimate::Expected { start, service, presence })
        };
        let appointments: Vec<_> = self.appointments.iter().filter_map(appointment).collect();
        let counter = |desk: &Desk<'_>| match desk.serving {
            Some(serving) => estimate::Counter::Busy {
                service: survival(serving.kind),
                elapsed: serving.elapsed,
            },
            None => estimate::Counter::Idle,
        };
        let counters: Vec<_> = self.desks.iter().map(counter).collect();
        let check_ins = check_ins(&self.kinds.tables().check_ins);
        let hall = Hall {
            now: self.now,
            counters: &counters,
            shifts: &[],
            ahead: &ahead,
            appointments: &appointments,
            shows_ppm: self.kinds.tables().show_ppm,
            check_ins: &check_ins,
        };
        match self.shifts() {
            Some(shifts) => estimate::estimate(&Hall { shifts: &shifts, ..hall })
                .unwrap_or_else(|| self.rough(&hall)),
            None => self.rough(&hall),
        }
    }

    /// How many of the counters will be open; `None` when none of them is.
    fn shifts(&self) -> Option<Vec<estimate::Shift>> {
        let part =
            |counters: usize| Some((counters * self.desks.len()).checked_div(self.open)?.max(1));
        staff::shifts(self.office, self.open, self.now)
            .into_iter()
            .map(|shift| {
                Some(estimate::Shift { from: shift.from, counters: part(shift.counters)? })
            })
            .collect()
    }

    /// The work ahead over the counters that are planned, from when on they
    /// are, with a margin of a third to both sides: nobody is there whose
    /// present visit would say more.
    fn rough(&self, hall: &Hall<'_>) -> Estimate {
        let (from, planned) = staff::planned(self.office, self.now);
        let all = self.office.counters.len().max(1);
        let counters = (planned * self.desks.len()).div_ceil(all).max(1);
        let counters = vec![estimate::Counter::Idle; counters];
        let hall = Hall { counters: &counters, now: from, ..*hall };
        let work = estimate::work_content(&hall).unwrap_or(Seconds(0)).0;
        let until = (from - self.now).0;
        Estimate {
            mean: Seconds(until + work),
            low: Seconds(until + work * 2 / 3),
            high: Seconds(until + work * 3 / 2),
        }
    }
}

/// Leaves of those who stand in the way in part as many as make a whole.
fn thin(people: &mut Vec<Ahead>) {
    let mut parts = PPM / 2;
    people.retain(|ahead| {
        parts += ahead.share;
        let whole = parts >= PPM;
        parts -= if whole { PPM } else { 0 };
        whole
    });
}

/// The table as the estimate takes it.
fn check_ins(table: &CheckIns) -> Vec<u32> {
    (0..=480).map(|step| table.by(Seconds(step * Survival::STEP - 3600))).collect()
}
