//! How many bookings an e-mail address has: a keyed hash, no address.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem};
use domain::{
    queue::VisitId,
    time::{Moment, Seconds},
};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError,
    expression::Expression,
    items::{item, read},
    keys::{Item, Key, number},
};

/// The bookings of an address that may still lie ahead.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Address {
    /// When each starts.
    #[serde(rename = "b")]
    bookings: BTreeMap<VisitId, Moment>,
}

/// How a booking is entered under its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entering {
    /// The address has no item yet.
    First,
    /// It has one, with these bookings that are over.
    Another(Vec<VisitId>),
}

const WISH: &str = "count the bookings of an address";

/// How long the hash of an address is kept after its last booking was made.
const KEPT: Seconds = Seconds::hours(16 * 24);

impl Address {
    /// Reads the item of an address and says how to enter a further booking;
    /// `None` when `most` of its bookings lie ahead.
    pub(crate) fn entering(
        found: Item,
        most: u16,
        now: Moment,
    ) -> Result<Option<Entering>, StoreError> {
        let address: Self = read(WISH, found)?;
        let (ahead, over): (Vec<_>, Vec<_>) =
            address.bookings.into_iter().partition(|(_, start)| *start > now);
        let room = ahead.len() < usize::from(most);
        Ok(room.then(|| Entering::Another(over.into_iter().map(|(id, _)| id).collect())))
    }
}

/// Enters a booking under the hash of its address.
pub(crate) fn enter(
    table: &str,
    hash: &str,
    way: &Entering,
    booking: (VisitId, Moment),
    most: u16,
    now: Moment,
) -> Result<TransactWriteItem, StoreError> {
    let (id, start) = booking;
    match way {
        Entering::First => {
            let address = Address { bookings: BTreeMap::from([(id, start)]) };
            let put = Put::builder()
                .table_name(table)
                .set_item(Some(item(WISH, Key::Address(hash), &address, Some((now + KEPT).0))?))
                .condition_expression("attribute_not_exists(PK)")
                .return_values_on_condition_check_failure(
                    ReturnValuesOnConditionCheckFailure::AllOld,
                )
                .build()
                .map_err(|error| StoreError::request(WISH, error))?;
            Ok(TransactWriteItem::builder().put(put).build())
        }
        Entering::Another(over) => {
            let mut update = Expression::default();
            update.set("b.#id = :start, #ttl = :ttl");
            update.name("#id", id.to_string());
            update.name("#ttl", crate::items::TTL);
            update.value(":start", number(start.0));
            update.value(":ttl", number((now + KEPT).0));
            update.condition("size(b) < :most");
            update.value(":most", number(usize::from(most) + over.len()));
            for (place, id) in over.iter().enumerate() {
                update.name(&format!("#o{place}"), id.to_string());
                update.remove(format!("b.#o{place}"));
                update.condition(format!("attribute_exists(b.#o{place})"));
            }
            update.write(WISH, table, Key::Address(hash))
        }
    }
}

/// Changes the start of a booking, or takes it out when it has none any more.
pub(crate) fn change(
    table: &str,
    hash: &str,
    id: VisitId,
    start: Option<Moment>,
) -> Result<TransactWriteItem, StoreError> {
    let mut update = Expression::default();
    update.name("#id", id.to_string());
    update.condition("attribute_exists(b.#id)");
    match start {
        Some(start) => {
            update.set("b.#id = :start");
            update.value(":start", number(start.0));
        }
        None => update.remove("b.#id"),
    }
    update.write(WISH, table, Key::Address(hash))
}
