//! The event source's filter: which records wake the function.

use serde_json::Value;

/// A pattern in the words of Lambda's event filtering: an object says which
/// fields must be there, a list which values a field may have.
///
/// Of the comparisons that Lambda knows, `exists`, `prefix` and
/// `anything-but` are understood.
#[derive(Debug, Clone)]
pub struct Filter(Vec<Value>);

/// Why a pattern is no filter.
#[derive(Debug, thiserror::Error)]
pub enum FilterError {
    /// The pattern is not JSON.
    #[error("the filter's pattern is not JSON")]
    Json(#[from] serde_json::Error),
    /// The pattern says something that is not understood.
    #[error("the filter's pattern has `{0}` where it needs an object or a list")]
    Pattern(Value),
}

impl Filter {
    /// A filter that lets everything pass.
    #[must_use]
    pub fn all() -> Self {
        Self(Vec::new())
    }

    /// The filter with this pattern, word for word as in the template.
    ///
    /// # Errors
    ///
    /// [`FilterError`] when the pattern is not understood.
    pub fn pattern(pattern: &str) -> Result<Self, FilterError> {
        let pattern = serde_json::from_str(pattern)?;
        check(&pattern)?;
        Ok(Self(vec![pattern]))
    }

    /// Whether a record, as Lambda would deliver it, passes.
    #[must_use]
    pub fn passes(&self, record: &Value) -> bool {
        self.0.iter().all(|pattern| matches(pattern, Some(record)))
    }
}

fn check(pattern: &Value) -> Result<(), FilterError> {
    match pattern {
        Value::Object(fields) => fields.values().try_for_each(check),
        Value::Array(_) => Ok(()),
        other => Err(FilterError::Pattern(other.clone())),
    }
}

fn matches(pattern: &Value, found: Option<&Value>) -> bool {
    match pattern {
        Value::Object(fields) => fields
            .iter()
            .all(|(name, pattern)| matches(pattern, found.and_then(|found| found.get(name)))),
        Value::Array(allowed) => allowed.iter().any(|allowed| allows(allowed, found)),
        _ => false,
    }
}

fn allows(allowed: &Value, found: Option<&Value>) -> bool {
    let Some(comparison) = allowed.as_object() else {
        return found == Some(allowed);
    };
    comparison.iter().all(|(name, wanted)| match (name.as_str(), wanted) {
        ("exists", Value::Bool(wanted)) => found.is_some() == *wanted,
        ("prefix", Value::String(prefix)) => {
            found.and_then(Value::as_str).is_some_and(|found| found.starts_with(prefix))
        }
        ("anything-but", Value::Array(unwanted)) => {
            found.is_some_and(|found| !unwanted.contains(found))
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_visits_with_a_pending_mail_pass() {
        let filter = Filter::pattern(
            r#"{ "eventName": ["INSERT", "MODIFY"],
                 "dynamodb": { "NewImage": { "mail": { "M": { "state": { "S": ["pending"] } } } } } }"#,
        )
        .unwrap();
        let record = |name: &str, image: Value| json!({ "eventName": name, "dynamodb": { "NewImage": image } });
        let mail = |state: &str| json!({ "mail": { "M": { "state": { "S": state } } } });
        assert!(filter.passes(&record("INSERT", mail("pending"))));
        assert!(filter.passes(&record("MODIFY", mail("pending"))));
        assert!(!filter.passes(&record("MODIFY", mail("sent"))));
        assert!(!filter.passes(&record("INSERT", json!({ "PK": { "S": "x" } }))));
        assert!(!filter.passes(&json!({ "eventName": "REMOVE", "dynamodb": {} })));
    }

    #[test]
    fn comparisons_are_lambdas() {
        let passes =
            |pattern: &str, record: &Value| Filter::pattern(pattern).unwrap().passes(record);
        let record = json!({ "a": "visit-1" });
        assert!(passes(r#"{"a":[{"prefix":"visit-"}],"b":[{"exists":false}]}"#, &record));
        assert!(!passes(r#"{"a":[{"exists":false}]}"#, &record));
        assert!(!passes(r#"{"a":[{"anything-but":["visit-1"]}]}"#, &record));
        assert!(!passes(r#"{"a":[{"numeric":["<",1]}]}"#, &record));
        assert!(Filter::all().passes(&record));
        assert!(matches!(Filter::pattern(r#"{"a":"b"}"#), Err(FilterError::Pattern(_))));
    }
}
