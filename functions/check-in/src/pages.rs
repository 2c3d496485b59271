//! The kiosk's and the info desk's pages.

use askama::Template;
use axum::extract::{Query, State};
use domain::{
    ids::Number,
    office::{Category, Office, Service},
};
use serde::Deserialize;
use web::{App, At, Caller, Page, Problem, ProblemBody, Role, words};

/// What a page has to confirm.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub(crate) struct Arrived {
    /// The number that has just checked in.
    arrived: Option<String>,
}

impl Arrived {
    fn number(&self) -> Option<Number> {
        self.arrived.as_deref().and_then(|number| number.parse().ok())
    }
}

#[derive(Template)]
#[template(path = "kiosk.html")]
struct KioskPage<'a> {
    office: &'a Office,
    wait: String,
    arrived: Option<Number>,
    key: String,
}

impl KioskPage<'_> {
    fn services(&self, category: Category) -> impl Iterator<Item = &Service> {
        self.office.services.iter().filter(move |service| service.category == category)
    }
}

#[derive(Template)]
#[template(path = "desk.html")]
struct DeskPage<'a> {
    office: &'a Office,
    arrived: Option<Number>,
    expected: Vec<(String, Number, String)>,
    waiting: usize,
    wait: String,
    keys: [String; 2],
}

/// The page of the kiosk: check in, or draw a number.
///
/// # Responses
///
/// - 200 with the page.
/// - 404 `unknown-office`.
#[utoipa::path(get, path = "/offices/{office}/kiosk", params(("office" = String, Path), Arrived),
    responses((status = 200, content_type = "text/html"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn kiosk(
    State(app): State<App>,
    at: At,
    Query(arrived): Query<Arrived>,
) -> Result<Page, Problem> {
    let office = &*at.office.office;
    let walk_ins = office.numbers.walk_in;
    let queue = app.store.queue(&office.id, walk_ins, office.today(at.now), false).await?;
    let wait = words::wait(queue.wait(office, None, at.now));
    let page = KioskPage { office, wait, arrived: arrived.number(), key: web::fresh_key() };
    Ok(Page::new(format!("Willkommen im {}", office.name), &page))
}

/// The page of the info desk.
///
/// # Responses
///
/// - 200 with the page.
/// - 401 `sign-in-needed`, 403 `not-allowed`.
/// - 404 `unknown-office`.
#[utoipa::path(get, path = "/offices/{office}/desk", params(("office" = String, Path), Arrived),
    responses((status = 200, content_type = "text/html"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn desk(
    State(app): State<App>,
    at: At,
    caller: Caller,
    Query(arrived): Query<Arrived>,
) -> Result<Page, Problem> {
    let office = &*at.office.office;
    caller.require(&[Role::InfoDesk, Role::Clerk, Role::Lead], &office.id)?;
    let today = office.today(at.now);
    let walk_ins = office.numbers.walk_in;
    let (queue, booked) = tokio::join!(
        app.store.queue(&office.id, walk_ins, today, false),
        app.store.numbers(&office.id, today),
    );
    let (queue, mut booked) = (queue?, booked?);
    booked.retain(|booking| !queue.checked_in.contains(&booking.number));
    booked.sort_by_key(|booking| (booking.unit, booking.number));
    let name = |booking: &store::Numbered| {
        let service = office.service(booking.items.first());
        service.map_or_else(String::new, |service| service.name.clone())
    };
    let expected = booked
        .iter()
        .map(|booking| (words::unit(booking.unit), booking.number, name(booking)))
        .collect();
    let page = DeskPage {
        office,
        arrived: arrived.number(),
        expected,
        waiting: queue.waiting(),
        wait: words::wait(queue.wait(office, None, at.now)),
        keys: [web::fresh_key(), web::fresh_key()],
    };
    Ok(Page::new(format!("{}: {}", office.desk_word, office.name), &page))
}
