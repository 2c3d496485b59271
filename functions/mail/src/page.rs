//! What a mail says, before it is text or HTML.

use askama::Template;
use domain::{
    booking::PersonName,
    ids::Number,
    office::{Item, Office},
    time::Moment,
};
use texts::{Lang, Text, text};

use crate::{Kind, Letter};

/// The mail as plain text.
#[derive(Template)]
#[template(path = "letter.txt")]
pub(crate) struct Plain<'a> {
    pub(crate) page: &'a Page,
}

/// The mail as HTML.
#[derive(Template)]
#[template(path = "letter.html")]
pub(crate) struct Html<'a> {
    pub(crate) page: &'a Page,
}

/// What a mail says.
pub(crate) struct Page {
    pub(crate) lang: Lang,
    /// Names the place and nothing else: subjects are read over shoulders.
    pub(crate) subject: String,
    pub(crate) greeting: Text,
    pub(crate) lead: Text,
    /// What is to be known besides.
    pub(crate) note: Option<Text>,
    pub(crate) number: Number,
    pub(crate) when: Text,
    pub(crate) place: Vec<Text>,
    /// What holds only for an appointment that stands.
    pub(crate) visit: Option<Visit>,
    /// The booking's page, or after a cancellation the office's.
    pub(crate) link: String,
    /// What can be done there.
    pub(crate) link_text: Text,
    pub(crate) privacy: [Text; 2],
    pub(crate) city: String,
}

/// What there is to say about a visit to come.
pub(crate) struct Visit {
    pub(crate) new_number: bool,
    pub(crate) services: Vec<Text>,
    pub(crate) bring: Vec<Text>,
}

impl Page {
    pub(crate) fn of(letter: &Letter<'_>) -> Self {
        let Letter { office, booking, secret, public_url, .. } = *letter;
        let lang = Lang::of(&booking.language).unwrap_or_default();
        let kind = letter.kind();
        let when = |moment: Moment| texts::day_and_time(moment, &office.zone);
        let (subject, lead) = match kind {
            Kind::Confirmed => (text!("mail-confirmed-subject"), text!("mail-confirmed")),
            Kind::Moved { .. } => (text!("mail-moved-subject"), text!("mail-moved")),
            Kind::Cancelled => (text!("mail-cancelled-subject"), text!("mail-cancelled")),
            Kind::Reminder => (text!("mail-reminder-subject"), text!("mail-reminder")),
            Kind::Displaced => {
                let from = booking.displaced_from(office).unwrap_or(booking.start);
                let lead = match office.closed_because(from.day(&office.zone)) {
                    Some(why) => text!(
                        "mail-displaced-because",
                        when = when(from),
                        reason = texts::closed(&why)
                    ),
                    None => text!("mail-displaced", when = when(from)),
                };
                (text!("mail-displaced-subject"), lead)
            }
        };
        let stands = !booking.is_stranded(office);
        let (visit, note) = match kind {
            Kind::Confirmed | Kind::Reminder => (Some(false), None),
            Kind::Moved { new_number } => (Some(new_number), None),
            Kind::Cancelled => (None, None),
            Kind::Displaced if stands => (Some(true), Some(text!("mail-held"))),
            Kind::Displaced => (None, Some(text!("mail-nothing-held"))),
        };
        let visit = visit.map(|new_number| {
            let (services, bring) = services(office, booking.items.as_slice());
            Visit { new_number, services, bring }
        });
        // The page that is opened is in the language of the mail.
        let address = |path: String| format!("{public_url}{path}?lang={}", lang.code());
        let booked = || address(format!("/bookings/{secret}"));
        let hours = office.retention.0 / 3600;
        let after_visit = text!("mail-deleted-after-visit", hours = hours);
        let (link, link_text, deletion) = match kind {
            Kind::Confirmed | Kind::Moved { .. } | Kind::Reminder => {
                (booked(), text!("mail-link"), after_visit)
            }
            Kind::Displaced => (booked(), text!("mail-link-displaced"), after_visit),
            Kind::Cancelled => (
                address(format!("/offices/{}", office.id)),
                text!("mail-book-anew"),
                text!("mail-deleted-after-cancelling", hours = hours),
            ),
        };
        let contact = &office.city.privacy;
        let more = contact.url.as_ref().unwrap_or(&contact.email);
        Self {
            lang,
            subject: text!("mail-subject", what = subject, office = &office.name).said_in(lang),
            greeting: greeting(booking.name.as_ref()),
            lead,
            note,
            number: booking.number,
            when: when(booking.start),
            place: place(office),
            visit,
            link,
            link_text,
            privacy: [deletion, text!("mail-privacy-more", address = more)],
            city: office.city.name.clone(),
        }
    }

