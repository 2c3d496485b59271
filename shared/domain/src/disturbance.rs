//! *Störung*: services that cannot be done for a while, as when the line to the
//! printer of ID cards is down. Everything else runs.
//!
//! A visit needs all of its services at one counter and in one call. So one
//! disturbed service is enough to keep the whole visit back: called for the rest
//! alone, the person would have given the number away and come twice. Who wants
//! the rest at once draws a number for that.
//!
//! Nothing runs at the end. Whoever looks later finds it over.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    ids::ServiceId,
    office::{Items, Office},
    queue::Notice,
    time::Moment,
};

/// A service that cannot be done at present.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disturbance {
    /// Until when, as far as is known.
    #[serde(rename = "u")]
    pub until: Moment,
    /// Why, in words for everybody.
    #[serde(rename = "w")]
    pub why: Notice,
}

/// Services that cannot be done, perhaps no longer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Disturbances(BTreeMap<ServiceId, Disturbance>);

/// Services that are disturbed for one reason and until one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disturbed {
    /// Which, in the order of their names in the office's file.
    pub services: Vec<ServiceId>,
    /// Until when and why.
    pub disturbance: Disturbance,
}

/// Why there can be no such disturbance.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotADisturbance {
    /// It is about nothing.
    #[error("no service is named")]
    NoService,
    /// The office does not do this.
    #[error("`{service}` is not offered here")]
    UnknownService {
        /// The service.
        service: ServiceId,
    },
    /// It would be over already.
    #[error("it would be over already")]
    Over,
    /// It would last longer than the day.
    #[error("the office closes at {closes:?}")]
    AfterClosing {
        /// When the office closes; `None` where it does not open at all.
        closes: Option<Moment>,
    },
}

impl Disturbed {
    /// These services, from now until a time of today, at most until closing.
    ///
    /// # Errors
    ///
    /// [`NotADisturbance`].
    pub fn new(
        office: &Office,
        named: &[ServiceId],
        disturbance: Disturbance,
        now: Moment,
    ) -> Result<Self, NotADisturbance> {
        if let Some(unknown) = named.iter().find(|id| office.service(id).is_none()) {
            return Err(NotADisturbance::UnknownService { service: unknown.clone() });
        }
        let all = office.services.iter().map(|service| &service.id);
        let services: Vec<_> = all.filter(|id| named.contains(id)).cloned().collect();
        if services.is_empty() {
            return Err(NotADisturbance::NoService);
        }
        if disturbance.until <= now {
            return Err(NotADisturbance::Over);
        }
        let closes = office.closes(office.today(now));
        if closes.is_none_or(|closes| disturbance.until > closes) {
            return Err(NotADisturbance::AfterClosing { closes });
        }
        Ok(Self { services, disturbance })
    }
}

impl Disturbances {
    /// Whether none was noted, or all were taken back.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What keeps a visit for `items` from being done at `at`: of several
    /// disturbances the one that lasts longest.
    #[must_use]
    pub fn of(&self, items: &Items, at: Moment) -> Option<&Disturbance> {
        let live = items.services().filter_map(|service| self.of_service(service, at));
        live.max_by_key(|disturbance| disturbance.until)
    }

    /// What keeps one service from being done at `at`.
    #[must_use]
    pub fn of_service(&self, service: &ServiceId, at: Moment) -> Option<&Disturbance> {
        self.0.get(service).filter(|disturbance| at < disturbance.until)
    }

