//! Update expressions, made from parts.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{
    AttributeValue, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
};
use domain::{
    day::{Claim, Start},
    ids::ServiceId,
    office::Items,
    time::Moment,
};

use crate::{
    StoreError,
    keys::{Key, number},
};

/// An update expression in the making.
#[derive(Debug, Default)]
pub(crate) struct Expression {
    set: Vec<String>,
    remove: Vec<String>,
    conditions: Vec<String>,
    names: HashMap<String, String>,
    values: HashMap<String, AttributeValue>,
}

impl Expression {
    pub(crate) fn set(&mut self, part: impl Into<String>) {
        self.set.push(part.into());
    }

    pub(crate) fn remove(&mut self, part: impl Into<String>) {
        self.remove.push(part.into());
    }

    pub(crate) fn condition(&mut self, part: impl Into<String>) {
        self.conditions.push(part.into());
    }

    pub(crate) fn name(&mut self, placeholder: &str, name: impl Into<String>) {
        self.names.insert(placeholder.to_owned(), name.into());
    }

    pub(crate) fn value(&mut self, placeholder: &str, value: AttributeValue) {
        self.values.insert(placeholder.to_owned(), value);
    }

    fn text(&self) -> String {
        let clause = |word: &str, parts: &[String]| match parts {
            [] => String::new(),
            parts => format!("{word} {} ", parts.join(", ")),
        };
        clause("SET", &self.set) + &clause("REMOVE", &self.remove)
    }

    /// The update of a transaction.
    pub(crate) fn write(
        self,
        wish: &'static str,
        table: &str,
        key: Key<'_>,
    ) -> Result<TransactWriteItem, StoreError> {
        let update = Update::builder()
            .table_name(table)
            .set_key(Some(key.item()))
            .update_expression(self.text())
            .condition_expression(self.conditions.join(" AND "))
            .set_expression_attribute_names((!self.names.is_empty()).then_some(self.names))
            .set_expression_attribute_values((!self.values.is_empty()).then_some(self.values))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()
            .map_err(|error| StoreError::request(wish, error))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }
}

/// Of what is said of disturbances at `path`, nothing keeps these services from
/// being done at the moment `at`; the condition, and the names in it.
pub(crate) fn undisturbed(items: &Items, path: &str, at: &str) -> (String, Vec<(String, String)>) {
    let name = |(place, service): (usize, &ServiceId)| (format!("#s{place}"), service.to_string());
    let names: Vec<_> = items.services().enumerate().map(name).collect();
    let free = names.iter().map(|(name, _)| {
        format!("(attribute_not_exists({path}.{name}) OR {path}.{name}.u <= {at})")
    });
    (free.collect::<Vec<_>>().join(" AND "), names)
}

/// A start that is taken.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taken<'a> {
    /// Its place in the day's counts.
    pub(crate) place: usize,
    pub(crate) start: &'a Start,
    pub(crate) items: &'a Items,
    pub(crate) claim: &'a Claim,
}

/// A change of one day's counts: one start back, one start taken.
#[derive(Debug, Clone, Default)]
pub(crate) struct DayChange<'a> {
    pub(crate) give_back: Option<usize>,
    pub(crate) take: Option<Taken<'a>>,
}

impl DayChange<'_> {
    pub(crate) fn expression(&self, version: u64, now: Moment) -> Expression {
        let mut update = Expression::default();
        update.condition("v = :v");
        update.value(":v", number(version));
        if let Some(place) = self.give_back {
            update.set(format!("f[{place}] = f[{place}] + :one"));
            update.value(":one", number(1));
        }
        let Some(Taken { place, start, items, claim }) = self.take else { return update };
        let (condition, names) = undisturbed(items, "d", ":start");
        update.condition(condition);
        update.value(":start", number(start.at.0));
        for (placeholder, name) in names {
            update.name(&placeholder, name);
        }
        match claim {
            Claim::Free => {
                update.set(format!("f[{place}] = f[{place}] - :one"));
                update.condition(format!("f[{place}] >= :one"));
                update.value(":one", number(1));
            }
            Claim::Held(id) => {
                update.remove("h.#h");
                update.condition("h.#h.x > :now AND h.#h.u = :u");
                update.name("#h", id);
                update.value(":now", number(now.0));
                update.value(":u", number(start.unit.index()));
            }
            Claim::Expired(id) => {
                update.remove("h.#h");
                // Below zero more is booked than a lowered plan has.
                update.condition(format!("h.#h.x <= :now AND h.#h.u = :u AND f[{place}] >= :zero"));
                update.value(":zero", number(0));
                update.name("#h", id);
                update.value(":now", number(now.0));
                update.value(":u", number(start.unit.index()));
            }
        }
        update
    }
}
