//! How the day is run: a notice in the hall, an interruption, no more numbers,
//! and that a call for help was seen.

use axum::{extract::State, response::Response};
use domain::{
    disturbance::Disturbed,
    ids::{CounterId, ServiceId},
    office::Office,
    queue::{Actor, Notice, Outcome, Queue, Refusal},
    time::Moment,
};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use store::Configured;
use utoipa::ToSchema;
use web::{App, At, Caller, Input, Problem, ProblemBody, Reply, Role, Wants, paths};

/// A text for everybody in the hall.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct TextBody {
    /// One line of at most 120 letters; absent to take it away again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// Which page a browser goes back to: `desk`, a counter's name; the day's
    /// if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    back: Option<String>,
}

/// Whether numbers are given out.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct NumbersBody {
    /// `true` to stop, absent or `false` to go on.
    #[serde(default)]
    stop: bool,
}

/// A call for help that somebody has seen.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct SeenBody {
    /// At which counter.
    #[serde(default)]
    counter: String,
    /// As in the other commands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    back: Option<String>,
}

/// How the day is run.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RunningView {
    /// What everybody in the hall reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) notice: Option<String>,
    /// Why nobody is called at present.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) interrupted: Option<String>,
    /// Whether numbers are given out.
    pub(crate) numbers_stopped: bool,
    /// Counters that have called for help which nobody has seen yet.
    #[schema(value_type = Vec<String>)]
    pub(crate) help_needed: Vec<CounterId>,
    /// Services that cannot be done at present.
    pub(crate) disturbances: Vec<DisturbanceView>,
}

/// Services that cannot be done at present.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DisturbanceView {
    #[schema(value_type = Vec<String>)]
    pub(crate) services: Vec<ServiceId>,
    /// Until when, as far as is known.
    pub(crate) until: String,
    /// Why, for everybody.
    pub(crate) text: String,
}

impl RunningView {
    pub(crate) fn of(office: &Office, queue: &Queue, now: Moment) -> Self {
        let disturbance = |one: Disturbed| DisturbanceView {
            services: one.services,
            until: one.disturbance.until.rfc3339(&office.zone),
            text: one.disturbance.why.into(),
        };
        let disturbances = queue.today.disturbances.at(office, now);
        let text = |notice: &Option<Notice>| notice.as_ref().map(|n| n.as_str().to_owned());
        Self {
            notice: text(&queue.today.notice),
            interrupted: text(&queue.today.interrupted),
            numbers_stopped: queue.today.stopped,
            help_needed: queue.help_needed().map(|help| help.counter.clone()).collect(),
            disturbances: disturbances.into_iter().map(disturbance).collect(),
        }
    }
}

pub(crate) fn read(text: Option<&String>) -> Result<Option<Notice>, Problem> {
    let notice = text.cloned().map(Notice::try_from).transpose();
    notice.map_err(|_| {
        Problem::malformed(format!(
            "Ein Text hat eine Zeile und höchstens {} Zeichen.",
            Notice::MOST
        ))
    })
}

/// The page that a browser goes back to.
fn home(office: &Office, back: Option<&str>) -> String {
    let counter = back.and_then(|back| back.parse().ok());
    match back {
        Some("desk") => paths::desk(&office.id),
        _ => match counter.filter(|id| office.counter(id).is_some()) {
            Some(counter) => paths::counter(&office.id, &counter),
            None => paths::today(&office.id),
        },
    }
}

/// Changes today's queue, and answers with how the day is run then.
async fn run(
    app: &App,
    (at, wants): (&At, Wants),
    back: Option<&str>,
    decide: impl Fn(&Queue) -> Result<Outcome, Refusal>,
) -> Result<Response, Problem> {
    let configured: &Configured = &at.office;
    let office = &*configured.office;
    let today = office.today(at.now);
    let queue = app.store.queue(&office.id, office.numbers.walk_in, today, true).await?;
    let (queue, _) = app.store.change_queue(configured, today, queue, decide).await??;
    let view = RunningView::of(office, &queue, at.now);
    Ok(Reply::personal(Reply::done(wants, StatusCode::OK, &view, &home(office, back))))
}

