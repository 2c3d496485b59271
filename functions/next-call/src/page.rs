//! The clerk's page.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use domain::{
    ids::{CounterId, Number},
    office::Office,
    queue::{CounterState, Decision, Expected, Light, Notice, Queue, Stage, VisitId, next_call},
    time::{Moment, Seconds},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{App, At, Caller, Look, Page, Problem, ProblemBody, Reply, Role, Wants, paths, words};

use web::words::reason as sentence;

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
    /// Whether it has been there for so long that its end was perhaps
    /// forgotten: the clerk is asked, nobody else.
    perhaps_over: bool,
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
    /// `on-time`, `soon`, `overdue`: how it stands with the promise.
    #[schema(value_type = String)]
    light: Light,
    /// Why it goes before others.
    #[serde(skip_serializing_if = "Option::is_none")]
    urgent: Option<&'static str>,
}

impl VisitView {
    fn of(office: &Office, queue: &Queue, id: VisitId, now: Moment) -> Option<Self> {
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
            light: entry.light(office, now),
            urgent: entry.urgent.map(|urgency| words::urgent(urgency.because)),
        })
    }
}

/// How often the page asks again while nobody is at the counter, in seconds.
const REFRESH_S: u32 = 10;

/// What the page is asked to show besides the counter.
#[derive(Debug, Deserialize)]
pub(crate) struct PageQuery {
    /// The field for another number, which a refresh must not empty.
    other: Option<String>,
}

#[derive(Template)]
#[template(path = "counter.html")]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about the counter")]
struct CounterPage<'a> {
    office: &'a Office,
    view: &'a DeskView,
    here: String,
    /// What `next` would do now.
    ahead: String,
    /// From when the locked keys work again.
    times: Times,
    pauses: bool,
    can_undo: bool,
    /// Whether the field for another number is shown.
    asks_number: bool,
    /// Whether the clerk has said that the present visit takes longer.
    longer: bool,
    interrupted: Option<&'a str>,
    /// Services that cannot be done at present, and why.
    disturbed: Vec<(String, String)>,
    /// Other counters that have called for help.
    help: Vec<&'a CounterId>,
    /// What became of this one's own call.
    own_help: OwnHelp,
    key: String,
}

/// From when a key of a called visit works, where it does not yet.
#[derive(Debug, Default)]
struct Times {
    recall: Option<String>,
    not_here: Option<String>,
}

impl Times {
    fn of(office: &Office, stage: Option<&Stage>, now: Moment) -> Self {
        let Some(Stage::Called { at, recalled, .. }) = stage else { return Self::default() };
        let later = |from: Moment| {
            let time = || from.at(&office.zone).strftime("%-H:%M:%S").to_string();
            (now < from).then(time)
        };
        Self {
            recall: recalled.and_then(|last| later(last + office.calls.recall_lock)),
            not_here: later(*at + office.calls.not_here_after),
        }
    }
}

impl CounterPage<'_> {
    fn is_closed(&self) -> bool {
        self.view.state == CounterState::Closed
    }

    fn is_called(&self) -> bool {
        self.view.state == CounterState::Called
    }
}

/// What `next` would do now, as the clerk reads it.
fn ahead(
    office: &Office,
    queue: &Queue,
    expected: &[Expected],
    counter: &CounterId,
    now: Moment,
) -> String {
    match next_call(office, queue, expected, counter, now) {
        Decision::Call { id, reason, .. } => match queue.number(id) {
            Some(number) => format!("Als Nächstes: Nummer {number}, {}.", sentence(office, reason)),
            None => String::new(),
        },
        Decision::Hold { reason, .. } => format!("Frei gehalten: {}.", sentence(office, reason)),
        Decision::Empty { ask_again_at: Some(at) } => {
            format!("Niemand vor {} Uhr.", words::time(at, &office.zone))
        }
        Decision::Empty { ask_again_at: None } => {
            format!("Zurzeit wartet niemand für {} {counter}.", office.counter_word)
        }
    }
}

