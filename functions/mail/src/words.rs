//! The words of mails, in German and in English.
//!
//! A further language is a further constant; it compiles only when no word is
//! missing.

use jiff::Zoned;

/// The words of one language.
pub(crate) struct Words {
    pub(crate) language: &'static str,
    pub(crate) subject_confirmed: &'static str,
    pub(crate) subject_moved: &'static str,
    pub(crate) subject_cancelled: &'static str,
    pub(crate) subject_displaced: &'static str,
    pub(crate) hello: &'static str,
    pub(crate) confirmed: &'static str,
    pub(crate) moved: &'static str,
    pub(crate) cancelled: &'static str,
    /// When it was booked for, and why the office closes then, if it says why.
    pub(crate) displaced: fn(&str, Option<&str>) -> String,
    /// What is held instead.
    pub(crate) held: &'static str,
    /// Nothing is.
    pub(crate) nothing_held: &'static str,
    pub(crate) link_displaced: &'static str,
    pub(crate) number: &'static str,
    pub(crate) number_use: &'static str,
    pub(crate) number_new: &'static str,
    pub(crate) number_void: &'static str,
    pub(crate) date: &'static str,
    pub(crate) place: &'static str,
    pub(crate) service: &'static str,
    /// Instead of the name of a sensitive service.
    pub(crate) some_service: &'static str,
    pub(crate) bring: &'static str,
    pub(crate) bring_see_page: &'static str,
    pub(crate) arrive: &'static str,
    pub(crate) arrive_how: &'static str,
    pub(crate) link: &'static str,
    pub(crate) link_keep: &'static str,
    pub(crate) book_anew: &'static str,
    pub(crate) privacy: &'static str,
    /// When data goes, so many hours after the visit.
    pub(crate) after_visit: fn(i64) -> String,
    /// When data goes, so many hours after cancelling.
    pub(crate) after_cancelling: fn(i64) -> String,
    pub(crate) more: &'static str,
    pub(crate) automatic: &'static str,
    /// Weekday, date and time as the office's clock shows them.
    pub(crate) when: fn(&Zoned) -> String,
}

impl Words {
    /// The words of a language; German where there are none.
    pub(crate) fn of(language: &str) -> &'static Self {
        if language == "en" { &ENGLISH } else { &GERMAN }
    }
}

const GERMAN: Words = Words {
    language: "de",
    subject_confirmed: "Ihr Termin",
    subject_moved: "Ihr Termin wurde geändert",
    subject_cancelled: "Ihr Termin wurde abgesagt",
    subject_displaced: "Ihr Termin fällt aus",
    hello: "Guten Tag",
    confirmed: "Ihr Termin ist gebucht.",
    moved: "Ihr Termin ist geändert. Es gilt nur noch, was hier steht.",
    cancelled: "Ihr Termin ist abgesagt. Sie müssen nichts weiter tun.",
    displaced: |when, why| {
        let why = why.map(|why| format!(" ({why})")).unwrap_or_default();
        format!("Ihr Termin am {when} fällt leider aus: Wir müssen an diesem Tag schließen{why}.")
    },
    held: "Diesen anderen Termin haben wir für Sie reserviert. Sie können ihn annehmen, einen \
           anderen wählen oder absagen. Wenn Sie nichts tun, bleibt er für Sie reserviert.",
    nothing_held: "Zurzeit ist kein anderer Termin frei. Mit dem Link können Sie einen wählen, \
                   sobald wieder etwas frei ist, oder ganz absagen.",
    link_displaced: "Termin annehmen, anderen wählen oder absagen",
    number: "Ihre Nummer (Buchungsnummer)",
    number_use: "Mit dieser Nummer rufen wir Sie auf.",
    number_new: "Neue Nummer, die alte gilt nicht mehr.",
    number_void: "Diese Nummer gilt nicht mehr",
    date: "Wann",
    place: "Wo",
    service: "Was",
    some_service: "Bürgerservice",
    bring: "Bitte bringen Sie mit",
    bring_see_page: "was auf der Seite Ihres Termins steht",
    arrive: "Ich bin da",
    arrive_how: "Drücken Sie im Wartebereich auf „Ich bin da“: auf der Seite Ihres Termins, am \
                 Automaten oder mit Hilfe unserer Mitarbeitenden. Erst dann rufen wir Sie auf.",
    link: "Termin ansehen, ändern oder absagen",
    link_keep: "Geben Sie diesen Link nicht weiter: Wer ihn hat, kann Ihren Termin ändern.",
    book_anew: "Neuen Termin buchen",
    privacy: "Datenschutz",
    after_visit: |hours| {
        format!(
            "Wir löschen Ihre Angaben nach Ihrem Termin: nach {hours} Stunden, in Sicherungen \
             nach 7 Tagen."
        )
    },
    after_cancelling: |hours| {
        format!(
            "Wir löschen Ihre Angaben nach der Absage: nach {hours} Stunden, in Sicherungen nach \
             7 Tagen."
        )
    },
    more: "Mehr zum Datenschutz",
    automatic: "Diese Nachricht wurde automatisch verschickt.",
    when: |at| {
        const DAYS: [&str; 7] =
            ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"];
        const MONTHS: [&str; 12] = [
            "Januar",
            "Februar",
            "März",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember",
        ];
        let (weekday, month) = (name(&DAYS, weekday(at)), name(&MONTHS, month(at)));
        let (day, year, hour, minute) = (at.day(), at.year(), at.hour(), at.minute());
        format!("{weekday}, {day}. {month} {year}, {hour}:{minute:02} Uhr")
    },
};

