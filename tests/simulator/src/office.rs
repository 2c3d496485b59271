//! Offices from their files: hours, staff, services and demand as configured.
//!
//! A file says how long a service takes, but not how many people come for it.
//! Until that has been measured, a quarter of all citizens and a twentieth of
//! those with an appointment are taken to collect something, the others to
//! apply for something, within these two groups evenly.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use domain::{
    office::{Category, Office, OfficeFileError, weekday_code},
    policy::Kind,
    time::Unit,
};
use jiff::{
    ToSpan as _,
    civil::{Date, date},
};

use crate::{
    demand::INTERVAL,
    model::{self, Service, Services},
    scenario::{Opening, Placement, Scenario, weight},
};

/// The share of those who collect something, of all and of the booked.
const PICKUP: (f64, f64) = (0.25, 0.05);
/// A Monday. The ordinary week is looked for among the weeks from here on.
const FIRST: Date = date(2026, 11, 2);

/// Why there is no such office to simulate.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// Neither built in nor in the workspace.
    #[error(
        "there is no office {name}; known: {}; or give the path of an office file",
        .known.join(", ")
    )]
    Unknown {
        /// As given.
        name: String,
        /// Every name there is.
        known: Vec<String>,
    },
    /// There is no file of the city.
    #[error("there is no city.toml near {}; name it with --city PATH", office.display())]
    NoCity {
        /// The office file.
        office: PathBuf,
    },
    /// A file that cannot be read.
    #[error("{}: {source}; give the path of a file that can be read", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file that describes no office.
    #[error(transparent)]
    Refused(#[from] OfficeFileError),
    /// People would come whom nobody can serve.
    #[error(
        "{}: on {day} the last shift has {staffed} counters, and none of the first {staffed} \
         offers `{service}`; list a counter that does earlier, or staff more", path.display()
    )]
    Unserved {
        /// The office file.
        path: PathBuf,
        /// The weekday.
        day: &'static str,
        /// Counters in its last shift.
        staffed: usize,
        /// What nobody offers.
        service: String,
    },
}

/// The office called `name`: a built-in one, `infra/offices/NAME.toml`, or the
/// office file at a path. `city` is the file of its city where that is not
/// found by itself.
///
/// # Errors
///
/// [`OfficeError`] with file, line and remedy.
pub fn named(name: &str, city: Option<&str>) -> Result<Scenario, OfficeError> {
    if let Some(scenario) = Scenario::named(name) {
        return Ok(scenario);
    }
    let is_path = name.contains(['/', '\\']) || Path::new(name).extension().is_some();
    let path = if is_path {
        PathBuf::from(name)
    } else {
        let configured = infra().map(|infra| infra.join("offices").join(format!("{name}.toml")));
        configured
            .filter(|path| path.is_file())
            .ok_or_else(|| OfficeError::Unknown { name: name.to_owned(), known: known() })?
    };
    let text = read(&path)?;
    let city = city.map_or_else(|| city_of(&path), |city| Ok(PathBuf::from(city)))?;
    let office = Office::parse(&read(&city)?, &path.display().to_string(), &text);
    let office = office.map_err(|mut error| {
        // The domain knows the city's file by its usual name only.
        if error.file == "city.toml" {
            error.file = city.display().to_string();
        }
        error
    })?;
    scenario(&office, &path)
}

/// Every office that can be named.
fn known() -> Vec<String> {
    let mut known: Vec<_> = Scenario::NAMES.map(str::to_owned).into();
    let files = infra().and_then(|infra| fs::read_dir(infra.join("offices")).ok());
    let names = files.into_iter().flatten().filter_map(|file| {
        let path = file.ok()?.path();
        let toml = path.extension().is_some_and(|extension| extension == "toml");
        toml.then(|| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()))?
    });
    known.extend(names);
    known.sort_unstable();
    known
}

/// The folder of the configuration: in the workspace one works in, else in the
/// one this was built in.
fn infra() -> Option<PathBuf> {
    let here = std::env::current_dir().ok();
    let above = here.iter().flat_map(|here| here.ancestors());
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    above.chain(built).map(|folder| folder.join("infra")).find(|i| i.join("offices").is_dir())
}

/// The city's file: beside the office file, above it, or in the workspace.
fn city_of(office: &Path) -> Result<PathBuf, OfficeError> {
    let near = office.ancestors().skip(1).take(2).map(Path::to_owned);
    let mut candidates = near.chain(infra()).map(|folder| folder.join("city.toml"));
    let found = candidates.find(|city| city.is_file());
    found.ok_or_else(|| OfficeError::NoCity { office: office.to_owned() })
}

fn read(path: &Path) -> Result<String, OfficeError> {
    let unreadable = |source| OfficeError::Unreadable { path: path.to_owned(), source };
    fs::read_to_string(path).map_err(unreadable)
}

