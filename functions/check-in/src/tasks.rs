//! What the info desk does besides receiving people: it puts somebody forward
//! who cannot wait, and counts what it only answered.

use axum::{extract::State, response::Response};
use domain::{
    ids::Number,
    queue::{Actor, Urgent},
};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{App, At, Caller, Input, Problem, ProblemBody, Reply, Role, Wants, paths};

/// Who stands at the info desk's keys.
const AT_THE_DESK: [Role; 3] = [Role::InfoDesk, Role::Clerk, Role::Lead];

/// Who cannot wait, and why.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct UrgentBody {
    /// The number, as digits.
    number: String,
    /// `travel`, `deadline`, `hardship`, `frail`.
    #[schema(value_type = String)]
    reason: Urgent,
}

/// How a visit goes before others.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UrgentView {
    #[schema(value_type = String, example = "112")]
    number: Number,
    /// Whether it counts as an appointment of now. Where that would endanger
    /// somebody's appointment, it is the first of those without one.
    as_booked: bool,
    /// How many people are called before.
    ahead: usize,
}

/// Marks a visit that waits as urgent. Doing it twice is doing it once.
///
/// # Responses
///
/// - 200 with how it stands now.
/// - 400 `malformed`.
/// - 401 `sign-in-needed`, 403 `not-allowed`.
/// - 404 `unknown-office`, `unknown-number`.
/// - 409 `wrong-state`, `visit-ended`; `too-many-urgent` when the office's limit
///   for an hour is reached.
#[utoipa::path(post, path = "/offices/{office}/urgent", params(("office" = String, Path)),
    request_body = UrgentBody, responses(
    (status = 200, body = UrgentView),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn urgent(
    State(app): State<App>,
    At { office, now }: At,
    caller: Caller,
    wants: Wants,
    input: Input<UrgentBody>,
) -> Result<Response, Problem> {
    let place = &*office.office;
    caller.require(&AT_THE_DESK, &place.id)?;
    let UrgentBody { number, reason } = &input.body;
    let number: Number = number
        .trim()
        .parse()
        .map_err(|_| Problem::malformed("Eine Nummer hat drei oder vier Ziffern."))?;
    let (today, by) = (place.today(now), caller.actor(Actor::InfoDesk));
    let (queue, expected) = tokio::join!(
        app.store.queue(&place.id, place.numbers.walk_in, today, true),
        app.store.expected(place, today),
    );
    let (queue, expected) = (queue?, expected?);
    let changed = app
        .store
        .change_queue(&office, today, queue, |queue| {
            let id = queue.find(number).ok_or(domain::queue::Refusal::UnknownNumber { number })?;
            queue.mark_urgent(place, &expected, id, *reason, (by, now))
        })
        .await?;
    let (queue, _) = changed?;
    let id = queue.find(number).ok_or_else(Problem::not_found)?;
    let standing = queue.standing(place, id, now).ok_or_else(Problem::not_found)?;
    let urgency = queue.entries.get(&id).and_then(|entry| entry.urgent);
    tracing::info!(office.id = %place.id, number = %number, "put a visit forward");
    let view = UrgentView {
        number,
        as_booked: urgency.is_some_and(|urgency| urgency.as_booked),
        ahead: standing.ahead,
    };
    let location = paths::with(paths::desk(&place.id), "urgent", &number.to_string());
    Ok(Reply::personal(Reply::done(wants, StatusCode::OK, &view, &location)))
}

/// Nothing is needed.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct Nothing {}

/// What was only answered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AnswersView {
    /// How many questions today, with this one.
    today: u32,
}

/// Counts a question that was answered without a number. Nothing about it or
/// about who asked is kept.
///
/// # Responses
///
/// - 200 with the count of the day.
/// - 400 `idempotency-key-missing`.
/// - 401 `sign-in-needed`, 403 `not-allowed`.
/// - 404 `unknown-office`.
#[utoipa::path(post, path = "/offices/{office}/answers",
    params(("office" = String, Path), ("idempotency-key" = String, Header)),
    request_body = Nothing, responses(
    (status = 200, body = AnswersView),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn answered(
    State(app): State<App>,
    At { office, now }: At,
    caller: Caller,
    wants: Wants,
    input: Input<Nothing>,
) -> Result<Response, Problem> {
    let place = &*office.office;
    caller.require(&AT_THE_DESK, &place.id)?;
    let key = app.store.keyring().key_hash("answers", &input.key.required()?);
    let (today, by) = (place.today(now), caller.actor(Actor::InfoDesk));
    let queue = app.store.queue(&place.id, place.numbers.walk_in, today, true).await?;
    let changed =
        app.store.change_queue(&office, today, queue, |q| Ok(q.answered(key, by, now))).await?;
    let (queue, _) = changed?;
    let view = AnswersView { today: queue.today.questions };
    let location = paths::with(paths::desk(&place.id), "answered", "1");
    Ok(Reply::personal(Reply::done(wants, StatusCode::OK, &view, &location)))
}
