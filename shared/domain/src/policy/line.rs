//! Who comes before whom.

use crate::{
    policy::{
        fraction::Fraction,
        parameters::Parameters,
        situation::{Claim, Offers, Situation, Visit},
        tables::{Kind, Tables},
    },
    survival::PPM,
    time::{Moment, Seconds},
};

/// An appointment with its rank.
#[derive(Debug, Clone, Copy)]
pub(super) struct Appointment {
    /// Its position in the situation.
    pub(super) visit: usize,
    pub(super) kind: Kind,
    /// The booked time, or the check-in if that was later.
    pub(super) due: Moment,
    /// Checked in after the booked time.
    late: bool,
    /// P(here by the end of the hold grace).
    pub(super) shows: Fraction,
}

impl Appointment {
    /// Whoever is late goes behind the punctual at the same time.
    fn rank(&self) -> (Moment, bool, usize) {
        (self.due, self.late, self.visit)
    }
}

/// A waiting walk-in, or an appointment that came too late to be one.
#[derive(Debug, Clone, Copy)]
pub(super) struct WalkIn {
    /// Its position in the situation.
    pub(super) visit: usize,
    pub(super) kind: Kind,
    pub(super) overtaken: u32,
    since: Moment,
}

/// Everybody not yet called, ranked for one counter.
#[derive(Debug)]
pub(super) struct Line {
    /// Appointments within the horizon that may still come, in order, for
    /// whichever counter. Those who cannot come any more weigh nothing.
    pub(super) appointments: Vec<Appointment>,
    /// The first checked-in appointment this counter can serve.
    pub(super) first_here: Option<Appointment>,
    /// When the next appointment this counter can serve is expected, of those
    /// not here for whom a counter is still protected.
    pub(super) next_expected: Option<Moment>,
    /// The walk-ins this counter can serve, in order.
    pub(super) walk_ins: Vec<WalkIn>,
}

impl Line {
    pub(super) fn of(
        situation: &Situation<'_>,
        offers: Offers<'_>,
        parameters: &Parameters,
        tables: &Tables,
    ) -> Self {
        let now = situation.now;
        let latest = now + parameters.horizon;
        let mut line = Self {
            appointments: Vec::new(),
            first_here: None,
            next_expected: None,
            walk_ins: Vec::new(),
        };
        for (visit, Visit { kind, claim, overtaken }) in
            situation.visits.iter().copied().enumerate()
        {
            let served_here = offers.include(kind);
            let late_for = |booked: Moment, arrived: Moment| arrived - booked > parameters.grace;
            match claim {
                Claim::Ticket { drawn } if served_here => {
                    line.walk_ins.push(WalkIn { visit, kind, overtaken, since: drawn });
                }
                Claim::Appointment { booked, checked_in: Some(here) } if late_for(booked, here) => {
                    let walk_in = WalkIn { visit, kind, overtaken, since: here };
                    line.walk_ins.extend(served_here.then_some(walk_in));
                }
                Claim::Appointment { booked, checked_in: Some(here) } => {
                    let (due, late) = (booked.max(here), here > booked);
                    let here = Appointment { visit, kind, due, late, shows: Fraction::ONE };
                    if served_here && line.first_here.is_none_or(|first| here.rank() < first.rank())
                    {
                        line.first_here = Some(here);
                    }
                    line.appointments.extend((due <= latest).then_some(here));
                }
                Claim::Appointment { booked, checked_in: None } => {
                    if served_here && booked + parameters.hgrace > now {
                        let earliest = line.next_expected.map_or(booked, |next| next.min(booked));
                        line.next_expected = Some(earliest);
                    }
                    if booked <= latest {
                        let shows = shows(now - booked, parameters, tables);
                        let expected = Appointment { visit, kind, due: booked, late: false, shows };
                        line.appointments.extend((shows > Fraction::ZERO).then_some(expected));
                    }
                }
                Claim::Ticket { .. } => (),
            }
        }
        line.appointments.sort_by_key(Appointment::rank);
        line.walk_ins.sort_by_key(|walk_in| (walk_in.since, walk_in.visit));
        line
    }
}

/// P(somebody not here `after` the booked time still comes within the hold grace).
///
/// Falls to zero at the end of the grace: who has not come by then frees the
/// counter.
fn shows(after: Seconds, parameters: &Parameters, tables: &Tables) -> Fraction {
    let million = u64::from(PPM);
    let show = u64::from(tables.show_ppm.min(PPM));
    let by_grace = u64::from(tables.check_ins.by(parameters.hgrace));
    let by_now = u64::from(tables.check_ins.by(after));
    let still_comes = show * by_grace.saturating_sub(by_now);
    // At least 10⁻⁹, so that an office where everybody always came divides by something.
    let not_here = (million * million - show * by_now).max(1000);
    Fraction::ratio(still_comes, not_here)
}
