//! Dates and times as people in Germany read them.

use domain::time::{Moment, Unit};
use jiff::{
    civil::{Date, Weekday},
    tz::TimeZone,
};

/// "Dienstag, 1. Dezember 2026".
#[must_use]
pub fn day(date: Date) -> String {
    let weekday = match date.weekday() {
        Weekday::Monday => "Montag",
        Weekday::Tuesday => "Dienstag",
        Weekday::Wednesday => "Mittwoch",
        Weekday::Thursday => "Donnerstag",
        Weekday::Friday => "Freitag",
        Weekday::Saturday => "Samstag",
        Weekday::Sunday => "Sonntag",
    };
    format!("{weekday}, {}. {} {}", date.day(), month(date), date.year())
}

/// "Dezember".
#[must_use]
pub fn month(date: Date) -> &'static str {
    const MONTHS: [&str; 12] = [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ];
    MONTHS[usize::try_from(date.month() - 1).unwrap_or(0)]
}

/// "8:05".
#[must_use]
pub fn time(moment: Moment, zone: &TimeZone) -> String {
    moment.at(zone).strftime("%-H:%M").to_string()
}

/// "8:05", of a unit of the day.
#[must_use]
pub fn unit(unit: Unit) -> String {
    unit.time().strftime("%-H:%M").to_string()
}

/// "Dienstag, 1. Dezember 2026, 8:05 Uhr".
#[must_use]
pub fn day_and_time(moment: Moment, zone: &TimeZone) -> String {
    format!("{}, {} Uhr", day(moment.day(zone)), time(moment, zone))
}

/// "etwa 15 bis 25 Minuten".
#[must_use]
pub fn wait(wait: domain::queue::WaitRange) -> String {
    format!("etwa {} bis {} Minuten", wait.low_min, wait.high_min)
}