/// The office in an ordinary week, with its quota booked.
fn scenario(office: &Office, path: &Path) -> Result<Scenario, OfficeError> {
    let monday = ordinary_week(office);
    let days = (0..7).map(|day| monday.saturating_add(day.days()));
    let week: Vec<_> = days.filter_map(|date| opening(office, date)).collect();
    let alike = office.counters.iter().all(|c| c.services.len() == office.services.len());
    let given = |counter: &domain::office::Counter| -> Vec<Kind> {
        let kinds = office.services.iter().enumerate();
        kinds.filter(|(_, service)| counter.serves(&service.id)).map(|(k, _)| Kind(k)).collect()
    };
    let offers = if alike { Vec::new() } else { office.counters.iter().map(given).collect() };
    if !alike {
        for day in &week {
            let staffed = day.staff.last().map_or(0, |(_, counters)| *counters);
            let offered = |kind: usize| offers[..staffed].iter().flatten().any(|k| k.0 == kind);
            if let Some(missing) = (0..office.services.len()).find(|kind| !offered(*kind)) {
                return Err(OfficeError::Unserved {
                    path: path.to_owned(),
                    day: weekday_code(day.weekday),
                    staffed,
                    service: office.services[missing].id.as_str().to_owned(),
                });
            }
        }
    }
    let booked = office.booking.weekly_quota;
    Ok(Scenario {
        name: office.id.as_str().to_owned(),
        week,
        services: services(office),
        offers,
        customers_per_week: f64::from(office.walk_ins_per_week) + f64::from(booked) * model::SHOW,
        booked_per_week: booked as usize,
        placement: Placement::LowFlow,
        weeks: 12,
        seed: 1,
    })
}

/// The first Monday of the week that is open longest: no holiday, no closure.
fn ordinary_week(office: &Office) -> Date {
    let open = |monday: Date| -> usize {
        let days = (0..7).flat_map(|day| office.opening(monday.saturating_add(day.days())));
        days.map(|range| usize::from(range.end.index() - range.start.index())).sum()
    };
    let mondays = (0..52).map(|week| FIRST.saturating_add(week.weeks()));
    // Of equals `max_by_key` takes the last.
    mondays.rev().max_by_key(|monday| open(*monday)).unwrap_or(FIRST)
}

/// The day as it is simulated; `None` when the office stays closed.
fn opening(office: &Office, date: Date) -> Option<Opening> {
    let second = |unit: Unit| i64::from(unit.index()) * INTERVAL;
    let ranges = office.opening(date);
    let mut staff: Vec<(i64, usize)> = Vec::new();
    for unit in ranges.iter().flat_map(|r| r.start.index()..r.end.index()).filter_map(Unit::new) {
        let counters = usize::from(office.staffed(date, unit));
        if staff.last().is_none_or(|(_, before)| *before != counters) {
            staff.push((second(unit), counters));
        }
    }
    // Who still waits at closing is served by those who were there last.
    while staff.pop_if(|(_, counters)| *counters == 0).is_some() {}
    let hours: Vec<_> = ranges.iter().map(|r| (second(r.start), second(r.end))).collect();
    let open = !hours.is_empty() && !staff.is_empty();
    let weekday = date.weekday();
    open.then(|| Opening { weekday, hours, staff, weight: weight(weekday) })
}

fn services(office: &Office) -> Services {
    let pickups = office.services.iter().filter(|s| s.category == Category::Pickup).count();
    let others = office.services.len() - pickups;
    let share = |category: Category, of_pickups: f64| match category {
        Category::Pickup => of_pickups / pickups as f64,
        Category::Application => (1.0 - of_pickups) / others as f64,
    };
    let service = |service: &domain::office::Service| Service {
        name: service.id.as_str().to_owned(),
        mean: service.prior.mean.0,
        cv: service.prior.cv(),
        of_all: share(service.category, PICKUP.0),
        of_appointments: share(service.category, PICKUP.1),
    };
    Services(office.services.iter().map(service).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_mitte_is_an_office_of_eleven_counters() {
        let mitte = named("mitte", None).unwrap();
        let hours: Vec<_> =
            mitte.week.iter().map(|day| (day.hours[0].1 - day.hours[0].0) / 3600).collect();
        assert_eq!(hours, [10, 5, 5, 10, 4]);
        assert_eq!((mitte.week[0].staffed_at(36_000), mitte.week[0].staffed_at(45_000)), (11, 8));
        assert_eq!(mitte.booked_per_week, 300);
        assert!((mitte.walk_ins_per_week() - 1300.0).abs() < 1e-6);
        assert!(mitte.offers[10].len() < mitte.offers[0].len());
        let all: f64 = mitte.services.0.iter().map(|service| service.of_all).sum();
        assert!((all - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_lunch_break_lets_nobody_in() {
        let office = named("langendreer", None).unwrap();
        let monday = &office.week[0];
        assert_eq!(monday.hours, [(28_800, 43_200), (46_800, 57_600)]);
        assert_eq!(monday.let_in(45_000), 46_800);
        assert_eq!(monday.let_in(43_100), 43_100);
        assert_eq!(monday.staffed_seconds(), 2 * 7 * 3600);
        assert_eq!(office.week.len(), 4);
    }

    #[test]
    fn an_unknown_office_is_answered_with_the_known_ones() {
        let error = named("nowhere", None).unwrap_err().to_string();
        assert!(error.contains("langendreer") && error.contains("mitte-2000"), "{error}");
    }
}
