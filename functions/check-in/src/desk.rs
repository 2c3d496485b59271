//! The info desk: whoever stands there is helped with few keys.

use askama::Template;
use axum::extract::{Query, State};
use domain::{
    ids::Number,
    office::{Category, Office, Service},
    queue::{Queue, VisitId},
    time::Moment,
};
use serde::Deserialize;
use store::{Numbered, TicketName};
use texts::Lang;
use web::{App, At, Caller, Look, Page, Problem, ProblemBody, Role, Via, paths, words};

use crate::{
    slip::{Slip, services, state_word, welcome},
    tickets,
};

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
    /// The secret of a ticket that is shown for printing.
    ticket: Option<String>,
}

#[derive(Template)]
#[template(path = "desk.html")]
struct DeskPage<'a> {
    office: &'a Office,
    arrived: Option<(Number, String)>,
    soon: Vec<Expected>,
    later: Vec<Expected>,
    latest: Vec<Drawn>,
    waiting: String,
    wait: String,
    /// Why no number can be drawn.
    refusal: Option<String>,
    check_in: String,
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
    let today = office.today(now);
    let walk_ins = office.numbers.walk_in;
    if let Some(secret) = &query.ticket {
        let queue = app.store.queue(&office.id, walk_ins, today, false).await?;
        return ticket(&app, office, &queue, secret, now).await;
    }
    let (queue, booked) = tokio::join!(
        app.store.queue(&office.id, walk_ins, today, false),
        app.store.numbers(&office.id, today),
    );
    let (queue, booked) = (queue?, booked?);
    let arrived = query.arrived.as_deref().and_then(|number| number.parse().ok());
    let mut soon = expected(office, &queue, booked, now);
    let later = soon.split_off(NEXT_EXPECTED.min(soon.len()));
    let page = DeskPage {
        office,
        arrived: arrived.map(|number| (number, welcome(office, &queue, number, now))),
        soon,
        later,
        latest: latest(&app, office, &queue, now),
        waiting: words::waiting(queue.waiting()),
        wait: words::wait(queue.wait(office, None, now)),
        refusal: tickets::may_draw(office, now).err().map(|why| why.title().said_in(Lang::De)),
        check_in: Via::Desk.on(format!("/offices/{}/check-ins", office.id)),
        tickets: Via::Desk.on(format!("/offices/{}/tickets", office.id)),
        slots: format!("/offices/{}/slots", office.id),
        key: web::fresh_key(),
    };
    Ok(Page::new(office.desk_word.clone(), &page).of_office(office).drawn_for(Look::Staff))
}

async fn ticket(
    app: &App,
    office: &Office,
    queue: &Queue,
    secret: &str,
    now: Moment,
) -> Result<Page, Problem> {
    let (_, name) = tickets::named(app, secret, now).await?;
    let slip = Slip::of(office, queue, &name, secret, now).filter(|_| name.office == office.id);
    let slip = slip.ok_or_else(Problem::not_found)?;
    let title = format!("Nummer {}", slip.number);
    let page =
        DeskTicketPage { here: paths::desk(&office.id), slip: slip.render().unwrap_or_default() };
    Ok(Page::new(title, &page).of_office(office).drawn_for(Look::Staff))
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
