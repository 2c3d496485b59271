//! What an office can set about calling.

use crate::time::Seconds;

/// The settings of the calling policy, in whole seconds and ppm.
///
/// One set fits every size of office; see [`Parameters::default`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameters {
    /// How long after the booked time (or a late check-in) a call still keeps the promise.
    pub tol: Seconds,
    /// Whoever checks in later than this after the booked time waits with the walk-ins.
    pub grace: Seconds,
    /// How long before the booked time a checked-in appointment may be called.
    pub lead: Seconds,
    /// How far ahead appointments are looked at when a risk is weighed.
    pub horizon: Seconds,
    /// The risk, in ppm of one broken promise, up to which the next walk-in is always called.
    pub eps_hold: u32,
    /// The risk in ppm above which a checked-in appointment is called early.
    pub eps_early: u32,
    /// How many idle seconds of a counter one broken promise is worth; 0: none.
    pub price: Seconds,
    /// How long after the booked time a counter is protected for somebody not yet here.
    pub hgrace: Seconds,
    /// How many walk-ins behind the first are looked at for a gap; 0: nobody overtakes.
    pub gap: usize,
    /// How often one walk-in may be overtaken.
    pub overtake: u32,
    /// When to ask again while a counter is held and nothing happens.
    pub tick: Seconds,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            tol: Seconds(180),
            grace: Seconds(600),
            lead: Seconds(900),
            horizon: Seconds(1800),
            eps_hold: 30_000,
            eps_early: 3_000,
            price: Seconds(4800),
            hgrace: Seconds(180),
            gap: 8,
            overtake: 3,
            tick: Seconds(30),
        }
    }
}

impl Parameters {
    /// More broken promises than one call can ever cause, in ppm.
    const NEVER_HOLD: u32 = 9_000_000;

    /// The same, but no counter is ever kept idle while a walk-in waits.
    #[must_use]
    pub fn without_holding(self) -> Self {
        Self { eps_hold: Self::NEVER_HOLD, ..self }
    }

    /// The same, but walk-ins are called strictly in their order.
    #[must_use]
    pub fn without_overtaking(self) -> Self {
        Self { gap: 0, ..self }
    }
}
