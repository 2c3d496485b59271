//! What becomes of a booking, and how it is written.

use jiff::civil::date;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::{
    office::{Closure, Further, Item, Office},
    queue::{Actor, EventKind, Stamp},
    testing::{items, moment, number, office, service, unit},
    time::Seconds,
};

/// Booked for Wednesday at 8:10; the office closes at 18:00.
fn booking() -> Booking {
    Booking {
        office: "mitte".parse().unwrap(),
        date: date(2026, 12, 2),
        unit: unit("08:10"),
        start: moment("2026-12-02T08:10:00+01:00"),
        minutes: 15,
        items: items("ausweis"),
        number: number(612),
        visit: VisitId::from_bits(1 << 4),
        email: None,
        name: None,
        language: "de".to_owned(),
        state: BookingState::Booked,
        change: Change::booked(moment("2026-12-01T09:00:00+01:00"), Actor::Citizen),
        moves: 0,
        revision: 0,
        created: moment("2026-12-01T09:00:00+01:00"),
        payload: hash(2),
        returned: None,
        commands: Vec::new(),
    }
}

fn hash(value: u64) -> KeyHash {
    KeyHash(VisitId::from_bits(value << 4))
}

#[test]
fn a_booking_stands_until_the_office_has_closed_on_its_day() {
    let (office, mut booking) = (office(), booking());
    let (open, closed) = (moment("2026-12-02T17:59:59+01:00"), moment("2026-12-02T18:00:00+01:00"));
    assert_eq!(booking.status(&office, open), BookingStatus::Booked);
    assert_eq!(booking.may_cancel(&office, open), Ok(()));
    assert_eq!(booking.status(&office, closed), BookingStatus::NoShow);
    assert_eq!(booking.may_cancel(&office, closed), Err(ChangeRefusal::Over));
    assert_eq!(booking.may_move(&office, closed), Err(ChangeRefusal::Over));
    booking.state = BookingState::CheckedIn;
    assert_eq!(booking.status(&office, closed), BookingStatus::CheckedIn);
    assert_eq!(booking.may_cancel(&office, open), Err(ChangeRefusal::CheckedIn));
    booking.state = BookingState::Cancelled { at: open };
    assert_eq!(booking.status(&office, closed), BookingStatus::Cancelled);
    assert_eq!(booking.may_move(&office, open), Err(ChangeRefusal::Cancelled));
}

#[test]
fn a_booking_on_a_day_that_was_closed_afterwards_ends_by_itself() {
    let (office, mut booking) = (office(), booking());
    booking.date = date(2026, 12, 24);
    booking.start = moment("2026-12-24T08:10:00+01:00");
    assert!(!booking.is_over(&office, moment("2026-12-24T20:09:59+01:00")));
    assert!(booking.is_over(&office, moment("2026-12-24T20:10:00+01:00")));
}

#[test]
fn a_booking_is_moved_five_times_at_most() {
    let (office, mut booking) = (office(), booking());
    let now = booking.created;
    booking.moves = 4;
    assert_eq!(booking.may_move(&office, now), Ok(()));
    booking.moves = 5;
    assert_eq!(booking.may_move(&office, now), Err(ChangeRefusal::MovedTooOften { moves: 5 }));
    assert_eq!(booking.may_cancel(&office, now), Ok(()), "it can still be given back");
}

#[test]
fn personal_data_is_gone_a_day_after_closing_or_after_cancelling() {
    let (mut office, mut booking) = (office(), booking());
    let closed = moment("2026-12-02T18:00:00+01:00");
    assert_eq!(booking.forget_at(&office), closed + Seconds::hours(24));
    assert!(!booking.is_forgotten(&office, closed + Seconds(86_399)));
    assert!(booking.is_forgotten(&office, closed + Seconds(86_400)));
    office.retention = Seconds::hours(1);
    assert_eq!(booking.forget_at(&office), closed + Seconds::hours(1), "the office promises less");
    booking.state = BookingState::Cancelled { at: booking.created };
    assert_eq!(booking.forget_at(&office), booking.created + Seconds::hours(1));
}

#[test]
fn a_booking_remembers_its_latest_four_commands() {
    let mut booking = booking();
    for value in 1..=6 {
        booking.remember(Stamp { key: hash(value), payload: hash(0) });
    }
    let keys: Vec<KeyHash> = booking.commands.iter().map(|stamp| stamp.key).collect();
    assert_eq!(keys, [6, 5, 4, 3].map(hash));
}

