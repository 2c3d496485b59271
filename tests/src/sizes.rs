//! How large items are, as DynamoDB counts them ("Item sizes and formats",
//! Amazon DynamoDB Developer Guide): UTF-8 bytes of names and texts, about a
//! byte for two digits, and some for every list and map.

use std::{collections::BTreeMap, fmt};

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use local_dev::house;

use crate::TestCity;

/// The items of one kind.
#[derive(Debug, Clone, Copy, Default)]
struct Kind {
    items: usize,
    bytes: usize,
    largest: usize,
}

/// The sizes of all items, by kind.
#[derive(Debug, Default)]
pub struct Sizes(BTreeMap<&'static str, Kind>);

impl Sizes {
    /// Measures every item of the table as it is.
    pub async fn read(city: &TestCity) -> Self {
        let client = Client::new(&house::sdk(city.city().ground().database.endpoint()).await);
        let mut sizes = Self::default();
        let mut from = None;
        loop {
            let page = client.scan().table_name(house::TABLE).set_exclusive_start_key(from);
            let page = page.send().await.expect("the table can be read");
            for item in page.items.unwrap_or_default() {
                let key = |name: &str| item[name].as_s().expect("keys are texts").as_str();
                let kind = match (key("PK").split('#').next(), key("SK").split('#').next()) {
                    (Some("O"), Some("C")) => "office",
                    (Some("O"), Some("D")) => "day",
                    (Some("O"), Some("N")) => "number",
                    (Some("O"), Some("Q")) => "queue",
                    (Some("V"), _) => "visit",
                    (Some("M"), _) => "address",
                    _ => "list",
                };
                let bytes = item.iter().map(|(name, value)| name.len() + size(value)).sum();
                let kind = sizes.0.entry(kind).or_default();
                kind.items += 1;
                kind.bytes += bytes;
                kind.largest = kind.largest.max(bytes);
            }
            from = page.last_evaluated_key;
            if from.is_none() {
                return sizes;
            }
        }
    }
}

fn size(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(digits) => digits.len().div_ceil(2) + 1,
        AttributeValue::B(bytes) => bytes.as_ref().len(),
        AttributeValue::L(list) => 3 + list.iter().map(|value| 1 + size(value)).sum::<usize>(),
        AttributeValue::M(map) => {
            3 + map.iter().map(|(name, value)| 1 + name.len() + size(value)).sum::<usize>()
        }
        _ => 1,
    }
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (items, mean, largest) = ("items", "mean", "largest");
        writeln!(f, "{:<10}{items:>7}{mean:>10}{largest:>10}   bytes", "")?;
        for (kind, Kind { items, bytes, largest }) in &self.0 {
            writeln!(f, "{kind:<10}{items:>7}{:>10}{largest:>10}", bytes / items)?;
        }
        Ok(())
    }
}
