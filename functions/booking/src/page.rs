//! The page of a booking: what its owner is told when.

use askama::Template;
use domain::{
    booking::{Booking, BookingStatus},
    estimate::WaitRange,
    office::{Office, Service},
    queue::{LEAD, Punctuality, Standing, VisitState},
    time::{Moment, Seconds},
};
use serde::Deserialize;
use texts::{Text, text};
use web::{Page, Via, Words, paths};

use crate::view::BookingView;

/// From when "Ich bin da" can be said by phone.
const BY_PHONE: Seconds = Seconds::minutes(30);

/// How often the page asks again while somebody waits, in seconds.
const REFRESH_S: u32 = 20;

/// What has just been done: `booked`, `moved`, `cancelled`.
#[derive(Debug, Deserialize)]
pub(crate) struct Note {
    pub(crate) note: Option<String>,
}

/// A booking with all that its page says about it.
pub(crate) struct Seen<'a> {
    pub(crate) office: &'a Office,
    pub(crate) booking: &'a Booking,
    pub(crate) view: &'a BookingView,
    pub(crate) standing: Option<&'a Standing>,
    pub(crate) wait: Option<WaitRange>,
}

#[derive(Template)]
#[template(path = "booking.html")]
struct BookingPage<'a> {
    words: &'a Words,
    office: &'a Office,
    view: &'a BookingView,
    services: Vec<(&'a Service, u8)>,
    told: Told,
    /// What has just been done, in words.
    done: Option<Text>,
    date: Text,
    time: Text,
    arrive: Arrive,
    ways: Ways,
    is_desk: bool,
    home: String,
    /// The address on paper.
    link: String,
    /// The same for a phone, and for the kiosk.
    qr: String,
    key: String,
}

/// What the person can do.
#[derive(Debug, PartialEq, Eq)]
enum Ways {
    /// It stands and has not begun: change it, cancel it.
    Change,
    /// Its day was closed and nothing is held instead: choose.
    Choose,
    /// It is over: book another one.
    Anew,
    /// They are in the house: wait.
    Wait,
}

/// What is said first, and how loudly.
#[derive(Debug, PartialEq, Eq)]
enum Told {
    /// Nothing: the appointment stands.
    Nothing,
    /// The way things are.
    Status(Text),
    /// The call: it must not be missed.
    Call(Text),
    /// Something has gone wrong for this person.
    Alert(Text),
}

/// Whether "Ich bin da" can be said here.
#[derive(Debug, PartialEq, Eq)]
enum Arrive {
    No,
    Later(Text),
    Now,
}

/// The page of a booking.
pub(crate) fn booking(
    words: &Words,
    seen: &Seen<'_>,
    status: BookingStatus,
    note: Option<&str>,
    via: Via,
    now: Moment,
) -> Page {
    let Seen { office, booking, view, .. } = *seen;
    let services = booking.items.as_slice().iter();
    let services = services.filter_map(|item| Some((office.service(&item.service)?, item.count)));
    let waits = seen
        .standing
        .is_some_and(|standing| !matches!(standing.state, VisitState::Done | VisitState::Left));
    let ways = match status {
        _ if booking.is_stranded(office) => Ways::Choose,
        BookingStatus::Booked | BookingStatus::Displaced => Ways::Change,
        BookingStatus::CheckedIn if waits => Ways::Wait,
        BookingStatus::CheckedIn | BookingStatus::Cancelled | BookingStatus::NoShow => Ways::Anew,
    };
    let link = format!("{}{}", office.city.public_url, words.on(view.links.this.as_str()));
    let page = BookingPage {
        words,
        office,
        view,
        services: services.collect(),
        told: told(seen, status, now),
        done: done(view, note, status),
        date: texts::day(booking.date),
        time: texts::time(booking.start, &office.zone),
        arrive: if ways == Ways::Change { arrive(office, booking, now) } else { Arrive::No },
        ways,
        is_desk: via.is_desk(),
        home: words.on(via.home(&office.id)),
        qr: web::qr(&link, &words.plain(text!("booking-code-name"))),
        link,
        key: web::fresh_key(),
    };
    let page = words.page("booking-title", &page).of_office(office).drawn_for(via.look());
    if waits { page.refreshed_every(REFRESH_S) } else { page }
}

fn done(view: &BookingView, note: Option<&str>, status: BookingStatus) -> Option<Text> {
    match (note?, status) {
        ("booked", BookingStatus::Booked) => Some(match &view.email {
            Some(email) => text!("booking-booked-mail", email = email),
            None => text!("booking-booked"),
        }),
        ("accepted", BookingStatus::Booked) => {
            Some(text!("booking-accepted", number = view.number))
        }
        ("moved", BookingStatus::Booked) => Some(text!("booking-moved", number = view.number)),
        _ => None,
    }
}

