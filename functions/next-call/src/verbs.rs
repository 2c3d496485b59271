//! One route for each key of the counter. Each says what its command is;
//! [`press`](crate::press) does the rest.

use axum::response::Response;
use domain::{
    ids::Number,
    office::Item,
    queue::{Command, Forward, Refusal},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Input, Problem, ProblemBody};

use crate::press::{CounterView, NextView, Press};

/// Nothing is needed.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct Nothing {}

/// How to go on.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct NextBody {
    /// Whether the visit in service is finished by the same press.
    #[serde(default)]
    finish_current: bool,
}

/// Which visit.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct NumberBody {
    /// Its number, as digits.
    number: String,
}

impl NumberBody {
    fn number(&self) -> Result<Number, Problem> {
        let number = self.number.trim().parse();
        number.map_err(|_| Problem::malformed("Eine Nummer hat drei oder vier Ziffern."))
    }
}

/// What a visit is about as well.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct AddBody {
    /// The service.
    service: String,
    /// For how many people; 1 if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    count: Option<u8>,
}

/// Where to send a visit.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct ForwardBody {
    /// A counter, or a service that another counter does.
    to: String,
}

/// Calls whoever is next. The policy decides, and says why.
///
/// # Responses
///
/// - 200 with `call`, `hold` or `empty`.
/// - 400 `idempotency-key-missing`.
/// - 404 `unknown-office`, `unknown-counter`.
/// - 409 `counter-busy`, `stale-command`.
/// - 422 `idempotency-key-reused`.
#[utoipa::path(post, path = "/offices/{office}/counters/{counter}/next",
    params(("office" = String, Path), ("counter" = String, Path), ("idempotency-key" = String, Header)),
    request_body = NextBody, responses(
    (status = 200, body = NextView),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn next(press: Press, input: Input<NextBody>) -> Result<Response, Problem> {
    let _ = input.key.required()?;
    let command = Command::Next { finish_current: input.body.finish_current };
    press.next(&command, "next", &input).await
}

/// Opens the counter.
///
/// # Responses
///
/// - 200 with the counter.
/// - 404 `unknown-office`, `unknown-counter`.
#[utoipa::path(post, path = "/offices/{office}/counters/{counter}/open",
    params(("office" = String, Path), ("counter" = String, Path)),
    request_body = Nothing, responses(
    (status = 200, body = CounterView),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn open(press: Press, input: Input<Nothing>) -> Result<Response, Problem> {
    press.command(&Command::Open, "open", &input).await
}

/// Closes the counter, after the present visit if there is one.
///
/// # Responses
///
/// - 200 with the counter.
/// - 404 `unknown-office`, `unknown-counter`.
#[utoipa::path(post, path = "/offices/{office}/counters/{counter}/pause",
    params(("office" = String, Path), ("counter" = String, Path)),
    request_body = Nothing, responses(
    (status = 200, body = CounterView),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn pause(press: Press, input: Input<Nothing>) -> Result<Response, Problem> {
    press.command(&Command::Pause, "pause", &input).await
}

/// Calls the same number again.
///
/// # Responses
///
/// - 200 with the counter and the call.
/// - 404 `unknown-office`, `unknown-counter`.
/// - 409 `counter-idle`, `already-serving`, `recall-locked`.
#[utoipa::path(post, path = "/offices/{office}/counters/{counter}/recall",
    params(("office" = String, Path), ("counter" = String, Path)),
    request_body = Nothing, responses(
    (status = 200, body = CounterView),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn recall(press: Press, input: Input<Nothing>) -> Result<Response, Problem> {
    press.command(&Command::Recall, "recall", &input).await
}

/// The person has come over. Optional: the other keys work without it.
///
/// # Responses
///
/// - 200 with the counter.
/// - 404 `unknown-office`, `unknown-counter`.
/// - 409 `counter-idle`, `already-serving`.
#[utoipa::path(post, path = "/offices/{office}/counters/{counter}/start",
    params(("office" = String, Path), ("counter" = String, Path)),
    request_body = Nothing, responses(
    (status = 200, body = CounterView),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn start(press: Press, input: Input<Nothing>) -> Result<Response, Problem> {
    press.command(&Command::Start, "start", &input).await
}

/// The visit goes on, long as it has been. After twice as long as nine of ten
/// such visits take the clerk is asked; one that nobody confirmed is finished
/// without counting how long it took.
///
/// # Responses
///
/// - 200 with the counter.
/// - 404 `unknown-office`, `unknown-counter`.
/// - 409 `counter-idle`.
#[utoipa::path(post, path = "/offices/{office}/counters/{counter}/continue",
    params(("office" = String, Path), ("counter" = String, Path)),
    request_body = Nothing, responses(
    (status = 200, body = CounterView),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn go_on(press: Press, input: Input<Nothing>) -> Result<Response, Problem> {
    press.command(&Command::Continue, "continue", &input).await
}

/// The visit takes longer than usual: whoever waits is told so, and the end is
/// asked for later.
///
/// # Responses
///
/// - 200 with the counter.
/// - 404 `unknown-office`, `unknown-counter`.
/// - 409 `counter-idle`.
#[utoipa::path(post, path = "/offices/{office}/counters/{counter}/longer",
    params(("office" = String, Path), ("counter" = String, Path)),
    request_body = Nothing, responses(
    (status = 200, body = CounterView),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn longer(press: Press, input: Input<Nothing>) -> Result<Response, Problem> {
    press.command(&Command::TakesLonger, "longer", &input).await
}

/// Calls for help: the info desk, the other counters and the head of the office
/// see it until one of them says so. Nothing is noted about who is there.
///
/// # Responses
///
/// - 200 with the counter.
/// - 404 `unknown-office`, `unknown-counter`.
#[utoipa::path(post, path = "/offices/{office}/counters/{counter}/help",
    params(("office" = String, Path), ("counter" = String, Path)),
    request_body = Nothing, responses(
    (status = 200, body = CounterView),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn help(press: Press, input: Input<Nothing>) -> Result<Response, Problem> {
    press.command(&Command::Help, "help", &input).await
}

/// The visit is done.
///
/// # Responses
///
/// - 200 with the counter.
/// - 404 `unknown-office`, `unknown-counter`.
/// - 409 `counter-idle`.
#[utoipa::path(post, path = "/offices/{office}/counters/{counter}/finish",
    params(("office" = String, Path), ("counter" = String, Path)),
    request_body = Nothing, responses(
    (status = 200, body = CounterView),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn finish(press: Press, input: Input<Nothing>) -> Result<Response, Problem> {
    press.command(&Command::Finish, "finish", &input).await
}

/// The person called is not here: some minutes' pause, the second time a
/// no-show.
///
/// # Responses
///
/// - 200 with the counter.
/// - 404 `unknown-office`, `unknown-counter`.
/// - 409 `counter-idle`, `already-serving`, `too-soon`.
#[utoipa::path(post, path = "/offices/{office}/counters/{counter}/no-show",
    params(("office" = String, Path), ("counter" = String, Path)),
    request_body = Nothing, responses(
    (status = 200, body = CounterView),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn no_show(press: Press, input: Input<Nothing>) -> Result<Response, Problem> {
    press.command(&Command::NoShow, "no-show", &input).await
}

/// Another number than the one called stands here: serve it, and put the
/// called one back with its rank.
///
/// # Responses
///
/// - 200 with the counter.
/// - 404 `unknown-office`, `unknown-counter`, `unknown-number`.
/// - 409 `counter-busy`, `wrong-state`.
#[utoipa::path(post, path = "/offices/{office}/counters/{counter}/serve",
    params(("office" = String, Path), ("counter" = String, Path)),
    request_body = NumberBody, responses(
    (status = 200, body = CounterView),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn serve(press: Press, input: Input<NumberBody>) -> Result<Response, Problem> {
    let command = Command::Serve { number: input.body.number()? };
    press.command(&command, "serve", &input).await
}

/// Sets the present visit aside.
///
/// # Responses
///
/// - 200 with the counter.
/// - 404 `unknown-office`, `unknown-counter`.
/// - 409 `counter-idle`.
#[utoipa::path(post, path = "/offices/{office}/counters/{counter}/park",
    params(("office" = String, Path), ("counter" = String, Path)),
    request_body = Nothing, responses(
    (status = 200, body = CounterView),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn park(press: Press, input: Input<Nothing>) -> Result<Response, Problem> {
    press.command(&Command::Park, "park", &input).await
}

/// Takes up a visit that was set aside, at whichever counter.
///
/// # Responses
///
/// - 200 with the counter.
/// - 404 `unknown-office`, `unknown-counter`, `unknown-number`.
/// - 409 `counter-busy`, `wrong-state`.
#[utoipa::path(post, path = "/offices/{office}/counters/{counter}/resume",
    params(("office" = String, Path), ("counter" = String, Path)),
    request_body = NumberBody, responses(
    (status = 200, body = CounterView),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn resume(press: Press, input: Input<NumberBody>) -> Result<Response, Problem> {
    let command = Command::Resume { number: input.body.number()? };
    press.command(&command, "resume", &input).await
}

/// Adds a service to the visit at the counter: one number, one call.
///
/// # Responses
///
/// - 200 with the counter.
/// - 404 `unknown-office`, `unknown-counter`.
/// - 409 `counter-idle`.
/// - 422 `not-added`: it is there already, or not done at this counter.
#[utoipa::path(post, path = "/offices/{office}/counters/{counter}/add",
    params(("office" = String, Path), ("counter" = String, Path)),
    request_body = AddBody, responses(
    (status = 200, body = CounterView),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn add(press: Press, input: Input<AddBody>) -> Result<Response, Problem> {
    let AddBody { service, count } = &input.body;
    let service = service.parse().map_err(|_| Problem::from(Refusal::NotAdded))?;
    let item = Item { service, count: count.unwrap_or(1) };
    press.command(&Command::Add { item }, "add", &input).await
}

/// Sends the present visit on, with its number and times.
///
/// # Responses
///
/// - 200 with the counter.
/// - 404 `unknown-office`, `unknown-counter`.
/// - 409 `counter-idle`.
/// - 422 `no-such-target`.
#[utoipa::path(post, path = "/offices/{office}/counters/{counter}/forward",
    params(("office" = String, Path), ("counter" = String, Path)),
    request_body = ForwardBody, responses(
    (status = 200, body = CounterView),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn forward(press: Press, input: Input<ForwardBody>) -> Result<Response, Problem> {
    let to = &input.body.to;
    let counter = to.parse().ok().filter(|to| press.has_counter(to)).map(Forward::Counter);
    let target = counter.or_else(|| to.parse().ok().map(Forward::Service));
    let target =
        target.ok_or_else(|| Problem::malformed("`to` ist ein Schalter oder Anliegen."))?;
    press.command(&Command::Forward { to: target }, "forward", &input).await
}

/// Takes back this counter's latest command.
///
/// # Responses
///
/// - 200 with the counter.
/// - 404 `unknown-office`, `unknown-counter`.
/// - 409 `nothing-to-undo`.
#[utoipa::path(post, path = "/offices/{office}/counters/{counter}/undo",
    params(("office" = String, Path), ("counter" = String, Path)),
    request_body = Nothing, responses(
    (status = 200, body = CounterView),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn undo(press: Press, input: Input<Nothing>) -> Result<Response, Problem> {
    press.command(&Command::Undo, "undo", &input).await
}
