//! From the table's stream to the function that consumes it, as Lambda's
//! event source mapping does it.
//!
//! Records are delivered in order and at least once. A batch that fails in
//! part is delivered again from its first failed record on; a batch that fails
//! as a whole is halved; a record that fails too often is set aside with its
//! keys only, and its neighbours go on. While the function cannot be reached
//! at all, everything waits and nothing counts as a failure. The place in the
//! stream is kept after each step.

mod consumer;
mod filter;
mod place;

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

pub use consumer::{Consumer, DeliveryError};
pub use filter::{Filter, FilterError};
pub use place::DeadLetter;
use place::Place;

use crate::clock::Clock;
use crate::database::{DatabaseError, Stream};

/// How records are delivered.
#[derive(Debug, Clone, Copy)]
pub struct Delivery {
    /// How many records a batch has at most.
    pub batch: usize,
    /// How often a record is tried before it is set aside.
    pub attempts: u32,
    /// The pause after a first failure; it doubles from there.
    pub first_pause: Duration,
    /// The longest pause.
    pub longest_pause: Duration,
    /// How often the stream is looked at when nobody wakes the pump.
    pub poll: Duration,
}

impl Default for Delivery {
    fn default() -> Self {
        Self {
            batch: 10,
            attempts: 8,
            first_pause: Duration::from_millis(100),
            longest_pause: Duration::from_secs(5),
            poll: Duration::from_millis(250),
        }
    }
}

/// The running pump. It stops when this is dropped.
#[derive(Debug)]
pub struct Pump {
    stream: Stream,
    wake: Arc<Notify>,
    progress: watch::Receiver<Progress>,
    task: JoinHandle<()>,
}

#[derive(Debug, Clone, Default)]
struct Progress {
    sequence: Option<String>,
    dead: Vec<DeadLetter>,
}

/// The stream was not drained in time.
#[derive(Debug, thiserror::Error)]
#[error("the stream was not drained in time")]
pub struct NotDrained;

/// What the pump needs to run.
#[derive(Debug)]
pub struct Source {
    /// The stream to follow.
    pub stream: Stream,
    /// Which records are delivered.
    pub filter: Filter,
    /// Who gets them.
    pub consumer: Consumer,
    /// The city's clock.
    pub clock: Clock,
    /// Where the place in the stream is kept; only in memory if nowhere.
    pub file: Option<std::path::PathBuf>,
}

impl Pump {
    /// Starts to follow the stream from where an earlier pump stopped.
    ///
    /// # Errors
    ///
    /// When the kept place cannot be read.
    pub fn start(source: Source, delivery: Delivery) -> std::io::Result<Self> {
        let place = Place::open(source.file.clone())?;
        let (report, progress) = watch::channel(place.progress());
        let wake = Arc::new(Notify::new());
        let stream = source.stream.clone();
        let worker = Worker { source, delivery, place, report, wake: Arc::clone(&wake) };
        Ok(Self { stream, wake, progress, task: tokio::spawn(worker.run()) })
    }

    /// Something may have been written; look at once.
    #[must_use]
    pub fn waker(&self) -> Arc<Notify> {
        Arc::clone(&self.wake)
    }

    /// Waits until every record written so far has been delivered, filtered
    /// out or set aside.
    ///
    /// # Errors
    ///
    /// [`NotDrained`] when that takes longer than `patience`.
    pub async fn drained(&self, patience: Duration) -> Result<(), NotDrained> {
        let Ok(Some(newest)) = self.stream.newest() else {
            return Ok(());
        };
        self.wake.notify_one();
        let mut progress = self.progress.clone();
        // Sequence numbers have a fixed width, so they compare as text.
        let done = progress.wait_for(|progress| progress.sequence.as_ref() >= Some(&newest));
        match tokio::time::timeout(patience, done).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(NotDrained),
        }
    }

    /// The records that were given up, by their keys.
    #[must_use]
    pub fn dead_letters(&self) -> Vec<DeadLetter> {
        self.progress.borrow().dead.clone()
    }
}

impl Drop for Pump {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Worker {
    source: Source,
    delivery: Delivery,
    place: Place,
    report: watch::Sender<Progress>,
    wake: Arc<Notify>,
}

/// What became of a batch.
enum Delivered {
    All,
    /// All before this one.
    Before(usize),
    Nothing,
    Unreachable,
}

impl Worker {
    async fn run(mut self) {
        loop {
            match self.round().await {
                Ok(true) => {}
                Ok(false) => {
                    let woken = self.wake.notified();
                    _ = tokio::time::timeout(self.delivery.poll, woken).await;
                }
                Err(error) => {
                    tracing::error!(error = ?error, "the stream cannot be followed");
                    tokio::time::sleep(self.delivery.longest_pause).await;
                }
            }
        }
    }

