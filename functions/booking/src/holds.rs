//! Holding a start while an address is typed.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use domain::{
    day::Start,
    office::{Item, Items},
    time::Moment,
};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{Configured, HoldName, HoldOutcome, HoldRequest, random_id};
use utoipa::{IntoParams, ToSchema};
use web::{App, At, Input, ItemsBody, Now, Page, Problem, ProblemBody, Reply, Wants, paths, words};

use crate::book;

/// Which start is to be held.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct HoldBody {
    #[serde(flatten)]
    items: ItemsBody,
    /// RFC 3339 with any offset.
    start: String,
}

/// A live hold.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HoldView {
    /// Its name; whoever books gives it along.
    hold: String,
    /// Until when it keeps the start.
    expires_at: String,
}

/// Nothing is needed.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct Nothing {}

/// What the page of a hold has to carry on.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct HoldQuery {
    service: String,
    count: Option<u8>,
    start: String,
    expires: i64,
}

#[derive(Template)]
#[template(path = "hold.html")]
struct HoldPage<'a> {
    office: &'a domain::office::Office,
    service: &'a domain::office::Service,
    hold: &'a str,
    query: &'a HoldQuery,
    when: String,
    until: String,
    key: String,
}

/// Holds a start for some minutes.
///
/// # Responses
///
/// - 201 with the hold.
/// - 404 `unknown-office`.
/// - 409 `slot-full`, with the nearest free starts; `too-many-holds`.
/// - 422 `service-not-offered`, `in-the-past`, `outside-window`, `closed`,
///   `no-such-slot`.
#[utoipa::path(post, path = "/offices/{office}/holds", params(("office" = String, Path)),
    request_body = HoldBody, responses(
    (status = 201, body = HoldView),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn hold(
    State(app): State<App>,
    At { office, now }: At,
    wants: Wants,
    input: Input<HoldBody>,
) -> Result<Response, Problem> {
    let items = input.body.items.items()?;
    let at = book::start(&input.body.start)?;
    let start = Start::find(&office.office, &items, at, now)?;
    let scope = ["hold", office.office.id.as_str()];
    let id = match input.key.get() {
        Some(key) => app.store.keyring().key_hash(&scope.join("/"), key).0,
        None => random_id(),
    };
    let wish = HoldRequest { office: &office, start: &start, id, now };
    let expires = match app.store.hold(&wish).await? {
        HoldOutcome::Held { expires } => expires,
        HoldOutcome::KeyReused => return Err(Problem::key_reused()),
        HoldOutcome::TooMany => {
            return Err(Problem::new(
                StatusCode::CONFLICT,
                "too-many-holds",
                "Gerade wählen sehr viele Menschen einen Termin an diesem Tag.",
                "Bitte versuchen Sie es in einigen Minuten wieder oder nehmen Sie einen anderen Tag.",
            ));
        }
        HoldOutcome::Full | HoldOutcome::Gone | HoldOutcome::ExtendedBefore => {
            return Err(book::full(&app, &office, start, now).await);
        }
    };
    let name = HoldName { office: office.office.id.clone(), date: start.date, id }.to_string();
    let zone = &office.office.zone;
    let location = format!(
        "{}?service={}&count={}&start={}&expires={}",
        paths::hold(&name),
        items.first(),
        items.as_slice()[0].count,
        at.rfc3339(zone).replace('+', "%2B"),
        expires.0,
    );
    let view = HoldView { hold: name, expires_at: expires.rfc3339(zone) };
    Ok(Reply::done(wants, StatusCode::CREATED, &view, &location))
}

/// The page on which the address is asked for. It acts on nothing.
///
/// # Responses
///
/// - 200 with the page.
/// - 404 `unknown-office`, `not-found`.
#[utoipa::path(get, path = "/holds/{hold}", params(("hold" = String, Path), HoldQuery),
    responses((status = 200, content_type = "text/html"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn show(
    State(app): State<App>,
    Now(now): Now,
    Path(hold): Path<String>,
    Query(query): Query<HoldQuery>,
) -> Result<Page, Problem> {
    let (_, office) = named(&app, &hold, now).await?;
    let office = &*office.office;
    let service = query.service.parse().ok().and_then(|id| office.service(&id).cloned());
    let service = service.ok_or_else(Problem::not_found)?;
    let item = Item { service: service.id.clone(), count: query.count.unwrap_or(1) };
    let _ = office.minutes(&Items::new(vec![item])?)?;
    let start = book::start(&query.start)?;
    let page = HoldPage {
        office,
        service: &service,
        hold: &hold,
        query: &query,
        when: words::day_and_time(start, &office.zone),
        until: words::time(Moment(query.expires), &office.zone),
        key: web::fresh_key(),
    };
    Ok(Page::new("Termin buchen", &page))
}

/// Prolongs a hold once.
///
/// # Responses
///
/// - 200 with its new end.
/// - 404 `not-found`: it has run out, or never was.
/// - 409 `extended-before`.
#[utoipa::path(post, path = "/holds/{hold}/extend", params(("hold" = String, Path)),
    request_body = Nothing, responses(
    (status = 200, body = HoldView),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn extend(
    State(app): State<App>,
    Now(now): Now,
    Path(hold): Path<String>,
    input: Input<Nothing>,
) -> Result<axum::Json<HoldView>, Problem> {
    let (name, office) = named(&app, &hold, now).await?;
    let key = app.store.keyring().key_hash("extend", &input.key.or_random());
    match app.store.extend_hold(&office, &name, key, now).await? {
        HoldOutcome::Held { expires } => {
            Ok(axum::Json(HoldView { hold, expires_at: expires.rfc3339(&office.office.zone) }))
        }
        HoldOutcome::ExtendedBefore => Err(Problem::new(
            StatusCode::CONFLICT,
            "extended-before",
            "Die Reservierung wurde schon einmal verlängert.",
            "Bitte schließen Sie die Buchung ab oder wählen Sie den Termin neu.",
        )),
        HoldOutcome::Full | HoldOutcome::KeyReused | HoldOutcome::TooMany | HoldOutcome::Gone => {
            Err(Problem::not_found())
        }
    }
}

/// Gives a hold back. Releasing twice is releasing once.
///
/// # Responses
///
/// - 200 with an empty object.
/// - 404 `not-found`: the name is none of ours.
#[utoipa::path(post, path = "/holds/{hold}/release", params(("hold" = String, Path)),
    request_body = Nothing, responses(
    (status = 200, body = Nothing),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn release(
    State(app): State<App>,
    Now(now): Now,
    Path(hold): Path<String>,
    _: Input<Nothing>,
) -> Result<axum::Json<Nothing>, Problem> {
    let (name, office) = named(&app, &hold, now).await?;
    let _ = app.store.release_hold(&office, &name).await?;
    Ok(axum::Json(Nothing {}))
}

async fn named(app: &App, hold: &str, now: Moment) -> Result<(HoldName, Configured), Problem> {
    let name: HoldName = hold.parse().map_err(|_| Problem::not_found())?;
    let office = app.office(name.office.as_str(), now).await?;
    Ok((name, office))
}
