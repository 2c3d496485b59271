//! A day's capacity in the table: listing, holding, taking, giving back.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::types::{
    AttributeValue, ReturnConsumedCapacity, ReturnValuesOnConditionCheckFailure, TransactWriteItem,
    Update,
};
use domain::{
    day::{Claim, Day, Hold, Start},
    ids::OfficeId,
    queue::VisitId,
    time::{Moment, Seconds, Unit},
};
use jiff::civil::Date;

use crate::{
    Configured, HoldName, Store, StoreError,
    items::{TTL, item, read, value},
    keys::{Item, Key, number, partition, text},
    transact::{Transacted, pause},
};

/// How often a change of a day is tried before it is given up.
const TRIES: u32 = 24;

/// A wish to hold a start.
#[derive(Debug, Clone)]
pub struct HoldRequest<'a> {
    /// Where.
    pub office: &'a Configured,
    /// What.
    pub start: &'a Start,
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
    /// The key held another start.
    KeyReused,
    /// A fifth of the day is held already.
    TooMany,
    /// There is no such hold, or it has run out.
    Gone,
    /// It was prolonged before.
    ExtendedBefore,
}

/// A change of one day's counts: one start back, one start taken.
#[derive(Debug, Clone, Default)]
pub(crate) struct DayChange<'a> {
    pub(crate) give_back: Option<usize>,
    pub(crate) take: Option<(usize, Unit, &'a Claim)>,
}

/// An update expression in the making.
#[derive(Debug, Default)]
pub(crate) struct Expression {
    set: Vec<String>,
    remove: Vec<String>,
    conditions: Vec<String>,
    names: HashMap<String, String>,
    values: HashMap<String, AttributeValue>,
}

impl Expression {
    pub(crate) fn set(&mut self, part: impl Into<String>) {
        self.set.push(part.into());
    }

    pub(crate) fn remove(&mut self, part: impl Into<String>) {
        self.remove.push(part.into());
    }

    pub(crate) fn condition(&mut self, part: impl Into<String>) {
        self.conditions.push(part.into());
    }

    pub(crate) fn name(&mut self, placeholder: &str, name: impl Into<String>) {
        self.names.insert(placeholder.to_owned(), name.into());
    }

    pub(crate) fn value(&mut self, placeholder: &str, value: AttributeValue) {
        self.values.insert(placeholder.to_owned(), value);
    }

    fn text(&self) -> String {
        let clause = |word: &str, parts: &[String]| match parts {
            [] => String::new(),
            parts => format!("{word} {} ", parts.join(", ")),
        };
        clause("SET", &self.set) + &clause("REMOVE", &self.remove)
    }

    /// The update of a transaction.
    pub(crate) fn write(
        self,
        wish: &'static str,
        table: &str,
        key: Key<'_>,
    ) -> Result<TransactWriteItem, StoreError> {
        let update = Update::builder()
            .table_name(table)
            .set_key(Some(key.item()))
            .update_expression(self.text())
            .condition_expression(self.conditions.join(" AND "))
            .set_expression_attribute_names((!self.names.is_empty()).then_some(self.names))
            .set_expression_attribute_values((!self.values.is_empty()).then_some(self.values))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()
            .map_err(|error| StoreError::request(wish, error))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }
}

impl DayChange<'_> {
    pub(crate) fn expression(&self, version: u64, now: Moment) -> Expression {
        let mut update = Expression::default();
        update.condition("v = :v");
        update.value(":v", number(version));
        if let Some(place) = self.give_back {
            update.set(format!("f[{place}] = f[{place}] + :one"));
            update.value(":one", number(1));
        }
        match self.take {
            None => (),
            Some((place, _, Claim::Free)) => {
                update.set(format!("f[{place}] = f[{place}] - :one"));
                update.condition(format!("f[{place}] >= :one"));
                update.value(":one", number(1));
            }
            Some((_, unit, Claim::Held(id))) => {
                update.remove("h.#h");
                update.condition("h.#h.x > :now AND h.#h.u = :u");
                update.name("#h", id);
                update.value(":now", number(now.0));
                update.value(":u", number(unit.index()));
            }
            Some((place, unit, Claim::Expired(id))) => {
                update.remove("h.#h");
                // Below zero more is booked than a lowered plan has.
                update.condition(format!("h.#h.x <= :now AND h.#h.u = :u AND f[{place}] >= :zero"));
                update.value(":zero", number(0));
                update.name("#h", id);
                update.value(":now", number(now.0));
                update.value(":u", number(unit.index()));
            }
        }
        update
    }
}

