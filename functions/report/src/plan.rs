//! The slot planner's proposal: what it says, why, and putting it into force.

use std::collections::BTreeMap;

use askama::Template;
use axum::{extract::State, response::Response};
use domain::{
    ids::OfficeId,
    office::Office,
    planner::{self, HourOutlook, Known, Plan, Publication, Warning, WhyNot},
    time::{Moment, Unit},
};
use http::StatusCode;
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};
use store::Configured;
use utoipa::ToSchema;
use web::{
    App, At, Caller, Input, Look, Page, Problem, ProblemBody, Reply, Role, Wants, paths, words,
};

/// Which proposal to publish.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct PublishBody {
    /// The version of the configuration that the proposal was made from; when
    /// another one is in force by now, nothing is published.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "web::digits")]
    #[schema(value_type = Option<u64>)]
    version: Option<u64>,
}

/// A plan for the days that can be booked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlanView {
    #[schema(value_type = String)]
    office: OfficeId,
    /// The configuration from which it was made, or which it has become.
    version: u64,
    /// How many days were measured; the rest is believed.
    measured_days: usize,
    days: Vec<PlannedDayView>,
    /// Where the staff cannot carry what is planned, in words.
    warnings: Vec<String>,
}

/// One day of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlannedDayView {
    #[schema(value_type = String, example = "2026-12-02")]
    date: Date,
    /// Appointments offered, booked ones included, under this plan.
    offered: u32,
    /// The same under the plan in force.
    in_force: u32,
    /// Appointments booked.
    booked: u32,
    /// Booked beyond this plan: they stay, and nobody else is added.
    beyond: u32,
    hours: Vec<PlannedHourView>,
}

/// One hour of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlannedHourView {
    hour: u8,
    /// Counters with staff times open minutes.
    staff_minutes: u32,
    /// What of it may be planned.
    usable_minutes: u32,
    /// What walk-ins are expected to take.
    walk_in_minutes: u32,
    booked: u32,
    /// Further appointments offered.
    free: u32,
    /// Why not one more: `budget`, `promise`, `quota`, `no-staff`,
    /// `too-close-to-closing`, `past`, `outside-hours`.
    #[schema(value_type = String)]
    why_not: WhyNot,
}

/// The proposal with what it was made from.
struct Proposal {
    plan: Plan,
    booked: BTreeMap<Date, Vec<u16>>,
    measured_days: usize,
}

#[derive(Template)]
#[template(path = "plan.html")]
struct PlanPage<'a> {
    office: &'a Office,
    view: &'a PlanView,
    days: Vec<(String, &'a PlannedDayView)>,
    changes: u32,
    here: String,
    key: String,
}

impl PlanPage<'_> {
    fn why(why: WhyNot) -> &'static str {
        match why {
            WhyNot::OutsideHours => "geschlossen",
            WhyNot::TooCloseToClosing => "zu kurz vor Schluss",
            WhyNot::Past => "vorbei",
            WhyNot::NoStaff => "kein Personal",
            WhyNot::Budget => "die Zeit wird für Besucher ohne Termin gebraucht",
            WhyNot::Promise => "sonst wären die 3 Minuten nicht sicher",
            WhyNot::Quota => "es ginge mehr, aber die Woche ist voll",
        }
    }
}

