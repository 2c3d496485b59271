//! Offices for the tests of this crate.

use crate::{
    ids::{CounterId, Number, ServiceId},
    office::{Items, Office},
    time::{Moment, Unit},
};

const CITY: &str = r#"
name = "Musterstadt"
land = "NW"
time_zone = "Europe/Berlin"
languages = ["de", "en"]
public_url = "https://termine.musterstadt.example"
sender = { name = "Bürgerbüro", address = "termine@musterstadt.example" }
imprint = { name = "Stadt Musterstadt", email = "post@musterstadt.example" }
privacy = { name = "Datenschutz", email = "datenschutz@musterstadt.example" }
accessibility = { name = "Stadt Musterstadt", email = "barrierefrei@musterstadt.example" }
"#;

const HOUSE: &str = r#"
id = "mitte"
name = "Bürgerbüro Mitte"
address = { street = "Markt 1", postcode = "12345", town = "Musterstadt" }
counters = [{ id = "1" }, { id = "2" }, { id = "3", services = ["abholung"] }]
closures = [{ from = 2026-12-24, to = 2026-12-31, reason = "Betriebsferien" }]

[[services]]
id = "ausweis"
name = "Personalausweis beantragen"
category = "application"
minutes = 15

[[services]]
id = "meldung"
name = "Wohnung anmelden"
category = "application"
minutes = 10

[[services]]
id = "abholung"
name = "Ausweis abholen"
category = "pickup"
minutes = 5
"#;

/// Three counters, of which the third only hands out; open on weekdays with a
/// lunch break; two appointments may start every ten minutes.
pub(crate) fn office() -> Office {
    office_with(
        "opening_hours = \"Mo-Fr 08:00-12:00,13:00-18:00\"",
        "[[appointments]]
         days = \"Mo-Fr\"
         from = \"08:00\"
         to = \"11:50\"
         every_minutes = 10
         starts = 2
         [[appointments]]
         days = \"Mo-Fr\"
         from = \"13:00\"
         to = \"17:50\"
         every_minutes = 10
         starts = 1",
    )
}

/// The same office with other hours and plan, one start every five minutes.
pub(crate) fn office_open(hours: &str, days: &str, from: &str, to: &str) -> Office {
    office_with(
        &format!("opening_hours = \"{hours}\""),
        &format!(
            "[[appointments]]\ndays = \"{days}\"\nfrom = \"{from}\"\nto = \"{to}\"\nstarts = 1"
        ),
    )
}

/// The same office with this before and behind the rest of its file.
pub(crate) fn office_with(top: &str, tables: &str) -> Office {
    Office::parse(CITY, "mitte.toml", &format!("{top}\n{HOUSE}\n{tables}"))
        .unwrap_or_else(|error| panic!("{error}"))
}

/// The instant of a wall-clock time with its offset.
pub(crate) fn moment(text: &str) -> Moment {
    Moment::parse(text).expect(text)
}

/// The unit of a wall-clock time.
pub(crate) fn unit(clock: &str) -> Unit {
    Unit::at(clock.parse().expect(clock)).expect(clock)
}

pub(crate) fn number(value: u16) -> Number {
    Number::new(value).expect("a number")
}

pub(crate) fn counter(id: &str) -> CounterId {
    id.parse().expect(id)
}

pub(crate) fn service(id: &str) -> ServiceId {
    id.parse().expect(id)
}

pub(crate) fn items(id: &str) -> Items {
    Items::one(service(id))
}
