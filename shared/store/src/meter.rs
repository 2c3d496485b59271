//! What the table's requests cost, as DynamoDB itself counts it.

use std::sync::Mutex;

use aws_sdk_dynamodb::types::ConsumedCapacity;

/// Counts requests and capacity units.
#[derive(Debug, Default)]
pub struct Meter(Mutex<Consumption>);

/// Requests and the units they consumed.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Consumption {
    /// Requests that were answered, failed conditions included.
    pub requests: u32,
    /// Read units of the requests that succeeded.
    pub read: f64,
    /// Write units of the requests that succeeded.
    pub write: f64,
}

impl Meter {
    /// The sum so far; takes it away, so that the next count begins at nothing.
    #[must_use]
    pub fn take(&self) -> Consumption {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    pub(crate) fn read(&self, capacity: Option<&ConsumedCapacity>) {
        self.add(capacity.and_then(ConsumedCapacity::capacity_units).unwrap_or(0.0), 0.0);
    }

    pub(crate) fn write(&self, capacity: &[ConsumedCapacity]) {
        let units = capacity.iter().filter_map(ConsumedCapacity::capacity_units).sum();
        self.add(0.0, units);
    }

    /// A request without units: a condition failed.
    pub(crate) fn refused(&self) {
        self.add(0.0, 0.0);
    }

    fn add(&self, read: f64, write: f64) {
        let mut sum = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        sum.requests += 1;
        sum.read += read;
        sum.write += write;
    }
}
