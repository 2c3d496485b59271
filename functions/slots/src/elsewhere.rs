//! Earlier appointments for the same service in the city's other offices.
//!
//! Asked for by an address of its own, so that a listing costs what it did. Reads: the
//! list of offices (kept for a minute), and for each other office of the city, at most [`MOST`], its
//! file (kept for a minute) and the days up to the first free one here.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use domain::{
    day::DaySlots,
    ids::{OfficeId, ServiceId},
    office::{Items, Office, Service},
    time::Moment,
};
use jiff::civil::Date;
use serde::Serialize;
use store::Configured;
use texts::Text;
use utoipa::ToSchema;
use web::{App, At, Problem, ProblemBody, Reply, Wants, Words, paths};

use crate::slots::{Asked, SlotsQuery};

/// So many other offices are looked at, in the order of their ids.
const MOST: usize = 30;

/// Where else the same is possible, and earlier.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ElsewhereView {
    #[schema(value_type = String)]
    office: OfficeId,
    #[schema(value_type = String)]
    service: ServiceId,
    /// The first free start here; RFC 3339.
    next_free: Option<String>,
    /// Other offices of the city with an earlier one, earliest first.
    earlier: Vec<EarlierView>,
}

#[derive(Debug, Serialize, ToSchema)]
struct EarlierView {
    #[schema(value_type = String)]
    office: OfficeId,
    name: String,
    /// RFC 3339 with that office's offset.
    next_free: String,
}

#[derive(Template)]
#[template(path = "elsewhere.html")]
struct ElsewherePage<'a> {
    words: &'a Words,
    office: &'a Office,
    service: &'a Service,
    here: Option<Text>,
    last: Text,
    /// The name, when, and the way there.
    earlier: Vec<(String, Text, String)>,
    back: String,
}

/// The first free start of an office up to a day; one Query.
async fn first_free(
    app: &App,
    office: &Configured,
    items: &Items,
    until: Date,
    now: Moment,
) -> Result<Option<Moment>, Problem> {
    let window = office.office.window(now);
    let until = until.min(*window.end());
    if until < *window.start() {
        return Ok(None);
    }
    let days = app.store.days(office, *window.start(), until).await?;
    let slots = days.iter().flat_map(|(date, day)| {
        DaySlots::list(&office.office, *date, day, items, now).slots.into_iter()
    });
    Ok(slots.into_iter().find(|slot| slot.free > 0).map(|slot| slot.start))
}

/// Looks for earlier appointments in the city's other offices.
///
/// # Responses
///
/// - 200 with the offices that have one, earliest first.
/// - 400 `malformed`: no service.
/// - 404 `unknown-office`.
/// - 422 `service-not-offered`, `too-long`.
#[utoipa::path(get, path = "/offices/{office}/elsewhere",
    params(("office" = String, Path), SlotsQuery), responses(
    (status = 200, body = ElsewhereView),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn elsewhere(
    State(app): State<App>,
    at: At,
    (wants, words): (Wants, Words),
    Query(query): Query<SlotsQuery>,
) -> Result<Response, Problem> {
    let office = &*at.office.office;
    let Asked { service, count, items } = Asked::of(office, &query)?;
    let last = *office.window(at.now).end();
    let here = first_free(&app, &at.office, &items, last, at.now).await?;
    let until = here.map_or(last, |start| start.day(&office.zone));

    let listed = app.office_names(at.now).await?;
    let of_city = listed.iter().filter(|other| {
        other.id != office.id && other.city.as_deref() == Some(office.city.name.as_str())
    });
    let mut earlier = Vec::new();
    for other in of_city.take(MOST) {
        // What is wrong with another office keeps nobody from these here.
        let Ok(other) = app.office(other.id.as_str(), at.now).await else { continue };
        // Who cannot do it there is not sent there.
        if other.office.minutes(&items).is_err() {
            continue;
        }
        let first = first_free(&app, &other, &items, until, at.now).await?;
        let first = first.filter(|first| here.is_none_or(|here| *first < here));
        earlier.extend(first.map(|first| (first, other)));
    }
    earlier.sort_by_key(|(first, _)| *first);

    let view = ElsewhereView {
        office: office.id.clone(),
        service: service.id.clone(),
        next_free: here.map(|start| start.rfc3339(&office.zone)),
        earlier: earlier
            .iter()
            .map(|(first, other)| EarlierView {
                office: other.office.id.clone(),
                name: other.office.name.clone(),
                next_free: first.rfc3339(&other.office.zone),
            })
            .collect(),
    };
    let service_name = service.id.as_str();
    Ok(Reply::show(wants, &view, || {
        let way = |(first, other): &(Moment, Configured)| {
            let other = &*other.office;
            let slots = paths::slots_for(&other.id, service_name, count);
            let day = first.day(&other.zone).to_string();
            let href = format!("{}#zeiten", words.on(paths::with(slots, "day", &day)));
            (other.name.clone(), texts::short_day_and_time(*first, &other.zone), href)
        };
        let page = ElsewherePage {
            words: &words,
            office,
            service,
            here: here.map(|start| texts::short_day_and_time(start, &office.zone)),
            last: texts::short_day(last),
            earlier: earlier.iter().map(way).collect(),
            back: words.on(paths::slots_for(&office.id, service_name, count)),
        };
        words.page("elsewhere-title", &page).of_office(office)
    }))
}
