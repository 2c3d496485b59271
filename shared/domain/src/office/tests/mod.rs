//! Stories about office files and the calendars they make.

mod calendar;
mod defaults;
mod examples;
mod hours;
mod items;
mod properties;
mod refusals;

use jiff::civil::Date;

use super::Office;
use crate::time::{Moment, Unit};

/// The shortest office file there is.
const LINDEN: &str = r#"id = "linden"
name = "Bürgerbüro Linden"
opening_hours = "Mo-Fr 08:00-12:00"
counters = [{ id = "1" }, { id = "2" }]
address = { street = "Hattinger Straße 1", postcode = "44879", town = "Bochum" }

[[services]]
id = "personalausweis"
name = "Personalausweis beantragen"
category = "application"
minutes = 15

[[services]]
id = "personalausweis-abholen"
name = "Personalausweis abholen"
category = "pickup"
minutes = 5
"#;

const CITY: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../infra/city.toml"));
const MITTE: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../infra/offices/mitte.toml"));
const LANGENDREER: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../infra/offices/langendreer.toml"));

fn office(toml: &str) -> Office {
    Office::parse(CITY, "test.toml", toml).unwrap_or_else(|error| panic!("{error}"))
}

/// The shortest office with other hours.
fn open(hours: &str) -> Office {
    office(&LINDEN.replace("Mo-Fr 08:00-12:00", hours))
}

fn mitte() -> Office {
    Office::parse(CITY, "mitte.toml", MITTE).unwrap_or_else(|error| panic!("{error}"))
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn at(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

fn unit(text: &str) -> Unit {
    Unit::at(text.parse().unwrap()).unwrap()
}

/// When the office is open, such as `08:00-12:00 13:00-16:00`.
fn opening(office: &Office, date: &str) -> String {
    let clock = |unit: Unit| unit.time().strftime("%H:%M").to_string();
    let ranges = office.opening(day(date));
    let texts: Vec<_> =
        ranges.iter().map(|range| format!("{}-{}", clock(range.start), clock(range.end))).collect();
    texts.join(" ")
}