const ENGLISH: Words = Words {
    language: "en",
    subject_confirmed: "Your appointment",
    subject_moved: "Your appointment was changed",
    subject_cancelled: "Your appointment was cancelled",
    subject_displaced: "Your appointment cannot take place",
    hello: "Hello",
    confirmed: "Your appointment is booked.",
    moved: "Your appointment is changed. Only what is written here still holds.",
    cancelled: "Your appointment is cancelled. There is nothing more for you to do.",
    displaced: |when, why| {
        let why = why.map(|why| format!(" ({why})")).unwrap_or_default();
        format!("Your appointment on {when} cannot take place: we have to close that day{why}.")
    },
    held: "We are holding this other appointment for you. You can accept it, choose another one \
           or cancel. If you do nothing, it stays reserved for you.",
    nothing_held: "No other appointment is free at the moment. With the link you can choose one \
                   as soon as something is free, or cancel.",
    link_displaced: "Accept the appointment, choose another one or cancel",
    number: "Your number (booking number)",
    number_use: "We will call you by this number.",
    number_new: "New number, the old one is no longer valid.",
    number_void: "This number is no longer valid",
    date: "When",
    place: "Where",
    service: "What",
    some_service: "Citizen service",
    bring: "Please bring",
    bring_see_page: "what is written on the page of your appointment",
    arrive: "I am here",
    arrive_how: "In the waiting area, press “I am here”: on the page of your appointment, at the \
                 machine or with the help of our staff. Only then will we call you.",
    link: "View, change or cancel your appointment",
    link_keep: "Do not pass this link on: whoever has it can change your appointment.",
    book_anew: "Book a new appointment",
    privacy: "Data protection",
    after_visit: |hours| {
        format!(
            "We delete your data after your appointment: after {hours} hours, in backups after \
             7 days."
        )
    },
    after_cancelling: |hours| {
        format!(
            "We delete your data after the cancellation: after {hours} hours, in backups after \
             7 days."
        )
    },
    more: "More about data protection",
    automatic: "This message was sent automatically.",
    when: |at| at.strftime("%A, %-d %B %Y, %H:%M").to_string(),
};

/// The weekday's place, Monday first.
fn weekday(at: &Zoned) -> i8 {
    at.weekday().to_monday_zero_offset()
}

/// The month's place, January first.
fn month(at: &Zoned) -> i8 {
    at.month() - 1
}

fn name<'a>(names: &[&'a str], place: i8) -> &'a str {
    usize::try_from(place).ok().and_then(|place| names.get(place)).copied().unwrap_or_default()
}
