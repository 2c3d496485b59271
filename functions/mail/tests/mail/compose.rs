//! What a mail says and how it is built.

use mail::{Kind, message_id};
use mail_parser::{HeaderValue, MimeHeaders};

use crate::fixture::{
    PUBLIC_URL, Received, SECRET, booking, cancelled, compose, compose_at, december, displaced,
    items, office,
};

#[test]
fn a_confirmation_word_for_word() {
    let mail = compose(&december(), Kind::Confirmed);
    assert_eq!(
        Received::of(&mail.mime).text(),
        "\
Guten Tag,

Ihr Termin ist gebucht.

Ihre Nummer (Buchungsnummer): 612. Mit dieser Nummer rufen wir Sie auf.

Wann: Dienstag, 1. Dezember 2026, 10:20 Uhr

Wo:
Bürgerbüro Mitte
Rathausplatz 1
12345 Musterstadt
Erdgeschoss, Eingang rechts

Was:
- Personalausweis beantragen

Bitte bringen Sie mit:
- ein Passbild
- Ihren alten Ausweis

Drücken Sie im Wartebereich auf „Ich bin da“: auf der Seite Ihres Termins, am Automaten oder mit Hilfe unserer Mitarbeitenden. Erst dann rufen wir Sie auf.

Termin ansehen, ändern oder absagen:
https://termine.musterstadt.example/bookings/dQw4w9WgXcQaVeryLongSecret?lang=de
Geben Sie diesen Link nicht weiter: Wer ihn hat, kann Ihren Termin ändern.

Datenschutz: Wir löschen Ihre Angaben nach Ihrem Termin: nach 48 Stunden, in Sicherungen nach 7 Tagen.
Mehr zum Datenschutz: https://www.musterstadt.example/datenschutz

Stadt Musterstadt
Diese Nachricht wurde automatisch verschickt."
    );
}

#[test]
fn who_lost_a_day_is_told_what_is_held_instead() {
    let mail = compose(&displaced(true), Kind::Displaced);
    let received = Received::of(&mail.mime);
    let text = received.text();
    let begin = "\
Guten Tag,

Ihr Termin am Montag, 30. November 2026, 9:00 Uhr kann leider nicht stattfinden.

Diesen anderen Termin haben wir für Sie reserviert. Sie können ihn annehmen, einen anderen wählen \
oder absagen. Wenn Sie nichts tun, bleibt er für Sie reserviert.

Ihre Nummer (Buchungsnummer): 612. Mit dieser Nummer rufen wir Sie auf.
Neue Nummer, die alte gilt nicht mehr.

Wann: Dienstag, 1. Dezember 2026, 10:20 Uhr
";
    assert!(text.starts_with(begin), "{text}");
    assert!(text.contains("Termin annehmen, anderen wählen oder absagen:\n"), "{text}");
    assert_eq!(received.0.subject(), Some("Ihr Termin fällt aus: Bürgerbüro Mitte"));
    assert_eq!(received.parts("text", "calendar")[0].0, Some("REQUEST"));
}

#[test]
fn who_lost_a_day_and_got_nothing_is_led_to_choose() {
    let mail = compose(&displaced(false), Kind::Displaced);
    let received = Received::of(&mail.mime);
    let text = received.text();
    assert!(text.contains("Zurzeit ist kein anderer Termin frei."), "{text}");
    assert!(text.contains("Diese Nummer gilt nicht mehr: 612"), "{text}");
    assert!(text.contains(&format!("{PUBLIC_URL}/bookings/{SECRET}")), "{text}");
    assert_eq!(received.parts("text", "calendar")[0].0, Some("CANCEL"));
}

#[test]
fn a_cancellation_is_short_and_leads_to_a_new_appointment() {
    let mail = compose(&cancelled(), Kind::Cancelled);
    let received = Received::of(&mail.mime);
    assert_eq!(
        received.text(),
        "\
Guten Tag,

Ihr Termin ist abgesagt. Sie müssen nichts weiter tun.

Wann: Dienstag, 1. Dezember 2026, 10:20 Uhr
Diese Nummer gilt nicht mehr: 612

Neuen Termin buchen:
https://termine.musterstadt.example/offices/mitte?lang=de

Datenschutz: Wir löschen Ihre Angaben nach der Absage: nach 48 Stunden, in Sicherungen nach 7 Tagen.
Mehr zum Datenschutz: https://www.musterstadt.example/datenschutz

Stadt Musterstadt
Diese Nachricht wurde automatisch verschickt."
    );
    assert_eq!(received.0.subject(), Some("Ihr Termin wurde abgesagt: Bürgerbüro Mitte"));
    let parts = received.parts("text", "calendar");
    assert_eq!(parts.len(), 1);
    assert_eq!(parts[0].0, Some("CANCEL"));
    for line in ["METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:1", "UID:04hmasw9nf6y@mitte"] {
        assert!(parts[0].1.contains(&format!("{line}\r\n")), "{line}");
    }
}

