//! The file of a day, word for word, and its way into a [`Replay`].

use std::collections::BTreeMap;

use domain::{
    policy::{CheckIns, Guard, Kind, Parameters, ServiceTime, Shift, Tables},
    survival::{PPM, Survival},
    time::{Moment, Seconds},
};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    Replay, ReplayError,
    error::{Source, sentence},
};
use crate::day::{Coming, Customer, Day, Foresight};

/// Two days: no time of a day lies beyond.
const LATEST: u32 = 2 * 24 * 3600;
/// More counters than any office has.
const MOST_COUNTERS: usize = 1000;

const A_TIME: &str = "give whole seconds after midnight, from 0 to 172800";
const A_LENGTH: &str = "give whole seconds, from 0 to 172800";
const A_SHARE: &str = "give parts per million, from 0 to 1000000";
const THE_FIELDS: &str = "give one JSON object with open, close, staff, survival_ppm, checkin_ppm, \
                          show_ppm, mean_sec, parameters and customers";

type Map<'a> = BTreeMap<String, &'a RawValue>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DayFile<'a> {
    #[serde(borrow)]
    open: &'a RawValue,
    #[serde(borrow)]
    close: &'a RawValue,
    #[serde(borrow)]
    staff: &'a RawValue,
    #[serde(borrow)]
    survival_ppm: &'a RawValue,
    #[serde(borrow)]
    checkin_ppm: &'a RawValue,
    #[serde(borrow)]
    show_ppm: &'a RawValue,
    #[serde(borrow)]
    mean_sec: &'a RawValue,
    #[serde(borrow)]
    parameters: Option<&'a RawValue>,
    #[serde(borrow)]
    customers: &'a RawValue,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CustomerFile<'a> {
    #[serde(borrow)]
    id: &'a RawValue,
    #[serde(borrow)]
    kind: &'a RawValue,
    #[serde(borrow)]
    r#type: &'a RawValue,
    #[serde(borrow, rename = "T")]
    booked: Option<&'a RawValue>,
    #[serde(borrow)]
    arrive: Option<&'a RawValue>,
    #[serde(borrow)]
    service: Option<&'a RawValue>,
}

#[derive(Deserialize)]
enum CustomerKind {
    #[serde(rename = "appt")]
    Appointment,
    #[serde(rename = "walkin")]
    WalkIn,
}

pub(super) fn parse(text: &str) -> Result<Replay<'_>, ReplayError> {
    let file: DayFile<'_> = serde_json::from_str(text).map_err(|error| ReplayError {
        line: error.line(),
        field: String::new(),
        problem: sentence(&error),
        remedy: THE_FIELDS,
    })?;
    let source = Source(text);
    let open = time(source, "open", file.open)?;
    let close = time(source, "close", file.close)?;
    if close < open {
        let problem = format!("the office closes at {close}, before it opens at {open}");
        return Err(source.problem("close", file.close, problem, "give a close after open"));
    }
    let shifts = staff(source, file.staff)?;
    let (names, services) = services(source, &file)?;
    let mut show_ppm = share(source, "show_ppm", file.show_ppm)?;
    let mut parameters = Parameters::default();
    if let Some(overrides) = file.parameters {
        override_parameters(source, overrides, &mut parameters, &mut show_ppm)?;
    }
    let remedy = "give 481 ppm values that never fall, 15 s apart from -3600 s on";
    let values = source.read("checkin_ppm", file.checkin_ppm, remedy)?;
    let check_ins = CheckIns::from_ppm(values)
        .map_err(|e| source.problem("checkin_ppm", file.checkin_ppm, e.to_string(), remedy))?;
    let raw: Vec<&RawValue> =
        source.read("customers", file.customers, "give a list of customers")?;
    let mut customers = Vec::with_capacity(raw.len());
    let mut ids = Vec::with_capacity(raw.len());
    for (position, raw) in raw.into_iter().enumerate() {
        let (id, customer) = Reader { source, position, raw }.customer(&names)?;
        ids.push(id);
        customers.push(customer);
    }
    let tables = Tables { services, check_ins, show_ppm };
    // A replay knows no counters that give only some services.
    let day = Day { open, shifts, foresight: Foresight::Plan, offers: Vec::new(), customers };
    Ok(Replay { day, guard: Guard { parameters, tables }, ids })
}

