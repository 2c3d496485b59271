//! Closing a day: one action that ends booking for it, holds another appointment
//! for everybody who had one, and writes to them.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use domain::{
    booking::{Booking, BookingState, Returned},
    ids::{Number, OfficeId},
    office::Office,
    time::Moment,
};
use http::StatusCode;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::{Configured, Displaced};
use utoipa::ToSchema;
use web::{
    App, At, Caller, Input, Look, Page, Problem, ProblemBody, Reply, Role, Wants, paths, words,
};

/// The longest reason, in characters: it stands in mails and on pages.
const LONGEST_REASON: usize = 120;

/// Which day to close.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct CloseBody {
    /// `2026-12-02`.
    #[schema(value_type = String, example = "2026-12-02")]
    date: Date,
    /// Why, for citizens: "Wasserschaden".
    reason: String,
}

/// Nothing is needed.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct Nothing {}

/// What is to be shown besides the list of closed days.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ClosuresQuery {
    /// The day whose displaced appointments are listed.
    #[param(value_type = Option<String>)]
    day: Option<Date>,
}

/// The days that the head of the office has closed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClosuresView {
    #[schema(value_type = String)]
    office: OfficeId,
    closures: Vec<ClosureView>,
}

/// A closed day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClosureView {
    #[schema(value_type = String, example = "2026-12-02")]
    date: Date,
    reason: String,
    /// Appointments of that day for which nothing has been done yet; zero
    /// unless something went wrong in the middle. Closing the day again does
    /// the rest.
    left: usize,
    /// The appointments that it has displaced and that still wait for an
    /// answer; only where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    displaced: Option<Vec<DisplacedView>>,
}

/// An appointment whose day was closed: no name, no address.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DisplacedView {
    /// Its number on the closed day.
    #[schema(value_type = String, example = "612")]
    number: Number,
    /// When it was booked for.
    start: String,
    /// What is held instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    held: Option<HeldView>,
    /// Whether a mail tells the person.
    mail: bool,
}

/// A start that is held, with its number.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HeldView {
    #[schema(value_type = String, example = "615")]
    number: Number,
    start: String,
}

impl DisplacedView {
    pub(crate) fn of(office: &Office, displaced: &Displaced) -> Self {
        let Displaced { number, from, booking } = displaced;
        let held = matches!(booking.state, BookingState::Displaced { held: true, .. });
        Self {
            number: *number,
            start: from.rfc3339(&office.zone),
            held: held.then(|| HeldView {
                number: booking.number,
                start: booking.start.rfc3339(&office.zone),
            }),
            mail: has_mail(booking),
        }
    }
}

/// Whether mails reach the person.
fn has_mail(booking: &Booking) -> bool {
    booking.email.is_some() && booking.returned != Some(Returned::Bounced)
}

#[derive(Template)]
#[template(path = "closures.html")]
struct ClosuresPage<'a> {
    office: &'a Office,
    closed: Vec<Closed>,
    /// The day that is looked at, and whom it has displaced.
    day: Option<(String, Vec<Line>)>,
    today: Date,
    here: String,
    key: String,
}

/// A closed day on the page.
struct Closed {
    date: Date,
    day: String,
    reason: String,
    left: usize,
}

/// A displaced appointment on the page.
struct Line {
    number: Number,
    time: String,
    held: Option<(String, Number)>,
    mail: bool,
}

impl Line {
    fn of(office: &Office, displaced: &Displaced) -> Self {
        let Displaced { number, from, booking } = displaced;
        let held = matches!(booking.state, BookingState::Displaced { held: true, .. });
        let when = words::short_day_and_time(booking.start, &office.zone);
        Self {
            number: *number,
            time: words::time(*from, &office.zone),
            held: held.then_some((when, booking.number)),
            mail: has_mail(booking),
        }
    }
}

/// The days that the head of the office has closed, and on request whom one of
/// them has displaced: who has no e-mail address has to be called or written to.
///
/// # Responses
///
/// - 200 with the list.
/// - 401 `sign-in-needed`, 403 `not-allowed`.
/// - 404 `unknown-office`.
#[utoipa::path(get, path = "/offices/{office}/closures",
    params(("office" = String, Path), ClosuresQuery), responses(
    (status = 200, body = ClosuresView),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    State(app): State<App>,
    At { office, now }: At,
    caller: Caller,
    wants: Wants,
    Query(query): Query<ClosuresQuery>,
) -> Result<Response, Problem> {
    let place = &*office.office;
    caller.require(&[Role::Lead], &place.id)?;
    let today = place.today(now);
    let mut closed = Vec::new();
    for day in app.store.closed_days(&place.id).await? {
        if day.date < today {
            continue;
        }
        let left = app.store.numbers(&place.id, day.date).await?.len();
        closed.push((day, left));
    }
    let displaced = match query.day {
        Some(day) => Some((day, app.store.displaced(&office, day).await?)),
        None => None,
    };
    let view = ClosuresView {
        office: place.id.clone(),
        closures: closed
            .iter()
            .map(|(day, left)| ClosureView {
                date: day.date,
                reason: day.reason.clone(),
                left: *left,
                displaced: displaced.as_ref().filter(|(date, _)| *date == day.date).map(
                    |(_, list)| list.iter().map(|one| DisplacedView::of(place, one)).collect(),
                ),
            })
            .collect(),
    };
    let shown = Reply::show(wants, &view, || {
        let page = ClosuresPage {
            office: place,
            closed: closed
                .iter()
                .map(|(day, left)| Closed {
                    date: day.date,
                    day: words::day(day.date),
                    reason: day.reason.clone(),
                    left: *left,
                })
                .collect(),
            day: displaced.map(|(day, list)| {
                (words::day(day), list.iter().map(|one| Line::of(place, one)).collect())
            }),
            today,
            here: paths::closures(&place.id),
            key: web::fresh_key(),
        };
        Page::new("Tage schließen", &page).of_office(place).drawn_for(Look::Staff)
    });
    Ok(Reply::personal(shown))
}

