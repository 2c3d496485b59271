//! Moving, cancelling, and accepting what is held instead.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use domain::{
    booking::ChangeKind,
    day::{DaySlots, Start},
    queue::Stamp,
    time::Moment,
};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{ChangeOutcome, MoveRequest, Mover};
use texts::Text;
use utoipa::ToSchema;
use web::{
    App, Caller, Choice, ChoiceQuery, Input, Now, Press, Problem, ProblemBody, Reply, Secret, Via,
    Wants, Words, paths,
};

use crate::{
    book,
    holds::Nothing,
    view::{BookingView, Found, find},
};

/// How often a change is decided anew when the booking changed meanwhile.
const TRIES: u32 = 4;

/// Where a booking is to be moved.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct MoveBody {
    /// RFC 3339 with any offset.
    start: String,
}

#[derive(Template)]
#[template(path = "move.html")]
struct MovePage<'a> {
    words: &'a Words,
    choice: Choice<'a>,
    is_free: bool,
    /// Whether there is a start now.
    stands: bool,
    when: Text,
    /// How often it may still be moved; as often as needed where the office
    /// has closed its day.
    left: Option<u16>,
    back: String,
}

#[derive(Template)]
#[template(path = "cancel.html")]
struct CancelPage<'a> {
    words: &'a Words,
    when: Text,
    office: &'a str,
    action: String,
    back: String,
    key: String,
}

