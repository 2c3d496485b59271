//! What happened, kept for later: the history of every day, and its figures.
//!
//! Commands do not write history; they change a booking or a queue, and the
//! item says what its latest change was. The table's stream brings every such
//! item here, in order and at least once, and each change becomes one item of
//! the history (see [`store::events_of`]). Writing one twice changes nothing.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use aws_lambda_events::{
    dynamodb::EventRecord,
    streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse},
};
use domain::ids::OfficeId;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use store::{EventName, MissingSetting, Recorded, Store, StoreError, events_of};

/// Some records of the stream. Each is read by itself, so that one that makes
/// no sense does not take the others with it.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Batch {
    /// The records as they came, oldest first.
    #[serde(rename = "Records")]
    pub records: Vec<Value>,
}

/// Keeps the history.
#[derive(Debug, Clone)]
pub struct History {
    store: Store,
    /// The days whose predecessors are known to be counted.
    counted: Arc<Mutex<BTreeSet<(OfficeId, Date)>>>,
}

/// The history that a deployed function keeps, with the store's settings.
///
/// # Errors
///
/// When a setting is missing.
pub async fn from_env() -> Result<History, MissingSetting> {
    let config = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    Ok(History::new(Store::from_env(&config)?))
}

impl History {
    /// A history in this store.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self { store, counted: Arc::default() }
    }

    /// Writes what the records tell of. When that fails, the whole batch is to
    /// be delivered again, from its first record on. A record that cannot be
    /// read is logged by its place in the stream and left out: no retry would
    /// help, and the others are not to wait for it.
    pub async fn record(&self, batch: &Batch) -> DynamoDbEventResponse {
        let mut response = DynamoDbEventResponse::default();
        let events: Vec<Recorded> = batch.records.iter().flat_map(told).collect();
        if let Err(error) = self.keep(&events).await {
            tracing::warn!(error = %error, "will write the history again");
            let mut failure = DynamoDbBatchItemFailure::default();
            failure.item_identifier = batch.records.first().map(|first| sequence(first).to_owned());
            response.batch_item_failures.push(failure);
        }
        response
    }

    async fn keep(&self, events: &[Recorded]) -> Result<(), StoreError> {
        self.store.write_history(events).await?;
        // A day begins with its first event in the queue; then those before it
        // are over.
        let begun = events.iter().filter(|event| matches!(event.name, EventName::Queue(_)));
        let begun: BTreeSet<_> = begun.map(|event| (event.office.clone(), event.date)).collect();
        for (office, date) in begun {
            if self.counted().contains(&(office.clone(), date)) {
                continue;
            }
            if let Some(configured) = self.store.office(&office).await? {
                self.store.count_days_before(&configured, date).await?;
            }
            self.counted().insert((office, date));
        }
        Ok(())
    }

    fn counted(&self) -> MutexGuard<'_, BTreeSet<(OfficeId, Date)>> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn told(record: &Value) -> Vec<Recorded> {
    let unreadable = || {
        tracing::error!(stream.sequence = sequence(record), "set aside an unreadable record");
        Vec::new()
    };
    let Ok(event) = EventRecord::deserialize(record) else { return unreadable() };
    let change = event.change;
    // What was removed has no image, and no history of its own.
    if change.new_image.is_empty() {
        return Vec::new();
    }
    events_of(&change.keys, change.new_image).unwrap_or_else(|_| unreadable())
}

fn sequence(record: &Value) -> &str {
    record.pointer("/dynamodb/SequenceNumber").and_then(Value::as_str).unwrap_or_default()
}
