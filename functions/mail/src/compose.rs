//! From a booking to a mail, byte by byte.

use askama::Template;
use calendar::{Purpose, calendar};
use domain::{
    booking::{Booking, BookingState},
    office::Office,
    time::Moment,
};
use mail_builder::{
    MessageBuilder,
    headers::{content_type::ContentType, text::Text},
    mime::MimePart,
};

use crate::{
    Kind, address,
    page::{Html, Page, Plain},
};

/// Everything a mail is made of. There is no clock in it: the same letter is
/// the same mail, except for the boundaries between its parts.
#[derive(Clone, Copy)]
pub struct Letter<'a> {
    /// Where the appointment is.
    pub office: &'a Office,
    /// The appointment.
    pub booking: &'a Booking,
    /// The secret of the booking's link.
    pub secret: &'a str,
    /// What happened to it.
    pub kind: Kind,
    /// The revision of the booking at that time.
    pub revision: u32,
    /// When that was: the mail's date and the calendar entry's DTSTAMP.
    pub changed: Moment,
    /// Where the public pages start, without a slash at the end.
    pub public_url: &'a str,
}

/// A mail, ready to be handed over.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// To whom.
    pub to: String,
    /// The mail in the Internet Message Format.
    pub mime: Vec<u8>,
    /// What the service repeats when it reports a bounce: enough to find the
    /// booking by its number, without an address or a secret.
    pub tags: [(&'static str, String); 4],
}

impl Letter<'_> {
    /// What the mail says. Whether the booking stands is for the booking to
    /// say: when it was cancelled before an earlier mail left, one mail about
    /// the cancellation is all that is sent.
    pub(crate) fn kind(&self) -> Kind {
        match (self.booking.state, self.kind) {
            (BookingState::Cancelled { .. }, _) => Kind::Cancelled,
            (BookingState::Displaced { .. }, _) => Kind::Displaced,
            (BookingState::Booked | BookingState::CheckedIn, Kind::Cancelled | Kind::Displaced) => {
                Kind::Confirmed
            }
            (BookingState::Booked | BookingState::CheckedIn, kind) => kind,
        }
    }
}

/// The Message-ID of the mail about a revision of a booking, so that a
/// second copy can be recognised. Made from nothing secret.
#[must_use]
pub fn message_id(office: &Office, booking: &Booking, kind: Kind, revision: u32) -> String {
    let domain = address::domain(&office.city.sender_address);
    // A reminder tells of the same revision as the mail before.
    let again = if kind == Kind::Reminder { ".reminder" } else { "" };
    format!("{}.{revision}{again}.{}@{domain}", booking.visit, office.id)
}

/// Writes the mail; `None` when the booking has no address.
///
/// # Errors
///
/// An [`askama::Error`] if a template cannot be filled in.
pub fn compose(letter: &Letter<'_>) -> Result<Option<Mail>, askama::Error> {
    let Letter { office, booking, revision, changed, .. } = *letter;
    let Some(email) = &booking.email else { return Ok(None) };
    let to = address::ascii(email.reveal());
    let page = Page::of(letter);
    let purpose = Purpose::Mail { to: &to };
    let entry = calendar(office, booking, purpose, changed);
    let part = ContentType::new("text/calendar")
        .attribute("charset", "utf-8")
        .attribute("method", purpose.method(booking).as_str());
    let bodies = vec![
        MimePart::new("text/plain", Plain { page: &page }.render()?),
        MimePart::new("text/html", Html { page: &page }.render()?),
        MimePart::new(part, entry.clone()),
    ];
    let file = ContentType::new("application/ics").attribute("name", "termin.ics");
    let parts = vec![
        MimePart::new("multipart/alternative", bodies),
        MimePart::new(file, entry.into_bytes()).attachment("termin.ics"),
    ];
    let mut mime = Vec::new();
    let city = &office.city;
    MessageBuilder::new()
        .from((one_line(&city.sender_name), address::ascii(&city.sender_address)))
        .to(to.as_str())
        .subject(one_line(&page.subject))
        .date(changed.0)
        .message_id(message_id(office, booking, letter.kind, revision))
        .header("Auto-Submitted", Text::new("auto-generated"))
        .header("X-Auto-Response-Suppress", Text::new("All"))
        .header("Content-Language", Text::new(page.lang.code()))
        .body(MimePart::new("multipart/mixed", parts))
        .serialize(&mut mime);
    let tags = [
        ("office", office.id.to_string()),
        ("date", booking.date.to_string()),
        ("number", booking.number.to_string()),
        ("revision", revision.to_string()),
    ];
    Ok(Some(Mail { to, mime, tags }))
}

/// A header is one line, whatever the office's file says.
fn one_line(text: &str) -> String {
    text.split(char::is_control).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
