//! Probabilities as integers, so that every machine computes the same.

use crate::survival::PPM;

/// A probability, or a sum of probabilities, in units of 2⁻³².
///
/// Every product and every quotient is rounded down. Both go through `u128`,
/// because one times one is 2⁶⁴.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fraction(pub(super) u64);

impl Fraction {
    pub(super) const ZERO: Self = Self(0);
    pub(super) const ONE: Self = Self(1 << 32);
    pub(super) const HALF: Self = Self(1 << 31);

    /// `part` of `whole`, neither of them above 10¹²; one at most.
    pub(super) fn ratio(part: u64, whole: u64) -> Self {
        let quotient = (u128::from(part) << 32) / u128::from(whole);
        u64::try_from(quotient).map_or(Self::ONE, |q| Self(q.min(Self::ONE.0)))
    }

    /// So many ppm, a million at most.
    pub(super) fn ppm(ppm: u32) -> Self {
        // A million times 2³² fits into 64 bits with room to spare.
        Self((u64::from(ppm.min(PPM)) << 32) / u64::from(PPM))
    }

    /// P(both) of two independent events.
    pub(super) fn and(self, other: Self) -> Self {
        let product = (u128::from(self.0) * u128::from(other.0)) >> 32;
        #[expect(clippy::cast_possible_truncation, reason = "neither factor exceeds 2^33")]
        let product = product as u64;
        Self(product)
    }

    /// P(not this).
    pub(super) fn not(self) -> Self {
        Self(Self::ONE.0.saturating_sub(self.0))
    }

    /// The sum; counts may exceed one.
    pub(super) fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The value times `part / whole`, rounded down once.
    pub(super) fn share(self, part: usize, whole: usize) -> Self {
        Self(self.0 * part as u64 / whole.max(1) as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_times_one_is_one() {
        assert_eq!(Fraction::ONE.and(Fraction::ONE), Fraction::ONE);
        assert_eq!(Fraction::ppm(PPM), Fraction::ONE);
        assert_eq!(Fraction::ratio(1_000_000_000_000, 1_000_000_000_000), Fraction::ONE);
    }

    #[test]
    fn everything_is_rounded_down() {
        assert_eq!(Fraction::ppm(1), Fraction(4294));
        assert_eq!(Fraction::ratio(1, 3), Fraction(1_431_655_765));
        assert_eq!(Fraction(1).and(Fraction::HALF), Fraction::ZERO);
    }
}
