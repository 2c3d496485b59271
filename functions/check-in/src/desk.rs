//! The info desk: whoever stands there is helped with few keys.

use askama::Template;
use axum::extract::{Query, State};
use domain::{
    ids::{CounterId, Number},
    office::{Category, Office, Service},
    queue::{Entry, Queue, Stage, Urgency, Urgent, VisitId, VisitState},
    time::Moment,
};
use serde::Deserialize;
use store::{Numbered, TicketName};
use texts::Lang;
use web::{App, At, Caller, Look, Page, Problem, ProblemBody, Role, Via, Words, paths, words};

use crate::{
    emergency, numbers,
    slip::{Slip, services, state_word, welcome},
    tickets, word,
};

/// How often the page looks whether help is needed, in seconds.
const REFRESH_S: u32 = 10;

/// How many of the latest tickets are listed.
const LATEST: usize = 20;

/// How many of those expected next are shown at once; the rest unfolds.
const NEXT_EXPECTED: usize = 12;

/// What the page has to confirm.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeskQuery {
    /// The number that has just arrived.
    arrived: Option<String>,
    /// The number that was just put forward.
    urgent: Option<String>,
    /// Whether a question was just counted.
    answered: Option<String>,
    /// The number that was just entered afterwards.
    entered: Option<String>,
    /// Whether the sheet for when there is no network is shown for printing.
    sheet: Option<String>,
    /// The secret of a ticket that is shown for printing.
    ticket: Option<String>,
}

#[derive(Template)]
#[template(path = "desk.html")]
struct DeskPage<'a> {
    office: &'a Office,
    arrived: Option<(Number, String)>,
    /// The number that was just put forward, and what that came to.
    forward: Option<(Number, String)>,
    /// Questions of today, if one was just counted.
    answered: Option<u32>,
    questions: u32,
    /// The number that was just entered afterwards, and how it stands.
    entered: Option<(Number, &'static str)>,
    /// All of them today, and where another one goes.
    later_entered: String,
    emergency: String,
    sheet: String,
    /// Counters that have called for help.
    help: Vec<CounterId>,
    notice: String,
    /// Services that cannot be done at present.
    disturbed: Vec<String>,
    /// Those who were called and not there.
    missed: Vec<Missed>,
    soon: Vec<Expected>,
    later: Vec<Expected>,
    latest: Vec<Drawn>,
    waiting: String,
    wait: String,
    /// Why no number can be drawn.
    refusal: Option<String>,
    check_in: String,
    urgent: String,
    answers: String,
    tickets: String,
    slots: String,
    key: String,
}

/// Somebody who has booked and has not come yet.
struct Expected {
    time: String,
    number: Number,
    services: String,
    is_late: bool,
}

/// Somebody who was called and not there.
struct Missed {
    number: Number,
    services: String,
    arrived: String,
}

/// One of the latest tickets.
struct Drawn {
    number: Number,
    time: String,
    state: &'static str,
    services: String,
    slip: String,
}

impl DeskPage<'_> {
    fn services(&self, category: Category) -> impl Iterator<Item = &Service> {
        self.office.services.iter().filter(move |service| service.category == category)
    }

    /// Why somebody may be put forward, and with which key.
    fn reasons() -> [(&'static str, &'static str, String); Urgent::ALL.len()] {
        let keys = ["r", "f", "o", "k"];
        let mut keys = keys.iter();
        Urgent::ALL.map(|because| {
            let key = keys.next().copied().unwrap_or_default();
            (key, words::urgent(because), word(&because))
        })
    }
}

#[derive(Template)]
#[template(path = "desk-ticket.html")]
struct DeskTicketPage {
    here: String,
    slip: String,
}

