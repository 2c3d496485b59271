//! Credentials that the city hands to whoever asks, to try the roles with.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ulid::Ulid;

use crate::event::Authorizer;
use crate::files;

/// What a token says about its bearer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// The role, such as `clerk`.
    pub role: String,
    /// The office it holds for.
    pub office: String,
}

/// All tokens ever handed out by this city. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Tokens(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    known: Mutex<BTreeMap<String, Claims>>,
    file: Option<PathBuf>,
}

impl Tokens {
    /// Tokens kept in this file, or only in memory.
    ///
    /// # Errors
    ///
    /// When the file is there and cannot be read.
    pub fn open(file: Option<PathBuf>) -> io::Result<Self> {
        let kept = file.as_deref().map(files::read).transpose()?.flatten();
        let known = kept.map(|kept| serde_json::from_str(&kept)).transpose()?.unwrap_or_default();
        Ok(Self(Arc::new(Inner { known: Mutex::new(known), file })))
    }

    /// Hands out a token, random and without meaning to its bearer.
    ///
    /// # Errors
    ///
    /// When it could not be kept.
    pub fn issue(&self, claims: Claims) -> io::Result<String> {
        // Two identifiers: 160 random bits.
        let token = format!("city-{}{}", Ulid::generate(), Ulid::generate()).to_lowercase();
        let mut known = self.0.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(token.clone(), claims);
        if let Some(file) = &self.0.file {
            files::replace(file, &serde_json::to_vec(&*known)?)?;
        }
        Ok(token)
    }

    /// What the authorizer says about an `Authorization` header.
    #[must_use]
    pub fn authorizer(&self, header: &str) -> Option<Authorizer> {
        let (scheme, token) = header.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return None;
        }
        let known = self.0.known.lock().unwrap_or_else(PoisonError::into_inner);
        let Claims { role, office } = known.get(token.trim())?.clone();
        let fields = [("role", role), ("office", office)];
        let fields = fields.map(|(name, value)| (name.to_owned(), Value::from(value)));
        Some(Authorizer::Lambda(Map::from_iter(fields)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_outlives_the_city_that_issued_it() {
        let temp = tempfile::tempdir().unwrap();
        let file = Some(temp.path().join("tokens.json"));
        let claims = Claims { role: "clerk".into(), office: "mitte".into() };
        let token = Tokens::open(file.clone()).unwrap().issue(claims).unwrap();
        let tokens = Tokens::open(file).unwrap();
        let Some(Authorizer::Lambda(fields)) = tokens.authorizer(&format!("Bearer {token}")) else {
            panic!("the token is known")
        };
        assert_eq!((&fields["role"], &fields["office"]), (&"clerk".into(), &"mitte".into()));
        for unknown in ["Bearer city-1", "Basic abc", "", &token] {
            assert_eq!(tokens.authorizer(unknown), None);
        }
    }
}
