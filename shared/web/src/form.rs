//! Forms: the same commands as JSON, sent by a page without JavaScript.

use std::{fmt::Display, str::FromStr};

use domain::office::{Item, Items, ItemsRefusal};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, Error},
};
use serde_json::{Map, Value};
use texts::text;

use crate::Problem;

/// Reads a form as the JSON object that it stands for: fields are strings,
/// `true` and `false` are what they say, empty fields are not there. The
/// hidden field `key` is the idempotency key. Fields named `name[]` are a list.
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<(T, Option<String>), Problem> {
    let unreadable = |_| Problem::malformed(text!("malformed-form"));
    let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(bytes).map_err(unreadable)?;
    let mut key = None;
    let mut object = Map::new();
    for (name, value) in fields {
        if name == "key" {
            key = Some(value);
            continue;
        }
        if let Some(list) = name.strip_suffix("[]") {
            let list = object.entry(list).or_insert_with(|| Value::Array(Vec::new()));
            list.as_array_mut().into_iter().for_each(|list| list.push(value.clone().into()));
            continue;
        }
        let value = match value.as_str() {
            "" => continue,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => Value::String(value),
        };
        object.insert(name, value);
    }
    let body = serde_json::from_value(Value::Object(object)).map_err(|error| {
        Problem::malformed(text!("malformed-fields", error = error.to_string()))
    })?;
    Ok((body, key))
}

/// What a visit is for: one `service`, perhaps for several people (`count`),
/// or several `items`.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ItemsBody {
    /// One service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// For how many people; 1 if absent. A number, or its digits.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "digits")]
    #[schema(value_type = Option<u8>)]
    pub count: Option<u8>,
    /// Several services.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<ItemBody>>)]
    pub items: Option<Vec<Item>>,
}

/// One service of several.
#[derive(Debug, utoipa::ToSchema)]
#[expect(dead_code, reason = "describes the domain's type in the OpenAPI document")]
pub(crate) struct ItemBody {
    /// The service.
    service: String,
    /// For how many people; 1 if absent.
    count: Option<u8>,
}

/// A number, or its digits as a form has them.
///
/// # Errors
///
/// What is neither.
pub fn digits<'de, N, D>(from: D) -> Result<Option<N>, D::Error>
where
    N: Deserialize<'de> + FromStr<Err: Display>,
    D: Deserializer<'de>,
{
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Read<N> {
        Number(N),
        Digits(String),
    }
    match Option::<Read<N>>::deserialize(from)? {
        None => Ok(None),
        Some(Read::Number(number)) => Ok(Some(number)),
        Some(Read::Digits(digits)) => digits.parse().map(Some).map_err(D::Error::custom),
    }
}

impl ItemsBody {
    /// The items asked for.
    ///
    /// # Errors
    ///
    /// 400 `malformed` for a service that is no name, or for both forms at
    /// once; 422 for items that make no visit.
    pub fn items(&self) -> Result<Items, Problem> {
        match (&self.service, &self.items) {
            (Some(service), None) => {
                let service = service.parse().map_err(|_| {
                    Problem::from(ItemsRefusal::Nothing)
                        .with("service", service.chars().take(64).collect::<String>())
                })?;
                Ok(Items::new(vec![Item { service, count: self.count.unwrap_or(1) }])?)
            }
            (None, Some(items)) => Ok(Items::new(items.clone())?),
            (None, None) => Err(Problem::malformed(text!("malformed-no-service"))),
            (Some(_), Some(_)) => Err(Problem::malformed(text!("malformed-two-services"))),
        }
    }
}
