//! Without an appointment: drawing a number, looking at it, leaving.

use askama::Template;
use axum::{extract::State, response::Response};
use domain::{
    disturbance::{Disturbance, Disturbed},
    ids::{CounterId, Number, OfficeId, ServiceId},
    office::Office,
    queue::{Actor, Expected, Queue, Stamp, VisitId, VisitState},
    time::Moment,
};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{
    BookedElsewhere, BookingSecret, Configured, IdempotencyKey, TicketName, TicketOutcome,
};
use texts::{Text, text};
use utoipa::ToSchema;
use web::{
    App, At, Caller, Input, ItemsBody, Now, Problem, ProblemBody, Reply, Role, Secret, Via, Wants,
    Words, paths,
};

use crate::{WaitView, numbers, word};

/// How often a ticket in place of a booking is decided anew when the booking
/// changed meanwhile.
const TRIES: u32 = 4;

/// How often the page of a ticket loads itself anew, in seconds.
const REFRESH_S: u32 = 20;

/// What the visit is for.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct TicketBody {
    #[serde(flatten)]
    items: ItemsBody,
    /// The language of the position page, two letters; if absent, that of the
    /// form, or `de`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    /// The secret of a booking for another day or office that is given up for
    /// this ticket, in the same step. Its services are taken if none are named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    instead_of: Option<String>,
}

/// Nothing is needed.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct Nothing {}

/// A ticket that was drawn.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TicketView {
    #[schema(value_type = String, example = "112")]
    number: Number,
    /// Opens the position page.
    secret: String,
    wait: WaitView,
    /// How many people are called before.
    ahead: usize,
    links: TicketLinks,
}

#[derive(Debug, Serialize, ToSchema)]
struct TicketLinks {
    #[serde(rename = "self")]
    this: String,
    leave: String,
}

/// A place in the queue.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PositionView {
    #[schema(value_type = String, example = "112")]
    number: Number,
    /// `waiting`, `called`, `serving`, `parked`, `no-show`, `left`, `done`.
    state: String,
    /// How many people are called before.
    ahead: usize,
    wait: WaitView,
    /// The counter, once called.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    counter: Option<CounterId>,
    #[schema(value_type = String)]
    office: OfficeId,
    /// Why nobody is called at present.
    #[serde(skip_serializing_if = "Option::is_none")]
    interrupted: Option<String>,
    /// Until when, as far as is known, what the visit is for cannot be done;
    /// nobody is called for it until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    disturbed_until: Option<String>,
}

/// Draws a number. It is given in the same write that joins the queue.
///
/// # Responses
///
/// - 201 with the number and the secret of its page.
/// - 400 `malformed`, `idempotency-key-missing`.
/// - 401 `sign-in-needed`, 403 `not-allowed`: tickets are drawn in the hall.
/// - 404 `unknown-office`.
/// - 409 when the booking to be given up can no longer be.
/// - 422 `closed`, `not-open-yet`, `no-more-tickets`, `interrupted`,
///   `service-disturbed`, `service-not-offered`, `idempotency-key-reused`.
#[utoipa::path(post, path = "/offices/{office}/tickets",
    params(("office" = String, Path), ("idempotency-key" = String, Header)),
    request_body = TicketBody, responses(
    (status = 201, body = TicketView),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn draw(
    State(app): State<App>,
    At { office, now }: At,
    caller: Caller,
    (wants, words): (Wants, Words),
    via: Via,
    input: Input<TicketBody>,
) -> Result<Response, Problem> {
    let key = input.key.required()?;
    let place = &*office.office;
    // Who gives a booking up for it is known by that.
    if input.body.instead_of.is_none() {
        caller.require(&Role::IN_THE_HALL, &place.id)?;
    }
    numbers::may_draw(place, now)?;
    let by = caller.actor(via);
    let ticket = app.store.keyring().ticket(&place.id, place.today(now), &key);
    let queue = if let Some(secret) = &input.body.instead_of {
        instead(&app, &office, &ticket, secret, (by, &key, now)).await?
    } else {
        let items = input.body.items.items()?;
        let _minutes = place.minutes(&items)?;
        if by == Actor::Kiosk {
            numbers::is_there_time(&app, place, &ticket, now).await?;
        }
        // Who fills in a form goes on in the language of the form.
        let read = input.from_form.then(|| words.lang().code().to_owned());
        let language = input.body.language.clone().or(read).filter(|code| code != "de");
        match app.store.draw(&office, &ticket, &items, language, (by, now)).await? {
            TicketOutcome::Drawn(queue) => *queue,
            TicketOutcome::KeyReused => return Err(Problem::key_reused()),
            TicketOutcome::Stopped(queue) => {
                numbers::flow(&queue)?;
                numbers::is_done(place, &queue, &items, now)?;
                return Err(Problem::unavailable());
            }
        }
    };
    let expected = app.store.expected(place, ticket.date).await?;
    let standing = queue.standing(place, ticket.id, now).ok_or_else(|| {
        Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "no-more-tickets",
            text!("no-more-tickets"),
            text!("no-more-tickets-then"),
        )
    })?;
    let secret = app.store.keyring().ticket_secret(&ticket);
    tracing::info!(office.id = %place.id, number = %standing.number, "drew a ticket");
    let this = paths::ticket(&secret);
    let view = TicketView {
        number: standing.number,
        wait: queue.wait(place, &expected, Some(ticket.id), now).into(),
        ahead: standing.ahead,
        links: TicketLinks { leave: format!("{this}/leave"), this: this.clone() },
        secret,
    };
    let location = match via {
        Via::Web => this,
        Via::Kiosk | Via::Desk => paths::with(via.home(&place.id), "ticket", &view.secret),
    };
    Ok(Reply::personal(Reply::done(wants, StatusCode::CREATED, &view, &location)))
}