#[test]
fn it_is_mixed_of_alternatives_and_a_file() {
    let mail = compose(&december(), Kind::Confirmed);
    let received = Received::of(&mail.mime);
    let types: Vec<String> = received
        .0
        .parts
        .iter()
        .filter_map(|part| part.content_type())
        .map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()))
        .collect();
    assert_eq!(
        types,
        [
            "multipart/mixed",
            "multipart/alternative",
            "text/plain",
            "text/html",
            "text/calendar",
            "application/ics",
        ]
    );
    let file = received.0.attachments().find(|part| part.is_content_type("application", "ics"));
    assert_eq!(file.and_then(MimeHeaders::attachment_name), Some("termin.ics"));
    let inline = &received.parts("text", "calendar")[0];
    assert_eq!(inline.0, Some("REQUEST"));
    assert!(inline.1.contains("BEGIN:VEVENT\r\n"));
    assert_eq!(received.parts("application", "ics")[0].1, inline.1);
}

#[test]
fn the_headers_say_who_sends_by_machine_and_nothing_about_the_visit() {
    let mail = compose(&december(), Kind::Confirmed);
    let received = Received::of(&mail.mime);
    let message = &received.0;
    let from = message.from().unwrap().first().unwrap();
    assert_eq!(from.name(), Some("Stadt Musterstadt – Termine"));
    assert_eq!(from.address(), Some("termine@musterstadt.example"));
    let to = message.to().unwrap().first().unwrap();
    assert_eq!((to.name(), to.address()), (None, Some("erika@example.org")));
    assert_eq!(message.subject(), Some("Ihr Termin: Bürgerbüro Mitte"));
    assert_eq!(message.date().unwrap().to_rfc3339(), "2026-11-20T09:00:00Z");
    assert_eq!(message.message_id(), Some("04hmasw9nf6y.0.mitte@musterstadt.example"));
    let auto = message.header("Auto-Submitted").and_then(HeaderValue::as_text);
    assert_eq!(auto, Some("auto-generated"));
    let head = String::from_utf8_lossy(message.raw_message());
    let head = head.split("\r\n\r\n").next().unwrap();
    for private in [SECRET, "612", "ersonalausweis"] {
        assert!(!head.contains(private), "{private}");
    }
}

#[test]
fn the_secret_is_in_the_link_and_nowhere_else() {
    let mail = compose(&december(), Kind::Confirmed);
    let received = Received::of(&mail.mime);
    let link = format!("{PUBLIC_URL}/bookings/{SECRET}");
    for body in [received.text(), received.html()] {
        assert_eq!(body.matches(&link).count(), 1);
        assert_eq!(body.matches(SECRET).count(), 1);
    }
    for (_, entry) in received.parts("text", "calendar") {
        assert!(!entry.replace("\r\n ", "").contains(SECRET));
    }
    assert!(mail.tags.iter().all(|(_, value)| !value.contains(SECRET)));
    assert!(!message_id(&office(), &december(), Kind::Confirmed, 0).contains(SECRET));
}

#[test]
fn a_moved_booking_with_another_number_says_so() {
    let mut booking = booking("2026-12-03T08:05:00+01:00");
    booking.revision = 1;
    booking.number = "701".parse().unwrap();
    let renumbered = compose(&booking, Kind::Moved { new_number: true });
    let received = Received::of(&renumbered.mime);
    for body in [received.text(), received.html()] {
        assert!(body.contains("Neue Nummer, die alte gilt nicht mehr."));
        assert!(body.contains("Donnerstag, 3. Dezember 2026, 8:05 Uhr"));
        assert!(body.contains("701"));
    }
    assert_eq!(received.0.subject(), Some("Ihr Termin wurde geändert: Bürgerbüro Mitte"));
    assert!(received.parts("text", "calendar")[0].1.contains("SEQUENCE:1\r\n"));
    assert_eq!(received.0.message_id(), Some("04hmasw9nf6y.1.mitte@musterstadt.example"));

    let same_day = compose(&booking, Kind::Moved { new_number: false });
    assert!(!Received::of(&same_day.mime).text().contains("Neue Nummer"));
}

#[test]
fn winter_and_summer_show_the_wall_clock() {
    for (start, when, utc) in [
        ("2026-12-01T09:20:00Z", "Dienstag, 1. Dezember 2026, 10:20 Uhr", "20261201T092000Z"),
        ("2027-07-01T08:20:00Z", "Donnerstag, 1. Juli 2027, 10:20 Uhr", "20270701T082000Z"),
        ("2027-03-26T07:00:00Z", "Freitag, 26. März 2027, 8:00 Uhr", "20270326T070000Z"),
        ("2027-03-29T06:00:00Z", "Montag, 29. März 2027, 8:00 Uhr", "20270329T060000Z"),
    ] {
        let mail = compose(&booking(start), Kind::Confirmed);
        let received = Received::of(&mail.mime);
        assert!(received.text().contains(when), "{when}");
        assert!(received.parts("text", "calendar")[0].1.contains(&format!("DTSTART:{utc}\r\n")));
    }
}

