//! Which kiosk has which numbers for when there is no network.

use aws_sdk_dynamodb::types::{
    AttributeValue, ReturnConsumedCapacity, ReturnValue, ReturnValuesOnConditionCheckFailure,
};
use domain::{office::Band, queue::KeyHash, time::Moment};
use jiff::civil::Date;
use serde::Deserialize;

use crate::{
    Configured, Store, StoreError,
    items::{TTL, read, value},
    keys::{Item, Key, number},
    queues::Updated,
};

/// Who has asked for a range today, in the order of asking: a range is the place
/// of its holder, so that no two have the same.
#[derive(Debug, Deserialize)]
struct Ranges {
    #[serde(rename = "h")]
    holders: Vec<KeyHash>,
}

impl Store {
    /// The emergency numbers of the kiosk that asks with this key: the same
    /// whenever it asks on this day, and nobody else's. `None` when there are
    /// no more.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn hand_out(
        &self,
        office: &Configured,
        date: Date,
        key: KeyHash,
    ) -> Result<Option<Band>, StoreError> {
        const WISH: &str = "hand out emergency numbers";
        let office = &office.office;
        let own = value(WISH, &key)?;
        let closes = office.closes(date).unwrap_or(Moment(0));
        let update = self
            .client
            .update_item()
            .table_name(&*self.table)
            .set_key(Some(Key::Ranges(&office.id, date).item()))
            .update_expression("SET h = list_append(if_not_exists(h, :none), :own), #ttl = :ttl")
            .condition_expression(
                "attribute_not_exists(h) OR (NOT contains(h, :key) AND size(h) < :most)",
            )
            .expression_attribute_names("#ttl", TTL)
            .expression_attribute_values(":none", AttributeValue::L(Vec::new()))
            .expression_attribute_values(":own", AttributeValue::L(vec![own.clone()]))
            .expression_attribute_values(":key", own)
            .expression_attribute_values(":most", number(office.numbers.ranges()))
            .expression_attribute_values(":ttl", number((closes + office.retention).0))
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let found: Option<Item> = match self.update(WISH, update).await? {
            Updated::Done(item) | Updated::Refused(item) => item,
        };
        let Some(item) = found else { return Ok(None) };
        let Ranges { holders } = read(WISH, item)?;
        let place = holders.iter().position(|holder| *holder == key);
        Ok(place.and_then(|place| office.numbers.range(place)))
    }
}
