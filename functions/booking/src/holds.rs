//! Holding a start while an address is typed.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    day::Start,
    ids::ServiceId,
    office::{Item, Items, Office, Service},
    time::Moment,
};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{Configured, HoldName, HoldOutcome, HoldRequest, random_id};
use texts::{Text, text};
use utoipa::{IntoParams, ToSchema};
use web::{
    App, At, Input, ItemsBody, Now, Page, Problem, ProblemBody, Reply, Taker, Via, Wants, Words,
    paths,
};

use crate::book;

/// Which start is to be held.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct HoldBody {
    #[serde(flatten)]
    items: ItemsBody,
    /// RFC 3339 with any offset.
    start: String,
    /// The work on a challenge, where very much is asked for from one place.
    #[serde(default, skip_serializing)]
    proof: Option<String>,
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

/// What the page of a hold has to carry on. Until when the hold lives, the
/// table says.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct HoldQuery {
    service: Option<String>,
    count: Option<u8>,
    start: Option<String>,
}

impl HoldQuery {
    /// The path of the hold's page, or of a command on it.
    fn on(&self, path: String, via: Via) -> String {
        let mut path = path;
        if let Some(service) = &self.service {
            path = paths::with(path, "service", service);
        }
        if let Some(count) = self.count {
            path = paths::with(path, "count", &count.to_string());
        }
        if let Some(start) = &self.start {
            path = paths::with(path, "start", start);
        }
        via.on(path)
    }
}

/// What somebody has typed who was refused, to stand in the form again. It is in the
/// answer to them and nowhere else.
#[derive(Default)]
struct Typed<'a> {
    email: &'a str,
    name: &'a str,
    refused: Option<&'a Problem>,
}

/// The same form once more with what was typed, where that can be mended.
pub(crate) async fn once_more(
    app: &App,
    words: Words,
    via: Via,
    body: &book::BookingBody,
    problem: Problem,
    now: Moment,
) -> Result<Response, Problem> {
    let mendable = ["malformed", "name-required", "too-many-bookings"].contains(&problem.code());
    let Some(hold) = body.hold.as_deref().filter(|_| mendable) else { return Err(problem) };
    let query = HoldQuery {
        service: body.items.service.clone(),
        count: body.items.count,
        start: Some(body.start.clone()),
    };
    let typed = Typed {
        email: body.email.as_deref().unwrap_or_default(),
        name: body.name.as_deref().unwrap_or_default(),
        refused: Some(&problem),
    };
    match page(app, words, via, (hold, &query), &typed, now).await {
        Ok(page) => Ok(Reply::personal((problem.status(), page).into_response())),
        Err(_) => Err(problem),
    }
}

#[derive(Template)]
#[template(path = "hold.html")]
struct HoldPage<'a> {
    words: &'a Words,
    office: &'a Office,
    service: &'a Service,
    count: u8,
    hold: &'a str,
    start: String,
    when: Text,
    /// Until when it is held; `None` when it has run out.
    until: Option<Text>,
    /// How many seconds are left of it.
    left: i64,
    /// Where to ask for more time, while that is possible.
    extend: Option<String>,
    release: String,
    other: String,
    via: Via,
    key: String,
    /// The address of this page, which answers a refused booking as well.
    here: String,
    typed: &'a Typed<'a>,
}

impl HoldPage<'_> {
    fn minutes(&self) -> i64 {
        self.office.booking.hold.0 / 60
    }

    fn hours(&self) -> i64 {
        self.office.retention.0 / 3600
    }

    fn book(&self) -> String {
        self.words.on(self.via.on(paths::bookings(&self.office.id)))
    }

    /// Whether this is what is wrong with what was typed.
    fn is_wrong(&self, code: &str) -> bool {
        self.typed.refused.is_some_and(|problem| problem.code() == code)
    }
}

