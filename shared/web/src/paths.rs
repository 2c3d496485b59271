//! The paths that pages link to. The routes themselves stand with their
//! handlers; a test compares the two.

use domain::ids::{CounterId, OfficeId};

/// All offices.
#[must_use]
pub fn offices() -> String {
    "/offices".to_owned()
}

/// The offices of one city.
#[must_use]
pub fn offices_of(city: &str) -> String {
    with(offices(), "city", city)
}

/// One office: what can be done there.
#[must_use]
pub fn office(office: &OfficeId) -> String {
    format!("/offices/{office}")
}

/// The free appointments of a service.
#[must_use]
pub fn slots(office: &OfficeId, service: &str) -> String {
    format!("/offices/{office}/slots?service={service}")
}

/// The free appointments of a service for so many people.
#[must_use]
pub fn slots_for(office: &OfficeId, service: &str, count: u8) -> String {
    let slots = slots(office, service);
    if count == 1 { slots } else { format!("{slots}&count={count}") }
}

/// Earlier appointments for so many people in the city's other offices.
#[must_use]
pub fn elsewhere(office: &OfficeId, service: &str, count: u8) -> String {
    let path = with(format!("/offices/{office}/elsewhere"), "service", service);
    if count == 1 { path } else { format!("{path}&count={count}") }
}

/// A page that the law asks for: `imprint`, `privacy`, `accessibility`, `easy`.
#[must_use]
pub fn about(office: &OfficeId, topic: &str) -> String {
    format!("/offices/{office}/about/{topic}")
}

/// Holds of an office.
#[must_use]
pub fn holds(office: &OfficeId) -> String {
    format!("/offices/{office}/holds")
}

/// One hold: the page on which the address is asked for.
#[must_use]
pub fn hold(hold: &str) -> String {
    format!("/holds/{hold}")
}

/// Bookings of an office.
#[must_use]
pub fn bookings(office: &OfficeId) -> String {
    format!("/offices/{office}/bookings")
}

/// One booking.
#[must_use]
pub fn booking(secret: &str) -> String {
    format!("/bookings/{secret}")
}

/// Where a device becomes one of an office.
#[must_use]
pub fn pairing(office: &OfficeId) -> String {
    format!("/offices/{office}/pairing")
}

/// Where staff sign in, to come back to this page.
#[must_use]
pub fn sign_in(to: &str) -> String {
    with("/sign-in", "to", to)
}

/// Where staff sign out.
#[must_use]
pub fn sign_out() -> String {
    "/sign-out".to_owned()
}

/// Tickets of an office.
#[must_use]
pub fn tickets(office: &OfficeId) -> String {
    format!("/offices/{office}/tickets")
}

/// One ticket: the place in the queue.
#[must_use]
pub fn ticket(secret: &str) -> String {
    format!("/tickets/{secret}")
}

/// The kiosk of an office.
#[must_use]
pub fn kiosk(office: &OfficeId) -> String {
    format!("/offices/{office}/kiosk")
}

/// The info desk of an office.
#[must_use]
pub fn desk(office: &OfficeId) -> String {
    format!("/offices/{office}/desk")
}

/// A counter of an office.
#[must_use]
pub fn counter(office: &OfficeId, counter: &CounterId) -> String {
    format!("/offices/{office}/counters/{counter}")
}

/// The board of an office.
#[must_use]
pub fn board(office: &OfficeId) -> String {
    format!("/offices/{office}/board")
}

/// The calls that the board polls.
#[must_use]
pub fn calls(office: &OfficeId) -> String {
    format!("/offices/{office}/calls")
}

/// How long people without an appointment wait at present.
#[must_use]
pub fn wait(office: &OfficeId) -> String {
    format!("/offices/{office}/wait")
}

/// The record of the last weeks.
#[must_use]
pub fn days(office: &OfficeId) -> String {
    format!("/offices/{office}/days")
}

/// What was decided and handed out.
#[must_use]
pub fn audit(office: &OfficeId) -> String {
    format!("/offices/{office}/audit")
}

/// A day explained; `date` may be `today`.
#[must_use]
pub fn day(office: &OfficeId, date: impl std::fmt::Display) -> String {
    format!("/offices/{office}/days/{date}")
}

/// The plan that is proposed to the head of an office.
#[must_use]
pub fn plan(office: &OfficeId) -> String {
    format!("/offices/{office}/plan")
}

/// How the day goes, for the head of an office.
#[must_use]
pub fn today(office: &OfficeId) -> String {
    format!("/offices/{office}/today")
}

/// The days that the head of an office has closed.
#[must_use]
pub fn closures(office: &OfficeId) -> String {
    format!("/offices/{office}/closures")
}

/// The page on which a booking is moved.
#[must_use]
pub fn move_booking(secret: &str) -> String {
    format!("/bookings/{secret}/move")
}

/// A path with one more value in its query.
#[must_use]
pub fn with(path: impl Into<String>, name: &str, value: &str) -> String {
    let mut path = path.into();
    let joint = if path.contains('?') { '&' } else { '?' };
    let pair = serde_urlencoded::to_string([(name, value)]).unwrap_or_default();
    path.push(joint);
    path.push_str(&pair);
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_become_another_one() {
        let path = with(with("/holds/a", "service", "pass&count=9"), "start", "10:20+01:00");
        assert_eq!(path, "/holds/a?service=pass%26count%3D9&start=10%3A20%2B01%3A00");
    }
}
