//! *Störung*: single services that cannot be done for a while. Everything else
//! runs.

use axum::{extract::State, response::Response};
use domain::{
    disturbance::{Disturbance, Disturbed, NotADisturbance},
    ids::ServiceId,
    office::Office,
    queue::{Actor, Queue},
    time::Moment,
};
use http::StatusCode;
use jiff::civil::Time;
use serde::{Deserialize, Serialize};
use store::Deed;
use utoipa::ToSchema;
use web::{App, At, Caller, Input, Problem, ProblemBody, Reply, Role, Wants, paths, words};

use crate::{
    closures::DisplacedView,
    running::{self, RunningView},
};

/// What cannot be done, until when, and why.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct DisturbBody {
    /// The services.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    services: Vec<ServiceId>,
    /// A time of today, at most closing time: `12:00`.
    #[serde(default)]
    until: String,
    /// What everybody reads: one line of at most 120 letters.
    #[serde(default)]
    text: String,
}

/// What can be done again.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct RestoreBody {
    /// The services.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    services: Vec<ServiceId>,
}

/// What was disturbed, and whom that has displaced.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DisplacingView {
    #[serde(flatten)]
    running: RunningView,
    /// The appointments of today that were displaced and still wait for an answer.
    displaced: Vec<DisplacedView>,
}

/// A time of today as somebody types it: `12:00`, `9:30`, `930`.
fn time_of_today(office: &Office, text: &str, now: Moment) -> Result<Moment, Problem> {
    let clock = || {
        let digits = text.trim().replace(':', "");
        let plain = matches!(digits.len(), 3 | 4) && digits.bytes().all(|c| c.is_ascii_digit());
        let (hour, minute) = digits.split_at_checked(digits.len().checked_sub(2)?)?;
        let time = Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok();
        let today = office.today(now).to_datetime(time.filter(|_| plain)?);
        let moment = today.to_zoned(office.zone.clone());
        Some(Moment(moment.ok()?.timestamp().as_second()))
    };
    clock().ok_or_else(|| Problem::malformed("Eine Uhrzeit sieht aus wie 12:00."))
}

fn refused(office: &Office, refusal: NotADisturbance) -> Problem {
    let problem = |code, title: String, detail: &str| {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, title, detail.to_owned())
    };
    match refusal {
        NotADisturbance::NoService => problem(
            "no-service",
            "Es ist kein Anliegen gewählt.".to_owned(),
            "Bitte wählen Sie, was zurzeit nicht geht.",
        ),
        NotADisturbance::UnknownService { service } => problem(
            "service-not-offered",
            format!("Das Anliegen „{service}“ gibt es in diesem Bürgerbüro nicht."),
            "Bitte wählen Sie, was zurzeit nicht geht.",
        ),
        NotADisturbance::Over => problem(
            "in-the-past",
            "Diese Uhrzeit ist vorbei.".to_owned(),
            "Bitte nennen Sie eine Uhrzeit, die heute noch kommt.",
        ),
        NotADisturbance::AfterClosing { closes: Some(closes) } => problem(
            "after-closing",
            format!("Heute schließt das Bürgerbüro um {} Uhr.", words::time(closes, &office.zone)),
            "Eine Störung dauert höchstens bis dahin. Für ganze Tage gibt es „Tage schließen“.",
        ),
        NotADisturbance::AfterClosing { closes: None } => problem(
            "closed",
            "Heute ist geschlossen.".to_owned(),
            "Für ganze Tage gibt es „Tage schließen“.",
        ),
    }
}

/// Services cannot be done until a time of today: meanwhile no number is drawn
/// for them, nobody is called who waits for them, and no appointment starts. For
/// whoever is booked for then another start is held, and they are told so. Said
/// again with another time or reason, that holds; said again as it was, it does
/// what a failure has left. It ends by itself.
///
/// # Responses
///
/// - 200 with how the day is run, and whom it has displaced.
/// - 400 `malformed`: no time, or a text that is too long or more than one line.
/// - 401 `sign-in-needed`, 403 `not-allowed`.
/// - 404 `unknown-office`.
/// - 422 `no-service`, `service-not-offered`, `in-the-past`, `after-closing`,
///   `closed`.
#[utoipa::path(post, path = "/offices/{office}/disturbances", params(("office" = String, Path)),
    request_body = DisturbBody, responses(
    (status = 200, body = DisplacingView),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn disturb(
    State(app): State<App>,
    at: At,
    caller: Caller,
    wants: Wants,
    input: Input<DisturbBody>,
) -> Result<Response, Problem> {
    let (office, now) = (&*at.office.office, at.now);
    caller.require(&[Role::Lead], &office.id)?;
    let DisturbBody { services, until, text } = input.body;
    let why = running::read(Some(&text))?.ok_or_else(Problem::not_found)?;
    let until = time_of_today(office, &until, now)?;
    let disturbed = Disturbed::new(office, &services, Disturbance { until, why }, now)
        .map_err(|refusal| refused(office, refusal))?;
    let deed = Deed::Disturbed { until, services: disturbed.services.clone() };
    let by = caller.actor(Actor::Lead);
    let decide = |queue: &Queue| queue.disturb(&disturbed, by, now);
    let (store, today) = (&app.store, office.today(now));
    let queue = store.disturb(&at.office, today, deed, (by, now), decide).await?;
    let all = &queue.today.disturbances;
    let displaced = store.displace_disturbed(&at.office, today, all, now).await?.len();
    tracing::info!(office.id = %office.id, displaced, "noted a disturbance");
    let displaced = store.displaced(&at.office, today).await?;
    let view = DisplacingView {
        running: RunningView::of(office, &queue, now),
        displaced: displaced.iter().map(|one| DisplacedView::of(office, one)).collect(),
    };
    Ok(Reply::personal(Reply::done(wants, StatusCode::OK, &view, &paths::today(&office.id))))
}

/// Services can be done again, before the time that was said.
///
/// # Responses
///
/// - 200 with how the day is run.
/// - 401 `sign-in-needed`, 403 `not-allowed`.
/// - 404 `unknown-office`.
#[utoipa::path(post, path = "/offices/{office}/disturbances/end",
    params(("office" = String, Path)), request_body = RestoreBody, responses(
    (status = 200, body = RunningView),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn restore(
    State(app): State<App>,
    at: At,
    caller: Caller,
    wants: Wants,
    input: Input<RestoreBody>,
) -> Result<Response, Problem> {
    let (office, now) = (&*at.office.office, at.now);
    caller.require(&[Role::Lead], &office.id)?;
    let services = input.body.services;
    let deed = Deed::Restored { services: services.clone() };
    let by = caller.actor(Actor::Lead);
    let decide = |queue: &Queue| queue.restore(&services, by, now);
    let queue = app.store.disturb(&at.office, office.today(now), deed, (by, now), decide).await?;
    Ok(answer(office, &queue, wants, now))
}

fn answer(office: &Office, queue: &Queue, wants: Wants, now: Moment) -> Response {
    let view = RunningView::of(office, queue, now);
    Reply::personal(Reply::done(wants, StatusCode::OK, &view, &paths::today(&office.id)))
}
