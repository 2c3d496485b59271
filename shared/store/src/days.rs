//! A day's capacity in the table: listing it, and counting it anew.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::{
    day::{Claim, Day, Offer, Start},
    ids::OfficeId,
    office::{Items, Office},
    time::{Moment, Seconds, Unit},
};
use jiff::civil::Date;

use crate::{
    Configured, Store, StoreError,
    expression::Expression,
    items::{item, read, value},
    keys::{Item, Key, number, partition, text},
    requests::Reading,
    transact::{Transacted, pause},
};

/// How often a change of a day is tried before it is given up.
pub(crate) const TRIES: u32 = 24;

impl Store {
    /// The capacity of every day from `from` to `to`, in one Query.
    ///
    /// Days on which nothing has happened are the office's plan. Nothing is
    /// written, so that whoever only lists needs no right to.
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
        let values = [
            (":pk", text(partition(&office.office.id))),
            (":from", text(Key::Day(&office.office.id, from).sk())),
            (":to", text(Key::Day(&office.office.id, to).sk())),
        ];
        let found = self
            .query(WISH, "PK = :pk AND SK BETWEEN :from AND :to", &values, Reading::Eventual)
            .await?;
        let mut days = BTreeMap::new();
        for mut item in found {
            let date = item.remove("SK").and_then(|key| {
                let AttributeValue::S(key) = key else { return None };
                key.strip_prefix("D#")?.parse::<Date>().ok()
            });
            let day: Day = read(WISH, item)?;
            let Some(date) = date else { continue };
            days.insert(date, self.counted(office, date, day).await?.0);
        }
        let mut date = from;
        while date <= to {
            days.entry(date).or_insert_with(|| Day::planned(&office.office, office.version, date));
            date = date.saturating_add(jiff::Span::new().days(1));
        }
        Ok(days)
    }

    /// The day under the plan in force, and whether that is not yet what is
    /// written.
    async fn counted(
        &self,
        office: &Configured,
        date: Date,
        day: Day,
    ) -> Result<(Day, bool), StoreError> {
        let id = &office.office.id;
        if day.version == office.version {
            return Ok((day, false));
        }
        if day.version > office.version {
            return Err(StoreError::StaleConfiguration { office: id.to_string() });
        }
        // The day may become the condition of a write; its bookings have to be as
        // new as it is.
        let booked = self.booked(id, date, Reading::Consistent).await?;
        let booked: Vec<Unit> = booked.into_iter().map(|booking| booking.unit).collect();
        let planned = Day::planned(&office.office, office.version, date);
        Ok((day.replanned(planned, &booked), true))
    }

    /// The day under the plan in force. After the plan has changed that is the
    /// plan less what is booked and held, and it is written, with the day as it
    /// was read as the condition: a booking in between makes this look again.
    pub(crate) async fn current(
        &self,
        office: &Configured,
        date: Date,
        mut day: Day,
    ) -> Result<Day, StoreError> {
        const WISH: &str = "count a day anew";
        let id = &office.office.id;
        for attempt in 0..TRIES {
            let (next, is_new) = self.counted(office, date, day.clone()).await?;
            if !is_new {
                return Ok(next);
            }
            let write = self.replan(WISH, id, date, &day, &next)?;
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

    /// Writes a day anew if nobody has taken or given back anything since.
    pub(crate) fn replan(
        &self,
        wish: &'static str,
        office: &OfficeId,
        date: Date,
        before: &Day,
        after: &Day,
    ) -> Result<TransactWriteItem, StoreError> {
        let mut update = Expression::default();
        update.set("v = :v, u = :u, f = :f");
        update.condition("v = :old AND f = :oldf AND h = :oldh");
        update.value(":v", number(after.version));
        update.value(":u", number(after.first.index()));
        update.value(":f", value(wish, &after.free)?);
        update.value(":old", number(before.version));
        update.value(":oldf", value(wish, &before.free)?);
        update.value(":oldh", value(wish, &before.holds)?);
        update.write(wish, &self.table, Key::Day(office, date))
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
        self.put_if_absent(WISH, day_item(&office.office, date, &day)?).await?;
        Ok(day)
    }

    /// Counts every day of the booking window anew, so that after a change of
    /// what an office decides nobody who lists has to. Whoever books would do it
    /// as well.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn recount(&self, office: &Configured, now: Moment) -> Result<(), StoreError> {
        let window = office.office.window(now);
        let mut date = *window.start();
        while date <= *window.end() {
            if let Some(day) = self.day(&office.office.id, date).await? {
                self.current(office, date, day).await?;
            }
            date = date.saturating_add(jiff::Span::new().days(1));
        }
        Ok(())
    }

    /// Whether a visit of `items` may start there as far as the promise to
    /// those with an appointment goes: what the listing says. Who holds the
    /// start has been admitted. Decided on the day as it is read, so of two
    /// who book in the same instant each is weighed without the other; that
    /// there is a start for both, the condition of the write decides.
    pub(crate) async fn admits(
        &self,
        office: &Configured,
        start: Start,
        items: &Items,
        own: Option<&str>,
        now: Moment,
    ) -> Result<bool, StoreError> {
        if office.office.published(start.date).is_none() {
            return Ok(true);
        }
        let days = self.days(office, start.date, start.date).await?;
        let Some(day) = days.get(&start.date) else { return Ok(true) };
        // What cannot be done then, the condition of the write refuses.
        if day.disturbances.of(items, start.at).is_some() {
            return Ok(true);
        }
        if own.is_some_and(|own| day.holds.contains_key(own)) {
            return Ok(true);
        }
        let offer = Offer::of(&office.office, start.date, day, items, now);
        Ok(offer.free_at(start.unit) > 0)
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

    pub(crate) async fn day(
        &self,
        office: &OfficeId,
        date: Date,
    ) -> Result<Option<Day>, StoreError> {
        const WISH: &str = "read a day";
        let found = self.get(WISH, Key::Day(office, date), Reading::Consistent).await?;
        found.map(|item| read(WISH, item)).transpose()
    }
}

/// A day that nobody has touched yet; two days after it, it may be deleted.
pub(crate) fn day_item(office: &Office, date: Date, day: &Day) -> Result<Item, StoreError> {
    let noon = Unit::new(144).and_then(|unit| unit.moment(date, &office.zone));
    let ttl = noon.map(|noon| (noon + Seconds::hours(60)).0);
    item("begin a day", Key::Day(&office.id, date), day, ttl)
}