/// What became of a counter's call for help.
#[derive(Debug)]
enum OwnHelp {
    None,
    Called,
    /// Somebody saw it at this time.
    Coming(String),
}

/// So long after somebody saw it a counter still reads that help is coming.
const COMING: Seconds = Seconds::minutes(5);

fn own_help(office: &Office, queue: &Queue, counter: &CounterId, now: Moment) -> OwnHelp {
    match queue.today.help.iter().find(|help| help.counter == *counter).map(|help| help.seen) {
        Some(None) => OwnHelp::Called,
        Some(Some(seen)) if now - seen <= COMING => {
            OwnHelp::Coming(words::time(seen, &office.zone))
        }
        Some(Some(_)) | None => OwnHelp::None,
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
    Query(query): Query<PageQuery>,
) -> Result<Response, Problem> {
    let office = &*at.office.office;
    caller.require(&[Role::Clerk, Role::Lead], &office.id)?;
    let id: CounterId = counter.parse().map_err(|_| Problem::not_found())?;
    let known = office.counter(&id).ok_or_else(Problem::not_found)?;
    let walk_ins = office.numbers.walk_in;
    let today = office.today(at.now);
    let queue = app.store.queue(&office.id, walk_ins, today, false).await?;
    let expected =
        if office.switches.guard() { app.store.expected(office, today).await? } else { Vec::new() };

    let of = |stage: fn(&Stage) -> bool| {
        let mut ids: Vec<_> = queue
            .entries
            .iter()
            .filter(|(_, entry)| stage(&entry.stage) && known.serves_all(&entry.items))
            .map(|(id, entry)| (entry.arrived, queue.number(*id), *id))
            .collect();
        ids.sort_unstable();
        ids.into_iter().filter_map(|(_, _, id)| VisitView::of(office, &queue, id, at.now)).collect()
    };
    let here = queue.counters.get(&id);
    let call = here.and_then(|here| here.last.as_ref()).and_then(|last| last.call.as_ref());
    let present = here.and_then(|here| here.visit).and_then(|id| queue.entries.get(&id));
    let over_from = present.and_then(|entry| entry.perhaps_over_from(office));
    let view = DeskView {
        perhaps_over: over_from.is_some_and(|from| from <= at.now),
        state: queue.counter_state(&id),
        current: here
            .and_then(|here| here.visit)
            .and_then(|visit| VisitView::of(office, &queue, visit, at.now)),
        reason: call.map(|call| sentence(office, call.reason)),
        waiting: of(Stage::is_waiting),
        parked: of(|stage| matches!(stage, Stage::Parked { .. })),
        counter: id,
    };
    Ok(Reply::show(wants, &view, || {
        let asks_number = view.state == CounterState::Called || query.other.is_some();
        let needed = queue.help_needed();
        let page = CounterPage {
            office,
            view: &view,
            here: paths::counter(&office.id, &view.counter),
            ahead: ahead(office, &queue, &expected, &view.counter, at.now),
            times: Times::of(office, present.map(|entry| &entry.stage), at.now),
            pauses: here.is_some_and(|here| here.pause_after),
            can_undo: here.and_then(|here| here.last.as_ref()).is_some_and(|l| l.undo.is_some()),
            asks_number,
            longer: present.is_some_and(|entry| entry.longer),
            interrupted: queue.today.interrupted.as_ref().map(Notice::as_str),
            disturbed: words::disturbed(office, &queue.today.disturbances, at.now),
            help: needed
                .map(|help| &help.counter)
                .filter(|other| **other != view.counter)
                .collect(),
            own_help: own_help(office, &queue, &view.counter, at.now),
            key: web::fresh_key(),
        };
        let title = format!("{} {}", office.counter_word, view.counter);
        let page = Page::new(title, &page).of_office(office).drawn_for(Look::Staff);
        // Help may be needed elsewhere at any time, and a long visit is asked
        // about; a number that is being typed stays.
        if asks_number || over_from.is_some() {
            page.renewed_every(REFRESH_S)
        } else {
            page.refreshed_every(REFRESH_S)
        }
    }))
}