/// Gives a booking up and draws the ticket, both or neither.
async fn instead(
    app: &App,
    office: &Configured,
    ticket: &TicketName,
    secret: &str,
    (by, key, now): (Actor, &IdempotencyKey, Moment),
) -> Result<Queue, Problem> {
    let secret: BookingSecret = secret.parse().map_err(|_| Problem::not_found())?;
    let stamp = Stamp {
        key: app.store.keyring().key_hash("wait-instead", key),
        payload: store::payload_hash(&ticket.id.to_string()),
    };
    let (id, walk_ins) = (&office.office.id, office.office.numbers.walk_in);
    for _ in 0..TRIES {
        let queue = app.store.queue(id, walk_ins, ticket.date, true).await?;
        if queue.drawn.contains(&ticket.id) {
            return Ok(queue);
        }
        numbers::flow(&queue)?;
        let booking = app.store.booking(&secret).await?.ok_or_else(Problem::not_found)?;
        let elsewhere = app.office(booking.office.as_str(), now).await?;
        booking.may_cancel(&elsewhere.office, now)?;
        let _minutes = office.office.minutes(&booking.items)?;
        numbers::is_done(&office.office, &queue, &booking.items, now)?;
        let booked = BookedElsewhere { office: &elsewhere, secret: &secret, booking: &booking };
        let _outcome = app.store.wait_instead(office, &booked, ticket, stamp, (by, now)).await?;
    }
    Err(Problem::unavailable())
}

#[derive(Template)]
#[template(path = "ticket.html")]
struct TicketPage<'a> {
    words: &'a Words,
    view: &'a PositionView,
    office: &'a Office,
    /// What keeps the visit from being called, and what becomes of it.
    disturbed: Option<(Text, Text)>,
    wait: Text,
    leave: String,
    key: String,
}

impl TicketPage<'_> {
    /// Where the person is to go.
    fn place(&self) -> Text {
        self.view.counter.as_ref().map_or_else(
            || texts::counter_word(self.office),
            |counter| texts::place(self.office, counter),
        )
    }
}

/// Shows the place of a ticket. Acts on nothing.
///
/// # Responses
///
/// - 200 with the place.
/// - 404 `not-found`: the secret is none of ours, or its day is over.
#[utoipa::path(get, path = "/tickets/{secret}", params(("secret" = String, Path)), responses(
    (status = 200, body = PositionView),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn show(
    State(app): State<App>,
    Now(now): Now,
    (wants, words): (Wants, Words),
    Secret(secret): Secret,
) -> Result<Response, Problem> {
    let (office, ticket) = named(&app, &secret, now).await?;
    let office = &*office.office;
    let words = words.at(office);
    let (queue, expected) = app.store.hall(office, ticket.date).await?;
    let (view, waiting) = position(office, (&queue, &expected), &ticket, now)?;
    let response = Reply::show(wants, &view, || {
        let page = TicketPage {
            words: &words,
            view: &view,
            office,
            disturbed: kept_back_text(office, &queue, ticket.id, now),
            wait: texts::wait(queue.wait(office, &expected, Some(ticket.id), now)),
            leave: words.on(format!("{}/leave", paths::ticket(&secret))),
            key: web::fresh_key(),
        };
        let page = words.page("ticket-title", &page).of_office(office);
        if waiting { page.refreshed_every(REFRESH_S) } else { page }
    });
    Ok(Reply::personal(response))
}

