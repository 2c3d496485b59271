//! The `mail` Lambda function.

use std::env;

use aws_config::BehaviorVersion;
use domain::time::Moment;
use lambda_runtime::{Error, LambdaEvent, run, service_fn, tracing};
use mail::{Batch, Delivery, Outbox, OutboxError, Pending, Sent, Ses};

#[tokio::main]
async fn main() -> Result<(), Error> {
    tracing::init_default_subscriber();
    let config = aws_config::load_defaults(BehaviorVersion::latest()).await;
    let post = Ses::new(&config, env::var("CONFIGURATION_SET").ok());
    let delivery = &Delivery::new(Unwired, post, env::var("PUBLIC_URL").ok());
    let deliver = |event: LambdaEvent<Batch>| async move {
        Ok::<_, Error>(delivery.deliver(&event.payload, now()).await)
    };
    run(service_fn(deliver)).await
}

/// The one place that reads the clock.
fn now() -> Moment {
    Moment(jiff::Timestamp::now().as_second())
}

/// Stands where the store belongs until it offers pending mails: every record
/// is kept for later.
#[derive(Debug)]
struct Unwired;

impl Outbox for Unwired {
    async fn pending(&self, _secret: &str) -> Result<Option<Pending>, OutboxError> {
        Err(OutboxError::Unavailable { source: "the store is not wired yet".into() })
    }

    async fn sent(&self, _sent: Sent<'_>) -> Result<(), OutboxError> {
        Err(OutboxError::Unavailable { source: "the store is not wired yet".into() })
    }
}
