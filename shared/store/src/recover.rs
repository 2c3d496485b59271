//! After a disaster: bringing back what is missing from a restored copy.
//!
//! DynamoDB restores into another table. The stack keeps its own, with its
//! stream, its protection and whatever was written since, and gets from the copy
//! what it lacks. Personal data whose time was over is not brought back: the copy
//! may be from before it was deleted.

use std::collections::HashMap;

use aws_sdk_dynamodb::{error::SdkError, operation::put_item::PutItemError, types::AttributeValue};
use domain::{day::Day, time::Moment};
use jiff::{ToSpan, civil::Date};
use tokio::task::JoinSet;

use crate::{
    Configured, Store, StoreError,
    days::day_item,
    items::TTL,
    keys::Item,
    requests::Reading,
    transact::{TRIES, Transacted, pause},
};

/// How many items are written side by side.
const SIDE_BY_SIDE: usize = 32;

/// What came of bringing items back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Recovered {
    /// So many were missing and are there again.
    pub missing: usize,
    /// So many are there, as they are or as they became since.
    pub there: usize,
    /// So many would be expired by now, and were left behind.
    pub expired: usize,
}

enum Put {
    Missing,
    There,
}

impl Store {
    /// Writes every item of the table `copy` that this one lacks, unless it would
    /// be expired by now; what is there stays as it is. Doing it again does the
    /// rest. The days have to be counted anew afterwards
    /// ([`Store::count_all_anew`]): a booking may be back of which the day's count
    /// knows nothing.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn recover(&self, copy: &str, now: Moment) -> Result<Recovered, StoreError> {
        const WISH: &str = "read the restored table";
        let (mut recovered, mut from) = (Recovered::default(), None::<Item>);
        loop {
            let page = self.client.scan().table_name(copy).set_exclusive_start_key(from).send();
            let page = page.await.map_err(|error| StoreError::request(WISH, error))?;
            let items = page.items.unwrap_or_default();
            let (expired, live): (Vec<_>, Vec<_>) =
                items.into_iter().partition(|item| is_expired(item, now));
            recovered.expired += expired.len();
            for some in live.chunks(SIDE_BY_SIDE) {
                let mut writing = JoinSet::new();
                for item in some {
                    let (store, item) = (self.clone(), item.clone());
                    writing.spawn(async move { store.put_if_missing(item).await });
                }
                for put in writing.join_all().await {
                    match put? {
                        Put::Missing => recovered.missing += 1,
                        Put::There => recovered.there += 1,
                    }
                }
            }
            from = page.last_evaluated_key;
            if from.as_ref().is_none_or(HashMap::is_empty) {
                return Ok(recovered);
            }
        }
    }

    /// Counts every day of the booking window from the bookings that are there,
    /// whatever the day says.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn count_all_anew(&self, office: &Configured, now: Moment) -> Result<(), StoreError> {
        let window = office.office.window(now);
        let mut date = *window.start();
        while date <= *window.end() {
            self.count_day_anew(office, date).await?;
            date = date.saturating_add(1.day());
        }
        Ok(())
    }

    async fn count_day_anew(&self, office: &Configured, date: Date) -> Result<(), StoreError> {
        const WISH: &str = "count a day from its bookings";
        let id = &office.office.id;
        for attempt in 0..TRIES {
            // The day first: a booking in between makes its condition fail.
            let day = self.day(id, date).await?;
            let numbers = self.booked(id, date, Reading::Consistent).await?;
            let planned = || Day::planned(&office.office, office.version, date);
            let Some(day) = day else {
                if numbers.is_empty() {
                    return Ok(());
                }
                self.put_if_absent(WISH, day_item(&office.office, date, &planned())?).await?;
                continue;
            };
            let units: Vec<_> = numbers.iter().map(|booking| booking.unit).collect();
            let counted = day.replanned(planned(), &units);
            if counted == day {
                return Ok(());
            }
            let write = self.replan(WISH, id, date, &day, &counted)?;
            match self.transact(WISH, vec![write]).await? {
                Transacted::Done => return Ok(()),
                Transacted::Refused { .. } => pause(attempt).await,
            }
        }
        Err(StoreError::Contention { wish: WISH })
    }

    async fn put_if_missing(&self, item: Item) -> Result<Put, StoreError> {
        const WISH: &str = "bring an item back";
        let put = self.client.put_item().table_name(&*self.table).set_item(Some(item));
        match put.condition_expression("attribute_not_exists(PK)").send().await {
            Ok(_) => Ok(Put::Missing),
            Err(SdkError::ServiceError(error))
                if matches!(error.err(), PutItemError::ConditionalCheckFailedException(_)) =>
            {
                Ok(Put::There)
            }
            Err(error) => Err(StoreError::request(WISH, error)),
        }
    }
}

fn is_expired(item: &Item, now: Moment) -> bool {
    let Some(AttributeValue::N(until)) = item.get(TTL) else { return false };
    until.parse::<i64>().is_ok_and(|until| until <= now.0)
}
