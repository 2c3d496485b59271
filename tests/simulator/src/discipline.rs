//! The policy and its rivals: different answers to "who is next?".

use std::fmt;

use domain::{
    policy::{Call, Claim, Decision, Guard, Offers, Reason, Situation, Visit},
    time::{Moment, Seconds},
};

/// The promise to somebody with an appointment.
const APPOINTMENT_PROMISE: Seconds = Seconds(180);
/// The promise to a walk-in.
const WALK_IN_PROMISE: Seconds = Seconds(1800);
/// Whoever checks in later than this waits with the walk-ins, under every discipline.
const GRACE: Seconds = Seconds(600);
/// How long before an appointment the rival with a reserved counter keeps one free.
const RESERVED: Seconds = Seconds(900);

/// How an office decides who is next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Discipline {
    /// The policy that the offices use.
    Guard(Guard),
    /// Everybody by the time they came, appointments by their check-in.
    Fifo,
    /// Everybody by the end of their promise: three minutes after the booked
    /// time (or a later check-in), half an hour after the ticket.
    EarliestDeadline,
    /// Checked-in appointments always first, however early, then walk-ins.
    AppointmentFirst,
    /// As [`Discipline::AppointmentFirst`], but the last free counter calls no
    /// walk-in from a quarter of an hour before an appointment until three
    /// minutes after it.
    OneReserved,
}

impl Discipline {
    /// What the counter at position `counter` does next.
    pub fn decide(&self, situation: &Situation<'_>, counter: usize) -> Decision {
        let now = situation.now;
        let offers = situation.counters[counter].offers;
        match self {
            Self::Guard(guard) => guard.decide(situation, counter),
            Self::Fifo => first(situation, offers, arrived),
            Self::EarliestDeadline => first(situation, offers, |visit| {
                let here = arrived(visit)?;
                Some(match appointment(visit) {
                    Some(booked) => booked.max(here) + APPOINTMENT_PROMISE,
                    None => here + WALK_IN_PROMISE,
                })
            }),
            Self::AppointmentFirst => appointments_first(situation, offers),
            Self::OneReserved => {
                let free = situation.counters.iter().filter(|c| c.staffed && c.serving.is_none());
                let expected = situation.visits.iter().position(|visit| match visit.claim {
                    Claim::Appointment { booked, .. } => {
                        booked + APPOINTMENT_PROMISE > now && booked - now <= RESERVED
                    }
                    Claim::Ticket { .. } => false,
                });
                match (appointments_first(situation, offers), expected) {
                    (Decision::Call(call), Some(protects))
                        if appointment(&situation.visits[call.visit]).is_none()
                            && free.count() == 1 =>
                    {
                        Decision::Hold { protects }
                    }
                    (decision, _) => decision,
                }
            }
        }
    }

    /// When a free counter asks again although nothing has happened.
    #[must_use]
    pub fn tick(&self) -> i64 {
        match self {
            Self::Guard(guard) => guard.parameters.tick.0.max(1),
            Self::Fifo | Self::EarliestDeadline | Self::AppointmentFirst | Self::OneReserved => 30,
        }
    }
}

impl fmt::Display for Discipline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Guard(_) => "guard",
            Self::Fifo => "fifo",
            Self::EarliestDeadline => "edf",
            Self::AppointmentFirst => "appointment-first",
            Self::OneReserved => "one-reserved",
        })
    }
}

/// When somebody came; `None` while they are not here.
fn arrived(visit: &Visit) -> Option<Moment> {
    match visit.claim {
        Claim::Appointment { checked_in, .. } => checked_in,
        Claim::Ticket { drawn } => Some(drawn),
    }
}

/// The booked time of somebody who came in time to keep it.
fn appointment(visit: &Visit) -> Option<Moment> {
    match visit.claim {
        Claim::Appointment { booked, checked_in: Some(here) } if here - booked <= GRACE => {
            Some(booked)
        }
        Claim::Appointment { .. } | Claim::Ticket { .. } => None,
    }
}

fn appointments_first(situation: &Situation<'_>, offers: Offers<'_>) -> Decision {
    first(situation, offers, |visit| {
        let here = arrived(visit)?;
        Some(match appointment(visit) {
            Some(booked) => (0, booked.max(here)),
            None => (1, here),
        })
    })
}

/// Calls whoever ranks lowest of those here whom the counter can serve.
fn first<R: Ord>(
    situation: &Situation<'_>,
    offers: Offers<'_>,
    rank: impl Fn(&Visit) -> Option<R>,
) -> Decision {
    let visits = situation.visits.iter().enumerate();
    let ranked = visits.filter(|(_, visit)| offers.include(visit.kind));
    let next = ranked.filter_map(|(i, visit)| Some((rank(visit)?, i))).min();
    next.map_or(Decision::Nothing, |(_, visit)| {
        let booked = appointment(&situation.visits[visit]);
        let reason = if booked.is_some() { Reason::Due } else { Reason::InTurn };
        Decision::Call(Call { visit, reason, overtakes: Vec::new() })
    })
}
