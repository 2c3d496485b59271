//! A day's numbers: which booking has which.

use aws_sdk_dynamodb::types::ReturnConsumedCapacity;
use domain::{
    ids::{Number, OfficeId},
    office::Items,
    time::Unit,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Store, StoreError,
    items::read,
    keys::{Item, Key, numbers, partition, text},
};

/// A booking as its number knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbered {
    /// The number.
    #[serde(rename = "n")]
    pub number: Number,
    /// The secret of the booking.
    #[serde(rename = "v")]
    pub secret: String,
    /// When it starts.
    #[serde(rename = "u")]
    pub unit: Unit,
    /// What it is for.
    #[serde(rename = "s")]
    pub items: Items,
    /// Whether it was cancelled or moved away. The number stays taken, so that
    /// nobody else gets it on this day.
    #[serde(rename = "x", default, skip_serializing_if = "std::ops::Not::not")]
    pub void: bool,
}

impl Store {
    /// The bookings of a day, by number; without those that are void.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn numbers(
        &self,
        office: &OfficeId,
        date: Date,
    ) -> Result<Vec<Numbered>, StoreError> {
        const WISH: &str = "list a day's bookings";
        let mut bookings: Vec<Numbered> = Vec::new();
        let mut from: Option<Item> = None;
        loop {
            let page = self
                .client
                .query()
                .table_name(&*self.table)
                .key_condition_expression("PK = :pk AND begins_with(SK, :numbers)")
                .expression_attribute_values(":pk", text(partition(office)))
                .expression_attribute_values(":numbers", text(numbers(date)))
                .set_exclusive_start_key(from)
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await
                .map_err(|error| StoreError::request(WISH, error))?;
            self.meter.read(page.consumed_capacity());
            for item in page.items.unwrap_or_default() {
                bookings.push(read(WISH, item)?);
            }
            from = page.last_evaluated_key;
            if from.is_none() {
                bookings.retain(|booking| !booking.void);
                return Ok(bookings);
            }
        }
    }

    /// The booking with this number, unless it is void.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn numbered(
        &self,
        office: &OfficeId,
        date: Date,
        number: Number,
    ) -> Result<Option<Numbered>, StoreError> {
        const WISH: &str = "find a booking by its number";
        let found = self
            .client
            .get_item()
            .table_name(&*self.table)
            .set_key(Some(Key::Number(office, date, number).item()))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| StoreError::request(WISH, error))?;
        self.meter.read(found.consumed_capacity());
        let booking: Option<Numbered> = found.item.map(|item| read(WISH, item)).transpose()?;
        Ok(booking.filter(|booking| !booking.void))
    }
}