/// Shows a notice to everybody in the hall today, on board and kiosk, or takes
/// it away.
///
/// # Responses
///
/// - 200 with how the day is run.
/// - 400 `malformed`: too long, or more than one line.
/// - 401 `sign-in-needed`, 403 `not-allowed`.
/// - 404 `unknown-office`.
#[utoipa::path(post, path = "/offices/{office}/notice", params(("office" = String, Path)),
    request_body = TextBody, responses(
    (status = 200, body = RunningView),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn notice(
    State(app): State<App>,
    at: At,
    caller: Caller,
    wants: Wants,
    input: Input<TextBody>,
) -> Result<Response, Problem> {
    caller.require(&[Role::InfoDesk, Role::Lead], &at.office.office.id)?;
    let (notice, by) = (read(input.body.text.as_ref())?, caller.actor(Actor::Lead));
    let now = at.now;
    let decide = |queue: &Queue| Ok(queue.post(notice.clone(), by, now));
    run(&app, (&at, wants), input.body.back.as_deref(), decide).await
}

/// Interrupts the day, as for a fire alarm, or goes on. Meanwhile nobody is
/// called and no number drawn; who was called waits again with number and rank.
///
/// # Responses
///
/// - 200 with how the day is run.
/// - 400 `malformed`: too long, or more than one line.
/// - 401 `sign-in-needed`, 403 `not-allowed`.
/// - 404 `unknown-office`.
#[utoipa::path(post, path = "/offices/{office}/interruption", params(("office" = String, Path)),
    request_body = TextBody, responses(
    (status = 200, body = RunningView),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn interrupt(
    State(app): State<App>,
    at: At,
    caller: Caller,
    wants: Wants,
    input: Input<TextBody>,
) -> Result<Response, Problem> {
    caller.require(&[Role::Lead], &at.office.office.id)?;
    let (why, by, now) = (read(input.body.text.as_ref())?, caller.actor(Actor::Lead), at.now);
    let decide = |queue: &Queue| {
        Ok(match &why {
            Some(why) => queue.interrupt(why.clone(), by, now),
            None => queue.go_on(by, now),
        })
    };
    run(&app, (&at, wants), input.body.back.as_deref(), decide).await
}

/// Gives out no more numbers today, or numbers again. Who has one is served.
///
/// # Responses
///
/// - 200 with how the day is run.
/// - 401 `sign-in-needed`, 403 `not-allowed`.
/// - 404 `unknown-office`.
#[utoipa::path(post, path = "/offices/{office}/numbers", params(("office" = String, Path)),
    request_body = NumbersBody, responses(
    (status = 200, body = RunningView),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn numbers(
    State(app): State<App>,
    at: At,
    caller: Caller,
    wants: Wants,
    input: Input<NumbersBody>,
) -> Result<Response, Problem> {
    caller.require(&[Role::Lead], &at.office.office.id)?;
    let (stop, by, now) = (input.body.stop, caller.actor(Actor::Lead), at.now);
    run(&app, (&at, wants), None, |queue| Ok(queue.stop_numbers(stop, by, now))).await
}

/// Somebody has seen that help is needed at a counter, and goes there.
///
/// # Responses
///
/// - 200 with how the day is run.
/// - 401 `sign-in-needed`, 403 `not-allowed`.
/// - 404 `unknown-office`, `unknown-counter`.
/// - 409 `no-help-needed`.
#[utoipa::path(post, path = "/offices/{office}/help-seen", params(("office" = String, Path)),
    request_body = SeenBody, responses(
    (status = 200, body = RunningView),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn help_seen(
    State(app): State<App>,
    at: At,
    caller: Caller,
    wants: Wants,
    input: Input<SeenBody>,
) -> Result<Response, Problem> {
    let office = &*at.office.office;
    caller.require(&[Role::InfoDesk, Role::Clerk, Role::Lead], &office.id)?;
    let counter: CounterId = input.body.counter.parse().map_err(|_| Problem::not_found())?;
    let (by, now) = (caller.actor(Actor::InfoDesk), at.now);
    let decide = |queue: &Queue| queue.help_seen(&counter, by, now);
    run(&app, (&at, wants), input.body.back.as_deref(), decide).await
}
