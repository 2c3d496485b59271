//! The kiosk: a screen in the hall, without a keyboard and without a way out.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    day::DaySlots,
    disturbance::Disturbances,
    ids::Number,
    office::{Category, Items, Office, Service},
    queue::{Expected, Queue},
    time::{Moment, Seconds, Unit},
};
use serde::Deserialize;
use texts::{Text, text};
use web::{App, At, Caller, Look, Page, Problem, ProblemBody, Role, Via, Words, paths};

use crate::{
    emergency::{self, Outage},
    numbers,
    slip::{Slip, welcome},
    tickets,
};

/// After so many seconds a kiosk is ready for the next person: a step that was
/// left alone, and a number that has been read.
const LEFT_ALONE_S: u32 = 60;
const READ_S: u32 = 30;

/// From so many minutes on, a kiosk looks for an appointment instead.
const LONG_WAIT_MIN: i64 = 30;

/// How many digits a number has in the ordinary course of things.
const DIGITS: usize = 3;

/// Which step of the kiosk is shown.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct KioskQuery {
    /// `arrive`, `draw`, or `emergency`, which a kiosk keeps for when there is
    /// no network; the beginning if absent.
    view: Option<String>,
    /// The digits typed so far, without the one that is pressed now.
    number: Option<String>,
    /// The digit that is pressed now; `x` takes the last one away.
    digit: Option<String>,
    /// Whether the number is complete although it could go on.
    done: Option<String>,
    /// The number that has just arrived.
    arrived: Option<String>,
    /// The secret of the ticket that was just drawn.
    ticket: Option<String>,
}

impl KioskQuery {
    /// The digits typed so far.
    fn typed(&self) -> String {
        let digits = self.number.as_deref().unwrap_or_default().chars();
        let mut typed: String = digits.filter(char::is_ascii_digit).collect();
        match self.digit.as_deref() {
            Some("x") => _ = typed.pop(),
            Some(digit) => typed.extend(digit.chars().filter(char::is_ascii_digit)),
            None => (),
        }
        typed.truncate(4);
        typed
    }

    /// The number, once it is complete.
    fn number(&self) -> Option<Number> {
        let typed = self.typed();
        let complete = typed.len() == 4
            || typed.len() == DIGITS && (self.digit.as_deref() != Some("x"))
            || self.done.is_some();
        if complete { typed.parse().ok() } else { None }
    }
}

#[derive(Template)]
#[template(path = "kiosk.html")]
struct StartPage<'a> {
    words: &'a Words,
    office: &'a Office,
    wait: Text,
    waiting: Text,
    /// What the office tells everybody today.
    notice: Option<String>,
    /// Services that cannot be done at present.
    disturbed: Vec<(Text, Text)>,
    /// Why no number can be drawn.
    refusal: Option<Problem>,
    /// Where a code goes that a reader types.
    check_in: String,
    /// What is needed for when there is no network.
    outage: Outage,
    key: String,
}

impl StartPage<'_> {
    fn step(&self, view: &str) -> String {
        self.words.on(paths::with(paths::kiosk(&self.office.id), "view", view))
    }
}

#[derive(Template)]
#[template(path = "kiosk-draw.html")]
struct DrawPage<'a> {
    words: &'a Words,
    office: &'a Office,
    here: String,
    wait: Text,
    /// Services that cannot be done at present: which, and what one can do.
    disturbed: Vec<(Text, Text)>,
    disturbances: &'a Disturbances,
    now: Moment,
    /// From when an appointment is free before a number would be called, and
    /// the code that leads there.
    sooner: Option<(Text, String)>,
    action: String,
    key: String,
}

impl DrawPage<'_> {
    fn services(&self, category: Category) -> impl Iterator<Item = &Service> {
        self.office.services.iter().filter(move |service| service.category == category)
    }

    /// Until when a service cannot be done.
    fn disturbed_until(&self, service: &Service) -> Option<Text> {
        let disturbance = self.disturbances.of_service(&service.id, self.now)?;
        Some(texts::time(disturbance.until, &self.office.zone))
    }
}

#[derive(Template)]
#[template(path = "kiosk-number.html")]
struct NumberPage<'a> {
    words: &'a Words,
    here: String,
    typed: String,
    /// Whether the digits are complete and no number.
    is_none: bool,
}

#[derive(Template)]
#[template(path = "kiosk-time.html")]
struct TimePage<'a> {
    words: &'a Words,
    here: String,
    number: Number,
    times: Vec<String>,
    /// Where a number goes on that may have a fourth digit.
    other: Option<String>,
    action: String,
    key: String,
}

