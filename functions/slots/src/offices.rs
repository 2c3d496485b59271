//! The offices and what can be done there.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use domain::{
    disturbance::Disturbances,
    ids::{CounterId, OfficeId, ServiceId},
    office::{Category, ClosedReason, Office, Service},
    time::Moment,
};
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};
use texts::{Text, text};
use utoipa::{IntoParams, ToSchema};
use web::{App, At, Page, Problem, ProblemBody, Reply, Wants, Words, paths};

/// One office.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OfficeView {
    #[schema(value_type = String)]
    id: OfficeId,
    name: String,
    services: Vec<ServiceView>,
    #[schema(value_type = Vec<String>)]
    counters: Vec<CounterId>,
    /// What a counter is called there.
    counter_word: String,
    /// Street, postcode and town on one line.
    address: String,
    /// Opening hours of an ordinary week, OSM syntax.
    opening_hours: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct ServiceView {
    #[schema(value_type = String)]
    id: ServiceId,
    name: String,
    /// Other words for it.
    also: Vec<String>,
    #[schema(value_type = String, example = "application")]
    category: Category,
    /// Minutes of an appointment for one person.
    minutes: u16,
    /// What to bring.
    bring: Vec<String>,
    /// Where it can be done without coming.
    #[serde(skip_serializing_if = "Option::is_none")]
    online_url: Option<String>,
    /// Whether a booking needs a name.
    name_required: bool,
    /// Until when, as far as is known, it cannot be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    disturbed_until: Option<String>,
}

impl OfficeView {
    fn of(office: &Office, disturbances: &Disturbances, now: Moment) -> Self {
        let until = |service: &Service| {
            let disturbance = disturbances.of_service(&service.id, now)?;
            Some(disturbance.until.rfc3339(&office.zone))
        };
        let service = |service: &domain::office::Service| ServiceView {
            id: service.id.clone(),
            name: service.name.clone(),
            also: service.also.clone(),
            category: service.category,
            minutes: service.minutes,
            bring: service.bring.clone(),
            online_url: service.online_url.clone(),
            name_required: service.name_required,
            disturbed_until: until(service),
        };
        let address = &office.address;
        Self {
            id: office.id.clone(),
            name: office.name.clone(),
            services: office.services.iter().map(service).collect(),
            counters: office.counters.iter().map(|counter| counter.id.clone()).collect(),
            counter_word: office.counter_word.clone(),
            address: format!("{}, {} {}", address.street, address.postcode, address.town),
            opening_hours: office.hours().as_str().to_owned(),
        }
    }
}

/// How many days of opening hours are shown.
const SHOWN_DAYS: i64 = 7;

#[derive(Template)]
#[template(path = "office.html")]
struct OfficePage<'a> {
    words: &'a Words,
    view: &'a OfficeView,
    office: &'a Office,
    /// What is looked for.
    typed: &'a str,
    /// The headings with those services that are meant.
    found: Vec<(Category, Vec<&'a Service>)>,
    /// The next days with their hours.
    opening: Vec<(Text, Text)>,
    disturbances: Disturbances,
    now: Moment,
}

/// When the office is open in the coming days; on a day without, why not.
fn opening(office: &Office, today: Date) -> Vec<(Text, Text)> {
    let hours = |date: Date| match office.closed_because(date) {
        Some(reason @ (ClosedReason::Closure(_) | ClosedReason::Holiday(_))) => {
            text!("closed-because", reason = texts::closed(&reason))
        }
        Some(ClosedReason::Weekday(_)) | None => texts::opening(&office.opening(date)),
    };
    let days = (0..SHOWN_DAYS).map(|days| today.saturating_add(days.days()));
    days.map(|date| (texts::short_day(date), hours(date))).collect()
}

impl OfficePage<'_> {
    fn slots(&self, service: &ServiceId) -> String {
        self.words.on(paths::slots(&self.view.id, service.as_str()))
    }

    /// Until when a service cannot be done.
    fn disturbed_until(&self, service: &Service) -> Option<Text> {
        let disturbance = self.disturbances.of_service(&service.id, self.now)?;
        Some(texts::time(disturbance.until, &self.office.zone))
    }

    fn here(&self) -> String {
        self.words.on(paths::office(&self.view.id))
    }
}

/// What the page of an office is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfficeQuery {
    /// Words of the service somebody looks for; only the page heeds them.
    q: Option<String>,
}

/// Shows one office: its services and counters.
///
/// # Responses
///
/// - 200 with the office.
/// - 404 `unknown-office`.
#[utoipa::path(get, path = "/offices/{office}", params(("office" = String, Path), OfficeQuery), responses(
    (status = 200, body = OfficeView),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn office(
    State(app): State<App>,
    at: At,
    wants: Wants,
    words: Words,
    Query(query): Query<OfficeQuery>,
) -> Result<Response, Problem> {
    let today = at.office.office.today(at.now);
    let day = app.store.days(&at.office, today, today).await?.remove(&today);
    let disturbances = day.map(|day| day.disturbances).unwrap_or_default();
    let view = OfficeView::of(&at.office.office, &disturbances, at.now);
    Ok(Reply::show(wants, &view, || {
        let office = &*at.office.office;
        let opening = opening(office, office.today(at.now));
        let typed = query.q.as_deref().unwrap_or_default().trim();
        let found = Category::ALL.into_iter().map(|category| {
            let services = office.services.iter().filter(|service| service.category == category);
            (category, services.filter(|service| service.is_meant_by(typed)).collect())
        });
        let found = found.filter(|(_, services): &(_, Vec<_>)| !services.is_empty()).collect();
        let (words, now) = (&words, at.now);
        let page =
            OfficePage { words, view: &view, office, typed, found, opening, disturbances, now };
        Page::new(view.name.clone(), &page).of_office(office).said_in(words)
    }))
}
