//! The outbox: a booking carries the mail it still owes.

use std::sync::Arc;

use aws_sdk_dynamodb::{operation::update_item::UpdateItemError, types::ReturnConsumedCapacity};
use domain::{booking::Booking, office::Office, time::Moment};
use serde::{Deserialize, Serialize};

use crate::{
    BookingSecret, Store, StoreError,
    items::read,
    keys::{Key, number, text},
    requests::Reading,
    visits::Visit,
};

/// The latest mail of a booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// Whether it still has to be sent.
    pub state: MailState,
    /// What it says.
    pub kind: MailKind,
    /// The booking's revision that it tells of.
    pub revision: u32,
    /// Whether it tells of another number than the mail before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub new_number: bool,
    /// Whether it tells again what was told before, because the day is near.
    /// No kind of its own, which the version before would not understand.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reminds: bool,
    /// When the change that it tells of was made.
    pub at: Moment,
}

/// Whether a mail is out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailState {
    /// Not yet.
    Pending,
    /// Handed over.
    Sent,
}

/// What a mail says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailKind {
    /// The appointment is booked.
    Confirmed,
    /// It is at another time.
    Moved,
    /// It is cancelled.
    Cancelled,
    /// The office closes on its day.
    Displaced,
}

/// A mail to be sent.
#[derive(Debug, Clone)]
pub struct PendingMail {
    /// The secret for its link.
    pub secret: BookingSecret,
    /// The booking as it stands.
    pub booking: Booking,
    /// The mail.
    pub mail: Mail,
    /// The office.
    pub office: Arc<Office>,
}

impl Store {
    /// The mail that a booking owes; `None` when it owes none.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn pending_mail(
        &self,
        secret: &BookingSecret,
    ) -> Result<Option<PendingMail>, StoreError> {
        const WISH: &str = "read a booking's mail";
        let found = self.get(WISH, Key::Visit(secret.reveal()), Reading::Consistent).await?;
        let Some(item) = found else { return Ok(None) };
        let Visit { booking, mail } = read(WISH, item)?;
        let Some(mail) = mail.filter(|mail| mail.state == MailState::Pending) else {
            return Ok(None);
        };
        let Some(office) = self.office(&booking.office).await? else { return Ok(None) };
        let secret = secret.clone();
        Ok(Some(PendingMail { secret, booking, mail, office: office.office }))
    }

    /// Notes that the mail about `revision` is out, under the mail service's name
    /// for it. A newer one stays pending.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn mail_sent(
        &self,
        secret: &BookingSecret,
        revision: u32,
        message_id: &str,
    ) -> Result<(), StoreError> {
        const WISH: &str = "note that a mail is out";
        let sent = self
            .client
            .update_item()
            .table_name(&*self.table)
            .set_key(Some(Key::Visit(secret.reveal()).item()))
            .update_expression("SET mail.#state = :sent, mail.id = :id")
            .condition_expression("mail.revision = :revision")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":sent", text("sent"))
            .expression_attribute_values(":id", text(message_id))
            .expression_attribute_values(":revision", number(revision))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match sent {
            Ok(done) => self.meter.write(done.consumed_capacity.as_slice()),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
            {
                self.meter.refused();
            }
            Err(error) => return Err(StoreError::request(WISH, error)),
        }
        Ok(())
    }
}
