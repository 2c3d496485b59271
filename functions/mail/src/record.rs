//! What the table's stream delivers.

use aws_lambda_events::dynamodb::EventRecord;
use domain::time::Moment;
use serde::Deserialize;
use serde_dynamo::AttributeValue;
use serde_json::Value;

/// The attribute of a visit that says whether a mail is due, and in it the
/// attribute with the word.
const MAIL: (&str, &str) = ("mail", "state");

/// The word.
const PENDING: &str = "pending";

/// What the partition key of a visit begins with; the secret follows.
const VISIT: &str = "V#";

/// Some records of the stream. Each is read by itself, so that one that makes
/// no sense does not take the others with it.
#[derive(Clone, Default, Deserialize)]
pub struct Batch {
    /// The records as they came, oldest first.
    #[serde(rename = "Records")]
    pub records: Vec<Value>,
}

/// One record, as far as it matters here.
pub(crate) enum Record {
    /// A visit was written for which a mail was due at that time.
    Visit {
        /// The secret of its link.
        secret: String,
        /// When it was written: the only clock here.
        at: Moment,
    },
    /// Something else was written, or something was removed.
    Other,
    /// It is no record of this table's stream.
    Unreadable,
}

/// The place of a record in the stream; empty when it does not say.
///
/// Taken from the raw record: this is also what is said about a record that
/// cannot be read.
pub(crate) fn sequence(record: &Value) -> &str {
    record.pointer("/dynamodb/SequenceNumber").and_then(Value::as_str).unwrap_or_default()
}

impl Record {
    pub(crate) fn read(record: &Value) -> Self {
        let Ok(record) = EventRecord::deserialize(record) else { return Self::Unreadable };
        let Some(AttributeValue::S(key)) = record.change.keys.get("PK") else {
            return Self::Unreadable;
        };
        match key.strip_prefix(VISIT) {
            Some("") => Self::Unreadable,
            Some(secret) => match record.change.new_image.get(MAIL.0) {
                Some(AttributeValue::M(mail)) => match mail.get(MAIL.1) {
                    Some(AttributeValue::S(state)) if state == PENDING => {
                        let at = record.change.approximate_creation_date_time.timestamp();
                        Self::Visit { secret: secret.to_owned(), at: Moment(at) }
                    }
                    Some(AttributeValue::S(_)) => Self::Other,
                    Some(_) | None => Self::Unreadable,
                },
                Some(_) => Self::Unreadable,
                None => Self::Other,
            },
            None => Self::Other,
        }
    }
}
