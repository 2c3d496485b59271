//! The city's own pages, for people.

use askama::Template;
use domain::{ids::OfficeId, staff::Role};
use jiff::Zoned;

use crate::mime::Mail;

/// What the start page needs to know of an office.
#[derive(Debug, Clone)]
pub struct Office {
    /// Its id, as in its path.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The ids of its counters.
    pub counters: Vec<String>,
}

#[derive(Template)]
#[template(path = "start.html")]
struct Start<'a> {
    offices: &'a [Office],
    clock: String,
    field: String,
    missing: String,
}

/// The page with the way to every role's page.
pub(crate) fn start(
    offices: &[Office],
    clock: &Zoned,
    missing: &[&str],
) -> Result<String, askama::Error> {
    let page = Start {
        offices,
        clock: clock.strftime("%d.%m.%Y, %H:%M Uhr").to_string(),
        field: clock.strftime("%Y-%m-%dT%H:%M").to_string(),
        missing: missing.join(", "),
    };
    page.render()
}

#[derive(Template)]
#[template(path = "homepage.html")]
struct Homepage<'a> {
    offices: &'a [Office],
    base: &'a str,
}

/// An example of the city's homepage, which shows free appointments from the
/// functions at `base`.
pub(crate) fn homepage(offices: &[Office], base: &str) -> Result<String, askama::Error> {
    Homepage { offices, base }.render()
}

/// Somebody one can sign in as.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) role: Option<Role>,
    pub(crate) offices: Vec<OfficeId>,
    /// The way back as this person.
    pub(crate) href: String,
}

impl Person {
    /// What they do, and where.
    fn work(&self, offices: &[Office]) -> String {
        let role = match self.role {
            Some(Role::InfoDesk) => "Infotheke",
            Some(Role::Clerk) => "Schalter",
            Some(Role::Lead) => "Leitung",
            Some(Role::Kiosk) | None => return "arbeitet nicht im Bürgerbüro".to_owned(),
        };
        let name = |id: &OfficeId| {
            let known = offices.iter().find(|office| office.id == id.as_str());
            known.map_or_else(|| id.to_string(), |office| office.name.clone())
        };
        let places: Vec<String> = self.offices.iter().map(name).collect();
        let places =
            if places.is_empty() { "alle Standorte".to_owned() } else { places.join(", ") };
        format!("{role}, {places}")
    }
}

#[derive(Template)]
#[template(path = "people.html")]
struct People<'a> {
    people: &'a [Person],
    offices: &'a [Office],
}

/// The page on which one chooses who to be.
pub(crate) fn people(people: &[Person], offices: &[Office]) -> Result<String, askama::Error> {
    People { people, offices }.render()
}

#[derive(Template)]
#[template(path = "inbox.html")]
struct Inbox<'a> {
    mails: Vec<(usize, &'a Mail)>,
}

/// All mails, newest first.
pub(crate) fn inbox(mails: &[Mail]) -> Result<String, askama::Error> {
    Inbox { mails: mails.iter().enumerate().rev().collect() }.render()
}

#[derive(Template)]
#[template(path = "mail.html")]
struct Letter<'a> {
    number: usize,
    mail: &'a Mail,
    text: Vec<Piece<'a>>,
}

enum Piece<'a> {
    Words(&'a str),
    Link(&'a str),
}

/// One mail with its text, its HTML and its other parts.
pub(crate) fn mail(number: usize, mail: &Mail) -> Result<String, askama::Error> {
    Letter { number, mail, text: pieces(&mail.text) }.render()
}

/// Takes the addresses out of a text, so that one can follow them.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = ["https://", "http://"].iter().filter_map(|s| rest.find(s)).min() {
        let (before, link) = rest.split_at(start);
        let end = link.find(|c: char| c.is_whitespace() || "<>\"".contains(c));
        let (link, after) = link.split_at(end.unwrap_or(link.len()));
        pieces.extend([Piece::Words(before), Piece::Link(link)]);
        rest = after;
    }
    pieces.push(Piece::Words(rest));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_mail_says_cannot_become_markup() {
        let letter = Mail {
            subject: "<script>alert(1)</script>".into(),
            text: "Ändern: http://127.0.0.1:8484/bookings/abc\r\n<b>".into(),
            html: "<p>x</p>".into(),
            ..Mail::default()
        };
        let html = mail(3, &letter).unwrap();
        assert!(!html.contains("<script>") && !html.contains("<b>"), "{html}");
        assert!(html.contains(r#"href="http://127.0.0.1:8484/bookings/abc""#), "{html}");
        assert!(html.contains(r#"src="/_city/inbox/3/html""#), "{html}");
    }
}
