//! One office, one booking.

use std::sync::Arc;

use domain::{
    booking::{Booking, BookingState, Change},
    office::{Item, Items, Office},
    queue::{Actor, KeyHash, VisitId},
    time::{Moment, Unit},
};
use mail::{Kind, Letter, Mail, Pending};
use mail_parser::{Message, MessageParser, MimeHeaders};

pub(crate) const PUBLIC_URL: &str = "https://termine.musterstadt.example";
pub(crate) const SECRET: &str = "dQw4w9WgXcQaVeryLongSecret";

const CITY: &str = r#"
name = "Stadt Musterstadt"
land = "NW"
time_zone = "Europe/Berlin"
languages = ["de", "en"]
public_url = "https://termine.musterstadt.example"
sender = { name = "Stadt Musterstadt – Termine", address = "termine@musterstadt.example" }
imprint = { name = "Stadt Musterstadt", email = "info@musterstadt.example" }
privacy = { name = "Stadt Musterstadt", email = "datenschutz@musterstadt.example", url = "https://www.musterstadt.example/datenschutz" }
accessibility = { name = "Stadt Musterstadt", email = "barrierefrei@musterstadt.example" }
"#;

const OFFICE: &str = r#"
id = "mitte"
name = "Bürgerbüro Mitte"
opening_hours = "Mo-Fr 08:00-16:00"
counters = [{ id = "1" }]
address = { street = "Rathausplatz 1", postcode = "12345", town = "Musterstadt", hint = "Erdgeschoss, Eingang rechts" }

[[services]]
id = "personalausweis"
name = "Personalausweis beantragen"
category = "application"
minutes = 15
bring = ["ein Passbild", "Ihren alten Ausweis"]

[[services]]
id = "fuehrungszeugnis"
name = "Führungszeugnis beantragen"
category = "application"
minutes = 5
bring = ["die Aufforderung der Stelle, die es verlangt"]
sensitive = true

[[services]]
id = "reisepass-abholen"
name = "Reisepass abholen"
category = "pickup"
minutes = 5
bring = ["Ihren alten Ausweis"]
"#;

pub(crate) fn office() -> Office {
    Office::parse(CITY, "mitte.toml", OFFICE).unwrap()
}

pub(crate) fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

pub(crate) fn items(items: &[(&str, u8)]) -> Items {
    let item = |&(service, count): &(&str, u8)| Item { service: service.parse().unwrap(), count };
    Items::new(items.iter().map(item).collect()).unwrap()
}

/// An appointment for an identity card, booked on 20 November 2026.
pub(crate) fn booking(start: &str) -> Booking {
    let start = moment(start);
    let (date, unit) = Unit::of(start, &office().zone).unwrap();
    Booking {
        office: "mitte".parse().unwrap(),
        date,
        unit,
        start,
        minutes: 15,
        items: items(&[("personalausweis", 1)]),
        number: "612".parse().unwrap(),
        visit: VisitId::from_bits(0x0123_4567_89ab_cdef),
        email: "erika@example.org".parse().ok(),
        name: None,
        language: "de".to_owned(),
        state: BookingState::Booked,
        change: Change::booked(moment("2026-11-20T09:00:00Z"), Actor::Citizen),
        moves: 0,
        revision: 0,
        created: moment("2026-11-20T09:00:00Z"),
        payload: KeyHash(VisitId::from_bits(1)),
        returned: None,
        commands: Vec::new(),
    }
}

pub(crate) fn december() -> Booking {
    booking("2026-12-01T10:20:00+01:00")
}

/// The booking, cancelled a day after it was made.
pub(crate) fn cancelled() -> Booking {
    let mut booking = december();
    booking.state = BookingState::Cancelled { at: moment("2026-11-21T08:30:00Z") };
    booking.revision = 1;
    booking
}

/// The booking when the office closes on the day before: with another start
/// that is held, or without.
pub(crate) fn displaced(held: bool) -> Booking {
    let mut booking = december();
    let from = moment("2026-11-30T09:00:00+01:00");
    booking.state = BookingState::Displaced { from, held };
    booking.revision = 1;
    booking
}

pub(crate) fn pending(booking: Booking, kind: Kind) -> Pending {
    let (secret, office) = (SECRET.to_owned(), Arc::new(office()));
    let (revision, changed) = (booking.revision, booking.created);
    Pending { secret, booking, kind, revision, changed, office }
}

pub(crate) fn compose_at(office: &Office, booking: &Booking, kind: Kind) -> Mail {
    let letter = Letter {
        office,
        booking,
        secret: SECRET,
        kind,
        revision: booking.revision,
        changed: booking.created,
        public_url: PUBLIC_URL,
    };
    mail::compose(&letter).unwrap().expect("the booking has an address")
}

pub(crate) fn compose(booking: &Booking, kind: Kind) -> Mail {
    compose_at(&office(), booking, kind)
}

/// A mail as the recipient's program reads it.
pub(crate) struct Received<'a>(pub(crate) Message<'a>);

impl<'a> Received<'a> {
    pub(crate) fn of(mime: &'a [u8]) -> Self {
        Self(MessageParser::default().parse(mime).unwrap())
    }

    pub(crate) fn text(&self) -> String {
        self.0.body_text(0).unwrap().replace("\r\n", "\n")
    }

    pub(crate) fn html(&self) -> String {
        self.0.body_html(0).unwrap().into_owned()
    }

    /// The parts of this type, decoded, with their `method` parameter.
    pub(crate) fn parts(&self, kind: &str, subtype: &str) -> Vec<(Option<&str>, String)> {
        let of_type = |part: &&mail_parser::MessagePart<'_>| part.is_content_type(kind, subtype);
        self.0
            .parts
            .iter()
            .filter(of_type)
            .map(|part| {
                let method = part.content_type().and_then(|t| t.attribute("method"));
                (method, String::from_utf8(part.contents().to_vec()).unwrap())
            })
            .collect()
    }
}
