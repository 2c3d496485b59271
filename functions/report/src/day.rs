//! A day explained: whether both promises were kept, why not, and every step.

use std::{collections::BTreeMap, fmt};

use askama::Template;
use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use domain::{
    ids::Number,
    office::Office,
    queue::{Actor, Event, EventKind},
    statistics::{Breach, Cause, Figures, Promise, Waits, recount, replay},
};
use jiff::{ToSpan, civil::Date};
use serde::Serialize;
use utoipa::ToSchema;
use web::{App, At, Caller, Look, Page, Problem, ProblemBody, Reply, Role, Wants, paths, words};

/// A day from its history. It names no person and no counter.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExplainedView {
    #[schema(value_type = String, example = "2026-12-02")]
    date: Date,
    /// Of those with an appointment who had checked in by then: called within
    /// three minutes of the booked time.
    three_minutes: PromiseView,
    /// The same of those who were up to ten minutes late, from their check-in.
    three_minutes_late: PromiseView,
    /// Of those in line: called within thirty minutes.
    thirty_minutes: PromiseView,
    /// Of those whose ticket told a wait: it was within the range.
    waits_told: PromiseView,
    breaches: Vec<BreachView>,
    /// Visits that the info desk has put forward.
    urgent: u32,
    /// Questions that the info desk has only answered, by the hour.
    questions: BTreeMap<u8, u32>,
    events: Vec<EventView>,
}

/// How well a promise was kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PromiseView {
    pub(crate) people: u64,
    /// The share of them for whom it was kept, in millionths.
    #[serde(skip_serializing_if = "Option::is_none")]
    kept_ppm: Option<u32>,
}

/// A promise that was not kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BreachView {
    /// `three-minutes` or `thirty-minutes`.
    #[schema(value_type = String)]
    promise: Promise,
    /// When the call was due at the latest.
    due: String,
    /// How many seconds later it came.
    late_s: i64,
    /// `no-counter`, `held-too-late`, `long-case`, `recall`, `outage`,
    /// `interruption`, `disturbance`.
    #[schema(value_type = String)]
    cause: Cause,
}

/// One thing that happened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventView {
    at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    number: Option<Number>,
    /// Such as `called`.
    #[schema(value_type = String)]
    what: EventKind,
    /// In which role: `citizen`, `kiosk`, `info-desk`, `clerk`, `lead`.
    #[schema(value_type = String)]
    by: Actor,
    /// Why, where the policy decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

#[derive(Template)]
#[template(path = "day.html")]
struct DayPage<'a> {
    office: &'a Office,
    promises: Vec<(&'static str, &'a PromiseView)>,
    breaches: Vec<Line>,
    /// What happened to the bookings.
    before_it: Vec<Line>,
    /// What happened in the hall.
    events: Vec<Line>,
    urgent: u32,
    questions: Vec<(u8, u32)>,
    is_empty: bool,
    before: String,
    after: String,
}

/// A line of a table: when, who, what, why.
struct Line {
    time: String,
    number: String,
    what: &'static str,
    why: String,
}

/// The share as people read it.
impl fmt::Display for PromiseView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kept_ppm {
            Some(ppm) => write!(f, "{},{} %", ppm / 10_000, ppm / 1000 % 10),
            None => f.write_str("niemand"),
        }
    }
}