fn time(source: Source<'_>, field: &str, raw: &RawValue) -> Result<i64, ReplayError> {
    whole(source, field, raw, LATEST, A_TIME).map(i64::from)
}

fn share(source: Source<'_>, field: &str, raw: &RawValue) -> Result<u32, ReplayError> {
    whole(source, field, raw, PPM, A_SHARE)
}

/// A whole number up to `most`.
fn whole(
    source: Source<'_>,
    field: &str,
    raw: &RawValue,
    most: u32,
    remedy: &'static str,
) -> Result<u32, ReplayError> {
    // Reading a number borrows nothing, so the raw value may go.
    let value: u32 = serde_json::from_str(raw.get())
        .map_err(|error| source.problem(field, raw, sentence(&error), remedy))?;
    if value > most {
        return Err(source.problem(field, raw, format!("{value} is too large"), remedy));
    }
    Ok(value)
}

fn staff(source: Source<'_>, raw: &RawValue) -> Result<Vec<Shift>, ReplayError> {
    const REMEDY: &str =
        "give [[second, counters], …], earliest first, as [[28800, 2], [39600, 1]]";
    let problem = |problem: String, remedy| Err(source.problem("staff", raw, problem, remedy));
    let entries: Vec<(u32, usize)> = serde_json::from_str(raw.get())
        .map_err(|error| source.problem("staff", raw, sentence(&error), REMEDY))?;
    if !entries.is_sorted_by_key(|(from, _)| *from) {
        return problem("an entry is earlier than the one before".to_owned(), REMEDY);
    }
    if let Some((from, counters)) = entries.iter().find(|(f, c)| *f > LATEST || *c > MOST_COUNTERS)
    {
        return problem(format!("[{from}, {counters}] is no staffing of a day"), REMEDY);
    }
    if entries.last().is_none_or(|(_, counters)| *counters == 0) {
        return problem(
            "nobody is staffed at the end, so the queue would never empty".to_owned(),
            "let the last entry have at least one counter: it stays in force after closing",
        );
    }
    let shift = |(from, counters)| Shift { from: Moment(i64::from(from)), counters };
    Ok(entries.into_iter().map(shift).collect())
}

/// The kinds of service: their names and how long they last.
fn services(
    source: Source<'_>,
    file: &DayFile<'_>,
) -> Result<(Vec<String>, Vec<ServiceTime>), ReplayError> {
    const TABLE: &str = "give 481 ppm values that never rise, 15 s apart from 0 s on";
    const MEAN: &str = "give the mean seconds of exactly the types in survival_ppm";
    let tables: Map<'_> =
        source.read("survival_ppm", file.survival_ppm, "give a table for every type")?;
    let means: Map<'_> = source.read("mean_sec", file.mean_sec, MEAN)?;
    if let Some(unknown) = means.keys().find(|name| !tables.contains_key(*name)) {
        let problem = format!("`{unknown}` is not a type of survival_ppm");
        return Err(source.problem("mean_sec", file.mean_sec, problem, MEAN));
    }
    let mut services = Vec::with_capacity(tables.len());
    for (name, raw) in &tables {
        let field = format!("survival_ppm.{name}");
        let survival = Survival::from_ppm(source.read(&field, raw, TABLE)?)
            .map_err(|e| source.problem(field, raw, e.to_string(), TABLE))?;
        let mean = means.get(name).ok_or_else(|| {
            source.problem("mean_sec", file.mean_sec, format!("`{name}` is missing"), MEAN)
        })?;
        let mean = whole(source, &format!("mean_sec.{name}"), mean, LATEST, A_LENGTH)?;
        services.push(ServiceTime { survival, mean: Seconds(mean.into()) });
    }
    Ok((tables.into_keys().collect(), services))
}

