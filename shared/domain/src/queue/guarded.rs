//! The queue as the policy sees it, and the policy's answer as the queue's.

use super::{Decision, Entry, Expected, Queue, Reason, VisitId, kinds::Kinds, next, staff};
use crate::{
    ids::{CounterId, Number},
    office::{Office, Switches},
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
    let people =
        people(queue, expected, &mut kinds, |entry| next::is_callable(queue, entry, counter, now));
    let visits: Vec<Visit> = people.iter().map(|person| person.visit).collect();

    let mut desks = queue.desks(office, &mut kinds, now);
    let asked = office.counter(counter)?;
    desks.retain(|desk| desk.counter.id != *counter);
    desks.push(super::kinds::Desk { counter: asked, staffed: true, serving: None });
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
    answer(&guard.decide(&situation, counters.len() - 1), &people, now + guard.parameters.tick)
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
    queue: &'a Queue,
    expected: &'a [Expected],
    kinds: &mut Kinds<'a>,
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
        let visit =
            Visit { kind: kinds.kind(&entry.items), claim, overtaken: entry.overtaken.into() };
        people.push(Person { number, id: Some(*id), visit });
    }
    for appointment in queue.awaited(expected) {
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
