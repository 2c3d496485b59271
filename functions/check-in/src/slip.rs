//! What somebody takes along: the number, large, on the screen and on paper.

use askama::Template;
use domain::{
    ids::Number,
    office::{Item, Items, Office, Service},
    queue::{Expected, Punctuality, Queue, VisitState},
    time::Moment,
};
use store::TicketName;
use texts::{Text, text};
use web::{Words, paths};

use crate::tickets;

/// The slip of a ticket.
#[derive(Template)]
#[template(path = "slip.html")]
pub(crate) struct Slip<'a> {
    words: &'a Words,
    office: &'a Office,
    pub(crate) number: Number,
    services: Vec<(&'a Service, u8)>,
    drawn: Option<Text>,
    ahead: Text,
    wait: Text,
    /// The address of the position page, on paper.
    link: String,
    /// The same for a phone.
    qr: String,
}

impl<'a> Slip<'a> {
    /// The slip of a ticket in this queue.
    pub(crate) fn of(
        words: &'a Words,
        office: &'a Office,
        (queue, expected): (&Queue, &[Expected]),
        ticket: &TicketName,
        secret: &str,
        now: Moment,
    ) -> Option<Self> {
        let standing = queue.standing(office, ticket.id, now)?;
        let entry = queue.entries.get(&ticket.id);
        let link = format!("{}{}", office.city.public_url, words.on(paths::ticket(secret)));
        let items = entry.map(|entry| entry.items.as_slice()).unwrap_or_default().iter();
        Some(Self {
            words,
            office,
            number: standing.number,
            services: items
                .filter_map(|item| Some((office.service(&item.service)?, item.count)))
                .collect(),
            drawn: entry.map(|entry| texts::day_and_time(entry.arrived, &office.zone)),
            ahead: texts::people(standing.ahead),
            wait: texts::wait(queue.wait(office, expected, Some(ticket.id), now)),
            qr: web::qr(&link, &words.plain(text!("slip-code-name"))),
            link,
        })
    }
}

/// The names of what a visit is for, as the info desk reads them.
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
pub(crate) fn welcome(
    office: &Office,
    queue: &Queue,
    expected: &[Expected],
    number: Number,
    now: Moment,
) -> Text {
    let visit = queue.find(number);
    let kept_back = visit.and_then(|visit| tickets::kept_back_text(office, queue, visit, now));
    if let Some((what, then)) = kept_back {
        return text!("disturbed-welcome", what = what, then = then);
    }
    let standing = visit.and_then(|visit| queue.standing(office, visit, now));
    match standing.map(|standing| (standing.state, standing.punctuality)) {
        Some((VisitState::Waiting, Some(Punctuality::TooLate))) => {
            text!("welcome-too-late", wait = texts::wait(queue.wait(office, expected, visit, now)))
        }
        Some((VisitState::Waiting, Some(Punctuality::InTime))) => text!("welcome-in-time"),
        Some((VisitState::Called, _)) => text!("welcome-called"),
        Some(_) => text!("welcome"),
        None => text!("welcome-done"),
    }
}
