//! What `EventBridge` does for the city: it tells the mailroom that an hour has
//! begun, and which mails have come back.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::backend::{CargoLambda, InvokeError};

/// The function that is told.
#[derive(Debug, Clone)]
pub enum Mailroom {
    /// In this process.
    InProcess(mailroom::Mailroom),
    /// As a Lambda binary.
    CargoLambda(CargoLambda),
}

impl Mailroom {
    async fn tell(&self, event: &Value) -> Result<(), InvokeError> {
        match self {
            Self::InProcess(mailroom) => {
                let event = serde_json::from_value(event.clone()).map_err(InvokeError::Event)?;
                let told = Box::pin(mailroom.take(&event)).await;
                told.map_err(|error| InvokeError::Unknown(error.to_string()))
            }
            Self::CargoLambda(lambda) => {
                lambda.invoke("mailroom", event.to_string()).await.map(|_| ())
            }
        }
    }
}

/// Tells the mailroom what has happened since it was told last.
#[derive(Debug)]
pub(crate) struct Bus {
    mailroom: Mailroom,
    hour: Mutex<Option<i64>>,
}

impl Bus {
    pub(crate) fn to(mailroom: Mailroom) -> Self {
        Self { mailroom, hour: Mutex::default() }
    }

    /// Tells of the hour, if it was not told of this one yet, and of the mails.
    pub(crate) async fn tell(
        &self,
        now: Timestamp,
        returned: Vec<Value>,
    ) -> Result<(), InvokeError> {
        for detail in returned {
            let event = json!({ "source": "aws.ses", "time": now.to_string(), "detail": detail });
            self.mailroom.tell(&event).await?;
        }
        let hour = now.as_second().div_euclid(3600);
        let before = self.told(Some(hour));
        if before != Some(hour) {
            let event = json!({ "source": "aws.events", "time": now.to_string(), "detail": {} });
            if let Err(error) = self.mailroom.tell(&event).await {
                self.told(before);
                return Err(error);
            }
        }
        Ok(())
    }

    fn told(&self, hour: Option<i64>) -> Option<i64> {
        let mut told = self.hour.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut told, hour)
    }
}
