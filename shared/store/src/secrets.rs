//! Secrets, and the names made from idempotency keys.
//!
//! Everything here is a keyed digest (HMAC-SHA-256, RFC 2104) of what the
//! client sent, so that a retry finds what the first try made. The client's
//! idempotency key itself opens nothing and is stored nowhere.

use std::{fmt, str::FromStr};

use domain::{
    ids::OfficeId,
    queue::{KeyHash, VisitId},
};
use hmac::{Hmac, KeyInit, Mac};
use jiff::civil::Date;
use serde::Serialize;
use sha2::{Digest, Sha256};
use ulid::Ulid;

/// A text that is no secret, key or name of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("malformed")]
pub struct KeyError;

/// The keys of a deployment, oldest first, each with a letter for its version.
///
/// New secrets are made with the last one; older ones stay valid until their
/// key is taken away.
#[derive(Clone)]
// Invariant: not empty, letters a-z, keys of at least 16 bytes.
pub struct Keyring(Vec<(char, Vec<u8>)>);

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keyring({} keys)", self.0.len())
    }
}

impl FromStr for Keyring {
    type Err = KeyError;

    /// Reads `a:<hex>` or several of them with commas between.
    fn from_str(text: &str) -> Result<Self, KeyError> {
        let key = |part: &str| {
            let (letter, hex) = part.trim().split_once(':').ok_or(KeyError)?;
            let mut letters = letter.chars();
            let (Some(letter @ 'a'..='z'), None) = (letters.next(), letters.next()) else {
                return Err(KeyError);
            };
            if hex.len() < 32 || !hex.is_ascii() || !hex.len().is_multiple_of(2) {
                return Err(KeyError);
            }
            let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).map_err(|_| KeyError);
            let bytes = (0..hex.len()).step_by(2).map(byte).collect::<Result<_, _>>()?;
            Ok((letter, bytes))
        };
        let keys = text.split(',').map(key).collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() { Err(KeyError) } else { Ok(Self(keys)) }
    }
}

impl Keyring {
    /// A keyring that nobody else has, for whoever makes and opens no secret.
    #[must_use]
    pub fn fresh() -> Self {
        let key = [0; 2].map(|_| Ulid::generate().random().to_be_bytes()).concat();
        Self(vec![('a', key)])
    }

    fn digest(key: &[u8], parts: &[&str]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
        for part in parts {
            // The length in front keeps ("a", "bc") apart from ("ab", "c").
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac.finalize().into_bytes().into()
    }

    fn newest(&self) -> (char, &[u8]) {
        let (letter, key) = self.0.last().expect("a keyring is not empty");
        (*letter, key)
    }

    pub(crate) fn make(&self, parts: &[&str]) -> [u8; 32] {
        Self::digest(self.newest().1, parts)
    }

    /// The queue's name for whatever these parts name.
    #[must_use]
    pub fn visit(&self, parts: &[&str]) -> VisitId {
        VisitId::from_bits(first_64(&self.make(parts)))
    }

    /// The secret of the booking that this key makes at this office.
    #[must_use]
    pub fn booking(&self, office: &OfficeId, key: &IdempotencyKey) -> BookingSecret {
        let (letter, _) = self.newest();
        let digest = self.make(&["booking", office.as_str(), &key.0]);
        BookingSecret(format!("{letter}{}", letters(&digest)))
    }

    /// The ticket that this key draws at this office on this day.
    #[must_use]
    pub fn ticket(&self, office: &OfficeId, date: Date, key: &IdempotencyKey) -> TicketName {
        let id = self.visit(&["ticket", office.as_str(), &date.to_string(), &key.0]);
        TicketName { office: office.clone(), date, id }
    }

    /// The secret of a ticket's page.
    #[must_use]
    pub fn ticket_secret(&self, ticket: &TicketName) -> String {
        let (letter, key) = self.newest();
        let TicketName { office, date, id } = ticket;
        let day = date.strftime("%Y%m%d");
        format!("{office}-{day}-{id}-{letter}{}", Self::ticket_mac(key, ticket))
    }

    fn ticket_mac(key: &[u8], ticket: &TicketName) -> String {
        let TicketName { office, date, id } = ticket;
        let parts = ["ticket-page", office.as_str(), &date.to_string(), &id.to_string()];
        letters(&Self::digest(key, &parts))
    }

    /// The ticket that a secret opens.
    ///
    /// # Errors
    ///
    /// [`KeyError`] for anything that none of the keys has made.
    pub fn open_ticket(&self, secret: &str) -> Result<TicketName, KeyError> {
        let mut parts = secret.rsplitn(4, '-');
        let (mac, id) = (parts.next().ok_or(KeyError)?, parts.next().ok_or(KeyError)?);
        let (day, office) = (parts.next().ok_or(KeyError)?, parts.next().ok_or(KeyError)?);
        let ticket = TicketName {
            office: office.parse().map_err(|_| KeyError)?,
            date: parse_day(day)?,
            id: id.parse().map_err(|_| KeyError)?,
        };
        let letter = mac.chars().next().ok_or(KeyError)?;
        let (_, key) = self.0.iter().find(|(version, _)| *version == letter).ok_or(KeyError)?;
        let expected = Self::ticket_mac(key, &ticket);
        if same(expected.as_bytes(), &mac.as_bytes()[1..]) { Ok(ticket) } else { Err(KeyError) }
    }

    /// A text that only this deployment can have written, for this purpose. It
    /// hides nothing: whoever has it reads what is in it.
    #[must_use]
    pub fn seal(&self, purpose: &str, text: &str) -> String {
        let (letter, key) = self.newest();
        format!("{letter}{}.{text}", letters(&Self::digest(key, &["seal", purpose, text])))
    }

    /// What was sealed for this purpose.
    ///
    /// # Errors
    ///
    /// [`KeyError`] for anything that none of the keys has sealed.
    pub fn open<'a>(&self, purpose: &str, sealed: &'a str) -> Result<&'a str, KeyError> {
        let (mac, text) = sealed.split_once('.').ok_or(KeyError)?;
        let letter = mac.chars().next().ok_or(KeyError)?;
        let (_, key) = self.0.iter().find(|(version, _)| *version == letter).ok_or(KeyError)?;
        let expected = letters(&Self::digest(key, &["seal", purpose, text]));
        if same(expected.as_bytes(), &mac.as_bytes()[1..]) { Ok(text) } else { Err(KeyError) }
    }

    /// A digest by which a key is known again on one route of one office.
    #[must_use]
    pub fn key_hash(&self, scope: &str, key: &IdempotencyKey) -> KeyHash {
        KeyHash(self.visit(&["key", scope, &key.0]))
    }

    /// A digest by which a normalised e-mail address is known again.
    #[must_use]
    pub fn address(&self, normalised: &str) -> String {
        letters(&self.make(&["address", normalised]))
    }
}