#[test]
fn neither_address_nor_name_is_in_what_a_booking_prints() {
    let mut booking = booking();
    booking.email = Some("erika@example.org".parse().unwrap());
    booking.name = Some(" Erika Mustermann ".parse().unwrap());
    let printed = format!("{booking:?}");
    assert!(!printed.contains("rika") && !printed.contains("Mustermann"), "{printed}");
    assert_eq!(
        booking.name.map(|name| name.reveal().to_owned()).as_deref(),
        Some("Erika Mustermann")
    );
    for bad in ["", "  ", "a\nb", &"x".repeat(101)] {
        assert!(bad.parse::<PersonName>().is_err(), "{bad:?}");
    }
}

/// The office with a closure on Wednesday.
fn closed_on_wednesday() -> Office {
    let mut office = office();
    let day = date(2026, 12, 2);
    office.closures.push(Closure {
        days: day..=day,
        reason: "Wasserschaden".to_owned(),
        further: Further::new(),
    });
    office
}

#[test]
fn who_is_booked_for_a_day_that_closes_is_displaced_and_free_to_choose() {
    let (office, mut booking) = (closed_on_wednesday(), booking());
    booking.moves = office.booking.moves;
    for now in ["2026-12-01T10:00:00+01:00", "2026-12-02T21:00:00+01:00"].map(moment) {
        assert_eq!(booking.status(&office, now), BookingStatus::Displaced);
        assert_eq!(booking.displaced_from(&office), Some(booking.start));
        assert_eq!(booking.may_move(&office, now), Ok(()), "moving away is not the person's wish");
        assert_eq!(booking.may_cancel(&office, now), Ok(()));
        assert_eq!(booking.may_accept(&office, now), Err(ChangeRefusal::NothingHeld));
    }
}

#[test]
fn what_is_held_instead_stands_until_its_own_day_is_over() {
    let (office, mut booking) = (closed_on_wednesday(), booking());
    let from = booking.start;
    booking.date = date(2026, 12, 3);
    booking.start = moment("2026-12-03T08:10:00+01:00");
    booking.state = BookingState::Displaced { from, held: true };
    let now = moment("2026-12-02T10:00:00+01:00");
    assert_eq!(booking.status(&office, now), BookingStatus::Displaced);
    assert_eq!(booking.displaced_from(&office), Some(from));
    assert_eq!(booking.may_accept(&office, now), Ok(()));
    let evening = moment("2026-12-03T18:00:00+01:00");
    assert_eq!(booking.status(&office, evening), BookingStatus::NoShow);
    assert_eq!(booking.may_accept(&office, evening), Err(ChangeRefusal::Over));
    booking.state = BookingState::Displaced { from, held: false };
    assert_eq!(booking.may_accept(&office, now), Err(ChangeRefusal::NothingHeld));
    assert_eq!(booking.may_move(&office, evening), Ok(()));
}

