//! Counts in bins: what remains of single cases once they are statistics.

use serde::{Deserialize, Serialize};

use crate::survival::PPM;

/// How often something fell into each bin. Bins without a case take no room,
/// and adding two histograms gives the histogram of both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<(i16, u32)>", into = "Vec<(i16, u32)>")]
// Invariant: bins strictly ascending, counts positive.
pub struct Histogram(Vec<(i16, u32)>);

impl Histogram {
    /// Counts one case in `bin`.
    pub fn add(&mut self, bin: i16) {
        self.add_many(bin, 1);
    }

    fn add_many(&mut self, bin: i16, count: u32) {
        if count == 0 {
            return;
        }
        match self.0.binary_search_by_key(&bin, |(bin, _)| *bin) {
            Ok(at) => self.0[at].1 = self.0[at].1.saturating_add(count),
            Err(at) => self.0.insert(at, (bin, count)),
        }
    }

    /// Adds every case of another histogram.
    pub fn merge(&mut self, other: &Self) {
        for (bin, count) in &other.0 {
            self.add_many(*bin, *count);
        }
    }

    /// How many cases were counted.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.iter().map(|(_, count)| u64::from(*count)).sum()
    }

    /// How many cases fell into `bin` or below it.
    #[must_use]
    pub fn up_to(&self, bin: i16) -> u64 {
        let counted = self.0.iter().take_while(|(at, _)| *at <= bin);
        counted.map(|(_, count)| u64::from(*count)).sum()
    }

    /// The share of cases in `bin` or below it, in ppm; `None` without cases.
    #[must_use]
    pub fn share_up_to(&self, bin: i16) -> Option<u32> {
        let share = (self.up_to(bin) * u64::from(PPM)).checked_div(self.total())?;
        u32::try_from(share).ok()
    }

    /// The bin of the case with this rank when sorted, the lowest having rank
    /// 1; ranks outside are taken as the lowest or highest. `None` without
    /// cases.
    #[must_use]
    pub fn ranked(&self, rank: u64) -> Option<i16> {
        let mut passed = 0;
        for (bin, count) in &self.0 {
            passed += u64::from(*count);
            if passed >= rank {
                return Some(*bin);
            }
        }
        self.0.last().map(|(bin, _)| *bin)
    }

    /// The lowest bin that at least this share of the cases reaches or stays
    /// below; `None` without cases.
    #[must_use]
    pub fn quantile(&self, share_ppm: u32) -> Option<i16> {
        self.ranked((self.total() * u64::from(share_ppm)).div_ceil(u64::from(PPM)).max(1))
    }

    /// The bins that have cases, ascending, and how many.
    #[must_use]
    pub fn bins(&self) -> &[(i16, u32)] {
        &self.0
    }
}

impl From<Vec<(i16, u32)>> for Histogram {
    fn from(bins: Vec<(i16, u32)>) -> Self {
        let mut histogram = Self::default();
        for (bin, count) in bins {
            histogram.add_many(bin, count);
        }
        histogram
    }
}

impl From<Histogram> for Vec<(i16, u32)> {
    fn from(histogram: Histogram) -> Self {
        histogram.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(cases: &[i16]) -> Histogram {
        let mut histogram = Histogram::default();
        for bin in cases {
            histogram.add(*bin);
        }
        histogram
    }

    proptest! {
        #[test]
        fn ranks_are_those_of_the_sorted_cases(
            mut cases in proptest::collection::vec(-20..20_i16, 1..60),
        ) {
            let histogram = of(&cases);
            cases.sort_unstable();
            for (before, bin) in cases.iter().enumerate() {
                prop_assert_eq!(histogram.ranked(before as u64 + 1), Some(*bin));
            }
            prop_assert_eq!(histogram.quantile(0), cases.first().copied());
            prop_assert_eq!(histogram.quantile(PPM), cases.last().copied());
        }

        #[test]
        fn merging_is_counting_both(
            one in proptest::collection::vec(-20..20_i16, 0..60),
            other in proptest::collection::vec(-20..20_i16, 0..60),
        ) {
            let mut merged = of(&one);
            merged.merge(&of(&other));
            prop_assert_eq!(&merged, &of(&[one, other].concat()));
            let text = serde_json::to_string(&merged).unwrap();
            prop_assert_eq!(serde_json::from_str::<Histogram>(&text).unwrap(), merged);
        }
    }
}
