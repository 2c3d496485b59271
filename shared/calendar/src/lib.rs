//! The calendar entry of an appointment, for the mail and for the page of the
//! booking.
//!
//! One booking is one entry for its whole life: the UID is made from what
//! never changes in it, and SEQUENCE is its revision. So a move moves the
//! entry and a cancellation takes it out again, whichever copy a calendar got
//! first. An entry names the place and the time. It does not say what the
//! visit is for, it does not carry the number, and nothing in it opens the
//! booking: calendars are shared with families and colleagues.

use chrono::{DateTime, Duration, Utc};
use domain::{
    booking::{Booking, BookingState},
    office::Office,
    time::{Moment, Seconds},
};
use icalendar::{Alarm, Calendar, Component, Event, EventLike, EventStatus, Property};
use texts::{Lang, text};

/// Which program wrote the entry.
const PRODUCT: &str = "-//Wertmarke//Termine//DE";

/// How long before the appointment the calendar reminds, in minutes.
const REMIND_MINUTES: i64 = 60;

/// What an entry is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose<'a> {
    /// To be fetched from the page of the booking.
    Download,
    /// To be sent to the person at this address. The address becomes the
    /// attendee, without whom calendars ignore invitations and cancellations.
    Mail {
        /// Where the mail goes.
        to: &'a str,
    },
}

/// What a calendar is to do with an entry (RFC 5546).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Take it or leave it.
    Publish,
    /// Enter it, or change the entry with this UID.
    Request,
    /// Take the entry with this UID out.
    Cancel,
}

impl Method {
    /// The word in METHOD and in the `method` parameter of `text/calendar`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Publish => "PUBLISH",
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

impl Purpose<'_> {
    /// What a calendar is to do with the entry of `booking`.
    #[must_use]
    pub const fn method(self, booking: &Booking) -> Method {
        match (self, booking.state) {
            (Self::Download, _) => Method::Publish,
            (
                Self::Mail { .. },
                BookingState::Cancelled { .. } | BookingState::Displaced { held: false, .. },
            ) => Method::Cancel,
            (
                Self::Mail { .. },
                BookingState::Booked
                | BookingState::Displaced { held: true, .. }
                | BookingState::CheckedIn,
            ) => Method::Request,
        }
    }
}

/// The UID of a booking's entry: the same for its whole life, and no secret.
#[must_use]
pub fn uid(booking: &Booking) -> String {
    format!("{}@{}", booking.visit, booking.office)
}

/// The calendar file of a booking, lines folded and ended by CR LF.
///
/// `changed` is when the booking last changed; it becomes DTSTAMP, so that the
/// same state always gives the same file.
#[must_use]
pub fn calendar(
    office: &Office,
    booking: &Booking,
    purpose: Purpose<'_>,
    changed: Moment,
) -> String {
    Calendar::empty()
        .append_property(("VERSION", "2.0"))
        .append_property(("PRODID", PRODUCT))
        .append_property(("CALSCALE", "GREGORIAN"))
        .append_property(("METHOD", purpose.method(booking).as_str()))
        .push(event(office, booking, purpose, changed))
        .to_string()
}

fn event(office: &Office, booking: &Booking, purpose: Purpose<'_>, changed: Moment) -> Event {
    let lang = Lang::of(&booking.language).unwrap_or_default();
    let summary = text!("entry-title", office = line(&office.name)).said_in(lang);
    let mut event = Event::with_uid(&uid(booking));
    event
        .timestamp(utc(changed))
        .sequence(booking.revision)
        .starts(utc(booking.start))
        .ends(utc(booking.start + Seconds::minutes(booking.minutes.into())))
        .summary(&summary)
        .location(&location(office))
        .description(&description(office, lang));
    if let Purpose::Mail { to } = purpose {
        event.append_property(organizer(office)).append_multi_property(attendee(to));
    }
    match booking.state {
        BookingState::Cancelled { .. } | BookingState::Displaced { held: false, .. } => {
            event.status(EventStatus::Cancelled)
        }
        BookingState::Displaced { held: true, .. } => {
            event.status(EventStatus::Tentative).alarm(alarm(booking, &summary, changed))
        }
        BookingState::Booked | BookingState::CheckedIn => {
            event.status(EventStatus::Confirmed).alarm(alarm(booking, &summary, changed))
        }
    };
    event.done()
}

fn alarm(booking: &Booking, summary: &str, changed: Moment) -> Alarm {
    let mut alarm = Alarm::display(summary, -Duration::minutes(REMIND_MINUTES));
    alarm.uid(&format!("{}-alarm@{}", booking.visit, booking.office)).timestamp(utc(changed));
    alarm
}

fn location(office: &Office) -> String {
    let address = &office.address;
    let (name, street) = (line(&office.name), line(&address.street));
    format!("{name}, {street}, {} {}", line(&address.postcode), line(&address.town))
}

fn description(office: &Office, lang: Lang) -> String {
    let hint = line(&texts::hint(office).said_in(lang));
    let change = text!("entry-change").said_in(lang);
    if hint.is_empty() { change } else { format!("{hint}\n{change}") }
}

fn organizer(office: &Office) -> Property {
    let city = &office.city;
    Property::new("ORGANIZER", format!("mailto:{}", line(&city.sender_address)))
        .add_parameter("CN", &quoted(&city.sender_name))
        .done()
}

/// The person has accepted by booking; no calendar needs to ask or to answer.
fn attendee(address: &str) -> Property {
    Property::new("ATTENDEE", format!("mailto:{}", line(address)))
        .add_parameter("PARTSTAT", "ACCEPTED")
        .add_parameter("ROLE", "REQ-PARTICIPANT")
        .add_parameter("RSVP", "FALSE")
        .done()
}

fn utc(moment: Moment) -> DateTime<Utc> {
    // Outside chrono's range of years (±262142) there is no office.
    DateTime::from_timestamp(moment.0, 0).unwrap_or_default()
}

/// The text on one line: the library escapes commas, semicolons and line
/// feeds, but a carriage return would pass and end the line.
fn line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}

/// The text between quotation marks, as the value of a parameter.
fn quoted(text: &str) -> String {
    format!("\"{}\"", line(text).replace('"', "'"))
}

#[cfg(test)]
mod tests;