#[test]
fn a_change_is_an_event_on_every_day_that_it_concerns() {
    let mut booking = booking();
    let (at, by) = (moment("2026-12-01T09:30:00+01:00"), Actor::InfoDesk);
    let former = Some(Former { date: date(2026, 12, 1), number: number(601) });
    let mut told = |kind, former| {
        booking.change = Change { kind, at, by, former };
        let events = booking.events().into_iter();
        events
            .map(|(date, event)| {
                assert_eq!((event.at, event.by), (at, by));
                (date.day(), event.kind, event.number.unwrap().get(), event.start.is_some())
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(told(ChangeKind::Booked, None), [(2, EventKind::Booked, 612, true)]);
    assert_eq!(told(ChangeKind::Moved, None), [(2, EventKind::Moved, 612, true)]);
    let moved = [(1, EventKind::MovedAway, 601, false), (2, EventKind::Moved, 612, true)];
    assert_eq!(told(ChangeKind::Moved, former), moved);
    assert_eq!(told(ChangeKind::Cancelled, None), [(2, EventKind::Cancelled, 612, false)]);
    let held = [(1, EventKind::Displaced, 601, false), (2, EventKind::Offered, 612, true)];
    assert_eq!(told(ChangeKind::Displaced, former), held);
    assert_eq!(told(ChangeKind::Displaced, None), [(2, EventKind::Displaced, 612, false)]);
    assert_eq!(told(ChangeKind::Accepted, None), [(2, EventKind::Accepted, 612, false)]);
}

#[test]
fn the_names_of_a_bookings_attributes_stay() {
    let mut booking = booking();
    let stored = json!({
        "o": "mitte",
        "d": "2026-12-02",
        "u": 98,
        "t": 1_796_195_400,
        "i": 15,
        "s": [{ "service": "ausweis", "count": 1 }],
        "n": "612",
        "q": "000000000001",
        "l": "de",
        "g": "b",
        "z": { "k": "booked", "t": 1_796_112_000, "b": "citizen" },
        "w": 0,
        "r": 0,
        "c": 1_796_112_000,
        "p": "000000000002"
    });
    assert_eq!(serde_json::to_value(&booking).unwrap(), stored);
    booking.email = Some("erika@example.org".parse().unwrap());
    booking.name = Some("Erika".parse().unwrap());
    booking.state = BookingState::Cancelled { at: Moment(7) };
    booking.remember(Stamp { key: hash(3), payload: hash(4) });
    let stored = serde_json::to_value(&booking).unwrap();
    assert_eq!((&stored["e"], &stored["m"]), (&json!("erika@example.org"), &json!("Erika")));
    assert_eq!(stored["g"], json!({ "x": { "t": 7 } }));
    assert_eq!(stored["k"], json!([{ "h": "000000000003", "p": "000000000004" }]));
    let status = [BookingStatus::Booked, BookingStatus::CheckedIn, BookingStatus::NoShow];
    assert_eq!(serde_json::to_value(status).unwrap(), json!(["booked", "checked-in", "no-show"]));
}

#[test]
fn what_cannot_be_a_booking_is_not_read_as_one() {
    let stored = serde_json::to_value(booking()).unwrap();
    for (name, bad) in
        [("u", json!(288)), ("n", json!("7")), ("e", json!("erika")), ("s", json!([]))]
    {
        let mut broken = stored.clone();
        broken[name] = bad;
        assert!(serde_json::from_value::<Booking>(broken).is_err(), "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_booking_reads_back_as_it_was_written(
        index in 0..Unit::PER_DAY,
        count in 1..=u8::MAX,
        start in 0..4_000_000_000_i64,
        state in prop_oneof![
            Just(BookingState::Booked),
            Just(BookingState::CheckedIn),
            (0..4_000_000_000_i64, any::<bool>())
                .prop_map(|(from, held)| BookingState::Displaced { from: Moment(from), held }),
            (0..4_000_000_000_i64).prop_map(|at| BookingState::Cancelled { at: Moment(at) }),
        ],
        email in prop::option::of("[a-zäöü]{1,20}@[a-z]{1,9}\\.de"),
        name in prop::option::of("[A-Za-zÄÖÜß][A-Za-zÄÖÜß -]{0,40}[a-zß]"),
        keys in prop::collection::vec(any::<u64>(), 0..6),
        (moves, revision) in any::<(u16, u32)>(),
    ) {
        let mut booking = Booking {
            unit: Unit::new(index).unwrap(),
            start: Moment(start),
            items: Items::new(vec![Item { service: service("meldung"), count }]).unwrap(),
            email: email.map(|text| text.parse().unwrap()),
            name: name.map(|text| text.parse().unwrap()),
            state,
            moves,
            revision,
            ..booking()
        };
        for key in keys {
            booking.remember(Stamp { key: hash(key), payload: hash(!key) });
        }
        let text = serde_json::to_string(&booking).unwrap();
        prop_assert_eq!(serde_json::from_str::<Booking>(&text).unwrap(), booking);
    }
}

#[test]
fn addresses_are_checked_and_never_shown() {
    for good in ["a@b.de", "müller@stadt-köln.de", "x.y+z@mail.example.org", " a@b.de "] {
        assert!(good.parse::<EmailAddress>().is_ok(), "{good}");
    }
    for bad in [
        "",
        "a",
        "a@b",
        "@b.de",
        "a@b..de",
        "a b@c.de",
        "a@b.de\r\nBcc: x@y.de",
        "a@-b.de",
        "a@b@c.de",
    ] {
        assert!(bad.parse::<EmailAddress>().is_err(), "{bad}");
    }
    let address: EmailAddress = "erika@example.org".parse().unwrap();
    assert_eq!(format!("{address} {address:?}"), "e***@example.org e***@example.org");
}
