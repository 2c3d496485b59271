//! The queue as the policy sees it, and the policy's answer as the queue's.

use super::{
    Decision, Entry, Expected, Queue, Reason, VisitId,
    kinds::{Desk, Kinds},
    next::{self, Rank},
    staff,
};
use crate::{
    ids::{CounterId, Number},
    office::{Items, Office, Switches},
    policy::{self, Claim, Guard, Offers, Parameters, Situation, Visit},
    time::Moment,
};

/// What [`Guard`] lets `counter` do; `None` when it has nobody to call.
///
/// Guard sees whoever the counter could call at this moment if it served
/// every service, the appointments not yet here, and the counters that are
/// open or busy. Among equals the lower number goes first.
pub(super) fn decide(
    office: &Office,
    queue: &Queue,
    expected: &[Expected],
    counter: &CounterId,
    now: Moment,
) -> Option<Decision> {
    let mut kinds = Kinds::of(office);
    let people = people(office, (queue, expected), &mut kinds, now, |entry| {
        next::is_callable(queue, entry, counter, now)
    });
    let mut desks = queue.desks(office, &mut kinds, now);
    let asked = office.counter(counter)?;
    desks.retain(|desk| desk.counter.id != *counter);
    desks.push(Desk { counter: asked, staffed: true, serving: None });
    weigh(office, (&people, &desks), kinds, now, |guard, situation| {
        let decision = guard.decide(situation, desks.len() - 1);
        answer(&decision, &people, now + guard.parameters.tick)
    })
}

/// Whether a visit for `items` could go next without endangering the promise
/// to anybody who has an appointment: at one of the counters that could serve
/// it, at least.
pub(super) fn endangers_nobody(
    office: &Office,
    queue: &Queue,
    expected: &[Expected],
    items: &Items,
    now: Moment,
) -> bool {
    let mut kinds = Kinds::of(office);
    let people = people(office, (queue, expected), &mut kinds, now, |entry| {
        entry.stage.is_waiting() && queue.disturbance(&entry.items, now).is_none()
    });
    let kind = kinds.kind(items);
    let desks = queue.desks(office, &mut kinds, now);
    weigh(office, (&people, &desks), kinds, now, |guard, situation| {
        let able = |desk: &Desk<'_>| desk.staffed && desk.counter.serves_all(items);
        let places = (0..desks.len()).filter(|place| able(&desks[*place]));
        let tolerable = u64::from(guard.parameters.eps_hold);
        places.map(|at| guard.risk(situation, at, kind)).any(|risk| risk.ppm() <= tolerable)
    })
}

/// Hands the hall to `judge` as [`Guard`] sees it.
fn weigh<T>(
    office: &Office,
    (people, desks): (&[Person], &[Desk<'_>]),
    kinds: Kinds<'_>,
    now: Moment,
    judge: impl FnOnce(&Guard, &Situation<'_>) -> T,
) -> T {
    let visits: Vec<Visit> = people.iter().map(|person| person.visit).collect();
    let served: Vec<_> = desks.iter().map(|desk| kinds.served_by(desk.counter)).collect();
    let counters: Vec<policy::Counter<'_>> = desks
        .iter()
        .zip(&served)
        .map(|(desk, served)| policy::Counter {
            staffed: desk.staffed,
            serving: desk.serving,
            offers: served.as_deref().map_or(Offers::Everything, Offers::Only),
        })
        .collect();

    let open = desks.iter().filter(|desk| desk.staffed).count();
    let shifts = staff::shifts(office, open, now);
    let situation = Situation { now, visits: &visits, counters: &counters, shifts: &shifts };
    let guard = Guard { parameters: parameters(office), tables: kinds.into_tables() };
    judge(&guard, &situation)
}

/// The office's rules; what it has switched off is left out.
fn parameters(office: &Office) -> Parameters {
    let parameters = Parameters {
        grace: office.day.late_grace,
        hgrace: office.day.hold_grace,
        lead: next::LEAD,
        tick: next::HOLD_TICK,
        ..Parameters::default()
    };
    let Switches { holding, overtaking, .. } = office.switches;
    let parameters = if holding { parameters } else { parameters.without_holding() };
    if overtaking { parameters } else { parameters.without_overtaking() }
}

/// Somebody not yet called.
struct Person {
    number: Number,
    /// Their name in the queue; `None` while they are not here.
    id: Option<VisitId>,
    visit: Visit,
}

impl Person {
    /// The booked time; without one, when they came.
    fn start(&self) -> Moment {
        match self.visit.claim {
            Claim::Appointment { booked, .. } => booked,
            Claim::Ticket { drawn } => drawn,
        }
    }
}

/// Those in the house who are `callable`, and those expected, by number.
fn people<'a>(
    office: &Office,
    (queue, expected): (&'a Queue, &'a [Expected]),
    kinds: &mut Kinds<'a>,
    now: Moment,
    callable: impl Fn(&Entry) -> bool,
) -> Vec<Person> {
    let mut people = Vec::new();
    for (id, entry) in queue.entries.iter().filter(|(_, entry)| callable(entry)) {
        let Some(number) = queue.number(*id) else { continue };
        let claim = match &entry.appointment {
            Some(appointment) => {
                Claim::Appointment { booked: appointment.start, checked_in: Some(entry.arrived) }
            }
            None => Claim::Ticket { drawn: entry.arrived },
        };
        let claim = match (entry.urgent, queue.rank(office, *id)) {
            (None, _) | (_, None) => claim,
            (Some(_), Some(Rank::Appointment(at, _))) => {
                Claim::Appointment { booked: at, checked_in: Some(at) }
            }
            (Some(_), Some(Rank::WalkIn(since, _))) => Claim::Ticket { drawn: since },
        };
        let visit =
            Visit { kind: kinds.kind(&entry.items), claim, overtaken: entry.overtaken.into() };
        people.push(Person { number, id: Some(*id), visit });
    }
    for appointment in queue.awaited(expected, now) {
        let claim = Claim::Appointment { booked: appointment.start, checked_in: None };
        let visit = Visit { kind: kinds.kind(&appointment.items), claim, overtaken: 0 };
        people.push(Person { number: appointment.number, id: None, visit });
    }
    people.sort_by_key(|person| person.number);
    people
}

fn answer(
    decision: &policy::Decision,
    people: &[Person],
    ask_again_at: Moment,
) -> Option<Decision> {
    let start = |place: usize| people[place].start();
    let call = match decision {
        policy::Decision::Call(call) => call,
        policy::Decision::Hold { protects } => {
            let reason = Reason::HoldFor { start: start(*protects) };
            return Some(Decision::Hold { reason, ask_again_at });
        }
        policy::Decision::Nothing => return None,
    };
    let own = start(call.visit);
    let reason = match call.reason {
        policy::Reason::Due => Reason::Due { start: own },
        policy::Reason::NobodyElseWaits => Reason::Early { start: own },
        policy::Reason::Protects { appointment } => {
            Reason::Protects { start: own, endangered: start(appointment) }
        }
        policy::Reason::InTurn => Reason::FirstCome,
        policy::Reason::FitsTheGap { before } => Reason::FitsTheGap { start: start(before) },
    };
    let overtakes = call.overtakes.iter().filter_map(|place| people[*place].id).collect();
    Some(Decision::Call { id: people[call.visit].id?, reason, overtakes })
}
