//! The latest calls, for boards that poll and for people.

use std::{collections::BTreeMap, sync::LazyLock};

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use domain::{
    disturbance::Disturbed,
    ids::{CounterId, Number, OfficeId, ServiceId},
    office::{Office, Service},
    queue::{Queue, Shown},
    time::{Moment, Seconds},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use jiff::tz::TimeZone;
use serde::Serialize;
use store::Configured;
use texts::Text;
use utoipa::ToSchema;
use web::{App, At, Look, Page, Problem, ProblemBody, Words, paths};

/// How long a board waits before it asks again: while counters are open.
const NEXT_MS: u32 = 3_000;

/// The same while all are closed.
const NEXT_CLOSED_MS: u32 = 15_000;

/// The latest calls of an office today.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CallsView {
    #[schema(value_type = String)]
    office: OfficeId,
    /// Grows with every call and recall; a board that sees it grow sounds the gong.
    sequence: u64,
    /// The newest first.
    calls: Vec<ShownCallView>,
    /// How many people wait.
    waiting: usize,
    /// What everybody in the hall is told; it takes the room of some calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<String>,
    /// Services that cannot be done, perhaps no longer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    disturbed: Vec<DisturbedView>,
    /// Until when a counter is kept free for an appointment while people wait, in
    /// seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    held_until: Option<i64>,
    /// When to ask again.
    next_ms: u32,
    /// Changes with the board's page and the office's configuration; a board
    /// that sees it change loads itself anew.
    page: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct ShownCallView {
    #[schema(value_type = String, example = "612")]
    number: Number,
    #[schema(value_type = String, example = "7")]
    counter: CounterId,
    /// When it was called last.
    at: String,
}

/// Services that cannot be done until then.
#[derive(Debug, Serialize, ToSchema)]
struct DisturbedView {
    #[schema(value_type = Vec<String>)]
    services: Vec<ServiceId>,
    /// In seconds since 1970.
    until: i64,
}

/// The answer is smaller than this, whatever the hall is told: what leaves no
/// room is shown in place of the older calls.
const MOST_BYTES: usize = 1000;

impl CallsView {
    /// A function of the queue and the office alone, so that the queue's
    /// version can stand for it in the `ETag`.
    fn of(office: &Office, queue: &Queue, page: String) -> Self {
        let call = |shown: &Shown| ShownCallView {
            number: shown.number,
            counter: shown.counter.clone(),
            at: shown.at.rfc3339(&office.zone),
        };
        let open = queue.counters.values().any(|counter| counter.open);
        // Whether they are over is seen by the board, whose answer only changes with
        // the queue.
        let disturbed = queue.today.disturbances.at(office, Moment(i64::MIN)).into_iter();
        let disturbed = disturbed.map(|Disturbed { services, disturbance }| DisturbedView {
            services,
            until: disturbance.until.0,
        });
        let mut view = Self {
            office: office.id.clone(),
            sequence: queue.sequence,
            calls: queue.calls.iter().rev().map(call).collect(),
            waiting: queue.waiting(),
            notice: notice(queue),
            disturbed: disturbed.collect(),
            held_until: queue.held_until(office).map(|until| until.0),
            next_ms: if open { NEXT_MS } else { NEXT_CLOSED_MS },
            page,
        };
        let bytes = |view: &Self| serde_json::to_vec(view).map_or(0, |json| json.len());
        while bytes(&view) >= MOST_BYTES && view.calls.len() > 1 {
            view.calls.pop();
        }
        view
    }
}

/// What everybody in the hall is told: why nothing goes on comes first.
fn notice(queue: &Queue) -> Option<String> {
    let notice = queue.today.interrupted.as_ref().or(queue.today.notice.as_ref());
    notice.map(|notice| notice.as_str().to_owned())
}

/// How many calls stand beside the newest one.
const OTHERS: usize = 4;

#[derive(Template)]
#[template(path = "board.html")]
struct BoardPage<'a> {
    words: &'a Words,
    office: &'a Office,
    newest: Option<Line>,
    is_fresh: bool,
    /// As many as there is room for; a script fills the empty ones.
    others: [Option<Line>; OTHERS],
    waiting: Text,
    notice: Option<String>,
    /// Services that cannot be done at present.
    disturbed: Vec<Text>,
    /// The names of all services, for a script.
    names: String,
    is_held: bool,
    clock: Text,
    version: String,
    sequence: u64,
    /// The time in seconds, from which a script goes on.
    now: i64,
    zone: &'a str,
}

