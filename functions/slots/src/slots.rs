//! The free appointments of one service.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use domain::{
    day::DaySlots,
    ids::{OfficeId, ServiceId},
    office::{Category, Item, Items, ItemsRefusal, Office, Service},
};
use http::{HeaderValue, header};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use texts::{Text, text};
use utoipa::{IntoParams, ToSchema};
use web::{
    App, At, Choice, ChoiceQuery, Page, Press, Problem, ProblemBody, Reply, Via, Wants, Words,
    paths,
};

/// What a listing is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SlotsQuery {
    /// The service.
    service: Option<String>,
    /// For how many people; 1 if absent.
    count: Option<u8>,
    /// The first day; today if absent or earlier.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<String>,
    /// The last day; the last bookable day if absent or later.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<String>,
}

/// The free appointments of a service, day by day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SlotsView {
    #[schema(value_type = String)]
    office: OfficeId,
    #[schema(value_type = String)]
    service: ServiceId,
    /// Every day of the range, earliest first; closed ones without slots.
    days: Vec<DayView>,
    /// The first free start of the range.
    next_free: Option<String>,
    /// Until when, as far as is known, it cannot be done today: what starts before
    /// is not free.
    #[serde(skip_serializing_if = "Option::is_none")]
    disturbed_until: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct DayView {
    #[schema(value_type = String, format = Date)]
    date: Date,
    /// How many bookings the whole day would accept.
    free: u32,
    slots: Vec<SlotView>,
}

#[derive(Debug, Serialize, ToSchema)]
struct SlotView {
    /// RFC 3339 with the office's offset.
    start: String,
    /// How many further bookings of this service would be accepted here now.
    free: u16,
}

#[derive(Template)]
#[template(path = "slots.html")]
struct SlotsPage<'a> {
    words: &'a Words,
    office: &'a Office,
    service: &'a Service,
    count: u8,
    /// How many people can come for it in one visit.
    most: u8,
    via: Via,
    choice: Choice<'a>,
    /// Until when it cannot be done, and why.
    disturbed: Option<(Text, Text)>,
    is_free: bool,
    last: Text,
}

impl SlotsPage<'_> {
    fn home(&self) -> String {
        self.words.on(self.via.home(&self.office.id))
    }

    fn hours(&self) -> String {
        format!("{}#hours", self.words.on(paths::office(&self.office.id)))
    }

    fn elsewhere(&self) -> String {
        self.words.on(paths::elsewhere(&self.office.id, self.service.id.as_str(), self.count))
    }
}

/// What appointments are asked for, once it is known that the office has it.
pub(crate) struct Asked<'a> {
    pub(crate) service: &'a Service,
    pub(crate) count: u8,
    pub(crate) items: Items,
}

impl<'a> Asked<'a> {
    pub(crate) fn of(office: &'a Office, query: &SlotsQuery) -> Result<Self, Problem> {
        let missing = || Problem::malformed(text!("malformed-no-service"));
        let name = query.service.as_ref().ok_or_else(missing)?;
        let id = name.parse::<ServiceId>();
        let id = id.map_err(|_| Problem::malformed(text!("malformed-service")))?;
        let count = query.count.unwrap_or(1);
        let items = Items::new(vec![Item { service: id.clone(), count }])?;
        let _minutes = office.minutes(&items)?;
        let unknown = || Problem::from(ItemsRefusal::NotOffered { service: id.clone() });
        let service = office.service(&id).ok_or_else(unknown)?;
        Ok(Self { service, count, items })
    }
}

/// How many people can come for this in one visit.
fn most_people(office: &Office, service: &ServiceId) -> u8 {
    let possible = |count: &u8| {
        let items = Items::new(vec![Item { service: service.clone(), count: *count }]);
        items.is_ok_and(|items| office.minutes(&items).is_ok())
    };
    (1..=9).take_while(possible).last().unwrap_or(1)
}

/// Lists the free appointments of a service, from today up to the end of the
/// booking window. One Query of the table.
///
/// # Responses
///
/// - 200 with every day of the range.
/// - 400 `malformed`: no service, or a day that is none.
/// - 404 `unknown-office`.
/// - 422 `service-not-offered`, `too-long`.
#[utoipa::path(get, path = "/offices/{office}/slots",
    params(("office" = String, Path), SlotsQuery), responses(
    (status = 200, body = SlotsView),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn slots(
    State(app): State<App>,
    at: At,
    (wants, words): (Wants, Words),
    via: Via,
    Query(query): Query<SlotsQuery>,
    Query(chosen): Query<ChoiceQuery>,
) -> Result<Response, Problem> {
    let office = &*at.office.office;
    let Asked { service, count, items } = Asked::of(office, &query)?;

    let window = office.window(at.now);
    let from = day(query.from.as_deref(), "from")?.unwrap_or(*window.start()).max(*window.start());
    let to = day(query.to.as_deref(), "to")?.unwrap_or(*window.end()).min(*window.end());
    let (mut days, mut disturbance) = (Vec::new(), None);
    if from <= to {
        let counted = app.store.days(&at.office, from, to).await?;
        let today = counted.get(&office.today(at.now));
        disturbance = today.and_then(|day| day.disturbances.of(&items, at.now)).cloned();
        days.extend(
            counted.iter().map(|(date, day)| DaySlots::list(office, *date, day, &items, at.now)),
        );
    }
    let next = days.iter().flat_map(|day| &day.slots).find(|slot| slot.free > 0);

    if next.is_none() && from == *window.start() && to == *window.end() {
        // A metric is made of this line, and an alarm of that.
        tracing::warn!(office.id = %office.id, service.id = %service.id, nothing_free = true, "is full");
    }

    let zone = &office.zone;
    let view = SlotsView {
        office: office.id.clone(),
        service: service.id.clone(),
        next_free: next.map(|slot| slot.start.rfc3339(zone)),
        disturbed_until: disturbance.as_ref().map(|one| one.until.rfc3339(zone)),
        days: days
            .iter()
            .map(|day| DayView {
                date: day.date,
                free: day.free(),
                slots: day
                    .slots
                    .iter()
                    .map(|slot| SlotView { start: slot.start.rfc3339(zone), free: slot.free })
                    .collect(),
            })
            .collect(),
    };
    let mut response = Reply::show(wants, &view, || {
        let here = paths::slots_for(&office.id, service.id.as_str(), count);
        let here = words.on(via.on(here));
        let press = Press {
            // Who stands at the info desk needs no time to type an address.
            action: words.on(via.on(if via.is_desk() && !service.name_required {
                paths::bookings(&office.id)
            } else {
                paths::holds(&office.id)
            })),
            fields: vec![("service", service.id.to_string()), ("count", count.to_string())],
            is_focused: via.is_desk(),
        };
        let page = SlotsPage {
            words: &words,
            office,
            service,
            count,
            most: most_people(office, &service.id),
            via,
            choice: Choice::new(&words, office, &days, &chosen, here, press),
            disturbed: disturbance
                .as_ref()
                .map(|one| (texts::time(one.until, zone), texts::why(one))),
            is_free: next.is_some(),
            last: texts::short_day(*window.end()),
        };
        let page = Page::new(texts::service(service), &page).said_in(&words);
        page.of_office(office).drawn_for(via.look())
    });
    if wants == Wants::Json {
        // Public, and shown on the city's homepage.
        let anybody = HeaderValue::from_static("*");
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, anybody);
    }
    Ok(response)
}

fn day(text: Option<&str>, name: &str) -> Result<Option<Date>, Problem> {
    let parsed = text.map(str::parse).transpose();
    parsed.map_err(|_| Problem::malformed(text!("malformed-day", name = name)))
}
