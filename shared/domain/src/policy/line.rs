//! Who comes before whom.

use crate::{
    policy::{
        fraction::Fraction,
        parameters::Parameters,
        situation::{Claim, Offers, Situation},
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
        for (position, visit) in situation.visits.iter().enumerate() {
            let kind = visit.kind;
            let served_here = offers.include(kind);
            let walk_in = |since| {
                let overtaken = visit.overtaken;
                served_here.then_some(WalkIn { visit: position, kind, overtaken, since })
            };
            let (booked, checked_in) = match visit.claim {
                Claim::Ticket { drawn } => {
                    line.walk_ins.extend(walk_in(drawn));
                    continue;
                }
                Claim::Appointment { booked, checked_in } => (booked, checked_in),
            };
            if let Some(arrived) = checked_in {
                if arrived - booked > parameters.grace {
                    line.walk_ins.extend(walk_in(arrived));
                    continue;
                }
                let due = booked.max(arrived);
                let late = arrived > booked;
                let here = Appointment { visit: position, kind, due, late, shows: Fraction::ONE };
                if served_here && line.first_here.is_none_or(|first| here.rank() < first.rank()) {
                    line.first_here = Some(here);
                }
                if due <= latest {
                    line.appointments.push(here);
                }
            } else {
                if served_here && booked + parameters.hgrace > now {
                    let earlier = line.next_expected.is_some_and(|next| next <= booked);
                    line.next_expected = if earlier { line.next_expected } else { Some(booked) };
                }
                let shows = || shows(now - booked, parameters, tables);
                if booked <= latest
                    && let shows = shows()
                    && shows > Fraction::ZERO
                {
                    let visit = position;
                    line.appointments.push(Appointment {
                        visit,
                        kind,
                        due: booked,
                        late: false,
                        shows,
                    });
                }
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
