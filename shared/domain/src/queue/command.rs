//! What a clerk can ask of the queue, and what comes back.

use serde::{Deserialize, Serialize};

use super::{Decision, KeyHash, Queue, Reason};
use crate::{
    ids::{CounterId, Number, ServiceId},
    office::Item,
    time::Moment,
};

/// A press at a counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// The counter opens.
    Open,
    /// The counter closes now, or after its present visit.
    Pause,
    /// The next person, please; the policy decides who.
    Next {
        /// Whether the present visit, if any, is finished by the same press.
        finish_current: bool,
    },
    /// Call the same number again.
    Recall,
    /// The person has come over.
    Start,
    /// The visit is still going on, long as it has been.
    Continue,
    /// The visit takes longer than usual: whoever waits is told so.
    TakesLonger,
    /// Help is needed at this counter.
    Help,
    /// The visit is done.
    Finish,
    /// The person called did not come.
    NoShow,
    /// Another number than the one called stands here: serve it.
    Serve {
        /// That number.
        number: Number,
    },
    /// The present visit is about one more thing.
    Add {
        /// What, and for how many people.
        item: Item,
    },
    /// Set the present visit aside.
    Park,
    /// Take up a visit that was set aside.
    Resume {
        /// Its number.
        number: Number,
    },
    /// Send the present visit on.
    Forward {
        /// Where to.
        to: Forward,
    },
    /// Take back this counter's latest command.
    Undo,
}

/// Where a visit is sent on to, within the office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Forward {
    /// To this counter and no other.
    Counter(CounterId),
    /// To any counter that does this.
    Service(ServiceId),
}

/// The idempotency of a command: two digests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Of the key.
    #[serde(rename = "h")]
    pub key: KeyHash,
    /// Of what was asked.
    #[serde(rename = "p")]
    pub payload: KeyHash,
}

/// A call to a counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Who.
    #[serde(rename = "n")]
    pub number: Number,
    /// Its place among the day's calls and recalls.
    #[serde(rename = "s")]
    pub sequence: u64,
    /// Why this person.
    #[serde(rename = "r")]
    pub reason: Reason,
}

/// What a command came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The visit it was about.
    pub number: Option<Number>,
    /// The call it made.
    pub call: Option<Call>,
    /// For `next` without a call: why nobody was called.
    pub idle: Option<Decision>,
}

/// What becomes of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a changed queue has to be stored"]
pub enum Outcome {
    /// This queue follows, if it is stored before any other successor.
    Changed(Box<Queue>, Answer),
    /// Nothing changes: nobody to call, or the command had been applied before.
    Same(Answer),
}

/// Why a command does not apply.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The office has no such counter.
    #[error("there is no counter `{counter}`")]
    UnknownCounter {
        /// The name asked for.
        counter: CounterId,
    },
    /// The key was used for something else.
    #[error("this idempotency key was used for another command")]
    KeyReused,
    /// The press is older than the counter's latest command.
    #[error("this press is older than the counter's latest command")]
    Stale,
    /// The counter has a visit already.
    #[error("the counter is busy with {number}")]
    CounterBusy {
        /// The visit's number.
        number: Number,
    },
    /// The counter has no visit.
    #[error("the counter has nobody called or in service")]
    CounterIdle,
    /// The visit is being served already.
    #[error("{number} is being served already")]
    AlreadyServing {
        /// The visit's number.
        number: Number,
    },
    /// Calling again is locked.
    #[error("the call can be repeated from {from:?}")]
    RecallLocked {
        /// When the lock ends.
        from: Moment,
    },
    /// It is too soon to say that somebody does not come.
    #[error("\"not here\" counts from {from:?}")]
    TooSoon {
        /// From when it counts.
        from: Moment,
    },
    /// Nobody in the house has this number.
    #[error("nobody in the house has the number {number}")]
    UnknownNumber {
        /// The number asked for.
        number: Number,
    },
    /// The visit stands elsewhere.
    #[error("{number} is not where this needs it")]
    WrongStage {
        /// The visit's number.
        number: Number,
    },
    /// The visit is about this already, or the counter does not do it.
    #[error("this cannot be added to the visit")]
    NotAdded,
    /// There is nowhere to send the visit to.
    #[error("the visit cannot be sent there")]
    NoSuchTarget,
    /// Within an hour as many visits were marked urgent as the office allows.
    #[error("no more urgent visits before {from:?}")]
    TooManyUrgent {
        /// When there may be another; `None` where none may be at all.
        from: Option<Moment>,
    },
    /// Not a number that is given out without a network.
    #[error("{number} is no emergency number")]
    NoEmergencyNumber {
        /// The number.
        number: Number,
    },
    /// Drawn after now, or called before it was drawn.
    #[error("these times cannot be")]
    ImpossibleTimes,
    /// Nobody is called while the office is interrupted.
    #[error("the office is interrupted")]
    Interrupted,
    /// Nobody has called for help there.
    #[error("nobody has called for help")]
    NoHelpNeeded,
    /// The latest command cannot be taken back.
    #[error("there is nothing to take back")]
    NothingToUndo,
    /// The visit is over.
    #[error("the visit is over")]
    Ended,
}
