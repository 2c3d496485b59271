//! What one visit is about: several services, several people.

use serde::{Deserialize, Serialize};

use super::{Counter, Office};
use crate::ids::ServiceId;

/// One service for some people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The service.
    pub service: ServiceId,
    /// For how many people.
    #[serde(default = "one")]
    pub count: u8,
}

fn one() -> u8 {
    1
}

/// What one visit is about. Which of it the office offers is another question,
/// answered by [`Office::minutes`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Item>", into = "Vec<Item>")]
// Invariant: not empty, no count is 0, no service occurs twice.
pub struct Items(Vec<Item>);

/// Why nobody can come for this in one visit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ItemsRefusal {
    /// There is nothing to do.
    #[error("a visit needs at least one service")]
    Nothing,
    /// A service for nobody.
    #[error("`{service}` is asked for 0 people")]
    Nobody {
        /// The service.
        service: ServiceId,
    },
    /// One service occurs twice.
    #[error("`{service}` occurs twice; count the people instead")]
    Twice {
        /// The service.
        service: ServiceId,
    },
    /// The office does not do this.
    #[error("`{service}` is not offered here")]
    NotOffered {
        /// The service.
        service: ServiceId,
    },
    /// Each is offered, but no counter does all of it.
    #[error("no single counter does all of this")]
    NoCounter,
    /// It takes too long for one visit.
    #[error("{minutes} minutes are more than the {most} of one visit")]
    TooLong {
        /// What it would take.
        minutes: u16,
        /// What one visit may take.
        most: u16,
    },
}

impl Items {
    /// Takes a list of items, in the order in which they are to be done.
    ///
    /// # Errors
    ///
    /// [`ItemsRefusal::Nothing`], [`ItemsRefusal::Nobody`] or
    /// [`ItemsRefusal::Twice`].
    pub fn new(items: Vec<Item>) -> Result<Self, ItemsRefusal> {
        if items.is_empty() {
            return Err(ItemsRefusal::Nothing);
        }
        for (place, Item { service, count }) in items.iter().enumerate() {
            if *count == 0 {
                return Err(ItemsRefusal::Nobody { service: service.clone() });
            }
            if items[..place].iter().any(|earlier| earlier.service == *service) {
                return Err(ItemsRefusal::Twice { service: service.clone() });
            }
        }
        Ok(Self(items))
    }

    /// One service for one person.
    #[must_use]
    pub fn one(service: ServiceId) -> Self {
        Self(vec![Item { service, count: 1 }])
    }

    /// The items, in the order in which they are to be done.
    #[must_use]
    pub fn as_slice(&self) -> &[Item] {
        &self.0
    }

    /// The service that gives the visit its name: the first.
    #[must_use]
    pub fn first(&self) -> &ServiceId {
        &self.0[0].service
    }

    /// The services.
    pub fn services(&self) -> impl Iterator<Item = &ServiceId> {
        self.0.iter().map(|item| &item.service)
    }
}

impl TryFrom<Vec<Item>> for Items {
    type Error = ItemsRefusal;

    fn try_from(items: Vec<Item>) -> Result<Self, ItemsRefusal> {
        Self::new(items)
    }
}

impl From<Items> for Vec<Item> {
    fn from(items: Items) -> Self {
        items.0
    }
}

impl Counter {
    /// Whether all of this is done here.
    #[must_use]
    pub fn serves_all(&self, items: &Items) -> bool {
        items.services().all(|service| self.serves(service))
    }
}

impl Office {
    /// The counters that do all of this.
    pub fn counters_for(&self, items: &Items) -> impl Iterator<Item = &Counter> {
        self.counters.iter().filter(|counter| counter.serves_all(items))
    }

    /// How many minutes an appointment for this takes: for each service the
    /// first person in full, each further one `minutes_extra`.
    ///
    /// # Errors
    ///
    /// [`ItemsRefusal::NotOffered`], [`ItemsRefusal::NoCounter`] or
    /// [`ItemsRefusal::TooLong`].
    pub fn minutes(&self, items: &Items) -> Result<u16, ItemsRefusal> {
        let mut minutes = 0_u16;
        for Item { service, count } in items.as_slice() {
            let Some(offered) = self.service(service) else {
                return Err(ItemsRefusal::NotOffered { service: service.clone() });
            };
            let further = offered.minutes_for(*count).unwrap_or(u16::MAX);
            minutes = minutes.saturating_add(further);
        }
        if self.counters_for(items).next().is_none() {
            return Err(ItemsRefusal::NoCounter);
        }
        let most = self.booking.max_minutes;
        if minutes > most {
            return Err(ItemsRefusal::TooLong { minutes, most });
        }
        Ok(minutes)
    }
}
