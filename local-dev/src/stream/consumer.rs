//! The function at the end of the stream.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use aws_lambda_events::event::dynamodb::Event;
use aws_lambda_events::event::streams::DynamoDbEventResponse;
use serde_json::Value;

use crate::backend::{CargoLambda, InvokeError};

type Answer = Pin<Box<dyn Future<Output = Result<DynamoDbEventResponse, String>> + Send>>;

/// Who gets the stream's records.
#[derive(Clone)]
pub enum Consumer {
    /// A handler in this process.
    InProcess(Arc<dyn Fn(Event) -> Answer + Send + Sync>),
    /// A Lambda binary.
    CargoLambda {
        /// Where it is invoked.
        lambda: CargoLambda,
        /// Its name.
        name: &'static str,
    },
}

/// Why a batch was not taken.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// The function does not run: nothing was tried.
    #[error("the consumer cannot be reached")]
    Unreachable,
    /// The function gave an error instead of an answer.
    #[error("the consumer failed: {0}")]
    Failed(String),
}

impl Consumer {
    /// A handler in this process, the same that the binary runs.
    pub fn in_process<F, Fut, E>(handler: F) -> Self
    where
        F: Fn(Event) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<DynamoDbEventResponse, E>> + Send + 'static,
        E: fmt::Display,
    {
        Self::InProcess(Arc::new(move |event| {
            let answer = handler(event);
            Box::pin(async move { answer.await.map_err(|error| error.to_string()) })
        }))
    }

    /// Delivers a batch, as the JSON of an event; the answer may name failed items.
    ///
    /// # Errors
    ///
    /// [`DeliveryError`] when the batch as a whole was not taken.
    pub async fn deliver(&self, batch: Value) -> Result<Value, DeliveryError> {
        let failed = |error: &dyn fmt::Display| DeliveryError::Failed(error.to_string());
        match self {
            Self::InProcess(handler) => {
                let event = serde_json::from_value(batch).map_err(|error| failed(&error))?;
                let answer = tokio::spawn(handler(event)).await.map_err(|error| failed(&error))?;
                let answer = answer.map_err(DeliveryError::Failed)?;
                serde_json::to_value(answer).map_err(|error| failed(&error))
            }
            Self::CargoLambda { lambda, name } => {
                let answer = match lambda.invoke(name, batch.to_string()).await {
                    Ok(answer) => answer,
                    Err(InvokeError::Unreachable) => return Err(DeliveryError::Unreachable),
                    Err(error) => return Err(failed(&error)),
                };
                serde_json::from_str(&answer).map_err(|error| failed(&error))
            }
        }
    }
}

impl fmt::Debug for Consumer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InProcess(_) => "InProcess",
            Self::CargoLambda { .. } => "CargoLambda",
        })
    }
}
