//! The clerk's page.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use domain::{
    ids::{CounterId, Number},
    office::Office,
    queue::{CounterState, Queue, Stage, VisitId},
    time::Moment,
};
use serde::Serialize;
use utoipa::ToSchema;
use web::{App, At, Caller, Page, Problem, ProblemBody, Reply, Role, Wants, paths, words};

use crate::press::sentence;

/// What a clerk sees.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskView {
    #[schema(value_type = String, example = "7")]
    counter: CounterId,
    /// `closed`, `idle`, `called`, `serving`.
    #[schema(value_type = String)]
    state: CounterState,
    /// The visit at the counter.
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<VisitView>,
    /// Why it was called.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Those who wait, in the order of their arrival.
    waiting: Vec<VisitView>,
    /// Those set aside.
    parked: Vec<VisitView>,
}

/// A visit as the office sees it: no person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VisitView {
    #[schema(value_type = String, example = "612")]
    number: Number,
    /// The names of its services.
    services: Vec<String>,
    /// When it arrived.
    arrived_at: String,
    /// The booked time, for an appointment.
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<String>,
    /// The language the person chose.
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
}

impl VisitView {
    fn of(office: &Office, queue: &Queue, id: VisitId) -> Option<Self> {
        let entry = queue.entries.get(&id)?;
        let name = |item: &domain::office::Item| {
            let service = office.service(&item.service);
            let name = service.map_or_else(|| item.service.to_string(), |s| s.name.clone());
            if item.count > 1 { format!("{name} ({} Personen)", item.count) } else { name }
        };
        let time = |moment: Moment| words::time(moment, &office.zone);
        Some(Self {
            number: queue.number(id)?,
            services: entry.items.as_slice().iter().map(name).collect(),
            arrived_at: time(entry.arrived),
            start: entry.appointment.as_ref().map(|appointment| time(appointment.start)),
            language: entry.language.clone(),
        })
    }
}

#[derive(Template)]
#[template(path = "counter.html")]
struct CounterPage<'a> {
    office: &'a Office,
    view: &'a DeskView,
    here: String,
    keys: Vec<String>,
}

impl CounterPage<'_> {
    fn key(&self, place: usize) -> &str {
        self.keys.get(place).map_or("", String::as_str)
    }
}

/// The clerk's page: who is here, who waits, every key.
///
/// # Responses
///
/// - 200 with the counter and the queue.
/// - 401 `sign-in-needed`, 403 `not-allowed`.
/// - 404 `unknown-office`, `unknown-counter`.
#[utoipa::path(get, path = "/offices/{office}/counters/{counter}",
    params(("office" = String, Path), ("counter" = String, Path)), responses(
    (status = 200, body = DeskView),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn counter(
    State(app): State<App>,
    at: At,
    caller: Caller,
    wants: Wants,
    Path((_, counter)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let office = &*at.office.office;
    caller.require(&[Role::Clerk, Role::Lead], &office.id)?;
    let id: CounterId = counter.parse().map_err(|_| Problem::not_found())?;
    let known = office.counter(&id).ok_or_else(Problem::not_found)?;
    let walk_ins = office.numbers.walk_in;
    let queue = app.store.queue(&office.id, walk_ins, office.today(at.now), false).await?;

    let of = |stage: fn(&Stage) -> bool| {
        let mut ids: Vec<_> = queue
            .entries
            .iter()
            .filter(|(_, entry)| stage(&entry.stage) && known.serves_all(&entry.items))
            .map(|(id, entry)| (entry.arrived, *id))
            .collect();
        ids.sort_unstable();
        ids.into_iter().filter_map(|(_, id)| VisitView::of(office, &queue, id)).collect()
    };
    let here = queue.counters.get(&id);
    let call = here.and_then(|here| here.last.as_ref()).and_then(|last| last.call.as_ref());
    let view = DeskView {
        state: queue.counter_state(&id),
        current: here
            .and_then(|here| here.visit)
            .and_then(|visit| VisitView::of(office, &queue, visit)),
        reason: call.map(|call| sentence(office, call.reason)),
        waiting: of(Stage::is_waiting),
        parked: of(|stage| matches!(stage, Stage::Parked { .. })),
        counter: id,
    };
    Ok(Reply::show(wants, &view, || {
        let page = CounterPage {
            office,
            view: &view,
            here: paths::counter(&office.id, &view.counter),
            keys: (0..16).map(|_| web::fresh_key()).collect(),
        };
        Page::new(format!("{} {} · {}", office.counter_word, view.counter, office.name), &page)
    }))
}
