//! What an office believes about its services and its citizens before it has
//! measured them.

use std::{fmt, sync::OnceLock};

use super::{Items, Office};
use crate::{
    estimate::Residuals,
    ids::ServiceId,
    policy::{CheckIns, Kind, ServiceTime, Tables},
    statistics::Figures,
    survival::Survival,
    time::Seconds,
};

/// From the end of a service until the counter is free for the next one.
const TURNOVER: Seconds = Seconds(45);
/// Citizens check in so long before their time on average, with this deviation.
const CHECK_IN: (Seconds, Seconds) = (Seconds::minutes(-7), Seconds::minutes(6));
/// The share of booked appointments that come, in ppm.
const SHOW_PPM: u32 = 880_000;

/// The tables, once somebody has asked for them: most functions never do; and
/// what the waits that were told have taught.
#[derive(Clone, Default)]
pub(super) struct Believed {
    tables: OnceLock<Tables>,
    residuals: Residuals,
}

impl PartialEq for Believed {
    /// What is believed follows from the rest of the office and its past.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for Believed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Believed")
    }
}

impl Office {
    /// How long services last, when citizens check in and how many come, by
    /// the priors of the office file. There is one [`Kind`] for each service,
    /// in the order of the file. Computed at the first call and then kept.
    #[must_use]
    pub fn tables(&self) -> &Tables {
        self.believed.tables.get_or_init(|| Tables {
            services: self.services.iter().map(|service| believed(service.prior)).collect(),
            check_ins: CheckIns::normal(CHECK_IN.0, CHECK_IN.1),
            show_ppm: SHOW_PPM,
        })
    }

    /// The same by what has been measured: from fifty cases on the measurement
    /// alone, with fewer blended with the priors.
    #[must_use]
    pub fn tables_by(&self, figures: &Figures) -> Tables {
        let priors = self.tables();
        let measured = |(service, prior): (&super::Service, &ServiceTime)| {
            let Some(times) = figures.service_times.get(&service.id) else { return prior.clone() };
            let survival = times.survival(&prior.survival);
            ServiceTime { mean: survival.mean(), survival }
        };
        let check_ins = figures.punctuality.check_in_table(priors.check_ins.values());
        Tables {
            services: self.services.iter().zip(&priors.services).map(measured).collect(),
            check_ins: CheckIns::from_ppm(check_ins).unwrap_or_else(|_| priors.check_ins.clone()),
            show_ppm: figures.punctuality.shows_ppm(priors.show_ppm),
        }
    }

    /// The same office, which believes what has been measured.
    #[must_use]
    pub fn believing(mut self, figures: &Figures) -> Self {
        let tables = OnceLock::from(self.tables_by(figures));
        self.believed = Believed { tables, residuals: figures.residuals.clone() };
        self
    }

    /// By how much waits that tickets told turned out wrong.
    #[must_use]
    pub fn residuals(&self) -> &Residuals {
        &self.believed.residuals
    }

    /// The kind of this service, if it is offered here.
    #[must_use]
    pub fn kind(&self, service: &ServiceId) -> Option<Kind> {
        self.services.iter().position(|offered| offered.id == *service).map(Kind)
    }

    /// How long a visit for all of `items` occupies a counter: the mean times
    /// of the services, further people in the proportion of their minutes,
    /// and one turnover. It varies like the longest of them. Services not
    /// offered any more count nothing.
    pub(crate) fn service_time(&self, tables: &Tables, items: &Items) -> ServiceTime {
        let mut longest = (0, &tables.services[0]);
        let mut total = 0;
        for item in items.as_slice() {
            let Some(kind) = self.kind(&item.service) else { continue };
            let (offered, time) = (&self.services[kind.0], &tables.services[kind.0]);
            let first = (time.mean.0 - TURNOVER.0).max(1);
            let further = first * i64::from(offered.minutes_extra) / i64::from(offered.minutes);
            total += first + further * (i64::from(item.count) - 1);
            if first > longest.0 {
                longest = (first, time);
            }
        }
        let (part, time) = longest;
        if total <= part {
            return time.clone();
        }
        ServiceTime {
            survival: stretched(&time.survival, part, total),
            mean: Seconds(TURNOVER.0 + total),
        }
    }
}

