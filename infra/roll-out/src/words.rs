//! German words for what a plan says.

use std::fmt::Display;

use domain::office::{ItemsRefusal, Lost, Office, weekday_code};
use jiff::civil::{Date, Weekday};
use store::Stranded;

/// `1 Termin`, `3 Termine`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// `Di 01.12.2026`.
pub(crate) fn day(date: Date) -> String {
    format!("{} {}", weekday(date.weekday()), date.strftime("%d.%m.%Y"))
}

/// `Di`.
pub(crate) fn weekday(day: Weekday) -> &'static str {
    match weekday_code(day) {
        "Tu" => "Di",
        "We" => "Mi",
        "Th" => "Do",
        "Su" => "So",
        same => same,
    }
}

/// `Di 01.12.2026 09:20, Nummer 612 (reisepass): …`
pub(crate) fn stranded(office: &Office, stranded: &Stranded) -> String {
    let Stranded { date, unit, booking, lost } = stranded;
    let services: Vec<_> = booking.items.services().map(ToString::to_string).collect();
    format!(
        "  {} {}, Nummer {} ({}): {}",
        day(*date),
        unit.time().strftime("%H:%M"),
        booking.number,
        services.join(", "),
        why(office, lost),
    )
}

fn why(office: &Office, lost: &Lost) -> String {
    match lost {
        Lost::Closed(reason) => format!("an diesem Tag ist geschlossen ({reason})"),
        Lost::NotOpen => "zu dieser Zeit ist nicht lange genug geöffnet".to_owned(),
        Lost::Items(ItemsRefusal::NotOffered { service }) => {
            format!("das Anliegen „{service}“ gibt es dann nicht mehr")
        }
        Lost::Items(ItemsRefusal::NoCounter) => {
            format!("kein {} kann alles davon", office.counter_word)
        }
        Lost::Items(_) => "der Besuch dauert länger als erlaubt".to_owned(),
    }
}

/// `„a“ statt „b“`.
pub(crate) fn instead(new: impl Display, old: impl Display) -> String {
    format!("„{new}“ statt „{old}“")
}
