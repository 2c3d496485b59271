//! How to reach a person, and what to call them.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::ids::NotAName;

/// An e-mail address. Shows itself masked; only [`reveal`](Self::reveal) gives it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
// Invariant: at most 254 bytes, one `@` with a plain name before and a domain
// with a dot behind it, no white space or control character.
pub struct EmailAddress(String);

impl EmailAddress {
    /// The whole address, for the envelope of a mail.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The address in one spelling, to recognise it again: small letters.
    #[must_use]
    pub fn normalised(&self) -> String {
        self.0.to_lowercase()
    }
}

impl FromStr for EmailAddress {
    type Err = NotAName;

    fn from_str(text: &str) -> Result<Self, NotAName> {
        let text = text.trim();
        let refused = || NotAName::new("…", "an e-mail address such as name@example.org");
        let (user, domain) = text.rsplit_once('@').ok_or_else(refused)?;
        let odd = |c: char| c.is_whitespace() || c.is_control() || "<>()[],;:\\\"@".contains(c);
        let labels = domain.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        });
        let plain = (1..=64).contains(&user.len()) && !text.chars().filter(|c| *c != '@').any(odd);
        let one_at = !user.contains('@');
        if text.len() > 254 || !plain || !one_at || !labels || !domain.contains('.') {
            return Err(refused());
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = NotAName;

    fn try_from(text: String) -> Result<Self, NotAName> {
        text.parse()
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (user, domain) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        write!(f, "{}***@{domain}", user.chars().next().unwrap_or('*'))
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A name as a person writes it, one line of at most 100 characters.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonName(String);

impl PersonName {
    /// The name, for the person's own page and mail.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl FromStr for PersonName {
    type Err = NotAName;

    fn from_str(text: &str) -> Result<Self, NotAName> {
        let text = text.trim();
        let long = text.chars().count() > 100;
        if text.is_empty() || long || text.chars().any(char::is_control) {
            return Err(NotAName::new("…", "a name of at most 100 characters on one line"));
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for PersonName {
    type Error = NotAName;

    fn try_from(text: String) -> Result<Self, NotAName> {
        text.parse()
    }
}

impl From<PersonName> for String {
    fn from(name: PersonName) -> Self {
        name.0
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
