//! Places, people to turn to, and languages.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::ids::NotAName;

/// Where an office or an authority is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// Street and house number.
    pub street: String,
    /// Five digits.
    pub postcode: String,
    /// The town.
    pub town: String,
    /// How to find it: entrance, floor, stop. Empty when there is nothing to say.
    #[serde(default)]
    pub hint: String,
}

/// Somebody to turn to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The authority, office or person.
    pub name: String,
    /// Who represents it by law, where that must be said.
    pub represented_by: Option<String>,
    /// Where letters go.
    pub address: Option<Address>,
    /// An e-mail address.
    pub email: String,
    /// A telephone number.
    pub phone: Option<String>,
    /// A page or form.
    pub url: Option<String>,
}

/// A language by its ISO 639 code, such as `de`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
// Invariant: two or three letters a-z.
pub struct Language(String);

/// So that what stands in a language is found by its code.
impl std::borrow::Borrow<str> for Language {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Language {
    /// The code, as in the `lang` attribute.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Language {
    type Err = NotAName;

    fn from_str(text: &str) -> Result<Self, NotAName> {
        let letters = text.bytes().all(|b| b.is_ascii_lowercase());
        if !letters || !(2..=3).contains(&text.len()) {
            return Err(NotAName::new(text, "a language code of 2 or 3 letters, such as `de`"));
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for Language {
    type Error = NotAName;

    fn try_from(text: String) -> Result<Self, NotAName> {
        text.parse()
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.0
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
