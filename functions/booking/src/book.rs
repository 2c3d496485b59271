//! Booking an appointment.

use axum::{extract::State, response::Response};
use domain::{
    booking::{EmailAddress, PersonName},
    day::{DaySlots, Start, nearest},
    ids::OfficeId,
    time::Moment,
};
use http::StatusCode;
use jiff::ToSpan;
use serde::{Deserialize, Serialize};
use store::{BookOutcome, BookRequest, Configured};
use texts::text;
use utoipa::ToSchema;
use web::{
    App, At, Caller, Input, ItemsBody, Problem, ProblemBody, Reply, Role, Taker, Via, Wants, Words,
    paths,
};

use crate::{holds, view::BookingView};

/// How many other starts are offered when one is taken.
const ALTERNATIVES: usize = 3;

/// What is to be booked.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct BookingBody {
    #[serde(flatten)]
    pub(crate) items: ItemsBody,
    /// RFC 3339 with any offset.
    pub(crate) start: String,
    /// Where the number and the link go. Only staff can book without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<String>,
    /// Only kept where a service needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// The language of mails, two letters; if absent, that of the form, or `de`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    /// The hold that keeps the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) hold: Option<String>,
    /// The work on a challenge, where very much is asked for from one place.
    #[serde(default, skip_serializing)]
    proof: Option<String>,
}

/// Books an appointment. Visit, number, capacity and the count of the address
/// change in one transaction; the mail follows from it.
///
/// # Responses
///
/// - 201 with the number, the secret and its links.
/// - 400 `malformed`, `idempotency-key-missing`.
/// - 404 `unknown-office`.
/// - 409 `slot-full` with the nearest free starts; `plan-changed`.
/// - 422 `idempotency-key-reused`, `service-not-offered`, `in-the-past`,
///   `outside-window`, `closed`, `no-such-slot`, `service-disturbed`, `name-required`.
/// - 429 `too-many-bookings`; `too-many-requests`, with the work that is asked for.
#[utoipa::path(post, path = "/offices/{office}/bookings",
    params(("office" = String, Path), ("idempotency-key" = String, Header)),
    request_body = BookingBody, responses(
    (status = 201, body = BookingView),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn book(
    State(app): State<App>,
    At { office, now }: At,
    (caller, taker): (Caller, Taker),
    (wants, words): (Wants, Words),
    via: Via,
    input: Input<BookingBody>,
) -> Result<Response, Problem> {
    input.key.required()?;
    let proof = input.body.proof.as_deref();
    let admitted = taker.may_take(&app, &office.office, (&input.key, proof), now);
    let bookings = || via.on(paths::bookings(&office.office.id));
    admitted.await.map_err(|problem| problem.repeating(bookings(), &input.body))?;
    let back = back(&office.office.id, via, &input.body);
    let again = (input.from_form && wants == Wants::Page)
        .then(|| (app.clone(), words.clone(), input.body.clone()));
    let repeat = bookings();
    let booked = carry_out(app, office, now, caller, (wants, words), via, input).await;
    let Err(problem) = booked else { return booked };
    // Who has typed an address does not type it twice.
    let problem = match &again {
        Some((_, _, body)) if problem.more("nearest").is_some() => problem.repeating(repeat, body),
        _ => problem,
    };
    let problem = match back {
        // Where the start is gone, going back there leads nowhere.
        Some(back) if problem.more("nearest").is_none() => {
            problem.leading_to(text!("back-to-input"), back)
        }
        _ => problem,
    };
    match again {
        Some((app, words, body)) => holds::once_more(&app, words, via, &body, problem, now).await,
        None => Err(problem),
    }
}

/// The page from which the address was sent.
fn back(office: &OfficeId, via: Via, body: &BookingBody) -> Option<String> {
    let service = body.items.service.as_deref()?;
    let mut page = match &body.hold {
        Some(hold) => paths::with(paths::hold(hold), "service", service),
        None => paths::slots(office, service),
    };
    if let Some(count) = body.items.count {
        page = paths::with(page, "count", &count.to_string());
    }
    Some(via.on(paths::with(page, "start", &body.start)))
}

async fn carry_out(
    app: App,
    office: Configured,
    now: Moment,
    caller: Caller,
    (wants, words): (Wants, Words),
    via: Via,
    input: Input<BookingBody>,
) -> Result<Response, Problem> {
    let key = input.key.required()?;
    let payload = input.payload();
    let body = &input.body;
    let items = body.items.items()?;
    let at = start(&body.start)?;
    let email = body.email.as_deref().map(email).transpose()?;
    let desk = [Role::Clerk, Role::InfoDesk, Role::Lead];
    // Even staff give an address on a page that is made for citizens.
    let may_be_without = !input.from_form || via.is_desk();
    if email.is_none() && !(may_be_without && caller.is(&desk, &office.office.id)) {
        return Err(Problem::malformed(text!("malformed-no-email")));
    }
    let name = name(&office, &items, body.name.as_deref())?;
    // Who fills in a form goes on in the language of the form.
    let read = input.from_form.then(|| words.lang().code());
    let start = Start::find(&office.office, &items, at, now)?;
    let wish = BookRequest {
        office: &office,
        start,
        items,
        email,
        name,
        language: language(body.language.as_deref().or(read))?,
        hold: body.hold.as_deref().and_then(|hold| hold.parse().ok()),
        key: &key,
        payload,
        by: caller.actor(via),
        now,
    };
    let (secret, booking) = match app.store.book(&wish).await? {
        BookOutcome::Booked(secret, booking) => (secret, booking),
        BookOutcome::KeyReused => return Err(Problem::key_reused()),
        BookOutcome::Full => {
            let first = &wish.items.as_slice()[0];
            let slots = paths::slots_for(&office.office.id, first.service.as_str(), first.count);
            return Err(full(&app, &office, start, &wish.items, now, &via.on(slots)).await);
        }
        BookOutcome::Disturbed { until } => {
            let first = &wish.items.as_slice()[0];
            let slots = paths::slots_for(&office.office.id, first.service.as_str(), first.count);
            return Err(disturbed(&office, until, via.on(slots)));
        }
        BookOutcome::TooMany { most } => {
            return Err(Problem::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too-many-bookings",
                text!("too-many-bookings", most = most),
                text!("too-many-bookings-then"),
            ));
        }
    };
    let office = &office.office;
    tracing::info!(office.id = %office.id, number = %booking.number, "booked an appointment");
    let view = BookingView::of(office, &secret, &booking, None, now);
    let location = via.on(paths::with(paths::booking(secret.reveal()), "note", "booked"));
    Ok(Reply::personal(Reply::done(wants, StatusCode::CREATED, &view, &location)))
}

