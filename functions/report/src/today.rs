//! *Heute*: how the day goes, for the head of the office. Counters are counted,
//! never named: nothing here says who works how fast.

use crate::running::{DisturbanceView, RunningView};
use askama::Template;
use axum::{extract::State, response::Response};
use domain::{
    booking::Returned,
    disturbance::Disturbed,
    ids::OfficeId,
    office::{Office, Service},
    queue::{CounterState, Entry, Queue, Stage},
    time::{Moment, Seconds, Unit},
};
use serde::Serialize;
use store::Numbered;
use utoipa::ToSchema;
use web::{App, At, Caller, Look, Page, Problem, ProblemBody, Reply, Role, Wants, paths, words};

/// What the office promises: the call after the booked time (or after arriving
/// later), and the call without an appointment.
const BOOKED: Seconds = Seconds::minutes(3);
const WALK_IN: Seconds = Seconds::minutes(30);

/// How often the page renews itself, in seconds.
const REFRESH_S: u32 = 20;

/// How the day goes at this moment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TodayView {
    #[schema(value_type = String)]
    office: OfficeId,
    counters: CountersView,
    waiting: WaitingView,
    /// People set aside, who come back in their turn.
    parked: usize,
    /// Appointments that have not arrived yet and whose time is still to come.
    expected: usize,
    /// Of them, whose mails came back: only by telephone, or not at all, are they told of
    /// changes.
    unreachable: usize,
    /// Appointments whose time is over and who have not arrived.
    missing: usize,
    #[serde(flatten)]
    running: RunningView,
    /// Numbers drawn without an appointment.
    drawn: usize,
    /// Questions that the info desk has only answered.
    questions: u32,
}

/// Counters, counted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CountersView {
    /// Planned for this time.
    planned: u16,
    open: usize,
    /// Open, and somebody is called or served.
    busy: usize,
}

/// Who waits.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WaitingView {
    with_appointment: usize,
    without: usize,
    /// The longest present wait in minutes, of those without an appointment.
    longest_min: Option<i64>,
    /// Who waits longer than promised, of those with an appointment.
    late_with_appointment: usize,
    /// The same of those without.
    late_without: usize,
}

impl TodayView {
    fn of(office: &Office, queue: &Queue, booked: &[Numbered], now: Moment) -> Self {
        let states: Vec<_> =
            office.counters.iter().map(|counter| queue.counter_state(&counter.id)).collect();
        let open = states.iter().filter(|state| **state != CounterState::Closed).count();
        let free = states.iter().filter(|state| **state == CounterState::Idle).count();
        let planned = office.staffed(office.today(now), Unit::containing(now, &office.zone));
        let today = office.today(now);
        let is_past =
            |unit: Unit| unit.moment(today, &office.zone).is_some_and(|start| start < now);
        let away = booked.iter().filter(|booking| !queue.checked_in.contains(&booking.number));
        let (missing, expected): (Vec<_>, Vec<_>) = away.partition(|booking| is_past(booking.unit));
        let bounced = |booking: &&&Numbered| booking.returned == Some(Returned::Bounced);
        let unreachable = expected.iter().filter(bounced);
        Self {
            office: office.id.clone(),
            counters: CountersView { planned, open, busy: open - free },
            waiting: WaitingView::of(queue, now),
            parked: count(queue, |entry| matches!(entry.stage, Stage::Parked { .. })),
            expected: expected.len(),
            missing: missing.len(),
            unreachable: unreachable.count(),
            running: RunningView::of(office, queue, now),
            drawn: queue.drawn.len() + queue.today.entered.len(),
            questions: queue.today.questions,
        }
    }
}

impl WaitingView {
    fn of(queue: &Queue, now: Moment) -> Self {
        let waits = |entry: &Entry| matches!(entry.stage, Stage::Waiting);
        // Whoever came early is not late before the booked time.
        let since = |entry: &Entry| match &entry.appointment {
            Some(appointment) => now - appointment.start.max(entry.arrived),
            None => now - entry.arrived,
        };
        let of = |booked: bool, over: Seconds| {
            count(queue, |entry| {
                waits(entry) && entry.appointment.is_some() == booked && since(entry) > over
            })
        };
        let any = Seconds(i64::MIN);
        let walk_ins = queue.entries.values().filter(|entry| entry.appointment.is_none());
        Self {
            with_appointment: of(true, any),
            without: of(false, any),
            longest_min: walk_ins
                .filter(|entry| waits(entry))
                .map(|entry| since(entry).0 / 60)
                .max(),
            late_with_appointment: of(true, BOOKED),
            late_without: of(false, WALK_IN),
        }
    }
}

