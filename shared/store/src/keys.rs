//! The table's address book: every key string is made here.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::ids::{Number, OfficeId};
use jiff::civil::Date;

use crate::EventName;

/// An item as the SDK has it.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// Where one item lives. A new kind of item is a new variant here.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Key<'a> {
    Office(&'a OfficeId),
    Version(&'a OfficeId, u64),
    Day(&'a OfficeId, Date),
    Number(&'a OfficeId, Date, Number),
    Queue(&'a OfficeId, Date),
    Ranges(&'a OfficeId, Date),
    Event(&'a OfficeId, Date, EventName),
    Statistics(&'a OfficeId, Date),
    Measured(&'a OfficeId),
    Audit(&'a OfficeId, &'a str),
    Visit(&'a str),
    Address(&'a str),
    Source(&'a str),
    Invitation(&'a OfficeId, &'a str),
    Device(&'a OfficeId, &'a str),
    Listed(&'a OfficeId),
}

/// What the sort keys of an office's earlier configurations begin with.
pub(crate) const VERSIONS: &str = "C#";

/// What the sort keys of an office's devices begin with.
pub(crate) const DEVICES: &str = "K#";

/// What the sort keys of an office's audit log begin with.
pub(crate) const AUDIT: &str = "A#";

/// The partition of the list of offices.
pub(crate) const OFFICES: &str = "OFFICES";

impl Key<'_> {
    pub(crate) fn pk(self) -> String {
        match self {
            Self::Office(office)
            | Self::Version(office, _)
            | Self::Invitation(office, _)
            | Self::Device(office, _)
            | Self::Day(office, _)
            | Self::Number(office, ..)
            | Self::Queue(office, _)
            | Self::Ranges(office, _)
            | Self::Event(office, ..)
            | Self::Statistics(office, _)
            | Self::Measured(office)
            | Self::Audit(office, _) => partition(office),
            Self::Visit(secret) => format!("V#{secret}"),
            Self::Address(hash) | Self::Source(hash) => format!("M#{hash}"),
            Self::Listed(_) => OFFICES.to_owned(),
        }
    }

    pub(crate) fn sk(self) -> String {
        match self {
            Self::Office(_) => "C".to_owned(),
            Self::Version(_, version) => format!("{VERSIONS}{version:08}"),
            Self::Day(_, date) => format!("D#{date}"),
            Self::Number(_, date, number) => format!("{}{number}", numbers(date)),
            Self::Queue(_, date) => format!("Q#{date}"),
            Self::Ranges(_, date) => format!("R#{date}"),
            Self::Event(_, date, EventName::Queue(version)) => {
                format!("{}{version:08}", events(date))
            }
            Self::Event(_, date, EventName::Booking(visit, revision)) => {
                format!("{}b#{visit}#{revision:04}", events(date))
            }
            Self::Statistics(_, date) => format!("S#{date}"),
            Self::Visit(_) => "V".to_owned(),
            Self::Address(_) | Self::Measured(_) => "M".to_owned(),
            Self::Source(_) => "L".to_owned(),
            Self::Audit(_, name) => format!("{AUDIT}{name}"),
            Self::Invitation(_, code) => format!("P#{code}"),
            Self::Device(_, id) => format!("{DEVICES}{id}"),
            Self::Listed(office) => office.to_string(),
        }
    }

    /// The key alone, to get or update the item.
    pub(crate) fn item(self) -> Item {
        HashMap::from([("PK".to_owned(), text(self.pk())), ("SK".to_owned(), text(self.sk()))])
    }
}

/// The partition of an office.
pub(crate) fn partition(office: &OfficeId) -> String {
    format!("O#{office}")
}

/// What the sort keys of a day's numbers begin with.
pub(crate) fn numbers(date: Date) -> String {
    format!("N#{date}#")
}

/// What the sort keys of a day's events begin with.
pub(crate) fn events(date: Date) -> String {
    format!("E#{date}#")
}

pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub(crate) fn number(value: impl std::fmt::Display) -> AttributeValue {
    AttributeValue::N(format!("{value}"))
}
