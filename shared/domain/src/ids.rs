//! The names of things: offices, services, counters, days and numbers.
//!
//! Every name is checked once, where it enters; after that the type is the
//! proof. None of them is a secret.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A text that is not the name it claims to be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {expected}")]
pub struct NotAName {
    /// The text as it was received, cut to 64 characters.
    pub text: String,
    /// What would have been accepted.
    pub expected: &'static str,
}

impl NotAName {
    pub(crate) fn new(text: &str, expected: &'static str) -> Self {
        Self { text: text.chars().take(64).collect(), expected }
    }
}

macro_rules! chosen_names {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        // Invariant: 1 to 48 characters of `[a-z0-9-]`.
        pub struct $name(String);

        impl $name {
            /// The name as written in configuration, paths and keys.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NotAName;

            fn from_str(text: &str) -> Result<Self, NotAName> {
                let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
                if text.is_empty() || text.len() > 48 || !text.chars().all(plain) {
                    return Err(NotAName::new(text, "a name of 1 to 48 characters a-z, 0-9 and -"));
                }
                Ok(Self(text.to_owned()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAName;

            fn try_from(text: String) -> Result<Self, NotAName> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

chosen_names! {
    /// One citizen office (Bürgerbüro), such as `mitte`.
    OfficeId,
    /// One service (Anliegen), such as `personalausweis`.
    ServiceId,
    /// One counter (Schalter), such as `7`.
    CounterId,
}

/// The number on the ticket, in the mail and on the board (Wertmarke).
///
/// Unique per office and day and never reused that day. It names a visit in
/// the hall; it opens nothing (see the secrets for that). In JSON it is a
/// string of digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
// Invariant: 100 to 9999, so neither leading zeros nor fewer than three digits.
pub struct Number(u16);

impl Number {
    /// The number of this value, if it has three or four digits.
    #[must_use]
    pub const fn new(value: u16) -> Option<Self> {
        if value >= 100 && value <= 9999 { Some(Self(value)) } else { None }
    }

    /// Its numeric value.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl FromStr for Number {
    type Err = NotAName;

    fn from_str(text: &str) -> Result<Self, NotAName> {
        let digits = text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
        digits
            .then(|| text.parse().ok())
            .flatten()
            .filter(|_| !text.starts_with('0'))
            .and_then(Self::new)
            .ok_or_else(|| NotAName::new(text, "a number of three or four digits"))
    }
}

impl TryFrom<String> for Number {
    type Error = NotAName;

    fn try_from(text: String) -> Result<Self, NotAName> {
        text.parse()
    }
}

impl From<Number> for String {
    fn from(number: Number) -> Self {
        number.0.to_string()
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_short() {
        for good in ["mitte", "7", "bochum-mitte"] {
            assert!(good.parse::<OfficeId>().is_ok(), "{good}");
        }
        for bad in ["", "Mitte", "a b", "ü", &"x".repeat(49)] {
            assert!(bad.parse::<OfficeId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_number_has_no_leading_zero_and_at_least_three_digits() {
        assert_eq!("612".parse::<Number>().unwrap().get(), 612);
        for bad in ["", "7", "099", "0612", "12345", "6a2", "+61"] {
            assert!(bad.parse::<Number>().is_err(), "{bad}");
        }
    }
}
