//! The last weeks on one page: both promises day by day, and why they were not
//! kept. It knows no person, no clerk and no counter.

use std::collections::BTreeMap;

use askama::Template;
use axum::{extract::State, response::Response};
use domain::{
    office::Office,
    statistics::{Cause, Figures, Promise},
};
use jiff::{ToSpan, civil::Date};
use serde::Serialize;
use utoipa::ToSchema;
use web::{App, At, Caller, Look, Page, Problem, ProblemBody, Reply, Role, Wants, paths, words};

use crate::day::{PromiseView, because, kept, told};

/// How far back one looks.
const WEEKS: i64 = 8;

/// The days that are over and counted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WeeksView {
    /// All of them together.
    together: RecordView,
    /// Why the promises were not kept, the most frequent cause first.
    causes: Vec<CauseView>,
    /// The newest first.
    days: Vec<DayRecordView>,
}

/// How well an office kept its word.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecordView {
    /// Of those with an appointment who had checked in by then: called within
    /// three minutes of the booked time.
    three_minutes: PromiseView,
    /// Of those in line: called within thirty minutes.
    thirty_minutes: PromiseView,
    /// Of those whose ticket told a wait: it was within the range.
    waits_told: PromiseView,
    /// Appointments whose holder did not come.
    no_shows: u32,
}

/// One day of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DayRecordView {
    #[schema(value_type = String, example = "2026-12-02")]
    date: Date,
    #[serde(flatten)]
    record: RecordView,
}

/// How often a promise was not kept for one reason.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CauseView {
    /// `three-minutes` or `thirty-minutes`.
    #[schema(value_type = String)]
    promise: Promise,
    /// As in the view of a day.
    #[schema(value_type = String)]
    cause: Cause,
    times: u32,
}

impl RecordView {
    fn of(figures: &Figures) -> Self {
        Self {
            three_minutes: kept(&figures.punctual, Promise::ThreeMinutes),
            thirty_minutes: kept(&figures.walk_ins, Promise::ThirtyMinutes),
            waits_told: told(figures),
            no_shows: figures.punctuality.no_shows(),
        }
    }
}

impl WeeksView {
    fn of(days: &BTreeMap<Date, Figures>) -> Self {
        let sum = Figures::sum(days.values());
        let causes = [Promise::ThreeMinutes, Promise::ThirtyMinutes].into_iter();
        let causes = causes.flat_map(|promise| {
            let of_one = sum.causes(promise).into_iter();
            of_one.map(move |(cause, times)| CauseView { promise, cause, times })
        });
        let mut causes: Vec<_> = causes.collect();
        causes.sort_by_key(|cause| std::cmp::Reverse(cause.times));
        let day = |(date, figures): (&Date, &Figures)| DayRecordView {
            date: *date,
            record: RecordView::of(figures),
        };
        Self { together: RecordView::of(&sum), causes, days: days.iter().rev().map(day).collect() }
    }
}

#[derive(Template)]
#[template(path = "weeks.html")]
struct WeeksPage<'a> {
    office: &'a Office,
    view: &'a WeeksView,
}

impl WeeksPage<'_> {
    fn cause(cause: &CauseView) -> (&'static str, &'static str) {
        let promise = match cause.promise {
            Promise::ThreeMinutes => "mit Termin",
            Promise::ThirtyMinutes => "ohne Termin",
        };
        (promise, because(cause.cause))
    }
}

/// How well both promises were kept in the last eight weeks, day by day, as far
/// as the days are over and counted. Nothing in it is about a person or a counter.
///
/// # Responses
///
/// - 200 with the record.
/// - 401 `sign-in-needed`, 403 `not-allowed`.
/// - 404 `unknown-office`.
#[utoipa::path(get, path = "/offices/{office}/days", params(("office" = String, Path)), responses(
    (status = 200, body = WeeksView),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn record(
    State(app): State<App>,
    at: At,
    caller: Caller,
    wants: Wants,
) -> Result<Response, Problem> {
    let office = &*at.office.office;
    caller.require(&[Role::Lead], &office.id)?;
    let today = office.today(at.now);
    let from = today.saturating_sub(WEEKS.weeks());
    let days = app.store.figures(&office.id, from, today).await?;
    let view = WeeksView::of(&days);
    Ok(Reply::personal(Reply::show(wants, &view, || {
        let page = WeeksPage { office, view: &view };
        Page::new("Die letzten acht Wochen", &page).of_office(office).drawn_for(Look::Staff)
    })))
}
