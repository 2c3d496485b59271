//! What a mail says, before it is text or HTML.

use askama::Template;
use domain::{
    booking::PersonName,
    ids::Number,
    office::{Item, Office, Service},
    time::Moment,
};

use texts::Lang;

use crate::{Kind, Letter, words::Words};

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
    pub(crate) words: &'static Words,
    /// Names the place and nothing else: subjects are read over shoulders.
    pub(crate) subject: String,
    pub(crate) greeting: String,
    pub(crate) lead: String,
    /// What is to be known besides.
    pub(crate) note: Option<&'static str>,
    pub(crate) number: Number,
    pub(crate) when: String,
    pub(crate) place: Vec<String>,
    /// What holds only for an appointment that stands.
    pub(crate) visit: Option<Visit>,
    /// The booking's page, or after a cancellation the office's.
    pub(crate) link: String,
    /// What can be done there.
    pub(crate) link_text: &'static str,
    pub(crate) privacy: Vec<String>,
    pub(crate) city: String,
}

/// What there is to say about a visit to come.
pub(crate) struct Visit {
    pub(crate) new_number: bool,
    pub(crate) services: Vec<String>,
    pub(crate) bring: Vec<String>,
}

impl Page {
    pub(crate) fn of(letter: &Letter<'_>) -> Self {
        let Letter { office, booking, secret, public_url, .. } = *letter;
        let words = Words::of(&booking.language);
        let kind = letter.kind();
        let when = |moment: Moment| (words.when)(&moment.at(&office.zone));
        let said = |subject, lead: &str| (subject, lead.to_owned());
        let (subject, lead) = match kind {
            Kind::Confirmed => said(words.subject_confirmed, words.confirmed),
            Kind::Moved { .. } => said(words.subject_moved, words.moved),
            Kind::Cancelled => said(words.subject_cancelled, words.cancelled),
            Kind::Displaced => {
                let from = booking.displaced_from(office).unwrap_or(booking.start);
                let why = office.closed_because(from.day(&office.zone));
                let lang = Lang::of(words.language).unwrap_or_default();
                let why = why.as_ref().map(|why| texts::closed(why).said_in(lang));
                (words.subject_displaced, (words.displaced)(&when(from), why.as_deref()))
            }
        };
        let stands = !booking.is_stranded(office);
        let (visit, note) = match kind {
            Kind::Confirmed => (Some(false), None),
            Kind::Moved { new_number } => (Some(new_number), None),
            Kind::Cancelled => (None, None),
            Kind::Displaced if stands => (Some(true), Some(words.held)),
            Kind::Displaced => (None, Some(words.nothing_held)),
        };
        let visit = visit.map(|new_number| {
            let (services, bring) = services(office, booking.items.as_slice(), words);
            Visit { new_number, services, bring }
        });
        let (link, link_text, deletion) = match kind {
            Kind::Confirmed | Kind::Moved { .. } => {
                (bookings(public_url, secret, words), words.link, words.after_visit)
            }
            Kind::Displaced => {
                (bookings(public_url, secret, words), words.link_displaced, words.after_visit)
            }
            Kind::Cancelled => {
                let offices = format!("{public_url}/offices/{}{}", office.id, asking(words));
                (offices, words.book_anew, words.after_cancelling)
            }
        };
        Self {
            words,
            subject: format!("{subject}: {}", office.name),
            greeting: greeting(words, booking.name.as_ref()),
            lead,
            note,
            number: booking.number,
            when: when(booking.start),
            place: place(office, words),
            visit,
            link,
            link_text,
            privacy: privacy(office, words, deletion),
            city: office.city.name.clone(),
        }
    }
}

/// What an address says so that its page is in the language of the mail. German is
/// what there is without it; a short link is easier to copy from paper.
fn asking(words: &Words) -> &'static str {
    match Lang::of(words.language) {
        Some(Lang::En) => "?lang=en",
        Some(Lang::De) | None => "",
    }
}

/// The page of the booking, in the language of its mail.
fn bookings(public_url: &str, secret: &str, words: &Words) -> String {
    format!("{public_url}/bookings/{secret}{}", asking(words))
}

/// The name and address, line by line.
fn place(office: &Office, words: &Words) -> Vec<String> {
    let address = &office.address;
    let town = format!("{} {}", address.postcode, address.town);
    let mut lines = vec![office.name.clone(), address.street.clone(), town];
    if !address.hint.is_empty() {
        lines.push(texts::hint(office).said_in(Lang::of(words.language).unwrap_or_default()));
    }
    lines
}

/// What it is about and what to bring. A mail is read by others than the
/// person it is for, so a sensitive service appears under a name that could be
/// anything, and what to bring for it is left to the booking's page.
fn services(office: &Office, items: &[Item], words: &Words) -> (Vec<String>, Vec<String>) {
    let lang = Lang::of(words.language).unwrap_or_default();
    let (mut names, mut bring) = (Vec::new(), Vec::new());
    for item in items {
        let service = office.service(&item.service).filter(|service| !service.sensitive);
        add(&mut names, service.map_or(words.some_service.to_owned(), |s| name(s, item, words)));
        match service {
            Some(service) => {
                for thing in texts::bring(service) {
                    add(&mut bring, thing.said_in(lang));
                }
            }
            None => add(&mut bring, words.bring_see_page.to_owned()),
        }
    }
    (names, bring)
}

fn name(service: &Service, item: &Item, words: &Words) -> String {
    let lang = Lang::of(words.language).unwrap_or_default();
    texts::service_for(service, item.count).said_in(lang)
}

/// Adds a line that is not there yet.
fn add(lines: &mut Vec<String>, line: String) {
    if !lines.contains(&line) {
        lines.push(line);
    }
}

fn privacy(office: &Office, words: &Words, deletion: fn(i64) -> String) -> Vec<String> {
    let contact = &office.city.privacy;
    let more = contact.url.as_ref().unwrap_or(&contact.email);
    vec![deletion(office.retention.0 / 3600), format!("{}: {more}", words.more)]
}

/// Anybody can book with somebody else's address, so a mail greets by a name
/// only where it cannot be read as a message or turned into a link.
fn greeting(words: &Words, name: Option<&PersonName>) -> String {
    match name.map(PersonName::reveal) {
        Some(name) if is_plain(name) => format!("{} {name},", words.hello),
        Some(_) | None => format!("{},", words.hello),
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