#[test]
fn a_sensitive_service_is_not_named_nor_what_to_bring_for_it() {
    let mut booking = december();
    booking.items = items(&[("fuehrungszeugnis", 1), ("reisepass-abholen", 2)]);
    let mail = compose(&booking, Kind::Confirmed);
    let received = Received::of(&mail.mime);
    for body in [received.text(), received.html()] {
        assert!(body.contains("Bürgerservice"));
        assert!(body.contains("Reisepass abholen (2 Personen)"));
        assert!(!body.contains("zeugnis") && !body.contains("Aufforderung"));
    }
}

#[test]
fn names_with_every_latin_letter_arrive_as_they_are() {
    let mut booking = december();
    let name = "Łucja Đặng-Ö’Brien Ǆ C\u{30c}eněk";
    booking.name = name.parse().ok();
    let mail = compose(&booking, Kind::Confirmed);
    let received = Received::of(&mail.mime);
    assert!(received.text().starts_with(&format!("Guten Tag {name},\n")));
    assert!(received.html().contains(name));
}

#[test]
fn a_name_that_is_a_message_is_not_passed_on() {
    let mut booking = december();
    booking.name = "Gewinn auf https://evil.example".parse().ok();
    let mail = compose(&booking, Kind::Confirmed);
    let received = Received::of(&mail.mime);
    assert!(!received.text().contains("evil") && !received.html().contains("evil"));
}

#[test]
fn a_name_cannot_smuggle_a_header_or_markup() {
    let mut office = office();
    office.name = "Mitte\r\nBcc: alle@evil.example\r\n\r\n<script>alert(1)</script>".to_owned();
    office.city.sender_name = "Stadt\nBcc: alle@evil.example".to_owned();
    office.address.hint = "<b onclick=\"x\">rechts</b>".to_owned();
    let mail = compose_at(&office, &december(), Kind::Confirmed);
    let received = Received::of(&mail.mime);
    assert_eq!(received.0.bcc(), None);
    let head = String::from_utf8_lossy(&mail.mime);
    let head = head.split("\r\n\r\n").next().unwrap();
    assert!(head.lines().all(|line| !line.starts_with("Bcc")), "{head}");
    assert!(!received.html().contains("<script") && !received.html().contains("<b onclick"));
    assert!(received.html().contains("&#60;script&#62;"));
}

#[test]
fn no_line_is_too_long_for_a_mail_server() {
    let mut office = office();
    office.name = "Bürgerbüro für Čížková, Đặng und Łęczyński ".repeat(20);
    office.address.hint = "x".repeat(2000);
    let mail = compose_at(&office, &december(), Kind::Confirmed);
    assert!(mail.mime.is_ascii());
    assert!(mail.mime.split(|byte| *byte == b'\n').all(|line| line.len() <= 998));
    let received = Received::of(&mail.mime);
    let entry = &received.parts("text", "calendar")[0].1;
    assert!(entry.split("\r\n").all(|line| line.len() <= 75));
    assert!(received.text().contains(&office.address.hint));
}

#[test]
fn the_same_letter_is_the_same_mail_but_for_its_boundaries() {
    let without_boundaries = |mime: &[u8]| {
        let text = String::from_utf8(mime.to_vec()).unwrap();
        let plain = |line: &&str| !line.starts_with("--") && !line.contains("boundary=");
        text.lines().filter(plain).collect::<Vec<_>>().join("\n")
    };
    let first = compose(&december(), Kind::Confirmed);
    let second = compose(&december(), Kind::Confirmed);
    assert_eq!(without_boundaries(&first.mime), without_boundaries(&second.mime));
}

#[test]
fn an_english_booking_gets_an_english_mail() {
    let mut booking = december();
    booking.language = "en".to_owned();
    let mail = compose(&booking, Kind::Confirmed);
    let received = Received::of(&mail.mime);
    assert_eq!(received.0.subject(), Some("Your appointment: Bürgerbüro Mitte"));
    let text = received.text();
    assert!(text.contains("Your number (booking number): 612. We will call you by this number."));
    assert!(text.contains("When: Tuesday 1 December 2026, 10:20\n"), "{text}");
    assert!(text.contains("/bookings/dQw4w9WgXcQaVeryLongSecret?lang=en\n"), "{text}");
    assert!(received.html().contains("<html lang=\"en\">"));
    // What the office has not translated says that it is German.
    let service = "<li><span lang=\"de\">Personalausweis beantragen</span></li>";
    assert!(received.html().contains(service), "{}", received.html());
}

#[test]
fn a_language_without_words_gets_german() {
    let mut booking = december();
    booking.language = "uk".to_owned();
    let mail = compose(&booking, Kind::Confirmed);
    let received = Received::of(&mail.mime);
    assert!(received.text().starts_with("Guten Tag,"));
    assert!(received.html().contains("<html lang=\"de\">"));
    assert!(received.text().contains("?lang=de\n"));
}

#[test]
fn a_domain_with_an_umlaut_is_sent_as_mail_servers_know_it() {
    let mut booking = december();
    booking.email = "erika@stadt-köln.example".parse().ok();
    let mail = compose(&booking, Kind::Confirmed);
    assert_eq!(mail.to, "erika@xn--stadt-kln-67a.example");
    assert!(mail.mime.is_ascii());
}
