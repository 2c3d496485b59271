use domain::{
    booking::Change,
    office::Items,
    queue::{Actor, KeyHash, VisitId},
    time::Unit,
};

use super::*;

const CITY: &str = r#"
name = "Stadt Musterstadt"
land = "NW"
time_zone = "Europe/Berlin"
languages = ["de", "en"]
public_url = "https://termine.musterstadt.example"
sender = { name = "Stadt Musterstadt: Termine", address = "termine@musterstadt.example" }
imprint = { name = "Stadt Musterstadt", email = "info@musterstadt.example" }
privacy = { name = "Stadt Musterstadt", email = "datenschutz@musterstadt.example" }
accessibility = { name = "Stadt Musterstadt", email = "barrierefrei@musterstadt.example" }
"#;

const OFFICE: &str = r#"
id = "mitte"
name = "Bürgerbüro Mitte"
opening_hours = "Mo-Fr 08:00-16:00"
counters = [{ id = "1" }]
address = { street = "Rathausplatz 1", postcode = "12345", town = "Musterstadt", hint = "Erdgeschoss; Eingang rechts" }

[[services]]
id = "fuehrungszeugnis"
name = "Führungszeugnis beantragen"
category = "application"
minutes = 15
sensitive = true

[[services]]
id = "reisepass-abholen"
name = "Reisepass abholen"
category = "pickup"
minutes = 5
"#;

const TO_ERIKA: Purpose<'_> = Purpose::Mail { to: "erika@example.org" };

fn office() -> Office {
    Office::parse(CITY, "mitte.toml", OFFICE).unwrap()
}

fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

