//! Another configuration for an office that has bookings.
//!
//! One transaction puts the configuration into force and counts every day of
//! the booking window anew under it. Each day as it was read is a condition, so
//! nobody can book in between what the new configuration does not have; and as
//! each day knows its configuration's version, nobody who still has the old one
//! can book by it afterwards.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use domain::{
    day::Day,
    ids::OfficeId,
    office::{Lost, Office},
    time::{Moment, Unit},
};
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    Audited, Deed, Numbered, OfficeName, Store, StoreError,
    days::day_item,
    expression::Expression,
    items::{item, read},
    keys::{Item, Key, VERSIONS, number, partition, text},
    offices::Record,
    requests::Reading,
    transact::{TRIES, Transacted, pause},
};

/// What became of a roll-out.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "it may have been refused"]
pub enum RolledOut {
    /// It is in force with this version.
    Now(u64),
    /// It was in force already.
    Unchanged(u64),
    /// It would strand these bookings, so nothing has changed.
    Strands(Vec<Stranded>),
    /// Somebody else changed the configuration at the same time.
    Overtaken,
}

/// A booking that a configuration has no room for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stranded {
    /// Its day.
    pub date: Date,
    /// When it starts.
    pub unit: Unit,
    /// The booking.
    pub booking: Numbered,
    /// Why it cannot be kept.
    pub lost: Lost,
}

/// A configuration as it was rolled out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Version {
    /// Its number.
    #[serde(rename = "v")]
    pub version: u64,
    /// The city's file.
    pub city: String,
    /// The office's file.
    pub file: String,
    /// When it came into force.
    pub at: Moment,
}

/// The days of the booking windows, with what is counted and booked there.
struct Booked(BTreeMap<Date, (Option<Day>, Vec<Numbered>)>);

impl Store {
    /// Puts an office's configuration into force unless that strands a booking.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; [`StoreError::Configuration`] when the files are refused.
    pub async fn roll_out(
        &self,
        city: &str,
        file: &str,
        id: &OfficeId,
        now: Moment,
    ) -> Result<RolledOut, StoreError> {
        const WISH: &str = "roll out a configuration";
        for attempt in 0..TRIES {
            let before = self.record(id).await?;
            let version = before.as_ref().map_or(0, |record| record.version);
            let same = |record: &Record| record.city == city && record.file == file;
            if before.as_ref().is_some_and(same) {
                return Ok(RolledOut::Unchanged(version));
            }
            let next = Record {
                version: version + 1,
                city: city.to_owned(),
                file: file.to_owned(),
                closed: before.as_ref().map(|record| record.closed.clone()).unwrap_or_default(),
                plan: before.as_ref().map(|record| record.plan.clone()).unwrap_or_default(),
            };
            let office = next.office(id)?.office;
            let old = before.as_ref().map(|record| record.office(id)).transpose();
            // A configuration that cannot be read any more has to be replaced.
            let old = old.ok().flatten().map(|old| old.office);
            let booked = self.all_booked(&office, old.as_deref(), now).await?;
            let stranded = booked.stranded(old.as_deref(), &office, now);
            if !stranded.is_empty() {
                return Ok(RolledOut::Strands(stranded));
            }
            let mut writes = vec![self.replace(WISH, id, &next, version)?];
            let kept = Version { version: next.version, city: next.city, file: next.file, at: now };
            writes.push(self.put(WISH, item(WISH, Key::Version(id, kept.version), &kept, None)?)?);
            let deed = Deed::RolledOut { version: kept.version };
            let entry = Audited { at: now, by: None, deed };
            writes.push(entry.write(WISH, &self.table, id, &format!("v{}", kept.version))?);
            let listed = OfficeName::of(&office);
            writes.push(self.put(WISH, item(WISH, Key::Listed(id), &listed, None)?)?);
            for (date, (day, numbers)) in &booked.0 {
                writes.push(self.count_anew(
                    WISH,
                    &office,
                    kept.version,
                    *date,
                    day.as_ref(),
                    numbers,
                )?);
            }
            match self.transact(WISH, writes).await? {
                Transacted::Done => return Ok(RolledOut::Now(kept.version)),
                Transacted::Refused { index: 0, .. } => return Ok(RolledOut::Overtaken),
                // Somebody has booked or cancelled; look again.
                Transacted::Refused { .. } => pause(attempt).await,
            }
        }
        Err(StoreError::Contention { wish: WISH })
    }