/// Reads an instant.
pub(crate) fn start(text: &str) -> Result<Moment, Problem> {
    Moment::parse(text).ok_or_else(|| Problem::malformed(text!("malformed-start")))
}

fn email(text: &str) -> Result<EmailAddress, Problem> {
    text.parse().map_err(|_| Problem::malformed(text!("malformed-email")))
}

fn language(text: Option<&str>) -> Result<String, Problem> {
    let text = text.unwrap_or("de");
    let plain = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_lowercase());
    plain.then(|| text.to_owned()).ok_or_else(|| Problem::malformed(text!("malformed-language")))
}

/// The name, if a service needs one; otherwise it is dropped.
fn name(
    office: &Configured,
    items: &domain::office::Items,
    given: Option<&str>,
) -> Result<Option<PersonName>, Problem> {
    let needed = items
        .services()
        .any(|service| office.office.service(service).is_some_and(|service| service.name_required));
    if !needed {
        return Ok(None);
    }
    let missing = || {
        Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "name-required",
            text!("name-required"),
            text!("name-required-then"),
        )
    };
    given.ok_or_else(missing)?.parse().map(Some).map_err(|_| missing())
}

/// What it is for cannot be done at that time: say until when. `choice` is the
/// page on which another start is chosen.
pub(crate) fn disturbed(office: &Configured, until: Moment, choice: String) -> Problem {
    let zone = &office.office.zone;
    let time = || texts::time(until, zone);
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "service-disturbed",
        text!("appointment-disturbed", time = time()),
        text!("appointment-disturbed-then", time = time()),
    )
    .with("until", until.rfc3339(zone))
    .leading_to(text!("slot-full-all"), choice)
}

/// The start is taken: say so, and which ones near it are free. `choice` is the
/// page on which another one is chosen.
pub(crate) async fn full(
    app: &App,
    office: &Configured,
    wanted: Start,
    items: &domain::office::Items,
    now: Moment,
    choice: &str,
) -> Problem {
    let around = 3.days();
    let window = office.office.window(now);
    let from = wanted.date.saturating_sub(around).max(*window.start());
    let to = wanted.date.saturating_add(around).min(*window.end());
    let days = match app.store.days(office, from, to).await {
        Ok(days) => days,
        Err(error) => return error.into(),
    };
    let days: Vec<DaySlots> = days
        .iter()
        .map(|(date, day)| DaySlots::list(&office.office, *date, day, items, now))
        .collect();
    let zone = &office.office.zone;
    let free = nearest(&days, wanted.at, ALTERNATIVES);
    let problem = Problem::new(
        StatusCode::CONFLICT,
        "slot-full",
        text!("slot-full"),
        if free.is_empty() { text!("slot-full-far") } else { text!("slot-full-near") },
    )
    .with("nearest", free.iter().map(|start| start.rfc3339(zone)).collect::<Vec<_>>());
    let ways = free.into_iter().fold(problem, |problem, start| {
        let day = paths::with(choice, "day", &start.day(zone).to_string());
        problem.leading_to(texts::short_day_and_time(start, zone), format!("{day}#zeiten"))
    });
    ways.leading_to(text!("slot-full-all"), choice)
}
