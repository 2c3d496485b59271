//! The plain requests, each with its meter reading.

use aws_sdk_dynamodb::{
    operation::put_item::PutItemError,
    types::{AttributeValue, ReturnConsumedCapacity},
};

use crate::{
    Store, StoreError,
    keys::{Item, Key},
};

/// How a read sees recent writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// It may miss the writes of the last moment; half a read unit for 4 KB.
    Eventual,
    /// It sees every write that was answered; one read unit for 4 KB.
    Consistent,
}

impl Store {
    /// One item.
    pub(crate) async fn get(
        &self,
        wish: &'static str,
        key: Key<'_>,
        reading: Reading,
    ) -> Result<Option<Item>, StoreError> {
        let found = self
            .client
            .get_item()
            .table_name(&*self.table)
            .set_key(Some(key.item()))
            .consistent_read(reading == Reading::Consistent)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| StoreError::request(wish, error))?;
        self.meter.read(found.consumed_capacity());
        Ok(found.item)
    }

    /// Every item of a partition that the condition on its sort key selects.
    pub(crate) async fn query(
        &self,
        wish: &'static str,
        condition: &str,
        values: &[(&str, AttributeValue)],
        reading: Reading,
    ) -> Result<Vec<Item>, StoreError> {
        let mut items = Vec::new();
        let mut from = None;
        loop {
            let mut page = self.client.query().table_name(&*self.table);
            for (placeholder, value) in values {
                page = page.expression_attribute_values(*placeholder, value.clone());
            }
            let page = page
                .key_condition_expression(condition)
                .consistent_read(reading == Reading::Consistent)
                .set_exclusive_start_key(from)
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await
                .map_err(|error| StoreError::request(wish, error))?;
            self.meter.read(page.consumed_capacity());
            items.extend(page.items.unwrap_or_default());
            from = page.last_evaluated_key;
            if from.is_none() {
                return Ok(items);
            }
        }
    }

    /// Writes an item unless somebody was faster; either way it is there.
    pub(crate) async fn put_if_absent(
        &self,
        wish: &'static str,
        item: Item,
    ) -> Result<(), StoreError> {
        self.put_if(wish, item, "attribute_not_exists(PK)", &[]).await
    }

    /// Writes an item if the condition holds; if not, what is there stays.
    pub(crate) async fn put_if(
        &self,
        wish: &'static str,
        item: Item,
        condition: &str,
        values: &[(&str, AttributeValue)],
    ) -> Result<(), StoreError> {
        let mut put = self.client.put_item().table_name(&*self.table).set_item(Some(item));
        for (placeholder, value) in values {
            put = put.expression_attribute_values(*placeholder, value.clone());
        }
        let put = put
            .condition_expression(condition)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match put {
            Ok(done) => self.meter.write(done.consumed_capacity.as_slice()),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(PutItemError::is_conditional_check_failed_exception) =>
            {
                self.meter.refused();
            }
            Err(error) => return Err(StoreError::request(wish, error)),
        }
        Ok(())
    }
}
