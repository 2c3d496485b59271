//! Somebody in the house.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::Urgency;
use crate::{
    ids::{CounterId, Number},
    office::Items,
    time::Moment,
};

/// The queue's own name of a visit: 60 bits made from the idempotency key of
/// the command that brought the visit in. Not a secret, and not the number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
// Invariant: less than 2^60, so that it is twelve letters of five bits.
pub struct VisitId(u64);

/// A text that is not a [`VisitId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not twelve letters of the alphabet 0-9 a-z without i, l, o, u")]
pub struct VisitIdError;

/// Crockford's base 32 in small letters.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

impl VisitId {
    /// The id made from the first 60 of these 64 bits.
    #[must_use]
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits >> 4)
    }

    /// Its bytes, as the list of drawn tickets holds them.
    #[must_use]
    pub const fn bytes(self) -> [u8; 8] {
        self.0.to_be_bytes()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let value = u64::from_be_bytes(bytes.try_into().ok()?);
        (value < 1 << 60).then_some(Self(value))
    }
}

impl fmt::Display for VisitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for place in (0..12).rev() {
            let letter = LETTERS[usize::try_from(self.0 >> (place * 5) & 31).unwrap_or(0)];
            write!(f, "{}", char::from(letter))?;
        }
        Ok(())
    }
}

impl fmt::Debug for VisitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for VisitId {
    type Err = VisitIdError;

    fn from_str(text: &str) -> Result<Self, VisitIdError> {
        if text.len() != 12 {
            return Err(VisitIdError);
        }
        text.bytes()
            .try_fold(0, |value, byte| {
                let letter = LETTERS.iter().position(|letter| *letter == byte)?;
                Some(value << 5 | u64::try_from(letter).ok()?)
            })
            .map(Self)
            .ok_or(VisitIdError)
    }
}

/// Letters where a key of a map is needed, eight bytes where an element is.
impl Serialize for VisitId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.to_string())
    }
}

impl<'de> Deserialize<'de> for VisitId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = VisitId;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("twelve letters or eight bytes")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<VisitId, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<VisitId, E> {
                VisitId::from_bytes(bytes).ok_or_else(|| E::custom("not eight bytes"))
            }

            /// JSON has no bytes, only lists of numbers.
            fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<VisitId, A::Error> {
                let mut bytes = Vec::with_capacity(8);
                while let Some(byte) = list.next_element()? {
                    bytes.push(byte);
                }
                self.visit_bytes(&bytes)
            }
        }
        from.deserialize_any(Visitor)
    }
}

/// A list of ids as a list of eight bytes each.
pub(super) mod as_bytes {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::VisitId;

    struct Bytes(VisitId);

    impl Serialize for Bytes {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            to.serialize_bytes(&self.0.bytes())
        }
    }

    pub(in super::super) fn serialize<S: Serializer>(
        ids: &[VisitId],
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_seq(ids.iter().copied().map(Bytes))
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<VisitId>, D::Error> {
        Vec::deserialize(from)
    }
}

/// What a visit is for, as one text: `reisepass,meldebescheinigung*2`.
pub(super) mod as_text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::office::{Item, Items};

    pub(in super::super) fn serialize<S: Serializer>(
        items: &Items,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        let parts: Vec<String> = items
            .as_slice()
            .iter()
            .map(|item| match item.count {
                1 => item.service.to_string(),
                count => format!("{}*{count}", item.service),
            })
            .collect();
        to.serialize_str(&parts.join(","))
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Items, D::Error> {
        let text = String::deserialize(from)?;
        let item = |part: &str| {
            let (service, count) = part.split_once('*').unwrap_or((part, "1"));
            let service = service.parse().map_err(D::Error::custom)?;
            Ok(Item { service, count: count.parse().map_err(D::Error::custom)? })
        };
        let items = text.split(',').map(item).collect::<Result<_, D::Error>>()?;
        Items::new(items).map_err(D::Error::custom)
    }
}

/// A digest of an idempotency key or of a payload: enough to know it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyHash(pub VisitId);