fn override_parameters(
    source: Source<'_>,
    raw: &RawValue,
    parameters: &mut Parameters,
    show_ppm: &mut u32,
) -> Result<(), ReplayError> {
    const NAMES: &str = "use TOL, GRACE, LEAD, HORIZON, EPS_HOLD, EPS_EARLY, PRICE, PSHOW, HGRACE, \
                         GAP, OVERTAKE and TICK";
    const SECONDS: &str = "give whole seconds";
    let overrides: Map<'_> = serde_json::from_str(raw.get())
        .map_err(|error| source.problem("parameters", raw, sentence(&error), NAMES))?;
    for (name, value) in overrides {
        let field = format!("parameters.{name}");
        let number = |remedy| whole(source, &field, value, u32::MAX, remedy);
        let seconds = || Ok::<_, ReplayError>(Seconds(number(SECONDS)?.into()));
        let (ppm, persons) = ("give parts per million", "give a whole number");
        match name.as_str() {
            "TOL" => parameters.tol = seconds()?,
            "GRACE" => parameters.grace = seconds()?,
            "LEAD" => parameters.lead = seconds()?,
            "HORIZON" => parameters.horizon = seconds()?,
            "EPS_HOLD" => parameters.eps_hold = number(ppm)?,
            "EPS_EARLY" => parameters.eps_early = number(ppm)?,
            "PRICE" => parameters.price = seconds()?,
            "PSHOW" => *show_ppm = share(source, &field, value)?,
            "HGRACE" => parameters.hgrace = seconds()?,
            "GAP" => parameters.gap = number(persons)? as usize,
            "OVERTAKE" => parameters.overtake = number(persons)?,
            "TICK" => {
                parameters.tick = seconds()?;
                if parameters.tick < Seconds(1) {
                    let problem = "a counter cannot ask again after no time";
                    return Err(source.problem(field, value, problem, "give at least 1 second"));
                }
            }
            _ => return Err(source.problem(field, value, "there is no such parameter", NAMES)),
        }
    }
    Ok(())
}

/// One customer of the list.
struct Reader<'a> {
    source: Source<'a>,
    position: usize,
    raw: &'a RawValue,
}

impl<'a> Reader<'a> {
    fn customer(&self, names: &[String]) -> Result<(&'a RawValue, Customer), ReplayError> {
        let Self { source, raw, .. } = *self;
        let remedy = "give id, kind, type, arrive, service and, for an appointment, T";
        let file: CustomerFile<'a> = source.read(&self.field(""), raw, remedy)?;
        if !file.id.get().starts_with(|c: char| c == '"' || c == '-' || c.is_ascii_digit()) {
            let problem = "this is neither a string nor a number";
            return Err(source.problem(self.field(".id"), file.id, problem, "give one of them"));
        }
        let name: String = source.read(&self.field(".type"), file.r#type, "give a string")?;
        let kind = names.iter().position(|known| *known == name).map(Kind).ok_or_else(|| {
            let problem = format!("there is no table for `{name}`");
            let remedy = "add it to survival_ppm and mean_sec, or correct the type";
            source.problem(self.field(".type"), file.r#type, problem, remedy)
        })?;
        let remedy = "give \"appt\" or \"walkin\"";
        let coming = match source.read(&self.field(".kind"), file.kind, remedy)? {
            CustomerKind::Appointment => Coming::Booked {
                at: self.time(".T", file.booked.unwrap_or(raw))?,
                arrives: file.arrive.map(|raw| self.time(".arrive", raw)).transpose()?,
            },
            CustomerKind::WalkIn => {
                if let Some(booked) = file.booked {
                    let remedy = "leave T out, or make it an \"appt\"";
                    let problem = "a walk-in has no booked time";
                    return Err(source.problem(self.field(".T"), booked, problem, remedy));
                }
                Coming::WalkIn { arrives: self.time(".arrive", file.arrive.unwrap_or(raw))? }
            }
        };
        let mut customer = Customer { kind, coming, service: 0 };
        if customer.arrives().is_some() || file.service.is_some() {
            customer.service = self.time(".service", file.service.unwrap_or(raw))?;
        }
        Ok((file.id, customer))
    }

    fn field(&self, name: &str) -> String {
        format!("customers[{}]{name}", self.position)
    }

    /// A time or length; the customer itself stands for one that is missing.
    fn time(&self, name: &str, raw: &RawValue) -> Result<i64, ReplayError> {
        if std::ptr::eq(raw, self.raw) {
            return Err(self.source.problem(self.field(name), raw, "it is missing", A_TIME));
        }
        time(self.source, &self.field(name), raw)
    }
}