fn count(queue: &Queue, is: impl Fn(&Entry) -> bool) -> usize {
    queue.entries.values().filter(|entry| is(entry)).count()
}

/// What cannot be done at present, in words.
struct DisturbedLine<'a> {
    view: &'a DisturbanceView,
    services: String,
    until: String,
    /// Appointments of that time for which nothing has been done yet; none unless
    /// something went wrong in the middle.
    left: usize,
}

fn disturbed<'a>(
    office: &Office,
    queue: &Queue,
    (running, booked): (&'a RunningView, &[Numbered]),
    now: Moment,
) -> Vec<DisturbedLine<'a>> {
    let all = queue.today.disturbances.at(office, now);
    let expected = || booked.iter().filter_map(|one| one.expected(office, office.today(now)));
    let left = |one: &Disturbed| {
        let concerned = expected().filter(|appointment| {
            let mut services = appointment.items.services();
            (now..one.disturbance.until).contains(&appointment.start)
                && services.any(|service| one.services.contains(service))
                && !queue.checked_in.contains(&appointment.number)
        });
        concerned.count()
    };
    let line = |(one, view): (&Disturbed, &'a DisturbanceView)| DisturbedLine {
        view,
        services: words::services(office, &one.services),
        until: words::time(one.disturbance.until, &office.zone),
        left: left(one),
    };
    all.iter().zip(&running.disturbances).map(line).collect()
}

#[derive(Template)]
#[template(path = "today.html")]
struct TodayPage<'a> {
    office: &'a Office,
    view: &'a TodayView,
    wait: String,
    clock: String,
    /// When the last number is given out, and when the office closes.
    ends: Option<(String, String)>,
    /// Services that cannot be done at present: in words, and until when.
    disturbed: Vec<DisturbedLine<'a>>,
    /// Where those are listed whose appointments cannot be kept.
    displaced: String,
    key: String,
}

impl TodayPage<'_> {
    /// How many counters fewer are open than planned.
    fn short(&self) -> usize {
        usize::from(self.view.counters.planned).saturating_sub(self.view.counters.open)
    }

    /// Whether a service cannot be done at present.
    fn is_disturbed(&self, service: &Service) -> bool {
        self.disturbed.iter().any(|line| line.view.services.contains(&service.id))
    }
}

/// How the day goes: counters, waits, who is still expected. Reads only.
///
/// # Responses
///
/// - 200 with the counts.
/// - 401 `sign-in-needed`, 403 `not-allowed`.
/// - 404 `unknown-office`.
#[utoipa::path(get, path = "/offices/{office}/today", params(("office" = String, Path)), responses(
    (status = 200, body = TodayView),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn today(
    State(app): State<App>,
    At { office, now }: At,
    caller: Caller,
    wants: Wants,
) -> Result<Response, Problem> {
    let office = &*office.office;
    caller.require(&[Role::Lead], &office.id)?;
    let today = office.today(now);
    let (queue, booked) = tokio::join!(
        app.store.queue(&office.id, office.numbers.walk_in, today, false),
        app.store.numbers(&office.id, today),
    );
    let (queue, booked) = (queue?, booked?);
    let view = TodayView::of(office, &queue, &booked, now);
    let expected =
        booked.iter().filter_map(|booked| booked.expected(office, today)).collect::<Vec<_>>();
    let response = Reply::show(wants, &view, || {
        let time = |moment| words::time(moment, &office.zone);
        let page = TodayPage {
            office,
            view: &view,
            wait: words::wait(queue.wait(office, &expected, None, now)),
            clock: time(now),
            key: web::fresh_key(),
            disturbed: disturbed(office, &queue, (&view.running, &booked), now),
            displaced: paths::with(paths::closures(&office.id), "day", &today.to_string()),
            ends: office.last_ticket(today).map(time).zip(office.closes(today).map(time)),
        };
        let page = Page::new("Heute", &page).of_office(office).drawn_for(Look::Staff);
        page.refreshed_every(REFRESH_S)
    });
    Ok(Reply::personal(response))
}
