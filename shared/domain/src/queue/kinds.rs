//! The kinds of visits that a queue has, and the counters that serve them.

use super::{Queue, Stage, VisitId};
use crate::{
    office::{self, Items, Office},
    policy::{Kind, Serving, Tables},
    survival::Survival,
    time::Moment,
};

/// The kinds of visits met so far: first every service of the office for one
/// person, then each other set of services, which is a kind of its own.
pub(super) struct Kinds<'a> {
    office: &'a Office,
    tables: Tables,
    /// The sets, in the order of their kinds, and whether they take longer
    /// than usual.
    sets: Vec<(&'a Items, bool)>,
}

impl<'a> Kinds<'a> {
    pub(super) fn of(office: &'a Office) -> Self {
        Self { office, tables: office.tables().clone(), sets: Vec::new() }
    }

    /// The kind of a visit for `items`.
    pub(super) fn kind(&mut self, items: &'a Items) -> Kind {
        self.kind_of(items, false)
    }

    /// The same of a visit that perhaps takes longer than usual.
    pub(super) fn kind_of(&mut self, items: &'a Items, longer: bool) -> Kind {
        if !longer
            && let [item] = items.as_slice()
            && item.count == 1
            && let Some(kind) = self.office.kind(&item.service)
        {
            return kind;
        }
        let services = self.office.services.len();
        if let Some(place) = self.sets.iter().position(|set| *set == (items, longer)) {
            return Kind(services + place);
        }
        let usual = self.office.service_time(&self.tables, items);
        self.tables.services.push(if longer { usual.twice() } else { usual });
        self.sets.push((items, longer));
        Kind(services + self.sets.len() - 1)
    }

    /// The kinds that `counter` serves; `None` when it serves all there are.
    pub(super) fn served_by(&self, counter: &office::Counter) -> Option<Vec<Kind>> {
        let services = self.office.services.iter().map(|service| counter.serves(&service.id));
        let sets = self.sets.iter().map(|(set, _)| counter.serves_all(set));
        let served: Vec<Kind> = (0..)
            .map(Kind)
            .zip(services.chain(sets))
            .filter_map(|(kind, served)| served.then_some(kind))
            .collect();
        (counter.services.len() < self.office.services.len()).then_some(served)
    }

    pub(super) fn survival(&self, kind: Kind) -> &Survival {
        &self.tables.services[kind.0].survival
    }

    pub(super) fn tables(&self) -> &Tables {
        &self.tables
    }

    pub(super) fn into_tables(self) -> Tables {
        self.tables
    }
}

/// A counter as it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Desk<'a> {
    pub(super) counter: &'a office::Counter,
    /// Whether it calls again once it is free.
    pub(super) staffed: bool,
    /// What it is occupied with.
    pub(super) serving: Option<Serving>,
}

impl Queue {
    /// The counters of the office that are open or still serve somebody, in
    /// the order of its file.
    pub(super) fn desks<'a>(
        &'a self,
        office: &'a Office,
        kinds: &mut Kinds<'a>,
        now: Moment,
    ) -> Vec<Desk<'a>> {
        let mut desks = Vec::new();
        for counter in &office.counters {
            let Some(state) = self.counters.get(&counter.id) else { continue };
            let serving = state.visit.and_then(|id| self.serving(id, kinds, now));
            let staffed = state.open && !state.pause_after;
            if staffed || serving.is_some() {
                desks.push(Desk { counter, staffed, serving });
            }
        }
        desks
    }

    fn serving<'a>(&'a self, id: VisitId, kinds: &mut Kinds<'a>, now: Moment) -> Option<Serving> {
        let entry = self.entries.get(&id)?;
        let called = match &entry.stage {
            Stage::Called { at, .. } => *at,
            Stage::Serving { since, called, .. } => called.unwrap_or(*since),
            Stage::Waiting | Stage::Parked { .. } | Stage::NoShow | Stage::Left => return None,
        };
        Some(Serving { kind: kinds.kind_of(&entry.items, entry.longer), elapsed: now - called })
    }
}