/// Holds a start for some minutes.
///
/// # Responses
///
/// - 201 with the hold.
/// - 404 `unknown-office`.
/// - 409 `slot-full`, with the nearest free starts; `too-many-holds`.
/// - 422 `service-not-offered`, `in-the-past`, `outside-window`, `closed`,
///   `no-such-slot`, `service-disturbed`.
/// - 429 `too-many-requests`, with the work that is asked for.
#[utoipa::path(post, path = "/offices/{office}/holds", params(("office" = String, Path)),
    request_body = HoldBody, responses(
    (status = 201, body = HoldView),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn hold(
    State(app): State<App>,
    At { office, now }: At,
    taker: Taker,
    wants: Wants,
    via: Via,
    input: Input<HoldBody>,
) -> Result<Response, Problem> {
    let items = input.body.items.items()?;
    let at = book::start(&input.body.start)?;
    let start = Start::find(&office.office, &items, at, now)?;
    let body = &input.body;
    let admitted = taker.may_take(&app, &office.office, (&input.key, body.proof.as_deref()), now);
    let holds = || via.on(paths::holds(&office.office.id));
    admitted.await.map_err(|problem| problem.repeating(holds(), body))?;
    let scope = ["hold", office.office.id.as_str()];
    let id = match input.key.get() {
        Some(key) => app.store.keyring().key_hash(&scope.join("/"), key).0,
        None => random_id(),
    };
    let wish = HoldRequest { office: &office, start: &start, items: &items, id, now };
    let expires = match app.store.hold(&wish).await? {
        HoldOutcome::Held { expires } => expires,
        HoldOutcome::KeyReused => return Err(Problem::key_reused()),
        HoldOutcome::TooMany => {
            return Err(Problem::new(
                StatusCode::CONFLICT,
                "too-many-holds",
                text!("too-many-holds"),
                text!("too-many-holds-then"),
            ));
        }
        HoldOutcome::Disturbed { until } => {
            let first = &items.as_slice()[0];
            let slots = paths::slots_for(&office.office.id, first.service.as_str(), first.count);
            return Err(book::disturbed(&office, until, via.on(slots)));
        }
        HoldOutcome::Full | HoldOutcome::Gone | HoldOutcome::ExtendedBefore => {
            let first = &items.as_slice()[0];
            let slots = paths::slots_for(&office.office.id, first.service.as_str(), first.count);
            let slots = via.on(slots);
            return Err(book::full(&app, &office, start, &items, now, &slots).await);
        }
    };
    let name = HoldName { office: office.office.id.clone(), date: start.date, id }.to_string();
    let zone = &office.office.zone;
    let first = &items.as_slice()[0];
    let query = HoldQuery {
        service: Some(first.service.to_string()),
        count: Some(first.count),
        start: Some(at.rfc3339(zone)),
    };
    let location = query.on(paths::hold(&name), via);
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
    words: Words,
    via: Via,
    Path(hold): Path<String>,
    Query(query): Query<HoldQuery>,
) -> Result<Page, Problem> {
    page(&app, words, via, (&hold, &query), &Typed::default(), now).await
}

/// The page of a hold, with what is already typed.
async fn page(
    app: &App,
    words: Words,
    via: Via,
    (hold, query): (&str, &HoldQuery),
    typed: &Typed<'_>,
    now: Moment,
) -> Result<Page, Problem> {
    let (name, configured) = named(app, hold, now).await?;
    let office = &*configured.office;
    let words = words.at(office);
    let service = query.service.as_ref().and_then(|id| office.service(&id.parse().ok()?));
    let service = service.ok_or_else(Problem::not_found)?;
    let count = query.count.unwrap_or(1);
    let item = Item { service: service.id.clone(), count };
    let _ = office.minutes(&Items::new(vec![item])?)?;
    let days = app.store.days(&configured, name.date, name.date).await?;
    let live = days.get(&name.date).and_then(|day| day.holds.get(&name.id.to_string()));
    let live = live.filter(|live| live.is_live(now));
    let start = match (live, &query.start) {
        (Some(live), _) => live.unit.moment(name.date, &office.zone),
        (None, Some(start)) => Some(book::start(start)?),
        (None, None) => None,
    };
    let start = start.ok_or_else(Problem::not_found)?;
    let slots = via.on(paths::slots_for(&office.id, service.id.as_str(), count));
    let command = |verb| words.on(query.on(format!("{}/{verb}", paths::hold(hold)), via));
    let extendable = live.is_some_and(|live| live.extended.is_none());
    let page = HoldPage {
        words: &words,
        office,
        service,
        count,
        hold,
        start: start.rfc3339(&office.zone),
        when: texts::day_and_time(start, &office.zone),
        until: live.map(|live| texts::time(live.expires, &office.zone)),
        left: live.map_or(0, |live| (live.expires - now).0),
        extend: extendable.then(|| command("extend")),
        release: command("release"),
        other: words.on(paths::with(slots, "day", &name.date.to_string())),
        via,
        // One hold, one booking, however often the page is loaded and sent.
        key: format!("hold-{}-{}", name.date, name.id),
        here: words.on(query.on(paths::hold(hold), via)),
        typed,
    };
    Ok(words.page("hold-title", &page).of_office(office).drawn_for(via.look()))
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
    wants: Wants,
    via: Via,
    Path(hold): Path<String>,
    Query(query): Query<HoldQuery>,
    input: Input<Nothing>,
) -> Result<Response, Problem> {
    let (name, office) = named(&app, &hold, now).await?;
    let location = query.on(paths::hold(&hold), via);
    let key = app.store.keyring().key_hash("extend", &input.key.or_random());
    match app.store.extend_hold(&office, &name, key, now).await? {
        HoldOutcome::Held { expires } => {
            let view = HoldView { hold, expires_at: expires.rfc3339(&office.office.zone) };
            Ok(Reply::done(wants, StatusCode::OK, &view, &location))
        }
        HoldOutcome::ExtendedBefore => Err(Problem::new(
            StatusCode::CONFLICT,
            "extended-before",
            text!("extended-before"),
            text!("extended-before-then"),
        )
        .leading_to(text!("back-to-booking"), location)),
        HoldOutcome::Full
        | HoldOutcome::Disturbed { .. }
        | HoldOutcome::KeyReused
        | HoldOutcome::TooMany
        | HoldOutcome::Gone => match wants {
            // The page says that it has run out, and how to go on.
            Wants::Page => Ok(Redirect::to(&location).into_response()),
            Wants::Json => Err(Problem::not_found()),
        },
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
    wants: Wants,
    via: Via,
    Path(hold): Path<String>,
    Query(query): Query<HoldQuery>,
    _: Input<Nothing>,
) -> Result<Response, Problem> {
    let (name, office) = named(&app, &hold, now).await?;
    let _ = app.store.release_hold(&office, &name).await?;
    let slots =
        query.service.and_then(|service| service.parse::<ServiceId>().ok()).map(|service| {
            let count = query.count.unwrap_or(1);
            let slots = via.on(paths::slots_for(&name.office, service.as_str(), count));
            paths::with(slots, "day", &name.date.to_string())
        });
    let location = slots.unwrap_or_else(|| via.home(&name.office));
    Ok(Reply::done(wants, StatusCode::OK, &Nothing {}, &location))
}

async fn named(app: &App, hold: &str, now: Moment) -> Result<(HoldName, Configured), Problem> {
    let name: HoldName = hold.parse().map_err(|_| Problem::not_found())?;
    let office = app.office(name.office.as_str(), now).await?;
    Ok((name, office))
}