/// What an entry remembers of its booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    /// Its number.
    #[serde(rename = "n")]
    pub number: Number,
    /// When it was booked for.
    #[serde(rename = "t")]
    pub start: Moment,
}

/// A visit between its arrival and its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The appointment; `None` for a walk-in.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub appointment: Option<Appointment>,
    /// Its number, if it was given out without a network and entered afterwards.
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub emergency: Option<Number>,
    /// What the visit is for.
    #[serde(rename = "s", with = "as_text")]
    pub items: Items,
    /// When the ticket was drawn or the appointment checked in.
    #[serde(rename = "a")]
    pub arrived: Moment,
    /// Where the visit stands.
    #[serde(rename = "g", default, skip_serializing_if = "Stage::is_waiting")]
    pub stage: Stage,
    /// How often the person was called and not there.
    #[serde(rename = "x", default, skip_serializing_if = "is_zero")]
    pub absences: u8,
    /// Not to be called before, after having been not there.
    #[serde(rename = "y", default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Moment>,
    /// The only counter that may call it, after forwarding.
    #[serde(rename = "f", default, skip_serializing_if = "Option::is_none")]
    pub only: Option<CounterId>,
    /// How often a shorter visit was called before this one, out of turn.
    #[serde(rename = "o", default, skip_serializing_if = "is_zero")]
    pub overtaken: u8,
    /// Why it goes before others, if it was marked urgent.
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    pub urgent: Option<Urgency>,
    /// Whether its service takes longer than usual, as the clerk has said.
    #[serde(rename = "l", default, skip_serializing_if = "std::ops::Not::not")]
    pub longer: bool,
    /// The language the person chose, a two-letter code; absent for German.
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The queue's version that changed this entry last; 0 for its arrival.
    #[serde(rename = "m", default, skip_serializing_if = "is_zero")]
    pub changed: u64,
}

fn is_zero<T: PartialEq + From<u8>>(value: &T) -> bool {
    *value == T::from(0)
}

/// Where a visit in the house stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Waits for its call.
    #[default]
    #[serde(rename = "w")]
    Waiting,
    /// Was called and is on the way.
    #[serde(rename = "c")]
    Called {
        /// To this counter.
        #[serde(rename = "c")]
        counter: CounterId,
        /// When it was called first.
        #[serde(rename = "t")]
        at: Moment,
        /// When it was called again, if it was.
        #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
        recalled: Option<Moment>,
    },
    /// Is being served.
    #[serde(rename = "s")]
    Serving {
        /// At this counter.
        #[serde(rename = "c")]
        counter: CounterId,
        /// Since then.
        #[serde(rename = "t")]
        since: Moment,
        /// When it was called; `None` if it came without a call.
        #[serde(rename = "k", default, skip_serializing_if = "Option::is_none")]
        called: Option<Moment>,
        /// When the clerk said last that it is still going on.
        #[serde(rename = "y", default, skip_serializing_if = "Option::is_none")]
        confirmed: Option<Moment>,
    },
    /// Was set aside by a clerk and keeps its rank.
    #[serde(rename = "p")]
    Parked {
        /// By this counter.
        #[serde(rename = "c")]
        counter: CounterId,
    },
    /// Was called twice and not there; can be taken back on the same day.
    #[serde(rename = "n")]
    NoShow,
    /// Went away.
    #[serde(rename = "l")]
    Left,
}

impl Stage {
    /// Whether the visit waits for its call.
    #[must_use]
    pub const fn is_waiting(&self) -> bool {
        matches!(self, Self::Waiting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_id_reads_back_from_its_letters() {
        for bits in [0, u64::MAX, 0x0123_4567_89ab_cdef] {
            let id = VisitId::from_bits(bits);
            assert_eq!(id.to_string().len(), 12);
            assert_eq!(id.to_string().parse(), Ok(id));
        }
        assert_eq!("short".parse::<VisitId>(), Err(VisitIdError));
        assert_eq!("iiiiiiiiiiii".parse::<VisitId>(), Err(VisitIdError));
    }
}
