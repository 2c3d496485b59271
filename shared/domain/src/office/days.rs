//! Sets of weekdays, as in opening hours: `Mo-Fr`, `Mo,Th`.

use std::fmt;

use jiff::civil::Weekday;

/// The weekdays by their OSM codes, Monday first.
const CODES: [(&str, Weekday); 7] = [
    ("Mo", Weekday::Monday),
    ("Tu", Weekday::Tuesday),
    ("We", Weekday::Wednesday),
    ("Th", Weekday::Thursday),
    ("Fr", Weekday::Friday),
    ("Sa", Weekday::Saturday),
    ("Su", Weekday::Sunday),
];

/// Some days of the week.
#[derive(Clone, Copy, PartialEq, Eq)]
// Invariant: bit 0 is Monday, bit 6 Sunday; at least one is set.
pub struct Weekdays(u8);

/// The OSM code of a weekday, such as `Mo`.
#[must_use]
pub fn weekday_code(day: Weekday) -> &'static str {
    CODES[index(day)].0
}

/// The codes of all weekdays, Monday first.
pub(super) fn weekday_codes() -> impl Iterator<Item = &'static str> {
    CODES.iter().map(|(code, _)| *code)
}

/// 0 for Monday to 6 for Sunday.
pub(super) fn index(day: Weekday) -> usize {
    day.to_monday_zero_offset().unsigned_abs().into()
}

impl Weekdays {
    /// Monday to Sunday.
    pub const EVERY: Self = Self(0b111_1111);

    /// Reads `Mo`, `Mo,Th`, `Mo-We,Fr`.
    ///
    /// # Errors
    ///
    /// The part that is no weekday.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut bits = 0;
        for part in text.split(',').map(str::trim) {
            let (from, to) = part.split_once('-').unwrap_or((part, part));
            let place = |code: &str| {
                let code = code.trim();
                CODES.iter().position(|(known, _)| *known == code).ok_or_else(|| code.to_owned())
            };
            let (from, to) = (place(from)?, place(to)?);
            if from > to {
                return Err(part.to_owned());
            }
            bits |= (from..=to).fold(0, |bits, day| bits | 1 << day);
        }
        Ok(Self(bits))
    }

    /// Whether `day` is one of them.
    #[must_use]
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & 1 << index(day) != 0
    }

    /// The days, Monday first.
    pub fn iter(self) -> impl Iterator<Item = Weekday> {
        CODES.into_iter().map(|(_, day)| day).filter(move |day| self.contains(*day))
    }

    /// A day in both sets, if there is one.
    pub(super) fn common(self, other: Self) -> Option<Weekday> {
        self.iter().find(|day| other.contains(*day))
    }
}

impl fmt::Display for Weekdays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes: Vec<_> = self.iter().map(weekday_code).collect();
        f.write_str(&codes.join(","))
    }
}

impl fmt::Debug for Weekdays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