impl ServiceTime {
    /// The time of a service that takes twice as long as usual.
    pub(crate) fn twice(&self) -> Self {
        let part = (self.mean.0 - TURNOVER.0).max(1);
        let survival = stretched(&self.survival, part, 2 * part);
        Self { survival, mean: Seconds(TURNOVER.0 + 2 * part) }
    }
}

fn believed(prior: super::Prior) -> ServiceTime {
    ServiceTime {
        survival: Survival::lognormal(prior.mean, prior.cv(), TURNOVER),
        mean: Seconds(prior.mean.0 + TURNOVER.0),
    }
}

/// The survival of a service that takes `whole` where this one takes `part`,
/// not more than `whole`; the turnover stays as it is.
fn stretched(survival: &Survival, part: i64, whole: i64) -> Survival {
    let values = survival.values();
    let beyond = |step: usize| {
        let seconds = i64::try_from(step).unwrap_or(0) * Survival::STEP;
        let worked = (seconds - TURNOVER.0).max(0);
        // In between two steps the probability falls evenly.
        let shrunk = seconds - worked + worked * part / whole;
        let place = usize::try_from(shrunk / Survival::STEP).unwrap_or(0);
        let next = values.get(place + 1).copied().unwrap_or(0);
        let fallen = u64::from(values[place] - next) * (shrunk % Survival::STEP).unsigned_abs();
        values[place] - u32::try_from(fallen / Survival::STEP.unsigned_abs()).unwrap_or(0)
    };
    Survival::from_ppm((0..Survival::VALUES).map(beyond).collect())
        .expect("a later step looks at a later place of a table that never rises")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        office::Item,
        testing::{items, office, service},
    };

    #[test]
    fn a_service_is_its_prior_with_the_turnover() {
        let office = office();
        let tables = office.tables();
        assert_eq!(tables.services.len(), office.services.len());
        assert_eq!(office.kind(&service("meldung")), Some(Kind(1)));
        assert_eq!(office.kind(&service("hochzeit")), None);
        assert_eq!(tables.services[1].mean, Seconds(645));
        assert_eq!(office.service_time(tables, &items("meldung")), tables.services[1]);
        assert_eq!(office, office.clone(), "asking changes nothing");
    }

    #[test]
    fn what_is_measured_takes_the_place_of_what_was_believed() {
        let office = office();
        let nothing = office.tables_by(&Figures::default());
        assert_eq!(nothing, *office.tables());
        let mut figures = Figures::default();
        let times = figures.service_times.entry(service("meldung")).or_default();
        for _ in 0..50 {
            times.took(Seconds(300));
        }
        for _ in 0..50 {
            figures.punctuality.came(Seconds(-60));
        }
        let measured = office.tables_by(&figures);
        assert_eq!(measured.services[0], office.tables().services[0], "nothing of this one");
        assert_eq!(measured.services[1].survival.at(300), 0);
        assert_eq!((measured.show_ppm, measured.check_ins.by(Seconds(-75))), (1_000_000, 0));
        assert_eq!(*office.believing(&figures).tables(), measured);
    }

    #[test]
    fn several_services_take_as_long_as_all_of_them_and_turn_over_once() {
        let office = office();
        let item = |id, count| Item { service: service(id), count };
        let time = |items: Vec<Item>| {
            office.service_time(office.tables(), &Items::new(items).expect("a visit"))
        };
        let both = time(vec![item("ausweis", 1), item("meldung", 1)]);
        assert_eq!(both.mean, Seconds(25 * 60 + 45));
        assert!((both.survival.mean().0 - both.mean.0).abs() < 15, "{}", both.survival.mean().0);
        let swapped = time(vec![item("meldung", 1), item("ausweis", 1)]);
        assert_eq!(both, swapped);
        let family = time(vec![item("abholung", 3)]);
        assert_eq!(family.mean, Seconds(15 * 60 + 45));
        let unknown = time(vec![item("hochzeit", 1), item("meldung", 1)]);
        assert_eq!(unknown, office.tables().services[1]);
    }
}
