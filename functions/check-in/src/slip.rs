//! What somebody takes along: the number, large, on the screen and on paper.

use askama::Template;
use domain::{
    ids::Number,
    office::{Item, Items, Office},
    queue::{Punctuality, Queue, VisitState},
    time::Moment,
};
use store::TicketName;
use web::{paths, words};

/// The slip of a ticket.
#[derive(Template)]
#[template(path = "slip.html")]
pub(crate) struct Slip<'a> {
    office: &'a Office,
    pub(crate) number: Number,
    services: Vec<String>,
    drawn: Option<String>,
    ahead: String,
    wait: String,
    /// The address of the position page, on paper.
    link: String,
    /// The same for a phone.
    qr: String,
}

impl<'a> Slip<'a> {
    /// The slip of a ticket in this queue.
    pub(crate) fn of(
        office: &'a Office,
        queue: &Queue,
        ticket: &TicketName,
        secret: &str,
        now: Moment,
    ) -> Option<Self> {
        let standing = queue.standing(office, ticket.id, now)?;
        let entry = queue.entries.get(&ticket.id);
        let link = format!("{}{}", office.city.public_url, paths::ticket(secret));
        Some(Self {
            office,
            number: standing.number,
            services: entry.map(|entry| services(office, &entry.items)).unwrap_or_default(),
            drawn: entry.map(|entry| words::day_and_time(entry.arrived, &office.zone)),
            ahead: words::people(standing.ahead),
            wait: words::wait(queue.wait(office, Some(ticket.id), now)),
            qr: web::qr(&link, "QR-Code: Ihre Wartezeit auf dem Handy"),
            link,
        })
    }
}

/// The names of what a visit is for.
pub(crate) fn services(office: &Office, items: &Items) -> Vec<String> {
    let name = |item: &Item| {
        let name = office.service(&item.service).map_or(item.service.as_str(), |s| &s.name);
        if item.count > 1 { format!("{name} ({} Personen)", item.count) } else { name.to_owned() }
    };
    items.as_slice().iter().map(name).collect()
}

/// Where a visit stands, in a word for the info desk.
pub(crate) fn state_word(state: VisitState) -> &'static str {
    match state {
        VisitState::Waiting => "wartet",
        VisitState::Called => "aufgerufen",
        VisitState::Serving => "wird bedient",
        VisitState::Parked => "zurückgestellt",
        VisitState::NoShow => "nicht da",
        VisitState::Left => "zurückgegeben",
        VisitState::Done => "fertig",
    }
}

/// What somebody is told who has just said "Ich bin da".
pub(crate) fn welcome(office: &Office, queue: &Queue, number: Number, now: Moment) -> String {
    let visit = queue.find(number);
    let standing = visit.and_then(|visit| queue.standing(office, visit, now));
    match standing.map(|standing| (standing.state, standing.punctuality)) {
        Some((VisitState::Waiting, Some(Punctuality::TooLate))) => format!(
            "Ihre Terminzeit ist vorbei. Sie warten jetzt mit den Besuchern ohne Termin, {}. \
             Ihre Nummer bleibt.",
            words::wait(queue.wait(office, visit, now))
        ),
        Some((VisitState::Waiting, Some(Punctuality::InTime))) => {
            "Bitte nehmen Sie Platz. Wir rufen Sie zu Ihrer Terminzeit auf, frühestens \
             15 Minuten vorher."
                .to_owned()
        }
        Some((VisitState::Called, _)) => {
            "Sie sind schon aufgerufen. Bitte sehen Sie auf die Anzeige.".to_owned()
        }
        Some(_) => "Bitte nehmen Sie Platz. Wir rufen Sie gleich auf.".to_owned(),
        None => "Ihr Besuch ist schon beendet.".to_owned(),
    }
}