fn booking(start: &str) -> Booking {
    let start = moment(start);
    let (date, unit) = Unit::of(start, &office().zone).unwrap();
    Booking {
        office: "mitte".parse().unwrap(),
        date,
        unit,
        start,
        minutes: 15,
        items: Items::one("fuehrungszeugnis".parse().unwrap()),
        number: "688".parse().unwrap(),
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

fn entry(booking: &Booking, purpose: Purpose<'_>) -> String {
    calendar(&office(), booking, purpose, booking.created)
}

/// The logical lines: folding undone.
fn unfolded(file: &str) -> Vec<String> {
    file.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
}

#[test]
fn an_invitation_word_for_word() {
    let file = entry(&booking("2026-12-01T10:20:00+01:00"), TO_ERIKA);
    insta::assert_snapshot!(unfolded(&file).join("\n"), @r#"
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//Wertmarke//Termine//DE
    CALSCALE:GREGORIAN
    METHOD:REQUEST
    BEGIN:VEVENT
    DESCRIPTION:Erdgeschoss\; Eingang rechts\nÄndern oder absagen können Sie den Termin mit dem Link\, den Sie bekommen haben.
    DTEND:20261201T093500Z
    DTSTAMP:20261120T090000Z
    DTSTART:20261201T092000Z
    LOCATION:Bürgerbüro Mitte\, Rathausplatz 1\, 12345 Musterstadt
    ORGANIZER;CN="Stadt Musterstadt: Termine":mailto:termine@musterstadt.example
    SEQUENCE:0
    STATUS:CONFIRMED
    SUMMARY:Termin: Bürgerbüro Mitte
    UID:04hmasw9nf6y@mitte
    ATTENDEE;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:erika@example.org
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:Termin: Bürgerbüro Mitte
    DTSTAMP:20261120T090000Z
    TRIGGER:-PT3600S
    UID:04hmasw9nf6y-alarm@mitte
    END:VALARM
    END:VEVENT
    END:VCALENDAR
    "#);
}

#[test]
fn a_start_that_is_held_is_tentative_and_a_lost_one_is_taken_out() {
    let mut booking = booking("2026-12-02T10:20:00+01:00");
    let from = moment("2026-12-01T10:20:00+01:00");
    for (held, method, status) in
        [(true, "METHOD:REQUEST", "STATUS:TENTATIVE"), (false, "METHOD:CANCEL", "STATUS:CANCELLED")]
    {
        booking.state = BookingState::Displaced { from, held };
        let lines = unfolded(&entry(&booking, TO_ERIKA));
        for line in [method, status] {
            assert!(lines.iter().any(|found| found == line), "{line} in {lines:?}");
        }
    }
}

#[test]
fn a_cancellation_word_for_word() {
    let mut booking = booking("2026-12-01T10:20:00+01:00");
    let at = moment("2026-11-21T08:30:00Z");
    booking.state = BookingState::Cancelled { at };
    booking.revision = 1;
    let file = calendar(&office(), &booking, TO_ERIKA, at);
    insta::assert_snapshot!(unfolded(&file).join("\n"), @r#"
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//Wertmarke//Termine//DE
    CALSCALE:GREGORIAN
    METHOD:CANCEL
    BEGIN:VEVENT
    DESCRIPTION:Erdgeschoss\; Eingang rechts\nÄndern oder absagen können Sie den Termin mit dem Link\, den Sie bekommen haben.
    DTEND:20261201T093500Z
    DTSTAMP:20261121T083000Z
    DTSTART:20261201T092000Z
    LOCATION:Bürgerbüro Mitte\, Rathausplatz 1\, 12345 Musterstadt
    ORGANIZER;CN="Stadt Musterstadt: Termine":mailto:termine@musterstadt.example
    SEQUENCE:1
    STATUS:CANCELLED
    SUMMARY:Termin: Bürgerbüro Mitte
    UID:04hmasw9nf6y@mitte
    ATTENDEE;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:erika@example.org
    END:VEVENT
    END:VCALENDAR
    "#);
}

#[test]
fn a_move_keeps_the_uid_and_raises_the_sequence() {
    let before = booking("2026-12-01T10:20:00+01:00");
    let mut after = booking("2026-12-03T08:00:00+01:00");
    after.number = "701".parse().unwrap();
    after.revision = 1;
    assert_eq!(uid(&before), uid(&after));
    let lines = unfolded(&entry(&after, TO_ERIKA));
    assert!(lines.contains(&"SEQUENCE:1".to_owned()));
    assert!(lines.contains(&"DTSTART:20261203T070000Z".to_owned()));
}

#[test]
fn winter_and_summer_have_their_own_offsets() {
    let starts = |start| {
        let file = unfolded(&entry(&booking(start), Purpose::Download));
        file.into_iter().find(|line| line.starts_with("DTSTART")).unwrap()
    };
    assert_eq!(starts("2026-12-01T10:20:00+01:00"), "DTSTART:20261201T092000Z");
    assert_eq!(starts("2027-07-01T10:20:00+02:00"), "DTSTART:20270701T082000Z");
}

#[test]
fn a_download_names_nobody_and_says_neither_service_nor_number() {
    let file = entry(&booking("2026-12-01T10:20:00+01:00"), Purpose::Download);
    assert!(file.contains("METHOD:PUBLISH\r\n"));
    let all = unfolded(&file).join("\n");
    for private in ["erika", "ATTENDEE", "ORGANIZER", "zeugnis", "Zeugnis", "688", "http"] {
        assert!(!all.contains(private), "{private}");
    }
}

#[test]
fn a_name_cannot_smuggle_a_line_into_the_entry() {
    let mut office = office();
    office.name = "Mitte\r\nATTACH:https://evil.example".to_owned();
    office.address.hint = "rechts\rX-EVIL:1".to_owned();
    office.city.sender_name = "Stadt\"\r\nX-EVIL:2;\"".to_owned();
    let booking = booking("2026-12-01T10:20:00+01:00");
    let file = calendar(&office, &booking, TO_ERIKA, booking.created);
    assert!(!file.replace("\r\n", "").contains(['\r', '\n']));
    for line in unfolded(&file) {
        assert!(!line.starts_with("ATTACH") && !line.starts_with("X-EVIL"), "{line}");
    }
}

#[test]
fn long_lines_are_folded_between_letters() {
    let mut office = office();
    office.name = "Bürgerbüro für Čížková, Đặng, Łęczyński und ß ".repeat(9);
    let booking = booking("2026-12-01T10:20:00+01:00");
    let file = calendar(&office, &booking, TO_ERIKA, booking.created);
    assert!(file.split("\r\n").all(|line| line.len() <= 75));
    let name = line(&office.name).replace(',', r"\,");
    assert!(unfolded(&file).contains(&format!("SUMMARY:Termin: {name}")));
}

#[test]
fn an_english_booking_has_an_english_entry() {
    let mut booking = booking("2026-12-01T10:20:00+01:00");
    booking.language = "en".to_owned();
    let lines = unfolded(&entry(&booking, Purpose::Download));
    assert!(lines.contains(&"SUMMARY:Appointment: Bürgerbüro Mitte".to_owned()));
}