    /// Which service of a visit keeps it back longest at `at`.
    #[must_use]
    pub fn longest<'a>(
        &'a self,
        items: &'a Items,
        at: Moment,
    ) -> Option<(&'a ServiceId, &'a Disturbance)> {
        let live = items.services().filter_map(|id| Some((id, self.of_service(id, at)?)));
        live.max_by_key(|(_, disturbance)| disturbance.until)
    }

    /// Those that have not ended by `at`: services with the same end and reason
    /// together, what ends first before the others.
    #[must_use]
    pub fn at(&self, office: &Office, at: Moment) -> Vec<Disturbed> {
        let mut all: Vec<Disturbed> = Vec::new();
        for service in &office.services {
            let Some(disturbance) = self.of_service(&service.id, at) else { continue };
            let same = all.iter_mut().find(|other| other.disturbance == *disturbance);
            match same {
                Some(same) => same.services.push(service.id.clone()),
                None => all.push(Disturbed {
                    services: vec![service.id.clone()],
                    disturbance: disturbance.clone(),
                }),
            }
        }
        all.sort_by_key(|disturbed| disturbed.disturbance.until);
        all
    }

    /// Notes one; those over at `now` are forgotten. The services for which that
    /// is new.
    pub(crate) fn set(&mut self, disturbed: &Disturbed, now: Moment) -> Vec<ServiceId> {
        let Disturbed { services, disturbance } = disturbed;
        let is_new = |id: &&ServiceId| self.0.get(*id) != Some(disturbance);
        let new: Vec<ServiceId> = services.iter().filter(is_new).cloned().collect();
        self.0.retain(|_, other| now < other.until);
        self.0.extend(new.iter().map(|id| (id.clone(), disturbance.clone())));
        new
    }

    /// Takes the disturbance of these services back. Those that had one.
    pub(crate) fn end(&mut self, services: &[ServiceId], now: Moment) -> Vec<ServiceId> {
        let had = |id: &&ServiceId| self.of_service(id, now).is_some();
        let ended: Vec<ServiceId> = services.iter().filter(had).cloned().collect();
        self.0.retain(|id, other| now < other.until && !ended.contains(id));
        ended
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        office::Item,
        testing::{items, moment, office, service},
        time::Seconds,
    };

    fn clock(time: &str) -> Moment {
        moment(&format!("2026-12-01T{time}:00+01:00"))
    }

    fn printer(until: Moment) -> Disturbance {
        Disturbance { until, why: Notice::try_from("Leitung gestört".to_owned()).unwrap() }
    }

    #[test]
    fn it_lasts_from_now_until_closing_at_most_and_for_services_of_the_office() {
        let (office, ausweis) = (office(), service("ausweis"));
        let of = |services: &[ServiceId], until: &str| {
            Disturbed::new(&office, services, printer(clock(until)), clock("09:40"))
        };
        let one = std::slice::from_ref(&ausweis);
        assert_eq!(of(one, "12:00").unwrap().services, one);
        assert!(of(one, "18:00").is_ok());
        let closing = Some(clock("18:00"));
        assert_eq!(of(one, "18:01"), Err(NotADisturbance::AfterClosing { closes: closing }));
        assert_eq!(of(one, "09:40"), Err(NotADisturbance::Over));
        assert_eq!(of(&[], "12:00"), Err(NotADisturbance::NoService));
        let unknown = service("zulassung");
        let refused = NotADisturbance::UnknownService { service: unknown.clone() };
        assert_eq!(of(&[ausweis.clone(), unknown], "12:00"), Err(refused));
        let sunday = moment("2026-12-06T10:00:00+01:00");
        let closed = Disturbed::new(&office, one, printer(sunday + Seconds(60)), sunday);
        assert_eq!(closed, Err(NotADisturbance::AfterClosing { closes: None }));
    }

    #[test]
    fn one_disturbed_service_keeps_a_visit_back_and_the_longest_counts() {
        let office = office();
        let mut all = Disturbances::default();
        for (id, until) in [("ausweis", "12:00"), ("meldung", "11:00")] {
            let wish =
                Disturbed::new(&office, &[service(id)], printer(clock(until)), clock("09:40"));
            assert_eq!(all.set(&wish.unwrap(), clock("09:40")), [service(id)]);
        }
        let one = |id: &str| Item { service: service(id), count: 1 };
        let both = Items::new(vec![one("meldung"), one("ausweis")]).unwrap();
        let mixed = Items::new(vec![one("abholung"), one("meldung")]).unwrap();
        let until = |items: &Items, at: &str| all.of(items, clock(at)).map(|found| found.until);
        for (items, at, expected) in [
            (&both, "10:59", Some("12:00")),
            (&both, "11:30", Some("12:00")),
            (&both, "12:00", None),
            (&mixed, "10:59", Some("11:00")),
            (&mixed, "11:00", None),
            (&items("abholung"), "10:00", None),
        ] {
            assert_eq!(until(items, at), expected.map(clock), "{items:?} at {at}");
        }
        assert_eq!(all.longest(&both, clock("10:00")).unwrap().0, &service("ausweis"));
        let listed = all.at(&office, clock("10:00"));
        let ends: Vec<_> = listed.iter().map(|one| one.disturbance.until).collect();
        assert_eq!(ends, [clock("11:00"), clock("12:00")]);
    }

    proptest! {
        /// However often it is set, extended and ended: what was said last of a
        /// service holds, until its time.
        #[test]
        fn the_last_word_on_a_service_holds(
            steps in prop::collection::vec((0_usize..3, 0_i64..600, any::<bool>()), 1..12),
            look in 0_i64..700,
        ) {
            let (office, names) = (office(), ["ausweis", "meldung", "abholung"]);
            let start = clock("08:00");
            let mut all = Disturbances::default();
            let mut last: [Option<Moment>; 3] = [None; 3];
            for (step, (which, minutes, sets)) in (0..).zip(steps) {
                let now = start + Seconds::minutes(step);
                let id = [service(names[which])];
                if sets {
                    let until = now + Seconds::minutes(minutes);
                    if let Ok(wish) = Disturbed::new(&office, &id, printer(until), now) {
                        all.set(&wish, now);
                        last[which] = Some(until);
                    }
                } else {
                    all.end(&id, now);
                    last[which] = None;
                }
            }
            let at = start + Seconds::minutes(look + 12);
            for (which, name) in names.iter().enumerate() {
                let expected = last[which].filter(|until| at < *until);
                prop_assert_eq!(all.of(&items(name), at).map(|found| found.until), expected);
            }
        }
    }
}
