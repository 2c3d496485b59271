//! The configuration of offices, as the roll-out puts it into the table.

use std::sync::Arc;

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use domain::{
    ids::OfficeId,
    office::{Closure, Further, Office, Published},
    queue::Actor,
    time::Moment,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Audited, Deed, Store, StoreError,
    expression::Expression,
    items::{item, read, value},
    keys::{Key, OFFICES, number, text},
    requests::Reading,
    transact::{TRIES, Transacted, pause},
};

/// An office and the version of the configuration it came from.
#[derive(Debug, Clone)]
pub struct Configured {
    /// The office.
    pub office: Arc<Office>,
    /// Counts the configurations that were applied.
    pub version: u64,
}

/// An office's name in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeName {
    /// Its id.
    pub id: OfficeId,
    /// Its name for people.
    pub name: String,
    /// Its city's; not known of what was rolled out before cities were listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
}

impl OfficeName {
    pub(crate) fn of(office: &Office) -> Self {
        let city = Some(office.city.name.clone());
        Self { id: office.id.clone(), name: office.name.clone(), city }
    }
}

/// What became of a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "another roll-out may have been faster"]
pub enum Applied {
    /// It is in force with this version.
    Now(u64),
    /// It was in force already.
    Unchanged(u64),
    /// Somebody else applied another one at the same time.
    Overtaken,
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Record {
    #[serde(rename = "v")]
    pub(crate) version: u64,
    pub(crate) city: String,
    pub(crate) file: String,
    /// Days that the head of the office has closed, beside the file's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) closed: Vec<ClosedDay>,
    /// What the head of the office has published instead of the file's plan.
    #[serde(default, skip_serializing_if = "Published::is_empty")]
    pub(crate) plan: Published,
}

/// A day that the head of the office has closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedDay {
    /// The day.
    pub date: Date,
    /// Why, for citizens.
    pub reason: String,
}

impl Record {
    /// The office as it stands: its files, and what its head has closed.
    pub(crate) fn office(&self, id: &OfficeId) -> Result<Configured, StoreError> {
        let parsed = Office::parse(&self.city, &format!("{id}.toml"), &self.file);
        let mut office = parsed.map_err(|source| StoreError::Configuration {
            office: id.to_string(),
            source: Box::new(source),
        })?;
        office.closures.extend(self.closed.iter().map(|closed| Closure {
            days: closed.date..=closed.date,
            reason: closed.reason.clone(),
            further: Further::new(),
        }));
        let office = office.with_published(self.plan.clone());
        Ok(Configured { office: Arc::new(office), version: self.version })
    }
}