    /// The bookings that a configuration would strand now.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn stranded(
        &self,
        office: &Office,
        now: Moment,
    ) -> Result<Vec<Stranded>, StoreError> {
        let old = self.office(&office.id).await?.map(|old| old.office);
        let booked = self.all_booked(office, old.as_deref(), now).await?;
        Ok(booked.stranded(old.as_deref(), office, now))
    }

    /// Every configuration that was rolled out for an office, the oldest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn versions(&self, office: &OfficeId) -> Result<Vec<Version>, StoreError> {
        const WISH: &str = "list an office's configurations";
        let values = [(":pk", text(partition(office))), (":versions", text(VERSIONS))];
        let condition = "PK = :pk AND begins_with(SK, :versions)";
        let found = self.query(WISH, condition, &values, Reading::Consistent).await?;
        found.into_iter().map(|item| read(WISH, item)).collect()
    }

    async fn all_booked(
        &self,
        office: &Office,
        old: Option<&Office>,
        now: Moment,
    ) -> Result<Booked, StoreError> {
        let Some(old) = old else { return Ok(Booked(BTreeMap::new())) };
        let from = office.today(now).min(old.today(now));
        let to = *office.window(now).end().max(old.window(now).end());
        let mut booked = BTreeMap::new();
        let mut date = from;
        while date <= to {
            // The day first: a booking in between makes its condition fail.
            let day = self.day(&office.id, date).await?;
            let numbers = match day {
                None => Vec::new(),
                Some(_) => self.booked(&office.id, date, Reading::Consistent).await?,
            };
            booked.insert(date, (day, numbers));
            date = date.saturating_add(1.day());
        }
        Ok(Booked(booked))
    }

    fn count_anew(
        &self,
        wish: &'static str,
        office: &Office,
        version: u64,
        date: Date,
        day: Option<&Day>,
        numbers: &[Numbered],
    ) -> Result<TransactWriteItem, StoreError> {
        let planned = Day::planned(office, version, date);
        let Some(day) = day else {
            let put = Put::builder()
                .set_item(Some(day_item(office, date, &planned)?))
                .condition_expression("attribute_not_exists(PK)");
            return self.write(wish, put);
        };
        let units: Vec<Unit> = numbers.iter().map(|booking| booking.unit).collect();
        self.replan(wish, &office.id, date, day, &day.replanned(planned, &units))
    }

    fn replace(
        &self,
        wish: &'static str,
        id: &OfficeId,
        next: &Record,
        old: u64,
    ) -> Result<TransactWriteItem, StoreError> {
        // What else the office's item has is not this command's to change.
        let mut update = Expression::default();
        update.set("v = :v, city = :city, #file = :file");
        update.name("#file", "file");
        update.value(":v", number(next.version));
        update.value(":city", text(&next.city));
        update.value(":file", text(&next.file));
        if old == 0 {
            update.condition("attribute_not_exists(PK)");
        } else {
            update.condition("v = :old");
            update.value(":old", number(old));
        }
        update.write(wish, &self.table, Key::Office(id))
    }

    fn put(&self, wish: &'static str, item: Item) -> Result<TransactWriteItem, StoreError> {
        self.write(wish, Put::builder().set_item(Some(item)))
    }

    fn write(
        &self,
        wish: &'static str,
        put: aws_sdk_dynamodb::types::builders::PutBuilder,
    ) -> Result<TransactWriteItem, StoreError> {
        let put = put.table_name(&*self.table).build();
        let put = put.map_err(|error| StoreError::request(wish, error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }
}

impl Booked {
    /// The bookings ahead that the old configuration keeps and the new one
    /// does not.
    fn stranded(&self, old: Option<&Office>, new: &Office, now: Moment) -> Vec<Stranded> {
        let Some(old) = old else { return Vec::new() };
        let mut stranded = Vec::new();
        for (date, (_, numbers)) in &self.0 {
            for booking in numbers {
                let unit = booking.unit;
                let ahead = unit.moment(*date, &old.zone).is_some_and(|start| start > now);
                if !ahead || old.keeps(*date, unit, &booking.items).is_err() {
                    continue;
                }
                if let Err(lost) = new.keeps(*date, unit, &booking.items) {
                    stranded.push(Stranded { date: *date, unit, booking: booking.clone(), lost });
                }
            }
        }
        stranded.sort_by_key(|stranded| (stranded.date, stranded.unit, stranded.booking.number));
        stranded
    }
}
