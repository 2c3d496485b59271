//! Instants inside, wall clock at the rim.
//!
//! Everything that is stored or compared is a [`Moment`]. The wall clock
//! appears in office files, on pages and in the [`Unit`] of a day, always
//! together with the office's time zone.

use std::ops::{Add, Sub};

use jiff::{
    Timestamp, Zoned,
    civil::{self, Date, DateTime},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};

/// A point in time: whole seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

/// A length of time in whole seconds; negative when it points backwards.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Seconds(pub i64);

impl Seconds {
    /// So many minutes.
    #[must_use]
    pub const fn minutes(minutes: i64) -> Self {
        Self(minutes * 60)
    }

    /// So many hours.
    #[must_use]
    pub const fn hours(hours: i64) -> Self {
        Self(hours * 3600)
    }
}

impl Add<Seconds> for Moment {
    type Output = Self;

    fn add(self, length: Seconds) -> Self {
        Self(self.0.saturating_add(length.0))
    }
}

impl Sub<Seconds> for Moment {
    type Output = Self;

    fn sub(self, length: Seconds) -> Self {
        Self(self.0.saturating_sub(length.0))
    }
}

impl Sub for Moment {
    type Output = Seconds;

    fn sub(self, earlier: Self) -> Seconds {
        Seconds(self.0.saturating_sub(earlier.0))
    }
}

impl Moment {
    /// The wall clock of `zone` at this moment.
    #[must_use]
    pub fn at(self, zone: &TimeZone) -> Zoned {
        // Outside jiff's range of years (±9999) there is no office.
        Timestamp::from_second(self.0).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone.clone())
    }

    /// The calendar day of `zone` at this moment.
    #[must_use]
    pub fn day(self, zone: &TimeZone) -> Date {
        self.at(zone).date()
    }

    /// RFC 3339 with seconds and the numeric offset of `zone`, such as
    /// `2026-12-01T08:05:00+01:00`.
    #[must_use]
    pub fn rfc3339(self, zone: &TimeZone) -> String {
        self.at(zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// Reads RFC 3339 with any numeric offset or `Z`; a bracketed zone is refused.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.contains('[') {
            return None;
        }
        text.parse::<Timestamp>().ok().map(|t| Self(t.as_second()))
    }
}

/// The first five-minute step at or after which something starts on a day:
/// wall-clock minutes since midnight, divided by five (0 to 287).
///
/// On the day on which the clocks go forward the skipped hour has no units;
/// on the day on which they go back the repeated hour exists once (its first
/// pass). So a unit names at most one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
// Invariant: less than `Unit::PER_DAY`.
pub struct Unit(u16);

/// A number that is no [`Unit`] of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a day has no five minutes number {0}")]
pub struct NotAUnit(pub u16);

impl Unit {
    /// Minutes between two units.
    pub const MINUTES: u16 = 5;
    /// Units of a day from midnight to midnight.
    pub const PER_DAY: u16 = 24 * 60 / Self::MINUTES;

    /// The unit with this index.
    #[must_use]
    pub const fn new(index: u16) -> Option<Self> {
        if index < Self::PER_DAY { Some(Self(index)) } else { None }
    }

    /// Its index, counted from midnight.
    #[must_use]
    pub const fn index(self) -> u16 {
        self.0
    }

    /// The unit that starts exactly at this wall-clock time, if one does.
    #[must_use]
    pub fn at(time: civil::Time) -> Option<Self> {
        if time.second() != 0 || time.subsec_nanosecond() != 0 {
            return None;
        }
        let minutes =
            u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs());
        minutes.is_multiple_of(Self::MINUTES).then_some(Self(minutes / Self::MINUTES))
    }

    /// Its wall-clock time.
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "the parts of a time of day fit")]
    pub fn time(self) -> civil::Time {
        let minutes = self.0 * Self::MINUTES;
        let part = |value: u16| i8::try_from(value).expect("hours and minutes fit into i8");
        civil::time(part(minutes / 60), part(minutes % 60), 0, 0)
    }

    /// The moment it names on `date`; `None` in the hour that summer time skips.
    #[must_use]
    pub fn moment(self, date: Date, zone: &TimeZone) -> Option<Moment> {
        let wanted = DateTime::from_parts(date, self.time());
        let zoned = zone.to_ambiguous_zoned(wanted).compatible().ok()?;
        (zoned.datetime() == wanted).then(|| Moment(zoned.timestamp().as_second()))
    }

    /// The unit that `moment` is in.
    #[must_use]
    pub fn containing(moment: Moment, zone: &TimeZone) -> Self {
        let time = moment.at(zone).time();
        let hours = u16::from(time.hour().unsigned_abs());
        let minutes = hours * 60 + u16::from(time.minute().unsigned_abs());
        Self(minutes / Self::MINUTES)
    }

    /// The unit that names exactly `moment`, and its day.
    #[must_use]
    pub fn of(moment: Moment, zone: &TimeZone) -> Option<(Date, Self)> {
        let zoned = moment.at(zone);
        let unit = Self::at(zoned.time())?;
        (unit.moment(zoned.date(), zone) == Some(moment)).then_some((zoned.date(), unit))
    }
}

impl TryFrom<u16> for Unit {
    type Error = NotAUnit;

    fn try_from(index: u16) -> Result<Self, NotAUnit> {
        Self::new(index).ok_or(NotAUnit(index))
    }
}

impl From<Unit> for u16 {
    fn from(unit: Unit) -> Self {
        unit.0
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").expect("time zones are bundled")
    }

    fn named_moments(day: Date) -> Vec<Moment> {
        (0..Unit::PER_DAY).filter_map(|i| Unit::new(i)?.moment(day, &berlin())).collect()
    }

    #[test]
    fn summer_time_skips_an_hour_of_units_and_winter_time_repeats_none() {
        assert_eq!(named_moments(date(2027, 3, 27)).len(), 288);
        assert_eq!(named_moments(date(2027, 3, 28)).len(), 276);
        assert_eq!(named_moments(date(2026, 10, 25)).len(), 288);
        for day in [date(2027, 3, 28), date(2026, 10, 25)] {
            let moments = named_moments(day);
            assert!(moments.is_sorted_by(|a, b| a < b), "{day}: every unit is its own moment");
            for moment in moments {
                assert_eq!(Unit::of(moment, &berlin()).map(|(d, _)| d), Some(day));
            }
        }
    }

    #[test]
    fn a_unit_beyond_the_day_is_refused_when_it_is_read() {
        let read = serde_json::from_str::<Unit>;
        assert_eq!(read("287").unwrap().time(), civil::time(23, 55, 0, 0));
        assert!(read("288").unwrap_err().to_string().contains("no five minutes number 288"));
    }

    #[test]
    fn instants_carry_the_offset_of_the_office() {
        let moment = Moment::parse("2026-12-01T07:05:00Z").expect("an instant");
        assert_eq!(moment.rfc3339(&berlin()), "2026-12-01T08:05:00+01:00");
        assert_eq!(Moment::parse("2026-12-01T08:05:00+01:00"), Some(moment));
        assert_eq!(Moment::parse("2026-12-01T08:05:00+01:00[Europe/Berlin]"), None);
        assert_eq!(Moment::parse("2026-12-01T08:05:00"), None);
    }
}
