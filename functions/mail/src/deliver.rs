//! From records of the stream to mails that were sent.

use std::{
    collections::HashMap,
    error::Error,
    fmt::Write as _,
    sync::{Mutex, PoisonError},
};

use aws_lambda_events::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use domain::time::Moment;

use crate::{
    Batch, Letter, Outbox, OutboxError, Pending, Post, SendError, Sent, compose, message_id,
    record::{Record, sequence},
};

/// Delivers mails from an outbox by the post.
#[derive(Debug)]
pub struct Delivery<O, P> {
    outbox: O,
    post: P,
    public_url: Option<String>,
    /// Mails that were accepted but could not be noted yet, by Message-ID,
    /// with the service's name for each. While the store is away, this keeps a
    /// retry from sending a second time.
    unnoted: Mutex<HashMap<String, String>>,
}

/// Why a mail was not sent.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Outbox(#[from] OutboxError),
    #[error("the mail cannot be written")]
    Compose(#[from] askama::Error),
    #[error(transparent)]
    Send(#[from] SendError),
}

impl Trouble {
    /// Whether another try may help.
    fn may_pass(&self) -> bool {
        match self {
            Self::Outbox(OutboxError::Unavailable { .. }) | Self::Send(SendError::Later { .. }) => {
                true
            }
            Self::Outbox(OutboxError::Unreadable { .. })
            | Self::Compose(_)
            | Self::Send(SendError::Refused { .. }) => false,
        }
    }

    /// The sentence for the log, with its causes where they say nothing about
    /// a person.
    fn log_line(&self) -> String {
        let mut line = self.to_string();
        let mut cause = match self {
            Self::Outbox(error @ OutboxError::Unavailable { .. }) => error.source(),
            Self::Outbox(OutboxError::Unreadable { .. }) | Self::Compose(_) | Self::Send(_) => None,
        };
        while let Some(error) = cause {
            // Writing to a string cannot fail.
            let _ = write!(line, ": {error}");
            cause = error.source();
        }
        line
    }
}

impl<O: Outbox, P: Post> Delivery<O, P> {
    /// Links lead to `public_url`, or where the city's file says.
    #[must_use]
    pub fn new(outbox: O, post: P, public_url: Option<String>) -> Self {
        Self { outbox, post, public_url, unnoted: Mutex::default() }
    }

    /// Sends the mails that are due for the visits in `batch`, and names the
    /// records to be delivered again.
    ///
    /// The stream starts again at the first of those, so what comes after it
    /// will be seen twice; by then no mail is due for it any more. A record
    /// that no retry can help is set aside: it is logged by its place in the
    /// stream, the visit goes on saying that a mail is due, and the others
    /// are delivered.
    pub async fn deliver(&self, batch: &Batch) -> DynamoDbEventResponse {
        let mut response = DynamoDbEventResponse::default();
        for record in &batch.records {
            let sequence = sequence(record);
            match Record::read(record) {
                Record::Other => (),
                Record::Unreadable => {
                    tracing::error!(stream.sequence = sequence, "set aside an unreadable record");
                }
                Record::Visit { secret, at } => match self.visit(&secret, at).await {
                    Ok(()) => (),
                    Err(trouble) if trouble.may_pass() => {
                        let error = trouble.log_line();
                        tracing::warn!(stream.sequence = sequence, error, "will try again");
                        response.batch_item_failures.push(failure(sequence));
                    }
                    Err(trouble) => {
                        let error = trouble.log_line();
                        tracing::error!(stream.sequence = sequence, error, "set aside a mail");
                    }
                },
            }
        }
        response
    }

    async fn visit(&self, secret: &str, now: Moment) -> Result<(), Trouble> {
        let Some(pending) = self.outbox.pending(secret).await? else { return Ok(()) };
        if pending.booking.is_forgotten(&pending.office, now) {
            return Ok(());
        }
        let Some((own_id, message_id)) = self.hand_over(&pending).await? else { return Ok(()) };
        let sent = Sent { secret, revision: pending.revision, message_id: &message_id };
        if let Err(error) = self.outbox.sent(sent).await {
            self.unnoted().insert(own_id, message_id);
            return Err(error.into());
        }
        self.unnoted().remove(&own_id);
        Ok(())
    }

    /// Hands the mail over unless that was done already: its Message-ID, and
    /// the service's name for it. `None` when the booking has no address.
    async fn hand_over(&self, pending: &Pending) -> Result<Option<(String, String)>, Trouble> {
        let Pending { secret, booking, kind, revision, changed, office } = pending;
        let own_id = message_id(office, booking, *kind, *revision);
        let accepted = self.unnoted().get(&own_id).cloned();
        if let Some(accepted) = accepted {
            return Ok(Some((own_id, accepted)));
        }
        let letter = Letter {
            office,
            booking,
            secret,
            kind: *kind,
            revision: *revision,
            changed: *changed,
            public_url: self.public_url.as_deref().unwrap_or(&office.city.public_url),
        };
        let Some(mail) = compose(&letter)? else { return Ok(None) };
        let accepted = self.post.send(&mail).await?;
        tracing::info!(
            office.id = %office.id,
            visit.id = %booking.visit,
            mail.kind = ?kind,
            mail.revision = revision,
            ses.message_id = accepted,
            "sent a mail",
        );
        Ok(Some((own_id, accepted)))
    }

    fn unnoted(&self) -> std::sync::MutexGuard<'_, HashMap<String, String>> {
        self.unnoted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn failure(sequence: &str) -> DynamoDbBatchItemFailure {
    let mut failure = DynamoDbBatchItemFailure::default();
    failure.item_identifier = Some(sequence.to_owned());
    failure
}