/// Proposes which appointments to offer on the days that can be booked, and
/// explains it hour by hour. Changes nothing.
///
/// # Responses
///
/// - 200 with the proposal.
/// - 401 `sign-in-needed`, 403 `not-allowed`.
/// - 404 `unknown-office`.
#[utoipa::path(get, path = "/offices/{office}/plan", params(("office" = String, Path)),
    responses((status = 200, body = PlanView),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn show(
    State(app): State<App>,
    At { office, now }: At,
    caller: Caller,
    wants: Wants,
) -> Result<Response, Problem> {
    caller.require(&[Role::Lead], &office.office.id)?;
    let proposal = proposal(&app, &office, now).await?;
    let view = view(&office, &proposal, now);
    Ok(Reply::personal(Reply::show(wants, &view, || page(&office.office, &view))))
}

/// Publishes the proposal as it is now. Who is booked stays booked; where more
/// is booked than the plan has, nobody else is added.
///
/// # Responses
///
/// - 200 with the plan, now in force.
/// - 401 `sign-in-needed`, 403 `not-allowed`.
/// - 404 `unknown-office`.
/// - 409 `plan-overtaken`: the configuration has changed since.
#[utoipa::path(post, path = "/offices/{office}/plan", params(("office" = String, Path)),
    request_body = PublishBody, responses(
    (status = 200, body = PlanView),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn publish(
    State(app): State<App>,
    At { office, now }: At,
    caller: Caller,
    wants: Wants,
    input: Input<PublishBody>,
) -> Result<Response, Problem> {
    let id = &office.office.id;
    caller.require(&[Role::Lead], id)?;
    let office = app.reload(id, now).await?;
    if input.body.version.is_some_and(|version| version != office.version) {
        return Err(Problem::new(
            StatusCode::CONFLICT,
            "plan-overtaken",
            "Inzwischen hat sich etwas geändert.",
            "Bitte sehen Sie sich den neuen Vorschlag an.",
        ));
    }
    let proposal = proposal(&app, &office, now).await?;
    let window = office.office.window(now);
    let days: Vec<(Date, Vec<u16>)> = proposal
        .plan
        .days
        .iter()
        .filter(|day| window.contains(&day.date))
        .map(|day| (day.date, day.starts.clone()))
        .collect();
    let published = app.store.publish(id, &days, *window.start(), now).await?;
    let published = published.ok_or_else(Problem::unknown_office)?;
    app.store.recount(&published, now).await?;
    let office = app.reload(id, now).await?;
    tracing::info!(office.id = %id, version = office.version, "published a plan");
    let view = view(&office, &proposal, now);
    Ok(Reply::personal(Reply::done(wants, StatusCode::OK, &view, &paths::plan(id))))
}

/// Reads what the planner needs, and asks it.
async fn proposal(app: &App, office: &Configured, now: Moment) -> Result<Proposal, Problem> {
    let place = &*office.office;
    let today = place.today(now);
    let figures = app
        .store
        .figures(&place.id, today.saturating_sub(8.weeks()), today.saturating_sub(1.days()))
        .await?;
    let mut booked = BTreeMap::new();
    for date in planner::weeks(place, now) {
        let mut units = vec![0_u16; usize::from(Unit::PER_DAY)];
        for booking in app.store.numbers(&place.id, date).await? {
            units[usize::from(booking.unit.index())] += 1;
        }
        // The numbers of a day that is over go soon; its figures stay.
        if let (true, Some(day)) = (units.iter().all(|count| *count == 0), figures.get(&date)) {
            let total = day.punctuality.shown() + u64::from(day.punctuality.no_shows());
            units[usize::from(Unit::PER_DAY) - 1] = u16::try_from(total).unwrap_or(u16::MAX);
        }
        booked.insert(date, units);
    }
    let plan = planner::propose(place, Known { figures: &figures, booked: &booked }, now);
    Ok(Proposal { plan, booked, measured_days: figures.len() })
}

fn view(office: &Configured, proposal: &Proposal, now: Moment) -> PlanView {
    let place = &*office.office;
    let window = place.window(now);
    let days = proposal.plan.days.iter().filter(|day| window.contains(&day.date));
    let none = Vec::new();
    let days = days.map(|day| {
        let booked = proposal.booked.get(&day.date).unwrap_or(&none);
        let in_force = place.starts(day.date);
        let old: Vec<u16> =
            (0..Unit::PER_DAY).filter_map(Unit::new).map(|unit| in_force.at(unit)).collect();
        let Publication { overhangs, .. } = planner::publish(&old, booked, &day.starts);
        let beyond = overhangs.iter().map(|over| u32::from(over.booked - over.planned));
        PlannedDayView {
            date: day.date,
            offered: day.starts.iter().map(|count| u32::from(*count)).sum(),
            in_force: in_force.total(),
            booked: booked.iter().map(|count| u32::from(*count)).sum(),
            beyond: beyond.sum(),
            hours: day.hours.iter().map(|hour| hour_view(hour, &day.why_not)).collect(),
        }
    });
    PlanView {
        office: place.id.clone(),
        version: office.version,
        measured_days: proposal.measured_days,
        days: days.collect(),
        warnings: proposal.plan.warnings.iter().map(warning).collect(),
    }
}

fn hour_view(hour: &HourOutlook, why_not: &[WhyNot]) -> PlannedHourView {
    // The reason that holds for most of the hour.
    let units = why_not.iter().skip(usize::from(hour.hour) * 12).take(12);
    let mut counts: Vec<(usize, WhyNot)> = Vec::new();
    for why in units {
        match counts.iter_mut().find(|(_, known)| known == why) {
            Some((count, _)) => *count += 1,
            None => counts.push((1, *why)),
        }
    }
    let most = counts.iter().max_by_key(|(count, _)| *count);
    PlannedHourView {
        hour: hour.hour,
        staff_minutes: hour.staff_minutes,
        usable_minutes: hour.usable_minutes,
        walk_in_minutes: hour.walk_in_minutes,
        booked: hour.booked,
        free: hour.free,
        why_not: most.map_or(WhyNot::OutsideHours, |(_, why)| *why),
    }
}

fn page(office: &Office, view: &PlanView) -> Page {
    let differs = |day: &&PlannedDayView| day.offered != day.in_force;
    let page = PlanPage {
        office,
        view,
        days: view.days.iter().map(|day| (words::day(day.date), day)).collect(),
        changes: u32::try_from(view.days.iter().filter(differs).count()).unwrap_or(u32::MAX),
        here: paths::plan(&office.id),
        key: web::fresh_key(),
    };
    Page::new("Termine planen", &page).of_office(office).drawn_for(Look::Staff)
}

fn warning(warning: &Warning) -> String {
    let percent = |ppm: u32| ppm / 10_000;
    match *warning {
        Warning::WeekOverloaded { from, load_ppm, usable_ppm } => format!(
            "Woche ab {}: Besucher ohne Termin und die gewünschten Termine brauchen {} % der \
             Zeit, verplant werden dürfen {} %.",
            words::short_day(from),
            percent(load_ppm),
            percent(usable_ppm)
        ),
        Warning::QuotaNotReached { from, offered, quota } => {
            format!("Woche ab {}: {offered} statt {quota} Termine passen.", words::short_day(from))
        }
        Warning::HourOverloaded { date, from, load_ppm, usable_ppm } => format!(
            "{}, ab {} Uhr: gebucht und erwartet sind {} % der Zeit, verplant werden dürfen {} %.",
            words::short_day(date),
            words::unit(from),
            percent(load_ppm),
            percent(usable_ppm)
        ),
        Warning::LongWaits { date, .. } => format!(
            "{}: Besucher ohne Termin warten zeitweise länger als 30 Minuten.",
            words::short_day(date)
        ),
    }
}
