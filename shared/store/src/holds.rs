//! Holds: a start is taken for some minutes.

use domain::{
    day::{Claim, Day, Hold, Start},
    office::Items,
    queue::{KeyHash, VisitId},
    time::Moment,
};
use jiff::civil::Date;

use crate::{
    Configured, HoldName, Store, StoreError,
    days::TRIES,
    expression::{DayChange, Expression, Taken},
    items::{read, value},
    keys::{Key, number},
    transact::Transacted,
};

/// A wish to hold a start.
#[derive(Debug, Clone)]
pub struct HoldRequest<'a> {
    /// Where.
    pub office: &'a Configured,
    /// What.
    pub start: &'a Start,
    /// What for.
    pub items: &'a Items,
    /// The hold's name: from the idempotency key, or random.
    pub id: VisitId,
    /// When.
    pub now: Moment,
}

/// What became of a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum HoldOutcome {
    /// It holds until then.
    Held {
        /// When it ends.
        expires: Moment,
    },
    /// The start is taken.
    Full,
    /// What it is for cannot be done then.
    Disturbed {
        /// Until when, as far as is known.
        until: Moment,
    },
    /// The key held another start.
    KeyReused,
    /// A fifth of the day is held already.
    TooMany,
    /// There is no such hold, or it has run out.
    Gone,
    /// It was prolonged before.
    ExtendedBefore,
}

impl Store {
    /// Holds a start.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn hold(&self, wish: &HoldRequest<'_>) -> Result<HoldOutcome, StoreError> {
        const WISH: &str = "hold a start";
        let HoldRequest { office, start, items, id, now } = *wish;
        let place = Day::planned(&office.office, office.version, start.date).place(start.unit);
        let Some(place) = place else { return Ok(HoldOutcome::Full) };
        let own = id.to_string();
        if !self.admits(office, *start, items, Some(&own), now).await? {
            return Ok(HoldOutcome::Full);
        }
        let hold =
            Hold { unit: start.unit, expires: now + office.office.booking.hold, extended: None };
        let most = Day::most_holds(&office.office, start.date);
        let mut claim = Claim::Free;
        for _ in 0..TRIES {
            let taken = Taken { place, start, items, claim: &claim };
            let change = DayChange { give_back: None, take: Some(taken) };
            let mut update = change.expression(office.version, now);
            update.set("h.#new = :hold");
            update.condition("attribute_not_exists(h.#new) AND size(h) < :most");
            update.name("#new", id.to_string());
            update.value(":hold", value(WISH, &hold)?);
            let spare = u32::from(matches!(claim, Claim::Expired(_)));
            update.value(":most", number(most + spare));
            let key = Key::Day(&office.office.id, start.date);
            let write = update.write(WISH, &self.table, key)?;
            let item = match self.transact(WISH, vec![write]).await? {
                Transacted::Done => return Ok(HoldOutcome::Held { expires: hold.expires }),
                Transacted::Refused { item, .. } => item,
            };
            let day = self.day_after(office, start.date, item).await?;
            if let Some(disturbance) = day.disturbances.of(items, start.at) {
                return Ok(HoldOutcome::Disturbed { until: disturbance.until });
            }
            match day.holds.get(&id.to_string()) {
                Some(own) if own.unit != start.unit => return Ok(HoldOutcome::KeyReused),
                Some(own) if own.is_live(now) => {
                    return Ok(HoldOutcome::Held { expires: own.expires });
                }
                Some(_) => self.reclaim(office, start.date, &id.to_string(), now).await?,
                None => (),
            }
            match self.claim(office, start.date, &day, start.unit, None, now).await? {
                Some(next) => claim = next,
                None => return Ok(HoldOutcome::Full),
            }
            let many = u32::try_from(day.holds.len()).unwrap_or(u32::MAX);
            if many >= most && claim == Claim::Free {
                match day.expired(None, now).map(|(id, _)| id.to_owned()) {
                    Some(expired) => self.reclaim(office, start.date, &expired, now).await?,
                    None => return Ok(HoldOutcome::TooMany),
                }
            }
        }
        Err(StoreError::Contention { wish: WISH })
    }

    /// Gives back what an expired hold has kept.
    pub(crate) async fn reclaim(
        &self,
        office: &Configured,
        date: Date,
        id: &str,
        now: Moment,
    ) -> Result<(), StoreError> {
        self.drop_hold(office, date, id, Some(now)).await.map(|_| ())
    }

    /// Drops a hold; `expired_by` limits this to one that has run out.
    async fn drop_hold(
        &self,
        office: &Configured,
        date: Date,
        id: &str,
        expired_by: Option<Moment>,
    ) -> Result<HoldOutcome, StoreError> {
        const WISH: &str = "release a hold";
        let Some(day) = self.day(&office.office.id, date).await? else {
            return Ok(HoldOutcome::Gone);
        };
        let day = self.current(office, date, day).await?;
        let Some(hold) = day.holds.get(id) else { return Ok(HoldOutcome::Gone) };
        let change = DayChange { give_back: day.place(hold.unit), take: None };
        let mut update = change.expression(office.version, Moment(0));
        update.remove("h.#h");
        update.name("#h", id);
        update.condition("attribute_exists(h.#h)");
        if let Some(now) = expired_by {
            update.condition("h.#h.x <= :now");
            update.value(":now", number(now.0));
        }
        let write = update.write(WISH, &self.table, Key::Day(&office.office.id, date))?;
        match self.transact(WISH, vec![write]).await? {
            Transacted::Done => Ok(HoldOutcome::Held { expires: hold.expires }),
            Transacted::Refused { .. } => Ok(HoldOutcome::Gone),
        }
    }

    /// Prolongs a live hold once; the same command again changes nothing.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn extend_hold(
        &self,
        office: &Configured,
        hold: &HoldName,
        key: KeyHash,
        now: Moment,
    ) -> Result<HoldOutcome, StoreError> {
        const WISH: &str = "prolong a hold";
        let expires = now + office.office.booking.hold;
        let mut update = Expression::default();
        update.set("h.#h.x = :x, h.#h.e = :key");
        update.condition("h.#h.x > :now AND attribute_not_exists(h.#h.e)");
        update.name("#h", hold.id.to_string());
        update.value(":x", number(expires.0));
        update.value(":key", value(WISH, &key)?);
        update.value(":now", number(now.0));
        let write = update.write(WISH, &self.table, Key::Day(&hold.office, hold.date))?;
        let item = match self.transact(WISH, vec![write]).await? {
            Transacted::Done => return Ok(HoldOutcome::Held { expires }),
            Transacted::Refused { item, .. } => item,
        };
        let day = item.map(|item| read::<Day>(WISH, item)).transpose()?;
        let own = day.and_then(|day| day.holds.get(&hold.id.to_string()).copied());
        Ok(match own {
            Some(own) if !own.is_live(now) => HoldOutcome::Gone,
            Some(own) if own.extended == Some(key) => HoldOutcome::Held { expires: own.expires },
            Some(_) => HoldOutcome::ExtendedBefore,
            None => HoldOutcome::Gone,
        })
    }

    /// Gives a hold back. Releasing twice is releasing once.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn release_hold(
        &self,
        office: &Configured,
        hold: &HoldName,
    ) -> Result<HoldOutcome, StoreError> {
        self.drop_hold(office, hold.date, &hold.id.to_string(), None).await
    }
}