fn told(seen: &Seen<'_>, status: BookingStatus, now: Moment) -> Told {
    let Seen { office, booking, .. } = *seen;
    match status {
        BookingStatus::Booked => return Told::Nothing,
        BookingStatus::Displaced => return Told::Alert(displaced(office, booking)),
        BookingStatus::Cancelled => return Told::Alert(text!("already-cancelled")),
        BookingStatus::NoShow => return Told::Alert(text!("booking-over")),
        BookingStatus::CheckedIn => (),
    }
    let Some(standing) = seen.standing else {
        return Told::Status(text!("visit-done"));
    };
    let place = |standing: &Standing| {
        let counter = standing.counter.as_ref();
        counter.map_or_else(|| texts::counter_word(office), |counter| texts::place(office, counter))
    };
    match standing.state {
        VisitState::Called => Told::Call(text!("visit-called", place = place(standing))),
        VisitState::Serving => Told::Status(text!("visit-serving", place = place(standing))),
        VisitState::Parked => Told::Status(text!("visit-parked")),
        VisitState::NoShow => Told::Alert(text!("visit-no-show", desk = texts::desk_word(office))),
        VisitState::Left => Told::Status(text!("visit-left")),
        VisitState::Done => Told::Status(text!("visit-done")),
        VisitState::Waiting => Told::Status(waiting(seen, standing, booking.start, now)),
    }
}

/// What has become of the day, and what is held instead.
fn displaced(office: &Office, booking: &Booking) -> Text {
    let from = booking.displaced_from(office).unwrap_or(booking.start);
    let when = texts::day_and_time(from, &office.zone);
    let what = match office.closed_because(from.day(&office.zone)) {
        Some(why) => text!("booking-displaced-because", when = when, why = texts::closed(&why)),
        None => text!("booking-displaced", when = when),
    };
    if booking.is_stranded(office) {
        text!("booking-displaced-none", what = what)
    } else {
        text!("booking-displaced-held", what = what)
    }
}

fn waiting(seen: &Seen<'_>, standing: &Standing, start: Moment, now: Moment) -> Text {
    let time = |moment| texts::time(moment, &seen.office.zone);
    match (standing.punctuality, seen.wait) {
        (Some(Punctuality::TooLate), Some(wait)) => {
            text!("visit-too-late", wait = texts::wait(wait))
        }
        (Some(Punctuality::InTime), _) if now < start => {
            text!("visit-in-time", time = time(start), earliest = time((start - LEAD).max(now)))
        }
        _ => text!("visit-welcome"),
    }
}

fn arrive(office: &Office, booking: &Booking, now: Moment) -> Arrive {
    let opens = office.opens(booking.date).unwrap_or(booking.start);
    let from = (booking.start - BY_PHONE).max(opens);
    if office.today(now) != booking.date {
        Arrive::No
    } else if now < from {
        Arrive::Later(texts::time(from, &office.zone))
    } else {
        Arrive::Now
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        booking::{BookingState, Change},
        office::Items,
        queue::{Actor, VisitId},
        time::Unit,
    };
    use jiff::civil::date;

    use super::*;

    fn office() -> Office {
        let city = include_str!("../../../infra/city.toml");
        let mitte = include_str!("../../../infra/offices/mitte.toml");
        Office::parse(city, "mitte.toml", mitte).expect("the office file of this repository")
    }

    /// An appointment on Tuesday, 24 November 2026, at `hour`.
    fn appointment(office: &Office, hour: u16) -> Booking {
        let (day, unit) = (date(2026, 11, 24), Unit::new(hour * 12).unwrap());
        Booking {
            office: office.id.clone(),
            date: day,
            unit,
            start: unit.moment(day, &office.zone).unwrap(),
            minutes: 15,
            items: Items::one("personalausweis".parse().unwrap()),
            number: "612".parse().unwrap(),
            visit: VisitId::from_bits(1 << 8),
            email: None,
            name: None,
            language: "de".to_owned(),
            state: BookingState::Booked,
            change: Change::booked(Moment(0), Actor::Citizen),
            moves: 0,
            revision: 0,
            created: Moment(0),
            payload: domain::queue::KeyHash(VisitId::from_bits(2 << 8)),
            returned: None,
            commands: Vec::new(),
        }
    }

    #[test]
    fn arriving_by_phone_begins_half_an_hour_before() {
        let office = office();
        let booking = appointment(&office, 10);
        let at = |minutes| arrive(&office, &booking, booking.start + Seconds::minutes(minutes));
        assert_eq!(at(-24 * 60), Arrive::No);
        assert_eq!(at(-31), Arrive::Later(text!("time", time = "9:30")));
        assert_eq!((at(-30), at(5)), (Arrive::Now, Arrive::Now));
    }

    #[test]
    fn nobody_arrives_by_phone_before_the_office_opens() {
        let office = office();
        let booking = appointment(&office, 8);
        let at = |minutes| arrive(&office, &booking, booking.start + Seconds::minutes(minutes));
        assert_eq!((at(-20), at(0)), (Arrive::Later(text!("time", time = "8:00")), Arrive::Now));
    }
}
