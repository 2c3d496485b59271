//! "Ich bin da": somebody with an appointment has arrived.

use axum::{extract::State, response::Response};
use domain::{
    booking::{Booking, BookingStatus},
    ids::{CounterId, Number, OfficeId},
    office::Office,
    queue::{Actor, Answer, Expected, Punctuality, Queue, VisitId, VisitState},
    time::{Moment, Unit},
};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{BookingSecret, CheckInOutcome, Configured};
use texts::{Text, text};
use utoipa::ToSchema;
use web::{App, At, Caller, Input, Problem, ProblemBody, Reply, Role, Via, Wants, Words, paths};

use crate::{WaitView, tickets, word};

/// How often a check-in is decided anew when the booking changed meanwhile.
const TRIES: u32 = 4;

/// Nobody has an appointment of this number today.
const UNKNOWN: &str = "unknown-number";

/// Who has arrived: by the secret of the link, by number and booked time at
/// the kiosk, by number alone at the desk.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct CheckInBody {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    /// The booked time: `10:20`, or an instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    time: Option<String>,
}

impl CheckInBody {
    /// Where this is done: only the desk needs no more than a number, and only
    /// the kiosk asks for the time beside it.
    fn place(&self, via: Via) -> Via {
        match self {
            Self { secret: Some(_), .. } => via,
            Self { time: Some(_), .. } => Via::Kiosk,
            Self { .. } => Via::Desk,
        }
    }

    /// Somebody in the house without an appointment, if the number says so.
    fn walk_in(&self, queue: &Queue) -> Option<VisitId> {
        let id = queue.find(self.number.as_deref()?.trim().parse().ok()?)?;
        queue.entries.get(&id).is_some_and(|entry| entry.appointment.is_none()).then_some(id)
    }
}

/// A visit that has arrived.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CheckInView {
    #[schema(value_type = String, example = "612")]
    number: Number,
    /// `waiting`, `called`, `serving`, `parked`, `done`.
    state: String,
    /// How many people are called before.
    ahead: usize,
    wait: WaitView,
    /// `in-time`, `late` (still an appointment), `too-late` (waits with the
    /// walk-ins, same number).
    #[serde(skip_serializing_if = "Option::is_none")]
    punctuality: Option<&'static str>,
    /// The counter, once called.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    counter: Option<CounterId>,
    /// What to tell the person.
    message: String,
}

