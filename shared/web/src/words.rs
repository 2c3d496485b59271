//! Dates and times as people in Germany read them.

use domain::{
    disturbance::{Disturbances, Disturbed},
    ids::ServiceId,
    office::Office,
    queue::{Reason, Urgent},
    time::{Moment, Unit},
};
use jiff::{
    civil::{Date, Weekday},
    tz::TimeZone,
};
use texts::Lang;

/// "Dienstag, 1. Dezember 2026".
#[must_use]
pub fn day(date: Date) -> String {
    format!("{} {}", short_day(date), date.year())
}

/// "Dienstag, 1. Dezember".
#[must_use]
pub fn short_day(date: Date) -> String {
    format!("{}, {}. {}", weekday(date.weekday()), date.day(), month(date))
}

/// "Dienstag".
#[must_use]
pub fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Montag",
        Weekday::Tuesday => "Dienstag",
        Weekday::Wednesday => "Mittwoch",
        Weekday::Thursday => "Donnerstag",
        Weekday::Friday => "Freitag",
        Weekday::Saturday => "Samstag",
        Weekday::Sunday => "Sonntag",
    }
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

/// "Dienstag, 1. Dezember, 8:05 Uhr".
#[must_use]
pub fn short_day_and_time(moment: Moment, zone: &TimeZone) -> String {
    format!("{}, {} Uhr", short_day(moment.day(zone)), time(moment, zone))
}

/// "Dienstag, 1. Dezember 2026, 8:05 Uhr".
#[must_use]
pub fn day_and_time(moment: Moment, zone: &TimeZone) -> String {
    format!("{}, {} Uhr", day(moment.day(zone)), time(moment, zone))
}

/// "etwa 15 bis 25 Minuten"; "bis zu 5 Minuten" for a wait from nothing, and
/// "etwa 2 bis 4 Stunden" where minutes would be false precision.
#[must_use]
pub fn wait(wait: domain::estimate::WaitRange) -> String {
    match wait.low_min() {
        0 => format!("bis zu {} Minuten", wait.high_min()),
        low if low >= 120 => {
            format!("etwa {} bis {} Stunden", low / 60, wait.high_min().div_ceil(60))
        }
        low => format!("etwa {low} bis {} Minuten", wait.high_min()),
    }
}

/// "Niemand wartet", "1 Person wartet", "7 Personen warten".
#[must_use]
pub fn waiting(people: usize) -> String {
    match people {
        0 => "Niemand wartet".to_owned(),
        1 => "1 Person wartet".to_owned(),
        people => format!("{people} Personen warten"),
    }
}

/// "keine Person", "1 Person", "7 Personen".
#[must_use]
pub fn people(people: usize) -> String {
    match people {
        0 => "keine Person".to_owned(),
        1 => "1 Person".to_owned(),
        people => format!("{people} Personen"),
    }
}

/// "8:00 bis 12:00 Uhr und 14:00 bis 18:00 Uhr"; "geschlossen" for none.
#[must_use]
pub fn opening(ranges: &[std::ops::Range<Unit>]) -> String {
    let ranges: Vec<String> = ranges
        .iter()
        .map(|range| format!("{} bis {} Uhr", unit(range.start), unit(range.end)))
        .collect();
    if ranges.is_empty() { "geschlossen".to_owned() } else { ranges.join(" und ") }
}

/// The names of services, as staff read them.
#[must_use]
pub fn services<'a>(office: &Office, all: impl IntoIterator<Item = &'a ServiceId>) -> String {
    texts::services(office, all).said_in(Lang::De)
}

/// Which services cannot be done at present, and why, as staff read it.
#[must_use]
pub fn disturbed(office: &Office, all: &Disturbances, now: Moment) -> Vec<(String, String)> {
    let german = |text: texts::Text| text.said_in(Lang::De);
    let said = |one: &Disturbed| {
        (german(texts::disturbed(office, one)), german(texts::why(&one.disturbance)))
    };
    all.at(office, now).iter().map(said).collect()
}

/// A reason as clerks and the head of an office read it.
#[must_use]
pub fn reason(office: &Office, reason: Reason) -> String {
    let time = |moment| time(moment, &office.zone);
    match reason {
        Reason::Due { start } => format!("Termin {} ist fällig", time(start)),
        Reason::Early { start } => {
            format!("Termin {} ist schon da, sonst wartet niemand", time(start))
        }
        Reason::Protects { start, endangered } if start == endangered => format!(
            "Termin {} ist schon da und hat Vorrang, damit er pünktlich drankommt",
            time(start)
        ),
        Reason::Protects { start, endangered } => format!(
            "Termin {} ist schon da und hat Vorrang, damit Termin {} pünktlich drankommt",
            time(start),
            time(endangered)
        ),
        Reason::FirstCome => "wartet am längsten".to_owned(),
        Reason::FitsTheGap { start } => {
            format!("kurzer Vorgang, passt vor den Termin {}", time(start))
        }
        Reason::Urgent { because } => format!("vorgezogen: {}", urgent(because)),
        Reason::HoldFor { start } => format!("wird für {} freigehalten", time(start)),
    }
}

/// Why a visit cannot wait, as the info desk and clerks read it.
#[must_use]
pub const fn urgent(because: Urgent) -> &'static str {
    match because {
        Urgent::Travel => "Reise steht bevor",
        Urgent::Deadline => "Frist endet heute",
        Urgent::Hardship => "Notlage",
        Urgent::Frail => "kann nicht lange warten",
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        estimate::{Estimate, WaitRange},
        time::Seconds,
    };
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_is_written_as_on_a_german_letter() {
        assert_eq!(day(date(2026, 12, 1)), "Dienstag, 1. Dezember 2026");
        assert_eq!(short_day(date(2027, 3, 28)), "Sonntag, 28. März");
    }

    #[test]
    fn a_wait_never_begins_with_nothing() {
        let range = |low, high| {
            let (low, high) = (Seconds::minutes(low), Seconds::minutes(high));
            WaitRange::of(Estimate { mean: low, low, high })
        };
        assert_eq!(wait(range(2, 4)), "bis zu 5 Minuten");
        assert_eq!(wait(range(16, 24)), "etwa 15 bis 25 Minuten");
        assert_eq!(wait(range(100, 150)), "etwa 100 bis 150 Minuten");
        assert_eq!(wait(range(150, 190)), "etwa 2 bis 4 Stunden");
    }
}