    /// The text of this key.
    fn say(&self, key: &'static str) -> String {
        self.tell(&Text::of(key))
    }

    /// This text.
    fn tell(&self, text: &Text) -> String {
        text.said_in(self.lang)
    }
}

/// The name and address, line by line.
fn place(office: &Office) -> Vec<Text> {
    let address = &office.address;
    let town = format!("{} {}", address.postcode, address.town);
    let mut lines: Vec<Text> =
        vec![office.name.as_str().into(), address.street.as_str().into(), town.into()];
    if !address.hint.is_empty() {
        lines.push(texts::hint(office));
    }
    lines
}

/// What it is about and what to bring. A mail is read by others than the
/// person it is for, so a sensitive service appears under a name that could be
/// anything, and what to bring for it is left to the booking's page.
fn services(office: &Office, items: &[Item]) -> (Vec<Text>, Vec<Text>) {
    let (mut names, mut bring) = (Vec::new(), Vec::new());
    for item in items {
        if let Some(service) = office.service(&item.service).filter(|it| !it.sensitive) {
            add(&mut names, texts::service_for(service, item.count));
            for thing in texts::bring(service) {
                add(&mut bring, thing);
            }
        } else {
            add(&mut names, text!("mail-some-service"));
            add(&mut bring, text!("mail-bring-see-page"));
        }
    }
    (names, bring)
}

/// Adds a line that is not there yet.
fn add(lines: &mut Vec<Text>, line: Text) {
    if !lines.contains(&line) {
        lines.push(line);
    }
}

/// Anybody can book with somebody else's address, so a mail greets by a name
/// only where it cannot be read as a message or turned into a link.
fn greeting(name: Option<&PersonName>) -> Text {
    match name.map(PersonName::reveal) {
        Some(name) if is_plain(name) => text!("mail-hello-name", name = name),
        Some(_) | None => text!("mail-hello"),
    }
}

/// Whether a text is made of letters as names have them (DIN 91379), with no
/// more than 60 of them, and no dot in the middle of a word.
fn is_plain(name: &str) -> bool {
    let mark = |c: char| matches!(c, '\u{300}'..='\u{36f}');
    let between = |c: char| matches!(c, ' ' | '-' | '\'' | '’' | 'ʹ' | '·' | '.');
    let in_word = |(c, next): (char, char)| c == '.' && next != ' ' && next != '-';
    name.chars().count() <= 60
        && name.chars().all(|c| c.is_alphabetic() || mark(c) || between(c))
        && !name.chars().zip(name.chars().skip(1)).any(in_word)
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn names_greet_and_messages_do_not() {
        for name in
            ["Erika Mustermann", "Łucja Đặng-Ö’Brien", "C\u{30c}eněk", "Dr. A. Ruiz", "Karl-H. J."]
        {
            assert!(is_plain(name), "{name}");
        }
        for text in ["evil.example", "https://evil", "Ruf 0900", "a@b", "<b>", &"x".repeat(61)] {
            assert!(!is_plain(text), "{text}");
        }
    }
}