/// The page on which another start is chosen.
///
/// # Responses
///
/// - 200 with the page.
/// - 404 `not-found`.
/// - 409 when the booking can no longer be moved.
#[utoipa::path(get, path = "/bookings/{secret}/move", params(("secret" = String, Path)),
    responses((status = 200, content_type = "text/html"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn choose(
    State(app): State<App>,
    Now(now): Now,
    words: Words,
    Secret(secret): Secret,
    Query(chosen): Query<ChoiceQuery>,
) -> Result<Response, Problem> {
    let Found { office: configured, booking, .. } = find(&app, &secret, now).await?;
    let office = &*configured.office;
    let words = words.at(office);
    booking.may_move(office, now)?;
    let window = office.window(now);
    let counted = app.store.days(&configured, *window.start(), *window.end()).await?;
    let days: Vec<DaySlots> = counted
        .iter()
        .map(|(date, day)| DaySlots::list(office, *date, day, &booking.items, now))
        .collect();
    let here = words.on(paths::move_booking(&secret));
    let press = Press { action: here.clone(), fields: Vec::new(), is_focused: false };
    let page = MovePage {
        words: &words,
        choice: Choice::new(&words, office, &days, &chosen, here, press),
        is_free: days.iter().any(|day| day.free() > 0),
        when: texts::day_and_time(booking.start, &office.zone),
        left: match booking.displaced_from(office) {
            None => Some(office.booking.moves.saturating_sub(booking.moves)),
            Some(_) => None,
        },
        stands: !booking.is_stranded(office),
        back: words.on(paths::booking(&secret)),
    };
    Ok(Reply::personal(words.page("booking-move", &page).of_office(office).into_response()))
}

/// Moves a booking. On the same day the number stays, on another it changes.
///
/// # Responses
///
/// - 200 with the booking and its number now.
/// - 400 `malformed`.
/// - 404 `not-found`.
/// - 409 `slot-full`, `already-cancelled`, `already-checked-in`,
///   `appointment-over`, `moved-too-often`.
/// - 422 `idempotency-key-reused`, `in-the-past`, `outside-window`, `closed`,
///   `no-such-slot`, `service-disturbed`.
#[utoipa::path(post, path = "/bookings/{secret}/move", params(("secret" = String, Path)),
    request_body = MoveBody, responses(
    (status = 200, body = BookingView),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn move_booking(
    State(app): State<App>,
    Now(now): Now,
    caller: Caller,
    Secret(secret): Secret,
    wants: Wants,
    via: Via,
    input: Input<MoveBody>,
) -> Result<Response, Problem> {
    let at = book::start(&input.body.start)?;
    let stamp = stamp(&app, "move", &input);
    let mover = Mover::Person(caller.actor(via), stamp);
    for _ in 0..TRIES {
        let found = find(&app, &secret, now).await?;
        let office = &found.office;
        if known(&found, stamp)? {
            return Ok(changed(wants, &found, "moved", now));
        }
        found.booking.may_move(&office.office, now)?;
        let start = Start::find(&office.office, &found.booking.items, at, now)?;
        if start.at == found.booking.start && !found.booking.is_stranded(&office.office) {
            return Ok(changed(wants, &found, "moved", now));
        }
        let wish = MoveRequest {
            office,
            secret: &found.secret,
            booking: &found.booking,
            start,
            mover,
            now,
        };
        match app.store.move_booking(&wish).await? {
            ChangeOutcome::Changed(booking) => {
                tracing::info!(office.id = %booking.office, "moved an appointment");
                return Ok(changed(wants, &Found { booking: *booking, ..found }, "moved", now));
            }
            ChangeOutcome::Full => {
                let choice = paths::move_booking(&secret);
                return Err(
                    book::full(&app, office, start, &found.booking.items, now, &choice).await
                );
            }
            ChangeOutcome::Disturbed { until } => {
                return Err(book::disturbed(office, until, paths::move_booking(&secret)));
            }
            ChangeOutcome::Overtaken(_) => (),
        }
    }
    Err(Problem::unavailable())
}

/// The page that asks whether to cancel.
///
/// # Responses
///
/// - 200 with the page.
/// - 404 `not-found`.
/// - 409 when the booking can no longer be cancelled.
#[utoipa::path(get, path = "/bookings/{secret}/cancel", params(("secret" = String, Path)),
    responses((status = 200, content_type = "text/html"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn ask(
    State(app): State<App>,
    Now(now): Now,
    words: Words,
    Secret(secret): Secret,
) -> Result<Response, Problem> {
    let Found { office, booking, .. } = find(&app, &secret, now).await?;
    let words = words.at(&office.office);
    booking.may_cancel(&office.office, now)?;
    let back = paths::booking(&secret);
    let page = CancelPage {
        words: &words,
        when: texts::day_and_time(booking.start, &office.office.zone),
        office: &office.office.name,
        action: words.on(format!("{back}/cancel")),
        back: words.on(back),
        key: web::fresh_key(),
    };
    let page = words.page("booking-cancel", &page).of_office(&office.office);
    Ok(Reply::personal(page.into_response()))
}

/// Cancels a booking; its start is free again at once.
///
/// # Responses
///
/// - 200 with the cancelled booking.
/// - 404 `not-found`.
/// - 409 `already-cancelled`, `already-checked-in`, `appointment-over`.
/// - 422 `idempotency-key-reused`.
#[utoipa::path(post, path = "/bookings/{secret}/cancel", params(("secret" = String, Path)),
    request_body = Nothing, responses(
    (status = 200, body = BookingView),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn cancel(
    State(app): State<App>,
    Now(now): Now,
    caller: Caller,
    Secret(secret): Secret,
    wants: Wants,
    via: Via,
    input: Input<Nothing>,
) -> Result<Response, Problem> {
    let stamp = stamp(&app, "cancel", &input);
    let by = caller.actor(via);
    for _ in 0..TRIES {
        let found = find(&app, &secret, now).await?;
        if known(&found, stamp)? {
            return Ok(changed(wants, &found, "cancelled", now));
        }
        found.booking.may_cancel(&found.office.office, now)?;
        let Found { office, secret, booking } = &found;
        let outcome = app.store.cancel(office, secret, booking, stamp, (by, now)).await?;
        match outcome {
            ChangeOutcome::Changed(booking) => {
                tracing::info!(office.id = %booking.office, "cancelled an appointment");
                return Ok(changed(wants, &Found { booking: *booking, ..found }, "cancelled", now));
            }
            ChangeOutcome::Full | ChangeOutcome::Disturbed { .. } | ChangeOutcome::Overtaken(_) => {
            }
        }
    }
    Err(Problem::unavailable())
}

/// Accepts the start that is held for a booking whose day was closed. Doing it
/// twice is doing it once.
///
/// # Responses
///
/// - 200 with the booking, which stands again.
/// - 404 `not-found`.
/// - 409 `nothing-held`, `already-cancelled`, `already-checked-in`,
///   `appointment-over`.
/// - 422 `idempotency-key-reused`.
#[utoipa::path(post, path = "/bookings/{secret}/accept", params(("secret" = String, Path)),
    request_body = Nothing, responses(
    (status = 200, body = BookingView),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn accept(
    State(app): State<App>,
    Now(now): Now,
    caller: Caller,
    Secret(secret): Secret,
    wants: Wants,
    via: Via,
    input: Input<Nothing>,
) -> Result<Response, Problem> {
    let stamp = stamp(&app, "accept", &input);
    let by = caller.actor(via);
    for _ in 0..TRIES {
        let found = find(&app, &secret, now).await?;
        let accepted = found.booking.change.kind == ChangeKind::Accepted;
        if known(&found, stamp)? || accepted {
            return Ok(changed(wants, &found, "accepted", now));
        }
        found.booking.may_accept(&found.office.office, now)?;
        let Found { office, secret, booking } = &found;
        let outcome = app.store.accept(office, secret, booking, stamp, (by, now)).await?;
        if let ChangeOutcome::Changed(booking) = outcome {
            tracing::info!(office.id = %booking.office, "accepted another appointment");
            return Ok(changed(wants, &Found { booking: *booking, ..found }, "accepted", now));
        }
    }
    Err(Problem::unavailable())
}

fn stamp<T: Serialize>(app: &App, verb: &str, input: &Input<T>) -> Stamp {
    let key = app.store.keyring().key_hash(verb, &input.key.or_random());
    Stamp { key, payload: input.payload() }
}

/// Whether this command has been applied to the booking before.
fn known(found: &Found, stamp: Stamp) -> Result<bool, Problem> {
    match found.booking.commands.iter().find(|known| known.key == stamp.key) {
        Some(known) if known.payload == stamp.payload => Ok(true),
        Some(_) => Err(Problem::key_reused()),
        None => Ok(false),
    }
}

fn changed(wants: Wants, found: &Found, note: &str, now: Moment) -> Response {
    let view = BookingView::of(&found.office.office, &found.secret, &found.booking, None, now);
    let location = paths::with(paths::booking(found.secret.reveal()), "note", note);
    Reply::personal(Reply::done(wants, StatusCode::OK, &view, &location))
}