/// One call as the hall reads it.
struct Line {
    number: Number,
    counter: CounterId,
}

impl<'a> BoardPage<'a> {
    fn of(
        words: &'a Words,
        office: &'a Office,
        queue: &Queue,
        version: String,
        now: Moment,
    ) -> Self {
        let line = |shown: &Shown| Line { number: shown.number, counter: shown.counter.clone() };
        let mut calls = queue.calls.iter().rev();
        // Without a script the page is loaded anew every few seconds, so what
        // flashes once is what was called since the last time.
        let fresh = Seconds(i64::from(NEXT_MS / 1000));
        let newest = calls.next();
        Self {
            words,
            office,
            newest: newest.map(line),
            is_fresh: newest.is_some_and(|shown| now - shown.at < fresh),
            others: std::array::from_fn(|_| calls.next().map(line)),
            waiting: texts::waiting(queue.waiting()),
            notice: notice(queue),
            disturbed: queue
                .today
                .disturbances
                .at(office, now)
                .iter()
                .map(|one| texts::disturbed(office, one))
                .collect(),
            names: names(words, office),
            is_held: queue.held_until(office).is_some_and(|until| now < until),
            clock: texts::time(now, &office.zone),
            version,
            sequence: queue.sequence,
            now: now.0,
            zone: office.zone.iana_name().unwrap_or("Europe/Berlin"),
        }
    }
}

/// The name of each service, as JSON.
fn names(words: &Words, office: &Office) -> String {
    let name = |service: &Service| (service.id.to_string(), words.plain(texts::service(service)));
    let names: BTreeMap<String, String> = office.services.iter().map(name).collect();
    serde_json::to_string(&names).unwrap_or_default()
}

/// What a board has to have loaded anew when it changes.
fn version(office: &Configured) -> String {
    static MARKUP: LazyLock<String> =
        LazyLock::new(|| web::board_version(include_str!("../templates/board.html")));
    format!("{}-{}", *MARKUP, office.version)
}

/// The latest calls. Public: numbers only. One read of the table; 304 when
/// nothing has changed.
///
/// # Responses
///
/// - 200 with the calls, newest first.
/// - 304 when `If-None-Match` names the present version.
/// - 404 `unknown-office`.
#[utoipa::path(get, path = "/offices/{office}/calls", params(("office" = String, Path)), responses(
    (status = 200, body = CallsView),
    (status = 304),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn calls(
    State(app): State<App>,
    at: At,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let office = &*at.office.office;
    let today = office.today(at.now);
    let queue = app.store.queue(&office.id, office.numbers.walk_in, today, false).await?;
    let page = version(&at.office);
    let etag = format!("\"{today}-{}-{page}\"", queue.version);
    let known = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|tag| tag.trim() == etag || tag.trim() == "*");
    let etag = HeaderValue::from_str(&etag).map_err(|_| Problem::unavailable())?;
    let date = HeaderValue::from_str(&http_date(at.now)).map_err(|_| Problem::unavailable())?;
    let fixed = [
        (header::ETAG, etag),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        // A board goes by the office's clock, not by its own.
        (header::DATE, date),
    ];
    if known {
        return Ok((StatusCode::NOT_MODIFIED, fixed).into_response());
    }
    Ok((fixed, axum::Json(CallsView::of(office, &queue, page))).into_response())
}

/// The time as RFC 9110 writes it in `Date`.
fn http_date(now: Moment) -> String {
    now.at(&TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// The board's page. Without JavaScript it loads itself anew.
///
/// # Responses
///
/// - 200 with the page.
/// - 404 `unknown-office`.
#[utoipa::path(get, path = "/offices/{office}/board", params(("office" = String, Path)),
    responses((status = 200, content_type = "text/html"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn board(State(app): State<App>, at: At, words: Words) -> Result<Page, Problem> {
    let office = &*at.office.office;
    let today = office.today(at.now);
    let queue = app.store.queue(&office.id, office.numbers.walk_in, today, false).await?;
    let page = BoardPage::of(&words, office, &queue, version(&at.office), at.now);
    let page = words.page("board-title", &page).of_office(office).drawn_for(Look::Board);
    Ok(page.refreshed_every(NEXT_MS / 1000))
}
