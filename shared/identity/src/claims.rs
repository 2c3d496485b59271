//! What a token says.

use serde_json::Value;

/// What a token says, by names.
#[derive(Debug, Clone)]
pub struct Claims(pub(crate) Value);

impl Claims {
    /// The texts of the claim of this name, which has one or a list. Dots lead
    /// into objects (`realm_access.roles`), unless a claim is called so.
    #[must_use]
    pub fn values(&self, name: &str) -> Vec<String> {
        let inside = || {
            let mut path = name.split('.');
            path.try_fold(&self.0, |found, part| found.get(part))
        };
        let text = |value: &Value| value.as_str().map(str::to_owned);
        match self.0.get(name).or_else(inside) {
            Some(Value::Array(values)) => values.iter().filter_map(text).collect(),
            Some(value) => text(value).into_iter().collect(),
            None => Vec::new(),
        }
    }
}
