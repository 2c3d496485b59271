//! How long whoever would draw a number now waits: for boards, and for people who
//! think about coming.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use domain::office::Office;
use http::{HeaderValue, header};
use serde::Serialize;
use texts::Text;
use utoipa::ToSchema;
use web::{App, At, Problem, ProblemBody, Reply, Wants, Words, paths};

use crate::{WaitView, numbers};

/// How long an answer is good for. A wait moves by minutes.
const GOOD_FOR_S: u32 = 60;

/// How long people without an appointment wait at present.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WaitNowView {
    /// Absent while no numbers are given out.
    #[serde(skip_serializing_if = "Option::is_none")]
    wait: Option<WaitView>,
    /// The same in words, in the language of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// How many people wait.
    waiting: usize,
    /// When to ask again.
    next_ms: u32,
}

#[derive(Template)]
#[template(path = "wait.html")]
struct WaitPage<'a> {
    words: &'a Words,
    office: &'a Office,
    /// How long, or why no number can be drawn.
    wait: Result<Text, Problem>,
    waiting: Text,
}

/// Shows how long whoever would draw a number now waits: the range that the kiosk
/// tells. Public: it names nobody.
///
/// # Responses
///
/// - 200 with the wait; without one while no numbers are given out.
/// - 404 `unknown-office`.
#[utoipa::path(get, path = "/offices/{office}/wait", params(("office" = String, Path)), responses(
    (status = 200, body = WaitNowView),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn wait(
    State(app): State<App>,
    At { office, now }: At,
    (wants, words): (Wants, Words),
) -> Result<Response, Problem> {
    let office = &*office.office;
    let (queue, expected) = app.store.hall(office, office.today(now)).await?;
    let drawn = numbers::given_out(office, &queue, &expected, now);
    let wait = drawn.map(|()| queue.wait(office, &expected, None, now));
    let told = wait.as_ref().ok().copied();
    let view = WaitNowView {
        wait: told.map(WaitView::from),
        text: told.map(|wait| words.plain(texts::wait(wait))),
        waiting: queue.waiting(),
        next_ms: GOOD_FOR_S * 1000,
    };
    let response = Reply::show(wants, &view, || {
        let waiting = texts::waiting(queue.waiting());
        let page = WaitPage { words: &words, office, wait: wait.map(texts::wait), waiting };
        words.page("wait-now-title", &page).of_office(office).refreshed_every(GOOD_FOR_S)
    });
    let kept = [(header::CACHE_CONTROL, HeaderValue::from_static("max-age=20"))];
    Ok((kept, response).into_response())
}
