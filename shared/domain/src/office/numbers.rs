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
    /// Given out while there is no network: on paper, and by kiosks.
    pub emergency: Band,
}

/// So many emergency numbers are on the printed sheet, which fits on a page;
/// half of a short band.
const ON_PAPER: u16 = 40;

/// So many are handed out to a kiosk at a time: enough for a busy quarter of an
/// hour.
const RANGE: u16 = 20;

impl Numbers {
    /// The emergency numbers on the printed sheet, the last of their band. No
    /// kiosk gets them, so a sheet that was printed last year is still good.
    #[must_use]
    pub fn on_paper(&self) -> Band {
        let band = self.emergency;
        let first = band.last.get() - ON_PAPER.min(band.len().div_ceil(2)) + 1;
        Band { first: Number::new(first).unwrap_or(band.first), ..band }
    }

    /// The emergency numbers that are the `place`-th to be handed out to a
    /// kiosk on a day; `None` when there are no more.
    #[must_use]
    pub fn range(&self, place: usize) -> Option<Band> {
        let all = self.emergency.len() - self.on_paper().len();
        let first = u16::try_from(place).ok()?.checked_mul(RANGE).filter(|first| *first < all)?;
        let last = (first + RANGE).min(all) - 1;
        Band::new(self.emergency.get(first)?, self.emergency.get(last)?)
    }

    /// How many ranges there are.
    #[must_use]
    pub fn ranges(&self) -> u16 {
        (self.emergency.len() - self.on_paper().len()).div_ceil(RANGE)
    }
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

    /// All of them, ascending.
    pub fn iter(self) -> impl Iterator<Item = Number> {
        (0..self.len()).filter_map(move |place| self.get(place))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(first: u16, last: u16) -> Numbers {
        let band = |first, last| {
            Band::new(Number::new(first).unwrap(), Number::new(last).unwrap()).unwrap()
        };
        Numbers {
            walk_in: band(100, 599),
            appointment: band(600, 899),
            emergency: band(first, last),
        }
    }

    #[test]
    fn no_emergency_number_is_handed_out_twice_and_none_is_forgotten() {
        for last in [900, 901, 919, 940, 979, 980, 999, 1200] {
            let numbers = numbers(900, last);
            let mut given: Vec<Number> =
                (0..).map_while(|place| numbers.range(place)).flat_map(Band::iter).collect();
            let ranges = (0..).map_while(|place| numbers.range(place)).count();
            assert_eq!(ranges, usize::from(numbers.ranges()));
            given.extend(numbers.on_paper().iter());
            assert_eq!(given, numbers.emergency.iter().collect::<Vec<_>>(), "{last}");
        }
    }

    #[test]
    fn a_sheet_is_a_page_and_a_kiosk_gets_twenty_at_a_time() {
        let numbers = numbers(900, 999);
        let ends = |band: Band| (band.first().get(), band.last().get());
        assert_eq!(ends(numbers.on_paper()), (960, 999));
        let ranges: Vec<_> = (0..4).map(|place| numbers.range(place).map(ends)).collect();
        assert_eq!(ranges, [Some((900, 919)), Some((920, 939)), Some((940, 959)), None]);
    }
}
