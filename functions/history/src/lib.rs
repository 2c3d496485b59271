//! What happened, kept for later: the history of every day, and its figures.
//!
//! Commands do not write history; they change a booking or a queue, and the
//! item says what its latest change was. The table's stream brings every such
//! item here, in order and at least once, and each change becomes one item of
//! the history (see [`Written`]). Writing one twice changes nothing.
//!
//! What a ticket told of the wait is added here: it follows from the queue as
//! the ticket left it, which is what the stream brings, and from who is booked,
//! so nobody has to write it down while a person stands at the kiosk. (Whoever
//! books or cancels for the same day between the ticket and its event is taken
//! as having done so before.)

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use aws_lambda_events::{
    dynamodb::EventRecord,
    streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse},
};
use domain::{ids::OfficeId, queue::EventKind, time::Seconds};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use store::{Configured, EventName, MissingSetting, Offices, Recorded, Store, StoreError, Written};

/// Some records of the stream. Each is read by itself, so that one that makes
/// no sense does not take the others with it.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Batch {
    /// The records as they came, oldest first.
    #[serde(rename = "Records")]
    pub records: Vec<Value>,
}

/// How long an office is used before it is read again: what a ticket told
/// hardly depends on what may change within a day.
const FRESH: Seconds = Seconds::hours(1);

/// Keeps the history.
#[derive(Debug, Clone)]
pub struct History {
    store: Store,
    offices: Offices,
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
        Self { offices: Offices::new(store.clone(), FRESH), store, counted: Arc::default() }
    }

    /// Writes what the records tell of. When that fails, the whole batch is to
    /// be delivered again, from its first record on. A record that cannot be
    /// read is logged by its place in the stream and left out: no retry would
    /// help, and the others are not to wait for it.
    pub async fn record(&self, batch: &Batch) -> DynamoDbEventResponse {
        let mut response = DynamoDbEventResponse::default();
        let written: Vec<Written> = batch.records.iter().filter_map(read).collect();
        // On the heap: as part of a larger future it is too deep for the compiler.
        if let Err(error) = Box::pin(self.keep(&written)).await {
            tracing::warn!(error = %error, "will write the history again");
            let mut failure = DynamoDbBatchItemFailure::default();
            failure.item_identifier = batch.records.first().map(|first| sequence(first).to_owned());
            response.batch_item_failures.push(failure);
        }
        response
    }

    async fn keep(&self, written: &[Written]) -> Result<(), StoreError> {
        let mut events = Vec::with_capacity(written.len());
        for written in written {
            events.extend(self.events(written).await?);
        }
        self.store.write_history(&events).await?;
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
                self.offices.forget();
            }
            self.counted().insert((office, date));
        }
        Ok(())
    }

    /// What an item tells of, with the wait that a ticket told.
    async fn events(&self, written: &Written) -> Result<Vec<Recorded>, StoreError> {
        let mut events = written.events();
        let Written::Queue(id, date, queue) = written else { return Ok(events) };
        for Recorded { event, .. } in &mut events {
            if !matches!(event.kind, EventKind::Drawn | EventKind::Called) {
                continue;
            }
            let Some(Configured { office, .. }) = self.offices.get(id, event.at).await? else {
                continue;
            };
            match (event.kind, queue.drawn.last(), event.number) {
                // What was drawn without a network has told nobody anything.
                (EventKind::Drawn, Some(ticket), _) if !event.outage => {
                    let expected = self.store.expected(&office, *date).await?;
                    event.told = Some(queue.told(&office, &expected, *ticket, event.at));
                }
                (EventKind::Called, _, Some(number)) => {
                    if let Some((promise, late)) = queue.late_call(&office, number, event.at) {
                        // A metric is made of this line, and an alarm of that.
                        let promise = promise.name();
                        tracing::warn!(office.id = %id, promise, late_s = late.0, "broke a promise");
                    }
                }
                _ => (),
            }
        }
        Ok(events)
    }

    fn counted(&self) -> MutexGuard<'_, BTreeSet<(OfficeId, Date)>> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a record says was written; `None` where that has no history.
fn read(record: &Value) -> Option<Written> {
    let unreadable = || {
        tracing::error!(stream.sequence = sequence(record), "set aside an unreadable record");
        None
    };
    let Ok(event) = EventRecord::deserialize(record) else { return unreadable() };
    let change = event.change;
    // What was removed has no image, and no history of its own.
    if change.new_image.is_empty() {
        return None;
    }
    Written::read(&change.keys, change.new_image).unwrap_or_else(|_| unreadable())
}

fn sequence(record: &Value) -> &str {
    record.pointer("/dynamodb/SequenceNumber").and_then(Value::as_str).unwrap_or_default()
}
