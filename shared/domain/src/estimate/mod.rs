//! How long somebody with a fresh ticket will wait, as an honest range.
//!
//! The method is list scheduling over sixty fixed paths. On each path every
//! uncertain thing takes one value: how long each busy counter still needs
//! (given how long it has been busy), how long each walk-in ahead takes,
//! whether each expected appointment comes. Then the hall is played forward:
//! the counter that is free first takes an appointment if one is due within five
//! minutes, else the next walk-in; when nobody is ahead any more, it is our
//! turn. The mean over the paths is the point estimate, the spread from 10 % to
//! 90 % the range.
//!
//! The paths are no random numbers: each uncertain thing visits each sixtieth
//! of its distribution exactly once, in an order that depends only on its
//! place. So the same hall always gives the same answer, on every machine.
//!
//! The method knows nothing of overtaking, of people who come back, and of when
//! exactly a counter is held; its ranges are therefore corrected by how the recent ones
//! turned out ([`Residuals`]) before they are shown ([`WaitRange`]).

mod content;
mod paths;
#[cfg(test)]
mod played;
mod residuals;
mod shown;
#[cfg(test)]
mod tests;

pub use self::{
    content::work_content,
    residuals::Residuals,
    shown::{HitRate, Told, WaitRange},
};
use crate::{
    survival::{PPM, Survival},
    time::{Moment, Seconds},
};

/// An appointment due this soon goes before the next walk-in. That stands for
/// all a policy does to protect appointments, calling them early and holding
/// counters: in simulated offices of three to eleven counters estimates were
/// then shorter than the waits by a minute and a half at most, with two minutes by up to
/// two and a half.
const DUE_SOON: Seconds = Seconds::minutes(5);

/// What an estimate needs to know about the hall. It names nobody.
#[derive(Debug, Clone, Copy)]
pub struct Hall<'a> {
    /// When the ticket is drawn, or looked at again.
    pub now: Moment,
    /// The open counters.
    pub counters: &'a [Counter<'a>],
    /// How many counters are planned from when on, in order of time; empty if
    /// it stays as it is. Of fewer counters the last in the list rest first.
    pub shifts: &'a [Shift],
    /// The services of the walk-ins ahead, in the order of the line.
    pub ahead: &'a [&'a Survival],
    /// Appointments not yet called, in order of time.
    pub appointments: &'a [Expected<'a>],
    /// The share of booked people who come, in ppm.
    pub shows_ppm: u32,
    /// P(check-in at most `15 s × i - 1 h` after the booked time | comes) in
    /// ppm for i = 0 … 480: who is not here although most people are by now
    /// will probably not come. Empty while nobody has measured it.
    pub check_ins: &'a [u32],
}

impl Hall<'_> {
    /// The probability in ppm that somebody with an appointment still comes.
    ///
    /// Three minutes after the booked time nobody is awaited any more.
    fn comes(&self, appointment: &Expected<'_>) -> u32 {
        const AWAITED: Seconds = Seconds::minutes(3);
        let after = self.now - appointment.start;
        match appointment.presence {
            Presence::Here => PPM,
            Presence::Awaited if after > AWAITED => 0,
            Presence::Awaited => {
                let here = |by: Seconds| {
                    let step = (by.0 + 3600).div_euclid(Survival::STEP);
                    let index = usize::try_from(step).ok()?;
                    Some(u64::from(self.check_ins.get(index).copied().unwrap_or(PPM)))
                };
                if self.check_ins.is_empty() {
                    return self.shows_ppm;
                }
                let shows = u64::from(self.shows_ppm.min(PPM));
                let million = u64::from(PPM);
                let (by_now, in_time) = (here(after).unwrap_or(0), here(AWAITED).unwrap_or(0));
                let comes = shows * in_time.saturating_sub(by_now);
                let not_here = million * million - shows * by_now;
                let ppm = (comes * million).checked_div(not_here).unwrap_or(0);
                u32::try_from(ppm).unwrap_or(PPM)
            }
        }
    }
}

/// One open counter.
#[derive(Debug, Clone, Copy)]
pub enum Counter<'a> {
    /// Nobody is there.
    Idle,
    /// Somebody is being served.
    Busy {
        /// The service.
        service: &'a Survival,
        /// Since the call.
        elapsed: Seconds,
    },
}

/// From a moment on, so many counters are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    /// The moment.
    pub from: Moment,
    /// The counters.
    pub counters: usize,
}

/// Somebody with an appointment who has not been called.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The booked time.
    pub start: Moment,
    /// The service.
    pub service: &'a Survival,
    /// Whether they are here.
    pub presence: Presence,
}

/// Whether somebody with an appointment is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Checked in.
    Here,
    /// Not yet, and perhaps never.
    Awaited,
}

/// How long until the call, from now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    /// The mean.
    pub mean: Seconds,
    /// In one of ten cases it is shorter.
    pub low: Seconds,
    /// In one of ten cases it is longer.
    pub high: Seconds,
}

/// The wait of somebody who stands behind `hall.ahead`; `None` when no counter
/// will be open for them.
#[must_use]
pub fn estimate(hall: &Hall<'_>) -> Option<Estimate> {
    let mut turns = paths::turns(hall)?;
    turns.sort_unstable();
    let mean = turns.iter().sum::<i64>() / i64::try_from(turns.len()).ok()?;
    // Rounded down, the mean of few paths could fall below the range.
    let tenth = turns.len() / 10;
    let (low, high) = (turns[tenth - 1], turns[turns.len() - tenth]);
    Some(Estimate {
        mean: Seconds(mean),
        low: Seconds(low.min(mean)),
        high: Seconds(high.max(mean)),
    })
}
