//! Who may look later at what was decided: configurations, closures, urgent
//! marks and exports, for ninety days.
//!
//! An entry says in which role, never who, and it says nothing of the work of
//! a counter: what a person does all day is in no log.

use aws_sdk_dynamodb::types::{Put, ReturnConsumedCapacity, TransactWriteItem};
use domain::{
    ids::{Number, OfficeId, ServiceId},
    queue::{Actor, Urgent},
    time::{Moment, Seconds},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Store, StoreError,
    items::{item, read},
    keys::{AUDIT, Item, Key, partition, text},
    requests::Reading,
};

/// How long an entry is kept.
const KEPT: Seconds = Seconds::hours(24 * 90);

/// Something that was decided or handed out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audited {
    /// When.
    #[serde(rename = "t")]
    pub at: Moment,
    /// In which role; none for the city's IT.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Actor>,
    /// What.
    #[serde(flatten)]
    pub deed: Deed,
}

/// What is worth looking at later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "k", rename_all = "kebab-case")]
pub enum Deed {
    /// A configuration came into force.
    RolledOut {
        /// Its version.
        #[serde(rename = "v")]
        version: u64,
    },
    /// Another plan of appointments was published.
    Published {
        /// From this day on.
        #[serde(rename = "d")]
        from: Date,
        /// For so many days.
        #[serde(rename = "n")]
        days: usize,
    },
    /// A day was closed.
    Closed {
        /// The day.
        #[serde(rename = "d")]
        date: Date,
    },
    /// A closed day was opened again.
    Reopened {
        /// The day.
        #[serde(rename = "d")]
        date: Date,
    },
    /// Services could not be done for a while.
    Disturbed {
        /// Until then, as was said.
        #[serde(rename = "u")]
        until: Moment,
        /// Which.
        #[serde(rename = "s")]
        services: Vec<ServiceId>,
    },
    /// That was over before.
    Restored {
        /// Which.
        #[serde(rename = "s")]
        services: Vec<ServiceId>,
    },
    /// A visit was marked urgent.
    Urgent {
        /// On this day.
        #[serde(rename = "d")]
        date: Date,
        /// With this number.
        #[serde(rename = "n")]
        number: Number,
        /// For this reason.
        #[serde(rename = "r")]
        because: Urgent,
    },
    /// The events of a day were handed out as a file.
    Exported {
        /// The day.
        #[serde(rename = "d")]
        date: Date,
    },
}

impl Audited {
    /// Its item, under a name that makes it one entry however often it is
    /// written: what was done at that second, and to what.
    pub(crate) fn item(
        &self,
        wish: &'static str,
        office: &OfficeId,
        name: &str,
    ) -> Result<Item, StoreError> {
        let name = format!("{:012}#{name}", self.at.0);
        item(wish, Key::Audit(office, &name), self, Some((self.at + KEPT).0))
    }

    pub(crate) fn write(
        &self,
        wish: &'static str,
        table: &str,
        office: &OfficeId,
        name: &str,
    ) -> Result<TransactWriteItem, StoreError> {
        let put = Put::builder().table_name(table).set_item(Some(self.item(wish, office, name)?));
        let put = put.build().map_err(|error| StoreError::request(wish, error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }
}

impl Store {
    /// Notes that the events of a day are about to be handed out.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; then nothing is to be handed out.
    pub async fn note_export(
        &self,
        office: &OfficeId,
        date: Date,
        (by, now): (Actor, Moment),
    ) -> Result<(), StoreError> {
        const WISH: &str = "note an export";
        let entry = Audited { at: now, by: Some(by), deed: Deed::Exported { date } };
        let put = self
            .client
            .put_item()
            .table_name(&*self.table)
            .set_item(Some(entry.item(WISH, office, &format!("x{date}"))?))
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let done = put.send().await.map_err(|error| StoreError::request(WISH, error))?;
        self.meter.write(done.consumed_capacity.as_slice());
        Ok(())
    }

    /// What was decided and handed out in the last ninety days, the newest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn audit(&self, office: &OfficeId, now: Moment) -> Result<Vec<Audited>, StoreError> {
        const WISH: &str = "read the audit log";
        let values = [(":pk", text(partition(office))), (":audit", text(AUDIT))];
        let condition = "PK = :pk AND begins_with(SK, :audit)";
        let found = self.query(WISH, condition, &values, Reading::Consistent).await?;
        let entries = found.into_iter().map(|item| read::<Audited>(WISH, item));
        let mut entries = entries.collect::<Result<Vec<_>, _>>()?;
        // Expired items go within days; until then nobody sees them.
        entries.retain(|entry| entry.at + KEPT > now);
        entries.reverse();
        Ok(entries)
    }
}