/// A digest of what a command asks for.
#[must_use]
pub fn payload_hash<T: Serialize>(payload: &T) -> KeyHash {
    // A payload is made of our own types, whose serialisation cannot fail.
    let json = serde_json::to_vec(payload).unwrap_or_default();
    KeyHash(VisitId::from_bits(first_64(&Sha256::digest(&json))))
}

/// Sixty random bits.
#[must_use]
pub fn random_id() -> VisitId {
    let [_, _, bytes @ ..] = Ulid::generate().random().to_be_bytes();
    VisitId::from_bits(first_64(&bytes[6..]))
}

fn first_64(bytes: &[u8]) -> u64 {
    bytes.iter().take(8).fold(0, |value, byte| value << 8 | u64::from(*byte))
}

/// 128 bits as 26 letters.
pub(crate) fn letters(digest: &[u8]) -> String {
    let bits = digest.iter().take(16).fold(0, |value, byte| value << 8 | u128::from(*byte));
    Ulid::from(bits).to_string().to_lowercase()
}

/// Compares without telling by its duration where the difference is.
fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

fn parse_day(text: &str) -> Result<Date, KeyError> {
    let part = |range| text.get(range).and_then(|digits: &str| digits.parse().ok());
    let year = text.get(..4).and_then(|digits| digits.parse().ok()).ok_or(KeyError)?;
    let (month, day) = (part(4..6).ok_or(KeyError)?, part(6..8).ok_or(KeyError)?);
    if text.len() != 8 {
        return Err(KeyError);
    }
    Date::new(year, month, day).map_err(|_| KeyError)
}

/// The client's idempotency key: 16 to 64 characters `[A-Za-z0-9_-]`.
#[derive(Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// A key for a command that came without one and so has no replay.
    #[must_use]
    pub fn random() -> Self {
        Self(Self::random_text())
    }

    /// A text that nobody has had yet.
    pub(crate) fn random_text() -> String {
        Ulid::generate().to_string()
    }
}

impl FromStr for IdempotencyKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if (16..=64).contains(&text.len()) && text.chars().all(plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(KeyError)
        }
    }
}

impl fmt::Debug for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdempotencyKey")
    }
}

/// The secret of a booking's link: 128 bits and the version of their key.
#[derive(Clone, PartialEq, Eq)]
// Invariant: 27 characters a-z, 0-9.
pub struct BookingSecret(String);

impl BookingSecret {
    /// The text for the link and the key of the visit.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl FromStr for BookingSecret {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        if text.len() == 27 && text.chars().all(plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(KeyError)
        }
    }
}

impl fmt::Debug for BookingSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BookingSecret")
    }
}

/// A ticket: where, when, which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketName {
    /// The office that issued it.
    pub office: OfficeId,
    /// On which day.
    pub date: Date,
    /// Its name in that day's queue.
    pub id: VisitId,
}

/// A hold: where, when, which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldName {
    /// The office.
    pub office: OfficeId,
    /// The day of the start that is held.
    pub date: Date,
    /// Its name on that day.
    pub id: VisitId,
}

impl fmt::Display for HoldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { office, date, id } = self;
        write!(f, "{office}-{}-{id}", date.strftime("%Y%m%d"))
    }
}

impl FromStr for HoldName {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let mut parts = text.rsplitn(3, '-');
        let (id, day) = (parts.next().ok_or(KeyError)?, parts.next().ok_or(KeyError)?);
        let office = parts.next().ok_or(KeyError)?;
        Ok(Self {
            office: office.parse().map_err(|_| KeyError)?,
            date: parse_day(day)?,
            id: id.parse().map_err(|_| KeyError)?,
        })
    }
}
