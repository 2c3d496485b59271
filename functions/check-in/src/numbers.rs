//! Whether numbers are given out at present, and why not.

use domain::{
    disturbance::Disturbed,
    office::{Items, Office},
    queue::{Expected, Queue},
    time::{Moment, Seconds},
};
use http::StatusCode;
use store::TicketName;
use texts::{Text, text};
use web::{App, Problem};

/// How long before closing a kiosk begins to look whether there is time for another
/// number.
const LOOKS_BEFORE: Seconds = Seconds::hours(3);

/// The head of the office can stop the numbers, or everything.
pub(crate) fn flow(queue: &Queue) -> Result<(), Problem> {
    let refused =
        |code, title, then| Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, title, then));
    if let Some(why) = &queue.today.interrupted {
        let title = text!("numbers-interrupted", why = texts::german(why.as_str()));
        return refused("interrupted", title, text!("numbers-interrupted-then"));
    }
    if queue.today.stopped {
        let (title, then) = (text!("no-more-tickets"), text!("no-more-tickets-then"));
        return refused("no-more-tickets", title, then);
    }
    Ok(())
}

/// Single services may not be done for a while; others are.
pub(crate) fn is_done(
    office: &Office,
    queue: &Queue,
    items: &Items,
    now: Moment,
) -> Result<(), Problem> {
    let Some((service, disturbance)) = queue.today.disturbances.longest(items, now) else {
        return Ok(());
    };
    let (services, disturbance) = (vec![service.clone()], disturbance.clone());
    let until = disturbance.until.rfc3339(&office.zone);
    let then = texts::disturbed_then(office, &disturbance);
    let title = texts::disturbed(office, &Disturbed { services, disturbance });
    let code = "service-disturbed";
    Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, title, then).with("until", until))
}

/// Numbers are drawn from opening until some minutes before closing.
pub(crate) fn may_draw(office: &Office, now: Moment) -> Result<(), Problem> {
    let refused = |code, title: Text, detail: Text| {
        Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, title, detail))
    };
    let today = office.today(now);
    if let Some(reason) = office.closed_because(today) {
        let title = text!("draw-closed-today", reason = texts::closed(&reason));
        return refused("closed", title, text!("draw-book"));
    }
    let time = |at| texts::time(at, &office.zone);
    match (office.opens(today), office.last_ticket(today)) {
        (Some(opens), _) if now < opens => {
            refused("not-open-yet", text!("not-open-yet"), text!("draw-from", time = time(opens)))
        }
        (_, Some(last)) if now > last => refused(
            "no-more-tickets",
            text!("no-more-tickets"),
            text!("no-more-tickets-since", time = time(last)),
        ),
        _ => Ok(()),
    }
}

/// Whether a kiosk gives out numbers at present, or why not.
pub(crate) fn given_out(
    office: &Office,
    queue: &Queue,
    expected: &[Expected],
    now: Moment,
) -> Result<(), Problem> {
    may_draw(office, now)?;
    flow(queue)?;
    is_called_today(office, queue, expected, now)
}

/// A kiosk gives out no number that would not be called today; staff decide for
/// themselves. Whoever has drawn one keeps it, however often they press.
pub(crate) async fn is_there_time(
    app: &App,
    office: &Office,
    ticket: &TicketName,
    now: Moment,
) -> Result<(), Problem> {
    if is_early(office, now) {
        return Ok(());
    }
    let (queue, expected) = app.store.hall(office, ticket.date).await?;
    let has_one = queue.drawn.contains(&ticket.id);
    if has_one { Ok(()) } else { is_called_today(office, &queue, &expected, now) }
}

/// Before, there is always time, and a number costs a read less.
fn is_early(office: &Office, now: Moment) -> bool {
    let closes = office.closes(office.today(now));
    closes.is_none_or(|closes| now < closes - LOOKS_BEFORE)
}

fn is_called_today(
    office: &Office,
    queue: &Queue,
    expected: &[Expected],
    now: Moment,
) -> Result<(), Problem> {
    if is_early(office, now) || !queue.is_full(office, expected, now) {
        return Ok(());
    }
    let (title, then) = (text!("no-more-tickets"), text!("no-more-tickets-full"));
    Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "no-more-tickets", title, then))
}
