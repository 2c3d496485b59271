//! The store as the outbox.

use store::{BookingSecret, MailKind, Store, StoreError};

use crate::{Kind, Outbox, OutboxError, Pending, Sent};

impl Outbox for Store {
    async fn pending(&self, secret: &str) -> Result<Option<Pending>, OutboxError> {
        let secret = read(secret)?;
        let Some(found) = self.pending_mail(&secret).await.map_err(trouble)? else {
            return Ok(None);
        };
        let kind = match found.mail.kind {
            _ if found.mail.reminds => Kind::Reminder,
            MailKind::Confirmed => Kind::Confirmed,
            MailKind::Moved => Kind::Moved { new_number: found.mail.new_number },
            MailKind::Cancelled => Kind::Cancelled,
            MailKind::Displaced => Kind::Displaced,
        };
        Ok(Some(Pending {
            secret: found.secret.reveal().to_owned(),
            booking: found.booking,
            kind,
            revision: found.mail.revision,
            changed: found.mail.at,
            office: found.office,
        }))
    }

    async fn sent(&self, sent: Sent<'_>) -> Result<(), OutboxError> {
        self.mail_sent(&read(sent.secret)?, sent.revision, sent.message_id).await.map_err(trouble)
    }
}

fn read(secret: &str) -> Result<BookingSecret, OutboxError> {
    secret.parse().map_err(|error| OutboxError::Unreadable { source: Box::new(error) })
}

fn trouble(error: StoreError) -> OutboxError {
    match error {
        StoreError::Item { .. } | StoreError::Configuration { .. } => {
            OutboxError::Unreadable { source: Box::new(error) }
        }
        StoreError::Request { .. }
        | StoreError::Contention { .. }
        | StoreError::StaleConfiguration { .. } => {
            OutboxError::Unavailable { source: Box::new(error) }
        }
    }
}