/// Notes that somebody with an appointment has arrived. Doing it twice is
/// doing it once; somebody who was not there when called is taken back, at the
/// info desk also without an appointment.
///
/// # Responses
///
/// - 200 with the state and the wait.
/// - 400 `malformed`.
/// - 401 `sign-in-needed`, 403 `not-allowed`: by number, from outside of the hall.
/// - 404 `unknown-office`, `not-found`, `unknown-number`.
/// - 409 `already-cancelled`, `wrong-day`, `wrong-office`, `not-open-yet`,
///   `appointment-over`: each says where and when, and what can be done.
#[utoipa::path(post, path = "/offices/{office}/check-ins", params(("office" = String, Path)),
    request_body = CheckInBody, responses(
    (status = 200, body = CheckInView),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn check_in(
    State(app): State<App>,
    At { office, now }: At,
    caller: Caller,
    (wants, words): (Wants, Words),
    via: Via,
    input: Input<CheckInBody>,
) -> Result<Response, Problem> {
    let today = office.office.today(now);
    let (id, walk_ins) = (&office.office.id, office.office.numbers.walk_in);
    let (secret, queue, expected) = tokio::join!(
        whose(&app, &office, &caller, &input.body, now),
        app.store.queue(id, walk_ins, today, true),
        app.store.expected(&office.office, today),
    );
    let (mut queue, expected) = (queue?, expected?);
    let by = caller.actor(input.body.place(via));
    let secret = match secret {
        Ok(secret) => secret,
        Err(problem) => match input.body.walk_in(&queue).filter(|_| is_unknown(&problem)) {
            Some(visit) => {
                return came_back(
                    &app,
                    &words,
                    &office,
                    visit,
                    (queue, &expected),
                    (wants, by, now),
                )
                .await;
            }
            None => return Err(problem),
        },
    };
    for _ in 0..TRIES {
        let booking = app.store.booking(&secret).await?.ok_or_else(Problem::not_found)?;
        if booking.is_forgotten(&office.office, now) {
            return Err(Problem::not_found());
        }
        belongs_here(&app, &office.office, &booking, now).await.map_err(|problem| {
            match (&input.body.secret, problem.code()) {
                (Some(secret), "wrong-day" | "wrong-office") => {
                    let wait = queue.wait(&office.office, &expected, None, now);
                    let wait = words.plain(texts::wait(wait));
                    ways_out(problem, id, secret, &wait)
                }
                _ => problem,
            }
        })?;
        queue = match booking.status(&office.office, now) {
            BookingStatus::CheckedIn => back(&app, &office, &booking, queue, (by, now)).await?,
            _ => match app.store.check_in(&office, &secret, &booking, &queue, (by, now)).await? {
                CheckInOutcome::In(queue) => *queue,
                CheckInOutcome::Overtaken(_) => continue,
            },
        };
        tracing::info!(office.id = %id, number = %booking.number, "checked in an appointment");
        let view = view(&words, &office.office, &booking, (&queue, &expected), now)?;
        let home = match via {
            Via::Web if input.body.secret.is_some() => paths::booking(secret.reveal()),
            Via::Web if input.body.time.is_none() => paths::desk(id),
            Via::Desk => paths::desk(id),
            Via::Web | Via::Kiosk => paths::kiosk(id),
        };
        let location = paths::with(home, "arrived", &booking.number.to_string());
        return Ok(Reply::personal(Reply::done(wants, StatusCode::OK, &view, &location)));
    }
    Err(Problem::unavailable())
}

/// Finds the booking's secret from what was given.
async fn whose(
    app: &App,
    office: &Configured,
    caller: &Caller,
    body: &CheckInBody,
    now: Moment,
) -> Result<BookingSecret, Problem> {
    let (number, time) = match body {
        CheckInBody { secret: Some(secret), .. } => {
            return secret.parse().map_err(|_| Problem::not_found());
        }
        CheckInBody { number: Some(number), time, .. } => (number, time),
        _ => return Err(Problem::malformed(text!("malformed-arrival"))),
    };
    let office = &*office.office;
    let number: Number =
        number.trim().parse().map_err(|_| Problem::malformed(text!("malformed-number")))?;
    let unit = time.as_deref().map(|time| booked_time(office, time)).transpose()?;
    // A number and its time can be guessed from afar; who stands here knows them.
    match unit {
        Some(_) => caller.require(&Role::IN_THE_HALL, &office.id)?,
        None => caller.require(&[Role::Clerk, Role::InfoDesk, Role::Lead], &office.id)?,
    }
    let found = app.store.numbered(&office.id, office.today(now), number).await?;
    let found = found.filter(|found| unit.is_none_or(|unit| unit == found.unit));
    let secret = found.and_then(|found| found.secret.parse().ok());
    secret.ok_or_else(|| {
        Problem::new(
            StatusCode::NOT_FOUND,
            UNKNOWN,
            text!("unknown-number"),
            text!("unknown-number-then"),
        )
    })
}

fn is_unknown(problem: &Problem) -> bool {
    problem.code() == UNKNOWN
}

/// `10:20` of today, or an instant.
fn booked_time(office: &Office, text: &str) -> Result<Unit, Problem> {
    let text = text.trim();
    let clock = text.parse().ok().and_then(Unit::at);
    let instant = || Moment::parse(text).and_then(|at| Unit::of(at, &office.zone));
    clock
        .or_else(|| instant().map(|(_, unit)| unit))
        .ok_or_else(|| Problem::malformed(text!("malformed-time")))
}

/// Refuses a booking of another office or day, and says where and when it is.
async fn belongs_here(
    app: &App,
    office: &Office,
    booking: &Booking,
    now: Moment,
) -> Result<(), Problem> {
    let conflict = |code, title: Text, detail: Text| {
        Err(Problem::new(StatusCode::CONFLICT, code, title, detail)
            .with("office", &booking.office)
            .with("start", booking.start.rfc3339(&office.zone)))
    };
    let when = texts::day_and_time(booking.start, &office.zone);
    match booking.status(office, now) {
        BookingStatus::Cancelled => {
            return conflict(
                "already-cancelled",
                text!("already-cancelled"),
                text!("cancelled-draw"),
            );
        }
        BookingStatus::CheckedIn if booking.office == office.id => return Ok(()),
        BookingStatus::Displaced if booking.is_stranded(office) => {
            return conflict("displaced", text!("displaced", when = when), text!("displaced-then"));
        }
        BookingStatus::Booked
        | BookingStatus::Displaced
        | BookingStatus::CheckedIn
        | BookingStatus::NoShow => (),
    }
    if booking.office != office.id {
        let other = app.office(booking.office.as_str(), now).await?.office;
        let address = &other.address;
        return conflict(
            "wrong-office",
            text!("wrong-office", office = &other.name, when = when),
            text!(
                "wrong-office-then",
                street = &address.street,
                town = format!("{} {}", address.postcode, address.town)
            ),
        );
    }
    if booking.date != office.today(now) {
        return conflict("wrong-day", text!("wrong-day", when = when), text!("wrong-day-then"));
    }
    if office.closes(booking.date).is_none_or(|closes| closes <= now) {
        return conflict(
            "appointment-over",
            text!("closed-for-today"),
            text!("closed-for-today-then"),
        );
    }
    match office.opens(booking.date) {
        Some(opens) if opens <= now => Ok(()),
        opens => conflict(
            "not-open-yet",
            text!("not-open-yet"),
            opens.map_or_else(
                || text!("wrong-day-then"),
                |opens| {
                    text!("not-open-yet-then", time = texts::time(opens, &office.zone), when = when)
                },
            ),
        ),
    }
}

/// Never a bare refusal: wait here without an appointment, or move it.
fn ways_out(problem: Problem, here: &OfficeId, secret: &str, wait: &str) -> Problem {
    let booking = paths::booking(secret);
    problem
        .with(
            "wait_here",
            json!({ "action": paths::tickets(here), "instead_of": secret, "wait": wait }),
        )
        .with("links", json!({ "self": booking, "move": format!("{booking}/move") }))
}

/// Checked in before: nothing changes, unless the person was called and not
/// there; then they wait again with their old rank.
async fn back(
    app: &App,
    office: &Configured,
    booking: &Booking,
    queue: Queue,
    (by, now): (Actor, Moment),
) -> Result<Queue, Problem> {
    // Somebody may have checked it in after the queue was read.
    let queue = if queue.checked_in.contains(&booking.number) {
        queue
    } else {
        let walk_ins = office.office.numbers.walk_in;
        app.store.queue(&booking.office, walk_ins, booking.date, true).await?
    };
    if !queue.entries.contains_key(&booking.visit) {
        return Ok(queue);
    }
    let changed = app
        .store
        .change_queue(office, booking.date, queue, |queue| queue.back(booking.visit, by, now))
        .await?;
    let (queue, Answer { .. }) = changed?;
    Ok(queue)
}

/// Somebody without an appointment stands at the info desk: who was not there
/// when called waits again, with the old rank.
async fn came_back(
    app: &App,
    words: &Words,
    office: &Configured,
    visit: VisitId,
    (queue, expected): (Queue, &[Expected]),
    (wants, by, now): (Wants, Actor, Moment),
) -> Result<Response, Problem> {
    let place = &*office.office;
    let back = |queue: &Queue| queue.back(visit, by, now);
    let changed = app.store.change_queue(office, place.today(now), queue, back).await?;
    let (queue, _) = changed?;
    let standing = queue.standing(place, visit, now).ok_or_else(Problem::unavailable)?;
    let wait = queue.wait(place, expected, Some(visit), now);
    let view = CheckInView {
        number: standing.number,
        state: word(&standing.state),
        ahead: standing.ahead,
        wait: wait.into(),
        punctuality: None,
        counter: standing.counter,
        message: words.plain(text!("came-back", wait = texts::wait(wait))),
    };
    let location = paths::with(paths::desk(&place.id), "arrived", &standing.number.to_string());
    Ok(Reply::personal(Reply::done(wants, StatusCode::OK, &view, &location)))
}

fn view(
    words: &Words,
    office: &Office,
    booking: &Booking,
    (queue, expected): (&Queue, &[Expected]),
    now: Moment,
) -> Result<CheckInView, Problem> {
    let Some(standing) = queue.standing(office, booking.visit, now) else {
        return served(words, booking, queue);
    };
    let wait = queue.wait(office, expected, Some(booking.visit), now);
    let time = |moment| texts::time(moment, &office.zone);
    let kept_back = tickets::kept_back_text(office, queue, booking.visit, now);
    let message = match standing.punctuality {
        _ if let Some((what, then)) = kept_back => {
            text!("disturbed-welcome", what = what, then = then)
        }
        Some(Punctuality::TooLate) => {
            text!("checked-in-too-late", wait = texts::wait(wait), number = booking.number)
        }
        Some(Punctuality::InTime) if now < booking.start => text!(
            "checked-in-early",
            time = time(booking.start),
            earliest = time((booking.start - domain::queue::LEAD).max(now)),
        ),
        Some(Punctuality::InTime | Punctuality::Late) | None => text!("checked-in"),
    };
    Ok(CheckInView {
        number: standing.number,
        state: word(&standing.state),
        ahead: standing.ahead,
        wait: wait.into(),
        punctuality: standing.punctuality.map(|punctuality| match punctuality {
            Punctuality::InTime => "in-time",
            Punctuality::Late => "late",
            Punctuality::TooLate => "too-late",
        }),
        counter: standing.counter,
        message: words.plain(message),
    })
}

/// Who has arrived and is no longer in the house has been served.
fn served(words: &Words, booking: &Booking, queue: &Queue) -> Result<CheckInView, Problem> {
    if !queue.checked_in.contains(&booking.number) {
        return Err(Problem::unavailable());
    }
    Ok(CheckInView {
        number: booking.number,
        state: word(&VisitState::Done),
        ahead: 0,
        wait: WaitView { low_min: 0, high_min: 0 },
        punctuality: None,
        counter: None,
        message: words.plain(text!("checked-in-done")),
    })
}
