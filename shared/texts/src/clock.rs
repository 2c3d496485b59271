//! Days, times, counts and waits: what every page says, in one place.

use std::ops::Range;

use domain::{
    estimate::WaitRange,
    office::ClosedReason,
    time::{Moment, Unit},
};
use jiff::{
    civil::{Date, Weekday},
    tz::TimeZone,
};

use crate::{Text, text};

/// "Dienstag, 1. Dezember 2026", "Tuesday 1 December 2026".
#[must_use]
pub fn day(date: Date) -> Text {
    text!(
        "day",
        weekday = weekday(date.weekday()),
        date = date.day(),
        month = month(date),
        year = date.year()
    )
}

/// "Dienstag, 1. Dezember", "Tuesday 1 December".
#[must_use]
pub fn short_day(date: Date) -> Text {
    text!("short-day", weekday = weekday(date.weekday()), date = date.day(), month = month(date))
}

/// "Dienstag", "Tuesday".
#[must_use]
pub fn weekday(day: Weekday) -> Text {
    text!("weekday", number = day.to_monday_one_offset())
}

/// "Dezember", "December".
#[must_use]
pub fn month(date: Date) -> Text {
    text!("month", number = date.month())
}

/// "8:05 Uhr", "8:05". English keeps the clock of 24 hours: the board, the slips
/// and the letters of the house have it as well.
#[must_use]
pub fn time(moment: Moment, zone: &TimeZone) -> Text {
    text!("time", time = moment.at(zone).strftime("%-H:%M").to_string())
}

/// The same of what a script puts there.
#[must_use]
pub fn time_of(placeholder: &str) -> Text {
    text!("time", time = placeholder)
}

/// "8:05 Uhr", "8:05", of a unit of the day.
#[must_use]
pub fn unit(unit: Unit) -> Text {
    text!("time", time = unit.time().strftime("%-H:%M").to_string())
}

/// "Dienstag, 1. Dezember, 8:05 Uhr", "Tuesday 1 December, 8:05".
#[must_use]
pub fn short_day_and_time(moment: Moment, zone: &TimeZone) -> Text {
    text!("day-and-time", day = short_day(moment.day(zone)), time = time(moment, zone))
}

/// "Dienstag, 1. Dezember 2026, 8:05 Uhr", "Tuesday 1 December 2026, 8:05".
#[must_use]
pub fn day_and_time(moment: Moment, zone: &TimeZone) -> Text {
    text!("day-and-time", day = day(moment.day(zone)), time = time(moment, zone))
}

/// "etwa 15 bis 25 Minuten"; "bis zu 5 Minuten" for a wait from nothing, and
/// "etwa 2 bis 4 Stunden" where minutes would be false precision.
#[must_use]
pub fn wait(wait: WaitRange) -> Text {
    match (wait.low_min(), wait.high_min()) {
        (0, high) => text!("wait-up-to", minutes = high),
        (low, high) if low >= 120 => {
            text!("wait-hours", low = low / 60, high = high.div_ceil(60))
        }
        (low, high) => text!("wait", low = low, high = high),
    }
}

/// "Niemand wartet", "1 Person wartet", "7 Personen warten".
#[must_use]
pub fn waiting(people: usize) -> Text {
    text!("waiting", people = people)
}

/// "keine Person", "1 Person", "7 Personen".
#[must_use]
pub fn people(people: usize) -> Text {
    text!("people", people = people)
}

/// "8:00 bis 12:00 Uhr und 14:00 bis 18:00 Uhr"; "geschlossen" for none.
#[must_use]
pub fn opening(ranges: &[Range<Unit>]) -> Text {
    let clock = |unit: Unit| unit.time().strftime("%-H:%M").to_string();
    let range =
        |range: &Range<Unit>| text!("hours", from = clock(range.start), to = clock(range.end));
    let all = ranges.iter().map(range);
    all.reduce(|first, then| text!("hours-and", first = first, then = then))
        .unwrap_or_else(|| text!("closed"))
}

/// Why an office is closed all day.
#[must_use]
pub fn closed(reason: &ClosedReason<'_>) -> Text {
    match reason {
        ClosedReason::Closure(closure) => Text::own(&closure.reason, closure.further.iter()),
        ClosedReason::Holiday(name) => holiday(name),
        ClosedReason::Weekday(_) => text!("closed-on-weekday"),
    }
}