impl Store {
    /// The capacity of every day from `from` to `to`, in one Query.
    ///
    /// Days on which nothing has happened are the office's plan.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn days(
        &self,
        office: &Configured,
        from: Date,
        to: Date,
    ) -> Result<BTreeMap<Date, Day>, StoreError> {
        const WISH: &str = "list the days";
        let found = self
            .client
            .query()
            .table_name(&*self.table)
            .key_condition_expression("PK = :pk AND SK BETWEEN :from AND :to")
            .expression_attribute_values(":pk", text(partition(&office.office.id)))
            .expression_attribute_values(":from", text(Key::Day(&office.office.id, from).sk()))
            .expression_attribute_values(":to", text(Key::Day(&office.office.id, to).sk()))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| StoreError::request(WISH, error))?;
        self.meter.read(found.consumed_capacity());
        let mut days = BTreeMap::new();
        for mut item in found.items.unwrap_or_default() {
            let date = item.remove("SK").and_then(|key| {
                let AttributeValue::S(key) = key else { return None };
                key.strip_prefix("D#")?.parse::<Date>().ok()
            });
            let day: Day = read(WISH, item)?;
            let Some(date) = date else { continue };
            days.insert(date, self.current(office, date, day).await?);
        }
        let mut date = from;
        while date <= to {
            days.entry(date).or_insert_with(|| Day::planned(&office.office, office.version, date));
            date = date.saturating_add(jiff::Span::new().days(1));
        }
        Ok(days)
    }

    /// The day under the plan in force.
    async fn current(&self, office: &Configured, date: Date, day: Day) -> Result<Day, StoreError> {
        if day.version == office.version { Ok(day) } else { self.replan(office, date, day).await }
    }

    /// Counts a day anew after its plan has changed: the plan less what is
    /// booked and held. The day as it was read is the condition, so a booking
    /// in between makes this look again.
    async fn replan(
        &self,
        office: &Configured,
        date: Date,
        mut day: Day,
    ) -> Result<Day, StoreError> {
        const WISH: &str = "count a day anew";
        let id = &office.office.id;
        for attempt in 0..TRIES {
            if day.version == office.version {
                return Ok(day);
            }
            if day.version > office.version {
                return Err(StoreError::StaleConfiguration { office: id.to_string() });
            }
            let booked: Vec<Unit> =
                self.numbers(id, date).await?.into_iter().map(|booking| booking.unit).collect();
            let planned = Day::planned(&office.office, office.version, date);
            let next = day.replanned(planned, &booked);
            let mut update = Expression::default();
            update.set("v = :v, u = :u, f = :f");
            update.condition("v = :old AND f = :oldf AND h = :oldh");
            update.value(":v", number(next.version));
            update.value(":u", number(next.first.index()));
            update.value(":f", value(WISH, &next.free)?);
            update.value(":old", number(day.version));
            update.value(":oldf", value(WISH, &day.free)?);
            update.value(":oldh", value(WISH, &day.holds)?);
            let write = update.write(WISH, &self.table, Key::Day(id, date))?;
            match self.transact(WISH, vec![write]).await? {
                Transacted::Done => return Ok(next),
                Transacted::Refused { item: Some(item), .. } => day = read(WISH, item)?,
                Transacted::Refused { item: None, .. } => {
                    return Ok(Day::planned(&office.office, office.version, date));
                }
            }
            pause(attempt).await;
        }
        Err(StoreError::Contention { wish: WISH })
    }

    /// The day as a failed condition returned it, made current; a day that
    /// nobody has touched yet is written first.
    pub(crate) async fn day_after(
        &self,
        office: &Configured,
        date: Date,
        item: Option<Item>,
    ) -> Result<Day, StoreError> {
        const WISH: &str = "begin a day";
        if let Some(item) = item {
            return self.current(office, date, read(WISH, item)?).await;
        }
        let day = Day::planned(&office.office, office.version, date);
        let noon = Unit::new(144).and_then(|unit| unit.moment(date, &office.office.zone));
        let ttl = noon.map(|noon| (noon + Seconds::hours(60)).0);
        let put = self
            .client
            .put_item()
            .table_name(&*self.table)
            .set_item(Some(item_of(&office.office.id, date, &day, ttl)?))
            .condition_expression("attribute_not_exists(PK)")
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match put {
            Ok(done) => self.meter.write(done.consumed_capacity.as_slice()),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(|e| e.is_conditional_check_failed_exception()) =>
            {
                // Somebody else began it; their numbers come with the next try.
                self.meter.refused();
            }
            Err(error) => return Err(StoreError::request(WISH, error)),
        }
        Ok(day)
    }

    /// How `unit` can be taken, now that a condition has failed on `day`;
    /// `None` when it is full. Where a lowered plan left less than nothing,
    /// expired holds are given back first.
    pub(crate) async fn claim(
        &self,
        office: &Configured,
        date: Date,
        day: &Day,
        unit: Unit,
        own: Option<&str>,
        now: Moment,
    ) -> Result<Option<Claim>, StoreError> {
        let claim = day.claim(unit, own, now);
        let owes = day.place(unit).is_some_and(|place| day.free[place] < 0);
        if let (true, Some(Claim::Expired(id))) = (owes, &claim) {
            self.reclaim(office, date, id, now).await?;
        }
        Ok(claim)
    }

    /// Holds a start.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn hold(&self, wish: &HoldRequest<'_>) -> Result<HoldOutcome, StoreError> {
        const WISH: &str = "hold a start";
        let HoldRequest { office, start, id, now } = *wish;
        let place = Day::planned(&office.office, office.version, start.date).place(start.unit);
        let Some(place) = place else { return Ok(HoldOutcome::Full) };
        let hold =
            Hold { unit: start.unit, expires: now + office.office.booking.hold, extended: false };
        let most = Day::most_holds(&office.office, start.date);
        let mut claim = Claim::Free;
        for _ in 0..TRIES {
            let change = DayChange { give_back: None, take: Some((place, start.unit, &claim)) };
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
    async fn reclaim(
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

    /// Prolongs a live hold once.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn extend_hold(
        &self,
        office: &Configured,
        hold: &HoldName,
        now: Moment,
    ) -> Result<HoldOutcome, StoreError> {
        const WISH: &str = "prolong a hold";
        let expires = now + office.office.booking.hold;
        let mut update = Expression::default();
        update.set("h.#h.x = :x, h.#h.e = :yes");
        update.condition("h.#h.x > :now AND attribute_not_exists(h.#h.e)");
        update.name("#h", hold.id.to_string());
        update.value(":x", number(expires.0));
        update.value(":yes", AttributeValue::Bool(true));
        update.value(":now", number(now.0));
        let write = update.write(WISH, &self.table, Key::Day(&hold.office, hold.date))?;
        let item = match self.transact(WISH, vec![write]).await? {
            Transacted::Done => return Ok(HoldOutcome::Held { expires }),
            Transacted::Refused { item, .. } => item,
        };
        let day = item.map(|item| read::<Day>(WISH, item)).transpose()?;
        let own = day.and_then(|day| day.holds.get(&hold.id.to_string()).copied());
        Ok(match own {
            Some(own) if own.is_live(now) && own.extended => HoldOutcome::ExtendedBefore,
            Some(_) | None => HoldOutcome::Gone,
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

    async fn day(&self, office: &OfficeId, date: Date) -> Result<Option<Day>, StoreError> {
        const WISH: &str = "read a day";
        let found = self
            .client
            .get_item()
            .table_name(&*self.table)
            .set_key(Some(Key::Day(office, date).item()))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| StoreError::request(WISH, error))?;
        self.meter.read(found.consumed_capacity());
        found.item.map(|item| read(WISH, item)).transpose()
    }
}

fn item_of(office: &OfficeId, date: Date, day: &Day, ttl: Option<i64>) -> Result<Item, StoreError> {
    let mut whole = item("begin a day", Key::Day(office, date), day, None)?;
    if let Some(ttl) = ttl {
        whole.insert(TTL.to_owned(), number(ttl));
    }
    Ok(whole)
}