    /// Reads on and delivers what it finds; false at the end of the stream.
    async fn round(&mut self) -> Result<bool, DatabaseError> {
        let records = self.source.stream.after(self.place.sequence(), 1000)?;
        let Some(last) = records.last().map(|record| record.dynamodb.sequence_number.clone())
        else {
            return Ok(false);
        };
        let arn = self.source.stream.arn();
        let records = records.iter().map(|record| lambda_record(record, &arn, &self.source.clock));
        let wanted = records.filter(|record| self.source.filter.passes(record)).collect::<Vec<_>>();
        self.deliver(&wanted).await;
        // What follows the last wanted record has been looked at, too.
        self.place.advance(&last);
        self.report();
        Ok(true)
    }

    async fn deliver(&mut self, mut records: &[Value]) {
        let mut size = self.delivery.batch;
        let mut pause = self.delivery.first_pause;
        let mut failures = 0;
        while !records.is_empty() {
            let batch = &records[..size.clamp(1, records.len())];
            let delivered = match self.send(batch).await {
                Delivered::All => batch.len(),
                Delivered::Before(count) => count,
                Delivered::Nothing if batch.len() > 1 => {
                    size = batch.len() / 2;
                    continue;
                }
                Delivered::Nothing => 0,
                Delivered::Unreachable => {
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(self.delivery.longest_pause);
                    continue;
                }
            };
            if delivered > 0 {
                self.place.advance(sequence(&batch[delivered - 1]));
                self.report();
                failures = 0;
                pause = self.delivery.first_pause;
            }
            if delivered == batch.len() {
                size = self.delivery.batch;
            } else {
                failures += 1;
                if failures < self.delivery.attempts {
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(self.delivery.longest_pause);
                } else {
                    self.set_aside(&batch[delivered], failures);
                    records = &records[delivered + 1..];
                    failures = 0;
                    continue;
                }
            }
            records = &records[delivered..];
        }
    }

    async fn send(&self, batch: &[Value]) -> Delivered {
        let answer = match self.source.consumer.deliver(json!({ "Records": batch })).await {
            Ok(answer) => answer,
            Err(DeliveryError::Unreachable) => return Delivered::Unreachable,
            Err(error) => {
                tracing::warn!(error = ?error, "the consumer failed");
                return Delivered::Nothing;
            }
        };
        let Some(failed) = answer.get("batchItemFailures").and_then(Value::as_array) else {
            // Lambda takes an answer without the list for a success.
            return Delivered::All;
        };
        let failed = failed.iter().map(|item| {
            let id = item["itemIdentifier"].as_str();
            batch.iter().position(|record| id == Some(sequence(record)))
        });
        // An identifier that is not in the batch fails the whole batch.
        match failed.collect::<Option<Vec<_>>>() {
            None => Delivered::Nothing,
            Some(failed) => failed.into_iter().min().map_or(Delivered::All, Delivered::Before),
        }
    }

    fn set_aside(&mut self, record: &Value, attempts: u32) {
        tracing::error!(record.sequence = sequence(record), attempts, "set a record aside");
        let keys = record["dynamodb"]["Keys"].clone();
        self.place.set_aside(DeadLetter { sequence: sequence(record).to_owned(), keys, attempts });
        self.report();
    }

    fn report(&mut self) {
        if let Err(error) = self.place.keep() {
            // Then it is delivered again after a restart, which is allowed.
            tracing::warn!(%error, "the place in the stream could not be kept");
        }
        self.report.send_replace(self.place.progress());
    }
}

fn sequence(record: &Value) -> &str {
    record["dynamodb"]["SequenceNumber"].as_str().unwrap_or_default()
}

/// A record as Lambda delivers it, dated by the city's clock.
fn lambda_record(
    record: &dynoxide::actions::get_records::Record,
    arn: &str,
    clock: &Clock,
) -> Value {
    let mut event = serde_json::to_value(record).unwrap_or_default();
    let written = record.dynamodb.approximate_creation_date_time;
    let written = jiff::SignedDuration::try_from_secs_f64(written).unwrap_or_default();
    let written = jiff::Timestamp::from_duration(written).unwrap_or_default();
    event["dynamodb"]["ApproximateCreationDateTime"] = json!(clock.at(written).as_second());
    event["eventSourceARN"] = json!(arn);
    event["awsRegion"] = json!("eu-central-1");
    event
}

#[cfg(test)]
mod tests;
