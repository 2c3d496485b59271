//! Mails that no command asks for: when somebody is reminded, and what is known
//! of an address that mails come back from.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::time::{Moment, Seconds};

/// How long before the appointment a reminder is due.
const AHEAD: Seconds = Seconds::hours(24);

/// So long before it a reminder comes too late to be of use.
const TOO_LATE: Seconds = Seconds::hours(3);

/// Who got a mail about the appointment within so long before it needs none.
const FRESH: Seconds = Seconds::hours(48);

/// Mails that can wait are sent from this hour of the office's clock …
const FROM_HOUR: i8 = 8;

/// … to this one.
const TO_HOUR: i8 = 20;

/// Why mails to somebody are of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Returned {
    /// A mail could not be delivered.
    Bounced,
    /// The person has told the mail provider that the mail was not wanted.
    Complained,
}

/// Whether somebody with an appointment at `start` is to be reminded at `now`,
/// who was `told` of it last at that time: within the last day before, by day,
/// and only who was told more than two days before. It follows from these times
/// alone, so it does not matter how often or how late somebody asks.
#[must_use]
pub fn reminder_is_due(told: Moment, start: Moment, now: Moment, zone: &TimeZone) -> bool {
    let left = start - now;
    let hour = now.at(zone).hour();
    start - told > FRESH
        && left <= AHEAD
        && left >= TOO_LATE
        && (FROM_HOUR..TO_HOUR).contains(&hour)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An instant of December 2026 in Berlin.
    fn on(day: i64, hour: i64, minute: i64) -> Moment {
        let first: jiff::Timestamp = "2026-12-01T00:00:00+01:00".parse().unwrap();
        Moment(first.as_second()) + Seconds::minutes((day - 1) * 1440 + hour * 60 + minute)
    }

    #[test]
    fn a_reminder_is_due_by_day_within_the_last_day_before() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let told = on(1, 12, 0);
        let cases = [
            // start, now, due
            (on(9, 10, 0), on(8, 9, 59), false),
            (on(9, 10, 0), on(8, 10, 0), true),
            (on(9, 10, 0), on(8, 19, 59), true),
            (on(9, 10, 0), on(8, 20, 0), false),
            (on(9, 10, 0), on(9, 7, 0), false),
            (on(9, 12, 0), on(9, 8, 0), true),
            (on(9, 12, 0), on(9, 9, 1), false),
            // Told on the first: too fresh until the third at noon.
            (on(3, 12, 0), on(2, 12, 0), false),
            (on(3, 12, 1), on(2, 13, 0), true),
        ];
        for (start, now, due) in cases {
            assert_eq!(reminder_is_due(told, start, now, &zone), due, "{start:?} at {now:?}");
        }
    }
}
