//! Numbers without a network: a kiosk gets some in advance, gives them out by
//! itself, and tells of them afterwards; so does the info desk from its sheet.

use askama::Template;
use axum::{extract::State, response::Response};
use domain::{
    ids::Number,
    office::{Category, Office, Service},
    queue::{Actor, Entered, Queue, VisitState},
    time::Moment,
};
use http::StatusCode;
use jiff::{
    civil::{Date, Time},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};
use store::IdempotencyKey;
use texts::text;
use utoipa::ToSchema;
use web::{
    App, At, Caller, Input, ItemsBody, Look, Page, Problem, ProblemBody, Reply, Role, Via, Wants,
    Words, paths,
};

use crate::{numbers, word};

/// Nothing is needed.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct Nothing {}

/// Numbers that nobody else has today.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RangeView {
    /// The day on which they can be given out.
    #[schema(value_type = String, example = "2026-12-02")]
    date: Date,
    #[schema(value_type = Vec<String>, example = json!(["900", "901"]))]
    numbers: Vec<Number>,
}

/// Hands out emergency numbers to a kiosk, for when it has no network: those of
/// its key, the same however often it asks, and nobody else's.
///
/// # Responses
///
/// - 201 with the numbers.
/// - 400 `idempotency-key-missing`.
/// - 401 `sign-in-needed`, 403 `not-allowed`.
/// - 404 `unknown-office`.
/// - 409 `no-more-emergency-numbers`.
#[utoipa::path(post, path = "/offices/{office}/emergency-numbers",
    params(("office" = String, Path), ("idempotency-key" = String, Header)),
    request_body = Nothing, responses(
    (status = 201, body = RangeView),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn hand_out(
    State(app): State<App>,
    At { office, now }: At,
    caller: Caller,
    wants: Wants,
    input: Input<Nothing>,
) -> Result<Response, Problem> {
    let place = &*office.office;
    caller.require(&Role::IN_THE_HALL, &place.id)?;
    let key = app.store.keyring().key_hash("emergency-numbers", &input.key.required()?);
    let date = place.today(now);
    let band = app.store.hand_out(&office, date, key).await?.ok_or_else(|| {
        Problem::new(
            StatusCode::CONFLICT,
            "no-more-emergency-numbers",
            "Für heute sind alle Notnummern verteilt.",
            "Wer mehr Kioske hat, gibt dem Büro mehr Notnummern (`emergency` in seiner Datei).",
        )
    })?;
    let view = RangeView { date, numbers: band.iter().collect() };
    let location = paths::kiosk(&place.id);
    Ok(Reply::personal(Reply::done(wants, StatusCode::CREATED, &view, &location)))
}

/// A number that was given out without a network.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct EmergencyBody {
    /// The number, as digits.
    number: String,
    #[serde(flatten)]
    items: ItemsBody,
    /// When it was given out: `9:12` or `912`, or an instant.
    drawn: String,
    /// When it was called by hand; absent while the person waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    called: Option<String>,
    /// The language the person chose, two letters; `de` if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<String>,
}

/// What became of a number that was given out without a network.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EmergencyView {
    #[schema(value_type = String, example = "900")]
    number: Number,
    /// `waiting`, and so on; `done` if it is over.
    state: String,
    /// How many people are called before.
    ahead: usize,
}

/// Enters a number that was given out without a network. It takes the place that
/// the time of its drawing gives it, whether or not numbers are given out at
/// present. A number is entered once a day; coming with it again, from the kiosk
/// or from the sheet, changes nothing.
///
/// # Responses
///
/// - 201 with how it stands.
/// - 400 `malformed`.
/// - 401 `sign-in-needed`, 403 `not-allowed`.
/// - 404 `unknown-office`.
/// - 422 `no-emergency-number`, `impossible-times`, `service-not-offered`;
///   `emergency-over` for a number of another day.
#[utoipa::path(post, path = "/offices/{office}/emergency-tickets",
    params(("office" = String, Path)), request_body = EmergencyBody, responses(
    (status = 201, body = EmergencyView),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn enter(
    State(app): State<App>,
    At { office, now }: At,
    caller: Caller,
    wants: Wants,
    via: Via,
    input: Input<EmergencyBody>,
) -> Result<Response, Problem> {
    let place = &*office.office;
    caller.require(&Role::IN_THE_HALL, &place.id)?;
    let (today, by, body) = (place.today(now), caller.actor(via), &input.body);
    let number: Number =
        body.number.trim().parse().map_err(|_| Problem::malformed(text!("malformed-number")))?;
    let drawn = moment(&place.zone, &body.drawn, today)?;
    if place.today(drawn) != today {
        return Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "emergency-over",
            "Diese Nummer ist von einem anderen Tag.",
            "Nachgetragen wird am selben Tag.",
        ));
    }
    let queue = app.store.queue(&place.id, place.numbers.walk_in, today, true).await?;
    if queue.today.entered.contains(&number) {
        // The kiosk tells of what the info desk has entered meanwhile.
        return Ok(Reply::personal(told(wants, via, place, &queue, number, now)));
    }
    let items = body.items.items()?;
    let _minutes = place.minutes(&items)?;
    // A kiosk's clock may be a little fast; the person is here nevertheless.
    let drawn = if by == Actor::Kiosk { drawn.min(now) } else { drawn };
    let by_hand =
        body.called.as_deref().map(|time| moment(&place.zone, time, today)).transpose()?;
    let language = body.language.clone().filter(|code| code != "de" && code.len() == 2);
    let id = app.store.keyring().ticket(&place.id, today, &name(today, number)?).id;
    let entered = Entered { id, number, items, drawn, called: by_hand, language };
    let changed = app
        .store
        .change_queue(&office, today, queue, |queue| queue.enter(place, &entered, by, now))
        .await?;
    let (queue, _) = changed?;
    tracing::info!(office.id = %place.id, number = %number, "entered an emergency number");
    Ok(Reply::personal(told(wants, via, place, &queue, number, now)))
}

