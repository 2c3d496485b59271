//! Requests whose condition decides, and what came of them.

use std::time::Duration;

use aws_sdk_dynamodb::{
    error::SdkError,
    operation::transact_write_items::TransactWriteItemsError,
    types::{ReturnConsumedCapacity, TransactWriteItem},
};
use ulid::Ulid;

use crate::{Store, StoreError, keys::Item};

/// How often a write that ran into another one is tried again.
pub(crate) const TRIES: u32 = 8;

/// What became of a transaction.
#[derive(Debug)]
#[must_use = "a condition may have failed"]
pub(crate) enum Transacted {
    /// All of it was written.
    Done,
    /// Nothing was written: the condition of the write at `index` failed
    /// first, on this item (`None`: there is none).
    Refused { index: usize, item: Option<Item> },
}

impl Store {
    /// Writes all or nothing. Collisions with other transactions and
    /// throttling of single items are tried again, at most [`TRIES`] times.
    pub(crate) async fn transact(
        &self,
        wish: &'static str,
        writes: Vec<TransactWriteItem>,
    ) -> Result<Transacted, StoreError> {
        for attempt in 0..TRIES {
            let sent = self
                .client
                .transact_write_items()
                .set_transact_items(Some(writes.clone()))
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await;
            let error = match sent {
                Ok(done) => {
                    self.meter.write(done.consumed_capacity());
                    return Ok(Transacted::Done);
                }
                Err(error) => error,
            };
            self.meter.refused();
            match refused(&error) {
                Cancelled::Condition { index, item } => {
                    return Ok(Transacted::Refused { index, item });
                }
                Cancelled::Collision => pause(attempt).await,
                Cancelled::Failure => return Err(StoreError::request(wish, error)),
            }
        }
        Err(StoreError::Contention { wish })
    }
}

enum Cancelled {
    Condition { index: usize, item: Option<Item> },
    Collision,
    Failure,
}

fn refused<R>(error: &SdkError<TransactWriteItemsError, R>) -> Cancelled {
    // Throttling of the whole request has been tried again by the SDK already.
    let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
        error.as_service_error()
    else {
        return Cancelled::Failure;
    };
    let reasons = cancelled.cancellation_reasons();
    // A failed condition stays failed; a collision may hide one, so it comes second.
    for (index, reason) in reasons.iter().enumerate() {
        if reason.code() == Some("ConditionalCheckFailed") {
            return Cancelled::Condition { index, item: reason.item().cloned() };
        }
    }
    let collision = |code: Option<&str>| {
        matches!(
            code,
            Some("TransactionConflict" | "ThrottlingError" | "ProvisionedThroughputExceeded")
        )
    };
    if reasons.iter().any(|reason| collision(reason.code())) {
        Cancelled::Collision
    } else {
        Cancelled::Failure
    }
}

/// Waits a random time that grows with the attempts: full jitter, as in
/// "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015).
pub(crate) async fn pause(attempt: u32) {
    let most = 10_u64 << attempt.min(6);
    let random = u64::try_from(Ulid::generate().random() & 0xffff).unwrap_or(0);
    tokio::time::sleep(Duration::from_millis(random % most)).await;
}