/// Explains a day from its history: both promises, every breach with its cause,
/// every call with its reason. Today as far as it has come.
///
/// # Responses
///
/// - 200 with the day.
/// - 401 `sign-in-needed`, 403 `not-allowed`.
/// - 404 `unknown-office`; `not-found` for a day that is none.
#[utoipa::path(get, path = "/offices/{office}/days/{date}",
    params(("office" = String, Path), ("date" = String, Path)), responses(
    (status = 200, body = ExplainedView),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn explain(
    State(app): State<App>,
    at: At,
    caller: Caller,
    wants: Wants,
    Path((_, date)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let office = &*at.office.office;
    caller.require(&[Role::Lead], &office.id)?;
    let date: Date = match date.as_str() {
        "today" => office.today(at.now),
        text => text.parse().map_err(|_| Problem::not_found())?,
    };
    let events = app.store.history(&office.id, date).await?;
    let figures = recount(office, date, &events).figures;
    let view = ExplainedView {
        date,
        three_minutes: kept(&figures.punctual, Promise::ThreeMinutes),
        three_minutes_late: kept(&figures.late, Promise::ThreeMinutes),
        thirty_minutes: kept(&figures.walk_ins, Promise::ThirtyMinutes),
        waits_told: told(&figures),
        breaches: figures.breaches.iter().map(|breach| breach_view(office, breach)).collect(),
        urgent: figures.urgent,
        questions: figures.questions(),
        events: events.iter().map(|event| event_view(office, event)).collect(),
    };
    let lines = |kind: &dyn Fn(&Event) -> bool| {
        let of_kind = events.iter().filter(|event| kind(event));
        of_kind.map(|event| event_line(office, date, event)).collect()
    };
    Ok(Reply::personal(Reply::show(wants, &view, || {
        let page = DayPage {
            office,
            promises: vec![
                (
                    "Mit Termin, pünktlich da: aufgerufen innerhalb von 3 Minuten",
                    &view.three_minutes,
                ),
                ("Mit Termin, etwas zu spät: innerhalb von 3 Minuten", &view.three_minutes_late),
                ("Ohne Termin: innerhalb von 30 Minuten", &view.thirty_minutes),
                ("Wartezeit lag in der Spanne, die auf der Nummer stand", &view.waits_told),
            ],
            breaches: figures.breaches.iter().map(|breach| breach_line(office, breach)).collect(),
            before_it: lines(&|event| !event.is_of_the_hall()),
            events: lines(&|event| event.is_of_the_hall() && event.kind != EventKind::Answered),
            urgent: figures.urgent,
            questions: view.questions.iter().map(|(hour, count)| (*hour, *count)).collect(),
            is_empty: events.is_empty(),
            before: paths::day(&office.id, date.saturating_sub(1.days())),
            after: paths::day(&office.id, date.saturating_add(1.days())),
        };
        Page::new(words::day(date), &page).of_office(office).drawn_for(Look::Staff)
    })))
}

/// A day as a file for `simulate --replay`, which plays it through the policy
/// once more: people by their numbers, times in seconds after midnight, and what
/// the office believes.
///
/// # Responses
///
/// - 200 with the file.
/// - 401 `sign-in-needed`, 403 `not-allowed`.
/// - 404 `unknown-office`; `not-found` for a day on which nobody came.
#[utoipa::path(get, path = "/offices/{office}/days/{date}/replay",
    params(("office" = String, Path), ("date" = String, Path)), responses(
    (status = 200, body = serde_json::Value),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn for_replay(
    State(app): State<App>,
    at: At,
    caller: Caller,
    Path((_, date)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let office = &*at.office.office;
    caller.require(&[Role::Lead], &office.id)?;
    let date: Date = date.parse().map_err(|_| Problem::not_found())?;
    let events = app.store.history(&office.id, date).await?;
    let day = replay(office, date, &events).ok_or_else(Problem::not_found)?;
    app.store.note_export(&office.id, date, (Actor::Lead, at.now)).await?;
    Ok(Reply::personal(Json(day).into_response()))
}

/// How often the range on the ticket held.
pub(crate) fn told(figures: &Figures) -> PromiseView {
    PromiseView { people: figures.ranges.shown.into(), kept_ppm: figures.ranges.ppm() }
}

pub(crate) fn kept(waits: &Waits, promise: Promise) -> PromiseView {
    PromiseView { people: waits.people(), kept_ppm: waits.within(promise.within()) }
}

fn breach_view(office: &Office, breach: &Breach) -> BreachView {
    let Breach { due, late, promise, cause } = *breach;
    BreachView { promise, due: due.rfc3339(&office.zone), late_s: late.0, cause }
}

fn event_view(office: &Office, event: &Event) -> EventView {
    EventView {
        at: event.at.rfc3339(&office.zone),
        number: event.number,
        what: event.kind,
        by: event.by,
        why: event.reason.map(|reason| words::reason(office, reason)),
    }
}

fn breach_line(office: &Office, breach: &Breach) -> Line {
    Line {
        time: words::time(breach.due, &office.zone),
        number: format!("{} min", (breach.late.0 + 59) / 60),
        what: match breach.promise {
            Promise::ThreeMinutes => "3 Minuten",
            Promise::ThirtyMinutes => "30 Minuten",
        },
        why: because(breach.cause).to_owned(),
    }
}

/// A cause in words.
pub(crate) fn because(cause: Cause) -> &'static str {
    match cause {
        Cause::NoCounter => "kein geöffneter Schalter war frei",
        Cause::HeldTooLate => "ein Schalter wurde nicht oder zu spät freigehalten",
        Cause::LongCase => "ein Anliegen dauerte viel länger als üblich",
        Cause::Recall => "jemand, der zurückkam, war vorher dran",
        Cause::Outage => "die Technik war gestört",
        Cause::Interruption => "der Betrieb war unterbrochen",
        Cause::Disturbance => "das Anliegen war gestört",
    }
}

fn event_line(office: &Office, date: Date, event: &Event) -> Line {
    let day = event.at.day(&office.zone);
    let time = words::time(event.at, &office.zone);
    let reason = event.reason.map(|reason| words::reason(office, reason));
    let start = event.start.map(|start| words::short_day_and_time(start, &office.zone));
    let is_disturbance = matches!(event.kind, EventKind::Disturbed | EventKind::Restored);
    let disturbed = event.items.as_ref().filter(|_| is_disturbance).map(|items| {
        let services = words::services(office, items.services());
        match event.start {
            Some(until) => format!("{services}, bis {}", words::time(until, &office.zone)),
            None => services,
        }
    });
    let urgent = event.urgent.map(|because| words::urgent(because).to_owned());
    let outage = event.outage.then(|| "ohne Verbindung, nachgetragen".to_owned());
    let unmeasured = event.unmeasured.then(|| "Ende nicht gemessen".to_owned());
    Line {
        time: if day == date { time } else { format!("{}, {time}", words::short_day(day)) },
        number: event.number.map(|number| number.to_string()).unwrap_or_default(),
        what: said(event.kind),
        why: reason
            .or(disturbed)
            .or(urgent)
            .or(start)
            .or(outage)
            .or(unmeasured)
            .unwrap_or_default(),
    }
}

fn said(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Booked => "gebucht",
        EventKind::Moved => "hierher geändert",
        EventKind::MovedAway => "auf einen anderen Tag geändert",
        EventKind::Cancelled => "abgesagt",
        EventKind::Displaced => "entfällt, das Bürgerbüro kann ihn nicht halten",
        EventKind::Offered => "als Ersatz reserviert",
        EventKind::Accepted => "Ersatz angenommen",
        EventKind::Drawn => "Nummer gezogen",
        EventKind::CheckedIn => "ist da",
        EventKind::Back => "wieder da",
        EventKind::Urgent => "vorgezogen",
        EventKind::Answered => "nur Auskunft",
        EventKind::Called => "aufgerufen",
        EventKind::Recalled => "noch einmal aufgerufen",
        EventKind::Started => "wird bedient",
        EventKind::Continued => "noch im Gespräch",
        EventKind::Finished => "fertig",
        EventKind::Absent => "nicht da",
        EventKind::NoShow => "nicht da, zum letzten Mal",
        EventKind::PutBack => "zurück in die Reihe",
        EventKind::Parked => "zurückgestellt",
        EventKind::Resumed => "weiter bedient",
        EventKind::Added => "weiteres Anliegen",
        EventKind::Forwarded => "weitergeleitet",
        EventKind::Left => "gegangen",
        EventKind::Undone => "rückgängig",
        EventKind::TakesLonger => "dauert länger",
        EventKind::HelpCalled => "ein Schalter ruft Hilfe",
        EventKind::HelpSeen => "Hilferuf gesehen",
        EventKind::Posted => "Hinweis geändert",
        EventKind::Interrupted => "Betrieb unterbrochen",
        EventKind::WentOn => "Betrieb geht weiter",
        EventKind::NumbersStopped => "keine Nummern mehr",
        EventKind::NumbersAgain => "wieder Nummern",
        EventKind::Disturbed => "Anliegen gestört",
        EventKind::Restored => "Störung beendet",
        EventKind::Held => "ein Schalter bleibt frei für einen Termin",
        EventKind::Unknown => "etwas, das diese Fassung nicht kennt",
        EventKind::Opened => "ein Schalter öffnet",
        EventKind::Paused => "ein Schalter macht Pause",
    }
}