/// Gives a number up. Leaving twice is leaving once.
///
/// # Responses
///
/// - 200 with the place, now `left`.
/// - 404 `not-found`.
/// - 409 `wrong-state`, `visit-ended`.
#[utoipa::path(post, path = "/tickets/{secret}/leave", params(("secret" = String, Path)),
    request_body = Nothing, responses(
    (status = 200, body = PositionView),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn leave(
    State(app): State<App>,
    Now(now): Now,
    caller: Caller,
    wants: Wants,
    via: Via,
    Secret(secret): Secret,
    _: Input<Nothing>,
) -> Result<Response, Problem> {
    let (office, ticket) = named(&app, &secret, now).await?;
    let place = &*office.office;
    let walk_ins = place.numbers.walk_in;
    let queue = app.store.queue(&place.id, walk_ins, ticket.date, true).await?;
    let by = caller.actor(via);
    let changed = app
        .store
        .change_queue(&office, ticket.date, queue, |queue| queue.leave(ticket.id, by, now))
        .await?;
    let (queue, _) = changed?;
    let (view, _) = position(place, (&queue, &[]), &ticket, now)?;
    let location = paths::ticket(&secret);
    Ok(Reply::personal(Reply::done(wants, StatusCode::OK, &view, &location)))
}

/// The ticket that a secret opens; only on its day and until its data is
/// due to be gone.
pub(crate) async fn named(
    app: &App,
    secret: &str,
    now: Moment,
) -> Result<(Configured, TicketName), Problem> {
    let ticket = app.store.keyring().open_ticket(secret).map_err(|_| Problem::not_found())?;
    let office = app.office(ticket.office.as_str(), now).await?;
    let closes = office.office.closes(ticket.date);
    let over = closes.is_none_or(|closes| closes + office.office.retention <= now);
    if over { Err(Problem::not_found()) } else { Ok((office, ticket)) }
}

/// What keeps somebody who waits from being called, and of which service.
fn kept_back(queue: &Queue, id: VisitId, now: Moment) -> Option<(&ServiceId, &Disturbance)> {
    let entry = queue.entries.get(&id).filter(|entry| entry.stage.is_waiting())?;
    queue.today.disturbances.longest(&entry.items, now)
}

/// The same in words, and what becomes of the number.
pub(crate) fn kept_back_text(
    office: &Office,
    queue: &Queue,
    id: VisitId,
    now: Moment,
) -> Option<(Text, Text)> {
    let (service, disturbance) = kept_back(queue, id, now)?;
    let (services, disturbance) = (vec![service.clone()], disturbance.clone());
    let then = text!("disturbed-wait", why = texts::why(&disturbance));
    Some((texts::disturbed(office, &Disturbed { services, disturbance }), then))
}

fn position(
    office: &Office,
    (queue, expected): (&Queue, &[Expected]),
    ticket: &TicketName,
    now: Moment,
) -> Result<(PositionView, bool), Problem> {
    let standing = queue.standing(office, ticket.id, now).ok_or_else(Problem::not_found)?;
    let wait = if standing.state == VisitState::Waiting {
        queue.wait(office, expected, Some(ticket.id), now).into()
    } else {
        WaitView { low_min: 0, high_min: 0 }
    };
    let view = PositionView {
        number: standing.number,
        state: word(&standing.state),
        ahead: standing.ahead,
        wait,
        counter: standing.counter,
        office: office.id.clone(),
        interrupted: queue.today.interrupted.as_ref().map(|why| why.as_str().to_owned()),
        disturbed_until: kept_back(queue, ticket.id, now)
            .map(|(_, disturbance)| disturbance.until.rfc3339(&office.zone)),
    };
    let open = matches!(
        standing.state,
        VisitState::Waiting | VisitState::Called | VisitState::Serving | VisitState::Parked
    );
    Ok((view, open))
}
