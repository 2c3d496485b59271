//! A booking as its owner sees it.

use axum::{
    extract::{Query, State},
    response::Response,
};
use domain::{
    booking::{Booking, BookingStatus},
    ids::{Number, OfficeId, ServiceId},
    office::{Item, Office},
    queue::{Standing, VisitState},
    time::Moment,
};
use serde::Serialize;
use store::{BookingSecret, Configured};
use utoipa::ToSchema;
use web::{App, Now, Problem, ProblemBody, Reply, Secret, Via, Wants, Words, paths};

use crate::page::{self, Note, Seen};

/// A booking.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BookingView {
    /// The booking number, which is called and appears on the board.
    #[schema(value_type = String, example = "612")]
    pub(crate) number: Number,
    /// Opens this booking; nobody else should know it.
    pub(crate) secret: String,
    #[schema(value_type = String)]
    office: OfficeId,
    /// The first service.
    #[schema(value_type = String)]
    service: ServiceId,
    #[schema(value_type = Vec<Object>)]
    items: Vec<Item>,
    start: String,
    minutes: u16,
    /// When it was booked for, if the office could not keep that. Then `start` is
    /// held for it instead, and there is a link to accept that; without the
    /// link there is no start.
    #[serde(skip_serializing_if = "Option::is_none")]
    displaced_from: Option<String>,
    /// `booked`, `displaced`, `checked-in`, `cancelled`, `no-show`, or once in the house
    /// `waiting`, `called`, `serving`, `parked`, `left`, `done`.
    state: String,
    /// The address, masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<String>,
    /// The counter it was called to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    counter: Option<domain::ids::CounterId>,
    pub(crate) links: BookingLinks,
}

/// Where to go on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BookingLinks {
    #[serde(rename = "self")]
    pub(crate) this: String,
    pub(crate) r#move: String,
    pub(crate) cancel: String,
    /// Only where another start is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) accept: Option<String>,
    pub(crate) calendar: String,
    pub(crate) check_in: String,
}

impl BookingView {
    pub(crate) fn of(
        office: &Office,
        secret: &BookingSecret,
        booking: &Booking,
        standing: Option<&Standing>,
        now: Moment,
    ) -> Self {
        let this = paths::booking(secret.reveal());
        let state = match standing {
            Some(standing) => word(&standing.state),
            None => word(&booking.status(office, now)),
        };
        Self {
            number: booking.number,
            secret: secret.reveal().to_owned(),
            office: booking.office.clone(),
            service: booking.items.first().clone(),
            items: booking.items.as_slice().to_vec(),
            start: booking.start.rfc3339(&office.zone),
            minutes: booking.minutes,
            displaced_from: booking.displaced_from(office).map(|at| at.rfc3339(&office.zone)),
            state,
            email: booking.email.as_ref().map(ToString::to_string),
            counter: standing.and_then(|standing| standing.counter.clone()),
            links: BookingLinks {
                r#move: format!("{this}/move"),
                cancel: format!("{this}/cancel"),
                accept: booking.may_accept(office, now).is_ok().then(|| format!("{this}/accept")),
                calendar: format!("{this}/calendar.ics"),
                check_in: format!("/offices/{}/check-ins", booking.office),
                this,
            },
        }
    }
}

/// The word of a state as its serialisation has it.
fn word<T: Serialize>(state: &T) -> String {
    match serde_json::to_value(state) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// A booking that was found, with what its answers need.
pub(crate) struct Found {
    pub(crate) office: Configured,
    pub(crate) secret: BookingSecret,
    pub(crate) booking: Booking,
}

/// Finds the booking of a secret; one whose personal data is due to be gone
/// is gone.
pub(crate) async fn find(app: &App, secret: &str, now: Moment) -> Result<Found, Problem> {
    let secret: BookingSecret = secret.parse().map_err(|_| Problem::not_found())?;
    let booking = app.store.booking(&secret).await?.ok_or_else(Problem::not_found)?;
    let office = app.office(booking.office.as_str(), now).await?;
    if booking.is_forgotten(&office.office, now) {
        return Err(Problem::not_found());
    }
    Ok(Found { office, secret, booking })
}

/// Shows a booking. Acts on nothing, whoever follows the link.
///
/// # Responses
///
/// - 200 with the booking.
/// - 404 `not-found`: the secret is none of ours, or the data is deleted.
#[utoipa::path(get, path = "/bookings/{secret}", params(("secret" = String, Path)), responses(
    (status = 200, body = BookingView),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn show(
    State(app): State<App>,
    Now(now): Now,
    (wants, words): (Wants, Words),
    via: Via,
    Secret(secret): Secret,
    Query(note): Query<Note>,
) -> Result<Response, Problem> {
    let found = find(&app, &secret, now).await?;
    let (office, booking) = (&*found.office.office, &found.booking);
    let words = words.at(office);
    let status = booking.status(office, now);
    let (mut standing, mut wait, mut served) = (None, None, false);
    if status == BookingStatus::CheckedIn {
        let (queue, expected) = app.store.hall(office, booking.date).await?;
        standing = queue.standing(office, booking.visit, now);
        wait = Some(queue.wait(office, &expected, Some(booking.visit), now));
        // Who has arrived and is no longer in the house has been served.
        served = standing.is_none() && queue.checked_in.contains(&booking.number);
    }
    let mut view = BookingView::of(office, &found.secret, booking, standing.as_ref(), now);
    if served {
        view.state = word(&VisitState::Done);
    }
    let response = Reply::show(wants, &view, || {
        let seen = Seen { office, booking, view: &view, standing: standing.as_ref(), wait };
        page::booking(&words, &seen, status, note.note.as_deref(), via, now)
    });
    Ok(Reply::personal(response))
}

/// The calendar entry of a booking: no service, no number, no secret in it.
///
/// # Responses
///
/// - 200 with `text/calendar`, whatever is accepted.
/// - 404 `not-found`.
#[utoipa::path(get, path = "/bookings/{secret}/calendar.ics", params(("secret" = String, Path)),
    responses((status = 200, content_type = "text/calendar"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn calendar(
    State(app): State<App>,
    Now(now): Now,
    Secret(secret): Secret,
) -> Result<Response, Problem> {
    let found = find(&app, &secret, now).await?;
    let purpose = ::calendar::Purpose::Download;
    let text = ::calendar::calendar(&found.office.office, &found.booking, purpose, now);
    Ok(web::calendar_file(text))
}