#[derive(Template)]
#[template(path = "kiosk-arrived.html")]
struct ArrivedPage<'a> {
    words: &'a Words,
    home: String,
    number: Number,
    text: Text,
}

#[derive(Template)]
#[template(path = "kiosk-ticket.html")]
struct TicketPage<'a> {
    words: &'a Words,
    home: String,
    slip: String,
}

/// The pages of the kiosk: arrive with an appointment, or draw a number.
///
/// # Responses
///
/// - 200 with the page.
/// - 303 to the pairing, for a device that is no kiosk of this office.
/// - 404 `unknown-office`.
#[utoipa::path(get, path = "/offices/{office}/kiosk",
    params(("office" = String, Path), KioskQuery),
    responses((status = 200, content_type = "text/html"), (status = 303),
    (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn kiosk(
    State(app): State<App>,
    at: At,
    caller: Caller,
    words: Words,
    Query(query): Query<KioskQuery>,
) -> Result<Response, Problem> {
    let office = &*at.office.office;
    if !caller.is(&Role::IN_THE_HALL, &office.id) {
        return Ok(Redirect::to(&paths::pairing(&office.id)).into_response());
    }
    let words = &words;
    // Who is done leaves it to the next person, in the language of the house.
    let home = paths::kiosk(&office.id);
    let here = words.on(home.as_str());
    let page = match (&query.ticket, &query.arrived, query.view.as_deref()) {
        (Some(secret), ..) => {
            ticket(&app, words, office, secret, at.now).await?.followed_by(home, READ_S)
        }
        (_, Some(number), _) => {
            let number = number.parse().map_err(|_| Problem::not_found())?;
            let (queue, expected) = hall(&app, office, at.now).await?;
            let text = welcome(office, &queue, &expected, number, at.now);
            let page = ArrivedPage { words, home: home.clone(), number, text };
            words.page("kiosk-arrived-title", &page).followed_by(home, READ_S)
        }
        (_, _, Some("arrive")) => {
            arrive(words, office, &query, at.now).followed_by(home, LEFT_ALONE_S)
        }
        (_, _, Some("emergency")) => {
            let (queue, _) = hall(&app, office, at.now).await?;
            emergency::page(words, office, &queue, at.now)
        }
        (_, _, Some("draw")) => {
            let (queue, expected) = hall(&app, office, at.now).await?;
            let wait = queue.wait(office, &expected, None, at.now);
            let sooner = match i64::from(wait.low_min()) {
                low if low < LONG_WAIT_MIN => None,
                low => sooner(&app, words, &at, at.now + Seconds::minutes(low)).await?,
            };
            let page = DrawPage {
                words,
                office,
                here,
                wait: texts::wait(wait),
                disturbed: disturbed(office, &queue, at.now),
                disturbances: &queue.today.disturbances,
                now: at.now,
                sooner,
                action: words.on(Via::Kiosk.on(paths::tickets(&office.id))),
                key: web::fresh_key(),
            };
            words.page("kiosk-draw-title", &page).followed_by(home, LEFT_ALONE_S)
        }
        _ => {
            let (queue, expected) = hall(&app, office, at.now).await?;
            let page = StartPage {
                words,
                office,
                wait: texts::wait(queue.wait(office, &expected, None, at.now)),
                waiting: texts::waiting(queue.waiting()),
                disturbed: disturbed(office, &queue, at.now),
                refusal: numbers::given_out(office, &queue, &expected, at.now).err(),
                notice: queue.today.notice.as_ref().map(|notice| notice.as_str().to_owned()),
                check_in: words.on(Via::Kiosk.on(format!("/offices/{}/check-ins", office.id))),
                outage: Outage::of(office, at.now),
                key: web::fresh_key(),
            };
            start(words, &page)
        }
    };
    Ok(page.of_office(office).drawn_for(Look::Kiosk).into_response())
}

/// What cannot be done at present, and what one can do about it.
fn disturbed(office: &Office, queue: &Queue, now: Moment) -> Vec<(Text, Text)> {
    let all = queue.today.disturbances.at(office, now);
    let said = all.iter().map(|one| {
        (texts::disturbed(office, one), texts::disturbed_then(office, &one.disturbance))
    });
    said.collect()
}

/// The beginning: ready for the next person, whose language is that of the house.
fn start(words: &Words, page: &StartPage<'_>) -> Page {
    let shown = words.page("kiosk-title", page);
    match words.chosen() {
        None => shown.refreshed_every(LEFT_ALONE_S),
        Some(_) => shown.followed_by(paths::kiosk(&page.office.id), LEFT_ALONE_S),
    }
}

async fn hall(app: &App, office: &Office, now: Moment) -> Result<(Queue, Vec<Expected>), Problem> {
    Ok(app.store.hall(office, office.today(now)).await?)
}

/// The first appointment of today that is free and begins before `end`, for the
/// shortest service, and the code with which a phone gets there.
async fn sooner(
    app: &App,
    words: &Words,
    at: &At,
    end: Moment,
) -> Result<Option<(Text, String)>, Problem> {
    let office = &*at.office.office;
    let today = office.today(at.now);
    let Some(shortest) = office.services.iter().min_by_key(|service| service.minutes) else {
        return Ok(None);
    };
    let items = Items::one(shortest.id.clone());
    let days = app.store.days(&at.office, today, today).await?;
    let slots = days.get(&today).map(|day| DaySlots::list(office, today, day, &items, at.now));
    let first = slots.and_then(|day| {
        let mut free = day.slots.into_iter().filter(|slot| slot.free > 0 && slot.start < end);
        free.next()
    });
    let link = format!("{}{}", office.city.public_url, words.on(paths::office(&office.id)));
    Ok(first.map(|slot| {
        let code = web::qr(&link, &words.plain(text!("kiosk-sooner-code")));
        (texts::time(slot.start, &office.zone), code)
    }))
}

/// The number first, digit by digit, then the time of the appointment.
fn arrive(words: &Words, office: &Office, query: &KioskQuery, now: Moment) -> Page {
    let home = paths::kiosk(&office.id);
    let here = words.on(home.as_str());
    let Some(number) = query.number() else {
        let typed = query.typed();
        let is_none = typed.starts_with('0') || query.done.is_some();
        return words.page("kiosk-number-title", &NumberPage { words, here, typed, is_none });
    };
    let starts = office.starts(office.today(now));
    let again = [("view", "arrive"), ("number", &number.to_string()), ("digit", "x")];
    let again = again.into_iter().fold(home, |path, (name, value)| paths::with(path, name, value));
    let page = TimePage {
        words,
        here,
        number,
        times: starts
            .iter()
            .map(|(unit, _): (Unit, u16)| unit.time().strftime("%-H:%M").to_string())
            .collect(),
        other: (number.to_string().len() == DIGITS).then(|| words.on(again)),
        action: words.on(Via::Kiosk.on(format!("/offices/{}/check-ins", office.id))),
        key: web::fresh_key(),
    };
    words.page("kiosk-time-title", &page)
}

async fn ticket(
    app: &App,
    words: &Words,
    office: &Office,
    secret: &str,
    now: Moment,
) -> Result<Page, Problem> {
    let (_, name) = tickets::named(app, secret, now).await?;
    if name.office != office.id {
        return Err(Problem::not_found());
    }
    let (queue, expected) = hall(app, office, now).await?;
    let slip = Slip::of(words, office, (&queue, &expected), &name, secret, now)
        .ok_or_else(Problem::not_found)?;
    let home = paths::kiosk(&office.id);
    let page = TicketPage { words, home, slip: slip.render().unwrap_or_default() };
    Ok(words.page("kiosk-ticket-title", &page))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(number: &str, digit: &str) -> KioskQuery {
        KioskQuery {
            view: Some("arrive".to_owned()),
            number: Some(number.to_owned()),
            digit: Some(digit.to_owned()).filter(|digit| !digit.is_empty()),
            done: None,
            arrived: None,
            ticket: None,
        }
    }

    #[test]
    fn a_number_is_typed_digit_by_digit_and_complete_with_three() {
        assert_eq!((query("6", "1").typed(), query("6", "1").number()), ("61".to_owned(), None));
        assert_eq!(query("61", "2").number(), "612".parse().ok());
        assert_eq!(query("612", "").number(), "612".parse().ok());
        assert_eq!(query("600", "1").number(), "6001".parse().ok());
    }

    #[test]
    fn a_wrong_digit_can_be_taken_back() {
        assert_eq!(query("61", "x").typed(), "6");
        assert_eq!((query("6123", "x").typed(), query("6123", "x").number()), ("612".into(), None));
        assert_eq!(query("", "x").typed(), "");
    }
}
