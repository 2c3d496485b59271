//! Who is called next: the policy *Guard*.
//!
//! It keeps two promises at once: whoever has an appointment and has checked
//! in is called within three minutes, and walk-ins wait as little as that
//! allows. In one sentence: due appointments first; otherwise walk-ins first
//! come, first served, unless calling this walk-in now would endanger an
//! appointment; then a checked-in appointment is called early, else a shorter
//! walk-in that fits, else the counter is held.
//!
//! # The rules
//!
//! For a free counter, with *a* the first checked-in appointment and *w* the
//! first walk-in, both of those this counter can serve:
//!
//! 1. *a* is due: call it.
//! 2. No walk-in waits: call *a* if it is at most [`Parameters::lead`] early,
//!    else nobody.
//! 3. Weigh the risk of calling *w*: the expected number of promises broken
//!    because of it ([`Risk`]).
//! 4. The risk exceeds [`Parameters::eps_early`] and *a* is at most `lead`
//!    early: call *a*.
//! 5. The risk is tolerable up to [`Parameters::eps_hold`], or up to what the
//!    idle time until the next expected appointment is worth at
//!    [`Parameters::price`].
//! 6. Tolerable: call *w*.
//! 7. One of the next [`Parameters::gap`] walk-ins has a shorter service with
//!    a tolerable risk, and nobody before them has been overtaken
//!    [`Parameters::overtake`] times: call them.
//! 8. Hold the counter.
//!
//! Appointments rank by their booked time, or by their check-in if they are
//! late by no more than [`Parameters::grace`]; at one time the punctual stand
//! before the late, then the order of booking decides. Whoever comes later
//! still waits with the walk-ins from their check-in on.
//!
//! # The same answer everywhere
//!
//! Server, replay, simulator and audit share this code. It is a function of
//! plain data, computed in integers only, so the same situation has the same
//! answer on every machine, and a decision of last month can be shown again.

mod decision;
mod fraction;
mod line;
mod parameters;
mod risk;
mod situation;
mod tables;
#[cfg(test)]
mod tests;

pub use decision::{Call, Decision, Reason};
pub use parameters::Parameters;
pub use risk::Risk;
pub use situation::{Claim, Counter, Offers, Serving, Shift, Situation, Visit};
pub use tables::{CheckIns, Kind, NotCheckIns, ServiceTime, Tables};

use crate::{
    policy::{line::Line, risk::Outlook},
    survival::Survival,
};

/// The policy of one office: its settings and what it has measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    /// What the office has set.
    pub parameters: Parameters,
    /// What the office has measured.
    pub tables: Tables,
}

impl Guard {
    /// What the counter at position `counter` of the situation does next.
    ///
    /// The caller asks for a staffed counter that serves nobody. Several free
    /// counters are asked one after the other, each with the situation as the
    /// call before has left it; where counters are alike, the first that is
    /// held or has nobody to call answers for the rest.
    ///
    /// # Panics
    ///
    /// When `counter` or the kind of a visit is not in the situation's or the
    /// tables' lists.
    pub fn decide(&self, situation: &Situation<'_>, counter: usize) -> Decision {
        let Parameters { lead, eps_hold, eps_early, price, gap, overtake, .. } = self.parameters;
        let now = situation.now;
        let offers = situation.counters[counter].offers;
        let line = Line::of(situation, offers, &self.parameters, &self.tables);

        if let Some(appointment) = line.first_here
            && appointment.due <= now
        {
            return Decision::call(appointment.visit, Reason::Due);
        }
        let early = line.first_here.filter(|appointment| appointment.due - now <= lead);
        let Some((first, others)) = line.walk_ins.split_first() else {
            return early.map_or(Decision::Nothing, |appointment| {
                Decision::call(appointment.visit, Reason::NobodyElseWaits)
            });
        };

        let mut outlook = Outlook::new(self, situation, &line, offers);
        let risk = outlook.risk(first.kind);
        if let (Some(appointment), Some(endangered)) = (early, risk.endangers)
            && !risk.is_within(eps_early)
        {
            let reason = Reason::Protects { appointment: endangered };
            return Decision::call(appointment.visit, reason);
        }
        let tolerable = |risk: Risk| {
            risk.is_within(eps_hold)
                || line.next_expected.is_some_and(|next| risk.is_cheaper_than(next - now, price))
        };
        let Some(endangered) = risk.endangers.filter(|_| !tolerable(risk)) else {
            return Decision::call(first.visit, Reason::InTurn);
        };

        let overtakable = |waiting: &line::WalkIn| waiting.overtaken < overtake;
        for (place, shorter) in others.iter().take(gap).enumerate() {
            // The one directly before is new among those who would be overtaken.
            if !overtakable(&line.walk_ins[place]) {
                break;
            }
            if self.tables.services[shorter.kind.0].mean < self.tables.services[first.kind.0].mean
                && tolerable(outlook.risk(shorter.kind))
            {
                return Decision::Call(Call {
                    visit: shorter.visit,
                    reason: Reason::FitsTheGap { before: endangered },
                    overtakes: line.walk_ins[..=place].iter().map(|w| w.visit).collect(),
                });
            }
        }
        Decision::Hold { protects: endangered }
    }

    /// The risk of starting a service of `kind` now at the counter at position
    /// `counter`.
    ///
    /// # Panics
    ///
    /// As [`Guard::decide`].
    #[must_use]
    pub fn risk(&self, situation: &Situation<'_>, counter: usize, kind: Kind) -> Risk {
        let offers = situation.counters[counter].offers;
        let line = Line::of(situation, offers, &self.parameters, &self.tables);
        Outlook::new(self, situation, &line, offers).risk(kind)
    }

    /// How long a service of `kind` lasts.
    fn survival(&self, kind: Kind) -> &Survival {
        &self.tables.services[kind.0].survival
    }
}