/// The page of the info desk.
///
/// # Responses
///
/// - 200 with the page.
/// - 401 `sign-in-needed`, 403 `not-allowed`.
/// - 404 `unknown-office`; `not-found` for a ticket that is none.
#[utoipa::path(get, path = "/offices/{office}/desk", params(("office" = String, Path), DeskQuery),
    responses((status = 200, content_type = "text/html"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn desk(
    State(app): State<App>,
    at: At,
    caller: Caller,
    Query(query): Query<DeskQuery>,
) -> Result<Page, Problem> {
    let (office, now) = (&*at.office.office, at.now);
    caller.require(&[Role::InfoDesk, Role::Clerk, Role::Lead], &office.id)?;
    if query.sheet.is_some() {
        return Ok(emergency::sheet(office));
    }
    let today = office.today(now);
    let walk_ins = office.numbers.walk_in;
    if let Some(secret) = &query.ticket {
        return ticket(&app, office, secret, now).await;
    }
    let (queue, booked) = tokio::join!(
        app.store.queue(&office.id, walk_ins, today, false),
        app.store.numbers(&office.id, today),
    );
    let (queue, booked) = (queue?, booked?);
    let number = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
    let arrived = number(&query.arrived);
    let forward = number(&query.urgent);
    let awaited: Vec<_> =
        booked.iter().filter_map(|booked| booked.expected(office, today)).collect();
    let mut soon = expected(office, &queue, booked, now);
    let later = soon.split_off(NEXT_EXPECTED.min(soon.len()));
    let page = DeskPage {
        office,
        arrived: arrived.map(|number| {
            (number, welcome(office, &queue, &awaited, number, now).said_in(Lang::De))
        }),
        forward: forward.map(|number| (number, put_forward(office, &queue, number, now))),
        answered: query.answered.as_ref().map(|_| queue.today.questions),
        questions: queue.today.questions,
        entered: number(&query.entered)
            .map(|number| (number, entered(office, &queue, number, now))),
        later_entered: numbers(&queue.today.entered),
        emergency: Via::Desk.on(format!("/offices/{}/emergency-tickets", office.id)),
        sheet: paths::with(paths::desk(&office.id), "sheet", "1"),
        help: queue.help_needed().map(|help| help.counter.clone()).collect(),
        notice: queue.today.notice.as_ref().map(|n| n.as_str().to_owned()).unwrap_or_default(),
        disturbed: {
            let all = queue.today.disturbances.at(office, now);
            let said = |one| texts::disturbed(office, one).said_in(Lang::De);
            all.iter().map(said).collect()
        },
        missed: missed(office, &queue),
        soon,
        later,
        latest: latest(&app, office, &queue, now),
        waiting: words::waiting(queue.waiting()),
        wait: words::wait(queue.wait(office, &awaited, None, now)),
        refusal: numbers::may_draw(office, now)
            .and(numbers::flow(&queue))
            .err()
            .map(|why| why.title().said_in(Lang::De)),
        check_in: Via::Desk.on(format!("/offices/{}/check-ins", office.id)),
        urgent: format!("/offices/{}/urgent", office.id),
        answers: format!("/offices/{}/answers", office.id),
        tickets: Via::Desk.on(format!("/offices/{}/tickets", office.id)),
        slots: format!("/offices/{}/slots", office.id),
        key: web::fresh_key(),
    };
    let page = Page::new(office.desk_word.clone(), &page).of_office(office).drawn_for(Look::Staff);
    // What was just said stays until the next key; otherwise the page keeps up.
    let told = [&query.arrived, &query.urgent, &query.answered, &query.entered];
    let is_told = told.into_iter().any(Option::is_some);
    Ok(if is_told { page } else { page.renewed_every(REFRESH_S) })
}

async fn ticket(app: &App, office: &Office, secret: &str, now: Moment) -> Result<Page, Problem> {
    let (_, name) = tickets::named(app, secret, now).await?;
    let (queue, expected) = app.store.hall(office, office.today(now)).await?;
    // On paper it is for whoever drew it.
    let language = queue.entries.get(&name.id).and_then(|entry| entry.language.as_deref());
    let words = Words::of_visit(language);
    let slip = Slip::of(&words, office, (&queue, &expected), &name, secret, now)
        .filter(|_| name.office == office.id)
        .ok_or_else(Problem::not_found)?;
    let title = format!("Nummer {}", slip.number);
    let page =
        DeskTicketPage { here: paths::desk(&office.id), slip: slip.render().unwrap_or_default() };
    Ok(Page::new(title, &page).of_office(office).drawn_for(Look::Staff))
}

/// How a number stands that was entered afterwards.
fn entered(office: &Office, queue: &Queue, number: Number, now: Moment) -> &'static str {
    let standing = queue.find(number).and_then(|id| queue.standing(office, id, now));
    state_word(standing.map_or(VisitState::Done, |standing| standing.state))
}

/// Numbers as they are read, in the order in which they came.
fn numbers(all: &[Number]) -> String {
    all.iter().map(Number::to_string).collect::<Vec<_>>().join(", ")
}

/// What putting somebody forward came to.
fn put_forward(office: &Office, queue: &Queue, number: Number, now: Moment) -> String {
    let visit = queue.find(number);
    let urgency = visit.and_then(|id| queue.entries.get(&id)?.urgent);
    let ahead = visit.and_then(|id| queue.standing(office, id, now)).map_or(0, |s| s.ahead);
    let ahead = words::people(ahead);
    match urgency {
        Some(Urgency { as_booked: true, .. }) => {
            format!("zählt jetzt wie ein Termin. Davor: {ahead}.")
        }
        Some(Urgency { as_booked: false, .. }) => format!(
            "ist jetzt die erste ohne Termin; als Termin würde sie die Termine anderer gefährden. \
             Davor: {ahead}."
        ),
        None => "ist schon nicht mehr in der Reihe.".to_owned(),
    }
}

/// Those who were called and not there, in the order in which they came.
fn missed(office: &Office, queue: &Queue) -> Vec<Missed> {
    let entries = queue.entries.iter().filter(|(_, entry)| entry.stage == Stage::NoShow);
    let mut missed: Vec<_> = entries.collect();
    missed.sort_by_key(|(_, entry)| entry.arrived);
    let shown = |(id, entry): (&VisitId, &Entry)| {
        Some(Missed {
            number: queue.number(*id)?,
            services: services(office, &entry.items).join(", "),
            arrived: words::time(entry.arrived, &office.zone),
        })
    };
    missed.into_iter().filter_map(shown).collect()
}

/// Those who have booked for today and have not come, by time.
fn expected(
    office: &Office,
    queue: &Queue,
    mut booked: Vec<Numbered>,
    now: Moment,
) -> Vec<Expected> {
    let today = office.today(now);
    booked.retain(|booking| !queue.checked_in.contains(&booking.number));
    booked.sort_by_key(|booking| (booking.unit, booking.number));
    let is_late = |booking: &Numbered| {
        booking.unit.moment(today, &office.zone).is_some_and(|start| start < now)
    };
    let shown = |booking: &Numbered| Expected {
        time: words::unit(booking.unit),
        number: booking.number,
        services: services(office, &booking.items).join(", "),
        is_late: is_late(booking),
    };
    booked.iter().map(shown).collect()
}

/// The latest tickets, newest first, for those who have lost theirs.
fn latest(app: &App, office: &Office, queue: &Queue, now: Moment) -> Vec<Drawn> {
    let today = office.today(now);
    let drawn = |id: &VisitId| {
        let name = TicketName { office: office.id.clone(), date: today, id: *id };
        let standing = queue.standing(office, *id, now)?;
        let entry = queue.entries.get(id);
        let secret = app.store.keyring().ticket_secret(&name);
        Some(Drawn {
            number: standing.number,
            time: entry.map(|entry| words::time(entry.arrived, &office.zone)).unwrap_or_default(),
            state: state_word(standing.state),
            services: entry
                .map(|entry| services(office, &entry.items).join(", "))
                .unwrap_or_default(),
            slip: paths::with(paths::desk(&office.id), "ticket", &secret),
        })
    };
    queue.drawn.iter().rev().take(LATEST).filter_map(drawn).collect()
}