/// How an emergency number stands that was entered.
fn told(
    wants: Wants,
    via: Via,
    place: &Office,
    queue: &Queue,
    number: Number,
    now: Moment,
) -> Response {
    let standing = queue.find(number).and_then(|id| queue.standing(place, id, now));
    let view = EmergencyView {
        number,
        state: word(&standing.as_ref().map_or(VisitState::Done, |standing| standing.state)),
        ahead: standing.map_or(0, |standing| standing.ahead),
    };
    let location = match via {
        Via::Kiosk => paths::kiosk(&place.id),
        Via::Web | Via::Desk => paths::with(paths::desk(&place.id), "entered", &number.to_string()),
    };
    Reply::done(wants, StatusCode::CREATED, &view, &location)
}

/// What stands for the key of a command: the number is nobody else's on its day.
fn name(date: Date, number: Number) -> Result<IdempotencyKey, Problem> {
    format!("emergency-{date}-{number}").parse().map_err(|_| Problem::unavailable())
}

/// A time of today as somebody writes it down, or an instant.
fn moment(zone: &TimeZone, text: &str, today: Date) -> Result<Moment, Problem> {
    let text = text.trim();
    let clock = || {
        let digits = text.replace(':', "");
        let plain = matches!(digits.len(), 3 | 4) && digits.bytes().all(|c| c.is_ascii_digit());
        let (hour, minute) = digits.split_at_checked(digits.len().checked_sub(2)?)?;
        Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok().filter(|_| plain)
    };
    let of_today = clock().and_then(|time| {
        let zoned = today.to_datetime(time).to_zoned(zone.clone()).ok()?;
        Some(Moment(zoned.timestamp().as_second()))
    });
    let found = of_today.or_else(|| Moment::parse(text));
    found.ok_or_else(|| Problem::malformed(text!("malformed-time")))
}

/// What a kiosk needs for when there is no network.
#[derive(Debug)]
pub(crate) struct Outage {
    /// The page that it keeps.
    pub(crate) page: String,
    /// What stands between it and the network, and for which addresses.
    pub(crate) worker: &'static str,
    pub(crate) scope: String,
    /// Where it gets numbers, and where it tells of them.
    pub(crate) range: String,
    pub(crate) tickets: String,
    pub(crate) day: Date,
    /// The time in seconds, from which it goes on, and the zone of its clock.
    pub(crate) now: i64,
    pub(crate) zone: String,
    /// Who helps.
    pub(crate) desk: String,
}

impl Outage {
    pub(crate) fn of(office: &Office, now: Moment) -> Self {
        let below = |rest: &str| format!("/offices/{}/{rest}", office.id);
        Self {
            page: paths::with(paths::kiosk(&office.id), "view", "emergency"),
            worker: web::kiosk_worker(),
            scope: below(""),
            range: below("emergency-numbers"),
            tickets: Via::Kiosk.on(below("emergency-tickets")),
            day: office.today(now),
            now: now.0,
            zone: office.zone.iana_name().unwrap_or("Europe/Berlin").to_owned(),
            desk: office.desk_word.clone(),
        }
    }
}

#[derive(Template)]
#[template(path = "kiosk-emergency.html")]
struct EmergencyPage<'a> {
    words: &'a Words,
    office: &'a Office,
    outage: Outage,
    home: String,
    /// From when until when numbers are given out today; nothing on a closed day.
    hours: Option<(i64, i64)>,
    /// Why none are.
    refusal: Option<Problem>,
}

impl EmergencyPage<'_> {
    fn services(&self, category: Category) -> impl Iterator<Item = &Service> {
        self.office.services.iter().filter(move |service| service.category == category)
    }
}

/// The page that a kiosk keeps for when there is no network.
pub(crate) fn page(words: &Words, office: &Office, queue: &Queue, now: Moment) -> Page {
    let today = office.today(now);
    let hours = office.opens(today).zip(office.last_ticket(today));
    let page = EmergencyPage {
        words,
        office,
        outage: Outage::of(office, now),
        home: paths::kiosk(&office.id),
        hours: hours.map(|(opens, last)| (opens.0, last.0)),
        refusal: numbers::flow(queue).err(),
    };
    words.page("kiosk-draw-title", &page)
}

#[derive(Template)]
#[template(path = "sheet.html")]
struct SheetPage<'a> {
    office: &'a Office,
    numbers: Vec<Number>,
    here: String,
}

/// The sheet that the info desk has in a drawer.
pub(crate) fn sheet(office: &Office) -> Page {
    let page = SheetPage {
        office,
        numbers: office.numbers.on_paper().iter().collect(),
        here: paths::desk(&office.id),
    };
    Page::new("Notfallblatt", &page).of_office(office).drawn_for(Look::Staff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_people_write_it() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let today: Date = "2026-12-01".parse().unwrap();
        let read = |text: &str| moment(&zone, text, today).ok();
        let expected = Moment::parse("2026-12-01T09:12:00+01:00");
        for text in ["9:12", "09:12", " 912 ", "0912", "2026-12-01T08:12:00Z"] {
            assert_eq!(read(text), expected, "{text}");
        }
        for text in ["", "12", "2500", "09:99", "9.12", "+912", "heute"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
