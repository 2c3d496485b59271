//! Between the domain's values and the table's items.

use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    StoreError,
    keys::{Item, Key, number},
};

/// The attribute whose time lets DynamoDB delete an item some day.
pub(crate) const TTL: &str = "ttl";

/// A whole item.
pub(crate) fn item<T: Serialize>(
    wish: &'static str,
    key: Key<'_>,
    value: &T,
    ttl: Option<i64>,
) -> Result<Item, StoreError> {
    let mut item: Item = serde_dynamo::to_item(value).map_err(StoreError::item(wish))?;
    item.extend(key.item());
    if let Some(ttl) = ttl {
        item.insert(TTL.to_owned(), number(ttl));
    }
    Ok(item)
}

/// One attribute.
pub(crate) fn value<T: Serialize>(
    wish: &'static str,
    value: &T,
) -> Result<AttributeValue, StoreError> {
    serde_dynamo::to_attribute_value(value).map_err(StoreError::item(wish))
}

/// Reads an item back.
pub(crate) fn read<T: DeserializeOwned>(wish: &'static str, item: Item) -> Result<T, StoreError> {
    serde_dynamo::from_item(item).map_err(StoreError::item(wish))
}