/// Closes a day, holds another start for everybody who is booked for it, and
/// writes to them. Doing it twice is doing it once; after a failure in between
/// it does the rest.
///
/// # Responses
///
/// - 200 with the day and whom it has displaced.
/// - 400 `malformed`.
/// - 401 `sign-in-needed`, 403 `not-allowed`.
/// - 404 `unknown-office`.
/// - 422 `in-the-past`, `already-open`.
#[utoipa::path(post, path = "/offices/{office}/closures", params(("office" = String, Path)),
    request_body = CloseBody, responses(
    (status = 200, body = ClosureView),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn close(
    State(app): State<App>,
    At { office, now }: At,
    caller: Caller,
    wants: Wants,
    input: Input<CloseBody>,
) -> Result<Response, Problem> {
    let id = &office.office.id;
    caller.require(&[Role::Lead], id)?;
    let CloseBody { date, reason } = &input.body;
    let reason = reason.trim();
    let readable = !reason.is_empty()
        && reason.chars().count() <= LONGEST_REASON
        && !reason.chars().any(char::is_control);
    if !readable {
        return Err(Problem::malformed(format!(
            "Der Grund ist eine Zeile mit höchstens {LONGEST_REASON} Zeichen."
        )));
    }
    may_close(&office, *date, now)?;
    let closed = app.store.set_closed(id, *date, Some(reason), now).await?;
    let closed = closed.ok_or_else(Problem::unknown_office)?;
    let displaced = app.store.displace(&closed, *date, now).await?.len();
    app.store.recount(&closed, now).await?;
    app.reload(id, now).await?;
    tracing::info!(office.id = %id, day = %date, displaced, "closed a day");
    let all = app.store.displaced(&closed, *date).await?;
    let view = ClosureView {
        date: *date,
        reason: reason.to_owned(),
        left: app.store.numbers(id, *date).await?.len(),
        displaced: Some(all.iter().map(|one| DisplacedView::of(&closed.office, one)).collect()),
    };
    let location = paths::with(paths::closures(id), "day", &date.to_string());
    Ok(Reply::personal(Reply::done(wants, StatusCode::OK, &view, &location)))
}

/// A day can be closed until it opens. Once people are in the house, they are
/// served, and the counters pause.
fn may_close(office: &Configured, date: Date, now: Moment) -> Result<(), Problem> {
    let office = &*office.office;
    let refused = |code, title: &str, detail: &str| {
        Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, title, detail))
    };
    let today = office.today(now);
    if date < today {
        return refused(
            "in-the-past",
            "Dieser Tag ist vorbei.",
            "Bitte wählen Sie heute oder einen Tag danach.",
        );
    }
    if date == today && office.opens(today).is_some_and(|opens| opens <= now) {
        return refused(
            "already-open",
            "Heute ist schon geöffnet.",
            "Wer da ist, wird noch bedient. Schließen lässt sich ein Tag, bevor er öffnet; an \
             den Schaltern geht „Pause“.",
        );
    }
    Ok(())
}

/// Opens a closed day again. Who was displaced keeps what is held or chosen.
///
/// # Responses
///
/// - 200 with the days that stay closed.
/// - 401 `sign-in-needed`, 403 `not-allowed`.
/// - 404 `unknown-office`, `not-found`.
#[utoipa::path(post, path = "/offices/{office}/closures/{date}/reopen",
    params(("office" = String, Path), ("date" = String, Path)),
    request_body = Nothing, responses(
    (status = 200, body = ClosuresView),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn reopen(
    State(app): State<App>,
    At { office, now }: At,
    caller: Caller,
    wants: Wants,
    Path((_, date)): Path<(String, String)>,
    _: Input<Nothing>,
) -> Result<Response, Problem> {
    let id = &office.office.id;
    caller.require(&[Role::Lead], id)?;
    let date: Date = date.parse().map_err(|_| Problem::not_found())?;
    let open = app.store.set_closed(id, date, None, now).await?;
    let open = open.ok_or_else(Problem::unknown_office)?;
    app.store.recount(&open, now).await?;
    app.reload(id, now).await?;
    tracing::info!(office.id = %id, day = %date, "opened a closed day again");
    let closures = app.store.closed_days(id).await?.into_iter().map(|day| ClosureView {
        date: day.date,
        reason: day.reason,
        left: 0,
        displaced: None,
    });
    let view = ClosuresView { office: id.clone(), closures: closures.collect() };
    Ok(Reply::personal(Reply::done(wants, StatusCode::OK, &view, &paths::closures(id))))
}