/// A public holiday by the name it has in the statutes.
fn holiday(name: &'static str) -> Text {
    match name {
        "Neujahr" => text!("holiday-new-year"),
        "Heilige Drei Könige" => text!("holiday-epiphany"),
        "Frauentag" => text!("holiday-women"),
        "Karfreitag" => text!("holiday-good-friday"),
        "Ostersonntag" => text!("holiday-easter-sunday"),
        "Ostermontag" => text!("holiday-easter-monday"),
        "Tag der Arbeit" => text!("holiday-labour"),
        "Christi Himmelfahrt" => text!("holiday-ascension"),
        "Pfingstsonntag" => text!("holiday-whit-sunday"),
        "Pfingstmontag" => text!("holiday-whit-monday"),
        "Fronleichnam" => text!("holiday-corpus-christi"),
        "Mariä Himmelfahrt" => text!("holiday-assumption"),
        "Weltkindertag" => text!("holiday-children"),
        "Tag der Deutschen Einheit" => text!("holiday-unity"),
        "Reformationstag" => text!("holiday-reformation"),
        "Allerheiligen" => text!("holiday-all-saints"),
        "Buß- und Bettag" => text!("holiday-repentance"),
        "Erster Weihnachtsfeiertag" => text!("holiday-christmas"),
        "Zweiter Weihnachtsfeiertag" => text!("holiday-boxing"),
        other => Text::from(other),
    }
}

#[cfg(test)]
mod tests {
    use domain::{estimate::Estimate, time::Seconds};
    use jiff::{ToSpan, civil::date};

    use super::*;
    use crate::Lang;

    #[test]
    fn a_day_is_written_as_on_a_letter() {
        let first = date(2026, 12, 1);
        assert_eq!(day(first).said_in(Lang::De), "Dienstag, 1. Dezember 2026");
        assert_eq!(day(first).said_in(Lang::En), "Tuesday 1 December 2026");
        assert_eq!(short_day(date(2027, 3, 28)).said_in(Lang::De), "Sonntag, 28. März");
        assert_eq!(short_day(date(2027, 3, 28)).said_in(Lang::En), "Sunday 28 March");
    }

    #[test]
    fn every_day_and_month_has_its_own_name() {
        for lang in Lang::ALL {
            let year = date(2026, 1, 1).series(1.day()).take(365);
            let days: std::collections::BTreeSet<_> =
                year.map(|it| day(it).said_in(lang)).collect();
            assert_eq!(days.len(), 365);
            let names = |name: fn(Date) -> Text| {
                let year = date(2026, 1, 1).series(1.day()).take(365);
                year.map(|it| name(it).said_in(lang)).collect::<std::collections::BTreeSet<_>>()
            };
            assert_eq!(names(month).len(), 12);
            assert_eq!(names(|it| weekday(it.weekday())).len(), 7);
        }
    }

    #[test]
    fn a_wait_never_begins_with_nothing() {
        let range = |low, high| {
            let (low, high) = (Seconds::minutes(low), Seconds::minutes(high));
            wait(WaitRange::of(Estimate { mean: low, low, high }))
        };
        assert_eq!(range(2, 4).said_in(Lang::De), "bis zu 5 Minuten");
        assert_eq!(range(16, 24).said_in(Lang::De), "etwa 15 bis 25 Minuten");
        assert_eq!(range(100, 150).said_in(Lang::De), "etwa 100 bis 150 Minuten");
        assert_eq!(range(150, 190).said_in(Lang::De), "etwa 2 bis 4 Stunden");
        assert_eq!(range(2, 4).said_in(Lang::En), "up to 5 minutes");
        assert_eq!(range(16, 24).said_in(Lang::En), "about 15 to 25 minutes");
    }

    #[test]
    fn one_is_not_several() {
        let said = |lang| [0, 1, 7].map(|people| waiting(people).said_in(lang));
        assert_eq!(said(Lang::De), ["Niemand wartet", "1 Person wartet", "7 Personen warten"]);
        assert_eq!(
            said(Lang::En),
            ["Nobody is waiting", "1 person is waiting", "7 people are waiting"]
        );
    }

    #[test]
    fn every_holiday_of_every_land_has_an_english_name() {
        for code in [
            "BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST",
            "SH", "TH",
        ] {
            let land = domain::office::Land::from_code(code).unwrap();
            for holiday in
                date(2027, 1, 1).series(1.day()).take(365).filter_map(|it| land.holiday(it))
            {
                let [german, english] = Lang::ALL.map(|lang| self::holiday(holiday).said_in(lang));
                assert_ne!(german, english, "{holiday}");
            }
        }
    }
}
