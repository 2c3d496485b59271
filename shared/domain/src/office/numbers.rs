//! Which numbers are for whom.

use serde::{Deserialize, Serialize};

use crate::ids::{NotAName, Number};

/// The numbers of one kind of visit, first to last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "(Number, Number)", into = "(Number, Number)")]
// Invariant: first <= last.
pub struct Band {
    first: Number,
    last: Number,
}

/// The three bands of an office; no number is in two of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    /// Drawn without an appointment, ascending.
    pub walk_in: Band,
    /// Given to appointments.
    pub appointment: Band,
    /// Printed in advance for when the kiosk fails.
    pub emergency: Band,
}

impl Band {
    /// The numbers from `first` to `last`, if there are any.
    #[must_use]
    pub fn new(first: Number, last: Number) -> Option<Self> {
        (first <= last).then_some(Self { first, last })
    }

    /// The first number.
    #[must_use]
    pub const fn first(self) -> Number {
        self.first
    }

    /// The last number.
    #[must_use]
    pub const fn last(self) -> Number {
        self.last
    }

    /// How many numbers there are; at least one.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a band is never empty")]
    pub const fn len(self) -> u16 {
        self.last.get() - self.first.get() + 1
    }

    /// Whether `number` is one of them.
    #[must_use]
    pub fn contains(self, number: Number) -> bool {
        (self.first..=self.last).contains(&number)
    }

    /// The number at this place, counted from 0.
    #[must_use]
    pub fn get(self, place: u16) -> Option<Number> {
        let number = Number::new(self.first.get().checked_add(place)?)?;
        self.contains(number).then_some(number)
    }

    pub(super) fn overlaps(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

impl TryFrom<(Number, Number)> for Band {
    type Error = NotAName;

    fn try_from((first, last): (Number, Number)) -> Result<Self, NotAName> {
        Self::new(first, last)
            .ok_or_else(|| NotAName::new(&first.to_string(), "a band's first number"))
    }
}

impl From<Band> for (Number, Number) {
    fn from(band: Band) -> Self {
        (band.first, band.last)
    }
}
