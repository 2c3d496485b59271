//! What a service started now would cost the appointments to come.

use crate::{
    policy::{
        Guard,
        fraction::Fraction,
        line::{Appointment, Line},
        situation::{Offers, Situation},
        tables::Kind,
    },
    survival::PPM,
    time::{Moment, Seconds},
};

/// A service that lasts until a deadline with less than this many ppm endangers nobody.
const NEGLIGIBLE_PPM: u32 = 1000;

/// The expected number of additional broken promises if a service starts now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Risk {
    broken: Fraction,
    /// The appointment with the largest part in it, as its position in the
    /// situation; `None` when there is no risk.
    pub endangers: Option<usize>,
}

impl Risk {
    /// The risk in ppm of one broken promise, rounded down; may exceed a million.
    #[must_use]
    pub fn ppm(&self) -> u64 {
        let ppm = (u128::from(self.broken.0) * u128::from(PPM)) >> 32;
        u64::try_from(ppm).unwrap_or(u64::MAX)
    }

    /// Whether it is at most `limit` ppm, compared exactly.
    pub(super) fn is_within(&self, limit: u32) -> bool {
        u128::from(self.broken.0) * u128::from(PPM) <= u128::from(limit) << 32
    }

    /// Whether avoiding it is not worth `idle` time at `price` a broken
    /// promise, compared exactly.
    pub(super) fn is_cheaper_than(&self, idle: Seconds, price: Seconds) -> bool {
        match (u128::try_from(idle.0), u128::try_from(price.0)) {
            (Ok(idle), Ok(price)) if price > 0 => u128::from(self.broken.0) * price <= idle << 32,
            _ => false,
        }
    }
}

/// One decision's view of the office, shared by all risks weighed for it.
pub(super) struct Outlook<'a> {
    guard: &'a Guard,
    situation: &'a Situation<'a>,
    line: &'a Line,
    /// What the counter that would start the service can give.
    offers: Offers<'a>,
    counters_are_alike: bool,
    /// P(i counters occupied), kept here so that a risk allocates nothing.
    occupied: Vec<Fraction>,
    /// P(exactly one counter left) for each appointment of the line, once it
    /// was needed: it does not depend on the service that would start.
    one_left: Vec<Option<Fraction>>,
}

impl<'a> Outlook<'a> {
    pub(super) fn new(
        guard: &'a Guard,
        situation: &'a Situation<'a>,
        line: &'a Line,
        offers: Offers<'a>,
    ) -> Self {
        let counters_are_alike = situation.counters_are_alike();
        let one_left = vec![None; line.appointments.len()];
        let occupied = Vec::new();
        Self { guard, situation, line, offers, counters_are_alike, occupied, one_left }
    }

    /// The risk of starting a service of `kind` now.
    ///
    /// A promise is broken by this service only if exactly one counter would
    /// otherwise have been left at the appointment's deadline, and the service
    /// still occupies it.
    pub(super) fn risk(&mut self, kind: Kind) -> Risk {
        let now = self.situation.now;
        let mut risk = Risk { broken: Fraction::ZERO, endangers: None };
        let mut largest = Fraction::ZERO;
        for (place, appointment) in self.line.appointments.iter().enumerate() {
            let deadline = appointment.due + self.guard.parameters.tol;
            if deadline < now {
                continue;
            }
            let still_serving = self.guard.survival(kind).at((deadline - now).0);
            if still_serving < NEGLIGIBLE_PPM {
                break;
            }
            if !self.offers.include(appointment.kind) {
                // This counter would not have served them anyway.
                continue;
            }
            let one_left = match self.one_left[place] {
                Some(known) => known,
                None => self.one_counter_left(place, deadline),
            };
            self.one_left[place] = Some(one_left);
            let part = appointment.shows.and(one_left).and(Fraction::ppm(still_serving));
            risk.broken = risk.broken.plus(part);
            if part > largest {
                largest = part;
                risk.endangers = Some(appointment.visit);
            }
        }
        risk
    }

    /// P(all but exactly one of the counters for the appointment at `place`
    /// are occupied at `deadline`), by those they serve now and by the
    /// appointments before it.
    fn one_counter_left(&mut self, place: usize, deadline: Moment) -> Fraction {
        let Self { guard, situation, line, .. } = *self;
        let appointment = &line.appointments[place];
        let Some(all_but_one) = self.counters_for(appointment.kind, deadline).checked_sub(1) else {
            return Fraction::ZERO;
        };
        self.occupied.clear();
        self.occupied.resize(all_but_one + 1, Fraction::ZERO);
        self.occupied[0] = Fraction::ONE;
        let mut reached = 0;
        let ahead = deadline - situation.now;

        for counter in situation.counters {
            if let Some(serving) = counter.serving
                && counter.offers.include(appointment.kind)
            {
                let stays = guard.stays(serving.kind, serving.elapsed, ahead);
                occupy(&mut self.occupied, &mut reached, stays);
            }
        }
        for before in &line.appointments[..place] {
            let since_call = deadline - before.due.max(situation.now);
            let serving = Fraction::ppm(guard.survival(before.kind).at(since_call.0));
            let stays = before.shows.and(serving);
            let stays = self.at_the_same_counters(stays, before, appointment);
            occupy(&mut self.occupied, &mut reached, stays);
        }
        self.occupied[all_but_one]
    }

    /// Counters that can serve `kind` at `deadline`.
    ///
    /// The plan knows numbers and not which counters, so where counters differ
    /// it is taken to change them in proportion.
    fn counters_for(&self, kind: Kind, deadline: Moment) -> usize {
        let planned = self.situation.staffed_at(deadline);
        if self.counters_are_alike {
            return planned;
        }
        let staffed = self.situation.staffed();
        match self.situation.staffed_for(&[kind]) {
            0 => 0,
            able if able == staffed => planned,
            able => (planned * able / staffed).max(1),
        }
    }

    /// P(`before` occupies a counter that could have served `appointment`):
    /// where counters differ, the share of its counters that could.
    fn at_the_same_counters(
        &self,
        stays: Fraction,
        before: &Appointment,
        appointment: &Appointment,
    ) -> Fraction {
        if self.counters_are_alike || stays == Fraction::ZERO {
            return stays;
        }
        let able = self.situation.staffed_for(&[before.kind]);
        let shared = self.situation.staffed_for(&[before.kind, appointment.kind]);
        stays.share(shared, able)
    }
}

/// Adds somebody who occupies a counter with probability `stays`.
///
/// `occupied[i]` is P(exactly i counters occupied); numbers beyond its end are
/// dropped, since nothing comes back from there. `reached` is the largest
/// number possible so far.
fn occupy(occupied: &mut [Fraction], reached: &mut usize, stays: Fraction) {
    if stays == Fraction::ZERO {
        return;
    }
    let leaves = stays.not();
    *reached = (*reached + 1).min(occupied.len() - 1);
    for i in (1..=*reached).rev() {
        occupied[i] = occupied[i].and(leaves).plus(occupied[i - 1].and(stays));
    }
    occupied[0] = occupied[0].and(leaves);
}

impl Guard {
    /// P(a service that has lasted `elapsed` still lasts `ahead` from now).
    fn stays(&self, kind: Kind, elapsed: Seconds, ahead: Seconds) -> Fraction {
        let survival = self.survival(kind);
        let until_now = survival.at(elapsed.0);
        if until_now <= 1 {
            // Nobody has ever taken so long: nothing is known.
            return Fraction::HALF;
        }
        Fraction::ratio(survival.at(elapsed.0 + ahead.0).into(), until_now.into())
    }
}
