//! What was decided, and why.

use std::fmt;

/// What a free counter does next. Visits are named by their position in
/// [`Situation::visits`](super::Situation::visits).
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a call that nobody carries out leaves the citizen waiting"]
pub enum Decision {
    /// Call somebody.
    Call(Call),
    /// Stay free for an appointment although a walk-in waits; ask again after
    /// [`Parameters::tick`](super::Parameters::tick) or at the next event.
    Hold {
        /// The appointment most endangered.
        protects: usize,
    },
    /// Nobody can be called.
    Nothing,
}

/// One call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Who is called.
    pub visit: usize,
    /// Why.
    pub reason: Reason,
    /// Walk-ins who waited longer and are overtaken by this call.
    pub overtakes: Vec<usize>,
}

/// Why somebody is called, for the log and for the lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The appointment's time has come.
    Due,
    /// The appointment is early, but nobody else waits.
    NobodyElseWaits,
    /// The appointment is called early, because calling the next walk-in
    /// would have endangered one.
    Protects {
        /// The appointment most endangered.
        appointment: usize,
    },
    /// The longest waiting walk-in, in turn.
    InTurn,
    /// A shorter walk-in fits where the longest waiting one does not.
    FitsTheGap {
        /// The appointment the longer one would have endangered most.
        before: usize,
    },
}

impl Reason {
    /// The number of the rule behind it.
    #[must_use]
    pub fn rule(self) -> u8 {
        match self {
            Self::Due => 1,
            Self::NobodyElseWaits => 2,
            Self::Protects { .. } => 4,
            Self::InTurn => 6,
            Self::FitsTheGap { .. } => 7,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Due => "the appointment is due",
            Self::NobodyElseWaits => "nobody else waits",
            Self::Protects { .. } => "early, to protect an appointment",
            Self::InTurn => "in turn",
            Self::FitsTheGap { .. } => "short enough to fit before an appointment",
        })
    }
}

impl Decision {
    /// The number of the rule behind it; `None` when nobody can be called.
    #[must_use]
    pub fn rule(&self) -> Option<u8> {
        match self {
            Self::Call(call) => Some(call.reason.rule()),
            Self::Hold { .. } => Some(8),
            Self::Nothing => None,
        }
    }

    /// The call of `visit`, without overtaking anybody.
    pub(super) fn call(visit: usize, reason: Reason) -> Self {
        Self::Call(Call { visit, reason, overtakes: Vec::new() })
    }
}