impl Store {
    /// The offices of this deployment, by id.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn offices(&self) -> Result<Vec<OfficeName>, StoreError> {
        const WISH: &str = "list the offices";
        let found =
            self.query(WISH, "PK = :pk", &[(":pk", text(OFFICES))], Reading::Eventual).await?;
        found.into_iter().map(|item| read(WISH, item)).collect()
    }

    /// One office; `None` if there is none of this name.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn office(&self, id: &OfficeId) -> Result<Option<Configured>, StoreError> {
        let Some(record) = self.record(id).await? else { return Ok(None) };
        record.office(id).map(Some)
    }

    /// The days that the head of the office has closed.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn closed_days(&self, id: &OfficeId) -> Result<Vec<ClosedDay>, StoreError> {
        Ok(self.record(id).await?.map(|record| record.closed).unwrap_or_default())
    }

    /// Closes a day, or opens it again where there is no reason. The
    /// configuration in force from then on; `None` if there is no such office.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn set_closed(
        &self,
        id: &OfficeId,
        date: Date,
        reason: Option<&str>,
        now: Moment,
    ) -> Result<Option<Configured>, StoreError> {
        let change = |record: &mut Record| {
            record.closed.retain(|closed| closed.date != date);
            let reason = reason.map(str::to_owned);
            record.closed.extend(reason.map(|reason| ClosedDay { date, reason }));
            record.closed.sort_by_key(|closed| closed.date);
        };
        let deed = match reason {
            Some(_) => Deed::Closed { date },
            None => Deed::Reopened { date },
        };
        self.change_record(id, change, (deed, now)).await
    }

    /// Publishes how many appointments may start when: for each day so many at
    /// each unit from midnight, booked ones included. What is booked stays
    /// booked, also where the new plan has less. `None` if there is no such
    /// office.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn publish(
        &self,
        id: &OfficeId,
        days: &[(Date, Vec<u16>)],
        today: Date,
        now: Moment,
    ) -> Result<Option<Configured>, StoreError> {
        let change = |record: &mut Record| {
            record.plan.forget_before(today);
            for (date, starts) in days {
                record.plan.publish(*date, starts);
            }
        };
        let from = days.first().map_or(today, |(date, _)| *date);
        let deed = Deed::Published { from, days: days.len() };
        self.change_record(id, change, (deed, now)).await
    }

    /// Changes what the head of an office decides. Nothing happens, and the
    /// version stays, where that changes nothing.
    async fn change_record(
        &self,
        id: &OfficeId,
        change: impl Fn(&mut Record),
        (deed, now): (Deed, Moment),
    ) -> Result<Option<Configured>, StoreError> {
        const WISH: &str = "change what an office has decided";
        for attempt in 0..TRIES {
            let Some(mut record) = self.record(id).await? else { return Ok(None) };
            let before = (record.closed.clone(), record.plan.clone());
            change(&mut record);
            if (&record.closed, &record.plan) == (&before.0, &before.1) {
                return record.office(id).map(Some);
            }
            let old = record.version;
            record.version += 1;
            let office = record.office(id)?;
            let mut update = Expression::default();
            update.set("v = :v, closed = :closed, #plan = :plan");
            update.condition("v = :old");
            update.name("#plan", "plan");
            update.value(":v", number(record.version));
            update.value(":closed", value(WISH, &record.closed)?);
            update.value(":plan", value(WISH, &record.plan)?);
            update.value(":old", number(old));
            let write = update.write(WISH, &self.table, Key::Office(id))?;
            let entry = Audited { at: now, by: Some(Actor::Lead), deed: deed.clone() };
            let noted = entry.write(WISH, &self.table, id, &format!("v{}", record.version))?;
            match self.transact(WISH, vec![write, noted]).await? {
                Transacted::Done => return Ok(Some(office)),
                Transacted::Refused { .. } => pause(attempt).await,
            }
        }
        Err(StoreError::Contention { wish: WISH })
    }

    pub(crate) async fn record(&self, id: &OfficeId) -> Result<Option<Record>, StoreError> {
        const WISH: &str = "read an office";
        let found = self.get(WISH, Key::Office(id), Reading::Consistent).await?;
        found.map(|item| read(WISH, item)).transpose()
    }

    /// Puts an office's configuration into force, for this office alone.
    ///
    /// # Errors
    ///
    /// [`StoreError::Configuration`] when the files are refused; then the last
    /// good configuration stays.
    pub async fn apply(
        &self,
        city: &str,
        file_name: &str,
        file: &str,
    ) -> Result<Applied, StoreError> {
        const WISH: &str = "apply an office's configuration";
        let office = Office::parse(city, file_name, file).map_err(|source| {
            StoreError::Configuration { office: file_name.to_owned(), source: Box::new(source) }
        })?;
        let before = self.record(&office.id).await?;
        let version = before.as_ref().map_or(0, |record| record.version);
        if before.as_ref().is_some_and(|record| record.city == city && record.file == file) {
            return Ok(Applied::Unchanged(version));
        }
        let next = Record {
            version: version + 1,
            city: city.to_owned(),
            file: file.to_owned(),
            closed: before.as_ref().map(|record| record.closed.clone()).unwrap_or_default(),
            plan: before.map(|record| record.plan).unwrap_or_default(),
        };
        let listed = OfficeName::of(&office);
        let put = |put: aws_sdk_dynamodb::types::builders::PutBuilder| {
            let put = put.table_name(&*self.table).build();
            let put = put.map_err(|error| StoreError::request(WISH, error))?;
            Ok::<_, StoreError>(TransactWriteItem::builder().put(put).build())
        };
        let condition = if version == 0 { "attribute_not_exists(PK)" } else { "v = :old" };
        let mut record = Put::builder()
            .set_item(Some(item(WISH, Key::Office(&office.id), &next, None)?))
            .condition_expression(condition);
        if version > 0 {
            record = record.expression_attribute_values(":old", number(version));
        }
        let name =
            Put::builder().set_item(Some(item(WISH, Key::Listed(&office.id), &listed, None)?));
        match self.transact(WISH, vec![put(record)?, put(name)?]).await? {
            Transacted::Done => Ok(Applied::Now(version + 1)),
            Transacted::Refused { .. } => Ok(Applied::Overtaken),
        }
    }
}
