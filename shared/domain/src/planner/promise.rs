//! Whether a counter will be free for somebody with an appointment.

use super::{REACH, TOLERANCE, UNIT_SECONDS, value_at};
use crate::{
    survival::{PPM, Survival},
    time::Unit,
};

/// One, with 31 binary digits: two such numbers still multiply within 64 bits.
const ONE: u64 = 1 << 31;

/// How many counters earlier appointments still occupy: `0` to `n - 1`
/// exactly, `n` means all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Occupancy(Vec<u64>);

impl Occupancy {
    /// All `counters` are free.
    pub(super) fn nobody(counters: u16) -> Self {
        let mut states = vec![0; usize::from(counters) + 1];
        states[0] = ONE;
        Self(states)
    }

    /// One more person occupies a counter with this probability.
    pub(super) fn add(&mut self, ppm: u32) {
        let (occupies, leaves) = chance(ppm);
        let states = &mut self.0;
        let all = states.len() - 1;
        if all == 0 {
            return;
        }
        states[all] += (states[all - 1] * occupies) >> 31;
        for busy in (1..all).rev() {
            states[busy] = ((states[busy] * leaves) >> 31) + ((states[busy - 1] * occupies) >> 31);
        }
        states[0] = (states[0] * leaves) >> 31;
    }

    /// The probability in ppm that all counters are occupied once one more
    /// person occupies one with probability `ppm`; rounded up, so that no
    /// risk is rounded away.
    pub(super) fn all_with(&self, ppm: u32) -> u32 {
        let all = self.0.len() - 1;
        let before = if all == 0 { 0 } else { self.0[all - 1] };
        let risk = self.0[all] + ((before * chance(ppm).0) >> 31);
        u32::try_from((risk * u64::from(PPM)).div_ceil(ONE)).unwrap_or(PPM)
    }
}

fn chance(ppm: u32) -> (u64, u64) {
    let occupies = u64::from(ppm.min(PPM)) * ONE / u64::from(PPM);
    (occupies, ONE - occupies)
}

/// P(shows and still occupies a counter when a start so many units later has
/// its three minutes behind it), in ppm.
pub(super) fn in_the_way(service: &Survival, shows_ppm: u32) -> Vec<u32> {
    let mut table = Vec::with_capacity(REACH);
    let mut after = TOLERANCE.0;
    for _ in 0..REACH {
        let stays = u64::from(shows_ppm) * u64::from(service.at(after)) / u64::from(PPM);
        table.push(u32::try_from(stays).unwrap_or(PPM));
        after += UNIT_SECONDS;
    }
    table
}

/// The promise check for one day, as listing and booking both apply it: how
/// many appointments of one service may start at a unit, given what is booked.
///
/// The plan allows for the usual mixture of services. Here the service asked
/// for counts with its own duration: a long one may not fit where the plan
/// still has room. Booked people at other units count with the mixture; those
/// at the same unit as if they had asked for the same service. So the answer
/// depends only on what is booked *elsewhere*, and the free places of a
/// service at a start fall by exactly one with each booking there.
#[derive(Debug, Clone)]
pub struct DayPromise<'a> {
    staff: &'a [u16],
    booked: &'a [u16],
    usual: Vec<u32>,
    shows_ppm: u32,
    promise_ppm: u32,
}

impl<'a> DayPromise<'a> {
    /// Looks at a day: counters with staff and appointments booked or held at
    /// each unit (what is missing counts as 0), the mixture of services that
    /// is usually booked, the share that comes and the accepted risk.
    #[must_use]
    pub fn new(
        staff: &'a [u16],
        booked: &'a [u16],
        usual: &Survival,
        shows_ppm: u32,
        promise_ppm: u32,
    ) -> Self {
        Self { staff, booked, usual: in_the_way(usual, shows_ppm), shows_ppm, promise_ppm }
    }

    /// How many appointments of `service` may start at `start` altogether,
    /// booked ones included; counting stops at `most` (what the plan allows).
    #[must_use]
    pub fn limit(&self, start: Unit, service: &Survival, most: u16) -> u16 {
        let start = usize::from(start.index());
        if value_at(self.staff, start) == 0 || most == 0 {
            return 0;
        }
        let own = in_the_way(service, self.shows_ppm);
        let mut limit = most;
        for (later, in_the_way) in own.iter().enumerate() {
            let at = start + later;
            let judged = later == 0 || value_at(self.booked, at) > 0;
            if judged {
                limit = limit.min(self.room_at(at, start, *in_the_way, limit));
            }
            if limit == 0 {
                break;
            }
        }
        limit
    }

    /// How many further appointments of `service` are free at `start`, when
    /// the plan allows `planned` there.
    #[must_use]
    pub fn free(&self, start: Unit, service: &Survival, planned: u16) -> u16 {
        let booked = value_at(self.booked, usize::from(start.index()));
        if planned <= booked {
            return 0;
        }
        self.limit(start, service, planned).saturating_sub(booked)
    }

    /// How many starts at `start` the people booked at `at` can stand, up to
    /// `most`.
    fn room_at(&self, at: usize, start: usize, in_the_way: u32, most: u16) -> u16 {
        let mut occupancy = Occupancy::nobody(value_at(self.staff, at));
        for earlier in at.saturating_sub(REACH - 1)..=at {
            if earlier == start {
                continue;
            }
            // The last one at this unit is the one whose promise is judged.
            let judged = u16::from(earlier == at);
            for _ in 0..value_at(self.booked, earlier).saturating_sub(judged) {
                occupancy.add(self.usual[at - earlier]);
            }
        }
        let mut room = 0;
        while room < most {
            let first_at_own_unit = at == start && room == 0;
            let added = if first_at_own_unit { 0 } else { in_the_way };
            if occupancy.all_with(added) > self.promise_ppm {
                break;
            }
            occupancy.add(added);
            room += 1;
        }
        room
    }
}
